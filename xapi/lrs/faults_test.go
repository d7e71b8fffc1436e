package lrs_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestFaultsSpoilTheAnswerOrTheRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault  lrs.Fault
		status int // 0: no answer
		stored int
	}{
		"status":          {lrs.Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}}, 503, 0},
		"html":            {lrs.Fault{Status: 500, Body: "<h1>oops</h1>"}, 500, 0},
		"commit and 500":  {lrs.Fault{Commit: true, Status: 500}, 500, 1},
		"dropped":         {lrs.Fault{Drop: true}, 0, 0},
		"commit and drop": {lrs.Fault{Commit: true, Drop: true}, 0, 1},
		"half":            {lrs.Fault{Commit: true, Half: true}, 200, 1},
		"other method":    {lrs.Fault{Method: "GET", Status: 500}, 200, 1},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, ":memory:")
			w.store.Faults().Queue(tc.fault)
			req, err := http.NewRequest("POST", w.url+statements, strings.NewReader(statement(1, "u1", room)))
			if err != nil {
				t.Fatal(err)
			}
			req.SetBasicAuth("u", "p")
			req.Header.Set("X-Experience-API-Version", "1.0.3")
			req.Header.Set("Content-Type", "application/json")
			status := 0
			if resp, err := http.DefaultClient.Do(req); err == nil {
				status = resp.StatusCode
				_, torn := io.ReadAll(resp.Body)
				if tc.fault.Half != errors.Is(torn, io.ErrUnexpectedEOF) {
					t.Errorf("body: %v", torn)
				}
				if got := resp.Header.Get("Retry-After"); got != tc.fault.Header.Get("Retry-After") {
					t.Errorf("Retry-After %q", got)
				}
				if html := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html"); html != (tc.fault.Body != "") {
					t.Errorf("type %q", resp.Header.Get("Content-Type"))
				}
				if err := resp.Body.Close(); err != nil {
					t.Error(err)
				}
			}
			if status != tc.status || w.count() != tc.stored {
				t.Errorf("status %d, %d stored; want %d, %d", status, w.count(), tc.status, tc.stored)
			}
		})
	}
}

func TestPolicyAndCounters(t *testing.T) {
	t.Parallel()
	w := open(t, ":memory:")
	w.store.Faults().SetPolicy(lrs.Policy{MaxStatements: 1, ConflictKnown: true, RefuseIDs: map[string]int{sid(9): 422}, WriteOnly: true})
	w.want(413, w.do("POST", statements, "["+statement(1, "u1", room)+","+statement(2, "u1", room)+"]"))
	w.want(200, w.do("POST", statements, statement(1, "u1", room)))
	w.want(409, w.do("POST", statements, statement(1, "u1", room)))
	w.want(422, w.do("POST", statements, statement(9, "u1", room)))
	w.want(403, w.do("GET", statements, ""))
	w.store.Faults().SetPolicy(lrs.Policy{RefuseEvery: 1})
	w.want(400, w.do("POST", statements, statement(2, "u1", room)))
	w.store.Faults().Queue(lrs.Fault{Commit: true, Status: 204})
	w.want(400, w.do("POST", statements, statement(2, "u1", room))) // no good news about a refusal
	want := lrs.Counters{
		Requests: map[string]int{"POST": 6, "GET": 1},
		Statuses: map[int]int{200: 1, 400: 2, 403: 1, 409: 1, 413: 1, 422: 1},
	}
	if diff := cmp.Diff(want, w.store.Faults().Counters()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPrefixAndPublicPage(t *testing.T) {
	t.Parallel()
	store, err := lrs.Open(":memory:", lrs.Config{Username: "u", Password: "p", Prefix: "data/xAPI/", PublicPage: true})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(store.Handler())
	t.Cleanup(func() {
		srv.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, store: store, url: srv.URL}
	const path = "/data/xAPI/statements"
	w.want(200, w.do("POST", path, "["+statement(1, "u1", room)+","+statement(2, "u1", room)+"]"))
	l := listed(t, w.want(200, w.do("GET", path+"?limit=1", "")).body)
	if !strings.HasPrefix(l.more, path+"?") {
		t.Errorf("more %q", l.more)
	}
	if next := listed(t, w.want(200, w.do("GET", l.more, "")).body); len(next.ids) != 1 || next.more != "" {
		t.Errorf("%+v", next)
	}
	noAuth := func(r *http.Request) { r.Header.Del("Authorization") }
	w.want(200, w.do("GET", "/", "", noAuth))
	w.want(401, w.do("GET", path, "", noAuth))
	w.want(404, w.do("GET", "/xapi/statements", ""))
}
