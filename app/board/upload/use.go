package upload

import (
	"context"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// useRow says that a session's board shows a picture or an import of another session: a group went on there. What is used
// outlives the session that it came from.
type useRow struct {
	SessionID string `gorm:"primaryKey"`
	What      string `gorm:"primaryKey"` // the id of a picture or of an import
}

func (useRow) TableName() string { return "board_uses" }

// Use keeps that the session's board shows pictures and imports of another one, in the transaction of ctx.
func (s *Service) Use(ctx context.Context, session app.SessionID, what ...string) error {
	for _, id := range what {
		if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&useRow{string(session), id}).Error; err != nil {
			return fmt.Errorf("keep what a page shows: %w", err)
		}
	}
	return nil
}

// Pictures returns the ids of the pictures that pages of the session may show: its own, and those that it uses.
func (s *Service) Pictures(ctx context.Context, session app.SessionID) ([]string, error) {
	var ids []string
	err := s.Store.Read(ctx).Raw("SELECT id FROM board_images WHERE session_id = ? UNION SELECT i.id FROM board_images i JOIN board_uses u ON u.what = i.id WHERE u.session_id = ?", session, session).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("list pictures: %w", err)
	}
	return ids, nil
}

// uses says whether the session's board shows a picture or an import of another session.
func (s *Service) uses(ctx context.Context, session app.SessionID, what string) (bool, error) {
	var n int64
	err := s.Store.Read(ctx).Model(&useRow{}).Where("session_id = ? AND what = ?", session, what).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("ask what a board uses: %w", err)
	}
	return n > 0, nil
}

// handOn gives the pictures and imports of a session that is to be deleted to a session that uses them.
func (s *Service) handOn(ctx context.Context, session app.SessionID) error {
	var used []struct{ What, Heir string }
	err := s.Store.Read(ctx).Raw("SELECT what, MIN(session_id) AS heir FROM board_uses WHERE session_id <> ? AND (what IN (SELECT id FROM board_images WHERE session_id = ?) OR what IN (SELECT id FROM board_imports WHERE session_id = ?)) GROUP BY what",
		session, session, session).Scan(&used).Error
	if err != nil {
		return fmt.Errorf("find what is used elsewhere: %w", err)
	}
	for _, u := range used {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			db := s.Store.Write(ctx)
			return errors.Join(
				db.Exec("UPDATE board_images SET session_id = ? WHERE id = ?", u.Heir, u.What).Error,
				db.Exec("UPDATE board_imports SET session_id = ?, state = ? WHERE id = ?", u.Heir, ImportDone, u.What).Error,
				db.Exec("UPDATE board_blobs SET session_id = ? WHERE session_id = ? AND (name IN ? OR name LIKE ?)", u.Heir, session,
					[]string{imageBlob(app.FileID(u.What)), uploadBlob(ImportID(u.What)), sourceBlob(ImportID(u.What))}, "render:"+u.What+":%").Error)
		})
		if err != nil {
			return fmt.Errorf("hand on what is used: %w", err)
		}
	}
	return nil
}

// ofSession deletes all that is kept of the uploads of a session, in an order that the references allow.
var ofSession = []string{
	"DELETE FROM board_renders WHERE import_id IN (SELECT id FROM board_imports WHERE session_id = ?)",
	"DELETE FROM board_imports WHERE session_id = ?",
	"DELETE FROM board_uses WHERE session_id = ?",
	"DELETE FROM board_images WHERE session_id = ?",
	"DELETE FROM board_blobs WHERE session_id = ?",
}

// Release comes before Forget: what other sessions use is handed on to them, and what is large of the rest is deleted bit by
// bit, so that nobody waits for it.
func (s *Service) Release(ctx context.Context, session app.SessionID) error {
	if err := s.handOn(ctx, session); err != nil {
		return err
	}
	var blobs []string
	if err := s.Store.Read(ctx).Raw("SELECT DISTINCT name FROM board_blobs WHERE session_id = ?", session).Scan(&blobs).Error; err != nil {
		return fmt.Errorf("find parts: %w", err)
	}
	for _, name := range blobs {
		if err := s.dropBlob(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Forget deletes what is known of the uploads of a session, in the transaction of ctx.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	for _, statement := range ofSession {
		if err := s.Store.Write(ctx).Exec(statement, session).Error; err != nil {
			return err
		}
	}
	return nil
}
