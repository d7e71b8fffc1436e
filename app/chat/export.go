package chat

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// exportMost bounds how many messages an export holds: the newest.
const exportMost = 50_000

// format is a way to write a chat down.
type format struct {
	ending, kind string
	render       func(session app.Session, messages []*message, viewer app.UserID) ([]byte, error)
}

var formats = map[string]format{
	"csv":  {"csv", "text/csv; charset=utf-8", exportCSV},
	"txt":  {"txt", "text/plain; charset=utf-8", exportText},
	"json": {"json", "application/json", exportJSON},
}

func exportJSON(session app.Session, messages []*message, viewer app.UserID) ([]byte, error) {
	out := struct {
		SessionID app.SessionID `json:"sessionId"`
		Title     string        `json:"title"`
		StartedAt time.Time     `json:"startedAt"`
		Messages  []ChatMessage `json:"messages"`
	}{session.ID, session.Title, session.StartedAt, make([]ChatMessage, len(messages))}
	for i, m := range messages {
		out.Messages[i] = m.render(viewer)
	}
	return json.MarshalIndent(out, "", "  ")
}

// exportCSV writes a line a message (RFC 4180). Cells that a spreadsheet would take for a formula begin with an
// apostrophe.
func exportCSV(_ app.Session, messages []*message, _ app.UserID) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF") // without it a well-known spreadsheet takes UTF-8 for something else
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180 §2
	records := [][]string{{"Time (UTC)", "Name", "Role", "To", "Text", "Files", "Reactions", "Edited", "Deleted"}}
	for _, m := range messages {
		records = append(records, []string{clock(m.SentAt), plain(m.Name), string(m.Role), plain(m.recipient()), plain(m.Text), plain(m.fileNames()), m.reactions(),
			clock(m.EditedAt), clock(m.DeletedAt)})
	}
	if err := w.WriteAll(records); err != nil {
		return nil, fmt.Errorf("write a chat as CSV: %w", err)
	}
	return b.Bytes(), nil
}

func exportText(session app.Session, messages []*message, _ app.UserID) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s UTC\n\n", session.Title, session.StartedAt.UTC().Format("2006-01-02 15:04"))
	for _, m := range messages {
		fmt.Fprintf(&b, "[%s] %s", m.SentAt.UTC().Format("15:04:05"), m.Name)
		if m.To.Kind != ToEveryone {
			fmt.Fprintf(&b, " (to %s)", m.recipient())
		}
		b.WriteString(": ")
		switch {
		case !m.DeletedAt.IsZero() && m.DeletedBy != m.User:
			fmt.Fprintf(&b, "[deleted by %s]", m.DeletedName)
		case !m.DeletedAt.IsZero():
			b.WriteString("[deleted]")
		default:
			// A line that goes on is set in, so that none can pass for somebody else's message.
			b.WriteString(strings.ReplaceAll(m.Text, "\n", "\n    "))
		}
		if names := m.fileNames(); names != "" {
			fmt.Fprintf(&b, " [files: %s]", names)
		}
		b.WriteString("\n")
	}
	return []byte(b.String()), nil
}

// nameGroups notes in messages to groups what those are called.
func (s *Service) nameGroups(ctx context.Context, session app.SessionID, messages []*message) error {
	if s.Groups == nil {
		return nil
	}
	breakouts, err := s.Groups.Breakouts(ctx, session)
	if err != nil {
		return fmt.Errorf("name the groups of a chat: %w", err)
	}
	names := map[app.GroupID]string{}
	for _, b := range breakouts {
		for _, g := range b.Groups {
			names[g.GroupID] = g.Name
		}
	}
	for _, m := range messages {
		if m.To.Kind == ToGroup {
			m.To.Name = names[m.To.GroupID]
		}
	}
	return nil
}

// recipient says to whom the message was.
func (m *message) recipient() string {
	switch m.To.Kind {
	case ToEveryone:
		return "everyone"
	case ToStaff:
		if m.To.Name != "" {
			return "teachers and " + m.To.Name
		}
		return "teachers"
	case ToPerson:
		return m.To.Name
	case ToGroup:
		return "group " + cmp.Or(m.To.Name, string(m.To.GroupID))
	}
	return ""
}

func (m *message) fileNames() string {
	names := make([]string, len(m.Files))
	for i, f := range m.Files {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

func (m *message) reactions() string {
	var out []string
	for _, emoji := range emojis {
		if n := len(m.Reactions[emoji]); n > 0 {
			out = append(out, fmt.Sprintf("%s %d", emoji, n))
		}
	}
	return strings.Join(out, ", ")
}

// plain keeps a spreadsheet from taking a cell for a formula. What isn't seen in front of the sign doesn't hide it, and
// neither does its full width.
func plain(cell string) string {
	visible := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	if sign, _ := utf8.DecodeRuneInString(visible); strings.ContainsRune("=+-@＝＋－＠", sign) {
		return "'" + cell
	}
	return cell
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
