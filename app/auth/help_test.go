package auth_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// people knows persons by id; it fails with err where one is set.
type people struct {
	mu  sync.Mutex
	err error
}

func (p *people) Person(_ context.Context, id app.UserID) (app.Person, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return app.Person{}, p.err
	}
	return app.Person{ID: id, Name: "Ana of " + string(id)}, nil
}

func (p *people) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

type world struct {
	*auth.Service
	store  *store.Store
	clock  *storetest.Clock
	people *people
}

var secret = bytes.Repeat([]byte("s"), 32)

func newWorld(t testing.TB, s *store.Store) world {
	t.Helper()
	w := world{store: s, clock: storetest.NewClock(start), people: &people{}}
	w.Service = newService(t, w, secret)
	return w
}

func newSQLite(t testing.TB) world {
	t.Helper()
	return newWorld(t, storetest.Open(t, storetest.SQLite(t)))
}

func newService(t testing.TB, w world, secret []byte) *auth.Service {
	t.Helper()
	sealer, err := auth.NewSealer(secret)
	if err != nil {
		t.Fatal(err)
	}
	s, err := auth.New(w.store, sealer, w.people, w.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func login(n string) app.Login {
	return app.Login{Launch: app.LaunchID("launch-" + n), User: app.UserID("user-" + n), Name: "Ana of user-" + n, Classroom: "room", Role: app.RoleLearner, Locale: "de", ReturnURL: "https://lms.example/back",
		Page: app.PageRecord, About: "user-b"}
}

// begin keeps a login and returns its code.
func (w world) begin(t testing.TB, l app.Login) string {
	t.Helper()
	code, err := w.Begin(context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// actor returns who the token of a fresh login speaks for.
func (w world) actor(t testing.TB, l app.Login) app.Actor {
	t.Helper()
	return w.check(t, w.exchange(t, w.begin(t, l)).Token)
}

func (w world) exchange(t testing.TB, code string) auth.Grant {
	t.Helper()
	g, err := w.Exchange(context.Background(), code)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (w world) check(t testing.TB, token string) app.Actor {
	t.Helper()
	a, err := w.Authenticate(token)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantCode(t testing.TB, err error, want app.Code) {
	t.Helper()
	var e *app.Error
	if !errors.As(err, &e) || e.Code != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
