package outbox_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestEveryMessageEndsOnce throws random outcomes at random messages. Each message ends exactly once, in done or dead,
// or is superseded by a newer one that ended; among those that went through at the first attempt, each destination's
// order is the order in which they were added.
func TestEveryMessageEndsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seeds := uint64(24)
		if s.Postgres() {
			seeds = 8
		}
		for seed := range seeds {
			storm := &storm{t: t, seed: seed, rand: rand.New(rand.NewPCG(seed, 7)), attempts: map[string]int{}, ended: map[string]string{}, first: map[string]int64{}}
			storm.run(s)
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
		t.Logf("seeds 0 to %d", seeds-1)
	})
}

type storm struct {
	t        *testing.T
	seed     uint64
	rand     *rand.Rand
	clock    *storetest.Clock
	calm     bool
	added    []outbox.Message
	attempts map[string]int    // counted so far
	ended    map[string]string // done or dead
	first    map[string]int64  // the last seq done at the first attempt, by destination
}

func (m *storm) run(s *store.Store) {
	m.clock = newClock()
	o := m.outbox(s)
	for range 45 {
		for range m.rand.IntN(3) {
			m.add(o)
		}
		drain(m.t, o)
		m.clock.Add(time.Duration(m.rand.IntN(60)) * time.Second)
		if m.rand.IntN(20) == 0 {
			o = m.outbox(s) // a restart
		}
	}
	m.calm = true
	for range 3 {
		m.clock.Add(time.Hour)
		drain(m.t, o)
	}
	m.check(o)
}

func (m *storm) outbox(s *store.Store) *outbox.Outbox {
	o := must(outbox.New(outbox.Deps{Store: s, Clock: m.clock.Now, Rand: m.rand.Float64, Log: quiet()}))
	o.Handle(topicScore, outbox.TopicConfig{Batch: 1 + m.rand.IntN(5), OnDead: func(_ context.Context, d outbox.Delivery, _ string) error {
		if m.rand.IntN(4) == 0 {
			return context.DeadlineExceeded // it can't be filed now
		}
		m.end(d, "dead")
		return nil
	}}, m)
	return o
}

func (m *storm) add(o *outbox.Outbox) {
	msg := message(fmt.Sprintf("s%d-%d", m.seed, len(m.added)), fmt.Sprintf("s%d-d%d", m.seed, m.rand.IntN(3)), "")
	if m.rand.IntN(3) == 0 {
		msg.CollapseKey = fmt.Sprint("k", m.rand.IntN(3))
	}
	add(m.t, o, msg)
	m.added = append(m.added, msg)
}

func (m *storm) end(d outbox.Delivery, how string) {
	if was := m.ended[d.ID]; was != "" {
		m.t.Errorf("%s ended as %s and again as %s", d.ID, was, how)
	}
	m.ended[d.ID] = how
}

// Deliver answers at random, and checks what it was given.
func (m *storm) Deliver(_ context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	m.look(destination, batch)
	hold := !m.calm && m.rand.IntN(6) == 0
	results := make([]outbox.Result, len(batch))
	for i := range batch {
		switch n := m.rand.IntN(20); {
		case m.calm || n < 11:
			results[i].Outcome = outbox.Done
		case n < 15:
			results[i] = outbox.Result{Outcome: outbox.Retry, After: time.Duration(m.rand.IntN(90)) * time.Second}
		case n < 17:
			results[i].Outcome = outbox.Dead
		case hold: // it stops here
			results = results[:i]
		}
		if len(results) <= i {
			break
		}
	}
	if !m.calm && m.rand.IntN(25) == 0 {
		m.clock.Add(10 * time.Minute) // late, but nobody took over
	}
	if m.calm || m.rand.IntN(25) > 0 {
		m.count(batch, results)
		if hold {
			return results, &outbox.Hold{After: time.Duration(m.rand.IntN(120)) * time.Second}
		}
		return results, nil
	}
	m.count(batch, make([]outbox.Result, len(batch)))
	panic("a broken handler")
}

// count remembers what the results mean.
func (m *storm) count(batch []outbox.Delivery, results []outbox.Result) {
	for i, d := range batch {
		if i >= len(results) {
			return
		}
		m.attempts[d.ID]++
		if results[i].Outcome != outbox.Done {
			continue
		}
		m.end(d, "done")
		if d.Attempt > 1 {
			continue
		}
		if d.Seq < m.first[d.Destination] {
			m.t.Errorf("%s went through out of order", d.ID)
		}
		m.first[d.Destination] = d.Seq
	}
}

func (m *storm) look(destination string, batch []outbox.Delivery) {
	for i, d := range batch {
		if d.Destination != destination || i > 0 && d.Seq <= batch[i-1].Seq {
			m.t.Errorf("%s is in the wrong batch or place", d.ID)
		}
		if m.ended[d.ID] != "" {
			m.t.Errorf("%s came again after it was %s", d.ID, m.ended[d.ID])
		}
		if d.Attempt != m.attempts[d.ID]+1 {
			m.t.Errorf("%s has attempt %d after %d", d.ID, d.Attempt, m.attempts[d.ID])
		}
	}
}

// check compares the end with what was added.
func (m *storm) check(o *outbox.Outbox) {
	want := map[string]int{}
	newest := map[string]string{} // ended, by destination and collapse key
	for i := len(m.added) - 1; i >= 0; i-- {
		msg := m.added[i]
		k := msg.Destination + " " + msg.CollapseKey
		switch how := m.ended[msg.ID]; {
		case how != "":
			want[msg.Destination+" "+how]++
			newest[k] = msg.ID
		case msg.CollapseKey != "" && newest[k] != "":
			want[msg.Destination+" superseded"]++
		default:
			m.t.Errorf("%s never ended", msg.ID)
		}
	}
	stats, err := o.Stats(context.Background())
	if err != nil {
		m.t.Fatal(err)
	}
	got := map[string]int{}
	for _, s := range stats {
		if _, ours := m.first[s.Destination]; ours {
			got[s.Destination+" "+s.State] += s.Count
		}
	}
	for k, n := range want {
		if got[k] != n {
			m.t.Errorf("%s: the table says %d, the handler %d", k, got[k], n)
		}
	}
}

func TestManyDrainsAtOnceNeverDeliverTwice(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, r := fresh(t), &receiver{}
			outboxes := make([]*outbox.Outbox, 4)
			for i := range outboxes {
				outboxes[i], _ = build(t, storetest.Open(t, url), outbox.TopicConfig{Batch: 2}, r)
			}
			ids := numbered("m", 60)
			for i, id := range ids {
				add(t, outboxes[0], message(id, fmt.Sprint("lms", i%3), ""))
			}
			var wg sync.WaitGroup
			for _, o := range outboxes {
				wg.Go(func() {
					if err := o.Drain(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			drain(t, outboxes[0])
			got := r.ids()
			slices.Sort(got)
			if diff := cmp.Diff(ids, got); diff != "" || r.shared {
				t.Errorf("shared %v: %s", r.shared, diff)
			}
		})
	}
}
