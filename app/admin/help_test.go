package admin_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// office is the administrator's part of Lectern with the door beside it, and an LMS in front of it.
type office struct {
	*admin.Service
	url           string
	store         *store.Store
	clock         *storetest.Clock
	auth          *auth.Service
	launch        *launch.Service
	ledger        *admin.Ledger
	registrations *launch.Registrations
	lms           *platform.Platform
	log           *safeLog
}

type safeLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newOffice(t *testing.T, s *store.Store) *office {
	t.Helper()
	o := &office{store: s, clock: storetest.NewClock(time.Now()), log: &safeLog{}}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	e := echo.New()
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	o.url = server.URL
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	sealer, err := auth.NewSealer([]byte(strings.Repeat("s", 32)))
	must(err)
	o.registrations = launch.NewRegistrations(s, func() int64 { return o.clock.Now().UnixMilli() })
	people := roster.New(roster.Deps{Store: s, Clock: o.clock.Now, Log: log})
	o.auth, err = auth.New(s, sealer, people, o.clock.Now)
	must(err)
	o.ledger = admin.NewLedger(s, o.clock.Now, log)
	keys := launch.NewKeys(s, sealer, o.clock.Now)
	o.launch, err = launch.New(launch.Deps{Store: s, Registrations: o.registrations, People: people, Logins: o.auth, Sealer: sealer, Keys: keys, Watch: o.ledger,
		PublicURL: o.url, HTTP: http.DefaultClient, Clock: o.clock.Now, Log: log})
	must(err)
	services, err := lti.NewServices(lti.ServicesConfig{Keys: keys, Clock: o.clock.Now, Observe: o.ledger.Observe})
	must(err)
	o.Service = admin.New(admin.Deps{Store: s, Tokens: o.auth, Registrations: o.registrations, Keys: keys, Rooms: o.launch, Services: services,
		HTTP: http.DefaultClient, PublicURL: o.url, Clock: o.clock.Now, Log: log})
	inner := web.NewEcho(log, web.DefaultLimits(), "default-src 'self'")
	o.launch.Register(inner)
	o.Register(inner)
	e.Any("/*", echo.WrapHandler(inner))
	course, users := platform.DemoCourse()
	o.lms, err = platform.Start(context.Background(), platform.Config{Listen: "localhost:0", Course: course, Users: users})
	must(err)
	t.Cleanup(func() {
		if err := o.lms.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o
}

func newSQLite(t *testing.T) *office {
	t.Helper()
	return newOffice(t, storetest.Open(t, storetest.SQLite(t)))
}

// keepNotes runs the ledger until the test ends, or until the function that it returns is called.
func (o *office) keepNotes(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.ledger.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// page is what a page of the registration says.
type page struct {
	status     int
	body, code string
}

var codeOnPage = regexp.MustCompile(`Code <code>([a-z_]+)</code>`)

func read(t *testing.T, res *http.Response, err error) page {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	p := page{status: res.StatusCode, body: string(b)}
	if m := codeOnPage.FindStringSubmatch(p.body); m != nil {
		p.code = m[1]
	}
	return p
}

// invite makes an invite and returns its registration address.
func (o *office) invite(t *testing.T, name string) string {
	t.Helper()
	in, err := o.Invite(context.Background(), name, 0)
	if err != nil {
		t.Fatal(err)
	}
	return in.URL
}

// open is what the LMS's frame opens for a registration address, with a fresh token.
func (o *office) open(t *testing.T, address string) *url.URL {
	t.Helper()
	raw, err := o.lms.RegistrationURL(address)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// confirm presses the button of the page that the address leads to.
func (o *office) confirm(t *testing.T, u *url.URL) page {
	t.Helper()
	res, err := http.PostForm(o.url+"/lti/register", u.Query())
	return read(t, res, err)
}

func (o *office) platforms(t *testing.T) []admin.Platform {
	t.Helper()
	list, err := o.Platforms(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// connect registers Lectern with the LMS and activates it there.
func (o *office) connect(t *testing.T) admin.Platform {
	t.Helper()
	if p := o.confirm(t, o.open(t, o.invite(t, "Our school"))); p.status != http.StatusOK {
		t.Fatalf("%d %s", p.status, p.body)
	}
	card := o.platforms(t)[0]
	if err := o.lms.Activate(platform.ClientID(card.ClientID)); err != nil {
		t.Fatal(err)
	}
	return card
}

func wantCode(t *testing.T, what string, err error, code app.Code) {
	t.Helper()
	if app.CodeOf(err) != code || err == nil {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}
