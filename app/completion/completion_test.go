package completion

import (
	"math/rand/v2"
	"testing"

	"github.com/lectern-classroom/lectern/app"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	share := func(f float64) *float64 { return &f }
	whole := app.CompletionRule{Enabled: true, AttendedAt: 0.8, WatchedAt: 0.9, QuizAt: 0.6}
	for name, tc := range map[string]struct {
		rule      app.CompletionRule
		in        Inputs
		completed bool
		ok        bool
	}{
		"off":                               {app.CompletionRule{AttendedAt: 0.1}, Inputs{Attended: 1}, false, false},
		"attended and passed":               {whole, Inputs{Attended: 0.8, Quiz: share(0.6)}, true, true},
		"attended too little":               {whole, Inputs{Attended: 0.79, Quiz: share(1)}, false, true},
		"watched instead":                   {whole, Inputs{Watched: share(0.9), Quiz: share(0.7)}, true, true},
		"watched too little":                {whole, Inputs{Watched: share(0.89), Quiz: share(0.7)}, false, true},
		"failed the quiz":                   {whole, Inputs{Attended: 1, Quiz: share(0.59)}, false, true},
		"no quiz in this session":           {whole, Inputs{Attended: 0.9}, true, true},
		"only a quiz is asked, none was":    {app.CompletionRule{Enabled: true, QuizAt: 0.5}, Inputs{Attended: 1}, false, false},
		"only a quiz is asked, and passed":  {app.CompletionRule{Enabled: true, QuizAt: 0.5}, Inputs{Quiz: share(0.5)}, true, true},
		"only watching, which isn't known":  {app.CompletionRule{Enabled: true, WatchedAt: 0.5}, Inputs{Attended: 1}, false, false},
		"tenths that floating point breaks": {app.CompletionRule{Enabled: true, AttendedAt: 0.3}, Inputs{Attended: 0.1 + 0.1 + 0.1 - 1e-17}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, ok := Judge(tc.rule, tc.in)
			if ok != tc.ok || (ok && v.Completed != tc.completed) {
				t.Errorf("%v %+v, want %v %v", ok, v, tc.ok, tc.completed)
			}
		})
	}
}

// TestMoreNeverUndoesCompletion raises one input at a time.
func TestMoreNeverUndoesCompletion(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		rule := app.CompletionRule{Enabled: true, AttendedAt: r.Float64(), WatchedAt: r.Float64(), QuizAt: r.Float64()}
		watched, quiz := r.Float64(), r.Float64()
		in := Inputs{Attended: r.Float64(), Watched: &watched, Quiz: &quiz}
		before, _ := Judge(rule, in)
		more := in
		moreWatched, moreQuiz := min(1, watched+r.Float64()), min(1, quiz+r.Float64())
		more.Attended, more.Watched, more.Quiz = min(1, in.Attended+r.Float64()), &moreWatched, &moreQuiz
		after, _ := Judge(rule, more)
		if before.Completed && !after.Completed {
			t.Fatalf("%+v: %+v completed, %+v not", rule, in, more)
		}
	}
}
