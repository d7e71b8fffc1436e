package analytics

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

// written is a learner's row: a letter a class, "-" where it doesn't count.
func written(l Learner) string {
	out := ""
	for _, c := range l.Cells {
		out += map[app.AttendanceStatus]string{"": "-", app.AttendanceAbsent: "a", app.AttendancePresent: "p", app.AttendanceLate: "h", app.AttendanceLeftEarly: "e", app.AttendancePartial: "x"}[c.Status]
	}
	return out
}

func TestWhichClassesCountForWhom(t *testing.T) {
	t.Parallel()
	change := func(user string, f func(*app.Enrolment)) app.Enrolment {
		e := member(user, app.RoleLearner)
		f(&e)
		return e
	}
	for name, tc := range map[string]struct {
		rows   map[app.UserID]string
		people []app.Enrolment
		want   map[app.UserID]string
	}{
		"everybody from the beginning":           {map[app.UserID]string{"ana": "pha", "ben": "ppp"}, enrolled("ana", "ben"), map[app.UserID]string{"ana": "pha", "ben": "ppp"}},
		"who never came":                         {map[app.UserID]string{"ana": "pp"}, enrolled("ana", "ben"), map[app.UserID]string{"ana": "pp", "ben": "aa"}},
		"a class that nobody came to":            {map[app.UserID]string{"ana": "pap"}, enrolled("ana"), map[app.UserID]string{"ana": "p-p"}},
		"staff alone don't make a class":         {map[app.UserID]string{"helper": "ppp", "ana": "paa"}, enrolled("ana", "ben"), map[app.UserID]string{"ana": "p--", "ben": "a--"}},
		"observers don't either":                 {map[app.UserID]string{"watcher": "pp", "ana": "pa"}, enrolled("ana"), map[app.UserID]string{"ana": "p-"}},
		"strangers aren't learners":              {map[app.UserID]string{"nobody": "pp", "ana": "pa"}, enrolled("ana"), map[app.UserID]string{"ana": "p-"}},
		"late enrolment":                         {map[app.UserID]string{"ana": "pppp", "new": "aapa"}, append(enrolled("ana"), change("new", func(e *app.Enrolment) { e.Since = at(1).Add(2 * time.Hour) })), map[app.UserID]string{"ana": "pppp", "new": "--pa"}},
		"enrolled while the class was on":        {map[app.UserID]string{"ana": "ppp", "new": "aap"}, append(enrolled("ana"), change("new", func(e *app.Enrolment) { e.Since = at(1).Add(time.Minute) })), map[app.UserID]string{"ana": "ppp", "new": "-ap"}},
		"who was there before they were known":   {map[app.UserID]string{"ana": "ppp", "new": "pap"}, append(enrolled("ana"), change("new", func(e *app.Enrolment) { e.Since = at(2) })), map[app.UserID]string{"ana": "ppp", "new": "p-p"}},
		"who left":                               {map[app.UserID]string{"ana": "pppp", "gone": "paaa"}, append(enrolled("ana"), change("gone", func(e *app.Enrolment) { e.Status, e.Until = app.MemberDeleted, at(2) })), map[app.UserID]string{"ana": "pppp", "gone": "pa--"}},
		"who left, nobody knows when":            {map[app.UserID]string{"ana": "ppp", "gone": "pap"}, append(enrolled("ana"), change("gone", func(e *app.Enrolment) { e.Status = app.MemberInactive })), map[app.UserID]string{"ana": "ppp", "gone": "p-p"}},
		"who left and never came isn't shown":    {map[app.UserID]string{"ana": "pp"}, append(enrolled("ana"), change("gone", func(e *app.Enrolment) { e.Status, e.Until = app.MemberDeleted, at(2) })), map[app.UserID]string{"ana": "pp"}},
		"who teaches now isn't a learner":        {map[app.UserID]string{"ana": "pp", "helper": "pp"}, enrolled("ana"), map[app.UserID]string{"ana": "pp"}},
		"no class has ended":                     {nil, enrolled("ana"), map[app.UserID]string{"ana": ""}},
		"a course without anybody is no failure": {map[app.UserID]string{"ana": "p"}, nil, map[app.UserID]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			digests := rows(tc.rows)
			slices.Reverse(digests) // they come in any order
			r := Compute(digests, map[app.ClassroomID][]app.Enrolment{room: tc.people})
			got := map[app.UserID]string{}
			for _, l := range r.Learners {
				got[l.User] = written(l)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			for i, m := range r.Meetings {
				column := map[app.AttendanceStatus]int{}
				for _, l := range r.Learners {
					column[l.Cells[i].Status]++
				}
				if sum := m.Present + m.Late + m.LeftEarly + m.Partial + m.Absent; sum != m.Expected {
					t.Errorf("class %d: %d of %d expected", i, sum, m.Expected)
				}
				if m.Counted && (m.Present != column[app.AttendancePresent] || m.Late != column[app.AttendanceLate] || m.Counted != (m.Absent < m.Expected)) {
					t.Errorf("class %d: %+v, cells %v", i, m, column)
				}
			}
		})
	}
}

func TestSharesAndTrends(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]struct {
		share             float64
		counted, attended int
		trend             Trend
	}{
		"pppp":   {1, 4, 4, TrendNone}, // too few to compare
		"ppppp":  {1, 5, 5, TrendSteady},
		"pphhp":  {0.8, 5, 5, TrendSteady},
		"ppahp":  {0.7, 5, 4, TrendDown},
		"pphppp": {5.5 / 6, 6, 6, TrendSteady},
		"hhppp":  {0.8, 5, 5, TrendUp},
		"ppaap":  {0.6, 5, 3, TrendDown},
		"aaaaa":  {0, 5, 0, TrendSteady},
	} {
		r := Compute(rows(map[app.UserID]string{"ana": row, "ben": "pppppp"[:len(row)]}), map[app.ClassroomID][]app.Enrolment{room: enrolled("ana", "ben")})
		l := r.Learners[0]
		if fine(l.Share) != fine(want.share) || l.Counted != want.counted || l.Attended != want.attended || l.Trend != want.trend {
			t.Errorf("%s: share %v, %d of %d, %q; want %+v", row, l.Share, l.Attended, l.Counted, l.Trend, want)
		}
	}
}

func TestACourseJoinsItsClassrooms(t *testing.T) {
	t.Parallel()
	one, two := class(0, map[app.UserID]Part{"ana": there(), "ben": there()}), class(1, map[app.UserID]Part{"ana": there(), "ben": there()})
	two.Session.Classroom = "other"
	r := Compute([]Digest{one, two}, map[app.ClassroomID][]app.Enrolment{room: enrolled("ana", "ben"), "other": append(enrolled("cem"), member("ana", app.RoleInstructor))})
	got := map[app.UserID]string{}
	for _, l := range r.Learners {
		got[l.User] = written(l)
	}
	// Ana teaches in the other one, Ben isn't of it, and so nobody came to it.
	if diff := cmp.Diff(map[app.UserID]string{"ana": "p-", "ben": "p-", "cem": "--"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhoIsSlippingAway(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		"a":       "",
		"aa":      "never_came 2",
		"aaaaaa":  "never_came 6",
		"p":       "",
		"pa":      "",
		"paa":     "missed_in_row 2",
		"papaa":   "missed_in_row 2", // before it was a half
		"ppppaaa": "missed_in_row 3",
		"pppppaa": "missed_in_row 2, present_less 0.33 1.00",
		"ppahp":   "present_less 0.50 1.00",
		"ppphha":  "present_less 0.33 1.00",
		"pphhp":   "",
		"ppapp":   "", // one missed
		"phhp":    "", // too few before the last three
		"papapa":  "",
		"aappp":   "",
	} {
		r := Compute(rows(map[app.UserID]string{"ana": row, "ben": "pppppppp"[:len(row)]}), map[app.ClassroomID][]app.Enrolment{room: enrolled("ana", "ben")})
		if got := reasons(r, "ana"); got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
		if got := reasons(r, "ben"); got != "" {
			t.Errorf("who always came: %q", got)
		}
	}
	gone := member("gone", app.RoleLearner)
	gone.Status, gone.Until = app.MemberDeleted, at(3)
	r := Compute(rows(map[app.UserID]string{"ben": "pppp", "gone": "paaa"}), map[app.ClassroomID][]app.Enrolment{room: append(enrolled("ben"), gone)})
	if len(r.Slipping) != 0 {
		t.Errorf("who left: %+v", r.Slipping)
	}
}

func reasons(r Report, user app.UserID) string {
	out := ""
	for _, s := range r.Slipping {
		if s.User != user {
			continue
		}
		for _, why := range s.Reasons {
			if out != "" {
				out += ", "
			}
			switch why.Kind {
			case NeverCame, MissedInRow:
				out += fmt.Sprintf("%s %d", why.Kind, why.Classes)
			case PresentLess, TookPartLess:
				out += fmt.Sprintf("%s %.2f %.2f", why.Kind, why.Recent, why.Before)
			}
		}
	}
	return out
}

func TestWhoTakesPartLess(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		ana, class []int // messages a class; -1 absent
		want       string
	}{
		"as before":                            {[]int{4, 4, 4, 4, 4}, []int{2, 2, 2, 2, 2}, ""},
		"half of it":                           {[]int{4, 4, 2, 2, 2}, []int{2, 2, 2, 2, 2}, "took_part_less 2.00 4.00"},
		"a little less":                        {[]int{4, 4, 3, 3, 3}, []int{2, 2, 2, 2, 2}, ""},
		"the class became quiet too":           {[]int{4, 4, 0, 0, 0}, []int{4, 4, 0, 0, 0}, ""},
		"never did much":                       {[]int{1, 1, 0, 0, 0}, []int{2, 2, 2, 2, 2}, ""},
		"what was missed isn't held against":   {[]int{4, 4, -1, 4, 4}, []int{2, 2, 2, 2, 2}, ""},
		"one class is too little to say it of": {[]int{4, 4, -1, -1, 0}, []int{2, 2, 2, 2, 2}, "present_less 0.33 1.00"},
		"too few before":                       {[]int{4, -1, 0, 0, 0}, []int{2, 2, 2, 2, 2}, ""},
	} {
		var digests []Digest
		for n, did1 := range tc.ana {
			people := map[app.UserID]Part{"ben": there(did(tc.class[n])), "cem": there(did(tc.class[n]))}
			if did1 >= 0 {
				people["ana"] = there(did(did1))
			}
			digests = append(digests, class(n, people))
		}
		r := Compute(digests, map[app.ClassroomID][]app.Enrolment{room: enrolled("ana", "ben", "cem")})
		if got := reasons(r, "ana"); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
