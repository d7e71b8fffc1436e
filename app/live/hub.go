package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

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
	// deadAfter without a word, a process is taken to be dead.
	deadAfter = 10 * time.Second
	// forgottenAfter without being heard, nobody can have a socket open any more.
	forgottenAfter = 3 * silentAfter
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

// Bus tells other processes how far a session's stream has come. It may lose what it is told: they look by themselves too.
type Bus interface {
	// Publish doesn't block.
	Publish(session app.SessionID, offset int64)
	// Run calls heard with what other processes publish, until ctx ends.
	Run(ctx context.Context, heard func(session app.SessionID, offset int64)) error
}

// Deps are what a Hub needs. The functions and Bus may be nil.
type Deps struct {
	Store    *store.Store
	Sessions Sessions
	People   People
	Auth     Authenticator
	Door     Door
	Clock    func() time.Time
	Log      *slog.Logger
	Modules  []Module
	// Bus reaches the other processes that serve the same sessions; nil where there is one process.
	Bus Bus
	// Gone is called, and mustn't block, when a connection of the session is gone.
	Gone func(app.SessionID)
	// Ended and Removed are called, and mustn't block, in each process that serves the session, when it has ended or
	// somebody was sent out of it.
	Ended   func(app.SessionID)
	Removed func(app.SessionID, app.UserID)
	// Moved is called, and mustn't block, in each process that has connections of people who were moved to another room.
	Moved func(session app.Session, users []app.UserID)
	// Changed is called when the user's role in the session has changed. ctx bounds it.
	Changed func(ctx context.Context, session app.Session, user app.UserID)
	// KeepEvents is how many events of a session are kept; 0 stands for a good number.
	KeepEvents int64
}

// Hub holds the loops of the sessions that have connections.
type Hub struct {
	Deps
	process string
	ctx     context.Context // of Run; ends the loops
	stop    context.CancelFunc
	wg      sync.WaitGroup

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
	if d.KeepEvents == 0 {
		d.KeepEvents = keepEvents
	}
	return &Hub{Deps: d, process: app.NewID(), ctx: ctx, stop: stop, loops: map[app.SessionID]*loop{}, sockets: map[*conn]app.SessionID{}, media: MediaUp, drained: make(chan struct{})}
}

// Run marks the served sessions as alive once a second until ctx ends, and then closes every connection with a code
// that says "come back".
func (h *Hub) Run(ctx context.Context) error {
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	var listening sync.WaitGroup
	defer listening.Wait()
	defer h.close()
	if h.Bus != nil {
		listening.Go(func() {
			if err := h.Bus.Run(ctx, h.heard); err != nil && ctx.Err() == nil {
				h.Log.Error("other processes aren't heard", "error", err)
			}
		})
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := errors.Join(h.markAlive(ctx), h.reap(ctx)); err != nil && ctx.Err() == nil {
				h.Log.Error("sessions not marked as alive", "error", err)
			}
		}
	}
}

// heard lets a loop take in what another process decided.
func (h *Hub) heard(session app.SessionID, offset int64) {
	l := h.find(session)
	if l == nil {
		return
	}
	select {
	case l.inbox <- func() {
		if l.offset < offset {
			l.settle([]*request{l.nothing()})
		}
	}:
	default: // a loop that is busy looks by itself
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

// markAlive keeps that the process and its sessions are served, and when each of its sockets was last heard.
func (h *Hub) markAlive(ctx context.Context) error {
	sessions, heard := h.beats()
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	now := h.Clock()
	return h.Store.Tx(ctx, func(ctx context.Context) error {
		if err := h.keepHeard(ctx, heard, now); err != nil {
			return err
		}
		if len(sessions) == 0 {
			return nil
		}
		return h.Store.Write(ctx).Exec("UPDATE sessions SET alive_ms = ? WHERE id IN ?", store.Millis(now), sessions).Error
	})
}

// beats returns the sessions that are served and when their sockets were last heard.
func (h *Hub) beats() ([]app.SessionID, map[app.ConnectionID]int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	sessions := make([]app.SessionID, 0, len(h.loops))
	for id := range h.loops {
		sessions = append(sessions, id)
	}
	heard := make(map[app.ConnectionID]int64, len(h.sockets))
	for c := range h.sockets {
		heard[c.id] = c.lastHeard.Load()
	}
	return sessions, heard
}

// enter puts the connection into its session's loop, starting the loop where there is none.
func (h *Hub) enter(session app.Session, c *conn, position Position) (*loop, error) {
	for {
		l, err := h.loopOf(session)
		if err != nil {
			return nil, err
		}
		var joinErr error
		if l.ask(l.join(c, position, func(err error) { joinErr = err })) {
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
	l := h.newLoop(session)
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

// newLoop returns a loop that doesn't run yet.
func (h *Hub) newLoop(session app.Session) *loop {
	return &loop{session: session, process: h.process, store: h.Store, modules: h.Modules, specs: specs(h.Modules), clock: h.Clock, log: h.Log, gone: h.Gone, changed: h.Changed, over: h.Deps.Ended, sentOut: h.Removed, moved: h.Moved,
		bus: h.Bus, spawn: h.spawn, keep: h.KeepEvents, inbox: make(chan any, 256), done: make(chan struct{}), conns: map[app.ConnectionID]*conn{}, limits: map[limitKey]*rate.Limiter{}, media: h.media}
}

// specs lists the commands that sessions take.
func specs(modules []Module) map[string]Spec {
	all := map[string]Spec{
		commandAway: {Type: commandAway, Action: app.ActionPersonAway},
		commandRole: {Type: commandRole, Action: app.ActionPersonRole},
	}
	for _, m := range modules {
		for _, s := range m.Commands() {
			all[s.Type] = s
		}
	}
	return all
}

// spawn runs what follows a commit, unless the hub is ending.
func (h *Hub) spawn(f func(context.Context)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.stopped {
		h.wg.Go(func() { f(h.ctx) })
	}
}

func (h *Hub) find(id app.SessionID) *loop {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.loops[id]
}

// tell has the request decided by the session's loop, which is started where there is none: other processes may have
// connections.
func (h *Hub) tell(session app.Session, make func(l *loop) *request) {
	for {
		l, err := h.loopOf(session)
		if err != nil {
			return // the server is going down; clients come back to another one
		}
		if l.ask(make(l)) {
			return
		}
	}
}

// Look lets a module of the session, a Looker, take in what was written beside the stream, and returns when that is committed
// and told. CodeSessionEnded where the class is over.
func (h *Hub) Look(s app.Session, module string) error {
	for {
		l, err := h.loopOf(s)
		if err != nil {
			return err
		}
		var looked error
		if l.ask(l.lookInto(module, func(err error) { looked = err })) {
			return looked
		}
	}
}

// Ended lets what ends with the session end, and tells everybody connected. Where that fails, or the process dies before,
// Finish does it.
func (h *Hub) Ended(s app.Session) {
	h.tell(s, func(l *loop) *request { return l.end(s.EndReason, s.EndedAt) })
}

// Finish is Ended for a job: it says whether it was done, finds nothing to do where it was done before, and works in a
// process that serves nobody. The loop that does it has no connections and doesn't run; those that run hear of it as of
// another process'.
func (h *Hub) Finish(ctx context.Context, s app.Session) error {
	h.mu.Lock()
	l := h.newLoop(s)
	h.mu.Unlock()
	told, err := l.endTold(ctx)
	if err != nil || told {
		return err
	}
	r := l.end(s.EndReason, s.EndedAt)
	r.done = func(failed error) { err = failed }
	l.settle([]*request{r})
	if err != nil {
		return fmt.Errorf("finish session %s: %w", s.ID, err)
	}
	h.heard(s.ID, l.offset)
	return nil
}

// Remove disconnects the user from the session and tells them why.
func (h *Hub) Remove(s app.Session, user app.UserID) {
	if h.find(s.ID) == nil && h.Bus == nil {
		return
	}
	h.tell(s, func(l *loop) *request { return l.remove(user) })
}

// Relaunched gives the user's open connections to the session the role of a later launch. What an instructor had made of
// them before it is taken back, whether anybody is connected or not: the LMS's word is the newer one.
func (h *Hub) Relaunched(s app.Session, user app.UserID, role app.Role) {
	h.tell(s, func(l *loop) *request { return l.relaunched(user, role) })
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

// Users returns who is in the session, in whatever process.
func (h *Hub) Users(id app.SessionID) []app.UserID {
	var users []app.UserID
	if l := h.find(id); l != nil {
		l.do(func() {
			for _, p := range l.crowd.list() {
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
