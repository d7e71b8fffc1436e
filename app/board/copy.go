package board

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/whiteboard"
)

// copyDocument begins a new document with what another one holds, and with whose it is. It takes part in the transaction
// of ctx.
func (s *Service) copyDocument(ctx context.Context, from, to app.BoardID, at time.Time) error {
	k := s.keeper()
	snapshot, rows, err := k.rows(ctx, whiteboard.DocID(from))
	if err != nil {
		return err
	}
	if snapshot == nil && len(rows) == 0 {
		return nil
	}
	whole, err := merge(rows, snapshot)
	if err != nil {
		return fmt.Errorf("copy a document: %w", err)
	}
	row := updateRow{BoardID: string(to), Body: whole, AtMs: store.Millis(at)}
	if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("copy a document: %w", err)
	}
	err = s.Store.Write(ctx).Exec("INSERT INTO board_authors (board_id, client, user_id) SELECT ?, client, user_id FROM board_authors WHERE board_id = ?", to, from).Error
	if err != nil {
		return fmt.Errorf("copy whose a document is: %w", err)
	}
	return nil
}
