package roster

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// Classrooms finds classrooms.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Registrations finds the registration of a classroom.
type Registrations interface {
	RegistrationByID(ctx context.Context, id string) (lti.Registration, error)
}

// Names fetches the LMS's list of members, and the groups of a course.
type Names interface {
	Members(ctx context.Context, reg lti.Registration, membershipsURL string, opts lti.MembersOptions) ([]lti.Member, lti.NRPSContext, error)
	Groups(ctx context.Context, reg lti.Registration, groupsURL string) ([]lti.Group, error)
	GroupSets(ctx context.Context, reg lti.Registration, setsURL string) ([]lti.GroupSet, error)
}

// Deps are what a Service needs; all but Changed, Random and Pause are required.
type Deps struct {
	Store         *store.Store
	Classrooms    Classrooms
	Registrations Registrations
	Names         Names
	// Changed is called, and mustn't block, when a launch has made somebody a member or something else than before, and when
	// the LMS's list has given somebody another role. It may be nil.
	Changed func(classroom app.ClassroomID, user app.UserID, role app.Role)
	Clock   func() time.Time
	Random  func() float64 // from 0 to 1, spreads what the timer does; nil: math/rand
	// Pause is between two lists that the timer gets from one LMS; 0: a second.
	Pause time.Duration
	Log   *slog.Logger
}

// Service keeps persons and memberships.
type Service struct {
	Deps
	ctx  context.Context // ends the fetches; none of them is any one request's
	stop context.CancelFunc

	mu       sync.Mutex
	fetching map[app.ClassroomID]*fetch
	seen     map[app.ClassroomID]time.Time // when somebody was last seen to enter
	running  sync.WaitGroup
}

// fetch is one that runs; err may be read when done is closed.
type fetch struct {
	began time.Time
	done  chan struct{}
	err   error
}

// New returns a Service. Close ends what it has begun.
func New(d Deps) *Service {
	ctx, stop := context.WithCancel(context.Background())
	if d.Random == nil {
		d.Random = rand.Float64
	}
	if d.Pause == 0 {
		d.Pause = time.Second
	}
	return &Service{Deps: d, ctx: ctx, stop: stop, fetching: map[app.ClassroomID]*fetch{}, seen: map[app.ClassroomID]time.Time{}}
}

// Close cancels the fetches that run and waits for them.
func (s *Service) Close() {
	s.mu.Lock()
	s.stop() // under the lock, so that none begins after it
	s.mu.Unlock()
	s.running.Wait()
}

// Launched keeps who launched and returns who it is. It takes part in the caller's transaction. What a launch leaves out
// (privacy settings) doesn't erase what was known.
func (s *Service) Launched(ctx context.Context, p app.Person, a app.Arrival) (app.Person, error) {
	now := store.Millis(s.Clock())
	row, err := s.upsertPerson(ctx, p, now)
	if err != nil {
		return app.Person{}, err
	}
	if s.Changed != nil {
		store.AfterCommit(ctx, func() { s.Changed(a.Classroom, app.UserID(row.ID), a.Role) })
	}
	return row.person(), s.upsertLaunched(ctx, a, app.UserID(row.ID), now)
}

// Met keeps who came without entering a classroom and returns who it is. It takes part in the caller's transaction.
func (s *Service) Met(ctx context.Context, p app.Person) (app.Person, error) {
	row, err := s.upsertPerson(ctx, p, store.Millis(s.Clock()))
	return row.person(), err
}

// fallbackName stands in for a name that the LMS keeps to itself.
func fallbackName(id app.UserID) string {
	tail := string(id)
	if len(tail) > 4 {
		tail = tail[len(tail)-4:]
	}
	return "Participant " + strings.ToUpper(tail)
}
