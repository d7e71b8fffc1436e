package livekit

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	lkpb "github.com/livekit/protocol/livekit"
)

// DefaultTimeout bounds a call where neither the context nor Config.Timeout says otherwise.
const DefaultTimeout = 5 * time.Second

// minSecretBytes is the shortest secret that LiveKit itself calls safe.
const minSecretBytes = 32

// Config says where LiveKit is and who we are to it.
type Config struct {
	URL       string // http, https, ws or wss; a path prefix is kept
	APIKey    string
	APISecret string        // at least 32 bytes; signs tokens and webhooks
	HTTP      *http.Client  // nil: one of its own, which follows no redirects
	Timeout   time.Duration // of one call; 0: DefaultTimeout
	// Clock dates tokens and judges the age of webhooks; nil: time.Now. The bearer of our own API
	// calls always follows the wall clock, since the server judges it by its own.
	Clock func() time.Time
	// WebhookMaxAge makes Webhook return ErrStale with older events; 0: any age is right.
	WebhookMaxAge time.Duration
}

// Client talks to one LiveKit deployment. See the package comment for its guarantees.
type Client struct {
	base    string // http(s), no trailing slash
	ws      string // ws(s), no trailing slash
	key     string
	secret  string
	timeout time.Duration
	maxAge  time.Duration
	clock   func() time.Time
	rooms   lkpb.RoomService
}

// New checks cfg and makes a client; every fault is reported at once and wraps ErrConfig.
func New(cfg Config) (*Client, error) {
	base, ws, err := splitURL(cfg.URL)
	var faults []error
	if err != nil {
		faults = append(faults, err)
	}
	if cfg.APIKey == "" {
		faults = append(faults, fmt.Errorf("%w: API key is empty", ErrConfig))
	}
	if len(cfg.APISecret) < minSecretBytes {
		faults = append(faults, fmt.Errorf("%w: API secret has %d bytes, want %d", ErrConfig, len(cfg.APISecret), minSecretBytes))
	}
	if cfg.Timeout < 0 || cfg.WebhookMaxAge < 0 {
		faults = append(faults, fmt.Errorf("%w: negative duration", ErrConfig))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	c := &Client{
		base: base, ws: ws, key: cfg.APIKey, secret: cfg.APISecret,
		timeout: cfg.Timeout, maxAge: cfg.WebhookMaxAge, clock: cfg.Clock,
	}
	if c.timeout == 0 {
		c.timeout = DefaultTimeout
	}
	if c.clock == nil {
		c.clock = time.Now
	}
	client := cfg.HTTP
	if client == nil {
		client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	c.rooms = lkpb.NewRoomServiceProtobufClient(base, client)
	return c, nil
}

// URL is the address for API calls, with http or https.
func (c *Client) URL() string { return c.base }

// WebSocketURL is the address for media clients, with ws or wss.
func (c *Client) WebSocketURL() string { return c.ws }

// splitURL reads an address of any of the four schemes and returns it for the API and for clients.
func splitURL(raw string) (base, ws string, err error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", "", fmt.Errorf("%w: URL: %w", ErrConfig, err)
	}
	if u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", "", fmt.Errorf("%w: URL %q, want scheme://host[:port][/path]", ErrConfig, u.Redacted())
	}
	path := u.EscapedPath()
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	switch u.Scheme {
	case "http", "ws":
		return "http://" + u.Host + path, "ws://" + u.Host + path, nil
	case "https", "wss":
		return "https://" + u.Host + path, "wss://" + u.Host + path, nil
	default:
		return "", "", fmt.Errorf("%w: URL scheme %q, want http, https, ws or wss", ErrConfig, u.Scheme)
	}
}
