package platform_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	_, tl := world(t, nil)
	now := time.Now().Unix()
	set := func(name string, v any) func(map[string]any) {
		return func(c map[string]any) { c[name] = v }
	}
	good := tl.sign(tl.assertion(nil), "tool-1")
	tests := []struct {
		name, assertion, scope, want string
	}{
		{"kid missing", tl.sign(tl.assertion(nil), ""), platform.ScopeScore, "kid must be provided"},
		{"kid unknown", tl.sign(tl.assertion(nil), "other"), platform.ScopeScore, "unable to lookup"},
		{"issuer unknown", tl.sign(tl.assertion(set("iss", "nope")), "tool-1"), platform.ScopeScore, "invalid_client"},
		{"subject differs", tl.sign(tl.assertion(set("sub", "nope")), "tool-1"), platform.ScopeScore, "invalid_client"},
		{"audience wrong", tl.sign(tl.assertion(set("aud", "https://elsewhere.example")), "tool-1"), platform.ScopeScore, "aud"},
		{"expired", tl.sign(tl.assertion(set("exp", now-5)), "tool-1"), platform.ScopeScore, "expired"},
		{"exp missing", tl.sign(tl.assertion(set("exp", nil)), "tool-1"), platform.ScopeScore, "exp and iat"},
		{"iat in the future", tl.sign(tl.assertion(set("iat", now+3)), "tool-1"), platform.ScopeScore, "future"},
		{"jti missing", tl.sign(tl.assertion(set("jti", "")), "tool-1"), platform.ScopeScore, "jti"},
		{"signature broken", good[:len(good)-6] + "AAAAAA", platform.ScopeScore, "verify"},
		{"unsigned", compact(`{"alg":"none","kid":"tool-1"}`, `{"iss":"client-1"}`, ""), platform.ScopeScore, "algorithm"},
		{"HMAC", compact(`{"alg":"HS256","kid":"tool-1"}`, `{"iss":"client-1"}`, "x"), platform.ScopeScore, "algorithm"},
		{"garbage", "garbage", platform.ScopeScore, "not a signed"},
		{"scope unknown", tl.sign(tl.assertion(nil), "tool-1"), "https://example.org/scope", "invalid_scope"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, text := tl.ask(tt.assertion, tt.scope)
			if status != http.StatusBadRequest || !strings.Contains(text, tt.want) {
				t.Errorf("status %d: %s, want 400 with %q", status, text, tt.want)
			}
		})
	}
}

func compact(header, claims, signature string) string {
	b64 := base64.RawURLEncoding.EncodeToString
	return b64([]byte(header)) + "." + b64([]byte(claims)) + "." + b64([]byte(signature))
}

func TestTokenIsSingleUseAndFiltersScopes(t *testing.T) {
	t.Parallel()
	_, tl := world(t, nil)
	assertion := tl.sign(tl.assertion(func(c map[string]any) {
		c["aud"] = []string{"x", tl.p.URL() + "/lti/token"}
	}), "tool-1")
	status, text := tl.ask(assertion, platform.ScopeScore+" https://example.org/scope")
	var out struct {
		Type    string `json:"token_type"`
		Scope   string `json:"scope"`
		Expires int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil || status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text)
	}
	if out.Scope != platform.ScopeScore || out.Expires != 3600 || out.Type != "Bearer" {
		t.Errorf("answer = %+v", out)
	}
	if status, text := tl.ask(assertion, platform.ScopeScore); status != http.StatusBadRequest {
		t.Errorf("replay: status %d: %s", status, text)
	}
}

func TestTokenNotices(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	tl.token()
	tl.token()
	tl.mu.Lock()
	hits := tl.jwksHits
	tl.kid = "tool-2"
	tl.mu.Unlock()
	if hits != 1 {
		t.Errorf("key set fetched %d times for two tokens, want 1", hits)
	}
	if status, text := tl.ask(tl.sign(tl.assertion(nil), "tool-2"), platform.ScopeScore); status != http.StatusOK {
		t.Errorf("rotated key: status %d: %s", status, text)
	}
	p.SetClockOffset(-2 * time.Minute)
	if status, _ := tl.ask(tl.sign(tl.assertion(nil), "tool-2"), platform.ScopeScore); status != http.StatusBadRequest {
		t.Errorf("iat ahead of the platform's own clock: status %d", status)
	}
}

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

type members struct {
	Members []struct {
		UserID  string   `json:"user_id"`
		Status  string   `json:"status"`
		Name    string   `json:"name"`
		Roles   []string `json:"roles"`
		Message []any    `json:"message"`
	} `json:"members"`
}

func (tl *tool) members(token, query string) (members, string) {
	tl.t.Helper()
	res, text := tl.call("GET", tl.p.URL()+"/lti/nrps/2"+query, token, mediaMembers, nil)
	var out members
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		tl.t.Fatalf("members: %v in %s", err, text)
	}
	link := res.Header.Get("Link")
	link = strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
	return out, link
}

func TestMembersPages(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	if all, next := tl.members(token, ""); len(all.Members) != 8 || next != "" {
		t.Fatalf("without limit: %d members, next %q", len(all.Members), next)
	}
	var seen []string
	query := "?limit=3"
	for pages := 1; ; pages++ {
		got, next := tl.members(token, query)
		for _, m := range got.Members {
			seen = append(seen, m.UserID)
		}
		if next == "" {
			if pages != 3 {
				t.Errorf("%d pages, want 3", pages)
			}
			break
		}
		query = strings.TrimPrefix(next, p.URL()+"/lti/nrps/2")
	}
	if diff := cmp.Diff([]string{"3", "4", "5", "6", "7", "8", "9", "10"}, seen); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
}

func TestMembersFilterAndStatus(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	whole, _ := tl.members(token, "?role="+url.QueryEscape(platform.RoleLearner))
	word, _ := tl.members(token, "?role=Learner")
	if len(whole.Members) != 5 || len(word.Members) != 5 {
		t.Errorf("learners: %d by URI, %d by word, want 5", len(whole.Members), len(word.Members))
	}
	if got, _ := tl.members(token, "?role=TeachingAssistant"); len(got.Members) != 0 {
		t.Error("a bare sub-role matched")
	}
	linked, _ := tl.members(token, "?rlid=1&limit=1")
	if len(linked.Members) != 1 || len(linked.Members[0].Message) != 1 {
		t.Errorf("rlid: %+v", linked)
	}
	for user, status := range map[platform.UserID]platform.MemberStatus{
		"learner1": platform.MemberSuspended, "learner2": platform.MemberRemoved,
	} {
		if err := p.SetMember(user, status); err != nil {
			t.Fatal(err)
		}
	}
	left, _ := tl.members(token, "?role=Learner")
	if len(left.Members) != 3 {
		t.Errorf("%d learners left, want 3", len(left.Members))
	}
	if status := tl.score(token, "1", score("5", "2026-01-01T10:00:00Z", 5)); status != http.StatusBadRequest {
		t.Errorf("score for a suspended person: %d", status)
	}
	assistant, _ := tl.members(token, "?role=Instructor")
	if diff := cmp.Diff([]string{"Instructor", platform.RoleTeachingAssistant}, assistant.Members[1].Roles); diff != "" {
		t.Errorf("assistant's roles (-want +got):\n%s", diff)
	}
}

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

func score(user, timestamp string, given any) map[string]any {
	return map[string]any{
		"userId": user, "timestamp": timestamp, "scoreGiven": given, "scoreMaximum": 10, "comment": "present 41 of 45 min",
		"activityProgress": "Completed", "gradingProgress": "FullyGraded",
	}
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

func TestScoreRules(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	without := func(in map[string]any, names ...string) map[string]any {
		for _, n := range names {
			delete(in, n)
		}
		return in
	}
	with := func(in map[string]any, name string, v any) map[string]any {
		in[name] = v
		return in
	}
	points := func(v float64) *float64 { return &v }
	steps := []struct {
		name string
		in   map[string]any
		want int
		has  *float64 // of learner 5, in the item's scale of 100
	}{
		{"first is rescaled", score("5", "2026-01-01T10:00:00.100Z", 8), 200, points(80)},
		{"identical retry", score("5", "2026-01-01T10:00:00.100Z", 8), 409, points(80)},
		{"later in the same second", score("5", "2026-01-01T10:00:00.900Z", 9), 409, points(80)},
		{"earlier", score("5", "2026-01-01T09:59:59Z", 9), 409, points(80)},
		{"next second", score("5", "2026-01-01T10:00:01Z", 9), 200, points(90)},
		{"offset", score("5", "2026-01-01T11:00:02.5+01:00", 7), 200, points(70)},
		{"no zone is UTC", score("5", "2026-01-01T10:00:03", 6), 200, points(60)},
		{"over the maximum", score("5", "2026-01-01T10:00:04Z", 15), 200, points(100)},
		{"negative", score("5", "2026-01-01T10:00:05Z", -3), 200, points(0)},
		{"strings and numbers", with(score("5", "2026-01-01T10:00:06Z", "7.5"), "userId", 5), 200, points(75)},
		{"no scoreGiven erases", without(score("5", "2026-01-01T10:00:07Z", 1), "scoreGiven", "scoreMaximum"), 200, nil},
		{"again", score("5", "2026-01-01T10:00:08Z", 5), 200, points(50)},
		{"not fully graded erases", with(score("5", "2026-01-01T10:00:09Z", 5), "gradingProgress", "PendingManual"), 200, nil},
		{"no maximum", without(score("5", "2026-01-01T10:00:10Z", 5), "scoreMaximum"), 400, nil},
		{"bad date", score("5", "22/11/2026 10:00", 5), 400, nil},
		{"unknown person", score("99", "2026-01-01T10:00:10Z", 5), 400, nil},
		{"username instead of id", score("learner1", "2026-01-01T10:00:10Z", 5), 400, nil},
		{"teacher", score("3", "2026-01-01T10:00:10Z", 5), 400, nil},
		{"no progress", without(score("5", "2026-01-01T10:00:10Z", 5), "gradingProgress"), 400, nil},
	}
	accepted := 0
	for _, s := range steps {
		if got := tl.score(token, "1", s.in); got != s.want {
			t.Errorf("%s: status %d, want %d", s.name, got, s.want)
		}
		if s.want == 200 {
			accepted++
		}
		res, err := p.Result("1", "5")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s.has, res.Score); diff != "" {
			t.Errorf("%s: score (-want +got):\n%s", s.name, diff)
		}
	}
	journal := p.Scores()
	if len(journal) != accepted {
		t.Errorf("journal has %d entries, want the %d accepted", len(journal), accepted)
	}
	for i, e := range journal {
		if e.Seq != i+1 || !e.Applied || e.User != "5" {
			t.Errorf("entry %d = %+v", i, e)
		}
	}
	if err := p.SetLocked("1", true); err != nil {
		t.Fatal(err)
	}
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:20Z", 5)); got != 500 {
		t.Errorf("locked: %d", got)
	}
}

func TestOverrideWins(t *testing.T) {
	t.Parallel()
	p, tl := world(t, nil)
	token := tl.token()
	typed := 35.0
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:00Z", 8)); got != 200 {
		t.Fatal(got)
	}
	if err := p.Override("1", "learner1", &typed, "teacher says"); err != nil {
		t.Fatal(err)
	}
	if got := tl.score(token, "1", score("5", "2026-01-01T10:00:01Z", 8)); got != 409 {
		t.Errorf("score older than the edit: %d", got)
	}
	later := time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	if got := tl.score(token, "1", score("5", later, 10)); got != 200 {
		t.Errorf("newer score: %d", got)
	}
	_, text := tl.call("GET", p.URL()+"/lti/courses/2/lineitems/1/lineitem/results?type_id=1&user_id=5", token, mediaResults, nil)
	var results []map[string]any
	if err := json.Unmarshal([]byte(text), &results); err != nil || len(results) != 1 {
		t.Fatalf("results: %v %s", err, text)
	}
	if r := results[0]; r["resultScore"] != 35.0 || r["resultMaximum"] != 100.0 || r["comment"] != "teacher says" {
		t.Errorf("result = %v", r)
	}
	journal := p.Scores()
	if last := journal[len(journal)-1]; last.Applied {
		t.Error("the journal says that the score was applied")
	}
	if err := p.Override("1", "learner1", nil, ""); err != nil {
		t.Fatal(err)
	}
	later = time.Now().Add(2 * time.Minute).UTC().Format(time.RFC3339)
	tl.score(token, "1", score("5", later, 10))
	if res, err := p.Result("1", "learner1"); err != nil || res.Score == nil || *res.Score != 100 {
		t.Errorf("after the release: %+v %v", res, err)
	}
}

func TestConcurrentScoresKeepOrder(t *testing.T) {
	t.Parallel()
	p, tl := world(t, func(c *platform.Config) { c.StateFile = filepath.Join(t.TempDir(), "state.json") })
	token := tl.token()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range 30 {
				stamp := start.Add(time.Duration(i) * time.Second).Format(time.RFC3339)
				if got := tl.score(token, "1", score("5", stamp, 5)); got != 200 && got != 409 {
					t.Errorf("status %d", got)
				}
			}
		})
	}
	wg.Wait()
	journal := p.Scores()
	for i := 1; i < len(journal); i++ {
		if !journal[i].Timestamp.After(journal[i-1].Timestamp) || journal[i].Seq != journal[i-1].Seq+1 {
			t.Fatalf("entry %d does not follow its forerunner", i)
		}
	}
	if last := journal[len(journal)-1].Timestamp; !last.Equal(start.Add(29 * time.Second)) {
		t.Errorf("last accepted = %s", last)
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
