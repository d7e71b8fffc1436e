package breakout

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Deps are what a Service needs; all are required.
type Deps struct {
	Store *store.Store
	Files Files
}

// Service is the feature.
type Service struct {
	Deps
	speaking speaking
}

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Past is a breakout with where it belongs.
type Past struct {
	Session   app.SessionID
	Classroom app.ClassroomID
	StartedAt time.Time // of the session
	Breakout  app.Breakout
}

// Place returns where somebody is to be in the session by now: also in another process, and where nobody is connected. In
// a session that has ended everybody is in the main room.
func (s *Service) Place(ctx context.Context, session app.SessionID, user app.UserID) (app.Place, error) {
	at, err := s.Places(ctx, session)
	if err != nil {
		return app.Place{}, err
	}
	return at(user), nil
}

// Places is Place of whoever is asked for, as of the call. What it returns is safe for concurrent use.
func (s *Service) Places(ctx context.Context, session app.SessionID) (func(app.UserID) app.Place, error) {
	st, err := s.state(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("find places: %w", err)
	}
	return st.Place, nil
}

// Access returns who may do what with what the groups of the session have made. The staff write wherever a group was ever
// opened. While a breakout runs, its members write what their group has, and what the groups had that are one with it;
// attendants read it; whoever was a member reads. Once it is closed everybody reads. Of groups that were never opened, or
// that aren't of the session, there is nothing.
//
// It is as of the call; the function that it returns is safe for concurrent use.
func (s *Service) Access(ctx context.Context, session app.SessionID) (func(app.UserID, app.Role, app.GroupID) app.GroupAccess, error) {
	st, err := s.state(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("find who has access to groups: %w", err)
	}
	return st.Access, nil
}

// Groups returns the groups that were ever opened in the session, in the order of their breakouts.
func (s *Service) Groups(ctx context.Context, session app.SessionID) ([]app.GroupID, error) {
	breakouts, err := s.Breakouts(ctx, session)
	if err != nil {
		return nil, err
	}
	var groups []app.GroupID
	for _, b := range breakouts {
		if b.OpenedAt == nil {
			continue
		}
		for _, g := range b.Groups {
			groups = append(groups, g.GroupID)
		}
	}
	return groups, nil
}

// Breakouts returns those of the session by their numbers, the planned ones too (their OpenedAt is nil), which are the
// staff's alone.
func (s *Service) Breakouts(ctx context.Context, session app.SessionID) ([]app.Breakout, error) {
	st, err := s.state(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("list breakouts: %w", err)
	}
	return st.Breakouts(), nil
}

// History returns what was opened in the classroom, the newest first.
func (s *Service) History(ctx context.Context, classroom app.ClassroomID) ([]Past, error) {
	past, err := s.past(ctx, "b.classroom_id = ? AND b.opened_ms > 0 ORDER BY b.opened_ms DESC, b.number DESC", classroom)
	if err != nil {
		return nil, fmt.Errorf("list earlier breakouts: %w", err)
	}
	return past, nil
}

// Find returns a breakout of any session, or app.ErrNotFound.
func (s *Service) Find(ctx context.Context, id app.BreakoutID) (Past, error) {
	return s.onePast(ctx, "b.id = ?", string(id))
}

// FindGroup returns the breakout that a group is of, of any session, or app.ErrNotFound.
func (s *Service) FindGroup(ctx context.Context, id app.GroupID) (Past, error) {
	return s.onePast(ctx, "b.id = (SELECT breakout_id FROM breakout_groups WHERE group_id = ?)", string(id))
}

func (s *Service) onePast(ctx context.Context, where, id string) (Past, error) {
	past, err := s.past(ctx, where, id)
	if err != nil {
		return Past{}, fmt.Errorf("find a breakout: %w", err)
	}
	if len(past) == 0 {
		return Past{}, app.ErrNotFound
	}
	return past[0], nil
}

// Heard notes who speaks in a group now; nobody where users is empty. It doesn't block.
func (s *Service) Heard(session app.SessionID, group app.GroupID, users []app.UserID) {
	s.speaking.heard(session, group, users)
}

// Prune deletes the breakouts of sessions that ended before that time, and returns how many rows went.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "session_id IN (SELECT id FROM sessions WHERE state = 'ended' AND ended_ms < ?)", store.Millis(before))
}

// Forget deletes what is kept of a session.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	s.speaking.forget(session)
	_, err := s.prune(ctx, "session_id = ?", string(session))
	return err
}
