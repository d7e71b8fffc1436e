package breakout

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/ruletest"
)

// TestEveryRuleHasATest wants each rule in the name of a test, and no test of a rule that isn't written.
func TestEveryRuleHasATest(t *testing.T) {
	t.Parallel()
	ruletest.Covered(t, "BRK")
}

// cell is one command of the table, given so that it means something.
type cell struct {
	by   app.UserID
	do   func(id app.BreakoutID, a, b app.GroupID) any
	wait time.Duration
}

func seconds(n int) *int { return &n }

// cells are the rows of the table. Ana is in group a, which otto attends; ben, who calls for help, and cleo, who went out,
// are of group b; tom, who was made a learner, visits a.
func cells() map[string]cell {
	name := "Another name"
	return map[string]cell{
		"plan": {by: "ida", do: func(id app.BreakoutID, _, _ app.GroupID) any {
			return BreakoutMakePlan{BreakoutID: id, Groups: []BreakoutGroupPlan{{Name: "C"}}}
		}},
		"discard": {by: "ida", do: func(id app.BreakoutID, _, _ app.GroupID) any { return BreakoutDiscard{BreakoutID: id} }},
		"open":    {by: "ida", do: func(id app.BreakoutID, _, _ app.GroupID) any { return BreakoutOpen{BreakoutID: id} }},
		"close":   {by: "ida", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutClose{} }},
		"close 0": {by: "ida", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutClose{Seconds: seconds(0)} }},
		"keep":    {by: "ida", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutKeep{} }},
		"time":    {by: "ida", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutSetTime{Seconds: 60} }},
		"assign":  {by: "ida", do: func(_ app.BreakoutID, _, b app.GroupID) any { return BreakoutAssign{UserID: "ana", GroupID: b} }},
		"attend": {by: "ida", do: func(_ app.BreakoutID, a, b app.GroupID) any {
			return BreakoutAttend{UserID: "otto", GroupIDs: []app.GroupID{b, a}}
		}},
		"add":    {by: "ida", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutAdd{Name: "C"} }},
		"change": {by: "ida", do: func(_ app.BreakoutID, a, _ app.GroupID) any { return BreakoutChange{GroupID: a, Name: &name} }},
		"attach": {by: "ida", do: func(_ app.BreakoutID, a, _ app.GroupID) any {
			return BreakoutAttach{GroupID: a, Files: []app.FileID{"f"}}
		}},
		"merge": {by: "ida", do: func(_ app.BreakoutID, a, b app.GroupID) any { return BreakoutMerge{GroupID: a, Into: b} }},
		"split": {by: "ida", do: func(_ app.BreakoutID, a, _ app.GroupID) any {
			return BreakoutSplit{GroupID: a, Name: "C", Members: []app.UserID{"ana"}}
		}},
		"say":    {by: "ida", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutSay{Text: "Hello"} }},
		"helped": {by: "ida", do: func(_ app.BreakoutID, _, b app.GroupID) any { return BreakoutAnswerHelp{GroupID: b} }},
		"choose": {by: "ana", do: func(_ app.BreakoutID, _, b app.GroupID) any { return BreakoutChoose{GroupID: b} }},
		"return": {by: "ana", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutReturn{} }},
		"rejoin": {by: "cleo", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutRejoin{} }},
		"help":   {by: "ana", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutHelp{On: true} }},
		"done":   {by: "ana", do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return BreakoutDone{Done: true} }},
		"visit":  {by: "ida", do: func(_ app.BreakoutID, a, _ app.GroupID) any { return BreakoutVisit{GroupID: a} }},
		"clock":  {do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return Tick{} }, wait: time.Hour},
		"end":    {do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return End{} }},
		"role":   {do: func(app.BreakoutID, app.GroupID, app.GroupID) any { return Role{User: "tom", Role: app.RoleLearner} }},
	}
}

// inPhase returns a machine with one breakout in the phase.
func inPhase(t *testing.T, phase app.BreakoutPhase) (*machine, app.BreakoutID, app.GroupID, app.GroupID) {
	t.Helper()
	m := newMachine(t)
	id, groups := m.plan(app.BreakoutPlan{Choice: app.ChoiceFree, MayReturn: true, Seconds: 600, Countdown: 30}, "A: ana", "B: ben cleo")
	if phase != app.BreakoutPlanned {
		m.must("ida", BreakoutOpen{BreakoutID: id})
		m.must("ida", BreakoutAttend{UserID: "otto", GroupIDs: groups[:1]})
		m.must("ben", BreakoutHelp{On: true})
		m.must("cleo", BreakoutReturn{})
		m.must("tom", BreakoutVisit{GroupID: groups[0]})
	}
	switch phase {
	case app.BreakoutClosing:
		m.must("ida", BreakoutClose{})
	case app.BreakoutClosed:
		m.must("ida", BreakoutClose{Seconds: seconds(0)})
	case app.BreakoutPlanned, app.BreakoutOpen:
	}
	m.phase(id, phase)
	return m, id, groups[0], groups[1]
}

func TestBRK01EachCommandDoesInEachPhaseWhatTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	phases := []app.BreakoutPhase{app.BreakoutPlanned, app.BreakoutOpen, app.BreakoutClosing, app.BreakoutClosed}
	rows, commands := regexp.MustCompile("(?m)^\\| `([a-z0 ]+)` \\| (.+) \\|$").FindAllStringSubmatch(string(text), -1), cells()
	if len(rows) != len(commands) {
		t.Errorf("the table has %d rows, the test %d", len(rows), len(commands))
	}
	for _, row := range rows {
		command, known := commands[row[1]]
		wants := strings.Split(row[2], " | ")
		if !known || len(wants) != len(phases) {
			t.Errorf("the table has a row %q with %d cells", row[1], len(wants))
			continue
		}
		for i, phase := range phases {
			t.Run(row[1]+" "+string(phase), func(t *testing.T) {
				m, id, a, b := inPhase(t, phase)
				events, err := m.after(command.wait).try(command.by, command.do(id, a, b))
				if got := outcome(m, id, phase, events, err); got != wants[i] {
					t.Errorf("%s while it is %s comes to %s (%v), want %s", row[1], phase, got, err, wants[i])
				}
			})
		}
	}
}

// outcome says it in the words of the table.
func outcome(m *machine, id app.BreakoutID, phase app.BreakoutPhase, events []Event, err error) string {
	switch now := m.st.find(id); {
	case err != nil:
		return string(app.CodeOf(err))
	case now == nil:
		return "gone"
	case len(events) == 0:
		return "-"
	case events[0].Type == app.EventBreakoutPlanned || now.Phase != phase:
		return string(now.Phase)
	}
	return "same"
}

func TestBRK21UnknownCommandsAreRefused(t *testing.T) {
	t.Parallel()
	newMachine(t).refused("ida", struct{}{}, app.CodeNotFound)
}
