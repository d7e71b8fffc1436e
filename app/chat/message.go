package chat

import (
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Kind is the kind of people that a message is to.
type Kind string

// The kinds.
const (
	ToEveryone Kind = "everyone"
	ToStaff    Kind = "staff"
	ToPerson   Kind = "person"
	ToGroup    Kind = "group"
)

// emojis are the reactions that there are, in the order in which they are shown.
var emojis = []string{"👍", "❤️", "😂", "🎉", "😮", "😢", "✅", "❓"}

// message is one message with everything that is known of it.
type message struct {
	ID        app.MessageID
	Number    int64 // its place in the session, from 1
	To        ChatTo
	User      app.UserID
	Name      string
	Role      app.Role // when it was sent
	Text      string
	ReplyTo   app.MessageID
	Files     []app.File
	SentAt    time.Time
	EditedAt  time.Time
	DeletedAt time.Time
	DeletedBy app.UserID
	// DeletedName is of who deleted it.
	DeletedName string
	// Reactions are who reacted, by emoji.
	Reactions map[string][]app.UserID
	// told are the offsets of the events that this process saw tell what the message says.
	told []int64
}

// audience is who sees the message.
func (m *message) audience() live.Audience {
	switch m.To.Kind {
	case ToEveryone:
		return live.Everyone()
	case ToStaff:
		if m.To.UserID != "" {
			return live.StaffAnd(m.User, m.To.UserID)
		}
		return live.StaffAnd(m.User)
	case ToPerson:
		return live.Only(m.User, m.To.UserID)
	case ToGroup:
		return live.Group(m.To.GroupID)
	}
	return live.Nobody()
}

// quotable says whether an answer to the second may quote the first: whoever gets the answer sees what it answers.
func (m *message) quotable(to ChatTo, by app.UserID) bool {
	switch m.To.Kind {
	case ToEveryone:
		return true
	case ToStaff:
		return to.Kind == ToStaff || (to.Kind == ToPerson && (to.UserID == m.User || to.UserID == m.To.UserID))
	case ToPerson:
		return to.Kind == ToPerson && ((by == m.User && to.UserID == m.To.UserID) || (by == m.To.UserID && to.UserID == m.User))
	case ToGroup:
		return to.Kind == ToGroup && to.GroupID == m.To.GroupID
	}
	return false
}

// render returns the message as the viewer gets it.
func (m *message) render(viewer app.UserID) ChatMessage {
	out := ChatMessage{MessageID: m.ID, Number: m.Number, To: m.To, UserID: m.User, Name: m.Name, Role: m.Role, Text: m.Text,
		ReplyTo: m.ReplyTo, Files: m.Files, SentAt: m.SentAt}
	if !m.EditedAt.IsZero() {
		out.EditedAt = &m.EditedAt
	}
	if !m.DeletedAt.IsZero() {
		out.Deleted = m.deletion()
	}
	for _, emoji := range emojis {
		if users := m.Reactions[emoji]; len(users) > 0 {
			out.Reactions = append(out.Reactions, ChatReaction{Emoji: emoji, Count: len(users), Mine: slices.Contains(users, viewer)})
		}
	}
	return out
}

func (m *message) deletion() *ChatDeletion {
	d := &ChatDeletion{At: m.DeletedAt}
	if m.DeletedBy != m.User { // one's own needs no name
		d.By = m.DeletedName
	}
	return d
}

// restore is the opposite of render, for a message that came with an event.
func restore(c ChatMessage, deletedBy app.UserID) *message {
	m := &message{ID: c.MessageID, Number: c.Number, To: c.To, User: c.UserID, Name: c.Name, Role: c.Role, Text: c.Text, ReplyTo: c.ReplyTo,
		Files: c.Files, SentAt: c.SentAt}
	if c.EditedAt != nil {
		m.EditedAt = *c.EditedAt
	}
	if c.Deleted != nil {
		m.remove(*c.Deleted, deletedBy)
	}
	return m
}

// remove takes out what the message said.
func (m *message) remove(d ChatDeletion, by app.UserID) {
	m.Text, m.Files, m.Reactions, m.EditedAt, m.told = "", nil, nil, time.Time{}, nil
	m.DeletedAt, m.DeletedBy, m.DeletedName = d.At, by, d.By
}

// react takes a reaction in, or takes it out.
func (m *message) react(emoji string, user app.UserID, on bool) {
	users := m.Reactions[emoji]
	at := slices.Index(users, user)
	switch {
	case on && at < 0:
		if m.Reactions == nil {
			m.Reactions = map[string][]app.UserID{}
		}
		m.Reactions[emoji] = append(users, user)
	case !on && at >= 0:
		m.Reactions[emoji] = slices.Delete(slices.Clone(users), at, at+1)
	}
}

// quote returns what an answer shows of the message.
func (m *message) quote() ChatQuote {
	const most = 160
	text := []rune(m.Text)
	if len(text) > most {
		text = append(text[:most:most], '…')
	}
	return ChatQuote{MessageID: m.ID, Name: m.Name, Text: string(text), Files: len(m.Files), Deleted: !m.DeletedAt.IsZero()}
}
