package media

import (
	"context"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
)

// removed returns who was removed from the session.
func (s *Service) removed(ctx context.Context, session app.SessionID) (map[app.UserID]bool, error) {
	var users []app.UserID
	if err := s.Store.Read(ctx).Raw("SELECT user_id FROM removals WHERE session_id = ?", session).Scan(&users).Error; err != nil {
		return nil, fmt.Errorf("read who was removed: %w", err)
	}
	out := make(map[app.UserID]bool, len(users))
	for _, u := range users {
		out[u] = true
	}
	return out, nil
}
