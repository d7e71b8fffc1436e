package activity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

// bobsAlias is who a subject of 51 characters becomes.
var bobsAlias = xapi.Classroom{Namespace: namespace, BaseURL: publicURL}.Pseudonym(issuer, strings.Repeat("b", 51)).Account.Name

func TestWholeSessionIsInTheRecordStore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, r, afterClass())
		session := ended(t, s, begin)
		g.settle(t, session, class(begin))
		g.drain(t)
		list := r.all(t)
		got := map[string]int{}
		for _, text := range allTold(list, begin) {
			got[text]++
		}
		want := map[string]int{
			"0s initialized 7":                        1,
			"0s joined 7":                             1,
			"1m0s joined 11":                          1,
			"20m0s left 11 PT1140S":                   1,
			"25m0s joined 11":                         1,
			"30m0s joined " + bobsAlias:               1,
			"44m30s left " + bobsAlias + " PT870S":    1,
			"45m0s left 11 PT1200S":                   1,
			"45m0s left 7 PT2700S":                    1,
			"45m0s attended 11 PT2340S [true,0.8666]": 1,
			"45m0s attended " + bobsAlias + " PT870S [false,0.3222]": 1,
			"45m0s terminated 7 PT2700S":                             1,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		inOrder(t, list)
		for _, st := range list {
			checkContext(t, session, st)
		}
		if counts := g.stats(t); counts[forward.Delivered] != int64(len(want)) || len(counts) != 1 {
			t.Errorf("deliveries: %v", counts)
		}
	})
}

// inOrder checks that a session's statements arrived in the order of occurrence, from initialized to terminated.
func inOrder(t *testing.T, list []xapi.Statement) {
	t.Helper()
	for i, st := range list {
		if i > 0 && st.Timestamp.Before(list[i-1].Timestamp.Time) {
			t.Errorf("statement %d, %s, is earlier than the one before", i, st.Verb.ID)
		}
	}
	if first, last := list[0].Verb.ID, list[len(list)-1].Verb.ID; first != xapi.VerbInitialized || last != xapi.VerbTerminated {
		t.Errorf("begins with %s and ends with %s", first, last)
	}
}

func checkContext(t *testing.T, session app.Session, st xapi.Statement) {
	t.Helper()
	planned := uuid.NewSHA1(namespace, []byte("v1|planned|"+string(session.ID)))
	if st.Context.Registration != planned || st.Context.Extensions[xapi.ExtSessionID] != string(session.ID) {
		t.Errorf("%s: registration %s, session %v", st.Verb.ID, st.Context.Registration, st.Context.Extensions[xapi.ExtSessionID])
	}
	if home := st.Actor.Account.HomePage; home != issuer && st.Actor.Account.Name != bobsAlias {
		t.Errorf("%s: home page %s", st.Verb.ID, home)
	}
	if st.Actor.Name != "" || st.Actor.Mbox != "" {
		t.Errorf("%s names a person", st.Verb.ID)
	}
	if st.Verb.ID != xapi.VerbAttended {
		return
	}
	teacher := xapi.AccountAgent(issuer, "7")
	if diff := cmp.Diff(&teacher, st.Context.Instructor); diff != "" {
		t.Errorf("instructor: %s", diff)
	}
}

func TestSettlingTwiceAddsNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, r, afterClass())
		session := ended(t, s, begin)
		g.settle(t, session, class(begin))
		g.drain(t)
		before := r.all(t)
		g.clock.Add(time.Hour)
		g.settle(t, session, class(begin))
		renamed := room
		renamed.Title, renamed.CourseTitle = "Geometry", "Year 10"
		if err := g.service.Settle(t.Context(), session, renamed, issuer, class(begin)); err != nil {
			t.Fatal(err)
		}
		g.drain(t)
		if diff := cmp.Diff(before, r.all(t)); diff != "" {
			t.Error(diff)
		}
		if counts := g.stats(t); g.kept(t) != len(before) || counts[forward.Delivered] != int64(len(before)) {
			t.Errorf("%d statements in the table, deliveries %v", g.kept(t), counts)
		}
	})
}

func TestChangedAttendanceVoidsAndReplaces(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, r, afterClass())
		session := ended(t, s, begin)
		g.settle(t, session, []activity.Line{line("ann", app.RoleLearner, begin, 0, 20)})
		g.drain(t)
		first := attendedBy(r.all(t), "11")
		steps := []struct {
			name  string
			lines []activity.Line
			want  []string // what stands of ann's attendance
			voids int
		}{
			{"more presence", []activity.Line{line("ann", app.RoleLearner, begin, 0, 40)}, []string{"45m0s attended 11 PT2400S [true,0.8888]"}, 1},
			{"the same again", []activity.Line{line("ann", app.RoleLearner, begin, 0, 40)}, []string{"45m0s attended 11 PT2400S [true,0.8888]"}, 1},
			{"nothing left", []activity.Line{line("ann", app.RoleLearner, begin)}, nil, 2},
			{"still nothing", []activity.Line{line("ann", app.RoleLearner, begin)}, nil, 2},
			{"back as at first", []activity.Line{line("ann", app.RoleLearner, begin, 0, 20)}, []string{"45m0s attended 11 PT1200S [false,0.4444]"}, 2},
			{"gone from the lines", nil, []string{"45m0s attended 11 PT1200S [false,0.4444]"}, 2},
		}
		for _, step := range steps {
			g.clock.Add(time.Minute)
			g.settle(t, session, step.lines)
			g.drain(t)
			list := r.all(t)
			voided := map[uuid.UUID]bool{}
			for _, st := range list {
				if st.Object.Ref != nil {
					voided[*st.Object.Ref] = true
				}
			}
			var standing []string
			for _, st := range attendedBy(list, "11") {
				if !voided[st.ID] {
					standing = append(standing, told(st, begin))
				}
			}
			if diff := cmp.Diff(step.want, standing); diff != "" || len(voided) != step.voids {
				t.Errorf("%s: %d voided, standing %s", step.name, len(voided), diff)
			}
			if !voided[first[0].ID] {
				t.Errorf("%s: the first revision stands", step.name)
			}
			if n := len(withVerb(list, xapi.VerbJoined)); n != 1 {
				t.Errorf("%s: joined %d times", step.name, n)
			}
		}
	})
}

func attendedBy(list []xapi.Statement, name string) []xapi.Statement {
	var found []xapi.Statement
	for _, st := range withVerb(list, xapi.VerbAttended) {
		if st.Actor.Account.Name == name {
			found = append(found, st)
		}
	}
	return found
}

func withVerb(list []xapi.Statement, verb string) []xapi.Statement {
	var found []xapi.Statement
	for _, st := range list {
		if st.Verb.ID == verb {
			found = append(found, st)
		}
	}
	return found
}

func TestVisitsThatCameToLightLater(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		first, then []float64
		want        []string
	}{
		"an earlier one":      {[]float64{20, 30}, []float64{5, 10, 20, 30}, []string{"20m0s joined 11", "30m0s left 11 PT600S", "5m0s joined 11", "10m0s left 11 PT300S"}},
		"two become one":      {[]float64{5, 10, 20, 30}, []float64{5, 30}, []string{"5m0s joined 11", "10m0s left 11 PT300S", "20m0s joined 11", "30m0s left 11 PT600S"}},
		"one becomes longer":  {[]float64{5, 10}, []float64{4, 12}, []string{"5m0s joined 11", "10m0s left 11 PT300S"}},
		"a later one besides": {[]float64{5, 10}, []float64{5, 10, 40, 41}, []string{"5m0s joined 11", "10m0s left 11 PT300S", "40m0s joined 11", "41m0s left 11 PT60S"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Open(t, storetest.SQLite(t))
			r := startLRS(t)
			g := newRig(t, s, r, afterClass())
			session := ended(t, s, begin)
			for _, visits := range [][]float64{tc.first, tc.then, tc.then} {
				g.settle(t, session, []activity.Line{line("ann", app.RoleAssistant, begin, visits...)})
				g.drain(t)
			}
			var got []string
			for _, st := range r.all(t) {
				if st.Verb.ID == xapi.VerbJoined || st.Verb.ID == xapi.VerbLeft {
					got = append(got, told(st, begin))
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhoEndedTheSession(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	r := startLRS(t)
	g := newRig(t, s, r, afterClass())
	session := ended(t, s, begin)
	session.EndReason, session.StartedBy = app.EndEveryoneLeft, "deleted"
	g.settle(t, session, nil)
	g.drain(t)
	list := r.all(t)
	if got := list[1].Actor; got.Account.Name != "system" || got.Account.HomePage != publicURL {
		t.Errorf("ended by %+v", got.Account)
	}
	if got := list[0].Actor; got.Account.HomePage != publicURL || uuid.Validate(got.Account.Name) != nil {
		t.Errorf("somebody who was deleted is %+v", got.Account)
	}
}

func TestSettleRefuses(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	g := newRig(t, s, nil, afterClass())
	session := ended(t, s, begin)
	live := session
	live.EndedAt = time.Time{}
	if err := g.service.Settle(t.Context(), live, room, issuer, class(begin)); !errors.Is(err, activity.ErrLive) {
		t.Errorf("a live session: %v", err)
	}
	undated := session
	undated.StartedAt = time.Time{}
	var invalid *xapi.ValidationError
	if err := g.service.Settle(t.Context(), undated, room, issuer, class(begin)); !errors.As(err, &invalid) {
		t.Errorf("a session without a start: %v", err)
	}
	if n := g.kept(t); n != 0 {
		t.Errorf("%d statements were kept", n)
	}
	if _, err := activity.New(activity.Deps{}); err == nil {
		t.Error("New takes nothing")
	}
}

func TestNamespaceIsMadeOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first, err := activity.Namespace(t.Context(), s)
		if err != nil || first == uuid.Nil {
			t.Fatal(first, err)
		}
		if again, err := activity.Namespace(t.Context(), s); err != nil || again != first {
			t.Errorf("%s, then %s, %v", first, again, err)
		}
	})
}
