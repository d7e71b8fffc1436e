package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

const (
	rollEvery  = 15 * time.Second
	pingEvery  = 3 * time.Second
	nudgeAfter = 2 * time.Second // webhooks get that long before a roll looks after them
)

// roll is what is known of a session's LiveKit room, read from the facts.
type roll struct {
	seq     int64
	open    map[app.ConnectionID]app.UserID // joined and not left
	present []app.UserID                    // at the last roll call
	called  bool
}

func (r *roll) take(facts []app.Fact) {
	for _, f := range facts {
		r.seq = f.Seq
		switch f.Kind {
		case app.FactMediaJoined:
			r.open[f.Connection] = f.User
		case app.FactMediaLeft:
			delete(r.open, f.Connection)
		}
	}
}

// Nudge asks for a roll call of the session's room soon. It doesn't block.
func (s *Service) Nudge(id app.SessionID) {
	select {
	case s.nudges <- id:
	default:
	}
}

// Run calls the rolls and watches whether LiveKit answers until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	rolls, pings := time.NewTicker(rollEvery), time.NewTicker(pingEvery)
	defer rolls.Stop()
	defer pings.Stop()
	soon := map[app.SessionID]time.Time{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-s.nudges:
			if _, waits := soon[id]; !waits {
				soon[id] = s.Clock().Add(nudgeAfter)
			}
		case <-pings.C:
			s.ping(ctx)
			for id, at := range soon {
				if !s.Clock().Before(at) {
					delete(soon, id)
					s.callOne(ctx, id)
				}
			}
		case <-rolls.C:
			if err := s.CallRolls(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("roll calls failed", "error", err)
			}
		}
	}
}

func (s *Service) callOne(ctx context.Context, id app.SessionID) {
	session, err := s.Sessions.Session(ctx, id)
	if err == nil && session.State == app.SessionLive {
		err = s.CallRoll(ctx, session)
	}
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("roll call failed", "session", id, "error", err)
	}
}

// ping watches LiveKit and keeps as a fact of every live session when it stops or begins to answer.
func (s *Service) ping(ctx context.Context) {
	up := s.Rooms.Ping(ctx) == nil
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	changed := up != s.up
	s.up = up
	s.mu.Unlock()
	if !changed {
		return
	}
	kind := app.FactMediaDown
	if up {
		kind = app.FactMediaUp
	}
	s.Log.Warn("LiveKit changed", "answers", up)
	s.Live.SetMedia(up)
	sessions, err := s.Sessions.LiveSessions(ctx)
	now := s.Clock()
	for _, session := range sessions {
		_, ferr := s.Store.AppendFacts(ctx, app.Fact{ID: "media:" + app.NewID(), Session: session.ID, Kind: kind, Source: app.SourceReconcile, At: now, Seen: now})
		err = errors.Join(err, ferr)
	}
	if err != nil {
		s.Log.Error("state of LiveKit not kept", "error", err)
	}
}

// CallRolls calls the roll of every live session's room.
func (s *Service) CallRolls(ctx context.Context) error {
	sessions, err := s.Sessions.LiveSessions(ctx)
	if err != nil {
		return err
	}
	s.forget(sessions)
	for _, session := range sessions {
		if err := s.CallRoll(ctx, session); err != nil {
			if errors.Is(err, livekit.ErrUnavailable) {
				return nil // the pings tell of it
			}
			s.Log.Warn("roll call failed", "session", session.ID, "error", err)
		}
	}
	return nil
}

// forget drops what is kept of sessions that aren't live any more.
func (s *Service) forget(live []app.Session) {
	keep := map[app.SessionID]bool{}
	for _, session := range live {
		keep[session.ID] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.rolls {
		if !keep[id] {
			delete(s.rolls, id)
			delete(s.seats, id)
		}
	}
}

// CallRoll compares who is in the session's room with what the facts say, and appends what they lack.
func (s *Service) CallRoll(ctx context.Context, session app.Session) error {
	participants, err := s.Rooms.Participants(ctx, app.RoomName(session.ID))
	if err != nil && !errors.Is(err, livekit.ErrRoomNotFound) {
		return err
	}
	now := s.Clock()
	r, err := s.known(ctx, session.ID)
	if err != nil {
		return err
	}
	facts, users, sids := s.compare(session, r, participants, now)
	if len(sids) > 0 || len(r.open) > 0 {
		facts = append(facts, app.Fact{ID: "roll:" + app.NewID(), Session: session.ID, Kind: app.FactMediaRoll, Source: app.SourceReconcile,
			At: now, Seen: now, Data: app.MustJSON(app.MediaRollData{Present: sids})})
	}
	if err := s.keep(ctx, session, facts); err != nil {
		return fmt.Errorf("keep a roll call: %w", err)
	}
	s.mu.Lock()
	r.present, r.called = users, true
	s.mu.Unlock()
	for _, u := range users {
		if err := s.keepOut(ctx, session, u); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) compare(session app.Session, r *roll, participants []livekit.Participant, now time.Time) (facts []app.Fact, users []app.UserID, sids []app.ConnectionID) {
	sids = []app.ConnectionID{}
	for _, p := range participants {
		if !p.Person() || p.State == livekit.StateDisconnected || p.SID == "" {
			continue
		}
		sid := app.ConnectionID(p.SID)
		sids = append(sids, sid)
		users = append(users, app.UserID(p.Identity))
		if _, known := r.open[sid]; !known {
			facts = append(facts, joined(session.ID, p, app.SourceReconcile, now))
		}
	}
	for sid, user := range r.open {
		if !slices.Contains(sids, sid) {
			facts = append(facts, app.Fact{ID: "lk:" + string(sid) + ":gone", Session: session.ID, Kind: app.FactMediaLeft, Source: app.SourceReconcile,
				User: user, Connection: sid, At: now, Seen: now, Data: app.MustJSON(app.MediaLeftData{Inferred: true})})
		}
	}
	return facts, users, sids
}

// known returns what the facts say of the session's room up to now.
func (s *Service) known(ctx context.Context, id app.SessionID) (*roll, error) {
	s.mu.Lock()
	r := s.rolls[id]
	if r == nil {
		r = &roll{open: map[app.ConnectionID]app.UserID{}}
		s.rolls[id] = r
	}
	after := r.seq
	s.mu.Unlock()
	facts, err := s.Store.Facts(ctx, id, after)
	if err != nil {
		return nil, err
	}
	r.take(facts)
	return r, nil
}
