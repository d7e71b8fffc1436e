package lti

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// ToolDescription is what a tool says of itself to a platform (DR, step 3).
type ToolDescription struct {
	Name, Description string
	LoginURL          string // OIDC login initiation
	LaunchURL         string // redirect_uri and target_link_uri of every message
	JWKSURL           string
	LogoURL           string
	ClientURL         string
	Scopes            []string
	Claims            []string
	Messages          []ToolMessage
	// Custom names each custom parameter with the variables that may fill it, the best first. The first that the platform
	// knows is asked for; where it doesn't tell which it knows, the first of all.
	Custom map[string][]string
}

// ToolMessage is a message that the tool takes.
type ToolMessage struct {
	Type  string
	Label string
	// Placements are asked for as far as the platform tells that it has them.
	Placements []string
}

// RegisteredTool is the platform's answer.
type RegisteredTool struct {
	ClientID     string
	DeploymentID string   // "" where the platform gives it later, by hand
	Scopes       []string // as echoed; a launch's own claim says what is granted
	Messages     []string
}

const (
	toolConfigName = "https://purl.imsglobal.org/spec/lti-tool-configuration"
)

// Metadata builds the registration request of the tool for a platform: scopes, messages and variables only as far as the
// platform knows them, where it tells.
func (t ToolDescription) Metadata(c PlatformConfiguration) (map[string]any, error) {
	target, err := webURL(t.LaunchURL)
	if err != nil {
		return nil, fmt.Errorf("lti: ToolDescription.LaunchURL: %w", err)
	}
	messages := []map[string]any{}
	for _, m := range t.Messages {
		if len(c.Messages) > 0 && !slices.Contains(c.Messages, m.Type) && m.Type != MessageSubmissionReview {
			continue // few list the submission review, though they send it
		}
		message := map[string]any{"type": m.Type, "target_link_uri": t.LaunchURL, "label": m.Label}
		if places := known(m.Placements, c.Placements[m.Type]); len(places) > 0 && len(c.Placements[m.Type]) > 0 {
			message["placements"] = places
		}
		if t.LogoURL != "" {
			message["icon_uri"] = t.LogoURL
		}
		messages = append(messages, message)
	}
	config := map[string]any{"domain": target.Host, "target_link_uri": t.LaunchURL, "description": t.Description,
		"claims": t.Claims, "messages": messages, "custom_parameters": t.custom(c)}
	m := map[string]any{
		"application_type": "web", "response_types": []string{"id_token"}, "grant_types": []string{"implicit", "client_credentials"},
		"initiate_login_uri": t.LoginURL, "redirect_uris": []string{t.LaunchURL}, "client_name": t.Name, "jwks_uri": t.JWKSURL,
		"token_endpoint_auth_method": "private_key_jwt", "scope": strings.Join(known(t.Scopes, c.Scopes), " "), toolConfigName: config,
	}
	for name, value := range map[string]string{"logo_uri": t.LogoURL, "client_uri": t.ClientURL} {
		if value != "" {
			m[name] = value
		}
	}
	return m, nil
}

// known gives those that are in the other list, all where that is empty.
func known(want, has []string) []string {
	if len(has) == 0 {
		return want
	}
	out := []string{}
	for _, w := range want {
		if slices.Contains(has, w) {
			out = append(out, w)
		}
	}
	return out
}

func (t ToolDescription) custom(c PlatformConfiguration) map[string]string {
	out := map[string]string{}
	for name, variables := range t.Custom {
		for _, v := range variables {
			if len(c.Variables) == 0 || slices.Contains(c.Variables, v) {
				out[name] = "$" + v
				break
			}
		}
	}
	return out
}

// Register registers the tool with the platform that the configuration is of.
func (r *Registrar) Register(ctx context.Context, req RegistrationRequest, c PlatformConfiguration, tool ToolDescription) (RegisteredTool, error) {
	metadata, err := tool.Metadata(c)
	if err != nil {
		return RegisteredTool{}, err
	}
	body, err := json.Marshal(metadata)
	if err != nil {
		return RegisteredTool{}, fmt.Errorf("lti: registration: %w", err)
	}
	post, err := http.NewRequest(http.MethodPost, c.RegistrationURL, bytes.NewReader(body))
	if err != nil {
		return RegisteredTool{}, refuseClaim("platform_configuration_incomplete", "registration_endpoint", errors.New("not an address"))
	}
	post.Header.Set("Content-Type", "application/json")
	post.Header.Set("Accept", "application/json")
	if req.Token != "" {
		post.Header.Set("Authorization", "Bearer "+req.Token)
	}
	status, answer, err := r.fetch(ctx, post)
	switch {
	case errors.Is(err, ErrPrivate):
		return RegisteredTool{}, refuse("registration_address_private", err)
	case err != nil:
		return RegisteredTool{}, refuse("registration_unanswered", err)
	case status == http.StatusOK, status == http.StatusCreated:
		return parseRegistered(answer)
	}
	return RegisteredTool{}, registrationRefusal(status, answer)
}

// bareWord is how Moodle tells an error of the registration.
var bareWord = regexp.MustCompile(`^[a-z][a-z0-9_ .-]{0,79}$`)

// registrationRefusal tells the platform's own reason, as far as it is one short word or RFC 7591's JSON (§3.2.2).
func registrationRefusal(status int, body []byte) error {
	reason := oauthReason(string(body))
	if word := strings.TrimSpace(string(body)); reason == "" && bareWord.MatchString(word) {
		reason = word
	}
	if reason == "" {
		reason = fmt.Sprintf("HTTP status %d", status)
	}
	cause := errors.New(reason)
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return refuse("registration_token_refused", cause)
	case status >= 500, status >= 300 && status < 400:
		return refuse("registration_unanswered", cause)
	}
	return refuse("registration_refused", cause)
}

// Reason gives the platform's own short words for a refused registration, "" where there are none.
func Reason(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Err != nil && (e.Code == "registration_refused" || e.Code == "registration_token_refused" || e.Code == "registration_unanswered") {
		return clip(e.Err.Error(), 200)
	}
	return ""
}

// parseRegistered reads the answer. Only what is needed is checked: platforms echo the rest in ways of their own.
func parseRegistered(body []byte) (RegisteredTool, error) {
	var doc struct {
		ClientID string `json:"client_id"`
		Scope    string `json:"scope"`
		Config   struct {
			Deployment json.RawMessage `json:"deployment_id"`
			Messages   []struct {
				Type string `json:"type"`
			} `json:"messages"`
		} `json:"https://purl.imsglobal.org/spec/lti-tool-configuration"`
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return RegisteredTool{}, refuse("registration_answer_malformed", errors.New("not JSON of the expected shape"))
	}
	out := RegisteredTool{ClientID: doc.ClientID, Scopes: strings.Fields(doc.Scope)}
	if !identifier(out.ClientID) {
		return RegisteredTool{}, refuseClaim("registration_answer_malformed", "client_id", errors.New("it is missing or unusable"))
	}
	if raw := strings.TrimSpace(string(doc.Config.Deployment)); raw != "" && raw != "null" {
		out.DeploymentID = raw // a number
		if strings.HasPrefix(raw, `"`) && json.Unmarshal(doc.Config.Deployment, &out.DeploymentID) != nil {
			out.DeploymentID = "\x00"
		}
		if out.DeploymentID != "" && !identifier(out.DeploymentID) {
			return RegisteredTool{}, refuseClaim("registration_answer_malformed", "deployment_id", errors.New("it is unusable"))
		}
	}
	for _, m := range doc.Config.Messages {
		out.Messages = append(out.Messages, m.Type)
	}
	return out, nil
}
