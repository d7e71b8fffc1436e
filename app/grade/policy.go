package grade

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type policyRow struct {
	ClassroomID string `gorm:"primaryKey"`
	Policy      string
	ChangedBy   string
	ChangedMs   int64
}

func (policyRow) TableName() string { return "grade_policies" }

type gradedRow struct {
	SessionID string `gorm:"primaryKey"`
	Policy    string
	SettledMs int64
}

func (gradedRow) TableName() string { return "graded_sessions" }

// Grading returns the policy of a classroom.
func (s *Service) Grading(ctx context.Context, room app.ClassroomID) (app.Grading, error) {
	var rows []policyRow
	if err := s.Store.Read(ctx).Find(&rows, "classroom_id = ?", room).Error; err != nil {
		return app.Grading{}, fmt.Errorf("read a grading policy: %w", err)
	}
	if len(rows) == 0 {
		return app.DefaultGrading(), nil
	}
	return parsePolicy(rows[0].Policy)
}

// parsePolicy reads a kept policy; what it doesn't say is as by default.
func parsePolicy(text string) (app.Grading, error) {
	g := app.DefaultGrading()
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		return app.Grading{}, fmt.Errorf("read a grading policy: %w", err)
	}
	return g, nil
}

// GradingOf returns the policy by which a session is graded: the one by which it was graded first or, after that, was
// graded anew on purpose; before, the classroom's.
func (s *Service) GradingOf(ctx context.Context, session app.Session) (app.Grading, error) {
	var rows []gradedRow
	if err := s.Store.Read(ctx).Find(&rows, "session_id = ?", session.ID).Error; err != nil {
		return app.Grading{}, fmt.Errorf("read a session's grading policy: %w", err)
	}
	if len(rows) == 0 {
		return s.Grading(ctx, session.Classroom)
	}
	return parsePolicy(rows[0].Policy)
}

// KeepGrading remembers by which policy a session is graded, where none is remembered yet. It takes part in the
// transaction of ctx.
func (s *Service) KeepGrading(ctx context.Context, session app.SessionID, g app.Grading) error {
	row := gradedRow{SessionID: string(session), Policy: string(app.MustJSON(g)), SettledMs: s.Clock().UnixMilli()}
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a session's grading policy: %w", err)
	}
	return nil
}

// regrade has a session graded by another policy than before.
func (s *Service) regrade(ctx context.Context, session app.SessionID, g app.Grading) error {
	row := gradedRow{SessionID: string(session), Policy: string(app.MustJSON(g)), SettledMs: s.Clock().UnixMilli()}
	if err := s.Store.Write(ctx).Clauses(store.Upsert([]string{"session_id"}, "policy", "settled_ms")).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a session's grading policy: %w", err)
	}
	return nil
}

// SetGrading decides the policy of a classroom, for sessions that are graded from then on. Errors: CodeInvalid.
func (s *Service) SetGrading(ctx context.Context, room app.ClassroomID, g app.Grading, by app.UserID) error {
	if err := g.Validate(); err != nil {
		return err
	}
	row := policyRow{ClassroomID: string(room), Policy: string(app.MustJSON(g)), ChangedBy: string(by), ChangedMs: s.Clock().UnixMilli()}
	if err := s.Store.Write(ctx).Clauses(store.Upsert([]string{"classroom_id"}, "policy", "changed_by", "changed_ms")).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a grading policy: %w", err)
	}
	return nil
}
