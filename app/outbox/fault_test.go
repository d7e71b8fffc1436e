package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestRetryWaitsAsAskedOrBacksOff(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		after := []time.Duration{20 * time.Second, 0, 0, 100 * time.Hour}
		var attempts []int
		r := &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			n := batch[0].Attempt
			attempts = append(attempts, n)
			if n > len(after) {
				return all(batch, outbox.Result{Outcome: outbox.Done}), nil
			}
			return all(batch, outbox.Result{Outcome: outbox.Retry, After: after[n-1], Cause: "500"}), nil
		}}
		o, c := build(t, s, outbox.TopicConfig{}, r)
		add(t, o, message("a", "lms", ""))
		drain(t, o)
		// The random number is 0.5: after the second attempt 2 s · 0.5, after the third 4 s · 0.5; the last is capped.
		for i, due := range []time.Duration{20 * time.Second, time.Second, 2 * time.Second, outbox.MaxWait} {
			c.Add(due - time.Millisecond)
			drain(t, o)
			if len(attempts) != i+1 {
				t.Fatalf("attempt %d came early", len(attempts))
			}
			c.Add(time.Millisecond)
			drain(t, o)
			if len(attempts) != i+2 {
				t.Fatalf("attempt %d isn't due", i+2)
			}
		}
		if diff := cmp.Diff([]int{1, 2, 3, 4, 5}, attempts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestARetryDoesNotHoldUpOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if batch[0].ID == "bad" && batch[0].Attempt == 1 {
				return all(batch, outbox.Result{Outcome: outbox.Retry}), nil
			}
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}}
		o, c := build(t, s, outbox.TopicConfig{}, r)
		add(t, o, message("bad", "lms", ""), message("good", "lms", ""))
		drain(t, o)
		c.Add(time.Minute)
		drain(t, o)
		if diff := cmp.Diff([]string{"bad", "good", "bad"}, r.ids()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestHoldKeepsOrderAndAttemptsAndStopsNewMessages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		down := true
		r := &receiver{}
		r.answer = func(_ context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if destination == "lms" && down {
				return []outbox.Result{{Outcome: outbox.Done}}, &outbox.Hold{After: 30 * time.Second, Cause: "429"}
			}
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}
		o, c := build(t, s, outbox.TopicConfig{Batch: 3}, r)
		add(t, o, message("a", "lms", ""), message("b", "lms", ""), message("c", "lms", ""))
		drain(t, o)
		c.Add(29 * time.Second)
		add(t, o, message("d", "lms", ""), message("x", "other", ""))
		r.forget()
		drain(t, o)
		if diff := cmp.Diff([]string{"x"}, r.ids()); diff != "" {
			t.Errorf("during the hold: %s", diff)
		}
		stats, err := o.Stats(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		want := outbox.Stat{Topic: topicScore, Destination: "lms", State: "pending", Count: 3, OldestCreated: c.Now().Add(-29 * time.Second), LastError: "429", HeldUntil: c.Now().Add(time.Second)}
		if diff := cmp.Diff(want, stats[1]); diff != "" {
			t.Error(diff)
		}
		down = false
		c.Add(time.Second)
		r.forget()
		drain(t, o)
		if diff := cmp.Diff([]string{"b", "c", "d"}, r.ids()); diff != "" {
			t.Errorf("after the hold: %s", diff)
		}
		for _, d := range r.got {
			if d.Attempt != 1 {
				t.Errorf("%s has attempt %d", d.ID, d.Attempt)
			}
		}
	})
}

func TestHoldsBackOffAndAPersonEndsThem(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	var at []time.Duration
	r := &receiver{}
	o, c := build(t, s, outbox.TopicConfig{}, r)
	begin := c.Now()
	r.answer = func(context.Context, string, []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
		at = append(at, c.Now().Sub(begin))
		return nil, &outbox.Hold{Cause: "401"}
	}
	add(t, o, message("a", "lms", ""))
	for range 70 {
		drain(t, o)
		c.Add(100 * time.Millisecond)
	}
	want := []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond, 3500 * time.Millisecond}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Error(diff)
	}
	if err := o.Resume(context.Background(), topicScore, "lms"); err != nil {
		t.Fatal(err)
	}
	drain(t, o)
	if len(at) != 5 {
		t.Errorf("tried %d times", len(at))
	}
}

func TestDeadLetterTellsItsTopicAndCanBeRetried(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var told []string
		unable := true
		mended := false
		r := &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if mended {
				return all(batch, outbox.Result{Outcome: outbox.Done}), nil
			}
			return []outbox.Result{{Outcome: outbox.Dead, Cause: "400 no such line item"}, {Outcome: outbox.Done}}, nil
		}}
		var o *outbox.Outbox
		o, c := build(t, s, outbox.TopicConfig{Batch: 2, OnDead: func(ctx context.Context, d outbox.Delivery, cause string) error {
			if err := o.Add(ctx, message("notice-"+strconv.Itoa(d.Attempt), "elsewhere", "")); err != nil {
				return err
			}
			if unable {
				unable = false
				return errors.New("broken")
			}
			told = append(told, d.ID+": "+cause)
			return nil
		}}, r)
		add(t, o, message("a", "lms", ""), message("b", "lms", ""))
		drain(t, o) // telling fails: b is done and a will be tried again
		if diff := cmp.Diff(map[string]int{"pending": 1, "done": 1}, states(t, o)); diff != "" {
			t.Fatal(diff)
		}
		c.Add(time.Minute)
		drain(t, o)
		if diff := cmp.Diff([]string{"a: 400 no such line item"}, told[:1]); diff != "" {
			t.Fatal(diff)
		}
		mended = true
		if n, err := o.RetryDead(context.Background(), topicScore, "lms"); err != nil || n != 1 {
			t.Fatalf("retried %d, %v", n, err)
		}
		if n, err := o.Retry(context.Background(), "a", "b", "nobody"); err != nil || n != 0 {
			t.Fatalf("what isn't dead was retried: %d, %v", n, err)
		}
		r.forget()
		drain(t, o)
		if i := slices.Index(r.ids(), "a"); i < 0 || r.got[i].Attempt != 3 {
			t.Errorf("after the retry: %+v", r.got)
		}
	})
}

func TestRetriesEndWithAge(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	var causes []string
	r := &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
		return all(batch, outbox.Result{Outcome: outbox.Retry, After: time.Minute, Cause: "500"}), nil
	}}
	o, c := build(t, s, outbox.TopicConfig{GiveUp: time.Hour, OnDead: func(_ context.Context, _ outbox.Delivery, cause string) error {
		causes = append(causes, cause)
		return nil
	}}, r)
	add(t, o, message("a", "lms", ""))
	spend := func(minutes int) {
		for range minutes {
			drain(t, o)
			c.Add(time.Minute)
		}
	}
	spend(60)
	if len(causes) != 0 {
		t.Fatal("it gave up early")
	}
	spend(1)
	if diff := cmp.Diff([]string{"gave up after 1h0m0s: 500"}, causes); diff != "" {
		t.Fatal(diff)
	}
	// Retried, it gets its time again.
	if n, err := o.Retry(context.Background(), "a"); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	spend(60)
	if len(causes) != 1 {
		t.Error("it gave up at once")
	}
}

func TestAHandlerThatPanicsOrForgetsCausesARetry(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	calls := 0
	r := &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
		calls++
		switch calls {
		case 1:
			panic("broken")
		case 2:
			return nil, nil
		default:
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}
	}}
	o, c := build(t, s, outbox.TopicConfig{}, r)
	add(t, o, message("a", "lms", ""))
	for range 3 {
		drain(t, o)
		c.Add(time.Minute)
	}
	if diff := cmp.Diff(map[string]int{"done": 1}, states(t, o)); diff != "" || calls != 3 {
		t.Errorf("%d calls, %s", calls, diff)
	}
}

func TestAnInterruptedDeliveryKeepsItsPlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(context.Background())
		r := &receiver{answer: func(ctx context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			cancel()
			if ctx.Err() == nil {
				return all(batch, outbox.Result{Outcome: outbox.Done}), nil
			}
			return []outbox.Result{{Outcome: outbox.Done}, {Outcome: outbox.Retry, Cause: "context canceled"}}, nil
		}}
		o, _ := build(t, s, outbox.TopicConfig{Batch: 3}, r)
		add(t, o, message("a", "lms", ""), message("b", "lms", ""), message("c", "lms", ""), message("d", "lms", ""))
		if err := o.Drain(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		r.forget()
		drain(t, o)
		var got []string
		for _, d := range r.got {
			got = append(got, fmt.Sprint(d.ID, d.Attempt))
		}
		if diff := cmp.Diff([]string{"b2", "c2", "d1"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestALateResultIsDropped(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var first, second *outbox.Outbox
		slow := &receiver{}
		quick := &receiver{}
		first, c := build(t, s, outbox.TopicConfig{Timeout: time.Minute}, slow)
		second = must(outbox.New(outbox.Deps{Store: s, Clock: c.Now, Log: quiet()}))
		second.Handle(topicScore, outbox.TopicConfig{}, quick)
		slow.answer = func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			drain(t, second) // the lease still keeps it off
			if len(quick.ids()) > 0 {
				t.Error("taken from under a lease")
			}
			c.Add(2 * time.Minute)
			drain(t, second)
			return all(batch, outbox.Result{Outcome: outbox.Dead}), nil
		}
		add(t, first, message("a", "lms", ""))
		drain(t, first)
		if len(quick.got) != 1 || quick.got[0].Attempt != 2 {
			t.Errorf("the second got %+v", quick.got)
		}
		if diff := cmp.Diff(map[string]int{"done": 1}, states(t, first)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPruneKeepsWhatIsOwedAndDeadLetters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		r := &receiver{answer: func(_ context.Context, d string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if d == "dead" {
				return all(batch, outbox.Result{Outcome: outbox.Dead, Cause: "400"}), nil
			}
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}}
		o, c := build(t, s, outbox.TopicConfig{}, r)
		add(t, o, message("old", "lms", ""), message("older", "dead", ""))
		drain(t, o)
		c.Add(48 * time.Hour)
		later := message("later", "other", "")
		later.NotBefore = c.Now().Add(time.Hour)
		add(t, o, message("new", "lms", ""), later)
		drain(t, o)
		if err := o.Prune(ctx, 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]int{"done": 1, "dead": 1, "pending": 1}, states(t, o)); diff != "" {
			t.Error(diff)
		}
		c.Add(48 * time.Hour)
		if err := o.Prune(ctx, 24*time.Hour); err != nil {
			t.Fatal(err)
		}
		drain(t, o)
		add(t, o, message("again", "lms", ""))
		drain(t, o)
		if ids := r.ids(); ids[len(ids)-1] != "again" {
			t.Errorf("after pruning: %v", ids)
		}
	})
}
