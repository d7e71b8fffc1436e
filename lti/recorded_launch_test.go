package lti_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti"
)

// relaunch makes the recorded launch anew: the login with its parameters, and the token signed with the test's own key.
func relaunch(t *testing.T, e exchange) (*lti.Launch, url.Values) {
	t.Helper()
	w := newWorld(t)
	p := e.Login.Params
	reg := lti.Registration{ID: "moodle", Issuer: p["iss"], ClientID: p["client_id"], AuthURL: moodleAt + "/mod/lti/auth.php",
		TokenURL: moodleAt + "/mod/lti/token.php", JWKSURL: w.keys.URL, Deployments: []string{p["lti_deployment_id"]}}
	sibling := reg // all registrations of a site share the issuer
	sibling.ID, sibling.ClientID, sibling.Deployments = "sibling", "sibling", []string{"99"}
	w.regs = registry{sibling, reg}
	w.cfg.LaunchURL = "http://127.0.0.1:9300/launch"
	w.build(t)
	form := url.Values{}
	for k, v := range p {
		form.Set(k, v)
	}
	request, err := lti.ParseLogin(form)
	if err != nil {
		t.Fatal(err)
	}
	login, err := w.tool.Login(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	claims := e.IDToken.Payload
	if lifetime := claims["exp"].(float64) - claims["iat"].(float64); lifetime != 60 {
		t.Errorf("the token lives %v s", lifetime)
	}
	now := w.clock.Now().Unix()
	claims["nonce"], claims["iat"], claims["exp"] = login.Nonce, now, now+60
	l, err := w.tool.Launch(t.Context(), lti.LaunchRequest{State: login.State, BrowserSecrets: []string{login.BrowserSecret}, IDToken: w.token(t, claims)})
	if err != nil {
		t.Fatal(err)
	}
	return l, mustQuery(t, login.RedirectURL)
}

func launched(check func(t *testing.T, l *lti.Launch)) func(*testing.T, exchange) {
	return func(t *testing.T, e exchange) {
		l, auth := relaunch(t, e)
		if auth.Get("lti_message_hint") != e.Login.Params["lti_message_hint"] || !json.Valid([]byte(auth.Get("lti_message_hint"))) {
			t.Errorf("the hint goes back as %q", auth.Get("lti_message_hint"))
		}
		if l.Subject != e.IDToken.Payload["sub"] || l.Context.ID != "2" || l.Registration.ID != "moodle" {
			t.Errorf("subject %q, context %+v, registration %q", l.Subject, l.Context, l.Registration.ID)
		}
		check(t, l)
	}
}

func is(p lti.Principal) func(*testing.T, *lti.Launch) {
	return func(t *testing.T, l *lti.Launch) { principal(p)(t, l) }
}

func recordedLaunches() map[string]recordedCase {
	return map[string]recordedCase{
		"launch-teacher1": {"custom repeats keys in lower case and leaves unknown variables", launched(func(t *testing.T, l *lti.Launch) {
			is(lti.PrincipalInstructor)(t, l)
			if l.Custom["mixedcase"] != "Value" || l.Custom["MixedCase"] != "Value" || l.Custom["unknown_var"] != "$No.such.variable" {
				t.Errorf("custom %v", l.Custom)
			}
			if l.AGS == nil || !strings.Contains(l.AGS.LineItem, "?type_id=") || l.Groups != nil || l.NRPS == nil {
				t.Errorf("ags %+v, groups %+v", l.AGS, l.Groups)
			}
		})},
		"launch-student1": {"sub is a number in text", launched(is(lti.PrincipalLearner))},
		"launch-student5": {"names in launches are without HTML entities", launched(func(t *testing.T, l *lti.Launch) {
			is(lti.PrincipalLearner)(t, l)
			if l.Name != `Conor O'Brien & "Sons"` {
				t.Errorf("name %q", l.Name)
			}
		})},
		"launch-ta1":   {"a teacher without editing rights launches as a whole Instructor", launched(is(lti.PrincipalInstructor))},
		"launch-admin": {"an administrator carries roles of three levels", launched(is(lti.PrincipalInstructor))},
		"launch-teacher1-switched-to-student": {"a switched role is a Learner of the same sub", launched(func(t *testing.T, l *lti.Launch) {
			is(lti.PrincipalLearner)(t, l)
			if l.Subject != "3" {
				t.Errorf("subject %q", l.Subject)
			}
		})},
		"launch-student2-privacy-off": {"privacy leaves out names and e-mail", launched(func(t *testing.T, l *lti.Launch) {
			if l.Name+l.GivenName+l.FamilyName+l.Email != "" {
				t.Errorf("name %q, e-mail %q", l.Name, l.Email)
			}
		})},
		"launch-student2-deeplinked": {"a deep link's own target and custom", launched(func(t *testing.T, l *lti.Launch) {
			if l.TargetLinkURI != "http://127.0.0.1:9300/launch?room=7" || l.Custom["room"] != "room-7" {
				t.Errorf("target %q, custom %v", l.TargetLinkURI, l.Custom)
			}
		})},
		"launch-student3-dynreg": {"a second registration of the same issuer", launched(func(t *testing.T, l *lti.Launch) {
			if l.Registration.ClientID != "RgMA5eWNhxFk9Le" || l.DeploymentID != "2" {
				t.Errorf("registration %+v", l.Registration)
			}
		})},
		"launch-teacher1-ungraded": {"an ungraded activity", launched(func(t *testing.T, l *lti.Launch) {
			if l.ResourceLink.ID != "2" || l.AGS == nil || l.AGS.LineItems == "" {
				t.Errorf("link %+v, ags %+v", l.ResourceLink, l.AGS)
			}
		})},
		"launch-teacher1-two-lineitems": {"a second line item of the link makes the claim vanish", launched(func(t *testing.T, l *lti.Launch) {
			if l.AGS == nil || l.AGS.LineItem != "" || l.AGS.LineItems == "" {
				t.Errorf("ags %+v", l.AGS)
			}
		})},
		"launch-teacher1-submission-review": {"submission review says whose work", launched(func(t *testing.T, l *lti.Launch) {
			if l.MessageType != lti.MessageSubmissionReview || l.ForUser == nil || l.ForUser.UserID != "5" {
				t.Errorf("%s for %+v", l.MessageType, l.ForUser)
			}
		})},
		"deeplink-request": {"accept_multiple and no data", launched(func(t *testing.T, l *lti.Launch) {
			d := l.DeepLinking
			if d == nil || d.AcceptMultiple == nil || !*d.AcceptMultiple || d.Data != "" || !d.Accepts("ltiResourceLink") {
				t.Errorf("settings %+v", d)
			}
		})},
		"platform-jwks": {"the key set", func(t *testing.T, e exchange) {
			served := newKeyServer(t)
			served.body.Store(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(e.Raw) }))
			keys, err := lti.NewKeyCache(lti.KeyCacheConfig{}).Keys(t.Context(), served.URL, "c849e257add6e7148f45", "RS256")
			if err != nil || len(keys) != 1 {
				t.Errorf("%d keys, %v", len(keys), err)
			}
		}},
		"browser-iframe-student1": {"the frame allows no screen and lets one partitioned cookie back", framed},
		"browser-iframe-teacher1": {"the frame allows no screen and lets one partitioned cookie back", framed},
	}
}

// framed holds what the browser did to what the launch relies on.
func framed(t *testing.T, e exchange) {
	var b struct {
		Allow   string          `json:"allow"`
		Caps    map[string]bool `json:"caps"`
		Cookies string          `json:"tool_cookies_at_launch"`
	}
	if err := json.Unmarshal(e.Raw, &b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.Allow, "microphone") || strings.Contains(b.Allow, "display-capture") || !b.Caps["mic"] || b.Caps["display"] {
		t.Errorf("allowed: %s, %v", b.Allow, b.Caps)
	}
	if !strings.HasPrefix(b.Cookies, "lti_state_p_") || strings.Contains(b.Cookies, ";") {
		t.Errorf("cookies %q: more than the partitioned one came back", b.Cookies)
	}
}

// recordedAuth holds our authentication requests to what Moodle takes, and reads what it answers to others.
func recordedAuth() map[string]recordedCase {
	ours := func(t *testing.T, e exchange) {
		w := newWorld(t)
		q := mustQuery(t, w.login(t).RedirectURL)
		for name, value := range e.Request.Params {
			switch name {
			case "client_id", "redirect_uri", "login_hint", "lti_message_hint", "state", "nonce":
				if q.Get(name) == "" {
					t.Errorf("%s is missing", name)
				}
			default:
				if q.Get(name) != value {
					t.Errorf("%s is %q, Moodle took %q", name, q.Get(name), value)
				}
			}
		}
		if strings.ContainsAny(q.Get("state"), "<>") || e.Response.FormPost.Fields["state"] == e.Request.Params["state"] {
			t.Errorf("Moodle cleans a state: ours is %q", q.Get("state"))
		}
	}
	refused := func(code string) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			w := newWorld(t)
			login := w.login(t)
			form := url.Values{}
			for name, value := range e.Response.FormPost.Fields {
				form.Set(name, value)
			}
			form.Set("state", login.State)
			r, err := lti.ParseLaunch(form)
			if err != nil {
				t.Fatal(err)
			}
			r.BrowserSecrets = []string{login.BrowserSecret}
			if _, err := w.tool.Launch(t.Context(), r); lti.Code(err) != "platform_error" || !strings.Contains(err.Error(), code) {
				t.Errorf("LTI-STATE-07 %v, want %s", err, code)
			}
		}
	}
	// lost are requests after which the tool hears nothing: what was wrong with them is never so with ours.
	lost := func(right func(url.Values) bool) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			if e.Response.Status != 404 || e.Response.FormPost != nil {
				t.Errorf("status %d, form %v", e.Response.Status, e.Response.FormPost)
			}
			if q := mustQuery(t, newWorld(t).login(t).RedirectURL); !right(q) {
				t.Errorf("our request %v", q)
			}
		}
	}
	sent := func(name string) func(url.Values) bool { return func(q url.Values) bool { return q.Get(name) != "" } }
	return map[string]recordedCase{
		"auth-ok-get":                {"a state loses what is between < and >", ours},
		"auth-ok-post":               {"the request may be posted", ours},
		"auth-no-prompt":             {"prompt may be left out and is sent", func(t *testing.T, e exchange) { ours(t, e) }},
		"auth-no-state":              {"state may be left out and comes back empty", func(t *testing.T, e exchange) { lostState(t, e) }},
		"auth-prompt-login":          {"another prompt is an error by form", refused("invalid_request")},
		"auth-response-mode-missing": {"a missing response_mode is an error by form", refused("invalid_request")},
		"auth-login-hint-other":      {"somebody else's hint is an error by form", refused("access_denied")},
		"auth-wrong-client":          {"another client is an error by form", refused("unauthorized_client")},
		"auth-hint-missing":          {"without the message hint the tool hears nothing", lost(sent("lti_message_hint"))},
		"auth-no-nonce":              {"without nonce the tool hears nothing", lost(sent("nonce"))},
		"auth-redirect-mismatch":     {"another redirect_uri and the tool hears nothing", lost(func(q url.Values) bool { return q.Get("redirect_uri") == toolURL })},
		"auth-redirect-with-query":   {"a query on the redirect_uri and the tool hears nothing", lost(func(q url.Values) bool { return q.Get("redirect_uri") == toolURL })},
		"auth-replayed-launchid":     {"a launch id works once", lost(sent("state"))},
		"auth-scope-openid-profile":  {"scope is openid and nothing else", lost(func(q url.Values) bool { return q.Get("scope") == "openid" })},
	}
}

// lostState refuses an answer whose state is empty.
func lostState(t *testing.T, e exchange) {
	w := newWorld(t)
	form := url.Values{"id_token": {"x"}, "state": {e.Response.FormPost.Fields["state"]}}
	r, err := lti.ParseLaunch(form)
	if err == nil {
		_, err = w.tool.Launch(t.Context(), r)
	}
	if lti.Code(err) != "state_missing" {
		t.Errorf("LTI-STATE-01 %v", err)
	}
}
