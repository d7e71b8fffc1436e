package board_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

type frame = map[string]any

// add adds a page and returns its id.
func (c *class) add(f frame) app.BoardID {
	c.t.Helper()
	f["type"] = "board.add"
	before := c.ids()
	c.live.Must("ida", f)
	for _, id := range c.ids() {
		if !slices.Contains(before, id) {
			return id
		}
	}
	c.t.Fatal("no page was added")
	return ""
}

func (c *class) ids() []app.BoardID {
	var all []app.BoardID
	for _, p := range c.sees("ida", app.RoleInstructor).Pages {
		all = append(all, p.BoardID)
	}
	return all
}

// kinds returns the types of the events since they were asked for last, and wants everybody to be told.
func (c *class) kinds() string {
	c.t.Helper()
	var out []string
	for _, e := range c.live.Events {
		out = append(out, strings.TrimPrefix(e.Type, "board."))
		if e.Audience.String() != "all" {
			c.t.Errorf("%s is told to %s", e.Type, e.Audience)
		}
	}
	c.live.Events = nil
	return strings.Join(out, " ")
}

func TestPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		first := c.sees("ana", app.RoleLearner)
		want := []board.Page{{BoardID: "session", Template: "blank", Access: "all", Writers: []app.UserID{}, CreatedAt: start}}
		if diff := cmp.Diff(want, first.Pages); diff != "" || first.Shown != nil || first.Imports == nil {
			t.Errorf("a class begins with (-want +got):\n%s", diff)
		}
		second := c.add(frame{"title": "  Fractions \u0007 and\tmore ", "template": "grid"})
		third := c.add(frame{"after": "session"})
		if diff := cmp.Diff([]app.BoardID{"session", third, second}, c.ids()); diff != "" {
			t.Errorf("added (-want +got):\n%s", diff)
		}
		if got := c.titles(); got[2] != "Fractions and more" {
			t.Errorf("titles %q", got)
		}
		for i, step := range []struct {
			do   frame
			ids  []app.BoardID
			told string
		}{
			{frame{"type": "board.move", "boardId": second, "after": ""}, []app.BoardID{second, "session", third}, "moved"},
			{frame{"type": "board.move", "boardId": second, "after": ""}, []app.BoardID{second, "session", third}, ""},
			{frame{"type": "board.move", "boardId": second, "after": "session"}, []app.BoardID{"session", second, third}, "moved"},
			{frame{"type": "board.show", "boardId": second}, []app.BoardID{"session", second, third}, "shown"},
			{frame{"type": "board.show", "boardId": second}, []app.BoardID{"session", second, third}, ""},
			{frame{"type": "board.remove", "boardId": second}, []app.BoardID{"session", third}, "removed"},
			{frame{"type": "board.remove", "boardId": second}, []app.BoardID{"session", third}, ""},
			{frame{"type": "board.restore", "boardId": second}, []app.BoardID{"session", second, third}, "added"},
			{frame{"type": "board.restore", "boardId": second}, []app.BoardID{"session", second, third}, ""},
			{frame{"type": "board.change", "boardId": second, "title": "Halves", "template": "music"}, []app.BoardID{"session", second, third}, "changed"},
			{frame{"type": "board.change", "boardId": second, "title": "Halves"}, []app.BoardID{"session", second, third}, ""},
			{frame{"type": "board.change", "boardId": second, "access": "chosen", "writers": []string{"ben", "ana", "ana"}}, []app.BoardID{"session", second, third}, "changed"},
			{frame{"type": "board.change", "boardId": second, "writers": []string{"ana", "ben"}}, []app.BoardID{"session", second, third}, ""},
		} {
			c.kinds()
			c.live.Must("tom", step.do)
			if told := c.kinds(); told != step.told || !slices.Equal(c.ids(), step.ids) {
				t.Errorf("%d %v: told %q, want %q; pages %v, want %v", i, step.do, told, step.told, c.ids(), step.ids)
			}
			c.live.Same(fmt.Sprint("step ", i))
		}
		if shown := c.sees("ana", app.RoleLearner).Shown; shown != nil {
			t.Errorf("a page that was removed is shown: %+v", shown)
		}
		if n := len(c.live.Facts); n != 1 || c.live.Facts[0].Kind != app.FactBoardShown || c.live.Facts[0].User != "tom" {
			t.Errorf("facts %+v", c.live.Facts)
		}
	})
}

func TestWhatPagesRefuse(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	other := c.add(frame{})
	for _, tc := range []struct {
		do   frame
		user app.UserID
		want app.Code
	}{
		{frame{"type": "board.add"}, "ana", app.CodeForbidden},
		{frame{"type": "board.show", "boardId": "session"}, "otto", app.CodeForbidden},
		{frame{"type": "board.add", "title": strings.Repeat("ä", 81)}, "ida", app.CodeInvalid},
		{frame{"type": "board.add", "title": 7}, "ida", app.CodeInvalid},
		{frame{"type": "board.add", "template": "squares"}, "ida", app.CodeInvalid},
		{frame{"type": "board.add", "after": "nothing"}, "ida", app.CodeNotFound},
		{frame{"type": "board.add", "copyOf": "n-session"}, "ida", app.CodeNotFound},
		{frame{"type": "board.change", "boardId": "nothing", "locked": true}, "ida", app.CodeNotFound},
		{frame{"type": "board.change", "boardId": "session", "access": "some"}, "ida", app.CodeInvalid},
		{frame{"type": "board.change", "boardId": "session", "template": "x"}, "ida", app.CodeInvalid},
		{frame{"type": "board.change", "boardId": "session", "writers": []string{""}}, "ida", app.CodeInvalid},
		{frame{"type": "board.change", "boardId": "session", "writers": make([]string, 1001)}, "ida", app.CodeInvalid},
		{frame{"type": "board.move", "boardId": other, "after": other}, "ida", app.CodeInvalid},
		{frame{"type": "board.move", "boardId": other, "after": "nothing"}, "ida", app.CodeNotFound},
		{frame{"type": "board.move", "boardId": "nothing"}, "ida", app.CodeNotFound},
		{frame{"type": "board.remove", "boardId": "n-session"}, "ida", app.CodeNotFound},
		{frame{"type": "board.restore", "boardId": "nothing"}, "ida", app.CodeNotFound},
		{frame{"type": "board.show", "boardId": "nothing"}, "ida", app.CodeNotFound},
		{frame{"type": "board.show", "boardId": ""}, "ana", app.CodeForbidden},
	} {
		c.live.Events = nil
		if err := c.live.Do(tc.user, tc.do); app.CodeOf(err) != tc.want || len(c.live.Events) != 0 {
			t.Errorf("%v by %s: %v, want %s", tc.do, tc.user, err, tc.want)
		}
		c.live.Same(fmt.Sprint(tc.do))
	}
	c.live.Must("ida", frame{"type": "board.remove", "boardId": "session"})
	if err := c.live.Do("ida", frame{"type": "board.remove", "boardId": other}); app.CodeOf(err) != app.CodeConflict {
		t.Errorf("the last page is removed: %v", err)
	}
	for range 99 {
		c.add(frame{})
	}
	if err := c.live.Do("ida", frame{"type": "board.add"}); app.CodeOf(err) != app.CodeConflict {
		t.Errorf("a page too many: %v", err)
	}
	if err := c.live.Do("ida", frame{"type": "board.restore", "boardId": "session"}); app.CodeOf(err) != app.CodeConflict {
		t.Errorf("a page too many is restored: %v", err)
	}
}

// TestPagesAreTheSameEverywhere gives random commands and wants a second process, which learns of them by events alone,
// and a reload to see the same.
func TestPagesAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
		other := c.live.Reload()
		r := rand.New(rand.NewPCG(seed, 7))
		known := []app.BoardID{"session", ""}
		for range 120 {
			pick := func() app.BoardID { return known[r.IntN(len(known))] }
			f := []frame{
				{"type": "board.add", "after": pick()}, {"type": "board.add", "copyOf": pick(), "title": "Copy"}, {"type": "board.move", "boardId": pick(), "after": pick()},
				{"type": "board.remove", "boardId": pick()}, {"type": "board.restore", "boardId": pick()}, {"type": "board.show", "boardId": pick()},
				{"type": "board.change", "boardId": pick(), "locked": r.IntN(2) == 0, "title": fmt.Sprint(r.IntN(5))},
			}[r.IntN(7)]
			c.live.Events = nil
			if err := c.live.Do("ida", f); err != nil && app.CodeOf(err) == app.CodeInternal {
				t.Fatalf("seed %d: %v: %v", seed, f, err)
			}
			for _, e := range c.live.Events {
				if err := other.Apply(e); err != nil {
					t.Fatalf("seed %d: %v: %v", seed, f, err)
				}
			}
			for _, id := range c.ids() {
				if !slices.Contains(known, id) {
					known = append(known, id)
				}
			}
			if diff := cmp.Diff(c.sees("ida", app.RoleInstructor), other.Snapshot(live.Viewer{User: "ida", Role: app.RoleInstructor})); diff != "" {
				t.Fatalf("seed %d: %v: the other process sees (-here +there):\n%s", seed, f, diff)
			}
			c.live.Same(fmt.Sprintf("seed %d: %v", seed, f))
		}
	}
}

func TestShowingEnds(t *testing.T) {
	t.Parallel()
	change := func(c *class, user app.UserID, role app.Role) {
		c.made[user] = role
		c.follow("person.changed", frame{"person": live.Person{UserID: user, Role: role}})
	}
	for _, tc := range []struct {
		name string
		do   func(*class)
		told string
		by   app.UserID
	}{
		{"when it is stopped", func(c *class) { c.live.Must("tom", frame{"type": "board.show", "boardId": ""}) }, "shown", "tom"},
		{"when it is stopped by somebody else", func(c *class) { c.live.Must("ida", frame{"type": "board.show", "boardId": ""}) }, "shown", "ida"},
		{"when whoever shows a page leaves", func(c *class) { c.live.Leave("tom") }, "shown", ""},
		{"when whoever shows a page is no longer staff", func(c *class) { change(c, "tom", app.RoleLearner) }, "shown", ""},
		{"when the page is removed", func(c *class) { c.live.Must("ida", frame{"type": "board.remove", "boardId": "session"}) }, "removed", "ida"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				c := newClass(t, s)
				c.add(frame{})
				c.live.Must("tom", frame{"type": "board.show", "boardId": "session"})
				c.live.Leave("ana")
				change(c, "ida", app.RoleAssistant)
				if shown := c.sees("ben", app.RoleLearner).Shown; shown == nil || *shown != (board.Shown{BoardID: "session", By: "tom"}) {
					t.Fatalf("shown is %+v", shown)
				}
				facts := len(c.live.Facts)
				c.kinds()
				tc.do(c)
				if len(c.live.Events) == 1 {
					told, err := live.Read[board.BoardWasShown](c.live.Events[0]) // has the fields of board.removed
					if err != nil || told.By != tc.by || (tc.told == "shown") != (told.BoardID == "") {
						t.Errorf("told %+v, %v", told, err)
					}
				}
				if told := c.kinds(); told != tc.told || c.sees("ben", app.RoleLearner).Shown != nil {
					t.Errorf("told %q, shown %+v", told, c.sees("ben", app.RoleLearner).Shown)
				}
				if n := len(c.live.Facts) - facts; (n == 1) != (tc.told == "shown") {
					t.Errorf("%d more facts", n)
				}
				c.live.Same(tc.name)
				c.live.Must("tom", frame{"type": "board.show", "boardId": ""})
				if told := c.kinds(); told != "" {
					t.Errorf("what is over ends again: %q", told)
				}
			})
		})
	}
}

// follow tells the module of what happened to somebody.
func (c *class) follow(kind string, body frame) {
	c.t.Helper()
	body["type"] = kind
	e := live.Event{Type: kind, At: c.now(), Body: app.MustJSON(body)}
	if err := c.live.Decide(func(ctx context.Context) (live.Outcome, error) { return c.live.State.(live.Follower).Follow(ctx, e) }); err != nil {
		c.t.Fatal(err)
	}
}
