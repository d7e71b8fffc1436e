package board

import (
	"context"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

const (
	commandLock = "note.lock"
	eventLocked = "note.locked"
)

// notePrefix begins the ids of notes; the id of the session follows, or that of the group.
const notePrefix = "n-"

// NoteID returns the id of a session's note.
func NoteID(session app.SessionID) app.BoardID { return noteOf(session, "") }

// noteOf returns the id of the note of a group, or of the session where that is empty.
func noteOf(session app.SessionID, group app.GroupID) app.BoardID {
	if group != "" {
		return app.BoardID(notePrefix + string(group))
	}
	return app.BoardID(notePrefix + string(session))
}

// EnsureNote returns the id of the note of the session, or of a group of it, and makes it where there is none. That of an
// ended session is only found: CodeNotFound where it was never made or isn't kept any more.
func (s *Service) EnsureNote(ctx context.Context, session app.Session, group app.GroupID) (app.BoardID, error) {
	id := noteOf(session.ID, group)
	switch _, err := s.find(ctx, id); {
	case err == nil:
		return id, nil
	case !errors.Is(err, app.ErrNotFound):
		return "", fmt.Errorf("find a note: %w", err)
	case session.State != app.SessionLive:
		return "", app.Errorf(app.CodeNotFound, "There are no notes of this class.")
	}
	return id, s.insertNote(ctx, session.ID, group, s.Clock())
}

// NoteLock makes the notes read-only for learners, those of groups too, or takes that back.
type NoteLock struct {
	Type   string `json:"type" enum:"note.lock"`
	ID     string `json:"id"`
	Locked bool   `json:"locked"`
}

// NoteLocked says whether learners may write now.
type NoteLocked struct {
	live.Head
	Locked bool       `json:"locked"`
	By     app.UserID `json:"by"`
}

// NoteSnapshot says which document the note of the viewer's room is, and whether only staff may write notes.
type NoteSnapshot struct {
	BoardID app.BoardID `json:"boardId"`
	Locked  bool        `json:"locked"`
}

// Module is the note's part of the live stream.
type Module struct{ s *Service }

// Module returns the note's part of the live stream.
func (s *Service) Module() Module { return Module{s} }

// Name implements live.Module.
func (m Module) Name() string { return "note" }

// Commands implements live.Module.
func (m Module) Commands() []live.Spec {
	return []live.Spec{{Type: commandLock, Action: app.ActionNoteLock}}
}

// Load implements live.Module. Connections get the rights of what was read: an event that was taken in and then rolled
// back may have changed them.
func (m Module) Load(ctx context.Context, session app.Session) (live.State, error) {
	locked, err := m.s.locked(ctx, NoteID(session.ID))
	if err != nil {
		return nil, fmt.Errorf("load the note of a session: %w", err)
	}
	m.s.flipNote(session, locked)
	return &state{s: m.s, session: session, locked: locked}, nil
}

type state struct {
	s       *Service
	session app.Session
	locked  bool
}

// Command implements live.State.
func (st *state) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[NoteLock](c)
	if err != nil || in.Locked == st.locked {
		return live.Outcome{}, err
	}
	if err := st.s.setLocked(ctx, st.session.ID, in.Locked, c.At); err != nil {
		return live.Outcome{}, fmt.Errorf("lock the note of a session: %w", err)
	}
	return live.Outcome{
		Events: []live.Event{{Type: eventLocked, Audience: live.Everyone(), Payload: &NoteLocked{Locked: in.Locked, By: c.Actor.User}}},
		// Whoever connected between the event and the commit was still asked by what stood before.
		After: func(ctx context.Context) { st.s.refresh(ctx, c.Session.ID) },
	}, nil
}

// Apply implements live.State. In each process that serves the session, connections get their rights.
func (st *state) Apply(e live.Event) error {
	if e.Type != eventLocked {
		return nil
	}
	in, err := live.Read[NoteLocked](e)
	if err != nil {
		return err
	}
	st.locked = in.Locked
	st.s.flipNote(st.session, in.Locked)
	return nil
}

// Snapshot implements live.State.
func (st *state) Snapshot(v live.Viewer) any {
	return NoteSnapshot{BoardID: noteOf(st.session.ID, v.Group), Locked: st.locked}
}

// Follow implements live.Follower: who has become an assistant writes a locked note too. Where people are moved, Pages
// gives rights.
func (st *state) Follow(_ context.Context, e live.Event) (live.Outcome, error) {
	if e.Type != "person.changed" {
		return live.Outcome{}, nil
	}
	session := st.session.ID
	return live.Outcome{After: func(ctx context.Context) { st.s.refresh(ctx, session) }}, nil
}
