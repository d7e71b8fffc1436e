package breakout

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
)

// TestBRK23LivePagesHoldWhatTheDatabaseHas has people work in a class on a real stream that is killed, forgets turns, and loses their
// connections. Whatever their pages hold by then is what the database has.
func TestBRK23LivePagesHoldWhatTheDatabaseHas(t *testing.T) {
	t.Parallel()
	var running sync.WaitGroup
	places := make(chan struct{}, 8) // they wait more than they compute
	for _, seed := range seedsOf(t, 12) {
		places <- struct{}{}
		running.Go(func() {
			defer func() { <-places }()
			t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
				p := &party{hall: newHall(t), weather: newWeather(seed), seed: seed, pages: map[app.UserID]*page{}}
				p.run()
			})
		})
	}
	running.Wait()
}

// party is a class whose people do what the weather draws.
type party struct {
	*hall
	*weather
	seed  uint64
	pages map[app.UserID]*page
	log   []string
}

func (p *party) say(format string, args ...any) { p.log = append(p.log, fmt.Sprintf(format, args...)) }

func (p *party) run() {
	defer func() {
		if p.t.Failed() {
			p.t.Logf("LECTERN_BREAKOUT_SEED=%d, after\n%s", p.seed, strings.Join(p.log, "\n"))
		}
	}()
	for _, user := range crew {
		if p.here[user] {
			p.come(user)
		}
	}
	for range 30 {
		p.clock.Add(time.Duration(p.rnd.IntN(2500)) * time.Millisecond)
		p.step()
		for _, one := range p.pages {
			one.catchUp()
		}
		if p.rnd.IntN(4) == 0 {
			p.check()
		}
		if p.t.Failed() {
			return
		}
	}
	p.check()
	p.present()
	p.end()
}

// end ends the class. Its process may be killed before the stream is told, or be told twice.
func (p *party) end() {
	p.t.Helper()
	before := p.settled()
	p.clock.Add(time.Second)
	ended := livetest.Session
	ended.State, ended.EndReason, ended.EndedAt = app.SessionEnded, app.EndByInstructor, p.clock.Now().UTC()
	p.exec("UPDATE sessions SET state = 'ended', end_reason = 'instructor', ended_ms = ? WHERE id = 'session'", store.Millis(ended.EndedAt))
	killed := p.rnd.IntN(2) == 0
	p.say("the class ends, killed: %v", killed)
	if killed {
		p.kill()
		p.begin()
	} else {
		p.hub.Ended(ended)
		for user, one := range p.pages {
			for one.read().Type != "session.ended" {
			}
			if running := newState(bodiesOf(one.view.has)).running(); running != nil {
				p.t.Errorf("BRK-25: %s is told of the end with groups that run", user)
			}
		}
	}
	for range 2 {
		if err := p.hub.Finish(context.Background(), ended); err != nil {
			p.t.Fatal(err)
		}
	}
	p.over(before)
}

// bodiesOf are the breakouts that somebody sees.
func bodiesOf(has BreakoutSnapshot) []body {
	bodies := make([]body, len(has.Breakouts))
	for i, b := range has.Breakouts {
		bodies[i].Breakout = b
	}
	return bodies
}

// over looks at what the end has left: whatever ran is closed in the stream, once, and nobody is in a group by the facts.
func (p *party) over(before State) {
	p.t.Helper()
	ctx := context.Background()
	st, err := p.stream(ctx, "session")
	if err != nil {
		p.t.Fatal(err)
	}
	if err := sound(st); err != nil || st.running() != nil || len(st.sets) != len(before.sets) {
		p.t.Errorf("BRK-25: after the end %d of %d breakouts are there, running %+v, %v", len(st.sets), len(before.sets), st.running(), err)
	}
	facts, err := p.store.Facts(ctx, "session", 0)
	if err != nil {
		p.t.Fatal(err)
	}
	in, ends := map[app.UserID]bool{}, 0
	for _, f := range facts {
		switch f.Kind {
		case app.FactBreakoutJoined:
			in[f.User] = true
		case app.FactBreakoutLeft:
			delete(in, f.User)
		case app.FactBreakoutClosed:
			if strings.HasPrefix(f.ID, "breakout:end:") {
				ends++
			}
		}
	}
	if want := map[bool]int{true: 1}[before.running() != nil]; ends != want || len(in) > 0 {
		p.t.Errorf("BRK-25: the end has closed %d breakouts, want %d; in groups are still %v", ends, want, in)
	}
}

// step lets one thing happen.
func (p *party) step() {
	user := p.person()
	one, here := p.pages[user]
	switch n := p.rnd.IntN(24); {
	case !here && n > 12:
		p.come(user)
		return
	case here && n == 0:
		p.say("%s leaves", user)
		one.leave()
		delete(p.pages, user)
		p.here[user] = false
		for _, other := range p.pages {
			for other.rooms[user] != "" {
				other.read()
			}
		}
		return
	case here && n == 1:
		p.say("%s is back", user)
		one.drop()
		one.dial(p.rnd.IntN(3) > 0)
		return
	case n == 2:
		p.say("the process is killed")
		for _, one := range p.pages {
			one.drop()
		}
		p.kill()
		p.begin()
		for _, user := range slices.Sorted(maps.Keys(p.pages)) {
			p.pages[user].dial(p.rnd.IntN(3) > 0)
		}
		return
	case n == 3 && p.pages["ida"] != nil:
		role := []app.Role{app.RoleAssistant, app.RoleLearner}[p.rnd.IntN(2)]
		p.say("%s is to be a %s", user, role)
		if f := p.pages["ida"].command("person.role", live.PersonRole{UserID: user, Role: role}); f.Type == "ack" {
			p.weather.roles[user] = role
		}
		return
	}
	if here && p.rnd.IntN(16) == 0 && user != "ida" {
		role := app.Roles[1+p.rnd.IntN(3)]
		p.say("%s is a %s by a later launch", user, role)
		p.hub.Relaunched(livetest.Session, user, role)
		p.weather.roles[user], one.role = role, role
		return
	}
	st, err := p.state(context.Background(), "session")
	if err != nil {
		p.t.Fatal(err)
	}
	by, do := p.command(st)
	if one, here := p.pages[by]; here {
		p.fails.Store(p.rnd.IntN(10) == 0)
		f := one.command(commandOf(do), do)
		p.say("%T%+v by %s: %s %s", do, do, by, f.Type, f.Code)
		if failed := !p.fails.Swap(false); f.Code == app.CodeInternal && !failed {
			p.t.Errorf("%T%+v by %s fails: %s", do, do, by, f.Message)
		}
	}
}

func (p *party) come(user app.UserID) {
	p.say("%s comes", user)
	p.pages[user] = p.page(user, p.weather.roles[user])
	p.here[user] = true
}

// commandOf names the command.
func commandOf(do any) string {
	field, _ := reflect.TypeOf(do).FieldByName("Type")
	return field.Tag.Get("enum")
}

// check compares what pages hold with the database.
func (p *party) check() {
	p.t.Helper()
	st := p.settled()
	if err := sound(st); err != nil {
		p.t.Error(err)
	}
	for user, one := range p.pages {
		want := snapshotOf(st, live.ViewerOf(user, one.view.viewer.Role, st.Place(user)))
		if a, b := string(app.MustJSON(want.Breakouts)), string(app.MustJSON(one.view.has.Breakouts)); a != b {
			p.t.Errorf("%s sees (-database +page): %s", user, cmp.Diff(want.Breakouts, one.view.has.Breakouts))
		}
		held := one.view.has.Said
		held = held[max(0, len(held)-len(want.Said)):]
		if diff := cmp.Diff(texts(want.Said), texts(held)); diff != "" {
			p.t.Errorf("%s has read (-database +page): %s", user, diff)
		}
		if running := st.running(); running != nil && one.view.viewer.Role == app.RoleLearner && running.person(user).Visits != "" {
			p.t.Errorf("BRK-11: %s visits as a learner", user)
		}
		for who, room := range one.rooms {
			if at := st.Place(who); group(room) != at.Group {
				p.t.Errorf("%s sees %s in %q, the database has them in %q", user, who, room, at.Group)
			}
		}
	}
}

// settled has everybody told of all that is in the database, and returns that.
func (p *party) settled() State {
	p.t.Helper()
	last := func() (n int64) {
		if err := p.store.Read(context.Background()).Raw("SELECT last FROM streams WHERE session_id = 'session'").Scan(&n).Error; err != nil {
			p.t.Fatal(err)
		}
		return n
	}
	for {
		before := last()
		for _, one := range p.pages {
			one.catchUp()
		}
		st, err := p.state(context.Background(), "session")
		if err != nil {
			p.t.Fatal(err)
		}
		if last() == before { // no timer has struck meanwhile
			return st
		}
	}
}

func texts(list []BreakoutMessage) (ids []app.MessageID) {
	for _, text := range list {
		ids = append(ids, text.MessageID)
	}
	return ids
}

// present compares who is in which group by the facts with who is there, and where.
func (p *party) present() {
	p.t.Helper()
	st := p.settled()
	facts, err := p.store.Facts(context.Background(), "session", 0)
	if err != nil {
		p.t.Fatal(err)
	}
	in := map[app.UserID]app.GroupID{}
	for _, f := range facts {
		var data app.BreakoutData
		if f.Kind != app.FactBreakoutJoined && f.Kind != app.FactBreakoutLeft {
			continue
		}
		if err := json.Unmarshal(f.Data, &data); err != nil {
			p.t.Fatal(err)
		}
		switch was, inside := in[f.User]; {
		case f.Kind == app.FactBreakoutJoined && !inside:
			in[f.User] = data.Group
		case f.Kind == app.FactBreakoutLeft && was == data.Group:
			delete(in, f.User)
		default:
			p.t.Errorf("BRK-24: %s of %s in %s while they are in %q", f.Kind, f.User, data.Group, was)
		}
	}
	for _, one := range p.pages {
		want := map[app.UserID]app.GroupID{}
		for user := range one.rooms {
			if at := st.Place(user); at.Group != "" {
				want[user] = at.Group
			}
		}
		if diff := cmp.Diff(want, in); diff != "" {
			p.t.Errorf("BRK-24: by the facts (-places +facts): %s", diff)
		}
		return
	}
}
