package breakout

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestBRK03OneIsInOneRoom(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{MayReturn: true}, "A: ana ben", "B: cleo")
	m.in("", "ida", "dan")
	m.must("ida", BreakoutAssign{UserID: "ana", GroupID: groups[1]})
	m.in(groups[1], "ana", "cleo")
	m.in(groups[0], "ben")
	m.must("ana", BreakoutReturn{})
	m.in("", "ana")
	m.must("ida", BreakoutAssign{UserID: "ana", GroupID: groups[1]}) // staff fetch them
	m.in(groups[1], "ana")
	m.nothing("ida", BreakoutAssign{UserID: "ana", GroupID: groups[1]})
	m.must("ida", BreakoutVisit{GroupID: groups[0]})
	m.in(groups[0], "ida")
	m.must("ida", BreakoutVisit{GroupID: groups[1]})
	m.in(groups[1], "ida")
	m.must("ida", BreakoutVisit{})
	m.in("", "ida")
	m.nothing("ida", BreakoutVisit{})
}

func TestBRK04NobodyIsLostButByAssign(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.opened(app.BreakoutPlan{MayReturn: true, Countdown: 5}, "A: ana ben", "B: cleo absent")
	members := func(want int) {
		t.Helper()
		if got := m.st.find(id).members(); got != want {
			t.Fatalf("there are %d members, want %d", got, want)
		}
	}
	m.must("ana", BreakoutReturn{})
	m.must("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]})
	m.must("ida", BreakoutSplit{GroupID: groups[1], Name: "C", Members: []app.UserID{"absent", "ana"}})
	m.must("ida", BreakoutClose{})
	m.after(5 * time.Second).tick()
	m.must("ida", BreakoutOpen{BreakoutID: id})
	members(4)
	m.must("ida", BreakoutAssign{UserID: "ana"})
	members(3)
	m.in("", "ana")
	m.nothing("ida", BreakoutAssign{UserID: "ana"})
}

func TestBRK07LateComersAreInTheirGroup(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.opened(app.BreakoutPlan{}, "A: ana nobody", "B: ben")
	m.nothing("", Role{User: "ana", Role: app.RoleLearner})
	m.in(groups[0], "ana", "nobody")
	m.must("ida", BreakoutAssign{UserID: "dan", GroupID: groups[1]}) // who hasn't come yet
	m.nothing("", Role{User: "dan", Role: app.RoleLearner})
	m.in(groups[1], "dan")
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.must("ida", BreakoutAssign{UserID: "cleo", GroupID: groups[1]}) // before it is opened again
	m.in("", "cleo")
	m.must("ida", BreakoutOpen{BreakoutID: id})
	m.in(groups[1], "cleo")
}

func TestBRK08LearnersChooseWhereTheyMay(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.plan(app.BreakoutPlan{Choice: app.ChoiceFree, MayReturn: true}, "A", "B: ben")
	m.must("ida", BreakoutMakePlan{BreakoutID: id, Plan: app.BreakoutPlan{Choice: app.ChoiceFree, MayReturn: true}, Groups: []BreakoutGroupPlan{
		{GroupID: groups[0], Name: "A", Cap: 1}, {GroupID: groups[1], Name: "B", Members: []app.UserID{"ben"}}}})
	m.refused("ana", BreakoutChoose{GroupID: groups[0]}, app.CodeConflict) // not open
	m.must("ida", BreakoutOpen{BreakoutID: id})
	m.must("ana", BreakoutChoose{GroupID: groups[0]}) // who is in none
	m.in(groups[0], "ana")
	m.nothing("ana", BreakoutChoose{GroupID: groups[0]})
	m.refused("ben", BreakoutChoose{GroupID: groups[0]}, app.CodeConflict) // full
	m.in(groups[1], "ben")
	m.must("ana", BreakoutReturn{})
	m.refused("ben", BreakoutChoose{GroupID: groups[0]}, app.CodeConflict) // ana's place is hers
	m.must("ana", BreakoutChoose{GroupID: groups[0]})
	m.in(groups[0], "ana")
	m.must("ida", BreakoutAssign{UserID: "ben", GroupID: groups[0]}) // beyond the bound
	m.must("ana", BreakoutChoose{GroupID: groups[1]})
	m.refused("ana", BreakoutChoose{GroupID: "none"}, app.CodeNotFound)
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.refused("ana", BreakoutChoose{GroupID: groups[1]}, app.CodeConflict)

	_, others := m.opened(app.BreakoutPlan{MayReturn: true}, "C: ana", "D")
	m.refused("ana", BreakoutChoose{GroupID: others[1]}, app.CodeForbidden)
	m.refused("dan", BreakoutChoose{GroupID: others[1]}, app.CodeForbidden)
	m.refused("ana", BreakoutChoose{GroupID: groups[1]}, app.CodeConflict) // of what was before
	m.must("ana", BreakoutReturn{})
	m.must("ana", BreakoutChoose{GroupID: others[0]}) // their own is no choice
	m.in(others[0], "ana")
}

func TestBRK09LearnersGoAndComeBackWhereTheyMay(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{MayReturn: true}, "A: ana ben")
	m.must("ana", BreakoutReturn{})
	m.in("", "ana")
	m.nothing("ana", BreakoutReturn{})
	if g := m.get(groups[0]); !slices.Contains(g.Members, "ana") || !slices.Equal(g.Out, []app.UserID{"ana"}) {
		t.Errorf("the group is %+v", g)
	}
	m.must("ana", BreakoutRejoin{})
	m.in(groups[0], "ana")
	m.nothing("ana", BreakoutRejoin{})
	m.refused("dan", BreakoutRejoin{}, app.CodeConflict)
	m.nothing("dan", BreakoutReturn{})
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.nothing("ana", BreakoutReturn{})
	m.opened(app.BreakoutPlan{}, "A: ana")
	m.refused("ana", BreakoutReturn{}, app.CodeForbidden)
}

func TestBRK10WhoVisitsWhat(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben", "C: cleo")
	attend := func(user app.UserID, of app.Role, ids ...app.GroupID) ([]Event, error) {
		t.Helper()
		return m.give(Command{Do: BreakoutAttend{UserID: user, GroupIDs: ids}, By: "ida", Role: app.RoleInstructor, Of: of})
	}
	m.refused("otto", BreakoutVisit{GroupID: groups[0]}, app.CodeForbidden)
	if _, err := attend("otto", app.RoleObserver, groups[1], groups[0]); err != nil {
		t.Fatal(err)
	}
	if events, err := attend("otto", app.RoleObserver, groups[0], groups[1]); err != nil || len(events) > 0 {
		t.Errorf("the same again comes to %v, %v", events, err)
	}
	m.must("otto", BreakoutVisit{GroupID: groups[0]})
	m.in(groups[0], "otto")
	m.must("otto", BreakoutVisit{GroupID: groups[1]})
	if events, err := attend("otto", app.RoleObserver, groups[2]); err != nil || len(events) != 2 {
		t.Errorf("they stay: %v, %v", events, err)
	}
	m.in("", "otto")
	m.must("otto", BreakoutVisit{GroupID: groups[2]})
	m.must("ida", BreakoutMerge{GroupID: groups[2], Into: groups[0]})
	m.in(groups[0], "otto", "cleo")
	m.must("tom", BreakoutVisit{GroupID: groups[2]}) // what it is part of now
	m.in(groups[0], "tom")
	if events, err := attend("tom", app.RoleAssistant, groups[1]); err != nil || len(events) != 1 {
		t.Errorf("an assistant is sent away: %v, %v", events, err)
	}
	m.in(groups[0], "tom")
	if events, err := attend("otto", ""); err != nil || len(events) != 2 { // who isn't here may be anything
		t.Errorf("attending nothing comes to %v, %v", events, err)
	}
	if _, err := attend("ana", app.RoleLearner, groups[0]); app.CodeOf(err) != app.CodeInvalid {
		t.Errorf("a learner attends: %v", err)
	}
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.refused("ida", BreakoutVisit{GroupID: groups[0]}, app.CodeConflict)
	m.nothing("ida", BreakoutVisit{})
	m.refused("ida", BreakoutAttend{UserID: "tom"}, app.CodeConflict)
	if _, others := m.opened(app.BreakoutPlan{}, "D"); true {
		m.refused("ida", BreakoutAttend{UserID: "tom", GroupIDs: []app.GroupID{groups[0], others[0]}}, app.CodeInvalid)
	}
}

func TestBRK11RolesThatChange(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben")
	as := func(role app.Role, do any) {
		t.Helper()
		if _, err := m.give(Command{Do: do, By: "ana", Role: role}); err != nil {
			t.Fatal(err)
		}
	}
	m.nothing("", Role{User: "ana", Role: app.RoleAssistant})
	m.in(groups[0], "ana")
	as(app.RoleAssistant, BreakoutVisit{GroupID: groups[1]})
	m.in(groups[1], "ana")
	as(app.RoleAssistant, BreakoutVisit{GroupID: groups[0]}) // their own: no visit
	if g := m.get(groups[0]); len(g.Visitors) > 0 || len(g.Out) > 0 {
		t.Errorf("the group is %+v", g)
	}
	as(app.RoleAssistant, BreakoutVisit{GroupID: groups[1]})
	m.must("", Role{User: "ana", Role: app.RoleLearner})
	m.in(groups[0], "ana")
	as(app.RoleAssistant, BreakoutVisit{})
	m.in("", "ana")
	m.must("", Role{User: "ana", Role: app.RoleLearner}) // learners may not be out here
	m.in(groups[0], "ana")
	m.must("tom", BreakoutVisit{GroupID: groups[1]})
	m.must("", Role{User: "tom", Role: app.RoleLearner}) // who is a member of none
	m.in("", "tom")
	m.must("tom", BreakoutVisit{GroupID: groups[1]})
	m.must("", Role{User: "tom", Role: app.RoleObserver})
	m.in("", "tom")
	m.must("tom", BreakoutVisit{GroupID: groups[1]})
	m.must("ida", BreakoutAttend{UserID: "tom", GroupIDs: groups})
	m.nothing("", Role{User: "tom", Role: app.RoleObserver})
	m.in(groups[1], "tom")
}

func TestBRK12MergedGroupsAreOne(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.opened(app.BreakoutPlan{MayReturn: true}, "A: ana", "B: ben", "C: cleo")
	m.must("ida", BreakoutAttend{UserID: "otto", GroupIDs: groups[:2]})
	m.must("tom", BreakoutVisit{GroupID: groups[0]})
	m.must("ana", BreakoutReturn{})
	m.after(time.Second).must("ben", BreakoutHelp{On: true})
	m.must("ida", BreakoutMerge{GroupID: groups[1], Into: groups[0]})
	a, b := m.get(groups[0]), m.get(groups[1])
	got := fmt.Sprint(a.Members, a.Out, a.Attendants, a.Visitors, " ", a.HelpBy, " ", b.Members, b.Attendants, b.HelpBy, " ", b.MergedInto == groups[0])
	if diff := cmp.Diff("[ana ben] [ana] [otto] [tom] ben [] [] true", got); diff != "" {
		t.Error(diff)
	}
	if at := m.st.Place("ben"); at.Group != groups[0] || !slices.Equal(at.Also, groups[1:2]) {
		t.Errorf("ben is at %+v", at)
	}
	if at := m.st.Place("ana"); at.Group != "" || !slices.Equal(at.Also, groups[:2]) { // in the main room
		t.Errorf("ana is at %+v", at)
	}
	m.nothing("ida", BreakoutMerge{GroupID: groups[1], Into: groups[0]})
	m.refused("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]}, app.CodeConflict)
	m.refused("ida", BreakoutMerge{GroupID: groups[1], Into: groups[2]}, app.CodeConflict)
	m.refused("ida", BreakoutMerge{GroupID: groups[2], Into: groups[2]}, app.CodeInvalid)
	m.refused("ida", BreakoutMerge{GroupID: groups[2], Into: "none"}, app.CodeNotFound)
	m.refused("ida", BreakoutMerge{GroupID: "none", Into: groups[2]}, app.CodeNotFound)
	name := "X"
	m.refused("ida", BreakoutChange{GroupID: groups[1], Name: &name}, app.CodeConflict)
	m.refused("ida", BreakoutSplit{GroupID: groups[1], Name: "X", Members: []app.UserID{"ben"}}, app.CodeConflict)
	m.must("ida", BreakoutAssign{UserID: "ben", GroupID: groups[2]})
	m.must("ida", BreakoutAssign{UserID: "dan", GroupID: groups[1]}) // what it is part of
	m.in(groups[0], "dan")
	if at := m.st.Place("ben"); at.Group != groups[2] || !slices.Equal(slices.Sorted(slices.Values(at.Also)), groups[:2]) { // what they have seen
		t.Errorf("ben is at %+v", at)
	}
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	if at := m.st.Place("dan"); at.Group != "" || len(at.Also) != 2 {
		t.Errorf("dan is at %+v", at)
	}
	m.must("ida", BreakoutOpen{BreakoutID: id})
	m.in(groups[0], "ana", "dan")
	m.must("tom", BreakoutVisit{GroupID: groups[1]})
	if at := m.st.Place("tom"); at.Group != groups[0] || !slices.Equal(at.Also, groups[1:2]) {
		t.Errorf("tom is at %+v", at)
	}
}

func TestBRK12WhoVisitsTheirOwnByAMergeIsAtHome(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{}, "A: tom", "B: ben")
	m.must("tom", BreakoutVisit{})
	m.must("tom", BreakoutVisit{GroupID: groups[1]})
	m.must("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]})
	m.in(groups[1], "tom")
	if g := m.get(groups[1]); len(g.Visitors)+len(g.Out) > 0 {
		t.Errorf("the group is %+v", g)
	}
}

func TestBRK13ASplit(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	task := "Add"
	_, groups := m.opened(app.BreakoutPlan{MayReturn: true}, "A: ana ben cleo", "B: dan")
	m.must("ida", BreakoutChange{GroupID: groups[0], Task: &task})
	m.must("ida", BreakoutAttend{UserID: "otto", GroupIDs: groups[:1]})
	m.must("cleo", BreakoutReturn{})
	m.must("ida", BreakoutSplit{GroupID: groups[0], Name: "A2", Members: []app.UserID{"ben", "cleo"}})
	made := m.st.sets[0].Groups[2]
	got := fmt.Sprint(made.Name, " ", made.Task, " ", made.Members, made.Out, made.Attendants, made.SplitFrom == groups[0], m.get(groups[0]).Members)
	if diff := cmp.Diff("A2 Add [ben cleo] [cleo] [otto] true [ana]", got); diff != "" {
		t.Error(diff)
	}
	m.in(made.GroupID, "ben")
	m.in("", "cleo")
	if at := m.st.Place("ben"); !slices.Equal(at.Also, groups[:1]) {
		t.Errorf("ben doesn't see what was said before: %+v", at)
	}
	m.refused("ida", BreakoutSplit{GroupID: groups[0], Name: "A3"}, app.CodeInvalid)
	m.refused("ida", BreakoutSplit{GroupID: groups[0], Name: "A3", Members: []app.UserID{"ben"}}, app.CodeConflict)
}

func TestBRK15HelpAndDone(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{MayReturn: true}, "A: ana ben", "B: cleo")
	m.must("ana", BreakoutHelp{On: true})
	called := m.at
	m.after(time.Minute).nothing("ben", BreakoutHelp{On: true})
	if g := m.get(groups[0]); g.HelpBy != "ana" || !g.HelpAt.Equal(called) {
		t.Errorf("the call is %+v", g)
	}
	m.must("ben", BreakoutHelp{})
	m.nothing("ana", BreakoutHelp{})
	m.must("ben", BreakoutHelp{On: true})
	m.must("tom", BreakoutAnswerHelp{GroupID: groups[0]})
	m.nothing("ida", BreakoutAnswerHelp{GroupID: groups[0]})
	m.must("ben", BreakoutDone{Done: true})
	m.nothing("ana", BreakoutDone{Done: true})
	m.must("ana", BreakoutDone{})
	m.refused("dan", BreakoutHelp{On: true}, app.CodeConflict)
	m.must("ana", BreakoutReturn{})
	m.refused("ana", BreakoutHelp{On: true}, app.CodeConflict)
	m.refused("ana", BreakoutDone{Done: true}, app.CodeConflict)
}

func TestBRK16WhatStaffWrite(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben")
	last := func() said { return m.st.said[len(m.st.said)-1] }
	m.must("ida", BreakoutSay{Text: "  Two minutes\r\nleft \n"})
	if text := last(); text.Text != "Two minutes\nleft" || !text.All || !slices.Equal(text.GroupIDs, groups) || text.Name != "Name of ida" || !text.At.Equal(m.at) {
		t.Errorf("it is %+v", text)
	}
	m.must("ida", BreakoutSay{Text: "You", GroupIDs: groups[1:]})
	if text := last(); text.All || !slices.Equal(text.GroupIDs, groups[1:]) {
		t.Errorf("it is %+v", text)
	}
	m.refused("ida", BreakoutSay{Text: "You", GroupIDs: []app.GroupID{"none"}}, app.CodeNotFound)
	m.must("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]})
	m.must("ida", BreakoutSay{Text: "You", GroupIDs: groups})
	if text := last(); !text.All || !slices.Equal(text.GroupIDs, groups[1:]) {
		t.Errorf("it is %+v", text)
	}
	for i := range 30 {
		m.must("ida", BreakoutSay{Text: fmt.Sprint(i)})
	}
	if n := len(m.st.said); n != mostSaid || last().Text != "29" || last().Order != 33 {
		t.Errorf("%d are kept, the last one is %+v", n, last())
	}
}

func TestBRK20WhoMayDoWhatWithWhatGroupsMade(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	planned, nobody := m.plan(app.BreakoutPlan{}, "X: ana")
	id, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben", "C: cleo")
	m.must("ida", BreakoutAttend{UserID: "otto", GroupIDs: groups[:1]})
	m.must("ida", BreakoutMerge{GroupID: groups[1], Into: groups[0]})
	m.must("ida", BreakoutAssign{UserID: "dan", GroupID: groups[2]})
	m.must("ida", BreakoutAssign{UserID: "dan"})
	access := func(group app.GroupID) string {
		line := ""
		for _, user := range []app.UserID{"ida", "tom", "ana", "ben", "cleo", "dan", "otto", "eve"} {
			role, known := roles[user]
			if !known {
				role = app.RoleLearner
			}
			line += string("-rw"[m.st.Access(user, role, group)])
		}
		return line
	}
	check := func(when string, want ...string) {
		t.Helper()
		got := []string{access(groups[0]), access(groups[1]), access(groups[2]), access(nobody[0]), access("none")}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (ida tom ana ben cleo dan otto eve): %s", when, diff)
		}
	}
	check("open", "wwww--r-", "wwww--r-", "ww--wr--", "--------", "--------")
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	check("closed", "wwrrrrrr", "wwrrrrrr", "wwrrrrrr", "--------", "--------")
	m.must("ida", BreakoutOpen{BreakoutID: planned})
	check("another one", "wwrrrrrr", "wwrrrrrr", "wwrrrrrr", "www-----", "--------")
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.must("ida", BreakoutOpen{BreakoutID: id})
	check("open again", "wwww--r-", "wwww--r-", "ww--wr--", "wwrrrrrr", "--------")
}
