package forward_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestFWD16RefusedStatementsWaitForAPerson(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, newClock(), environment(r))
		g.class(40, 0)
		bad, worse, ill := g.told[3], g.told[17], g.told[30]
		r.Faults().SetPolicy(lrs.Policy{RefuseIDs: map[string]int{bad: 400, worse: 400, ill: 500}})
		g.drain()
		endsOnce(t, g, forward.Environment, r)
		if n := g.count(forward.Environment, forward.Delivered); n != 37 {
			t.Errorf("%d delivered", n)
		}
		reasons, err := g.service.Reasons(t.Context(), forward.Environment)
		if err != nil || len(reasons) != 2 || reasons[0].Count != 2 || reasons[0].Status != 400 || reasons[1].Status != 500 {
			t.Fatalf("%+v, %v", reasons, err)
		}
		list, err := g.service.Refused(t.Context(), forward.Environment, reasons[0].Reason, 0, 10)
		if err != nil || len(list) != 2 || list[0].ID != bad || !strings.Contains(string(list[0].Body), bad) || list[0].Said == "" || list[1].ID != worse {
			t.Errorf("%+v, %v", list, err)
		}
		if strings.Contains(g.log.String(), list[0].Said) {
			t.Error("the store's words are in the log")
		}
		// One is let be, those of one reason try again once the store has changed its mind.
		if n, err := g.service.Drop(t.Context(), forward.Environment, forward.Choice{Statements: []string{ill, g.told[0]}}); n != 1 || err != nil {
			t.Error(n, err)
		}
		r.Faults().SetPolicy(lrs.Policy{})
		if n, err := g.service.Retry(t.Context(), forward.Environment, forward.Choice{Reason: reasons[0].Reason}); n != 2 || err != nil {
			t.Error(n, err)
		}
		g.drain()
		want := map[forward.State]int64{forward.Delivered: 39, forward.Dropped: 1}
		if diff := cmp.Diff(want, g.line(forward.Environment).Counts); diff != "" {
			t.Error(diff)
		}
		var own *app.Error
		if _, err := g.service.Retry(t.Context(), forward.Environment, forward.Choice{}); !errors.As(err, &own) {
			t.Errorf("a retry of nothing: %v", err)
		}
	})
}

func TestFWD17APauseLastsUntilATestIsGood(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, newClock(), environment(r))
	id := g.add(input(r, func(in *forward.Input) { in.Name = "First" }))
	if err := g.service.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	g.class(10, 0)
	for range 3 {
		g.drain()
		g.clock.Add(24 * time.Hour)
	}
	if l := g.line(id); l.Counts[forward.Queued] != 10 || l.Condition != forward.Paused || l.PausedAt.IsZero() {
		t.Errorf("%+v", l)
	}
	r.Faults().Queue(lrs.Fault{Method: http.MethodGet, Status: http.StatusUnauthorized, Times: 2, Body: "no"})
	f, err := g.service.Resume(t.Context(), id)
	if err != nil || f.OK || f.Trouble.Code != forward.TroubleCredentials || g.line(id).Condition != forward.Paused {
		t.Errorf("%+v, %v", f, err)
	}
	r.Faults().Clear()
	if f, err = g.service.Resume(t.Context(), id); err != nil || !f.OK {
		t.Errorf("%+v, %v", f, err)
	}
	g.drain()
	if l := g.line(id); l.Condition != forward.Ready || l.Counts[forward.Queued] != 0 {
		t.Errorf("%+v", l)
	}
	// One that the store stopped goes on by a person's word without waiting.
	r.Faults().Queue(lrs.Fault{Method: http.MethodPost, Status: http.StatusForbidden, Times: 2})
	g.class(5, time.Minute)
	g.drain()
	if c := g.line(id).Condition; c != forward.Stopped {
		t.Errorf("it is %s", c)
	}
	if f, err = g.service.Resume(t.Context(), id); err != nil || !f.OK {
		t.Errorf("%+v, %v", f, err)
	}
	g.drain()
	if l := g.line(id); l.Condition != forward.Ready || l.Counts[forward.Queued] != 0 {
		t.Errorf("%+v", l)
	}
}

func TestFWD18PrivateAddressesOnlyWhereLecternIsPrivate(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	public := func(d *forward.Deps) { d.PublicURL = "https://93.184.216.34" }
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock(), public, environment(r))
	id := g.add(input(r))
	g.class(5, 0)
	g.drain()
	if l := g.line(id); l.Condition != forward.Stopped || l.Trouble.Code != forward.TroublePrivate {
		t.Errorf("%+v", l)
	}
	if f, err := g.service.Test(t.Context(), "", input(r)); err != nil || f.OK || f.Trouble.Code != forward.TroublePrivate {
		t.Errorf("%+v, %v", f, err)
	}
	// What the environment names is the operator's own word.
	if n := g.count(forward.Environment, forward.Delivered); n != 5 {
		t.Errorf("%d delivered", n)
	}
}

func TestFWD19AnAdministratorSaysWhatCanBe(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock(), environment(r))
	for name, change := range map[string]func(*forward.Input){
		"name":       func(in *forward.Input) { in.Name = " " },
		"endpoint":   func(in *forward.Input) { in.Endpoint = "ftp://lrs.example.org" },
		"endpoint ":  func(in *forward.Input) { in.Endpoint = "https://u:p@lrs.example.org" },
		"version":    func(in *forward.Input) { in.Version = "0.95" },
		"auth":       func(in *forward.Input) { in.Auth = "digest" },
		"username":   func(in *forward.Input) { in.Username = "a:b" },
		"secret":     func(in *forward.Input) { in.Secret = "" },
		"identity":   func(in *forward.Input) { in.Identity = "" },
		"names":      func(in *forward.Input) { in.Identity, in.Names = forward.IdentityPseudonym, true },
		"filter":     func(in *forward.Input) { in.Filter.Classes = []app.DataClass{"gossip"} },
		"batchMost":  func(in *forward.Input) { in.BatchMost = 0 },
		"batchMost ": func(in *forward.Input) { in.BatchMost = 201 },
	} {
		_, err := g.service.Add(t.Context(), input(r, change))
		var own *app.Error
		if !errors.As(err, &own) || own.Code != app.CodeInvalid || !strings.Contains(own.Message, strings.TrimSpace(name)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	id := g.add(input(r, func(in *forward.Input) { in.Endpoint = "  " + r.url + "/statements/ " }))
	if l := g.line(id); l.Endpoint != r.url {
		t.Errorf("endpoint %q", l.Endpoint)
	}
	// The secret isn't carried to another host, by no way.
	elsewhere := input(r, func(in *forward.Input) { in.Endpoint, in.Secret = "http://127.0.0.1:1/xapi", "" })
	if err := g.service.Change(t.Context(), id, elsewhere); err == nil {
		t.Error("the secret went to another address")
	}
	if _, err := g.service.Test(t.Context(), id, elsewhere); err == nil {
		t.Error("the secret was tried at another address")
	}
	for _, fixed := range []forward.DestinationID{forward.Environment, forward.BuiltIn} {
		if err := errors.Join(g.service.Change(t.Context(), fixed, input(r)), g.service.Remove(t.Context(), fixed)); err == nil {
			t.Errorf("%s was changed", fixed)
		}
	}
	g.class(5, 0)
	if err := g.service.Remove(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := g.service.Remove(t.Context(), id); app.CodeOf(err) != app.CodeNotFound {
		t.Errorf("removed twice: %v", err)
	}
	g.drain()
	if n := len(r.ids(t)); n != 5 { // the environment's
		t.Errorf("%d statements", n)
	}
}

func TestFWD20TheBestVersionThatBothKnow(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	versions := make(chan string, 100)
	about := `{"version":["1.0.3"]}`
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		versions <- req.Header.Get("X-Experience-API-Version") + " " + strings.Fields(req.Header.Get("Authorization"))[0]
		if strings.HasSuffix(req.URL.Path, "/about") {
			_, _ = fmt.Fprint(w, about) // a client that has gone needs no answer
			return
		}
		req.SetBasicAuth("user", password)
		r.Handler().ServeHTTP(w, req)
	}))
	t.Cleanup(proxy.Close)
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), newClock())
	in := input(r, func(in *forward.Input) {
		in.Endpoint, in.Version, in.Auth, in.Username = proxy.URL+"/xapi", forward.VersionAuto, forward.AuthBearer, ""
	})
	for _, tc := range []struct{ about, want string }{{about, "1.0.3"}, {`{"version":["1.0.3","2.0.0"]}`, "2.0.0"}} {
		about = tc.about
		f, err := g.service.Test(t.Context(), "", in)
		if err != nil || !f.OK || f.Version != tc.want {
			t.Errorf("%+v, %v", f, err)
		}
		id := g.add(in)
		g.class(3, 0)
		g.drain()
		if l := g.line(id); l.Spoken != tc.want || l.Counts[forward.Delivered] != 3 {
			t.Errorf("%+v", l)
		}
		last := ""
		for len(versions) > 0 {
			last = <-versions
		}
		if last != tc.want+" Bearer" {
			t.Errorf("the POST said %q", last)
		}
		if err := g.service.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFWD21WhatTheTestOfAConnectionFinds(t *testing.T) {
	t.Parallel()
	r := startLRS(t)
	g := newRig(t, storetest.Open(t, storetest.SQLite(t)), storetest.NewClock(time.Now().Add(-10*time.Minute)))
	f, err := g.service.Test(t.Context(), "", input(r))
	if err != nil || !f.OK || f.Version != "1.0.3" || f.Skew < 9*time.Minute || f.WriteOnly {
		t.Errorf("%+v, %v", f, err)
	}
	r.Faults().SetPolicy(lrs.Policy{WriteOnly: true})
	if f, err := g.service.Test(t.Context(), "", input(r)); err != nil || !f.OK || !f.WriteOnly {
		t.Errorf("%+v, %v", f, err)
	}
	r.Faults().SetPolicy(lrs.Policy{})
	for want, in := range map[forward.TroubleCode]forward.Input{
		forward.TroubleCredentials: input(r, func(in *forward.Input) { in.Secret = "wrong" }),
		forward.TroubleAddress:     input(r, func(in *forward.Input) { in.Endpoint = strings.TrimSuffix(r.url, "/xapi") + "/nothing" }),
		forward.TroubleTLS:         input(r, func(in *forward.Input) { in.Endpoint = strings.Replace(r.url, "http:", "https:", 1) }),
		forward.TroubleUnreachable: input(r, func(in *forward.Input) { in.Endpoint = "http://127.0.0.1:1/xapi" }),
	} {
		if f, err := g.service.Test(t.Context(), "", in); err != nil || f.OK || f.Trouble.Code != want {
			t.Errorf("%s: %+v, %v", want, f, err)
		}
	}
	if n := len(r.ids(t)) + r.Faults().Counters().Requests[http.MethodPost]; n != 0 {
		t.Errorf("a test wrote something")
	}
	// Somebody who removes the key can't open it, and everything waits.
	id := g.add(input(r))
	exec(t, g.store, "UPDATE forward_destinations SET secret = alias_key")
	if err := g.service.Queue(context.Background(), []app.Statement{{ID: app.NewID(), Class: app.ClassPresence, Body: []byte("{}")}}); err != nil {
		t.Fatal(err)
	}
	g.drain()
	if l := g.line(id); l.Trouble.Code != forward.TroubleSealed || l.Condition != forward.Stopped || l.Counts[forward.Queued] != 1 {
		t.Errorf("%+v", l)
	}
}
