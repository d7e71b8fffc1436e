package grade_test

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// facts is what the sessions come to: a share of the whole by learner, scaled by what counts in full.
type facts struct {
	w      *world
	shares map[app.SessionID]map[app.UserID]float64
}

func (f *facts) Compute(_ context.Context, session app.Session, _ app.Classroom, policy app.Grading) (grade.Outcome, error) {
	c := grade.Computation{Activity: app.ActivityAttendance}
	out := grade.Outcome{}
	for user, share := range f.shares[session.ID] {
		one := learner(user, min(1, share/policy.Attendance.FullAt))
		one.Parts = []grade.Part{{Name: "presence", Count: share * 2700, Of: 2700, Share: share, Intervals: []app.Interval{{Start: session.StartedAt, End: session.EndedAt}}}}
		c.People = append(c.People, one)
		out.Completions = append(out.Completions, grade.Completion{User: user, Completed: share > 0.8, Conditions: []grade.Condition{{Name: "attended", Share: share, Needed: 0.8, Met: share > 0.8}}})
	}
	out.Activities = []grade.Computation{c}
	return out, nil
}

func (f *facts) Regrade(ctx context.Context, session app.Session, room app.Classroom) error {
	g, err := f.w.grade.GradingOf(ctx, session)
	if err != nil {
		return err
	}
	out, err := f.Compute(ctx, session, room, g)
	if err != nil {
		return err
	}
	return f.w.grade.Settle(ctx, session, room, app.ActivityAttendance, out.Activities[0].People)
}

func (f *facts) LastSession(_ context.Context, room app.ClassroomID) (app.Session, error) {
	f.w.book.mu.Lock()
	defer f.w.book.mu.Unlock()
	last := app.Session{}
	for _, s := range f.w.book.sessions {
		if s.Classroom == room && s.StartedAt.After(last.StartedAt) {
			last = s
		}
	}
	if last.ID == "" {
		return last, app.ErrNotFound
	}
	return last, nil
}

func (b *book) Members(context.Context, app.ClassroomID) ([]app.Member, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []app.Member
	for id, p := range b.people {
		role := app.RoleLearner
		if !strings.HasPrefix(string(id), "l") {
			role = app.RoleInstructor
		}
		out = append(out, app.Member{Person: p, Role: role, Status: app.MemberActive})
	}
	return out, nil
}

// newDesk is a world with two sessions of its room and what they come to.
func newDesk(t *testing.T, s *store.Store) (*world, *facts) {
	t.Helper()
	w := newWorld(t, s)
	f := &facts{w, map[app.SessionID]map[app.UserID]float64{"s1": {"l1": 0.5, "l2": 0.9}, "s2": {"l1": 0.8, "l2": 0.4}}}
	w.grade.Members, w.grade.Computer = w.book, f
	return w, f
}

func (w *world) rules(mode app.GradeMode, change func(*app.Grading), columns ...app.Column) {
	w.t.Helper()
	g := app.DefaultGrading()
	g.Mode = mode
	if change != nil {
		change(&g)
	}
	room := must(w.book.Classroom(w.t.Context(), w.room.ID))
	try(w.t, w.grade.SetRules(w.t.Context(), room, grade.GradingChange{GradingRules: grade.GradingRules{Policy: g, Columns: columns}}, "t1"))
}

func (f *facts) settle(session app.Session) {
	f.w.t.Helper()
	room := must(f.w.book.Classroom(f.w.t.Context(), session.Classroom))
	try(f.w.t, f.w.store.Tx(f.w.t.Context(), func(ctx context.Context) error { return f.Regrade(ctx, session, room) }))
}

func column(rule app.ColumnRule, maximum, session float64) app.Column {
	c := app.DefaultColumn(app.ActivityAttendance)
	c.Rule, c.Maximum, c.SessionMaximum = rule, maximum, session
	return c
}

func cellOf(t *testing.T, d grade.Desk, user app.UserID) grade.DeskCell {
	t.Helper()
	for _, l := range d.Learners {
		if l.UserID == user && len(l.Cells) > 0 {
			return l.Cells[0]
		}
	}
	t.Fatalf("no cell of %s in %+v", user, d)
	return grade.DeskCell{}
}

func TestRulesOfRollingColumns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		column  app.Column
		score   float64 // in the gradebook's 100
		comment string
	}{
		"latest": {column(app.RuleLatest, 100, 10), 80, "Present 80 of 100 min."},
		"mean":   {column(app.RuleMean, 100, 10), 65, "Mean of 2 classes. Last class: Present 80 of 100 min."},
		"best":   {column(app.RuleBest, 50, 10), 80, "Best of 2 classes. Last class: Present 80 of 100 min."},
		"sum":    {column(app.RuleSum, 20, 10), 65, "Sum of 2 classes. Last class: Present 80 of 100 min."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, f := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
			w.rules(app.GradeSend, nil, tc.column)
			f.settle(w.addSession("s1", w.room.ID, 0))
			w.drain()
			w.clock.Add(time.Minute)
			f.settle(w.addSession("s2", w.room.ID, 30))
			w.drain()
			w.has("1", "5", tc.score, tc.comment)
			// An older session's score that changes goes into the column by the newer one.
			w.clock.Add(time.Minute)
			maximum := tc.column.Maximum
			if tc.column.Rule == app.RuleSum {
				maximum = tc.column.SessionMaximum
			}
			_, err := w.grade.Override(t.Context(), "s1", "l1", app.ActivityAttendance, maximum, "was there by phone", "t1")
			try(t, err)
			w.drain()
			want := map[app.ColumnRule]float64{app.RuleLatest: 80, app.RuleMean: 90, app.RuleBest: 100, app.RuleSum: 90}[tc.column.Rule]
			w.has("1", "5", want, tc.comment)
		})
	}
}

func TestRollIsMonotoneAndBounded(t *testing.T) {
	t.Parallel()
	for _, rule := range []app.ColumnRule{app.RuleLatest, app.RuleMean, app.RuleBest, app.RuleSum} {
		for a := 0.0; a <= 10; a += 2.5 {
			for b := 0.0; b <= 10; b += 2.5 {
				low, high := grade.Roll(rule, []float64{a, b}, 15), grade.Roll(rule, []float64{min(10, a+1), min(10, b+1)}, 15)
				if low < 0 || high > 15 || high < low || math.IsNaN(low) {
					t.Errorf("%s of %v and %v: %v, %v for more", rule, a, b, low, high)
				}
			}
		}
	}
}

func TestHeldScoresWaitForTheInstructor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, f := newDesk(t, s)
		w.rules(app.GradeReview, nil)
		session := w.addSession("s1", w.room.ID, 0)
		f.settle(session)
		w.drain()
		w.journal(0)
		if l := w.want("s1", "l1", grade.StateDraft, ""); !l.Held {
			t.Errorf("not held: %+v", l)
		}
		plan := must(w.grade.Plan(t.Context(), session, grade.ScoreSelection{}))
		if len(plan.Requests) != 2 || !strings.Contains(string(plan.Requests[0].Body), `"scoreGiven":50`) || !strings.HasSuffix(strings.Split(plan.Requests[0].URL, "?")[0], "/scores") {
			t.Errorf("plan %+v", plan)
		}
		w.drain()
		w.journal(0) // a dry run sends nothing
		_, err := w.grade.Override(t.Context(), "s1", "l1", app.ActivityAttendance, 77, "was there by phone", "t1")
		try(t, err)
		_, err = w.grade.Excuse(t.Context(), "s1", "l2", app.ActivityAttendance, "was ill", "t1")
		try(t, err)
		w.drain()
		w.journal(0)
		// Whatever is computed anew, decisions stand. A process that starts anew knows them.
		w.build(10 * time.Second)
		w.grade.Members, w.grade.Computer = w.book, f
		f.shares["s1"]["l1"], f.shares["s1"]["l2"] = 0.1, 0.2
		f.settle(session)
		if n := must(w.grade.Send(t.Context(), session, grade.ScoreSelection{})); n != 1 {
			t.Errorf("%d queued, want the one that isn't excused", n)
		}
		w.drain()
		w.journal(1)
		w.has("1", "5", 77, "Set by your teacher: was there by phone")
		if res, err := w.lms.Result("1", "6"); err == nil && res.Score != nil {
			t.Errorf("the excused learner has %+v", res)
		}
		l, err := w.grade.Reset(t.Context(), "s1", "l2", app.ActivityAttendance, "t1")
		if err != nil || !l.Held || l.Excuse != nil || l.Given != 20 {
			t.Errorf("%+v, %v", l, err)
		}
		if n := must(w.grade.Send(t.Context(), session, grade.ScoreSelection{Cells: []grade.CellID{{UserID: "l2", Activity: app.ActivityAttendance}}})); n != 1 {
			t.Errorf("%d queued", n)
		}
		w.drain()
		w.journal(2)
	})
}

func TestExcusedSessionLeavesTheColumnToTheOneBefore(t *testing.T) {
	t.Parallel()
	w, f := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
	f.settle(w.addSession("s1", w.room.ID, 0))
	w.drain()
	w.clock.Add(time.Minute)
	f.settle(w.addSession("s2", w.room.ID, 30))
	w.drain()
	w.has("1", "5", 80, "Present 80 of 100 min.")
	w.clock.Add(time.Minute)
	_, err := w.grade.Excuse(t.Context(), "s2", "l1", app.ActivityAttendance, "was ill", "t1")
	try(t, err)
	w.drain()
	w.has("1", "5", 50, "Present 50 of 100 min.")
	w.clock.Add(time.Minute)
	_, err = w.grade.Excuse(t.Context(), "s1", "l1", app.ActivityAttendance, "was ill", "t1")
	try(t, err)
	w.drain()
	w.has("1", "5", 50, "Present 50 of 100 min.") // nothing is sent that would erase it
	w.clock.Add(time.Minute)
	_, err = w.grade.Reset(t.Context(), "s2", "l1", app.ActivityAttendance, "t1")
	try(t, err)
	w.drain()
	w.has("1", "5", 80, "Present 80 of 100 min.")
}

func TestGradeChangedInTheLMSIsShownAndNotFought(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, f := newDesk(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		f.settle(session)
		w.drain()
		w.clock.Add(time.Minute)
		score := 33.0
		try(t, w.lms.Override("1", "5", &score, "late work"))
		try(t, w.grade.ReadBack(t.Context(), session, w.room, true))
		cell := cellOf(t, must(w.grade.Desk(t.Context(), session)), "l1")
		if cell.Change != grade.ChangeOther || cell.LMS == nil || cell.LMS.ScoreGiven != 33 || cell.Sent == nil || cell.Sent.ScoreGiven != 50 || cell.ReadAt == nil {
			t.Errorf("cell %+v", cell)
		}
		before := len(w.lms.Scores())
		f.shares["s1"]["l1"] = 0.95
		f.settle(session)
		w.drain()
		if l := w.want("s1", "l1", grade.StateDraft, "Somebody changed this grade in your LMS."); !l.Held || l.Mend == "" {
			t.Errorf("line %+v", l)
		}
		if n := must(w.grade.Send(t.Context(), session, grade.ScoreSelection{})); n != 0 || len(w.lms.Scores()) != before {
			t.Errorf("%d queued by sending all", n)
		}
		if n := must(w.grade.Send(t.Context(), session, grade.ScoreSelection{Cells: []grade.CellID{{UserID: "l1", Activity: app.ActivityAttendance}}})); n != 1 {
			t.Errorf("%d queued by name", n)
		}
	})
}

func TestScoresGoOnWhenTheGradeIsTakenBackInTheLMS(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, f := newDesk(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		f.settle(session)
		w.drain()
		w.clock.Add(time.Minute)
		try(t, w.lms.Override("1", "5", points(33), "late work"))
		try(t, w.grade.ReadBack(t.Context(), session, w.room, true))
		f.shares["s1"]["l1"] = 0.95
		f.settle(session)
		try(t, w.grade.ReadBack(t.Context(), session, w.room, true))
		w.drain()
		if l := w.want("s1", "l1", grade.StateDraft, "Somebody changed this grade in your LMS."); !l.Held {
			t.Errorf("what was changed is fought: %+v", l)
		}
		w.has("1", "5", 33, "late work")
		w.clock.Add(time.Minute)
		try(t, w.lms.Override("1", "5", points(50), "as it was"))
		try(t, w.lms.Override("1", "5", nil, ""))
		w.clock.Add(time.Minute)
		try(t, w.grade.ReadBack(t.Context(), session, w.room, true))
		w.drain()
		w.want("s1", "l1", grade.StateSent, "")
		w.has("1", "5", 95, "Present 95 of 100 min.")
	})
}

func TestReadingBackKeepsThePace(t *testing.T) {
	t.Parallel()
	w, f := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
	w.grade.Impatient = false
	session := w.addSession("s1", w.room.ID, 0)
	f.settle(session)
	w.drain()
	w.lms.Faults().Set(platform.EndpointResults, platform.Fault{Status: http.StatusTooManyRequests, RetryAfter: "1", Times: 1})
	before := w.lms.Faults().Count(platform.EndpointResults)
	try(t, w.grade.ReadBack(t.Context(), session, w.room, true)) // waits the second that the LMS asks for
	if n := w.lms.Faults().Count(platform.EndpointResults) - before; n != 2 {
		t.Errorf("%d requests for results", n)
	}
}

func TestColumnOfItsOwnForEachSession(t *testing.T) {
	t.Parallel()
	w, f := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
	monday := w.addSession("s1", w.room.ID, 0)
	f.settle(monday)
	w.drain()
	own := app.DefaultColumn(app.ActivityAttendance)
	own.Scope, own.Title, own.Maximum = app.ScopeSession, "Presence", 10
	w.rules(app.GradeSend, nil, own)
	tuesday := w.addSession("s2", w.room.ID, 30)
	f.settle(tuesday)
	f.settle(monday) // stays in the column that it was graded in
	w.clock.Add(time.Minute)
	w.drain()
	items := w.lms.LineItems()
	var made *platform.LineItem
	for i := range items {
		if items[i].ResourceID == w.room.ResourceLink+"/s2" {
			made = &items[i]
		}
	}
	if made == nil || made.Tag != "lectern-attendance" || made.ScoreMaximum != 10 || !strings.HasPrefix(made.Label, "Presence — 2026-11-25") {
		t.Fatalf("line items %+v", items)
	}
	w.has(made.ID, "5", 8, "Present 80 of 100 min.")
	w.has("1", "5", 50, "Present 50 of 100 min.")
	// An installation that has lost its database finds the column again.
	w.exec("UPDATE activities SET line_item_url = '' WHERE session_id <> ''")
	f.shares["s2"]["l1"] = 0.9
	w.clock.Add(time.Minute)
	f.settle(tuesday)
	w.drain()
	w.has(made.ID, "5", 9, "Present 90 of 100 min.")
	if n := len(w.lms.LineItems()); n != len(items) {
		t.Errorf("%d columns, want %d", n, len(items))
	}
}

func TestManualMarkAndColumnsThatAreOff(t *testing.T) {
	t.Parallel()
	w, f := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
	mark, off := app.DefaultColumn(app.ActivityManual), app.DefaultColumn(app.ActivityAttendance)
	mark.Enabled, mark.Title, mark.Maximum, off.Enabled = true, "Presentation", 20, false
	session := w.addSession("s1", w.room.ID, 0)
	f.settle(session)
	w.rules(app.GradeSend, nil, mark, off)
	w.drain()
	w.journal(0)
	w.want("s1", "l1", grade.StateDraft, "The column is switched off.")
	_, err := w.grade.Override(t.Context(), "s1", "l3", app.ActivityManual, 15, "well said", "t1")
	try(t, err)
	if _, err := w.grade.Override(t.Context(), "s1", "t1", app.ActivityManual, 15, "well said", "t1"); app.CodeOf(err) != app.CodeNotFound {
		t.Errorf("a mark for a teacher: %v", err)
	}
	if _, err := w.grade.Override(t.Context(), "s1", "l3", app.ActivityManual, 21, "too well", "t1"); app.CodeOf(err) != app.CodeInvalid {
		t.Errorf("a mark over the maximum: %v", err)
	}
	w.drain()
	w.journal(1)
}

func TestPreviewKeepsNothingAndRegradeDoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w, f := newDesk(t, s)
		w.rules(app.GradeReview, nil)
		session := w.addSession("s1", w.room.ID, 0)
		f.settle(session)
		change := grade.GradingRules{Policy: app.DefaultGrading(), Columns: []app.Column{column(app.RuleLatest, 10, 1)}}
		change.Policy.Mode, change.Policy.Attendance.FullAt = app.GradeReview, 0.9
		p := must(w.grade.Preview(t.Context(), w.room, change))
		if p.SessionID == nil || *p.SessionID != "s1" || len(p.Counts) != 1 || math.Abs(*p.Counts[0].Before-0.7) > 1e-9 {
			t.Fatalf("preview %+v", p)
		}
		for _, c := range p.Changes {
			if c.UserID == "l2" && (*c.Before != 90 || *c.After != 10 || c.Maximum != 10) {
				t.Errorf("change %+v %v %v", c, *c.Before, *c.After)
			}
		}
		if l := w.line("s1", "l2"); l.Given != 90 || l.Maximum != 100 {
			t.Errorf("the preview changed %+v", l)
		}
		try(t, w.grade.SetRules(t.Context(), w.room, grade.GradingChange{GradingRules: change, Regrade: true}, "t1"))
		if l := w.line("s1", "l2"); l.Given != 10 || l.Maximum != 10 || !l.Held {
			t.Errorf("graded anew: %+v", l)
		}
		// Later changes of the policy leave a graded session alone.
		w.rules(app.GradeReview, func(g *app.Grading) { g.Attendance.FullAt = 1 }, column(app.RuleLatest, 10, 1))
		f.settle(session)
		if l := w.line("s1", "l2"); l.Given != 10 {
			t.Errorf("graded by another policy: %+v", l)
		}
	})
}

func TestDeskAndOwnLineOverHTTP(t *testing.T) {
	t.Parallel()
	w, f := newDesk(t, storetest.Open(t, storetest.SQLite(t)))
	f.settle(w.addSession("s1", w.room.ID, 0))
	e := w.server()
	var desk grade.Desk
	rec := call(e, "GET", "/sessions/s1/desk", "a1:assistant:room-1", "")
	if err := json.Unmarshal(rec.Body.Bytes(), &desk); err != nil || rec.Code != http.StatusOK || len(desk.Learners) != 5 || len(desk.Columns) != 1 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if c := desk.Learners[4].Cells; len(c) != 1 || c[0].Score != nil { // on the roster, never seen
		t.Errorf("cells of an absent learner %+v", c)
	}
	var own grade.PersonGrades
	rec = call(e, "GET", "/sessions/s1/grades/l1", "l1:learner:room-1", "")
	if err := json.Unmarshal(rec.Body.Bytes(), &own); err != nil || rec.Code != http.StatusOK || len(own.Activities) != 1 || own.Activities[0].Parts[0].Name != "presence" {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for name, tc := range map[string]struct {
		method, path, token, body string
		status                    int
	}{
		"another learner's line": {"GET", "/sessions/s1/grades/l2", "l1:learner:room-1", "", 403},
		"desk by a learner":      {"GET", "/sessions/s1/desk", "l1:learner:room-1", "", 403},
		"line of nobody":         {"GET", "/sessions/s1/grades/l9", "t1:instructor:room-1", "", 404},
		"excuse by an assistant": {"PUT", "/sessions/s1/grades/l1/attendance/excuse", "a1:assistant:room-1", `{"reason":"r"}`, 403},
		"excuse without reason":  {"PUT", "/sessions/s1/grades/l1/attendance/excuse", "t1:instructor:room-1", `{"reason":""}`, 400},
		"send by a learner":      {"POST", "/sessions/s1/grades/send", "l1:learner:room-1", `{}`, 403},
		"plan elsewhere":         {"POST", "/sessions/s1/grades/plan", "t2:instructor:room-2", `{}`, 404},
		"rules by an assistant":  {"PUT", "/classrooms/room-1/grading", "a1:assistant:room-1", `{"policy":{},"columns":[],"regrade":false}`, 403},
		"rules that mean nothing": {"PUT", "/classrooms/room-1/grading", "t1:instructor:room-1",
			`{"policy":{"mode":"never"},"columns":[],"regrade":false}`, 400},
		"rules elsewhere": {"GET", "/classrooms/room-1/grading", "t2:instructor:room-2", "", 404},
	} {
		if rec := call(e, tc.method, tc.path, tc.token, tc.body); rec.Code != tc.status {
			t.Errorf("%s: %d %s, want %d", name, rec.Code, rec.Body, tc.status)
		}
	}
}
