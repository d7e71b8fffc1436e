package xapi_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

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
