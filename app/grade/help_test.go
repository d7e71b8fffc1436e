package grade_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const registration app.RegistrationID = "reg-1"

var (
	toolKeys = sync.OnceValues(lti.GenerateSigningKeys)
	lmsKey   = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
)

// book is what the other features know: classrooms, sessions, people and registrations.
type book struct {
	mu       sync.Mutex
	rooms    map[app.ClassroomID]app.Classroom
	sessions map[app.SessionID]app.Session
	people   map[app.UserID]app.Person
	regs     map[string]lti.Registration
}

func (b *book) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	return lookUp(b, b.rooms, id, app.ErrNotFound)
}

func (b *book) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	return lookUp(b, b.sessions, id, app.ErrNotFound)
}

func (b *book) Person(_ context.Context, id app.UserID) (app.Person, error) {
	return lookUp(b, b.people, id, app.ErrNotFound)
}

func (b *book) RegistrationByID(_ context.Context, id string) (lti.Registration, error) {
	return lookUp(b, b.regs, id, lti.ErrUnknownRegistration)
}

func lookUp[K comparable, V any](b *book, in map[K]V, key K, none error) (V, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v, ok := in[key]
	if !ok {
		return v, none
	}
	return v, nil
}

func (b *book) changeRoom(id app.ClassroomID, change func(*app.Classroom)) app.Classroom {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := b.rooms[id]
	change(&room)
	b.rooms[id] = room
	return room
}

// world is a service with a real outbox, a real database and a real LMS.
type world struct {
	t     *testing.T
	clock *storetest.Clock
	store *store.Store
	lms   *platform.Platform
	box   *outbox.Outbox
	book  *book
	grade *grade.Service
	room  app.Classroom
}

// newWorld has one classroom, coupled to the line item "1" of the LMS, and learners l1 to l5.
func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{t: t, store: s, clock: storetest.NewClock(time.Date(2026, 11, 25, 10, 0, 0, 300e6, time.UTC)), book: &book{
		rooms: map[app.ClassroomID]app.Classroom{}, sessions: map[app.SessionID]app.Session{},
		people: map[app.UserID]app.Person{}, regs: map[string]lti.Registration{},
	}}
	keys := must(toolKeys())
	jwks := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = rw.Write(must(keys.PublicSet())) // a client that went away is of no concern
	}))
	t.Cleanup(jwks.Close)
	course, users := platform.DemoCourse()
	tool := platform.ToolConfig{ClientID: "client-1", DeploymentIDs: []platform.DeploymentID{"1"}, LoginURL: jwks.URL + "/login",
		LaunchURL: jwks.URL + "/launch", JWKSURL: jwks.URL, Title: "Lectern"}
	var err error
	w.lms, err = platform.Start(t.Context(), platform.Config{Course: course, Users: users, Tool: tool, Key: must(lmsKey()), Clock: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.lms.Close(context.Background()); err != nil {
			t.Errorf("close the LMS: %v", err)
		}
	})
	w.book.regs[string(registration)] = lti.Registration{ID: string(registration), Issuer: w.lms.URL(), ClientID: "client-1",
		AuthURL: w.lms.URL() + "/lti/auth", TokenURL: w.lms.URL() + "/lti/token", JWKSURL: w.lms.URL() + "/lti/jwks", Deployments: []string{"1"}}
	for id, sub := range map[app.UserID]string{"l1": "5", "l2": "6", "l3": "7", "l4": "8", "l5": "9", "t1": "3", "a1": "4"} {
		w.book.people[id] = app.Person{ID: id, Issuer: w.lms.URL(), Subject: sub, Name: "Person " + string(id)}
	}
	w.build(10 * time.Second)
	w.room = w.addRoom("room-1", "1")
	return w
}

// build makes the service anew, with how long it waits for an answer of the LMS.
func (w *world) build(timeout time.Duration) {
	w.t.Helper()
	log := slog.New(slog.DiscardHandler)
	transport := &http.Transport{}
	w.t.Cleanup(transport.CloseIdleConnections)
	services := must(lti.NewServices(lti.ServicesConfig{Keys: must(toolKeys()), Clock: w.clock.Now, Timeout: timeout, HTTP: &http.Client{Transport: transport}}))
	w.box = must(outbox.New(outbox.Deps{Store: w.store, Clock: w.clock.Now, Rand: func() float64 { return 0.5 }, Log: log}))
	w.grade = grade.New(grade.Deps{Store: w.store, Outbox: w.box, Classrooms: w.book, Registrations: w.book, People: w.book,
		Sessions: w.book, Platform: services, Clock: w.clock.Now, Log: log, Impatient: true})
	w.box.Handle(grade.TopicScore, w.grade.Topic(), w.grade)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// addRoom makes a classroom; item is the line item it is coupled to, or "".
func (w *world) addRoom(id app.ClassroomID, item platform.LineItemID) app.Classroom {
	w.t.Helper()
	room := app.Classroom{ID: id, Registration: registration, Deployment: "1", ResourceLink: "link-" + string(id), Title: "Live class",
		LineItemsURL: w.lms.URL() + "/lti/courses/2/lineitems?type_id=1",
		AGSScopes:    lti.ScopeLineItem + " " + lti.ScopeScore + " " + lti.ScopeResultReadOnly, Settings: app.DefaultSettings()}
	if item != "" {
		room.LineItemURL = must(w.lms.LineItemURL(item))
	}
	w.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings,
		memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms) VALUES (?, ?, '1', ?, 'Live class', '2', 'Algebra', 'seminar', '{}', '', '', '', '', 0, 0)`,
		id, registration, room.ResourceLink)
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	w.book.rooms[id] = room
	return room
}

// addSession makes an ended session that began at the given minute.
func (w *world) addSession(id app.SessionID, room app.ClassroomID, minute int) app.Session {
	w.t.Helper()
	start := time.Date(2026, 11, 25, 8, minute, 0, 0, time.UTC)
	session := app.Session{ID: id, Classroom: room, State: app.SessionEnded, StartedBy: "t1", StartedAt: start, EndedAt: start.Add(45 * time.Minute)}
	w.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, end_reason, alive_ms) VALUES (?, ?, 'x', 'ended', 't1', ?, ?, 'instructor', 0)",
		id, room, start.UnixMilli(), session.EndedAt.UnixMilli())
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	w.book.sessions[id] = session
	return session
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if err := w.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		w.t.Fatal(err)
	}
}

// learner is what was computed of a learner.
func learner(user app.UserID, given float64) grade.Computed {
	return grade.Computed{User: user, Given: given, Maximum: 1, Comment: fmt.Sprintf("Present %.0f of 100 min.", given*100), Learner: true}
}

func (w *world) settle(session app.Session, computed ...grade.Computed) {
	w.t.Helper()
	room := must(w.book.Classroom(w.t.Context(), session.Classroom))
	err := w.store.Tx(w.t.Context(), func(ctx context.Context) error {
		return w.grade.Settle(ctx, session, room, app.ActivityAttendance, computed)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) drain() {
	w.t.Helper()
	if err := w.box.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// later drains every step until the time is over.
func (w *world) later(over, step time.Duration) {
	w.t.Helper()
	for passed := time.Duration(0); passed < over; passed += step {
		w.clock.Add(step)
		w.drain()
	}
}

// line returns the line of a person.
func (w *world) line(session app.SessionID, user app.UserID) grade.Line {
	w.t.Helper()
	for _, l := range must(w.grade.Lines(w.t.Context(), session)) {
		if l.User == user {
			return l
		}
	}
	w.t.Fatalf("no line of %s", user)
	return grade.Line{}
}

// want checks state and the beginning of the error of a line.
func (w *world) want(session app.SessionID, user app.UserID, state grade.State, cause string) grade.Line {
	w.t.Helper()
	l := w.line(session, user)
	if l.State != state || (cause == "") != (l.LastError == "") || len(l.LastError) < len(cause) || l.LastError[:len(cause)] != cause {
		w.t.Errorf("%s of %s is %s: %q (%q), want %s: %q", user, session, l.State, l.LastError, l.Mend, state, cause)
	}
	return l
}

// has checks what the gradebook shows.
func (w *world) has(item platform.LineItemID, subject platform.UserID, score float64, comment string) {
	w.t.Helper()
	res, err := w.lms.Result(item, subject)
	if err != nil || res.Score == nil || math.Abs(*res.Score-score) > 1e-9 || res.Comment != comment {
		w.t.Errorf("the gradebook has %+v (%v), want %v %q", res, err, score, comment)
	}
}

// journal checks that the LMS took so many scores, each person's with growing timestamps in whole seconds that had come.
func (w *world) journal(n int) []platform.ScoreEntry {
	w.t.Helper()
	entries := w.lms.Scores()
	last := map[string]time.Time{}
	for _, e := range entries {
		key := string(e.LineItem) + "/" + string(e.User)
		if !e.Timestamp.After(last[key]) || e.Timestamp.Nanosecond() != 0 || e.Timestamp.After(e.ReceivedAt) {
			w.t.Errorf("timestamp %s after %s, received %s", e.Timestamp, last[key], e.ReceivedAt)
		}
		last[key] = e.Timestamp
	}
	if len(entries) != n {
		w.t.Errorf("the LMS took %d scores, want %d: %+v", len(entries), n, entries)
	}
	return entries
}
