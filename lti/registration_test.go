package lti_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

const toolConfiguration = "https://purl.imsglobal.org/spec/lti-tool-configuration"

// dynreg is a recorded exchange of Moodle's Dynamic Registration.
type dynreg struct {
	Request struct {
		Body map[string]any `json:"body"`
	} `json:"request"`
	Response struct {
		Status int             `json:"status"`
		Body   json.RawMessage `json:"body"`
	} `json:"response"`
}

func readDynreg(t *testing.T, name string) (out dynreg) {
	t.Helper()
	b, err := os.ReadFile("testdata/moodle-dynreg-" + name + ".json")
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// registrationWorld is a platform on loopback that answers as it is told.
type registrationWorld struct {
	url     string
	config  map[string]any // the configuration; its addresses are this server's
	status  int            // of the registration
	body    string
	asked   map[string]any // what the tool sent
	auth    string
	serve   http.HandlerFunc // instead of the configuration
	reached atomic.Int64
}

func newRegistrationWorld(t *testing.T) *registrationWorld {
	t.Helper()
	w := &registrationWorld{status: http.StatusOK}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /config", func(rw http.ResponseWriter, r *http.Request) {
		if w.serve != nil {
			w.serve(rw, r)
			return
		}
		writeBody(t, rw, w.config)
	})
	mux.HandleFunc("POST /register", func(rw http.ResponseWriter, r *http.Request) {
		w.auth = r.Header.Get("Authorization")
		if err := json.NewDecoder(r.Body).Decode(&w.asked); err != nil {
			t.Error(err)
		}
		rw.WriteHeader(w.status)
		_, _ = io.WriteString(rw, w.body)
	})
	mux.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) { w.reached.Add(1) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	w.url = s.URL
	b, err := os.ReadFile("testdata/moodle-dynreg-1-openid-configuration.json")
	if err == nil {
		err = json.Unmarshal(b, &w.config)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"issuer": "", "authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/jwks", "registration_endpoint": "/register"} {
		w.config[name] = w.url + path
	}
	return w
}

func writeBody(t *testing.T, w io.Writer, v any) {
	t.Helper()
	if err := json.NewEncoder(w).Encode(v); err != nil {
		t.Error(err)
	}
}

func (w *registrationWorld) request() lti.RegistrationRequest {
	return lti.RegistrationRequest{ConfigurationURL: w.url + "/config", Token: "secret-token"}
}

func (w *registrationWorld) register(t *testing.T) (lti.RegisteredTool, error) {
	t.Helper()
	r := lti.NewRegistrar(lti.RegistrarConfig{Private: true})
	c, err := r.Configuration(context.Background(), w.request())
	if err != nil {
		t.Fatal(err)
	}
	return r.Register(context.Background(), w.request(), c, lecternTool())
}

func lecternTool() lti.ToolDescription {
	return lti.ToolDescription{Name: "Lectern", Description: "Live classes", LoginURL: "https://class.example:8443/lti/login",
		LaunchURL: "https://class.example:8443/lti/launch", JWKSURL: "https://class.example:8443/lti/jwks", LogoURL: "https://class.example:8443/logo.svg",
		Scopes: []string{lti.ScopeMembers, lti.ScopeLineItem, lti.ScopeScore, "https://example.org/unheard-of"}, Claims: []string{"sub", "name"},
		Messages: []lti.ToolMessage{{Type: lti.MessageResourceLink, Label: "Class"}, {Type: lti.MessageDeepLinking, Label: "Add", Placements: []string{"ContentArea", "RichTextEditor"}},
			{Type: lti.MessageSubmissionReview, Label: "Review"}, {Type: "LtiDataPrivacyLaunchRequest", Label: "Privacy"}},
		Custom: map[string][]string{"groups": {"CourseGroup.id", "Moodle.Person.userGroupIds"}, "course_start": {"CourseSection.timeFrame.begin"}, "locale": {"Message.locale"}}}
}

func TestParseRegistration(t *testing.T) {
	t.Parallel()
	good := url.Values{"openid_configuration": {"https://lms.example/c"}, "registration_token": {"a.b.c"}, "invite": {"x"}}
	if r, err := lti.ParseRegistration(good); err != nil || r.ConfigurationURL != "https://lms.example/c" || r.Token != "a.b.c" {
		t.Errorf("LTI-REG-01 %+v, %v", r, err)
	}
	for name, tc := range map[string]struct {
		q    url.Values
		code string
	}{
		"opened by hand":      {url.Values{}, "registration_address_missing"},
		"twice":               {url.Values{"openid_configuration": {"https://a.example", "https://b.example"}}, "registration_request_malformed"},
		"far too long":        {url.Values{"openid_configuration": {"https://a.example/" + strings.Repeat("a", 3000)}}, "registration_request_malformed"},
		"a header in a token": {url.Values{"openid_configuration": {"https://a.example"}, "registration_token": {"a\r\nX: y"}}, "registration_request_malformed"},
		"a huge token":        {url.Values{"openid_configuration": {"https://a.example"}, "registration_token": {strings.Repeat("a", 20000)}}, "registration_request_malformed"},
	} {
		if _, err := lti.ParseRegistration(tc.q); lti.Code(err) != tc.code {
			t.Errorf("LTI-REG-01 %s: %v, want %s", name, err, tc.code)
		}
	}
}

func TestConfigurationAddresses(t *testing.T) {
	t.Parallel()
	w := newRegistrationWorld(t)
	public, private := lti.NewRegistrar(lti.RegistrarConfig{}), lti.NewRegistrar(lti.RegistrarConfig{Private: true})
	for _, tc := range []struct {
		name, url, code string
		r               *lti.Registrar
	}{
		{"LTI-REG-01 http to a public tool", w.url + "/config", "registration_address_refused", public},
		{"LTI-REG-02 https to loopback", strings.Replace(w.url, "http", "https", 1) + "/config", "registration_address_private", public},
		{"LTI-REG-02 a name of loopback", "https://localhost:9/config", "registration_address_private", public},
		{"LTI-REG-02 where clouds keep secrets", "http://169.254.169.254/latest/meta-data", "registration_address_private", private},
		{"LTI-REG-01 credentials", "http://user:secret@127.0.0.1/config", "registration_address_refused", private},
		{"LTI-REG-01 another scheme", "file:///etc/passwd", "registration_address_refused", private},
		{"LTI-REG-01 no host", "https:///config", "registration_address_refused", private},
		{"LTI-REG-03 nothing there", w.url + "/nothing", "platform_configuration_unavailable", private},
		{"LTI-REG-05 as Moodle has it", w.url + "/config", "", private},
	} {
		_, err := tc.r.Configuration(context.Background(), lti.RegistrationRequest{ConfigurationURL: tc.url})
		if lti.Code(err) != tc.code || (tc.code == "" && err != nil) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.code)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells credentials: %v", tc.name, err)
		}
	}
}

func TestConfigurationDocuments(t *testing.T) {
	t.Parallel()
	without := func(name string) func(*registrationWorld) {
		return func(w *registrationWorld) { delete(w.config, name) }
	}
	set := func(name string, v any) func(*registrationWorld) {
		return func(w *registrationWorld) { w.config[name] = v }
	}
	text := func(s string) func(*registrationWorld) {
		return func(w *registrationWorld) {
			w.serve = func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, s) }
		}
	}
	for _, tc := range []struct {
		name, code string
		bend       func(*registrationWorld)
	}{
		{"LTI-REG-03 a page", "platform_configuration_malformed", text("<html>maintenance</html>")},
		{"LTI-REG-03 not JSON", "platform_configuration_malformed", text("{")},
		{"LTI-REG-03 a list", "platform_configuration_malformed", text("[]")},
		{"LTI-REG-03 more than is read", "platform_configuration_malformed", text(`{"issuer":"` + strings.Repeat("x", 300<<10) + `"}`)},
		{"LTI-REG-03 a failure", "platform_configuration_unavailable", func(w *registrationWorld) {
			w.serve = func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) }
		}},
		{"LTI-REG-02 a redirect", "platform_configuration_unavailable", func(w *registrationWorld) {
			w.serve = func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/elsewhere", http.StatusFound) }
		}},
		{"LTI-REG-04 another issuer", "platform_issuer_mismatch", set("issuer", "https://moodle.example")},
		{"LTI-REG-05 no issuer", "platform_configuration_incomplete", without("issuer")},
		{"LTI-REG-05 no authorization endpoint", "platform_configuration_incomplete", without("authorization_endpoint")},
		{"LTI-REG-05 no token endpoint", "platform_configuration_incomplete", without("token_endpoint")},
		{"LTI-REG-05 no key set", "platform_configuration_incomplete", without("jwks_uri")},
		{"LTI-REG-05 no registration endpoint", "platform_configuration_incomplete", without("registration_endpoint")},
		{"LTI-REG-05 no address", "platform_configuration_incomplete", set("jwks_uri", "/jwks")},
		{"LTI-REG-06 other signatures", "platform_configuration_unsupported", set("id_token_signing_alg_values_supported", []string{"HS256"})},
		{"LTI-REG-06 secrets instead of keys", "platform_configuration_unsupported", set("token_endpoint_auth_methods_supported", []string{"client_secret_post"})},
		{"LTI-REG-06 says nothing of it", "", without("token_endpoint_auth_methods_supported")},
		{"LTI-REG-06 a text for a list", "", set("id_token_signing_alg_values_supported", "RS256")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := newRegistrationWorld(t)
			tc.bend(w)
			_, err := lti.NewRegistrar(lti.RegistrarConfig{Private: true}).Configuration(context.Background(), w.request())
			if lti.Code(err) != tc.code || (tc.code == "" && err != nil) || w.reached.Load() != 0 {
				t.Errorf("%v, want %q", err, tc.code)
			}
		})
	}
}

func TestConfigurationIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	w := newRegistrationWorld(t)
	gone := make(chan struct{})
	w.serve = func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		close(gone)
	}
	r := lti.NewRegistrar(lti.RegistrarConfig{Private: true, Timeout: 20 * time.Millisecond})
	if _, err := r.Configuration(context.Background(), w.request()); lti.Code(err) != "platform_configuration_unavailable" {
		t.Errorf("LTI-REG-03 %v", err)
	}
	<-gone
}

func TestRegistrationAsMoodleTookIt(t *testing.T) {
	t.Parallel()
	w := newRegistrationWorld(t)
	recorded := readDynreg(t, "2-registration")
	w.body = string(recorded.Response.Body)
	got, err := w.register(t)
	if err != nil {
		t.Fatal(err)
	}
	want := lti.RegisteredTool{ClientID: "r1qcVH6XJ4cSVvm", DeploymentID: "4", Messages: []string{lti.MessageDeepLinking},
		Scopes: []string{lti.ScopeScore, lti.ScopeResultReadOnly, lti.ScopeLineItemReadOnly, lti.ScopeLineItem, lti.ScopeMembers}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LTI-REG-11 %s", diff)
	}
	if w.auth != "Bearer secret-token" {
		t.Errorf("LTI-REG-09 the token went as %q", w.auth)
	}
	for name, value := range recorded.Request.Body { // LTI-REG-07: everything that Moodle was told, we tell it
		if _, there := w.asked[name]; !there {
			t.Errorf("LTI-REG-07 %s isn't sent, which Moodle took as %v", name, value)
		}
	}
	config, _ := w.asked[toolConfiguration].(map[string]any)
	messages := fmt.Sprint(config["messages"])
	if config["domain"] != "class.example:8443" || w.asked["logo_uri"] != "https://class.example:8443/logo.svg" || config["target_link_uri"] != "https://class.example:8443/lti/launch" {
		t.Errorf("LTI-REG-07 %v", w.asked)
	}
	if scope := w.asked["scope"]; scope != strings.Join([]string{lti.ScopeMembers, lti.ScopeLineItem, lti.ScopeScore}, " ") {
		t.Errorf("LTI-REG-08 scope %v", scope)
	}
	if diff := cmp.Diff(map[string]any{"groups": "$Moodle.Person.userGroupIds", "course_start": "$CourseSection.timeFrame.begin"}, config["custom_parameters"]); diff != "" {
		t.Errorf("LTI-REG-08 %s", diff)
	}
	if strings.Contains(messages, "Privacy") || strings.Contains(messages, "RichTextEditor") || !strings.Contains(messages, "ContentArea") || !strings.Contains(messages, lti.MessageSubmissionReview) {
		t.Errorf("LTI-REG-08 messages %s", messages)
	}
}

func TestRegistrationWithAPlatformThatTellsLittle(t *testing.T) {
	t.Parallel()
	w := newRegistrationWorld(t)
	for _, name := range []string{"scopes_supported", "https://purl.imsglobal.org/spec/lti-platform-configuration"} {
		delete(w.config, name)
	}
	w.status, w.body = http.StatusCreated, `{"client_id":"c-1"}`
	got, err := w.register(t)
	if err != nil || got.ClientID != "c-1" || got.DeploymentID != "" {
		t.Fatalf("LTI-REG-11 %+v, %v", got, err)
	}
	config, _ := w.asked[toolConfiguration].(map[string]any)
	want := map[string]any{"groups": "$CourseGroup.id", "course_start": "$CourseSection.timeFrame.begin", "locale": "$Message.locale"}
	if diff := cmp.Diff(want, config["custom_parameters"]); diff != "" {
		t.Errorf("LTI-REG-08 %s", diff)
	}
	if messages, _ := config["messages"].([]any); len(messages) != 4 || !strings.Contains(fmt.Sprint(w.asked["scope"]), "unheard-of") {
		t.Errorf("LTI-REG-08 %v", w.asked)
	}
}

func TestRegistrationRefusals(t *testing.T) {
	t.Parallel()
	bare := func(name string) (int, string) {
		r := readDynreg(t, name)
		var word string
		if err := json.Unmarshal(r.Response.Body, &word); err != nil {
			t.Fatal(err)
		}
		return r.Response.Status, word
	}
	type row struct {
		name, code, reason string
		status             int
		body               string
	}
	rows := []row{
		{"LTI-REG-10 as RFC 7591 has it", "registration_refused", "invalid_client_metadata: no logo", 400, `{"error":"invalid_client_metadata","error_description":"no logo"}`},
		{"LTI-REG-10 a page isn't repeated", "registration_refused", "HTTP status 400", 400, "<html>Ana García</html>"},
		{"LTI-REG-10 a failure", "registration_unanswered", "HTTP status 500", 500, ""},
		{"LTI-REG-10 a redirect", "registration_unanswered", "HTTP status 302", 302, ""},
		{"LTI-REG-11 no client id", "registration_answer_malformed", "", 200, `{}`},
		{"LTI-REG-11 a client id that no launch can carry", "registration_answer_malformed", "", 200, `{"client_id":"ü"}`},
		{"LTI-REG-11 not JSON", "registration_answer_malformed", "", 200, `<html>`},
		{"LTI-REG-11 a deployment that no launch can carry", "registration_answer_malformed", "", 200, `{"client_id":"c","` + toolConfiguration + `":{"deployment_id":"\u0000"}}`},
	}
	for _, r := range []row{
		{name: "LTI-REG-10 Moodle, another domain", code: "registration_refused", body: "err-domain-mismatch"},
		{name: "LTI-REG-10 Moodle, no domain", code: "registration_refused", body: "err-no-domain"},
		{name: "LTI-REG-10 Moodle, no token", code: "registration_token_refused", body: "no-token"},
		{name: "LTI-REG-10 Moodle, a token used before", code: "registration_token_refused", body: "token-replayed"},
	} {
		r.status, r.body = bare(r.body)
		r.reason = r.body
		rows = append(rows, r)
	}
	for _, tc := range rows {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := newRegistrationWorld(t)
			w.status, w.body = tc.status, tc.body
			_, err := w.register(t)
			if lti.Code(err) != tc.code || lti.Reason(err) != tc.reason {
				t.Errorf("%v, reason %q, want %s, %q", err, lti.Reason(err), tc.code, tc.reason)
			}
			if strings.Contains(err.Error(), "secret-token") {
				t.Errorf("LTI-REG-09 the error tells the token: %v", err)
			}
		})
	}
}

func TestRegistrationWithANumberForADeployment(t *testing.T) {
	t.Parallel()
	w := newRegistrationWorld(t)
	w.body = `{"client_id":"c","` + toolConfiguration + `":{"deployment_id":17}}`
	if got, err := w.register(t); err != nil || got.DeploymentID != "17" {
		t.Errorf("LTI-REG-11 %+v, %v", got, err)
	}
	partial := readDynreg(t, "partial-scope")
	w.body = string(partial.Response.Body)
	if got, err := w.register(t); err != nil || got.DeploymentID != "3" || len(got.Scopes) != 4 {
		t.Errorf("LTI-REG-11 Moodle grants more than was asked for: %+v, %v", got, err)
	}
}
