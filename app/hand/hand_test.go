package hand_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/hand"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

type frame = map[string]any

func of(kind string, user app.UserID) frame { return frame{"type": kind, "userId": user} }

// told returns the events since they were asked for last, as "type user".
func (c *class) told() []string {
	var out []string
	for _, e := range c.Events {
		var about struct {
			UserID   string
			By       string
			Silenced *bool
			Mode     string
		}
		if err := json.Unmarshal(e.Body, &about); err != nil {
			c.T.Fatal(err)
		}
		line := strings.Join([]string{strings.TrimPrefix(e.Type, "hand."), about.UserID, about.Mode}, " ")
		if about.Silenced != nil {
			line += fmt.Sprint(*about.Silenced)
		}
		if about.By != "" {
			line += " by " + about.By
		}
		out = append(out, line+" -> "+e.Audience.String())
	}
	c.Events = nil
	return out
}

func (c *class) tells(want ...string) {
	c.T.Helper()
	if diff := cmp.Diff(want, c.told()); diff != "" {
		c.T.Error(diff)
	}
}

func (c *class) snapshot(user app.UserID) hand.HandSnapshot {
	return c.State.Snapshot(live.Viewer{User: user, Role: livetest.Roles[user]}).(hand.HandSnapshot)
}

func who(list []hand.HandSince) string {
	var names []string
	for _, s := range list {
		names = append(names, fmt.Sprintf("%s@%v", s.UserID, s.Since.Sub(livetest.Start)))
	}
	return strings.Join(names, " ")
}

// may says who may use the microphone by the database.
func (c *class) may() string {
	c.T.Helper()
	var names []string
	for _, user := range []app.UserID{"ida", "tom", "ana", "ben", "cleo"} {
		ok, err := c.Microphone(context.Background(), livetest.Session.ID, user, livetest.Roles[user])
		if err != nil {
			c.T.Fatal(err)
		}
		if ok {
			names = append(names, string(user))
		}
	}
	return strings.Join(names, " ")
}

func TestTheQueueIsOrderedByTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.Must("cleo", of("hand.raise", ""))
		c.Must("ana", of("hand.raise", "")) // in the same millisecond
		c.Clock.Add(time.Second)
		c.Must("ben", of("hand.raise", ""))
		c.Must("cleo", of("hand.raise", "")) // it is up already
		if got := who(c.snapshot("ana").Queue); got != "cleo@0s ana@0s ben@1s" {
			t.Errorf("queue %s", got)
		}
		c.Same("raised")
		c.Must("cleo", of("hand.lower", ""))
		c.Must("cleo", of("hand.lower", ""))
		c.Must("cleo", of("hand.raise", "ana")) // a name in the body means nothing
		c.Must("ida", of("hand.lower", "ana"))
		if got := who(c.snapshot("ana").Queue); got != "ben@1s cleo@1s" {
			t.Errorf("queue %s", got)
		}
		c.Same("lowered")
		c.tells("raised cleo  -> all", "raised ana  -> all", "raised ben  -> all", "lowered cleo  -> all", "raised cleo  -> all", "lowered ana  by ida -> all")
		c.Must("tom", frame{"type": "hand.lower_all"})
		c.Must("tom", frame{"type": "hand.lower_all"})
		c.tells("all_lowered   by tom -> all")
		c.Same("all lowered")
		if len(c.rights) != 0 {
			t.Errorf("hands alone change rights: %v", c.rights)
		}
	})
}

func TestWhoMaySpeak(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		steps := []struct {
			what  frame
			may   string
			told  []string
			asked string
		}{
			{of("hand.let_speak", "ben"), "ida tom ana ben cleo", []string{"speaking ben  by ida -> all"}, "session ben"},
			{of("hand.let_speak", "ben"), "ida tom ana ben cleo", nil, ""},
			{frame{"type": "hand.floor", "mode": "by_hand"}, "ida tom ben", []string{"floor  by_hand by ida -> all"}, "session all"},
			{frame{"type": "hand.floor", "mode": "by_hand"}, "ida tom ben", nil, ""},
			{of("hand.let_speak", "ana"), "ida tom ana ben", []string{"speaking ana  by ida -> all"}, "session ana"},
			{of("hand.stop_speaking", "ben"), "ida tom ana", []string{"stopped ben  by ida -> all"}, "session ben"},
			{of("hand.stop_speaking", "ben"), "ida tom ana", nil, ""},
			{frame{"type": "hand.silence", "userId": "ana", "silenced": true}, "ida tom", []string{"stopped ana  by ida -> all", "silenced ana true by ida -> staff+:ana"}, "session ana"},
			{frame{"type": "hand.floor", "mode": "open"}, "ida tom ben cleo", []string{"floor  open by ida -> all"}, "session all"},
			{frame{"type": "hand.silence", "userId": "ana", "silenced": true}, "ida tom ben cleo", nil, ""},
			{frame{"type": "hand.silence", "userId": "ana", "silenced": false}, "ida tom ana ben cleo", []string{"silenced ana false by ida -> staff+:ana"}, "session ana"},
			{frame{"type": "hand.silence", "userId": "cleo", "silenced": true}, "ida tom ana ben", []string{"silenced cleo true by ida -> staff+:cleo"}, "session cleo"},
			{of("hand.let_speak", "cleo"), "ida tom ana ben cleo", []string{"silenced cleo false by ida -> staff+:cleo", "speaking cleo  by ida -> all"}, "session cleo"},
		}
		for i, step := range steps {
			c.rights = nil
			c.Must("ida", step.what)
			if got := c.may(); got != step.may {
				t.Errorf("%d %v: %s may speak, want %s", i, step.what, got, step.may)
			}
			if diff := cmp.Diff(step.told, c.told()); diff != "" {
				t.Errorf("%d %v: %s", i, step.what, diff)
			}
			if got := strings.Join(c.rights, ","); got != step.asked {
				t.Errorf("%d %v: rights asked %q, want %q", i, step.what, got, step.asked)
			}
			c.Same(fmt.Sprint("step ", i))
		}
	})
}

func TestOnlyStaffAndThemselvesKnowWhoWasSilenced(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.Must("ida", frame{"type": "hand.silence", "userId": "ben", "silenced": true})
	for user, want := range map[app.UserID]int{"ida": 1, "tom": 1, "ben": 1, "ana": 0, "otto": 0} {
		if got := len(c.snapshot(user).Silenced); got != want {
			t.Errorf("%s sees %d", user, got)
		}
	}
}

func TestAHandGoesDownWhenThePersonLeaves(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.Must("ida", of("hand.let_speak", "ana"))
		c.Must("ida", frame{"type": "hand.silence", "userId": "ben", "silenced": true})
		for _, user := range []app.UserID{"ana", "ben", "cleo"} {
			c.Must(user, of("hand.raise", ""))
		}
		c.told()
		c.rights = nil
		c.Leave("ana")
		c.tells("lowered ana  -> all", "stopped ana  -> all")
		c.Leave("ben")
		c.tells("lowered ben  -> all")
		c.Leave("otto")
		c.tells()
		if diff := cmp.Diff([]string{"session ana"}, c.rights); diff != "" {
			t.Error(diff)
		}
		if got := c.snapshot("ida"); who(got.Queue) != "cleo@0s" || len(got.Speaking) != 0 || len(got.Silenced) != 1 {
			t.Errorf("it is now %+v", got)
		}
		c.Same("left")
	})
}

func TestFactsOfHands(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.Must("ana", of("hand.raise", ""))
	c.Must("ben", of("hand.raise", ""))
	c.Must("cleo", of("hand.raise", ""))
	c.Must("ana", of("hand.lower", ""))
	c.Must("ida", of("hand.let_speak", "ben"))
	c.Must("tom", frame{"type": "hand.lower_all"})
	c.Must("tom", of("hand.stop_speaking", "ben"))
	kept, err := c.Store.Facts(context.Background(), livetest.Session.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range kept {
		got = append(got, fmt.Sprintf("%s %s %s", f.Kind, f.User, f.Data))
	}
	want := []string{
		"hand.raised ana {}", "hand.raised ben {}", "hand.raised cleo {}", "hand.lowered ana {}",
		`hand.let_speak ben {"by":"ida"}`, `hand.lowered cleo {"by":"tom"}`, `hand.stopped ben {"by":"tom"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestForgedCommandsChangeNothing has each role try everything that it may not, and staff what makes no sense.
func TestForgedCommandsChangeNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.Must("ana", of("hand.raise", ""))
		c.Must("ida", of("hand.let_speak", "cleo"))
		before := livetest.Sees(c.State, "ida")
		c.told()
		c.rights = nil
		cases := []struct {
			user app.UserID
			body string
			want app.Code
		}{
			{"ben", `{"type":"hand.lower","userId":"ana"}`, app.CodeForbidden},
			{"ben", `{"type":"hand.lower_all"}`, app.CodeForbidden},
			{"ben", `{"type":"hand.let_speak","userId":"ben"}`, app.CodeForbidden},
			{"ben", `{"type":"hand.stop_speaking","userId":"cleo"}`, app.CodeForbidden},
			{"cleo", `{"type":"hand.stop_speaking","userId":"cleo"}`, app.CodeForbidden},
			{"ben", `{"type":"hand.silence","userId":"ana","silenced":true}`, app.CodeForbidden},
			{"ben", `{"type":"hand.floor","mode":"by_hand"}`, app.CodeForbidden},
			{"otto", `{"type":"hand.raise"}`, app.CodeForbidden},
			{"otto", `{"type":"hand.lower","userId":"ana"}`, app.CodeForbidden},
			{"stranger", `{"type":"hand.raise"}`, app.CodeForbidden},
			{"ida", `{"type":"hand.let_speak"}`, app.CodeInvalid},
			{"ida", `{"type":"hand.let_speak","userId":7}`, app.CodeInvalid},
			{"ida", `{"type":"hand.let_speak","userId":"nobody"}`, app.CodeNotFound},
			{"ida", `{"type":"hand.let_speak","userId":"otto"}`, app.CodeInvalid},
			{"ida", `{"type":"hand.silence","userId":"tom","silenced":true}`, app.CodeForbidden},
			{"ida", `{"type":"hand.silence","userId":"nobody","silenced":true}`, app.CodeNotFound},
			{"ida", `{"type":"hand.silence","userId":"ana","silenced":"yes"}`, app.CodeInvalid},
			{"ida", `{"type":"hand.floor","mode":"free"}`, app.CodeInvalid},
			{"ida", `{"type":"hand.floor"}`, app.CodeInvalid},
			{"ana", `{"type":"hand.react","emoji":"🔪"}`, app.CodeInvalid},
			{"ana", `{"type":"hand.react"}`, app.CodeInvalid},
			{"ida", `{"type":"hand.dance"}`, app.CodeNotFound},
			{"ida", `[]`, app.CodeInvalid},
		}
		for _, tc := range cases {
			var named struct{ Type string }
			if err := json.Unmarshal([]byte(tc.body), &named); err != nil {
				named.Type = "hand.floor"
			}
			if err := c.Send(tc.user, named.Type, []byte(tc.body)); app.CodeOf(err) != tc.want {
				t.Errorf("%s %s: %v, want %s", tc.user, tc.body, err, tc.want)
			}
		}
		if diff := cmp.Diff(before, livetest.Sees(c.State, "ida")); diff != "" || len(c.Events) > 0 || len(c.rights) > 0 {
			t.Errorf("something changed: %s, %v, %v", diff, c.told(), c.rights)
		}
		c.Same("forged")
	})
}

func TestReactionsAreCountedForAMoment(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	changing := c.State.(live.Changing)
	told := func() hand.HandReactions { return changing.Volatile(live.Viewer{})[0].(hand.HandReactions) }
	if changing.Dirty() {
		t.Error("something changed before anybody reacted")
	}
	for range 6 {
		c.Must("ana", frame{"type": "hand.react", "emoji": "👏"})
		c.Must("otto", frame{"type": "hand.react", "emoji": "🎉"})
	}
	for _, e := range c.Events {
		if e.Audience.String() != "none" {
			t.Errorf("a reaction is told to %s", e.Audience)
		}
	}
	if !changing.Dirty() || changing.Dirty() {
		t.Error("a change isn't told once")
	}
	c.Clock.Add(2 * time.Second)
	c.Must("ben", frame{"type": "hand.react", "emoji": "👍"})
	f := told()
	if diff := cmp.Diff(map[string]int{"👏": 6, "🎉": 6, "👍": 1}, f.Counts); diff != "" || len(f.Who) != 8 || f.Who[7].UserID != "ben" || !f.At.Equal(c.Clock.Now()) {
		t.Errorf("told %+v", f)
	}
	c.Clock.Add(2 * time.Second)
	if !changing.Dirty() {
		t.Error("fading isn't told")
	}
	if f := told(); len(f.Counts) != 1 || len(f.Who) != 1 {
		t.Errorf("told %+v", f)
	}
	c.Clock.Add(2 * time.Second)
	if f := told(); len(f.Counts) != 0 || f.Who == nil || !changing.Dirty() || changing.Dirty() {
		t.Errorf("told %+v", f)
	}
}

// TestReloadEqualsApply gives random commands and compares the state with that of the database after each.
func TestReloadEqualsApply(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		users := []app.UserID{"ida", "tom", "ana", "ben", "cleo", "otto"}
		any := func() app.UserID { return users[r.IntN(len(users))] }
		specs := c.Commands()
		for i := range 300 {
			c.Clock.Add(time.Duration(r.IntN(3)) * time.Millisecond)
			by, about := any(), any()
			switch r.IntN(12) {
			case 0:
				c.Leave(about)
			case 1:
				c.Gone = map[app.UserID]bool{}
			default:
				f := frame{"type": specs[r.IntN(len(specs))].Type, "userId": about, "silenced": r.IntN(3) > 0,
					"mode": []string{"open", "by_hand"}[r.IntN(2)], "emoji": "👍"}
				if c.Gone[by] {
					continue
				}
				if r.IntN(2) == 0 {
					by = "ida"
				}
				_ = c.Do(by, f) // a refusal is as good
			}
			c.Same(fmt.Sprintf("seed %d step %d", seed, i))
		}
	})
}

func TestWhatIsKeptGoesWithTheSession(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		fill := func() {
			c.State = c.Reload()
			c.Must("ana", of("hand.raise", ""))
			c.Must("ida", frame{"type": "hand.floor", "mode": "by_hand"})
		}
		prune := func(before time.Time, want int) {
			t.Helper()
			if n, err := c.Prune(context.Background(), before); err != nil || n != want {
				t.Errorf("pruned %d rows, want %d: %v", n, want, err)
			}
		}
		fill()
		prune(livetest.Start.Add(time.Hour), 0) // it is live
		c.Exec("UPDATE sessions SET state = 'ended', ended_ms = ?", store.Millis(livetest.Start))
		prune(livetest.Start, 0)
		prune(livetest.Start.Add(time.Millisecond), 2)
		fill()
		if err := c.Forget(context.Background(), livetest.Session.ID); err != nil {
			t.Fatal(err)
		}
		prune(livetest.Start.Add(time.Hour), 0)
	})
}
