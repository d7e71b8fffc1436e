package forward_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// outage is a front of a store that goes down after so many requests, for a while, and loses one answer before.
type outage struct {
	next  http.Handler
	after int
	lasts time.Duration

	mu       sync.Mutex
	requests int
	fell     time.Time
	until    time.Time
	back     time.Time // the first request after it
	down     int       // requests that it answered in vain
	sizes    []int
}

func (o *outage) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	o.mu.Lock()
	if req.Method == http.MethodPost {
		o.requests++
	}
	now := time.Now()
	switch {
	case o.after > 0 && o.requests == o.after: // the store takes it and falls over before it can say so
		o.after, o.fell, o.until = 0, now, now.Add(o.lasts)
		o.mu.Unlock()
		o.next.ServeHTTP(httptest.NewRecorder(), req)
		panic(http.ErrAbortHandler)
	case now.Before(o.until):
		o.down++
		o.mu.Unlock()
		panic(http.ErrAbortHandler)
	case o.back.IsZero() && !o.fell.IsZero():
		o.back = now
	}
	o.mu.Unlock()
	if req.Method == http.MethodPost {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		o.mu.Lock()
		o.sizes = append(o.sizes, bytes.Count(body, []byte(`"timestamp":`)))
		o.mu.Unlock()
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	o.next.ServeHTTP(w, req)
}

// fileStore is a record store on a file.
func fileStore(t testing.TB) *lrs.LRS {
	t.Helper()
	l, err := lrs.Open(filepath.Join(t.TempDir(), "lrs.db"), lrs.Config{Username: "user", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// limit is how many statements a second the store takes from a client that does nothing but send whole batches.
func limit(t testing.TB, items []xapi.Frozen) float64 {
	t.Helper()
	server := httptest.NewServer(fileStore(t).Handler())
	defer server.Close()
	c, err := xapi.NewClient(xapi.ClientConfig{Endpoint: server.URL + "/xapi", Username: "user", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if out, err := c.Send(context.Background(), items); err != nil || len(out) != len(items) {
		t.Fatal(len(out), err)
	}
	return float64(len(items)) / time.Since(begun).Seconds()
}

// course is n statements that a store is to get, with the clock of the wall.
type course struct {
	g     *rig
	id    forward.DestinationID
	store *lrs.LRS
	front *outage
	items []xapi.Frozen
	took  time.Duration // but for the outage
}

// forwardCourse sends n statements to a store that refuses three of them and is down for a while in the middle.
func forwardCourse(t testing.TB, n int, lasts time.Duration) *course {
	t.Helper()
	c := &course{store: fileStore(t)}
	c.front = &outage{next: c.store.Handler(), after: n / 100, lasts: lasts}
	server := httptest.NewServer(c.front)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(server.Close)
	s := storetest.Open(t, storetest.SQLite(t))
	c.g = newRig(t, s, nil, func(d *forward.Deps) {
		o, err := outbox.New(outbox.Deps{Store: s, Log: d.Log, Poll: 100 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		d.Outbox, d.Clock, d.Rand, d.Tune = o, time.Now, nil, nil
		d.Environment = &forward.Store{Endpoint: server.URL + "/xapi", Username: "user", Password: password}
	})
	c.id = forward.Environment
	session := app.SessionID(app.NewID())
	var list []app.Statement
	err := s.Tx(context.Background(), func(ctx context.Context) error {
		list = c.g.keep(ctx, session, "0196aaaa-0000-7000-8000-000000000001", n, begin)
		return c.g.service.Queue(ctx, list)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range list {
		c.items = append(c.items, xapi.Frozen{ID: uuid.MustParse(st.ID), Body: st.Body})
	}
	c.store.Faults().SetPolicy(lrs.Policy{RefuseIDs: map[string]int{list[n/7].ID: 400, list[n/3].ID: 413, list[n/2].ID: 422}})
	c.run(t)
	return c
}

// run delivers as a server does until nothing is queued.
func (c *course) run(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	o, ok := c.g.service.Outbox.(*outbox.Outbox)
	if !ok {
		t.Fatal("no outbox")
	}
	c.g.service.Register(o)
	begun := time.Now()
	wg.Go(func() {
		if err := o.RunWorkers(ctx); err != nil {
			t.Error(err)
		}
	})
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); c.waits(t); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("%+v", c.g.line(c.id))
		}
	}
	c.took = time.Since(begun)
	cancel()
	wg.Wait()
}

// waits says whether something is queued, without counting.
func (c *course) waits(t testing.TB) bool {
	t.Helper()
	var found []int
	if err := c.g.store.Read(context.Background()).Raw("SELECT 1 FROM forward_deliveries WHERE destination_id = ? AND state = 'queued' LIMIT 1", string(c.id)).Scan(&found).Error; err != nil {
		t.Fatal(err)
	}
	return len(found) > 0
}

// explained is the refused statements with their reasons.
func (c *course) explained(t testing.TB) []forward.RefusedStatement {
	t.Helper()
	list, err := c.g.service.Refused(context.Background(), c.id, "", 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (c *course) stored(t testing.TB) int {
	t.Helper()
	raws, err := c.store.Statements(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return len(raws)
}

// TestFWD24AThousandStatementsIntoAStoreThatRefusesThreeAndGoesDown is the benchmark with less.
func TestFWD24AThousandStatementsIntoAStoreThatRefusesThreeAndGoesDown(t *testing.T) {
	t.Parallel()
	c := forwardCourse(t, 1000, 300*time.Millisecond)
	refused := c.explained(t)
	if stored := c.stored(t); stored != 997 || len(refused) != 3 {
		t.Errorf("%d stored, %d refused", stored, len(refused))
	}
	for _, st := range refused {
		if st.Reason == "" || st.Said == "" || st.Status < 400 || len(st.Body) == 0 {
			t.Errorf("unexplained: %+v", st)
		}
	}
	full := 0
	for _, n := range c.front.sizes {
		if n == 50 {
			full++
		}
	}
	// 20 batches, of which three are taken apart to find one statement in 50: some 12 requests each.
	if full < 16 || len(c.front.sizes) > 20+3*14 {
		t.Errorf("%d requests, %d of them whole batches", len(c.front.sizes), full)
	}
}

// BenchmarkForward sends 10,000 statements into a store that refuses three of them and is down for 3 s, and compares with
// what the store takes of plain batches of 50.
func BenchmarkForward(b *testing.B) {
	const n, lasts = 10_000, 3 * time.Second
	for b.Loop() {
		c := forwardCourse(b, n, lasts)
		most := limit(b, c.items)
		refused := c.explained(b)
		took := c.took - c.outage()
		sum := 0
		for _, size := range c.front.sizes {
			sum += size
		}
		rate := float64(n) / took.Seconds()
		b.Logf("%d stored, %d refused, of %d; %d POSTs that the store answered (median %d statements, mean %.1f), %d questions and POSTs while it was down", c.stored(b), len(refused), n,
			len(c.front.sizes), median(c.front.sizes), float64(sum)/float64(len(c.front.sizes)), c.front.down)
		for _, st := range refused {
			b.Logf("refused: %s", st.Reason)
		}
		b.Logf("%.1f s in all; but for the outage of %v and the wait after it, %.0f statements/s, and the store's limit is %.0f/s: %.2f of it", c.took.Seconds(), lasts, rate, most, rate/most)
		b.ReportMetric(rate, "statements/s")
		b.ReportMetric(most, "limit/s")
		b.ReportMetric(rate/most, "of-limit")
		b.ReportMetric(float64(sum)/float64(len(c.front.sizes)), "statements/POST")
		b.ReportMetric(0, "ns/op")
		if c.stored(b) != n-3 || len(refused) != 3 {
			b.Errorf("%d stored, %d refused", c.stored(b), len(refused))
		}
	}
}

func median(list []int) int {
	list = slices.Clone(list)
	slices.Sort(list)
	return list[len(list)/2]
}

// outage is from the moment that the store fell over until it answered again.
func (c *course) outage() time.Duration {
	return c.front.back.Sub(c.front.fell)
}
