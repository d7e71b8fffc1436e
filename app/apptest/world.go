package apptest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/embedded"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/livekit/devserver"
	"github.com/lectern-classroom/lectern/lti/platform"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

const (
	apiKey    = "apptest"
	apiSecret = "apptest-secret-of-at-least-32-bytes"
)

// Main runs the tests, or what this process was started for, and returns the exit code.
func Main(m *testing.M) int {
	if devserver.RunFromEnv() {
		return 0
	}
	if os.Getenv(serveEnv) != "" {
		return serveFromEnv()
	}
	return storetest.Main(m)
}

// Options choose the parts of a World; the zero value is SQLite, the Redis stand-in, and no LiveKit.
type Options struct {
	DatabaseURL string
	RedisURL    string
	LiveKit     bool             // run LiveKit; else its address leads nowhere, as when it is down
	Clock       func() time.Time // nil: time.Now
	NoLRS       bool
	LMS         platform.Personality
	NoWebhooks  bool // LiveKit doesn't tell of anything by itself
}

// World is a whole Lectern for one test.
type World struct {
	T       testing.TB
	URL     string
	Server  *server.Server
	LMS     *platform.Platform
	LRS     *lrs.LRS
	LiveKit *devserver.Process
	Config  app.Config
	log     *logBuffer
}

// New starts a World that ends with the test.
func New(t testing.TB, o Options) *World {
	t.Helper()
	ctx := context.Background()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, URL: "http://" + ln.Addr().String(), log: &logBuffer{}}
	cfg := w.config(t, o)
	log := slog.New(slog.NewTextHandler(w.log, nil))
	parts, err := embedded.Fill(ctx, cfg, w.URL, log)
	if err != nil {
		t.Fatal(err)
	}
	cleanup(t, parts.Close)
	demo, err := parts.StartDemoAs(ctx, string(o.LMS))
	if err != nil {
		t.Fatal(err)
	}
	w.LMS, w.LRS, w.Config = demo.LMS, demo.LRS, parts.Config
	if o.NoLRS {
		w.Config.LRSEndpoint = ""
	}
	if w.Server, err = server.New(ctx, w.Config, server.Options{Version: "test", Log: log, Clock: o.Clock}); err != nil {
		t.Fatal(err)
	}
	Register(t, w.Server.Registrations, demo)
	w.serve(ln)
	return w
}

func (w *World) config(t testing.TB, o Options) app.Config {
	t.Helper()
	cfg := app.Config{PublicURL: w.URL, DataDir: t.TempDir(), DatabaseURL: o.DatabaseURL, RedisURL: o.RedisURL,
		LiveKitURL: "http://127.0.0.1:1", LiveKitAPIKey: apiKey, LiveKitAPISecret: apiSecret}
	if o.LiveKit {
		hooks := w.URL
		if o.NoWebhooks {
			hooks = ""
		}
		w.LiveKit = SpawnLiveKit(t, hooks)
		cfg.LiveKitURL = w.LiveKit.URL()
	}
	return cfg
}

// SpawnLiveKit runs LiveKit in a process of its own that sends its webhooks to the Lectern at url, or none where url is "".
func SpawnLiveKit(t testing.TB, url string) *devserver.Process {
	t.Helper()
	cfg := devserver.Config{APIKey: apiKey, APISecret: apiSecret}
	if url != "" {
		cfg.WebhookURL = url + "/livekit/webhook"
	}
	p, err := devserver.Spawn(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// Register does what `lectern platform add` does for the demo's LMS.
func Register(t testing.TB, r *launch.Registrations, d *embedded.Demo) {
	t.Helper()
	at := d.LMS.Endpoints()
	_, err := r.Add(context.Background(), launch.Registration{Name: d.Name, Issuer: at.Issuer, ClientID: d.ClientID, AuthURL: at.AuthURL,
		TokenURL: at.TokenURL, JWKSURL: at.JWKSURL, Deployments: d.Deployments})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *World) serve(ln net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- w.Server.Run(ctx, ln) }()
	w.T.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			w.T.Errorf("serve: %v", err)
		}
		if err := w.Server.Close(); err != nil {
			w.T.Errorf("close: %v", err)
		}
		if w.T.Failed() {
			w.T.Logf("log of the server:\n%s", w.log)
		}
	})
}

// Log returns what the server has logged so far.
func (w *World) Log() string { return w.log.String() }

func cleanup(t testing.TB, closer func(context.Context) error) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := closer(ctx); err != nil {
			t.Errorf("clean up: %v", err)
		}
	})
}

// Eventually polls until check returns nil, and fails the test with its last error when the deadline has passed.
func Eventually(t testing.TB, within time.Duration, check func() error) {
	t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		err := check()
		if err == nil {
			return
		}
		select {
		case <-deadline.C:
			t.Fatalf("not within %v: %v", within, err)
		case <-tick.C:
		}
	}
}

// logBuffer keeps the newest part of a log.
type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write implements io.Writer.
func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns what was written.
func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Ready waits until the Lectern at url answers.
func Ready(t testing.TB, url string) {
	t.Helper()
	Eventually(t, 20*time.Second, func() error {
		res, err := http.Get(url + "/healthz")
		if err != nil {
			return err
		}
		if err := res.Body.Close(); err != nil {
			return err
		}
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		return nil
	})
}

// SQLiteURL names a database file in a folder.
func SQLiteURL(dir string) string { return "sqlite://" + filepath.Join(dir, "lectern.db") }
