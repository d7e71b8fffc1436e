package roster_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// roles are tokens: who says instructor is one of the classroom, elsewhere is one of another.
type roles struct{}

func (roles) Authenticate(token string) (app.Actor, error) {
	if token == "elsewhere" {
		return app.Actor{User: "u", Classroom: "other", Role: app.RoleInstructor}, nil
	}
	role, err := app.ParseRole(token)
	if err != nil {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	return app.Actor{User: "u", Classroom: room, Role: role}, nil
}

func get(s *roster.Service, path, token string) *httptest.ResponseRecorder {
	return call(s, "GET", path, token)
}

func call(s *roster.Service, method, path, token string) *httptest.ResponseRecorder {
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "", roles{}, s.Endpoints())
	r := httptest.NewRequest(method, path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

func TestHTTPEdges(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	for _, tc := range []struct {
		name, path, token string
		status            int
	}{
		{"no token", "/classrooms/room/roster", "", 401},
		{"bad token", "/classrooms/room/roster", "nobody", 401},
		{"learner", "/classrooms/room/roster", "learner", 403},
		{"observer", "/classrooms/room/roster", "observer", 403},
		{"instructor of another classroom", "/classrooms/room/roster", "elsewhere", 404},
		{"classroom that isn't", "/classrooms/nowhere/roster", "instructor", 404},
	} {
		rec := get(w.Service, tc.path, tc.token)
		if rec.Code != tc.status || strings.Contains(rec.Body.String(), "García") {
			t.Errorf("%s: %d %s", tc.name, rec.Code, rec.Body)
		}
	}
	if n := w.lms.Faults().Count(platform.EndpointNRPS); n != 0 || len(w.members(t)) != 0 {
		t.Errorf("the LMS was asked %d times, there are %v", n, w.members(t))
	}
}

func TestHTTPListsWhoIsKnown(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	for _, state := range []string{"the LMS answers", "the LMS is down"} {
		for _, role := range []string{"instructor", "assistant"} {
			rec := get(w.Service, "/classrooms/room/roster", role)
			var entries []roster.Entry
			if err := json.Unmarshal(rec.Body.Bytes(), &entries); err != nil || rec.Code != 200 || len(entries) != 8 {
				t.Fatalf("%s, %s: %d %s, %v", state, role, rec.Code, rec.Body, err)
			}
			want := roster.Entry{UserID: entries[0].UserID, Name: "Ana García", Email: "learner1@school.example", Role: app.RoleLearner, Status: app.MemberActive}
			if diff := cmp.Diff(want, entries[0]); diff != "" {
				t.Errorf("%s: %s", state, diff)
			}
		}
		w.lms.Faults().Set(platform.EndpointNRPS, platform.Fault{Status: 500})
		w.clock.Add(2 * 60e9)
	}
}

func TestHTTPWithABrokenDatabase(t *testing.T) {
	t.Parallel()
	s, err := store.Open(context.Background(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s)
	w.refresh(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if rec := get(w.Service, "/classrooms/room/roster", "instructor"); rec.Code != 500 || !strings.Contains(rec.Body.String(), `"internal"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

func TestHTTPPeople(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	for _, tc := range []struct {
		method, path, token string
		status              int
	}{
		{"GET", "/classrooms/room/people", "", 401}, {"GET", "/classrooms/room/people", "learner", 403}, {"GET", "/classrooms/room/people", "observer", 403},
		{"GET", "/classrooms/room/people", "elsewhere", 404}, {"POST", "/classrooms/room/people/refresh", "", 401},
		{"POST", "/classrooms/room/people/refresh", "learner", 403}, {"POST", "/classrooms/room/people/refresh", "elsewhere", 404},
	} {
		if rec := call(w.Service, tc.method, tc.path, tc.token); rec.Code != tc.status || strings.Contains(rec.Body.String(), "García") {
			t.Errorf("%+v: %d %s", tc, rec.Code, rec.Body)
		}
	}
	if n := w.lms.Faults().Count(platform.EndpointNRPS); n != 0 {
		t.Errorf("the LMS was asked %d times", n)
	}
	page := func(method, path string) (out roster.RosterPage) {
		t.Helper()
		rec := call(w.Service, method, path, "assistant")
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != 200 {
			t.Fatalf("%d %s, %v", rec.Code, rec.Body, err)
		}
		return out
	}
	sets, groups := platform.DemoGroups()
	try(t, w.lms.SetGroups(sets, groups...))
	if p := page("GET", "/classrooms/room/people"); p.Refresh.Source != "lms" || p.Refresh.Failure != nil {
		t.Errorf("%+v", p.Refresh)
	}
	until(t, func() bool { return len(page("GET", "/classrooms/room/people").People) == 8 })
	try(t, w.lms.SetMember("6", platform.MemberRemoved))
	w.clock.Add(10 * 1e9)
	p := page("POST", "/classrooms/room/people/refresh")
	if p.Refresh.Cause != "button" || p.Refresh.Listed != 7 || p.GroupSource != "service" || len(p.Groups) != 3 || p.Groups[1].SetName != "Project" || len(p.Groups[1].Members) != 1 {
		t.Errorf("%+v %+v", p.Refresh, p.Groups)
	}
	if len(p.Changes) != 1 || p.Changes[0].Kind != roster.ChangeLeft {
		t.Errorf("%+v", p.Changes)
	}
	for _, who := range p.People {
		if left := who.Name == "Zoë Müller"; (who.Status == app.MemberDeleted) != left || (who.UntilAt != nil) != left || !who.Listed || who.Launched {
			t.Errorf("%+v", who)
		}
	}
	w.lms.Faults().Set(platform.EndpointNRPS, platform.Fault{Status: 403})
	w.clock.Add(10 * 1e9)
	if p = page("POST", "/classrooms/room/people/refresh"); p.Refresh.Failure == nil || p.Refresh.Failure.Code != "forbidden" || p.Refresh.Failure.NextAt == nil || len(p.People) != 8 {
		t.Errorf("%+v, %d people", p.Refresh.Failure, len(p.People))
	}
	w.setRoom(func(c *app.Classroom) { c.MembershipsURL = "" })
	if p = page("GET", "/classrooms/room/people"); p.Refresh.Source != "launches" {
		t.Errorf("%+v", p.Refresh)
	}
}
