package lti

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// DeepLinkingSettings says what a deep linking answer may hold and where it goes (Deep Linking 2.0 §4.4).
type DeepLinkingSettings struct {
	ReturnURL        string     `json:"deep_link_return_url"` // may carry a session key of the platform: never log it
	AcceptTypes      StringList `json:"accept_types"`
	AcceptTargets    StringList `json:"accept_presentation_document_targets"`
	AcceptMediaTypes string     `json:"accept_media_types"`
	AcceptMultiple   *bool      `json:"accept_multiple"` // nil: not said, which means many
	AcceptLineItem   *bool      `json:"accept_lineitem"`
	AutoCreate       bool       `json:"auto_create"`
	Title            string     `json:"title"`
	Text             string     `json:"text"`
	Data             string     `json:"data"` // returned unchanged
}

// AcceptsTarget reports whether the platform can show a link in a target, "window" or "iframe" for two.
func (s DeepLinkingSettings) AcceptsTarget(target string) bool {
	return slices.Contains(s.AcceptTargets, target)
}

// Accepts reports whether the platform takes content items of a type, "ltiResourceLink" for one.
func (s DeepLinkingSettings) Accepts(itemType string) bool {
	for _, t := range s.AcceptTypes {
		if t == itemType {
			return true
		}
	}
	return false
}

// readDeepLinking reads the settings (LTI-DL-01, LTI-DL-02).
func (l *Launch) readDeepLinking(c *claims) error {
	var s DeepLinkingSettings
	given := c.object(claimDLSettings, &s)
	switch {
	case c.err != nil:
		return refuseClaim("deep_linking_malformed", claimDLSettings, errType)
	case !given:
		return refuseClaim("deep_linking_missing", claimDLSettings, nil)
	case len(s.AcceptTypes) == 0:
		return refuseClaim("deep_linking_malformed", claimDLSettings, errors.New("no accept_types"))
	}
	if _, err := webURL(s.ReturnURL); err != nil {
		return refuseClaim("deep_linking_malformed", claimDLSettings, err)
	}
	l.DeepLinking = &s
	return nil
}

// ContentItem is what a deep linking answer adds to the course (Deep Linking 2.0 §3.2): a link that launches the tool.
type ContentItem struct {
	Title    string
	Text     string
	URL      string            // where the link leads; "": the tool's default
	Custom   map[string]string // come back in each launch; values without line breaks
	LineItem *ContentLineItem  // the link's column in the gradebook; left out where the platform takes none
	Target   string            // "window" or "iframe" as a wish; "" or what the platform doesn't offer: as it likes
}

// ContentLineItem is the column that comes with a link.
type ContentLineItem struct {
	Label        string  `json:"label,omitempty"`
	ScoreMaximum float64 `json:"scoreMaximum"`
	ResourceID   string  `json:"resourceId,omitempty"`
	Tag          string  `json:"tag,omitempty"`
}

// DeepLinkingResponse answers a deep linking request. Without items it tells that nothing was chosen.
type DeepLinkingResponse struct {
	Items        []ContentItem
	Message      string // shown to the person by the platform
	ErrorMessage string // the same, where something failed
}

// typeResourceLink is the only type of content item that this package makes.
const typeResourceLink = "ltiResourceLink"

// SignDeepLinkingResponse makes the JWT that the browser posts as JWT to settings.ReturnURL (Deep Linking 2.0 §4.5).
// Now is the time of the answer.
func SignDeepLinkingResponse(keys Signer, reg Registration, deploymentID string, settings DeepLinkingSettings, r DeepLinkingResponse, now time.Time) (string, error) {
	items, err := contentItems(settings, r.Items)
	if err != nil {
		return "", err
	}
	claims := map[string]any{
		"iss": reg.ClientID, "aud": reg.Issuer, "nonce": uuid.NewString(),
		"iat": now.Add(-assertionAge).Unix(), "exp": now.Add(assertionLife).Unix(),
		claimMessageType: "LtiDeepLinkingResponse", claimVersion: "1.3.0", claimDeployment: deploymentID,
		claimDL + "content_items": items,
	}
	for name, value := range map[string]string{"data": settings.Data, "msg": r.Message, "errormsg": r.ErrorMessage} {
		if value != "" {
			claims[claimDL+name] = value
		}
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("lti: deep linking response: %w", err)
	}
	jwt, err := keys.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("lti: deep linking response: %w", err)
	}
	return string(jwt), nil
}

// addTarget adds the hint where a link opens (LTI-DL-05).
func addTarget(m map[string]any, settings DeepLinkingSettings, target string) {
	if !settings.AcceptsTarget(target) {
		return
	}
	switch target {
	case "window":
		m["window"] = map[string]any{"targetName": "_blank"}
	case "iframe":
		m["iframe"] = map[string]any{"width": 1024, "height": 768}
	}
}

// contentItems checks items against what the platform accepts (LTI-DL-03) and gives their wire form.
func contentItems(settings DeepLinkingSettings, items []ContentItem) ([]map[string]any, error) {
	if len(items) > 0 && !settings.Accepts(typeResourceLink) {
		return nil, refuse("content_item_refused", errors.New("no links are accepted"))
	}
	if len(items) > 1 && settings.AcceptMultiple != nil && !*settings.AcceptMultiple {
		return nil, refuse("content_item_refused", errors.New("one item only is accepted"))
	}
	out := make([]map[string]any, 0, len(items))
	for _, item := range items {
		m := map[string]any{"type": typeResourceLink}
		for name, value := range map[string]string{"title": item.Title, "text": item.Text, "url": item.URL} {
			if value != "" {
				m[name] = value
			}
		}
		for name, value := range item.Custom {
			if strings.ContainsAny(name+value, "\r\n") {
				return nil, refuseClaim("content_item_refused", "custom", errors.New("a value has a line break"))
			}
		}
		if len(item.Custom) > 0 {
			m["custom"] = item.Custom
		}
		addTarget(m, settings, item.Target)
		if item.LineItem != nil && (settings.AcceptLineItem == nil || *settings.AcceptLineItem) {
			if !(item.LineItem.ScoreMaximum > 0) {
				return nil, refuseClaim("content_item_refused", "lineItem", errors.New("no positive maximum"))
			}
			m["lineItem"] = item.LineItem
		}
		out = append(out, m)
	}
	return out, nil
}
