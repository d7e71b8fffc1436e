package poll

import (
	"context"

	"github.com/lectern-classroom/lectern/app"
)

// CountPrepared returns how many prepared polls a classroom has.
func (s *Service) CountPrepared(ctx context.Context, classroom app.ClassroomID) (int, error) {
	rows, err := s.listPrepared(ctx, classroom)
	return len(rows), err
}

// CopyPrepared adds the prepared polls of one classroom to the end of another's, and returns how many there were. It takes
// part in the caller's transaction. Errors: CodeConflict.
func (s *Service) CopyPrepared(ctx context.Context, from, to app.ClassroomID, by app.UserID) (int, error) {
	polls, err := s.Prepared(ctx, from)
	if err != nil || len(polls) == 0 {
		return 0, err
	}
	defs := make([]PollDefinition, len(polls))
	for i, p := range polls {
		defs[i] = p.Poll
	}
	_, err = s.Prepare(ctx, to, by, defs...)
	return len(defs), err
}
