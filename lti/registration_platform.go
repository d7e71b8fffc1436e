package lti

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// PlatformConfiguration is what a platform publishes of itself for registrations (DR, step 2). Fetched ones have passed
// every check, so their addresses may be used and kept.
type PlatformConfiguration struct {
	Issuer              string
	AuthURL             string
	TokenURL            string
	JWKSURL             string
	RegistrationURL     string
	AuthorizationServer string // aud of client assertions where it is told and differs from the token endpoint
	Scopes              []string
	Claims              []string
	ProductFamily       string // "moodle", "canvas", …; "" where it isn't told
	Version             string
	Messages            []string            // message types that it knows; empty: it doesn't tell
	Placements          map[string][]string // of a message type
	Variables           []string            // custom variables that it fills in; empty: it doesn't tell
	signingAlgs         []string
	idTokenAlgs         []string
	tokenAuthMethods    []string
	responseTypes       []string
}

// platformDocument is the wire form.
type platformDocument struct {
	Issuer               string     `json:"issuer"`
	AuthorizationServer  string     `json:"authorization_server"`
	AuthURL              string     `json:"authorization_endpoint"`
	TokenURL             string     `json:"token_endpoint"`
	JWKSURL              string     `json:"jwks_uri"`
	RegistrationURL      string     `json:"registration_endpoint"`
	Scopes               StringList `json:"scopes_supported"`
	Claims               StringList `json:"claims_supported"`
	ResponseTypes        StringList `json:"response_types_supported"`
	IDTokenAlgs          StringList `json:"id_token_signing_alg_values_supported"`
	TokenAuthMethods     StringList `json:"token_endpoint_auth_methods_supported"`
	TokenAuthSigningAlgs StringList `json:"token_endpoint_auth_signing_alg_values_supported"`
	Platform             struct {
		ProductFamily string `json:"product_family_code"`
		Version       string `json:"version"`
		Messages      []struct {
			Type       string     `json:"type"`
			Placements StringList `json:"placements"`
		} `json:"messages_supported"`
		Variables StringList `json:"variables"`
	} `json:"https://purl.imsglobal.org/spec/lti-platform-configuration"`
}

// hostedIssuers are the issuers that stand for all customers of a hosted platform, with the domains under which its
// documents are. For every other one, issuer and document have the same origin.
var hostedIssuers = map[string][]string{
	"https://canvas.instructure.com":      {"instructure.com", "canvaslms.com"},
	"https://canvas.beta.instructure.com": {"instructure.com", "canvaslms.com"},
	"https://canvas.test.instructure.com": {"instructure.com", "canvaslms.com"},
	"https://blackboard.com":              {"blackboard.com"},
}

// Configuration fetches and checks what the platform publishes of itself.
func (r *Registrar) Configuration(ctx context.Context, req RegistrationRequest) (PlatformConfiguration, error) {
	u, err := r.address(req.ConfigurationURL)
	if err != nil {
		return PlatformConfiguration{}, refuse("registration_address_refused", err)
	}
	get, err := http.NewRequest(http.MethodGet, u.String(), nil)
	if err != nil {
		return PlatformConfiguration{}, refuse("registration_address_refused", errors.New("not an address"))
	}
	get.Header.Set("Accept", "application/json")
	status, body, err := r.fetch(ctx, get)
	var large errTooLarge
	switch {
	case errors.Is(err, ErrPrivate):
		return PlatformConfiguration{}, refuse("registration_address_private", err)
	case errors.As(err, &large):
		return PlatformConfiguration{}, refuse("platform_configuration_malformed", err)
	case err != nil:
		return PlatformConfiguration{}, refuse("platform_configuration_unavailable", err)
	case status != http.StatusOK:
		return PlatformConfiguration{}, refuse("platform_configuration_unavailable", fmt.Errorf("HTTP status %d", status))
	}
	return r.parseConfiguration(u, body)
}

// parseConfiguration reads a document that was fetched from an address.
func (r *Registrar) parseConfiguration(from *url.URL, body []byte) (PlatformConfiguration, error) {
	var doc platformDocument
	if err := json.Unmarshal(body, &doc); err != nil {
		if looksLikeHTML(body) {
			return PlatformConfiguration{}, refuse("platform_configuration_malformed", errors.New("a page of HTML"))
		}
		return PlatformConfiguration{}, refuse("platform_configuration_malformed", errors.New("not JSON of the expected shape"))
	}
	c := PlatformConfiguration{Issuer: doc.Issuer, AuthURL: doc.AuthURL, TokenURL: doc.TokenURL, JWKSURL: doc.JWKSURL, RegistrationURL: doc.RegistrationURL,
		AuthorizationServer: doc.AuthorizationServer, Scopes: doc.Scopes, Claims: doc.Claims, ProductFamily: clip(doc.Platform.ProductFamily, 100),
		Version: clip(doc.Platform.Version, 100), Variables: doc.Platform.Variables, Placements: map[string][]string{},
		signingAlgs: doc.TokenAuthSigningAlgs, idTokenAlgs: doc.IDTokenAlgs, tokenAuthMethods: doc.TokenAuthMethods, responseTypes: doc.ResponseTypes}
	for _, m := range doc.Platform.Messages {
		c.Messages = append(c.Messages, m.Type)
		c.Placements[m.Type] = m.Placements
	}
	if c.AuthorizationServer == c.TokenURL || len(c.AuthorizationServer) > 2048 {
		c.AuthorizationServer = ""
	}
	if err := r.checkAddresses(from, c); err != nil {
		return PlatformConfiguration{}, err
	}
	if err := c.checkAbilities(); err != nil {
		return PlatformConfiguration{}, err
	}
	return c, nil
}

// checkAddresses keeps LTI-REG-04 and LTI-REG-05.
func (r *Registrar) checkAddresses(from *url.URL, c PlatformConfiguration) error {
	for _, e := range []struct{ name, value string }{
		{"issuer", c.Issuer}, {"authorization_endpoint", c.AuthURL}, {"token_endpoint", c.TokenURL},
		{"jwks_uri", c.JWKSURL}, {"registration_endpoint", c.RegistrationURL},
	} {
		u, err := r.address(e.value)
		switch {
		case e.value == "":
			return refuseClaim("platform_configuration_incomplete", e.name, errors.New("it is missing"))
		case err != nil || len(e.value) > 2048:
			return refuseClaim("platform_configuration_incomplete", e.name, errors.New("it is no usable web address"))
		case u.Scheme == "http" && from.Scheme == "https":
			return refuseClaim("platform_configuration_incomplete", e.name, errors.New("it is http where the configuration is https"))
		}
	}
	issuer, err := webURL(c.Issuer)
	if err != nil || issuer.RawQuery != "" {
		return refuseClaim("platform_configuration_incomplete", "issuer", errors.New("it is no issuer"))
	}
	if origin(issuer) == origin(from) {
		return nil
	}
	host := strings.ToLower(from.Hostname())
	for _, domain := range hostedIssuers[strings.TrimSuffix(c.Issuer, "/")] {
		if from.Scheme == "https" && (host == domain || strings.HasSuffix(host, "."+domain)) {
			return nil
		}
	}
	return refuseClaim("platform_issuer_mismatch", "issuer", nil)
}

// checkAbilities keeps LTI-REG-06. What a platform doesn't list it may do all the same.
func (c PlatformConfiguration) checkAbilities() error {
	for _, a := range []struct {
		name, want string
		has        []string
	}{
		{"id_token_signing_alg_values_supported", "RS256", c.idTokenAlgs},
		{"token_endpoint_auth_signing_alg_values_supported", "RS256", c.signingAlgs},
		{"token_endpoint_auth_methods_supported", "private_key_jwt", c.tokenAuthMethods},
		{"response_types_supported", "id_token", c.responseTypes},
	} {
		if len(a.has) > 0 && !slices.Contains(a.has, a.want) {
			return refuseClaim("platform_configuration_unsupported", a.name, fmt.Errorf("%s isn't among them", a.want))
		}
	}
	return nil
}

// clip bounds a text from outside and keeps it to one printable line.
func clip(s string, n int) string {
	s = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return strings.TrimSpace(s)
}
