package breakout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// patience bounds what a test waits for.
const patience = 30 * time.Second

// emptyDatabase is a SQLite file of the newest schema, which is cheaper to copy than to make.
var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "breakout")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "empty.db")
	s, err := store.Open(context.Background(), "sqlite://"+file)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(file)
	return b, errors.Join(err, os.RemoveAll(dir))
})

// hall is a live session with the module on a real stream, whose process may be killed.
type hall struct {
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
	*Service
	hub  *live.Hub
	url  string
	kill func()
	// fails has the next turn in which something happens to a breakout fail.
	fails atomic.Bool
}

func newHall(t *testing.T) *hall {
	t.Helper()
	return hallIn(t, emptyStore(t))
}

// emptyStore opens a database in which there is nothing.
func emptyStore(t *testing.T) *store.Store {
	t.Helper()
	b, err := emptyDatabase()
	if err != nil {
		t.Fatal(err)
	}
	url := storetest.SQLite(t)
	if err := os.WriteFile(strings.TrimPrefix(url, "sqlite://"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return storetest.Open(t, url)
}

// hallIn is newHall with an empty database.
func hallIn(t *testing.T, s *store.Store) *hall {
	t.Helper()
	h := &hall{t: t, store: s, clock: storetest.NewClock(livetest.Start)}
	h.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	h.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('session', 'room', 'Algebra', 'live', 'ida', ?, ?)",
		store.Millis(livetest.Start), store.Millis(livetest.Start))
	h.begin()
	t.Cleanup(func() { h.kill() })
	return h
}

func (h *hall) exec(sql string, args ...any) {
	h.t.Helper()
	if err := h.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		h.t.Fatal(err)
	}
}

// beside is another process that serves the same session.
func (h *hall) beside() *hall {
	h.t.Helper()
	other := &hall{t: h.t, store: h.store, clock: h.clock}
	other.begin()
	h.t.Cleanup(func() { other.kill() })
	return other
}

// shelf has every file but those that are called forged.
type shelf struct{}

func (shelf) Claim(_ context.Context, _ app.SessionID, _ app.UserID, ids []app.FileID) ([]app.File, error) {
	for _, id := range ids {
		if id == "forged" {
			return nil, invalid("One of the files isn't there any more. Please attach it again.")
		}
	}
	return nil, nil
}

func (shelf) Copy(context.Context, app.SessionID, app.SessionID, app.UserID, map[app.FileID]app.FileID) error {
	return nil
}

func (shelf) Release(context.Context, app.SessionID, []app.FileID) error { return nil }

func (shelf) Named(context.Context, app.SessionID, []app.FileID) ([]app.File, error) { return nil, nil }

// begin starts a process.
func (h *hall) begin() {
	h.t.Helper()
	h.Service = New(Deps{Store: h.store, Files: shelf{}})
	log := slog.New(slog.DiscardHandler)
	h.hub = live.New(live.Deps{Store: h.store, Sessions: h, People: h, Auth: h, Door: live.Door{Store: h.store}, Clock: h.clock.Now, Log: log,
		Modules: []live.Module{failing{h}, h.Service}})
	if err := h.hub.Recover(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	e := web.NewEcho(log, web.DefaultLimits(), "")
	h.hub.Register(e)
	server := httptest.NewServer(e)
	h.url = "ws" + strings.TrimPrefix(server.URL, "http")
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- h.hub.Run(ctx) }()
	h.kill = sync.OnceFunc(func() {
		cancel()
		if err := <-ran; err != nil {
			h.t.Error(err)
		}
		server.Close()
	})
}

// Authenticate takes "role:user" as a token.
func (h *hall) Authenticate(token string) (app.Actor, error) {
	role, user, _ := strings.Cut(token, ":")
	return app.Actor{User: app.UserID(user), Classroom: "room", Role: app.Role(role)}, nil
}

func (h *hall) Person(_ context.Context, id app.UserID) (app.Person, error) {
	return app.Person{ID: id, Name: "Name of " + string(id)}, nil
}

func (h *hall) Session(context.Context, app.SessionID) (app.Session, error) {
	return livetest.Session, nil
}

func (h *hall) LiveSessions(context.Context) ([]app.Session, error) {
	return []app.Session{livetest.Session}, nil
}

// failing is a module that makes turns fail in which something has happened to a breakout already.
type failing struct{ h *hall }

func (failing) Name() string                                            { return "failing" }
func (failing) Commands() []live.Spec                                   { return nil }
func (f failing) Load(context.Context, app.Session) (live.State, error) { return f, nil }
func (failing) Apply(live.Event) error                                  { return nil }
func (failing) Snapshot(live.Viewer) any                                { return struct{}{} }
func (failing) Command(context.Context, live.Command) (live.Outcome, error) {
	return live.Outcome{}, nil
}

func (f failing) Follow(_ context.Context, e live.Event) (live.Outcome, error) {
	if strings.HasPrefix(e.Type, "breakout.") && f.h.fails.Swap(false) {
		return live.Outcome{}, errors.New("the disk is full")
	}
	return live.Outcome{}, nil
}

// page is what somebody has open: a socket, and what it has been told.
type page struct {
	h      *hall
	role   app.Role // of their launch
	conn   *websocket.Conn
	view   view
	rooms  map[app.UserID]string
	epoch  string
	offset int64
	spoken map[app.GroupID][]app.UserID
	seen   []string // the types of the frames
}

// told is any frame.
type told struct {
	Type, Epoch, ID, Room string
	Code                  app.Code
	Message               string
	Offset                int64
	At                    time.Time
	Resumed               bool
	UserID                app.UserID
	You                   live.You
	Person                live.Person
	People                []live.Person
	Rooms                 map[app.UserID]string
	State                 map[string]json.RawMessage
	Result                json.RawMessage
	Speaking              map[app.GroupID][]app.UserID
}

func (h *hall) page(user app.UserID, role app.Role) *page {
	h.t.Helper()
	p := &page{h: h, role: role, view: view{user: user}}
	p.dial(false)
	return p
}

// dial connects; a page that comes back says where it was.
func (p *page) dial(back bool) {
	p.h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	url := p.h.url + "/ws/sessions/session?token=" + string(p.role) + ":" + string(p.view.user)
	if back {
		url += fmt.Sprintf("&epoch=%s&offset=%d", p.epoch, p.offset)
	}
	var err error
	if p.conn, _, err = websocket.Dial(ctx, url, nil); err != nil {
		p.h.t.Fatal(err)
	}
	p.conn.SetReadLimit(4 << 20)
	p.h.t.Cleanup(func() { _ = p.conn.CloseNow() }) // it may be closed already
	if f := p.read(); f.Type != "welcome" {
		p.h.t.Fatalf("%s is welcomed with %+v", p.view.user, f)
	}
}

// read takes the next frame in.
func (p *page) read() told {
	p.h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, b, err := p.conn.Read(ctx)
	if err != nil {
		p.h.t.Fatalf("%s reads: %v", p.view.user, err)
	}
	var f told
	if err := json.Unmarshal(b, &f); err != nil {
		p.h.t.Fatalf("%v in %s", err, b)
	}
	p.offset = max(p.offset, f.Offset)
	p.seen = append(p.seen, f.Type)
	if payload, known := payloads[f.Type]; known {
		data := payload()
		if err := json.Unmarshal(b, data); err != nil {
			p.h.t.Fatal(err)
		}
		p.view.apply(Event{f.Type, f.At, data})
		return f
	}
	switch f.Type {
	case "welcome":
		p.epoch = f.Epoch
		p.view.viewer.Role = f.You.Role
		if !f.Resumed {
			p.view.has, p.rooms = BreakoutSnapshot{}, map[app.UserID]string{}
			if err := json.Unmarshal(f.State["breakout"], &p.view.has); err != nil {
				p.h.t.Fatal(err)
			}
			for _, one := range f.People {
				p.rooms[one.UserID] = one.Room
			}
		}
	case "person.joined", "person.changed":
		p.rooms[f.Person.UserID] = f.Person.Room
	case "person.left":
		delete(p.rooms, f.UserID)
	case "person.moved":
		for user, room := range f.Rooms {
			p.rooms[user] = room
		}
	case frameSpeaking:
		p.spoken = f.Speaking
	}
	return f
}

func (p *page) send(frame any) {
	p.h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := p.conn.Write(ctx, websocket.MessageText, app.MustJSON(frame)); err != nil {
		p.h.t.Fatalf("%s sends: %v", p.view.user, err)
	}
}

// command gives one and returns its answer.
func (p *page) command(kind string, body any) told {
	p.h.t.Helper()
	frame := map[string]any{}
	if err := json.Unmarshal(app.MustJSON(body), &frame); err != nil {
		p.h.t.Fatal(err)
	}
	id := app.NewID()
	frame["type"], frame["id"] = kind, id
	p.send(frame)
	for {
		if f := p.read(); f.ID == id && (f.Type == "ack" || f.Type == "refused") {
			return f
		}
	}
}

// must is command that isn't refused.
func (p *page) must(kind string, body any) told {
	p.h.t.Helper()
	f := p.command(kind, body)
	if f.Type != "ack" {
		p.h.t.Fatalf("%s by %s is refused: %s", kind, p.view.user, f.Message)
	}
	return f
}

// catchUp has the page told everything up to now.
func (p *page) catchUp() {
	p.h.t.Helper()
	p.send(live.ClientFrame{Type: "beat"})
	for p.read().Type != "beat" {
	}
}

// until reads up to a frame of the type.
func (p *page) until(kind string) told {
	p.h.t.Helper()
	for {
		if f := p.read(); f.Type == kind {
			return f
		}
	}
}

// leave says good-bye; drop doesn't.
func (p *page) leave() {
	p.h.t.Helper()
	p.send(live.ClientFrame{Type: "leave"})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		if _, _, err := p.conn.Read(ctx); err != nil {
			return
		}
	}
}

func (p *page) drop() { _ = p.conn.CloseNow() }

// facts are those of breakouts, as "kind user group by".
func (h *hall) facts(after int64) (lines []string, last int64) {
	h.t.Helper()
	facts, err := h.store.Facts(context.Background(), "session", after)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range facts {
		last = f.Seq
		kind, ours := strings.CutPrefix(string(f.Kind), "breakout.")
		if !ours {
			continue
		}
		var data app.BreakoutData
		if err := json.Unmarshal(f.Data, &data); err != nil {
			h.t.Fatal(err)
		}
		line := kind + " " + string(f.User)
		if data.Name != "" {
			line += " in " + data.Name
		}
		if data.By != "" && data.By != f.User {
			line += " by " + string(data.By)
		}
		lines = append(lines, line)
	}
	return lines, last
}
