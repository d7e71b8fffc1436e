package breakout

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// seedsOf returns the seeds of a property test: so many new ones, or those that LECTERN_BREAKOUT_SEED (the first) and
// LECTERN_BREAKOUT_SEEDS (how many) say.
func seedsOf(t *testing.T, many int) []uint64 {
	t.Helper()
	number := func(name string, otherwise uint64) uint64 {
		text := os.Getenv(name)
		if text == "" {
			return otherwise
		}
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return n
	}
	if os.Getenv("LECTERN_BREAKOUT_SEED") != "" {
		many = 1
	}
	first := number("LECTERN_BREAKOUT_SEED", rand.Uint64()%1e12)
	seeds := make([]uint64, number("LECTERN_BREAKOUT_SEEDS", uint64(many)))
	for i := range seeds {
		seeds[i] = first + uint64(i)
	}
	return seeds
}

// storm is a machine, people who use it, and what each of them sees of it.
type storm struct {
	*weather
	st    State
	at    time.Time
	ids   int
	views []*view
	log   []Command
}

func (s *storm) String() string {
	var b strings.Builder
	for _, c := range s.log {
		fmt.Fprintf(&b, "%v %T%+v by %q\n", c.At.Sub(began), c.Do, c.Do, c.By)
	}
	return b.String()
}

func (s *storm) viewer(user app.UserID) live.Viewer {
	return live.ViewerOf(user, s.roles[user], s.st.Place(user))
}

func snapshotOf(st State, v live.Viewer) BreakoutSnapshot {
	return (&state{kept: st}).Snapshot(v).(BreakoutSnapshot)
}

// step lets one thing happen.
func (s *storm) step() error {
	s.at = s.at.Add(time.Duration(s.rnd.IntN(8)) * time.Second)
	switch s.rnd.IntN(14) {
	case 0: // the clock of another machine is a little behind, or nothing happened for a while
		s.at = s.at.Add(time.Duration(s.rnd.IntN(60)-10) * time.Second)
		return s.give(Command{Do: Tick{}})
	case 1:
		return s.give(Command{Do: Tick{}})
	case 2:
		user := s.promote()
		return s.give(Command{Do: Role{User: user, Role: s.roles[user]}})
	case 3: // a kill, and what the database has
		after := reloaded(s.st)
		if before, now := digest(s.st), digest(after); before != now {
			return fmt.Errorf("BRK-22: reloaded it is another one: %s", cmp.Diff(before, now))
		}
		s.st = after
		return s.look()
	case 4:
		user := s.person()
		if s.here[user] = !s.here[user]; s.here[user] {
			s.come(user)
			return s.give(Command{Do: Role{User: user, Role: s.roles[user]}})
		}
		s.views = slices.DeleteFunc(s.views, func(v *view) bool { return v.user == user })
		return nil
	}
	by, do := s.command(s.st)
	if !s.here[by] || !s.may(by, do) {
		return nil
	}
	c := Command{Do: do, By: by, Role: s.roles[by], Name: "Name of " + string(by)}
	switch in := do.(type) {
	case BreakoutMakePlan:
		if one := s.st.find(in.GoesOn); one != nil {
			c.Earlier = &one.Breakout
		}
	case BreakoutAttend:
		if s.here[in.UserID] {
			c.Of = s.roles[in.UserID]
		}
	}
	return s.give(c)
}

func (s *storm) come(user app.UserID) {
	v := s.viewer(user)
	s.views = append(s.views, &view{user, v, snapshotOf(s.st, v)})
}

func (s *storm) give(c Command) error {
	c.At, c.NewID = s.at, func() string { s.ids++; return fmt.Sprint("id", s.ids) }
	s.log = append(s.log, c)
	before := s.st
	events, err := Decide(s.st, c)
	if e := (*app.Error)(nil); err != nil && !errors.As(err, &e) {
		return err
	}
	if len(events) > 0 && s.rnd.IntN(8) == 0 { // the turn fails after all, and is decided again
		kept, lost := digest(s.st), s.st
		for _, e := range events {
			lost.Apply(e)
		}
		if digest(s.st) != kept {
			return errors.New("BRK-22: what was rolled back is still there")
		}
	}
	for _, e := range events {
		s.st.Apply(e)
		s.tell(e)
	}
	if err := sound(s.st); err != nil {
		return err
	}
	if err := lost(before, s.st, c); err != nil {
		return err
	}
	if err := s.rooms(); err != nil || s.rnd.IntN(4) > 0 {
		return err
	}
	return s.look()
}

// end ends the session, a while ago perhaps. The process may die before the stream is told.
func (s *storm) end() error {
	if s.rnd.IntN(2) == 0 {
		s.st = reloaded(s.st)
	}
	s.at = s.at.Add(-time.Duration(s.rnd.IntN(3)) * 20 * time.Second)
	var read []body // before the stream is told
	for _, one := range s.st.sets {
		b := s.st.body(one)
		if b.Breakout.Phase.Running() {
			b.Breakout = shut(b.Breakout, s.at)
		}
		read = append(read, b)
	}
	before := s.st
	if err := s.give(Command{Do: End{}}); err != nil {
		return err
	}
	if want, got := digest(newState(read)), digest(s.st); want != got {
		return fmt.Errorf("BRK-25: readers were told something else than the stream: %s", cmp.Diff(want, got))
	}
	if events, err := Decide(s.st, Command{Do: End{}, At: s.at}); err != nil || len(events) > 0 {
		return fmt.Errorf("BRK-25: it ends twice: %v, %w", events, err)
	}
	return s.over(before)
}

// over compares what there is after the end with what there was before.
func (s *storm) over(before State) error {
	for _, was := range before.sets {
		is, want := s.st.find(was.BreakoutID), app.BreakoutClosed
		if was.OpenedAt == nil {
			want = app.BreakoutPlanned
		}
		if is.Phase != want {
			return fmt.Errorf("BRK-25: the breakout %s was %s and is %s", was.BreakoutID, was.Phase, is.Phase)
		}
		for _, user := range crew {
			for _, g := range is.Groups {
				if access := s.st.Access(user, app.RoleLearner, g.GroupID); (access >= app.GroupRead) != (is.OpenedAt != nil) {
					return fmt.Errorf("BRK-20: %s may do %v with %s", user, access, g.GroupID)
				}
			}
			if at := s.st.Place(user); at.Group != "" {
				return fmt.Errorf("BRK-25: %s is in %s after the end", user, at.Group)
			}
		}
	}
	return nil
}

// tell gives an event to those who may see it; who sees otherwise by now gets a snapshot.
func (s *storm) tell(e Event) {
	for _, v := range s.views {
		if v.viewer.Sees(audience(e)) {
			v.apply(e)
		}
		if now := s.viewer(v.user); now != v.viewer {
			v.viewer, v.has = now, snapshotOf(s.st, now)
		}
	}
}

// look compares what clients hold with what a new snapshot would say.
func (s *storm) look() error {
	for _, v := range s.views {
		want := snapshotOf(s.st, v.viewer)
		if !reflect.DeepEqual(want.Breakouts, v.has.Breakouts) {
			return fmt.Errorf("BRK-23: %s sees (-snapshot +client): %s", v.user, cmp.Diff(want.Breakouts, v.has.Breakouts))
		}
		held := v.has.Said // a client may still hold what isn't kept any more
		if held = held[max(0, len(held)-len(want.Said)):]; !reflect.DeepEqual(want.Said, slices.Clip(held)) && len(want.Said)+len(held) > 0 {
			return fmt.Errorf("BRK-23: %s has read (-snapshot +client): %s", v.user, cmp.Diff(want.Said, held))
		}
	}
	return nil
}

// rooms compares where the machine says that people are with where the lists of the groups have them.
func (s *storm) rooms() error {
	one := s.st.running()
	for _, user := range crew {
		var want app.GroupID
		if one != nil {
			for _, g := range one.Groups {
				if slices.Contains(g.Members, user) && !slices.Contains(g.Out, user) {
					want = g.GroupID
				}
			}
			for _, g := range one.Groups {
				if slices.Contains(g.Visitors, user) {
					want = g.GroupID
				}
			}
		}
		at := s.st.Place(user)
		switch {
		case at.Group != want:
			return fmt.Errorf("BRK-03: %s is in %q, the lists say %q", user, at.Group, want)
		case slices.Contains(at.Also, at.Group) && at.Group != "":
			return fmt.Errorf("BRK-03: %s is in %q and beside it", user, at.Group)
		case want != "" && one.group(want).MergedInto != "":
			return fmt.Errorf("BRK-05: %s is in %q, which is none any more", user, want)
		}
		if role := s.roles[user]; s.here[user] && one != nil && role == app.RoleLearner && one.person(user).Visits != "" {
			return fmt.Errorf("BRK-11: %s visits as a %s", user, role)
		}
	}
	return nil
}

// lost says who or what was lost between two states.
func lost(before, after State, c Command) error {
	for _, was := range before.sets {
		if was.OpenedAt == nil {
			continue
		}
		is := after.find(was.BreakoutID)
		if is == nil {
			return fmt.Errorf("BRK-05: the breakout %s is gone", was.BreakoutID)
		}
		for i, g := range was.Groups {
			if i >= len(is.Groups) || is.Groups[i].GroupID != g.GroupID {
				return fmt.Errorf("BRK-05: the group %s is gone", g.GroupID)
			}
			for _, user := range g.Members {
				out, assigns := c.Do.(BreakoutAssign)
				if is.memberOf(user) == "" && (!assigns || out.UserID != user || out.GroupID != "") {
					return fmt.Errorf("BRK-04: %s of %s is lost", user, g.GroupID)
				}
				if groups := after.seen(user); !slices.Contains(groups, g.GroupID) {
					return fmt.Errorf("BRK-04: %s can't read %s any more", user, g.GroupID)
				}
			}
		}
	}
	return nil
}

// seen are the groups that somebody sees what was said to.
func (s State) seen(user app.UserID) []app.GroupID {
	at := s.Place(user)
	return append(at.Also, at.Group)
}

func TestBRK04NothingAndNobodyIsLostWhateverHappens(t *testing.T) {
	t.Parallel()
	for _, seed := range seedsOf(t, 3000) {
		s := &storm{weather: newWeather(seed), at: began}
		for _, user := range crew {
			if s.here[user] {
				s.come(user)
			}
		}
		var err error
		for range 25 {
			if err = s.step(); err != nil || s.rnd.IntN(40) == 0 {
				break
			}
		}
		if err == nil {
			err = s.end()
		}
		if err == nil {
			err = s.look()
		}
		if err != nil {
			t.Fatalf("LECTERN_BREAKOUT_SEED=%d: %v after\n%s", seed, err, s)
		}
	}
}

func TestBRK23ClientsHaveWhatASnapshotSays(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	s := &storm{weather: newWeather(1), at: began}
	id, groups := m.opened(app.BreakoutPlan{}, "A: ana", "B: ben")
	m.must("ida", BreakoutSay{Text: "To A", GroupIDs: groups[:1]})
	m.plan(app.BreakoutPlan{}, "C")
	s.st = m.st
	for user, want := range map[app.UserID]string{"ida": "2 1", "tom": "2 1", "ana": "1 1", "ben": "1 0", "dan": "1 0", "otto": "1 0"} {
		has := snapshotOf(s.st, s.viewer(user))
		if got := fmt.Sprint(len(has.Breakouts), " ", len(has.Said)); got != want {
			t.Errorf("%s sees %s breakouts and texts, want %s", user, got, want)
		}
	}
	m.must("ida", BreakoutMerge{GroupID: groups[0], Into: groups[1]})
	m.must("ida", BreakoutClose{Seconds: seconds(0)})
	s.st = m.st
	if has := snapshotOf(s.st, s.viewer("ben")); len(has.Said) != 1 || has.Breakouts[0].BreakoutID != id {
		t.Errorf("ben doesn't see what was said to what his group is one with: %+v", has)
	}
}
