package xapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// rig is a store behind a real server, and a client of it.
type rig struct {
	t      *testing.T
	store  *lrs.LRS
	server *httptest.Server
	client *xapi.Client
}

func newRig(t *testing.T, change ...func(*xapi.ClientConfig)) *rig {
	t.Helper()
	store, err := lrs.Open(":memory:", lrs.Config{Username: "u", Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(store.Handler())
	t.Cleanup(func() {
		srv.CloseClientConnections()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		srv.Close()
	})
	return &rig{t: t, store: store, server: srv, client: client(t, srv.URL+"/xapi", change...)}
}

func client(t *testing.T, endpoint string, change ...func(*xapi.ClientConfig)) *xapi.Client {
	t.Helper()
	cfg := xapi.ClientConfig{Endpoint: endpoint, Username: "u", Password: "p", MaxBatch: 64,
		Timeout: 20 * time.Second, RetryWait: time.Microsecond, ProbeWait: time.Microsecond}
	for _, f := range change {
		f(&cfg)
	}
	c, err := xapi.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// frozen are statements lo to hi-1.
func frozen(t *testing.T, lo, hi int) []xapi.Frozen {
	t.Helper()
	c, s := classroom(), session()
	var list []xapi.Frozen
	for n := lo; n < hi; n++ {
		f, err := xapi.Freeze(c.Joined(s, xapi.Visit{Key: fmt.Sprint("visit ", n), Role: xapi.RoleLearner,
			Actor: c.Person("https://lms.example.org", fmt.Sprint("u", n))}, start.Add(time.Duration(n)*time.Second)))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// send expects no trouble with the destination.
func (r *rig) send(items []xapi.Frozen) []xapi.Outcome {
	r.t.Helper()
	out, err := r.client.Send(r.t.Context(), items)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// trouble expects trouble of a kind.
func trouble(t *testing.T, err error, kind xapi.Kind) *xapi.DestinationError {
	t.Helper()
	var d *xapi.DestinationError
	if !errors.As(err, &d) || d.Kind != kind {
		t.Fatalf("error %v, want %s", err, kind)
	}
	return d
}

// stored are the ids in the store, in order of arrival; none may stand twice.
func (r *rig) stored() []uuid.UUID {
	r.t.Helper()
	all, err := r.store.Statements(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	var list []uuid.UUID
	for _, raw := range all {
		var s xapi.Statement
		if err := json.Unmarshal(raw, &s); err != nil {
			r.t.Fatal(err)
		}
		if slices.Contains(list, s.ID) {
			r.t.Errorf("%s is stored twice", s.ID)
		}
		list = append(list, s.ID)
	}
	return list
}

func idsOf(items []xapi.Frozen) []uuid.UUID {
	var list []uuid.UUID
	for _, it := range items {
		list = append(list, it.ID)
	}
	return list
}

// tally counts outcomes by state and checks that each id has one.
func tally(t *testing.T, items []xapi.Frozen, out []xapi.Outcome) map[xapi.State]int {
	t.Helper()
	n, seen := map[xapi.State]int{}, map[uuid.UUID]bool{}
	for _, o := range out {
		if seen[o.ID] {
			t.Errorf("%s has two outcomes", o.ID)
		}
		seen[o.ID] = true
		n[o.State]++
	}
	for _, it := range items {
		if !seen[it.ID] {
			t.Errorf("%s has no outcome", it.ID)
		}
	}
	return n
}

func (r *rig) requests(posts, gets int) {
	r.t.Helper()
	c := r.store.Faults().Counters().Requests
	if c["POST"] > posts || c["GET"] > gets {
		r.t.Errorf("%d POST and %d GET, want at most %d and %d", c["POST"], c["GET"], posts, gets)
	}
}

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

func TestSND10And11TroubleWithTheDestination(t *testing.T) {
	t.Parallel()
	soon := time.Date(2026, 11, 22, 10, 0, 30, 0, time.UTC)
	header := func(k, v string) http.Header { return http.Header{k: {v}} }
	tests := map[string]struct {
		fault lrs.Fault
		want  xapi.DestinationError
	}{
		"401":                  {lrs.Fault{Status: 401}, xapi.DestinationError{Kind: xapi.Paused}},
		"403":                  {lrs.Fault{Status: 403, Body: "no"}, xapi.DestinationError{Kind: xapi.Paused, Text: "no"}},
		"404":                  {lrs.Fault{Status: 404, Body: "<h1>\n gone </h1>"}, xapi.DestinationError{Kind: xapi.Paused, Text: "<h1> gone </h1>"}},
		"405":                  {lrs.Fault{Status: 405}, xapi.DestinationError{Kind: xapi.Paused}},
		"415":                  {lrs.Fault{Status: 415}, xapi.DestinationError{Kind: xapi.Paused}},
		"redirect":             {lrs.Fault{Status: 301, Header: header("Location", "/new")}, xapi.DestinationError{Kind: xapi.Paused, Text: "redirects elsewhere; enter the final address: /new"}},
		"307":                  {lrs.Fault{Status: 307, Header: header("Location", "/new")}, xapi.DestinationError{Kind: xapi.Paused, Text: "redirects elsewhere; enter the final address: /new"}},
		"429 in seconds":       {lrs.Fault{Status: 429, Header: header("Retry-After", "120")}, xapi.DestinationError{Kind: xapi.Throttled, RetryAfter: 2 * time.Minute}},
		"429 as a date":        {lrs.Fault{Status: 429, Header: header("Retry-After", soon.Format(http.TimeFormat))}, xapi.DestinationError{Kind: xapi.Throttled, RetryAfter: 30 * time.Second}},
		"429 in the past":      {lrs.Fault{Status: 429, Header: header("Retry-After", soon.Add(-time.Hour).Format(http.TimeFormat))}, xapi.DestinationError{Kind: xapi.Throttled}},
		"429 for ever":         {lrs.Fault{Status: 429, Header: header("Retry-After", "99999999999999")}, xapi.DestinationError{Kind: xapi.Throttled, RetryAfter: 24 * time.Hour}},
		"429 without a word":   {lrs.Fault{Status: 429}, xapi.DestinationError{Kind: xapi.Throttled}},
		"429 nonsense":         {lrs.Fault{Status: 429, Header: header("Retry-After", "soon")}, xapi.DestinationError{Kind: xapi.Throttled}},
		"503 with Retry-After": {lrs.Fault{Status: 503, Header: header("Retry-After", "5")}, xapi.DestinationError{Kind: xapi.Throttled, RetryAfter: 5 * time.Second}},
		"503":                  {lrs.Fault{Status: 503}, xapi.DestinationError{Kind: xapi.Unavailable}},
		"502":                  {lrs.Fault{Status: 502}, xapi.DestinationError{Kind: xapi.Unavailable, Ambiguous: true}},
		"408":                  {lrs.Fault{Status: 408}, xapi.DestinationError{Kind: xapi.Unavailable, Ambiguous: true}},
		"507":                  {lrs.Fault{Status: 507}, xapi.DestinationError{Kind: xapi.Unavailable, Ambiguous: true}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, func(c *xapi.ClientConfig) {
				c.MaxBatch = 2
				c.Now = func() time.Time { return soon.Add(-30 * time.Second) }
			})
			items := frozen(t, 0, 6)
			r.store.Faults().Queue(tc.fault)
			out, err := r.client.Send(t.Context(), items)
			d := trouble(t, err, tc.want.Kind)
			tc.want.Status, tc.want.InFlight = tc.fault.Status, idsOf(items[:2])
			if diff := cmp.Diff(&tc.want, d); diff != "" || len(out) != 0 {
				t.Errorf("%v (-want +got):\n%s", out, diff)
			}
			r.requests(1, 0)
			if n := tally(t, items, r.send(items)); n[xapi.Delivered] != 6 {
				t.Errorf("afterwards: %v", n)
			}
		})
	}
}

func TestProgressBeforeTroubleStands(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *xapi.ClientConfig) { c.MaxBatch = 5 })
	items := frozen(t, 0, 15)
	r.send(items[:5])
	r.store.Faults().Queue(lrs.Fault{Method: "POST", Commit: true, Status: 200}, lrs.Fault{Method: "POST", Commit: true, Drop: true})
	out, err := r.client.Send(t.Context(), items)
	d := trouble(t, err, xapi.Unavailable)
	if len(out) != 5 || out[4].ID != items[4].ID {
		t.Errorf("outcomes %v", out)
	}
	if diff := cmp.Diff(idsOf(items[5:10]), d.InFlight); diff != "" {
		t.Errorf("in flight (-want +got):\n%s", diff)
	}
}

func TestSND10NoConnection(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = client(t, address).Send(t.Context(), frozen(t, 0, 1))
	if d := trouble(t, err, xapi.Unavailable); d.Ambiguous {
		t.Error("a connection that was refused delivered something")
	}
	// What was ambiguous before stays so.
	_, err = client(t, address).Resend(t.Context(), frozen(t, 0, 2))
	if d := trouble(t, err, xapi.Unavailable); !d.Ambiguous {
		t.Error("a batch lost its ambiguity")
	}

	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	_, err = client(t, secure.URL).Send(t.Context(), frozen(t, 0, 1))
	trouble(t, err, xapi.Paused)

	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	_, err = client(t, "https"+strings.TrimPrefix(plain.URL, "http")).Send(t.Context(), frozen(t, 0, 1))
	trouble(t, err, xapi.Paused)
}

func TestSND12WhatGoesOverTheWire(t *testing.T) {
	t.Parallel()
	items := frozen(t, 0, 2)
	got := make(chan *http.Request, 1)
	bodies := make(chan string, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		buf := make([]byte, 1<<16)
		for {
			n, err := r.Body.Read(buf)
			b.Write(buf[:n])
			if err != nil {
				break
			}
		}
		got <- r
		bodies <- b.String()
	}))
	t.Cleanup(srv.Close)
	if _, err := client(t, " "+srv.URL+"/data/xAPI/statements/ ").Send(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	r := <-got
	user, password, _ := r.BasicAuth()
	have := map[string]string{
		"path": r.URL.String(), "method": r.Method, "user": user, "password": password,
		"version": r.Header.Get("X-Experience-API-Version"), "type": r.Header.Get("Content-Type"),
		"accept": r.Header.Get("Accept"), "content encoding": r.Header.Get("Content-Encoding"),
		"accept encoding": r.Header.Get("Accept-Encoding"), "body": <-bodies,
	}
	want := map[string]string{
		"path": "/data/xAPI/statements", "method": "POST", "user": "u", "password": "p",
		"version": "1.0.3", "type": "application/json", "accept": "application/json", "content encoding": "",
		"accept encoding": "identity", "body": "[" + string(items[0].Body) + "," + string(items[1].Body) + "]",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
