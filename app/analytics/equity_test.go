package analytics

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestSpread(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		values           []float64
		gini             float64
		top, half, quiet int
		topShare         float64
	}{
		{nil, 0, 0, 0, 0, 0},
		{[]float64{0, 0}, 0, 0, 0, 2, 0},
		{[]float64{7}, 0, 1, 1, 0, 1},
		{[]float64{5, 5, 5, 5}, 0, 1, 2, 0, 0.25},
		{[]float64{10, 0}, 1, 1, 1, 1, 1},
		{[]float64{0, 0, 0, 0, 100}, 1, 1, 1, 4, 1},
		{[]float64{1, 2, 3, 4, 10}, 0.5, 1, 1, 0, 0.5},
		{[]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 2, 5, 0, 0.2},
	} {
		var shares []Share
		for i, v := range tc.values {
			shares = append(shares, Share{User: app.UserID(fmt.Sprint(i)), Value: v})
		}
		e := Spread(MeasureTalk, shares)
		if fine(e.Gini) != tc.gini || e.Top != tc.top || e.Half != tc.half || e.Quiet != tc.quiet || fine(e.TopShare) != tc.topShare {
			t.Errorf("%v: gini %v, top %d did %v, half by %d, quiet %d; want %+v", tc.values, e.Gini, e.Top, e.TopShare, e.Half, e.Quiet, tc)
		}
		sum := 0.0
		for _, s := range e.Shares {
			sum += s.Share
		}
		if e.Total > 0 && fine(sum) != 1 {
			t.Errorf("%v: shares come to %v", tc.values, sum)
		}
	}
}

func TestEquityIsOfThoseWhoWereThere(t *testing.T) {
	t.Parallel()
	spoke := func(minutes int) func(*Part) {
		return func(p *Part) { p.Talk = time.Duration(minutes) * time.Minute }
	}
	measured := class(0, map[app.UserID]Part{"teacher": there(did(3), spoke(30)), "ana": there(did(2), spoke(10)), "ben": there()})
	measured.Measured = true
	r := Compute([]Digest{measured,
		class(1, map[app.UserID]Part{"ana": there(did(1)), "cem": there(did(1)), "watcher": there(did(9))}),
		class(2, map[app.UserID]Part{"teacher": there(did(50))}), // nobody came: it doesn't count
	}, map[app.ClassroomID][]app.Enrolment{room: enrolled("ana", "ben", "cem", "never")})
	got := map[Measure]string{}
	for _, e := range r.Equity {
		line := ""
		for _, s := range e.Shares {
			line += fmt.Sprintf("%s %v, ", s.User, s.Value)
		}
		staff := "none"
		if e.Staff != nil {
			staff = fmt.Sprint(*e.Staff)
		}
		got[e.Measure] = line + "staff " + staff
	}
	want := map[Measure]string{
		MeasureTalk:     "ana 600000, ben 0, staff 1.8e+06", // Cem wasn't in a class where it was measured
		MeasureMessages: "ana 3, ben 0, cem 1, staff 6",
		MeasureActions:  "ana 3, ben 0, cem 1, staff none",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if quiet := Compute(rows(map[app.UserID]string{"ana": "pp"}), map[app.ClassroomID][]app.Enrolment{room: enrolled("ana")}).Equity; len(quiet) != 1 || quiet[0].Measure != MeasureMessages {
		t.Errorf("where only the teacher wrote: %+v", quiet)
	}
}

func TestMastery(t *testing.T) {
	t.Parallel()
	named := func(text string, answers map[app.UserID]bool) Asked {
		right := 0
		for _, ok := range answers {
			if ok {
				right++
			}
		}
		return Asked{Text: text, Kind: "single", Graded: true, Voted: len(answers), Right: right, Answers: answers}
	}
	secret := func(text string, voted, right int) Asked {
		return Asked{Text: text, Kind: "yes_no", Anonymous: true, Graded: true, Voted: voted, Right: right}
	}
	all := map[app.UserID]Part{"ana": there(), "ben": there()}
	r := Compute([]Digest{
		class(0, all, named("Easy?", map[app.UserID]bool{"ana": true, "ben": true}), named("Hard?", map[app.UserID]bool{"ana": false, "ben": true}), secret("Few?", 4, 1), Asked{Text: "How was it?", Kind: "scale", Voted: 2}),
		class(1, map[app.UserID]Part{"ben": there()}, named(" Hard? ", map[app.UserID]bool{"ben": false}), secret("Many?", 5, 4), secret("Few?", 3, 3)),
		class(2, map[app.UserID]Part{"helper": there()}, named("Never counted?", nil)),
	}, map[app.ClassroomID][]app.Enrolment{room: enrolled("ana", "ben")})
	var got []string
	for _, q := range r.Questions {
		got = append(got, fmt.Sprintf("%s asked %d, present %d, voted %d, right %d of %d", q.Text, len(q.Times), q.Present, q.Voted, q.Right, q.Judged))
	}
	want := []string{
		"Hard? asked 2, present 3, voted 3, right 1 of 3", "Many? asked 1, present 1, voted 5, right 4 of 5", "Easy? asked 1, present 2, voted 2, right 2 of 2",
		"Few? asked 2, present 3, voted 7, right 0 of 0", "How was it? asked 1, present 2, voted 2, right 0 of 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Ana wasn't at the second class: its question isn't asked of her. Anonymous ones are of nobody.
	for i, want := range []Mastery{{Asked: 2, Answered: 2, Right: 1}, {Asked: 3, Answered: 3, Right: 2}} {
		if diff := cmp.Diff(&want, r.Learners[i].Mastery); diff != "" {
			t.Errorf("%s: %s", r.Learners[i].Name, diff)
		}
	}
}
