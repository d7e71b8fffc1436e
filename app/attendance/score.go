package attendance

import (
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Score is the share of the whole, 0 to 1, that a presence earns under a classroom's scoring. By default it is the ratio
// as Compute has it. More presence never earns less.
func Score(a app.Attendance, session app.Session, scoring app.AttendanceScoring, now time.Time) float64 {
	share := a.Ratio + forgiven(a, session, scoring, now)
	share = min(1, share)
	switch {
	case len(a.Intervals) == 0 || share < scoring.Minimum:
		return 0
	case share >= scoring.FullAt:
		return 1
	}
	return share / scoring.FullAt
}

// forgiven is the share of the session that somebody was late and is forgiven.
func forgiven(a app.Attendance, session app.Session, scoring app.AttendanceScoring, now time.Time) float64 {
	b := boundsOf(session, now)
	length := b.end.Sub(b.start)
	if len(a.Intervals) == 0 || length <= 0 || scoring.LateAllowanceSeconds <= 0 {
		return 0
	}
	late := min(a.FirstJoined().Sub(b.start), time.Duration(scoring.LateAllowanceSeconds)*time.Second)
	return max(0, float64(late)/float64(length))
}

// Part is one step from a presence to its score.
type Part struct {
	// Name is presence, forgiven, minimum or full_at.
	Name string
	// Share is how much was there, and Needed what the step asks; 0 where it asks nothing.
	Share, Needed float64
}

// Explain lists the steps that made the score, in their order.
func Explain(a app.Attendance, session app.Session, scoring app.AttendanceScoring, now time.Time) []Part {
	parts := []Part{{Name: "presence", Share: a.Ratio}}
	more := forgiven(a, session, scoring, now)
	if more > 0 {
		parts = append(parts, Part{Name: "forgiven", Share: more})
	}
	if scoring.Minimum > 0 {
		parts = append(parts, Part{Name: "minimum", Share: min(1, a.Ratio+more), Needed: scoring.Minimum})
	}
	if scoring.FullAt < 1 {
		parts = append(parts, Part{Name: "full_at", Share: min(1, a.Ratio+more), Needed: scoring.FullAt})
	}
	return parts
}

// ScoredComment is Comment with what the scoring did to the presence.
func ScoredComment(a app.Attendance, session app.Session, scoring app.AttendanceScoring, now time.Time) string {
	text := Comment(a, session)
	if len(a.Intervals) == 0 {
		return text
	}
	share := min(1, a.Ratio+forgiven(a, session, scoring, now))
	switch {
	case share < scoring.Minimum:
		return text + fmt.Sprintf(" Less than %s counts for nothing.", percent(scoring.Minimum))
	case scoring.FullAt < 1 && share >= scoring.FullAt && a.Ratio < 1:
		return text + fmt.Sprintf(" %s counts in full.", percent(scoring.FullAt))
	}
	return text
}

func percent(share float64) string { return fmt.Sprintf("%.3g %%", share*100) }
