package activity_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// fault draws one thing that can happen to a request.
func fault(rnd *rand.Rand) lrs.Fault {
	all := []lrs.Fault{
		{Method: http.MethodPost, Commit: true, Drop: true},
		{Method: http.MethodPost, Commit: true, Half: true},
		{Method: http.MethodPost, Commit: true, Status: http.StatusGatewayTimeout},
		{Method: http.MethodPost, Commit: true, Status: http.StatusInternalServerError},
		{Drop: true},
		{Status: http.StatusBadGateway, Body: "<h1>Oops</h1>"},
		{Status: http.StatusServiceUnavailable},
		{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"5"}}},
		{Status: http.StatusUnauthorized},
		{Method: http.MethodGet, Status: http.StatusServiceUnavailable},
	}
	f := all[rnd.IntN(len(all))]
	f.Times = 1 + rnd.IntN(2)
	return f
}

// Whatever the store does, in the end it has every statement once, but for those that it refuses for good, which are
// dead letters. Two processes take turns, and attendance is recomputed in between.
func TestEveryStatementEndsExactlyOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) { endsOnce(t, s, rand.New(rand.NewPCG(seed, 7))) })
		})
	}
}

func endsOnce(t *testing.T, s *store.Store, rnd *rand.Rand) {
	r, c := startLRS(t), afterClass()
	policy := lrs.Policy{ConflictKnown: rnd.IntN(2) == 0, RefuseEvery: 13 * rnd.IntN(2), MaxStatements: 20 * rnd.IntN(2)}
	r.Faults().SetPolicy(policy)
	rigs := []*rig{newRig(t, s, r, c), newRig(t, s, r, c)}
	for i := range 6 {
		start := begin.Add(time.Duration(i) * time.Hour)
		session := ended(t, s, start)
		g := rigs[rnd.IntN(2)]
		g.settle(t, session, class(start))
		for range rnd.IntN(4) {
			r.Faults().Queue(fault(rnd))
		}
		for range 1 + rnd.IntN(5) {
			rigs[rnd.IntN(2)].drain(t)
			c.Add(time.Duration(rnd.IntN(600)) * time.Second)
		}
		lines := class(start)
		lines[0] = line("ann", app.RoleLearner, start, 1, 20, 25, 30+float64(rnd.IntN(10)))
		g.settle(t, session, append(lines, line("dan", app.RoleLearner, start, 3, 9)))
	}
	r.Faults().Clear()
	for range 20 {
		c.Add(10 * time.Minute)
		rigs[rnd.IntN(2)].drain(t)
	}
	counts, _ := rigs[0].stats(t)
	if counts["done"]+counts["dead"] != rigs[0].kept(t) {
		t.Errorf("outbox: %v of %d", counts, rigs[0].kept(t))
	}
	if policy.RefuseEvery == 0 && counts["dead"] > 0 {
		t.Errorf("%d statements died for no fault of theirs", counts["dead"])
	}
	rigs[0].once(t, r, counts["dead"])
}
