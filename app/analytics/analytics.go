package analytics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	// mostSessions of a report are looked at, the newest.
	mostSessions = 200
	// mostDigests are remembered: a term of 40 sessions of 25 classrooms.
	mostDigests = 1000
	// atOnce sessions are looked at.
	atOnce = 4
)

// Sessions lists the sessions of a classroom, newest first.
type Sessions interface {
	Sessions(ctx context.Context, room app.ClassroomID) ([]app.Session, error)
}

// Classrooms finds classrooms; it returns app.ErrNotFound for those that don't exist.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Roster knows who is of a classroom, and which classrooms of its course a person is an active member of, as what.
type Roster interface {
	Enrolments(ctx context.Context, room app.ClassroomID) ([]app.Enrolment, error)
	CourseRooms(ctx context.Context, room app.Classroom, user app.UserID) (map[app.ClassroomID]app.Role, error)
}

// Digester makes the digest of a session that has ended, by the given rule of attendance.
type Digester interface {
	Digest(ctx context.Context, session app.Session, policy app.AttendancePolicy) (Digest, error)
}

// Deps are what New needs; all of it.
type Deps struct {
	Store      *store.Store
	Sessions   Sessions
	Classrooms Classrooms
	Roster     Roster
	Digester   Digester
	Statements Statements
}

// Service makes reports.
type Service struct {
	Deps
	memory memory
}

// New returns a Service.
func New(d Deps) (*Service, error) {
	if d.Store == nil || d.Sessions == nil || d.Classrooms == nil || d.Roster == nil || d.Digester == nil || d.Statements == nil {
		return nil, errors.New("analytics: Deps must be complete")
	}
	return &Service{Deps: d, memory: memory{kept: map[app.SessionID]*remembered{}}}, nil
}

// scope is what a report is of: one classroom, or those of a course that the person teaches.
type scope struct {
	rooms    []app.Classroom
	sessions []app.Session // that have ended, newest first
	people   map[app.ClassroomID][]app.Enrolment
	digests  []Digest
}

// classroom reads what the report of one classroom is made of.
func (s *Service) classroom(ctx context.Context, room app.Classroom) (scope, error) {
	return s.read(ctx, []app.Classroom{room})
}

// course reads what the report of the classroom's course is made of: of the classrooms in which the actor may see it. What
// they are in another one is what its roster says.
func (s *Service) course(ctx context.Context, a app.Actor, room app.Classroom) (scope, error) {
	roles, err := s.Roster.CourseRooms(ctx, room, a.User)
	if err != nil {
		return scope{}, err
	}
	roles[room.ID] = a.Role
	var rooms []app.Classroom
	for _, id := range slices.Sorted(maps.Keys(roles)) {
		there := app.Actor{User: a.User, Classroom: id, Role: roles[id]}
		if !app.Can(there, app.ActionAnalyticsCourse, app.Resource{Classroom: id}) {
			continue
		}
		r, err := s.Classrooms.Classroom(ctx, id)
		if err != nil {
			return scope{}, fmt.Errorf("find a classroom of the course: %w", err)
		}
		rooms = append(rooms, r)
	}
	return s.read(ctx, rooms)
}

func (s *Service) read(ctx context.Context, rooms []app.Classroom) (scope, error) {
	out := scope{rooms: rooms, people: map[app.ClassroomID][]app.Enrolment{}}
	policies := map[app.ClassroomID]app.AttendancePolicy{}
	for _, room := range rooms {
		policies[room.ID] = room.Settings.Attendance
		sessions, err := s.Sessions.Sessions(ctx, room.ID)
		if err != nil {
			return scope{}, err
		}
		for _, session := range sessions {
			if session.State == app.SessionEnded {
				out.sessions = append(out.sessions, session)
			}
		}
		if out.people[room.ID], err = s.Roster.Enrolments(ctx, room.ID); err != nil {
			return scope{}, err
		}
	}
	slices.SortFunc(out.sessions, func(a, b app.Session) int {
		return cmp.Or(b.StartedAt.Compare(a.StartedAt), cmp.Compare(b.ID, a.ID))
	})
	out.sessions = out.sessions[:min(len(out.sessions), mostSessions)]
	var err error
	out.digests, err = s.digests(ctx, out.sessions, policies)
	return out, err
}

// digests returns the digest of each session. Those that are neither remembered nor kept are made, a few at a time, and
// kept.
func (s *Service) digests(ctx context.Context, sessions []app.Session, policies map[app.ClassroomID]app.AttendancePolicy) ([]Digest, error) {
	versions, err := s.versions(ctx, sessions, policies)
	if err != nil {
		return nil, err
	}
	out := make([]Digest, len(sessions))
	var missing []int
	for i, session := range sessions {
		d, known := s.memory.get(session.ID, versions[session.ID])
		if out[i] = d; !known {
			missing = append(missing, i)
		}
	}
	kept, err := s.kept(ctx, sessions, missing, versions)
	if err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, i := range missing {
		session := sessions[i]
		g.Go(func() error {
			d, known := kept[session.ID]
			if !known {
				var err error
				if d, err = s.make(ctx, session, policies[session.Classroom], versions[session.ID]); err != nil {
					return err
				}
			}
			d.Session = session
			s.memory.put(session.ID, versions[session.ID], d)
			out[i] = d
			return nil
		})
	}
	return out, g.Wait()
}

func (s *Service) make(ctx context.Context, session app.Session, policy app.AttendancePolicy, v version) (Digest, error) {
	d, err := s.Digester.Digest(ctx, session, policy)
	if err != nil {
		return Digest{}, fmt.Errorf("digest a session: %w", err)
	}
	return d, s.keep(ctx, session.ID, v, d)
}

// Prepare makes the digest of a session that has ended before anybody asks for it.
func (s *Service) Prepare(ctx context.Context, session app.Session, room app.Classroom) error {
	_, err := s.digests(ctx, []app.Session{session}, map[app.ClassroomID]app.AttendancePolicy{room.ID: room.Settings.Attendance})
	return err
}

// version is what a digest was made of: how far the session's log went, how many polls it had, when it ended, by which rule
// of attendance it was judged.
type version struct {
	Form, Facts, Polls, End int64
	Policy                  app.AttendancePolicy
}

// form is of the digest itself; it changes with what is in it.
const form = 1

// memory keeps digests, which nobody changes, until something else was used more recently.
type memory struct {
	mu   sync.Mutex
	turn int64
	kept map[app.SessionID]*remembered
}

type remembered struct {
	version
	Digest
	used int64
}

func (m *memory) get(id app.SessionID, v version) (Digest, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.kept[id]
	if r == nil || r.version != v {
		return Digest{}, false
	}
	m.turn++
	r.used = m.turn
	return r.Digest, true
}

func (m *memory) put(id app.SessionID, v version, d Digest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.kept[id]; !known && len(m.kept) >= mostDigests {
		oldest := id
		for other, r := range m.kept {
			if oldest == id || r.used < m.kept[oldest].used {
				oldest = other
			}
		}
		delete(m.kept, oldest)
	}
	m.turn++
	m.kept[id] = &remembered{version: v, Digest: d, used: m.turn}
}
