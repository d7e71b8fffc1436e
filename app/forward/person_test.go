package forward_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

func named(as forward.Identity, names bool) func(*forward.Input) {
	return func(in *forward.Input) { in.Identity, in.Names = as, names }
}

func TestFWD11PeopleAreNamedInTheDestinationsWay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		account, one, two, mail := startLRS(t), startLRS(t), startLRS(t), startLRS(t)
		g := newRig(t, s, newClock(), environment(account))
		g.add(input(one, named(forward.IdentityPseudonym, false)))
		g.add(input(two, named(forward.IdentityPseudonym, false)))
		g.add(input(mail, named(forward.IdentityMail, true)))
		g.class(30, 0)
		g.class(30, time.Minute)
		g.drain()
		for _, r := range []*records{account, one, two, mail} {
			if diff := cmp.Diff(g.sorted(), r.ids(t)); diff != "" {
				t.Error(diff)
			}
		}
		raws, err := one.Statements(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range raws {
			if text := string(raw); strings.Contains(text, issuer+`"`) || strings.Contains(text, `"u1`) || strings.Contains(text, `"t1"`) || strings.Contains(text, "Learner") {
				t.Fatalf("it names somebody: %s", text)
			}
		}
		for _, r := range []*records{one, two, mail} { // a group is nobody
			if diff := cmp.Diff(teams(account.all(t)), teams(r.all(t))); diff != "" {
				t.Error(diff)
			}
		}
		if n := len(teams(account.all(t))); n != 2 {
			t.Errorf("%d groups, want one of each class", n)
		}
		// The same person is the same in one store, and another in the next.
		first, second := actors(one.all(t)), actors(two.all(t))
		if len(first) != 30 || len(second) != 30 {
			t.Errorf("%d and %d people", len(first), len(second))
		}
		for name := range first {
			if second[name] > 0 {
				t.Errorf("%s is in both stores", name)
			}
		}
		for _, st := range mail.all(t) {
			switch a := st.Actor; {
			case a.Account != nil && (a.Account.Name != "u1" || a.Name != "Learner u1"): // has no address
				t.Errorf("%+v", a)
			case a.Account == nil && (!strings.HasPrefix(a.Mbox, "mailto:u") || a.Name == ""):
				t.Errorf("%+v", a)
			}
			if i := st.Context.Instructor; i.Account == nil || i.Name != "" { // whom nobody knows
				t.Errorf("instructor %+v", i)
			}
		}
	})
}

func teams(list []xapi.Statement) map[string]int {
	names := map[string]int{}
	for _, st := range list {
		if team := st.Context.Team; team != nil {
			names[team.Account.HomePage+" "+team.Account.Name+" "+team.Name]++
		}
	}
	return names
}

func actors(list []xapi.Statement) map[string]int {
	names := map[string]int{}
	for _, st := range list {
		names[st.Actor.Account.Name]++
	}
	return names
}

func TestFWD12BytesAreFrozenUntilTheyAreDelivered(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, newClock())
	id := g.add(input(r, named(forward.IdentityPseudonym, false)))
	session := g.class(5, 0)
	bodies := func() (list []string) {
		if err := s.Read(t.Context()).Raw("SELECT body FROM forward_deliveries ORDER BY seq").Scan(&list).Error; err != nil {
			t.Fatal(err)
		}
		return list
	}
	frozen := bodies()
	if len(frozen) != 5 || frozen[0] == "" {
		t.Fatalf("%q", frozen)
	}
	g.drain()
	if diff := cmp.Diff(frozen, bodies()); diff != "" {
		t.Error(diff)
	}
	g.clock.Add(31 * 24 * time.Hour)
	if err := g.service.Prune(t.Context(), 30*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if b := bodies(); b[0] != "" {
		t.Error("what was delivered long ago is kept")
	}
	// What goes out again is the same, because the key is.
	if f := g.fill(id, session, true); f.Queued != 5 {
		t.Fatalf("%+v", f)
	}
	g.drain()
	if diff := cmp.Diff(frozen, bodies()); diff != "" {
		t.Error(diff)
	}
	endsOnce(t, g, id, r)
}

func TestFWD13AFilterLeavesOutAndABackFillBringsBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		assessment, room, lms := startLRS(t), startLRS(t), startLRS(t)
		const other = "0196aaaa-0000-7000-8000-000000000002"
		g := newRig(t, s, newClock())
		a := g.add(input(assessment, func(in *forward.Input) { in.Filter.Classes = []app.DataClass{app.ClassAssessment} }))
		b := g.add(input(room, func(in *forward.Input) { in.Filter.Classrooms = []app.ClassroomID{other} }))
		c := g.add(input(lms, func(in *forward.Input) {
			in.Filter.Classrooms, in.Filter.Registrations = []app.ClassroomID{other}, []app.RegistrationID{"elsewhere"}
		}))
		first := g.class(40, 0)
		g.classOf(20, time.Hour, other)
		g.drain()
		for id, want := range map[forward.DestinationID][2]int{a: {15, 45}, b: {20, 40}, c: {20, 40}} {
			if d, k := g.count(id, forward.Delivered), g.count(id, forward.Skipped); d != want[0] || k != want[1] {
				t.Errorf("%s: %d delivered, %d skipped", id, d, k)
			}
		}
		in := input(assessment)
		in.Secret = ""
		if err := g.service.Change(t.Context(), a, in); err != nil {
			t.Fatal(err)
		}
		if f := g.fill(a, first, false); f != (forward.Filled{Queued: 30, Already: 10}) {
			t.Errorf("%+v", f)
		}
		if f := g.fill(b, first, false); f != (forward.Filled{Already: 40}) {
			t.Errorf("what the filter still leaves out: %+v", f)
		}
		g.drain()
		if n := g.count(a, forward.Delivered); n != 45 {
			t.Errorf("%d delivered", n)
		}
	})
}

func (g *rig) fill(id forward.DestinationID, session app.SessionID, again bool) forward.Filled {
	g.t.Helper()
	f, err := g.service.Fill(g.t.Context(), id, app.StatementRange{Session: session}, again)
	if err != nil {
		g.t.Fatal(err)
	}
	return f
}

func TestFWD14ASpanOfTimeFillsANewDestination(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	g := newRig(t, s, newClock())
	for day := range 4 {
		g.class(105, time.Duration(day)*24*time.Hour) // more than a part
	}
	r := startLRS(t)
	id := g.add(input(r, named(forward.IdentityPseudonym, false)))
	span := app.StatementRange{From: begin.Add(24 * time.Hour), To: begin.Add(3 * 24 * time.Hour)}
	for i, want := range []forward.Filled{{Queued: 210}, {Already: 210}} {
		f, err := g.service.Fill(t.Context(), id, span, false)
		if err != nil || f != want {
			t.Errorf("call %d: %+v, %v", i+1, f, err)
		}
	}
	g.drain()
	g.told = g.told[105:315]
	endsOnce(t, g, id, r)
	list := r.all(t)
	for i := range list[1:] {
		if list[i+1].Timestamp.Before(list[i].Timestamp.Time) {
			t.Fatalf("statement %d is out of order", i+1)
		}
	}
	told, err := g.service.Statements.Sessions(t.Context(), 3)
	if err != nil || len(told) != 3 || told[0].Statements != 105 {
		t.Errorf("%+v, %v", told, err)
	}
}

func TestFWD15SecretsAreSealedAndNeverLogged(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, newClock())
	g.add(input(r))
	g.class(5, 0)
	g.drain()
	var kept string
	if err := s.Read(t.Context()).Raw("SELECT secret || alias_key FROM forward_destinations").Scan(&kept).Error; err != nil {
		t.Fatal(err)
	}
	if strings.Contains(kept, password) || len(kept) < 60 {
		t.Errorf("kept as %q", kept)
	}
	if strings.Contains(g.log.String(), password) || strings.Contains(fmt.Sprintf("%+v", g.line(forward.BuiltIn)), password) {
		t.Error("the secret is in the log")
	}
}
