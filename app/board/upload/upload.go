package upload

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	// uploadEvery and uploadBurst bound the uploads of a person.
	uploadEvery = 2 * time.Second
	uploadBurst = 12
)

// Board is what imports become pages of.
type Board interface {
	// Room returns how many pages more there can be where the page after is: on the main board or that of a group. Where
	// there can be none, it returns 0 and an app.Error with CodeConflict that says so.
	Room(ctx context.Context, session app.SessionID, after app.BoardID) (int, error)
	// Look lets the board of a session take in how imports stand, and make pages of what Unmade returns.
	Look(session app.Session) error
}

// Sessions finds sessions; app.ErrNotFound where there is none.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Kinds says what uploads are.
type Kinds interface {
	// Identify says what the bytes are, by themselves, and how they may be called, or refuses them with an app.Error. It may
	// leave fewer of them.
	Identify(upload *os.File, size int64, name string) (app.File, error)
}

// Deps are what a Service needs. All but Tools are required.
type Deps struct {
	Store    *store.Store
	Sessions Sessions
	Board    Board
	Kinds    Kinds
	Outbox   *outbox.Outbox
	Tools    render.Tools // those that are installed
	// RendersElsewhere says that other processes do the jobs: they may have other tools.
	RendersElsewhere bool
	Clock            func() time.Time
	Log              *slog.Logger
}

// Service keeps uploads and renders them.
type Service struct {
	Deps
	allowance *web.Uploads
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, allowance: web.NewUploads(uploadEvery, uploadBurst, d.Clock)}
}

// Sweep removes what jobs left behind whose process was killed.
func (s *Service) Sweep() error { return render.Sweep(s.Clock()) }
