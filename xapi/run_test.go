package xapi_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestSND13ACallerIsToldBeforeABatchIsSentInParts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	items := frozen(t, 0, 8)
	r.store.Faults().SetPolicy(lrs.Policy{RefuseIDs: map[string]int{items[5].ID.String(): 400}})
	var told []int
	run := xapi.Run{Split: func(_ context.Context, status int) error {
		told = append(told, status)
		if n := len(r.stored()); n != 0 {
			t.Errorf("%d statements were stored before", n)
		}
		return nil
	}}
	out, err := r.client.Deliver(t.Context(), items, run)
	if n := tally(t, items, out); err != nil || n[xapi.Delivered] != 7 || n[xapi.Dead] != 1 {
		t.Fatal(n, err)
	}
	if diff := cmp.Diff([]int{400}, told); diff != "" {
		t.Error(diff)
	}
	// Where the caller can't note it, nothing more goes out.
	full := errors.New("the disk is full")
	more := append(frozen(t, 8, 12), items[5])
	run.Split = func(context.Context, int) error { return full }
	if _, err := r.client.Deliver(t.Context(), more, run); !errors.Is(err, full) || len(r.stored()) != 7 {
		t.Errorf("%v, %d stored", err, len(r.stored()))
	}
}

func TestSND12ABearerTokenTakesThePlaceOfAPassword(t *testing.T) {
	t.Parallel()
	var got string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("Authorization") }))
	t.Cleanup(srv.Close)
	c := client(t, srv.URL, func(c *xapi.ClientConfig) { c.Token = "abc" })
	if _, err := c.Send(t.Context(), frozen(t, 0, 1)); err != nil || got != "Bearer abc" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestHighestVersion(t *testing.T) {
	t.Parallel()
	for want, have := range map[string][]string{"2.0.0": {"1.0.3", "2.0.0"}, "1.0.3": {"1.0"}, "": {"0.95", "3.0.0"}} {
		if got := xapi.HighestVersion(have); got != want {
			t.Errorf("%v: %q", have, got)
		}
	}
}
