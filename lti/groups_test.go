package lti_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

const groupsType = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"

func TestGroups(t *testing.T) {
	t.Parallel()
	t.Run("LTI-GS-01 LTI-GS-02 pages, each group once", testGroupsPages)
	t.Run("LTI-GS-02 what isn't a list of groups", testGroupsMalformed)
	t.Run("LTI-GS-03 sets", testGroupSets)
	t.Run("LTI-GS-04 members with their groups", testMembersWithGroups)
	t.Run("LTI-NRPS-07 what a member's launch would say", testMembersWithMessages)
}

func testGroupsPages(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET /groups", func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header["Accept"]; len(got) != 1 || got[0] != groupsType {
			t.Errorf("LTI-GS-01 accept %q", got)
		}
		if r.URL.Query().Get("page") == "" {
			w.Header().Set("Link", `<`+l.URL+`/groups?page=2>; rel="next"`)
			reply(t, groupsType, 200, map[string]any{"id": "x", "groups": []any{
				map[string]any{"id": "g1", "name": "Red &amp; blue", "set_id": 7, "tag": "lab"},
				map[string]any{"id": 12, "name": "Green"},
				map[string]any{"id": "", "name": "of nobody"},
				map[string]any{"id": strings.Repeat("x", 256)},
				map[string]any{"id": nil},
			}})(w, r)
			return
		}
		reply(t, groupsType, 200, map[string]any{"groups": []any{map[string]any{"id": "g1", "name": "again"}, map[string]any{"id": "g3"}}})(w, r)
	})
	got, err := s.Groups(t.Context(), reg, l.URL+"/groups")
	if err != nil {
		t.Fatal(err)
	}
	want := []lti.Group{{ID: "g1", Name: "Red & blue", SetID: "7", Tag: "lab"}, {ID: "12", Name: "Green"}, {ID: "g3"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(l.scopes) != 1 || l.scopes[0] != lti.ScopeGroups {
		t.Errorf("tokens of %q", l.scopes)
	}
}

func testGroupsMalformed(t *testing.T) {
	t.Parallel()
	many := make([]any, 2001)
	for i := range many {
		many[i] = map[string]any{"id": fmt.Sprint(i)}
	}
	for name, body := range map[string]any{
		"a list": []any{}, "members": map[string]any{"members": []any{}}, "text": map[string]any{"groups": "none"},
		"an id that is an object": map[string]any{"groups": []any{map[string]any{"id": map[string]any{}}}}, "too many": map[string]any{"groups": many},
	} {
		l, s, reg, _ := newLMS(t)
		l.handle("GET /groups", reply(t, groupsType, 200, body))
		_, err := s.Groups(t.Context(), reg, l.URL+"/groups")
		var e *lti.ServiceError
		if !errors.As(err, &e) || e.Code != lti.ServiceMalformed || e.Op != "groups" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func testGroupSets(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET /sets", reply(t, groupsType, 200, map[string]any{"sets": []any{map[string]any{"id": "s", "name": "Projects", "groups": []any{map[string]any{"id": "g"}}}}}))
	got, err := s.GroupSets(t.Context(), reg, l.URL+"/sets")
	if diff := cmp.Diff([]lti.GroupSet{{ID: "s", Name: "Projects"}}, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func testMembersWithGroups(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	enrolments := map[string]any{"1": []any{map[string]any{"group_id": "g1"}, map[string]any{"group_id": 12}, map[string]any{"group_id": "g1"}},
		"2": []any{}, "3": "nonsense", "4": nil, "5": []any{map[string]any{"other": 1}}}
	l.handle("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("groups") != "true" {
			t.Errorf("asked with %q", r.URL.RawQuery)
		}
		members := []any{}
		for _, id := range []string{"1", "2", "3", "4", "5", "6"} {
			m := member(id)
			if e, ok := enrolments[id]; ok {
				m["group_enrollments"] = e
			}
			members = append(members, m)
		}
		reply(t, membersType, 200, map[string]any{"members": members})(w, r)
	})
	got, _, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{Groups: true})
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]string{}
	for _, m := range got {
		groups[m.UserID] = m.Groups
	}
	want := map[string][]string{"1": {"g1", "12"}, "2": {}, "3": nil, "4": nil, "5": {}, "6": nil}
	if diff := cmp.Diff(want, groups); diff != "" {
		t.Error(diff)
	}
}

func testMembersWithMessages(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	custom := func(v any) map[string]any { return map[string]any{ltiClaim + "custom": v} }
	messages := map[string]any{
		"1": []any{map[string]any{ltiClaim + "message_type": "LtiResourceLinkRequest"}, custom(map[string]any{"groups": "3,4"})},
		"2": []any{custom(map[string]any{"groups": nil, "n": 3})},
		"3": "nonsense",
		"4": []any{custom("nonsense")},
		"5": []any{7},
	}
	l.handle("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("rlid") != "link" || r.URL.Query().Has("groups") {
			t.Errorf("asked with %q", r.URL.RawQuery)
		}
		members := []any{}
		for id, m := range messages {
			with := member(id)
			with["message"] = m
			members = append(members, with)
		}
		reply(t, membersType, 200, map[string]any{"members": members})(w, r)
	})
	got, _, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{ResourceLinkID: "link"})
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]map[string]string{}
	for _, m := range got {
		told[m.UserID] = m.Custom
	}
	want := map[string]map[string]string{"1": {"groups": "3,4"}, "2": {"groups": "", "n": "3"}, "3": nil, "4": nil, "5": nil}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		value string
		want  []string
		told  bool
	}{
		"LTI-MSG-14 the newest first":   {"c3,c2,c1", []string{"c3", "c2", "c1"}, true},
		"LTI-MSG-14 encoded":            {"a%2Cb, c%20d ,100%", []string{"a,b", "c d", "100%"}, true},
		"LTI-MSG-14 none":               {"", []string{}, true},
		"LTI-MSG-14 not filled in":      {"$ResourceLink.id.history", nil, false},
		"LTI-MSG-14 no ids":             {",,\x00,%00,é," + strings.Repeat("x", 256), []string{}, true},
		"LTI-MSG-14 twice":              {"1,1,2,1", []string{"1", "2"}, true},
		"LTI-MSG-14 what isn't encoded": {"a+b/c=", []string{"a+b/c="}, true},
	} {
		got, told := lti.IDs(tc.value)
		if diff := cmp.Diff(tc.want, got); diff != "" || told != tc.told {
			t.Errorf("%s: %v\n%s", name, told, diff)
		}
	}
	if ids, _ := lti.IDs(strings.Repeat("a,b,", 100) + longList(1000)); len(ids) != 200 {
		t.Errorf("LTI-MSG-14 %d ids", len(ids))
	}
}

func longList(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,", i)
	}
	return b.String()
}
