package platform_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti/platform"
)

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
