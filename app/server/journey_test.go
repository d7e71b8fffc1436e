package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// TestTheWholeJourneyOnEveryLMS goes from the link to the gradebook and the record store on each personality: launches
// of four roles, roster, a class with attendance, scores with comments while the LMS throttles, statements; and, from each
// place that asks for links, by a clock that is two minutes off, from Deep Linking to the review of a learner's work.
func TestTheWholeJourneyOnEveryLMS(t *testing.T) {
	t.Parallel()
	for _, lms := range platform.Personalities() {
		t.Run(string(lms), func(t *testing.T) {
			t.Parallel()
			t.Run("a class", func(t *testing.T) { t.Parallel(); journey(t, lms) })
			t.Run("links by another clock", func(t *testing.T) { t.Parallel(); journeyOfLinks(t, lms) })
		})
	}
}

func journey(t *testing.T, lms platform.Personality) {
	w := apptest.New(t, apptest.Options{LMS: lms})
	clients := map[platform.UserID]*apptest.Client{}
	want := map[platform.UserID]app.Role{"teacher": app.RoleInstructor, "assistant": app.RoleAssistant, "learner1": app.RoleLearner, "observer": app.RoleObserver}
	if lms == platform.Moodle { // a teacher without editing rights launches as a whole Instructor
		want["assistant"] = app.RoleInstructor
	}
	for user, role := range want {
		c := w.Enter(user)
		if c.Me.Role != role {
			t.Errorf("%s enters as %s, want %s", user, c.Me.Role, role)
		}
		clients[user] = c
	}
	teacher, learner := clients["teacher"], clients["learner1"]
	checkRoster(t, w, teacher)

	session := teacher.Start()
	watch := apptest.Dial(t, teacher.Join(session.ID).Events.URL)
	says := apptest.Dial(t, learner.Join(session.ID).Events.URL)
	watch.Next("person.joined")
	says.Must("chat.send", apptest.Body{"to": everyone(), "text": "Good morning"}, nil)
	says.Must("hand.raise", nil, nil)
	w.LMS.SetThrottle(platform.Throttle{PerSecond: 5, Burst: 2})
	teacher.End(session.ID)
	awaitScores(t, w, teacher, session.ID)
	for _, e := range w.LMS.Scores() {
		if e.Comment == "" || e.ScoreGiven == nil || e.GradingProgress != "FullyGraded" {
			t.Errorf("the LMS took %+v", e)
		}
	}
	checkPeople(t, w, session.ID)
	checkLogIsSilent(t, w)
}

// checkRoster wants everybody of the course by name, absent learners too.
func checkRoster(t *testing.T, w *apptest.World, teacher *apptest.Client) {
	t.Helper()
	var roster []struct{ Name, Role, Status string }
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/roster", nil, &roster)
	roles := map[string]string{}
	for _, m := range roster {
		roles[m.Name] = m.Role
	}
	if len(roster) != len(w.LMS.Users()) {
		t.Errorf("the roster has %v", roles)
	}
	for _, u := range w.LMS.Users() {
		if roles[u.Name()] == "" {
			t.Errorf("%s isn't on the roster", u.Username)
		}
	}
}

// checkPeople wants the learner's statements under the issuer and the id that the LMS gave.
func checkPeople(t *testing.T, w *apptest.World, id app.SessionID) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		raw, err := w.LRS.Statements(context.Background())
		if err != nil {
			return err
		}
		seen := map[string]int{}
		for _, r := range raw {
			var s statement
			if err := json.Unmarshal(r, &s); err != nil {
				return err
			}
			if s.Actor.Account.Name == w.LMS.Subject("learner1") && s.Actor.Account.HomePage == w.LMS.Endpoints().Issuer {
				seen[s.Verb.ID[strings.LastIndex(s.Verb.ID, "/")+1:]]++
			}
		}
		if seen["join"] != 1 || seen["leave"] != 1 || seen["posted"] != 1 || seen["reacted"] != 1 || seen["unreacted"] != 1 {
			return fmt.Errorf("statements of the learner: %v", seen)
		}
		return nil
	})
}

// TestACanvasLaunchWithoutCookies proves the browser by the platform's storage alone, and no other LMS offers one.
func TestACanvasLaunchWithoutCookies(t *testing.T) {
	t.Parallel()
	for lms, status := range map[platform.Personality]int{platform.Canvas: http.StatusSeeOther, platform.Moodle: http.StatusForbidden} {
		t.Run(string(lms), func(t *testing.T) {
			t.Parallel()
			w := apptest.New(t, apptest.Options{LMS: lms})
			browser := platform.NewBrowser(w.LMS)
			browser.NoCookies = true
			res, err := browser.Launch(t.Context(), "learner1", "1")
			if err != nil {
				t.Fatal(err)
			}
			if err := res.Body.Close(); err != nil {
				t.Error(err)
			}
			if res.StatusCode != status {
				t.Errorf("status %d, want %d", res.StatusCode, status)
			}
		})
	}
}
