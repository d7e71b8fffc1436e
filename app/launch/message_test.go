package launch_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// launchWith walks a launch and returns what came of it.
func (d *door) launchWith(t *testing.T, o platform.LaunchOptions) answer {
	t.Helper()
	res, err := d.lms.Launch(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, res)
}

// exchange returns the token of a launch that got in.
func (d *door) exchange(t *testing.T, a answer) (token auth.Token) {
	t.Helper()
	_, code, ok := strings.Cut(a.location, "#code=")
	if !ok {
		t.Fatalf("%d to %q, code %q", a.status, a.location, a.code)
	}
	res, err := http.Post(d.url+"/api/v1/token", "application/json", strings.NewReader(`{"code":"`+code+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, res); json.Unmarshal([]byte(got.body), &token) != nil || got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return token
}

func TestSubmissionReviewOfEveryRole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDoor(t, s)
		learner := d.exchange(t, d.launchWith(t, platform.LaunchOptions{User: "learner1", Link: "1"}))
		for _, tc := range []struct {
			name        string
			user, whose platform.UserID
			bend        spoil
			code        string
			about       app.UserID
		}{
			{name: "LTI-MSG-12 a teacher, of a learner", user: "teacher", whose: "learner1", about: learner.Me.UserID},
			{name: "LTI-MSG-12 an assistant, of a learner", user: "assistant", whose: "learner1", about: learner.Me.UserID},
			{name: "LTI-MSG-12 a teacher, of somebody who never came", user: "teacher", whose: "learner5"},
			{name: "LTI-MSG-12 a learner, their own", user: "learner1", whose: "learner1", about: learner.Me.UserID},
			{name: "LTI-MSG-12 a learner, another's", user: "learner2", whose: "learner1", code: "review_not_allowed"},
			{name: "LTI-MSG-12 a learner, of nobody here", user: "learner2", whose: "learner1", code: "review_not_allowed", bend: set(claim+"for_user", map[string]any{"user_id": "nobody"})},
			{name: "LTI-MSG-12 an observer, a learner's", user: "observer", whose: "learner1", code: "review_not_allowed"},
			{name: "LTI-MSG-12 no role, a learner's", user: "teacher", whose: "learner1", code: "review_not_allowed", bend: set(claim+"roles", []string{})},
			{name: "LTI-MSG-12 nobody named", user: "teacher", whose: "learner1", code: "for_user_missing", bend: drop(claim + "for_user")},
		} {
			before := d.count(t, "launches")
			a := d.launchWith(t, platform.LaunchOptions{User: tc.user, Link: "1", MessageType: platform.MessageSubmissionReview, ForUser: tc.whose, Mutate: tc.bend})
			if tc.code != "" {
				checkRefusal(t, tc.name, tc.code, a)
				if d.count(t, "launches") != before {
					t.Errorf("%s: a refused launch left a login", tc.name)
				}
				continue
			}
			got := d.exchange(t, a)
			if got.Page != app.PageRecord || got.About != tc.about || got.ClassroomID != learner.ClassroomID {
				t.Errorf("%s: opens %s about %q in %q, want %q", tc.name, got.Page, got.About, got.ClassroomID, tc.about)
			}
		}
	})
}
