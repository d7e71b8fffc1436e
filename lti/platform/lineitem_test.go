package platform_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestLineItemLife(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	list := p.URL() + "/lti/courses/2/lineitems?type_id=1"
	in := map[string]any{
		"scoreMaximum": 10, "label": "Participation", "resourceId": "room-1", "tag": "talk", "resourceLinkId": "1",
		"https://example.org/ext": map[string]any{"a": 1},
	}
	res, text := tl.call("POST", list, token, mediaLineItem, in)
	var made map[string]any
	if err := json.Unmarshal([]byte(text), &made); err != nil || res.StatusCode != http.StatusCreated {
		t.Fatalf("create: %d %s", res.StatusCode, text)
	}
	id, _ := made["id"].(string)
	if id != p.URL()+"/lti/courses/2/lineitems/2/lineitem?type_id=1" || made["https://example.org/ext"] == nil {
		t.Errorf("created = %v", made)
	}
	for query, want := range map[string]int{
		"": 2, "&tag=talk": 1, "&resource_id=room-1": 1, "&resource_link_id=1": 2, "&resource_link_id=2": 0, "&tag=x": 0,
	} {
		if got := tl.count(token, list+query); got != want {
			t.Errorf("filter %q: %d items, want %d", query, got, want)
		}
	}
	paged, _ := tl.call("GET", list+"&limit=1", token, mediaLineItems, nil)
	if link := paged.Header.Get("Link"); !strings.Contains(link, "&amp;") || !strings.Contains(link, "rel=“next”") {
		t.Errorf("Link = %q", link)
	}
	launch(t, platform.NewBrowser(p), "learner1", "1")
	ags := tl.claims()["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"].(map[string]any)
	if _, ok := ags["lineitem"]; ok {
		t.Error("two line items of one link, and the launch still names one")
	}
	change := map[string]any{"scoreMaximum": 20, "label": "Talk", "tag": "talk"}
	if res, text := tl.call("PUT", id, token, mediaLineItem, change); res.StatusCode != http.StatusOK {
		t.Errorf("put: %d %s", res.StatusCode, text)
	}
	if li, err := p.LineItem(platform.LineItemID(id)); err != nil || li.Label != "Talk" || li.ScoreMaximum != 20 {
		t.Errorf("after put: %+v %v", li, err)
	}
	if res, _ := tl.call("DELETE", id, token, mediaLineItem, nil); res.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d", res.StatusCode)
	}
	if res, _ := tl.call("GET", id, token, mediaLineItem, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("get after delete: %d", res.StatusCode)
	}
	for name, bad := range map[string]map[string]any{
		"no label": {"scoreMaximum": 1}, "no maximum": {"label": "x"}, "foreign link": {"label": "x", "scoreMaximum": 1, "resourceLinkId": "99"},
	} {
		if res, _ := tl.call("POST", list, token, mediaLineItem, bad); res.StatusCode != 400 && res.StatusCode != 403 {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}

func (tl *tool) count(token, target string) int {
	tl.t.Helper()
	res, text := tl.call("GET", target, token, mediaLineItems, nil)
	var out []any
	if err := json.Unmarshal([]byte(text), &out); err != nil || res.StatusCode != http.StatusOK {
		tl.t.Fatalf("list: %d %s", res.StatusCode, text)
	}
	return len(out)
}

func (tl *tool) score(token string, item platform.LineItemID, in map[string]any) int {
	tl.t.Helper()
	target := tl.p.URL() + "/lti/courses/2/lineitems/" + string(item) + "/lineitem/scores?type_id=1"
	res, text := tl.call("POST", target, token, mediaScore, in)
	if res.StatusCode == http.StatusOK && text != "" {
		tl.t.Errorf("success has a body: %s", text)
	}
	return res.StatusCode
}
