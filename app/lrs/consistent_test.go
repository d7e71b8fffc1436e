package lrs_test

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

// through asks up to when everything can be read.
func (r *rig) through(who [2]string) time.Time {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), "GET", r.url+"/statements?limit=1", http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	req.SetBasicAuth(who[0], who[1])
	req.Header.Set("X-Experience-API-Version", "2.0.0")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	at, err := time.Parse(time.RFC3339Nano, resp.Header.Get("X-Experience-API-Consistent-Through"))
	if err != nil {
		r.t.Fatal(err)
	}
	return at
}

// TestNothingAppearsBeforeWhatWasPromised looks while a transaction with a statement is open, as a class that is settled
// has: what is promised lies before its statements, and after it the promise goes on (xAPI 1.0.3 Communication 2.1.3).
func TestNothingAppearsBeforeWhatWasPromised(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRig(t, s)
		reader := r.add("statements/read")
		if err := r.service.Keep(t.Context(), []xapi.Frozen{frozen(1)}); err != nil {
			t.Fatal(err)
		}
		var promised time.Time
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			if err := r.service.Keep(ctx, []xapi.Frozen{frozen(2)}); err != nil {
				return err
			}
			promised = r.through(reader)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var st xapi.Statement
		if err := json.Unmarshal([]byte(r.want(200, "GET", "/statements?statementId="+id(2), "", reader)), &st); err != nil {
			t.Fatal(err)
		}
		if !promised.Before(st.Stored.Time) {
			t.Errorf("promised up to %v, then came one of %v", promised, st.Stored)
		}
		before := time.Now()
		if at := r.through(reader); before.Sub(at) > time.Minute || at.Before(promised) {
			t.Errorf("promised up to %v at %v", at, before)
		}
	})
}

// TestWritersAtOnceKeepTheirOrder lets many write at once: every statement is there, each with a moment that fits its place.
func TestWritersAtOnceKeepTheirOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRig(t, s)
		who := r.add()
		var wg sync.WaitGroup
		for n := range 24 {
			wg.Go(func() { r.want(200, "POST", "/statements", statement(n), who) })
		}
		wg.Wait()
		var list struct{ Statements []xapi.Statement }
		if err := json.Unmarshal([]byte(r.want(200, "GET", "/statements?ascending=true", "", who)), &list); err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(list.Statements); i++ {
			if !list.Statements[i].Stored.After(list.Statements[i-1].Stored.Time) {
				t.Errorf("%v after %v", list.Statements[i].Stored, list.Statements[i-1].Stored)
			}
		}
		if len(list.Statements) != 24 {
			t.Errorf("%d statements", len(list.Statements))
		}
	})
}
