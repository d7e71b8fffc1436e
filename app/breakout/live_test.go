package breakout

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

type frame = map[string]any

// class drives the module without a stream.
type class struct {
	*livetest.Class
	service *Service
}

func newClass(t *testing.T, s *store.Store) *class {
	c := &class{service: New(Deps{Store: s, Files: shelf{}})}
	c.Class = livetest.New(t, s, func(func() time.Time) live.Module { return c.service })
	return c
}

func (c *class) kept() State { return c.State.(*state).kept }

// same fails where the database holds something else than what was applied.
func (c *class) same(when string) {
	c.T.Helper()
	if diff := cmp.Diff(digest(c.kept()), digest(c.Reload().(*state).kept)); diff != "" {
		c.T.Fatalf("%s (-applied +reloaded): %s", when, diff)
	}
}

func TestBRK22TheDatabaseHoldsTheState(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		group := func(i int) app.GroupID { return c.kept().sets[0].Groups[i].GroupID }
		do := func(user app.UserID, kind string, body frame) {
			t.Helper()
			body["type"] = kind
			c.Must(user, body)
			c.same(kind)
			c.Clock.Add(time.Second)
		}
		plan := frame{"name": "Fractions", "plan": frame{"choice": "free", "mayReturn": true, "seconds": 600, "countdown": 5, "files": []string{"f1"}},
			"groups": []frame{{"name": "A", "members": []string{"ana"}, "files": []string{"f2"}}, {"name": "B", "members": []string{"ben"}, "cap": 3}, {"name": "C"}}}
		do("ida", commandPlan, plan)
		id := c.kept().sets[0].BreakoutID
		plan["breakoutId"], plan["groups"] = id, []frame{{"groupId": group(1), "name": "B", "members": []string{"ben", "ana"}, "cap": 3}, {"name": "D"}}
		do("tom", commandPlan, plan)
		do("ida", commandPlan, frame{"name": "Gone", "groups": []frame{{"name": "X"}}})
		do("ida", commandDiscard, frame{"breakoutId": c.kept().sets[1].BreakoutID})
		do("ida", commandOpen, frame{"breakoutId": id})
		do("ida", commandAttend, frame{"userId": "otto", "groupIds": []app.GroupID{group(0), group(1)}})
		do("otto", commandVisit, frame{"groupId": group(0)})
		do("cleo", commandChoose, frame{"groupId": group(1)})
		do("cleo", commandReturn, frame{})
		do("cleo", commandRejoin, frame{})
		do("ana", commandHelp, frame{"on": true})
		do("ida", commandHelped, frame{"groupId": group(0)})
		do("ana", commandDone, frame{"done": true})
		do("ida", commandSay, frame{"text": "Hello", "groupIds": []app.GroupID{group(0)}})
		do("ida", commandAdd, frame{"name": "E"})
		do("ida", commandChange, frame{"groupId": group(2), "task": "Add them", "cap": 2})
		do("ida", commandSplit, frame{"groupId": group(0), "name": "F", "members": []string{"ana"}})
		do("ida", commandMerge, frame{"groupId": group(1), "into": group(0)})
		do("ida", commandAssign, frame{"userId": "ben", "groupId": group(2)})
		do("ida", commandTime, frame{"seconds": 60})
		for i := range 25 {
			do("tom", commandSay, frame{"text": fmt.Sprint(i)})
		}
		do("ida", commandClose, frame{})
		do("ida", commandKeep, frame{})
		do("ida", commandClose, frame{"seconds": 0})
		do("ida", commandOpen, frame{"breakoutId": id})
		do("ida", commandPlan, frame{"groups": []frame{{"name": "Other"}}})
		expire := func(want app.BreakoutPhase) {
			t.Helper()
			c.Clock.Add(time.Hour)
			if err := c.Decide(func(ctx context.Context) (live.Outcome, error) { return c.State.(*state).Expire(ctx, c.Clock.Now()) }); err != nil {
				t.Fatal(err)
			}
			c.same("expire")
			if one := c.kept().find(id); one.Phase != want {
				t.Errorf("it is %s, want %s", one.Phase, want)
			}
		}
		expire(app.BreakoutClosing)
		expire(app.BreakoutClosed)
		c.rolledBack(id)
		c.answers(id)
	})
}

// rolledBack lets a turn fail once its command was applied.
func (c *class) rolledBack(id app.BreakoutID) {
	c.T.Helper()
	before := digest(c.Reload().(*state).kept)
	err := c.Decide(func(ctx context.Context) (live.Outcome, error) {
		out, err := c.State.Command(ctx, live.Command{ID: "lost-one", Type: commandOpen, Actor: app.Actor{User: "ida", Role: app.RoleInstructor, Classroom: "room"},
			At: c.Clock.Now(), Body: app.MustJSON(frame{"breakoutId": id}), People: c})
		if err != nil || len(out.Events) != 1 {
			c.T.Fatalf("%v, %v", out, err)
		}
		return out, fmt.Errorf("the disk is full")
	})
	if err == nil {
		c.T.Fatal("it went well")
	}
	if now := digest(c.Reload().(*state).kept); now != before {
		c.T.Errorf("what was rolled back is there: %s", cmp.Diff(before, now))
	}
}

// answers compares what other features are told with the state.
func (c *class) answers(id app.BreakoutID) {
	c.T.Helper()
	ctx := context.Background()
	all, err := c.service.Breakouts(ctx, "session")
	if err != nil || len(all) != 2 || all[0].BreakoutID != id || all[1].Number != 2 {
		c.T.Errorf("the breakouts are %+v, %v", all, err)
	}
	groups, err := c.service.Groups(ctx, "session")
	if err != nil || len(groups) != len(all[0].Groups) || groups[0] != all[0].Groups[0].GroupID {
		c.T.Errorf("the groups are %v, %v", groups, err)
	}
	past, err := c.service.History(ctx, "room")
	if err != nil || len(past) != 1 || past[0].Session != "session" || past[0].Classroom != "room" || past[0].Breakout.BreakoutID != id {
		c.T.Errorf("the history is %+v, %v", past, err)
	}
	for _, group := range all[0].Groups {
		if found, err := c.service.FindGroup(ctx, group.GroupID); err != nil || found.Breakout.BreakoutID != id {
			c.T.Errorf("the group %s is of %+v, %v", group.GroupID, found, err)
		}
	}
	found, err := c.service.Find(ctx, all[1].BreakoutID)
	if err != nil || found.Breakout.Phase != app.BreakoutPlanned {
		c.T.Errorf("the other one is %+v, %v", found, err)
	}
	if _, err := c.service.Find(ctx, "none"); err != app.ErrNotFound {
		c.T.Errorf("none is %v", err)
	}
	if _, err := c.service.FindGroup(ctx, "none"); err != app.ErrNotFound {
		c.T.Errorf("no group is %v", err)
	}
}

func TestBRK25InASessionThatHasEndedEverybodyIsBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, c := t.Context(), newClass(t, s)
		c.Must("ida", frame{"type": commandPlan, "groups": []frame{{"name": "A", "members": []string{"ana"}}, {"name": "B", "members": []string{"ben"}}}})
		one := c.kept().sets[0]
		a, b := one.Groups[0].GroupID, one.Groups[1].GroupID
		c.Must("ida", frame{"type": commandOpen, "breakoutId": one.BreakoutID})
		check := func(want app.GroupID, own, other app.GroupAccess) {
			t.Helper()
			at, err := c.service.Place(ctx, "session", "ana")
			if err != nil || at.Group != want {
				t.Errorf("ana is in %+v, %v, want %q", at, err, want)
			}
			access, err := c.service.Access(ctx, "session")
			if err != nil || access("ana", app.RoleLearner, a) != own || access("ana", app.RoleLearner, b) != other {
				t.Errorf("ana may %d and %d, %v", access("ana", app.RoleLearner, a), access("ana", app.RoleLearner, b), err)
			}
		}
		check(a, app.GroupWrite, app.GroupHidden)
		ended := livetest.Start.Add(time.Hour)
		c.Exec("UPDATE sessions SET state = 'ended', ended_ms = ? WHERE id = 'session'", store.Millis(ended))
		check("", app.GroupRead, app.GroupRead)
		found, err := c.service.Find(ctx, one.BreakoutID)
		if err != nil || found.Breakout.Phase != app.BreakoutClosed || !found.Breakout.ClosedAt.Equal(ended) || found.Breakout.EndsAt != nil {
			t.Errorf("it is %+v, %v", found.Breakout, err)
		}
		c.goesOn(one.BreakoutID)
	})
}

// TestBRK25TheEndOfTheSessionClosesTheGroups ends it in each phase, in the process that had it and in one that begins anew.
func TestBRK25TheEndOfTheSessionClosesTheGroups(t *testing.T) {
	t.Parallel()
	for _, phase := range []app.BreakoutPhase{app.BreakoutPlanned, app.BreakoutOpen, app.BreakoutClosing, app.BreakoutClosed} {
		for name, anew := range map[string]bool{"at once": false, "after a kill": true} {
			t.Run(string(phase)+" "+name, func(t *testing.T) {
				t.Parallel()
				c := newClass(t, emptyStore(t))
				c.Must("ida", frame{"type": commandPlan, "plan": frame{"countdown": 30, "seconds": 600}, "groups": []frame{{"name": "A", "members": []string{"ana"}}}})
				id := c.kept().sets[0].BreakoutID
				if phase != app.BreakoutPlanned {
					c.Must("ida", frame{"type": commandOpen, "breakoutId": id})
				}
				if phase == app.BreakoutClosing {
					c.Must("ida", frame{"type": commandClose})
				}
				if phase == app.BreakoutClosed {
					c.Must("ida", frame{"type": commandClose, "seconds": 0})
				}
				c.ends(id, phase, anew)
			})
		}
	}
}

// ends ends the session, and says what is wrong about it.
func (c *class) ends(id app.BreakoutID, phase app.BreakoutPhase, anew bool) {
	c.T.Helper()
	ended := c.Clock.Now().Add(time.Minute)
	c.Clock.Add(time.Hour)
	c.Exec("UPDATE sessions SET state = 'ended', ended_ms = ? WHERE id = 'session'", store.Millis(ended))
	if anew {
		c.State = c.Reload()
	}
	if one := c.kept().find(id); one.Phase != phase {
		c.T.Errorf("before the end it is %s, want %s", one.Phase, phase)
	}
	told, noted := len(c.Events), len(c.Facts)
	end := func() {
		c.T.Helper()
		if err := c.Decide(func(ctx context.Context) (live.Outcome, error) { return c.State.(live.Ender).End(ctx, ended) }); err != nil {
			c.T.Fatal(err)
		}
		c.same("the end")
	}
	end()
	one := c.kept().find(id)
	if !phase.Running() {
		if len(c.Events) > told || len(c.Facts) > noted || one.Phase != phase {
			c.T.Errorf("the end does something: it is %s, after %v", one.Phase, c.Events[told:])
		}
		return
	}
	if one.Phase != app.BreakoutClosed || !one.ClosedAt.Equal(ended) || one.ClosesAt != nil || one.EndsAt != nil {
		c.T.Errorf("it is %+v", one.Breakout)
	}
	if len(c.Events) != told+1 || c.Events[told].Type != app.EventBreakoutClosed {
		c.T.Errorf("told of %v", c.Events[told:])
	}
	if len(c.Facts) != noted+1 || c.Facts[noted].Kind != app.FactBreakoutClosed || !c.Facts[noted].At.Equal(ended) {
		c.T.Errorf("the facts are %+v", c.Facts[noted:])
	}
	end()
	if len(c.Events) != told+1 || len(c.Facts) != noted+1 {
		c.T.Errorf("the second end does something: %v, %v", c.Events[told:], c.Facts[noted:])
	}
}

// goesOn goes on with a breakout in a later session, and in another classroom.
func (c *class) goesOn(id app.BreakoutID) {
	c.T.Helper()
	c.Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('later', 'room', 'Algebra', 'live', 'ida', 1, 1)")
	in := func(room app.ClassroomID) (live.Outcome, error) {
		var out live.Outcome
		err := c.Store.Tx(context.Background(), func(ctx context.Context) error {
			later := app.Session{ID: "later", Classroom: room, State: app.SessionLive}
			st, err := c.service.Load(ctx, later)
			if err != nil {
				return err
			}
			out, err = st.Command(ctx, live.Command{ID: "goes-on", Type: commandPlan, Actor: app.Actor{User: "ida", Role: app.RoleInstructor, Classroom: room},
				At: c.Clock.Now(), Body: app.MustJSON(frame{"goesOn": id}), People: c, Session: later})
			return err
		})
		return out, err
	}
	if _, err := in("elsewhere"); app.CodeOf(err) != app.CodeNotFound {
		c.T.Errorf("another classroom goes on with it: %v", err)
	}
	if _, err := in("room"); err != nil {
		c.T.Fatal(err)
	}
	all, err := c.service.Breakouts(context.Background(), "later")
	if err != nil || len(all) != 1 || len(all[0].Groups) != 2 || all[0].From != id || !slices.Equal(all[0].Groups[0].Members, []app.UserID{"ana"}) {
		c.T.Errorf("it goes on as %+v, %v", all, err)
	}
}

func TestBRK27WhatIsOldIsPruned(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), newClass(t, emptyStore(t))
	c.Must("ida", frame{"type": commandPlan, "groups": []frame{{"name": "A"}, {"name": "B"}}})
	c.Exec("UPDATE sessions SET state = 'ended', ended_ms = 1000 WHERE id = 'session'")
	for _, tc := range []struct {
		before int64
		gone   int
	}{{1000, 0}, {1001, 3}, {1001, 0}} {
		if n, err := c.service.Prune(ctx, store.Time(tc.before)); err != nil || n != tc.gone {
			t.Errorf("%d rows of before %d go, want %d, %v", n, tc.before, tc.gone, err)
		}
	}
	c.Exec("UPDATE sessions SET state = 'live', ended_ms = 0 WHERE id = 'session'")
	c.State = c.Reload()
	c.Must("ida", frame{"type": commandPlan, "groups": []frame{{"name": "A"}}})
	if err := c.service.Forget(ctx, "session"); err != nil {
		t.Fatal(err)
	}
	if all, err := c.service.Breakouts(ctx, "session"); err != nil || len(all) > 0 {
		t.Errorf("%+v is left, %v", all, err)
	}
}

func TestBRK24EachChangeIsAFact(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	ida, ana, ben := h.page("ida", app.RoleInstructor), h.page("ana", app.RoleLearner), h.page("ben", app.RoleLearner)
	last := int64(0)
	tells := func(want ...string) {
		t.Helper()
		var got []string
		if got, last = h.facts(last); !slices.Equal(want, got) {
			t.Errorf("the facts are (-want +got): %s", cmp.Diff(want, got))
		}
	}
	var made BreakoutMade
	f := ida.must(commandPlan, frame{"plan": frame{"mayReturn": true}, "groups": []frame{{"name": "A", "members": []string{"ana", "dan"}}, {"name": "B", "members": []string{"ben"}}}})
	if err := json.Unmarshal(f.Result, &made); err != nil {
		t.Fatal(err)
	}
	tells("planned ida")
	ida.must(commandOpen, frame{"breakoutId": made.BreakoutID})
	tells("opened ida", "assigned ana in A by ida", "assigned dan in A by ida", "assigned ben in B by ida", "joined ana in A", "joined ben in B")
	groups := ida.view.has.Breakouts[0].Groups
	a, b := groups[0].GroupID, groups[1].GroupID
	dan := h.page("dan", app.RoleLearner)
	tells("joined dan in A")
	if ana.catchUp(); ana.rooms["dan"] != string(a) {
		t.Errorf("dan comes to %v", ana.rooms)
	}
	dan.leave()
	ana.until("person.left")
	tells("left dan in A")
	ana.must(commandReturn, frame{})
	tells("left ana in A")
	ana.must(commandRejoin, frame{})
	tells("joined ana in A")
	ana.must(commandHelp, frame{"on": true})
	ida.must(commandVisit, frame{"groupId": a})
	ida.must(commandHelped, frame{"groupId": a})
	ben.must(commandDone, frame{"done": true})
	ben.must(commandDone, frame{"done": false})
	tells("help ana in A", "joined ida in A", "helped ida in A", "done ben in B", "undone ben in B")
	ida.must(commandAttend, frame{"userId": "tom", "groupIds": []app.GroupID{a, b}})
	ida.must(commandAttend, frame{"userId": "tom", "groupIds": []app.GroupID{}})
	ida.must(commandSay, frame{"text": "Hello", "groupIds": []app.GroupID{a}})
	ida.must(commandSay, frame{"text": "Hello"})
	ida.must(commandChange, frame{"groupId": a, "task": "Add"})
	tells("attends tom in A by ida", "attends tom in B by ida", "attends tom by ida", "said ida in A", "said ida", "changed ida in A")
	ida.must(commandAdd, frame{"name": "C"})
	ida.must(commandSplit, frame{"groupId": a, "name": "D", "members": []string{"ana"}})
	ida.must(commandMerge, frame{"groupId": a, "into": b})
	tells("added ida in C", "split ida in D", "assigned ana in D by ida", "left ana in A", "joined ana in D", "merged ida in A", "assigned dan in B by ida",
		"left ida in A", "joined ida in B")
	ida.must(commandTime, frame{"seconds": 60})
	ida.must(commandClose, frame{"seconds": 60})
	ida.must(commandKeep, frame{})
	ida.must(commandClose, frame{"seconds": 1})
	ida.must(commandAssign, frame{"userId": "ana", "groupId": ""})
	tells("time ida", "closing ida", "kept ida", "closing ida", "assigned ana by ida", "left ana in D")
	h.clock.Add(2 * time.Second)
	ben.until(app.EventBreakoutClosed)
	tells("closed ", "left ben in B", "left ida in B")
	ida.must(commandPlan, frame{"groups": []frame{{"name": "A"}}})
	ida.catchUp()
	ida.must(commandDiscard, frame{"breakoutId": ida.view.has.Breakouts[1].BreakoutID})
	tells("planned ida", "discarded ida")
}

func TestBRK22TwoProcessesAgree(t *testing.T) {
	t.Parallel()
	here := hallIn(t, storetest.Open(t, storetest.Postgres(t)))
	there := here.beside()
	ida, ana := here.page("ida", app.RoleInstructor), there.page("ana", app.RoleLearner)
	ida.must(commandPlan, frame{"plan": frame{"mayReturn": true}, "groups": []frame{{"name": "A", "members": []string{"ana"}}}})
	ida.must(commandOpen, frame{"breakoutId": ida.view.has.Breakouts[0].BreakoutID})
	a := string(ida.view.has.Breakouts[0].Groups[0].GroupID)
	until := func(p *page, room string) {
		t.Helper()
		for p.rooms["ana"] != room {
			p.read()
		}
	}
	until(ana, a)
	ana.must(commandReturn, frame{})
	until(ida, live.MainRoom)
	ida.must(commandAssign, frame{"userId": "ana", "groupId": a})
	until(ana, a)
	ana.must(commandHelp, frame{"on": true})
	ida.until(eventGroup)
	if diff := cmp.Diff(ana.view.has.Breakouts, ida.view.has.Breakouts); diff != "" {
		t.Errorf("they see (-there +here): %s", diff)
	}
	want := []string{"planned ida", "opened ida", "assigned ana in A by ida", "joined ana in A", "left ana in A", "joined ana in A", "help ana in A"}
	if got, _ := here.facts(0); !slices.Equal(want, got) {
		t.Errorf("the facts are (-want +got): %s", cmp.Diff(want, got))
	}
}

func TestBRK26WhoSpeaksIsToldTheStaff(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	ida, ana := h.page("ida", app.RoleInstructor), h.page("ana", app.RoleLearner)
	h.Heard("session", "elsewhere", []app.UserID{"eve"})
	ida.must(commandPlan, frame{"groups": []frame{{"name": "A", "members": []string{"ana"}}}})
	ida.must(commandOpen, frame{"breakoutId": ida.view.has.Breakouts[0].BreakoutID})
	a := ida.view.has.Breakouts[0].Groups[0].GroupID
	until := func(want map[app.GroupID][]app.UserID) {
		t.Helper()
		for !reflect.DeepEqual(ida.spoken, want) {
			ida.until(frameSpeaking)
		}
	}
	h.Heard("session", a, []app.UserID{"cleo", "ana", "ana"})
	until(map[app.GroupID][]app.UserID{a: {"ana", "cleo"}})
	tom := h.page("tom", app.RoleAssistant)
	tom.until(frameSpeaking)
	if diff := cmp.Diff(ida.spoken, tom.spoken); diff != "" {
		t.Error(diff)
	}
	h.Heard("session", a, nil)
	until(map[app.GroupID][]app.UserID{})
	h.Heard("session", a, []app.UserID{"ana"})
	until(map[app.GroupID][]app.UserID{a: {"ana"}})
	ida.must(commandClose, frame{"seconds": 0})
	h.Heard("session", a, []app.UserID{"ben"})
	until(map[app.GroupID][]app.UserID{})
	if ana.catchUp(); slices.Contains(ana.seen, frameSpeaking) {
		t.Error("a learner is told who speaks")
	}
}
