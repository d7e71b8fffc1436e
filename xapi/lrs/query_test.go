package lrs_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	w := open(t, ":memory:")
	reg := `,"context":{"registration":"` + sid(99) + `","contextActivities":{"grouping":{"id":"` + course + `"}},"instructor":{"mbox":"mailto:t@example.org"}}`
	for i, s := range []string{
		statement(0, "u1", room),
		statement(1, "u2", room, reg),
		strings.Replace(statement(2, "u1", course), "activitystrea.ms/join", "activitystrea.ms/leave", 1),
	} {
		w.now = epoch.Add(time.Duration(i) * time.Second)
		w.want(200, w.do("POST", statements, s))
	}
	agent := func(s string) string { return "agent=" + url.QueryEscape(s) }
	tests := map[string]struct {
		query string
		want  []int
	}{
		"all, newest first": {"", []int{2, 1, 0}},
		"ascending":         {"ascending=true", []int{0, 1, 2}},
		"agent":             {agent(`{"account":{"homePage":"https://lms.example.org","name":"u1"}}`), []int{2, 0}},
		"agent by context":  {agent(`{"mbox":"mailto:t@example.org"}`), []int{}},
		"related agent":     {agent(`{"mbox":"mailto:t@example.org"}`) + "&related_agents=true", []int{1}},
		"verb":              {"verb=" + url.QueryEscape("http://activitystrea.ms/leave"), []int{2}},
		"activity":          {"activity=" + url.QueryEscape(course), []int{2}},
		"related activity":  {"related_activities=true&activity=" + url.QueryEscape(course), []int{2, 1}},
		"registration":      {"registration=" + strings.ToUpper(sid(99)), []int{1}},
		"since":             {"since=2026-11-22T10:00:00.000Z", []int{2, 1}},
		"until":             {"until=2026-11-22T11:00:01%2B01:00", []int{1, 0}},
		"limit":             {"limit=1", []int{2}},
		"limit 0":           {"limit=0", []int{2, 1, 0}},
	}
	for name, tc := range tests {
		a := w.want(200, w.do("GET", statements+"?"+tc.query, ""))
		if diff := cmp.Diff(ids(tc.want), listed(t, a.body).ids); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func ids(numbers []int) []string {
	out := []string{}
	for _, n := range numbers {
		out = append(out, sid(n))
	}
	return out
}

type listing struct {
	ids  []string
	more string
}

func listed(t *testing.T, body string) listing {
	t.Helper()
	var l struct {
		Statements []struct{ ID string }
		More       *string
	}
	if err := json.Unmarshal([]byte(body), &l); err != nil || l.More == nil || l.Statements == nil {
		t.Fatalf("listing %s: %v", body, err)
	}
	out := listing{ids: []string{}, more: *l.More}
	for _, s := range l.Statements {
		out.ids = append(out.ids, s.ID)
	}
	return out
}

func TestMoreLeadsToTheEnd(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"false", "true"} {
		w := open(t, ":memory:")
		var batch []string
		for n := range 7 {
			batch = append(batch, statement(n, "u1", room))
		}
		w.want(200, w.do("POST", statements, "["+strings.Join(batch, ",")+"]"))
		next, got, pages := statements+"?limit=3&ascending="+order, []string{}, 0
		for next != "" {
			l := listed(t, w.want(200, w.do("GET", next, "")).body)
			got, next, pages = append(got, l.ids...), l.more, pages+1
			if pages == 1 { // what arrives meanwhile does not shift the pages
				w.want(200, w.do("POST", statements, statement(50, "u1", room)))
			}
		}
		want := ids([]int{6, 5, 4, 3, 2, 1, 0})
		if order == "true" {
			slices.Reverse(want)
			want = append(want, sid(50))
		}
		if diff := cmp.Diff(want, got); diff != "" || pages != 3 {
			t.Errorf("ascending %s, %d pages (-want +got):\n%s", order, pages, diff)
		}
	}
}
