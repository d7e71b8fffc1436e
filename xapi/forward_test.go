package xapi_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// forwarder is the least caller that keeps the rules: what was ambiguous goes
// again alone and first, what has a fate is never sent again.
type forwarder struct {
	r       *rig
	pending []xapi.Frozen
	frozen  []uuid.UUID // in flight when the answer was lost
	fates   map[uuid.UUID]xapi.Outcome
}

// round makes one call and keeps what came out of it.
func (f *forwarder) round() error {
	var out []xapi.Outcome
	var err error
	if len(f.frozen) > 0 {
		var batch []xapi.Frozen
		for _, it := range f.pending {
			if slices.Contains(f.frozen, it.ID) {
				batch = append(batch, it)
			}
		}
		out, err = f.r.client.Resend(f.r.t.Context(), batch)
	} else {
		out, err = f.r.client.Send(f.r.t.Context(), f.pending)
	}
	for _, o := range out {
		if was, twice := f.fates[o.ID]; twice {
			f.r.t.Errorf("%s was %s and is %s", o.ID, was.State, o.State)
		}
		f.fates[o.ID] = o
	}
	f.pending = slices.DeleteFunc(slices.Clone(f.pending), func(it xapi.Frozen) bool {
		_, done := f.fates[it.ID]
		return done
	})
	f.frozen = nil
	var d *xapi.DestinationError
	if errors.As(err, &d) && d.Ambiguous {
		f.frozen = d.InFlight
	}
	return err
}

// crash forgets what the caller knew about requests in flight, as a process
// that is killed does.
func (f *forwarder) crash() { f.frozen = nil }

// randomFault is a passing trouble that a store was seen to have.
func randomFault(rnd *rand.Rand) lrs.Fault {
	commit := rnd.IntN(2) == 0
	return []lrs.Fault{
		{Commit: commit, Drop: true},
		{Commit: commit, Status: 500, Body: "<h1>oops</h1>"},
		{Commit: commit, Status: 502},
		{Commit: commit, Status: 504, Times: 2},
		{Status: 503},
		{Status: 429},
		{Status: 401},
		{Status: 301},
		{Method: "GET", Status: 404},
		{Method: "GET", Status: 503},
		{Method: "GET", Drop: true},
		{Commit: true, Half: true},
		{Commit: true, Status: 204},
		{Status: 500, Times: 4},
	}[rnd.IntN(14)]
}

// TestEveryStatementEndsOnceInTheStoreOrDead is the promise of the client:
// whatever happens on the way, nothing is lost, doubled or blamed for the
// store's trouble.
func TestEveryStatementEndsOnceInTheStoreOrDead(t *testing.T) {
	t.Parallel()
	for seed := range uint64(24) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(seed, 9))
			r := newRig(t, func(c *xapi.ClientConfig) { c.MaxBatch = 1 + rnd.IntN(16) })
			items := frozen(t, 0, 20+rnd.IntN(40))
			poison := map[string]int{}
			for range rnd.IntN(4) {
				it := items[rnd.IntN(len(items)-1)]
				poison[it.ID.String()] = []int{400, 413, 422, 500}[rnd.IntN(4)]
			}
			r.store.Faults().SetPolicy(lrs.Policy{RefuseIDs: poison, ConflictKnown: rnd.IntN(2) == 0,
				MaxStatements: []int{0, 0, 5}[rnd.IntN(3)], RefuseEvery: []int{0, 0, 9}[rnd.IntN(3)]})

			f := &forwarder{r: r, pending: items, fates: map[uuid.UUID]xapi.Outcome{}}
			for round := 0; len(f.pending) > 0; round++ {
				if round > 500 {
					t.Fatalf("%d statements never end", len(f.pending))
				}
				if round < 60 && rnd.IntN(3) > 0 {
					r.store.Faults().Queue(randomFault(rnd))
				}
				again := len(f.frozen) > 0
				if err := f.round(); err == nil && len(f.pending) > 0 && !again {
					t.Fatalf("no trouble, yet %d statements have no fate", len(f.pending))
				} else if err != nil && rnd.IntN(6) == 0 {
					f.crash()
				}
				// Something new always follows in a living school, so that a
				// poison is not alone for ever.
				if len(f.pending) == 1 && round > 60 {
					f.pending = append(f.pending, frozen(t, 1000+round, 1001+round)...)
				}
			}
			stored := r.stored()
			for id, o := range f.fates {
				in := slices.Contains(stored, id)
				if in == (o.State == xapi.Dead) {
					t.Errorf("%s is %s (%d %s), in the store: %t", id, o.State, o.Status, o.Text, in)
				}
				if _, bad := poison[id.String()]; bad && o.State != xapi.Dead {
					t.Errorf("poison %s is %s", id, o.State)
				}
			}
			for _, id := range stored {
				if _, known := f.fates[id]; !known {
					t.Errorf("%s is stored and has no fate", id)
				}
			}
		})
	}
}
