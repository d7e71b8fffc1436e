package lti_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"

	"github.com/lectern-classroom/lectern/lti"
)

// attempt is one launch under way, with all that a case may spoil.
type attempt struct {
	t      *testing.T
	w      *world
	login  lti.LoginResponse
	claims map[string]any
	header map[string]any
	alg    jwa.SignatureAlgorithm
	key    any
	raw    []byte              // payload instead of claims
	edit   func(string) string // of the token
	req    lti.LaunchRequest
}

// launchCase is a row of the matrix: its name begins with the rule, code is "" for a launch that succeeds.
type launchCase struct {
	name  string
	code  string
	setup func(*world) // before the login
	spoil func(*attempt)
	check func(*testing.T, *lti.Launch)
}

func runLaunches(t *testing.T, cases []launchCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if c.setup != nil {
				c.setup(w)
				w.build(t)
			}
			launch, err := launchOnce(t, w, c.spoil)
			if got := lti.Code(err); got != c.code || (err == nil) != (c.code == "") {
				t.Fatalf("code %q (%v), want %q", got, err, c.code)
			}
			if c.code == "" {
				if c.check != nil {
					c.check(t, launch)
				}
				return
			}
			if launch != nil {
				t.Fatal("a refused launch must not be given")
			}
			checkRefusal(t, c.name, err)
		})
	}
}

// checkRefusal holds a refusal against its rule: the name of the case, the status, and no word of the token in it.
func checkRefusal(t *testing.T, name string, err error) {
	t.Helper()
	var e *lti.Error
	if !errors.As(err, &e) {
		t.Fatalf("not an *lti.Error: %v", err)
	}
	if !strings.HasPrefix(name, e.Rule+" ") {
		t.Errorf("refused by rule %s", e.Rule)
	}
	if s := e.HTTPStatus(); s < 400 || s > 499 {
		t.Errorf("HTTP status %d", s)
	}
	for _, secret := range []string{"Sam", "sam@school", "eyJ"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error tells %q", secret)
		}
	}
}

// launchOnce logs in, lets spoil change what comes back, and launches.
func launchOnce(t *testing.T, w *world, spoil func(*attempt)) (*lti.Launch, error) {
	t.Helper()
	login := w.login(t)
	a := &attempt{
		t: t, w: w, login: login, claims: w.goodClaims(login.Nonce),
		header: map[string]any{"alg": "RS256", "kid": "k1", "typ": "JWT"}, alg: jwa.RS256, key: rsaOne(),
		req: lti.LaunchRequest{State: login.State, BrowserSecrets: []string{login.BrowserSecret}},
	}
	if spoil != nil {
		spoil(a)
	}
	if a.raw == nil {
		a.raw = mustJSON(t, a.claims)
	}
	token := sign(t, a.alg, a.header, a.raw, a.key)
	if a.edit != nil {
		token = a.edit(token)
	}
	a.req.IDToken = token
	return w.tool.Launch(t.Context(), a.req)
}

func set(claim string, value any) func(*attempt) {
	return func(a *attempt) { a.claims[claim] = value }
}

func without(claim string) func(*attempt) {
	return func(a *attempt) { delete(a.claims, claim) }
}

func edit(f func(string) string) func(*attempt) {
	return func(a *attempt) { a.edit = f }
}

func header(name string, value any) func(*attempt) {
	return func(a *attempt) { a.header[name] = value }
}

// at moves iat and exp.
func at(iat, exp time.Duration) func(*attempt) {
	return func(a *attempt) {
		now := a.w.clock.Now()
		a.claims["iat"], a.claims["exp"] = now.Add(iat).Unix(), now.Add(exp).Unix()
	}
}

func TestLaunchState(t *testing.T) {
	t.Parallel()
	runLaunches(t, []launchCase{
		{name: "LTI-STATE-01 no state", code: "state_missing", spoil: func(a *attempt) { a.req.State = "" }},
		{name: "LTI-STATE-02 garbage", code: "state_invalid", spoil: func(a *attempt) { a.req.State = "abc<def>" }},
		{name: "LTI-STATE-02 one bit changed", code: "state_invalid", spoil: func(a *attempt) { a.req.State = flip(a.req.State, 20) }},
		{name: "LTI-STATE-02 seal changed", code: "state_invalid", spoil: func(a *attempt) { a.req.State = flip(a.req.State, len(a.req.State)-3) }},
		{name: "LTI-STATE-02 another spelling of the same bytes", code: "state_invalid", spoil: func(a *attempt) { a.req.State += "\n" }},
		{name: "LTI-STATE-02 sealed with another key", code: "state_invalid", spoil: func(a *attempt) {
			a.w.cfg.StateKey = []byte(strings.Repeat("x", 32))
			a.w.build(a.t)
		}},
		{name: "LTI-STATE-02 oversized", code: "state_invalid", spoil: func(a *attempt) { a.req.State = strings.Repeat("A", 1<<20) }},
		{name: "LTI-STATE-03 ten minutes and a second later", code: "state_expired", spoil: func(a *attempt) {
			a.w.clock.Add(10*time.Minute + time.Second)
			at(0, time.Minute)(a)
		}},
		{name: "LTI-STATE-03 just in time", spoil: func(a *attempt) {
			a.w.clock.Add(10*time.Minute - time.Second)
			at(0, time.Minute)(a)
		}},
		{name: "LTI-STATE-04 another browser", code: "browser_mismatch", spoil: func(a *attempt) { a.req.BrowserSecrets = []string{"somebody-else"} }},
		{name: "LTI-STATE-04 secret of another login of this browser", code: "browser_mismatch", spoil: func(a *attempt) {
			a.req.BrowserSecrets = []string{a.w.login(a.t).BrowserSecret}
		}},
		{name: "LTI-STATE-04 the right secret among others", spoil: func(a *attempt) { a.req.BrowserSecrets = []string{"x", "", a.login.BrowserSecret} }},
		{name: "LTI-STATE-05 no secret", code: "browser_unproven", spoil: func(a *attempt) { a.req.BrowserSecrets = nil }},
		{name: "LTI-STATE-05 an empty cookie", code: "browser_unproven", spoil: func(a *attempt) { a.req.BrowserSecrets = []string{""} }},
		{name: "LTI-STATE-07 the platform refuses", code: "platform_error", spoil: func(a *attempt) { a.req.Error = "login_required" }},
		{name: "LTI-STATE-07 the platform refuses unreadably", code: "platform_error", spoil: func(a *attempt) { a.req.Error = "<Sam>" }},
		{name: "LTI-LOGIN-06 registration removed meanwhile", code: "registration_unknown", spoil: func(a *attempt) {
			a.w.regs = registry{}
			a.w.build(a.t)
		}},
	})
}

func TestLaunchToken(t *testing.T) {
	t.Parallel()
	none := func(tok string) string {
		p := strings.Split(tok, ".")
		return b64([]byte(`{"alg":"none"}`)) + "." + p[1] + "."
	}
	runLaunches(t, []launchCase{
		{name: "LTI-SEC-01 no token", code: "token_missing", spoil: edit(func(string) string { return "" })},
		{name: "LTI-SEC-02 65 KiB", code: "token_too_large", spoil: edit(func(s string) string { return s + strings.Repeat("A", 65<<10) })},
		{name: "LTI-SEC-03 one part", code: "token_malformed", spoil: edit(func(string) string { return "garbage" })},
		{name: "LTI-SEC-03 two parts", code: "token_malformed", spoil: edit(func(s string) string { return s[:strings.LastIndex(s, ".")] })},
		{name: "LTI-SEC-03 four parts", code: "token_malformed", spoil: edit(func(s string) string { return s + ".x" })},
		{name: "LTI-SEC-03 dots only", code: "token_malformed", spoil: edit(func(string) string { return ".." })},
		{name: "LTI-SEC-03 not base64url", code: "token_malformed", spoil: edit(func(s string) string { return "%" + s })},
		{name: "LTI-SEC-03 padded", code: "token_malformed", spoil: edit(func(s string) string { return s + "=" })},
		{name: "LTI-SEC-03 header an array", code: "token_malformed", spoil: edit(func(s string) string { return b64([]byte("[]")) + s[strings.Index(s, "."):] })},
		{name: "LTI-SEC-03 payload an array", code: "token_malformed", spoil: func(a *attempt) { a.raw = []byte(`[{"iss":"x"}]`) }},
		{name: "LTI-SEC-03 payload no JSON", code: "token_malformed", spoil: func(a *attempt) { a.raw = []byte(`{"iss":`) }},
		{name: "LTI-SEC-03 payload empty", code: "token_malformed", spoil: func(a *attempt) { a.raw = []byte{} }},
		{name: "LTI-SEC-03 more than one value", code: "token_malformed", spoil: func(a *attempt) { a.raw = []byte(`{} {}`) }},
		{name: "LTI-SEC-03 not UTF-8", code: "token_malformed", spoil: func(a *attempt) { a.raw = []byte("{\"iss\":\"\xff\"}") }},
		{name: "LTI-SEC-03 nested deeply", code: "token_malformed", spoil: set("x", nested(100))},
		{name: "LTI-SEC-03 nested very deeply", code: "token_malformed", spoil: func(a *attempt) {
			a.raw = []byte(`{"x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`)
		}},
		{name: "LTI-SEC-03 a NUL", code: "token_malformed", spoil: set("name", "Sam\x00Student")},
		{name: "LTI-SEC-03 a NUL deep inside", code: "token_malformed", spoil: set(ltiClaim+"custom", map[string]any{"a": []string{"\x00"}})},
		{name: "LTI-SEC-03 the text of an escaped NUL", spoil: set("name", `Sam \u0000`)},
		{name: "LTI-SEC-04 alg none", code: "alg_not_allowed", spoil: edit(none)},
		{name: "LTI-SEC-04 alg none, signed", code: "alg_not_allowed", spoil: header("alg", "none")},
		{name: "LTI-SEC-04 alg None", code: "alg_not_allowed", spoil: header("alg", "None")},
		{name: "LTI-SEC-04 no alg", code: "alg_not_allowed", spoil: header("alg", nil)},
		{name: "LTI-SEC-04 HMAC with the public key as secret", code: "alg_not_allowed", spoil: func(a *attempt) {
			a.alg, a.key = jwa.HS256, mustJSON(a.t, public(rsaOne().Public(), "k1"))
			a.header["alg"] = "HS256"
		}},
		{name: "LTI-SEC-04 HMAC although the registration lists it", code: "alg_not_allowed",
			setup: func(w *world) { w.regs[0].Algorithms = []string{"HS256", "none", "RS256"} },
			spoil: func(a *attempt) {
				a.alg, a.key = jwa.HS256, []byte("secret")
				a.header["alg"] = "HS256"
			}},
		{name: "LTI-SEC-04 RS512 where only RS256 is agreed", code: "alg_not_allowed", spoil: func(a *attempt) { a.alg, a.header["alg"] = jwa.RS512, "RS512" }},
		{name: "LTI-SEC-08 alg a number", code: "claim_malformed", spoil: header("alg", 5)},
		{name: "LTI-SEC-05 crit", code: "header_not_allowed", spoil: header("crit", []string{"exp"})},
		{name: "LTI-SEC-05 unencoded payload", code: "header_not_allowed", spoil: header("b64", false)},
		{name: "LTI-SEC-06 an own key in the header doesn't count", code: "signature_invalid", spoil: func(a *attempt) {
			a.key, a.header["jwk"], a.header["jku"] = rsaTwo(), public(rsaTwo().Public(), "k1"), "https://evil.example/jwks"
		}},
		{name: "LTI-SEC-06 signature of another key", code: "signature_invalid", spoil: func(a *attempt) { a.key = rsaTwo() }},
		{name: "LTI-SEC-06 signature missing", code: "signature_invalid", spoil: edit(func(s string) string { return s[:strings.LastIndex(s, ".")+1] })},
		{name: "LTI-SEC-06 signature changed", code: "signature_invalid", spoil: edit(func(s string) string { return flip(s, len(s)-10) })},
		{name: "LTI-SEC-06 payload changed", code: "signature_invalid", spoil: edit(func(s string) string {
			p := strings.Split(s, ".")
			return p[0] + "." + b64([]byte(`{"iss":"https://lms.example","sub":"1"}`)) + "." + p[2]
		})},
		{name: "LTI-SEC-07 a claim twice", code: "claim_duplicated", spoil: func(a *attempt) {
			b := mustJSON(a.t, a.claims)
			a.raw = append([]byte(`{"sub":"1",`), b[1:]...)
		}},
		{name: "LTI-SEC-07 a claim twice, once escaped", code: "claim_duplicated", spoil: func(a *attempt) {
			b := mustJSON(a.t, a.claims)
			a.raw = append([]byte(`{"\u0073ub":"1",`), b[1:]...)
		}},
		{name: "LTI-SEC-07 the same name in another case is another claim", spoil: set("SUB", "1"), check: func(t *testing.T, l *lti.Launch) {
			if l.Subject != "5" {
				t.Errorf("subject %q", l.Subject)
			}
		}},
	})
}

func flip(s string, i int) string {
	c := byte('A')
	if s[i] == 'A' {
		c = 'B'
	}
	return s[:i] + string(c) + s[i+1:]
}

func nested(n int) any {
	var v any = "x"
	for range n {
		v = []any{v}
	}
	return v
}
