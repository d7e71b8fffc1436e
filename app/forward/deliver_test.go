package forward_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestFWD01EveryDestinationGetsEveryStatementOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first, second := startLRS(t), startLRS(t)
		g := newRig(t, s, newClock(), environment(first))
		id := g.add(input(second))
		g.class(120, 0)
		g.drain()
		for _, r := range []*records{first, second} {
			if diff := cmp.Diff(g.sorted(), r.ids(t)); diff != "" {
				t.Error(diff)
			}
			sizes := []int{}
			for _, post := range r.sent() {
				sizes = append(sizes, len(post))
			}
			if diff := cmp.Diff([]int{50, 50, 20}, sizes); diff != "" {
				t.Errorf("batches: %s", diff)
			}
		}
		for _, id := range []forward.DestinationID{forward.Environment, id} {
			l := g.line(id)
			if l.Counts[forward.Delivered] != 120 || l.Condition != forward.Ready || l.PerMinute != 24 || l.GoodAt.IsZero() {
				t.Errorf("%s: %+v", id, l)
			}
		}
		g.drain()
		if n := len(first.sent()) + len(second.sent()); n != 0 {
			t.Errorf("%d POSTs more", n)
		}
	})
}

func TestFWD02ADeadDestinationDelaysNoOther(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	dead, alive := startLRS(t), startLRS(t)
	dead.Faults().Queue(lrs.Fault{Drop: true, Times: 1000})
	g := newRig(t, s, newClock(), environment(dead))
	id := g.add(input(alive))
	for i := range 3 {
		g.class(20, time.Duration(i)*time.Minute)
		g.drain()
		if n := g.count(id, forward.Queued); n != 0 {
			t.Errorf("%d statements wait for another's store", n)
		}
	}
	l := g.line(forward.Environment)
	if l.Counts[forward.Queued] != 60 || l.Condition != forward.Waiting || l.Trouble.Code != forward.TroubleUnreachable || !l.Current || l.NextAt.IsZero() {
		t.Errorf("%+v", l)
	}
	g.clock.Add(time.Hour)
	if lag := g.line(forward.Environment).Lag(g.clock.Now()); lag != time.Hour {
		t.Errorf("lag %v", lag)
	}
	dead.Faults().Clear()
	g.drain()
	if n := g.count(forward.Environment, forward.Delivered); n != 60 {
		t.Errorf("%d delivered", n)
	}
}

func TestFWD03AnAmbiguousBatchIsResentAsItWas(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		r.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
		r.Faults().Queue(lrs.Fault{Method: http.MethodPost, Commit: true, Drop: true})
		g := newRig(t, s, newClock(), environment(r))
		g.class(30, 0)
		g.drain()
		first := r.sent()
		g.class(30, -time.Hour)
		g.clock.Add(time.Hour)
		before := r.Faults().Counters().Requests
		g.drain()
		then := r.sent()
		if len(first) != 1 || len(then) != 2 {
			t.Fatalf("%d POSTs, then %d", len(first), len(then))
		}
		if diff := cmp.Diff(first[0], then[0]); diff != "" {
			t.Errorf("the batch was changed: %s", diff)
		}
		// Is it there at all? Then its first and its last.
		if gets := r.Faults().Counters().Requests[http.MethodGet] - before[http.MethodGet]; gets != 2 {
			t.Errorf("%d questions", gets)
		}
		if diff := cmp.Diff(g.sorted(), r.ids(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestFWD04ACrashLosesAndDoublesNothing kills the process, to all intents, between the store's commit and what it would have written down.
func TestFWD04ACrashLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	jealous := "a store that looks at what it knows first"
	tests := map[string]lrs.Policy{
		"a store that takes what it knows":           {},
		"a store that answers 409 to what it knows":  {ConflictKnown: true},
		"a store that may not be read":               {ConflictKnown: true, WriteOnly: true},
		"a store that refuses a statement in eleven": {ConflictKnown: true, RefuseEvery: 11},
		"a store of small batches":                   {ConflictKnown: true, MaxStatements: 7},
		jealous:                                      {ConflictKnown: true, RefuseEvery: 7},
	}
	for name, policy := range tests {
		for _, after := range []int{4, 16, 9, 22} { // requests; in the middle of a batch that is sent in parts, too
			if after != 4 && name != jealous && (after != 22 || policy.RefuseEvery == 0) {
				continue
			}
			fresh := storetest.SQLite
			if after == 22 {
				fresh = storetest.Postgres
			}
			t.Run(fmt.Sprintf("%s, after %d", name, after), func(t *testing.T) {
				t.Parallel()
				crashOnce(t, fresh(t), policy, name == jealous, after)
			})
		}
	}
}

func crashOnce(t *testing.T, url string, policy lrs.Policy, jealous bool, after int) {
	t.Helper()
	r, c := startLRS(t), newClock()
	r.Faults().SetPolicy(policy)
	r.jealous = jealous
	dying := storetest.Open(t, url)
	a := newRig(t, dying, c)
	id := a.add(input(r, func(in *forward.Input) { in.BatchMost = 16 }))
	a.class(40, 0)
	requests := 0
	r.answered = func() {
		if requests++; requests == after {
			if err := dying.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	died := a.outbox.Drain(context.Background()) != nil
	r.answered = nil
	b := newRig(t, storetest.Open(t, url), c)
	b.told = a.told
	b.class(5, time.Hour)
	c.Add(time.Hour)
	b.drain()
	refused := b.count(id, forward.Refused)
	if b.count(id, forward.Queued) != 0 || (refused > 0) != (policy.RefuseEvery > 0) {
		t.Errorf("died %v: %+v", died, b.line(id).Counts)
	}
	endsOnce(t, b, id, r)
}

// endsOnce checks that every statement is either in the store, once, or refused.
func endsOnce(t *testing.T, g *rig, id forward.DestinationID, r *records) {
	t.Helper()
	refused, err := g.service.Refused(t.Context(), id, "", 0, 10000)
	if err != nil {
		t.Fatal(err)
	}
	have := r.ids(t)
	for _, st := range refused {
		if slices.Contains(have, st.ID) {
			t.Errorf("%s is in the store and refused: %s", st.ID, st.Said)
		}
		have = append(have, st.ID)
	}
	slices.Sort(have)
	if diff := cmp.Diff(g.sorted(), have); diff != "" {
		t.Error(diff)
	}
}

func TestFWD05WithoutAlarmsTheTableIsFoundAgain(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, newClock(), environment(r))
	g.class(10, 0)
	exec(t, s, "DELETE FROM outbox")
	g.drain()
	if n := len(r.ids(t)); n != 0 {
		t.Fatalf("%d statements without an alarm", n)
	}
	if err := g.service.Wake(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.drain()
	endsOnce(t, g, forward.Environment, r)
}

func TestFWD06TroubleHoldsEverythingAndBlamesNothing(t *testing.T) {
	t.Parallel()
	soon := begin.Add(2*time.Hour + 77*time.Second)
	after := func(v string) http.Header { return http.Header{"Retry-After": {v}} }
	tests := map[string]struct {
		fault     lrs.Fault
		held      time.Duration
		code      forward.TroubleCode
		condition forward.Condition
	}{
		"401":             {lrs.Fault{Status: http.StatusUnauthorized, Body: "who?"}, 5 * time.Minute, forward.TroubleCredentials, forward.Stopped},
		"403":             {lrs.Fault{Status: http.StatusForbidden}, 5 * time.Minute, forward.TroubleCredentials, forward.Stopped},
		"404":             {lrs.Fault{Status: http.StatusNotFound}, 5 * time.Minute, forward.TroubleAddress, forward.Stopped},
		"405":             {lrs.Fault{Status: http.StatusMethodNotAllowed}, 5 * time.Minute, forward.TroubleAddress, forward.Stopped},
		"301":             {lrs.Fault{Status: http.StatusMovedPermanently, Header: http.Header{"Location": {"/new"}}}, 5 * time.Minute, forward.TroubleAddress, forward.Stopped},
		"415":             {lrs.Fault{Status: http.StatusUnsupportedMediaType}, 5 * time.Minute, forward.TroubleRefuses, forward.Stopped},
		"429 in seconds":  {lrs.Fault{Status: http.StatusTooManyRequests, Header: after("77")}, 77 * time.Second, forward.TroubleSlowDown, forward.Waiting},
		"429 as a date":   {lrs.Fault{Status: http.StatusTooManyRequests, Header: after(soon.Format(http.TimeFormat))}, 77 * time.Second, forward.TroubleSlowDown, forward.Waiting},
		"429 for a day":   {lrs.Fault{Status: http.StatusTooManyRequests, Header: after("86400")}, time.Hour, forward.TroubleSlowDown, forward.Waiting},
		"503 with a wish": {lrs.Fault{Status: http.StatusServiceUnavailable, Header: after("30")}, 30 * time.Second, forward.TroubleSlowDown, forward.Waiting},
		"503":             {lrs.Fault{Status: http.StatusServiceUnavailable}, 500 * time.Millisecond, forward.TroubleDown, forward.Waiting},
		"504":             {lrs.Fault{Status: http.StatusGatewayTimeout}, 500 * time.Millisecond, forward.TroubleDown, forward.Waiting},
		"no answer":       {lrs.Fault{Drop: true}, 500 * time.Millisecond, forward.TroubleUnreachable, forward.Waiting},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startLRS(t)
			r.Faults().Queue(tc.fault)
			g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock(), environment(r))
			g.class(10, 0)
			g.drain()
			g.class(10, time.Minute) // is held as well
			g.drain()
			l := g.line(forward.Environment)
			if held := l.NextAt.Sub(g.clock.Now()); held != tc.held || l.Trouble.Code != tc.code || l.Condition != tc.condition || l.Trouble.Status != tc.fault.Status {
				t.Errorf("held for %v: %+v", held, l)
			}
			if l.Counts[forward.Queued] != 20 || len(l.Counts) != 1 {
				t.Errorf("%v", l.Counts)
			}
			g.clock.Add(tc.held)
			for range 20 { // a pace may be kept
				g.drain()
				g.clock.Add(time.Second)
			}
			endsOnce(t, g, forward.Environment, r)
			if l := g.line(forward.Environment); l.Condition != forward.Ready || l.Current {
				t.Errorf("%+v", l)
			}
		})
	}
}

func TestFWD07AStoppedStoreIsAskedHarmlesslyAndEverMoreRarely(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	r.Faults().Queue(lrs.Fault{Status: http.StatusUnauthorized, Times: 1000})
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock(), environment(r))
	g.class(10, 0)
	g.drain()
	for i, want := range []time.Duration{10 * time.Minute, 20 * time.Minute, 40 * time.Minute, time.Hour, time.Hour} {
		g.clock.Add(forward.PauseMost)
		g.drain()
		if held := g.line(forward.Environment).NextAt.Sub(g.clock.Now()); held != want {
			t.Errorf("try %d: held for %v, want %v", i+2, held, want)
		}
	}
	if n := r.Faults().Counters().Requests[http.MethodPost]; n != 1 {
		t.Errorf("%d POSTs to a store that refuses Lectern", n)
	}
}

func TestFWD08AStoreThatAsksToSlowDownGetsBatchesMoreRarely(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	r.Faults().Queue(lrs.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"1"}}, Times: 3})
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock())
	id := g.add(input(r, func(in *forward.Input) { in.BatchMost = 2 }))
	g.class(40, 0)
	seconds := 0
	for ; g.count(id, forward.Queued) > 0 && seconds < 60; seconds++ {
		g.drain()
		if seconds == 2 && g.line(id).Pace != 800*time.Millisecond {
			t.Errorf("pace %v after three wishes", g.line(id).Pace)
		}
		g.clock.Add(time.Second)
	}
	if seconds < 10 || seconds > 30 {
		t.Errorf("20 batches took %d s", seconds)
	}
	for range 40 {
		g.class(2, time.Minute)
		g.drain()
		g.clock.Add(time.Second)
	}
	if l := g.line(id); l.Pace != 0 || l.Counts[forward.Queued] != 0 {
		t.Errorf("pace %v, %v", l.Pace, l.Counts)
	}
}

func TestFWD09AStoreOfSmallBatchesGetsSmallOnes(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	r.Faults().SetPolicy(lrs.Policy{MaxStatements: 5})
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock())
	id := g.add(input(r, func(in *forward.Input) { in.BatchMost = 16 }))
	g.class(160, 0)
	g.drain()
	endsOnce(t, g, id, r)
	c := r.Faults().Counters()
	if c.Statuses[http.StatusRequestEntityTooLarge] > 3 || c.Requests[http.MethodPost] > 45 {
		t.Errorf("%+v", c)
	}
}

func TestFWD10TodayComesBeforeABackFill(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock())
	old := g.class(60, -24*time.Hour)
	id := g.add(input(r, func(in *forward.Input) { in.BatchMost = 10 }))
	if f := g.fill(id, old, false); f.Queued != 60 {
		t.Fatalf("%+v", f)
	}
	r.Faults().Queue(lrs.Fault{Status: http.StatusServiceUnavailable})
	g.drain()
	g.class(8, 0)
	g.clock.Add(time.Minute)
	g.drain()
	posts := r.sent()
	if len(posts) < 3 || !slices.Equal(posts[1], g.told[60:]) {
		t.Errorf("%d POSTs, the second isn't today's", len(posts))
	}
	endsOnce(t, g, id, r)
}
