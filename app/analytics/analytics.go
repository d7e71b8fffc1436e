package analytics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

const (
	// mostSessions of a report are looked at, the newest.
	mostSessions = 200
	// mostDigests are remembered: a term of 40 sessions of 25 classrooms.
	mostDigests = 1000
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
	versions, err := s.versions(ctx, out.sessions)
	if err != nil {
		return scope{}, err
	}
	out.digests = make([]Digest, len(out.sessions))
	for i, session := range out.sessions {
		policy := policies[session.Classroom]
		key := version{facts: versions[session.ID].Facts, polls: versions[session.ID].Polls, policy: policy, end: session.EndedAt.UnixMilli()}
		d, known := s.memory.get(session.ID, key)
		if !known {
			if d, err = s.Digester.Digest(ctx, session, policy); err != nil {
				return scope{}, fmt.Errorf("digest a session: %w", err)
			}
			s.memory.put(session.ID, key, d)
		}
		out.digests[i] = d
	}
	return out, nil
}

// versionRow tells when a session's digest is out of date: how far its log goes, and how many polls it has.
type versionRow struct {
	ID           app.SessionID
	Facts, Polls int64
}

func (s *Service) versions(ctx context.Context, sessions []app.Session) (map[app.SessionID]versionRow, error) {
	ids := make([]app.SessionID, len(sessions))
	for i, session := range sessions {
		ids[i] = session.ID
	}
	var rows []versionRow
	err := s.Store.Read(ctx).Raw(`SELECT s.id, COALESCE((SELECT MAX(f.seq) FROM facts f WHERE f.session_id = s.id), 0) AS facts,
		(SELECT COUNT(*) FROM polls p WHERE p.session_id = s.id AND p.removed_ms = 0) AS polls FROM sessions s WHERE s.id IN ?`, ids).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("see what has changed: %w", err)
	}
	out := make(map[app.SessionID]versionRow, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}

// version is what a digest was made of.
type version struct {
	facts, polls, end int64
	policy            app.AttendancePolicy
}

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
