package auth_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestExchange(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		code func(t *testing.T, w world) string
		want app.Code // "" where the code is good
	}{
		"fresh": {func(t *testing.T, w world) string { return w.begin(t, login("a")) }, ""},
		"just in time": {func(t *testing.T, w world) string {
			code := w.begin(t, login("a"))
			w.clock.Add(auth.CodeLife - time.Millisecond)
			return code
		}, ""},
		"expired": {func(t *testing.T, w world) string {
			code := w.begin(t, login("a"))
			w.clock.Add(auth.CodeLife)
			return code
		}, app.CodeLaunchCodeUnknown},
		"used": {func(t *testing.T, w world) string {
			code := w.begin(t, login("a"))
			w.exchange(t, code)
			return code
		}, app.CodeLaunchCodeUsed},
		"used and expired": {func(t *testing.T, w world) string {
			code := w.begin(t, login("a"))
			w.exchange(t, code)
			w.clock.Add(time.Hour)
			return code
		}, app.CodeLaunchCodeUsed},
		"unknown":      {func(*testing.T, world) string { return strings.Repeat("A", 32) }, app.CodeLaunchCodeUnknown},
		"empty":        {func(*testing.T, world) string { return "" }, app.CodeLaunchCodeUnknown},
		"oversized":    {func(*testing.T, world) string { return strings.Repeat("A", 1<<20) }, app.CodeLaunchCodeUnknown},
		"with garbage": {func(t *testing.T, w world) string { return w.begin(t, login("a")) + "\x00" }, app.CodeLaunchCodeUnknown},
		"of a handoff": {func(t *testing.T, w world) string {
			code, err := w.Handoff(context.Background(), w.actor(t, login("a")))
			if err != nil {
				t.Fatal(err)
			}
			w.clock.Add(auth.HandoffLife - time.Millisecond)
			return code
		}, ""},
		"of a handoff, late": {func(t *testing.T, w world) string {
			code, err := w.Handoff(context.Background(), w.actor(t, login("a")))
			if err != nil {
				t.Fatal(err)
			}
			w.clock.Add(auth.HandoffLife)
			return code
		}, app.CodeLaunchCodeUnknown},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			code := tc.code(t, w)
			g, err := w.Exchange(context.Background(), code)
			if tc.want != "" {
				wantCode(t, err, tc.want)
				if g.Token != "" {
					t.Error("a refusal carries a token")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(login("a"), g.Login); diff != "" {
				t.Error(diff)
			}
			want := app.Actor{User: "user-a", Classroom: "room", Role: app.RoleLearner, Launch: "launch-a"}
			if diff := cmp.Diff(want, w.check(t, g.Token)); diff != "" {
				t.Error(diff)
			}
			if g.Login.Name != "Ana of user-a" || !g.Expires.Equal(w.clock.Now().Add(auth.TokenLife)) {
				t.Errorf("granted to %q until %v", g.Login.Name, g.Expires)
			}
		})
	}
}

func TestOfManyExchangesAtOnceOneWins(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		code := w.begin(t, login("a"))
		errs := make([]error, 16)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Exchange(context.Background(), code) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			wantCode(t, err, app.CodeLaunchCodeUsed)
		}
		if won != 1 {
			t.Errorf("%d exchanges won", won)
		}
	})
}

func TestRenewAndHandoffUntilTheLoginEnds(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	actor := w.actor(t, login("a"))
	w.clock.Add(auth.LoginLife)
	g, err := w.Renew(context.Background(), actor)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(actor, w.check(t, g.Token)); diff != "" {
		t.Error(diff)
	}
	first, err := w.Handoff(context.Background(), actor)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.Handoff(context.Background(), actor)
	if err != nil || first == second {
		t.Fatalf("a second handoff gives %v", err)
	}
	for _, code := range []string{second, first} { // each once
		if diff := cmp.Diff(actor, w.check(t, w.exchange(t, code).Token)); diff != "" {
			t.Error(diff)
		}
		_, err := w.Exchange(context.Background(), code)
		wantCode(t, err, app.CodeLaunchCodeUsed)
	}
	w.clock.Add(time.Millisecond)
	_, err = w.Renew(context.Background(), actor)
	wantCode(t, err, app.CodeUnauthorized)
	_, err = w.Handoff(context.Background(), actor)
	wantCode(t, err, app.CodeUnauthorized)
	_, err = w.Renew(context.Background(), app.Actor{User: "user-a", Classroom: "room", Role: app.RoleLearner, Launch: "never"})
	wantCode(t, err, app.CodeUnauthorized)
}

func TestPruneDeletesWhatCanNotBeUsedAnyMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		old := w.begin(t, login("old"))
		w.exchange(t, old)
		w.clock.Add(2*auth.LoginLife - time.Hour)
		young := w.begin(t, login("young"))
		n, err := w.Prune(context.Background())
		if err != nil || n != 0 {
			t.Fatalf("pruned %d, %v", n, err)
		}
		_, err = w.Exchange(context.Background(), old)
		wantCode(t, err, app.CodeLaunchCodeUsed) // the login stays, and its code with it
		w.clock.Add(time.Hour + time.Millisecond)
		if n, err = w.Prune(context.Background()); err != nil || n != 1 {
			t.Fatalf("pruned %d, %v", n, err)
		}
		_, err = w.Exchange(context.Background(), old)
		wantCode(t, err, app.CodeLaunchCodeUnknown)
		_, err = w.Exchange(context.Background(), young)
		wantCode(t, err, app.CodeLaunchCodeUnknown)
		_, err = w.Renew(context.Background(), app.Actor{Launch: "launch-young"})
		if err != nil {
			t.Errorf("a login of an hour can't be renewed: %v", err)
		}
	})
}

func TestCodesAreKeptAsHashesAlone(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	code := w.begin(t, login("a"))
	var kept []string
	if err := w.store.Read(context.Background()).Raw("SELECT code_hash FROM launches").Scan(&kept).Error; err != nil {
		t.Fatal(err)
	}
	if len(kept) != 1 || strings.Contains(kept[0], code) || len(code) < 32 {
		t.Errorf("kept %v of the code of %d characters", kept, len(code))
	}
}

func TestABrokenDatabaseIsNoRefusal(t *testing.T) {
	t.Parallel()
	s, err := store.Open(context.Background(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s)
	code := w.begin(t, login("a"))
	actor := w.actor(t, login("b"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, exchange := w.Exchange(context.Background(), code)
	_, renew := w.Renew(context.Background(), actor)
	_, handoff := w.Handoff(context.Background(), actor)
	_, begin := w.Begin(context.Background(), login("c"))
	_, prune := w.Prune(context.Background())
	for name, err := range map[string]error{"exchange": exchange, "renew": renew, "handoff": handoff, "begin": begin, "prune": prune} {
		if err == nil || app.CodeOf(err) != app.CodeInternal || strings.Contains(err.Error(), code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
