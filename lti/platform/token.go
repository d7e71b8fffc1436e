package platform

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

const (
	tokenLife     = time.Hour
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	// Moodle labels the JSON of its token endpoint so.
	tokenContentType = "text/html; charset=utf-8"
)

type accessToken struct {
	ClientID ClientID  `json:"clientId"`
	Scopes   []string  `json:"scopes"`
	Expires  time.Time `json:"expires"`
}

// audience is a JWT aud, a string or a list (RFC 7519, 4.1.3).
type audience []string

func (a *audience) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(a))
}

// toolClaims are the claims of a message that a tool signs.
type toolClaims struct {
	Issuer      string            `json:"iss"`
	Subject     string            `json:"sub"`
	Audience    audience          `json:"aud"`
	Expires     *float64          `json:"exp"`
	IssuedAt    *float64          `json:"iat"`
	ID          string            `json:"jti"`
	Nonce       string            `json:"nonce"`
	Deployment  string            `json:"https://purl.imsglobal.org/spec/lti/claim/deployment_id"`
	MessageType string            `json:"https://purl.imsglobal.org/spec/lti/claim/message_type"`
	Version     string            `json:"https://purl.imsglobal.org/spec/lti/claim/version"`
	Items       []json.RawMessage `json:"https://purl.imsglobal.org/spec/lti-dl/claim/content_items"`
	Data        string            `json:"https://purl.imsglobal.org/spec/lti-dl/claim/data"`
	Message     string            `json:"https://purl.imsglobal.org/spec/lti-dl/claim/msg"`
	ErrorMsg    string            `json:"https://purl.imsglobal.org/spec/lti-dl/claim/errormsg"`
}

// Refusals of a message signed by a tool.
var (
	errMalformed = errors.New("not a signed compact JWT")
	errClient    = errors.New("invalid_client")
	errKid       = errors.New("kid must be provided in JWT header")
	errAlg       = errors.New("algorithm not allowed")
	errSignature = errors.New("signature does not verify")
	errExpired   = errors.New("expired token")
	errTime      = errors.New("exp and iat are needed as numbers")
	errFuture    = errors.New("cannot handle token with iat in the future")
	errAudience  = errors.New("aud is not this platform's")
	errReplay    = errors.New("jti or nonce is missing or was used before")
)

func allowedAlg(a jwa.SignatureAlgorithm) bool {
	switch a {
	case jwa.RS256, jwa.RS384, jwa.RS512, jwa.PS256, jwa.PS384, jwa.PS512, jwa.ES256, jwa.ES384, jwa.ES512:
		return true
	default:
		return false
	}
}

// verifyTool verifies a message of a tool: signature against the key set of
// its issuer, aud, exp, iat against the platform's own clock without leeway,
// and the single use of its id (Security Framework 1.0, 4.1.1 and 5.2.2).
func (p *Platform) verifyTool(ctx context.Context, raw string, aud string) (ToolConfig, toolClaims, error) {
	var claims toolClaims
	msg, err := jws.ParseString(raw)
	if err != nil || strings.Count(raw, ".") != 2 || len(msg.Signatures()) != 1 {
		return ToolConfig{}, claims, errMalformed
	}
	if err := json.Unmarshal(msg.Payload(), &claims); err != nil {
		return ToolConfig{}, claims, fmt.Errorf("%w: %w", errMalformed, err)
	}
	tool, _, ok := p.tool(ClientID(claims.Issuer))
	if !ok {
		return ToolConfig{}, claims, errClient
	}
	header := msg.Signatures()[0].ProtectedHeaders()
	switch {
	case header.KeyID() == "":
		return tool, claims, errKid
	case !allowedAlg(header.Algorithm()):
		return tool, claims, errAlg
	}
	key, err := p.toolKey.find(ctx, tool.JWKSURL, header.KeyID(), p.now())
	if err != nil {
		return tool, claims, err
	}
	if err := verifyWith(raw, header.Algorithm(), key); err != nil {
		return tool, claims, err
	}
	now := float64(p.now().UnixNano()) / 1e9
	switch {
	case claims.Expires == nil || claims.IssuedAt == nil:
		return tool, claims, errTime
	case *claims.IssuedAt > now:
		return tool, claims, errFuture
	case *claims.Expires <= now:
		return tool, claims, errExpired
	case !slices.Contains(claims.Audience, aud):
		return tool, claims, errAudience
	}
	return tool, claims, nil
}

func verifyWith(raw string, alg jwa.SignatureAlgorithm, key jwk.Key) error {
	if named := key.Algorithm().String(); named != "" && named != alg.String() {
		return errAlg
	}
	if _, err := jws.Verify([]byte(raw), jws.WithKey(alg, key)); err != nil {
		return fmt.Errorf("%w: %w", errSignature, err)
	}
	return nil
}

// useOnce marks an id of a tool as used until it expires anyway.
func (p *Platform) useOnce(client ClientID, id string, exp float64) error {
	if id == "" {
		return errReplay
	}
	key := hashed(string(client) + "\x00" + id)
	return p.update(func(st *state) error {
		if _, used := st.UsedIDs[key]; used {
			return errReplay
		}
		st.UsedIDs[key] = time.Unix(int64(exp)+1, 0)
		return nil
	})
}

// serveToken is the OAuth 2.0 token endpoint (Security Framework 1.0, 4.1).
func (p *Platform) serveToken(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	refuse := func(code string) {
		p.log.Warn("token refused", "code", code)
		writeJSON(w, http.StatusBadRequest, p.is.tokenMedia, map[string]string{"error": code})
	}
	if err := r.ParseForm(); err != nil {
		refuse("invalid_request")
		return
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		refuse("unsupported_grant_type")
		return
	}
	if r.PostForm.Get("client_assertion_type") != assertionType {
		refuse("invalid_request")
		return
	}
	tool, claims, err := p.verifyTool(r.Context(), r.PostForm.Get("client_assertion"), p.cfg.BaseURL+p.is.token)
	if err == nil && claims.Subject != claims.Issuer {
		err = errClient
	}
	if err == nil {
		err = p.useOnce(tool.ClientID, claims.ID, *claims.Expires)
	}
	if errors.Is(err, errKeyUnknown) { // Moodle's body for this is not JSON
		p.log.Warn("token refused", "code", "kid unknown")
		w.Header().Set("Content-Type", p.is.tokenMedia)
		w.WriteHeader(http.StatusBadRequest)
		write(w, []byte("{\n  \"error\" : \"\"kid\" invalid, unable to lookup correct key\"\n}"))
		return
	}
	if err != nil {
		refuse(err.Error())
		return
	}
	p.issueToken(w, tool, strings.Fields(r.PostForm.Get("scope")), refuse)
}

// issueToken grants what is both asked for and allowed; the rest is dropped
// without a word.
func (p *Platform) issueToken(w http.ResponseWriter, tool ToolConfig, asked []string, refuse func(string)) {
	var granted []string
	for _, s := range asked {
		if slices.Contains(tool.Scopes, s) && !slices.Contains(granted, s) {
			granted = append(granted, s)
		}
	}
	if len(granted) == 0 {
		refuse("invalid_scope")
		return
	}
	token := p.random() + p.random()
	err := p.update(func(st *state) error {
		st.Tokens[hashed(token)] = accessToken{ClientID: tool.ClientID, Scopes: granted, Expires: p.now().Add(tokenLife)}
		return nil
	})
	if err != nil {
		p.serverError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, p.is.tokenMedia, map[string]any{
		"access_token": token, "token_type": "Bearer", "expires_in": int(tokenLife / time.Second),
		"scope": strings.Join(granted, " "),
	})
}

// RevokeTokens makes every access token of every tool worthless.
func (p *Platform) RevokeTokens() error {
	return p.update(func(st *state) error {
		clear(st.Tokens)
		return nil
	})
}

// bearer finds the tool behind a request that may use one of the scopes, and
// answers the request itself where there is none (RFC 6750, 3.1).
func (p *Platform) bearer(w http.ResponseWriter, r *http.Request, scopes ...string) (ToolConfig, int, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	var have accessToken
	if strings.EqualFold(scheme, "Bearer") {
		p.view(func(st *state) { have = st.Tokens[hashed(token)] })
	}
	tool, typeID, known := p.tool(have.ClientID)
	if !known || p.now().After(have.Expires) {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		serviceError(w, r, http.StatusUnauthorized, "Unauthorized")
		return ToolConfig{}, 0, false
	}
	if r.PathValue("course") != p.cfg.Course.ID {
		serviceError(w, r, http.StatusNotFound, "Not Found")
		return ToolConfig{}, 0, false
	}
	if asked := r.URL.Query().Get("type_id"); asked != "" && asked != fmt.Sprint(typeID) {
		serviceError(w, r, http.StatusForbidden, "Forbidden")
		return ToolConfig{}, 0, false
	}
	for _, s := range scopes {
		if slices.Contains(have.Scopes, s) {
			return tool, typeID, true
		}
	}
	w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
	serviceError(w, r, http.StatusForbidden, "Forbidden")
	return ToolConfig{}, 0, false
}

func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
