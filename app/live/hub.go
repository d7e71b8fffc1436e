package live

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	// aliveEvery is how often the hub says that it serves its sessions.
	aliveEvery = time.Second
	// beatSlack is how long after its last beat a socket may be taken for one that goes on beating.
	beatSlack = BeatEvery + time.Second
	// databaseTimeout bounds what the hub and its loops ask of the database.
	databaseTimeout = 5 * time.Second
	// drainFor is how long the end of Run waits for clients to be told of it.
	drainFor = 3 * time.Second
)

// Sessions finds sessions.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
	LiveSessions(ctx context.Context) ([]app.Session, error)
}

// People finds persons.
type People interface {
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Authenticator checks the token of a socket.
type Authenticator interface {
	Authenticate(token string) (app.Actor, error)
}

// Deps are what a Hub needs. All but Gone are required.
type Deps struct {
	Store    *store.Store
	Sessions Sessions
	People   People
	Auth     Authenticator
	Clock    func() time.Time
	Log      *slog.Logger
	// Gone is called, and mustn't block, when a connection of the session is gone.
	Gone func(app.SessionID)
}

// Hub holds the loops of the sessions that have connections.
type Hub struct {
	Deps
	ctx  context.Context // of Run; ends the loops
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu      sync.Mutex
	loops   map[app.SessionID]*loop
	media   MediaState
	stopped bool
	sockets map[*conn]app.SessionID
	drained chan struct{} // closed once the hub has stopped and no socket is open
}

// New returns a Hub. Run must be called for sessions to be marked as alive; its end ends the loops.
func New(d Deps) *Hub {
	ctx, stop := context.WithCancel(context.Background())
	return &Hub{Deps: d, ctx: ctx, stop: stop, loops: map[app.SessionID]*loop{}, sockets: map[*conn]app.SessionID{}, media: MediaUp, drained: make(chan struct{})}
}

// Run marks the served sessions as alive once a second until ctx ends, and then closes every connection with a code
// that says "come back".
func (h *Hub) Run(ctx context.Context) error {
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	defer h.close()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := h.markAlive(ctx); err != nil && ctx.Err() == nil {
				h.Log.Error("sessions not marked as alive", "error", err)
			}
		}
	}
}

func (h *Hub) close() {
	h.mu.Lock()
	h.stopped = true
	h.drain()
	h.mu.Unlock()
	h.stop()
	h.wg.Wait()
	timeout := time.NewTimer(drainFor)
	defer timeout.Stop()
	select {
	case <-h.drained:
	case <-timeout.C: // clients that don't answer
	}
}

// drain tells close where the last socket is gone; mu is held.
func (h *Hub) drain() {
	if !h.stopped || len(h.sockets) > 0 {
		return
	}
	select {
	case <-h.drained:
	default:
		close(h.drained)
	}
}

// markAlive keeps that the sessions are served, and when each of their sockets was last heard.
func (h *Hub) markAlive(ctx context.Context) error {
	sessions, heard := h.beats()
	if len(sessions) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	now := h.Clock()
	return h.Store.Tx(ctx, func(ctx context.Context) error {
		if err := h.keepHeard(ctx, heard); err != nil {
			return err
		}
		return h.Store.Write(ctx).Exec("UPDATE sessions SET alive_ms = ? WHERE id IN ?", store.Millis(now), sessions).Error
	})
}

// beats returns the sessions that are served and when their sockets were last heard.
func (h *Hub) beats() ([]app.SessionID, []socketRow) {
	h.mu.Lock()
	defer h.mu.Unlock()
	sessions := make([]app.SessionID, 0, len(h.loops))
	for id := range h.loops {
		sessions = append(sessions, id)
	}
	heard := make([]socketRow, 0, len(h.sockets))
	for c, session := range h.sockets {
		heard = append(heard, socketRow{ConnectionID: string(c.id), SessionID: string(session), HeardMs: c.lastHeard.Load()})
	}
	return sessions, heard
}

// Recover closes the sockets that a process which died left open in the log, at the time at which that process last
// said that it was alive. It is called once, before connections are accepted.
func (h *Hub) Recover(ctx context.Context) error {
	sessions, err := h.Sessions.LiveSessions(ctx)
	if err != nil {
		return fmt.Errorf("recover sessions: %w", err)
	}
	for _, s := range sessions {
		facts, err := h.Store.Facts(ctx, s.ID, 0)
		if err != nil {
			return fmt.Errorf("recover session %s: %w", s.ID, err)
		}
		heard, err := h.heard(ctx, s.ID)
		if err != nil {
			return fmt.Errorf("recover session %s: %w", s.ID, err)
		}
		for some := range slices.Chunk(orphans(s, facts, heard, h.Clock()), factsAtOnce) {
			if _, err := h.Store.AppendFacts(ctx, some...); err != nil {
				return fmt.Errorf("recover session %s: %w", s.ID, err)
			}
		}
	}
	return h.forgetSockets(ctx)
}

// orphans returns the closing facts of the sockets that were never closed. One that beat to the end was there until the
// process died; one that had been silent was gone before.
func orphans(s app.Session, facts []app.Fact, heard map[app.ConnectionID]time.Time, now time.Time) []app.Fact {
	open := map[app.ConnectionID]app.Fact{}
	for _, f := range facts {
		switch f.Kind {
		case app.FactSocketOpened:
			open[f.Connection] = f
		case app.FactSocketClosed:
			delete(open, f.Connection)
		}
	}
	var closing []app.Fact
	for id, f := range open {
		at := s.AliveAt
		if last, known := heard[id]; known && at.Sub(last) > beatSlack {
			at = last
		}
		if at.Before(f.At) {
			at = f.At
		}
		closing = append(closing, app.Fact{ID: "socket:" + string(id) + ":closed", Session: s.ID, Kind: app.FactSocketClosed, Source: app.SourceState,
			User: f.User, Connection: id, At: ms(at), Seen: ms(now), Data: app.MustJSON(app.SocketClosedData{})})
	}
	return closing
}

// enter puts the connection into its session's loop, starting the loop where there is none.
func (h *Hub) enter(session app.Session, c *conn) (*loop, error) {
	for {
		l, err := h.loopOf(session)
		if err != nil {
			return nil, err
		}
		var joinErr error
		if l.do(func() { joinErr = l.join(c) }) {
			return l, joinErr
		}
	}
}

func (h *Hub) loopOf(session app.Session) (*loop, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return nil, app.Errorf(app.CodeUnavailable, "The server is restarting.")
	}
	if l, ok := h.loops[session.ID]; ok {
		return l, nil
	}
	l := &loop{session: session, epoch: app.NewID(), facts: h.Store, clock: h.Clock, log: h.Log, gone: h.Gone,
		inbox: make(chan func(), 64), done: make(chan struct{}), conns: map[app.ConnectionID]*conn{}, media: h.media}
	h.loops[session.ID] = l
	h.wg.Go(func() {
		l.run(h.ctx, func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			delete(h.loops, session.ID)
		})
	})
	return l, nil
}

func (h *Hub) find(id app.SessionID) *loop {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.loops[id]
}

// Ended tells everybody connected that the session has ended.
func (h *Hub) Ended(s app.Session) {
	if l := h.find(s.ID); l != nil {
		l.do(func() { l.end(s.EndReason) })
	}
}

// Remove disconnects the user from the session and tells them why.
func (h *Hub) Remove(id app.SessionID, user app.UserID) {
	if l := h.find(id); l != nil {
		l.do(func() { l.remove(user) })
	}
}

// SetMedia tells every session whether LiveKit answers.
func (h *Hub) SetMedia(up bool) {
	state := MediaDown
	if up {
		state = MediaUp
	}
	h.mu.Lock()
	h.media = state
	loops := make([]*loop, 0, len(h.loops))
	for _, l := range h.loops {
		loops = append(loops, l)
	}
	h.mu.Unlock()
	for _, l := range loops {
		l.do(func() { l.setMedia(state) })
	}
}

// Connected returns how many sockets the session has.
func (h *Hub) Connected(id app.SessionID) int {
	n := 0
	if l := h.find(id); l != nil {
		l.do(func() { n = len(l.conns) })
	}
	return n
}

// Users returns who is connected to the session.
func (h *Hub) Users(id app.SessionID) []app.UserID {
	var users []app.UserID
	if l := h.find(id); l != nil {
		l.do(func() {
			for _, p := range l.people() {
				users = append(users, p.UserID)
			}
		})
	}
	return users
}

// Sockets returns how many sockets are open, for the metrics.
func (h *Hub) Sockets() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sockets)
}
