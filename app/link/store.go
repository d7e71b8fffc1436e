package link

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type requestRow struct {
	LaunchID       string `gorm:"primaryKey"`
	RegistrationID string
	DeploymentID   string
	ContextID      string
	CourseTitle    string
	Settings       string
	Answer         string
	CodeHash       string
	CodeExpiresMs  int64
	CodeUsedMs     int64
	CreatedMs      int64
}

func (requestRow) TableName() string { return "deep_links" }

type preparedRow struct {
	ID             string `gorm:"primaryKey"`
	RegistrationID string
	DeploymentID   string
	ContextID      string
	Plan           string
	Shares         bool
	ClassroomID    string
	MadeBy         string
	CreatedMs      int64
}

func (preparedRow) TableName() string { return "planned_links" }

// insertRequest keeps a request. That its launch is used once is seen to by the login, which is kept with it.
func (s *Service) insertRequest(ctx context.Context, row requestRow) error {
	if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a deep linking request: %w", err)
	}
	return nil
}

func (s *Service) readRequest(ctx context.Context, launch app.LaunchID) (requestRow, error) {
	var row requestRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "launch_id = ?", launch))
	return row, err
}

// keepAnswer keeps the answer to a request that has none.
func (s *Service) keepAnswer(ctx context.Context, launch app.LaunchID, answer, codeHash string, expires time.Time) error {
	db := s.Store.Write(ctx).Exec("UPDATE deep_links SET answer = ?, code_hash = ?, code_expires_ms = ? WHERE launch_id = ? AND code_hash = ''",
		answer, codeHash, store.Millis(expires), launch)
	switch {
	case db.Error != nil:
		return fmt.Errorf("keep an answer: %w", db.Error)
	case db.RowsAffected == 0:
		return app.Errorf(app.CodeConflict, "This was answered already. Please begin again in your course.")
	}
	return nil
}

// useCode uses a code up and returns the answer that it belongs to.
func (s *Service) useCode(ctx context.Context, codeHash string, now time.Time) (app.LaunchID, string, error) {
	var row requestRow
	db := s.Store.Write(ctx).Raw(`UPDATE deep_links SET code_used_ms = ? WHERE code_hash = ? AND code_used_ms = 0 AND code_expires_ms > ? RETURNING launch_id, answer`,
		store.Millis(now), codeHash, store.Millis(now)).Scan(&row)
	if db.Error != nil {
		return "", "", fmt.Errorf("use the code of an answer: %w", db.Error)
	}
	if row.LaunchID != "" {
		return app.LaunchID(row.LaunchID), row.Answer, nil
	}
	var used int64
	if err := s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM deep_links WHERE code_hash = ? AND code_used_ms > 0", codeHash).Scan(&used).Error; err != nil {
		return "", "", fmt.Errorf("look a code up: %w", err)
	}
	if used > 0 {
		return "", "", app.Errorf(app.CodeLaunchCodeUsed, "This answer was sent already. Please begin again in your course.")
	}
	return "", "", app.Errorf(app.CodeLaunchCodeUnknown, "This answer has expired. Please begin again in your course.")
}

func (s *Service) deleteRequests(ctx context.Context, before time.Time) error {
	if err := s.Store.Write(ctx).Exec("DELETE FROM deep_links WHERE created_ms < ?", store.Millis(before)).Error; err != nil {
		return fmt.Errorf("prune deep linking requests: %w", err)
	}
	return nil
}

func (s *Service) insertPrepared(ctx context.Context, row preparedRow) error {
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a prepared link: %w", err)
	}
	return nil
}

func (s *Service) readPrepared(ctx context.Context, id string) (preparedRow, error) {
	var row preparedRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id))
	return row, err
}

// bind remembers the classroom of a prepared link that has none.
func (s *Service) bind(ctx context.Context, id string, room app.ClassroomID) error {
	if err := s.Store.Write(ctx).Exec("UPDATE planned_links SET classroom_id = ? WHERE id = ? AND classroom_id = ''", room, id).Error; err != nil {
		return fmt.Errorf("bind a prepared link: %w", err)
	}
	return nil
}
