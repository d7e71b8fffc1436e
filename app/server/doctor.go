package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Verdict is what a check came to.
type Verdict string

// The verdicts. Warn is what works and should be known, or what couldn't be tested.
const (
	Good Verdict = "ok"
	Warn Verdict = "warn"
	Fail Verdict = "FAIL"
)

// Check is what the doctor found out about one part.
type Check struct {
	Name    string
	Verdict Verdict
	Detail  string // one line; never a secret
	Mend    string // what to do about it; always there with Fail
}

// DoctorOptions are what isn't configuration.
type DoctorOptions struct {
	HTTP  *http.Client     // nil: one of its own
	Clock func() time.Time // nil: time.Now
}

// doctorPatience bounds each check.
const doctorPatience = 10 * time.Second

// Doctor checks a configuration as the environment gives it against the running parts: those that it names directly,
// those that `lectern serve` opens in its own process by what that process answers at its public address. It changes
// nothing that stays. The order of the checks is that of their causes: the first that fails is the one to mend first.
func Doctor(ctx context.Context, cfg app.Config, opts DoctorOptions) []Check {
	if opts.HTTP == nil {
		opts.HTTP = &http.Client{Timeout: doctorPatience}
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	d := &doctor{cfg: cfg, http: opts.HTTP, clock: opts.Clock, public: publicURL(cfg)}
	checks := d.configuration()
	checks = append(checks, d.run(ctx, d.database, d.reach)...)
	checks = append(checks, d.run(ctx, d.redis, d.livekit, d.signalling, d.media, d.webhooks, d.egress, d.lrs, d.lms, d.pages)...)
	if d.store != nil {
		if err := d.store.Close(); err != nil {
			checks = append(checks, Check{"database", Warn, "not closed: " + line(err), ""})
		}
	}
	return checks
}

// doctor holds what the checks share. The fields below cfg are set by the first round of checks, for the second.
type doctor struct {
	cfg    app.Config
	http   *http.Client
	clock  func() time.Time
	public *url.URL // nil where it can't be known

	store *store.Store      // nil unless the schema is the newest
	parts map[string]string // what /readyz says of each part; nil where nothing of ours answers
}

// run runs the checks side by side and returns what they found in their order.
func (d *doctor) run(ctx context.Context, checks ...func(context.Context) []Check) []Check {
	found := make([][]Check, len(checks))
	var wg sync.WaitGroup
	for i, check := range checks {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, doctorPatience)
			defer cancel()
			found[i] = check(ctx)
		})
	}
	wg.Wait()
	var all []Check
	for _, f := range found {
		all = append(all, f...)
	}
	return all
}

// publicURL is where a `lectern serve` with this configuration is reached.
func publicURL(cfg app.Config) *url.URL {
	raw := cfg.PublicURL
	if raw == "" {
		_, port, err := net.SplitHostPort(cfg.Listen)
		if err != nil || port == "0" {
			return nil
		}
		raw = "http://127.0.0.1:" + port
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil
	}
	return u
}

// configuration finds settings that are right each and wrong together.
func (d *doctor) configuration() []Check {
	c := d.cfg
	local := d.public != nil && loopback(d.public.Hostname())
	var found []Check
	bad := func(v Verdict, detail, mend string) { found = append(found, Check{"configuration", v, detail, mend}) }
	if d.public == nil {
		bad(Fail, "the public address isn't known: LECTERN_PUBLIC_URL is empty and LECTERN_LISTEN picks a port", "set LECTERN_PUBLIC_URL to the address people reach Lectern at")
	}
	if d.public != nil && d.public.Scheme == "http" && !local {
		bad(Fail, d.public.String()+" is plain http: browsers give it neither camera nor microphone, and LMS frames no cookie", "set LECTERN_PUBLIC_URL to an https:// address, with TLS ended by a proxy in front")
	}
	if c.LiveKitURL == "" && !local {
		bad(Fail, "LiveKit is in the serving process, which keeps its media on this machine's loopback: nobody outside could hear or see", "run LiveKit beside Lectern and set LECTERN_LIVEKIT_URL, LECTERN_LIVEKIT_API_KEY and LECTERN_LIVEKIT_API_SECRET")
	}
	if c.NoWorkers && (c.RedisURL == "" || c.DatabaseURL == "") {
		bad(Fail, "LECTERN_NO_WORKERS is set, and no `lectern worker` can reach a database and a Redis inside another process", "set LECTERN_DATABASE_URL and LECTERN_REDIS_URL, or leave LECTERN_NO_WORKERS out")
	}
	if c.DatabaseURL != "" && c.SecretKey == "" {
		bad(Warn, "LECTERN_SECRET_KEY is empty: the key stays in "+c.DataDir+", apart from the database that it protects", "set LECTERN_SECRET_KEY (openssl rand -hex 32) or keep the data folder with the database's backup")
	}
	if pub := c.LiveKitPublicURL; pub != "" && d.public != nil && d.public.Scheme == "https" && (strings.HasPrefix(pub, "ws://") || strings.HasPrefix(pub, "http://")) {
		bad(Fail, "LECTERN_LIVEKIT_PUBLIC_URL is not encrypted, and browsers refuse that to a page that is", "set LECTERN_LIVEKIT_PUBLIC_URL to a wss:// address")
	}
	if len(found) == 0 {
		found = append(found, Check{"configuration", Good, "complete", ""})
	}
	return found
}

// inProcess is the check of a part that `lectern serve` opens in its own process.
func (d *doctor) inProcess(name string) []Check {
	switch state := d.parts[name]; {
	case d.parts == nil:
		return []Check{{name, Fail, "in the serving process, and no Lectern answers at the public address", "start `lectern serve`; what it logs says why it doesn't start"}}
	case state != "ok":
		return []Check{{name, Fail, fmt.Sprintf("in the serving process, which says %q of it", state), "start `lectern serve` again; what it logs says more"}}
	}
	return []Check{{name, Good, "in the serving process, answers", ""}}
}

// loopback tells whether a host is this machine and reached by itself alone.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsLoopback())
}

// line is an error in one line.
func line(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// since is a duration for people, to the millisecond.
func since(start, end time.Time) string { return end.Sub(start).Round(time.Millisecond).String() }
