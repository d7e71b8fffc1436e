package witness

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/livekit"
)

const (
	// Identity is the listener's in every room; no user's id looks like it.
	Identity = "lectern-listener"

	lookEvery = 5 * time.Second  // whether a session wants a listener
	retryMin  = 10 * time.Second // after a room that couldn't be listened to, doubled each time
	retryMax  = 10 * time.Minute
	keepEvery = 20 * time.Second // what was heard
	keepTime  = 10 * time.Second // for one keeping
)

// Rooms is what a witness needs of LiveKit.
type Rooms interface {
	ListRooms(ctx context.Context, names ...string) ([]livekit.Room, error)
	Participants(ctx context.Context, room string) ([]livekit.Participant, error)
	Listen(ctx context.Context, room, identity string, heard func(livekit.Moment)) (*livekit.Listener, error)
}

// Groups lists the groups of the session's breakouts that were ever opened.
type Groups interface {
	Groups(ctx context.Context, session app.SessionID) ([]app.GroupID, error)
}

// Sessions finds the live sessions, and settles those again that have ended when a fact comes.
type Sessions interface {
	LiveSessions(ctx context.Context) ([]app.Session, error)
	Resettle(ctx context.Context, id app.SessionID) error
}

// Deps are what a Service needs; all but Groups and Heard are required.
type Deps struct {
	Store    *store.Store
	Rooms    Rooms
	Sessions Sessions
	Groups   Groups // nil: there are main rooms alone
	// Heard is called, and mustn't block, whenever others speak in a group.
	Heard func(session app.SessionID, group app.GroupID, speaking []app.UserID)
	Clock func() time.Time
	Log   *slog.Logger
}

// Service listens.
type Service struct {
	Deps
	mu   sync.Mutex
	here map[place]bool // where this process listens, or is about to
	wait map[place]wait // where it couldn't
}

// place is one LiveKit room: a session's main room, or that of a group of it.
type place struct {
	session app.SessionID
	group   app.GroupID
}

func (p place) room() string { return app.RoomName(p.session, p.group) }

// wait is how long a room is left alone that couldn't be listened to.
type wait struct {
	last  time.Duration
	until time.Time
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, here: map[place]bool{}, wait: map[place]wait{}}
}

// Run listens in the rooms of live sessions until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	var listening sync.WaitGroup
	defer listening.Wait()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
		sessions, err := s.Sessions.LiveSessions(ctx)
		if err != nil {
			if ctx.Err() == nil {
				s.Log.Error("sessions to listen to not found", "error", err)
			}
			continue
		}
		s.forget(sessions)
		for _, at := range s.places(ctx, sessions) {
			wanted, err := s.wanted(ctx, at)
			if errors.Is(err, livekit.ErrUnavailable) {
				break // for all of them; who watches LiveKit tells of it
			}
			if wanted {
				listening.Go(func() {
					defer s.left(at)
					s.listen(ctx, at)
				})
			}
		}
	}
}

// places lists the rooms that people may be in. Of groups, those that LiveKit has.
func (s *Service) places(ctx context.Context, sessions []app.Session) []place {
	var all []place
	for _, session := range sessions {
		all = append(all, place{session.ID, ""})
		groups, err := s.groups(ctx, session.ID)
		if err != nil && ctx.Err() == nil && !errors.Is(err, livekit.ErrUnavailable) {
			s.Log.Error("groups to listen to not found", "session", session.ID, "error", err)
		}
		all = append(all, groups...)
	}
	return all
}

func (s *Service) groups(ctx context.Context, id app.SessionID) ([]place, error) {
	if s.Groups == nil {
		return nil, nil
	}
	groups, err := s.Groups.Groups(ctx, id)
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	rooms, err := s.Rooms.ListRooms(ctx, app.RoomNames(id, groups)...)
	var there []place
	for _, r := range rooms {
		if _, g, ours := app.SessionOfRoom(r.Name); ours {
			there = append(there, place{id, g})
		}
	}
	return there, err
}

// wanted says whether somebody is in the room and nobody listens, and notes that this process does.
func (s *Service) wanted(ctx context.Context, at place) (bool, error) {
	s.mu.Lock()
	here := s.here[at] || s.Clock().Before(s.wait[at].until)
	s.mu.Unlock()
	if here {
		return false, nil
	}
	list, err := s.Rooms.Participants(ctx, at.room())
	if err != nil {
		return false, err
	}
	people := false
	for _, p := range list {
		if p.Identity == Identity && p.State != livekit.StateDisconnected {
			return false, nil
		}
		people = people || p.Person() && p.State == livekit.StateActive
	}
	if people {
		s.mu.Lock()
		s.here[at] = true
		s.mu.Unlock()
	}
	return people, nil
}

func (s *Service) left(at place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.here, at)
}

// failed leaves the room alone for a while, and says how long.
func (s *Service) failed(at place) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := wait{last: min(max(retryMin, 2*s.wait[at].last), retryMax)}
	w.until = s.Clock().Add(w.last)
	s.wait[at] = w
	return w.last
}

// forget drops what is kept of sessions that aren't live any more.
func (s *Service) forget(live []app.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.wait, func(at place, _ wait) bool {
		return !slices.ContainsFunc(live, func(session app.Session) bool { return session.ID == at.session })
	})
}

// listen keeps what happens in the room, until it is out of it or ctx ends.
func (s *Service) listen(ctx context.Context, at place) {
	id := at.session
	var mu sync.Mutex // of heard
	heard := newTally(app.NewID(), id)
	see := func(now livekit.Moment) {
		mu.Lock()
		defer mu.Unlock()
		heard.see(s.Clock(), now)
		s.tell(at, now.Speakers)
	}
	l, err := s.Rooms.Listen(ctx, at.room(), Identity, see)
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Warn("nobody listens in a room", "session", id, "again_in", s.failed(at), "error", err)
		}
		return
	}
	defer l.Leave()
	s.mu.Lock()
	delete(s.wait, at)
	s.mu.Unlock()
	now := s.Clock()
	unkept := []app.Fact{{ID: "listening:" + heard.id, Session: id, Kind: app.FactMediaListening, Source: app.SourceReconcile, At: now, Seen: now}}
	keep := func() bool {
		mu.Lock()
		unkept = append(unkept, heard.take(s.Clock())...)
		mu.Unlock()
		if err := s.keep(context.WithoutCancel(ctx), id, unkept); err != nil {
			s.Log.Error("what was seen in a room isn't kept", "session", id, "error", err) // it is tried again
			return false
		}
		unkept = nil
		return true
	}
	again := time.NewTicker(keepEvery)
	defer again.Stop()
	out := l.Done()
	for {
		select {
		case <-again.C:
			if keep() && out == nil {
				return
			}
		case <-out:
			out = nil
			see(livekit.Moment{}) // nothing is known any more
			if keep() {
				return
			}
		case <-ctx.Done():
			l.Leave()
			see(livekit.Moment{})
			keep()
			return
		}
	}
}

// tell lets others know who speaks in a group at this moment.
func (s *Service) tell(at place, speakers []livekit.Speaker) {
	if s.Heard == nil || at.group == "" {
		return
	}
	users := make([]app.UserID, len(speakers))
	for i, sp := range speakers {
		users[i] = app.UserOfIdentity(sp.Identity)
	}
	slices.Sort(users)
	s.Heard(at.session, at.group, slices.Compact(users))
}

// keep appends facts, and has a session that has ended settled again.
func (s *Service) keep(ctx context.Context, id app.SessionID, facts []app.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		news, err := s.Store.AppendFacts(ctx, facts...)
		if err != nil || news == 0 {
			return err
		}
		return s.Sessions.Resettle(ctx, id)
	})
}
