package xapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

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
