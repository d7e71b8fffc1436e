package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

// Groups returns the groups of the course as the LMS told them last, those of a set together, each with the active people of
// the classroom who are in it. A group whose name the LMS keeps to itself has none.
func (s *Service) Groups(ctx context.Context, room app.ClassroomID) ([]app.CourseGroup, error) {
	var rows []groupRow
	if err := s.Store.Read(ctx).Find(&rows, "classroom_id = ?", room).Error; err != nil {
		return nil, fmt.Errorf("list the groups of a course: %w", err)
	}
	var people []struct {
		UserID   app.UserID
		GroupIDs string `gorm:"column:group_ids"`
	}
	err := s.Store.Read(ctx).Raw(`SELECT m.user_id, m.group_ids FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.classroom_id = ? AND m.status = ? AND m.group_ids NOT IN ('', '[]') ORDER BY u.name, u.id`, room, app.MemberActive).Scan(&people).Error
	if err != nil {
		return nil, fmt.Errorf("list who is in the groups of a course: %w", err)
	}
	at := map[app.CourseGroupID]int{}
	groups := make([]app.CourseGroup, len(rows))
	for i, r := range rows {
		at[app.CourseGroupID(r.ID)] = i
		groups[i] = app.CourseGroup{ID: app.CourseGroupID(r.ID), Name: r.Name, Tag: r.Tag, SetID: r.SetID, SetName: r.SetName}
	}
	for _, p := range people {
		for _, id := range unpackGroups(p.GroupIDs) {
			i, has := at[id]
			if !has {
				i = len(groups)
				at[id] = i
				groups = append(groups, app.CourseGroup{ID: id})
			}
			groups[i].Members = append(groups[i].Members, p.UserID)
		}
	}
	slices.SortFunc(groups, func(a, b app.CourseGroup) int {
		for _, order := range []int{strings.Compare(a.SetName, b.SetName), strings.Compare(a.SetID, b.SetID), strings.Compare(a.Name, b.Name)} {
			if order != 0 {
				return order
			}
		}
		return compareIDs(a.ID, b.ID)
	})
	return groups, nil
}

// compareIDs orders ids, numbers by their size.
func compareIDs(a, b app.CourseGroupID) int {
	if isNumber(a) && isNumber(b) && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(string(a), string(b))
}

func isNumber(id app.CourseGroupID) bool {
	return id != "" && !strings.ContainsFunc(string(id), func(r rune) bool { return r < '0' || r > '9' })
}
