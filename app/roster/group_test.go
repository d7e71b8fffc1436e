package roster_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// groups returns the classroom's groups: the subjects of their members by "set/name" or "#id".
func (w *world) groups(t *testing.T) map[string][]string {
	t.Helper()
	list, err := w.Groups(context.Background(), room)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, g := range list {
		name := g.SetName + "/" + g.Name
		if g.Name == "" {
			name = "#" + string(g.ID)
		}
		out[name] = []string{}
		for _, id := range g.Members {
			p, err := w.Person(context.Background(), id)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = append(out[name], p.Subject)
		}
	}
	return out
}

func (w *world) standing(t *testing.T) roster.Standing {
	t.Helper()
	st, err := w.Standing(context.Background(), w.room)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// demoGroups are those of the demo, and one of nobody.
func demoGroups() ([]platform.CourseGroupSet, []platform.CourseGroup) {
	sets, groups := platform.DemoGroups()
	return sets, append(groups, platform.CourseGroup{ID: "g4", Name: "Empty"})
}

func TestGroupsOfTheService(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		sets, groups := demoGroups()
		try(t, w.lms.SetGroups(sets, groups...))
		w.refresh(t)
		want := map[string][]string{"Project/Project A": {"5", "6"}, "Project/Project B": {"7", "8"}, "/Extra practice": {"6", "9"}, "/Empty": {}}
		if diff := cmp.Diff(want, w.groups(t)); diff != "" {
			t.Fatalf("LTI-GS-01, LTI-GS-03, LTI-GS-04: %s", diff)
		}
		try(t, w.lms.SetGroups(nil, platform.CourseGroup{ID: "g1", Name: "Renamed", Members: []platform.UserID{"5"}}))
		try(t, w.lms.SetMember("9", platform.MemberRemoved))
		w.refresh(t)
		if diff := cmp.Diff(map[string][]string{"/Renamed": {"5"}}, w.groups(t)); diff != "" {
			t.Error(diff)
		}
		w.lms.Faults().Set(platform.EndpointGroups, platform.Fault{Status: 500})
		try(t, w.lms.SetMember("9", platform.MemberActive))
		w.refresh(t) // the members come all the same
		if st := w.standing(t); st.Failure != nil || st.GroupsFailure != lti.ServiceServerError || st.Groups != roster.GroupsOfService || w.members(t)["9"] != "learner active" {
			t.Errorf("%+v, %s", st, w.members(t)["9"])
		}
		if diff := cmp.Diff(map[string][]string{"/Renamed": {"5"}}, w.groups(t)); diff != "" {
			t.Error(diff)
		}
		w.lms.Faults().ClearAll()
		try(t, w.lms.SetGroups(nil))
		w.refresh(t)
		if got := w.groups(t); len(got) != 0 || w.standing(t).GroupsFailure != "" {
			t.Errorf("%v, %+v", got, w.standing(t))
		}
	})
}

func TestGroupsOfMembers(t *testing.T) {
	t.Parallel()
	w := newCourse(t, storetest.Open(t, storetest.SQLite(t)), platform.Moodle, 0)
	try(t, w.lms.SetGroups(nil, platform.CourseGroup{ID: "12", Name: "Red", Members: []platform.UserID{"5", "6"}}, platform.CourseGroup{ID: "3", Members: []platform.UserID{"6", "7"}}))
	w.refresh(t)
	if got := w.groups(t); len(got) != 0 {
		t.Errorf("nobody tells groups, and there are %v", got)
	}
	w.setRoom(func(c *app.Classroom) { c.GroupsTold, c.ResourceLink = true, "1" })
	w.refresh(t)
	if diff := cmp.Diff(map[string][]string{"#3": {"7", "6"}, "#12": {"5", "6"}}, w.groups(t)); diff != "" || w.standing(t).Groups != roster.GroupsOfMembers {
		t.Errorf("LTI-NRPS-07: %+v %s", w.standing(t), diff)
	}
	if w.members(t)["3"] != "instructor active" {
		t.Errorf("%v", w.members(t))
	}
	// An LMS that fills in nobody's groups doesn't know whose to fill in: what was known stays.
	try(t, w.lms.SetGroups(nil))
	w.refresh(t)
	if got := w.groups(t); len(got) != 2 {
		t.Errorf("%v", got)
	}
}

func TestGroupsOfLaunches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := context.Background()
		ana := app.Person{Issuer: w.lms.URL(), Subject: "5", Name: "Ana"}
		at := app.Arrival{Classroom: room, Role: app.RoleLearner}
		launch := func(groups ...app.CourseGroupID) {
			t.Helper()
			a := at
			a.Groups = groups
			if _, known, err := w.Known(ctx, ana, a); err != nil || known {
				t.Errorf("%v is known already, %v", groups, err)
			}
			if _, err := w.Launched(ctx, ana, a); err != nil {
				t.Fatal(err)
			}
			if _, known, err := w.Known(ctx, ana, a); err != nil || !known {
				t.Errorf("%v isn't known, %v", groups, err)
			}
		}
		launch("12", "3", "12")
		if diff := cmp.Diff(map[string][]string{"#3": {"5"}, "#12": {"5"}}, w.groups(t)); diff != "" {
			t.Error(diff)
		}
		if _, known, err := w.Known(ctx, ana, at); err != nil || !known { // a launch that doesn't tell changes nothing
			t.Errorf("%v, %v", known, err)
		}
		launch("4")
		a := at
		a.Groups = []app.CourseGroupID{}
		if _, err := w.Launched(ctx, ana, a); err != nil {
			t.Fatal(err)
		}
		if got := w.groups(t); len(got) != 0 {
			t.Errorf("who left all groups is in %v", got)
		}
	})
}

// TestGroupsOfAThousand reads the groups of a large course, page by page.
func TestGroupsOfAThousand(t *testing.T) {
	t.Parallel()
	w := newCourse(t, storetest.Open(t, storetest.SQLite(t)), platform.Canvas, 999)
	w.setRoom(func(c *app.Classroom) { c.GroupsURL = w.lms.URL() + "/api/lti/groups_and_sets/2/groups" })
	groups := make([]platform.CourseGroup, 100)
	for i := range groups {
		groups[i] = platform.CourseGroup{ID: fmt.Sprint("g", i), Name: fmt.Sprint("Group ", i)}
		for j := range 10 {
			groups[i].Members = append(groups[i].Members, platform.UserID(fmt.Sprint(1000+(10*i+j)%999)))
		}
	}
	try(t, w.lms.SetGroups(nil, groups...))
	w.refresh(t)
	list, err := w.Groups(context.Background(), room)
	if err != nil || len(list) != 100 || len(list[50].Members) != 10 {
		t.Errorf("%d groups, %v", len(list), err)
	}
}
