package forward

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/xapi"
)

// reachTimeout is the deadline of harmless questions.
const reachTimeout = 10 * time.Second

// errSealed says that a secret can't be opened.
var errSealed = errors.New("a secret of the destination can't be opened")

// client speaks to a destination in the version given.
func (s *Service) client(ctx context.Context, d Destination, version string) (*xapi.Client, error) {
	cfg := xapi.ClientConfig{Endpoint: d.Endpoint, Version: version, MaxBatch: d.BatchMost, Now: s.Clock, Jitter: s.Rand}
	secret := d.secret
	if d.Origin == OriginEnvironment {
		cfg.HTTP = unhurried(s.HTTP)
	} else {
		plain, err := s.Sealer.Open(secretPlace(d.ID), d.secret)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errSealed, err)
		}
		secret, cfg.HTTP = string(plain), s.guarded(ctx)
	}
	return s.dial(d, cfg, secret)
}

func (s *Service) dial(d Destination, cfg xapi.ClientConfig, secret string) (*xapi.Client, error) {
	if d.Auth == AuthBearer {
		cfg.Token = secret
	} else {
		cfg.Username, cfg.Password = d.Username, secret
	}
	cfg.Observe = func(e xapi.Exchange) { s.observe(d.ID, e) }
	if s.Tune != nil {
		s.Tune(&cfg)
	}
	return xapi.NewClient(cfg)
}

// unhurried is an HTTP client without a time limit of its own: the requests have theirs.
func unhurried(c *http.Client) *http.Client {
	if c == nil {
		return &http.Client{}
	}
	own := *c
	own.Timeout = 0
	return &own
}

// guarded is the HTTP client to destinations that a person added.
func (s *Service) guarded(ctx context.Context) *http.Client {
	private := lti.OnPrivateNetwork(ctx, s.PublicURL)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.transports == nil {
		s.transports = map[bool]*http.Transport{}
	}
	if s.transports[private] == nil {
		s.transports[private] = &http.Transport{DialContext: lti.GuardedDialer(private).DialContext, TLSHandshakeTimeout: 10 * time.Second,
			ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10}
	}
	return &http.Client{Transport: s.transports[private]}
}

// versioned returns a client in the version that the destination is to be spoken to in; with auto it asks for the best.
func (s *Service) versioned(ctx context.Context, d Destination, spoken string) (c *xapi.Client, version string, err error) {
	version = string(d.Version)
	if d.Version == VersionAuto {
		version = spoken
	}
	if version != "" {
		c, err = s.client(ctx, d, version)
		return c, version, err
	}
	if c, err = s.client(ctx, d, xapi.Version); err != nil {
		return nil, "", err
	}
	have, err := c.About(ctx)
	version = xapi.HighestVersion(have)
	var trouble *xapi.DestinationError
	switch {
	case errors.As(err, &trouble) && trouble.Status == 0:
		return nil, "", err
	case version == "": // it doesn't say; the first question that counts will
		return c, "", nil
	}
	c, err = s.client(ctx, d, version)
	return c, version, err
}

// Found is what a test of a connection came to.
type Found struct {
	OK        bool
	Trouble   Trouble // where it isn't
	Version   string  // that would be spoken
	Versions  []string
	WriteOnly bool          // the credentials may not read: fine, but not everything can be looked up
	Skew      time.Duration // how far the store's clock is ahead of Lectern's
}

// Test asks the destination of an input harmless questions: nothing is written there. With an id, a secret that the input
// leaves out is the destination's own, as long as its address is.
func (s *Service) Test(ctx context.Context, id DestinationID, in Input) (Found, error) {
	if err := in.check(id == ""); err != nil {
		return Found{}, err
	}
	d := Destination{ID: id, Origin: OriginAdded}
	if id == Environment {
		return Found{}, errFixed
	}
	if id != "" {
		kept, _, err := s.destination(ctx, id)
		if err != nil {
			return Found{}, found(err)
		}
		if in.Secret == "" && !sameHost(in.Endpoint, kept.Endpoint) {
			return Found{}, errSecretAnew
		}
		d = kept
	}
	d, err := s.apply(d, in)
	if err != nil {
		return Found{}, err
	}
	return s.examine(ctx, d)
}

// TestKept is Test for a destination as it is.
func (s *Service) TestKept(ctx context.Context, id DestinationID) (Found, error) {
	d, _, err := s.destination(ctx, id)
	if err != nil {
		return Found{}, found(err)
	}
	return s.examine(ctx, d)
}

func (s *Service) examine(ctx context.Context, d Destination) (Found, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*reachTimeout)
	defer cancel()
	c, version, err := s.versioned(ctx, d, "")
	if err != nil {
		return s.failed(err)
	}
	if version == "" {
		version = xapi.Version
	}
	h, err := c.Examine(ctx)
	if err != nil {
		out, err := s.failed(err)
		out.Versions = h.Versions
		return out, err
	}
	return Found{OK: true, Version: version, Versions: h.Versions, WriteOnly: h.WriteOnly, Skew: h.Skew}, nil
}

// failed is a test that ended in trouble with the destination; other errors are ours.
func (s *Service) failed(err error) (Found, error) {
	t, ok := troubleOf(err)
	if !ok {
		return Found{}, fmt.Errorf("test a destination: %w", err)
	}
	return Found{Trouble: t}, nil
}
