package grade_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// breakouts are the groups of a session.
type breakouts map[app.SessionID][]grade.Group

func (b breakouts) Groups(_ context.Context, session app.Session) ([]grade.Group, error) {
	return b[session.ID], nil
}

// grouped is a desk with a column for the tasks of groups; t1 is staff and left the class has.
func grouped(t *testing.T, s *store.Store) (*world, *facts) {
	t.Helper()
	w, f := newDesk(t, s)
	w.grade.Groups = breakouts{"s1": {{ID: "g1", Breakout: "Debate", Name: "Red", Members: []app.UserID{"l1", "l3", "gone"}, Done: true},
		{ID: "g2", Breakout: "Debate", Name: "Blue", Members: []app.UserID{"gone"}}, {ID: "g3", Name: "Empty"}}}
	mark := app.DefaultColumn(app.ActivityBreakout)
	mark.Enabled, mark.Maximum = true, 20
	f.settle(w.addSession("s1", w.room.ID, 0))
	w.rules(app.GradeSend, nil, mark)
	w.drain()
	return w, f
}

func TestAWholeGroupGetsOneMark(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, _ := grouped(t, s)
		session := must(w.book.Session(t.Context(), "s1"))
		lines, err := w.grade.MarkGroup(t.Context(), session, "g1", app.ActivityBreakout, 15, "a good debate", "t1")
		try(t, err)
		if len(lines) != 2 || lines[0].User != "l1" || lines[1].User != "l3" || lines[1].Given != 15 || lines[1].State != grade.StateQueued {
			t.Fatalf("lines %+v", lines)
		}
		_, err = w.grade.Override(t.Context(), "s1", "l3", app.ActivityBreakout, 18, "who led it", "t1") // one of them by themselves
		try(t, err)
		w.drain()
		desk := must(w.grade.Desk(t.Context(), session))
		want := []grade.DeskGroup{{GroupID: "g1", Breakout: "Debate", Name: "Red", Members: []app.UserID{"l1", "l3", "gone"}, Done: true}, {GroupID: "g2", Breakout: "Debate", Name: "Blue", Members: []app.UserID{"gone"}}}
		if diff := cmp.Diff(want, desk.Groups); diff != "" {
			t.Error(diff)
		}
		given := map[app.UserID]float64{}
		for _, learner := range desk.Learners {
			for _, cell := range learner.Cells {
				if cell.Activity == app.ActivityBreakout && cell.Score != nil {
					given[learner.UserID] = cell.Score.ScoreGiven
				}
			}
		}
		if diff := cmp.Diff(map[app.UserID]float64{"l1": 15, "l3": 18}, given); diff != "" {
			t.Error(diff)
		}
		facts, err := s.Facts(t.Context(), "s1", 0)
		try(t, err)
		n := 0
		for _, fact := range facts {
			if fact.Kind == app.FactGradeOverridden {
				n++
			}
		}
		if n != 3 {
			t.Errorf("%d decisions are facts, want 3", n)
		}
	})
}

func TestGroupMarksOverHTTP(t *testing.T) {
	t.Parallel()
	w, _ := grouped(t, storetest.Open(t, storetest.SQLite(t)))
	e := w.server()
	const path, body, teacher = "/sessions/s1/groups/g1/grades", `{"activity":"breakout","scoreGiven":15,"reason":"well done"}`, "t1:instructor:room-1"
	for name, tc := range map[string]struct {
		path, token, body string
		status            int
	}{
		"nobody":                {path, "", body, 401},
		"assistant":             {path, "a1:assistant:room-1", body, 403},
		"learner":               {path, "l1:learner:room-1", body, 403},
		"elsewhere":             {path, "t2:instructor:room-2", body, 404},
		"another group":         {"/sessions/s1/groups/g9/grades", teacher, body, 404},
		"nobody to mark":        {"/sessions/s1/groups/g2/grades", teacher, body, 404},
		"column that is off":    {path, teacher, `{"activity":"manual","scoreGiven":15,"reason":"r"}`, 404},
		"computed activity":     {path, teacher, `{"activity":"attendance","scoreGiven":15,"reason":"r"}`, 400},
		"without score":         {path, teacher, `{"activity":"breakout","reason":"r"}`, 400},
		"without reason":        {path, teacher, `{"activity":"breakout","scoreGiven":15,"reason":" "}`, 400},
		"more than the maximum": {path, teacher, `{"activity":"breakout","scoreGiven":21,"reason":"r"}`, 400},
	} {
		if rec := call(e, "POST", tc.path, tc.token, tc.body); rec.Code != tc.status {
			t.Errorf("%s: %d %s, want %d", name, rec.Code, rec.Body, tc.status)
		}
	}
	var none int64
	if err := w.store.Read(t.Context()).Raw("SELECT COUNT(*) FROM scores WHERE overridden").Scan(&none).Error; err != nil || none != 0 {
		t.Fatalf("%d marks were kept, %v", none, err)
	}
	rec := call(e, "POST", path, teacher, body)
	var scores []grade.Score
	if err := json.Unmarshal(rec.Body.Bytes(), &scores); err != nil || rec.Code != http.StatusOK || len(scores) != 2 || scores[0].Override == nil || scores[0].Override.Reason != "well done" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
