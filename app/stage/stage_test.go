package stage_test

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
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/stage"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

type frame = map[string]any

func put(kind stage.Kind, target string) frame {
	return frame{"type": "stage.put", "kind": kind, "targetId": target}
}

func (c *class) snapshot() stage.StageSnapshot {
	return c.State.Snapshot(live.Viewer{User: "ana", Role: app.RoleLearner}).(stage.StageSnapshot)
}

// kinds returns the types of the events since they were asked for last.
func (c *class) kinds() string {
	var out []string
	for _, e := range c.Events {
		out = append(out, strings.TrimPrefix(e.Type, "stage."))
		if e.Audience.String() != "all" {
			c.T.Errorf("%s is told to %s", e.Type, e.Audience)
		}
	}
	c.Events = nil
	return strings.Join(out, " ")
}

func TestWhatIsOnTheStage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		if got := c.snapshot(); got.Stage.Kind != stage.KindNone || !got.Follow || got.Layout != stage.LayoutGallery || got.Timer != nil {
			t.Errorf("a class begins with %+v", got)
		}
		for i, step := range []struct {
			what frame
			want stage.Stage
			told string
		}{
			{put("person", "ana"), stage.Stage{Kind: "person", ID: "ana"}, "put"},
			{put("person", "ana"), stage.Stage{Kind: "person", ID: "ana"}, ""},
			{put("screen", "ana"), stage.Stage{Kind: "screen", ID: "ana"}, "put"},
			{put("poll", "0198-p"), stage.Stage{Kind: "poll", ID: "0198-p"}, "put"},
			{put("board", "b-1"), stage.Stage{Kind: "board", ID: "b-1"}, "put"},
			{put("notes", "ignored"), stage.Stage{Kind: "notes"}, "put"},
			{put("none", ""), stage.Stage{Kind: "none"}, "put"},
			{put("none", ""), stage.Stage{Kind: "none"}, ""},
		} {
			c.Must("tom", step.what)
			if got := c.snapshot().Stage; got != step.want {
				t.Errorf("%d: %+v is on the stage, want %+v", i, got, step.want)
			}
			if got := c.kinds(); got != step.told {
				t.Errorf("%d: told %q, want %q", i, got, step.told)
			}
			c.Same(fmt.Sprint("step ", i))
		}
		c.Must("ida", frame{"type": "stage.follow", "follow": false})
		c.Must("ida", frame{"type": "stage.follow", "follow": false})
		c.Must("ida", frame{"type": "stage.layout", "layout": "speaker"})
		if got := c.snapshot(); got.Follow || got.Layout != stage.LayoutSpeaker || c.kinds() != "follow layout" {
			t.Errorf("it is now %+v", got)
		}
		c.Same("layout")
		if n := len(c.Facts); n != 6 || string(c.Facts[0].Data) != `{"kind":"person","id":"ana"}` || c.Facts[0].User != "tom" {
			t.Errorf("%d facts: %+v", n, c.Facts)
		}
	})
}

func TestWhoeverLeavesFallsOffTheStage(t *testing.T) {
	t.Parallel()
	for _, kind := range []stage.Kind{stage.KindPerson, stage.KindScreen} {
		c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
		c.Must("ida", put(kind, "ana"))
		c.kinds()
		c.Leave("ben")
		if got := c.snapshot().Stage.ID; got != "ana" || c.kinds() != "" {
			t.Errorf("%s of %q is on the stage", kind, got)
		}
		c.Leave("ana")
		if got := c.snapshot().Stage; got.Kind != stage.KindNone || got.ID != "" || c.kinds() != "put" {
			t.Errorf("%+v is on the stage", got)
		}
		c.Same("left")
	}
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.Must("ida", put("poll", "ana")) // a poll that is called like a person
	c.Leave("ana")
	if got := c.snapshot().Stage; got.Kind != stage.KindPoll {
		t.Errorf("%+v is on the stage", got)
	}
}

// left is how much of the timer there is.
func (c *class) left() (stage.TimerState, time.Duration) {
	w := c.snapshot().Timer
	switch {
	case w == nil:
		return "", 0
	case w.LeftMs != nil:
		return w.State, time.Duration(*w.LeftMs) * time.Millisecond
	}
	return w.State, w.EndsAt.Sub(c.Clock.Now())
}

func TestTheTimer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		for i, step := range []struct {
			after time.Duration
			what  frame
			state stage.TimerState
			left  time.Duration
		}{
			{0, frame{"type": "stage.timer_start", "seconds": 60, "label": " Groups "}, "running", time.Minute},
			{20 * time.Second, frame{"type": "stage.timer_pause"}, "paused", 40 * time.Second},
			{time.Hour, frame{"type": "stage.timer_pause"}, "paused", 40 * time.Second},
			{0, frame{"type": "stage.timer_add", "seconds": 60}, "paused", 100 * time.Second},
			{time.Hour, frame{"type": "stage.timer_resume"}, "running", 100 * time.Second},
			{10 * time.Second, frame{"type": "stage.timer_resume"}, "running", 90 * time.Second},
			{0, frame{"type": "stage.timer_add", "seconds": 30}, "running", 2 * time.Minute},
			{0, frame{"type": "stage.timer_start", "seconds": 5}, "running", 5 * time.Second},
			{0, frame{"type": "stage.timer_stop"}, "", 0},
			{0, frame{"type": "stage.timer_stop"}, "", 0},
			{0, frame{"type": "stage.timer_start", "seconds": 14400}, "running", 4 * time.Hour},
		} {
			c.Clock.Add(step.after)
			c.Must("ida", step.what)
			if state, left := c.left(); state != step.state || left != step.left {
				t.Errorf("%d %v: %s with %v left, want %s with %v", i, step.what, state, left, step.state, step.left)
			}
			c.Same(fmt.Sprint("step ", i))
		}
		if len(c.Facts) != 0 {
			t.Errorf("a timer leaves %+v", c.Facts)
		}
	})
}

func (c *class) expire() {
	c.T.Helper()
	err := c.Decide(func(ctx context.Context) (live.Outcome, error) {
		return c.State.(live.Clocked).Expire(ctx, c.Clock.Now())
	})
	if err != nil {
		c.T.Fatal(err)
	}
}

func TestATimerEndsByItself(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		due := func(want time.Time) {
			t.Helper()
			if got := c.State.(live.Clocked).Due(); !got.Equal(want) {
				t.Errorf("due %v, want %v", got, want)
			}
		}
		due(time.Time{})
		c.Must("ida", frame{"type": "stage.timer_start", "seconds": 10, "label": "Groups"})
		due(livetest.Start.Add(10 * time.Second))
		c.Clock.Add(9999 * time.Millisecond)
		c.expire()
		if state, _ := c.left(); state != stage.TimerRunning || c.kinds() != "timer" {
			t.Errorf("it is %s", state)
		}
		c.Clock.Add(time.Millisecond)
		for _, kind := range []string{"stage.timer_pause", "stage.timer_resume"} { // the time is up, though nobody has said so
			if err := c.Do("ida", frame{"type": kind}); app.CodeOf(err) != app.CodeConflict {
				t.Errorf("%s: %v", kind, err)
			}
		}
		c.expire()
		c.expire()
		if state, left := c.left(); state != stage.TimerEnded || left != 0 || c.kinds() != "timer_ended" {
			t.Errorf("it is %s", state)
		}
		due(time.Time{})
		c.Same("ended")
		c.Clock.Add(time.Minute)
		c.Must("ida", frame{"type": "stage.timer_add", "seconds": 60}) // it runs again
		if state, left := c.left(); state != stage.TimerRunning || left != time.Minute || c.snapshot().Timer.TotalMs != 60_000 {
			t.Errorf("it is %s with %v", state, left)
		}
		c.Same("again")
	})
}

func TestForgedCommandsChangeNothing(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.Must("ida", put("person", "ana"))
	c.Must("ida", frame{"type": "stage.timer_start", "seconds": 600})
	before := livetest.Sees(c.State, "ida")
	c.kinds()
	c.Gone["cleo"] = true
	cases := []struct {
		user app.UserID
		body string
		want app.Code
	}{
		{"ana", `{"type":"stage.put","kind":"none"}`, app.CodeForbidden},
		{"otto", `{"type":"stage.put","kind":"person","targetId":"otto"}`, app.CodeForbidden},
		{"ana", `{"type":"stage.follow","follow":false}`, app.CodeForbidden},
		{"ana", `{"type":"stage.layout","layout":"speaker"}`, app.CodeForbidden},
		{"ana", `{"type":"stage.timer_start","seconds":60}`, app.CodeForbidden},
		{"ana", `{"type":"stage.timer_pause"}`, app.CodeForbidden},
		{"ana", `{"type":"stage.timer_resume"}`, app.CodeForbidden},
		{"ana", `{"type":"stage.timer_add","seconds":60}`, app.CodeForbidden},
		{"ana", `{"type":"stage.timer_stop"}`, app.CodeForbidden},
		{"ida", `{"type":"stage.put","kind":"cat"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.put"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.put","kind":["person"]}`, app.CodeInvalid},
		{"ida", `{"type":"stage.put","kind":"person","targetId":"cleo"}`, app.CodeNotFound},
		{"ida", `{"type":"stage.put","kind":"screen","targetId":""}`, app.CodeNotFound},
		{"ida", `{"type":"stage.put","kind":"poll"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.put","kind":"poll","targetId":"a b"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.put","kind":"board","targetId":"` + strings.Repeat("b", 65) + `"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.layout","layout":"mosaic"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.follow","follow":"no"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_start","seconds":4}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_start","seconds":14401}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_start","seconds":1e30}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_start","seconds":60,"label":"` + strings.Repeat("ä", 81) + `"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_start","seconds":60,"label":"two\nlines"}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_add","seconds":0}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_add","seconds":-60}`, app.CodeInvalid},
		{"ida", `{"type":"stage.timer_add","seconds":14400}`, app.CodeInvalid},
		{"ida", `{"type":"stage.dance"}`, app.CodeNotFound},
	}
	for _, tc := range cases {
		var named struct{ Type string }
		if err := json.Unmarshal([]byte(tc.body), &named); err != nil {
			t.Fatal(err)
		}
		if err := c.Send(tc.user, named.Type, []byte(tc.body)); app.CodeOf(err) != tc.want {
			t.Errorf("%s %s: %v, want %s", tc.user, tc.body, err, tc.want)
		}
	}
	if diff := cmp.Diff(before, livetest.Sees(c.State, "ida")); diff != "" || c.kinds() != "" {
		t.Errorf("something changed: %s", diff)
	}
	c.Must("ida", frame{"type": "stage.timer_stop"})
	for _, kind := range []string{"stage.timer_pause", "stage.timer_resume", "stage.timer_add"} {
		if err := c.Do("ida", frame{"type": kind, "seconds": 60}); app.CodeOf(err) != app.CodeConflict {
			t.Errorf("%s without a timer: %v", kind, err)
		}
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
		users := []string{"ida", "tom", "ana", "ben", "cleo", "otto"}
		kinds := []stage.Kind{"person", "screen", "poll", "board", "notes", "none"}
		specs := c.Commands()
		for i := range 300 {
			c.Clock.Add(time.Duration(r.IntN(3000)) * time.Millisecond)
			about := users[r.IntN(len(users))]
			switch r.IntN(10) {
			case 0:
				c.Leave(app.UserID(about))
			case 1:
				c.Gone = map[app.UserID]bool{}
			case 2:
				c.expire()
			default:
				_ = c.Do("ida", frame{"type": specs[r.IntN(len(specs))].Type, "kind": kinds[r.IntN(len(kinds))], "targetId": about,
					"follow": r.IntN(2) == 0, "layout": []string{"gallery", "speaker"}[r.IntN(2)], "seconds": r.IntN(30), "label": about})
			}
			c.Same(fmt.Sprintf("seed %d step %d", seed, i))
		}
	})
}

func TestWhatIsKeptGoesWithTheSession(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		prune := func(before time.Time, want int) {
			t.Helper()
			if n, err := c.Prune(context.Background(), before); err != nil || n != want {
				t.Errorf("pruned %d rows, want %d: %v", n, want, err)
			}
		}
		c.Must("ida", put("notes", ""))
		prune(livetest.Start.Add(time.Hour), 0) // it is live
		c.Exec("UPDATE sessions SET state = 'ended', ended_ms = ?", store.Millis(livetest.Start))
		prune(livetest.Start, 0)
		prune(livetest.Start.Add(time.Millisecond), 1)
		c.State = c.Reload()
		c.Must("ida", put("notes", ""))
		if err := c.Forget(context.Background(), livetest.Session.ID); err != nil {
			t.Fatal(err)
		}
		prune(livetest.Start.Add(time.Hour), 0)
	})
}
