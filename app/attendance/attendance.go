package attendance

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Sessions is what attendance needs of the schedule. It returns app.ErrNotFound for sessions that don't exist.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Classrooms is what attendance needs of the roster. Members returns everybody who ever was one.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
	Members(ctx context.Context, id app.ClassroomID) ([]app.Member, error)
}

// Deps is what New needs; all of it.
type Deps struct {
	Store      *store.Store
	Sessions   Sessions
	Classrooms Classrooms
	Clock      func() time.Time
}

// Service computes the attendance of sessions from the log of facts, anew for each call: a fact can come at any time
// and change the past.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) (*Service, error) {
	if d.Store == nil || d.Sessions == nil || d.Classrooms == nil || d.Clock == nil {
		return nil, errors.New("attendance: Deps must be complete")
	}
	return &Service{Deps: d}, nil
}

// Line is one person's attendance with who they are in the classroom.
type Line struct {
	app.Attendance
	Name string
	Role app.Role
	// Override is the instructor's decision on the attendance score, or nil. It never changes the record.
	Override *Override
}

// Override is an instructor's decision and when it was taken.
type Override struct {
	app.OverrideData
	At time.Time
}

// Lines returns the attendance of a session: every learner whom the roster has as active, there or not, and everybody
// else who was seen; learners first, by name, then staff, then observers. Who was seen and is no member of the
// classroom any more is an observer without a name. It returns app.ErrNotFound for sessions that don't exist.
func (s *Service) Lines(ctx context.Context, id app.SessionID) ([]Line, error) {
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("attendance of a session: %w", err)
	}
	return s.lines(ctx, session)
}

func (s *Service) lines(ctx context.Context, session app.Session) ([]Line, error) {
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return nil, fmt.Errorf("attendance of session %s: %w", session.ID, err)
	}
	members, err := s.Classrooms.Members(ctx, room.ID)
	if err != nil {
		return nil, fmt.Errorf("attendance of session %s: %w", session.ID, err)
	}
	facts, err := s.Store.Facts(ctx, session.ID, 0)
	if err != nil {
		return nil, fmt.Errorf("attendance of session %s: %w", session.ID, err)
	}
	seen := Compute(session, room.Settings.Attendance, facts, s.Clock())
	return arrange(seen, members, overrides(facts)), nil
}

// arrange joins the record with the roster.
func arrange(seen []app.Attendance, members []app.Member, decided map[app.UserID]*Override) []Line {
	known := make(map[app.UserID]app.Member, len(members))
	for _, m := range members {
		known[m.ID] = m
	}
	lines := []Line{}
	has := make(map[app.UserID]bool, len(seen))
	for _, a := range seen {
		if len(a.Intervals) == 0 {
			continue // nothing of it fell into the session
		}
		has[a.User] = true
		line := Line{Attendance: a, Role: app.RoleObserver, Override: decided[a.User]}
		if m, ok := known[a.User]; ok {
			line.Name, line.Role = m.Name, m.Role
		}
		lines = append(lines, line)
	}
	for _, m := range known {
		if !has[m.ID] && m.Role == app.RoleLearner && m.Status == app.MemberActive {
			lines = append(lines, Line{Attendance: Absent(m.ID), Name: m.Name, Role: m.Role, Override: decided[m.ID]})
		}
	}
	sort.Slice(lines, func(i, j int) bool {
		a, b := lines[i], lines[j]
		if ra, rb := rank(a.Role), rank(b.Role); ra != rb {
			return ra < rb
		}
		if na, nb := strings.ToLower(a.Name), strings.ToLower(b.Name); na != nb {
			return na < nb
		}
		return a.User < b.User
	})
	return lines
}

func rank(r app.Role) int {
	switch r {
	case app.RoleLearner:
		return 0
	case app.RoleInstructor, app.RoleAssistant:
		return 1
	case app.RoleObserver:
		return 2
	}
	return 3
}

// overrides returns the decisions on attendance that stand: a user's last one, where it wasn't taken back. Those of
// one millisecond count in the order of the log.
func overrides(facts []app.Fact) map[app.UserID]*Override {
	type decision struct {
		fact app.Fact
		data app.OverrideData
	}
	last := map[app.UserID]decision{}
	for _, f := range facts {
		if f.Kind != app.FactGradeOverridden && f.Kind != app.FactGradeReset && f.Kind != app.FactGradeExcused {
			continue
		}
		data, ok := decode[app.OverrideData](f.Data)
		if !ok || data.Activity != app.ActivityAttendance {
			continue
		}
		before, has := last[f.User]
		if !has || f.At.After(before.fact.At) || (f.At.Equal(before.fact.At) && f.Seq > before.fact.Seq) {
			last[f.User] = decision{f, data}
		}
	}
	standing := map[app.UserID]*Override{}
	for user, d := range last {
		if d.fact.Kind == app.FactGradeOverridden {
			standing[user] = &Override{OverrideData: d.data, At: d.fact.At}
		}
	}
	return standing
}
