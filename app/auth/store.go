package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

var errUsed = errors.New("auth: the code was used")

type launchRow struct {
	ID          string `gorm:"primaryKey"`
	UserID      string
	ClassroomID string
	Role        string
	Locale      string
	ReturnURL   string `gorm:"column:return_url"`
	CreatedMs   int64
}

func (launchRow) TableName() string { return "launches" }

func (r launchRow) login() app.Login {
	return app.Login{Launch: app.LaunchID(r.ID), User: app.UserID(r.UserID), Classroom: app.ClassroomID(r.ClassroomID),
		Role: app.Role(r.Role), Locale: r.Locale, ReturnURL: r.ReturnURL}
}

func (s *Service) insertLaunch(ctx context.Context, l app.Login, now time.Time) error {
	err := s.store.Write(ctx).Exec("INSERT INTO launches (id, user_id, classroom_id, role, locale, return_url, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
		l.Launch, l.User, l.Classroom, l.Role, l.Locale, l.ReturnURL, store.Millis(now)).Error
	if err != nil {
		return fmt.Errorf("keep a login: %w", err)
	}
	return nil
}

func (s *Service) insertCode(ctx context.Context, hash string, launch app.LaunchID, expires time.Time) error {
	err := s.store.Write(ctx).Exec("INSERT INTO launch_codes (code_hash, launch_id, expires_ms) VALUES (?, ?, ?)", hash, launch, store.Millis(expires)).Error
	if err != nil {
		return fmt.Errorf("keep a launch code: %w", err)
	}
	return nil
}

// useCode marks the code as used and returns its login: app.ErrNotFound where there is none that is still good,
// errUsed where somebody was first.
func (s *Service) useCode(ctx context.Context, hash string, now time.Time) (app.Login, error) {
	var row launchRow
	db := s.store.Write(ctx).Raw(`UPDATE launch_codes SET used_ms = ? WHERE code_hash = ? AND used_ms = 0 AND expires_ms > ? RETURNING launch_id AS id`,
		store.Millis(now), hash, store.Millis(now)).Scan(&row)
	if db.Error != nil {
		return app.Login{}, fmt.Errorf("use a launch code: %w", db.Error)
	}
	if row.ID == "" {
		var used int64
		if err := s.store.Read(ctx).Raw("SELECT COUNT(*) FROM launch_codes WHERE code_hash = ? AND used_ms > 0", hash).Scan(&used).Error; err != nil {
			return app.Login{}, fmt.Errorf("look a launch code up: %w", err)
		}
		if used > 0 {
			return app.Login{}, errUsed
		}
		return app.Login{}, app.ErrNotFound
	}
	login, _, err := s.readLaunch(ctx, app.LaunchID(row.ID))
	return login, err
}

func (s *Service) readLaunch(ctx context.Context, id app.LaunchID) (app.Login, time.Time, error) {
	var row launchRow
	db := s.store.Read(ctx).Raw("SELECT * FROM launches WHERE id = ?", id).Scan(&row)
	if err := store.Found(db); err != nil {
		return app.Login{}, time.Time{}, err
	}
	return row.login(), store.Time(row.CreatedMs), nil
}

// Prune deletes logins and codes that can't be used any more. It returns how many logins went.
func (s *Service) Prune(ctx context.Context) (int64, error) {
	now := s.clock()
	codes := s.store.Write(ctx).Exec("DELETE FROM launch_codes WHERE expires_ms < ?", store.Millis(now.Add(-LoginLife)))
	if codes.Error != nil {
		return 0, fmt.Errorf("prune launch codes: %w", codes.Error)
	}
	logins := s.store.Write(ctx).Exec("DELETE FROM launches WHERE created_ms < ?", store.Millis(now.Add(-2*LoginLife)))
	if logins.Error != nil {
		return 0, fmt.Errorf("prune logins: %w", logins.Error)
	}
	return logins.RowsAffected, nil
}
