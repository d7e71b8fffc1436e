package grade

import (
	"context"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Part is one thing that a score was computed from: a stretch of presence, messages, answers, a step of the policy.
type Part struct {
	// Name says what it is; the desk has words for those it knows.
	Name string
	// Count of Of was measured, in things or shares; Of is 0 where nothing is asked for.
	Count, Of float64
	// Weight is the part's share of the whole, 0 to 1, or 0 where parts aren't weighed.
	Weight float64
	// Share is how much the part earned, 0 to 1.
	Share float64
	// Intervals and Times are when it was seen.
	Intervals []app.Interval
	Times     []time.Time
}

// Computation is what was computed of one activity.
type Computation struct {
	Activity app.ActivityKind
	People   []Computed
}

// Condition is one thing that the rule of completion asks.
type Condition struct {
	Name          string
	Share, Needed float64
	Met           bool
}

// Completion is whether somebody completed the session. It is no score and goes into none.
type Completion struct {
	User       app.UserID
	Completed  bool
	Conditions []Condition
}

// Outcome is what a session comes to under a policy.
type Outcome struct {
	Activities  []Computation
	Completions []Completion
}

// of returns what was computed for a person in an activity.
func (o Outcome) of(kind app.ActivityKind, user app.UserID) (Computed, bool) {
	for _, a := range o.Activities {
		if a.Activity != kind {
			continue
		}
		for _, c := range a.People {
			if c.User == user && c.Learner {
				return c, true
			}
		}
	}
	return Computed{}, false
}

func (o Outcome) completion(user app.UserID) *Completion {
	for i := range o.Completions {
		if o.Completions[i].User == user {
			return &o.Completions[i]
		}
	}
	return nil
}

// Members finds everybody who ever was a member of a classroom.
type Members interface {
	Members(ctx context.Context, id app.ClassroomID) ([]app.Member, error)
}

// Computer computes what a session comes to, from its facts. It changes nothing. Regrade does it and keeps and sends
// what changed, in the transaction of ctx.
type Computer interface {
	Compute(ctx context.Context, session app.Session, room app.Classroom, policy app.Grading) (Outcome, error)
	Regrade(ctx context.Context, session app.Session, room app.Classroom) error
	LastSession(ctx context.Context, room app.ClassroomID) (app.Session, error)
}
