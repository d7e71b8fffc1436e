package platform_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/lti/platform"
)

const dl = "https://purl.imsglobal.org/spec/lti-dl/claim/"

// openDeepLink launches a Deep Linking request and returns its settings.
func (tl *tool) openDeepLink() map[string]any {
	tl.t.Helper()
	res, err := tl.p.Launch(tl.t.Context(), platform.LaunchOptions{User: "teacher", MessageType: platform.MessageDeepLinking})
	if err != nil {
		tl.t.Fatal(err)
	}
	readAll(tl.t, res)
	settings, ok := tl.claims()[dl+"deep_linking_settings"].(map[string]any)
	if !ok {
		tl.t.Fatalf("no settings in %v", tl.claims())
	}
	return settings
}

func (tl *tool) deepLinkAnswer(items ...map[string]any) map[string]any {
	now := time.Now().Unix()
	return map[string]any{
		"iss": tl.client, "aud": tl.p.URL(), "iat": now - 30, "exp": now + 60, "nonce": uuid.NewString(),
		claim("deployment_id"): "1", claim("message_type"): "LtiDeepLinkingResponse", claim("version"): "1.3.0",
		dl + "content_items": items,
	}
}

func (tl *tool) sendDeepLink(to string, claims map[string]any) (int, string) {
	tl.t.Helper()
	res, err := http.PostForm(to, url.Values{"JWT": {tl.sign(claims, "tool-1")}})
	if err != nil {
		tl.t.Fatal(err)
	}
	return res.StatusCode, readAll(tl.t, res)
}

func TestDeepLinkingRoundTrip(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	settings := tl.openDeepLink()
	if settings["accept_multiple"] != true || settings["data"] != nil {
		t.Errorf("settings = %v", settings)
	}
	to := settings["deep_link_return_url"].(string)
	answer := tl.deepLinkAnswer(
		map[string]any{
			"type": "ltiResourceLink", "title": "Seminar room 7", "text": "Every Friday", "url": tl.server.URL + "/launch?room=7",
			"custom":   map[string]any{"room": "r7", "multi": "a\nb", "n": 5},
			"lineItem": map[string]any{"scoreMaximum": 10, "label": "Participation", "resourceId": "room-7", "tag": "talk"},
			"window":   map[string]any{"targetName": "_blank"},
		},
		map[string]any{"type": "ltiResourceLink", "title": "Open room"},
		map[string]any{"type": "link", "url": "https://example.org"},
	)
	status, text := tl.sendDeepLink(to, answer)
	if status != http.StatusOK || !strings.Contains(text, "2 activities added") || !strings.Contains(text, "Seminar room 7") {
		t.Fatalf("answer: %d %s", status, text)
	}
	links := p.Links()
	if len(links) != 4 {
		t.Fatalf("%d links, want 4", len(links))
	}
	room := links[2]
	if room.Title != "Seminar room 7" || room.Custom["room"] != "r7" || room.Custom["multi"] != "a" || room.Custom["n"] != "5" || !room.NewWindow {
		t.Errorf("link = %+v", room)
	}
	items := p.LineItems()
	if li := items[len(items)-1]; len(items) != 2 || li.Label != "Participation" || li.ResourceLinkID != room.ID || li.Tag != "talk" {
		t.Errorf("line items = %+v", items)
	}
	launch(t, platform.NewBrowser(p), "learner1", room.ID)
	c := tl.claims()
	if c[claim("target_link_uri")] != tl.server.URL+"/launch?room=7" || c[claim("custom")].(map[string]any)["room"] != "r7" {
		t.Errorf("launch of the new link: %v %v", c[claim("target_link_uri")], c[claim("custom")])
	}
	answer["nonce"] = uuid.NewString()
	if status, _ := tl.sendDeepLink(to, answer); status != http.StatusBadRequest {
		t.Errorf("second answer to one request: %d", status)
	}
}

func TestDeepLinkingRefusals(t *testing.T) {
	t.Parallel()
	p, tl := world(t, func(c *platform.Config) { c.Tool.DeepLinkData = "opaque" })
	if tl.openDeepLink()["data"] != "opaque" {
		t.Error("data is not sent")
	}
	good := map[string]any{"type": "ltiResourceLink", "title": "x"}
	used := tl.deepLinkAnswer(good)
	used[dl+"data"] = "opaque"
	if status, text := tl.sendDeepLink(tl.openDeepLink()["deep_link_return_url"].(string), used); status != http.StatusOK {
		t.Fatalf("good answer: %d %s", status, text)
	}
	links := len(p.Links())
	tests := []struct {
		name string
		bend func(c map[string]any)
	}{
		{"nonce used before", func(c map[string]any) { c["nonce"] = used["nonce"] }},
		{"nonce missing", func(c map[string]any) { delete(c, "nonce") }},
		{"issuer is the platform", func(c map[string]any) { c["iss"] = p.URL() }},
		{"audience wrong", func(c map[string]any) { c["aud"] = "http://wrong" }},
		{"expired", func(c map[string]any) { c["exp"] = time.Now().Unix() - 1 }},
		{"deployment of another", func(c map[string]any) { c[claim("deployment_id")] = "77" }},
		{"message type", func(c map[string]any) { c[claim("message_type")] = "LtiDeepLinkingRequest" }},
		{"version", func(c map[string]any) { c[claim("version")] = "1.1" }},
		{"data lost", func(c map[string]any) { delete(c, dl+"data") }},
		{"foreign url", func(c map[string]any) {
			c[dl+"content_items"] = []map[string]any{{"type": "ltiResourceLink", "url": "https://evil.example/x"}}
		}},
		{"line item without maximum", func(c map[string]any) {
			c[dl+"content_items"] = []map[string]any{{"type": "ltiResourceLink", "lineItem": map[string]any{"label": "x"}}}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := tl.deepLinkAnswer(good)
			c[dl+"data"] = "opaque"
			tt.bend(c)
			to := tl.openDeepLink()["deep_link_return_url"].(string)
			if status, text := tl.sendDeepLink(to, c); status != http.StatusBadRequest {
				t.Errorf("status %d: %s", status, text)
			}
		})
	}
	if got := len(p.Links()); got != links {
		t.Errorf("%d links after refusals, want %d", got, links)
	}
}

func TestDeepLinkingErrorMessageIsShown(t *testing.T) {
	t.Parallel()
	_, tl := world(t, nil)
	answer := tl.deepLinkAnswer()
	answer[dl+"errormsg"] = "<i>cancelled"
	status, text := tl.sendDeepLink(tl.openDeepLink()["deep_link_return_url"].(string), answer)
	if status != http.StatusOK || !strings.Contains(text, "Nothing was added") || !strings.Contains(text, "&lt;i&gt;cancelled") {
		t.Errorf("%d %s", status, text)
	}
}
