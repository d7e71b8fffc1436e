package breakout

import (
	"context"

	"github.com/lectern-classroom/lectern/app"
)

// Places is Place of everybody in the session, by what is committed at this moment.
func (s *Service) Places(ctx context.Context, session app.SessionID) (func(app.UserID) app.Place, error) {
	st, err := s.state(ctx, session)
	if err != nil {
		return nil, err
	}
	return st.Place, nil
}
