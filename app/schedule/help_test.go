package schedule_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const grace = 60 * time.Second

// parts are what a schedule consumes, as tests set them.
type parts struct {
	mu        sync.Mutex
	now       time.Time
	connected int
	here      bool
	last      time.Time
	err       error // of LastPresence
	ended     []app.Session
}

func (p *parts) set(f func(p *parts)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p)
}

func (p *parts) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *parts) Ended(s app.Session) {
	p.set(func(p *parts) { p.ended = append(p.ended, s) })
}

func (p *parts) Connected(app.SessionID) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.connected
}

func (p *parts) LastPresence(context.Context, app.Session) (bool, time.Time, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.here, p.last, p.err
}

func (p *parts) told() []app.Session {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]app.Session(nil), p.ended...)
}

// Classroom knows every classroom but nowhere.
func (p *parts) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	if id == "nowhere" {
		return app.Classroom{}, app.ErrNotFound
	}
	settings := app.DefaultSettings()
	settings.EmptyGraceSeconds = int(grace.Seconds())
	return app.Classroom{ID: id, Title: "Algebra", CourseTitle: "Maths", Tier: app.TierSeminar, Settings: settings}, nil
}

type world struct {
	*schedule.Service
	*parts
	store *store.Store
	room  app.Classroom
}

// newWorld has the classroom "room".
func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{parts: &parts{now: start}, store: s}
	w.room = w.insertRoom(t, "room")
	w.Service = w.restart(t)
	return w
}

// restart returns the schedule of a process that begins now.
func (w *world) restart(t *testing.T) *schedule.Service {
	t.Helper()
	o, err := outbox.New(outbox.Deps{Store: w.store, Clock: w.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return schedule.New(schedule.Deps{Store: w.store, Classrooms: w.parts, Live: w.parts, Presence: w.parts, Outbox: o, Clock: w.Now, Log: slog.New(slog.DiscardHandler)})
}

func newSQLite(t *testing.T) *world {
	t.Helper()
	return newWorld(t, storetest.Open(t, storetest.SQLite(t)))
}

func (w *world) insertRoom(t *testing.T, id app.ClassroomID) app.Classroom {
	t.Helper()
	insertRoom(t, w.store, id)
	room, err := w.Classroom(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return room
}

func insertRoom(t *testing.T, s *store.Store, id app.ClassroomID) {
	t.Helper()
	err := s.Write(context.Background()).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`, id, id).Error
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) add(d time.Duration) { w.set(func(p *parts) { p.now = p.now.Add(d) }) }

func (w *world) start(t *testing.T) app.Session {
	t.Helper()
	s, err := w.Start(context.Background(), w.room, "teacher")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) session(t *testing.T, id app.SessionID) app.Session {
	t.Helper()
	s, err := w.Session(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// facts returns the session's facts as "kind at data".
func (w *world) facts(t *testing.T, id app.SessionID) []string {
	t.Helper()
	facts, err := w.store.Facts(context.Background(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range facts {
		out = append(out, fmt.Sprintf("%s %s %v %s", f.Kind, f.User, f.At.Sub(start), f.Data))
	}
	return out
}

type message struct {
	Topic, Destination, CollapseKey, Payload string
	NextMs                                   int64
}

// queued returns the outbox, oldest first.
func (w *world) queued(t *testing.T) []message {
	t.Helper()
	var rows []message
	if err := w.store.Read(context.Background()).Raw("SELECT topic, destination, collapse_key, payload, next_ms FROM outbox ORDER BY seq").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	return rows
}
