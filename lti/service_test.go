package lti_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/lti"
)

var toolKeys = sync.OnceValue(func() *lti.SigningKeys {
	k, err := lti.GenerateSigningKeys()
	if err != nil {
		panic(err)
	}
	return k
})

// lms is the services' side of a platform over real HTTP: a token endpoint that verifies assertions by its own clock,
// and whatever a test hangs below /.
type lms struct {
	*httptest.Server
	t     *testing.T
	clock *clock // the platform's
	mux   *http.ServeMux

	mu       sync.Mutex
	issued   int
	attempts int
	revoked  map[string]bool
	asserts  []map[string]any
	scopes   []string
	refuse   http.HandlerFunc // takes the token endpoint's place
}

func newLMS(t *testing.T) (*lms, *lti.Services, lti.Registration, *clock) {
	t.Helper()
	ours := &clock{at: start()}
	l := &lms{t: t, clock: &clock{at: start()}, mux: http.NewServeMux(), revoked: map[string]bool{}}
	l.mux.HandleFunc("POST /token", l.token)
	l.Server = httptest.NewServer(l.mux)
	t.Cleanup(l.Close)
	s, err := lti.NewServices(lti.ServicesConfig{Keys: toolKeys(), Clock: ours.Now, MaxPages: 20})
	if err != nil {
		t.Fatal(err)
	}
	return l, s, lti.Registration{ID: "r", Issuer: l.URL, ClientID: clientID, TokenURL: l.URL + "/token"}, ours
}

func (l *lms) token(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.attempts++
	w.Header().Set("Date", l.clock.Now().Format(http.TimeFormat))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if l.refuse != nil {
		l.refuse(w, r)
		return
	}
	claims, why := l.assertion(r)
	if why != "" {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":%q}`, why)
		return
	}
	l.asserts, l.scopes = append(l.asserts, claims), append(l.scopes, r.PostFormValue("scope"))
	l.issued++
	fmt.Fprintf(w, `{"access_token":"t%d","token_type":"Bearer","expires_in":3600}`, l.issued)
}

// assertion verifies what the tool sent, with the tool's published key.
func (l *lms) assertion(r *http.Request) (map[string]any, string) {
	published, err := toolKeys().PublicSet()
	if err != nil {
		l.t.Error(err)
	}
	set, err := jwk.Parse(published)
	if err != nil {
		l.t.Error(err)
	}
	payload, err := jws.Verify([]byte(r.PostFormValue("client_assertion")), jws.WithKeySet(set, jws.WithRequireKid(true)))
	if err != nil {
		return nil, "invalid_client"
	}
	var c map[string]any
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil, "invalid_request"
	}
	now := float64(l.clock.Now().Unix())
	switch {
	case r.PostFormValue("grant_type") != "client_credentials",
		r.PostFormValue("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
		return nil, "unsupported_grant_type"
	case c["iat"].(float64) > now:
		return nil, "Cannot handle token with iat prior to now"
	case c["exp"].(float64) <= now:
		return nil, "Expired token"
	}
	return c, ""
}

// handle hangs a service below a pattern; it is reached only with a token that is good.
func (l *lms) handle(pattern string, h http.HandlerFunc) {
	l.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		l.mu.Lock()
		bad := !ok || l.revoked[token]
		l.mu.Unlock()
		if bad {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		h(w, r)
	})
}

func (l *lms) tokens() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.issued
}

// serviceError checks that err is a ServiceError of a code.
func serviceError(t *testing.T, err error, code string, temporary bool) *lti.ServiceError {
	t.Helper()
	var e *lti.ServiceError
	if !errors.As(err, &e) {
		t.Fatalf("not a *lti.ServiceError: %v", err)
	}
	if e.Code != code || e.Temporary() != temporary {
		t.Fatalf("%v: code %s, temporary %v; want %s, %v", err, e.Code, e.Temporary(), code, temporary)
	}
	return e
}

func score() lti.Score {
	return lti.Score{UserID: "5", ScoreGiven: 8, ScoreMaximum: 10, Comment: "present 48 of 60 min", Timestamp: start().Add(-time.Second)}
}

// scoring gives a platform and a function that puts a score into it.
func scoring(t *testing.T) (*lms, func() error, *clock) {
	t.Helper()
	l, s, reg, ours := newLMS(t)
	l.handle("POST /2/lineitems/4/lineitem/scores", func(http.ResponseWriter, *http.Request) {})
	return l, func() error { return s.PutScore(t.Context(), reg, l.URL+"/2/lineitems/4/lineitem?type_id=1", score()) }, ours
}

func TestToken(t *testing.T) {
	t.Parallel()
	t.Run("LTI-TOK-01 assertion", testTokenAssertion)
	t.Run("LTI-TOK-02 kept until a minute before its end", testTokenKeptUntilAMinuteBeforeItsEnd)
	t.Run("LTI-TOK-02 one for many at once", testTokenOneForManyAtOnce)
	t.Run("LTI-TOK-03 a revoked token is replaced once", testTokenARevokedTokenIsReplacedOnce)
	for name, off := range map[string]time.Duration{"LTI-TOK-04 the platform two minutes behind": -2 * time.Minute, "LTI-TOK-04 the platform an hour ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, put, ours := scoring(t)
			l.clock.Add(off)
			if err := put(); err != nil {
				t.Fatal(err)
			}
			if n := l.attempts; n != 2 {
				t.Errorf("%d requests for the first token", n)
			}
			ours.Add(2 * time.Hour)
			l.clock.Add(2 * time.Hour)
			if err := put(); err != nil {
				t.Fatal(err)
			}
			if n := l.attempts; n != 3 {
				t.Errorf("%d requests: the difference was not remembered", n)
			}
		})
	}
}

func testTokenAssertion(t *testing.T) {
	t.Parallel()
	l, put, _ := scoring(t)
	if err := put(); err != nil {
		t.Fatal(err)
	}
	c := l.asserts[0]
	if c["jti"] == "" {
		t.Error("no jti")
	}
	delete(c, "jti")
	want := map[string]any{"iss": clientID, "sub": clientID, "aud": l.URL + "/token",
		"iat": float64(start().Unix() - 30), "exp": float64(start().Unix() + 300)}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	if l.scopes[0] != lti.ScopeScore {
		t.Errorf("scope %q", l.scopes[0])
	}
}

func testTokenKeptUntilAMinuteBeforeItsEnd(t *testing.T) {
	t.Parallel()
	l, put, ours := scoring(t)
	for range 5 {
		if err := put(); err != nil {
			t.Fatal(err)
		}
		ours.Add(14 * time.Minute)
		l.clock.Add(14 * time.Minute)
	}
	if n := l.tokens(); n != 1 {
		t.Errorf("%d tokens in 56 minutes", n)
	}
	ours.Add(4 * time.Minute)
	l.clock.Add(4 * time.Minute)
	if err := put(); err != nil || l.tokens() != 2 {
		t.Errorf("%d tokens after the end, %v", l.tokens(), err)
	}
}

func testTokenOneForManyAtOnce(t *testing.T) {
	t.Parallel()
	l, put, _ := scoring(t)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := put(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := l.tokens(); n != 1 {
		t.Errorf("%d tokens", n)
	}
}

func testTokenARevokedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	l, put, _ := scoring(t)
	if err := put(); err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	l.revoked["t1"] = true
	l.mu.Unlock()
	if err := put(); err != nil || l.tokens() != 2 {
		t.Fatalf("%d tokens, %v", l.tokens(), err)
	}
	l.mu.Lock()
	l.revoked["t2"], l.revoked["t3"] = true, true
	l.mu.Unlock()
	serviceError(t, put(), lti.ServiceUnauthorized, false)
	if l.tokens() != 3 {
		t.Errorf("%d tokens", l.tokens())
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	cases := []struct {
		name      string
		h         http.HandlerFunc
		code      string
		temporary bool
		hint      bool
	}{
		{"LTI-TOK-05 a word", answer(400, `{"error":"invalid_client"}`), lti.ServiceTokenRefused, false, false},
		{"LTI-TOK-05 invalid JSON", answer(400, "{\n \"error\" : \"\"kid\" invalid\"\n}"), lti.ServiceTokenRefused, false, false},
		{"LTI-TOK-05 a page with 404", answer(404, "<!DOCTYPE html><title>Error"), lti.ServiceTokenRefused, false, true},
		{"LTI-TOK-05 500", answer(500, ""), lti.ServiceServerError, true, false},
		{"LTI-TOK-05 a page with 200", answer(200, "<html>Maintenance"), lti.ServiceHTML, true, false},
		{"LTI-TOK-05 no token", answer(200, `{"token_type":"Bearer"}`), lti.ServiceMalformed, true, false},
		{"LTI-TOK-05 a token with a line break", answer(200, `{"access_token":"a\nb"}`), lti.ServiceMalformed, true, false},
		{"LTI-TOK-05 another type of token", answer(200, `{"access_token":"a","token_type":"mac"}`), lti.ServiceMalformed, true, false},
		{"LTI-SVC-04 a redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, lti.ServiceRedirected, false, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, s, reg, _ := newLMS(t)
			l.refuse = c.h
			e := serviceError(t, s.PutScore(t.Context(), reg, l.URL+"/li", score()), c.code, c.temporary)
			if e.Op != "token" || (e.Hint != "") != c.hint {
				t.Errorf("op %q, hint %q", e.Op, e.Hint)
			}
		})
	}
}

func TestServiceRefusals(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	cases := []struct {
		name      string
		h         http.HandlerFunc
		code      string
		temporary bool
		after     time.Duration
	}{
		{"LTI-SVC-01 400", answer(400, "[]"), lti.ServiceRefused, false, 0},
		{"LTI-SVC-01 403", answer(403, ""), lti.ServiceForbidden, false, 0},
		{"LTI-SVC-01 404", answer(404, "<p>"), lti.ServiceNotFound, false, 0},
		{"LTI-SVC-01 408", answer(408, ""), lti.ServiceRefused, true, 0},
		{"LTI-SVC-01 409", answer(409, "[]"), lti.ServiceConflict, false, 0},
		{"LTI-SVC-01 500", answer(500, "[]"), lti.ServiceServerError, true, 0},
		{"LTI-SVC-02 429 with seconds", answer(429, "", "Retry-After", "17"), lti.ServiceRateLimited, true, 17 * time.Second},
		{"LTI-SVC-02 503 with a date", answer(503, "", "Retry-After", start().Add(time.Minute).Format(http.TimeFormat)), lti.ServiceServerError, true, time.Minute},
		{"LTI-SVC-02 429 with a year", answer(429, "", "Retry-After", "31536000"), lti.ServiceRateLimited, true, 24 * time.Hour},
		{"LTI-SVC-02 429 with the past", answer(429, "", "Retry-After", "-5"), lti.ServiceRateLimited, true, 0},
		{"LTI-SVC-03 a page with 200 is no success", answer(200, "\n <!DOCTYPE html>"), lti.ServiceHTML, true, 0},
		{"LTI-SVC-04 a redirect isn't followed", answer(302, "", "Location", "/x"), lti.ServiceRedirected, false, 0},
		{"LTI-SVC-05 too large", answer(200, strings.Repeat(" ", 9<<20)), lti.ServiceTooLarge, false, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, s, reg, _ := newLMS(t)
			l.handle("POST /li/scores", c.h)
			e := serviceError(t, s.PutScore(t.Context(), reg, l.URL+"/li", score()), c.code, c.temporary)
			if e.RetryAfter != c.after || len(e.Body) > 500 {
				t.Errorf("retry after %v, body of %d", e.RetryAfter, len(e.Body))
			}
		})
	}
	t.Run("LTI-SVC-01 nobody there", func(t *testing.T) {
		t.Parallel()
		l, s, reg, _ := newLMS(t)
		l.Close()
		serviceError(t, s.PutScore(t.Context(), reg, l.URL+"/li", score()), lti.ServiceNetwork, true)
	})
	t.Run("LTI-SVC-06 no token over http", func(t *testing.T) {
		t.Parallel()
		_, s, reg, _ := newLMS(t)
		reg.TokenURL = "https://lms.example/token"
		serviceError(t, s.PutScore(t.Context(), reg, "http://lms.example/li", score()), lti.ServiceInsecure, false)
		serviceError(t, s.PutScore(t.Context(), reg, "file:///li", score()), lti.ServiceInvalid, false)
	})
}

// verified gives the claims of what the tool signed.
func verified(t *testing.T, token string) map[string]any {
	t.Helper()
	published, err := toolKeys().PublicSet()
	if err != nil {
		t.Fatal(err)
	}
	set, err := jwk.Parse(published)
	if err != nil {
		t.Fatal(err)
	}
	key, _ := set.Key(0)
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.RS256, key))
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(payload, &c); err != nil {
		t.Fatal(err)
	}
	return c
}
