package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// changesMost bounds the changes that are shown.
const changesMost = 100

// Standing is how the list of a classroom is doing.
type Standing struct {
	// Offered says that the LMS gives lists at all.
	Offered bool
	// At is when the list came last, zero for never; Cause is what the last try was for.
	At    time.Time
	Cause Cause
	// Listed are the people of the last list.
	Listed int
	// Running says that the LMS is being asked now.
	Running bool
	// Failure is nil where the last try went well. FailedAt, Failures and NextAt are of it.
	Failure          *Failure
	FailedAt, NextAt time.Time
	Failures         int
	// Groups says where the groups come from, "" for nowhere; GroupsFailure is the code of what is wrong with them.
	Groups        GroupSource
	GroupsFailure string
}

// Standing returns how the list of a classroom is doing.
func (s *Service) Standing(ctx context.Context, room app.Classroom) (Standing, error) {
	at, err := s.refreshedAt(ctx, room.ID)
	if err != nil {
		return Standing{}, err
	}
	row, err := s.state(ctx, room.ID)
	if err != nil {
		return Standing{}, err
	}
	out := Standing{Offered: room.MembershipsURL != "", At: at, Cause: Cause(row.Cause), Listed: int(row.Listed), Groups: GroupSource(row.GroupsFrom), GroupsFailure: row.GroupsFailure}
	if row.Failures > 0 {
		out.Failure = &Failure{Code: row.Failure, Status: int(row.FailureStatus)}
		out.FailedAt, out.NextAt, out.Failures = store.Time(row.FailedMs), store.Time(row.DueMs), int(row.Failures)
	}
	if out.Groups == "" && room.GroupsTold {
		out.Groups = GroupsOfLaunch
	}
	s.mu.Lock()
	_, out.Running = s.fetching[room.ID]
	s.mu.Unlock()
	return out, nil
}

// look notes that somebody looks at the list, and has it refreshed where it is old, without waiting for that.
func (s *Service) look(ctx context.Context, room app.Classroom) error {
	if err := s.used(ctx, room.ID, s.Clock()); err != nil || room.MembershipsURL == "" {
		return err
	}
	ripe, err := s.ripe(ctx, room.ID, CauseRead)
	if ripe {
		s.begin(room, CauseRead)
	}
	if errors.Is(err, errHeld) {
		return nil
	}
	return err
}

// Person is somebody of the classroom with all that is known of their place in it.
type Person struct {
	app.Enrolment
	// Listed says that the LMS's list has or had them; Launched that they have entered.
	Listed, Launched bool
	// Groups are nil where nothing is known of them.
	Groups []app.CourseGroupID
}

// People returns everybody who is or was of the classroom, by name.
func (s *Service) People(ctx context.Context, room app.ClassroomID) ([]Person, error) {
	var rows []struct {
		Enrolment            enrolmentRow `gorm:"embedded"`
		ListedMs, LaunchedMs int64
		GroupIDs             string `gorm:"column:group_ids"`
	}
	err := s.Store.Read(ctx).Raw(`SELECT u.*, m.role, m.status, m.since_ms, m.until_ms, m.listed_ms, m.launched_ms, m.group_ids
		FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.classroom_id = ? ORDER BY u.name, u.id`, room).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	people := make([]Person, len(rows))
	for i, r := range rows {
		people[i] = Person{Enrolment: r.Enrolment.enrolment(), Listed: r.ListedMs > 0, Launched: r.LaunchedMs > 0, Groups: unpackGroups(r.GroupIDs)}
	}
	return people, nil
}

// Change is one line of the history of who is of the course.
type Change struct {
	User          app.UserID
	Kind          ChangeKind
	Before, After app.Role // Before is "" for who joined
	At            time.Time
}

// Changes returns what changed last, the newest first.
func (s *Service) Changes(ctx context.Context, room app.ClassroomID) ([]Change, error) {
	var rows []changeRow
	if err := s.Store.Read(ctx).Order("id DESC").Limit(changesMost).Find(&rows, "classroom_id = ?", room).Error; err != nil {
		return nil, fmt.Errorf("list changes of a roster: %w", err)
	}
	out := make([]Change, len(rows))
	for i, r := range rows {
		out[i] = Change{User: app.UserID(r.UserID), Kind: ChangeKind(r.Kind), Before: app.Role(r.RoleBefore), After: app.Role(r.RoleAfter), At: store.Time(r.AtMs)}
	}
	return out, nil
}
