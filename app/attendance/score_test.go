package attendance

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

func scored(from, to int) (app.Attendance, app.Session) {
	start := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	session := app.Session{ID: "s1", StartedAt: start, EndedAt: start.Add(100 * time.Minute)}
	if to <= from {
		return Absent("l1"), session
	}
	i := app.Interval{Start: start.Add(time.Duration(from) * time.Minute), End: start.Add(time.Duration(to) * time.Minute)}
	return app.Attendance{User: "l1", Present: i.Duration(), Intervals: []app.Interval{i}, Ratio: float64(to-from) / 100, Status: app.AttendancePresent}, session
}

func TestAttendanceScore(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from, to int
		scoring  app.AttendanceScoring
		score    float64
		comment  string
	}{
		"the ratio by default":      {0, 40, app.AttendanceScoring{FullAt: 1}, 0.4, "Present 40 of 100 min."},
		"absent":                    {0, 0, app.AttendanceScoring{FullAt: 0.5, LateAllowanceSeconds: 600}, 0, "Absent."},
		"90 % counts in full":       {0, 90, app.AttendanceScoring{FullAt: 0.9}, 1, "Present 90 of 100 min. 90 % counts in full."},
		"below it grows evenly":     {0, 45, app.AttendanceScoring{FullAt: 0.9}, 0.5, "Present 45 of 100 min."},
		"below the minimum":         {0, 29, app.AttendanceScoring{FullAt: 1, Minimum: 0.3}, 0, "Present 29 of 100 min. Less than 30 % counts for nothing."},
		"at the minimum":            {0, 30, app.AttendanceScoring{FullAt: 1, Minimum: 0.3}, 0.3, "Present 30 of 100 min."},
		"late and forgiven":         {5, 100, app.AttendanceScoring{FullAt: 1, LateAllowanceSeconds: 600}, 1, "Present 95 of 100 min."},
		"later than is forgiven":    {20, 100, app.AttendanceScoring{FullAt: 1, LateAllowanceSeconds: 600}, 0.9, "Present 80 of 100 min."},
		"leaving early is another":  {0, 95, app.AttendanceScoring{FullAt: 1, LateAllowanceSeconds: 600}, 0.95, "Present 95 of 100 min."},
		"forgiven over the minimum": {10, 40, app.AttendanceScoring{FullAt: 1, Minimum: 0.4, LateAllowanceSeconds: 600}, 0.4, "Present 30 of 100 min."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, session := scored(tc.from, tc.to)
			if got := Score(a, session, tc.scoring, session.EndedAt); math.Abs(got-tc.score) > 1e-9 {
				t.Errorf("score %v, want %v", got, tc.score)
			}
			if got := ScoredComment(a, session, tc.scoring, session.EndedAt); got != tc.comment {
				t.Errorf("comment %q, want %q", got, tc.comment)
			}
		})
	}
}

// TestAttendanceScoreIsMonotoneAndBounded lets somebody come earlier or stay longer: the score never falls.
func TestAttendanceScoreIsMonotoneAndBounded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 9))
	for range 4000 {
		full := 0.01 + 0.99*r.Float64()
		scoring := app.AttendanceScoring{FullAt: full, Minimum: full * r.Float64(), LateAllowanceSeconds: r.IntN(3601)}
		from := r.IntN(100)
		to := from + r.IntN(101-from)
		a, session := scored(from, to)
		b, _ := scored(r.IntN(from+1), to+r.IntN(101-to))
		less, more := Score(a, session, scoring, session.EndedAt), Score(b, session, scoring, session.EndedAt)
		if less < 0 || more > 1 || more < less-1e-9 {
			t.Fatalf("%+v: %v for %d to %d, %v for more", scoring, less, from, to, more)
		}
	}
}
