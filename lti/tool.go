package lti

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v2/jws"
)

// Registration is what tool and platform agreed upon: one client of one issuer (LTI 1.3 Core §3.1.2). All clients of
// one LMS may share an issuer, so a registration is known by the pair.
type Registration struct {
	ID            string   // the caller's own id, at most 255 bytes; it travels in the state
	Issuer        string   // iss of the platform
	ClientID      string   // client_id that the platform gave to this tool
	AuthURL       string   // OIDC authorization endpoint
	TokenURL      string   // OAuth 2.0 token endpoint
	JWKSURL       string   // key set of the platform
	TokenAudience string   // aud of client assertions where it differs from TokenURL
	Algorithms    []string // accepted for id_tokens; empty: RS256
	Deployments   []string // known deployment ids; empty: none is known and every launch is refused
}

// Registrations finds registrations; the application implements it. Both methods answer ErrUnknownRegistration where
// there is none; other errors are passed on unchanged.
type Registrations interface {
	// FindRegistration finds by issuer and client id. An empty clientID means the issuer's only one, and
	// ErrAmbiguousRegistration where it has several.
	FindRegistration(ctx context.Context, issuer, clientID string) (Registration, error)
	// RegistrationByID finds by Registration.ID.
	RegistrationByID(ctx context.Context, id string) (Registration, error)
}

// ToolConfig configures a Tool. Registrations, StateKey and LaunchURL are required.
type ToolConfig struct {
	Registrations  Registrations
	Keys           *KeyCache                  // platforms' key sets; nil: a cache with defaults
	StateKey       []byte                     // at least 32 secret bytes, the same in every process of the tool
	LaunchURL      string                     // the redirect_uri that is registered with every platform
	AllowedTargets func(target *url.URL) bool // nil: the origin of LaunchURL only
	Clock          func() time.Time           // nil: time.Now
	Rand           io.Reader                  // nil: crypto/rand
	Skew           time.Duration              // tolerated difference between clocks; 0: 150 s
	StateTTL       time.Duration              // time from login to launch; 0: 10 min
}

// Tool is the tool's side of the OIDC third-party login and of the launch. It keeps nothing between the two but a
// cache of key sets, writes nothing, and is safe for concurrent use.
type Tool struct {
	cfg       ToolConfig
	verifiers map[string]jws.Verifier
}

// NewTool checks the configuration and reports all that is wrong with it.
func NewTool(cfg ToolConfig) (*Tool, error) {
	var faults []error
	if cfg.Registrations == nil {
		faults = append(faults, errors.New("lti: ToolConfig.Registrations is nil"))
	}
	if len(cfg.StateKey) < 32 {
		faults = append(faults, fmt.Errorf("lti: ToolConfig.StateKey has %d bytes, at least 32 are needed", len(cfg.StateKey)))
	}
	launch, err := webURL(cfg.LaunchURL)
	if err != nil {
		faults = append(faults, fmt.Errorf("lti: ToolConfig.LaunchURL: %w", err))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	if cfg.Skew == 0 {
		cfg.Skew = 150 * time.Second
	}
	if cfg.StateTTL == 0 {
		cfg.StateTTL = 10 * time.Minute
	}
	if cfg.Keys == nil {
		cfg.Keys = NewKeyCache(KeyCacheConfig{Clock: cfg.Clock})
	}
	if cfg.AllowedTargets == nil {
		own := origin(launch)
		cfg.AllowedTargets = func(u *url.URL) bool { return origin(u) == own }
	}
	cfg.StateKey = slices.Clone(cfg.StateKey)
	verifiers, err := newVerifiers()
	if err != nil {
		return nil, err
	}
	return &Tool{cfg: cfg, verifiers: verifiers}, nil
}

// webURL parses an absolute http or https URL without credentials.
func webURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("not a URL")
	}
	if (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil {
		return nil, errors.New("not an absolute http(s) URL")
	}
	return u, nil
}

// origin gives scheme, host and port in one spelling (RFC 6454 §6.2).
func origin(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := u.Port()
	if port == "" || (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		return u.Scheme + "://" + host
	}
	return u.Scheme + "://" + host + ":" + port
}

// allowedTarget is the guard against open redirects (LTI-LOGIN-08).
func (t *Tool) allowedTarget(target string) error {
	u, err := webURL(target)
	if err != nil {
		return refuse("target_not_allowed", err)
	}
	if !t.cfg.AllowedTargets(u) {
		return refuse("target_not_allowed", nil)
	}
	return nil
}
