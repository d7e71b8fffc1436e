package chat

import (
	"context"
	"errors"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	// maxText is how long a message may be, in characters (Unicode code points).
	maxText = 4000
	// maxFiles is how many files a message may carry.
	maxFiles = 4
	// editWithin is how long after sending a message its sender may change it.
	editWithin = 15 * time.Minute
	// window is how many of the newest messages of a session are held in memory.
	window = 2000
	// snapshotMessages and snapshotBytes bound the messages in a welcome.
	snapshotMessages = 100
	snapshotBytes    = 96 << 10
	// pageMost bounds a page of older messages.
	pageMost = 200
)

// Sessions finds sessions.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Viewers says as what somebody sees a session: with the role and the group of now, and after the class with the last ones.
type Viewers interface {
	Viewer(ctx context.Context, session app.Session, actor app.Actor) (live.Viewer, error)
}

// Files are the files that messages carry. Both take part in the transaction of ctx.
type Files interface {
	// Claim puts unused files of the user to use; where it can't the error is CodeInvalid.
	Claim(ctx context.Context, session app.SessionID, user app.UserID, ids []app.FileID) ([]app.File, error)
	// Release deletes files that aren't used any more.
	Release(ctx context.Context, session app.SessionID, ids []app.FileID) error
}

// Events are the events that were told. It takes part in the transaction of ctx.
type Events interface {
	// Find returns the offsets of the session's events of the type whose body contains the text.
	Find(ctx context.Context, session app.SessionID, kind, containing string) ([]int64, error)
}

// Groups are those that a session's messages may be to.
type Groups interface {
	Breakouts(ctx context.Context, session app.SessionID) ([]app.Breakout, error)
}

// Deps are what a Service needs; all but Groups are required.
type Deps struct {
	Store    *store.Store
	Sessions Sessions
	Door     live.Door
	Viewers  Viewers
	Files    Files
	Events   Events
	Groups   Groups // nil: they have no names
}

// Service is the chat of all sessions.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Name implements live.Module.
func (s *Service) Name() string { return "chat" }

// Commands implements live.Module.
func (s *Service) Commands() []live.Spec {
	return []live.Spec{
		{Type: "chat.send", Action: app.ActionChatSend, Rate: live.Rate{PerSecond: 2, Burst: 8}},
		{Type: "chat.edit", Action: app.ActionChatSend, Rate: live.Rate{PerSecond: 1, Burst: 5}},
		{Type: "chat.delete", Action: app.ActionChatSend},
		{Type: "chat.react", Action: app.ActionChatSend, Rate: live.Rate{PerSecond: 3, Burst: 10}},
		{Type: "chat.mute", Action: app.ActionChatModerate},
		{Type: "chat.settings", Action: app.ActionChatModerate},
		{Type: "chat.read", Action: app.ActionChatRead},
	}
}

// Load implements live.Module.
func (s *Service) Load(ctx context.Context, session app.Session) (live.State, error) {
	st := newState(s, session.ID)
	if err := s.fill(ctx, st); err != nil {
		return nil, err
	}
	return st, nil
}

// FileVisible says whether the actor may see a message of the session that carries the file.
func (s *Service) FileVisible(ctx context.Context, session app.Session, actor app.Actor, id app.FileID) (bool, error) {
	m, err := s.messageOfFile(ctx, session.ID, id)
	if errors.Is(err, app.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	viewer, err := s.Viewers.Viewer(ctx, session, actor)
	if err != nil {
		return false, err
	}
	return m.DeletedAt.IsZero() && viewer.Sees(m.audience()), nil
}

// FileWanted refuses, with CodeForbidden, files of somebody who may not write in the chat, since nothing else carries them.
func (s *Service) FileWanted(ctx context.Context, session app.Session, actor app.Actor) error {
	st := newState(s, session.ID)
	if err := s.fillRules(ctx, st); err != nil {
		return err
	}
	return st.mayWrite(actor)
}
