package roster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// freshFor is how long a list from the LMS is good.
const freshFor = time.Minute

// errNobody refuses a list without anybody, which would mark everybody as gone.
var errNobody = errors.New("roster: the LMS lists nobody")

// Classrooms finds classrooms.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Registrations finds the registration of a classroom.
type Registrations interface {
	RegistrationByID(ctx context.Context, id string) (lti.Registration, error)
}

// Names fetches the LMS's list of members.
type Names interface {
	Members(ctx context.Context, reg lti.Registration, membershipsURL string, opts lti.MembersOptions) ([]lti.Member, lti.NRPSContext, error)
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store         *store.Store
	Classrooms    Classrooms
	Registrations Registrations
	Names         Names
	// Changed is called, and mustn't block, when a launch has made somebody a member or something else than before. It
	// may be nil.
	Changed func(classroom app.ClassroomID, user app.UserID, role app.Role)
	Clock   func() time.Time
	Log     *slog.Logger
}

// fetchFor bounds one fetch of a list, however many pages it has.
const fetchFor = 30 * time.Second

// Service keeps persons and memberships.
type Service struct {
	Deps
	ctx  context.Context // ends the fetches; none of them is any one request's
	stop context.CancelFunc

	mu       sync.Mutex
	fetching map[app.ClassroomID]*fetch
	running  sync.WaitGroup
}

// fetch is one that runs; err may be read when done is closed.
type fetch struct {
	done chan struct{}
	err  error
}

// New returns a Service. Close ends what it has begun.
func New(d Deps) *Service {
	ctx, stop := context.WithCancel(context.Background())
	return &Service{Deps: d, ctx: ctx, stop: stop, fetching: map[app.ClassroomID]*fetch{}}
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
func (s *Service) Launched(ctx context.Context, p app.Person, classroom app.ClassroomID, role app.Role) (app.Person, error) {
	now := store.Millis(s.Clock())
	row, err := s.upsertPerson(ctx, p, now)
	if err != nil {
		return app.Person{}, err
	}
	if s.Changed != nil {
		store.AfterCommit(ctx, func() { s.Changed(classroom, app.UserID(row.ID), role) })
	}
	return row.person(), s.upsertLaunched(ctx, classroom, app.UserID(row.ID), role, now)
}

// Met keeps who came without entering a classroom and returns who it is. It takes part in the caller's transaction.
func (s *Service) Met(ctx context.Context, p app.Person) (app.Person, error) {
	row, err := s.upsertPerson(ctx, p, store.Millis(s.Clock()))
	return row.person(), err
}

// Refresh asks the LMS for the classroom's members where the list is older than a minute, and waits for it at most
// until ctx ends. Of several callers at once one asks, and a fetch goes on when its caller has gone, so that a course
// whose list takes longer than a reader's patience gets one all the same. A classroom without the service has nothing to
// refresh.
func (s *Service) Refresh(ctx context.Context, id app.ClassroomID) error {
	room, err := s.Classrooms.Classroom(ctx, id)
	if err != nil || room.MembershipsURL == "" {
		return err
	}
	if fresh, err := s.fresh(ctx, id); fresh || err != nil {
		return err
	}
	f := s.begin(room)
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin returns the fetch of the classroom's list that runs, or a new one.
func (s *Service) begin(room app.Classroom) *fetch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, busy := s.fetching[room.ID]; busy {
		return f
	}
	f := &fetch{done: make(chan struct{})}
	if f.err = s.ctx.Err(); f.err != nil {
		close(f.done)
		return f
	}
	s.fetching[room.ID] = f
	s.running.Go(func() {
		ctx, cancel := context.WithTimeout(s.ctx, fetchFor)
		defer cancel()
		f.err = s.fetch(ctx, room)
		s.mu.Lock()
		delete(s.fetching, room.ID)
		s.mu.Unlock()
		close(f.done)
	})
	return f
}

func (s *Service) fresh(ctx context.Context, id app.ClassroomID) (bool, error) {
	at, err := s.refreshedAt(ctx, id)
	return s.Clock().Sub(at) < freshFor, err
}

func (s *Service) fetch(ctx context.Context, room app.Classroom) error {
	if fresh, err := s.fresh(ctx, room.ID); fresh || err != nil { // another fetch ended just before this one began
		return err
	}
	reg, err := s.Registrations.RegistrationByID(ctx, string(room.Registration))
	if err != nil {
		return fmt.Errorf("find the registration of a classroom: %w", err)
	}
	members, _, err := s.Names.Members(ctx, reg, room.MembershipsURL, lti.MembersOptions{})
	if err != nil {
		return fmt.Errorf("fetch the members of a course: %w", err)
	}
	if len(members) == 0 { // a course has at least whoever launched: this LMS doesn't say
		return errNobody
	}
	// In one order, so that two classrooms of a course don't wait for each other's people.
	slices.SortFunc(members, func(a, b lti.Member) int { return strings.Compare(a.UserID, b.UserID) })
	now := store.Millis(s.Clock())
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		before, err := s.refreshedAt(ctx, room.ID)
		if err != nil {
			return err
		}
		since := now
		if before.IsZero() { // since when they are of the course, the first list doesn't tell
			since = 0
		}
		for _, m := range members {
			if err := s.keep(ctx, reg.Issuer, room.ID, m, now, since); err != nil {
				return err
			}
		}
		return s.markListed(ctx, room.ID, now)
	})
}

func (s *Service) keep(ctx context.Context, issuer string, room app.ClassroomID, m lti.Member, now, since int64) error {
	if m.UserID == "" {
		return nil
	}
	row, err := s.upsertPerson(ctx, app.Person{Issuer: issuer, Subject: m.UserID, Name: nameOf(m), Email: m.Email}, now)
	if err != nil {
		return err
	}
	return s.upsertListed(ctx, room, app.UserID(row.ID), app.Role(m.Principal()), statusOf(m.Status), now, since)
}

func nameOf(m lti.Member) string {
	if name := strings.TrimSpace(m.Name); name != "" {
		return name
	}
	return strings.TrimSpace(m.GivenName + " " + m.FamilyName)
}

// statusOf reads NRPS 2.0 §2.3: absent means Active.
func statusOf(status string) app.MemberStatus {
	switch strings.ToLower(status) {
	case "inactive":
		return app.MemberInactive
	case "deleted":
		return app.MemberDeleted
	}
	return app.MemberActive
}

// fallbackName stands in for a name that the LMS keeps to itself.
func fallbackName(id app.UserID) string {
	tail := string(id)
	if len(tail) > 4 {
		tail = tail[len(tail)-4:]
	}
	return "Participant " + strings.ToUpper(tail)
}
