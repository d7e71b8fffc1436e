package grade

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// reasonLimit bounds the reason of an override, in characters.
const reasonLimit = 500

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > reasonLimit || !utf8.ValidString(reason) || strings.ContainsRune(reason, 0) {
		return "", app.Errorf(app.CodeInvalid, "reason must have 1 to %d characters.", reasonLimit)
	}
	return reason, nil
}

// Override sets what counts for a person instead of what was computed, for a reason, and returns the line as it is
// then. The decision is a fact of the session. Errors: CodeInvalid, CodeNotFound.
func (s *Service) Override(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, given float64, reason string, by app.UserID) (Line, error) {
	reason, err := checkReason(reason)
	if err != nil {
		return Line{}, err
	}
	return s.decide(ctx, session, user, kind, func(act activityRow, row *scoreRow) (app.Fact, error) {
		if maximum := act.cellMaximum(); !(given >= 0 && given <= maximum) || math.IsInf(given, 0) {
			return app.Fact{}, app.Errorf(app.CodeInvalid, "scoreGiven must be between 0 and %g.", maximum)
		}
		row.Overridden, row.Excused, row.OverrideGiven, row.OverrideReason = true, false, given, reason
		row.OverrideBy, row.OverrideMs = string(by), s.Clock().UnixMilli()
		data := app.OverrideData{By: by, Activity: kind, ScoreGiven: given, Reason: reason}
		return app.Fact{Kind: app.FactGradeOverridden, Data: app.MustJSON(data)}, nil
	})
}

// Excuse leaves a session out of a person's column, for a reason, and returns the line as it is then. A grade that the
// LMS has already isn't erased there. The decision is a fact of the session. Errors: CodeInvalid, CodeNotFound.
func (s *Service) Excuse(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, reason string, by app.UserID) (Line, error) {
	reason, err := checkReason(reason)
	if err != nil {
		return Line{}, err
	}
	return s.decide(ctx, session, user, kind, func(_ activityRow, row *scoreRow) (app.Fact, error) {
		row.Overridden, row.Excused, row.OverrideGiven, row.OverrideReason = false, true, 0, reason
		row.OverrideBy, row.OverrideMs = string(by), s.Clock().UnixMilli()
		return app.Fact{Kind: app.FactGradeExcused, Data: app.MustJSON(app.OverrideData{By: by, Activity: kind, Reason: reason})}, nil
	})
}

// Reset takes an override or an excuse back, so that what was computed counts again, and returns the line as it is
// then. Where there is none nothing changes. Errors: CodeNotFound.
func (s *Service) Reset(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, by app.UserID) (Line, error) {
	return s.decide(ctx, session, user, kind, func(_ activityRow, row *scoreRow) (app.Fact, error) {
		if !row.Overridden && !row.Excused {
			return app.Fact{}, nil
		}
		row.Overridden, row.Excused, row.OverrideGiven, row.OverrideReason, row.OverrideBy, row.OverrideMs = false, false, 0, "", "", 0
		data := app.OverrideData{By: by, Activity: kind, ScoreGiven: row.ComputedGiven}
		return app.Fact{Kind: app.FactGradeReset, Data: app.MustJSON(data)}, nil
	})
}

// decide changes a score by a person's decision: row, fact and message in one transaction. A fact without a kind means
// that nothing is to be done.
func (s *Service) decide(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, change func(activityRow, *scoreRow) (app.Fact, error)) (Line, error) {
	var line Line
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		_, room, err := s.lockActivities(ctx, session)
		if errors.Is(err, app.ErrNotFound) {
			return app.NotFound("session")
		}
		if err != nil {
			return err
		}
		act, row, err := s.pick(ctx, room, session, user, kind)
		if err != nil {
			return err
		}
		fact, err := change(act, &row)
		if err != nil {
			return err
		}
		if fact.Kind != "" {
			if err := s.decided(ctx, room, act, &row, fact, kind); err != nil {
				return err
			}
		}
		person, err := s.People.Person(ctx, user)
		line = lineRow{Score: row, Act: act}.line(person.Name)
		return err
	})
	if err != nil {
		return Line{}, fmt.Errorf("decide a score: %w", err)
	}
	return line, nil
}

// decided keeps a decision and what follows of it.
func (s *Service) decided(ctx context.Context, room app.Classroom, act activityRow, row *scoreRow, fact app.Fact, kind app.ActivityKind) error {
	o, err := s.orders(ctx, room.ID)
	if err != nil {
		return err
	}
	if err := s.place(ctx, room, act, row, o); err != nil {
		return err
	}
	if row.Excused {
		row.LastError, row.Mend = faultExcused.cause, faultExcused.mend
		if err := s.saveScore(ctx, *row); err != nil {
			return err
		}
	}
	fact.ID = fmt.Sprintf("grade:%s:%s:%d", kind, row.UserID, row.Revision)
	fact.Session, fact.Source, fact.User, fact.At, fact.Seen = app.SessionID(row.SessionID), app.SourceControl, app.UserID(row.UserID), s.Clock(), s.Clock()
	_, err = s.Store.AppendFacts(ctx, fact)
	return err
}

// pick finds the person's score of a kind in a session. A learner of the classroom who has none yet gets an empty one.
func (s *Service) pick(ctx context.Context, room app.Classroom, id app.SessionID, user app.UserID, kind app.ActivityKind) (activityRow, scoreRow, error) {
	none := app.NotFound("score")
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return activityRow{}, scoreRow{}, err
	}
	if _, err := s.columnOf(ctx, room.ID, kind, ""); errors.Is(err, app.ErrNotFound) {
		return activityRow{}, scoreRow{}, none
	}
	act, err := s.ensureActivity(ctx, room, session, kind)
	if err != nil {
		return activityRow{}, scoreRow{}, err
	}
	row, err := s.score(ctx, payload{Session: id, Activity: app.ActivityID(act.ID), User: user})
	if !errors.Is(err, app.ErrNotFound) {
		return act, row, err
	}
	learner, err := s.isLearner(ctx, room.ID, user)
	if err != nil {
		return activityRow{}, scoreRow{}, err
	}
	if !learner || !act.Enabled {
		return activityRow{}, scoreRow{}, none
	}
	return act, scoreRow{SessionID: string(id), ActivityID: act.ID, UserID: string(user), State: string(StateDraft)}, nil
}

func (s *Service) isLearner(ctx context.Context, room app.ClassroomID, user app.UserID) (bool, error) {
	if s.Members == nil {
		return false, nil
	}
	members, err := s.Members.Members(ctx, room)
	if err != nil {
		return false, fmt.Errorf("find a learner: %w", err)
	}
	for _, m := range members {
		if m.ID == user && m.Role == app.RoleLearner {
			return true, nil
		}
	}
	return false, nil
}
