package roster

import (
	"context"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type enrolmentRow struct {
	Member  memberRow `gorm:"embedded"`
	SinceMs int64
	UntilMs int64
}

func (r enrolmentRow) enrolment() app.Enrolment {
	return app.Enrolment{Member: r.Member.member(), Since: store.Time(r.SinceMs), Until: store.Time(r.UntilMs)}
}

// Enrolments returns everybody who is or was of the classroom, by name, with since when and until when.
func (s *Service) Enrolments(ctx context.Context, classroom app.ClassroomID) ([]app.Enrolment, error) {
	var rows []enrolmentRow
	err := s.Store.Read(ctx).Raw(`SELECT u.*, m.role, m.status, m.since_ms, m.until_ms FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.classroom_id = ? ORDER BY u.name, u.id`, classroom).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list enrolments: %w", err)
	}
	out := make([]app.Enrolment, len(rows))
	for i, r := range rows {
		out[i] = r.enrolment()
	}
	return out, nil
}

// CourseRooms returns the ids of the classrooms that are of the same course as the given one, which is among them, and in
// which the person is an active member, with what they are there. A classroom without a course is alone.
func (s *Service) CourseRooms(ctx context.Context, room app.Classroom, user app.UserID) (map[app.ClassroomID]app.Role, error) {
	var rows []struct {
		ClassroomID app.ClassroomID
		Role        app.Role
	}
	err := s.Store.Read(ctx).Raw(`SELECT m.classroom_id, m.role FROM memberships m JOIN classrooms c ON c.id = m.classroom_id
		WHERE m.user_id = ? AND m.status = ? AND (c.id = ? OR (c.registration_id = ? AND c.deployment_id = ? AND c.context_id = ? AND c.context_id <> ''))`,
		user, app.MemberActive, room.ID, room.Registration, room.Deployment, room.ContextID).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list the classrooms of a course: %w", err)
	}
	roles := make(map[app.ClassroomID]app.Role, len(rows))
	for _, r := range rows {
		roles[r.ClassroomID] = r.Role
	}
	return roles, nil
}
