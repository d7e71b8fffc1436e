package attendance_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func minute(m float64) time.Time { return start.Add(time.Duration(m * float64(time.Minute))) }

// world is two classrooms with a session each, on a real database.
type world struct {
	sessions map[app.SessionID]app.Session
	members  map[app.ClassroomID][]app.Member
	store    *store.Store
	service  *attendance.Service
	asked    int // how often the roster was asked for
}

func (w *world) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	s, ok := w.sessions[id]
	if !ok {
		return app.Session{}, app.ErrNotFound
	}
	return s, nil
}

func (w *world) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	return app.Classroom{ID: id, Settings: app.DefaultSettings()}, nil
}

func (w *world) Members(_ context.Context, id app.ClassroomID) ([]app.Member, error) {
	w.asked++
	return w.members[id], nil
}

// Authenticate takes "user classroom role" as a token.
func (w *world) Authenticate(token string) (app.Actor, error) {
	parts := strings.Split(token, "|")
	if len(parts) != 3 {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	return app.Actor{User: app.UserID(parts[0]), Classroom: app.ClassroomID(parts[1]), Role: app.Role(parts[2])}, nil
}

func member(id, name string, role app.Role, status app.MemberStatus) app.Member {
	return app.Member{Person: app.Person{ID: app.UserID(id), Name: name}, Role: role, Status: status}
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{store: s, sessions: map[app.SessionID]app.Session{}, members: map[app.ClassroomID][]app.Member{
		"c1": {
			member("t", "Tess", app.RoleInstructor, app.MemberActive), member("a2", "Arno", app.RoleAssistant, app.MemberActive),
			member("l1", "zoe", app.RoleLearner, app.MemberActive), member("l2", "Ben", app.RoleLearner, app.MemberActive),
			member("l3", "Cleo", app.RoleLearner, app.MemberActive), member("l4", "Dan", app.RoleLearner, app.MemberDeleted),
			member("l5", "Eve", app.RoleLearner, app.MemberInactive), member("o", "Olga", app.RoleObserver, app.MemberActive),
		},
		"c2": {member("x", "Xaver", app.RoleLearner, app.MemberActive), member("l1", "zoe", app.RoleLearner, app.MemberActive)},
	}}
	for session, room := range map[app.SessionID]app.ClassroomID{"s1": "c1", "s2": "c2"} {
		w.sessions[session] = app.Session{ID: session, Classroom: room, State: app.SessionEnded, StartedAt: start, EndedAt: minute(60), AliveAt: minute(60)}
		w.exec(t, `INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings,
			memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms) VALUES (?, 'r', 'd', ?, '', '', '', '', '{}', '', '', '', '', 0, 0)`, room, room)
		w.exec(t, `INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, ?, '', 'ended', 't', 0, 0)`, session, room)
	}
	service, err := attendance.New(attendance.Deps{Store: s, Sessions: w, Classrooms: w, Clock: func() time.Time { return minute(90) }})
	if err != nil {
		t.Fatal(err)
	}
	w.service = service
	w.there(t, "s1", "l1", 10, 60)
	w.there(t, "s1", "l2", 0, 60)
	w.there(t, "s1", "l5", 0, 20)
	w.there(t, "s1", "t", 0, 60)
	w.there(t, "s1", "o", 0, 60)
	w.there(t, "s1", "nobody", 0, 60)
	w.there(t, "s1", "a2", -20, -10)
	w.there(t, "s2", "x", 0, 60)
	w.there(t, "s2", "l1", 30, 31)
	return w
}

func (w *world) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if err := w.store.Write(t.Context()).Exec(sql, args...).Error; err != nil {
		t.Fatal(err)
	}
}

func (w *world) append(t *testing.T, facts ...app.Fact) {
	t.Helper()
	if _, err := w.store.AppendFacts(t.Context(), facts...); err != nil {
		t.Fatal(err)
	}
}

func (w *world) there(t *testing.T, session app.SessionID, user app.UserID, from, to float64) {
	t.Helper()
	f := app.Fact{Session: session, Source: app.SourceState, User: user, Connection: app.ConnectionID("k-" + user)}
	opened, closed := f, f
	opened.ID, opened.Kind, opened.At, opened.Seen = string(user)+"-o", app.FactSocketOpened, minute(from), minute(from)
	closed.ID, closed.Kind, closed.At, closed.Seen = string(user)+"-c", app.FactSocketClosed, minute(to), minute(to)
	closed.Data = app.MustJSON(app.SocketClosedData{Clean: true})
	w.append(t, closed, opened)
}

func decision(id string, kind app.FactKind, user app.UserID, at float64, score float64) app.Fact {
	return app.Fact{ID: id, Session: "s1", Kind: kind, Source: app.SourceControl, User: user, At: minute(at), Seen: minute(at),
		Data: app.MustJSON(app.OverrideData{By: "t", Activity: app.ActivityAttendance, ScoreGiven: score, Reason: "was ill"})}
}

func TestLines(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.append(t, decision("d2", app.FactGradeOverridden, "l3", 71, 80), decision("d1", app.FactGradeOverridden, "l3", 70, 50),
			decision("d3", app.FactGradeOverridden, "l2", 70, 10), decision("d4", app.FactGradeReset, "l2", 71, 0))
		lines, err := w.service.Lines(t.Context(), "s1")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range lines {
			got = append(got, strings.Join([]string{l.Name, string(l.Role), string(l.Status), l.Present.String()}, " "))
			if (l.Override != nil) != (l.User == "l3") || (l.Override != nil && l.Override.ScoreGiven != 80) {
				t.Errorf("override of %s: %+v", l.User, l.Override)
			}
		}
		want := []string{"Ben learner present 1h0m0s", "Cleo learner absent 0s", "Eve learner partial 20m0s", "zoe learner late 50m0s",
			"Tess instructor present 1h0m0s", " observer present 1h0m0s", "Olga observer present 1h0m0s"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if _, err := w.service.Lines(t.Context(), "s9"); err == nil || app.CodeOf(err) != app.CodeInternal {
			t.Errorf("unknown session: %v", err)
		}
	})
}

func TestGetAttendance(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	w := newWorld(t, s)
	w.append(t, decision("d1", app.FactGradeOverridden, "l3", 70, 50))
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "/api/v1", w, w.service.Endpoints())
	for _, tc := range []struct {
		name, session, token string
		status               int
		code                 app.Code
		users                string
	}{
		{"no token", "s1", "", 401, app.CodeUnauthorized, ""},
		{"bad token", "s1", "nonsense", 401, app.CodeUnauthorized, ""},
		{"unknown role", "s1", "l1|c1|owner", 403, app.CodeForbidden, ""},
		{"unknown session", "s9", "t|c1|instructor", 404, app.CodeNotFound, ""},
		{"an instructor elsewhere", "s1", "t|c2|instructor", 404, app.CodeNotFound, ""},
		{"a learner elsewhere", "s1", "l1|c2|learner", 404, app.CodeNotFound, ""},
		{"an id too long", strings.Repeat("s", 65), "t|c1|instructor", 400, app.CodeInvalid, ""},
		{"instructor", "s1", "t|c1|instructor", 200, "", "l2 l3 l5 l1 t nobody o"},
		{"assistant", "s1", "a2|c1|assistant", 200, "", "l2 l3 l5 l1 t nobody o"},
		{"learner", "s1", "l1|c1|learner", 200, "", "l1"},
		{"absent learner", "s1", "l3|c1|learner", 200, "", "l3"},
		{"observer who was there", "s1", "o|c1|observer", 200, "", "o"},
		{"observer who wasn't", "s1", "o2|c1|observer", 200, "", ""},
		{"the other classroom", "s2", "y|c2|instructor", 200, "", "x l1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := w.asked
			r := httptest.NewRequest("GET", "/api/v1/sessions/"+tc.session+"/attendance", nil)
			if tc.token != "" {
				r.Header.Set("Authorization", "Bearer "+tc.token)
			}
			rec := httptest.NewRecorder()
			e.ServeHTTP(rec, r)
			if rec.Code != tc.status {
				t.Fatalf("got %d: %s", rec.Code, rec.Body)
			}
			if tc.status != 200 {
				if !strings.Contains(rec.Body.String(), `"code":"`+string(tc.code)+`"`) || w.asked != before {
					t.Errorf("%s; the roster was asked for %d times", rec.Body, w.asked-before)
				}
				return
			}
			var lines []attendance.AttendanceLine
			if err := json.Unmarshal(rec.Body.Bytes(), &lines); err != nil {
				t.Fatal(err)
			}
			var users []string
			for _, l := range lines {
				users = append(users, string(l.UserID))
				if l.Override != nil && !strings.Contains(tc.token, "instructor") && !strings.Contains(tc.token, "assistant") {
					t.Errorf("%s sees the override of %s", tc.token, l.UserID)
				}
			}
			if got := strings.Join(users, " "); got != tc.users {
				t.Errorf("users %q, want %q", got, tc.users)
			}
		})
	}
}

func TestGetAttendanceOnTheWire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "/api/v1", w, w.service.Endpoints())
	get := func(user string) string {
		r := httptest.NewRequest("GET", "/api/v1/sessions/s1/attendance", nil)
		r.Header.Set("Authorization", "Bearer "+user+"|c1|learner")
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, r)
		return strings.TrimSpace(rec.Body.String())
	}
	f := app.Fact{ID: "m1", Session: "s1", Kind: app.FactMediaJoined, Source: app.SourceWebhook, User: "l1", Connection: "PA", At: minute(10), Seen: minute(10)}
	left := app.Fact{ID: "m2", Session: "s1", Kind: app.FactMediaLeft, Source: app.SourceReconcile, User: "l1", Connection: "PA", At: minute(60), Seen: minute(70)}
	w.append(t, f, left)
	want := `[{"userId":"l1","name":"zoe","role":"learner","presentSeconds":3000,"joins":1,"firstJoinedAt":"2026-03-02T09:10:00Z","lastLeftAt":"2026-03-02T10:00:00Z",` +
		`"status":"late","ratio":0.8333,"intervals":[{"start":"2026-03-02T09:10:00Z","end":"2026-03-02T10:00:00Z","evidence":["reconcile","livekit","socket"]}],"override":null}]`
	if diff := cmp.Diff(want, get("l1")); diff != "" {
		t.Error(diff)
	}
	want = `[{"userId":"l3","name":"Cleo","role":"learner","presentSeconds":0,"joins":0,"firstJoinedAt":null,"lastLeftAt":null,"status":"absent","ratio":0,"intervals":[],"override":null}]`
	if diff := cmp.Diff(want, get("l3")); diff != "" {
		t.Error(diff)
	}
}

func TestGetAttendanceWhileLive(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	live := w.sessions["s1"]
	live.State, live.EndedAt, live.AliveAt = app.SessionLive, time.Time{}, minute(90)
	w.sessions["s1"] = live
	w.append(t, app.Fact{ID: "again", Session: "s1", Kind: app.FactSocketOpened, Source: app.SourceState, User: "l3", Connection: "k9", At: minute(80), Seen: minute(80)})
	lines, err := w.service.Lines(t.Context(), "s1")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if (l.Status == app.AttendanceHere) != (l.User == "l3") {
			t.Errorf("%s is %s", l.User, l.Status)
		}
	}
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "", w, w.service.Endpoints())
	r := httptest.NewRequest("GET", "/sessions/s1/attendance", nil)
	r.Header.Set("Authorization", "Bearer l3|c1|learner")
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	if !strings.Contains(rec.Body.String(), `"lastLeftAt":null,"status":"here"`) {
		t.Error(rec.Body)
	}
}

func TestNewNeedsEverything(t *testing.T) {
	t.Parallel()
	if _, err := attendance.New(attendance.Deps{}); err == nil {
		t.Error("incomplete Deps were taken")
	}
}
