package breakout

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// office is what a Planner asks, and who asks it. The classroom room-1 has a teacher and the learners l1 to l6, of whom l6 is an
// assistant for the session s1, and one who has left.
type office struct {
	t        *testing.T
	store    *store.Store
	service  *Service
	echo     *echo.Echo
	sessions map[app.SessionID]app.Session
	seeds    uint64
}

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func newOffice(t *testing.T, s *store.Store) *office {
	t.Helper()
	o := &office{t: t, store: s, service: New(Deps{Store: s}), sessions: map[app.SessionID]app.Session{}}
	for _, room := range []app.ClassroomID{"room-1", "room-2"} {
		o.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
			settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
			VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`, room, room)
	}
	o.session("s0", "room-1", app.SessionEnded, noon.Add(-24*time.Hour))
	o.session("s1", "room-1", app.SessionLive, noon)
	o.session("s2", "room-2", app.SessionLive, noon)
	p := NewPlanner(PlannerDeps{Breakouts: o.service, Sessions: o, Door: live.Door{Store: s}, People: o, Knowledge: o, Clock: func() time.Time { return noon },
		Seed: func() uint64 { o.seeds++; return o.seeds }})
	o.echo = web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "default-src 'self'")
	web.Mount(o.echo, "/api/v1", o, p.Endpoints())
	return o
}

func (o *office) exec(sql string, args ...any) {
	o.t.Helper()
	if err := o.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) session(id app.SessionID, room app.ClassroomID, state app.SessionState, at time.Time) {
	o.t.Helper()
	o.sessions[id] = app.Session{ID: id, Classroom: room, State: state, StartedAt: at}
	o.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, alive_ms) VALUES (?, ?, 'Algebra', ?, 't1', ?, ?, 1)",
		id, room, state, at.UnixMilli(), at.Add(time.Hour).UnixMilli())
}

// had keeps breakouts of a session as they are.
func (o *office) had(session app.SessionID, breakouts ...app.Breakout) {
	o.t.Helper()
	bodies := make([]body, len(breakouts))
	for i, b := range breakouts {
		bodies[i] = body{Breakout: b}
	}
	if err := o.service.keep(context.Background(), o.sessions[session], newState(nil), newState(bodies), noon); err != nil {
		o.t.Fatal(err)
	}
}

// opened is a breakout with groups of the members, named A, B and so on.
func opened(id app.BreakoutID, number int, phase app.BreakoutPhase, at time.Time, groups ...[]app.UserID) app.Breakout {
	b := app.Breakout{BreakoutID: id, Number: number, Name: "Set " + string(id), Phase: phase}
	if phase != app.BreakoutPlanned {
		b.OpenedAt = &at
	}
	if phase == app.BreakoutClosed {
		b.ClosedAt = &at
	}
	for i, members := range groups {
		b.Groups = append(b.Groups, copyGroup(app.BreakoutGroup{GroupID: app.GroupID(fmt.Sprintf("%s-%d", id, i)), Name: string(rune('A' + i)), Members: members}))
	}
	return b
}

func (o *office) Authenticate(token string) (app.Actor, error) {
	parts := strings.Split(token, ":")
	if len(parts) != 3 {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "Who are you?")
	}
	return app.Actor{User: app.UserID(parts[0]), Role: app.Role(parts[1]), Classroom: app.ClassroomID(parts[2])}, nil
}

func (o *office) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	s, known := o.sessions[id]
	if !known {
		return s, app.ErrNotFound
	}
	return s, nil
}

func (o *office) Members(_ context.Context, room app.ClassroomID) ([]app.Member, error) {
	members := []app.Member{{Person: app.Person{ID: "t1", Name: "Ms Hall", Email: "hall@school.example"}, Role: app.RoleInstructor, Status: app.MemberActive}}
	if room != "room-1" {
		return nil, nil
	}
	for i, name := range []string{"Ana", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gil"} {
		m := app.Member{Person: app.Person{ID: app.UserID(fmt.Sprintf("l%d", i+1)), Name: name, Email: strings.ToLower(name) + "@school.example", Subject: fmt.Sprint(100 + i)}, Role: app.RoleLearner, Status: app.MemberActive}
		if name == "Gil" {
			m.Status = app.MemberDeleted
		}
		members = append(members, m)
	}
	return members, nil
}

func (o *office) Roles(_ context.Context, session app.SessionID) (map[app.UserID]app.Role, error) {
	return map[app.SessionID]map[app.UserID]app.Role{"s1": {"l6": app.RoleAssistant}}[session], nil
}

func (o *office) CourseGroups(context.Context, app.ClassroomID) ([]app.CourseGroup, error) {
	return []app.CourseGroup{{ID: "1", Name: "Red", SetID: "7", SetName: "Labs", Members: []app.UserID{"l1", "l2"}}, {ID: "2", Name: "Red", SetID: "7", SetName: "Labs", Members: []app.UserID{"l3", "l4"}},
		{ID: "3", Name: "North", SetName: "Houses", Members: []app.UserID{"l1", "l5"}}}, nil
}

func (o *office) Answers(_ context.Context, _ app.Session, poll app.PollID) (map[app.UserID]string, map[string]string, error) {
	switch poll {
	case "p1":
		return map[app.UserID]string{"l1": "a", "l2": "a", "l3": "b", "l4": "a", "l5": "b"}, map[string]string{"a": "For", "b": "Against"}, nil
	case "secret":
		return nil, nil, conflict("It is anonymous.")
	}
	return nil, nil, app.NotFound("poll")
}

func (o *office) Talk(context.Context, app.Session) (map[app.UserID]time.Duration, error) {
	return map[app.UserID]time.Duration{"l1": 4 * time.Minute, "l2": 3 * time.Minute, "l3": 2 * time.Minute, "l4": time.Minute}, nil
}

const (
	staff   = "t1:instructor:room-1"
	helper  = "l6:assistant:room-1"
	pupil   = "l1:learner:room-1"
	watcher = "o1:observer:room-1"
	foreign = "t2:instructor:room-2"
)

// call makes a request and reads what is answered into out, if there is one.
func (o *office) call(status int, method, path, token string, in, out any) string {
	o.t.Helper()
	text := ""
	if in != nil {
		text = string(app.MustJSON(in))
	}
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(text))
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	o.echo.ServeHTTP(rec, r)
	if rec.Code != status {
		o.t.Errorf("%s %s as %q with %s: %d %s, want %d", method, path, token, text, rec.Code, rec.Body, status)
	}
	if out != nil {
		if err := json.Unmarshal(rec.Body.Bytes(), out); err != nil {
			o.t.Errorf("%s %s: %v in %s", method, path, err, rec.Body)
		}
	}
	return rec.Body.String()
}

type want = map[string]any

// sizes are how many are in each group, sorted.
func sizes(p BreakoutProposal) []int {
	var out []int
	for _, g := range p.Groups {
		out = append(out, len(g.Members))
	}
	slices.Sort(out)
	return out
}

func TestProposals(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	o.had("s0", opened("b1", 1, app.BreakoutClosed, noon.Add(-24*time.Hour), []app.UserID{"l1", "l2"}, []app.UserID{"l3", "gone"}))
	o.had("s1", opened("b2", 1, app.BreakoutClosed, noon, []app.UserID{"l1", "l3"}, []app.UserID{"l2", "l4"}), opened("b3", 2, app.BreakoutPlanned, noon, []app.UserID{"l1", "l4"}))
	four, five := []string{"l4", "l3", "l2", "l1"}, []string{"l1", "l2", "l3", "l4", "l5"}
	group := func(name string, members ...app.UserID) ProposedGroup {
		return ProposedGroup{Name: name, Members: members}
	}
	for name, c := range map[string]struct {
		in     want
		groups []ProposedGroup // nil: only the sizes are known
		sizes  []int
		notes  string
	}{
		"random":         {want{"how": "random", "people": five, "groups": 2}, nil, []int{2, 3}, ""},
		"by size":        {want{"how": "random", "people": five, "size": 2}, nil, []int{2, 3}, ""},
		"order":          {want{"how": "order", "people": four, "groups": 2}, []ProposedGroup{group("", "l1", "l2"), group("", "l3", "l4")}, nil, ""},
		"new":            {want{"how": "new", "people": four, "size": 2, "seed": 3}, nil, []int{2, 2}, ""},
		"last":           {want{"how": "last", "people": five}, []ProposedGroup{group("A", "l1", "l3", "l5"), group("B", "l2", "l4")}, nil, "new l5"},
		"an earlier one": {want{"how": "last", "people": four, "breakoutId": "b1"}, []ProposedGroup{group("A", "l1", "l2"), group("B", "l3", "l4")}, nil, "new l4"},
		"course":         {want{"how": "lms", "people": five, "set": "7"}, []ProposedGroup{group("Red 1", "l1", "l2", "l5"), group("Red 2", "l3", "l4")}, nil, "in_none l5"},
		"set by name":    {want{"how": "lms", "people": four[3:], "set": "Houses"}, []ProposedGroup{group("North", "l1")}, nil, ""},
		"talk":           {want{"how": "talk", "people": five, "groups": 2, "seed": 1}, nil, []int{2, 3}, "not_heard l5"},
		"mixed answers":  {want{"how": "poll", "people": five, "groups": 2, "pollId": "p1"}, nil, []int{2, 3}, ""},
		"same answers":   {want{"how": "poll", "people": five, "together": true, "pollId": "p1", "seed": 1}, nil, []int{2, 3}, ""},
		"table": {want{"how": "csv", "people": five, "csv": "group;email\nRed;ana@school.example\nBlue;ben@school.example\nRed;dan@school.example\n"},
			[]ProposedGroup{group("Red", "l1", "l4"), group("Blue", "l2")}, nil, "not_in_file l3 l5; alone l2"},
	} {
		var got BreakoutProposal
		o.call(http.StatusOK, "POST", "/sessions/s1/breakouts/proposal", staff, c.in, &got)
		notes := make([]string, len(got.Notes))
		for i, n := range got.Notes {
			notes[i] = n.Code
			for _, user := range n.People {
				notes[i] += " " + string(user)
			}
		}
		if c.groups != nil {
			if diff := cmp.Diff(c.groups, got.Groups); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		} else if diff := cmp.Diff(c.sizes, sizes(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if strings.Join(notes, "; ") != c.notes || len(got.Errors) > 0 {
			t.Errorf("%s: notes %q, errors %v", name, notes, got.Errors)
		}
		switch name {
		case "new": // l1 was with l2 and l3, so that l4 is left
			if !slices.ContainsFunc(got.Groups, func(g ProposedGroup) bool { return cmp.Equal(g.Members, []app.UserID{"l1", "l4"}) }) {
				t.Errorf("some meet again: %+v", got.Groups)
			}
		case "same answers":
			names := []string{got.Groups[0].Name, got.Groups[1].Name}
			if slices.Sort(names); !slices.Equal(names, []string{"Against", "For"}) {
				t.Errorf("the groups are called %v", names)
			}
		}
	}
}

func TestAProposalIsAnotherOneEachTimeUnlessASeedIsGiven(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	ask := func(more want) string {
		in := want{"how": "random", "people": []string{"l1", "l2", "l3", "l4", "l5"}, "groups": 2}
		for k, v := range more {
			in[k] = v
		}
		return o.call(http.StatusOK, "POST", "/sessions/s1/breakouts/proposal", staff, in, nil)
	}
	seen := map[string]bool{}
	for range 6 {
		seen[ask(nil)] = true
	}
	if first, again := ask(want{"seed": 7}), ask(want{"seed": 7}); len(seen) < 2 || first != again {
		t.Errorf("%d proposals were different; of one seed there were %s and %s", len(seen), first, again)
	}
}

func TestFaultsOfATableAreToldByLine(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	var got BreakoutProposal
	o.call(http.StatusOK, "POST", "/sessions/s1/breakouts/proposal", staff, want{"how": "csv", "people": []string{"l1"}, "csv": "group,name\nRed,Ms Hall\nRed,Fay\n,Ana\n"}, &got)
	lines := []ProposalError{{2, "No learner of the classroom has the name “Ms Hall”."}, {3, "No learner of the classroom has the name “Fay”."}, {4, "The group is missing."}}
	if diff := cmp.Diff(lines, got.Errors); diff != "" || len(got.Groups) > 0 {
		t.Error(diff)
	}
}

func TestProposalsThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	const path = "/sessions/s1/breakouts/proposal"
	good, two := want{"how": "random", "people": []string{"l1"}, "groups": 1}, []string{"l1", "l2"}
	for token, status := range map[string]int{"": 401, pupil: 403, watcher: 403, foreign: 404, helper: 200} {
		o.call(status, "POST", path, token, good, nil)
	}
	o.call(404, "POST", "/sessions/s9/breakouts/proposal", staff, good, nil)
	for name, c := range map[string]struct {
		status int
		in     want
	}{
		"no way":              {400, want{"people": two, "groups": 2}},
		"another way":         {400, want{"how": "sorted", "people": two, "groups": 2}},
		"nobody":              {400, want{"how": "random", "people": []string{}, "groups": 2}},
		"staff":               {400, want{"how": "random", "people": []string{"l1", "t1"}, "groups": 2}},
		"assistant for now":   {400, want{"how": "random", "people": []string{"l1", "l6"}, "groups": 2}},
		"who has left":        {400, want{"how": "random", "people": []string{"l7"}, "groups": 2}},
		"stranger":            {400, want{"how": "random", "people": []string{"l9"}, "groups": 2}},
		"no id":               {400, want{"how": "random", "people": []string{"l 9"}, "groups": 2}},
		"no number":           {400, want{"how": "random", "people": two}},
		"two numbers":         {400, want{"how": "order", "people": two, "groups": 2, "size": 1}},
		"too many groups":     {400, want{"how": "talk", "people": two, "groups": mostGroups + 1}},
		"less than a group":   {400, want{"how": "new", "people": two, "size": -1}},
		"nothing before":      {409, want{"how": "last", "people": two}},
		"breakout of nobody":  {404, want{"how": "last", "people": two, "breakoutId": "b9"}},
		"no set of that name": {404, want{"how": "lms", "people": two, "set": "Teams"}},
		"no poll":             {404, want{"how": "poll", "people": two, "groups": 2, "pollId": "p9"}},
		"anonymous poll":      {409, want{"how": "poll", "people": two, "together": true, "pollId": "secret"}},
		"mixed without count": {400, want{"how": "poll", "people": two, "pollId": "p1"}},
		"large table":         {413, want{"how": "csv", "people": two, "csv": strings.Repeat("x", longestTable+1)}},
	} {
		if text := o.call(c.status, "POST", path, staff, c.in, nil); strings.Contains(text, "internal") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestWhatASessionHadIsToldToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	o.had("s0", opened("b1", 1, app.BreakoutClosed, noon, []app.UserID{"l1", "l7"}), opened("b2", 2, app.BreakoutPlanned, noon, []app.UserID{"l2"}))
	for token, n := range map[string]int{staff: 2, helper: 2, pupil: 1, watcher: 1} {
		var got SessionBreakouts
		o.call(http.StatusOK, "GET", "/sessions/s0/breakouts", token, nil, &got)
		people := []BreakoutMember{{"l1", "Ana"}, {"l2", "Ben"}, {"l7", "Gil"}}
		if n == 1 {
			people = slices.Delete(people, 1, 2)
		}
		if diff := cmp.Diff(people, got.People); diff != "" || len(got.Breakouts) != n || got.Breakouts[0].BreakoutID != "b1" {
			t.Errorf("%s gets %+v %s", token, got, diff)
		}
	}
	var none SessionBreakouts
	o.call(http.StatusOK, "GET", "/sessions/s1/breakouts", pupil, nil, &none)
	if none.Breakouts == nil || none.People == nil {
		t.Error("nothing is null")
	}
	o.call(401, "GET", "/sessions/s0/breakouts", "", nil, nil)
	o.call(404, "GET", "/sessions/s0/breakouts", foreign, nil, nil)
	if err := o.store.RemovePerson(t.Context(), "s0", "l1", "t1", 1); err != nil {
		t.Fatal(err)
	}
	o.call(403, "GET", "/sessions/s0/breakouts", pupil, nil, nil)
}

func TestEarlierBreakoutsCanBeGoneOnWith(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	merged := opened("b1", 1, app.BreakoutClosed, noon.Add(-24*time.Hour), []app.UserID{"l1"}, []app.UserID{"l2"}, nil)
	merged.Groups[2].MergedInto = merged.Groups[0].GroupID
	o.had("s0", merged)
	o.had("s1", opened("b2", 1, app.BreakoutOpen, noon, []app.UserID{"l1"}), opened("b3", 2, app.BreakoutPlanned, noon, []app.UserID{"l1"}))
	o.had("s2", opened("b4", 1, app.BreakoutClosed, noon, []app.UserID{"l1"}))
	var got []EarlierBreakout
	o.call(http.StatusOK, "GET", "/classrooms/room-1/breakouts", helper, nil, &got)
	if len(got) != 1 || got[0].BreakoutID != "b1" || got[0].SessionID != "s0" || got[0].Name != "Set b1" || !got[0].StartedAt.Equal(noon.Add(-24*time.Hour)) {
		t.Fatalf("got %+v", got)
	}
	groups := []EarlierGroup{{GroupID: "b1-0", Name: "A", Members: []app.UserID{"l1"}}, {GroupID: "b1-1", Name: "B", Members: []app.UserID{"l2"}}}
	if diff := cmp.Diff(groups, got[0].Groups); diff != "" {
		t.Error(diff)
	}
	for token, status := range map[string]int{"": 401, pupil: 403, watcher: 403, foreign: 404} {
		o.call(status, "GET", "/classrooms/room-1/breakouts", token, nil, nil)
	}
}

func TestSavedSets(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		const path = "/classrooms/room-1/breakouts/saved"
		set := want{"name": " Lab  pairs ", "plan": want{"task": "Measure.", "seconds": 600, "files": []string{"f1"}, "copyOf": "page-1"},
			"groups": []want{{"groupId": "old", "name": "One", "members": []string{"l1", "l2"}, "files": []string{"f1"}}, {"name": "Two", "cap": 4, "attendants": []string{"l6"}}}}
		var kept SavedBreakout
		o.call(http.StatusCreated, "POST", path, helper, set, &kept)
		want := SavedBreakout{SavedID: kept.SavedID, SavedAt: noon, BreakoutToSave: BreakoutToSave{Name: "Lab pairs", Plan: app.BreakoutPlan{Task: "Measure.", Choice: app.ChoiceNone, Seconds: 600, Files: []app.FileID{}},
			Groups: []BreakoutGroupPlan{{Name: "One", Files: []app.FileID{}, Members: []app.UserID{"l1", "l2"}, Attendants: []app.UserID{}}, {Name: "Two", Files: []app.FileID{}, Cap: 4, Members: []app.UserID{}, Attendants: []app.UserID{"l6"}}}}}
		if diff := cmp.Diff(want, kept); diff != "" {
			t.Fatal(diff)
		}
		set["name"] = "LAB PAIRS"
		o.call(http.StatusConflict, "POST", path, staff, set, nil)
		set["name"] = "Another"
		o.call(http.StatusCreated, "POST", path, staff, set, nil)
		o.call(http.StatusCreated, "POST", "/classrooms/room-2/breakouts/saved", foreign, set, nil)
		var all []SavedBreakout
		o.call(http.StatusOK, "GET", path, staff, nil, &all)
		if len(all) != 2 || all[0].Name != "Another" || !cmp.Equal(all[1], kept) {
			t.Fatalf("got %+v", all)
		}
		one := path + "/" + string(kept.SavedID)
		o.call(404, "DELETE", "/classrooms/room-2/breakouts/saved/"+string(kept.SavedID), foreign, nil, nil)
		o.call(http.StatusNoContent, "DELETE", one, staff, nil, nil)
		o.call(404, "DELETE", one, staff, nil, nil)
		o.call(http.StatusOK, "GET", path, staff, nil, &all)
		if len(all) != 1 {
			t.Errorf("%d are left", len(all))
		}
	})
}

func TestSavedSetsThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	const path = "/classrooms/room-1/breakouts/saved"
	group := func(name string, members ...string) want { return want{"name": name, "members": members} }
	good := want{"name": "Set", "groups": []want{group("One", "l1")}}
	for _, at := range [][2]string{{"GET", path}, {"POST", path}, {"DELETE", path + "/none"}} {
		for token, status := range map[string]int{"": 401, pupil: 403, watcher: 403, foreign: 404} {
			var in any
			if at[0] == "POST" {
				in = good
			}
			o.call(status, at[0], at[1], token, in, nil)
		}
	}
	for name, in := range map[string]want{
		"no name":       {"name": " ", "groups": []want{group("One")}},
		"long name":     {"name": strings.Repeat("n", longestName+1), "groups": []want{group("One")}},
		"no group":      {"name": "Set", "groups": []want{}},
		"nameless":      {"name": "Set", "groups": []want{group("")}},
		"in two groups": {"name": "Set", "groups": []want{group("One", "l1"), group("Two", "l1")}},
		"no id":         {"name": "Set", "groups": []want{group("One", "l 1")}},
		"choice":        {"name": "Set", "plan": want{"choice": "dice"}, "groups": []want{group("One")}},
		"bound":         {"name": "Set", "groups": []want{{"name": "One", "cap": -1}}},
		"long task":     {"name": "Set", "groups": []want{{"name": "One", "task": strings.Repeat("t", longestTask+1)}}},
	} {
		if text := o.call(400, "POST", path, staff, in, nil); strings.Contains(text, "internal") {
			t.Errorf("%s: %s", name, text)
		}
	}
	for i := range mostSaved {
		good["name"] = fmt.Sprint("Set ", i)
		o.call(http.StatusCreated, "POST", path, staff, good, nil)
	}
	good["name"] = "One too many"
	o.call(http.StatusConflict, "POST", path, staff, good, nil)
}
