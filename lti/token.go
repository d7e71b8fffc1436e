package lti

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

const (
	assertionAge  = 30 * time.Second // iat lies that far in the past: some platforms refuse one a second ahead
	assertionLife = 5 * time.Minute
	skewNoticed   = 5 * time.Second // a difference of clocks worth another try
	maxTokens     = 20_000
)

// tokenKey tells access tokens apart.
type tokenKey struct{ registration, client, url, scope string }

// accessToken is a token in use.
type accessToken struct {
	value   string
	expires time.Time
	granted []string // the scopes that the platform says it grants; nil where it doesn't say
}

// tokenFlight is a token being fetched; value and err may be read when done is closed.
type tokenFlight struct {
	done  chan struct{}
	value string
	err   error
}

// tokenCache keeps tokens by registration and scope, and what was learnt of platforms' clocks.
type tokenCache struct {
	mu      sync.Mutex
	tokens  map[tokenKey]accessToken
	flights map[tokenKey]*tokenFlight
	skews   map[string]time.Duration // by token endpoint: the platform's clock minus ours
}

func newTokenCache() tokenCache {
	return tokenCache{tokens: make(map[tokenKey]accessToken), flights: make(map[tokenKey]*tokenFlight), skews: make(map[string]time.Duration)}
}

// drop forgets a token that was refused.
func (c *tokenCache) drop(value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, t := range c.tokens {
		if t.value == value {
			delete(c.tokens, k)
		}
	}
}

// token gives an access token for one scope, a kept one where there is (Security Framework §4.1). Callers that come
// while one is being fetched share it.
func (s *Services) token(ctx context.Context, reg Registration, scope string) (string, error) {
	key := tokenKey{reg.ID, reg.ClientID, reg.TokenURL, scope}
	c := &s.tokens
	c.mu.Lock()
	if t, ok := c.tokens[key]; ok && s.cfg.Clock().Before(t.expires) {
		c.mu.Unlock()
		return t.value, nil
	}
	if f := c.flights[key]; f != nil {
		c.mu.Unlock()
		select {
		case <-f.done:
			return f.value, f.err
		case <-ctx.Done():
			return "", transportError(ctx, "token", ctx.Err())
		}
	}
	f := &tokenFlight{done: make(chan struct{})}
	c.flights[key] = f
	c.mu.Unlock()

	t, err := s.fetchToken(context.WithoutCancel(ctx), reg, scope)
	s.observe(reg, "token", err)
	f.value, f.err = t.value, err
	c.mu.Lock()
	delete(c.flights, key)
	if err == nil {
		c.keep(key, t, s.cfg.Clock())
	}
	c.mu.Unlock()
	close(f.done)
	return f.value, f.err
}

// keep stores a token and, when there are very many, forgets those that have expired, or all. The caller holds mu.
func (c *tokenCache) keep(key tokenKey, t accessToken, now time.Time) {
	if len(c.tokens) >= maxTokens {
		for k, o := range c.tokens {
			if now.After(o.expires) {
				delete(c.tokens, k)
			}
		}
		if len(c.tokens) >= maxTokens {
			clear(c.tokens)
		}
	}
	c.tokens[key] = t
}

// fetchToken asks for a token. Where the assertion is refused and the platform's clock differs from ours, it is made
// once more by the platform's clock, and the difference remembered.
func (s *Services) fetchToken(ctx context.Context, reg Registration, scope string) (accessToken, error) {
	c := &s.tokens
	c.mu.Lock()
	skew := c.skews[reg.TokenURL]
	c.mu.Unlock()
	t, r, err := s.requestToken(ctx, reg, scope, skew)
	if err == nil || (r.status != http.StatusBadRequest && r.status != http.StatusUnauthorized) {
		return t, err
	}
	date, parseErr := http.ParseTime(r.header.Get("Date"))
	if parseErr != nil {
		return t, err
	}
	learnt := date.Sub(r.at).Round(time.Second)
	if d := learnt - skew; d < skewNoticed && d > -skewNoticed {
		return t, err
	}
	t, _, again := s.requestToken(ctx, reg, scope, learnt)
	if again != nil {
		return t, err
	}
	c.mu.Lock()
	c.skews[reg.TokenURL] = learnt
	c.mu.Unlock()
	return t, nil
}

// requestToken is one request with grant client_credentials and a signed assertion (RFC 7523 §2.2).
func (s *Services) requestToken(ctx context.Context, reg Registration, scope string, skew time.Duration) (accessToken, response, error) {
	now := s.cfg.Clock()
	assertion, err := s.assertion(reg, now.Add(skew))
	if err != nil {
		return accessToken{}, response{}, &ServiceError{Op: "token", Code: ServiceInvalid, Err: err}
	}
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {string(assertion)},
		"scope":                 {scope},
	}
	if _, err := webURL(reg.TokenURL); err != nil {
		return accessToken{}, response{}, &ServiceError{Op: "token", Code: ServiceInvalid, Err: fmt.Errorf("token endpoint: %w", err)}
	}
	r, err := s.send(ctx, call{op: "token", method: http.MethodPost, url: reg.TokenURL, accept: "application/json",
		contentType: "application/x-www-form-urlencoded", body: []byte(form.Encode())}, "")
	if err != nil {
		return accessToken{}, r, err
	}
	if e := statusError("token", r, now); e != nil {
		return accessToken{}, r, tokenRefusal(e)
	}
	t, err := readToken(r.body, now)
	if err != nil {
		return accessToken{}, r, &ServiceError{Op: "token", Code: ServiceMalformed, Status: r.status, Err: err}
	}
	return t, r, nil
}

// tokenRefusal makes a plain refusal of the token endpoint one code, with a hint where the cause is known.
func tokenRefusal(e *ServiceError) *ServiceError {
	switch e.Code {
	case ServiceUnauthorized, ServiceForbidden, ServiceNotFound, ServiceRefused, ServiceConflict:
		if e.Temporary() {
			return e
		}
		if looksLikeHTML([]byte(e.Body)) {
			e.Hint = "The platform could not fetch this tool's key set, or the token address is wrong. Moodle refuses private addresses and" +
				" ports other than 80 and 443 unless its settings curlsecurityblockedhosts and curlsecurityallowedport allow them."
		} else if reason := oauthReason(e.Body); reason != "" {
			e.Err = errors.New(reason)
		}
		e.Code = ServiceTokenRefused
	}
	return e
}

// oauthReason gives the error of a token endpoint's answer (RFC 6749 §5.2), short and printable.
func oauthReason(body string) string {
	var doc struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal([]byte(body), &doc) != nil {
		return ""
	}
	reason := doc.Error
	if doc.Description != "" {
		reason += ": " + doc.Description
	}
	reason = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, reason)
	if len(reason) > 200 {
		reason = strings.ToValidUTF8(reason[:200], "")
	}
	return reason
}

// assertion makes the signed client assertion (Security Framework §4.1.1) by a clock.
func (s *Services) assertion(reg Registration, now time.Time) ([]byte, error) {
	aud := reg.TokenAudience
	if aud == "" {
		aud = reg.TokenURL
	}
	payload, err := json.Marshal(map[string]any{
		"iss": reg.ClientID, "sub": reg.ClientID, "aud": aud, "jti": uuid.NewString(),
		"iat": now.Add(-assertionAge).Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	if err != nil {
		return nil, fmt.Errorf("assertion: %w", err)
	}
	return s.cfg.Keys.Sign(payload)
}

// readToken reads the answer, whatever its content type says. A token is used until a minute before its end; one whose
// life isn't told, for four minutes.
func readToken(body []byte, now time.Time) (accessToken, error) {
	var doc struct {
		Token   string          `json:"access_token"`
		Type    string          `json:"token_type"`
		Expires json.RawMessage `json:"expires_in"`
		Scope   json.RawMessage `json:"scope"`
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return accessToken{}, errors.New("not JSON")
	}
	if doc.Token == "" || strings.ContainsFunc(doc.Token, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return accessToken{}, errors.New("no usable access_token")
	}
	if doc.Type != "" && !strings.EqualFold(doc.Type, "bearer") {
		return accessToken{}, errors.New("the token_type is not Bearer")
	}
	life := 5 * time.Minute
	if f, err := strconv.ParseFloat(strings.Trim(string(doc.Expires), `"`), 64); err == nil && f > 0 && !math.IsInf(f, 0) {
		life = time.Duration(min(f, 86400) * float64(time.Second))
	}
	return accessToken{value: doc.Token, expires: now.Add(max(life-time.Minute, life/2)), granted: grantedScopes(doc.Scope)}, nil
}
