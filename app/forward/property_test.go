package forward_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// script draws one thing that can happen to a request.
func script(rnd *rand.Rand) lrs.Fault {
	all := []lrs.Fault{
		{Method: http.MethodPost, Commit: true, Drop: true},
		{Method: http.MethodPost, Commit: true, Half: true},
		{Method: http.MethodPost, Commit: true, Status: http.StatusGatewayTimeout},
		{Method: http.MethodPost, Commit: true, Status: http.StatusInternalServerError},
		{Method: http.MethodPost, Commit: true, Status: http.StatusNoContent},
		{Method: http.MethodPost, Status: http.StatusInternalServerError, Times: 4},
		{Drop: true},
		{Status: http.StatusBadGateway, Body: "<h1>Oops</h1>"},
		{Status: http.StatusServiceUnavailable},
		{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"5"}}},
		{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {begin.Add(3 * time.Hour).Format(http.TimeFormat)}}},
		{Status: http.StatusMovedPermanently, Header: http.Header{"Location": {"https://elsewhere.example.org/"}}},
		{Status: http.StatusUnauthorized},
		{Method: http.MethodGet, Status: http.StatusServiceUnavailable},
		{Method: http.MethodGet, Status: http.StatusNotFound},
	}
	f := all[rnd.IntN(len(all))]
	f.Times = max(f.Times, 1+rnd.IntN(2))
	return f
}

// closing is a front of a store that, for so many POSTs, carries them out and closes its half of the connection without an
// answer, and keeps the other half open.
type closing struct {
	next http.Handler
	left atomic.Int32
}

func (c *closing) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost || c.left.Add(-1) < 0 {
		c.next.ServeHTTP(w, req)
		return
	}
	c.next.ServeHTTP(httptest.NewRecorder(), req)
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	if half, ok := conn.(*net.TCPConn); ok && half.CloseWrite() == nil {
		_, _ = io.Copy(io.Discard, conn) // until the other side goes
	}
	_ = conn.Close() // it is over either way
}

// world is a property test under way: two stores with peculiarities, and a process that dies now and then.
type world struct {
	t      *testing.T
	rnd    *rand.Rand
	url    string
	clock  *storetest.Clock
	stores []*records
	fronts []*closing
	ids    []forward.DestinationID
	g      *rig
	told   []string
}

func newWorld(t *testing.T, seed uint64, url string) *world {
	w := &world{t: t, rnd: rand.New(rand.NewPCG(seed, 7)), url: url, clock: newClock()}
	for range 2 {
		r := startLRS(t)
		r.Faults().SetPolicy(lrs.Policy{ConflictKnown: w.rnd.IntN(2) == 0, RefuseEvery: 13 * w.rnd.IntN(2), MaxStatements: 5 * w.rnd.IntN(2), WriteOnly: w.rnd.IntN(5) == 0})
		front := &closing{next: r.spy(r.Handler())}
		server := httptest.NewServer(front)
		t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
		r.url = server.URL + "/xapi"
		w.stores, w.fronts = append(w.stores, r), append(w.fronts, front)
	}
	w.start()
	w.ids = []forward.DestinationID{w.g.add(input(w.stores[0], func(in *forward.Input) { in.BatchMost = 1 + w.rnd.IntN(16) })),
		w.g.add(input(w.stores[1], named(forward.IdentityPseudonym, false), func(in *forward.Input) { in.BatchMost = 16 }))}
	return w
}

// start begins a process.
func (w *world) start() {
	w.g = newRig(w.t, storetest.Open(w.t, w.url), w.clock)
}

// class is told in the process there is.
func (w *world) class() app.SessionID {
	session := w.g.class(5+w.rnd.IntN(15), time.Duration(w.rnd.IntN(100))*time.Minute)
	w.told, w.g.told = append(w.told, w.g.told...), nil
	return session
}

// drain delivers, and dies on the way now and then: between what a store carried out and what would be written down.
func (w *world) drain() {
	if w.rnd.IntN(3) > 0 {
		w.g.drain()
		return
	}
	r, left := w.stores[w.rnd.IntN(2)], 1+w.rnd.IntN(6)
	dying := w.g.store
	r.answered = func() {
		if left--; left == 0 {
			if err := dying.Close(); err != nil {
				w.t.Error(err)
			}
		}
	}
	err := w.g.outbox.Drain(context.Background())
	r.answered = nil
	if left <= 0 {
		w.clock.Add(5 * time.Minute) // the lease of whoever died
		w.start()
	} else if err != nil {
		w.t.Error(err)
	}
}

// meddle is what a person may do at any time.
func (w *world) meddle(last app.SessionID) {
	id, ctx := w.ids[w.rnd.IntN(2)], context.Background()
	var err error
	switch w.rnd.IntN(6) {
	case 0:
		err = w.g.service.Pause(ctx, id)
	case 1:
		_, err = w.g.service.Resume(ctx, id)
	case 2:
		_, err = w.g.service.Retry(ctx, id, forward.Choice{All: true})
	case 3:
		_, err = w.g.service.Fill(ctx, id, app.StatementRange{Session: last}, w.rnd.IntN(2) == 0)
	}
	if err != nil {
		w.t.Error(err)
	}
}

// TestFWD22EveryStatementEndsOnceInEachStoreOrIsRefused: whatever happens, to the stores, to the connection, to Lectern.
func TestFWD22EveryStatementEndsOnceInEachStoreOrIsRefused(t *testing.T) {
	t.Parallel()
	seeds, err := strconv.ParseUint(cmp.Or(os.Getenv("LECTERN_FORWARD_SEEDS"), "4"), 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			fresh := storetest.SQLite
			if seed%4 == 3 {
				fresh = storetest.Postgres
			}
			w := newWorld(t, seed, fresh(t))
			for range 5 {
				last := w.class()
				for range w.rnd.IntN(4) {
					w.stores[w.rnd.IntN(2)].Faults().Queue(script(w.rnd))
				}
				w.fronts[w.rnd.IntN(2)].left.Store(int32(w.rnd.IntN(2)))
				for range 1 + w.rnd.IntN(4) {
					w.drain()
					w.clock.Add(time.Duration(w.rnd.IntN(600)) * time.Second)
				}
				w.meddle(last)
			}
			w.calm()
			w.check()
		})
	}
}

// calm lets everything come to an end.
func (w *world) calm() {
	for i, r := range w.stores {
		r.Faults().Clear()
		w.fronts[i].left.Store(0)
	}
	for _, id := range w.ids {
		if f, err := w.g.service.Resume(context.Background(), id); err != nil || !f.OK {
			w.t.Fatalf("%+v, %v", f, err)
		}
	}
	for range 30 {
		w.clock.Add(time.Hour)
		w.g.drain()
	}
}

func (w *world) check() {
	w.g.told = w.told
	for i, id := range w.ids {
		l := w.g.line(id)
		if l.Counts[forward.Queued] != 0 || l.Condition != forward.Ready {
			w.t.Errorf("%+v", l)
		}
		endsOnce(w.t, w.g, id, w.stores[i])
		sum := l.Counts[forward.Delivered] + l.Counts[forward.Duplicate] + l.Counts[forward.Refused]
		if int(sum) != len(w.told) {
			w.t.Errorf("%v of %d", l.Counts, len(w.told))
		}
	}
}
