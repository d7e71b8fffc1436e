package server_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/link"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti/platform"
)

const (
	claimCustom  = "https://purl.imsglobal.org/spec/lti/claim/custom"
	claimContext = "https://purl.imsglobal.org/spec/lti/claim/context"
	claimRoles   = "https://purl.imsglobal.org/spec/lti/claim/roles"
)

func of(c *apptest.Client, path string) string {
	return "/classrooms/" + string(c.ClassroomID) + path
}

// furnish gives the teacher's classroom settings, rules, columns and a prepared poll of its own.
func furnish(t *testing.T, c *apptest.Client) {
	t.Helper()
	start := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Minute)
	c.Must(http.StatusOK, "PATCH", of(c, "/settings"), map[string]any{"maxParticipants": 77, "schedule": map[string]any{"startsAt": start, "lengthMinutes": 45},
		"entry": map[string]any{"opens": "scheduled", "earlyMinutes": 25, "observers": false}}, nil)
	var rules grade.GradingRules
	c.Must(http.StatusOK, "GET", of(c, "/grading"), nil, &rules)
	for i := range rules.Columns {
		rules.Columns[i].Maximum = 30
	}
	rules.Policy.Attendance.FullAt = 0.75
	c.Must(http.StatusOK, "PUT", of(c, "/grading"), grade.GradingChange{GradingRules: rules}, nil)
	c.Must(http.StatusCreated, "POST", of(c, "/polls"), poll.PollDefinition{Kind: "yes_no", Question: "Is zero even?"}, nil)
}

func offerOf(c *apptest.Client) link.CopyOffer {
	var o link.CopyOffer
	c.Must(http.StatusOK, "GET", of(c, "/copy"), nil, &o)
	return o
}

// titles are the courses of the ancestors, the nearest first.
func titles(o link.CopyOffer) []string {
	out := []string{}
	for _, a := range o.Ancestors {
		out = append(out, a.Title+" of "+a.CourseTitle)
	}
	return out
}

func copyCourse(t *testing.T, w *apptest.World, from, title string) (string, []platform.Link) {
	t.Helper()
	id, links, err := w.LMS.CopyCourse(from, title)
	if err != nil {
		t.Fatal(err)
	}
	return id, links
}

func TestTheCopyOfACourseTakesSettingsOver(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			copyTakesSettingsOver(t, apptest.New(t, apptest.Options{DatabaseURL: url(t)}))
		})
	}
}

func copyTakesSettingsOver(t *testing.T, w *apptest.World) {
	t.Helper()
	old := w.Enter("teacher")
	furnish(t, old)
	if o := offerOf(old); o.Offered || len(o.Ancestors) != 0 {
		t.Errorf("what is no copy: %+v", o)
	}
	old.End(old.Start().ID)
	_, links := copyCourse(t, w, "", "Next term")
	next := apptest.Enter(t, w.URL, w.LMS, "teacher", links[0].ID)
	o := offerOf(next)
	if diff := cmp.Diff([]string{"Live class of Algebra 1"}, titles(o)); diff != "" || !o.Offered {
		t.Fatalf("LTI-MSG-14: %s", diff)
	}
	a := o.Ancestors[0]
	if a.ID != old.ClassroomID || !a.SameActivity || a.Polls != 1 || a.LastHeldAt == nil || a.Plan.Settings.MaxParticipants != 77 || a.Plan.Settings.Schedule.StartsAt != nil {
		t.Errorf("%+v", a)
	}
	next.Must(http.StatusOK, "POST", of(next, "/copy"), link.CopyChoice{AncestorID: a.ID}, &o)
	if o.Offered || o.Decision != link.DecisionTaken {
		t.Errorf("afterwards: %+v", o)
	}
	var room schedule.Classroom
	next.Must(http.StatusOK, "GET", of(next, ""), nil, &room)
	want := app.DefaultSettings()
	want.MaxParticipants, want.Schedule.LengthMinutes, want.Entry = 77, 45, app.Entry{Opens: app.OpenLive, EarlyMinutes: 25}
	if diff := cmp.Diff(want, room.Settings); diff != "" || room.LastSessionID != nil {
		t.Error(diff)
	}
	var was, is grade.GradingRules
	old.Must(http.StatusOK, "GET", of(old, "/grading"), nil, &was)
	next.Must(http.StatusOK, "GET", of(next, "/grading"), nil, &is)
	if diff := cmp.Diff(was.Policy, is.Policy); diff != "" {
		t.Error(diff)
	}
	for i, c := range is.Columns {
		if c.Maximum != was.Columns[i].Maximum || c.Enabled != was.Columns[i].Enabled {
			t.Errorf("%+v, was %+v", c, was.Columns[i])
		}
	}
	var polls []poll.PreparedPoll
	if next.Must(http.StatusOK, "GET", of(next, "/polls"), nil, &polls); len(polls) != 1 || polls[0].Poll.Question != "Is zero even?" {
		t.Errorf("%+v", polls)
	}
	var p web.Problem
	if got := next.Call("POST", of(next, "/copy"), link.CopyChoice{AncestorID: a.ID}, &p); got != http.StatusConflict || p.Code != app.CodeConflict {
		t.Errorf("a second time: %d", got)
	}
	if got := next.Call("DELETE", of(next, "/copy"), nil, nil); got != http.StatusConflict {
		t.Errorf("refused afterwards: %d", got)
	}
}

func TestACopyOfACopyChoosesAmongAncestors(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	w.Enter("teacher")
	apptest.Enter(t, w.URL, w.LMS, "teacher", "2") // another classroom of the course
	first, links := copyCourse(t, w, "", "Spring")
	spring := apptest.Enter(t, w.URL, w.LMS, "teacher", links[0].ID)
	spring.Must(http.StatusNoContent, "DELETE", of(spring, "/copy"), nil, nil)
	if o := offerOf(spring); o.Offered || o.Decision != link.DecisionRefused || len(o.Ancestors) != 0 {
		t.Errorf("refused: %+v", o)
	}
	_, links = copyCourse(t, w, first, "Autumn")
	_, again := copyCourse(t, w, first, "Autumn, second group")
	for _, l := range []platform.LinkID{links[0].ID, again[0].ID} { // copied twice
		autumn := apptest.Enter(t, w.URL, w.LMS, "teacher", l)
		want := []string{"Live class of Spring", "Live class of Algebra 1", "Office hours of Algebra 1"}
		o := offerOf(autumn)
		if diff := cmp.Diff(want, titles(o)); diff != "" {
			t.Error(diff)
		}
		autumn.Must(http.StatusOK, "POST", of(autumn, "/copy"), link.CopyChoice{AncestorID: o.Ancestors[1].ID}, nil)
	}
	// A class was held: it isn't new any more.
	hours := apptest.Enter(t, w.URL, w.LMS, "teacher", links[1].ID)
	if !offerOf(hours).Offered {
		t.Error("nothing is offered for the other activity")
	}
	session := hours.Start()
	if !offerOf(hours).Offered {
		t.Error("nothing is offered in the first class")
	}
	hours.End(session.ID)
	if offerOf(hours).Offered {
		t.Error("settings are offered after the first class")
	}
}

// enterBent enters by a launch whose claims are bent.
func enterBent(t *testing.T, w *apptest.World, user platform.UserID, l platform.LinkID, bend func(claims map[string]any)) *apptest.Client {
	t.Helper()
	res := launchAs(t, w, platform.LaunchOptions{User: user, Link: l, Mutate: func(_, claims map[string]any) { bend(claims) }})
	c := w.Stranger("")
	c.Exchange(apptest.CodeOf(t, res))
	return c
}

func TestAHistoryThatSomebodyWrote(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	old := w.Enter("teacher")
	furnish(t, old)
	fresh := func(title string) platform.LinkID {
		l, err := w.LMS.AddLink(platform.Link{Title: title})
		if err != nil {
			t.Fatal(err)
		}
		return l.ID
	}
	claims := func(links, contexts string) func(map[string]any) {
		return func(c map[string]any) {
			c[claimContext] = map[string]any{"id": "elsewhere", "title": "Elsewhere"}
			c[claimCustom] = map[string]any{"resource_link_id_history": links, "context_id_history": contexts}
			c[claimRoles] = []string{platform.RoleInstructor}
		}
	}
	// Somebody who teaches here and was never staff there gets settings, and nothing that people wrote.
	stranger := enterBent(t, w, "learner1", fresh("A"), claims("1", ""))
	o := offerOf(stranger)
	if len(o.Ancestors) != 1 || o.Ancestors[0].Polls != 0 || o.Ancestors[0].LastHeldAt != nil {
		t.Fatalf("%+v", o)
	}
	stranger.Must(http.StatusOK, "POST", of(stranger, "/copy"), link.CopyChoice{AncestorID: old.ClassroomID}, nil)
	var polls []poll.PreparedPoll
	if stranger.Must(http.StatusOK, "GET", of(stranger, "/polls"), nil, &polls); len(polls) != 0 {
		t.Errorf("polls of others: %+v", polls)
	}
	for name, ids := range map[string][2]string{"not filled in": {"$ResourceLink.id.history", "$Context.id.history"}, "of nobody": {"999", "none"}, "itself": {"", "elsewhere"},
		"empty": {"", ""}, "SQL": {"' OR 1=1 --", "%"}, "none at all": {",,", ","}} {
		c := enterBent(t, w, "teacher", fresh(name), claims(ids[0], ids[1]))
		if o := offerOf(c); o.Offered {
			t.Errorf("%s: %+v", name, o)
		}
		var p web.Problem
		if got := c.Call("POST", of(c, "/copy"), link.CopyChoice{AncestorID: old.ClassroomID}, &p); got != http.StatusNotFound {
			t.Errorf("%s is taken over: %d", name, got)
		}
	}
	// Another deployment, and another registration, may have the same ids, and be another school's.
	c := enterBent(t, w, "teacher", fresh("B"), claims("1", "2"))
	if o := offerOf(c); len(o.Ancestors) != 1 {
		t.Fatalf("%+v", o)
	}
	for _, change := range []string{"deployment_id = 'other'", "deployment_id = '1', registration_id = 'other'"} {
		if err := w.Server.Store.Write(context.Background()).Exec("UPDATE classrooms SET "+change+" WHERE id = ?", old.ClassroomID).Error; err != nil {
			t.Fatal(err)
		}
		if o := offerOf(c); o.Offered {
			t.Errorf("%s: %+v", change, o)
		}
		if got := c.Call("POST", of(c, "/copy"), link.CopyChoice{AncestorID: old.ClassroomID}, nil); got != http.StatusNotFound {
			t.Errorf("%s: taken over: %d", change, got)
		}
	}
}

// TestAPlannedClassIsNotAsked offers nothing where the link itself brought the settings.
func TestAPlannedClassIsNotAsked(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	w.Enter("teacher")
	links := add(t, w, chooser(t, w, nil), link.LinkItem{Plan: plan("Planned")})
	apptest.Enter(t, w.URL, w.LMS, "teacher", links[0].ID)
	_, copies := copyCourse(t, w, "", "Next term")
	for _, l := range copies {
		if l.Title != "Planned" {
			continue
		}
		c := apptest.Enter(t, w.URL, w.LMS, "learner1", l.ID) // whoever comes first
		teacher := apptest.Enter(t, w.URL, w.LMS, "teacher", l.ID)
		if o := offerOf(teacher); o.Offered || o.Decision != link.DecisionTaken || c.ClassroomID != teacher.ClassroomID {
			t.Errorf("%+v", o)
		}
		return
	}
	t.Error("the class wasn't copied")
}
