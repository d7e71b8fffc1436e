package platform_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti/platform"
)

const toolConfig = "https://purl.imsglobal.org/spec/lti-tool-configuration"

// metadata is a tool's request as Moodle was seen to take it.
func metadata(tool string) map[string]any {
	u, err := url.Parse(tool)
	if err != nil {
		panic(err)
	}
	return map[string]any{"application_type": "web", "response_types": []string{"id_token"}, "grant_types": []string{"implicit", "client_credentials"},
		"initiate_login_uri": tool + "/login", "redirect_uris": []string{tool + "/launch"}, "client_name": "Late tool", "jwks_uri": tool + "/jwks",
		"scope": platform.ScopeScore + " " + platform.ScopeMembership, "token_endpoint_auth_method": "private_key_jwt",
		toolConfig: map[string]any{"domain": u.Host, "target_link_uri": tool + "/launch"}}
}

// registrationOf opens a registration at the platform and returns its parameters.
func registrationOf(t *testing.T, p *platform.Platform) url.Values {
	t.Helper()
	raw, err := p.RegistrationURL("http://127.0.0.1:1/register?invite=x")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(raw)
	if err != nil || u.Query().Get("invite") != "x" || u.Query().Get("openid_configuration") != p.URL()+"/lti/openid-configuration" {
		t.Fatalf("%s, %v", raw, err)
	}
	return u.Query()
}

func sendMetadata(t *testing.T, p *platform.Platform, token string, body any) (int, string) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest("POST", p.URL()+"/lti/openid-registration", strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, readAll(t, res)
}

func TestRegistrationErrorsAreMoodlesWords(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	q := registrationOf(t, p)
	token := q.Get("registration_token")
	bend := func(f func(m, config map[string]any)) map[string]any {
		m := metadata(tl.server.URL)
		f(m, m[toolConfig].(map[string]any))
		return m
	}
	for _, tc := range []struct {
		name, token, word string
		status            int
		body              any
	}{
		{"no token", "", "missing_registration_token", 401, metadata(tl.server.URL)},
		{"a made-up token", "a.b.c", "invalid_registration_token", 401, metadata(tl.server.URL)},
		{"no domain", token, "missing_domain", 400, bend(func(_, c map[string]any) { delete(c, "domain") })},
		{"a domain without the port", token, "domain_targetlinkuri_mismatch", 400, bend(func(_, c map[string]any) { c["domain"] = "127.0.0.1" })},
		{"no keys", token, "missing_jwks_uri", 400, bend(func(m, _ map[string]any) { delete(m, "jwks_uri") })},
		{"no object", token, "invalid_metadata", 400, []string{"x"}},
		{"good, since none of these used the token up", token, "", 200, metadata(tl.server.URL)},
		{"the same token again", token, "token_already_used", 401, metadata(tl.server.URL)},
	} {
		status, body := sendMetadata(t, p, tc.token, tc.body)
		if status != tc.status || (tc.word != "" && body != tc.word) {
			t.Errorf("%s: %d %s, want %d %s", tc.name, status, body, tc.status, tc.word)
		}
	}
	late := registrationOf(t, p).Get("registration_token")
	p.SetClockOffset(time.Hour + time.Second)
	if status, body := sendMetadata(t, p, late, metadata(tl.server.URL)); status != 401 || body != "token_expired" {
		t.Errorf("after an hour: %d %s", status, body)
	}
}

func TestARegisteredToolWaitsUntilItIsActivated(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lms.json")
	p, tl := world(t, func(c *platform.Config) { c.StateFile = file })
	_, body := sendMetadata(t, p, registrationOf(t, p).Get("registration_token"), metadata(tl.server.URL))
	var answer struct {
		ClientID platform.ClientID `json:"client_id"`
		Scope    string            `json:"scope"`
		Config   struct {
			Deployment string `json:"deployment_id"`
		} `json:"https://purl.imsglobal.org/spec/lti-tool-configuration"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.ClientID == "" || answer.Config.Deployment == "" {
		t.Fatalf("%s, %v", body, err)
	}
	if !strings.Contains(answer.Scope, platform.ScopeLineItem) || !strings.Contains(answer.Scope, platform.ScopeMembership) {
		t.Errorf("granted %q", answer.Scope)
	}
	if active, known := p.Registrations()[answer.ClientID]; active || !known {
		t.Errorf("active %v, known %v", active, known)
	}
	if _, err := p.AddLink(platform.Link{ClientID: answer.ClientID, Title: "x"}); err == nil {
		t.Error("a tool that waits got an activity")
	}
	if err := p.Activate(answer.ClientID); err != nil {
		t.Fatal(err)
	}
	links := p.Links()
	if last := links[len(links)-1]; last.ClientID != answer.ClientID {
		t.Errorf("the course has %+v", links)
	}
	if err := p.Activate(answer.ClientID); err != nil || len(p.Links()) != len(links) {
		t.Errorf("activated twice: %v, %d activities", err, len(p.Links()))
	}
	again, err := platform.New(platform.Config{BaseURL: p.URL(), Course: platform.Course{ID: "2"}, StateFile: file})
	if err != nil || !again.Registrations()[answer.ClientID] {
		t.Errorf("after a restart %v, %v", again.Registrations(), err)
	}
	if err := p.Deactivate(answer.ClientID); err != nil || len(p.Links()) != len(links)-1 || len(p.Registrations()) != 0 {
		t.Errorf("removed: %v, %v", err, p.Links())
	}
}

func TestToolPages(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	if _, res, _ := visit(t, p, "/admin/tools?as=learner"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a learner sees the tools: %d", res.StatusCode)
	}
	client, _, text := visit(t, p, "/admin/tools?as=teacher")
	if !strings.Contains(text, "No tool has registered") {
		t.Error("no word where nothing is")
	}
	res, err := client.Get(p.URL() + "/admin/tools/register?url=" + url.QueryEscape("http://127.0.0.1:1/register?invite=x"))
	if err != nil {
		t.Fatal(err)
	}
	if text = readAll(t, res); !strings.Contains(text, "openid_configuration=") || !strings.Contains(text, "registration_token=") {
		t.Error("the frame lacks what the tool needs")
	}
	res, err = client.Get(p.URL() + "/admin/tools/register?url=javascript:alert(1)")
	if err != nil {
		t.Fatal(err)
	}
	if readAll(t, res); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a script as an address: %d", res.StatusCode)
	}
	if status, _ := sendMetadata(t, p, registrationOf(t, p).Get("registration_token"), metadata(tl.server.URL)); status != http.StatusOK {
		t.Fatal(status)
	}
	var id platform.ClientID
	for id = range p.Registrations() {
	}
	res, err = client.Post(p.URL()+"/admin/tools/"+string(id)+"/activate", "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusForbidden || p.Registrations()[id] {
		t.Errorf("activated without the login's token: %d", res.StatusCode)
	}
}
