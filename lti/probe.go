package lti

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// TokenProbe is what a token endpoint answered to a probe.
type TokenProbe struct {
	Granted []string // the scopes that it says it grants; nil where it doesn't say
}

// Grants says whether the scope is among those that were granted. A platform that doesn't say grants what was asked for
// (RFC 6749 §5.1).
func (p TokenProbe) Grants(scope string) bool {
	if p.Granted == nil {
		return true
	}
	for _, g := range p.Granted {
		if g == scope {
			return true
		}
	}
	return false
}

// ProbeToken asks for a token of one scope, whatever is kept, and tells what was granted. It is for whoever examines a
// registration.
func (s *Services) ProbeToken(ctx context.Context, reg Registration, scope string) (TokenProbe, error) {
	t, err := s.fetchToken(ctx, reg, scope)
	s.observe(reg, "token", err)
	if err != nil {
		return TokenProbe{}, err
	}
	s.tokens.mu.Lock()
	s.tokens.keep(tokenKey{reg.ID, reg.ClientID, reg.TokenURL, scope}, t, s.cfg.Clock())
	s.tokens.mu.Unlock()
	return TokenProbe{Granted: t.granted}, nil
}

// grantedScopes reads the scope of a token's answer, nil where it isn't told.
func grantedScopes(raw json.RawMessage) []string {
	var text string
	if json.Unmarshal(raw, &text) == nil && text != "" {
		return strings.Fields(text)
	}
	return nil
}

// DeleteLineItem removes a line item with all its scores. One that is gone already is no error.
func (s *Services) DeleteLineItem(ctx context.Context, reg Registration, lineItemURL string) error {
	_, err := s.do(ctx, reg, call{op: "delete_line_item", method: http.MethodDelete, url: lineItemURL, scope: ScopeLineItem})
	var e *ServiceError
	if errors.As(err, &e) && e.Code == ServiceNotFound {
		return nil
	}
	return err
}

// RegistrationOf names the registration that a launch began with, for whoever keeps count of refusals; "" where the state
// isn't one of ours. It proves nothing of who sends it.
func (t *Tool) RegistrationOf(wire string) string {
	st, err := t.openState(wire, t.cfg.Clock())
	if err != nil {
		return ""
	}
	return st.registration
}
