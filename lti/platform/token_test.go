package platform_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	_, tl := world(t, nil)
	now := time.Now().Unix()
	set := func(name string, v any) func(map[string]any) {
		return func(c map[string]any) { c[name] = v }
	}
	good := tl.sign(tl.assertion(nil), "tool-1")
	tests := []struct {
		name, assertion, scope, want string
	}{
		{"kid missing", tl.sign(tl.assertion(nil), ""), platform.ScopeScore, "kid must be provided"},
		{"kid unknown", tl.sign(tl.assertion(nil), "other"), platform.ScopeScore, "unable to lookup"},
		{"issuer unknown", tl.sign(tl.assertion(set("iss", "nope")), "tool-1"), platform.ScopeScore, "invalid_client"},
		{"subject differs", tl.sign(tl.assertion(set("sub", "nope")), "tool-1"), platform.ScopeScore, "invalid_client"},
		{"audience wrong", tl.sign(tl.assertion(set("aud", "https://elsewhere.example")), "tool-1"), platform.ScopeScore, "aud"},
		{"expired", tl.sign(tl.assertion(set("exp", now-5)), "tool-1"), platform.ScopeScore, "expired"},
		{"exp missing", tl.sign(tl.assertion(set("exp", nil)), "tool-1"), platform.ScopeScore, "exp and iat"},
		{"iat in the future", tl.sign(tl.assertion(set("iat", now+3)), "tool-1"), platform.ScopeScore, "future"},
		{"jti missing", tl.sign(tl.assertion(set("jti", "")), "tool-1"), platform.ScopeScore, "jti"},
		{"signature broken", good[:len(good)-6] + "AAAAAA", platform.ScopeScore, "verify"},
		{"unsigned", compact(`{"alg":"none","kid":"tool-1"}`, `{"iss":"client-1"}`, ""), platform.ScopeScore, "algorithm"},
		{"HMAC", compact(`{"alg":"HS256","kid":"tool-1"}`, `{"iss":"client-1"}`, "x"), platform.ScopeScore, "algorithm"},
		{"garbage", "garbage", platform.ScopeScore, "not a signed"},
		{"scope unknown", tl.sign(tl.assertion(nil), "tool-1"), "https://example.org/scope", "invalid_scope"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, text := tl.ask(tt.assertion, tt.scope)
			if status != http.StatusBadRequest || !strings.Contains(text, tt.want) {
				t.Errorf("status %d: %s, want 400 with %q", status, text, tt.want)
			}
		})
	}
}

func compact(header, claims, signature string) string {
	b64 := base64.RawURLEncoding.EncodeToString
	return b64([]byte(header)) + "." + b64([]byte(claims)) + "." + b64([]byte(signature))
}

func TestTokenIsSingleUseAndFiltersScopes(t *testing.T) {
	t.Parallel()
	_, tl := world(t, nil)
	assertion := tl.sign(tl.assertion(func(c map[string]any) {
		c["aud"] = []string{"x", tl.p.URL() + "/lti/token"}
	}), "tool-1")
	status, text := tl.ask(assertion, platform.ScopeScore+" https://example.org/scope")
	var out struct {
		Type    string `json:"token_type"`
		Scope   string `json:"scope"`
		Expires int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil || status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text)
	}
	if out.Scope != platform.ScopeScore || out.Expires != 3600 || out.Type != "Bearer" {
		t.Errorf("answer = %+v", out)
	}
	if status, text := tl.ask(assertion, platform.ScopeScore); status != http.StatusBadRequest {
		t.Errorf("replay: status %d: %s", status, text)
	}
}

func TestTokenNotices(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	tl.token()
	tl.token()
	tl.mu.Lock()
	hits := tl.jwksHits
	tl.kid = "tool-2"
	tl.mu.Unlock()
	if hits != 1 {
		t.Errorf("key set fetched %d times for two tokens, want 1", hits)
	}
	if status, text := tl.ask(tl.sign(tl.assertion(nil), "tool-2"), platform.ScopeScore); status != http.StatusOK {
		t.Errorf("rotated key: status %d: %s", status, text)
	}
	p.SetClockOffset(-2 * time.Minute)
	if status, _ := tl.ask(tl.sign(tl.assertion(nil), "tool-2"), platform.ScopeScore); status != http.StatusBadRequest {
		t.Errorf("iat ahead of the platform's own clock: status %d", status)
	}
}
