package activity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi"
)

// platform is the product's name in context.platform (xAPI 1.0.3 Data 2.4.6).
const platform = "Lectern"

// ErrLive says that a session can't be settled because it hasn't ended.
var ErrLive = errors.New("the session hasn't ended")

// People knows who somebody is. Person returns app.ErrNotFound for a user that doesn't exist.
type People interface {
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Forward takes statements into the caller's transaction, for the stores elsewhere that they go to.
type Forward interface {
	// Queue does so for every store that wants them.
	Queue(ctx context.Context, list []app.Statement) error
	// QueueEnvironment does so for the store of the environment alone, and returns how many are new to it.
	QueueEnvironment(ctx context.Context, list []app.Statement) (int, error)
}

// Local is a store in the same database; it takes statements in the caller's transaction, and is content with those that
// it has.
type Local interface {
	Keep(ctx context.Context, items []xapi.Frozen) error
}

// Deps are what a Service needs; all but LRS, Local and Polls are required.
type Deps struct {
	Store   *store.Store
	Forward Forward
	People  People
	// Polls, where there are any.
	Polls Polls
	// LRS says that the environment names a store. What is kept without one is for the one that comes.
	LRS bool
	// Local, where there is one, has every statement at once.
	Local Local
	// PublicURL is the address of the installation: ids of activities begin with it.
	PublicURL string
	// Namespace is the installation's own, from which ids derive: see the function Namespace.
	Namespace uuid.UUID
	Clock     func() time.Time
	Log       *slog.Logger
}

// Service keeps and delivers statements.
type Service struct {
	Deps
	classroom xapi.Classroom
}

// New returns a Service.
func New(d Deps) (*Service, error) {
	switch {
	case d.Store == nil || d.Forward == nil || d.People == nil || d.Clock == nil || d.Log == nil:
		return nil, errors.New("activity: Deps must be complete")
	case d.PublicURL == "" || d.Namespace == uuid.Nil:
		return nil, errors.New("activity: PublicURL and Namespace are needed")
	}
	return &Service{Deps: d, classroom: xapi.Classroom{Namespace: d.Namespace, BaseURL: d.PublicURL, Platform: platform}}, nil
}

// Namespace returns the UUID in which the ids of this installation's statements are made. The first call makes it; it
// outlives a change of the public address.
func Namespace(ctx context.Context, s *store.Store) (uuid.UUID, error) {
	text, err := s.Installation(ctx, "xapi_namespace", func() (string, error) {
		id, err := uuid.NewRandom()
		return id.String(), err
	})
	if err != nil {
		return uuid.Nil, fmt.Errorf("read the namespace of statements: %w", err)
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, fmt.Errorf("read the namespace of statements: %w", err)
	}
	return id, nil
}

// Line is what one person's attendance of a session came to, and what they are in the classroom.
type Line struct {
	app.Attendance
	Role app.Role
	// Completed says that a learner completed the session by the classroom's rule. Nothing is said of who didn't.
	Completed bool
}

// Settle keeps the statements that the session and the lines come to, and queues them for the stores that want them. It takes
// part in the caller's transaction. It can be done again at any time: only what is new is added. issuer stands for
// people who have none of their own. The error is ErrLive for a session that hasn't ended; a statement that breaks a
// rule is an error that wraps a *xapi.ValidationError, and nothing is kept.
func (s *Service) Settle(ctx context.Context, session app.Session, room app.Classroom, issuer string, lines []Line) error {
	if session.EndedAt.IsZero() {
		return fmt.Errorf("statements of session %s: %w", session.ID, ErrLive)
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		kept, err := s.kept(ctx, session.ID)
		if err != nil {
			return err
		}
		t := s.settlement(session, room, issuer, lines, kept)
		if err := t.render(ctx, lines); err != nil {
			return err
		}
		return s.keep(ctx, room, t.fresh)
	})
	if err != nil {
		return fmt.Errorf("statements of session %s: %w", session.ID, err)
	}
	return nil
}

// keep writes new statements of a classroom down and queues them.
func (s *Service) keep(ctx context.Context, room app.Classroom, fresh []statement) error {
	if len(fresh) == 0 {
		return nil
	}
	sortByOccurrence(fresh)
	if err := s.insert(ctx, fresh); err != nil {
		return err
	}
	if err := s.keepLocal(ctx, fresh); err != nil {
		return err
	}
	if !s.LRS {
		if err := s.mark(ctx, unsentSince, s.Clock()); err != nil {
			return err
		}
	}
	return s.Forward.Queue(ctx, shared(fresh, room))
}

// shared is statements in the words of app.
func shared(list []statement, room app.Classroom) []app.Statement {
	out := make([]app.Statement, len(list))
	for i, st := range list {
		out[i] = app.Statement{ID: st.ID, Session: app.SessionID(st.SessionID), Classroom: room.ID, Registration: room.Registration,
			Class: st.Kind.class(), At: store.Time(st.AtMs), Body: []byte(st.Body)}
	}
	return out
}

// keepLocal hands statements to the store in the same database, or remembers that it lacks them.
func (s *Service) keepLocal(ctx context.Context, fresh []statement) error {
	if s.Local == nil {
		return s.mark(ctx, missingSince, s.Clock())
	}
	items := make([]xapi.Frozen, len(fresh))
	for i, st := range fresh {
		id, err := uuid.Parse(st.ID)
		if err != nil {
			return fmt.Errorf("read the id of a statement: %w", err)
		}
		items[i] = xapi.Frozen{ID: id, Body: []byte(st.Body)}
	}
	return s.Local.Keep(ctx, items)
}

// fillBatch is how many statements FillLocal hands over at once.
const fillBatch = 200

// FillLocal hands the store in the same database what was kept while it wasn't there, a part at a time, and can be
// interrupted: what is left is for the next start. Without such a store it does nothing.
func (s *Service) FillLocal(ctx context.Context) error {
	if s.Local == nil {
		return nil
	}
	for {
		more := false
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			list, err := s.missing(ctx, fillBatch)
			if err != nil || len(list) == 0 {
				return err
			}
			more = true
			last := list[len(list)-1]
			sortByOccurrence(list)
			if err := s.keepLocal(ctx, list); err != nil {
				return err
			}
			return s.filled(ctx, last)
		})
		if err != nil {
			return fmt.Errorf("fill the built-in store: %w", err)
		}
		if !more {
			return nil
		}
	}
}

// QueueUnsent queues the statements that were kept while the environment named no store, in the order of occurrence, and
// returns how many there were. It belongs to the start of an installation that has one.
func (s *Service) QueueUnsent(ctx context.Context) (n int, err error) {
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		list, err := s.takeUnsent(ctx)
		if err != nil {
			return err
		}
		sortByOccurrence(list)
		n, err = s.Forward.QueueEnvironment(ctx, shared(list, app.Classroom{}))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("queue statements that had no store to go to: %w", err)
	}
	return n, nil
}
