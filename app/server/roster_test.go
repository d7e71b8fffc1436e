package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// TestARoleThatChangesInTheLMSCountsInClass lets a learner who is in class do what an assistant may, once the LMS says so,
// and no more once it takes that back.
func TestARoleThatChangesInTheLMSCountsInClass(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	teacher, learner := w.Enter("teacher"), w.Enter("learner1")
	session := teacher.Start()
	learner.Join(session.ID)
	page := func() (p roster.RosterPage) {
		teacher.Must(http.StatusOK, "POST", of(teacher, "/people/refresh"), nil, &p)
		return p
	}
	becomes := func(role app.Role, may int) {
		t.Helper()
		apptest.Eventually(t, apptest.Wait, func() error {
			if p := page(); len(p.People) != 8 || p.Refresh.Failure != nil {
				return fmt.Errorf("%d people, %+v", len(p.People), p.Refresh)
			}
			var me auth.Self
			if learner.Must(http.StatusOK, "GET", "/me", nil, &me); me.Role != role {
				return fmt.Errorf("the learner is %s", me.Role)
			}
			return nil
		})
		if got := learner.Call("GET", of(learner, "/people"), nil, nil); got != may {
			t.Errorf("as %s: %d, want %d", role, got, may)
		}
	}
	becomes(app.RoleLearner, http.StatusForbidden)
	if err := w.LMS.SetRoles("learner1", platform.RoleInstructor, platform.RoleTeachingAssistant); err != nil {
		t.Fatal(err)
	}
	becomes(app.RoleAssistant, http.StatusOK)
	if err := w.LMS.SetRoles("learner1", platform.RoleLearner); err != nil {
		t.Fatal(err)
	}
	becomes(app.RoleLearner, http.StatusForbidden)
	if p := page(); len(p.Changes) != 2 || p.Changes[0].Kind != roster.ChangeRole {
		t.Errorf("%+v", p.Changes)
	}
}

// TestALaunchBringsTheListOfTheCourse has everybody on the attendance list, with groups, though nobody looked at the roster.
func TestALaunchBringsTheListOfTheCourse(t *testing.T) {
	t.Parallel()
	for _, lms := range []platform.Personality{platform.Demo, platform.Moodle, platform.Canvas, platform.Sakai} {
		t.Run(string("LTI-GS-01 LTI-NRPS-07 "+lms), func(t *testing.T) {
			t.Parallel()
			w := apptest.New(t, apptest.Options{LMS: lms})
			teacher := w.Enter("teacher")
			session := teacher.Start()
			apptest.Eventually(t, apptest.Wait, func() error {
				var lines []attendance.AttendanceLine
				teacher.Must(http.StatusOK, "GET", "/sessions/"+string(session.ID)+"/attendance", nil, &lines)
				absent := 0
				for _, line := range lines {
					if line.Role == app.RoleLearner && line.Status == app.AttendanceAbsent {
						absent++
					}
				}
				// Moodle lists an assistant as a learner until they launch.
				if want := map[bool]int{true: 6, false: 5}[lms == platform.Moodle]; absent != want {
					return fmt.Errorf("%d learners are absent, want %d", absent, want)
				}
				return nil
			})
			apptest.Enter(t, w.URL, w.LMS, "learner2", "1") // tells the groups where launches do
			apptest.Eventually(t, apptest.Wait, func() error {
				var p roster.RosterPage
				teacher.Must(http.StatusOK, "POST", of(teacher, "/people/refresh"), nil, &p)
				want := map[platform.Personality]string{platform.Demo: "service 3", platform.Moodle: "members 3", platform.Canvas: "service 3", platform.Sakai: "service 3"}[lms]
				if got := fmt.Sprint(p.GroupSource, " ", len(p.Groups)); got != want || p.Refresh.GroupsFailure != "" {
					return fmt.Errorf("groups: %s, want %s, %q", got, want, p.Refresh.GroupsFailure)
				}
				for _, g := range p.Groups {
					if len(g.Members) != 2 || (g.Name == "") != (lms == platform.Moodle) {
						return fmt.Errorf("%+v", g)
					}
				}
				return nil
			})
		})
	}
}
