package roster

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// freshFor is how long a list from the LMS is good.
const freshFor = time.Minute

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
	Clock         func() time.Time
	Log           *slog.Logger
}

// Service keeps persons and memberships.
type Service struct {
	Deps
	mu       sync.Mutex
	fetching map[app.ClassroomID]chan struct{}
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, fetching: map[app.ClassroomID]chan struct{}{}}
}

// Launched keeps who launched and returns their id. It takes part in the caller's transaction. What a launch leaves
// out (privacy settings) doesn't erase what was known.
func (s *Service) Launched(ctx context.Context, p app.Person, classroom app.ClassroomID, role app.Role) (app.UserID, error) {
	now := store.Millis(s.Clock())
	id, err := s.upsertPerson(ctx, p, now)
	if err != nil {
		return "", err
	}
	return id, s.upsertLaunched(ctx, classroom, id, role, now)
}

// Refresh asks the LMS for the classroom's members where the list is older than a minute, and waits for it at most
// until ctx ends. Of several callers at once one asks. A classroom without the service has nothing to refresh.
func (s *Service) Refresh(ctx context.Context, id app.ClassroomID) error {
	room, err := s.Classrooms.Classroom(ctx, id)
	if err != nil {
		return err
	}
	at, err := s.refreshedAt(ctx, id)
	if err != nil || room.MembershipsURL == "" || s.Clock().Sub(at) < freshFor {
		return err
	}
	s.mu.Lock()
	if wait, busy := s.fetching[id]; busy {
		s.mu.Unlock()
		select {
		case <-wait:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	done := make(chan struct{})
	s.fetching[id] = done
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.fetching, id)
		s.mu.Unlock()
		close(done)
	}()
	return s.fetch(ctx, room)
}

func (s *Service) fetch(ctx context.Context, room app.Classroom) error {
	reg, err := s.Registrations.RegistrationByID(ctx, string(room.Registration))
	if err != nil {
		return fmt.Errorf("find the registration of a classroom: %w", err)
	}
	members, _, err := s.Names.Members(ctx, reg, room.MembershipsURL, lti.MembersOptions{})
	if err != nil {
		return fmt.Errorf("fetch the members of a course: %w", err)
	}
	now := store.Millis(s.Clock())
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, m := range members {
			if m.UserID == "" {
				continue
			}
			p := app.Person{Issuer: reg.Issuer, Subject: m.UserID, Name: nameOf(m), Email: m.Email}
			id, err := s.upsertPerson(ctx, p, now)
			if err != nil {
				return err
			}
			if err := s.upsertListed(ctx, room.ID, id, app.Role(m.Principal()), statusOf(m.Status), now); err != nil {
				return err
			}
		}
		return s.markListed(ctx, room.ID, now)
	})
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
