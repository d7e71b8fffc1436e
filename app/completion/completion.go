// Package completion judges whether somebody has completed a session, by the classroom's rule: attended or watched enough
// of it, and passed its quiz. It is a signal of its own: no score goes into it but by the rule, and it goes into no score.
// Everything is pure.
//
// Concurrency: everything is safe for concurrent use. Lifecycle: none. Allowed imports: app.
package completion

import "github.com/lectern-classroom/lectern/app"

// Name names a condition.
type Name string

// The conditions.
const (
	Attended Name = "attended"
	Watched  Name = "watched"
	Quiz     Name = "quiz"
)

// Inputs are what is known of one person.
type Inputs struct {
	// Attended is the share of presence, 0 to 1, as it was measured: the policy of the attendance score doesn't change it.
	Attended float64
	// Watched is the share of the recording that was watched, or nil where nothing measures it.
	Watched *float64
	// Quiz is the share of the quiz's points, or nil where there was no quiz. Who didn't answer has 0.
	Quiz *float64
}

// Condition is one thing that the rule asks.
type Condition struct {
	Name Name
	// Share of Needed was reached, both 0 to 1.
	Share, Needed float64
	Met           bool
}

// Verdict is what the rule says of a person.
type Verdict struct {
	Completed  bool
	Conditions []Condition
}

// tiny forgives what floating point loses.
const tiny = 1e-9

// Judge applies the rule; ok is false where it is off or asks nothing of this session.
func Judge(rule app.CompletionRule, in Inputs) (v Verdict, ok bool) {
	if !rule.Enabled {
		return Verdict{}, false
	}
	there, asked := false, false
	add := func(name Name, share, needed float64) bool {
		met := share >= needed-tiny
		v.Conditions = append(v.Conditions, Condition{Name: name, Share: share, Needed: needed, Met: met})
		return met
	}
	if rule.AttendedAt > 0 {
		asked, there = true, add(Attended, in.Attended, rule.AttendedAt)
	}
	if rule.WatchedAt > 0 && in.Watched != nil {
		met := add(Watched, *in.Watched, rule.WatchedAt)
		asked, there = true, there || met
	}
	v.Completed = there || !asked
	if rule.QuizAt > 0 && in.Quiz != nil {
		met := add(Quiz, *in.Quiz, rule.QuizAt)
		v.Completed = v.Completed && met
	}
	return v, len(v.Conditions) > 0
}
