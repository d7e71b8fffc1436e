package server_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/link"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti/platform"
)

const dlSettings = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"

// launchAs walks a launch with options and returns its answer.
func launchAs(t *testing.T, w *apptest.World, o platform.LaunchOptions) *http.Response {
	t.Helper()
	res, err := w.LMS.Launch(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() }) // nothing is read from it any more
	return res
}

// chooser is a teacher whom the LMS asked what to add.
func chooser(t *testing.T, w *apptest.World, bend platform.Mutation) *apptest.Client {
	t.Helper()
	res := launchAs(t, w, platform.LaunchOptions{User: "teacher", MessageType: platform.MessageDeepLinking, Mutate: bend})
	c := w.Stranger("")
	c.Exchange(apptest.CodeOf(t, res))
	if c.Page != app.PageChoose || c.ClassroomID != "" {
		t.Fatalf("a deep linking launch opens %q in %q", c.Page, c.ClassroomID)
	}
	return c
}

func plan(title string) *app.Plan {
	p := app.Plan{Title: title, Tier: app.TierLecture, Settings: app.DefaultSettings()}
	p.Settings.MaxParticipants = 250
	for _, kind := range []app.ActivityKind{app.ActivityAttendance, app.ActivityParticipation, app.ActivityQuiz} {
		c := app.DefaultColumn(kind)
		c.Enabled, c.Maximum = kind != app.ActivityQuiz, 40
		p.Columns = append(p.Columns, c)
	}
	return &p
}

// choose answers and returns the code of the page that posts the answer.
func choose(c *apptest.Client, items ...link.LinkItem) string {
	var code link.LinkCode
	c.Must(http.StatusOK, "POST", "/link/choice", link.LinkAnswer{Items: items}, &code)
	return code.Code
}

var field = regexp.MustCompile(`action="([^"]*)"[\s\S]*name="JWT" value="([^"]*)"`)

// page asks for the page that posts the answer.
func page(t *testing.T, base, code string) (status int, to, jwt, policy string) {
	t.Helper()
	res, err := http.PostForm(base+"/lti/link", url.Values{"code": {code}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if m := field.FindStringSubmatch(string(b)); m != nil {
		to, jwt = html.UnescapeString(m[1]), m[2]
	}
	return res.StatusCode, to, jwt, res.Header.Get("Content-Security-Policy")
}

// add answers and posts the answer to the LMS; it returns the links that came of it.
func add(t *testing.T, w *apptest.World, c *apptest.Client, items ...link.LinkItem) []platform.Link {
	t.Helper()
	before := len(w.LMS.Links())
	status, to, jwt, _ := page(t, w.URL, choose(c, items...))
	if status != http.StatusOK || jwt == "" {
		t.Fatalf("the page of the answer: %d", status)
	}
	res, err := http.PostForm(to, url.Values{"JWT": {jwt}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(res.Body) // for the message only
		t.Fatalf("the LMS says %s\n%s", res.Status, b)
	}
	return w.LMS.Links()[before:]
}

func TestDeepLinkingOfEveryRole(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	for user, want := range map[platform.UserID]int{"teacher": http.StatusSeeOther, "assistant": http.StatusForbidden, "learner1": http.StatusForbidden, "observer": http.StatusForbidden} {
		res := launchAs(t, w, platform.LaunchOptions{User: user, MessageType: platform.MessageDeepLinking})
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != want || (want == http.StatusForbidden) != strings.Contains(string(b), "deep_linking_not_allowed") {
			t.Errorf("LTI-DL-01 %s: %s %v", user, res.Status, err)
		}
	}
	c := chooser(t, w, nil)
	var me struct{ Permissions []app.Action }
	c.Must(http.StatusOK, "GET", "/me", nil, &me)
	if diff := cmp.Diff([]app.Action{app.ActionLinkChoose}, me.Permissions); diff != "" {
		t.Error(diff)
	}
	// A login that chooses is of no classroom: nothing else lets it in.
	room := w.Enter("teacher")
	session := room.Start()
	for _, route := range describe(t) {
		method, p, _ := strings.Cut(route, " ")
		if allowed := may[route]; allowed == "public" || strings.HasSuffix(p, "/link/choice") || !strings.Contains(p, "{id}") {
			continue
		}
		for _, id := range []string{string(room.ClassroomID), string(session.ID), "none"} {
			at := strings.NewReplacer("{id}", id, "{user}", string(room.Me.UserID), "{activity}", "attendance", "{poll}", "none", "{fileId}", "none", "{importId}", "none",
				"{platform}", "none", "{invite}", "none", "{key}", "none").Replace(p)
			if got := c.Call(method, at, bodies[route], nil); got != http.StatusNotFound && got != http.StatusForbidden {
				t.Errorf("%s %s: %d", method, at, got)
			}
		}
	}
}

func TestDeepLinkedClassesBecomeWhatWasPlanned(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	c := chooser(t, w, nil)
	var choice link.LinkChoice
	c.Must(http.StatusOK, "GET", "/link/choice", nil, &choice)
	if !choice.Many || !choice.Columns || choice.Answered || choice.CourseTitle != "Algebra 1" || len(choice.Defaults.Columns) != 3 || len(choice.Classrooms) != 0 {
		t.Errorf("%+v", choice)
	}
	quizOnly := plan("Quiz evening")
	quizOnly.Columns[0].Enabled = false
	links := add(t, w, c, link.LinkItem{Plan: plan("Algebra live"), Target: "window"}, link.LinkItem{Plan: quizOnly})
	if len(links) != 2 || links[0].Title != "Algebra live" || !links[0].NewWindow || links[1].NewWindow || links[0].Custom["lectern_room"] == links[1].Custom["lectern_room"] {
		t.Fatalf("%+v", links)
	}
	var columns []string
	for _, li := range w.LMS.LineItems() {
		if li.Tag != "" {
			columns = append(columns, li.Label+" "+li.Tag)
			if li.ScoreMaximum != 40 || li.ResourceID != links[0].Custom["lectern_room"] || li.ResourceLinkID != links[0].ID {
				t.Errorf("%+v", li)
			}
		}
	}
	if diff := cmp.Diff([]string{"Algebra live — attendance lectern-attendance"}, columns); diff != "" {
		t.Error(diff)
	}
	learner := apptest.Enter(t, w.URL, w.LMS, "learner1", links[0].ID) // whoever comes first
	teacher := apptest.Enter(t, w.URL, w.LMS, "teacher", links[0].ID)
	if learner.ClassroomID != teacher.ClassroomID || learner.Page != app.PageClass {
		t.Errorf("two classrooms of one link: %s, %s", learner.ClassroomID, teacher.ClassroomID)
	}
	var room schedule.Classroom
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID), nil, &room)
	if room.Title != "Algebra live" || room.Tier != app.TierLecture || room.Settings.MaxParticipants != 250 {
		t.Errorf("%+v", room)
	}
	var rules grade.GradingRules
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/grading", nil, &rules)
	for _, col := range rules.Columns {
		if want := col.Activity == app.ActivityAttendance || col.Activity == app.ActivityParticipation; col.Enabled != want || (want && col.Maximum != 40) {
			t.Errorf("%+v", col)
		}
	}
	// The same activity a second time, as "duplicate" makes it: a classroom of its own, with the same settings.
	twin, err := w.LMS.AddLink(platform.Link{Title: "Algebra live (copy)", Custom: links[0].Custom})
	if err != nil {
		t.Fatal(err)
	}
	second := apptest.Enter(t, w.URL, w.LMS, "teacher", twin.ID)
	second.Must(http.StatusOK, "GET", "/classrooms/"+string(second.ClassroomID), nil, &room)
	if second.ClassroomID == teacher.ClassroomID || room.Settings.MaxParticipants != 250 || room.Title != "Algebra live (copy)" {
		t.Errorf("the copy is %+v", room)
	}
}

func TestALinkToAClassroomThatIsThere(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	first := w.Enter("teacher")
	first.Must(http.StatusOK, "PATCH", "/classrooms/"+string(first.ClassroomID)+"/settings", map[string]any{"maxParticipants": 77}, nil)
	c := chooser(t, w, nil)
	var choice link.LinkChoice
	c.Must(http.StatusOK, "GET", "/link/choice", nil, &choice)
	want := []link.LinkClassroom{{ID: first.ClassroomID, Title: "Live class", Tier: app.TierSeminar}}
	if diff := cmp.Diff(want, choice.Classrooms); diff != "" {
		t.Fatal(diff)
	}
	links := add(t, w, c, link.LinkItem{ClassroomID: first.ClassroomID})
	for range 2 {
		if got := apptest.Enter(t, w.URL, w.LMS, "learner1", links[0].ID); got.ClassroomID != first.ClassroomID {
			t.Errorf("the link leads to %s, want %s", got.ClassroomID, first.ClassroomID)
		}
	}
	// The course is copied: there it is another classroom, with the same settings.
	enter := func(course string) *apptest.Client {
		copied, err := w.LMS.AddLink(platform.Link{Title: "Live class", Custom: links[0].Custom})
		if err != nil {
			t.Fatal(err)
		}
		res := launchAs(t, w, platform.LaunchOptions{User: "teacher", Link: copied.ID, Mutate: func(_, claims map[string]any) {
			claims["https://purl.imsglobal.org/spec/lti/claim/context"] = map[string]any{"id": course, "title": "Next term"}
		}})
		next := w.Stranger("")
		next.Exchange(apptest.CodeOf(t, res))
		return next
	}
	next := enter("another")
	var room schedule.Classroom
	next.Must(http.StatusOK, "GET", "/classrooms/"+string(next.ClassroomID), nil, &room)
	if next.ClassroomID == first.ClassroomID || room.Settings.MaxParticipants != 77 {
		t.Errorf("in the copied course it is %+v", room)
	}
}

func TestDeepLinkingAnswersOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	c := chooser(t, w, nil)
	code := choose(c)
	var p web.Problem
	if got := c.Call("POST", "/link/choice", link.LinkAnswer{Items: []link.LinkItem{}}, &p); got != http.StatusConflict || p.Code != app.CodeConflict {
		t.Errorf("a second answer: %d %s", got, p.Code)
	}
	var choice link.LinkChoice
	if c.Must(http.StatusOK, "GET", "/link/choice", nil, &choice); !choice.Answered {
		t.Error("it isn't said that it was answered")
	}
	status, to, jwt, policy := page(t, w.URL, code)
	if status != http.StatusOK || !strings.HasPrefix(to, w.LMS.URL()+"/lti/deeplink/") || !strings.Contains(policy, "form-action http: https:") || !strings.Contains(policy, "default-src 'self'") {
		t.Errorf("%d to %s with %s", status, to, policy)
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(jwt, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil || len(claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"].([]any)) != 0 {
		t.Errorf("LTI-DL-04 cancelled: %s %v", payload, err)
	}
	for name, code := range map[string]string{"used": code, "made up": "AAAAAAAAAAAAAAAAAAAAAA", "none": ""} {
		status, to, _, _ := page(t, w.URL, code)
		if want := map[bool]int{true: http.StatusGone, false: http.StatusUnauthorized}[name == "used"]; status != want || to != "" {
			t.Errorf("a code that is %s: %d", name, status)
		}
	}
}

func TestDeepLinkingTakesWhatTheLMSAccepts(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	settings := func(name string, value any) platform.Mutation {
		return func(_, claims map[string]any) { claims[dlSettings].(map[string]any)[name] = value }
	}
	one := chooser(t, w, settings("accept_multiple", false))
	two := link.LinkAnswer{Items: []link.LinkItem{{Plan: plan("A")}, {Plan: plan("B")}}}
	if got := one.Call("POST", "/link/choice", two, nil); got != http.StatusBadRequest {
		t.Errorf("LTI-DL-03 two where one is accepted: %d", got)
	}
	_, _, jwt, _ := page(t, w.URL, choose(chooser(t, w, settings("accept_lineitem", false)), link.LinkItem{Plan: plan("A")}))
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(jwt, ".")[1])
	if err != nil || strings.Contains(string(payload), "lineItem") || !strings.Contains(string(payload), `"title":"A"`) {
		t.Errorf("LTI-DL-06 no line items: %s %v", payload, err)
	}
	res := launchAs(t, w, platform.LaunchOptions{User: "teacher", MessageType: platform.MessageDeepLinking, Mutate: settings("accept_types", []string{"file"})})
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("LTI-DL-03 links aren't accepted: %s", res.Status)
	}
	c := chooser(t, w, nil)
	long, many := plan("A"), make([]link.LinkItem, 21)
	long.Title = strings.Repeat("a", 201)
	for i := range many {
		many[i] = link.LinkItem{Plan: plan("A")}
	}
	elsewhere := apptest.Enter(t, w.URL, w.LMS, "teacher", "2")
	for name, tc := range map[string]struct {
		items []link.LinkItem
		want  int
	}{
		"neither":               {[]link.LinkItem{{}}, http.StatusBadRequest},
		"both":                  {[]link.LinkItem{{ClassroomID: elsewhere.ClassroomID, Plan: plan("A")}}, http.StatusBadRequest},
		"a bad plan":            {[]link.LinkItem{{Plan: plan("A")}, {Plan: long}}, http.StatusBadRequest},
		"too many":              {many, http.StatusBadRequest},
		"a classroom of nobody": {[]link.LinkItem{{ClassroomID: "none"}}, http.StatusNotFound},
	} {
		if got := c.Call("POST", "/link/choice", link.LinkAnswer{Items: tc.items}, nil); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
	other := chooser(t, w, func(_, claims map[string]any) {
		claims["https://purl.imsglobal.org/spec/lti/claim/context"] = map[string]any{"id": "another"}
	})
	if got := other.Call("POST", "/link/choice", link.LinkAnswer{Items: []link.LinkItem{{ClassroomID: elsewhere.ClassroomID}}}, nil); got != http.StatusNotFound {
		t.Errorf("a classroom of another course: %d", got)
	}
	choose(c) // nothing of that has answered the request
}

func TestAPreparedIDOfNobodyLeadsNowhere(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	for name, id := range map[string]string{"made up": "AAAAAAAAAAAAAAAAAAAAAA", "long": strings.Repeat("a", 3000), "of SQL": "' OR 1=1 --", "a variable": "$ResourceLink.id"} {
		l, err := w.LMS.AddLink(platform.Link{Title: name, Custom: map[string]string{"lectern_room": id}})
		if err != nil {
			t.Fatal(err)
		}
		c := apptest.Enter(t, w.URL, w.LMS, "learner1", l.ID)
		var room schedule.Classroom
		c.Must(http.StatusOK, "GET", "/classrooms/"+string(c.ClassroomID), nil, &room)
		if diff := cmp.Diff(app.DefaultSettings(), room.Settings); diff != "" || room.Title != name {
			t.Errorf("%s: %s %s", name, room.Title, diff)
		}
	}
}

func TestLearnersWaitUntilTheClassIsOpen(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	start := time.Now().Add(time.Hour)
	p := plan("Later")
	p.Settings.Schedule.StartsAt, p.Settings.Entry = &start, app.Entry{Opens: app.OpenScheduled, EarlyMinutes: 10}
	l := add(t, w, chooser(t, w, nil), link.LinkItem{Plan: p})[0]
	teacher := apptest.Enter(t, w.URL, w.LMS, "teacher", l.ID)
	session := teacher.Start()
	for user, want := range map[platform.UserID]app.Code{"teacher": "", "assistant": "", "learner1": app.CodeTooEarly, "observer": app.CodeForbidden} {
		var problem web.Problem
		status := apptest.Enter(t, w.URL, w.LMS, user, l.ID).Call("POST", "/sessions/"+string(session.ID)+"/join", nil, &problem)
		if (status == http.StatusOK) != (want == "") || problem.Code != want {
			t.Errorf("%s: %d %s, want %q", user, status, problem.Code, want)
		}
	}
	soon := map[string]any{"schedule": map[string]any{"startsAt": time.Now().Add(5 * time.Minute), "lengthMinutes": 45}}
	teacher.Must(http.StatusOK, "PATCH", "/classrooms/"+string(teacher.ClassroomID)+"/settings", soon, nil)
	apptest.Enter(t, w.URL, w.LMS, "learner1", l.ID).Join(session.ID)
}
