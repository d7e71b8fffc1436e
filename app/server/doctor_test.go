package server_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// examine returns what the doctor finds, the worst of each name, and fails where a line shows a secret or a failure
// has no mend. The media ports are left out: they are fixed, and so another's on a machine that runs tests.
func examine(t *testing.T, cfg app.Config, client *http.Client) map[string]server.Verdict {
	t.Helper()
	found := map[string]server.Verdict{}
	rank := map[server.Verdict]int{server.Good: 1, server.Warn: 2, server.Fail: 3}
	for _, c := range server.Doctor(context.Background(), cfg, server.DoctorOptions{HTTP: client}) {
		t.Logf("%-4s %s: %s (%s)", c.Verdict, c.Name, c.Detail, c.Mend)
		if c.Verdict == server.Fail && c.Mend == "" {
			t.Errorf("%s fails without a mend", c.Name)
		}
		for _, secret := range []string{cfg.SecretKey, cfg.LiveKitAPISecret, cfg.LRSPassword, "open-sesame"} {
			if secret != "" && strings.Contains(c.Detail+c.Mend, secret) {
				t.Errorf("%s shows a secret", c.Name)
			}
		}
		if strings.Contains(c.Detail, "\n") {
			t.Errorf("%s takes more than a line", c.Name)
		}
		if c.Name == "media tcp" || c.Name == "turn" {
			continue
		}
		if rank[c.Verdict] > rank[found[c.Name]] {
			found[c.Name] = c.Verdict
		}
	}
	return found
}

// wantVerdicts compares the named verdicts; "" stands for a check that isn't made.
func wantVerdicts(t *testing.T, got, want map[string]server.Verdict) {
	t.Helper()
	some := map[string]server.Verdict{}
	for name := range want {
		some[name] = got[name]
	}
	if diff := cmp.Diff(want, some); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

func TestDoctorFindsAWholeDeploymentWell(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{LiveKit: true, DatabaseURL: storetest.Postgres(t), RedisURL: "redis://" + miniredis.RunT(t).Addr() + "/1"})
	want := map[string]server.Verdict{
		"configuration": server.Good, "database": server.Good, "public address": server.Good, "own keys": server.Good,
		"redis": server.Good, "livekit": server.Good, "livekit clock": server.Good, "signalling": server.Good,
		"webhooks": server.Warn, // nobody has been in a class
		"egress":   server.Warn, // LiveKit without Redis
		"lrs":      server.Good, "lms Demo LMS": server.Good, "pages": server.Good,
	}
	if diff := cmp.Diff(want, examine(t, w.Config, nil)); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}

	teacher := w.Enter("teacher")
	session := teacher.Start()
	enter(t, teacher, session.ID)
	apptest.Eventually(t, apptest.Wait, func() error {
		facts, err := w.Server.Store.Facts(context.Background(), session.ID, 0)
		if err == nil && !hasWebhook(facts) {
			err = app.ErrNotFound
		}
		return err
	})
	wantVerdicts(t, examine(t, w.Config, nil), map[string]server.Verdict{"webhooks": server.Good})
}

func hasWebhook(facts []app.Fact) bool {
	for _, f := range facts {
		if f.Source == app.SourceWebhook {
			return true
		}
	}
	return false
}

func TestDoctorNamesWhatIsBroken(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{LiveKit: true})
	ctx := context.Background()
	add := func(reg launch.Registration) {
		reg.Issuer, reg.ClientID, reg.TokenURL, reg.Deployments = reg.JWKSURL, "c", reg.AuthURL, []app.DeploymentID{"1"}
		if _, err := w.Server.Registrations.Add(ctx, reg); err != nil {
			t.Fatal(err)
		}
	}
	add(launch.Registration{Name: "Gone", AuthURL: "http://127.0.0.1:1/auth", JWKSURL: "http://127.0.0.1:1/jwks"})
	add(launch.Registration{Name: "Page", AuthURL: w.URL + "/auth", JWKSURL: w.URL + "/healthz"})
	add(launch.Registration{Name: "School", AuthURL: "http://127.0.0.1:1/mod/lti/auth.php", JWKSURL: w.URL + "/lti/jwks"})

	cases := map[string]struct {
		change func(*app.Config)
		want   map[string]server.Verdict
	}{
		"LMS without a key set": {func(*app.Config) {}, map[string]server.Verdict{"lms Gone": server.Fail, "lms Page": server.Fail, "lms School": server.Good, "moodle": server.Warn}},
		"plain http": {func(c *app.Config) { c.PublicURL = "http://lectern.invalid" },
			map[string]server.Verdict{"configuration": server.Fail, "public address": server.Fail}},
		"LiveKit on loopback": {func(c *app.Config) { c.PublicURL, c.LiveKitURL = "https://lectern.invalid", "" },
			map[string]server.Verdict{"configuration": server.Fail, "livekit": server.Fail, "signalling": ""}},
		"LiveKit unencrypted": {func(c *app.Config) {
			c.PublicURL, c.LiveKitPublicURL = "https://lectern.invalid", "ws://lectern.invalid"
		},
			map[string]server.Verdict{"configuration": server.Fail, "signalling": server.Fail}},
		"workers that reach nothing": {func(c *app.Config) { c.NoWorkers, c.RedisURL = true, "" }, map[string]server.Verdict{"configuration": server.Fail}},
		"unknown address":            {func(c *app.Config) { c.PublicURL, c.Listen = "", "127.0.0.1:0" }, map[string]server.Verdict{"configuration": server.Fail, "public address": ""}},
		"not a Lectern":              {func(c *app.Config) { c.PublicURL = w.LMS.URL() }, map[string]server.Verdict{"public address": server.Fail}},
		"database down":              {func(c *app.Config) { c.DatabaseURL = "postgres://lectern:open-sesame@127.0.0.1:1/lectern" }, map[string]server.Verdict{"database": server.Fail, "lms": server.Warn, "webhooks": server.Warn}},
		"no database yet":            {func(c *app.Config) { c.DatabaseURL = ""; c.DataDir = t.TempDir() }, map[string]server.Verdict{"database": server.Warn}},
		"Redis down":                 {func(c *app.Config) { c.RedisURL = "redis://:open-sesame@127.0.0.1:1/0" }, map[string]server.Verdict{"redis": server.Fail}},
		"Redis in the process":       {func(c *app.Config) { c.RedisURL = "" }, map[string]server.Verdict{"redis": server.Good}},
		"LiveKit down":               {func(c *app.Config) { c.LiveKitURL = "http://127.0.0.1:1" }, map[string]server.Verdict{"livekit": server.Fail, "signalling": server.Good}},
		"LiveKit's key wrong":        {func(c *app.Config) { c.LiveKitAPISecret = strings.Repeat("x", 32) }, map[string]server.Verdict{"livekit": server.Fail, "signalling": server.Fail}},
		"browsers led elsewhere":     {func(c *app.Config) { c.LiveKitPublicURL = "ws" + strings.TrimPrefix(w.LMS.URL(), "http") }, map[string]server.Verdict{"livekit": server.Good, "signalling": server.Fail}},
		"LRS's password wrong":       {func(c *app.Config) { c.LRSPassword = "open-sesame" }, map[string]server.Verdict{"lrs": server.Fail}},
		"no LRS":                     {func(c *app.Config) { c.LRSEndpoint = "" }, map[string]server.Verdict{"lrs": server.Good}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := w.Config
			cfg.DatabaseURL = "" // SQLite in the data folder, as the environment says it
			c.change(&cfg)
			wantVerdicts(t, examine(t, cfg, nil), c.want)
		})
	}
}

func TestDoctorComparesSchemas(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		statement string
		want      server.Verdict
	}{
		"newest": {"SELECT 1", server.Good},
		"older":  {"DELETE FROM migrations WHERE version = (SELECT MAX(version) FROM migrations)", server.Fail},
		"newer":  {"INSERT INTO migrations (version, name) VALUES (9999, 'later')", server.Fail},
		"none":   {"DROP TABLE migrations", server.Warn},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "lectern.db")
			storetest.Open(t, "sqlite://"+path)
			db, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			if _, err := db.Exec(c.statement); err != nil {
				t.Fatal(err)
			}
			cfg := app.Config{PublicURL: "http://127.0.0.1:1", DataDir: dir}
			wantVerdicts(t, examine(t, cfg, nil), map[string]server.Verdict{"database": c.want})
		})
	}
}

func TestDoctorReadsTheCertificate(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	target, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(target))
	t.Cleanup(proxy.Close)
	cfg := w.Config
	cfg.DatabaseURL, cfg.PublicURL, cfg.LiveKitPublicURL = "", proxy.URL, ""
	wantVerdicts(t, examine(t, cfg, nil), map[string]server.Verdict{"tls": server.Fail, "public address": ""})
	wantVerdicts(t, examine(t, cfg, proxy.Client()), map[string]server.Verdict{"tls": server.Good, "own keys": server.Good})
}
