package lti

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Scopes of the services.
const (
	ScopeMembers          = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
	ScopeLineItem         = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
	ScopeLineItemReadOnly = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
	ScopeResultReadOnly   = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
	ScopeScore            = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
)

// Media types of the services. They are matched exactly by some platforms: no wildcard, no parameter.
const (
	typeMembers   = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
	typeLineItem  = "application/vnd.ims.lis.v2.lineitem+json"
	typeLineItems = "application/vnd.ims.lis.v2.lineitemcontainer+json"
	typeResults   = "application/vnd.ims.lis.v2.resultcontainer+json"
	typeScore     = "application/vnd.ims.lis.v1.score+json"
)

// ServicesConfig configures Services. Keys is required.
type ServicesConfig struct {
	HTTP     *http.Client     // nil: http.DefaultTransport; redirects are never followed
	Keys     Signer           // signs the tool's assertions
	Clock    func() time.Time // nil: time.Now
	Timeout  time.Duration    // of one request; 0: 15 s
	MaxBytes int64            // of one answer; 0: 8 MiB
	MaxPages int              // of one list; 0: 200
	// Observe is told, and mustn't block, of each token that was asked for (op "token", err nil where it came) and of each
	// call that failed. It may be nil.
	Observe func(reg Registration, op string, err error)
}

// Services calls platforms' services with access tokens that it gets and keeps. How many calls go to one platform
// at a time is for the caller to bound.
type Services struct {
	cfg    ServicesConfig
	http   http.Client
	tokens tokenCache
}

// NewServices checks the configuration.
func NewServices(cfg ServicesConfig) (*Services, error) {
	if cfg.Keys == nil {
		return nil, errors.New("lti: ServicesConfig.Keys is nil")
	}
	setDefault(&cfg.Timeout, 15*time.Second)
	setDefault(&cfg.MaxBytes, 8<<20)
	setDefault(&cfg.MaxPages, 200)
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	s := &Services{cfg: cfg, tokens: newTokenCache()}
	if cfg.HTTP != nil {
		s.http = *cfg.HTTP
	}
	s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, nil
}

// call is one request to a service.
type call struct {
	op          string
	method      string
	url         string
	scope       string
	otherScope  string // tried where the platform doesn't grant scope; optional
	accept      string
	contentType string
	body        []byte
}

// response is an answer, read whole.
type response struct {
	status int
	header http.Header
	body   []byte
	at     time.Time // half-way between request and answer
}

// do sends a call with a token of its scope, or of its other scope where the first is not granted.
func (s *Services) do(ctx context.Context, reg Registration, c call) (response, error) {
	if err := secure(reg, c); err != nil {
		return response{}, err
	}
	r, err := s.doEither(ctx, reg, c)
	var e *ServiceError
	if err != nil && !(errors.As(err, &e) && e.Op == "token") {
		s.observe(reg, c.op, err)
	}
	return r, err
}

// observe tells whoever wants to know.
func (s *Services) observe(reg Registration, op string, err error) {
	if s.cfg.Observe != nil {
		s.cfg.Observe(reg, op, err)
	}
}

// doEither sends a call with the one scope and, where that isn't granted, with the other.
func (s *Services) doEither(ctx context.Context, reg Registration, c call) (response, error) {
	r, err := s.doScoped(ctx, reg, c)
	var e *ServiceError
	if c.otherScope != "" && errors.As(err, &e) && (e.Code == ServiceTokenRefused || e.Code == ServiceForbidden || e.Code == ServiceUnauthorized) {
		c.scope = c.otherScope
		if other, err := s.doScoped(ctx, reg, c); err == nil {
			return other, nil
		}
	}
	return r, err
}

// doScoped sends a call. A token that is refused is dropped and the call tried once more with a new one.
func (s *Services) doScoped(ctx context.Context, reg Registration, c call) (response, error) {
	for try := 0; ; try++ {
		token, err := s.token(ctx, reg, c.scope)
		if err != nil {
			return response{}, err
		}
		r, err := s.send(ctx, c, token)
		if err != nil {
			return response{}, err
		}
		if r.status == http.StatusUnauthorized {
			s.tokens.drop(token)
			if try == 0 {
				continue
			}
		}
		if e := statusError(c.op, r, s.cfg.Clock()); e != nil {
			return response{}, e
		}
		return r, nil
	}
}

// secure keeps tokens off plain http, unless the whole platform is on it as in development (LTI-SVC-06).
func secure(reg Registration, c call) error {
	u, err := webURL(c.url)
	if err != nil {
		return &ServiceError{Op: c.op, Code: ServiceInvalid, Err: fmt.Errorf("address of the service: %w", err)}
	}
	if u.Scheme == "http" && strings.HasPrefix(reg.TokenURL, "https:") {
		return &ServiceError{Op: c.op, Code: ServiceInsecure, Err: errors.New("the service is on http, the token endpoint on https")}
	}
	return nil
}

// send does one request and reads the answer within the bounds of time and size.
func (s *Services) send(ctx context.Context, c call, token string) (response, error) {
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(c.body))
	if err != nil {
		return response{}, &ServiceError{Op: c.op, Code: ServiceInvalid, Err: errors.New("not an address")}
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if c.accept != "" {
		req.Header.Set("Accept", c.accept)
	}
	if c.contentType != "" {
		req.Header.Set("Content-Type", c.contentType)
	}
	before := s.cfg.Clock()
	res, err := s.http.Do(req)
	if err != nil {
		return response{}, transportError(parent, c.op, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, s.cfg.MaxBytes+1))
	if err != nil {
		return response{}, transportError(parent, c.op, err)
	}
	if int64(len(body)) > s.cfg.MaxBytes {
		return response{}, &ServiceError{Op: c.op, Code: ServiceTooLarge, Status: res.StatusCode, Err: fmt.Errorf("more than %d bytes", s.cfg.MaxBytes)}
	}
	return response{status: res.StatusCode, header: res.Header, body: body, at: before.Add(s.cfg.Clock().Sub(before) / 2)}, nil
}

// pages gets a list page by page and gives each answer to read. The next page has to be on the same origin, since
// the token goes along; a list that never ends is cut off.
func (s *Services) pages(ctx context.Context, reg Registration, c call, read func(body []byte) error) error {
	seen := make(map[string]bool)
	for range s.cfg.MaxPages {
		seen[c.url] = true
		r, err := s.do(ctx, reg, c)
		if err != nil {
			return err
		}
		if err := read(r.body); err != nil {
			return &ServiceError{Op: c.op, Code: ServiceMalformed, Status: r.status, Body: excerpt(r.body), Err: err}
		}
		next := nextLink(r.header.Values("Link"))
		if next == "" {
			return nil
		}
		if c.url, err = sameOrigin(c.url, next); err != nil {
			return &ServiceError{Op: c.op, Code: ServiceForeignLink, Err: err}
		}
		if seen[c.url] {
			return &ServiceError{Op: c.op, Code: ServiceMalformed, Err: errors.New("the pages lead in a circle")}
		}
	}
	return &ServiceError{Op: c.op, Code: ServiceTooLarge, Err: fmt.Errorf("more than %d pages", s.cfg.MaxPages)}
}

// sameOrigin resolves a link against the page that has it. A platform behind a proxy may write http where it is
// reached by https: then https is kept.
func sameOrigin(base, link string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", errors.New("not an address")
	}
	u, err := b.Parse(link)
	if err != nil {
		return "", errors.New("the next page has no address")
	}
	if b.Scheme == "https" && u.Scheme == "http" && u.Port() == "" {
		u.Scheme = "https"
	}
	if u.User != nil || origin(u) != origin(b) {
		return "", errors.New("the next page is on another origin")
	}
	u.Fragment = ""
	return u.String(), nil
}

// withQuery adds parameters to an address and keeps those that it has.
func withQuery(address string, pairs ...string) (string, error) {
	u, err := webURL(address)
	if err != nil {
		return "", err
	}
	more := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			more.Set(pairs[i], pairs[i+1])
		}
	}
	if u.RawQuery != "" && len(more) > 0 {
		u.RawQuery += "&"
	}
	u.RawQuery += more.Encode()
	return u.String(), nil
}

// withPath appends to the path of an address and keeps its query (Assignment and Grade Services 2.0 §3.3, §3.4).
func withPath(address, suffix string) (string, error) {
	u, err := webURL(address)
	if err != nil {
		return "", err
	}
	u.Path = strings.TrimSuffix(u.Path, "/") + suffix
	if u.RawPath != "" {
		u.RawPath = strings.TrimSuffix(u.RawPath, "/") + suffix
	}
	return u.String(), nil
}
