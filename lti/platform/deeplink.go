package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const deepLinkPrefix = "deeplink_"

// openDeepLink keeps the request open for its answer, beside the launches
// and under the same rules.
func (p *Platform) openDeepLink(l launch) {
	l.expires = p.now().Add(launchLife)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.launches[deepLinkPrefix+l.deepLink] = l
}

func (p *Platform) closeDeepLink(id string) (launch, bool) {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.launches[deepLinkPrefix+id]
	delete(p.launches, deepLinkPrefix+id)
	return l, ok && !now.After(l.expires)
}

// contentItem is a resource link that the tool offers (Deep Linking 2.0, 3.1.3).
type contentItem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Text     string         `json:"text"`
	URL      string         `json:"url"`
	Custom   map[string]any `json:"custom"`
	Window   *struct{}      `json:"window"`
	LineItem *struct {
		Label        string   `json:"label"`
		ScoreMaximum *float64 `json:"scoreMaximum"`
		ResourceID   string   `json:"resourceId"`
		Tag          string   `json:"tag"`
	} `json:"lineItem"`
}

// Refusals of a Deep Linking response.
var (
	errDeepLinkType    = errors.New("not an LtiDeepLinkingResponse of version 1.3.0")
	errDeepLinkOwner   = errors.New("the response is of another client or deployment")
	errDeepLinkData    = errors.New("data is not what was sent")
	errDeepLinkItem    = errors.New("a content item cannot be used")
	errDeepLinkMany    = errors.New("one content item was asked for")
	errDeepLinkRequest = errors.New("the request is unknown, answered or too old")
)

// serveDeepLinkReturn takes the tool's signed answer (Deep Linking 2.0, 3.4.2)
// and adds its resource links with their line items.
func (p *Platform) serveDeepLinkReturn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		p.refuse(w, r, http.StatusBadRequest, "The tool's answer cannot be read.")
		return
	}
	claims, links, err := p.deepLinkAnswer(r)
	if err != nil {
		p.log.Warn("deep linking response refused", "err", err)
		p.refuse(w, r, http.StatusBadRequest, "The tool's answer was refused: "+err.Error()+".")
		return
	}
	message := claims.Message
	if claims.ErrorMsg != "" {
		message = claims.ErrorMsg
	}
	p.pageAdded(w, r, links, message)
}

func (p *Platform) deepLinkAnswer(r *http.Request) (toolClaims, []Link, error) {
	tool, claims, err := p.verifyTool(r.Context(), r.PostForm.Get("JWT"), p.issuer())
	if err != nil {
		return claims, nil, err
	}
	if claims.MessageType != "LtiDeepLinkingResponse" || claims.Version != ltiVersion {
		return claims, nil, errDeepLinkType
	}
	if err := p.useOnce(tool.ClientID, "nonce "+claims.Nonce, *claims.Expires); err != nil || claims.Nonce == "" {
		return claims, nil, errReplay
	}
	open, ok := p.closeDeepLink(r.PathValue("request"))
	switch {
	case !ok:
		return claims, nil, errDeepLinkRequest
	case open.client != tool.ClientID || string(open.deployment) != claims.Deployment:
		return claims, nil, errDeepLinkOwner
	case !p.answers(open, tool, r, claims.Data):
		return claims, nil, errDeepLinkData
	}
	items, err := readItems(claims.Items, tool)
	if err != nil {
		return claims, nil, err
	}
	if len(items) > 1 && !open.place.Multiple {
		return claims, nil, errDeepLinkMany
	}
	links, err := p.addItems(items, open)
	return claims, links, err
}

func readItems(raw []json.RawMessage, tool ToolConfig) ([]contentItem, error) {
	var items []contentItem
	for _, r := range raw {
		var item contentItem
		if err := json.Unmarshal(r, &item); err != nil {
			return nil, fmt.Errorf("%w: %w", errDeepLinkItem, err)
		}
		if item.Type != "ltiResourceLink" {
			continue // not among accept_types
		}
		if item.URL != "" && origin(item.URL) != origin(tool.TargetLinkURI) {
			return nil, fmt.Errorf("%w: its url is not the tool's", errDeepLinkItem)
		}
		if li := item.LineItem; li != nil && (li.ScoreMaximum == nil || *li.ScoreMaximum <= 0) {
			return nil, fmt.Errorf("%w: its lineItem has no scoreMaximum", errDeepLinkItem)
		}
		items = append(items, item)
	}
	return items, nil
}

func (p *Platform) addItems(items []contentItem, open launch) ([]Link, error) {
	var links []Link
	err := p.update(func(st *state) error {
		for _, item := range items {
			link := Link{
				ClientID: open.client, DeploymentID: open.deployment, Title: item.Title, Description: item.Text,
				URL: item.URL, Custom: item.custom(), NewWindow: item.Window != nil,
			}
			if li := item.LineItem; li != nil && li.Label != "" && p.is.titledByColumn && open.place.LineItems {
				link.Title = li.Label
			}
			if link.Title == "" {
				link.Title = "Untitled activity"
			}
			link = st.addLink(link)
			links = append(links, link)
			if li, comes := p.columnOf(item, link, open.place); comes {
				st.addLineItem(li)
			}
		}
		return nil
	})
	return slices.Clip(links), err
}

// custom flattens the values as Moodle does: one line each, cut at a newline.
func (c contentItem) custom() map[string]string {
	out := map[string]string{}
	for name, v := range c.Custom {
		line, _, _ := strings.Cut(fmt.Sprint(v), "\n")
		out[name] = line
	}
	return out
}
