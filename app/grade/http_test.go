package grade_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// tokens knows actors by their token, user:role:classroom.
type tokens struct{}

func (tokens) Authenticate(token string) (app.Actor, error) {
	p := strings.Split(token, ":")
	if len(p) != 3 {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "Please open the class again from your course.")
	}
	return app.Actor{User: app.UserID(p[0]), Role: app.Role(p[1]), Classroom: app.ClassroomID(p[2])}, nil
}

func (w *world) server() *echo.Echo {
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "default-src 'self'")
	web.Mount(e, "/api/v1", tokens{}, w.grade.Endpoints())
	return e
}

func call(e *echo.Echo, method, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

func TestEndpointEdges(t *testing.T) {
	t.Parallel()
	const (
		teacher   = "t1:instructor:room-1"
		assistant = "a1:assistant:room-1"
		pupil     = "l1:learner:room-1"
		watcher   = "o1:observer:room-1"
		stranger  = "t2:instructor:room-2"
		override  = "/sessions/s1/grades/l1/attendance/override"
		good      = `{"scoreGiven":80,"reason":"was ill"}`
	)
	for _, tc := range []struct {
		name, method, path, token, body string
		status                          int
		code                            app.Code
	}{
		{"list without token", "GET", "/sessions/s1/grades", "", "", 401, app.CodeUnauthorized},
		{"override without token", "PUT", override, "", good, 401, app.CodeUnauthorized},
		{"reset without token", "DELETE", override, "", "", 401, app.CodeUnauthorized},
		{"retry without token", "POST", "/sessions/s1/grades/retry", "bad", "", 401, app.CodeUnauthorized},
		{"override by a learner", "PUT", override, pupil, good, 403, app.CodeForbidden},
		{"override by an observer", "PUT", override, watcher, good, 403, app.CodeForbidden},
		{"override by an assistant", "PUT", override, assistant, good, 403, app.CodeForbidden},
		{"reset by an assistant", "DELETE", override, assistant, "", 403, app.CodeForbidden},
		{"retry by an assistant", "POST", "/sessions/s1/grades/retry", assistant, "", 403, app.CodeForbidden},
		{"retry by a learner", "POST", "/sessions/s1/grades/retry", pupil, "", 403, app.CodeForbidden},
		{"list of another classroom", "GET", "/sessions/s1/grades", stranger, "", 404, app.CodeNotFound},
		{"override in another classroom", "PUT", override, stranger, good, 404, app.CodeNotFound},
		{"reset in another classroom", "DELETE", override, stranger, "", 404, app.CodeNotFound},
		{"retry in another classroom", "POST", "/sessions/s1/grades/retry", stranger, "", 404, app.CodeNotFound},
		{"no such session", "GET", "/sessions/s9/grades", teacher, "", 404, app.CodeNotFound},
		{"no such person", "PUT", "/sessions/s1/grades/l9/attendance/override", teacher, good, 404, app.CodeNotFound},
		{"no such activity", "PUT", "/sessions/s1/grades/l1/quiz/override", teacher, good, 404, app.CodeNotFound},
		{"reset of no such person", "DELETE", "/sessions/s1/grades/l9/attendance/override", teacher, "", 404, app.CodeNotFound},
		{"no score", "PUT", override, teacher, `{"reason":"r"}`, 400, app.CodeInvalid},
		{"no reason", "PUT", override, teacher, `{"scoreGiven":80}`, 400, app.CodeInvalid},
		{"too much", "PUT", override, teacher, `{"scoreGiven":101,"reason":"r"}`, 400, app.CodeInvalid},
		{"not a number", "PUT", override, teacher, `{"scoreGiven":"x","reason":"r"}`, 400, app.CodeInvalid},
		{"unknown field", "PUT", override, teacher, `{"scoreGiven":1,"reason":"r","x":1}`, 400, app.CodeInvalid},
		{"no body", "PUT", override, teacher, "", 400, app.CodeInvalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
			w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
			before := w.line("s1", "l1")
			rec := call(w.server(), tc.method, tc.path, tc.token, tc.body)
			var p web.Problem
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != tc.status || p.Code != tc.code {
				t.Fatalf("%d %s (%v), want %d %s", rec.Code, rec.Body, err, tc.status, tc.code)
			}
			if after := w.line("s1", "l1"); after != before {
				t.Errorf("the score changed: %+v", after)
			}
			if facts := must(w.store.Facts(t.Context(), "s1", 0)); len(facts) != 0 {
				t.Errorf("facts %+v", facts)
			}
		})
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5), learner("l2", 0.4))
		try(t, w.lms.SetMember("5", "removed"))
		w.drain()
		if _, err := web.OpenAPI("/api/v1", "1", w.grade.Endpoints(), nil); err != nil {
			t.Error(err)
		}
		e := w.server()
		scores := func(token string) []grade.Score {
			t.Helper()
			rec := call(e, "GET", "/sessions/s1/grades", token, "")
			var out []grade.Score
			if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != http.StatusOK || out == nil {
				t.Fatalf("%d %s", rec.Code, rec.Body)
			}
			return out
		}
		for _, token := range []string{"t1:instructor:room-1", "a1:assistant:room-1"} {
			if got := scores(token); len(got) != 2 || got[0].UserID != "l1" || got[0].State != grade.StateFailed || got[0].LastError == "" || got[0].Mend == "" || got[1].State != grade.StateSent {
				t.Errorf("%s sees %+v", token, got)
			}
		}
		if got := scores("l1:learner:room-1"); len(got) != 1 || got[0].UserID != "l1" || got[0].ScoreGiven != 50 || got[0].Mend != "" || got[0].LastError != "" {
			t.Errorf("the learner sees %+v", got)
		}
		if got := scores("o1:observer:room-1"); len(got) != 0 {
			t.Errorf("the observer sees %+v", got)
		}
		rec := call(e, "PUT", "/sessions/s1/grades/l1/attendance/override", "t1:instructor:room-1", `{"scoreGiven":0,"reason":"was ill"}`)
		if !strings.Contains(rec.Body.String(), `"scoreGiven":0,`) || !strings.Contains(rec.Body.String(), `"override":{"scoreGiven":0,"reason":"was ill","by":"t1","at":"2026-11-25T10:00:00.3Z"}`) || rec.Code != http.StatusOK {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		rec = call(e, "DELETE", "/sessions/s1/grades/l1/attendance/override", "t1:instructor:room-1", "")
		if !strings.Contains(rec.Body.String(), `"override":null`) || rec.Code != http.StatusOK {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
		w.clock.Add(10e9)
		w.drain()
		w.want("s1", "l1", grade.StateFailed, "Your LMS doesn't take a score for this person")
		rec = call(e, "POST", "/sessions/s1/grades/retry", "t1:instructor:room-1", "")
		if strings.TrimSpace(rec.Body.String()) != `{"queued":1}` || rec.Code != http.StatusAccepted {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	})
}
