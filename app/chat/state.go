package chat

import (
	"encoding/json"
	"slices"
	"sort"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// state is the chat of one session as the loop holds it: the newest messages, and who may do what.
type state struct {
	service  *Service
	session  app.SessionID
	messages []*message // by number, at most window
	byID     map[app.MessageID]*message
	last     int64 // the highest number given
	trimmed  bool  // there are older messages in the database
	settings ChatSettings
	muted    map[app.UserID]string // names
	reads    map[app.UserID]int64
}

func newState(s *Service, session app.SessionID) *state {
	return &state{service: s, session: session, byID: map[app.MessageID]*message{}, settings: defaultSettings(),
		muted: map[app.UserID]string{}, reads: map[app.UserID]int64{}}
}

func defaultSettings() ChatSettings { return ChatSettings{Learners: learnersEveryone} }

// Apply implements live.State. Events whose content was taken out tell nothing: what is left of their messages comes with
// chat.deleted.
func (st *state) Apply(e live.Event) error {
	switch e.Type {
	case "chat.sent":
		return apply(e, func(v ChatSent) {
			m := restore(v.Message, "")
			m.told = append(m.told, e.Offset)
			st.add(m)
		})
	case "chat.edited":
		return apply(e, func(v ChatEdited) {
			if m := st.byID[v.MessageID]; m != nil {
				m.Text, m.EditedAt, m.told = v.Text, v.EditedAt, append(m.told, e.Offset)
			}
		})
	case "chat.deleted":
		return apply(e, func(v ChatDeleted) {
			m := st.byID[v.Message.MessageID]
			if m == nil {
				st.add(restore(v.Message, v.DeletedBy))
				return
			}
			m.remove(*v.Message.Deleted, v.DeletedBy)
		})
	case "chat.reacted":
		return apply(e, func(v ChatReacted) {
			if m := st.byID[v.MessageID]; m != nil {
				m.react(v.Emoji, v.UserID, v.On)
			}
		})
	case "chat.muted":
		return apply(e, func(v ChatMuteChanged) {
			if v.Muted {
				st.muted[v.UserID] = v.Name
			} else {
				delete(st.muted, v.UserID)
			}
		})
	case "chat.settings":
		return apply(e, func(v ChatSettingsChanged) { st.settings = v.Settings })
	case "chat.read":
		return apply(e, func(v ChatReadChanged) { st.reads[v.UserID] = v.UpTo })
	}
	return nil
}

func apply[T any](e live.Event, take func(v T)) error {
	if len(e.Body) == 0 {
		return nil
	}
	v, err := live.Read[T](e)
	if err != nil {
		return err
	}
	take(v)
	return nil
}

// add puts a message in its place. One that is older than those in memory stays in the database.
func (st *state) add(m *message) {
	if m.ID == "" || m.Number == 0 { // its content was taken out
		return
	}
	st.last = max(st.last, m.Number)
	at, known := slices.BinarySearchFunc(st.messages, m.Number, func(m *message, n int64) int { return int(m.Number - n) })
	if known || (at == 0 && st.trimmed) {
		return
	}
	st.messages = slices.Insert(st.messages, at, m)
	st.byID[m.ID] = m
	if len(st.messages) > window {
		delete(st.byID, st.messages[0].ID)
		st.messages = slices.Delete(st.messages, 0, 1)
		st.trimmed = true
	}
}

// Snapshot implements live.State.
func (st *state) Snapshot(v live.Viewer) any {
	out := ChatSnapshot{Messages: []ChatMessage{}, Quotes: []ChatQuote{}, Older: st.trimmed, Settings: st.settings, Muted: []ChatMuted{},
		ReadUpTo: st.reads[v.User], Emojis: emojis}
	bytes, full := 0, false
	for _, m := range slices.Backward(st.messages) {
		if !v.Sees(m.audience()) {
			continue
		}
		if m.Number > out.ReadUpTo && m.User != v.User && m.DeletedAt.IsZero() {
			out.Unread++
		}
		if full {
			continue // older ones are counted only
		}
		rendered := m.render(v.User)
		bytes += size(rendered)
		if full = len(out.Messages) == snapshotMessages || bytes > snapshotBytes; full {
			out.Older = true
			continue
		}
		out.Messages = append(out.Messages, rendered)
	}
	slices.Reverse(out.Messages)
	out.Quotes = quotes(out.Messages, func(id app.MessageID) *message {
		if m := st.byID[id]; m != nil && v.Sees(m.audience()) {
			return m
		}
		return nil
	})
	_, out.MutedMe = st.muted[v.User]
	out.MutedMe = out.MutedMe && !v.Role.IsStaff()
	if v.Role.IsStaff() {
		out.Muted = st.mutedList()
	}
	return out
}

// size returns how much of a frame the message takes.
func size(m ChatMessage) int {
	b, err := json.Marshal(m)
	if err != nil { // a struct of texts and numbers
		return snapshotBytes
	}
	return len(b) + 1
}

// quotes returns what the messages answer that isn't among them.
func quotes(messages []ChatMessage, find func(app.MessageID) *message) []ChatQuote {
	have := map[app.MessageID]bool{"": true}
	for _, m := range messages {
		have[m.MessageID] = true
	}
	out := []ChatQuote{}
	for _, m := range messages {
		if have[m.ReplyTo] {
			continue
		}
		have[m.ReplyTo] = true
		if quoted := find(m.ReplyTo); quoted != nil {
			out = append(out, quoted.quote())
		}
	}
	return out
}

func (st *state) mutedList() []ChatMuted {
	out := make([]ChatMuted, 0, len(st.muted))
	for id, name := range st.muted {
		out = append(out, ChatMuted{UserID: id, Name: name})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Name != out[j].Name {
			return out[i].Name < out[j].Name
		}
		return out[i].UserID < out[j].UserID
	})
	return out
}
