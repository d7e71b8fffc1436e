package breakout

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestBRK02OneBreakoutRunsAtATime(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	first, _ := m.opened(app.BreakoutPlan{Countdown: 10}, "A: ana")
	second, groups := m.plan(app.BreakoutPlan{}, "B: ana")
	m.refused("tom", BreakoutOpen{BreakoutID: second}, app.CodeConflict)
	m.must("ida", BreakoutClose{})
	m.refused("tom", BreakoutOpen{BreakoutID: second}, app.CodeConflict)
	m.after(10 * time.Second).tick()
	m.must("tom", BreakoutOpen{BreakoutID: second})
	m.in(groups[0], "ana")
	m.refused("ida", BreakoutOpen{BreakoutID: first}, app.CodeConflict)
}

func TestBRK05GroupsThatWereOpenStay(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben", "C: cleo")
	m.must("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]})
	m.must("ida", BreakoutMerge{GroupID: groups[1], Into: groups[2]})
	m.in(groups[2], "ana", "ben", "cleo")
	for i, want := range []app.GroupID{groups[1], groups[2], ""} {
		if g := m.get(groups[i]); g.MergedInto != want {
			t.Errorf("group %d was merged into %q, want %q", i, g.MergedInto, want)
		}
	}
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.refused("ida", BreakoutDiscard{BreakoutID: id}, app.CodeConflict)
	m.refused("ida", BreakoutMakePlan{BreakoutID: id, Groups: []BreakoutGroupPlan{{Name: "X"}}}, app.CodeConflict)
	m.must("ida", BreakoutOpen{BreakoutID: id})
	m.in(groups[2], "ana", "ben", "cleo")
	if got := len(m.st.find(id).Groups); got != 3 {
		t.Errorf("%d groups are left", got)
	}
}

func TestBRK06OpeningAgainKeepsWhatThereWas(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.opened(app.BreakoutPlan{Task: "Add", MayReturn: true, Seconds: 60}, "A: ana ben", "B: cleo")
	name := "Blue"
	m.must("ida", BreakoutChange{GroupID: groups[0], Name: &name})
	m.must("ana", BreakoutDone{Done: true})
	m.must("ana", BreakoutHelp{On: true})
	m.must("ben", BreakoutReturn{})
	m.must("tom", BreakoutVisit{GroupID: groups[1]})
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.in("", "ana", "ben", "cleo", "tom")
	closed := m.at
	m.after(time.Hour).must("tom", BreakoutOpen{BreakoutID: id})
	m.in(groups[0], "ana", "ben")
	m.in(groups[1], "cleo")
	m.in("", "tom")
	one, g := m.st.find(id), m.get(groups[0])
	if g.Name != "Blue" || g.DoneAt == nil || g.HelpAt != nil || one.Task != "Add" || one.Number != 1 {
		t.Errorf("it is %+v, its group %+v", one.Breakout, g)
	}
	if !one.OpenedAt.Equal(m.at) || !one.EndsAt.Equal(m.at.Add(time.Minute)) || one.ClosesAt != nil || !one.ClosedAt.Equal(closed) {
		t.Errorf("its times are %v %v %v %v", one.OpenedAt, one.EndsAt, one.ClosesAt, one.ClosedAt)
	}
}

func TestBRK14TimerAndCountdown(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.opened(app.BreakoutPlan{Seconds: 60, Countdown: 30}, "A: ana")
	due := func(d time.Duration) {
		t.Helper()
		if want := began.Add(d); !m.st.due().Equal(want) {
			t.Errorf("it is due at %v, want %v", m.st.due(), want)
		}
	}
	due(time.Minute)
	m.after(59 * time.Second).tick()
	m.phase(id, app.BreakoutOpen)
	m.after(time.Second).tick()
	m.phase(id, app.BreakoutClosing)
	m.in(groups[0], "ana")
	due(90 * time.Second)
	m.nothing("tom", BreakoutClose{})
	m.nothing("tom", BreakoutClose{Seconds: seconds(60)})
	m.must("tom", BreakoutClose{Seconds: seconds(20)})
	due(80 * time.Second)
	m.must("tom", BreakoutKeep{})
	if !m.st.due().IsZero() { // its time was up
		t.Errorf("it is due at %v", m.st.due())
	}
	m.must("ida", BreakoutSetTime{Seconds: 120})
	due(180 * time.Second)
	m.must("ida", BreakoutClose{})
	m.must("ida", BreakoutKeep{})
	due(180 * time.Second) // it wasn't up
	m.must("ida", BreakoutClose{})
	m.must("ida", BreakoutSetTime{Seconds: 300})
	m.phase(id, app.BreakoutOpen)
	due(360 * time.Second)
	m.nothing("ida", BreakoutSetTime{Seconds: 300})
	m.must("ida", BreakoutSetTime{})
	m.nothing("ida", BreakoutSetTime{})
	m.after(24 * time.Hour).tick()
	m.phase(id, app.BreakoutOpen)
	m.must("ida", BreakoutSetTime{Seconds: 1})
	m.st = reloaded(m.st) // the process was away for long: everybody is told all the same
	m.after(time.Hour).tick()
	m.phase(id, app.BreakoutClosing)
	m.after(time.Hour).tick()
	m.phase(id, app.BreakoutClosed)
	m.in("", "ana")
	if !m.st.due().IsZero() {
		t.Errorf("it is due at %v", m.st.due())
	}
}

func TestBRK14NoCountdownClosesAtOnce(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, _ := m.opened(app.BreakoutPlan{Seconds: 60}, "A: ana")
	m.after(time.Minute).tick()
	m.phase(id, app.BreakoutClosed)
}

func TestBRK17Limits(t *testing.T) {
	t.Parallel()
	people := func(prefix string, n int) []app.UserID {
		list := make([]app.UserID, n)
		for i := range list {
			list[i] = app.UserID(fmt.Sprint(prefix, i))
		}
		return list
	}
	plan := func(change func(*BreakoutMakePlan)) BreakoutMakePlan {
		in := BreakoutMakePlan{Groups: []BreakoutGroupPlan{{Name: "A"}}}
		change(&in)
		return in
	}
	many := func(n int) []BreakoutGroupPlan {
		groups := make([]BreakoutGroupPlan, n)
		for i := range groups {
			groups[i].Name = fmt.Sprint("Group ", i+1)
		}
		return groups
	}
	var nine []app.FileID
	for i := range mostFiles + 1 {
		nine = append(nine, app.FileID(fmt.Sprint("f", i)))
	}
	for name, tc := range map[string]struct {
		ok     bool
		change func(*BreakoutMakePlan)
	}{
		"100 groups":   {true, func(in *BreakoutMakePlan) { in.Groups = many(100) }},
		"101 groups":   {false, func(in *BreakoutMakePlan) { in.Groups = many(101) }},
		"no group":     {false, func(in *BreakoutMakePlan) { in.Groups = nil }},
		"1,000 people": {true, func(in *BreakoutMakePlan) { in.Groups[0].Members = people("u", 1000) }},
		"1,001 people": {false, func(in *BreakoutMakePlan) { in.Groups[0].Members = people("u", 1001) }},
		"1,001 people in two": {false, func(in *BreakoutMakePlan) {
			in.Groups = append(in.Groups, BreakoutGroupPlan{Name: "B", Members: people("v", 1)})
			in.Groups[0].Members = people("u", 1000)
		}},
		"1,001 attendants": {false, func(in *BreakoutMakePlan) {
			in.Groups = many(2)
			in.Groups[0].Attendants = people("u", 999)
			in.Groups[1].Attendants = people("u", 2)
		}},
		"somebody in two groups": {false, func(in *BreakoutMakePlan) {
			in.Groups = many(2)
			in.Groups[0].Members = people("u", 1)
			in.Groups[1].Members = people("u", 1)
		}},
		"somebody twice in one":   {true, func(in *BreakoutMakePlan) { in.Groups[0].Members = []app.UserID{"ana", "ana"} }},
		"an id that is none":      {false, func(in *BreakoutMakePlan) { in.Groups[0].Members = []app.UserID{"ana,ben"} }},
		"an empty id":             {false, func(in *BreakoutMakePlan) { in.Groups[0].Attendants = []app.UserID{""} }},
		"a name of 80":            {true, func(in *BreakoutMakePlan) { in.Name = strings.Repeat("ü", 80) }},
		"a name of 81":            {false, func(in *BreakoutMakePlan) { in.Name = strings.Repeat("ü", 81) }},
		"a group's name of 81":    {false, func(in *BreakoutMakePlan) { in.Groups[0].Name = strings.Repeat("x", 81) }},
		"a group without a name":  {false, func(in *BreakoutMakePlan) { in.Groups[0].Name = " \t" }},
		"a name that rings":       {false, func(in *BreakoutMakePlan) { in.Groups[0].Name = "A\a" }},
		"a task of 2,000":         {true, func(in *BreakoutMakePlan) { in.Plan.Task = strings.Repeat("x\n", 999) + "xx" }},
		"a task of 2,001":         {false, func(in *BreakoutMakePlan) { in.Plan.Task = strings.Repeat("x", 2001) }},
		"a group's task of 2,001": {false, func(in *BreakoutMakePlan) { in.Groups[0].Task = strings.Repeat("x", 2001) }},
		"a task with NUL":         {false, func(in *BreakoutMakePlan) { in.Plan.Task = "a\x00" }},
		"a countdown of 120":      {true, func(in *BreakoutMakePlan) { in.Plan.Countdown = 120 }},
		"a countdown of 121":      {false, func(in *BreakoutMakePlan) { in.Plan.Countdown = 121 }},
		"a countdown of -1":       {false, func(in *BreakoutMakePlan) { in.Plan.Countdown = -1 }},
		"a timer of a day":        {true, func(in *BreakoutMakePlan) { in.Plan.Seconds = 86400 }},
		"a timer of more":         {false, func(in *BreakoutMakePlan) { in.Plan.Seconds = 86401 }},
		"a cap of 1,000":          {true, func(in *BreakoutMakePlan) { in.Groups[0].Cap = 1000 }},
		"a cap of 1,001":          {false, func(in *BreakoutMakePlan) { in.Groups[0].Cap = 1001 }},
		"a cap of -1":             {false, func(in *BreakoutMakePlan) { in.Groups[0].Cap = -1 }},
		"21 files":                {false, func(in *BreakoutMakePlan) { in.Plan.Files = nine }},
		"21 files of a group":     {false, func(in *BreakoutMakePlan) { in.Groups[0].Files = nine }},
		"a choice of tomorrow":    {false, func(in *BreakoutMakePlan) { in.Plan.Choice = "later" }},
		"a template that is none": {false, func(in *BreakoutMakePlan) { in.Plan.Template = "a b" }},
		"a page that is none":     {false, func(in *BreakoutMakePlan) { in.Plan.CopyOf = "../x" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			if tc.ok {
				m.must("ida", plan(tc.change))
			} else {
				m.refused("ida", plan(tc.change), app.CodeInvalid)
			}
		})
	}
}

func TestBRK21FilesAreAttachedToWhatIsOpen(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	_, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben")
	m.must("ida", BreakoutAttach{GroupID: groups[0], Files: []app.FileID{"a", "a"}})
	m.nothing("tom", BreakoutAttach{GroupID: groups[0], Files: []app.FileID{"a"}})
	m.must("ida", BreakoutAttach{Files: []app.FileID{"all"}})
	m.nothing("ida", BreakoutAttach{Files: []app.FileID{"all"}})
	if got := fmt.Sprint(m.st.sets[0].Files, m.get(groups[0]).Files, m.get(groups[1]).Files); got != "[all] [a] []" {
		t.Errorf("attached are %s", got)
	}
	m.refused("ida", BreakoutAttach{GroupID: "none", Files: []app.FileID{"a"}}, app.CodeNotFound)
	m.refused("ida", BreakoutAttach{Files: slices.Repeat([]app.FileID{"a"}, mostFiles+1)}, app.CodeInvalid)
	m.must("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]})
	m.refused("ida", BreakoutAttach{GroupID: groups[0]}, app.CodeConflict)
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	m.refused("ida", BreakoutAttach{}, app.CodeConflict)
}

func TestBRK17LimitsOfWhatIsOpen(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	full := "A: ana"
	for i := range mostPeople - 1 {
		full += fmt.Sprint(" u", i)
	}
	_, groups := m.opened(app.BreakoutPlan{}, append([]string{full}, slices.Repeat([]string{"More"}, mostGroups-2)...)...)
	m.must("ida", BreakoutAdd{Name: "More"})
	m.refused("ida", BreakoutAdd{Name: "One more"}, app.CodeConflict)
	m.refused("ida", BreakoutSplit{GroupID: groups[0], Name: "One more", Members: []app.UserID{"ana"}}, app.CodeConflict)
	m.refused("ida", BreakoutAssign{UserID: "ben", GroupID: groups[0]}, app.CodeConflict)
	m.must("ida", BreakoutAssign{UserID: "ana", GroupID: m.st.sets[0].Groups[1].GroupID})
	task, most := strings.Repeat("x", 2001), 1001
	m.refused("ida", BreakoutChange{GroupID: groups[0], Task: &task}, app.CodeInvalid)
	m.refused("ida", BreakoutChange{GroupID: groups[0], Cap: &most}, app.CodeInvalid)
	m.refused("ida", BreakoutSay{Text: strings.Repeat("x", 1001)}, app.CodeInvalid)
	m.refused("ida", BreakoutSay{Text: " \n"}, app.CodeInvalid)
	m.refused("ida", BreakoutClose{Seconds: seconds(121)}, app.CodeInvalid)
	m.refused("ida", BreakoutClose{Seconds: seconds(-1)}, app.CodeInvalid)
	m.refused("ida", BreakoutSetTime{Seconds: -1}, app.CodeInvalid)
	m.refused("ida", BreakoutSetTime{Seconds: 86401}, app.CodeInvalid)
	m.refused("ida", BreakoutAssign{UserID: "a,b"}, app.CodeInvalid)
	m.refused("ida", BreakoutAttend{UserID: ""}, app.CodeInvalid)
}

func TestBRK18WhatIsPlannedIsReplacedAndDiscarded(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	id, groups := m.plan(app.BreakoutPlan{}, "A: ana", "B: ben")
	m.in("", "ana", "ben")
	m.after(time.Minute).must("tom", BreakoutMakePlan{BreakoutID: id, Name: "Later", Groups: []BreakoutGroupPlan{{GroupID: groups[1], Name: "Bee", Members: []app.UserID{"ana"}}, {Name: "C"}}})
	one := m.st.find(id)
	if one.Name != "Later" || !one.PlannedAt.Equal(began.Add(time.Minute)) || one.Number != 1 || one.Groups[0].GroupID != groups[1] || one.Groups[0].Name != "Bee" || slices.Contains(groups, one.Groups[1].GroupID) {
		t.Errorf("the plan is %+v", one.Breakout)
	}
	m.refused("tom", BreakoutMakePlan{BreakoutID: id, Groups: []BreakoutGroupPlan{{GroupID: groups[0], Name: "A"}}}, app.CodeNotFound)
	m.refused("tom", BreakoutMakePlan{BreakoutID: id, Groups: []BreakoutGroupPlan{{GroupID: groups[1], Name: "A"}, {GroupID: groups[1], Name: "A"}}}, app.CodeInvalid)
	m.refused("tom", BreakoutMakePlan{BreakoutID: "other", Groups: []BreakoutGroupPlan{{Name: "A"}}}, app.CodeNotFound)
	m.refused("tom", BreakoutAssign{UserID: "ana", GroupID: groups[1]}, app.CodeConflict)
	m.must("ida", BreakoutDiscard{BreakoutID: id})
	m.refused("tom", BreakoutDiscard{BreakoutID: id}, app.CodeNotFound)
	m.refused("tom", BreakoutOpen{BreakoutID: id}, app.CodeNotFound)
	for range mostPlanned {
		m.plan(app.BreakoutPlan{}, "A")
	}
	m.refused("ida", BreakoutMakePlan{Groups: []BreakoutGroupPlan{{Name: "A"}}}, app.CodeConflict)
}

func TestBRK19APlanGoesOnWithAnEarlierOne(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	last := app.Breakout{BreakoutID: "last", Phase: app.BreakoutClosed, OpenedAt: &began, Groups: []app.BreakoutGroup{
		{GroupID: "g1", Name: "A", Task: "Add", Cap: 3, Members: []app.UserID{"ana", "ben"}, Attendants: []app.UserID{"otto"}},
		{GroupID: "g2", Name: "B", MergedInto: "g1"}, {GroupID: "g3", Name: "C", Members: []app.UserID{"cleo"}},
	}}
	goesOn := func(earlier *app.Breakout, in BreakoutMakePlan) (app.Breakout, error) {
		in.GoesOn = "last"
		events, err := m.give(Command{Do: in, By: "ida", Role: app.RoleInstructor, Earlier: earlier})
		if err != nil {
			return app.Breakout{}, err
		}
		return events[0].Data.(*BreakoutWasPlanned).Breakout, nil
	}
	got, err := goesOn(&last, BreakoutMakePlan{Name: "Again"})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, g := range got.Groups {
		lines = append(lines, fmt.Sprint(g.Name, " ", g.GoesOn, " ", g.Task, " ", g.Cap, " ", g.Members, g.Attendants, g.GroupID == g.GoesOn))
	}
	if diff := cmp.Diff([]string{"A g1 Add 3 [ana ben] [otto] false", "C g3  0 [cleo] [] false"}, lines); diff != "" || got.From != "last" {
		t.Errorf("it goes on with %q: %s", got.From, diff)
	}
	again := got.Groups[0].GroupID
	got, err = goesOn(&last, BreakoutMakePlan{Groups: []BreakoutGroupPlan{{GroupID: "g3", Name: "Other"}, {Name: "A"}, {Name: "D"}}})
	if err != nil || got.Groups[0].GoesOn != "g3" || got.Groups[1].GoesOn != "g1" || got.Groups[2].GoesOn != "" {
		t.Errorf("by id and by name: %+v, %v", got.Groups, err)
	}
	m.must("ida", BreakoutMakePlan{BreakoutID: m.st.sets[0].BreakoutID, Groups: []BreakoutGroupPlan{{GroupID: again, Name: "Renamed"}}})
	if one := m.st.sets[0]; one.From != "last" || one.Groups[0].GoesOn != "g1" {
		t.Errorf("a changed plan forgets with what it goes on: %+v", one.Breakout)
	}
	m.must("ida", BreakoutMakePlan{BreakoutID: m.st.sets[0].BreakoutID, Groups: []BreakoutGroupPlan{{Name: "Fresh"}}})
	if one := m.st.sets[0]; one.From != "" {
		t.Errorf("no group goes on, and the breakout does: %+v", one.Breakout)
	}
	running, planned := last, last
	running.Phase, planned.OpenedAt = app.BreakoutOpen, nil
	for name, tc := range map[string]struct {
		earlier *app.Breakout
		code    app.Code
	}{"none": {nil, app.CodeNotFound}, "runs": {&running, app.CodeConflict}, "never opened": {&planned, app.CodeNotFound}} {
		if _, err := goesOn(tc.earlier, BreakoutMakePlan{}); app.CodeOf(err) != tc.code || err == nil {
			t.Errorf("%s: %v, want %s", name, err, tc.code)
		}
	}
	if _, err := goesOn(&last, BreakoutMakePlan{Groups: []BreakoutGroupPlan{{GroupID: "g3", Name: "X"}, {GroupID: "g3", Name: "Y"}}}); app.CodeOf(err) != app.CodeInvalid {
		t.Errorf("twice the same: %v", err)
	}
}
