package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	// MaxImport is how large a file may be that becomes pages.
	MaxImport = 50 << 20
	// MaxImage is how large a picture on a page may be.
	MaxImage = 10 << 20
	// sessionBytes is how much the files and pictures of a session's board may come to.
	sessionBytes = 500 << 20
	// partBytes is how much is in one row.
	partBytes = 512 << 10
	// Time is how long a body may take.
	Time = 5 * time.Minute
)

type blobRow struct {
	Name      string `gorm:"primaryKey"`
	Part      int    `gorm:"primaryKey;autoIncrement:false"`
	SessionID string
	Bytes     []byte
}

func (blobRow) TableName() string { return "board_blobs" }

// Content is something that is kept in parts, as it is sent.
type Content struct {
	Name, Type string
	Size       int64
	blob       string
}

// Names of what is kept in parts.
func uploadBlob(id ImportID) string           { return "upload:" + string(id) }
func sourceBlob(id ImportID) string           { return "source:" + string(id) }
func renderBlob(id ImportID, page int) string { return fmt.Sprintf("render:%s:%d", id, page) }
func imageBlob(id app.FileID) string          { return "image:" + string(id) }

// keepBlob keeps bytes under a name. What is large is kept before the transaction that makes it known, a part at a time:
// a class that draws mustn't wait for an upload. Whoever fails to make it known calls dropBlob; what a crash leaves goes with
// the session.
func (s *Service) keepBlob(ctx context.Context, session app.SessionID, name string, size int64, from io.Reader) error {
	for part := 0; int64(part)*partBytes < size; part++ {
		b := make([]byte, min(partBytes, size-int64(part)*partBytes))
		if _, err := io.ReadFull(from, b); err != nil {
			return fmt.Errorf("read what is to be kept: %w", err)
		}
		if err := s.Store.Write(ctx).Create(&blobRow{Name: name, Part: part, SessionID: string(session), Bytes: b}).Error; err != nil {
			return fmt.Errorf("keep a part: %w", err)
		}
	}
	return nil
}

// dropBlob deletes what is kept under names.
func (s *Service) dropBlob(ctx context.Context, names ...string) error {
	if err := s.Store.Write(ctx).Exec("DELETE FROM board_blobs WHERE name IN ?", names).Error; err != nil {
		return fmt.Errorf("delete parts: %w", err)
	}
	return nil
}

// keepKnown keeps bytes under a name, and makes them known by a transaction. Where that fails, nothing is kept.
func (s *Service) keepKnown(ctx context.Context, session app.SessionID, name string, size int64, from io.Reader, known func(ctx context.Context) error) error {
	err := s.keepBlob(ctx, session, name, size, from)
	if err == nil {
		err = s.Store.Tx(ctx, known)
	}
	if err != nil {
		return errors.Join(err, s.dropBlob(context.WithoutCancel(ctx), name))
	}
	return nil
}

// Send writes what is there, a part at a time.
func (s *Service) Send(ctx context.Context, is Content, to io.Writer) error {
	return s.sendBlob(ctx, is.blob, is.Size, to)
}

// sendBlob writes what is kept under a name, a part at a time.
func (s *Service) sendBlob(ctx context.Context, name string, size int64, to io.Writer) error {
	for part := 0; int64(part)*partBytes < size; part++ {
		var row blobRow
		if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "name = ? AND part = ?", name, part)); err != nil {
			return fmt.Errorf("read a part: %w", err)
		}
		if _, err := to.Write(row.Bytes); err != nil {
			return fmt.Errorf("send a part: %w", err)
		}
	}
	return nil
}

// spill writes what is kept under a name into a file.
func (s *Service) spill(ctx context.Context, name string, size int64, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("spill a file: %w", err)
	}
	return errors.Join(s.sendBlob(ctx, name, size, f), f.Close())
}

// roomFor refuses where the session's board has no room for so much more. It is asked in the transaction that keeps it.
func (s *Service) roomFor(ctx context.Context, session app.SessionID, more int64) error {
	if s.Store.Postgres() { // one at a time, so that the sum holds; SQLite has one writer anyway
		if err := s.Store.Write(ctx).Exec("SELECT id FROM sessions WHERE id = ? FOR UPDATE", session).Error; err != nil {
			return fmt.Errorf("lock a session: %w", err)
		}
	}
	var used int64
	err := s.Store.Read(ctx).Raw("SELECT (SELECT COALESCE(SUM(size + source_size), 0) FROM board_imports WHERE session_id = ?) + (SELECT COALESCE(SUM(size), 0) FROM board_images WHERE session_id = ?)",
		session, session).Scan(&used).Error
	if err != nil {
		return fmt.Errorf("sum the files of a board: %w", err)
	}
	if used+more > sessionBytes {
		return app.Errorf(app.CodeConflict, "The files on this class's board have reached 500 MB.")
	}
	return nil
}

// spool takes an upload in, and says what it is. free removes it.
func (s *Service) spool(body io.Reader, name string, most int64) (file app.File, b *web.Spooled, free func(), err error) {
	if b, err = web.Spool(body, most); err != nil {
		return file, nil, nil, err
	}
	free = func() {
		if err := b.Free(); err != nil {
			s.Log.Warn("spooled upload not removed", "error", err)
		}
	}
	if file, err = s.Kinds.Identify(b.File, b.Size, name); err == nil {
		b.Size = file.Size
		_, err = b.Seek(0, io.SeekStart)
	}
	if err != nil {
		free()
		return file, nil, nil, err
	}
	return file, b, free, nil
}
