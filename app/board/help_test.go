package board_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// logs keeps what was logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.b.String(), text)
}

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const (
	asIda      = "ida:instructor:room"
	asTom      = "tom:assistant:room"
	asAna      = "ana:learner:room"
	asOtto     = "otto:observer:room"
	asStranger = "eve:instructor:other"
)

// class is a session with its note, over real sockets.
type class struct {
	*board.Service
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
	now   func() time.Time
	live  *livetest.Class // the board's part of the stream
	out   *outbox.Outbox
	tools render.Tools
	// elsewhere says that other processes do the jobs.
	elsewhere bool
	logs      *logs

	looking sync.Mutex
	looked  func() // after Look
	asked   func() // once, before Role
	url     string // http://…
	state   live.State
	made    map[app.UserID]app.Role // what people were made in the session
	groups  groups
	stop    func()
}

// Authenticate takes user:role:classroom for a token.
func (c *class) Authenticate(token string) (app.Actor, error) {
	p := strings.Split(token, ":")
	if len(p) != 3 {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "Please open the class again from your course.")
	}
	return app.Actor{User: app.UserID(p[0]), Role: app.Role(p[1]), Classroom: app.ClassroomID(p[2])}, nil
}

func (c *class) Session(ctx context.Context, id app.SessionID) (app.Session, error) {
	var row struct{ ClassroomID, State string }
	err := store.Found(c.store.Read(ctx).Raw("SELECT classroom_id, state FROM sessions WHERE id = ?", id).Scan(&row))
	return app.Session{ID: id, Classroom: app.ClassroomID(row.ClassroomID), State: app.SessionState(row.State), StartedAt: start}, err
}

func (c *class) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	return app.Classroom{ID: id, Tier: app.TierSeminar}, nil
}

func (c *class) Person(_ context.Context, id app.UserID) (app.Person, error) {
	return app.Person{ID: id, Name: "Name of " + string(id)}, nil
}

func (c *class) Role(_ context.Context, _ app.SessionID, actor app.Actor) (app.Role, error) {
	if asked := c.asked; asked != nil {
		c.asked = nil
		asked()
	}
	if role := c.made[actor.User]; role != "" {
		return role, nil
	}
	return actor.Role, nil
}

func (c *class) Roles(context.Context, app.Session, []app.UserID) (map[app.UserID]app.Role, error) {
	return c.made, nil
}

func newClass(t *testing.T, s *store.Store) *class {
	t.Helper()
	c := &class{t: t, store: s, made: map[app.UserID]app.Role{}, tools: render.Find()}
	c.live = livetest.New(t, s, func(clock func() time.Time) live.Module {
		c.now = clock
		c.start()
		return c.Pages()
	})
	c.clock = c.live.Clock
	return c
}

// restart starts another server over the class's database.
func (c *class) restart() {
	c.t.Helper()
	c.stop()
	c.start()
	c.live.Exchange(c.Pages())
}

// Places implements board.Streams: there is one process.
func (c *class) Places(context.Context, []app.SessionID) (map[app.SessionID]string, error) {
	return nil, nil
}

// Look implements board.Streams.
func (c *class) Look(_ app.Session, module string) error {
	if module != "board" {
		return fmt.Errorf("what is %q?", module)
	}
	c.looking.Lock()
	defer c.looking.Unlock()
	if c.looked != nil {
		defer c.looked()
	}
	return c.live.Decide(func(ctx context.Context) (live.Outcome, error) {
		return c.live.State.(live.Looker).Look(ctx, c.now())
	})
}

// start starts a server over the class's database.
func (c *class) start() {
	c.t.Helper()
	c.logs = &logs{}
	log := slog.New(slog.NewTextHandler(c.logs, nil))
	var err error
	if c.out, err = outbox.New(outbox.Deps{Store: c.store, Clock: c.now, Rand: func() float64 { return 0 }, Log: log}); err != nil {
		c.t.Fatal(err)
	}
	c.Service = board.New(board.Deps{Store: c.store, Sessions: c, Door: live.Door{Store: c.store}, Classrooms: c, People: c, Auth: c, Roles: c, Groups: c, Viewers: c, Streams: c, Kinds: &file.Service{}, Outbox: c.out, Tools: c.tools, RendersElsewhere: c.elsewhere, Clock: c.now, Log: log})
	c.Handle(c.out)
	limits := web.DefaultLimits()
	limits.Larger = web.Larger("/api/v1", c.Endpoints())
	e := web.NewEcho(log, limits, "")
	server := httptest.NewServer(e)
	c.url = server.URL
	c.PublicURL = c.url
	c.Register(e)
	web.Mount(e, "/api/v1", c, c.Endpoints())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = c.Run(ctx) }() // Run returns nil
	c.stop = sync.OnceFunc(func() { cancel(); <-done; server.CloseClientConnections(); server.Close() })
	c.t.Cleanup(c.stop)
	c.state = c.load()
}

func (c *class) exec(sql string, args ...any) {
	c.t.Helper()
	c.settle()
	if err := c.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		c.t.Fatal(err)
	}
}

// settle has all updates come into their table, where that is possible.
func (c *class) settle() {
	c.t.Helper()
	if err := c.store.SettleUpdates(context.Background()); err != nil {
		c.t.Log(err)
	}
}

func (c *class) number(sql string) int {
	c.t.Helper()
	c.settle()
	n := -1
	if err := c.store.Read(context.Background()).Raw(sql).Scan(&n).Error; err != nil {
		c.t.Fatal(err)
	}
	return n
}

func (c *class) load() live.State {
	c.t.Helper()
	session, err := c.Session(context.Background(), "session")
	if err != nil {
		c.t.Fatal(err)
	}
	var st live.State
	err = c.store.Tx(context.Background(), func(ctx context.Context) (err error) {
		st, err = c.Module().Load(ctx, session)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return st
}

// lock gives the command the way the session's loop does, and returns what was told.
func (c *class) lock(user app.UserID, locked bool) []live.Event {
	c.t.Helper()
	session, err := c.Session(context.Background(), "session")
	if err != nil {
		c.t.Fatal(err)
	}
	var out live.Outcome
	err = c.store.Tx(context.Background(), func(ctx context.Context) (err error) {
		out, err = c.state.Command(ctx, live.Command{Type: "note.lock", Actor: app.Actor{User: user}, Session: session, At: c.clock.Now(), Body: app.MustJSON(map[string]any{"locked": locked})})
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	for i, e := range out.Events {
		e.Body = app.MustJSON(e.Payload)
		if err := c.state.Apply(e); err != nil {
			c.t.Fatal(err)
		}
		out.Events[i] = e
	}
	if out.After != nil {
		out.After(context.Background())
	}
	return out.Events
}

// note returns the note's address as the API says it.
func (c *class) note(token string) (int, board.Note) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), "GET", c.url+"/api/v1/sessions/session/note", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	var n board.Note
	if err := json.NewDecoder(answer.Body).Decode(&n); err != nil {
		c.t.Fatal(err)
	}
	return answer.StatusCode, n
}

// client is a Yjs client that speaks the protocol by hand.
type client struct {
	t      *testing.T
	socket *websocket.Conn
}

func (c *class) open(token string) *client {
	c.t.Helper()
	return c.dial("n-session", token)
}

func (c *class) dial(id, token string) *client {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(c.url, "http")+"/ws/boards/"+id+"?token="+token, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	socket.SetReadLimit(8 << 20)
	c.t.Cleanup(func() { _ = socket.CloseNow() }) // it may be closed already
	return &client{c.t, socket}
}

func chunk(b []byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(b))), b...) }

// typed is an update: a Yjs client's first text.
func typed(id byte, text string) []byte {
	return append(append([]byte{1, 1, id, 0, 4, 1, 4, 't', 'e', 'x', 't'}, chunk([]byte(text))...), 0)
}

func (k *client) send(frame ...byte) {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := k.socket.Write(ctx, websocket.MessageBinary, frame); err != nil {
		k.t.Fatal(err)
	}
}

func (k *client) write(id byte, text string) {
	k.t.Helper()
	k.send(append([]byte{0, 2}, chunk(typed(id, text))...)...)
}

// next returns the next frame that begins like that.
func (k *client) next(prefix ...byte) []byte {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		_, b, err := k.socket.Read(ctx)
		if err != nil {
			k.t.Fatalf("waiting for a frame %v: %v", prefix, err)
		}
		if bytes.HasPrefix(b, prefix) {
			return b
		}
	}
}

// reads returns whether the document holds the text.
func (k *client) reads(text string) bool {
	k.t.Helper()
	k.send(0, 0, 1, 0)
	return bytes.Contains(k.next(0, 1), []byte(text))
}

func (k *client) closed() websocket.StatusCode {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		if _, _, err := k.socket.Read(ctx); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}
