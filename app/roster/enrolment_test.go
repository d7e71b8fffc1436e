package roster_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestSinceWhenAndUntilWhenSomebodyIsOfTheCourse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		set := func(user platform.UserID, status platform.MemberStatus) {
			t.Helper()
			if err := w.lms.SetMember(user, status); err != nil {
				t.Fatal(err)
			}
		}
		begin := w.clock.Now()
		set("6", platform.MemberRemoved)
		w.launched(t, "5", "Ana", app.RoleLearner)
		w.refresh(t)
		set("6", platform.MemberActive)
		set("7", platform.MemberSuspended)
		w.refresh(t)
		w.launched(t, "guest", "Guest", app.RoleLearner)
		w.refresh(t) // what is over stays when it was
		list, err := w.Enrolments(context.Background(), room)
		if err != nil {
			t.Fatal(err)
		}
		type times struct{ Since, Until time.Duration }
		got := map[string]times{}
		for _, e := range list {
			var at times
			for into, when := range map[*time.Duration]time.Time{&at.Since: e.Since, &at.Until: e.Until} {
				if !when.IsZero() {
					*into = when.Sub(begin).Round(time.Second)
				}
			}
			got[e.Subject] = at
		}
		want := map[string]times{"3": {}, "4": {}, "5": {}, "6": {Since: 2 * time.Minute}, "7": {Until: 2 * time.Minute}, "8": {}, "9": {}, "10": {}, "guest": {Since: 2 * time.Minute}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		set("7", platform.MemberActive)
		w.refresh(t)
		if list, err = w.Enrolments(context.Background(), room); err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.Subject == "7" && (!e.Until.IsZero() || !e.Since.IsZero()) {
				t.Errorf("who is back: %v to %v", e.Since, e.Until)
			}
		}
	})
}

func TestClassroomsOfACourse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := context.Background()
		var user app.UserID
		for id, row := range map[app.ClassroomID]struct {
			context, deployment string
			role                app.Role
		}{
			"same": {"k", "d", app.RoleInstructor}, "learns": {"k", "d", app.RoleLearner}, "left": {"k", "d", app.RoleInstructor}, "stranger": {"k", "d", ""},
			"course": {"k2", "d", app.RoleInstructor}, "deployment": {"k", "d2", app.RoleInstructor}, "none1": {"", "d", app.RoleInstructor}, "none2": {"", "d", app.RoleInstructor},
		} {
			insertRoom(t, s, id)
			if err := s.Write(ctx).Exec("UPDATE classrooms SET context_id = ?, deployment_id = ? WHERE id = ?", row.context, row.deployment, id).Error; err != nil {
				t.Fatal(err)
			}
			if row.role == "" {
				continue
			}
			p, err := w.Launched(ctx, app.Person{Issuer: "i", Subject: "teacher", Name: "T"}, app.Arrival{Classroom: id, Role: row.role})
			if err != nil {
				t.Fatal(err)
			}
			user = p.ID
		}
		if err := s.Write(ctx).Exec("UPDATE memberships SET status = ? WHERE classroom_id = 'left'", app.MemberDeleted).Error; err != nil {
			t.Fatal(err)
		}
		for _, tc := range []struct {
			room app.Classroom
			want map[app.ClassroomID]app.Role
		}{
			{app.Classroom{ID: "same", Registration: "r", Deployment: "d", ContextID: "k"}, map[app.ClassroomID]app.Role{"same": app.RoleInstructor, "learns": app.RoleLearner}},
			{app.Classroom{ID: "none1", Registration: "r", Deployment: "d"}, map[app.ClassroomID]app.Role{"none1": app.RoleInstructor}},
			{app.Classroom{ID: "same", Registration: "r2", Deployment: "d", ContextID: "k"}, map[app.ClassroomID]app.Role{"same": app.RoleInstructor}},
		} {
			got, err := w.CourseRooms(ctx, tc.room, user)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s: %s", tc.room.ID, diff)
			}
		}
	})
}
