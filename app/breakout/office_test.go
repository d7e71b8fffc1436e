package breakout

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
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
	o := &office{t: t, store: s, service: New(Deps{Store: s, Files: shelf{}}), sessions: map[app.SessionID]app.Session{}}
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
