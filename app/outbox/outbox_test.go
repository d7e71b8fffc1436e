package outbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestAddTakesPartInTheTransaction(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o, _ := build(t, s, outbox.TopicConfig{Batch: 10}, r)
		broken := errors.New("broken")
		for id, fail := range map[string]error{"lost": broken, "kept": nil} {
			err := s.Tx(context.Background(), func(ctx context.Context) error {
				if err := o.Add(ctx, message(id, "lms", "")); err != nil {
					return err
				}
				return fail
			})
			if !errors.Is(err, fail) {
				t.Fatal(err)
			}
		}
		drain(t, o)
		if diff := cmp.Diff([]string{"kept"}, r.ids()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAddingAnIDTwiceIsOneMessage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o, _ := build(t, s, outbox.TopicConfig{}, r)
		add(t, o, message("a", "lms", ""), message("a", "lms", ""))
		drain(t, o)
		add(t, o, message("a", "lms", ""), message("b", "lms", ""))
		drain(t, o)
		if diff := cmp.Diff([]string{"a", "b"}, r.ids()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAddRefusesWhatCannotBeDelivered(t *testing.T) {
	t.Parallel()
	o, _ := build(t, storetest.Open(t, storetest.SQLite(t)), outbox.TopicConfig{}, &receiver{})
	bad := map[string]func(*outbox.Message){
		"no id":          func(m *outbox.Message) { m.ID = "" },
		"no topic":       func(m *outbox.Message) { m.Topic = "" },
		"no destination": func(m *outbox.Message) { m.Destination = "" },
		"no JSON":        func(m *outbox.Message) { m.Payload = []byte("{") },
	}
	for name, spoil := range bad {
		t.Run(name, func(t *testing.T) {
			m := message("a", "lms", "")
			spoil(&m)
			if err := o.Add(context.Background(), message("good", "lms", ""), m); !errors.Is(err, outbox.ErrInvalid) {
				t.Errorf("got %v", err)
			}
		})
	}
	if got := states(t, o); len(got) != 0 {
		t.Errorf("the outbox holds %v", got)
	}
}

func TestDeliveryCarriesTheMessage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o, c := build(t, s, outbox.TopicConfig{}, r)
		add(t, o, message("a", "lms", "k"))
		drain(t, o)
		want := []outbox.Delivery{{ID: "a", Seq: r.got[0].Seq, Destination: "lms", CollapseKey: "k", Payload: []byte(`{"v":1}`), Attempt: 1, Created: c.Now()}}
		if diff := cmp.Diff(want, r.got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOrderWithinADestinationAndBatches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var sizes []int
		r := &receiver{answer: func(_ context.Context, d string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if d == "lms" {
				sizes = append(sizes, len(batch))
			}
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}}
		o, _ := build(t, s, outbox.TopicConfig{Batch: 4}, r)
		ids := numbered("m", 10)
		for _, id := range ids {
			add(t, o, message(id, "lms", ""), message("x"+id, "other", ""))
		}
		drain(t, o)
		var got []string
		for _, d := range r.got {
			if d.Destination == "lms" {
				got = append(got, d.ID)
			}
		}
		if diff := cmp.Diff(ids, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]int{4, 4, 2}, sizes); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNotBeforeDelaysTheFirstAttempt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o, c := build(t, s, outbox.TopicConfig{}, r)
		later := message("later", "lms", "")
		later.NotBefore = c.Now().Add(time.Minute)
		add(t, o, later, message("now", "lms", ""))
		drain(t, o)
		c.Add(time.Minute)
		drain(t, o)
		if diff := cmp.Diff([]string{"now", "later"}, r.ids()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCollapseToTheNewest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o, _ := build(t, s, outbox.TopicConfig{Batch: 2}, r)
		add(t, o, message("a1", "lms", "a"), message("b1", "lms", "b"), message("n1", "lms", ""), message("a2", "lms", "a"),
			message("a1x", "other", "a"), message("n2", "lms", ""), message("a3", "lms", "a"))
		drain(t, o)
		got := map[string][]string{}
		for _, d := range r.got {
			got[d.Destination] = append(got[d.Destination], d.ID)
		}
		want := map[string][]string{"lms": {"b1", "n1", "n2", "a3"}, "other": {"a1x"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[string]int{"done": 5, "superseded": 2}, states(t, o)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOneBeingSentIsNotCollapsedUnderItsSender(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o, c := build(t, s, outbox.TopicConfig{}, r)
		r.answer = func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if batch[0].ID == "old" {
				add(t, o, message("new", "lms", "k"))
				return all(batch, outbox.Result{Outcome: outbox.Retry, After: time.Minute}), nil
			}
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}
		add(t, o, message("old", "lms", "k"))
		drain(t, o)
		c.Add(time.Hour) // the retry of the old one would be due: the newer one was delivered
		drain(t, o)
		if diff := cmp.Diff([]string{"old", "new"}, r.ids()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[string]int{"done": 1, "superseded": 1}, states(t, o)); diff != "" {
			t.Error(diff)
		}
	})
}
