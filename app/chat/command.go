package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Command implements live.State.
func (st *state) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	switch c.Type {
	case "chat.send":
		return decide(ctx, c, st.send)
	case "chat.edit":
		return decide(ctx, c, st.edit)
	case "chat.delete":
		return decide(ctx, c, st.delete)
	case "chat.react":
		return decide(ctx, c, st.react)
	case "chat.mute":
		return decide(ctx, c, st.mute)
	case "chat.settings":
		return decide(ctx, c, st.set)
	case "chat.read":
		return decide(ctx, c, st.read)
	}
	return live.Outcome{}, app.Errorf(app.CodeInvalid, "The chat doesn't know that command.")
}

func decide[T any](ctx context.Context, c live.Command, how func(context.Context, live.Command, T) (live.Outcome, error)) (live.Outcome, error) {
	in, err := live.Bind[T](c)
	if err != nil {
		return live.Outcome{}, err
	}
	return how(ctx, c, in)
}

// viewer is how the actor sees the session, with the role of now.
func viewer(c live.Command) live.Viewer {
	v := c.People.Viewer(c.Actor.User)
	v.Role = c.Actor.Role
	return v
}

// mayWrite says why the actor may not write at all, or nil.
func (st *state) mayWrite(a app.Actor) error {
	_, muted := st.muted[a.User]
	switch {
	case a.Role.IsStaff():
		return nil
	case muted:
		return app.Errorf(app.CodeForbidden, "A teacher has muted you in the chat.")
	case st.settings.Learners == learnersOff:
		return app.Errorf(app.CodeForbidden, "The chat is switched off for learners.")
	}
	return nil
}

// address checks to whom the actor writes, and returns it with what the server knows.
func (st *state) address(c live.Command, to ChatTo) (ChatTo, error) {
	staff, open := c.Actor.Role.IsStaff(), st.settings.Learners == learnersEveryone
	onlyStaff := app.Errorf(app.CodeForbidden, "Learners may write to the teachers only at the moment.")
	switch to.Kind {
	case ToEveryone:
		if !staff && !open {
			return to, onlyStaff
		}
		return ChatTo{Kind: ToEveryone}, nil
	case ToStaff:
		return ChatTo{Kind: ToStaff}, nil
	case ToGroup:
		if !isID(string(to.GroupID)) || (!staff && c.People.Group(c.Actor.User) != to.GroupID) {
			return to, app.Errorf(app.CodeForbidden, "You aren't in that group.")
		}
		if !staff && !open {
			return to, onlyStaff
		}
		return ChatTo{Kind: ToGroup, GroupID: to.GroupID}, nil
	case ToPerson:
		person, here := c.People.Person(to.UserID)
		switch {
		case to.UserID == c.Actor.User:
			return to, app.Errorf(app.CodeInvalid, "You can't write to yourself.")
		case !here:
			return to, app.Errorf(app.CodeNotFound, "That person isn't in the class at the moment.")
		case !staff && !person.Role.IsStaff() && !open:
			return to, onlyStaff
		case !staff && !person.Role.IsStaff() && !st.settings.Private:
			return to, app.Errorf(app.CodeForbidden, "Private messages between learners are switched off.")
		}
		return ChatTo{Kind: ToPerson, UserID: to.UserID, Name: person.Name}, nil
	}
	return to, app.Errorf(app.CodeInvalid, "A message goes to everyone, staff, a person or a group.")
}

// answered returns the message that another one answers, and to whom the answer goes then: what the staff answer to a
// learner reaches the learner too.
func (st *state) answered(ctx context.Context, c live.Command, id app.MessageID, to ChatTo) (*message, ChatTo, error) {
	if id == "" {
		return nil, to, nil
	}
	m, err := st.visible(ctx, c, id)
	if err != nil {
		return nil, to, err
	}
	if !m.DeletedAt.IsZero() {
		return nil, to, app.Errorf(app.CodeConflict, "The message that you answer was deleted.")
	}
	if !m.quotable(to, c.Actor.User) {
		return nil, to, app.Errorf(app.CodeForbidden, "Not everybody who gets your answer may see the message that you answer.")
	}
	if to.Kind == ToStaff && m.To.Kind == ToStaff {
		switch {
		case m.To.UserID != "":
			to.UserID, to.Name = m.To.UserID, m.To.Name
		case !m.Role.IsStaff():
			to.UserID, to.Name = m.User, m.Name
		}
	}
	return m, to, nil
}

func (st *state) send(ctx context.Context, c live.Command, in ChatSend) (live.Outcome, error) {
	if err := st.mayWrite(c.Actor); err != nil {
		return live.Outcome{}, err
	}
	to, err := st.address(c, in.To)
	if err != nil {
		return live.Outcome{}, err
	}
	text, err := cleanText(in.Text)
	switch {
	case err != nil:
		return live.Outcome{}, err
	case text == "" && len(in.FileIDs) == 0:
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "The message is empty.")
	case len(in.FileIDs) > maxFiles:
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "A message may carry at most %d files.", maxFiles)
	}
	quoted, to, err := st.answered(ctx, c, in.ReplyTo, to)
	if err != nil {
		return live.Outcome{}, err
	}
	m := &message{ID: app.MessageID(app.NewID()), Number: st.last + 1, To: to, User: c.Actor.User, Name: c.Name, Role: c.Actor.Role, Text: text,
		ReplyTo: in.ReplyTo, SentAt: c.At}
	if len(in.FileIDs) > 0 {
		if m.Files, err = st.service.Files.Claim(ctx, st.session, c.Actor.User, in.FileIDs); err != nil {
			return live.Outcome{}, err
		}
	}
	if err := st.service.insert(ctx, st.session, m); err != nil {
		return live.Outcome{}, err
	}
	return st.sent(c, m, quoted), nil
}

func (st *state) sent(c live.Command, m, quoted *message) live.Outcome {
	payload := &ChatSent{Message: m.render("")}
	if quoted != nil {
		payload.Quote = &ChatQuoted{MessageID: quoted.ID, Name: quoted.Name}
	}
	fact := app.Fact{ID: "chat:" + string(m.ID), Session: st.session, Kind: app.FactChatSent, Source: app.SourceState, User: m.User, At: c.At, Seen: c.At,
		Data: app.MustJSON(app.ChatSentData{Message: m.ID, To: string(m.To.Kind), Length: utf8.RuneCountInString(m.Text), Files: len(m.Files)})}
	return live.Outcome{
		Events: []live.Event{{Type: "chat.sent", Audience: m.audience(), Payload: payload}},
		Facts:  []app.Fact{fact},
		Result: ChatSendResult{MessageID: m.ID, Number: m.Number},
	}
}

// find returns a message of the session, from memory or from the database.
func (st *state) find(ctx context.Context, id app.MessageID) (*message, error) {
	if m := st.byID[id]; m != nil {
		return m, nil
	}
	if !st.trimmed {
		return nil, app.NotFound("message")
	}
	m, err := st.service.message(ctx, st.session, id)
	if errors.Is(err, app.ErrNotFound) {
		return nil, app.NotFound("message")
	}
	return m, err
}

// visible returns a message that the actor sees. One that they don't see isn't there for them.
func (st *state) visible(ctx context.Context, c live.Command, id app.MessageID) (*message, error) {
	m, err := st.find(ctx, id)
	if err != nil {
		return nil, err
	}
	// What one wrote oneself in a group is one's own wherever one is by now.
	if !viewer(c).Sees(m.audience()) && (m.To.Kind != ToGroup || m.User != c.Actor.User) {
		return nil, app.NotFound("message")
	}
	return m, nil
}

func (st *state) edit(ctx context.Context, c live.Command, in ChatEdit) (live.Outcome, error) {
	if err := st.mayWrite(c.Actor); err != nil {
		return live.Outcome{}, err
	}
	m, err := st.visible(ctx, c, in.MessageID)
	if err != nil {
		return live.Outcome{}, err
	}
	text, err := cleanText(in.Text)
	switch {
	case err != nil:
		return live.Outcome{}, err
	case m.User != c.Actor.User:
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "You can change your own messages only.")
	case !m.DeletedAt.IsZero():
		return live.Outcome{}, app.Errorf(app.CodeConflict, "The message was deleted.")
	case c.At.Sub(m.SentAt) > editWithin:
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "A message can be changed within 15 minutes.")
	case text == "" && len(m.Files) == 0:
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "The message is empty.")
	case text == m.Text:
		return live.Outcome{}, nil
	}
	if err := st.service.change(ctx, st.session, m, text, c); err != nil {
		return live.Outcome{}, err
	}
	return told("chat.edited", m.audience(), &ChatEdited{MessageID: m.ID, Text: text, EditedAt: c.At}), nil
}

func told(kind string, to live.Audience, payload live.Payload) live.Outcome {
	return live.Outcome{Events: []live.Event{{Type: kind, Audience: to, Payload: payload}}}
}

func (st *state) delete(ctx context.Context, c live.Command, in ChatDelete) (live.Outcome, error) {
	m, err := st.visible(ctx, c, in.MessageID)
	if err != nil {
		return live.Outcome{}, err
	}
	own := m.User == c.Actor.User
	switch {
	case !m.DeletedAt.IsZero():
		return live.Outcome{}, nil
	case !own && !c.Actor.Role.IsStaff():
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "You can delete your own messages only.")
	case !own && m.To.Kind == ToPerson:
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "Only who wrote a private message can delete it.")
	case !own && m.Role == app.RoleInstructor && c.Actor.Role != app.RoleInstructor:
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "Only an instructor can delete what an instructor wrote.")
	}
	redact, err := st.service.toldOf(ctx, st.session, m)
	if err != nil {
		return live.Outcome{}, err
	}
	if err := st.service.erase(ctx, st.session, m, c); err != nil {
		return live.Outcome{}, err
	}
	left := *m
	left.remove(ChatDeletion{By: c.Name, At: c.At}, c.Actor.User)
	out := told("chat.deleted", m.audience(), &ChatDeleted{Message: left.render(""), DeletedBy: c.Actor.User})
	out.Redact = redact
	return out, nil
}

func (st *state) react(ctx context.Context, c live.Command, in ChatReact) (live.Outcome, error) {
	if err := st.mayWrite(c.Actor); err != nil {
		return live.Outcome{}, err
	}
	if !slices.Contains(emojis, in.Emoji) {
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "The reactions are %s.", strings.Join(emojis, " "))
	}
	m, err := st.visible(ctx, c, in.MessageID)
	if err != nil {
		return live.Outcome{}, err
	}
	if !m.DeletedAt.IsZero() {
		return live.Outcome{}, app.Errorf(app.CodeConflict, "The message was deleted.")
	}
	users := m.Reactions[in.Emoji]
	if slices.Contains(users, c.Actor.User) == in.On {
		return live.Outcome{}, nil
	}
	count := len(users) + 1
	if !in.On {
		count = len(users) - 1
	}
	if err := st.service.keepReaction(ctx, st.session, m.ID, c.Actor.User, in.Emoji, in.On); err != nil {
		return live.Outcome{}, err
	}
	return told("chat.reacted", m.audience(), &ChatReacted{MessageID: m.ID, UserID: c.Actor.User, Emoji: in.Emoji, On: in.On, Count: count}), nil
}

func (st *state) mute(ctx context.Context, c live.Command, in ChatMute) (live.Outcome, error) {
	name, role, known := st.who(c.People, in.UserID)
	_, muted := st.muted[in.UserID]
	switch {
	case muted == in.Muted:
		return live.Outcome{}, nil
	case !in.Muted:
		name = st.muted[in.UserID]
	case !known:
		return live.Outcome{}, app.NotFound("person")
	case role.IsStaff():
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "Teachers can't be muted.")
	}
	if err := st.service.keepMute(ctx, st.session, ChatMuted{in.UserID, name}, in.Muted, c); err != nil {
		return live.Outcome{}, err
	}
	return told("chat.muted", live.StaffAnd(in.UserID), &ChatMuteChanged{UserID: in.UserID, Name: name, Muted: in.Muted}), nil
}

// who knows somebody who is here, or has written.
func (st *state) who(here live.Presence, id app.UserID) (name string, role app.Role, known bool) {
	if p, ok := here.Person(id); ok {
		return p.Name, p.Role, true
	}
	for _, m := range slices.Backward(st.messages) {
		if m.User == id {
			return m.Name, m.Role, true
		}
	}
	return "", "", false
}

func (st *state) set(ctx context.Context, c live.Command, in ChatSetSettings) (live.Outcome, error) {
	if !slices.Contains([]string{learnersEveryone, learnersStaffOnly, learnersOff}, in.Learners) {
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "learners must be everyone, staff_only or off.")
	}
	if in.ChatSettings == st.settings {
		return live.Outcome{}, nil
	}
	if err := st.service.keepSettings(ctx, st.session, in.ChatSettings, c); err != nil {
		return live.Outcome{}, err
	}
	return told("chat.settings", live.Everyone(), &ChatSettingsChanged{Settings: in.ChatSettings}), nil
}

func (st *state) read(ctx context.Context, c live.Command, in ChatRead) (live.Outcome, error) {
	upTo := min(in.UpTo, st.last)
	if upTo <= st.reads[c.Actor.User] {
		return live.Outcome{}, nil
	}
	if err := st.service.keepRead(ctx, st.session, c.Actor.User, upTo); err != nil {
		return live.Outcome{}, fmt.Errorf("keep what was read: %w", err)
	}
	return told("chat.read", live.Only(c.Actor.User), &ChatReadChanged{UserID: c.Actor.User, UpTo: upTo}), nil
}
