package live_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const (
	session = app.SessionID("session")
	wait    = 20 * time.Second
)

// logs is what was logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// parts are what a hub consumes: tokens are "role:user", and every user is known.
type parts struct {
	store *store.Store
	mu    sync.Mutex
	now   time.Time
	after map[string]func() // run once, after the look-up of that name
}

func (p *parts) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *parts) add(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func (p *parts) then(name string, f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.after[name] = f
}

func (p *parts) run(name string) {
	p.mu.Lock()
	f := p.after[name]
	delete(p.after, name)
	p.mu.Unlock()
	if f != nil {
		f()
	}
}

func (p *parts) Authenticate(token string) (app.Actor, error) {
	role, user, ok := strings.Cut(token, ":")
	if !ok {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "Your login has expired.")
	}
	a := app.Actor{User: app.UserID(user), Classroom: "room", Role: app.Role(role)}
	if role == "elsewhere" {
		a.Classroom, a.Role = "other", app.RoleInstructor
	}
	return a, nil
}

func (p *parts) Person(_ context.Context, id app.UserID) (app.Person, error) {
	p.run("person")
	if id == "broken" {
		return app.Person{}, fmt.Errorf("the database is away")
	}
	return app.Person{ID: id, Name: "Name of " + string(id)}, nil
}

func (p *parts) Session(ctx context.Context, id app.SessionID) (app.Session, error) {
	var row struct {
		ID, ClassroomID, State, EndReason string
		StartedMs, AliveMs                int64
	}
	err := store.Found(p.store.Read(ctx).Raw("SELECT id, classroom_id, state, end_reason, started_ms, alive_ms FROM sessions WHERE id = ?", id).Scan(&row))
	if err != nil {
		return app.Session{}, err
	}
	return app.Session{ID: app.SessionID(row.ID), Classroom: app.ClassroomID(row.ClassroomID), Title: "Algebra", State: app.SessionState(row.State),
		EndReason: app.EndReason(row.EndReason), StartedAt: store.Time(row.StartedMs), AliveAt: store.Time(row.AliveMs)}, nil
}

func (p *parts) LiveSessions(ctx context.Context) ([]app.Session, error) {
	s, err := p.Session(ctx, session)
	if err != nil || s.State != app.SessionLive {
		return nil, err
	}
	return []app.Session{s}, nil
}

type world struct {
	*live.Hub
	*parts
	t    *testing.T
	url  string
	log  *logs
	stop func() // ends Run and waits for it; cleaned up by itself
}

// newWorld serves one live session. Options change the hub before it runs.
func newWorld(t *testing.T, s *store.Store, options ...func(*live.Deps)) *world {
	t.Helper()
	w := &world{parts: &parts{store: s, now: start, after: map[string]func(){}}, t: t, log: &logs{}}
	w.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	w.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, 'room', 'Algebra', 'live', 'teacher', ?, ?)",
		session, store.Millis(start), store.Millis(start))
	log := slog.New(slog.NewTextHandler(w.log, nil))
	deps := live.Deps{Store: s, Sessions: w.parts, People: w.parts, Auth: w.parts, Door: live.Door{Store: s}, Clock: w.Now, Log: log}
	for _, o := range options {
		o(&deps)
	}
	w.Hub = live.New(deps)
	e := web.NewEcho(log, web.DefaultLimits(), "")
	w.Register(e)
	server := httptest.NewUnstartedServer(e)
	server.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		// Little fits into the socket, so that a client that doesn't read is noticed soon.
		if err := c.(*net.TCPConn).SetWriteBuffer(16 << 10); err != nil {
			t.Error(err)
		}
		return ctx
	}
	server.Start()
	w.url = "ws" + strings.TrimPrefix(server.URL, "http")
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- w.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		w.stop()
		server.Close()
	})
	return w
}

func newSQLite(t *testing.T, options ...func(*live.Deps)) *world {
	t.Helper()
	return newWorld(t, storetest.Open(t, storetest.SQLite(t)), options...)
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if err := w.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		w.t.Fatal(err)
	}
}

// end ends the session in the database and tells the hub.
func (w *world) end() {
	w.exec("UPDATE sessions SET state = 'ended', end_reason = 'instructor' WHERE id = ?", session)
	w.Ended(app.Session{ID: session, State: app.SessionEnded, EndReason: app.EndByInstructor})
}

// facts returns the facts of sockets as "kind user at data".
func (w *world) facts() []string {
	w.t.Helper()
	facts, err := w.store.Facts(context.Background(), session, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, f := range facts {
		line := fmt.Sprintf("%s %s %v", strings.TrimPrefix(string(f.Kind), "socket."), f.User, f.At.Sub(start))
		if string(f.Data) != "{}" {
			line += " " + string(f.Data)
		}
		out = append(out, line)
	}
	return out
}

// frame is any frame from the server.
type frame struct {
	Type, Epoch string
	Offset      int64
	Reason      string
	UserID      app.UserID
	State       any // of media, or of the modules
	Person      live.Person
	People      []live.Person
	You         live.You
	Media       string
}

// client is one socket that beats when it is told to.
type client struct {
	t    *testing.T
	conn *websocket.Conn
	welc frame
	seen []frame // while it beat
}

func (w *world) try(token string) (*client, error) { return w.tryWith(token, false) }

// tryWith opens a socket that answers pings or leaves them, so that nothing but its beats is heard.
func (w *world) tryWith(token string, pongs bool) (*client, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, w.url+"/ws/sessions/"+string(session)+"?token="+token, &websocket.DialOptions{HTTPClient: dialer(),
		OnPingReceived: func(context.Context, []byte) bool { return pongs }})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	w.t.Cleanup(func() { _ = conn.CloseNow() }) // it may be closed already
	c := &client{t: w.t, conn: conn}
	c.welc, err = c.read()
	return c, err
}

// dialer returns a client whose connections take little that isn't read.
func dialer() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(16 << 10)
		}
		return conn, err
	}}}
}

func (w *world) dial(token string) *client {
	w.t.Helper()
	c, err := w.try(token)
	if err != nil {
		w.t.Fatalf("dial as %s: %v", token, err)
	}
	if c.welc.Type != "welcome" {
		w.t.Fatalf("the first frame is %+v", c.welc)
	}
	return c
}

func (c *client) read() (frame, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	var f frame
	_, b, err := c.conn.Read(ctx)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(b, &f)
}

// next returns the next frame, which has to be of the type.
func (c *client) next(kind string) frame {
	c.t.Helper()
	f, err := c.read()
	if err != nil || f.Type != kind {
		c.t.Fatalf("got %+v, %v; want %s", f, err, kind)
	}
	return f
}

// closed reads to the end and returns the close code and what came before.
func (c *client) closed() (websocket.StatusCode, []frame) {
	c.t.Helper()
	var frames []frame
	for {
		f, err := c.read()
		if err != nil {
			return websocket.CloseStatus(err), frames
		}
		frames = append(frames, f)
	}
}

func (c *client) wantClosed(code websocket.StatusCode) []frame {
	c.t.Helper()
	got, frames := c.closed()
	if got != code {
		c.t.Fatalf("closed with %d, want %d", got, code)
	}
	return frames
}

func (c *client) send(text string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if err := c.conn.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// beat beats and waits for the answer, so that the server has heard it.
func (c *client) beat() {
	c.t.Helper()
	c.send(`{"type":"beat"}`)
	for {
		f, err := c.read()
		if err != nil {
			c.t.Fatal(err)
		}
		c.seen = append(c.seen, f)
		if f.Type == "beat" {
			return
		}
	}
}

// eventually polls until check returns "", and fails the test with what it says last.
func eventually(t *testing.T, check func() string) {
	t.Helper()
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		problem := check()
		if problem == "" {
			return
		}
		select {
		case <-deadline.C:
			t.Fatal(problem)
		case <-tick.C:
		}
	}
}
