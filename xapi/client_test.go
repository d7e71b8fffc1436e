package xapi_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestSendKeepsOrderAndLimits(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *xapi.ClientConfig) { c.MaxBatch = 10 })
	items := frozen(t, 0, 35)
	if n := tally(t, items, r.send(items)); n[xapi.Delivered] != 35 {
		t.Errorf("%v", n)
	}
	if diff := cmp.Diff(idsOf(items), r.stored()); diff != "" {
		t.Errorf("order (-sent +stored):\n%s", diff)
	}
	r.requests(4, 0)

	small := newRig(t, func(c *xapi.ClientConfig) { c.MaxBytes = 3 * len(items[0].Body) })
	small.send(items[:4])
	if c := small.store.Faults().Counters().Requests["POST"]; c != 2 {
		t.Errorf("%d requests for 4 statements of which 2 fit", c)
	}
	if out, err := r.client.Send(t.Context(), nil); err != nil || len(out) != 0 {
		t.Errorf("nothing to send: %v %v", out, err)
	}
	if _, err := r.client.Send(t.Context(), append(frozen(t, 0, 2), items[0])); !errors.Is(err, xapi.ErrRepeatedID) {
		t.Errorf("repeated id: %v", err)
	}
	r.requests(4, 0)
}

func TestSND01AnySuccessIsDeliveredWhateverTheBody(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]lrs.Fault{
		"204 without body": {Commit: true, Status: 204},
		"html":             {Commit: true, Status: 200, Body: "<html>fine</html>"},
		"half-closed":      {Commit: true, Half: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.store.Faults().Queue(fault)
			items := frozen(t, 0, 3)
			if n := tally(t, items, r.send(items)); n[xapi.Delivered] != 3 {
				t.Errorf("%v", n)
			}
			r.requests(1, 0)
		})
	}
}

func TestSND02And03LostAnswerAfterCommitIsProbedAtBothEnds(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]lrs.Fault{
		"dropped": {Commit: true, Drop: true},
		"502":     {Commit: true, Status: 502, Body: "<html>"},
		"504":     {Commit: true, Status: 504},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.store.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
			r.store.Faults().Queue(fault)
			items := frozen(t, 0, 64)
			out, err := r.client.Send(t.Context(), items)
			d := trouble(t, err, xapi.Unavailable)
			if !d.Ambiguous || len(out) != 0 {
				t.Errorf("%+v, %d outcomes", d, len(out))
			}
			if diff := cmp.Diff(idsOf(items), d.InFlight); diff != "" {
				t.Errorf("in flight (-want +got):\n%s", diff)
			}
			out, err = r.client.Resend(t.Context(), items)
			if err != nil {
				t.Fatal(err)
			}
			if n := tally(t, items, out); n[xapi.Delivered] != 64 {
				t.Errorf("%v", n)
			}
			r.requests(2, 2)
			if len(r.stored()) != 64 {
				t.Errorf("%d stored", len(r.stored()))
			}
		})
	}
}

func TestSND02NoAnswerInTime(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *xapi.ClientConfig) { c.Timeout = 50 * time.Millisecond })
	r.store.Faults().Queue(lrs.Fault{Commit: true, Hang: true})
	d := func() *xapi.DestinationError {
		_, err := r.client.Send(t.Context(), frozen(t, 0, 2))
		return trouble(t, err, xapi.Unavailable)
	}()
	if !d.Ambiguous || !errors.Is(d, context.DeadlineExceeded) {
		t.Errorf("%+v", d)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := r.client.Send(gone, frozen(t, 2, 3))
	if trouble(t, err, xapi.Unavailable); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSND03AmbiguousBatchThatWasNotStored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.store.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
	items := frozen(t, 0, 8)
	r.send(items[2:3]) // known from elsewhere, so the batch meets a 409
	r.store.Faults().Queue(lrs.Fault{Drop: true})
	_, err := r.client.Send(t.Context(), items)
	trouble(t, err, xapi.Unavailable)
	out, err := r.client.Resend(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	n := tally(t, items, out)
	if n[xapi.Delivered] != 7 || n[xapi.Duplicate] != 1 || len(r.stored()) != 8 {
		t.Errorf("%v, %d stored", n, len(r.stored()))
	}
}

func TestSND04And05BatchOfNewAndKnown(t *testing.T) {
	t.Parallel()
	for name, policy := range map[string]lrs.Policy{
		"store that compares":      {},
		"409 for whatever known":   {ConflictKnown: true},
		"which may not be read":    {ConflictKnown: true, WriteOnly: true},
		"and takes small requests": {ConflictKnown: true, MaxStatements: 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.send(frozen(t, 10, 14))
			r.store.Faults().SetPolicy(policy)
			items := frozen(t, 0, 20)
			n := tally(t, items, r.send(items))
			if n[xapi.Dead] != 0 || n[xapi.Delivered]+n[xapi.Duplicate] != 20 || len(r.stored()) != 20 {
				t.Errorf("%v, %d stored", n, len(r.stored()))
			}
			if policy.ConflictKnown && n[xapi.Duplicate] != 4 {
				t.Errorf("%v, want 4 duplicates", n)
			}
		})
	}
}

func TestSND05ConflictsOfOneStatement(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	items := frozen(t, 0, 2)

	r.store.Faults().Queue(lrs.Fault{Method: "POST", Status: 409, Body: "so it says"})
	out := r.send(items[:1])
	if out[0].State != xapi.Dead || !strings.HasPrefix(out[0].Text, "conflict") {
		t.Errorf("conflict without a statement: %+v", out[0])
	}
	// It becomes readable only after two looks.
	r.send(items[1:])
	r.store.Faults().Queue(lrs.Fault{Method: "POST", Status: 409}, lrs.Fault{Method: "GET", Status: 404, Times: 4})
	if out := r.send(items[1:]); out[0].State != xapi.Duplicate {
		t.Errorf("readable late: %+v", out[0])
	}
	// Voided meanwhile: it is there, though hidden.
	void, err := xapi.Freeze(classroom().Voided(items[1].ID, start))
	if err != nil {
		t.Fatal(err)
	}
	r.send([]xapi.Frozen{void})
	r.store.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
	if out := r.send(items[1:]); out[0].State != xapi.Duplicate {
		t.Errorf("voided: %+v", out[0])
	}
}

func TestSND06And07PoisonInABatch(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 413, 422} {
		for _, poison := range [][]int{{0}, {63}, {31}, {5, 6}, {0, 20, 63}} {
			t.Run(fmt.Sprintf("%d at %v", status, poison), func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				items := frozen(t, 0, 64)
				refuse := map[string]int{}
				for _, p := range poison {
					refuse[items[p].ID.String()] = status
				}
				r.store.Faults().SetPolicy(lrs.Policy{RefuseIDs: refuse})
				out := r.send(items)
				if n := tally(t, items, out); n[xapi.Dead] != len(poison) || n[xapi.Delivered] != 64-len(poison) {
					t.Errorf("%v", n)
				}
				for _, o := range out {
					if o.State == xapi.Dead && (o.Status != status || !strings.Contains(o.Text, "refused by policy")) {
						t.Errorf("dead without the store's words: %+v", o)
					}
				}
				r.requests(13*len(poison), 1)
			})
		}
	}
}

func TestSND06TooManyStatements(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.store.Faults().SetPolicy(lrs.Policy{MaxStatements: 10})
	items := frozen(t, 0, 64)
	if n := tally(t, items, r.send(items)); n[xapi.Delivered] != 64 {
		t.Errorf("%v", n)
	}
	if diff := cmp.Diff(idsOf(items), r.stored()); diff != "" {
		t.Errorf("order (-sent +stored):\n%s", diff)
	}
}

func TestSND07StoreThatRefusesEverythingIsPaused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.store.Faults().Queue(lrs.Fault{Status: 400, Body: "no such version", Times: 1000})
	items := frozen(t, 0, 4)
	out, err := r.client.Send(t.Context(), items)
	d := trouble(t, err, xapi.Paused)
	if len(out) != 0 || d.Text != "no such version" || d.Ambiguous {
		t.Errorf("%v %+v", out, d)
	}
}

func TestSND08And09PoisonThatCrashesTheStore(t *testing.T) {
	t.Parallel()
	for _, poison := range []int{0, 11, 63} {
		r := newRig(t)
		items := frozen(t, 0, 64)
		r.store.Faults().SetPolicy(lrs.Policy{RefuseIDs: map[string]int{items[poison].ID.String(): 500}})
		n := tally(t, items, r.send(items))
		if n[xapi.Dead] != 1 || n[xapi.Delivered] != 63 || len(r.stored()) != 63 {
			t.Errorf("poison at %d: %v, %d stored", poison, n, len(r.stored()))
		}
	}
}

func TestSND08PassingWeakness(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.store.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
	r.store.Faults().Queue(lrs.Fault{Status: 500, Commit: true}, lrs.Fault{Status: 500})
	items := frozen(t, 0, 10)
	if n := tally(t, items, r.send(items)); n[xapi.Delivered] != 10 {
		t.Errorf("%v", n)
	}
	r.requests(3, 2) // stored the first time, so the third attempt is probed
}

func TestSND09NothingIsDeadWhereNothingPasses(t *testing.T) {
	t.Parallel()
	// The store is ill altogether.
	r := newRig(t)
	r.store.Faults().Queue(lrs.Fault{Status: 500, Times: 1000})
	items := frozen(t, 0, 16)
	out, err := r.client.Send(t.Context(), items)
	if d := trouble(t, err, xapi.Unavailable); len(out) != 0 || len(d.InFlight) != 16 || !d.Ambiguous {
		t.Errorf("%v %+v", out, d)
	}
	r.requests(3, 1)

	// It answers questions, but takes nothing.
	r.store.Faults().Clear()
	r.store.Faults().Queue(lrs.Fault{Method: "POST", Status: 500, Times: 1000})
	out, err = r.client.Send(t.Context(), items)
	if d := trouble(t, err, xapi.Unavailable); len(out) != 0 || len(d.InFlight) != 1 || d.Ambiguous {
		t.Errorf("%v %+v", out, d)
	}

	// Alone, a poison stays; beside others it is found out.
	r.store.Faults().Clear()
	r.store.Faults().SetPolicy(lrs.Policy{RefuseIDs: map[string]int{items[0].ID.String(): 500}})
	_, err = r.client.Send(t.Context(), items[:1])
	trouble(t, err, xapi.Unavailable)
	if n := tally(t, items[:2], r.send(items[:2])); n[xapi.Dead] != 1 || n[xapi.Delivered] != 1 {
		t.Errorf("%v", n)
	}
}
