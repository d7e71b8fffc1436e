package xapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Defaults of [ClientConfig]. Beyond 50 statements nothing is won and a slow
// store runs into its own limits.
const (
	DefaultMaxBatch  = 50
	DefaultMaxBytes  = 256 << 10
	DefaultTimeout   = 60 * time.Second
	DefaultRetryWait = time.Second
	DefaultProbeWait = 500 * time.Millisecond
)

// ErrEndpoint says that an address cannot be an LRS's: it must be http or
// https with a host, without credentials, query or fragment.
var ErrEndpoint = errors.New("xapi: endpoint must be an http(s) address without credentials, query or fragment")

// ErrRepeatedID says that one call names a statement twice; stores answer 400
// to that (xAPI 1.0.3 Communication 2.1.1).
var ErrRepeatedID = errors.New("xapi: a statement stands twice in one call")

// ClientConfig says where and how to deliver. Zero values mean the defaults.
type ClientConfig struct {
	Endpoint string // address of the LRS; a trailing / or /statements is cut off
	Username string // basic authentication; both empty: none
	Password string
	Token    string // bearer token instead of basic authentication
	Version  string // X-Experience-API-Version; default Version

	HTTP     *http.Client  // copied; redirects are never followed
	MaxBatch int           // statements in a request
	MaxBytes int           // bytes in a request; a larger statement goes alone
	Timeout  time.Duration // for each request

	RetryWait time.Duration    // first wait after a 500, then doubled, with full jitter
	ProbeWait time.Duration    // first wait where a statement is not readable yet
	Jitter    func() float64   // in [0,1); default math/rand/v2
	Now       func() time.Time // for Retry-After as a date; default time.Now

	// Observe, where there is one, hears of every request after its answer.
	Observe func(Exchange)
}

// Exchange is one request and what came of it.
type Exchange struct {
	Method     string
	Statements int // that the request carried
	Status     int // 0: no answer
	Took       time.Duration
}

// Client delivers frozen statements to one LRS (xAPI 1.0.3 Communication).
type Client struct {
	cfg  ClientConfig
	base string
	http http.Client
}

// NewClient checks the configuration; the error wraps [ErrEndpoint].
func NewClient(cfg ClientConfig) (*Client, error) {
	base, err := NormaliseEndpoint(cfg.Endpoint)
	if err != nil {
		return nil, err
	}
	if cfg.Version == "" {
		cfg.Version = Version
	}
	setDefault(&cfg.MaxBatch, DefaultMaxBatch)
	setDefault(&cfg.MaxBytes, DefaultMaxBytes)
	setDefault(&cfg.Timeout, DefaultTimeout)
	setDefault(&cfg.RetryWait, DefaultRetryWait)
	setDefault(&cfg.ProbeWait, DefaultProbeWait)
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Client{cfg: cfg, base: base}
	if cfg.HTTP != nil {
		c.http = *cfg.HTTP
	}
	// A redirect would turn a POST into a GET and carry the password elsewhere.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c, nil
}

func setDefault[T int | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}

// NormaliseEndpoint mends an address as people paste it: spaces around it, a
// trailing slash, a trailing /statements. The error wraps [ErrEndpoint].
func NormaliseEndpoint(s string) (string, error) {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	s = strings.TrimRight(strings.TrimSuffix(s, "/statements"), "/")
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", ErrEndpoint
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", ErrEndpoint
	}
	return s, nil
}

// Endpoint is the address in its normal form.
func (c *Client) Endpoint() string { return c.base }

// About asks which versions the store speaks (xAPI 1.0.3 Communication 2.8).
// The error is a [*DestinationError].
func (c *Client) About(ctx context.Context) ([]string, error) {
	a, derr := c.get(ctx, c.base+"/about")
	if derr != nil {
		return nil, derr
	}
	if a.status != http.StatusOK {
		return nil, c.destination(a)
	}
	var about struct {
		Version []string `json:"version"`
	}
	if err := json.Unmarshal(a.body, &about); err != nil || len(about.Version) == 0 {
		return nil, &DestinationError{Kind: Paused, Status: a.status,
			Text: "the address answers, but not as an LRS: /about names no versions"}
	}
	return about.Version, nil
}

// Health is what a store tells of itself.
type Health struct {
	Versions  []string      // as /about lists them; nil where it doesn't say
	WriteOnly bool          // the credentials may not read
	Skew      time.Duration // how far the store's clock is ahead of ours, to the second
}

// Check tests the connection without writing anything: /about, then one
// statement. Credentials that may only write (403) are fine. The error is a
// [*DestinationError] whose text says what to mend.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.Examine(ctx)
	return err
}

// Examine is Check, and tells what the store said.
func (c *Client) Examine(ctx context.Context) (Health, error) {
	var h Health
	var err error
	h.Versions, err = c.About(ctx)
	var derr *DestinationError
	switch {
	case err == nil && !speaks(h.Versions, c.cfg.Version):
		return h, &DestinationError{Kind: Paused, Status: http.StatusOK, Text: fmt.Sprintf(
			"the LRS speaks %s, not %s", shorten(strings.Join(h.Versions, ", ")), c.cfg.Version)}
	case errors.As(err, &derr) && derr.Status != http.StatusUnauthorized && derr.Status != http.StatusForbidden:
		return h, err
	}
	a, derr := c.readable(ctx)
	if derr != nil {
		return h, derr
	}
	if !a.date.IsZero() {
		h.Skew = a.date.Sub(c.cfg.Now()).Round(time.Second)
	}
	switch {
	case a.status == http.StatusForbidden:
		h.WriteOnly = true
		return h, nil
	case a.status == http.StatusOK && !json.Valid(a.body) && len(a.body) < maxAnswer:
		return h, &DestinationError{Kind: Paused, Status: a.status,
			Text: "the address answers, but not as an LRS: /statements gives no JSON"}
	case a.status/100 == 2:
		return h, nil
	}
	return h, c.destination(a)
}

// Reach asks whether anybody answers at the address, whatever they say. The
// error is a [*DestinationError].
func (c *Client) Reach(ctx context.Context) error {
	if _, derr := c.get(ctx, c.base+"/about"); derr != nil {
		return derr
	}
	return nil
}

// HighestVersion is the best version of a list that this package speaks; ""
// where there is none.
func HighestVersion(have []string) string {
	for _, v := range []string{string(Edition2), Version} {
		if speaks(have, v) {
			return v
		}
	}
	return ""
}

// readable asks for one statement, the cheapest question that needs
// credentials, version and a working store.
func (c *Client) readable(ctx context.Context) (answer, *DestinationError) {
	return c.get(ctx, c.base+"/statements?limit=1")
}

// speaks tells whether a list of versions has the wanted one or one of its
// patches: 1.0.x are compatible by definition.
func speaks(have []string, want string) bool {
	minor := want
	if i := strings.LastIndexByte(want, '.'); strings.Count(want, ".") == 2 {
		minor = want[:i]
	}
	for _, v := range have {
		if v == want || v == minor || strings.HasPrefix(v, minor+".") {
			return true
		}
	}
	return false
}
