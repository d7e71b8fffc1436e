package lti

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"
)

// LoginRequest is a third-party initiated login (OIDC Core §4, LTI 1.3 Core §4.1), by GET or POST.
type LoginRequest struct {
	Issuer        string // iss
	LoginHint     string // login_hint, returned unchanged
	TargetLinkURI string // target_link_uri
	MessageHint   string // lti_message_hint, returned unchanged; optional
	ClientID      string // client_id; optional
	DeploymentID  string // lti_deployment_id; optional
	StorageTarget string // lti_storage_target; optional
}

// LoginResponse is what the browser has to be sent to, with a plain 302, and what it has to keep meanwhile:
// BrowserSecret in a cookie named CookieName (on https: HttpOnly, Secure, SameSite=None, Partitioned), and where
// StorageTarget isn't empty it can be put into the platform's storage as well.
type LoginResponse struct {
	RedirectURL    string // the platform's authorization endpoint with the request
	State          string
	BrowserSecret  string
	CookieName     string
	StorageTarget  string // frame name, "" where the platform offers no storage
	PlatformOrigin string // the origin of the authorization endpoint
	Nonce          string
}

// loginFields are the parameters of a login with the longest value that each may have (LTI-LOGIN-02). Hints are
// opaque and some platforms put whole tokens into them.
var loginFields = []struct {
	name string
	max  int
	set  func(*LoginRequest, string)
}{
	{"iss", 2048, func(r *LoginRequest, v string) { r.Issuer = v }},
	{"login_hint", 8192, func(r *LoginRequest, v string) { r.LoginHint = v }},
	{"target_link_uri", 4096, func(r *LoginRequest, v string) { r.TargetLinkURI = v }},
	{"lti_message_hint", 16384, func(r *LoginRequest, v string) { r.MessageHint = v }},
	{"client_id", 255, func(r *LoginRequest, v string) { r.ClientID = v }},
	{"lti_deployment_id", 255, func(r *LoginRequest, v string) { r.DeploymentID = v }},
	{"lti_storage_target", 255, func(r *LoginRequest, v string) { r.StorageTarget = v }},
}

// ParseLogin reads the parameters of a login from a query or a form. Unknown ones are ignored.
func ParseLogin(v url.Values) (LoginRequest, error) {
	var r LoginRequest
	for _, f := range loginFields {
		value, err := single(v, f.name, f.max)
		if err != nil {
			return LoginRequest{}, err
		}
		f.set(&r, value)
	}
	return r, r.check()
}

// single gives the one value of a parameter, checked for number, length and characters.
func single(v url.Values, name string, longest int) (string, error) {
	values := v[name]
	if len(values) == 0 {
		return "", nil
	}
	if len(values) > 1 {
		return "", refuseClaim("parameter_duplicated", name, nil)
	}
	if len(values[0]) > longest {
		return "", refuseClaim("parameter_too_long", name, nil)
	}
	if strings.ContainsFunc(values[0], func(c rune) bool { return c < ' ' || c == 0x7f || c == 0xfffd }) {
		return "", refuseClaim("parameter_malformed", name, nil)
	}
	return values[0], nil
}

func (r LoginRequest) check() error {
	switch {
	case r.Issuer == "":
		return refuseClaim("issuer_missing", "iss", nil)
	case r.LoginHint == "":
		return refuseClaim("login_hint_missing", "login_hint", nil)
	case r.TargetLinkURI == "":
		return refuseClaim("target_missing", "target_link_uri", nil)
	case len(r.ClientID) > 255 || len(r.DeploymentID) > 255 || len(r.StorageTarget) > 255:
		return refuse("parameter_too_long", nil) // the state holds some of them
	}
	return nil
}

// Login answers a third-party initiated login with the authentication request (Security Framework §5.1.1.2).
// It writes nothing: all that the launch has to know is sealed in the state.
func (t *Tool) Login(ctx context.Context, r LoginRequest) (LoginResponse, error) {
	if err := r.check(); err != nil {
		return LoginResponse{}, err
	}
	if err := t.allowedTarget(r.TargetLinkURI); err != nil {
		return LoginResponse{}, err
	}
	reg, err := t.cfg.Registrations.FindRegistration(ctx, r.Issuer, r.ClientID)
	if err != nil {
		return LoginResponse{}, fmt.Errorf("find registration: %w", err)
	}
	if reg.Issuer != r.Issuer || (r.ClientID != "" && reg.ClientID != r.ClientID) {
		return LoginResponse{}, refuse("registration_unknown", errors.New("the registration found is another one"))
	}
	if r.DeploymentID != "" && !slices.Contains(reg.Deployments, r.DeploymentID) {
		return LoginResponse{}, refuseClaim("deployment_unknown", "lti_deployment_id", nil)
	}
	auth, err := webURL(reg.AuthURL)
	if err != nil || len(reg.ID) > 255 {
		return LoginResponse{}, refuse("registration_malformed", err)
	}
	s := state{
		issuedAt:     t.cfg.Clock().Truncate(time.Second),
		target:       sha256.Sum256([]byte(r.TargetLinkURI)),
		registration: reg.ID,
		deployment:   r.DeploymentID,
	}
	if r.StorageTarget != "" {
		s.storageTarget, s.platformOrigin = r.StorageTarget, origin(auth)
	}
	var random [nonceBytes + secretBytes]byte
	if _, err := io.ReadFull(t.cfg.Rand, random[:]); err != nil {
		return LoginResponse{}, fmt.Errorf("draw nonce: %w", err)
	}
	copy(s.nonce[:], random[:])
	secret := b64.EncodeToString(random[nonceBytes:])
	s.browser = sha256.Sum256([]byte(secret))
	wire := s.seal(t.cfg.StateKey)
	return LoginResponse{
		RedirectURL:    t.authRequest(auth, reg, r, wire, s.nonceString()),
		State:          wire,
		BrowserSecret:  secret,
		CookieName:     t.CookieName(wire),
		StorageTarget:  r.StorageTarget,
		PlatformOrigin: origin(auth),
		Nonce:          s.nonceString(),
	}, nil
}

// authRequest builds the authentication request (Security Framework §5.1.1.2); the endpoint's own query is kept, but for
// parameters that the request has.
func (t *Tool) authRequest(auth *url.URL, reg Registration, r LoginRequest, wire, nonce string) string {
	all := [...]struct{ name, value string }{{"scope", "openid"}, {"response_type", "id_token"}, {"response_mode", "form_post"}, {"prompt", "none"}, {"client_id", reg.ClientID},
		{"redirect_uri", t.cfg.LaunchURL}, {"login_hint", r.LoginHint}, {"state", wire}, {"nonce", nonce}, {"lti_message_hint", r.MessageHint}}
	own := all[:]
	if r.MessageHint == "" {
		own = all[:len(all)-1]
	}
	var query strings.Builder
	query.Grow(256 + len(wire) + len(r.LoginHint) + len(r.MessageHint))
	if auth.RawQuery != "" {
		kept := auth.Query()
		for _, p := range own {
			kept.Del(p.name)
		}
		query.WriteString(kept.Encode())
	}
	for _, p := range own {
		if query.Len() > 0 {
			query.WriteByte('&')
		}
		query.WriteString(p.name)
		query.WriteByte('=')
		query.WriteString(url.QueryEscape(p.value))
	}
	u := *auth
	u.RawQuery = query.String()
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}
