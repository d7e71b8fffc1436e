package live

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	// BeatEvery is how often a client beats.
	BeatEvery = 2 * time.Second
	// staleAfter without a beat, a connection doesn't count as present any more.
	staleAfter = 5 * time.Second
	// silentAfter without a beat, a connection is closed.
	silentAfter = 20 * time.Second
	// checkEvery is how often beats are looked at, and what runs out by time.
	checkEvery = 500 * time.Millisecond
	// volatileEvery is how often values that change fast are told.
	volatileEvery = 250 * time.Millisecond
	// idleAfter without any connection, a loop ends; the next connection starts a new one.
	idleAfter = 30 * time.Second
	// socketsEach is how many sockets one person may have: tabs, and those that broke unnoticed.
	socketsEach = 32
	// batchMost is how many requests are decided in one transaction.
	batchMost = 256
	// lookEvery is how often other processes' events are looked for, beside being told of them.
	lookEvery = time.Second
	// afterTimeout bounds what is done after a commit.
	afterTimeout = 10 * time.Second
	// keepEvents is how many events of a stream are kept.
	keepEvents = 2000
)

// loop owns the live state of one session in this process.
type loop struct {
	session app.Session
	process string
	store   *store.Store
	modules []Module
	specs   map[string]Spec
	clock   func() time.Time
	log     *slog.Logger
	gone    func(app.SessionID)
	changed func(context.Context, app.Session, app.UserID)
	over    func(app.SessionID)
	sentOut func(app.SessionID, app.UserID)
	moved   func(app.Session, []app.UserID)
	bus     Bus
	spawn   func(func(context.Context))
	keep    int64    // how many events the stream keeps
	inbox   chan any // *request or func(), one after the other
	done    chan struct{}

	// Owned by run. Events up to offset were told; the states are those at offset where loaded is true.
	epoch     string
	offset    int64
	loaded    bool
	anew      bool // the states were loaded: what was to be told of values that change fast was forgotten
	crowd     crowd
	states    []State
	recent    recent
	conns     map[app.ConnectionID]*conn
	limits    map[limitKey]*rate.Limiter
	media     MediaState
	idleSince time.Time
	looked    time.Time // by the machine's clock
	ended     bool
	ending    bool // the turn that is told now ends the session
	owed      owed
}

type limitKey struct {
	user    app.UserID
	command string
}

// run serves the session until it has ended or was idle, or ctx ends; then every connection is told to come back.
func (l *loop) run(ctx context.Context, finished func()) {
	defer close(l.done)
	defer finished()
	check, volatile := time.NewTicker(checkEvery), time.NewTicker(volatileEvery)
	defer check.Stop()
	defer volatile.Stop()
	l.idleSince = l.clock()
	for {
		select {
		case <-ctx.Done():
			l.shutdown()
			return
		case job := <-l.inbox:
			l.work(job)
		case <-volatile.C:
			l.broadcastVolatile()
		case <-check.C:
			l.check()
		}
		if len(l.conns) > 0 || !l.owed.empty() {
			continue
		}
		if l.ended || l.clock().Sub(l.idleSince) > idleAfter {
			return
		}
	}
}

// work decides the request and those that wait behind it together.
func (l *loop) work(job any) {
	var batch []*request
	for {
		switch job := job.(type) {
		case *request:
			batch = append(batch, job)
		case func():
			l.settle(batch)
			batch = nil
			job()
		}
		if len(batch) >= batchMost {
			break
		}
		select {
		case job = <-l.inbox:
			continue
		default:
		}
		break
	}
	l.settle(batch)
}

// do runs a command in the loop and waits for it; false where the loop has ended.
func (l *loop) do(command func()) bool {
	ran := make(chan struct{})
	select {
	case l.inbox <- func() { command(); close(ran) }:
	case <-l.done:
		return false
	}
	return l.wait(ran)
}

// ask hands a request in and waits until it is done; false where the loop has ended.
func (l *loop) ask(r *request) bool {
	settled := make(chan struct{})
	done := r.done
	r.done = func(err error) { done(err); close(settled) }
	select {
	case l.inbox <- r:
	case <-l.done:
		return false
	}
	return l.wait(settled)
}

func (l *loop) wait(ran chan struct{}) bool {
	select {
	case <-ran:
		return true
	case <-l.done:
		select {
		case <-ran:
			return true
		default:
			return false
		}
	}
}

// submit hands a request in without waiting for what comes of it.
func (l *loop) submit(r *request) {
	select {
	case l.inbox <- r:
	case <-l.done:
	}
}

// decideCommand asks the policy and then whoever knows the command.
func (l *loop) decideCommand(ctx context.Context, c *conn, frame ClientFrame, body json.RawMessage, t *turn, allowed *bool) (Outcome, error) {
	switch {
	case t.over():
		return Outcome{}, app.Errorf(app.CodeSessionEnded, "The class has ended.")
	case c.out:
		return Outcome{}, app.Errorf(app.CodeRemoved, "You were removed from this class.")
	}
	spec, known := l.specs[frame.Type]
	if !known {
		return Outcome{}, app.Errorf(app.CodeInvalid, "This server doesn't know that command.")
	}
	actor := c.actor
	actor.Role = l.crowd.role(c.actor)
	if !*allowed {
		if err := l.allow(c, frame.Type); err != nil {
			return Outcome{}, err
		}
		*allowed = true
	}
	if !app.Can(actor, spec.Action, app.Resource{Classroom: l.session.Classroom}) {
		return Outcome{}, app.Forbidden()
	}
	cmd := Command{ID: frame.ID, Type: frame.Type, Actor: actor, Name: c.name, Connection: c.id, Session: l.session, At: t.now, Body: body, People: &l.crowd}
	noun, _, _ := strings.Cut(frame.Type, ".")
	i := slices.IndexFunc(l.modules, func(m Module) bool { return m.Name() == noun })
	if i < 0 {
		return l.own(ctx, c, cmd, t)
	}
	return l.states[i].Command(ctx, cmd)
}

// allow says whether the person may give the command now, by its rate.
func (l *loop) allow(c *conn, kind string) *app.Error {
	r := l.specs[kind].Rate
	if r == (Rate{}) {
		r = DefaultRate
	}
	key := limitKey{c.actor.User, kind}
	limit, ok := l.limits[key]
	if !ok {
		limit = rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)
		l.limits[key] = limit
	}
	if limit.Allow() {
		return nil
	}
	return &app.Error{Code: app.CodeRateLimited, Message: "That was a little fast. Please wait a moment.", Retry: time.Duration(float64(time.Second) / r.PerSecond)}
}

// lastThere is until when a connection that goes now was there: until now where it said good-bye or was beating, and else
// until it was last heard.
func (l *loop) lastThere(c *conn) time.Time {
	now, heard := l.clock(), c.heard()
	if !c.clean.Load() && now.Sub(heard) > beatSlack {
		return ms(heard)
	}
	return ms(now)
}

// leave lets a connection go.
func (l *loop) leave(c *conn) {
	if l.conns[c.id] != c {
		return
	}
	delete(l.conns, c.id)
	l.owe(c, c.clean.Load() || c.out || l.ended)
	if len(l.conns) == 0 {
		l.idleSince = l.clock()
	}
	l.settle([]*request{l.nothing()})
	if l.gone != nil {
		l.gone(l.session.ID)
	}
}

// owe notes how a connection went.
func (l *loop) owe(c *conn, clean bool) {
	l.owed.facts = append(l.owed.facts, l.fact(c, app.FactSocketClosed, "closed", l.lastThere(c), app.MustJSON(app.SocketClosedData{Clean: c.clean.Load()})))
	l.owed.sockets = append(l.owed.sockets, goneSocket{c.id, c.actor.User, clean, ms(l.clock())})
}

// beat answers a beat with how far the connection has been told.
func (l *loop) beat(c *conn) {
	select {
	case l.inbox <- func() { c.send(encode(Beat{"beat", ms(l.clock()), l.offset})) }:
	case <-l.done:
	}
}

// nothing is a request that only pays what is owed and takes in what others decided.
func (l *loop) nothing() *request {
	return &request{decide: func(context.Context, *turn) error { return nil }, done: func(error) {}}
}

// check looks for connections whose beats stopped or came back, for what has run out by time, and for what others
// decided.
func (l *loop) check() {
	now := l.clock()
	for _, c := range l.conns {
		heard := c.heard()
		silent := now.Sub(heard)
		switch {
		case silent > silentAfter:
			c.end(web.CloseSilent)
		case l.owed.full(): // looked at again when the log takes facts
		case silent > staleAfter && !c.stale:
			c.stale = true
			l.owed.facts = append(l.owed.facts, l.fact(c, app.FactSocketStale, "stale:"+stamp(heard), ms(heard), nil))
		case silent <= staleAfter && c.stale:
			c.stale = false
			l.owed.facts = append(l.owed.facts, l.fact(c, app.FactSocketResumed, "resumed:"+stamp(heard), ms(heard), nil))
		}
	}
	requests := l.due(now)
	if time.Since(l.looked) >= lookEvery {
		l.looked = time.Now()
		if r := l.look(); r != nil {
			requests = append(requests, r)
		}
	}
	if len(requests) == 0 && (!l.owed.empty() || (!l.loaded && l.epoch != "")) {
		requests = append(requests, l.nothing()) // without its states, the loop doesn't know what runs out
	}
	l.settle(requests)
}

// due returns requests for what has run out by time.
func (l *loop) due(now time.Time) []*request {
	if l.ended || !l.loaded {
		return nil
	}
	var requests []*request
	for i, s := range l.states {
		clocked, ok := s.(Clocked)
		if !ok {
			continue
		}
		if at := clocked.Due(); at.IsZero() || at.After(now) {
			continue
		}
		requests = append(requests, &request{
			decide: func(ctx context.Context, t *turn) error {
				clocked, ok := l.states[i].(Clocked) // as it was loaded last
				if !ok {
					return nil
				}
				o, err := clocked.Expire(ctx, t.now)
				if err != nil {
					return err
				}
				return t.take(ctx, o)
			},
			done: func(error) {}, // looked at again
		})
	}
	return requests
}

// lookInto is the request that a module takes in what was written beside the stream.
func (l *loop) lookInto(module string, done func(error)) *request {
	return &request{
		decide: func(ctx context.Context, t *turn) error {
			i := slices.IndexFunc(l.modules, func(m Module) bool { return m.Name() == module })
			if t.over() {
				return app.Errorf(app.CodeSessionEnded, "The class has ended.")
			}
			if i < 0 {
				return fmt.Errorf("there is no module %s", module)
			}
			looker, ok := l.states[i].(Looker)
			if !ok {
				return fmt.Errorf("%s doesn't look at what is beside the stream", module)
			}
			o, err := looker.Look(ctx, t.now)
			if err != nil {
				return err
			}
			return t.take(ctx, o)
		},
		done: done,
	}
}

// look returns a request where other processes decided something, or where people are here without a socket of this
// process. With SQLite there is one process.
func (l *loop) look() *request {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	if l.store.Postgres() && len(l.conns) > 0 {
		last, ended, err := l.last(ctx)
		if err != nil {
			l.failing(err)
			return nil
		}
		if ended != nil {
			return l.end(ended.EndReason, ended.EndedAt)
		}
		if last > l.offset {
			return l.nothing()
		}
	}
	var away []app.UserID
	for user := range l.crowd.people {
		if l.sockets(user) == 0 {
			away = append(away, user)
		}
	}
	if len(away) == 0 {
		return nil
	}
	rows, err := l.socketsOf(ctx, "")
	if err != nil {
		l.failing(err)
		return nil
	}
	now := l.clock()
	late := slices.DeleteFunc(away, func(user app.UserID) bool {
		return !overdue(slices.DeleteFunc(slices.Clone(rows), func(r socketRow) bool { return r.UserID != string(user) }), now)
	})
	if len(late) == 0 {
		return nil
	}
	return l.expire(late)
}

func (l *loop) setMedia(state MediaState) {
	if l.media == state {
		return
	}
	l.media = state
	frame := encode(MediaChanged{"media.state", state})
	for _, c := range l.conns {
		c.send(frame)
	}
}

// shutdown closes every connection with "come back"; what they were heard last is kept.
func (l *loop) shutdown() {
	for _, c := range l.conns {
		c.end(web.CloseRestarting)
		l.owe(c, false)
	}
	l.owed.failed = false // one more try
	l.settle([]*request{l.nothing()})
	if !l.owed.empty() {
		l.log.Error("facts lost", "session", l.session.ID, "count", len(l.owed.facts))
	}
}

// sockets returns how many the user has in this process.
func (l *loop) sockets(user app.UserID) int {
	n := 0
	for _, c := range l.conns {
		if c.actor.User == user {
			n++
		}
	}
	return n
}

func (l *loop) fact(c *conn, kind app.FactKind, what string, at time.Time, data []byte) app.Fact {
	return app.Fact{ID: "socket:" + string(c.id) + ":" + what, Session: l.session.ID, Kind: kind, Source: app.SourceState,
		User: c.actor.User, Connection: c.id, At: at, Seen: ms(l.clock()), Data: data}
}

func stamp(t time.Time) string { return t.UTC().Format("150405.000") }
