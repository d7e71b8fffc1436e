package lti_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

// replay is a platform that gives one recorded answer to whatever is asked of its services.
type replay struct {
	t    *testing.T
	e    exchange
	l    *lms
	s    *lti.Services
	reg  lti.Registration
	asks []*http.Request
	body []byte
}

func newReplay(t *testing.T, e exchange) *replay {
	t.Helper()
	l, s, reg, _ := newLMS(t)
	p := &replay{t: t, e: e, l: l, s: s, reg: reg}
	l.mux.HandleFunc("/mod/lti/services.php/", func(w http.ResponseWriter, r *http.Request) {
		p.asks = append(p.asks, r)
		p.body, _ = io.ReadAll(r.Body) // what came is held against what was recorded
		for name, value := range e.Response.Headers {
			switch name {
			case "content-type", "date":
				w.Header().Set(name, value)
			case "link":
				if len(p.asks) > 1 { // the recording is of one page: the next one has no next
					continue
				}
				w.Header()["Link"] = []string{strings.ReplaceAll(octets(value), moodleAt, l.URL)}
			}
		}
		w.WriteHeader(e.Response.Status)
		_, _ = io.WriteString(w, strings.ReplaceAll(e.body(), moodleAt, l.URL)) // a client that went away is of no concern
	})
	return p
}

// octets gives a header as it was on the wire: the recording has each octet as a character.
func octets(header string) string {
	b := make([]byte, 0, len(header))
	for _, c := range header {
		b = append(b, byte(c))
	}
	return string(b)
}

// address is a recorded address at the replay's server, without the given suffix of the path and parameters of the query.
func (p *replay) address(suffix string, without ...string) string {
	u, err := url.Parse(p.e.Request.URL)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	for _, name := range without {
		q.Del(name)
	}
	address := p.l.URL + strings.TrimSuffix(u.Path, suffix)
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address
}

// same holds the first request against the recorded one, which Moodle took.
func (p *replay) same() {
	p.t.Helper()
	if len(p.asks) == 0 {
		p.t.Fatal("nothing was asked")
	}
	r := p.asks[0]
	u, err := url.Parse(p.e.Request.URL)
	if err != nil {
		p.t.Fatal(err)
	}
	if r.Method != p.e.Request.Method || r.URL.Path != u.Path || r.URL.Query().Encode() != u.Query().Encode() {
		p.t.Errorf("asked %s %s, Moodle took %s %s", r.Method, r.URL.RequestURI(), p.e.Request.Method, u.RequestURI())
	}
	for _, name := range []string{"Accept", "Content-Type"} {
		kind, _, _ := strings.Cut(p.e.Request.Headers[strings.ToLower(name)], ";")
		if kind != "" && kind != "*/*" && r.Header.Get(name) != kind {
			p.t.Errorf("%s %q, Moodle took %q", name, r.Header.Get(name), kind)
		}
	}
}

// differs holds that we ask otherwise than what Moodle refused.
func (p *replay) differs(name string) {
	p.t.Helper()
	if got := p.asks[0].Header.Get(name); got == p.e.Request.Headers[strings.ToLower(name)] || got == "" {
		p.t.Errorf("%s %q is what Moodle refused", name, got)
	}
}

func failed(t *testing.T, err error, code string, status int) {
	t.Helper()
	var e *lti.ServiceError
	if !errors.As(err, &e) || e.Code != code || e.Status != status {
		t.Errorf("%v, want %s with HTTP %d", err, code, status)
	}
}

func recordedTokens() map[string]recordedCase {
	ask := func(check func(t *testing.T, e exchange, l *lms, err error)) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			l, s, reg, _ := newLMS(t)
			l.refuse = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.WriteHeader(e.Response.Status)
				_, _ = io.WriteString(w, e.body()) // a client that went away is of no concern
			}
			l.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
				if token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "); !strings.Contains(e.body(), token) {
					t.Errorf("token %q", token)
				}
				_, _ = io.WriteString(w, `{"members":[]}`)
			})
			_, _, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{})
			check(t, e, l, err)
		}
	}
	granted := ask(func(t *testing.T, _ exchange, _ *lms, err error) {
		if err != nil {
			t.Error(err)
		}
	})
	refused := func(why string) func(*testing.T, exchange) {
		return ask(func(t *testing.T, e exchange, _ *lms, err error) {
			failed(t, err, lti.ServiceTokenRefused, e.Response.Status)
			if why != "" && !strings.Contains(err.Error(), why) {
				t.Errorf("%v doesn't say %q", err, why)
			}
		})
	}
	return map[string]recordedCase{
		"token-ok":                   {"the answer is labelled text/html", granted},
		"token-scope-mixed":          {"unknown scopes are dropped without a word", granted},
		"token-toolsetting":          {"any scope of the registration", granted},
		"token-aud-array":            {"aud isn't checked", granted},
		"token-aud-wrong":            {"aud isn't checked, and ours is right", granted},
		"token-no-jti":               {"jti isn't asked for, and ours is there", granted},
		"token-scope-unknown":        {"no scope that is known", refused("invalid_scope")},
		"token-client-unknown":       {"an unknown client", refused("invalid_client")},
		"token-assertion-expired":    {"an assertion that has expired", refused("Expired token")},
		"token-assertion-iat-future": {"iat a second ahead is refused: ours is 30 s in the past", func(t *testing.T, e exchange) { refused("iat prior")(t, e); early(t) }},
		"token-kid-missing":          {"kid is required", refused("kid must be provided")},
		"token-kid-unknown":          {"the body of an error is broken JSON", refused("")},
		"token-curl-security-blocked": {"a blocked key set is a page with 404", ask(func(t *testing.T, _ exchange, _ *lms, err error) {
			failed(t, err, lti.ServiceTokenRefused, 404)
			var e *lti.ServiceError
			if errors.As(err, &e) && !strings.Contains(e.Hint, "curlsecurityblockedhosts") {
				t.Errorf("hint %q", e.Hint)
			}
		})},
	}
}

// early holds that our assertion was issued in the past.
func early(t *testing.T) {
	l, s, reg, clock := newLMS(t)
	l.handle("GET "+path, reply(t, membersType, 200, map[string]any{"members": []any{}}))
	if _, _, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{}); err != nil {
		t.Fatal(err)
	}
	if iat := l.asserts[0]["iat"].(float64); iat != float64(clock.Now().Unix()-30) {
		t.Errorf("LTI-TOK-01 iat %v", iat)
	}
}

func recordedDeepLinks() map[string]recordedCase {
	yes := true
	settings := lti.DeepLinkingSettings{AcceptTypes: lti.StringList{"ltiResourceLink", "link"}, AcceptMultiple: &yes}
	// sign makes the recorded answer with our library and holds its claims against those that Moodle took.
	sign := func(t *testing.T, e exchange, items ...lti.ContentItem) {
		t.Helper()
		reg := lti.Registration{Issuer: moodleAt, ClientID: "spikeclient0001"}
		jwt, err := lti.SignDeepLinkingResponse(toolKeys(), reg, "1", settings, lti.DeepLinkingResponse{Items: items}, start())
		if err != nil {
			t.Fatal(err)
		}
		c := verified(t, jwt)
		for _, name := range []string{"iss", "aud", ltiClaim + "deployment_id", ltiClaim + "message_type", ltiClaim + "version"} {
			if fmt.Sprint(c[name]) != fmt.Sprint(e.Claims[name]) {
				t.Errorf("LTI-DL-04 %s is %v, Moodle took %v", name, c[name], e.Claims[name])
			}
		}
		const content = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
		if got, want := len(c[content].([]any)), len(e.Claims[content].([]any)); got != want {
			t.Errorf("%d items, Moodle took %d", got, want)
		}
	}
	item := lti.ContentItem{Title: "Seminar room 7", URL: "http://127.0.0.1:9300/launch?room=7", Custom: map[string]string{"room": "room-7"},
		LineItem: &lti.ContentLineItem{Label: "Participation", ScoreMaximum: 10, ResourceID: "room-7", Tag: "attendance"}}
	made := func(has ...string) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			for _, want := range has {
				if e.Status != 200 || !strings.Contains(string(e.Form), want) {
					t.Errorf("Moodle made %s of it, without %s", e.Form, want)
				}
			}
		}
	}
	return map[string]recordedCase{
		"deeplink-response": {"lineItem sets maximum, resourceId and tag", func(t *testing.T, e exchange) { sign(t, e, item) }},
		"deeplink-moodle-activity-form-post": {"what Moodle kept of it", func(t *testing.T, e exchange) {
			for _, want := range []string{`"lineitemresourceid": "room-7"`, `"lineitemtag": "attendance"`, `"grade[modgrade_point]": "10"`} {
				if !strings.Contains(string(e.Raw), want) {
					t.Errorf("Moodle's form is without %s", want)
				}
			}
		}},
		"deeplink-variant-two-items":    {"several items at once", func(t *testing.T, e exchange) { sign(t, e, item, item); made("multiple")(t, e) }},
		"deeplink-variant-empty":        {"an answer without items", func(t *testing.T, e exchange) { sign(t, e) }},
		"deeplink-variant-errormsg":     {"an answer with an error is an answer", func(t *testing.T, e exchange) { sign(t, e) }},
		"deeplink-variant-no-url":       {"an item without address takes the tool's", made("No url")},
		"deeplink-variant-link-type":    {"a plain link is made an activity, so we send none", made("example.org/rec/1")},
		"deeplink-variant-deploy-wrong": {"neither aud nor deployment is checked: ours are right", made("Content selected")},
		"deeplink-variant-iss-platform": {"iss is the client id", func(t *testing.T, e exchange) {
			if e.Status != 404 {
				t.Errorf("status %d", e.Status)
			}
		}},
		"deeplink-variant-icon-window": {"a line break in custom makes a second parameter", func(t *testing.T, e exchange) {
			made(`x=y;z\nq`)(t, e)
			broken := item
			broken.Custom = map[string]string{"multi": "x=y;z\nq"}
			_, err := lti.SignDeepLinkingResponse(toolKeys(), lti.Registration{Issuer: moodleAt, ClientID: "c"}, "1", settings, lti.DeepLinkingResponse{Items: []lti.ContentItem{broken}}, start())
			if lti.Code(err) != "content_item_refused" {
				t.Errorf("LTI-DL-03 %v", err)
			}
		}},
	}
}

// recordedRegistrations replays the files themselves; the rules of registration have tests of their own.
func recordedRegistrations() map[string]recordedCase {
	register := func(check func(t *testing.T, e exchange, got lti.RegisteredTool, err error)) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			w := newRegistrationWorld(t)
			w.status, w.body = max(e.Response.Status, 200), e.body()
			got, err := w.register(t)
			check(t, e, got, err)
		}
	}
	refused := func(code string) func(*testing.T, exchange) {
		return register(func(t *testing.T, e exchange, _ lti.RegisteredTool, err error) {
			if lti.Code(err) != code || lti.Reason(err) != e.body() {
				t.Errorf("%v, reason %q", err, lti.Reason(err))
			}
		})
	}
	taken := register(func(t *testing.T, _ exchange, got lti.RegisteredTool, err error) {
		if err != nil || got.ClientID == "" || got.DeploymentID == "" {
			t.Errorf("%+v, %v", got, err)
		}
	})
	return map[string]recordedCase{
		"dynreg-1-openid-configuration": {"the configuration", func(t *testing.T, e exchange) {
			w := newRegistrationWorld(t)
			endpoint := w.config["registration_endpoint"]
			if err := json.Unmarshal([]byte(strings.ReplaceAll(string(e.Raw), moodleAt, w.url)), &w.config); err != nil {
				t.Fatal(err)
			}
			w.config["registration_endpoint"] = endpoint
			w.status, w.body = 200, `{"client_id":"c-1"}`
			if _, err := w.register(t); err != nil {
				t.Error(err)
			}
		}},
		"dynreg-2-registration":      {"the answer carries the deployment", taken},
		"dynreg-partial-scope":       {"the echo has more scopes than were asked for", taken},
		"dynreg-err-domain-mismatch": {"errors are bare words", refused("registration_refused")},
		"dynreg-err-no-domain":       {"domain is required", refused("registration_refused")},
		"dynreg-no-token":            {"a registration token is required", refused("registration_token_refused")},
		"dynreg-token-replayed":      {"a registration token works once", refused("registration_token_refused")},
	}
}

// recordedAt is the time of the platform's answer, by which a recorded score wasn't in the future.
func recordedAt(t *testing.T, e exchange) time.Time {
	t.Helper()
	at, err := http.ParseTime(e.Response.Headers["date"])
	if err != nil {
		t.Fatal(err)
	}
	return at
}
