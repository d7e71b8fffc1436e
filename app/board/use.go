package board

import (
	"bytes"
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

// copyPage begins a new page with what another one holds; where that is of another session, with its pictures.
func (s *Service) copyPage(ctx context.Context, from, to board) error {
	if err := s.copyDocument(ctx, from.ID, to.ID, to.CreatedAt); err != nil || from.Session == to.Session {
		return err
	}
	used, err := s.picturesOn(ctx, from)
	if err != nil {
		return err
	}
	if b := to.Background; b != nil {
		used = append(used, string(b.ImportID))
	}
	for _, what := range used {
		if err := s.Store.Write(ctx).Clauses(store.Ignore()).Create(&useRow{string(to.Session), what}).Error; err != nil {
			return fmt.Errorf("keep what a page shows: %w", err)
		}
	}
	return nil
}

// picturesOn returns the pictures of the session that are named anywhere in a document.
func (s *Service) picturesOn(ctx context.Context, b board) ([]string, error) {
	var ids []string
	err := s.Store.Read(ctx).Raw("SELECT id FROM board_images WHERE session_id = ? UNION SELECT i.id FROM board_images i JOIN board_uses u ON u.what = i.id WHERE u.session_id = ?", b.Session, b.Session).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("list pictures: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	whole, err := s.whole(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	var named []string
	for _, id := range ids {
		if bytes.Contains(whole, []byte(id)) {
			named = append(named, id)
		}
	}
	return named, nil
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
