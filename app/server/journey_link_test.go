package server_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/link"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// off is how far the LMS's clock is from ours.
const off = 2 * time.Minute

// journeyOfLinks adds classes to the course from each place of the LMS, while its clock is ahead and while it is behind,
// and teaches one of each place: its scores are in its column, whether that came with the link or not. A class without
// columns sends nothing.
func journeyOfLinks(t *testing.T, lms platform.Personality) {
	w := apptest.New(t, apptest.Options{LMS: lms})
	w.LMS.TellTime(true)
	var taught []lesson
	for _, place := range w.LMS.Placements() {
		for _, clock := range []time.Duration{off, -off} {
			w.LMS.SetClockOffset(clock)
			links := addFrom(t, w, place)
			checkLinks(t, w, place, links)
			taught = append(taught, begin(t, w, links[0], place.Name+" "+clock.String()))
			if !place.Multiple {
				continue
			}
			bare := begin(t, w, links[1], place.Name+" without columns")
			bare.silent = true
			taught = append(taught, bare)
		}
	}
	w.LMS.SetClockOffset(off)
	for _, l := range taught {
		l.teacher.End(l.session)
	}
	for _, l := range taught {
		if !l.silent {
			l.await(t, w)
		}
	}
	review(t, w, taught[0])
	// An hour's jump: the LMS takes no token that it gave any more, and none of our messages by our clock.
	w.LMS.SetClockOffset(off + time.Hour)
	taught[0].override(t, w, 31)
	for _, e := range w.LMS.Scores() {
		li, err := w.LMS.LineItem(e.LineItem)
		for _, l := range taught {
			if l.silent && (err != nil || li.ResourceLinkID == l.link.ID || li.ResourceID == string(l.link.ID)) {
				t.Errorf("%s: the LMS took %+v", l.name, e)
			}
		}
	}
	checkLogIsSilent(t, w)
}

// addFrom adds a class with two columns from a placement, and one without where it takes several.
func addFrom(t *testing.T, w *apptest.World, place platform.Placement) []platform.Link {
	t.Helper()
	c := w.Stranger("")
	c.Exchange(apptest.CodeOf(t, launchAs(t, w, platform.LaunchOptions{User: "teacher", MessageType: platform.MessageDeepLinking, Placement: place.Name})))
	var choice link.LinkChoice
	c.Must(http.StatusOK, "GET", "/link/choice", nil, &choice)
	if choice.Many != place.Multiple || choice.Columns != (place.LineItems || !place.Says) {
		t.Errorf("from %+v many %t, columns %t", place, choice.Many, choice.Columns)
	}
	items := []link.LinkItem{{Plan: plan("Algebra live"), Target: "window"}}
	if place.Multiple {
		bare := plan("Only to talk")
		for i := range bare.Columns {
			bare.Columns[i].Enabled = false
		}
		items = append(items, link.LinkItem{Plan: bare})
	}
	links := add(t, w, c, items...)
	if len(links) != len(items) {
		t.Fatalf("%d links from %s", len(links), place.Name)
	}
	return links
}

// checkLinks wants the column of the first link, where the placement makes columns, to be the one that was prepared.
func checkLinks(t *testing.T, w *apptest.World, place platform.Placement, links []platform.Link) {
	t.Helper()
	id, made := links[0].Custom["lectern_room"], 0
	for _, li := range w.LMS.LineItems() {
		if li.ResourceLinkID != links[0].ID {
			continue
		}
		made++
		if li.Tag != "lectern-attendance" || li.ResourceID != id || li.ScoreMaximum != 40 {
			t.Errorf("%s makes %+v of the column of %q", place.Name, li, id)
		}
	}
	if id == "" || (made == 1) != place.LineItems {
		t.Errorf("%s makes %d columns for %q", place.Name, made, id)
	}
}

// lesson is a class that is being taught.
type lesson struct {
	name    string
	link    platform.Link
	teacher *apptest.Client
	learner *apptest.Client
	session app.SessionID
	silent  bool // it has no columns
}

func begin(t *testing.T, w *apptest.World, l platform.Link, name string) lesson {
	t.Helper()
	learner, teacher := apptest.Enter(t, w.URL, w.LMS, "learner1", l.ID), apptest.Enter(t, w.URL, w.LMS, "teacher", l.ID)
	var room schedule.Classroom
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID), nil, &room)
	if strings.Contains(room.Title, "—") || learner.ClassroomID != teacher.ClassroomID {
		t.Errorf("%s: the class is called %q", name, room.Title)
	}
	session := teacher.Start().ID
	apptest.Dial(t, learner.Join(session).Events.URL)
	return lesson{name: name, link: l, teacher: teacher, learner: learner, session: session}
}

// column is the attendance column of the lesson, as the LMS has it.
func (l lesson) column(w *apptest.World) (platform.LineItem, error) {
	var found []platform.LineItem
	for _, li := range w.LMS.LineItems() {
		if li.Tag == "lectern-attendance" && (li.ResourceLinkID == l.link.ID || li.ResourceID == string(l.link.ID)) {
			found = append(found, li)
		}
	}
	if len(found) != 1 {
		return platform.LineItem{}, fmt.Errorf("%s: %d columns of attendance", l.name, len(found))
	}
	return found[0], nil
}

// await waits for the scores of the lesson.
func (l lesson) await(t *testing.T, w *apptest.World) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		li, err := l.column(w)
		if err != nil {
			return err
		}
		here, err := w.LMS.Result(li.ID, "learner1")
		if err != nil || here.Score == nil || *here.Score <= 0 || !strings.Contains(here.Comment, "Present") {
			return fmt.Errorf("%s: %+v, %w", l.name, here, err)
		}
		absent, err := w.LMS.Result(li.ID, "learner2")
		if err != nil || absent.Score == nil || *absent.Score != 0 {
			return fmt.Errorf("%s: absent %+v, %w", l.name, absent, err)
		}
		return nil
	})
}

// override sets the learner's score to 31 by hand, once there is one, and waits for what the LMS makes of that.
func (l lesson) override(t *testing.T, w *apptest.World, want float64) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		var scores []struct{ Activity string }
		l.teacher.Must(http.StatusOK, "GET", "/sessions/"+string(l.session)+"/grades", nil, &scores)
		if len(scores) == 0 {
			return fmt.Errorf("%s: no scores", l.name)
		}
		return nil
	})
	l.teacher.Must(http.StatusOK, "PUT", "/sessions/"+string(l.session)+"/grades/"+string(l.learner.Me.UserID)+"/attendance/override",
		map[string]any{"scoreGiven": 31, "reason": "helped others"}, nil)
	apptest.Eventually(t, apptest.Wait, func() error {
		li, err := l.column(w)
		if err != nil {
			return err
		}
		got, err := w.LMS.Result(li.ID, "learner1")
		if err != nil || got.Score == nil || math.Abs(*got.Score-want) > 1e-9 || !strings.Contains(got.Comment, "helped others") {
			return fmt.Errorf("%s: %+v, %w", l.name, got, err)
		}
		return nil
	})
}

// review opens the learner's record from the gradebook, where the LMS can.
func review(t *testing.T, w *apptest.World, l lesson) {
	t.Helper()
	if !w.LMS.Reviews() {
		return
	}
	for user, about := range map[platform.UserID]platform.UserID{"teacher": "learner1", "learner1": "learner1"} {
		c := w.Stranger("")
		c.Exchange(apptest.CodeOf(t, launchAs(t, w, platform.LaunchOptions{User: user, Link: l.link.ID, MessageType: platform.MessageSubmissionReview, ForUser: about})))
		if c.Page != app.PageRecord || c.ClassroomID != l.teacher.ClassroomID || c.About != l.learner.Me.UserID {
			t.Errorf("a review by %s opens %q of %q", user, c.Page, c.About)
		}
		c.Must(http.StatusOK, "GET", "/classrooms/"+string(c.ClassroomID)+"/records/"+string(c.About), nil, nil)
	}
}

// TestDeploymentsAndRegistrationsOfOneLMS has a second registration of the same issuer with two deployments: each launch is
// held against its own, and what was prepared for one leads nowhere in another.
func TestDeploymentsAndRegistrationsOfOneLMS(t *testing.T) {
	t.Parallel()
	for _, lms := range platform.Personalities() {
		t.Run(string(lms), func(t *testing.T) {
			t.Parallel()
			w := apptest.New(t, apptest.Options{LMS: lms})
			at := w.LMS.Endpoints()
			tool := platform.ToolConfig{ClientID: "second", DeploymentIDs: []platform.DeploymentID{"7", "8", "9"}, Title: "Lectern again",
				LoginURL: w.URL + "/lti/login", LaunchURL: w.URL + "/lti/launch", JWKSURL: w.URL + "/lti/jwks"}
			if err := w.LMS.AddTool(tool); err != nil {
				t.Fatal(err)
			}
			_, err := w.Server.Registrations.Add(context.Background(), launch.Registration{Name: "second", Issuer: at.Issuer, ClientID: "second", AuthURL: at.AuthURL,
				TokenURL: at.TokenURL, JWKSURL: at.JWKSURL, Deployments: []app.DeploymentID{"7", "8"}}) // not 9
			if err != nil {
				t.Fatal(err)
			}
			first := add(t, w, chooser(t, w, nil), link.LinkItem{Plan: plan("Ours")})[0]
			rooms, people := map[app.ClassroomID]string{}, map[app.UserID]string{}
			into := func(name string, client platform.ClientID, deployment platform.DeploymentID) *apptest.Client {
				l, err := w.LMS.AddLink(platform.Link{ClientID: client, DeploymentID: deployment, Title: name, Custom: first.Custom})
				if err != nil {
					t.Fatal(err)
				}
				c := apptest.Enter(t, w.URL, w.LMS, "teacher", l.ID)
				if other := rooms[c.ClassroomID]; other != "" {
					t.Errorf("%s and %s are one classroom", name, other)
				}
				rooms[c.ClassroomID], people[c.Me.UserID] = name, name
				return c
			}
			here := apptest.Enter(t, w.URL, w.LMS, "teacher", first.ID)
			rooms[here.ClassroomID], people[here.Me.UserID] = "where it was prepared", "first"
			seven := into("deployment 7", "second", "7")
			into("deployment 8", "second", "8")
			if len(people) != 1 {
				t.Errorf("one teacher of one LMS is %d people", len(people))
			}
			var room schedule.Classroom
			seven.Must(http.StatusOK, "GET", "/classrooms/"+string(seven.ClassroomID), nil, &room)
			if room.Tier != app.TierSeminar {
				t.Errorf("another registration's plan is used: %+v", room)
			}
			if status := seven.Call("GET", "/classrooms/"+string(here.ClassroomID), nil, nil); status != http.StatusNotFound {
				t.Errorf("the classroom of another registration: %d", status)
			}
			nine, err := w.LMS.AddLink(platform.Link{ClientID: "second", DeploymentID: "9", Title: "unknown"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.LMS.Launch(t.Context(), platform.LaunchOptions{User: "teacher", Link: nine.ID}); err == nil || !strings.Contains(err.Error(), "login initiation: status 403") {
				t.Errorf("a deployment that nobody registered: %v", err)
			}
			session := seven.Start()
			apptest.Dial(t, apptest.Enter(t, w.URL, w.LMS, "learner1", w.LMS.Links()[len(w.LMS.Links())-3].ID).Join(session.ID).Events.URL)
			seven.End(session.ID)
			apptest.Eventually(t, apptest.Wait, func() error {
				for _, li := range w.LMS.LineItems() {
					if r, err := w.LMS.Result(li.ID, "learner1"); li.ClientID == "second" && err == nil && r.Score != nil && *r.Score > 0 {
						return nil
					}
				}
				return fmt.Errorf("no score in a column of the second registration: %+v", w.LMS.LineItems())
			})
		})
	}
}

// TestAReinstalledLecternFindsTheColumnOfItsLink begins with a new database before the same LMS: the column that came with a
// link is found by its tag and its link, though launches don't name it.
func TestAReinstalledLecternFindsTheColumnOfItsLink(t *testing.T) {
	t.Parallel()
	old := apptest.New(t, apptest.Options{LMS: platform.Canvas})
	l := add(t, old, chooser(t, old, nil), link.LinkItem{Plan: plan("Algebra live")})[0]
	first := begin(t, old, l, "before")
	first.teacher.End(first.session)
	first.await(t, old)

	w := apptest.New(t, apptest.Options{})
	w.LMS = old.LMS
	at := w.LMS.Endpoints()
	_, err := w.Server.Registrations.Add(context.Background(), launch.Registration{Name: "again", Issuer: at.Issuer, ClientID: "lectern-demo", AuthURL: at.AuthURL,
		TokenURL: at.TokenURL, JWKSURL: at.JWKSURL, Deployments: []app.DeploymentID{"1"}})
	if err != nil {
		t.Fatal(err)
	}
	err = w.LMS.AddTool(platform.ToolConfig{ClientID: "lectern-demo", DeploymentIDs: []platform.DeploymentID{"1"}, Title: "Lectern",
		LoginURL: w.URL + "/lti/login", LaunchURL: w.URL + "/lti/launch", JWKSURL: w.URL + "/lti/jwks"})
	if err != nil {
		t.Fatal(err)
	}
	unnamed := func(_, claims map[string]any) {
		delete(claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"].(map[string]any), "lineitem")
	}
	enter := func(user platform.UserID) *apptest.Client {
		c := w.Stranger("")
		c.Exchange(apptest.CodeOf(t, launchAs(t, w, platform.LaunchOptions{User: user, Link: l.ID, Mutate: unnamed})))
		return c
	}
	teacher, learner := enter("teacher"), enter("learner1")
	session, columns := teacher.Start().ID, len(w.LMS.LineItems())
	apptest.Dial(t, learner.Join(session).Events.URL)
	teacher.End(session)
	next := lesson{name: "after", link: l, teacher: teacher, learner: learner, session: session}
	next.override(t, w, 31*0.4) // the new installation counts to 100, the column to 40
	if now := len(w.LMS.LineItems()); now != columns {
		t.Errorf("%d columns, %d before: %+v", now, columns, w.LMS.LineItems())
	}
}
