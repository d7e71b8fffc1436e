package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// partBytes is how much of a file is in one row.
const partBytes = 512 << 10

type fileRow struct {
	ID        string `gorm:"primaryKey"`
	SessionID string
	UserID    string
	Name      string
	Type      string
	Size      int64
	Width     int
	Height    int
	Used      bool
	CreatedMs int64
	PartsOf   *string // a copy has the parts of this one; nil: it has its own
}

func (fileRow) TableName() string { return "files" }

type partRow struct {
	FileID string `gorm:"primaryKey"`
	Part   int    `gorm:"primaryKey;autoIncrement:false"`
	Bytes  []byte
}

func (partRow) TableName() string { return "file_parts" }

// kept is a file with what only the server knows of it.
type kept struct {
	app.File
	user  app.UserID
	used  bool
	parts string // the id under which they are
}

func (r fileRow) file() app.File {
	return app.File{ID: app.FileID(r.ID), Name: r.Name, Type: r.Type, Size: r.Size, Width: r.Width, Height: r.Height}
}

func (s *Service) bytesOf(ctx context.Context, session app.SessionID) (int64, error) {
	var n int64
	if err := s.Store.Read(ctx).Raw("SELECT COALESCE(SUM(size), 0) FROM files WHERE session_id = ?", session).Scan(&n).Error; err != nil {
		return 0, fmt.Errorf("sum the files of a session: %w", err)
	}
	return n, nil
}

// locked is bytesOf in a transaction, until the end of which nobody else adds a file to the session.
func (s *Service) locked(ctx context.Context, session app.SessionID) (int64, error) {
	if s.Store.Postgres() { // SQLite has one writer anyway
		if err := s.Store.Write(ctx).Exec("SELECT id FROM sessions WHERE id = ? FOR UPDATE", session).Error; err != nil {
			return 0, fmt.Errorf("lock a session: %w", err)
		}
	}
	return s.bytesOf(ctx, session)
}

// keep writes the file and its bytes, where the session has room for them.
func (s *Service) keep(ctx context.Context, session app.SessionID, user app.UserID, f app.File, bytes io.ReadSeeker) error {
	if _, err := bytes.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read a spooled upload: %w", err)
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		used, err := s.locked(ctx, session)
		if err != nil {
			return err
		}
		if used+f.Size > SessionBytes {
			return errFull()
		}
		row := fileRow{ID: string(f.ID), SessionID: string(session), UserID: string(user), Name: f.Name, Type: f.Type, Size: f.Size,
			Width: f.Width, Height: f.Height, CreatedMs: store.Millis(s.Clock())}
		if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
			return fmt.Errorf("keep a file: %w", err)
		}
		return s.keepParts(ctx, f, bytes)
	})
}

func (s *Service) keepParts(ctx context.Context, f app.File, bytes io.Reader) error {
	for part := 0; int64(part)*partBytes < f.Size; part++ {
		b := make([]byte, min(partBytes, f.Size-int64(part)*partBytes))
		if _, err := io.ReadFull(bytes, b); err != nil {
			return fmt.Errorf("read a spooled upload: %w", err)
		}
		if err := s.Store.Write(ctx).Create(&partRow{FileID: string(f.ID), Part: part, Bytes: b}).Error; err != nil {
			return fmt.Errorf("keep a part of a file: %w", err)
		}
	}
	return nil
}

// file returns a file of the session, or app.ErrNotFound.
func (s *Service) file(ctx context.Context, session app.SessionID, id app.FileID) (kept, error) {
	var row fileRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ? AND session_id = ?", id, session)); err != nil {
		return kept{}, err
	}
	k := kept{File: row.file(), user: app.UserID(row.UserID), used: row.Used, parts: row.ID}
	if row.PartsOf != nil {
		k.parts = *row.PartsOf
	}
	return k, nil
}

// Named returns those of the files that the session has, in the order of the ids.
func (s *Service) Named(ctx context.Context, session app.SessionID, ids []app.FileID) ([]app.File, error) {
	var rows []fileRow
	if err := s.Store.Read(ctx).Find(&rows, "session_id = ? AND used = ?", session, true).Error; err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	all := make(map[app.FileID]app.File, len(rows))
	for _, row := range rows {
		all[app.FileID(row.ID)] = row.file()
	}
	files := make([]app.File, 0, len(ids))
	for _, id := range ids {
		if f, ok := all[id]; ok {
			files = append(files, f)
		}
	}
	return files, nil
}

// write sends the file's bytes to the writer, a part at a time.
func (s *Service) write(ctx context.Context, f app.File, to io.Writer) error {
	for part := 0; int64(part)*partBytes < f.Size; part++ {
		var row partRow
		// Whose they are is asked for each: meanwhile the file that they came with may go.
		if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "file_id = (SELECT COALESCE(parts_of, id) FROM files WHERE id = ?) AND part = ?", f.ID, part)); err != nil {
			return fmt.Errorf("read a part of a file: %w", err)
		}
		if _, err := to.Write(row.Bytes); err != nil {
			return fmt.Errorf("send a part of a file: %w", err)
		}
	}
	return nil
}

// Claim puts unused files of the session and the user to use and returns them in the order of the ids. It takes part
// in the transaction of ctx. One that doesn't exist, is somebody else's, is used already or is named twice is
// CodeInvalid, and nothing has changed then.
func (s *Service) Claim(ctx context.Context, session app.SessionID, user app.UserID, ids []app.FileID) ([]app.File, error) {
	files := make([]app.File, len(ids))
	for i, id := range ids {
		f, err := s.file(ctx, session, id)
		if err != nil && !errors.Is(err, app.ErrNotFound) {
			return nil, fmt.Errorf("use a file: %w", err)
		}
		if err != nil || f.used || f.user != user || slices.Contains(ids[:i], id) {
			return nil, app.Errorf(app.CodeInvalid, "One of the files isn't there any more. Please attach it again.")
		}
		files[i] = f.File
	}
	if err := s.Store.Write(ctx).Exec("UPDATE files SET used = ? WHERE id IN ?", true, ids).Error; err != nil {
		return nil, fmt.Errorf("use files: %w", err)
	}
	return files, nil
}

// Copy copies files of one session into another, where the user has put them to use: each under the id that stands beside it.
// However large they are that is quick, because copies share what they are of. It takes part in the transaction of ctx. A
// session that is full is CodeConflict, a file that the first session hasn't got app.ErrNotFound.
func (s *Service) Copy(ctx context.Context, from, to app.SessionID, user app.UserID, as map[app.FileID]app.FileID) error {
	used, err := s.locked(ctx, to)
	if err != nil {
		return err
	}
	for id, copied := range as {
		f, err := s.file(ctx, from, id)
		if err != nil {
			return fmt.Errorf("copy a file: %w", err)
		}
		if used += f.Size; used > SessionBytes {
			return errFull()
		}
		row := fileRow{ID: string(copied), SessionID: string(to), UserID: string(user), Name: f.Name, Type: f.Type, Size: f.Size,
			Width: f.Width, Height: f.Height, Used: true, CreatedMs: store.Millis(s.Clock()), PartsOf: &f.parts}
		if err := s.Store.Write(ctx).Create(&row).Error; err != nil {
			return fmt.Errorf("copy a file: %w", err)
		}
	}
	return nil
}

// Release deletes files that aren't used any more. It takes part in the transaction of ctx.
func (s *Service) Release(ctx context.Context, session app.SessionID, ids []app.FileID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.delete(ctx, "session_id = ? AND id IN ?", session, ids)
	return err
}

// PruneOrphans deletes the files that nothing has carried for a day, and returns how many.
func (s *Service) PruneOrphans(ctx context.Context) (int, error) {
	return s.delete(ctx, "used = ? AND created_ms < ?", false, store.Millis(s.Clock().Add(-orphanAfter)))
}

// Prune deletes the files of sessions that ended before the given time, and returns how many.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.delete(ctx, "session_id IN (SELECT id FROM sessions WHERE ended_ms > 0 AND ended_ms < ?)", store.Millis(before))
}

// Forget deletes every file of the session.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	_, err := s.delete(ctx, "session_id = ?", session)
	return err
}

// delete deletes the files of which the condition is true, with their parts. Parts that copies have besides go to one of
// those. A copy that is made meanwhile holds the file: the database refuses then to delete it, and the next time it goes.
func (s *Service) delete(ctx context.Context, condition string, args ...any) (n int, err error) {
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		var heirs []struct{ ID, PartsOf string }
		err := s.Store.Read(ctx).Raw("SELECT parts_of, MIN(id) AS id FROM files WHERE parts_of IN (SELECT id FROM files WHERE "+condition+")"+
			" AND NOT ("+condition+") GROUP BY parts_of", append(slices.Clone(args), args...)...).Scan(&heirs).Error
		if err != nil {
			return fmt.Errorf("find copies of files: %w", err)
		}
		for _, heir := range heirs {
			if err := s.inherit(ctx, heir.ID, heir.PartsOf); err != nil {
				return fmt.Errorf("hand the parts of a file on: %w", err)
			}
		}
		done := s.Store.Write(ctx).Where(condition, args...).Delete(&fileRow{}) // the parts go with it
		if done.Error != nil {
			return fmt.Errorf("delete files: %w", done.Error)
		}
		n = int(done.RowsAffected)
		return nil
	})
	return n, err
}

// inherit gives parts to a copy, and the other copies to it.
func (s *Service) inherit(ctx context.Context, heir, from string) error {
	db := s.Store.Write(ctx)
	return errors.Join(
		db.Exec("UPDATE file_parts SET file_id = ? WHERE file_id = ?", heir, from).Error,
		db.Exec("UPDATE files SET parts_of = CASE WHEN id = ? THEN NULL ELSE ? END WHERE parts_of = ?", heir, heir, from).Error)
}
