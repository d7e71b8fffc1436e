package poll

import (
	"context"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	maxOpen     = 10  // polls open at once in a session
	maxPolls    = 200 // polls of a session
	maxPrepared = 500 // prepared polls of a classroom
	maxSeconds  = 3600
)

// Sessions finds sessions.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Directory knows the people of a classroom: everybody who ever was one.
type Directory interface {
	Members(ctx context.Context, id app.ClassroomID) ([]app.Member, error)
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store     *store.Store
	Sessions  Sessions
	Door      live.Door
	Directory Directory
	Clock     func() time.Time
}

// Service is the feature: the live module, the prepared polls, the results.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Name implements live.Module.
func (s *Service) Name() string { return "poll" }

// The commands.
const (
	cmdOpen   = "poll.open"
	cmdVote   = "poll.vote"
	cmdClose  = "poll.close"
	cmdReveal = "poll.reveal"
	cmdRemove = "poll.remove"
	cmdExtend = "poll.extend"
	cmdHide   = "poll.hide"
)

// Commands implements live.Module.
func (s *Service) Commands() []live.Spec {
	specs := []live.Spec{{Type: cmdVote, Action: app.ActionPollVote, Rate: live.Rate{PerSecond: 2, Burst: 10}}}
	for _, kind := range []string{cmdOpen, cmdClose, cmdReveal, cmdRemove, cmdExtend, cmdHide} {
		specs = append(specs, live.Spec{Type: kind, Action: app.ActionPollManage})
	}
	return specs
}

// Load implements live.Module.
func (s *Service) Load(ctx context.Context, session app.Session) (live.State, error) {
	return s.load(ctx, session)
}

// Prune deletes the polls, with their votes, of sessions that ended before the given time, and returns how many.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "session_id IN (SELECT id FROM sessions WHERE state = 'ended' AND ended_ms < ?)", store.Millis(before))
}

// Forget deletes the polls of a session, with their votes.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	_, err := s.prune(ctx, "session_id = ?", session)
	return err
}
