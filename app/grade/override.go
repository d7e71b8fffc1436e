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

// Override sets what is sent for a person instead of what was computed, for a reason, and returns the line as it is
// then. The decision is a fact of the session. Errors: CodeInvalid, CodeNotFound.
func (s *Service) Override(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, given float64, reason string, by app.UserID) (Line, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > reasonLimit || !utf8.ValidString(reason) || strings.ContainsRune(reason, 0) {
		return Line{}, app.Errorf(app.CodeInvalid, "reason must have 1 to %d characters.", reasonLimit)
	}
	return s.decide(ctx, session, user, kind, func(act activityRow, row *scoreRow) (app.Fact, error) {
		if !(given >= 0 && given <= act.ScoreMaximum) || math.IsInf(given, 0) {
			return app.Fact{}, app.Errorf(app.CodeInvalid, "scoreGiven must be between 0 and %g.", act.ScoreMaximum)
		}
		row.Overridden, row.OverrideGiven, row.OverrideReason = true, given, reason
		row.OverrideBy, row.OverrideMs = string(by), s.Clock().UnixMilli()
		data := app.OverrideData{By: by, Activity: kind, ScoreGiven: given, Reason: reason}
		return app.Fact{Kind: app.FactGradeOverridden, Data: app.MustJSON(data)}, nil
	})
}

// Reset takes an override back, so that what was computed is sent again, and returns the line as it is then. Where
// there is no override nothing changes. Errors: CodeNotFound.
func (s *Service) Reset(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, by app.UserID) (Line, error) {
	return s.decide(ctx, session, user, kind, func(_ activityRow, row *scoreRow) (app.Fact, error) {
		if !row.Overridden {
			return app.Fact{}, nil
		}
		row.Overridden, row.OverrideGiven, row.OverrideReason, row.OverrideBy, row.OverrideMs = false, 0, "", "", 0
		data := app.OverrideData{By: by, Activity: kind, ScoreGiven: row.ComputedGiven}
		return app.Fact{Kind: app.FactGradeReset, Data: app.MustJSON(data)}, nil
	})
}

// decide changes a score by a person's decision: row, fact and message in one transaction. A fact without a kind means
// that nothing is to be done.
func (s *Service) decide(ctx context.Context, session app.SessionID, user app.UserID, kind app.ActivityKind, change func(activityRow, *scoreRow) (app.Fact, error)) (Line, error) {
	var line Line
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		acts, room, err := s.lockActivities(ctx, session)
		if errors.Is(err, app.ErrNotFound) {
			return app.NotFound("session")
		}
		if err != nil {
			return err
		}
		act, row, err := s.pick(ctx, acts, session, user, kind)
		if err != nil {
			return err
		}
		fact, err := change(act, &row)
		if err != nil {
			return err
		}
		if fact.Kind != "" {
			if err := s.place(ctx, room, act, &row); err != nil {
				return err
			}
			fact.ID = fmt.Sprintf("grade:%s:%s:%d", kind, user, row.Revision)
			fact.Session, fact.Source, fact.User, fact.At, fact.Seen = session, app.SourceControl, user, s.Clock(), s.Clock()
			if _, err := s.Store.AppendFacts(ctx, fact); err != nil {
				return err
			}
		}
		person, err := s.People.Person(ctx, user)
		line = lineRow{Score: row, Kind: act.Kind, ScoreMaximum: act.ScoreMaximum}.line(person.Name)
		return err
	})
	if err != nil {
		return Line{}, fmt.Errorf("decide a score: %w", err)
	}
	return line, nil
}

// pick finds the person's score of a kind among a classroom's activities.
func (s *Service) pick(ctx context.Context, acts []activityRow, session app.SessionID, user app.UserID, kind app.ActivityKind) (activityRow, scoreRow, error) {
	for _, act := range acts {
		if act.Kind != string(kind) {
			continue
		}
		row, err := s.score(ctx, payload{Session: session, Activity: app.ActivityID(act.ID), User: user})
		if errors.Is(err, app.ErrNotFound) {
			break
		}
		return act, row, err
	}
	return activityRow{}, scoreRow{}, app.NotFound("score")
}
