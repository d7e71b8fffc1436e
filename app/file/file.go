package file

import (
	"context"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	// MaxBytes is how large a file may be.
	MaxBytes = 10 << 20
	// SessionBytes is how much all files of a session may come to.
	SessionBytes = 200 << 20
	// orphanAfter is how long a file is kept that nothing carries.
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

// Chat is what carries files: the chat, and whatever else has claimed them.
type Chat interface {
	// FileWanted refuses with an app.Error where the actor may send nothing that carries a file.
	FileWanted(ctx context.Context, session app.Session, actor app.Actor) error
	// FileVisible says whether the actor may see something that carries the file.
	FileVisible(ctx context.Context, session app.Session, actor app.Actor, id app.FileID) (bool, error)
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store    *store.Store
	Sessions Sessions
	Door     live.Door
	Chat     Chat
	Clock    func() time.Time
	Log      *slog.Logger
}

// Service takes, keeps and hands out files.
type Service struct {
	Deps
	uploads *web.Uploads
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, uploads: web.NewUploads(uploadEvery, uploadBurst, d.Clock)}
}

// Upload keeps what the body holds as a file of the session that belongs to the user. A body that is too large is
// CodePayloadTooLarge, one of a kind that isn't taken CodeInvalid, a session that is full CodeConflict.
func (s *Service) Upload(ctx context.Context, session app.SessionID, user app.UserID, name string, body io.Reader) (app.File, error) {
	if err := s.uploads.Take(user); err != nil {
		return app.File{}, err
	}
	if used, err := s.bytesOf(ctx, session); err != nil {
		return app.File{}, err
	} else if used >= SessionBytes {
		return app.File{}, errFull()
	}
	spool, err := web.Spool(body, MaxBytes)
	if err != nil {
		return app.File{}, err
	}
	defer func() {
		if err := spool.Free(); err != nil {
			s.Log.Warn("spooled upload not removed", "error", err)
		}
	}()
	f, err := s.Identify(spool.File, spool.Size, name)
	if err != nil {
		return app.File{}, err
	}
	f.ID = app.FileID(app.NewID())
	return f, s.keep(ctx, session, user, f, spool)
}

// Identify says what the bytes of an upload are and how they may be called, or refuses them with CodeInvalid. Pictures
// lose what they say of the person who took them; the size is that of what is left.
func (s *Service) Identify(upload *os.File, size int64, name string) (app.File, error) {
	f, err := identify(upload, size, name)
	if err == nil {
		f.Size, err = forget(upload, size, f.Type)
	}
	return f, err
}

func errFull() error {
	return app.Errorf(app.CodeConflict, "The files of this class have reached 200 MB. Please share a link instead.")
}

// mayRead says whether the actor may fetch a file.
func (s *Service) mayRead(ctx context.Context, session app.Session, actor app.Actor, f kept) (bool, error) {
	if !f.used {
		return f.user == actor.User, nil
	}
	return s.Chat.FileVisible(ctx, session, actor, f.ID)
}
