package breakout

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// Files are the files of sessions. Claim, Copy and Release take part in the transaction of ctx.
type Files interface {
	// Claim puts unused files of the user to use; where it can't the error is CodeInvalid.
	Claim(ctx context.Context, session app.SessionID, user app.UserID, ids []app.FileID) ([]app.File, error)
	// Copy puts copies of files of an earlier session to use in this one, by the user: each under the id beside it. Where there is
	// no room for them the error is CodeConflict.
	Copy(ctx context.Context, from, to app.SessionID, user app.UserID, as map[app.FileID]app.FileID) error
	// Release deletes files that aren't used any more.
	Release(ctx context.Context, session app.SessionID, ids []app.FileID) error
	// Named returns those of the files that the session has, in the order of the ids.
	Named(ctx context.Context, session app.SessionID, ids []app.FileID) ([]app.File, error)
}

// copies are the files of an earlier session, each with the id that it has in this one once a plan names it.
type copies struct {
	from app.SessionID
	as   map[app.FileID]app.FileID
}

// here is the list with the ids that the files have in this session; null stays null.
func (c copies) here(list []app.FileID) []app.FileID {
	list = slices.Clone(list)
	for i, id := range list {
		if copied, earlier := c.as[id]; earlier {
			list[i] = copied
		}
	}
	return list
}

// plan is the plan with those ids.
func (c copies) plan(in BreakoutMakePlan) BreakoutMakePlan {
	in.Plan.Files, in.Groups = c.here(in.Plan.Files), slices.Clone(in.Groups)
	for i := range in.Groups {
		in.Groups[i].Files = c.here(in.Groups[i].Files)
	}
	return in
}

// of are those of the copies that are named.
func (c copies) of(ids []app.FileID) map[app.FileID]app.FileID {
	named := map[app.FileID]app.FileID{}
	for id, copied := range c.as {
		if slices.Contains(ids, copied) {
			named[id] = copied
		}
	}
	return named
}

// takeAlong returns an earlier breakout with its files as they will be called here, and as copies those of them that are there.
func (s *Service) takeAlong(ctx context.Context, past Past) (app.Breakout, copies, error) {
	b, c := copyBreakout(past.Breakout), copies{past.Session, map[app.FileID]app.FileID{}}
	files, err := s.filesThen(ctx, past)
	if err != nil {
		return b, c, err
	}
	for _, f := range files {
		c.as[f.ID] = app.FileID(app.NewID())
	}
	keep := func(list []app.FileID) []app.FileID {
		return c.here(slices.DeleteFunc(list, func(id app.FileID) bool { return c.as[id] == "" }))
	}
	b.Files = keep(b.Files)
	for i := range b.Groups {
		b.Groups[i].Files = keep(b.Groups[i].Files)
	}
	return b, c, nil
}

// filesThen returns the files of an earlier breakout that are there still.
func (s *Service) filesThen(ctx context.Context, past Past) ([]app.File, error) {
	ids := filesOf(past.Breakout)
	if len(ids) == 0 {
		return nil, nil
	}
	files, err := s.Files.Named(ctx, past.Session, ids)
	if err != nil {
		return nil, fmt.Errorf("find the files of an earlier breakout: %w", err)
	}
	return files, nil
}

// filesOf returns what a breakout names, each once.
func filesOf(b app.Breakout) []app.FileID {
	ids := slices.Clone(b.Files)
	for _, g := range b.Groups {
		ids = add(ids, g.Files...)
	}
	return ids
}

// files returns what the breakouts name, each once.
func (s State) files() []app.FileID {
	var ids []app.FileID
	for _, one := range s.sets {
		ids = add(ids, filesOf(one.Breakout)...)
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
// ones of whoever changes it can be named first, and those of what it goes on with: a breakout shows nobody what is somebody
// else's or stands in the chat.
func (s *Service) carry(ctx context.Context, session app.SessionID, by app.UserID, before, after State, earlier copies) error {
	had, has := before.files(), after.files()
	fresh := without(has, had)
	copied := earlier.of(fresh)
	if fresh = without(fresh, slices.Collect(maps.Values(copied))); len(fresh) > 0 {
		if _, err := s.Files.Claim(ctx, session, by, fresh); err != nil {
			return err
		}
	}
	if len(copied) > 0 {
		if err := s.Files.Copy(ctx, earlier.from, session, by, copied); err != nil {
			return err
		}
	}
	if gone := without(had, has); len(gone) > 0 {
		return s.Files.Release(ctx, session, gone)
	}
	return nil
}

// filesIn returns what tells of the files of a breakout by their ids, as far as they are there.
func (s *Service) filesIn(ctx context.Context, past Past) (func([]app.FileID) []app.File, error) {
	all := map[app.FileID]app.File{}
	files, err := s.filesThen(ctx, past)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		all[f.ID] = f
	}
	return func(ids []app.FileID) []app.File {
		named := []app.File{}
		for _, id := range ids {
			if f, there := all[id]; there {
				named = append(named, f)
			}
		}
		return named
	}, nil
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
