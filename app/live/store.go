package live

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// socketRow says when an open socket was last heard, for the case that this process dies. It isn't a fact: what comes of
// it is one, when Recover closes the socket.
type socketRow struct {
	ConnectionID string `gorm:"primaryKey"`
	SessionID    string
	HeardMs      int64
}

func (socketRow) TableName() string { return "sockets" }

func (h *Hub) keepHeard(ctx context.Context, rows []socketRow) error {
	if len(rows) == 0 {
		return nil
	}
	err := h.Store.Write(ctx).Clauses(store.Upsert([]string{"connection_id"}, "heard_ms")).CreateInBatches(&rows, 200).Error
	if err != nil {
		return fmt.Errorf("keep when sockets were heard: %w", err)
	}
	return nil
}

func (h *Hub) heard(ctx context.Context, session app.SessionID) (map[app.ConnectionID]time.Time, error) {
	var rows []socketRow
	if err := h.Store.Read(ctx).Where("session_id = ?", session).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read when sockets were heard: %w", err)
	}
	heard := map[app.ConnectionID]time.Time{}
	for _, r := range rows {
		heard[app.ConnectionID(r.ConnectionID)] = store.Time(r.HeardMs)
	}
	return heard, nil
}

// forgetSockets deletes the rows of sockets that were closed meanwhile; those of open ones come again within a second.
func (h *Hub) forgetSockets(ctx context.Context) error {
	if err := h.Store.Write(ctx).Exec("DELETE FROM sockets").Error; err != nil {
		return fmt.Errorf("forget closed sockets: %w", err)
	}
	return nil
}

// Prune deletes the rows of sockets that haven't been heard for an hour: they were closed long ago.
func (h *Hub) Prune(ctx context.Context) error {
	err := h.Store.Write(ctx).Exec("DELETE FROM sockets WHERE heard_ms < ?", store.Millis(h.Clock().Add(-time.Hour))).Error
	if err != nil {
		return fmt.Errorf("prune sockets: %w", err)
	}
	return nil
}
