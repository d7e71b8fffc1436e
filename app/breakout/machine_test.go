package breakout

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

// began is when the tests of the machine begin.
var began = time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)

// machine drives a State in a test.
type machine struct {
	t   testing.TB
	st  State
	at  time.Time
	ids int
}

func newMachine(t testing.TB) *machine { return &machine{t: t, at: began} }

// roles are what the people of the tests are.
var roles = map[app.UserID]app.Role{
	"ida": app.RoleInstructor, "tom": app.RoleAssistant, "ana": app.RoleLearner, "ben": app.RoleLearner, "cleo": app.RoleLearner,
	"dan": app.RoleLearner, "otto": app.RoleObserver,
}

// try gives a command, and applies what comes of it.
func (m *machine) try(by app.UserID, do any) ([]Event, error) {
	m.t.Helper()
	return m.give(Command{Do: do, By: by, Role: roles[by], Name: "Name of " + string(by)})
}

func (m *machine) give(c Command) ([]Event, error) {
	m.t.Helper()
	c.At = m.at
	c.NewID = func() string { m.ids++; return fmt.Sprintf("id%d", m.ids) }
	before, kept := m.st, digest(m.st)
	events, err := Decide(m.st, c)
	if now := digest(m.st); now != kept {
		m.t.Fatalf("BRK-21: %+v changes the state: %s", c.Do, cmp.Diff(kept, now))
	}
	if err != nil {
		if e := (*app.Error)(nil); !errors.As(err, &e) || len(events) > 0 {
			m.t.Fatalf("BRK-21: %+v is refused with %v and %d events", c.Do, err, len(events))
		}
		return nil, err
	}
	for _, e := range events {
		m.st.Apply(e)
	}
	if now := digest(before); now != kept {
		m.t.Fatalf("%+v: what came of it changes an earlier state: %s", c.Do, cmp.Diff(kept, now))
	}
	if err := sound(m.st); err != nil {
		m.t.Fatalf("after %+v: %v", c.Do, err)
	}
	return events, nil
}

// must is try that fails where the command is refused, or nothing comes of it.
func (m *machine) must(by app.UserID, do any) {
	m.t.Helper()
	if events, err := m.try(by, do); err != nil || len(events) == 0 {
		m.t.Fatalf("%T by %s: %d events, %v", do, by, len(events), err)
	}
}

// refused wants the command to be refused.
func (m *machine) refused(by app.UserID, do any, code app.Code) {
	m.t.Helper()
	_, err := m.try(by, do)
	var e *app.Error
	switch {
	case err == nil || app.CodeOf(err) != code:
		m.t.Errorf("%+v by %s comes to %v, want %s", do, by, err, code)
	case errors.As(err, &e) && (!strings.HasSuffix(e.Message, ".") || !strings.Contains(e.Message, " ")):
		m.t.Errorf("%q is no sentence", e.Message)
	}
}

// nothing wants no news of the command.
func (m *machine) nothing(by app.UserID, do any) {
	m.t.Helper()
	if events, err := m.try(by, do); err != nil || len(events) > 0 {
		m.t.Errorf("%+v by %s: %v, %v; want no news", do, by, events, err)
	}
}

// plan plans groups, each written as "name: member member", and returns their ids.
func (m *machine) plan(p app.BreakoutPlan, groups ...string) (app.BreakoutID, []app.GroupID) {
	m.t.Helper()
	in := BreakoutMakePlan{Plan: p}
	for _, text := range groups {
		name, members, _ := strings.Cut(text, ":")
		g := BreakoutGroupPlan{Name: name}
		for _, user := range strings.Fields(members) {
			g.Members = append(g.Members, app.UserID(user))
		}
		in.Groups = append(in.Groups, g)
	}
	m.must("ida", in)
	one := m.st.sets[len(m.st.sets)-1]
	var ids []app.GroupID
	for _, g := range one.Groups {
		ids = append(ids, g.GroupID)
	}
	return one.BreakoutID, ids
}

// opened plans groups and opens them.
func (m *machine) opened(p app.BreakoutPlan, groups ...string) (app.BreakoutID, []app.GroupID) {
	m.t.Helper()
	id, ids := m.plan(p, groups...)
	m.must("ida", BreakoutOpen{BreakoutID: id})
	return id, ids
}

func (m *machine) after(d time.Duration) *machine { m.at = m.at.Add(d); return m }

// tick lets the clock of the server strike.
func (m *machine) tick() { m.t.Helper(); _, _ = m.try("", Tick{}) }

// in wants people to be in a group, "" is the main room.
func (m *machine) in(group app.GroupID, users ...app.UserID) {
	m.t.Helper()
	for _, user := range users {
		if at := m.st.Place(user); at.Group != group {
			m.t.Errorf("%s is in %q, want %q", user, at.Group, group)
		}
	}
}

func (m *machine) phase(id app.BreakoutID, want app.BreakoutPhase) {
	m.t.Helper()
	if one := m.st.find(id); one == nil || one.Phase != want {
		m.t.Fatalf("the breakout is %+v, want it %s", one, want)
	}
}

// get returns a group.
func (m *machine) get(id app.GroupID) app.BreakoutGroup {
	m.t.Helper()
	return *m.st.owner(id).group(id)
}

// digest is all that a state holds.
func digest(st State) string {
	bodies := make([]body, len(st.sets))
	for i, one := range st.sets {
		bodies[i] = st.body(one)
	}
	return string(app.MustJSON(bodies))
}

// reloaded is the state that the database would give back.
func reloaded(st State) State {
	var bodies []body
	if err := json.Unmarshal([]byte(digest(st)), &bodies); err != nil {
		panic(err)
	}
	return newState(bodies)
}

// sound says what is wrong with a state.
func sound(st State) error {
	running := 0
	for _, one := range st.sets {
		if one.Phase.Running() {
			running++
		}
		if err := soundSet(one); err != nil {
			return fmt.Errorf("breakout %s: %w", one.BreakoutID, err)
		}
	}
	if running > 1 {
		return fmt.Errorf("BRK-02: %d breakouts run", running)
	}
	return nil
}

func soundSet(one *set) error {
	member, visitor := map[app.UserID]app.GroupID{}, map[app.UserID]app.GroupID{}
	ids := map[app.GroupID]bool{}
	for _, g := range one.Groups {
		switch {
		case ids[g.GroupID]:
			return fmt.Errorf("group %s is there twice", g.GroupID)
		case g.Files == nil || g.Members == nil || g.Out == nil || g.Attendants == nil || g.Visitors == nil:
			return fmt.Errorf("group %s has a list that is null", g.GroupID)
		case g.MergedInto != "" && len(g.Members)+len(g.Out)+len(g.Attendants)+len(g.Visitors) > 0:
			return fmt.Errorf("BRK-12: group %s was merged and has people", g.GroupID)
		case g.MergedInto != "" && (one.group(one.resolve(g.GroupID)) == nil || one.group(one.resolve(g.GroupID)).MergedInto != ""):
			return fmt.Errorf("BRK-05: group %s was merged into none", g.GroupID)
		case !one.Phase.Running() && (len(g.Out)+len(g.Visitors) > 0 || g.HelpAt != nil):
			return fmt.Errorf("BRK-06: group %s is closed and not at rest", g.GroupID)
		case (g.HelpAt == nil) != (g.HelpBy == ""):
			return fmt.Errorf("BRK-15: group %s calls by %q at %v", g.GroupID, g.HelpBy, g.HelpAt)
		}
		ids[g.GroupID] = true
		for _, user := range g.Members {
			if member[user] != "" {
				return fmt.Errorf("BRK-03: %s is a member of %s and %s", user, member[user], g.GroupID)
			}
			member[user] = g.GroupID
		}
		for _, user := range g.Visitors {
			if visitor[user] != "" || member[user] == g.GroupID {
				return fmt.Errorf("BRK-03: %s visits %s and is in %s", user, g.GroupID, visitor[user]+member[user])
			}
			visitor[user] = g.GroupID
		}
		for _, list := range [][]app.UserID{g.Members, g.Out, g.Attendants, g.Visitors} {
			if sorted := slices.Sorted(slices.Values(list)); len(slices.Compact(sorted)) != len(list) {
				return fmt.Errorf("BRK-03: group %s has somebody twice: %v", g.GroupID, list)
			}
		}
		for _, user := range g.Out {
			if member[user] != g.GroupID {
				return fmt.Errorf("BRK-09: %s is out of %s and no member", user, g.GroupID)
			}
		}
	}
	return soundTimes(one)
}

func soundTimes(one *set) error {
	switch {
	case (one.Phase == app.BreakoutClosing) != (one.ClosesAt != nil):
		return fmt.Errorf("BRK-14: it is %s and closes at %v", one.Phase, one.ClosesAt)
	case (one.Phase == app.BreakoutPlanned) != (one.OpenedAt == nil):
		return fmt.Errorf("BRK-18: it is %s and was opened at %v", one.Phase, one.OpenedAt)
	case one.EndsAt != nil && !one.Phase.Running():
		return fmt.Errorf("BRK-14: it is %s and ends at %v", one.Phase, one.EndsAt)
	}
	return nil
}
