package grade

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// PersonGrades is one person's line with what made it: what the desk opens, and what a learner sees of themselves.
type PersonGrades struct {
	UserID     app.UserID       `json:"userId"`
	Name       string           `json:"name"`
	Activities []ExplainedScore `json:"activities"`
	Completion *DeskCompletion  `json:"completion"`
	// Review: the teacher looks at scores before they are sent.
	Review bool `json:"review"`
}

// ExplainedScore is a score with what it was computed from.
type ExplainedScore struct {
	Activity app.ActivityKind `json:"activity"`
	Score    *Score           `json:"score"`
	Parts    []ScorePart      `json:"parts"`
}

// ScorePart is one thing that a score was computed from; shares and weights are 0 to 1.
type ScorePart struct {
	Name      string              `json:"name"`
	Count     float64             `json:"count"`
	Of        float64             `json:"of"`
	Weight    float64             `json:"weight"`
	Share     float64             `json:"share"`
	Intervals []ScorePartInterval `json:"intervals"`
	Times     []*time.Time        `json:"times"`
}

// ScorePartInterval is a stretch of presence.
type ScorePartInterval struct {
	Start *time.Time `json:"start"`
	End   *time.Time `json:"end"`
}

// timesLimit bounds how many times of one part are told.
const timesLimit = 200

// Explain returns a person's line of a session with what made it. Of a session that is live it shows what the facts come
// to up to now. Errors: CodeNotFound for somebody who isn't a learner of the classroom.
func (s *Service) Explain(ctx context.Context, session app.Session, user app.UserID) (PersonGrades, error) {
	learner, err := s.isLearner(ctx, session.Classroom, user)
	if err != nil {
		return PersonGrades{}, err
	}
	person, err := s.People.Person(ctx, user)
	if err != nil && learner {
		return PersonGrades{}, fmt.Errorf("find whose line it is: %w", err)
	}
	if !learner {
		return PersonGrades{}, app.NotFound("learner")
	}
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return PersonGrades{}, fmt.Errorf("find the classroom of a line: %w", err)
	}
	policy, err := s.GradingOf(ctx, session)
	if err != nil {
		return PersonGrades{}, err
	}
	outcome, err := s.Computer.Compute(ctx, session, room, policy)
	if err != nil {
		return PersonGrades{}, fmt.Errorf("compute a line: %w", err)
	}
	out := PersonGrades{UserID: user, Name: person.Name, Activities: []ExplainedScore{}, Completion: outcome.completion(user).render(), Review: policy.Mode == app.GradeReview}
	acts, err := s.activitiesOrDefault(ctx, session, room)
	if err != nil {
		return PersonGrades{}, err
	}
	for _, act := range acts {
		e, err := s.explain(ctx, session, act, outcome, user)
		if err != nil {
			return PersonGrades{}, err
		}
		if e.Score != nil {
			out.Activities = append(out.Activities, e)
		}
	}
	return out, nil
}

// activitiesOrDefault is activitiesOf with the columns that a classroom will have once it is graded first.
func (s *Service) activitiesOrDefault(ctx context.Context, session app.Session, room app.Classroom) ([]activityRow, error) {
	acts, err := s.activitiesOf(ctx, session)
	if err != nil {
		return nil, err
	}
	var all []activityRow
	for _, kind := range app.GradedActivities {
		c := app.DefaultColumn(kind)
		act := activityRow{ClassroomID: string(room.ID), Kind: string(kind), Label: label(room, kind), Enabled: c.Enabled, Scope: string(c.Scope),
			Rule: string(c.Rule), ScoreMaximum: c.Maximum, SessionMaximum: c.SessionMaximum}
		for _, known := range acts {
			if known.Kind == string(kind) {
				act = known
			}
		}
		all = append(all, act)
	}
	return all, nil
}

func (s *Service) explain(ctx context.Context, session app.Session, act activityRow, outcome Outcome, user app.UserID) (ExplainedScore, error) {
	e := ExplainedScore{Activity: app.ActivityKind(act.Kind), Parts: []ScorePart{}}
	rows, err := s.sessionScores(ctx, session.ID, act.ID)
	if err != nil {
		return e, err
	}
	computed, has := outcome.of(app.ActivityKind(act.Kind), user)
	switch row := rows[user]; {
	case row != nil:
		score := render(lineRow{Score: *row, Act: act}.line(""))
		e.Score = &score
	case has && act.Enabled:
		score, err := provisional(act, computed)
		if err != nil {
			return e, err
		}
		e.Score = &score
	}
	if !has {
		return e, nil
	}
	for _, p := range computed.Parts {
		part := ScorePart{Name: p.Name, Count: p.Count, Of: p.Of, Weight: p.Weight, Share: p.Share, Intervals: []ScorePartInterval{}, Times: []*time.Time{}}
		for _, i := range p.Intervals[:min(len(p.Intervals), timesLimit)] {
			part.Intervals = append(part.Intervals, ScorePartInterval{Start: web.At(i.Start), End: web.At(i.End)})
		}
		for _, at := range p.Times[:min(len(p.Times), timesLimit)] {
			part.Times = append(part.Times, web.At(at))
		}
		e.Parts = append(e.Parts, part)
	}
	return e, nil
}
