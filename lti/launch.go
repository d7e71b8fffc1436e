package lti

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxToken bounds an id_token (LTI-SEC-02). Real ones have 2 to 8 KiB.
const maxToken = 64 << 10

// LaunchRequest is what the browser posts to the redirect_uri (Security Framework §5.1.1.3, errors §5.1.1.5).
type LaunchRequest struct {
	IDToken          string
	State            string
	BrowserSecrets   []string // values of the state's cookie, or what platform storage returned; 32 are looked at
	Error            string   // OIDC error code, where the platform refused
	ErrorDescription string
}

// ParseLaunch reads the form. Fields beside those of the standard are ignored; platforms add their own.
// BrowserSecrets are for the caller to add.
func ParseLaunch(v url.Values) (LaunchRequest, error) {
	var r LaunchRequest
	fields := []struct {
		name string
		into *string
	}{{"id_token", &r.IDToken}, {"state", &r.State}, {"error", &r.Error}, {"error_description", &r.ErrorDescription}}
	for _, f := range fields {
		switch values := v[f.name]; len(values) {
		case 0:
		case 1:
			*f.into = values[0]
		default:
			return LaunchRequest{}, refuseClaim("parameter_duplicated", f.name, nil)
		}
	}
	if r.Error == "" && r.IDToken == "" {
		return LaunchRequest{}, refuseClaim("token_missing", "id_token", nil)
	}
	return r, nil
}

var errIdentifier = errors.New("not 1 to 255 ASCII characters")

// Launch verifies a launch by every rule of RULES.md but one, which is left to the caller: Launch.Once has to be
// inserted uniquely, see OnceKey. A refusal is an *Error; any other error is of the Registrations.
func (t *Tool) Launch(ctx context.Context, r LaunchRequest) (*Launch, error) {
	now := t.cfg.Clock()
	s, err := t.openState(r.State, now)
	if err != nil {
		return nil, err
	}
	if r.Error != "" {
		return nil, refuseClaim("platform_error", oidcError(r.Error), nil)
	}
	if err := s.proveBrowser(r.BrowserSecrets); err != nil {
		return nil, err
	}
	reg, err := t.cfg.Registrations.RegistrationByID(ctx, s.registration)
	if err != nil {
		return nil, fmt.Errorf("find registration: %w", err)
	}
	payload, err := t.verify(ctx, reg, r.IDToken)
	if err != nil {
		return nil, err
	}
	return t.read(reg, s, payload, now)
}

// read checks the claims of a token whose signature was verified.
func (t *Tool) read(reg Registration, s state, payload []byte, now time.Time) (*Launch, error) {
	m, err := parseObject(payload)
	if err != nil {
		return nil, objectError(err)
	}
	c := &claims{m: m}
	l := &Launch{Registration: reg, Raw: json.RawMessage(payload), Once: s.once(t.cfg.StateTTL, t.cfg.Skew)}
	for _, check := range []func(*claims, *Launch, state, time.Time) error{t.checkParties, t.checkTimes, t.checkMessage, t.checkPerson} {
		if err := check(c, l, s, now); err != nil {
			return nil, err
		}
	}
	l.fill(c)
	if c.err != nil {
		return nil, c.err
	}
	return l, nil
}

// oidcError keeps an error code of the platform only if it looks like one (RFC 6749 §4.1.2.1).
func oidcError(code string) string {
	if len(code) > 64 || strings.ContainsFunc(code, func(c rune) bool { return (c < 'a' || c > 'z') && c != '_' }) {
		return "unreadable"
	}
	return code
}

func objectError(err error) error {
	if errors.Is(err, errDuplicate) {
		return refuse("claim_duplicated", err)
	}
	return refuse("token_malformed", err)
}

// verify checks the token's form and signature and gives its payload.
func (t *Tool) verify(ctx context.Context, reg Registration, token string) ([]byte, error) {
	if token == "" {
		return nil, refuseClaim("token_missing", "id_token", nil)
	}
	if len(token) > maxToken {
		return nil, refuse("token_too_large", nil)
	}
	tok := []byte(token)
	dot1 := bytes.IndexByte(tok, '.')
	dot2 := bytes.LastIndexByte(tok, '.')
	if dot1 <= 0 || dot2 <= dot1 || bytes.IndexByte(tok[dot1+1:dot2], '.') >= 0 {
		return nil, refuse("token_malformed", errors.New("not three parts"))
	}
	head, err1 := decode64(tok[:dot1])
	payload, err2 := decode64(tok[dot1+1 : dot2])
	sig, err3 := decode64(tok[dot2+1:])
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, refuse("token_malformed", errBase64)
	}
	alg, kid, err := t.checkHeader(reg, head)
	if err != nil {
		return nil, err
	}
	if len(sig) == 0 {
		return nil, refuse("signature_invalid", errors.New("empty"))
	}
	if err := t.checkSignature(ctx, reg.JWKSURL, alg, kid, tok[:dot2], sig); err != nil {
		return nil, err
	}
	return payload, nil
}

// checkHeader reads alg and kid. Keys and addresses of keys in the header (jwk, jku, x5c, x5u) are never looked at:
// only the registered key set counts. Extensions that must be understood (crit) are refused: none is.
func (t *Tool) checkHeader(reg Registration, head []byte) (alg, kid string, err error) {
	m, err := parseObject(head)
	if err != nil {
		return "", "", objectError(err)
	}
	for _, name := range []string{"crit", "b64"} {
		if _, given := m[name]; given {
			return "", "", refuseClaim("header_not_allowed", name, nil)
		}
	}
	h := &claims{m: m}
	alg, kid = h.str("alg"), h.str("kid")
	if h.err != nil {
		return "", "", h.err
	}
	allowed := reg.Algorithms
	if len(allowed) == 0 {
		allowed = []string{"RS256"}
	}
	if _, known := algorithms[alg]; !known || !slices.Contains(allowed, alg) {
		return "", "", refuse("alg_not_allowed", nil)
	}
	return alg, kid, nil
}

// checkSignature verifies with the platform's keys. Where none of them made the signature, the platform may have
// replaced a key under the same id, so the set is fetched again if it may be.
func (t *Tool) checkSignature(ctx context.Context, jwksURL, alg, kid string, signed, sig []byte) error {
	v := t.verifiers[alg]
	for try := range 2 {
		keys, err := t.cfg.Keys.Keys(ctx, jwksURL, kid, alg)
		if err != nil {
			return err
		}
		for _, key := range keys {
			if v.Verify(signed, sig, key) == nil {
				return nil
			}
		}
		if try == 0 {
			if fetched, err := t.cfg.Keys.Refetch(ctx, jwksURL); err != nil || !fetched {
				break
			}
		}
	}
	return refuse("signature_invalid", nil)
}

// checkParties checks who issued the token, for whom, through which deployment and to which login.
func (t *Tool) checkParties(c *claims, l *Launch, s state, _ time.Time) error {
	iss, aud, azp, nonce, deployment := c.str("iss"), c.audience(), c.str("azp"), c.str("nonce"), c.str(claimDeployment)
	if c.err != nil {
		return c.err
	}
	reg := l.Registration
	switch {
	case iss != reg.Issuer:
		return refuseClaim("issuer_mismatch", "iss", nil)
	case !slices.Contains(aud, reg.ClientID):
		return refuseClaim("audience_mismatch", "aud", nil)
	case len(aud) > 1 && azp == "":
		return refuseClaim("azp_missing", "azp", nil)
	case azp != "" && azp != reg.ClientID:
		return refuseClaim("azp_mismatch", "azp", nil)
	case nonce == "":
		return refuseClaim("nonce_missing", "nonce", nil)
	case subtle.ConstantTimeCompare([]byte(nonce), []byte(s.nonceString())) != 1:
		return refuseClaim("nonce_mismatch", "nonce", nil)
	case deployment == "":
		return refuseClaim("deployment_missing", claimDeployment, nil)
	case !slices.Contains(reg.Deployments, deployment):
		return refuseClaim("deployment_unknown", claimDeployment, nil)
	case s.deployment != "" && s.deployment != deployment:
		return refuseClaim("deployment_mismatch", claimDeployment, nil)
	}
	l.DeploymentID = deployment
	return nil
}

// checkTimes checks exp, iat and nbf with the tolerated difference of clocks.
func (t *Tool) checkTimes(c *claims, l *Launch, s state, now time.Time) error {
	exp, hasExp := c.seconds("exp")
	iat, hasIat := c.seconds("iat")
	nbf, hasNbf := c.seconds("nbf")
	if c.err != nil {
		return c.err
	}
	skew := t.cfg.Skew
	switch {
	case !hasExp:
		return refuseClaim("claim_missing", "exp", nil)
	case !hasIat:
		return refuseClaim("claim_missing", "iat", nil)
	case exp.Before(iat):
		return refuseClaim("claim_malformed", "exp", errors.New("before iat"))
	case !now.Before(exp.Add(skew)):
		return refuseClaim("token_expired", "exp", nil)
	case iat.After(now.Add(skew)):
		return refuseClaim("issued_in_future", "iat", nil)
	case iat.Before(s.issuedAt.Add(-skew)):
		return refuseClaim("issued_too_early", "iat", nil)
	case hasNbf && nbf.After(now.Add(skew)):
		return refuseClaim("not_yet_valid", "nbf", nil)
	}
	l.IssuedAt = iat
	return nil
}

// checkMessage checks what is asked for and where it leads.
func (t *Tool) checkMessage(c *claims, l *Launch, s state, _ time.Time) error {
	l.Version, l.MessageType, l.TargetLinkURI = c.str(claimVersion), c.str(claimMessageType), c.str(claimTarget)
	if c.err != nil {
		return c.err
	}
	if l.Version != "1.3.0" {
		return refuseClaim("version_unsupported", claimVersion, nil)
	}
	switch l.MessageType {
	case MessageResourceLink, MessageDeepLinking, MessageSubmissionReview:
	default:
		return refuseClaim("message_type_unsupported", claimMessageType, nil)
	}
	if l.TargetLinkURI == "" {
		if l.MessageType != MessageDeepLinking {
			return refuseClaim("target_missing", claimTarget, nil)
		}
	} else {
		if sum := sha256.Sum256([]byte(l.TargetLinkURI)); sum != s.target {
			return refuseClaim("target_mismatch", claimTarget, nil)
		}
		if err := t.allowedTarget(l.TargetLinkURI); err != nil {
			return err
		}
	}
	if l.MessageType == MessageDeepLinking {
		return l.readDeepLinking(c)
	}
	return l.readResourceLink(c)
}

// readResourceLink reads the link and, in a submission review, whose work it is.
func (l *Launch) readResourceLink(c *claims) error {
	if !c.object(claimResourceLink, &l.ResourceLink) && c.err == nil {
		return refuseClaim("resource_link_missing", claimResourceLink, nil)
	}
	switch {
	case c.err != nil:
		return refuseClaim("resource_link_malformed", claimResourceLink, errType)
	case l.ResourceLink.ID == "":
		return refuseClaim("resource_link_missing", claimResourceLink, errors.New("no id"))
	case !identifier(l.ResourceLink.ID):
		return refuseClaim("resource_link_malformed", claimResourceLink, errIdentifier)
	}
	if l.MessageType != MessageSubmissionReview {
		return nil
	}
	var user ForUser
	if !c.object(claimForUser, &user) || user.UserID == "" {
		return refuseClaim("for_user_missing", claimForUser, nil)
	}
	l.ForUser = &user
	return nil
}

// checkPerson checks who launches and in which roles.
func (t *Tool) checkPerson(c *claims, l *Launch, _ state, _ time.Time) error {
	l.Subject = c.str("sub")
	if c.err != nil {
		return refuseClaim("subject_malformed", "sub", errType)
	}
	if l.Subject == "" {
		return refuseClaim("subject_missing", "sub", nil)
	}
	if !identifier(l.Subject) {
		return refuseClaim("subject_malformed", "sub", errIdentifier)
	}
	roles, given := c.strs(claimRoles)
	if c.err != nil {
		return c.err
	}
	if !given {
		return refuseClaim("roles_missing", claimRoles, nil)
	}
	l.Roles, l.Principal = roles, PrincipalRole(roles)
	return nil
}
