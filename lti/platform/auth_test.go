package platform_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func claim(name string) string { return "https://purl.imsglobal.org/spec/lti/claim/" + name }

func fetchKeys(t *testing.T, p *platform.Platform) jwk.Set {
	t.Helper()
	res, err := http.Get(p.URL() + "/lti/jwks")
	if err != nil {
		t.Fatal(err)
	}
	set, err := jwk.ParseString(readAll(t, res))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func launch(t *testing.T, b *platform.Browser, user platform.UserID, link platform.LinkID) {
	t.Helper()
	res, err := b.Launch(t.Context(), user, link)
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, res)
	if res.StatusCode != http.StatusNoContent {
		t.Fatalf("launch endpoint answered %d", res.StatusCode)
	}
}

func TestLaunchCarriesMoodlesClaims(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	launch(t, platform.NewBrowser(p), "learner1", "1")
	form := tl.lastLaunch()
	if _, err := jws.Verify([]byte(form.Get("id_token")), jws.WithKeySet(fetchKeys(t, p))); err != nil {
		t.Fatalf("verify: %v", err)
	}
	c := tl.claims()
	if got := c["exp"].(float64) - c["iat"].(float64); got != 60 {
		t.Errorf("exp - iat = %v, want 60", got)
	}
	want := map[string]any{
		"iss": p.URL(), "aud": "client-1", "sub": "5", "nonce": "nonce-1", "name": "Ana García",
		claim("deployment_id"): "1", claim("version"): "1.3.0", claim("message_type"): "LtiResourceLinkRequest",
		claim("target_link_uri"): tl.server.URL + "/launch", claim("roles"): []any{platform.RoleLearner},
		"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": map[string]any{
			"scope": []any{
				platform.ScopeLineItem, platform.ScopeLineItemReadonly, platform.ScopeResultReadonly, platform.ScopeScore,
			},
			"lineitems": p.URL() + "/lti/courses/2/lineitems?type_id=1",
			"lineitem":  p.URL() + "/lti/courses/2/lineitems/1/lineitem?type_id=1",
		},
		"https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": map[string]any{
			"context_memberships_url": p.URL() + "/lti/nrps/2", "service_versions": []any{"2.0"},
		},
	}
	for name, v := range want {
		if diff := cmp.Diff(v, c[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if form.Get("state") != "state-1" {
		t.Errorf("state = %q", form.Get("state"))
	}
	presentation := c[claim("launch_presentation")].(map[string]any)
	if _, ok := presentation["locale"]; ok {
		t.Error("locale without configuration")
	}
}

func TestLaunchOfUngradedLinkHasNoLineItem(t *testing.T) {
	t.Parallel()
	p, tl := world(t, func(c *platform.Config) { c.Locale = "de" })
	launch(t, platform.NewBrowser(p), "teacher", "2")
	ags := tl.claims()["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"].(map[string]any)
	if _, ok := ags["lineitem"]; ok {
		t.Error("an ungraded link has a line item")
	}
	if got := tl.claims()[claim("launch_presentation")].(map[string]any)["locale"]; got != "de" {
		t.Errorf("locale = %v", got)
	}
}

func TestAuthErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		auth url.Values
		code string
	}{
		{"scope with profile", url.Values{"scope": {"openid profile"}}, "invalid_scope"},
		{"response type", url.Values{"response_type": {"code"}}, "unsupported_response_type"},
		{"response mode", url.Values{"response_mode": {""}}, "invalid_request"},
		{"prompt", url.Values{"prompt": {"login"}}, "invalid_request"},
		{"nonce missing", url.Values{"nonce": {""}}, "invalid_request"},
		{"login hint missing", url.Values{"login_hint": {""}}, "invalid_request"},
		{"login hint of somebody else", url.Values{"login_hint": {"6"}}, "access_denied"},
		{"message hint missing", url.Values{"lti_message_hint": {""}}, "invalid_request"},
		{"message hint made up", url.Values{"lti_message_hint": {`{"cmid":"1","launchid":"launch_x"}`}}, "invalid_request"},
		{"client of another", url.Values{"client_id": {"zzz"}}, "unauthorized_client"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, tl := world(t, nil)
			tl.auth = tt.auth
			launch(t, platform.NewBrowser(p), "learner1", "1")
			got := tl.lastLaunch()
			if got.Get("error") != tt.code || got.Get("id_token") != "" || got.Get("state") != "state-1" {
				t.Errorf("form = %v, want error %s with state and no token", got, tt.code)
			}
		})
	}
}

func TestAuthTellsNobodyAtAForeignRedirectURI(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	for _, uri := range []string{tl.server.URL + "/other", tl.server.URL + "/launch?x=1", ""} {
		form, err := p.Initiation("learner1", "1")
		if err != nil {
			t.Fatal(err)
		}
		q := url.Values{"scope": {"openid"}, "redirect_uri": {uri}, "lti_message_hint": form["lti_message_hint"]}
		res, err := http.Get(p.URL() + "/lti/auth?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if text := readAll(t, res); res.StatusCode != http.StatusNotFound || strings.Contains(text, "<form") {
			t.Errorf("redirect_uri %q: status %d with a form", uri, res.StatusCode)
		}
	}
}

func TestLaunchIDWorksOnce(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	b := platform.NewBrowser(p)
	form, err := p.Initiation("learner1", "1")
	if err != nil {
		t.Fatal(err)
	}
	authURL, err := b.Login(t.Context(), platform.Form{Action: tl.server.URL + "/login", Fields: form})
	if err != nil {
		t.Fatal(err)
	}
	first, err := b.Authorize(t.Context(), authURL)
	if err != nil || first.Fields.Get("id_token") == "" {
		t.Fatalf("first: %v %v", first, err)
	}
	second, err := b.Authorize(t.Context(), authURL)
	if err != nil || second.Fields.Get("error") != "invalid_request" {
		t.Fatalf("second: %v %v", second, err)
	}
}

func TestLaunchBelongsToTheLoginThatBeganIt(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	begin := func(b *platform.Browser) *url.URL {
		t.Helper()
		if err := b.SignIn(t.Context(), "learner1"); err != nil {
			t.Fatal(err)
		}
		begun, err := b.Authorize(t.Context(), mustParse(t, p.URL()+"/course/link/1/launch?target=iframe"))
		if err != nil {
			t.Fatal(err)
		}
		if begun.Action != tl.server.URL+"/login" {
			t.Fatalf("initiation goes to %s", begun.Action)
		}
		authURL, err := b.Login(t.Context(), begun)
		if err != nil {
			t.Fatal(err)
		}
		return authURL
	}
	victim, other := platform.NewBrowser(p), platform.NewBrowser(p)
	authURL := begin(victim)
	if err := other.SignIn(t.Context(), "learner2"); err != nil {
		t.Fatal(err)
	}
	if form, err := other.Authorize(t.Context(), authURL); err != nil || form.Fields.Get("error") != "access_denied" {
		t.Errorf("another login: %v %v", form, err)
	}
	authURL = begin(victim)
	nobody := platform.NewBrowser(p)
	again, err := nobody.Authorize(t.Context(), authURL)
	if err != nil || again.Action != p.URL()+"/lti/auth" {
		t.Fatalf("without the cookie the request is sent again from the platform: %v %v", again, err)
	}
	res, err := nobody.Submit(t.Context(), again)
	if err != nil {
		t.Fatal(err)
	}
	if text := readAll(t, res); !strings.Contains(text, "login_required") {
		t.Errorf("nobody signed in: %s", text)
	}
}

func TestMutatedLaunches(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	res, err := p.Launch(t.Context(), platform.LaunchOptions{User: "learner1", Link: "1", Mutate: func(h, c map[string]any) {
		h["kid"] = "made-up"
		delete(c, "nonce")
		c["aud"] = []string{"a", "b"}
	}})
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, res)
	if got := decode(t, tl.lastLaunch().Get("id_token"), 0)["kid"]; got != "made-up" {
		t.Errorf("kid = %v", got)
	}
	if _, ok := tl.claims()["nonce"]; ok {
		t.Error("nonce is still there")
	}
	for _, alg := range []string{"none", "HS256"} {
		token, err := p.IDToken(platform.LaunchOptions{
			User: "5", Link: "1", Sign: platform.SignOptions{Alg: alg, Key: []byte("public")},
		}, "n")
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, token, 0)["alg"]; got != alg {
			t.Errorf("alg = %v, want %s", got, alg)
		}
	}
}

func TestRotateKeyKeepsOrDropsTheOldOne(t *testing.T) {
	t.Parallel()
	p, _ := world(t, nil)
	for i, keep := range []bool{true, false} {
		kid, err := p.RotateKey(keep)
		if err != nil {
			t.Fatal(err)
		}
		set := fetchKeys(t, p)
		if _, ok := set.LookupKeyID(kid); !ok || set.Len() != 2-i {
			t.Errorf("keep %v: %d keys, new one there: %v", keep, set.Len(), ok)
		}
	}
}

func TestClockOffsetMovesTheToken(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	p.SetClockOffset(2 * time.Minute)
	launch(t, platform.NewBrowser(p), "teacher", "1")
	ahead := tl.claims()["iat"].(float64) - float64(time.Now().Unix())
	if ahead < 100 || ahead > 140 {
		t.Errorf("iat is %v s ahead", ahead)
	}
}

func TestSecondRegistrationAndDeployment(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	second := tl.config()
	second.ClientID, second.DeploymentIDs = "client-2", []platform.DeploymentID{"7"}
	second.HideNames = true
	if err := p.AddTool(second); err != nil {
		t.Fatal(err)
	}
	link, err := p.AddLink(platform.Link{ClientID: "client-2", Title: "Seminar"})
	if err != nil {
		t.Fatal(err)
	}
	launch(t, platform.NewBrowser(p), "learner1", link.ID)
	c := tl.claims()
	if c["aud"] != "client-2" || c[claim("deployment_id")] != "7" || c["name"] != nil {
		t.Errorf("aud %v, deployment %v, name %v", c["aud"], c[claim("deployment_id")], c["name"])
	}
	if _, err := p.AddLink(platform.Link{ClientID: "client-2", DeploymentID: "1"}); err == nil {
		t.Error("a deployment of another registration was taken")
	}
}

func TestRolesChange(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	if err := p.SetRoles("teacher"); err != nil {
		t.Fatal(err)
	}
	res, err := p.Launch(t.Context(), platform.LaunchOptions{User: "teacher", Link: "1"})
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, res)
	raw, err := json.Marshal(tl.claims()[claim("roles")])
	if err != nil || string(raw) != "[]" {
		t.Errorf("roles = %s, want an empty list", raw)
	}
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
