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
	Name        string
	ClassroomID string
	Role        string
	Locale      string
	ReturnURL   string `gorm:"column:return_url"`
	Page        string
	About       string
	CreatedMs   int64
}

func (launchRow) TableName() string { return "launches" }

func (r launchRow) login() app.Login {
	return app.Login{Launch: app.LaunchID(r.ID), User: app.UserID(r.UserID), Name: r.Name, Classroom: app.ClassroomID(r.ClassroomID),
		Role: app.Role(r.Role), Locale: r.Locale, ReturnURL: r.ReturnURL, Page: app.Page(r.Page), About: app.UserID(r.About)}
}

// The statements of every launch. Both are one row by its key.
var (
	launchInsert = store.NewStatement(`INSERT INTO launches (id, user_id, name, classroom_id, role, locale, return_url, page, about, code_hash, code_expires_ms, created_ms)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	launchUse = store.NewStatement(`UPDATE launches SET code_used_ms = ? WHERE id = ? AND code_hash = ? AND code_used_ms = 0 AND code_expires_ms > ?
		RETURNING id, user_id, name, classroom_id, role, locale, return_url, page, about`)
)

// insertLaunch keeps a login with its first code; store.ErrDuplicate where a login of that launch was kept before.
func (s *Service) insertLaunch(ctx context.Context, l app.Login, hash string, expires, now time.Time) error {
	err := s.store.Single(ctx, func(ctx context.Context) error {
		return s.store.Exec(ctx, launchInsert, l.Launch, l.User, l.Name, l.Classroom, l.Role, l.Locale, l.ReturnURL, l.Page, l.About, hash,
			store.Millis(expires), store.Millis(now))
	})
	if err != nil {
		return fmt.Errorf("keep a login: %w", err)
	}
	return nil
}

func (s *Service) insertHandoff(ctx context.Context, hash string, launch app.LaunchID, expires time.Time) error {
	err := s.store.Write(ctx).Exec("INSERT INTO handoff_codes (code_hash, launch_id, expires_ms) VALUES (?, ?, ?)", hash, launch, store.Millis(expires)).Error
	if err != nil {
		return fmt.Errorf("keep a handoff code: %w", err)
	}
	return nil
}

// useLaunchCode marks the launch's code as used and returns its login: app.ErrNotFound where there is none that is still
// good, errUsed where somebody was first.
func (s *Service) useLaunchCode(ctx context.Context, launch app.LaunchID, hash string, now time.Time) (app.Login, error) {
	var l app.Login
	err := s.store.Single(ctx, func(ctx context.Context) error {
		return s.store.WriteRow(ctx, launchUse, store.Millis(now), launch, hash, store.Millis(now)).
			Scan(&l.Launch, &l.User, &l.Name, &l.Classroom, &l.Role, &l.Locale, &l.ReturnURL, &l.Page, &l.About)
	})
	switch {
	case err == nil:
		return l, nil
	case !errors.Is(err, app.ErrNotFound):
		return app.Login{}, fmt.Errorf("use a launch code: %w", err)
	}
	return app.Login{}, s.whyNot(ctx, "SELECT COUNT(*) FROM launches WHERE id = ? AND code_hash = ? AND code_used_ms > 0", launch, hash)
}

// useHandoffCode is useLaunchCode for the code of a handoff. A failure half way doesn't use it up.
func (s *Service) useHandoffCode(ctx context.Context, hash string, now time.Time) (login app.Login, err error) {
	err = s.store.Tx(ctx, func(ctx context.Context) error {
		var launch string
		db := s.store.Write(ctx).Raw(`UPDATE handoff_codes SET used_ms = ? WHERE code_hash = ? AND used_ms = 0 AND expires_ms > ? RETURNING launch_id`,
			store.Millis(now), hash, store.Millis(now)).Scan(&launch)
		if db.Error != nil {
			return fmt.Errorf("use a handoff code: %w", db.Error)
		}
		if launch == "" {
			return s.whyNot(ctx, "SELECT COUNT(*) FROM handoff_codes WHERE code_hash = ? AND used_ms > 0", hash)
		}
		login, _, err = s.readLaunch(ctx, app.LaunchID(launch))
		return err
	})
	return login, err
}

// whyNot tells a used code, which the query counts, from one that never was or has expired.
func (s *Service) whyNot(ctx context.Context, query string, args ...any) error {
	var used int64
	if err := s.store.Read(ctx).Raw(query, args...).Scan(&used).Error; err != nil {
		return fmt.Errorf("look a code up: %w", err)
	}
	if used > 0 {
		return errUsed
	}
	return app.ErrNotFound
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
	codes := s.store.Write(ctx).Exec("DELETE FROM handoff_codes WHERE expires_ms < ?", store.Millis(now.Add(-LoginLife)))
	if codes.Error != nil {
		return 0, fmt.Errorf("prune handoff codes: %w", codes.Error)
	}
	logins := s.store.Write(ctx).Exec("DELETE FROM launches WHERE created_ms < ?", store.Millis(now.Add(-2*LoginLife)))
	if logins.Error != nil {
		return 0, fmt.Errorf("prune logins: %w", logins.Error)
	}
	return logins.RowsAffected, nil
}
