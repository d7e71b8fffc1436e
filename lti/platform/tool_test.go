package platform_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/lti/platform"
)

const (
	mediaScore     = "application/vnd.ims.lis.v1.score+json"
	mediaLineItem  = "application/vnd.ims.lis.v2.lineitem+json"
	mediaLineItems = "application/vnd.ims.lis.v2.lineitemcontainer+json"
	mediaResults   = "application/vnd.ims.lis.v2.resultcontainer+json"
	mediaMembers   = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
)

var sharedKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// tool is a small real tool: login, launch and key set over HTTP.
type tool struct {
	t      *testing.T
	p      *platform.Platform
	server *httptest.Server
	key    *rsa.PrivateKey
	client platform.ClientID

	mu       sync.Mutex // guards what follows
	kid      string
	auth     url.Values // replaces parameters of the authentication request
	launched url.Values // the last form at the launch endpoint
	jwksHits int
}

func newTool(t *testing.T) *tool {
	t.Helper()
	key, err := sharedKey()
	if err != nil {
		t.Fatal(err)
	}
	tl := &tool{t: t, key: key, kid: "tool-1", client: "client-1", auth: url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /login", tl.login)
	mux.HandleFunc("POST /launch", tl.launch)
	mux.HandleFunc("GET /jwks", tl.jwks)
	tl.server = httptest.NewServer(mux)
	t.Cleanup(tl.server.Close)
	return tl
}

func (tl *tool) config() platform.ToolConfig {
	u := tl.server.URL
	return platform.ToolConfig{
		ClientID: tl.client, DeploymentIDs: []platform.DeploymentID{"1", "2"}, LoginURL: u + "/login",
		LaunchURL: u + "/launch", JWKSURL: u + "/jwks", TargetLinkURI: u + "/launch", Title: "Lectern",
	}
}

// world starts a tool and a platform with the demo course.
func world(t *testing.T, change func(*platform.Config)) (*platform.Platform, *tool) {
	t.Helper()
	tl := newTool(t)
	course, users := platform.DemoCourse()
	cfg := platform.Config{Course: course, Users: users, Tool: tl.config(), Key: tl.key}
	if change != nil {
		change(&cfg)
	}
	p, err := platform.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	tl.p = p
	return p, tl
}

func (tl *tool) login(w http.ResponseWriter, r *http.Request) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	q := url.Values{
		"scope": {"openid"}, "response_type": {"id_token"}, "response_mode": {"form_post"}, "prompt": {"none"},
		"client_id": {r.PostFormValue("client_id")}, "redirect_uri": {tl.server.URL + "/launch"},
		"login_hint": {r.PostFormValue("login_hint")}, "lti_message_hint": {r.PostFormValue("lti_message_hint")},
		"state": {"state-1"}, "nonce": {"nonce-1"},
	}
	for name, v := range tl.auth {
		q[name] = v
	}
	http.Redirect(w, r, r.PostFormValue("iss")+"/lti/auth?"+q.Encode(), http.StatusFound)
}

func (tl *tool) launch(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	tl.mu.Lock()
	tl.launched = r.PostForm
	tl.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

func (tl *tool) jwks(w http.ResponseWriter, _ *http.Request) {
	tl.mu.Lock()
	tl.jwksHits++
	kid := tl.kid
	tl.mu.Unlock()
	key, err := jwk.FromRaw(tl.key.Public())
	if err == nil {
		err = key.Set(jwk.KeyIDKey, kid)
	}
	set := jwk.NewSet()
	if err == nil {
		err = set.AddKey(key)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(set); err != nil {
		return
	}
}

func (tl *tool) lastLaunch() url.Values {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	return tl.launched
}

// claims decodes the last id_token without a look at its signature.
func (tl *tool) claims() map[string]any { return decode(tl.t, tl.lastLaunch().Get("id_token"), 1) }

func decode(t *testing.T, token string, part int) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a compact JWS: %q", token)
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[part])
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// sign signs as the tool; bend changes header and claims first.
func (tl *tool) sign(claims map[string]any, kid string) string {
	tl.t.Helper()
	raw, err := json.Marshal(claims)
	if err != nil {
		tl.t.Fatal(err)
	}
	h := jws.NewHeaders()
	if kid != "" {
		if err := h.Set(jws.KeyIDKey, kid); err != nil {
			tl.t.Fatal(err)
		}
	}
	out, err := jws.Sign(raw, jws.WithKey(jwa.RS256, tl.key, jws.WithProtectedHeaders(h)))
	if err != nil {
		tl.t.Fatal(err)
	}
	return string(out)
}

func (tl *tool) assertion(bend func(map[string]any)) map[string]any {
	now := time.Now().Unix()
	c := map[string]any{
		"iss": tl.client, "sub": tl.client, "aud": tl.p.Endpoints().TokenURL, "iat": now - 30, "exp": now + 60,
		"jti": uuid.NewString(),
	}
	if bend != nil {
		bend(c)
	}
	return c
}

// ask sends an assertion to the token endpoint.
func (tl *tool) ask(assertion, scope string) (int, string) {
	tl.t.Helper()
	res, err := http.PostForm(tl.p.Endpoints().TokenURL, url.Values{
		"grant_type": {"client_credentials"}, "scope": {scope}, "client_assertion": {assertion},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
	})
	if err != nil {
		tl.t.Fatal(err)
	}
	return res.StatusCode, readAll(tl.t, res)
}

func (tl *tool) token(scopes ...string) string {
	tl.t.Helper()
	if len(scopes) == 0 {
		scopes = []string{
			platform.ScopeLineItem, platform.ScopeScore, platform.ScopeResultReadonly, platform.ScopeMembership,
		}
	}
	status, text := tl.ask(tl.sign(tl.assertion(nil), "tool-1"), strings.Join(scopes, " "))
	var out struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil || status != http.StatusOK || out.Token == "" {
		tl.t.Fatalf("token: status %d: %s", status, text)
	}
	return out.Token
}

// call makes a service call; media is the Accept of a GET and the
// Content-Type of the others.
func (tl *tool) call(method, target, token, media string, in any) (*http.Response, string) {
	tl.t.Helper()
	var reader io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			tl.t.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(tl.t.Context(), method, target, reader)
	if err != nil {
		tl.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if method == http.MethodGet {
		req.Header.Set("Accept", media)
	} else {
		req.Header.Set("Content-Type", media)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tl.t.Fatal(err)
	}
	return res, readAll(tl.t, res)
}

func readAll(t *testing.T, res *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
