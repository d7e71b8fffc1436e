package live_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// campus is a session that one process serves, or several.
type campus struct {
	*parts
	t   testing.TB
	url string // of the database
	bus *lossy

	mu        sync.Mutex
	processes []*process
}

// process is one app: with a database connection of its own, so that it can die without a word.
type process struct {
	campus *campus
	hub    *live.Hub
	store  *store.Store
	server *httptest.Server
	url    string
	log    *logs
	cancel context.CancelFunc
	ran    chan error

	mu    sync.Mutex
	conns []net.Conn
}

func newCampus(t testing.TB, url string, processes int) *campus {
	t.Helper()
	s := storetest.Open(t, url)
	c := &campus{parts: &parts{store: s, now: start, after: map[string]func(){}}, t: t, url: url, bus: &lossy{}}
	c.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	c.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, 'room', 'Algebra', 'live', 'teacher', ?, ?)",
		session, store.Millis(start), store.Millis(start))
	c.exec(slateTable)
	for range processes {
		c.processes = append(c.processes, c.begin(nil))
	}
	t.Cleanup(func() {
		for i := range c.processes {
			c.at(i).stop()
		}
	})
	return c
}

func (c *campus) exec(sql string, args ...any) {
	c.t.Helper()
	if err := c.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		c.t.Fatal(err)
	}
}

func (c *campus) at(i int) *process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.processes[i]
}

// begin starts a process. A clock may be given; else it is the machine's.
func (c *campus) begin(clock func() time.Time) *process {
	c.t.Helper()
	s, err := store.Open(context.Background(), c.url)
	if err != nil {
		c.t.Error(err)
		return nil
	}
	if clock == nil {
		clock = time.Now
	}
	p := &process{campus: c, store: s, log: &logs{}, ran: make(chan error, 1)}
	deps := live.Deps{Store: s, Sessions: c.parts, People: c.parts, Auth: c.parts, Door: live.Door{Store: s}, Clock: clock, Log: slog.New(slog.NewTextHandler(p.log, nil)),
		Modules: []live.Module{slate{s}}, KeepEvents: 40}
	if s.Postgres() {
		deps.Bus = c.bus.end()
	}
	p.hub = live.New(deps)
	if err := p.hub.Recover(context.Background()); err != nil {
		c.t.Error(err)
	}
	e := web.NewEcho(slog.New(slog.NewTextHandler(io.Discard, nil)), web.DefaultLimits(), "")
	p.hub.Register(e)
	p.server = httptest.NewUnstartedServer(e)
	p.server.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.conns = append(p.conns, conn)
		return ctx
	}
	p.server.Start()
	p.url = "ws" + strings.TrimPrefix(p.server.URL, "http")
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	go func() { p.ran <- p.hub.Run(ctx) }()
	return p
}

// stop ends the process as a deployment does.
func (p *process) stop() {
	p.cancel()
	if err := <-p.ran; err != nil {
		p.campus.t.Error(err)
	}
	p.server.Close()
	_ = p.store.Close() // it may have died before
}

// die cuts the process off from the database and from its clients.
func (p *process) die() {
	_ = p.store.Close() // what is under way fails, and that is what is wanted
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		_ = conn.Close() // it may be closed already
	}
}

// restart lets another process take the place of one, which says good-bye or is killed: then nothing of what it still
// does reaches the database or a client.
func (c *campus) restart(i int, killed bool) {
	old := c.at(i)
	if killed {
		old.die()
	}
	old.stop()
	p := c.begin(nil)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.processes[i] = p
}

// lossy is a bus that loses every second message.
type lossy struct {
	mu    sync.Mutex
	ends  []*lossyEnd
	count atomic.Int64
}

type lossyEnd struct {
	bus  *lossy
	told chan func(func(app.SessionID, int64))
}

func (b *lossy) end() *lossyEnd {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := &lossyEnd{b, make(chan func(func(app.SessionID, int64)), 1000)}
	b.ends = append(b.ends, e)
	return e
}

func (e *lossyEnd) Publish(session app.SessionID, offset int64) {
	if e.bus.count.Add(1)%2 == 0 {
		return
	}
	e.bus.mu.Lock()
	defer e.bus.mu.Unlock()
	for _, other := range e.bus.ends {
		if other == e {
			continue
		}
		select {
		case other.told <- func(heard func(app.SessionID, int64)) { heard(session, offset) }:
		default:
		}
	}
}

func (e *lossyEnd) Run(ctx context.Context, heard func(app.SessionID, int64)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case f := <-e.told:
			f(heard)
		}
	}
}
