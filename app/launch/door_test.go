package launch_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// door is the way into Lectern without the classes behind it, and an LMS in front of it.
type door struct {
	url           string
	store         *store.Store
	registrations *launch.Registrations
	service       *launch.Service
	lms           *platform.Platform
	log           *strings.Builder
	offset        *atomic.Int64 // of Lectern's clock
}

func newDoor(t *testing.T, s *store.Store) *door {
	t.Helper()
	d := &door{store: s, log: &strings.Builder{}, offset: &atomic.Int64{}}
	clock := func() time.Time { return time.Now().Add(time.Duration(d.offset.Load())) }
	log := slog.New(slog.NewTextHandler(d.log, nil))
	e := echo.New()
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	d.url = server.URL
	sealer, err := auth.NewSealer([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	d.registrations = launch.NewRegistrations(s, func() int64 { return clock().UnixMilli() })
	people := roster.New(roster.Deps{Store: s, Clock: clock, Log: log})
	logins, err := auth.New(s, sealer, people, clock)
	if err != nil {
		t.Fatal(err)
	}
	service, err := launch.New(launch.Deps{Store: s, Registrations: d.registrations, People: people, Logins: logins, Sealer: sealer,
		PublicURL: d.url, HTTP: http.DefaultClient, Clock: clock, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	inner := web.NewEcho(log, web.DefaultLimits(), "default-src 'self'")
	d.service = service
	service.Register(inner)
	web.Mount(inner, "/api/v1", logins, append(logins.Endpoints(), service.Endpoints()...))
	e.Any("/*", echo.WrapHandler(inner))
	d.lms = startLMS(t, d.url)
	d.register(t, "lectern", "1", "2")
	return d
}

func startLMS(t *testing.T, tool string) *platform.Platform {
	t.Helper()
	course, users := platform.DemoCourse()
	lms, err := platform.Start(context.Background(), platform.Config{Listen: "localhost:0", Course: course, Users: users, Tool: platform.ToolConfig{
		ClientID: "lectern", DeploymentIDs: []platform.DeploymentID{"1", "2", "3"}, Title: "Lectern",
		LoginURL: tool + "/lti/login", LaunchURL: tool + "/lti/launch", JWKSURL: tool + "/lti/jwks"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lms.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return lms
}

func (d *door) register(t *testing.T, clientID string, deployments ...string) {
	t.Helper()
	reg := launch.Registration{Name: "LMS", Issuer: d.lms.URL(), ClientID: clientID, AuthURL: d.lms.URL() + "/lti/auth",
		TokenURL: d.lms.URL() + "/lti/token", JWKSURL: d.lms.URL() + "/lti/jwks"}
	for _, id := range deployments {
		reg.Deployments = append(reg.Deployments, deploymentID(id))
	}
	if _, err := d.registrations.Add(context.Background(), reg); err != nil {
		t.Fatal(err)
	}
}

// count returns how many rows the table has.
func (d *door) count(t *testing.T, table string) (n int64) {
	t.Helper()
	if err := d.store.Read(context.Background()).Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// answer is what came of a launch.
type answer struct {
	status   int
	location string
	body     string
	code     string // of a refusal
	sentence string
}

var (
	codeOnPage     = regexp.MustCompile(`Code <code>([a-z_]+)</code>`)
	sentenceOnPage = regexp.MustCompile(`<p class="what">([^<]+)</p>`)
)

func read(t *testing.T, res *http.Response) answer {
	t.Helper()
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: res.StatusCode, location: res.Header.Get("Location"), body: string(b)}
	if m := codeOnPage.FindStringSubmatch(a.body); m != nil {
		a.code = m[1]
	}
	if m := sentenceOnPage.FindStringSubmatch(a.body); m != nil {
		a.sentence = m[1]
	}
	return a
}
