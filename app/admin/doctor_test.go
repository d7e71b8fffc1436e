package admin_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// walk walks through a registration and returns its steps by name.
func walk(t *testing.T, s *admin.Service, id app.RegistrationID) map[string]admin.Step {
	t.Helper()
	steps := map[string]admin.Step{}
	var order []string
	if err := s.Walk(context.Background(), id, func(step admin.Step) {
		steps[step.Name] = step
		order = append(order, step.Name)
		if code := step.Finding.Code; (code == "") != (step.Verdict == admin.Good) || (code != "" && (step.Finding.Message() == "" || step.Finding.Mend() == "")) {
			t.Errorf("%s: %s with the finding %q says %q, mend %q", step.Name, step.Verdict, code, step.Finding.Message(), step.Finding.Mend())
		}
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(order, admin.Steps) {
		t.Errorf("steps %v", order)
	}
	return steps
}

func (o *office) launchAs(t *testing.T, user platform.UserID) page {
	t.Helper()
	res, err := platform.NewBrowser(o.lms).Launch(context.Background(), user, o.lms.Links()[0].ID)
	return read(t, res, err)
}

func TestTheDoctorNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	card := o.connect(t)
	if steps := walk(t, o.Service, card.ID); steps["members"].Finding.Code != "no_launch" || steps["columns"].Finding.Code != "no_launch" || steps["token_scores"].Verdict != admin.Good {
		t.Errorf("before the first launch: %+v", steps)
	}
	if p := o.launchAs(t, "teacher"); p.status != http.StatusSeeOther {
		t.Fatalf("%d %s", p.status, p.body)
	}
	before := len(o.lms.LineItems())
	for name, step := range walk(t, o.Service, card.ID) {
		if step.Verdict != admin.Good {
			t.Errorf("all is well, and %s is %s: %s %s", name, step.Verdict, step.Finding.Code, step.Finding.Detail)
		}
	}
	html := func(status int) platform.Fault { return platform.Fault{Status: status, Body: "<html>Not found</html>"} }
	words := func(status int, body string) platform.Fault {
		return platform.Fault{Status: status, Body: body, Type: "application/json"}
	}
	for _, tc := range []struct {
		name  string
		at    platform.Endpoint
		fault platform.Fault
		step  string
		code  string
		after string // a step that waits for it
	}{
		{"no key set", platform.EndpointJWKS, html(404), "their_keys", "their_keys_unreachable", ""},
		{"a page for a key set", platform.EndpointJWKS, html(200), "their_keys", "their_keys_malformed", ""},
		{"no keys in it", platform.EndpointJWKS, words(200, `{"keys":[]}`), "their_keys", "their_keys_malformed", ""},
		{"Moodle's page where it may not fetch our keys", platform.EndpointToken, html(404), "token_members", "keys_blocked", "columns"},
		{"the LMS says that it can't fetch our keys", platform.EndpointToken, words(400, `{"error":"fetch tool keys: connection refused"}`), "token_members", "keys_blocked", "members"},
		{"Moodle doesn't know the key", platform.EndpointToken, words(400, "{\n \"error\" : \"\"kid\" invalid, unable to lookup correct key\"\n}"), "token_members", "key_not_known", "members"},
		{"an unknown client", platform.EndpointToken, words(400, `{"error":"invalid_client"}`), "token_members", "client_not_known", "members"},
		{"another audience", platform.EndpointToken, words(400, `{"error":"invalid_request","error_description":"the JWT's aud is invalid"}`), "token_members", "audience_wrong", "members"},
		{"another clock", platform.EndpointToken, words(400, `{"error":"Cannot handle token with iat prior to 2026"}`), "token_members", "clock_differs", "members"},
		{"Moodle, an assertion too old for its clock", platform.EndpointToken, words(400, `{"error":"Expired token"}`), "token_members", "clock_differs", "members"},
		{"Moodle, a key without its id", platform.EndpointToken, words(400, `{"error":"error/Error: kid must be provided in JWT header."}`), "token_members", "key_not_known", "members"},
		{"Moodle, a scope that it doesn't have", platform.EndpointToken, words(400, `{"error":"invalid_scope"}`), "token_members", "scope_refused", "members"},
		{"a busy token endpoint", platform.EndpointToken, words(429, ""), "token_members", "busy", "members"},
		{"a broken one", platform.EndpointToken, words(500, ""), "token_members", "failing", "members"},
		{"a cut connection", platform.EndpointToken, platform.Fault{Drop: true}, "token_members", "unreachable", "members"},
		{"a redirect", platform.EndpointToken, words(307, ""), "token_members", "redirected", "members"},
		{"nobody may read members", platform.EndpointNRPS, words(403, ""), "members", "scope_refused", ""},
		{"members are gone", platform.EndpointNRPS, words(404, ""), "members", "address_gone", ""},
		{"a course of nobody", platform.EndpointNRPS, words(200, `{"members":[]}`), "members", "members_none", ""},
		{"a page for members", platform.EndpointNRPS, html(200), "members", "failing", ""},
		{"JSON that means nothing", platform.EndpointNRPS, words(200, `7`), "members", "unreadable", ""},
		{"no columns to be had", platform.EndpointLineItems, words(404, ""), "columns", "address_gone", ""},
		{"results that fail", platform.EndpointResults, words(500, ""), "columns", "failing", ""},
	} {
		o.lms.Faults().Set(tc.at, tc.fault)
		steps := walk(t, o.Service, card.ID)
		o.lms.Faults().Clear(tc.at)
		if got := steps[tc.step].Finding.Code; got != tc.code {
			t.Errorf("%s: %s says %q (%s), want %q", tc.name, tc.step, got, steps[tc.step].Finding.Detail, tc.code)
		}
		if tc.after != "" && (steps[tc.after].Verdict != admin.Skip || steps[tc.after].Finding.Code != "token_needed") {
			t.Errorf("%s: %s is %+v", tc.name, tc.after, steps[tc.after])
		}
		for name, step := range steps {
			if name != tc.step && step.Verdict == admin.Fail && !strings.HasPrefix(name, "token_") {
				t.Errorf("%s: %s fails as well: %s", tc.name, name, step.Finding.Code)
			}
		}
	}
	if after := len(o.lms.LineItems()); after != before {
		t.Errorf("the gradebook has %d columns, before the walks %d", after, before)
	}
}

// TestTheDoctorNamesScopesAndClocks looks at what the LMS itself does wrong, with no fault put in.
func TestTheDoctorNamesScopesAndClocks(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	card := o.connect(t)
	if p := o.launchAs(t, "teacher"); p.status != http.StatusSeeOther {
		t.Fatal(p.status)
	}
	tool := platform.ToolConfig{ClientID: platform.ClientID(card.ClientID), DeploymentIDs: []platform.DeploymentID{platform.DeploymentID(card.Deployments[0])},
		LoginURL: o.url + "/lti/login", LaunchURL: o.url + "/lti/launch", JWKSURL: o.url + "/lti/jwks"}
	change := func(f func(*platform.ToolConfig)) {
		changed := tool
		f(&changed)
		if err := o.lms.AddTool(changed); err != nil {
			t.Fatal(err)
		}
	}
	change(func(c *platform.ToolConfig) { c.Scopes = []string{platform.ScopeMembership, platform.ScopeScore} })
	steps := walk(t, o.Service, card.ID)
	if s := steps["token_columns"]; s.Finding.Code != "scope_refused" || s.Finding.Detail != "lineitem" {
		t.Errorf("a scope that isn't granted: %+v", s)
	}
	if steps["token_scores"].Verdict != admin.Good || steps["members"].Verdict != admin.Good || steps["columns"].Finding.Code != "token_needed" {
		t.Errorf("what is granted: %+v", steps)
	}
	change(func(c *platform.ToolConfig) { c.Scopes = []string{platform.ScopeMembership, platform.ScopeLineItem} })
	if p := o.launchAs(t, "teacher"); p.status != http.StatusSeeOther {
		t.Fatal(p.status)
	}
	if s := walk(t, o.Service, card.ID)["columns"]; s.Finding.Code != "scope_refused" || s.Finding.Detail != "launch: score" {
		t.Errorf("a launch that grants no scores: %+v", s)
	}
	change(func(c *platform.ToolConfig) { c.JWKSURL = "http://127.0.0.1:1/jwks" })
	if s := walk(t, o.Service, card.ID)["token_members"]; s.Finding.Code != "keys_blocked" {
		t.Errorf("the LMS can't fetch our keys: %+v", s)
	}
	change(func(*platform.ToolConfig) {})
	o.lms.SetClockOffset(-10 * time.Minute)
	if s := walk(t, o.Service, card.ID)["token_members"]; s.Finding.Code != "clock_differs" {
		t.Errorf("the LMS's clock is ten minutes late: %+v", s)
	}
	o.lms.SetClockOffset(0)
	if err := o.registrations.Change(t.Context(), app.Registration{ID: card.ID, Name: "x", Issuer: card.Issuer, ClientID: card.ClientID, AuthURL: card.AuthURL,
		TokenURL: card.TokenURL, JWKSURL: card.JWKSURL, TokenAudience: "https://elsewhere.example", Deployments: card.Deployments}); err != nil {
		t.Fatal(err)
	}
	if s := walk(t, o.Service, card.ID)["token_members"]; s.Finding.Code != "audience_wrong" {
		t.Errorf("another audience: %+v", s)
	}
}

func TestTheDoctorLooksAtOurOwnKeys(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	card := o.connect(t)
	stranger := newOffice(t, storetest.Open(t, storetest.SQLite(t))) // another Lectern at the public address
	notFound := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(notFound.Close)
	for name, tc := range map[string]struct{ url, code string }{
		"nothing there":   {"http://127.0.0.1:1", "our_keys_unreachable"},
		"no Lectern":      {notFound.URL, "our_keys_unreachable"},
		"another Lectern": {stranger.url, "our_keys_foreign"},
	} {
		deps := o.Service.Deps
		deps.PublicURL = tc.url
		if s := walk(t, admin.New(deps), card.ID)["our_keys"]; s.Finding.Code != tc.code || !strings.Contains(s.Finding.Detail, tc.url) {
			t.Errorf("%s: %+v", name, s)
		}
	}
	wantCode(t, "no such registration", o.Walk(t.Context(), "none", func(admin.Step) {}), app.CodeNotFound)
}

func TestTheDoctorLeavesNoColumnBehind(t *testing.T) {
	t.Parallel()
	o := newSQLite(t)
	card := o.connect(t)
	if p := o.launchAs(t, "teacher"); p.status != http.StatusSeeOther {
		t.Fatal(p.status)
	}
	before := len(o.lms.LineItems())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := o.Walk(ctx, card.ID, func(s admin.Step) {
		if s.Name == "members" {
			o.lms.Faults().Set(platform.EndpointResults, platform.Fault{Hang: true})
			go cancel() // while the column is there
		}
	})
	o.lms.Faults().ClearAll()
	if err == nil {
		t.Error("the walk went on without whoever asked for it")
	}
	if after := len(o.lms.LineItems()); after != before {
		t.Errorf("%d columns, before %d", after, before)
	}
}
