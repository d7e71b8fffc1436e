package grade

import (
	"context"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
)

// GradingRules are a classroom's policy and columns, on the wire and in requests.
type GradingRules struct {
	Policy  app.Grading  `json:"policy"`
	Columns []app.Column `json:"columns"`
}

// GradingChange is what an instructor wants to change.
type GradingChange struct {
	GradingRules
	// Regrade has the last session that has ended graded anew by the policy.
	Regrade bool `json:"regrade"`
}

// GradingPreview is what a changed policy would do to the last session that has ended.
type GradingPreview struct {
	// SessionID is null where there is no such session.
	SessionID *app.SessionID   `json:"sessionId"`
	Changes   []GradingEffect  `json:"changes"`
	Counts    []GradingAverage `json:"averages"`
}

// GradingEffect is what would become of one score. Before and After are null where there is none.
type GradingEffect struct {
	UserID   app.UserID       `json:"userId"`
	Name     string           `json:"name"`
	Activity app.ActivityKind `json:"activity"`
	Before   *float64         `json:"before"`
	After    *float64         `json:"after"`
	Maximum  float64          `json:"maximum"`
	// Decided: the instructor has decided this score, and it stays.
	Decided bool `json:"decided"`
}

// GradingAverage is the mean of an activity, as a share of its maximum, before and after.
type GradingAverage struct {
	Activity app.ActivityKind `json:"activity"`
	Before   *float64         `json:"before"`
	After    *float64         `json:"after"`
}

// Preview computes what a change would do to the last session of a classroom that has ended. Nothing is kept. Errors:
// CodeInvalid.
func (s *Service) Preview(ctx context.Context, room app.Classroom, in GradingRules) (GradingPreview, error) {
	out := GradingPreview{Changes: []GradingEffect{}, Counts: []GradingAverage{}}
	if err := in.validate(); err != nil {
		return out, err
	}
	session, err := s.Computer.LastSession(ctx, room.ID)
	if errors.Is(err, app.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("find the last session: %w", err)
	}
	out.SessionID = &session.ID
	old, err := s.GradingOf(ctx, session)
	if err != nil {
		return out, err
	}
	before, err := s.Computer.Compute(ctx, session, room, old)
	if err != nil {
		return out, fmt.Errorf("preview a policy: %w", err)
	}
	after, err := s.Computer.Compute(ctx, session, room, in.Policy)
	if err != nil {
		return out, fmt.Errorf("preview a policy: %w", err)
	}
	acts, err := s.activitiesOrDefault(ctx, session, room)
	if err != nil {
		return out, err
	}
	members, err := s.Members.Members(ctx, room.ID)
	if err != nil {
		return out, fmt.Errorf("preview a policy: %w", err)
	}
	for _, act := range acts {
		next := act.with(in.Columns)
		rows, err := s.sessionScores(ctx, session.ID, act.ID)
		if err != nil {
			return out, err
		}
		effects := effectsOf(act, next, before, after, members, rows)
		out.Changes = append(out.Changes, effects...)
		if len(effects) > 0 {
			out.Counts = append(out.Counts, average(act, next, effects))
		}
	}
	return out, nil
}

func (r GradingRules) validate() error {
	if err := r.Policy.Validate(); err != nil {
		return err
	}
	seen := map[app.ActivityKind]bool{}
	for _, c := range r.Columns {
		if err := c.Validate(); err != nil {
			return err
		}
		if seen[c.Activity] {
			return app.Errorf(app.CodeInvalid, "columns must name each activity once.")
		}
		seen[c.Activity] = true
	}
	return nil
}

// with returns the activity as the columns would have it.
func (a activityRow) with(columns []app.Column) activityRow {
	for _, c := range columns {
		if string(c.Activity) == a.Kind {
			a.Enabled, a.ScoreMaximum, a.SessionMaximum = c.Enabled, c.Maximum, c.SessionMaximum
			if a.SessionID == "" {
				a.Scope, a.Rule = string(c.Scope), string(c.Rule)
			}
		}
	}
	return a
}

// effectsOf compares what an activity gives each learner before and after.
func effectsOf(act, next activityRow, before, after Outcome, members []app.Member, rows map[app.UserID]*scoreRow) []GradingEffect {
	effects := []GradingEffect{}
	for _, m := range members {
		e := GradingEffect{UserID: m.ID, Name: m.Name, Activity: app.ActivityKind(act.Kind), Maximum: next.cellMaximum()}
		e.Before, e.After = share(act, before, m.ID), share(next, after, m.ID)
		if row := rows[m.ID]; row != nil && (row.Overridden || row.Excused) {
			e.Decided = true
		}
		if e.Before != nil || e.After != nil {
			effects = append(effects, e)
		}
	}
	return effects
}

// share is a learner's computed score in the scale of the activity.
func share(act activityRow, o Outcome, user app.UserID) *float64 {
	c, has := o.of(app.ActivityKind(act.Kind), user)
	if !has || !act.Enabled {
		return nil
	}
	given, err := rescale(c, act.cellMaximum())
	if err != nil {
		return nil
	}
	return &given
}

func average(act, next activityRow, effects []GradingEffect) GradingAverage {
	mean := func(of func(GradingEffect) *float64, maximum float64) *float64 {
		sum, n := 0.0, 0
		for _, e := range effects {
			if f := of(e); f != nil && maximum > 0 {
				sum, n = sum+*f/maximum, n+1
			}
		}
		if n == 0 {
			return nil
		}
		sum /= float64(n)
		return &sum
	}
	return GradingAverage{Activity: app.ActivityKind(act.Kind),
		Before: mean(func(e GradingEffect) *float64 { return e.Before }, act.cellMaximum()),
		After:  mean(func(e GradingEffect) *float64 { return e.After }, next.cellMaximum())}
}

// SetRules decides policy and columns of a classroom, and has the last session graded anew where that is wanted.
// Errors: CodeInvalid.
func (s *Service) SetRules(ctx context.Context, room app.Classroom, in GradingChange, by app.UserID) error {
	if err := in.validate(); err != nil {
		return err
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.SetGrading(ctx, room.ID, in.Policy, by); err != nil {
			return err
		}
		if err := s.SetColumns(ctx, room, in.Columns); err != nil {
			return err
		}
		if !in.Regrade {
			return nil
		}
		session, err := s.Computer.LastSession(ctx, room.ID)
		if errors.Is(err, app.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find the last session: %w", err)
		}
		if err := s.regrade(ctx, session.ID, in.Policy); err != nil {
			return err
		}
		return s.Computer.Regrade(ctx, session, room)
	})
}
