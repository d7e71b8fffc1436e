package activity_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// once checks that the LRS has every kept statement but the given number of them, and none twice.
func (g *rig) once(t *testing.T, r *records, missing int) {
	t.Helper()
	seen := map[string]int{}
	for _, st := range r.all(t) {
		seen[st.ID.String()]++
	}
	for id, n := range seen {
		if n > 1 {
			t.Errorf("%s is there %d times", id, n)
		}
	}
	if kept := g.kept(t); len(seen) != kept-missing {
		t.Errorf("the LRS has %d of %d statements", len(seen), kept)
	}
}

// big is a class of n learners with two visits each: 5 n + 4 statements.
func big(g *rig, n int, start time.Time) []activity.Line {
	lines := []activity.Line{line("teacher", app.RoleInstructor, start, 0, 45)}
	for i := range n {
		id := app.UserID(fmt.Sprintf("learner-%02d", i))
		g.people[id] = app.Person{ID: id, Issuer: issuer, Subject: fmt.Sprintf("1%02d", i)}
		lines = append(lines, line(id, app.RoleLearner, start, 1+float64(i)/10, 20, 25, 40+float64(i)/10))
	}
	return lines
}

func TestOneRefusedStatementOfABatch(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusBadRequest, http.StatusInternalServerError} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				r := startLRS(t)
				g := newRig(t, s, r, afterClass())
				session := ended(t, s, begin)
				g.settle(t, session, class(begin))
				var poison string
				if err := s.Read(t.Context()).Raw("SELECT id FROM statements WHERE kind = 'left' AND user_id = 'bob'").Scan(&poison).Error; err != nil {
					t.Fatal(err)
				}
				r.Faults().SetPolicy(lrs.Policy{RefuseIDs: map[string]int{poison: status}})
				g.drain(t)
				g.once(t, r, 1)
				inOrder(t, r.all(t))
				counts, byState := g.stats(t)
				if diff := cmp.Diff(map[string]int{"done": g.kept(t) - 1, "dead": 1}, counts); diff != "" {
					t.Error(diff)
				}
				if want := fmt.Sprintf("the record store refuses the statement (HTTP %d)", status); byState["dead"].LastError != want {
					t.Errorf("cause %q", byState["dead"].LastError)
				}
				// A person lets it try again once the store has changed its mind.
				r.Faults().SetPolicy(lrs.Policy{})
				if n, err := g.outbox.Retry(t.Context(), poison); n != 1 || err != nil {
					t.Fatal(n, err)
				}
				g.drain(t)
				g.once(t, r, 0)
			})
		})
	}
}

func TestTheRecordStoreIsDownForAnHour(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		r.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
		g := newRig(t, s, r, afterClass())
		g.settle(t, ended(t, s, begin), big(g, 30, begin))
		// The first answer is lost after the store took the batch. Then it fails in every way there is.
		r.Faults().Queue(lrs.Fault{Method: http.MethodPost, Commit: true, Drop: true}, lrs.Fault{Status: http.StatusServiceUnavailable, Times: 3},
			lrs.Fault{Drop: true, Times: 2}, lrs.Fault{Status: http.StatusBadGateway, Body: "<h1>Oops</h1>", Times: 2},
			lrs.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"120"}}}, lrs.Fault{Status: http.StatusGatewayTimeout, Times: 1000})
		for range 720 {
			g.drain(t)
			g.clock.Add(5 * time.Second)
		}
		if n := len(r.all(t)); n != 50 {
			t.Errorf("the store has %d statements", n)
		}
		later := begin.Add(2 * time.Hour)
		g.settle(t, ended(t, s, later), big(g, 3, later))
		r.Faults().Clear()
		requests := r.Faults().Counters().Requests
		for range 240 {
			g.drain(t)
			g.clock.Add(5 * time.Second)
		}
		g.once(t, r, 0)
		if counts, _ := g.stats(t); counts["done"] != g.kept(t) || len(counts) != 1 {
			t.Errorf("outbox: %v", counts)
		}
		list := r.all(t)
		for i := range list[1:] {
			if list[i+1].Timestamp.Before(list[i].Timestamp.Time) {
				t.Errorf("statement %d came out of order", i+1)
			}
		}
		// One POST for each of the four batches of the first class, of which the first was known, and one for the second.
		after := r.Faults().Counters().Requests
		if posts, gets := after[http.MethodPost]-requests[http.MethodPost], after[http.MethodGet]-requests[http.MethodGet]; posts > 5 || gets > 2 {
			t.Errorf("%d POSTs and %d GETs to catch up", posts, gets)
		}
	})
}

func TestAnAmbiguousBatchIsResentAsItWas(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		r.Faults().SetPolicy(lrs.Policy{ConflictKnown: true})
		r.Faults().Queue(lrs.Fault{Method: http.MethodPost, Commit: true, Drop: true})
		g := newRig(t, s, r, afterClass())
		g.settle(t, ended(t, s, begin), class(begin))
		g.drain(t)
		first := r.sent()
		// The second class is earlier than the first, and is new.
		earlier := begin.Add(-time.Hour)
		g.settle(t, ended(t, s, earlier), class(earlier))
		g.clock.Add(time.Hour)
		g.drain(t)
		then := r.sent()
		if len(first) != 1 || len(then) != 2 {
			t.Fatalf("%d POSTs, then %d", len(first), len(then))
		}
		if diff := cmp.Diff(first[0], then[0]); diff != "" {
			t.Errorf("the batch was changed: %s", diff)
		}
		for _, id := range then[1] {
			if slices.Contains(first[0], id) {
				t.Errorf("%s was sent with new ones", id)
			}
		}
		g.once(t, r, 0)
		if counts, _ := g.stats(t); counts["done"] != g.kept(t) {
			t.Errorf("outbox: %v", counts)
		}
	})
}

// crash delivers and dies before the outbox can write down what became of it.
type crash struct {
	*activity.Service
	die func() error
}

func (c crash) Deliver(ctx context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	results, hold := c.Service.Deliver(ctx, destination, batch)
	if err := c.die(); err != nil {
		panic(err)
	}
	return results, hold
}

// crashing registers the service with its crash around it.
type crashing struct {
	*outbox.Outbox
	service *activity.Service
	die     func() error
}

func (c crashing) Handle(t outbox.Topic, cfg outbox.TopicConfig, _ outbox.Handler) {
	c.Outbox.Handle(t, cfg, crash{c.service, c.die})
}

func TestACrashAfterSendingDoublesNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]lrs.Policy{
		"a store that takes what it knows":           {},
		"a store that answers 409 to what it knows":  {ConflictKnown: true},
		"a store that may not be read":               {ConflictKnown: true, WriteOnly: true},
		"a store that refuses a statement in eleven": {ConflictKnown: true, RefuseEvery: 11},
	}
	for name, policy := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kind, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
				t.Run(kind, func(t *testing.T) {
					t.Parallel()
					crashOnce(t, url(t), policy)
				})
			}
		})
	}
}

func crashOnce(t *testing.T, url string, policy lrs.Policy) {
	t.Helper()
	r, c := startLRS(t), afterClass()
	r.Faults().SetPolicy(policy)
	dying := storetest.Open(t, url)
	a := newRig(t, dying, nil, c)
	session := ended(t, dying, begin)
	service, err := activity.New(activity.Deps{Store: dying, Outbox: a.outbox, People: a.people, LRS: r.client(t), PublicURL: publicURL,
		Namespace: namespace, Clock: c.Now, Log: a.service.Log})
	if err != nil {
		t.Fatal(err)
	}
	service.Register(crashing{a.outbox, service, dying.Close})
	a.service = service
	a.settle(t, session, class(begin))
	if err := a.outbox.Drain(t.Context()); err == nil {
		t.Fatal("the process lived on")
	}
	crashed := r.sent()

	b := newRig(t, storetest.Open(t, url), r, c)
	earlier := begin.Add(-time.Hour)
	b.settle(t, ended(t, b.store, earlier), class(earlier))
	c.Add(time.Hour)
	b.drain(t)
	counts, _ := b.stats(t)
	if counts["done"]+counts["dead"] != b.kept(t) || (counts["dead"] > 0 && policy.RefuseEvery == 0) {
		t.Errorf("outbox: %v", counts)
	}
	b.once(t, r, counts["dead"])
	for i, post := range r.sent() {
		known := 0
		for _, id := range post {
			if slices.Contains(crashed[0], id) {
				known++
			}
		}
		if known > 0 && known < len(post) {
			t.Errorf("POST %d mixes %d known statements with new ones", i, known)
		}
	}
}

func TestTroubleOfTheStoreHoldsEverything(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault lrs.Fault
		held  time.Duration
		cause string
	}{
		"401":            {lrs.Fault{Status: http.StatusUnauthorized}, 5 * time.Minute, "the record store refuses Lectern: check its address and credentials (HTTP 401)"},
		"403":            {lrs.Fault{Status: http.StatusForbidden}, 5 * time.Minute, "the record store refuses Lectern: check its address and credentials (HTTP 403)"},
		"301":            {lrs.Fault{Status: http.StatusMovedPermanently}, 5 * time.Minute, "the record store refuses Lectern: check its address and credentials (HTTP 301)"},
		"429":            {lrs.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"77"}}}, 77 * time.Second, "the record store asks to slow down (HTTP 429)"},
		"503 with after": {lrs.Fault{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"30"}}}, 30 * time.Second, "the record store asks to slow down (HTTP 503)"},
		"503":            {lrs.Fault{Status: http.StatusServiceUnavailable}, 500 * time.Millisecond, "the record store is unavailable (HTTP 503)"},
		"504":            {lrs.Fault{Status: http.StatusGatewayTimeout}, 500 * time.Millisecond, "the record store is unavailable (HTTP 504)"},
		"no answer":      {lrs.Fault{Drop: true}, 500 * time.Millisecond, "the record store is unavailable: EOF"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Open(t, storetest.SQLite(t))
			r := startLRS(t)
			r.Faults().Queue(tc.fault)
			g := newRig(t, s, r, afterClass())
			g.settle(t, ended(t, s, begin), class(begin))
			g.drain(t)
			counts, byState := g.stats(t)
			if counts["pending"] != g.kept(t) || len(counts) != 1 {
				t.Errorf("outbox: %v", counts)
			}
			p := byState["pending"]
			if held := p.HeldUntil.Sub(g.clock.Now()); held != tc.held || p.LastError != tc.cause {
				t.Errorf("held for %v: %s", held, p.LastError)
			}
			g.clock.Add(tc.held)
			g.drain(t)
			g.once(t, r, 0)
			inOrder(t, r.all(t))
		})
	}
}

func TestMessagesThatMeanNothingAreDead(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, r, afterClass())
	for id, payload := range map[string]string{"no id": `{"v":1}`, "newer": `{"v":2,"id":"6f1a2f0c-94f7-4a42-8a86-5f5d6a1c7d11"}`, "not an id": `{"v":1,"id":"x"}`} {
		err := g.outbox.Add(t.Context(), outbox.Message{ID: id, Topic: activity.Topic, Destination: activity.Destination, Payload: json.RawMessage(payload)})
		if err != nil {
			t.Fatal(err)
		}
	}
	g.settle(t, ended(t, s, begin), class(begin))
	g.drain(t)
	if counts, _ := g.stats(t); counts["dead"] != 3 || counts["done"] != g.kept(t) {
		t.Errorf("outbox: %v", counts)
	}
	g.once(t, r, 0)
}

func TestWhatWasKeptWithoutAStoreIsSentLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := afterClass()
		without := newRig(t, s, nil, c)
		without.settle(t, ended(t, s, begin), class(begin))
		c.Add(24 * time.Hour)
		next := begin.Add(24 * time.Hour)
		without.settle(t, ended(t, s, next), class(next))
		without.drain(t)
		if counts, _ := without.stats(t); len(counts) != 0 {
			t.Errorf("outbox without a store: %v", counts)
		}

		r := startLRS(t)
		with := newRig(t, s, r, c)
		for i, want := range []int{with.kept(t), 0} {
			if n, err := with.service.QueueUnsent(t.Context()); n != want || err != nil {
				t.Errorf("call %d queued %d of %d: %v", i+1, n, want, err)
			}
		}
		with.drain(t)
		with.once(t, r, 0)
		list := r.all(t)
		for i := range list[1:] {
			if list[i+1].Timestamp.Before(list[i].Timestamp.Time) {
				t.Errorf("statement %d came out of order", i+1)
			}
		}
		// What was delivered isn't queued again once the outbox has forgotten it.
		c.Add(60 * 24 * time.Hour)
		if err := with.outbox.Prune(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		if n, err := with.service.QueueUnsent(t.Context()); n != 0 || err != nil {
			t.Errorf("after pruning: %d, %v", n, err)
		}
		var marks int
		if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM installation WHERE key = 'xapi_unsent_since'").Scan(&marks).Error; err != nil || marks != 0 {
			t.Errorf("%d marks left, %v", marks, err)
		}
	})
}

func TestNoStatementDiesOfALongOutage(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, r, afterClass())
	g.settle(t, ended(t, s, begin), class(begin))
	for range 4 {
		r.Faults().Queue(lrs.Fault{Method: http.MethodPost, Drop: true})
		g.drain(t)
		g.clock.Add(30 * 24 * time.Hour)
	}
	if counts, _ := g.stats(t); counts["pending"] != g.kept(t) {
		t.Errorf("outbox: %v", counts)
	}
	g.drain(t)
	g.once(t, r, 0)
}

func TestAnotherProcessTakesOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r, c := startLRS(t), afterClass()
		r.Faults().Queue(lrs.Fault{Method: http.MethodPost, Commit: true, Drop: true})
		a, b := newRig(t, s, r, c), newRig(t, s, r, c)
		a.settle(t, ended(t, s, begin), class(begin))
		a.drain(t)
		c.Add(time.Hour)
		b.drain(t)
		before := r.sent()
		// What the first process remembers is over, and isn't sent again.
		later := begin.Add(2 * time.Hour)
		a.settle(t, ended(t, s, later), class(later))
		a.drain(t)
		for _, post := range r.sent() {
			for _, id := range post {
				if slices.Contains(before[0], id) {
					t.Errorf("%s was sent again", id)
				}
			}
		}
		a.once(t, r, 0)
	})
}

// The client is what the feature is built for.
var _ activity.Sender = (*xapi.Client)(nil)
