package hand

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
)

// Floor says whether learners may use their microphone without being asked.
type Floor string

// The floors.
const (
	FloorOpen   Floor = "open"    // learners speak when they like
	FloorByHand Floor = "by_hand" // learners speak when they are let
)

// Rights brings the rights of people who are connected to LiveKit up to date with what the database says. An error has
// been reported; the rights are mended later.
type Rights interface {
	Regrant(ctx context.Context, session app.Session, user app.UserID) error
	RegrantAll(ctx context.Context, session app.Session) error
}

// Deps are what a Service needs; all are required, Rights before the first command.
type Deps struct {
	Store  *store.Store
	Rights Rights
	Clock  func() time.Time
}

// Service is the feature.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Microphone says whether the user, being of the role, may use the microphone in the session: staff always, others
// unless it was taken from them, and where the floor isn't open only when they were let to speak. Roles that publish
// nothing are the caller's to know.
func (s *Service) Microphone(ctx context.Context, session app.SessionID, user app.UserID, role app.Role) (bool, error) {
	may, err := s.Microphones(ctx, session)
	if err != nil {
		return false, err
	}
	return may(user, role), nil
}

// Microphones is Microphone for everybody of a session at this moment.
func (s *Service) Microphones(ctx context.Context, session app.SessionID) (may func(app.UserID, app.Role) bool, err error) {
	kept, err := s.load(ctx, session)
	if err != nil {
		return nil, err
	}
	return func(user app.UserID, role app.Role) bool {
		return role.IsStaff() || microphone(kept.floor, kept.people[user])
	}, nil
}

// microphone is the rule for whoever isn't staff.
func microphone(floor Floor, h hand) bool {
	return h.Silenced.IsZero() && (floor == FloorOpen || !h.Speaking.IsZero())
}

// Prune deletes what is kept of sessions that ended before that time, and returns how many rows went.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, before)
}

// Forget deletes what is kept of a session.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	return s.forget(ctx, session)
}

// Name is the noun of the module.
func (s *Service) Name() string { return "hand" }

// Commands lists what people may do.
func (s *Service) Commands() []live.Spec {
	return []live.Spec{
		{Type: "hand.raise", Action: app.ActionHandRaise, Rate: live.Rate{PerSecond: 1, Burst: 6}},
		{Type: "hand.lower", Action: app.ActionHandRaise},
		{Type: "hand.react", Action: app.ActionHandReact, Rate: live.Rate{PerSecond: 1, Burst: 3}},
		{Type: "hand.lower_all", Action: app.ActionHandModerate},
		{Type: "hand.let_speak", Action: app.ActionHandModerate},
		{Type: "hand.stop_speaking", Action: app.ActionHandModerate},
		{Type: "hand.silence", Action: app.ActionHandModerate},
		{Type: "hand.floor", Action: app.ActionHandModerate},
	}
}

// Load reads the state of a session.
func (s *Service) Load(ctx context.Context, session app.Session) (live.State, error) {
	kept, err := s.load(ctx, session.ID)
	if err != nil {
		return nil, fmt.Errorf("load hands: %w", err)
	}
	return &state{service: s, session: session, kept: kept, reactions: reactions{clock: s.Clock}}, nil
}
