package media

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
	left    map[app.ConnectionID]bool
	present []app.UserID // at the last roll call, those who still connect too
}

func newRoll() *roll {
	return &roll{open: map[app.ConnectionID]app.UserID{}, left: map[app.ConnectionID]bool{}}
}

// take takes facts in; those that another call took meanwhile change nothing.
func (r *roll) take(facts []app.Fact) {
	for _, f := range facts {
		if f.Seq <= r.seq {
			continue
		}
		r.seq = f.Seq
		switch f.Kind {
		case app.FactMediaJoined:
			if !r.left[f.Connection] { // webhooks come in any order
				r.open[f.Connection] = f.User
			}
		case app.FactMediaLeft:
			delete(r.open, f.Connection)
			r.left[f.Connection] = true
		}
	}
}

// see notes who is in the room, so that they are missed when they aren't any more: the log may have had their joining
// at a place that was read already.
func (r *roll) see(active []present, there []app.UserID) {
	r.present = there
	for _, p := range active {
		if sid := app.ConnectionID(p.SID); !r.left[sid] {
			r.open[sid] = p.user()
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

// Run calls the rolls, mends rights, and watches whether LiveKit answers until ctx ends.
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
			if !s.ping(ctx) {
				continue // nobody would answer; the next round asks for all
			}
			if err := s.Mend(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("rights not mended", "error", err)
			}
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

// ping says whether LiveKit answers, and keeps as a fact of every live session when it stops or begins to.
func (s *Service) ping(ctx context.Context) (up bool) {
	answers := s.Rooms.Ping(ctx) == nil
	if ctx.Err() != nil {
		return false
	}
	s.mu.Lock()
	up = answers || (s.up && !s.missed) // one lost answer is no outage
	s.missed = !answers
	changed := up != s.up
	s.up = up
	s.mu.Unlock()
	if !changed {
		return up
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
	return up
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
	maps.DeleteFunc(s.rolls, func(id app.SessionID, _ *roll) bool { return !keep[id] })
	s.forgetStrays(keep)
	maps.DeleteFunc(s.seats, func(id app.SessionID, _ map[app.UserID]time.Time) bool { return !keep[id] })
}

// CallRoll compares who is in the session's room with what the facts say, and appends what they lack. What the facts
// say is read first: whoever joins in between is listed then, and isn't taken for gone.
func (s *Service) CallRoll(ctx context.Context, session app.Session) error {
	open, err := s.known(ctx, session.ID)
	if err != nil {
		return err
	}
	participants, _, err := s.listing(ctx, session.ID)
	if err != nil {
		return err
	}
	now := s.Clock()
	active, there := people(participants)
	if err := s.keep(ctx, session, compare(session.ID, open, active, participants, now)); err != nil {
		return fmt.Errorf("keep a roll call: %w", err)
	}
	s.mu.Lock()
	if r := s.rolls[session.ID]; r != nil {
		r.see(active, there)
	}
	s.mu.Unlock()
	for _, u := range there {
		if _, err := s.keepOut(ctx, session, u); err != nil {
			return err
		}
	}
	return nil
}

// lastRoll is CallRoll for a session whose room is about to be closed: nobody has to be kept out.
func (s *Service) lastRoll(ctx context.Context, session app.Session) error {
	open, err := s.known(ctx, session.ID)
	if err != nil {
		return err
	}
	participants, any, err := s.listing(ctx, session.ID)
	if err != nil || !any {
		return err // rooms that are closed already say nothing of who was there
	}
	active, _ := people(participants)
	if err := s.keep(ctx, session, compare(session.ID, open, active, participants, s.Clock())); err != nil {
		return fmt.Errorf("keep the last roll call: %w", err)
	}
	return nil
}

// people tells who of the participants are there, and who are there or on their way.
func people(participants []present) (active []present, there []app.UserID) {
	for _, p := range participants {
		if !p.there() {
			continue
		}
		there = append(there, p.user())
		if p.State == livekit.StateActive { // until then LiveKit hasn't let them join
			active = append(active, p)
		}
	}
	return active, there
}

// compare returns the facts that are missing, and the roll itself where anybody is or was there.
func compare(id app.SessionID, open map[app.ConnectionID]app.UserID, active, listed []present, now time.Time) []app.Fact {
	var facts []app.Fact
	sids := []app.ConnectionID{}
	for _, p := range active {
		sid := app.ConnectionID(p.SID)
		sids = append(sids, sid)
		if _, known := open[sid]; !known {
			facts = append(facts, joined(id, p, app.SourceReconcile, now))
		}
	}
	for sid, user := range open {
		there := func(p present) bool { return p.SID == string(sid) && p.State != livekit.StateDisconnected }
		if !slices.ContainsFunc(listed, there) {
			facts = append(facts, app.Fact{ID: "lk:" + string(sid) + ":gone", Session: id, Kind: app.FactMediaLeft, Source: app.SourceReconcile,
				User: user, Connection: sid, At: now, Seen: now, Data: app.MustJSON(app.MediaLeftData{Inferred: true})})
		}
	}
	if len(sids) > 0 || len(open) > 0 {
		facts = append(facts, app.Fact{ID: "roll:" + app.NewID(), Session: id, Kind: app.FactMediaRoll, Source: app.SourceReconcile,
			At: now, Seen: now, Data: app.MustJSON(app.MediaRollData{Present: sids})})
	}
	return facts
}

// known returns who is in the session's room by the facts up to now.
func (s *Service) known(ctx context.Context, id app.SessionID) (map[app.ConnectionID]app.UserID, error) {
	s.mu.Lock()
	r := s.rolls[id]
	if r == nil {
		r = newRoll()
		s.rolls[id] = r
	}
	after := r.seq
	s.mu.Unlock()
	facts, err := s.Store.Facts(ctx, id, after)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r.take(facts)
	return maps.Clone(r.open), nil
}
