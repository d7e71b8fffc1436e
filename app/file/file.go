package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	// MaxBytes is how large a file may be.
	MaxBytes = 10 << 20
	// SessionBytes is how much all files of a session may come to.
	SessionBytes = 200 << 20
	// orphanAfter is how long a file is kept that is in no message.
	orphanAfter = 24 * time.Hour
	// uploadTime is how long a body may take.
	uploadTime = 3 * time.Minute
	// uploadEvery and uploadBurst bound the uploads of a person.
	uploadEvery = 2 * time.Second
	uploadBurst = 12
)

// Sessions finds sessions.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Chat is what carries files.
type Chat interface {
	// FileWanted refuses with an app.Error where the actor may send nothing that carries a file.
	FileWanted(ctx context.Context, session app.Session, actor app.Actor) error
	// FileVisible says whether the actor may see a message that carries the file.
	FileVisible(ctx context.Context, session app.Session, actor app.Actor, id app.FileID) (bool, error)
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store    *store.Store
	Sessions Sessions
	Chat     Chat
	Clock    func() time.Time
	Log      *slog.Logger
}

// Service takes, keeps and hands out files.
type Service struct {
	Deps

	mu    sync.Mutex
	rates map[app.UserID]*rate.Limiter
}

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d, rates: map[app.UserID]*rate.Limiter{}} }

// Upload keeps what the body holds as a file of the session that belongs to the user. A body that is too large is
// CodePayloadTooLarge, one of a kind that isn't taken CodeInvalid, a session that is full CodeConflict.
func (s *Service) Upload(ctx context.Context, session app.SessionID, user app.UserID, name string, body io.Reader) (app.File, error) {
	if !s.allow(user) {
		return app.File{}, &app.Error{Code: app.CodeRateLimited, Message: "You are uploading too many files at once. Please wait a moment.", Retry: uploadEvery}
	}
	if used, err := s.bytesOf(ctx, session); err != nil {
		return app.File{}, err
	} else if used >= SessionBytes {
		return app.File{}, errFull()
	}
	spool, err := os.CreateTemp("", "lectern-upload-")
	if err != nil {
		return app.File{}, fmt.Errorf("spool an upload: %w", err)
	}
	defer func() {
		if err := errors.Join(spool.Close(), os.Remove(spool.Name())); err != nil {
			s.Log.Warn("spooled upload not removed", "error", err)
		}
	}()
	size, err := io.Copy(spool, io.LimitReader(body, MaxBytes+1))
	switch {
	case err != nil:
		return app.File{}, fmt.Errorf("spool an upload: %w", err)
	case size > MaxBytes:
		return app.File{}, app.Errorf(app.CodePayloadTooLarge, "A file may have at most 10 MB.")
	case size == 0:
		return app.File{}, app.Errorf(app.CodeInvalid, "The file is empty.")
	}
	f, err := identify(spool, size, name)
	if err != nil {
		return app.File{}, err
	}
	f.ID = app.FileID(app.NewID())
	return f, s.keep(ctx, session, user, f, spool)
}

// Identify says what the bytes of an upload are and how they may be called, or refuses them with CodeInvalid.
func (s *Service) Identify(upload *os.File, size int64, name string) (app.File, error) {
	return identify(upload, size, name)
}

func errFull() error {
	return app.Errorf(app.CodeConflict, "The files of this class have reached 200 MB. Please share a link instead.")
}

// allow takes one upload from the user's allowance.
func (s *Service) allow(user app.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Clock()
	limit, known := s.rates[user]
	if !known {
		for id, l := range s.rates { // those that have come to rest are as good as new ones
			if l.TokensAt(now) >= uploadBurst {
				delete(s.rates, id)
			}
		}
		limit = rate.NewLimiter(rate.Every(uploadEvery), uploadBurst)
		s.rates[user] = limit
	}
	return limit.AllowN(now, 1)
}

// mayRead says whether the actor may fetch a file.
func (s *Service) mayRead(ctx context.Context, session app.Session, actor app.Actor, f kept) (bool, error) {
	if !f.used {
		return f.user == actor.User, nil
	}
	return s.Chat.FileVisible(ctx, session, actor, f.ID)
}
