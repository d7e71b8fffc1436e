package platform_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestServicesRefuse(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	score := tl.token(platform.ScopeScore)
	all := tl.token()
	item := p.URL() + "/lti/courses/2/lineitems/1/lineitem"
	tests := []struct {
		name, method, url, token, media string
		want                            int
	}{
		{"no token", "GET", p.URL() + "/lti/nrps/2", "", mediaMembers, 401},
		{"bad token", "GET", p.URL() + "/lti/nrps/2", "nope", mediaMembers, 401},
		{"members without scope", "GET", p.URL() + "/lti/nrps/2", score, mediaMembers, 403},
		{"line items without scope", "GET", p.URL() + "/lti/courses/2/lineitems", score, mediaLineItems, 403},
		{"results without scope", "GET", item + "/results", score, mediaResults, 403},
		{"another course", "GET", p.URL() + "/lti/nrps/3", all, mediaMembers, 404},
		{"another line item", "GET", p.URL() + "/lti/courses/2/lineitems/99/lineitem", all, mediaLineItem, 404},
		{"another type", "GET", item + "?type_id=2", all, mediaLineItem, 403},
		{"members as json", "GET", p.URL() + "/lti/nrps/2", all, "application/json", 400},
		{"members as a choice", "GET", p.URL() + "/lti/nrps/2", all, mediaMembers + ", application/json;q=0.9", 400},
		{"members as anything", "GET", p.URL() + "/lti/nrps/2", all, "*/*", 200},
		{"line items as anything", "GET", p.URL() + "/lti/courses/2/lineitems", all, "*/*", 400},
		{"score as json", "POST", item + "/scores", all, "application/json", 400},
		{"score to the line item", "POST", item + "?type_id=1/scores", all, mediaScore, 400},
		{"paged results", "GET", item + "/results?type_id=1&limit=2", all, mediaResults, 404},
		{"members of an unknown link", "GET", p.URL() + "/lti/nrps/2?rlid=99", all, mediaMembers, 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if res, text := tl.call(tt.method, tt.url, tt.token, tt.media, nil); res.StatusCode != tt.want {
				t.Errorf("status %d: %s, want %d", res.StatusCode, text, tt.want)
			}
		})
	}
}

func TestStateSurvivesRestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.json")
	p, tl := world(t, func(c *platform.Config) { c.StateFile = file })
	token := tl.token()
	tl.call("POST", p.URL()+"/lti/courses/2/lineitems", token, mediaLineItem, map[string]any{"label": "Talk", "scoreMaximum": 5})
	tl.score(token, "1", score("5", "2026-01-01T10:00:00Z", 8))
	if err := p.SetMember("learner5", platform.MemberRemoved); err != nil {
		t.Fatal(err)
	}
	before := fetchKeys(t, p)
	if err := p.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	course, users := platform.DemoCourse()
	again, err := platform.Start(t.Context(), platform.Config{Course: course, Users: users, Tool: tl.config(), StateFile: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close(t.Context()) })
	tl.p = again
	if got := len(again.LineItems()); got != 2 {
		t.Errorf("%d line items, want 2", got)
	}
	if got := len(again.Links()); got != 2 {
		t.Errorf("%d links, want 2", got)
	}
	if len(again.Scores()) != 1 || fetchKeys(t, again).Len() != before.Len() {
		t.Error("the journal or the keys are lost")
	}
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:00Z", 8)); got != 409 {
		t.Errorf("the old token and the old timestamp: %d, want 409", got)
	}
	if got, _ := tl.members(token, ""); len(got.Members) != 7 {
		t.Errorf("%d members, want 7", len(got.Members))
	}
	if _, err := again.Result("1", "learner2"); !errors.Is(err, platform.ErrNotFound) {
		t.Errorf("no result: %v", err)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	f := p.Faults()
	f.Set(platform.EndpointScores, platform.Fault{Status: 429, Body: "<h1>slow down</h1>", RetryAfter: "7", Times: 1})
	item := p.URL() + "/lti/courses/2/lineitems/1/lineitem/scores"
	res, text := tl.call("POST", item, token, mediaScore, score("5", "2026-01-01T10:00:00Z", 8))
	if res.StatusCode != 429 || res.Header.Get("Retry-After") != "7" || !strings.Contains(text, "slow down") {
		t.Errorf("fault: %d %s", res.StatusCode, text)
	}
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:00Z", 8)); got != 200 {
		t.Errorf("after the fault is used up: %d", got)
	}
	f.Set(platform.EndpointScores, platform.Fault{Status: 502, After: true, Times: 1})
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:01Z", 9)); got != 502 || len(p.Scores()) != 2 {
		t.Errorf("lost answer: %d, journal %d", got, len(p.Scores()))
	}
	if f.Count(platform.EndpointScores) != 3 || f.Failed(platform.EndpointScores) != 2 {
		t.Errorf("counted %d, failed %d", f.Count(platform.EndpointScores), f.Failed(platform.EndpointScores))
	}
	f.Set(platform.EndpointNRPS, platform.Fault{Drop: true})
	if res, err := http.Get(p.URL() + "/lti/nrps/2"); err == nil {
		t.Errorf("dropped connection answered %d", res.StatusCode)
	}
	f.Set(platform.EndpointJWKS, platform.Fault{Hang: true})
	client := &http.Client{Timeout: 50 * time.Millisecond}
	if res, err := client.Get(p.URL() + "/lti/jwks"); err == nil {
		t.Errorf("hanging endpoint answered %d", res.StatusCode)
	}
	f.ClearAll()
	if fetchKeys(t, p).Len() != 1 {
		t.Error("the key set is still broken")
	}
}
