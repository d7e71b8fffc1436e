package lti_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

func TestLoginRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	res := w.login(t)
	address, _, _ := strings.Cut(res.RedirectURL, "?")
	if address != issuer+"/auth" {
		t.Errorf("redirects to %s", address)
	}
	q := mustQuery(t, res.RedirectURL)
	want := url.Values{
		"site": {"1"}, "scope": {"openid"}, "response_type": {"id_token"}, "response_mode": {"form_post"}, "prompt": {"none"},
		"client_id": {clientID}, "redirect_uri": {toolURL}, "login_hint": {"5"}, "lti_message_hint": {`{"cmid":2}`},
		"state": {res.State}, "nonce": {res.Nonce},
	}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Errorf("authentication request (-want +got):\n%s", diff)
	}
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for name, v := range map[string]string{"state": res.State, "nonce": res.Nonce, "secret": res.BrowserSecret, "cookie": res.CookieName} {
		if v == "" || strings.Trim(v, plain) != "" {
			t.Errorf("%s %q is more than base64url", name, v)
		}
	}
	if len(res.State) > 400 {
		t.Errorf("state has %d characters", len(res.State))
	}
	if res.CookieName != w.tool.CookieName(res.State) {
		t.Error("the cookie's name can't be found again from the state")
	}
	other := w.login(t)
	if other.CookieName == res.CookieName || other.Nonce == res.Nonce || other.BrowserSecret == res.BrowserSecret {
		t.Error("two logins share something")
	}
}

func TestParseLogin(t *testing.T) {
	t.Parallel()
	good := url.Values{"iss": {issuer}, "login_hint": {"5"}, "target_link_uri": {target}, "lti_message_hint": {"h"},
		"client_id": {clientID}, "lti_deployment_id": {"1"}, "lti_storage_target": {"_parent"}, "utf8": {"x", "y"}}
	r, err := lti.ParseLogin(good)
	if err != nil {
		t.Fatal(err)
	}
	want := lti.LoginRequest{Issuer: issuer, LoginHint: "5", TargetLinkURI: target, MessageHint: "h", ClientID: clientID, DeploymentID: "1", StorageTarget: "_parent"}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
	cases := []struct {
		name, field string
		values      []string
		code        string
	}{
		{"LTI-LOGIN-01 iss twice", "iss", []string{issuer, issuer}, "parameter_duplicated"},
		{"LTI-LOGIN-02 long client", "client_id", []string{strings.Repeat("c", 256)}, "parameter_too_long"},
		{"LTI-LOGIN-02 long hint", "lti_message_hint", []string{strings.Repeat("c", 16385)}, "parameter_too_long"},
		{"LTI-LOGIN-02 a NUL", "login_hint", []string{"5\x00"}, "parameter_malformed"},
		{"LTI-LOGIN-02 not UTF-8", "login_hint", []string{"\xff"}, "parameter_malformed"},
		{"LTI-LOGIN-03 no issuer", "iss", nil, "issuer_missing"},
		{"LTI-LOGIN-04 no login hint", "login_hint", nil, "login_hint_missing"},
		{"LTI-LOGIN-05 no target", "target_link_uri", []string{""}, "target_missing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := url.Values{}
			for k, vs := range good {
				v[k] = vs
			}
			v[c.field] = c.values
			_, err := lti.ParseLogin(v)
			if lti.Code(err) != c.code {
				t.Fatalf("%v, want %s", err, c.code)
			}
			checkRefusal(t, c.name, err)
		})
	}
}

func TestLoginRefusals(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, code string
		spoil      func(*world, *lti.LoginRequest)
	}{
		{"LTI-LOGIN-06 unknown issuer", "registration_unknown", func(_ *world, r *lti.LoginRequest) { r.Issuer = "https://x.example" }},
		{"LTI-LOGIN-06 unknown client", "registration_unknown", func(_ *world, r *lti.LoginRequest) { r.ClientID = "x" }},
		{"LTI-LOGIN-07 no client and two registrations", "registration_ambiguous", func(_ *world, r *lti.LoginRequest) { r.ClientID = "" }},
		{"LTI-MSG-04 unknown deployment", "deployment_unknown", func(_ *world, r *lti.LoginRequest) { r.DeploymentID = "7" }},
		{"LTI-MSG-04 no deployment is known", "deployment_unknown", func(w *world, _ *lti.LoginRequest) { w.regs[0].Deployments = nil }},
		{"LTI-LOGIN-08 another origin", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "https://evil.example/class" }},
		{"LTI-LOGIN-08 another port", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "https://tool.example:8443/" }},
		{"LTI-LOGIN-08 another scheme", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "http://tool.example/" }},
		{"LTI-LOGIN-08 our name as user", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "https://tool.example@evil.example/" }},
		{"LTI-LOGIN-08 our name as prefix", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "https://tool.example.evil.example/" }},
		{"LTI-LOGIN-08 a backslash", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = `https://evil.example\@tool.example/` }},
		{"LTI-LOGIN-08 without scheme", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "//tool.example/" }},
		{"LTI-LOGIN-08 a script", "target_not_allowed", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "javascript:alert(1)" }},
		{"LTI-LOGIN-09 no authorization endpoint", "registration_malformed", func(w *world, _ *lti.LoginRequest) { w.regs[0].AuthURL = "" }},
		{"LTI-LOGIN-02 a frame's name without end", "parameter_too_long", func(_ *world, r *lti.LoginRequest) { r.StorageTarget = strings.Repeat("x", 70_000) }},
		{"LTI-LOGIN-05 no target", "target_missing", func(_ *world, r *lti.LoginRequest) { r.TargetLinkURI = "" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, r := newWorld(t), loginRequest()
			c.spoil(w, &r)
			w.build(t)
			res, err := w.tool.Login(t.Context(), r)
			if lti.Code(err) != c.code || res != (lti.LoginResponse{}) {
				t.Fatalf("%v, want %s", err, c.code)
			}
			checkRefusal(t, c.name, err)
		})
	}
}

func TestLoginAllowed(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*lti.LoginRequest){
		"LTI-LOGIN-08 the default port":            func(r *lti.LoginRequest) { r.TargetLinkURI = "https://TOOL.example:443/x?y=1" },
		"LTI-LOGIN-07 no client, one registration": func(r *lti.LoginRequest) { r.ClientID, r.Issuer = "", "https://alone.example" },
		"LTI-MSG-05 no deployment":                 func(r *lti.LoginRequest) { r.DeploymentID = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, r := newWorld(t), loginRequest()
			alone := w.regs[0]
			alone.ID, alone.Issuer = "alone", "https://alone.example"
			w.regs = append(w.regs, alone)
			w.build(t)
			spoil(&r)
			if _, err := w.tool.Login(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestStorageTarget(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, _, ok := w.tool.StorageTarget(w.login(t).State); ok {
		t.Error("storage although none was offered")
	}
	r := loginRequest()
	r.StorageTarget = "platform_frame"
	res, err := w.tool.Login(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	frame, platform, ok := w.tool.StorageTarget(res.State)
	if !ok || frame != "platform_frame" || platform != issuer || res.PlatformOrigin != issuer {
		t.Errorf("storage %q of %q, %v", frame, platform, ok)
	}
	if _, _, ok := w.tool.StorageTarget(flip(res.State, 9)); ok {
		t.Error("storage from a state that was changed")
	}
	w.clock.Add(11 * time.Minute)
	if _, _, ok := w.tool.StorageTarget(res.State); ok {
		t.Error("storage from a state that has expired")
	}
}

func TestParseLaunch(t *testing.T) {
	t.Parallel()
	r, err := lti.ParseLaunch(url.Values{"id_token": {"a"}, "state": {"b"}, "authenticity_token": {"c", "d"}})
	if err != nil || r.IDToken != "a" || r.State != "b" {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err = lti.ParseLaunch(url.Values{"error": {"login_required"}, "state": {"b"}}); err != nil || r.Error != "login_required" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err = lti.ParseLaunch(url.Values{"state": {"b"}}); lti.Code(err) != "token_missing" {
		t.Errorf("LTI-SEC-01: %v", err)
	}
	if _, err = lti.ParseLaunch(url.Values{"id_token": {"a", "b"}}); lti.Code(err) != "parameter_duplicated" {
		t.Errorf("LTI-LOGIN-01: %v", err)
	}
}

func TestNewToolFaults(t *testing.T) {
	t.Parallel()
	_, err := lti.NewTool(lti.ToolConfig{LaunchURL: "/lti/launch"})
	for _, want := range []string{"Registrations", "StateKey", "LaunchURL"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error doesn't name %s: %v", want, err)
		}
	}
}

func TestLaunchOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	launch, err := launchOnce(t, w, nil)
	if err != nil {
		t.Fatal(err)
	}
	other, err := launchOnce(t, w, nil)
	if err != nil {
		t.Fatal(err)
	}
	store := lti.NewOnceStore(w.clock.Now)
	if err := store.Use(launch.Once); err != nil {
		t.Fatal(err)
	}
	if err := store.Use(launch.Once); !errors.Is(err, lti.ErrReplayed) {
		t.Errorf("LTI-STATE-06: a second use gives %v", err)
	}
	if err := store.Use(other.Once); err != nil {
		t.Errorf("LTI-STATE-06: another launch gives %v", err)
	}
	if want := start().Add(10*time.Minute + 150*time.Second); !launch.Once.ExpiresAt.Equal(want) {
		t.Errorf("expires %v, want %v", launch.Once.ExpiresAt, want)
	}
	w.clock.Add(20 * time.Minute)
	if err := store.Use(launch.Once); !errors.Is(err, lti.ErrReplayed) {
		t.Errorf("LTI-STATE-06: a use after its time gives %v", err)
	}
}
