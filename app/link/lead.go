package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// Lead says what the launch's link leads to where nobody has opened it before. It takes part in the caller's transaction.
func (s *Service) Lead(ctx context.Context, l *lti.Launch) (app.Lead, error) {
	id := l.Custom[param]
	if id == "" || len(id) > 64 {
		return app.Lead{}, nil
	}
	row, err := s.readPrepared(ctx, id)
	if errors.Is(err, app.ErrNotFound) || (err == nil && row.RegistrationID != l.Registration.ID) {
		return app.Lead{}, nil
	}
	if err != nil {
		return app.Lead{}, err
	}
	here := row.DeploymentID == l.DeploymentID && row.ContextID == l.Context.ID
	switch {
	case row.Shares && here && row.ContextID != "":
		return app.Lead{Prepared: id, Classroom: app.ClassroomID(row.ClassroomID)}, nil
	case row.ClassroomID != "":
		plan, err := s.PlanOf(ctx, app.ClassroomID(row.ClassroomID))
		if errors.Is(err, app.ErrNotFound) {
			return app.Lead{}, nil
		}
		return app.Lead{Plan: &plan, From: app.ClassroomID(row.ClassroomID)}, err
	}
	var plan app.Plan
	if err := json.Unmarshal([]byte(row.Plan), &plan); err != nil {
		return app.Lead{}, fmt.Errorf("read a plan: %w", err)
	}
	if !here {
		return app.Lead{Plan: &plan}, nil
	}
	return app.Lead{Prepared: id, Plan: &plan}, nil
}

// Led remembers which classroom a link became that was prepared, or is the copy of one that was, so that nobody is asked
// which settings it should take over. It takes part in the caller's transaction.
func (s *Service) Led(ctx context.Context, lead app.Lead, room app.ClassroomID) error {
	if lead.Prepared != "" {
		if err := s.bind(ctx, lead.Prepared, room); err != nil {
			return err
		}
	}
	decision := DecisionPlanned
	if lead.From != "" {
		decision = DecisionTaken
	}
	return s.decide(ctx, room, decision, lead.From, "")
}

// PlanOf returns the settings of a classroom as the plan of a new one, without the day: its copy is of another course or
// term. Neither people nor grades are part of it.
func (s *Service) PlanOf(ctx context.Context, id app.ClassroomID) (app.Plan, error) {
	room, err := s.Rooms.Classroom(ctx, id)
	if err != nil {
		return app.Plan{}, err
	}
	plan := app.Plan{Title: room.Title, Tier: room.Tier, Settings: room.Settings}
	plan.Settings.Schedule.StartsAt = nil
	plan.Settings.Entry.Opens = app.OpenLive
	if plan.Columns, err = s.Grades.Columns(ctx, id); err != nil {
		return app.Plan{}, err
	}
	grading, err := s.Grades.Grading(ctx, id)
	plan.Grading = &grading
	return plan, err
}

// Prune deletes requests that can't be answered any more.
func (s *Service) Prune(ctx context.Context) error {
	return s.deleteRequests(ctx, s.Clock().Add(-2*choiceLife))
}
