package analytics

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// SlipKind names a rule by which somebody is slipping away.
type SlipKind string

// The rules.
const (
	// NeverCame: at least two classes counted, and none was attended.
	NeverCame SlipKind = "never_came"
	// MissedInRow: the last two or more were missed, after some that weren't.
	MissedInRow SlipKind = "missed_in_row"
	// PresentLess: the mean presence of the last three is lower than before by more than a third; one class that was missed
	// doesn't do it.
	PresentLess SlipKind = "present_less"
	// TookPartLess: in those of the last three that were attended the person did at most half of what they did before, and
	// the class did more than half of what it did before.
	TookPartLess SlipKind = "took_part_less"
)

// Slip is a learner who is slipping away, with every reason. Slips are by name, like the learners.
type Slip struct {
	User    app.UserID
	Name    string
	Reasons []Reason
}

// Reason is a rule that holds, with its numbers.
type Reason struct {
	Kind SlipKind
	// Classes is how many were never attended, or missed in a row.
	Classes int
	// LastSeen is when the last class that was attended began; zero where there is none.
	LastSeen time.Time
	// Recent and Before are shares of presence, or how often the person took part a class.
	Recent, Before float64
}

// slipping finds who is slipping away. Who left the course isn't told: that is known.
func slipping(meetings []Meeting, learners []Learner) []Slip {
	pace := paceOf(meetings, learners)
	var out []Slip
	for _, l := range learners {
		if l.Left {
			continue
		}
		if reasons := reasonsOf(l, meetings, pace); len(reasons) > 0 {
			out = append(out, Slip{User: l.User, Name: l.Name, Reasons: reasons})
		}
	}
	return out
}

func reasonsOf(l Learner, meetings []Meeting, pace []float64) []Reason {
	if l.Attended == 0 {
		if l.Counted < 2 {
			return nil
		}
		return []Reason{{Kind: NeverCame, Classes: l.Counted}}
	}
	var reasons []Reason
	missed, last := 0, time.Time{}
	var at []int // the meetings that count
	var shares []float64
	for i, c := range l.Cells {
		switch {
		case c.Status == "":
			continue
		case c.Status == app.AttendanceAbsent:
			missed++
		default:
			missed, last = 0, meetings[i].Session.StartedAt
		}
		at, shares = append(at, i), append(shares, c.Ratio)
	}
	if missed >= 2 {
		reasons = append(reasons, Reason{Kind: MissedInRow, Classes: missed, LastSeen: last})
	}
	if now, before, ok := split(shares); ok && missed < recent && mean(now) <= mean(before)-change+tiny {
		reasons = append(reasons, Reason{Kind: PresentLess, Recent: mean(now), Before: mean(before), LastSeen: last})
	}
	if r, ok := tookPartLess(l, at, pace); ok {
		r.LastSeen = last
		reasons = append(reasons, r)
	}
	return reasons
}

// tookPartLess looks at the classes that the person attended, and at what the class did in the same ones.
func tookPartLess(l Learner, at []int, pace []float64) (Reason, bool) {
	last, before, ok := split(at)
	if !ok {
		return Reason{}, false
	}
	attended := func(at []int) (own, class []float64) {
		for _, i := range at {
			if c := l.Cells[i]; c.Status != app.AttendanceAbsent {
				own, class = append(own, float64(c.part.Actions())), append(class, pace[i])
			}
		}
		return own, class
	}
	ownNow, classNow := attended(last)
	ownBefore, classBefore := attended(before)
	r := Reason{Kind: TookPartLess, Recent: mean(ownNow), Before: mean(ownBefore)}
	fell := r.Recent <= r.Before*halved+tiny
	wentOn := mean(classNow) > mean(classBefore)*halved+tiny
	return r, len(ownNow) >= 2 && len(ownBefore) >= enough && r.Before >= 2 && fell && wentOn
}

// paceOf returns how often the learners who attended each meeting took part in it, in the mean.
func paceOf(meetings []Meeting, learners []Learner) []float64 {
	pace := make([]float64, len(meetings))
	for i := range meetings {
		var actions []float64
		for _, l := range learners {
			if c := l.Cells[i]; c.Status != "" && c.Status != app.AttendanceAbsent {
				actions = append(actions, float64(c.part.Actions()))
			}
		}
		pace[i] = mean(actions)
	}
	return pace
}
