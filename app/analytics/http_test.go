package analytics

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/xapi"
)

// parts are the other features: two classes of "room", in which Ana was at the first, and one of "other", in which the user
// "u" is what otherRole says.
type parts struct {
	err       error // of everything
	policy    app.AttendancePolicy
	otherRole app.Role
	mu        sync.Mutex
	digested  []app.SessionID
}

func (p *parts) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	if id == "nowhere" {
		return app.Classroom{}, app.ErrNotFound
	}
	return app.Classroom{ID: id, Title: "Algebra", Settings: app.Settings{Attendance: p.policy}}, p.err
}

func (p *parts) Sessions(_ context.Context, id app.ClassroomID) ([]app.Session, error) {
	live := app.Session{ID: "live", Classroom: id, State: app.SessionLive, StartedAt: at(9)}
	if id == "other" {
		other := meeting(2)
		other.Classroom = id
		return []app.Session{other}, p.err
	}
	return []app.Session{live, meeting(1), meeting(0)}, p.err
}

func (p *parts) Enrolments(_ context.Context, id app.ClassroomID) ([]app.Enrolment, error) {
	if id == "other" {
		return enrolled("cem"), p.err
	}
	return enrolled("ana", "=ben"), p.err
}

func (p *parts) CourseRooms(_ context.Context, r app.Classroom, _ app.UserID) (map[app.ClassroomID]app.Role, error) {
	return map[app.ClassroomID]app.Role{r.ID: app.RoleObserver, "other": p.otherRole}, p.err
}

func (p *parts) Digest(_ context.Context, s app.Session, _ app.AttendancePolicy) (Digest, error) {
	p.mu.Lock()
	p.digested = append(p.digested, s.ID)
	p.mu.Unlock()
	d := Digest{Session: s, People: map[app.UserID]Part{"ana": there(did(2)), "cem": there()}}
	if s.ID == "s1" {
		d.People = map[app.UserID]Part{"=ben": there(half)}
		d.Questions = []Asked{{Text: "@Why?", Kind: "yes_no", Graded: true, Voted: 1, Right: 1, Answers: map[app.UserID]bool{"=ben": true}}}
	}
	return d, p.err
}

func (p *parts) ClassroomActivity(r app.Classroom) string {
	return "https://x/classroom/" + string(r.ID)
}

func (p *parts) Registration(id app.SessionID) string { return "registration of " + string(id) }

func (p *parts) Account(who app.Person) xapi.Account {
	return xapi.Account{HomePage: who.Issuer, Name: who.Subject}
}

// roles are tokens: who says instructor is one of the classroom, elsewhere is one of another, ghost of one that isn't.
type roles struct{}

func (roles) Authenticate(token string) (app.Actor, error) {
	switch token {
	case "elsewhere":
		return app.Actor{User: "u", Classroom: "far", Role: app.RoleInstructor}, nil
	case "ghost":
		return app.Actor{User: "u", Classroom: "nowhere", Role: app.RoleInstructor}, nil
	}
	role, err := app.ParseRole(token)
	if err != nil {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	return app.Actor{User: "u", Classroom: room, Role: role}, nil
}

func newService(t *testing.T, s *store.Store, p *parts) *Service {
	t.Helper()
	ctx := context.Background()
	for _, id := range []app.ClassroomID{room, "other"} {
		err := s.Write(ctx).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
			settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
			VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`, id, id).Error
		if err != nil {
			t.Fatal(err)
		}
		sessions, err := (&parts{}).Sessions(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range sessions {
			if one.State == app.SessionEnded {
				err = errors.Join(err, s.Write(ctx).Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, alive_ms) VALUES (?, ?, 'x', 'ended', 't', 1, 2, 2)", one.ID, id).Error)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	svc, err := New(Deps{Store: s, Sessions: p, Classrooms: p, Roster: p, Digester: p, Statements: p})
	if err != nil {
		t.Fatal(err)
	}
	return svc
}

func get(s *Service, path, token string) *httptest.ResponseRecorder {
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "", roles{}, s.Endpoints())
	r := httptest.NewRequest("GET", path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

func TestHTTPEdges(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t))
	p := &parts{otherRole: app.RoleInstructor}
	s := newService(t, db, p)
	term, course := "/classrooms/room/analytics", "/classrooms/room/course/analytics"
	for _, tc := range []struct {
		name, path, token string
		status            int
		code              app.Code
	}{
		{"no token", term, "", 401, app.CodeUnauthorized},
		{"bad token", course, "nobody", 401, app.CodeUnauthorized},
		{"learner", term, "learner", 403, app.CodeForbidden},
		{"observer", term, "observer", 403, app.CodeForbidden},
		{"learner, a file", term + "/attendance.csv", "learner", 403, app.CodeForbidden},
		{"learner, the course", course, "learner", 403, app.CodeForbidden},
		{"observer, a file of the course", course + "/equity.csv", "observer", 403, app.CodeForbidden},
		{"assistant, the course", course, "assistant", 403, app.CodeForbidden},
		{"assistant, a file of the course", course + "/sessions.csv", "assistant", 403, app.CodeForbidden},
		{"of another classroom", term, "elsewhere", 404, app.CodeNotFound},
		{"of another classroom, the course", course, "elsewhere", 404, app.CodeNotFound},
		{"of a classroom that isn't", "/classrooms/nowhere/analytics", "ghost", 404, app.CodeNotFound},
	} {
		rec := get(s, tc.path, tc.token)
		var problem web.Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &problem); err != nil || rec.Code != tc.status || problem.Code != tc.code {
			t.Errorf("%s: %d %s, %v", tc.name, rec.Code, rec.Body, err)
		}
	}
	if len(p.digested) != 0 {
		t.Errorf("refused calls looked at %v", p.digested)
	}
	for path, token := range map[string]string{term: "assistant", term + "/mastery.csv": "assistant", course: "instructor", course + "/slipping.csv": "instructor"} {
		if rec := get(s, path, token); rec.Code != 200 {
			t.Errorf("%s as %s: %d %s", path, token, rec.Code, rec.Body)
		}
	}
	if rec := get(s, term+"/secrets.csv", "instructor"); rec.Code != 404 {
		t.Errorf("a file that isn't: %d", rec.Code)
	}
	p.err = errors.New("ana broke it")
	if rec := get(s, term, "instructor"); rec.Code != 500 || strings.Contains(rec.Body.String(), "ana") {
		t.Errorf("what can't be read: %d %s", rec.Code, rec.Body)
	}
}

func TestACourseHoldsWhatThePersonTeaches(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t))
	p := &parts{}
	s := newService(t, db, p)
	for role, want := range map[app.Role]int{app.RoleInstructor: 2, app.RoleAssistant: 1, app.RoleLearner: 1, app.RoleObserver: 1} {
		p.otherRole = role
		var got Analytics
		rec := get(s, "/classrooms/room/course/analytics", "instructor")
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || len(got.Classrooms) != want {
			t.Errorf("%s elsewhere: %d classrooms, %v, %s", role, len(got.Classrooms), err, rec.Body)
		}
		if cem := strings.Contains(rec.Body.String(), "cem"); cem != (want == 2) {
			t.Errorf("%s elsewhere sees its learners: %v", role, cem)
		}
	}
}

func TestWhatIsOnTheWire(t *testing.T) {
	t.Parallel()
	s := newService(t, storetest.Open(t, storetest.SQLite(t)), &parts{})
	var got Analytics
	rec := get(s, "/classrooms/room/analytics", "instructor")
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || strings.Contains(rec.Body.String(), "null,null") {
		t.Fatalf("%v: %s", err, rec.Body)
	}
	ana := got.Learners[1]
	want := AnalyticsLearner{UserID: "ana", Name: "ana", ClassroomID: room, Cells: []AnalyticsCell{{Status: app.AttendancePresent, Share: 1}, {Status: app.AttendanceAbsent}}, Counted: 2, Attended: 1, Share: 0.5,
		Account: AnalyticsAccount{HomePage: "https://lms.example.org", Name: "ana"}}
	if diff := cmp.Diff(want, ana); diff != "" {
		t.Error(diff)
	}
	if m := got.Sessions[1]; m.Registration != "registration of s1" || !m.Counted || m.Expected != 2 || m.Late != 1 || m.Absent != 1 || m.Share != 0.25 || !m.StartedAt.Equal(at(1)) {
		t.Errorf("%+v", m)
	}
	query := "activity=https%3A%2F%2Fx%2Fclassroom%2Froom&related_activities=true&since=2026-09-01T10%3A00%3A00Z&verb=http%3A%2F%2Fadlnet.gov%2Fexpapi%2Fverbs%2Fattended"
	if got.Queries[0] != (AnalyticsQuery{Figure: FigureAttendance, ClassroomID: room, Query: query}) {
		t.Errorf("%+v", got.Queries[0])
	}
}

func TestFilesAreTables(t *testing.T) {
	t.Parallel()
	s := newService(t, storetest.Open(t, storetest.SQLite(t)), &parts{})
	for file, want := range map[string]string{
		"sessions.csv":   "2026-09-08T10:00:00Z|2026-09-08T11:00:00Z|Algebra|yes|2|0|1|0|0|1|0.25",
		"attendance.csv": "ana|no|2|1|0.50||present 1.00|absent",
		"slipping.csv":   "",
		"equity.csv":     "messages|ana|2.00|1.00",
		"questions.csv":  "'@Why?|yes_no|no|1|1|1|1|1|1.00",
		"mastery.csv":    "'=ben|1|1|1|1.00",
	} {
		rec := get(s, "/classrooms/room/analytics/"+file, "instructor")
		list, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\uFEFF"))).ReadAll()
		if err != nil || len(list) == 0 || rec.Header().Get("Content-Type") != "text/csv; charset=utf-8" || rec.Header().Get("Content-Disposition") != `attachment; filename="`+file+`"` {
			t.Errorf("%s: %v %v\n%s", file, err, rec.Header(), rec.Body)
			continue
		}
		found := want == "" && len(list) == 1
		for _, row := range list {
			found = found || strings.Join(row, "|") == want
		}
		if !found {
			t.Errorf("%s has no row %s:\n%s", file, want, rec.Body)
		}
	}
}

func TestWhatIsKnownOfASessionIsLookedAtAgainWhenItChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		ctx := context.Background()
		p := &parts{}
		s := newService(t, db, p)
		looked := func(what string, want ...app.SessionID) {
			t.Helper()
			p.digested = nil
			if rec := get(s, "/classrooms/room/analytics", "instructor"); rec.Code != 200 {
				t.Fatalf("%s: %d %s", what, rec.Code, rec.Body)
			}
			slices.Sort(p.digested)
			if diff := cmp.Diff(want, p.digested); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		looked("at first", "s0", "s1")
		looked("again")
		if _, err := db.AppendFacts(ctx, app.Fact{ID: "late", Session: "s0", Kind: app.FactMediaLeft, Source: app.SourceWebhook, User: "ana", At: at(0), Seen: time.Now()}); err != nil {
			t.Fatal(err)
		}
		looked("a fact came late", "s0")
		poll := "INSERT INTO polls (id, session_id, number, definition, prepared_id, opened_by, opened_ms, right_shown) VALUES ('p', 's1', 1, '{}', '', 't', 1, TRUE)"
		if err := db.Write(ctx).Exec(poll).Error; err != nil {
			t.Fatal(err)
		}
		looked("a poll", "s1")
		if err := db.Write(ctx).Exec("DELETE FROM polls").Error; err != nil {
			t.Fatal(err)
		}
		looked("its time is over", "s1")
		p.policy.LateAfterSeconds = 60
		looked("another rule", "s0", "s1")
		looked("the end")
	})
}

func TestWhatIsKnownOutlivesARestart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.Store) {
		ctx := context.Background()
		p := &parts{}
		first := newService(t, db, p)
		if err := first.Prepare(ctx, meeting(1), app.Classroom{ID: room}); err != nil {
			t.Fatal(err)
		}
		again := func(want ...app.SessionID) string {
			t.Helper()
			p.digested = nil
			s, err := New(first.Deps)
			if err != nil {
				t.Fatal(err)
			}
			rec := get(s, "/classrooms/room/analytics", "instructor")
			if diff := cmp.Diff(want, p.digested); diff != "" || rec.Code != 200 {
				t.Errorf("%d %s", rec.Code, diff)
			}
			return rec.Body.String()
		}
		made := again("s0")
		if diff := cmp.Diff(made, again()); diff != "" {
			t.Error(diff)
		}
		if err := db.Write(ctx).Exec("UPDATE digests SET body = '{' WHERE session_id = 's0'").Error; err != nil {
			t.Fatal(err)
		}
		again("s0")
		if err := db.Write(ctx).Exec("UPDATE digests SET polls = 1 WHERE session_id = 's1'").Error; err != nil {
			t.Fatal(err)
		}
		for before, want := range map[int64]int{2: 0, 3: 1} { // the sessions ended at 2
			if n, err := first.Prune(ctx, time.UnixMilli(before)); n != want && before == 2 || err != nil {
				t.Errorf("before %d: %d, %v", before, n, err)
			}
		}
		again("s1")
	})
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m := memory{kept: map[app.SessionID]*remembered{}}
	for n := range mostDigests + 10 {
		m.put(app.SessionID(rune('a'+n)), version{}, Digest{})
		if _, ok := m.get("a", version{}); !ok {
			t.Fatal("what is used was forgotten")
		}
	}
	if len(m.kept) != mostDigests {
		t.Errorf("%d kept", len(m.kept))
	}
}
