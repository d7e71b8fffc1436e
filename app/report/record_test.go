package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/report"
	"github.com/lectern-classroom/lectern/app/web"
)

// records know u and ana of the classroom; they fail with err where one is set.
type records struct {
	err   error
	asked int
}

func (r *records) Member(_ context.Context, _ app.ClassroomID, user app.UserID) (app.Member, error) {
	if user != "u" && user != "ana" {
		return app.Member{}, app.ErrNotFound
	}
	return app.Member{Person: app.Person{ID: user, Name: "Ana García"}, Role: app.RoleLearner}, nil
}

func (r *records) Visits(context.Context, app.ClassroomID, app.UserID, int) ([]report.Visit, error) {
	r.asked++
	return []report.Visit{
		{Session: app.Session{ID: "s2", Title: "Two", State: app.SessionLive, StartedAt: start.Add(time.Hour)}},
		{Session: app.Session{ID: "s1", Title: "One", State: app.SessionEnded, StartedAt: start, EndedAt: start.Add(time.Minute)},
			Attendance: &app.Attendance{Present: 30 * time.Second, Status: app.AttendanceLate},
			Scores:     []report.ActivityScore{{Activity: app.ActivityQuiz, Score: report.Score{Given: 3, Maximum: 4, State: "sent"}}}},
	}, r.err
}

func TestRecordIsForStaffAndOneself(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, path, token string
		err               error
		status            int
		code              app.Code
	}{
		{"no token", "/classrooms/room/records/ana", "", nil, 401, app.CodeUnauthorized},
		{"an instructor", "/classrooms/room/records/ana", "instructor", nil, 200, ""},
		{"an assistant", "/classrooms/room/records/ana", "assistant", nil, 200, ""},
		{"a learner, their own", "/classrooms/room/records/u", "learner", nil, 200, ""},
		{"a learner, another's", "/classrooms/room/records/ana", "learner", nil, 403, app.CodeForbidden},
		{"a learner, of nobody", "/classrooms/room/records/x", "learner", nil, 403, app.CodeForbidden},
		{"an observer, a learner's", "/classrooms/room/records/ana", "observer", nil, 403, app.CodeForbidden},
		{"an instructor, of nobody here", "/classrooms/room/records/x", "instructor", nil, 404, app.CodeNotFound},
		{"an instructor of another classroom", "/classrooms/room/records/ana", "elsewhere", nil, 404, app.CodeNotFound},
		{"it can't be read", "/classrooms/room/records/ana", "instructor", errors.New("Ana broke it"), 500, app.CodeInternal},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := &records{err: tc.err}
			rec := get(report.New(sessions{}, &rows{}, r), tc.path, tc.token)
			var p web.Problem
			err := json.Unmarshal(rec.Body.Bytes(), &p)
			if err != nil || rec.Code != tc.status || p.Code != tc.code || (p.Code != "" && strings.Contains(rec.Body.String(), "Ana")) {
				t.Errorf("%d %s, %v", rec.Code, rec.Body, err)
			}
			if (r.asked > 0) != (tc.status == 200 || tc.err != nil) {
				t.Errorf("asked %d times", r.asked)
			}
		})
	}
}

func TestRecordOnTheWire(t *testing.T) {
	t.Parallel()
	rec := get(report.New(sessions{}, &rows{}, &records{}), "/classrooms/room/records/ana", "instructor")
	var got any
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"userId": "ana", "name": "Ana García", "role": "learner", "sessions": []any{
		map[string]any{"id": "s2", "title": "Two", "state": "live", "startedAt": "2026-11-25T11:00:00Z", "endedAt": nil, "presentSeconds": 0.0, "status": "", "scores": []any{}},
		map[string]any{"id": "s1", "title": "One", "state": "ended", "startedAt": "2026-11-25T10:00:00Z", "endedAt": "2026-11-25T10:01:00Z", "presentSeconds": 30.0, "status": "late",
			"scores": []any{map[string]any{"activity": "quiz", "scoreGiven": 3.0, "scoreMaximum": 4.0, "state": "sent"}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
