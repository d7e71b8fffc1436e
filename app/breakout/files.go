package breakout

import (
	"context"
	"fmt"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// Files are the files of sessions. Claim and Release take part in the transaction of ctx.
type Files interface {
	// Claim puts unused files of the user to use; where it can't the error is CodeInvalid.
	Claim(ctx context.Context, session app.SessionID, user app.UserID, ids []app.FileID) ([]app.File, error)
	// Release deletes files that aren't used any more.
	Release(ctx context.Context, session app.SessionID, ids []app.FileID) error
	// Named returns those of the files that the session has, in the order of the ids.
	Named(ctx context.Context, session app.SessionID, ids []app.FileID) ([]app.File, error)
}

// files returns what the breakouts name, each once.
func (s State) files() []app.FileID {
	var ids []app.FileID
	for _, one := range s.sets {
		ids = add(ids, one.Files...)
		for _, g := range one.Groups {
			ids = add(ids, g.Files...)
		}
	}
	return ids
}

// FilesOf returns the files that somebody may see: the staff all, others those of the tasks of all groups once a breakout
// was opened, and those of groups whose work they may read.
func (s State) FilesOf(user app.UserID, role app.Role) []app.FileID {
	if role.IsStaff() {
		return s.files()
	}
	var ids []app.FileID
	for _, one := range s.sets {
		if one.OpenedAt == nil {
			continue
		}
		ids = add(ids, one.Files...)
		for _, g := range one.Groups {
			if len(g.Files) > 0 && s.Access(user, role, g.GroupID) >= app.GroupRead {
				ids = add(ids, g.Files...)
			}
		}
	}
	return ids
}

// carry puts the files to use that a change names first, and deletes those that nothing names any more. Only the unused
// ones of whoever changes it can be named first: a breakout shows nobody what is somebody else's or stands in the chat.
func (s *Service) carry(ctx context.Context, session app.SessionID, by app.UserID, before, after State) error {
	had, has := before.files(), after.files()
	if fresh := without(has, had); len(fresh) > 0 {
		if _, err := s.Files.Claim(ctx, session, by, fresh); err != nil {
			return err
		}
	}
	if gone := without(had, has); len(gone) > 0 {
		return s.Files.Release(ctx, session, gone)
	}
	return nil
}

// without returns what isn't in the other list.
func without(list, other []app.FileID) []app.FileID {
	return slices.DeleteFunc(slices.Clone(list), func(id app.FileID) bool { return slices.Contains(other, id) })
}

// FileVisible says whether somebody of that role may see a file because a breakout of the session names it.
func (s *Service) FileVisible(ctx context.Context, session app.SessionID, user app.UserID, role app.Role, id app.FileID) (bool, error) {
	st, err := s.state(ctx, session)
	if err != nil {
		return false, fmt.Errorf("find who sees a file: %w", err)
	}
	return slices.Contains(st.FilesOf(user, role), id), nil
}

// TaskFiles returns the files of tasks that somebody of that role may see.
func (s *Service) TaskFiles(ctx context.Context, session app.SessionID, user app.UserID, role app.Role) ([]app.File, error) {
	st, err := s.state(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("list files of tasks: %w", err)
	}
	ids := st.FilesOf(user, role)
	if len(ids) == 0 {
		return []app.File{}, nil
	}
	return s.Files.Named(ctx, session, ids)
}
