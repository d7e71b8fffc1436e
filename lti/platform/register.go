package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// The endpoints of Dynamic Registration 1.0.
const (
	EndpointConfiguration Endpoint = "configuration"
	EndpointRegistration  Endpoint = "registration"
)

const (
	registrationLife  = time.Hour
	toolConfiguration = "https://purl.imsglobal.org/spec/lti-tool-configuration"
)

// registeredTool is a tool that registered by itself. It can do nothing until somebody activates it, as in Moodle.
type registeredTool struct {
	Tool   ToolConfig `json:"tool"`
	Logo   string     `json:"logo"`
	Active bool       `json:"active"`
}

// loadRegistered adds the active tools that registered by themselves before a restart.
func (p *Platform) loadRegistered() error {
	var active []ToolConfig
	p.view(func(st *state) {
		for _, r := range st.Registered {
			if r.Active {
				active = append(active, r.Tool)
			}
		}
	})
	for _, t := range active {
		if err := p.AddTool(t); err != nil {
			return err
		}
	}
	return nil
}

// Registrations lists the tools that registered by themselves: their client ids, and whether each is active.
func (p *Platform) Registrations() map[ClientID]bool {
	out := map[ClientID]bool{}
	p.view(func(st *state) {
		for _, r := range st.Registered {
			out[r.Tool.ClientID] = r.Active
		}
	})
	return out
}

// RegistrationURL is where a tool's registration page is opened: the tool's address with the platform's configuration
// and a fresh token of an hour that works once (Dynamic Registration 1.0, step 1).
func (p *Platform) RegistrationURL(toolURL string) (string, error) {
	u, err := url.Parse(toolURL)
	if err != nil || !webURL(toolURL) {
		return "", fmt.Errorf("%w: %q is not an http(s) URL", ErrConfig, toolURL)
	}
	now := p.now()
	token, err := p.sign(map[string]any{"sub": p.random()[:15], "scope": "reg", "iat": now.Unix(), "exp": now.Add(registrationLife).Unix()}, SignOptions{}, nil)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("openid_configuration", p.cfg.BaseURL+"/lti/openid-configuration")
	q.Set("registration_token", token)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// serveConfiguration publishes what tools need to know (Dynamic Registration 1.0, step 2).
func (p *Platform) serveConfiguration(w http.ResponseWriter, _ *http.Request) {
	base, at := p.cfg.BaseURL, p.Endpoints()
	writeJSON(w, http.StatusOK, "application/json", map[string]any{
		"issuer": at.Issuer, "authorization_endpoint": at.AuthURL, "token_endpoint": at.TokenURL, "jwks_uri": at.JWKSURL,
		"registration_endpoint":                            base + "/lti/openid-registration",
		"token_endpoint_auth_methods_supported":            []string{"private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []string{"RS256"},
		"id_token_signing_alg_values_supported":            []string{"RS256"},
		"response_types_supported":                         []string{"id_token"},
		"subject_types_supported":                          []string{"public"},
		"scopes_supported":                                 append(p.scopes(), "openid"),
		"claims_supported":                                 []string{"sub", "iss", "name", "given_name", "family_name", "email"},
		"https://purl.imsglobal.org/spec/lti-platform-configuration": map[string]any{
			"product_family_code": p.is.family, "version": "1",
			"messages_supported": []map[string]any{{"type": MessageResourceLink}, {"type": MessageDeepLinking, "placements": []string{"ContentArea"}}},
			"variables":          p.variables(),
		},
	})
}

// toolMetadata is a tool's request to be registered (Dynamic Registration 1.0, step 3).
type toolMetadata struct {
	Name      string   `json:"client_name"`
	LoginURL  string   `json:"initiate_login_uri"`
	Redirects []string `json:"redirect_uris"`
	JWKSURL   string   `json:"jwks_uri"`
	LogoURL   string   `json:"logo_uri"`
	Scope     string   `json:"scope"`
	Config    struct {
		Domain      string            `json:"domain"`
		Target      string            `json:"target_link_uri"`
		Description string            `json:"description"`
		Custom      map[string]string `json:"custom_parameters"`
		Messages    []struct {
			Type   string `json:"type"`
			Target string `json:"target_link_uri"`
		} `json:"messages"`
	} `json:"https://purl.imsglobal.org/spec/lti-tool-configuration"`
}

// serveRegistration registers a tool, which then waits to be activated. Errors are Moodle's bare words.
func (p *Platform) serveRegistration(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, word string) {
		p.log.Warn("registration refused", "reason", word)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		write(w, []byte(word))
	}
	client, exp, err := p.checkRegistrationToken(r.Header.Get("Authorization"))
	if err != nil {
		refuse(http.StatusUnauthorized, err.Error())
		return
	}
	var m toolMetadata
	raw, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil {
		refuse(http.StatusBadRequest, "invalid_metadata")
		return
	}
	if word := m.fault(); word != "" {
		refuse(http.StatusBadRequest, word)
		return
	}
	if err := p.useOnce(client, "registration", exp); err != nil {
		refuse(http.StatusUnauthorized, "token_already_used")
		return
	}
	tool, err := p.register(client, m)
	if err != nil {
		p.serverError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, "application/json; charset=utf-8", registrationAnswer(tool, m))
}

// checkRegistrationToken verifies a token that RegistrationURL made and that wasn't used yet; the error is a bare word.
func (p *Platform) checkRegistrationToken(header string) (ClientID, float64, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", 0, errors.New("missing_registration_token")
	}
	payload, err := jws.Verify([]byte(token), jws.WithKey(jwa.RS256, p.signingKey().key.Public()))
	var claims struct {
		Subject string  `json:"sub"`
		Scope   string  `json:"scope"`
		Expires float64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Scope != "reg" || claims.Subject == "" {
		return "", 0, errors.New("invalid_registration_token")
	}
	if claims.Expires <= float64(p.now().Unix()) {
		return "", 0, errors.New("token_expired")
	}
	used := false
	p.view(func(st *state) { _, used = st.UsedIDs[hashed(claims.Subject+"\x00registration")] })
	if used {
		return "", 0, errors.New("token_already_used")
	}
	return ClientID(claims.Subject), claims.Expires, nil
}

// fault is what is wrong with a request, "" for nothing.
func (m toolMetadata) fault() string {
	target, err := url.Parse(m.Config.Target)
	switch {
	case m.Name == "":
		return "missing_client_name"
	case !webURL(m.LoginURL):
		return "missing_initiate_login_uri"
	case !webURL(m.JWKSURL):
		return "missing_jwks_uri"
	case len(m.Redirects) == 0 || slices.ContainsFunc(m.Redirects, func(s string) bool { return !webURL(s) }):
		return "missing_redirect_uris"
	case m.Config.Domain == "":
		return "missing_domain"
	case err != nil || target.Host != m.Config.Domain: // the port counts, as in Moodle
		return "domain_targetlinkuri_mismatch"
	}
	return ""
}

func (p *Platform) register(client ClientID, m toolMetadata) (ToolConfig, error) {
	tool := ToolConfig{ClientID: client, Title: m.Name, LoginURL: m.LoginURL, LaunchURL: m.Redirects[0], JWKSURL: m.JWKSURL,
		TargetLinkURI: m.Config.Target, DeepLinkURI: m.Config.Target, Scopes: p.grantedScopes(strings.Fields(m.Scope)), Custom: m.Config.Custom}
	for _, msg := range m.Config.Messages {
		if msg.Type == MessageDeepLinking && webURL(msg.Target) {
			tool.DeepLinkURI = msg.Target
		}
	}
	return tool, p.update(func(st *state) error {
		tool.DeploymentIDs = []DeploymentID{DeploymentID(fmt.Sprint(len(st.Registered) + 2))}
		st.Registered = append(st.Registered, registeredTool{Tool: tool, Logo: m.LogoURL})
		return nil
	})
}

// grantedScopes are those that were asked for; whoever asks for one of the gradebook gets all of it, as in Moodle.
func (p *Platform) grantedScopes(asked []string) []string {
	out := []string{}
	if slices.Contains(asked, ScopeMembership) {
		out = append(out, ScopeMembership)
	}
	if slices.ContainsFunc(agsScopes(), func(s string) bool { return slices.Contains(asked, s) }) {
		out = append(out, agsScopes()...)
	}
	if slices.Contains(p.scopes(), ScopeGroups) && slices.Contains(asked, ScopeGroups) {
		out = append(out, ScopeGroups)
	}
	return out
}

func registrationAnswer(tool ToolConfig, m toolMetadata) map[string]any {
	return map[string]any{
		"client_id": string(tool.ClientID), "response_types": []string{"id_token"}, "jwks_uri": tool.JWKSURL, "initiate_login_uri": tool.LoginURL,
		"grant_types": []string{"client_credentials", "implicit"}, "redirect_uris": m.Redirects, "application_type": "web",
		"token_endpoint_auth_method": "private_key_jwt", "client_name": tool.Title, "logo_uri": m.LogoURL, "scope": strings.Join(tool.Scopes, " "),
		toolConfiguration: map[string]any{
			"version": ltiVersion, "deployment_id": string(tool.DeploymentIDs[0]), "target_link_uri": tool.TargetLinkURI, "domain": m.Config.Domain,
			"description": m.Config.Description, "custom_parameters": m.Config.Custom,
			"messages": []map[string]any{{"type": MessageDeepLinking, "target_link_uri": tool.DeepLinkURI}},
		},
	}
}

// Activate lets a tool that registered by itself be used, and adds an activity of it to the course.
func (p *Platform) Activate(client ClientID) error {
	var tool ToolConfig
	found := false
	err := p.update(func(st *state) error {
		for i, r := range st.Registered {
			if r.Tool.ClientID == client {
				tool, found = r.Tool, !r.Active
				st.Registered[i].Active = true
			}
		}
		return nil
	})
	if err != nil || !found {
		return err
	}
	first := !p.hasTool()
	if err := p.AddTool(tool); err != nil || first {
		return err // the first tool's activities come by themselves
	}
	_, err = p.AddLink(Link{ClientID: tool.ClientID, Title: tool.title() + " class", Description: "An activity of the tool that was added last."})
	return err
}

// Deactivate removes a tool that registered by itself, with its activities.
func (p *Platform) Deactivate(client ClientID) error {
	return p.update(func(st *state) error {
		st.Registered = slices.DeleteFunc(st.Registered, func(r registeredTool) bool { return r.Tool.ClientID == client })
		st.Links = slices.DeleteFunc(st.Links, func(l Link) bool { return l.ClientID == client })
		p.tools = slices.DeleteFunc(p.tools, func(t ToolConfig) bool { return t.ClientID == client })
		return nil
	})
}
