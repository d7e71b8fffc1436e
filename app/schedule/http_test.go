package schedule_test

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/web"
)

// roles are tokens: who says instructor is one of the classroom, elsewhere is one of another, ghost one of a classroom
// that isn't.
type roles struct{}

func (roles) Authenticate(token string) (app.Actor, error) {
	switch token {
	case "elsewhere":
		return app.Actor{User: "u", Classroom: "other", Role: app.RoleInstructor}, nil
	case "ghost":
		return app.Actor{User: "u", Classroom: "nowhere", Role: app.RoleInstructor}, nil
	}
	role, err := app.ParseRole(token)
	if err != nil {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	return app.Actor{User: app.UserID(token), Classroom: "room", Role: role}, nil
}

func (w *world) call(t *testing.T, method, path, token string, status int, out any) {
	t.Helper()
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "", roles{}, w.Endpoints())
	r := httptest.NewRequest(method, path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	if rec.Code != status {
		t.Errorf("%s %s as %q: %d %s, want %d", method, path, token, rec.Code, rec.Body, status)
		return
	}
	if err := json.Unmarshal(rec.Body.Bytes(), out); err != nil {
		t.Errorf("%s %s: %v in %s", method, path, err, rec.Body)
	}
}

func TestHTTPEdges(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	session := w.start(t)
	own, foreign := "/sessions/"+string(session.ID), "/sessions/no-such-session"
	for _, tc := range []struct {
		name, method, path, token string
		status                    int
		code                      app.Code
	}{
		{"classroom, no token", "GET", "/classrooms/room", "", 401, app.CodeUnauthorized},
		{"list, no token", "GET", "/classrooms/room/sessions", "", 401, app.CodeUnauthorized},
		{"start, no token", "POST", "/classrooms/room/sessions", "", 401, app.CodeUnauthorized},
		{"end, no token", "POST", own + "/end", "", 401, app.CodeUnauthorized},
		{"end, bad token", "POST", own + "/end", "nobody", 401, app.CodeUnauthorized},
		{"start as assistant", "POST", "/classrooms/room/sessions", "assistant", 403, app.CodeForbidden},
		{"start as learner", "POST", "/classrooms/room/sessions", "learner", 403, app.CodeForbidden},
		{"start as observer", "POST", "/classrooms/room/sessions", "observer", 403, app.CodeForbidden},
		{"end as assistant", "POST", own + "/end", "assistant", 403, app.CodeForbidden},
		{"end as learner", "POST", own + "/end", "learner", 403, app.CodeForbidden},
		{"end as observer", "POST", own + "/end", "observer", 403, app.CodeForbidden},
		{"classroom of others", "GET", "/classrooms/room", "elsewhere", 404, app.CodeNotFound},
		{"list of others", "GET", "/classrooms/room/sessions", "elsewhere", 404, app.CodeNotFound},
		{"start at others", "POST", "/classrooms/room/sessions", "elsewhere", 404, app.CodeNotFound},
		{"session of others", "GET", own, "elsewhere", 404, app.CodeNotFound},
		{"end that of others", "POST", own + "/end", "elsewhere", 404, app.CodeNotFound},
		{"classroom that is gone", "GET", "/classrooms/nowhere", "ghost", 404, app.CodeNotFound},
		{"unknown session", "GET", foreign, "instructor", 404, app.CodeNotFound},
		{"end an unknown session", "POST", foreign + "/end", "instructor", 404, app.CodeNotFound},
	} {
		var p web.Problem
		w.call(t, tc.method, tc.path, tc.token, tc.status, &p)
		if p.Code != tc.code || p.SessionID != "" {
			t.Errorf("%s: %+v", tc.name, p)
		}
	}
	if got := w.session(t, session.ID); got.State != app.SessionLive || len(w.facts(t, session.ID)) != 1 || len(w.queued(t)) != 0 {
		t.Errorf("something happened: %+v, %v", got, w.facts(t, session.ID))
	}
}

func TestHTTPALifeOfASession(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	var room schedule.Classroom
	w.call(t, "GET", "/classrooms/room", "learner", 200, &room)
	want := schedule.Classroom{ID: "room", Title: "Algebra", CourseTitle: "Maths", Tier: app.TierSeminar, Settings: w.room.Settings}
	if diff := cmp.Diff(want, room); diff != "" {
		t.Error(diff)
	}
	var started, ended, again, read schedule.Session
	w.call(t, "POST", "/classrooms/room/sessions", "instructor", 201, &started)
	at := start
	wantSession := schedule.Session{ID: started.ID, ClassroomID: "room", Title: "Algebra", State: app.SessionLive, StartedAt: &at}
	if diff := cmp.Diff(wantSession, started); diff != "" {
		t.Error(diff)
	}
	var p web.Problem
	w.call(t, "POST", "/classrooms/room/sessions", "instructor", 409, &p)
	if p.Code != app.CodeSessionAlreadyLive || p.SessionID != started.ID {
		t.Errorf("a second start: %+v", p)
	}
	w.call(t, "GET", "/classrooms/room", "observer", 200, &room)
	if room.LiveSessionID == nil || *room.LiveSessionID != started.ID || room.LastSessionID != nil {
		t.Errorf("while it is live: %+v", room)
	}
	w.add(time.Hour)
	w.call(t, "POST", "/sessions/"+string(started.ID)+"/end", "instructor", 200, &ended)
	until, reason := start.Add(time.Hour), app.EndByInstructor
	wantSession.State, wantSession.EndedAt, wantSession.EndReason = app.SessionEnded, &until, &reason
	w.add(time.Hour)
	w.call(t, "POST", "/sessions/"+string(started.ID)+"/end", "instructor", 200, &again)
	w.call(t, "GET", "/sessions/"+string(started.ID), "learner", 200, &read)
	for _, got := range []schedule.Session{ended, again, read} {
		if diff := cmp.Diff(wantSession, got); diff != "" {
			t.Error(diff)
		}
	}
	room = schedule.Classroom{}
	w.call(t, "GET", "/classrooms/room", "assistant", 200, &room)
	if room.LiveSessionID != nil || room.LastSessionID == nil || *room.LastSessionID != started.ID {
		t.Errorf("after its end: %+v", room)
	}
	var list []schedule.Session
	w.call(t, "POST", "/classrooms/room/sessions", "instructor", 201, &started)
	w.call(t, "GET", "/classrooms/room/sessions", "learner", 200, &list)
	if len(list) != 2 || list[0].ID != started.ID || list[1].ID != ended.ID {
		t.Errorf("list %+v", list)
	}
}
