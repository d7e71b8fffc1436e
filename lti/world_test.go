package lti_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/lectern-classroom/lectern/lti"
)

const (
	issuer   = "https://lms.example"
	clientID = "client-1"
	toolURL  = "https://tool.example/lti/launch"
	target   = "https://tool.example/class"
	ltiClaim = "https://purl.imsglobal.org/spec/lti/claim/"
	roleURI  = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
)

// start is the time at which every test world begins.
func start() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) }

var (
	rsaOne  = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	rsaTwo  = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	rsaWeak = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1024) })
	ecOne   = sync.OnceValue(func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		return k
	})
)

func newRSA(bits int) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return k
}

// clock is a settable time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// registry is a small set of registrations.
type registry []lti.Registration

func (r registry) FindRegistration(_ context.Context, issuer, clientID string) (lti.Registration, error) {
	var found []lti.Registration
	for _, reg := range r {
		if reg.Issuer == issuer && (clientID == "" || reg.ClientID == clientID) {
			found = append(found, reg)
		}
	}
	switch len(found) {
	case 0:
		return lti.Registration{}, lti.ErrUnknownRegistration
	case 1:
		return found[0], nil
	}
	return lti.Registration{}, lti.ErrAmbiguousRegistration
}

func (r registry) RegistrationByID(_ context.Context, id string) (lti.Registration, error) {
	for _, reg := range r {
		if reg.ID == id {
			return reg, nil
		}
	}
	return lti.Registration{}, lti.ErrUnknownRegistration
}

// keyServer publishes a key set over HTTP and counts how often it is asked.
type keyServer struct {
	*httptest.Server
	asked atomic.Int64
	body  atomic.Value // http.HandlerFunc
}

func newKeyServer(t testing.TB, keys ...any) *keyServer {
	t.Helper()
	s := &keyServer{}
	s.body.Store(serveKeys(keys...))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		s.body.Load().(http.HandlerFunc)(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func serveKeys(keys ...any) http.HandlerFunc {
	body, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		panic(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}
}

// public gives a key's JWK as a map; pairs add or override members.
func public(key any, kid string, pairs ...string) map[string]any {
	k, err := jwk.FromRaw(key)
	if err != nil {
		panic(err)
	}
	b, err := json.Marshal(k)
	if err != nil {
		panic(err)
	}
	m := map[string]any{}
	if err := json.Unmarshal(b, &m); err != nil {
		panic(err)
	}
	if kid != "" {
		m["kid"] = kid
	}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// world is one tool, one platform's keys and two registrations of the same issuer.
type world struct {
	clock *clock
	keys  *keyServer
	regs  registry
	cfg   lti.ToolConfig
	tool  *lti.Tool
}

func newWorld(t testing.TB, keys ...any) *world {
	t.Helper()
	if keys == nil {
		keys = []any{public(rsaOne().Public(), "k1", "alg", "RS256", "use", "sig")}
	}
	w := &world{clock: &clock{at: start()}, keys: newKeyServer(t, keys...)}
	reg := lti.Registration{
		ID: "reg-1", Issuer: issuer, ClientID: clientID, AuthURL: issuer + "/auth?site=1", TokenURL: issuer + "/token",
		JWKSURL: w.keys.URL, Deployments: []string{"1", "2"},
	}
	other := reg
	other.ID, other.ClientID, other.Deployments = "reg-2", "client-2", []string{"9"}
	w.regs = registry{reg, other}
	w.cfg = lti.ToolConfig{StateKey: make([]byte, 32), LaunchURL: toolURL, Clock: w.clock.Now}
	w.build(t)
	return w
}

// build makes the tool anew, after a change of cfg or regs.
func (w *world) build(t testing.TB) {
	t.Helper()
	w.cfg.Registrations = w.regs
	w.cfg.Keys = lti.NewKeyCache(lti.KeyCacheConfig{Clock: w.clock.Now})
	tool, err := lti.NewTool(w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.tool = tool
}

func loginRequest() lti.LoginRequest {
	return lti.LoginRequest{Issuer: issuer, LoginHint: "5", TargetLinkURI: target, MessageHint: `{"cmid":2}`, ClientID: clientID, DeploymentID: "1"}
}

func (w *world) login(t testing.TB) lti.LoginResponse {
	t.Helper()
	res, err := w.tool.Login(t.Context(), loginRequest())
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// goodClaims are those of an ordinary launch.
func (w *world) goodClaims(nonce string) map[string]any {
	now := w.clock.Now().Unix()
	return map[string]any{
		"iss": issuer, "aud": clientID, "sub": "5", "nonce": nonce, "iat": now, "exp": now + 60,
		"name": "Sam Student", "given_name": "Sam", "family_name": "Student", "email": "sam@school.example",
		ltiClaim + "message_type":    "LtiResourceLinkRequest",
		ltiClaim + "version":         "1.3.0",
		ltiClaim + "deployment_id":   "1",
		ltiClaim + "target_link_uri": target,
		ltiClaim + "resource_link":   map[string]any{"id": "7", "title": "Live class"},
		ltiClaim + "roles":           []string{roleURI + "Learner"},
		ltiClaim + "context":         map[string]any{"id": "2", "label": "BIO101", "title": "Biology", "type": []string{"CourseSection"}},
	}
}

// sign makes a compact JWS by hand of parts, so that bad headers can be made too.
func sign(t testing.TB, alg jwa.SignatureAlgorithm, header map[string]any, payload []byte, key any) string {
	t.Helper()
	h, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	return signRaw(t, alg, h, payload, key)
}

func signRaw(t testing.TB, alg jwa.SignatureAlgorithm, header, payload []byte, key any) string {
	t.Helper()
	signed := b64(header) + "." + b64(payload)
	s, err := jws.NewSigner(alg)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := s.Sign([]byte(signed), key)
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + b64(sig)
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) token(t testing.TB, claims map[string]any) string {
	t.Helper()
	return sign(t, jwa.RS256, map[string]any{"alg": "RS256", "kid": "k1", "typ": "JWT"}, mustJSON(t, claims), rsaOne())
}

func mustQuery(t testing.TB, raw string) url.Values {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
