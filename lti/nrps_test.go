package lti_test

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

const (
	membersType = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
	path        = "/memberships"
)

func member(id string) map[string]any {
	return map[string]any{"user_id": id, "roles": []string{"Learner"}}
}

// follow gets members of a platform whose pages link to next.
func follow(t *testing.T, next func(*lms, *http.Request) string) error {
	t.Helper()
	l, s, reg, _ := newLMS(t)
	l.handle("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "<"+next(l, r)+">; rel=next")
		reply(t, membersType, 200, map[string]any{"members": []any{}})(w, r)
	})
	_, _, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{})
	return err
}

func TestMembers(t *testing.T) {
	t.Parallel()
	t.Run("LTI-NRPS-01 as Moodle sends them", testMembersAsMoodleSendsThem)
	t.Run("LTI-NRPS-02 pages, each member once", testMembersPagesEachMemberOnce)
	t.Run("LTI-NRPS-03 the next page elsewhere", testMembersTheNextPageElsewhere)
	t.Run("LTI-NRPS-04 pages in a circle", testMembersPagesInACircle)
	t.Run("LTI-NRPS-04 pages without end", testMembersPagesWithoutEnd)
	t.Run("LTI-SVC-03 not a container", testMembersNotAContainer)
}

func testMembersAsMoodleSendsThem(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("testdata/members-moodle.json")
	if err != nil {
		t.Fatal(err)
	}
	l, s, reg, _ := newLMS(t)
	l.handle("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header["Accept"]; len(got) != 1 || got[0] != membersType {
			t.Errorf("accept %q", got)
		}
		_, _ = w.Write(body)
	})
	got, course, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []lti.Member{
		{UserID: "3", Status: "Active", Roles: lti.StringList{"Instructor"}, Name: "Tina Teacher", GivenName: "Tina", FamilyName: "Teacher", Email: "teacher1@school.test", SourcedID: "T-0001"},
		{UserID: "9", Status: "Active", Roles: lti.StringList{"Learner"}, Name: `Conor O'Brien & "Sons"`, GivenName: "Conor", FamilyName: `O'Brien & "Sons"`},
		{UserID: "4", Status: "Active", Roles: lti.StringList{"Learner"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LTI-NRPS-05, LTI-NRPS-06:\n%s", diff)
	}
	if course != (lti.NRPSContext{ID: "2", Label: "BIO101", Title: "Biology"}) {
		t.Errorf("course %+v", course)
	}
	if p := got[0].Principal(); p != lti.PrincipalInstructor {
		t.Errorf("principal %q", p)
	}
	if l.scopes[0] != lti.ScopeMembers {
		t.Errorf("scope %q", l.scopes[0])
	}
}

func testMembersPagesEachMemberOnce(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("limit") != "2" || q.Get("rlid") != "7" || q.Get("role") != "Learner" || q.Get("x") != "1" {
			t.Errorf("query %v", q)
		}
		switch q.Get("from") {
		case "":
			w.Header().Set("Link", `<`+path+`?x=1&limit=2&rlid=7&role=Learner&from=2>; rel="next"`)
			reply(t, membersType, 200, map[string]any{"members": []any{member("1"), member("2")}})(w, r)
		default:
			reply(t, membersType, 200, map[string]any{"members": []any{member("2"), member("3"), member("")}})(w, r)
		}
	})
	got, _, err := s.Members(t.Context(), reg, l.URL+path+"?x=1", lti.MembersOptions{ResourceLinkID: "7", Limit: 2, Role: "Learner"})
	if err != nil || len(got) != 3 {
		t.Fatalf("%d members, %v", len(got), err)
	}
}

func testMembersTheNextPageElsewhere(t *testing.T) {
	t.Parallel()
	err := follow(t, func(*lms, *http.Request) string { return "https://evil.example/memberships" })
	serviceError(t, err, lti.ServiceForeignLink, false)
}

func testMembersPagesInACircle(t *testing.T) {
	t.Parallel()
	err := follow(t, func(l *lms, _ *http.Request) string { return l.URL + path })
	serviceError(t, err, lti.ServiceMalformed, true)
}

func testMembersPagesWithoutEnd(t *testing.T) {
	t.Parallel()
	n := 0
	err := follow(t, func(*lms, *http.Request) string { n++; return fmt.Sprintf("?from=%d", n) })
	serviceError(t, err, lti.ServiceTooLarge, false)
}

func testMembersNotAContainer(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	l.handle("GET "+path, reply(t, membersType, 200, []int{1}))
	_, _, err := s.Members(t.Context(), reg, l.URL+path, lti.MembersOptions{})
	serviceError(t, err, lti.ServiceMalformed, true)
}
