package grade

import (
	"context"
	"fmt"
	"math"

	"github.com/lectern-classroom/lectern/app"
)

// order says how a changed score is treated.
type order struct {
	// review: scores wait for the instructor.
	review bool
	// explicit: the instructor has said to send just this one.
	explicit bool
}

// orders returns how scores of a classroom are treated that change by themselves.
func (s *Service) orders(ctx context.Context, room app.ClassroomID) (order, error) {
	g, err := s.Grading(ctx, room)
	return order{review: g.Mode == app.GradeReview}, err
}

// place gives a row that has something new the next revision and its state, saves it, and queues what belongs into the
// gradebook: the row, or the newer session's that is made of it.
func (s *Service) place(ctx context.Context, room app.Classroom, act activityRow, row *scoreRow, o order) error {
	row.Revision++
	row.UpdatedMs = s.Clock().UnixMilli()
	if act.rule() == app.RuleLatest && row.counts() {
		row.unroll()
		newer, err := s.hasNewer(ctx, *row)
		if err != nil {
			return err
		}
		if newer {
			return s.rest(ctx, row, faultLaterClass)
		}
		return s.sendOff(ctx, room, act, row, o)
	}
	if err := s.rest(ctx, row, fault{}); err != nil {
		return err
	}
	counting, err := s.counting(ctx, act, row.UserID)
	if err != nil || len(counting) == 0 {
		return err
	}
	carrier := &counting[len(counting)-1]
	if carrier.SessionID == row.SessionID {
		roll(act, counting)
		*row = *carrier
		return s.sendOff(ctx, room, act, row, o)
	}
	if row.counts() {
		if err := s.rest(ctx, row, faultCounted); err != nil {
			return err
		}
	}
	return s.carry(ctx, room, act, counting, o)
}

// rest leaves a row where nothing is on its way, and says why.
func (s *Service) rest(ctx context.Context, row *scoreRow, why fault) error {
	row.unroll()
	row.State, row.Held, row.LastError, row.Mend = string(StateDraft), false, why.cause, why.mend
	return s.saveScore(ctx, *row)
}

func (r *scoreRow) unroll() { r.Rolled, r.RolledGiven, r.RolledOf, r.RolledNote = false, 0, 0, "" }

// counting returns a person's scores that go into a column, oldest session first.
func (s *Service) counting(ctx context.Context, act activityRow, user string) ([]scoreRow, error) {
	rows, err := s.pool(ctx, act.ID, user)
	if err != nil {
		return nil, err
	}
	counting := rows[:0]
	for _, r := range rows {
		if r.counts() {
			counting = append(counting, r)
		}
	}
	return counting, nil
}

// reroll makes a person's cell of a column anew of its sessions.
func (s *Service) reroll(ctx context.Context, room app.Classroom, act activityRow, user string, o order) error {
	counting, err := s.counting(ctx, act, user)
	if err != nil || len(counting) == 0 {
		return err
	}
	return s.carry(ctx, room, act, counting, o)
}

// carry sends the newest of the scores where what it has to send isn't what was sent or is on its way.
func (s *Service) carry(ctx context.Context, room app.Classroom, act activityRow, counting []scoreRow, o order) error {
	carrier := &counting[len(counting)-1]
	before := *carrier
	roll(act, counting)
	cell, err := s.cell(ctx, act.ID, carrier.UserID)
	if err != nil {
		return err
	}
	idle := before.State == string(StateDraft) && (before.LastError == faultLaterClass.cause || before.LastError == faultCounted.cause)
	other := before.State == string(StateSent) && cell.Sent && !cell.sentIs(carrier.given(), act.ScoreMaximum)
	if carrier.given() == before.given() && carrier.RolledNote == before.RolledNote && !idle && !other {
		return nil
	}
	carrier.Revision++
	carrier.UpdatedMs = s.Clock().UnixMilli()
	return s.sendOff(ctx, room, act, carrier, o)
}

// roll makes what the newest of a person's scores sends of all of them.
func roll(act activityRow, counting []scoreRow) {
	row := &counting[len(counting)-1]
	row.unroll()
	rule := act.rule()
	if rule == app.RuleLatest {
		return
	}
	own := make([]float64, len(counting))
	for i, r := range counting {
		own[i] = r.own()
	}
	row.Rolled, row.RolledOf = true, int64(len(counting))
	row.RolledGiven = Roll(rule, own, act.ScoreMaximum)
	if len(counting) > 1 {
		row.RolledNote = fmt.Sprintf(map[app.ColumnRule]string{app.RuleMean: "Mean of %d classes.", app.RuleBest: "Best of %d classes.",
			app.RuleSum: "Sum of %d classes."}[rule], len(counting))
	}
}

// Roll makes one score of the scores of several sessions, oldest first, rounded to hundredths and never more than the
// maximum. It needs at least one.
func Roll(rule app.ColumnRule, scores []float64, maximum float64) float64 {
	sum, best := 0.0, 0.0
	for _, f := range scores {
		sum += f
		best = max(best, f)
	}
	given := scores[len(scores)-1]
	switch rule {
	case app.RuleLatest:
	case app.RuleMean:
		given = sum / float64(len(scores))
	case app.RuleBest:
		given = best
	case app.RuleSum:
		given = sum
	}
	return max(0, min(maximum, math.Round(given*100)/100))
}

// sendOff saves a row that stands for its person in the column, and queues it where nothing speaks against that.
func (s *Service) sendOff(ctx context.Context, room app.Classroom, act activityRow, row *scoreRow, o order) error {
	cell, err := s.cell(ctx, act.ID, row.UserID)
	if err != nil {
		return err
	}
	why := fault{}
	row.State, row.Held = string(StateDraft), false
	switch {
	case !act.Enabled:
		why = faultOff
	case !offered(room, act):
		why = faultNoGradebook
	case o.explicit:
		row.State = string(StateQueued)
	case cell.changed() != "":
		row.Held, why = true, faultChanged
	case o.review && cell.sentIs(row.given(), act.ScoreMaximum):
		row.State = string(StateSent)
	case o.review:
		row.Held = true
	default:
		row.State = string(StateQueued)
	}
	row.LastError, row.Mend = why.cause, why.mend
	if err := s.saveScore(ctx, *row); err != nil {
		return err
	}
	later := faultLaterClass
	if act.rule() != app.RuleLatest {
		later = faultCounted
	}
	if row.State == string(StateQueued) || row.Held {
		if err := s.retireOlder(ctx, *row, later); err != nil {
			return err
		}
	}
	if row.State != string(StateQueued) {
		return nil
	}
	at, err := s.reserve(ctx, *row, s.Clock())
	if err != nil {
		return err
	}
	return s.Outbox.Add(ctx, message(room.Registration, *row, at))
}
