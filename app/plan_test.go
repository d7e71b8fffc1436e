package app

import (
	"strings"
	"testing"
	"time"
)

func TestAdmit(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	with := func(opens Opening, early int, observers bool) Settings {
		s := DefaultSettings()
		s.Schedule.StartsAt, s.Entry = &start, Entry{Opens: opens, EarlyMinutes: early, Observers: observers}
		return s
	}
	for name, tc := range map[string]struct {
		settings Settings
		role     Role
		at       time.Duration // after the start
		code     Code
	}{
		"a learner, whenever it is live": {with(OpenLive, 0, true), RoleLearner, -time.Hour, ""},
		"a learner, too early":           {with(OpenScheduled, 10, true), RoleLearner, -10*time.Minute - time.Second, CodeTooEarly},
		"a learner, early enough":        {with(OpenScheduled, 10, true), RoleLearner, -10 * time.Minute, ""},
		"a learner, a week later":        {with(OpenScheduled, 0, true), RoleLearner, 7 * 24 * time.Hour, ""},
		"an instructor, too early":       {with(OpenScheduled, 0, false), RoleInstructor, -time.Hour, ""},
		"an assistant, too early":        {with(OpenScheduled, 0, false), RoleAssistant, -time.Hour, ""},
		"an observer, too early":         {with(OpenScheduled, 0, true), RoleObserver, -time.Hour, CodeTooEarly},
		"an observer who isn't admitted": {with(OpenLive, 0, false), RoleObserver, 0, CodeForbidden},
		"no schedule":                    {DefaultSettings(), RoleLearner, -time.Hour, ""},
	} {
		err := tc.settings.Admit(tc.role, start.Add(tc.at))
		if (err == nil) != (tc.code == "") || (err != nil && CodeOf(err) != tc.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPlansThatAreRefused(t *testing.T) {
	t.Parallel()
	good := func() Plan {
		return Plan{Title: "Algebra", Tier: TierSeminar, Settings: DefaultSettings(), Columns: []Column{DefaultColumn(ActivityAttendance)}}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	long := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, spoil := range map[string]func(*Plan){
		"no title":                    func(p *Plan) { p.Title = " " },
		"a long title":                func(p *Plan) { p.Title = strings.Repeat("a", 201) },
		"a title of two lines":        func(p *Plan) { p.Title = "a\nb" },
		"a title that is no text":     func(p *Plan) { p.Title = "\xff" },
		"an unknown tier":             func(p *Plan) { p.Tier = "stadium" },
		"a column twice":              func(p *Plan) { p.Columns = append(p.Columns, p.Columns[0]) },
		"a column of nothing":         func(p *Plan) { p.Columns[0].Activity = "sleep" },
		"a maximum of 0":              func(p *Plan) { p.Columns[0].Maximum = 0 },
		"too long":                    func(p *Plan) { p.Settings.Schedule.LengthMinutes = 1441 },
		"too far":                     func(p *Plan) { p.Settings.Schedule.StartsAt = &long },
		"an unknown opening":          func(p *Plan) { p.Settings.Entry.Opens = "" },
		"scheduled without schedule":  func(p *Plan) { p.Settings.Entry.Opens = OpenScheduled },
		"too early":                   func(p *Plan) { p.Settings.Entry.EarlyMinutes = -1 },
		"a policy that can't be kept": func(p *Plan) { p.Grading = &Grading{} },
	} {
		p := good()
		spoil(&p)
		if err := p.Validate(); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
