package activity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

func TestWhoWasInWhichGroupAndWhichAreDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, r, afterClass())
		red, blue := app.GroupID(app.NewID()), app.GroupID(app.NewID())
		in := func(id string, kind app.FactKind, user app.UserID, minutes float64, group app.GroupID) app.Fact {
			return happened(id, kind, user, minutes, app.BreakoutData{Breakout: "b", Group: group, Name: map[app.GroupID]string{red: "Red", blue: "Blue"}[group]})
		}
		session := ended(t, s, begin)
		g.happen(t, session,
			happened("f0", app.FactBreakoutOpened, "teacher", 10, app.BreakoutData{Breakout: "b"}),
			in("f1", app.FactBreakoutJoined, "ann", 10, red), in("f2", app.FactBreakoutJoined, "bob", 10, red),
			in("f3", app.FactBreakoutJoined, "watcher", 10, red), in("f4", app.FactBreakoutJoined, "stranger", 10, red),
			in("f5", app.FactBreakoutDone, "ann", 12, red), in("f6", app.FactBreakoutUndone, "ann", 13, red),
			in("f7", app.FactBreakoutJoined, "teacher", 14, red), in("f8", app.FactBreakoutLeft, "teacher", 16, red),
			in("f9", app.FactBreakoutLeft, "bob", 15, red), in("g1", app.FactBreakoutJoined, "bob", 15, blue),
			in("g2", app.FactBreakoutJoined, "bob", 18, red), // nobody saw him leave
			in("g3", app.FactBreakoutDone, "bob", 20, red), in("g4", app.FactBreakoutDone, "bob", 20, blue),
			in("g5", app.FactBreakoutLeft, "ann", 22, red)) // of bob nothing more is known
		want := []string{
			"10m0s joined 11", "10m0s joined " + bobsAlias, "14m0s joined 7", "15m0s joined " + bobsAlias, "15m0s left " + bobsAlias + " PT300S", "16m0s left 7 PT120S",
			"18m0s joined " + bobsAlias, "18m0s left " + bobsAlias + " PT180S", "20m0s completed 11 PT600S", "20m0s completed " + bobsAlias + " PT420S", "22m0s left 11 PT720S",
			"45m0s left " + bobsAlias + " PT1620S",
		}
		kept := 0
		for range 2 { // settling again tells nothing more
			g.settle(t, session, class(begin))
			g.drain(t)
			list := slices.DeleteFunc(r.all(t), func(st xapi.Statement) bool { return st.Context == nil || st.Context.Team == nil })
			got := groupWork(list)
			slices.SortStableFunc(got, func(a, b string) int { return compareSince(t, a, b) })
			slices.SortStableFunc(want, func(a, b string) int { return compareSince(t, a, b) })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if now := g.kept(t); kept != 0 && now != kept {
				t.Errorf("%d statements, then %d", kept, now)
			}
			kept = g.kept(t)
			for _, st := range list {
				team := st.Context.Team
				if team.ObjectType != "Group" || team.Account.HomePage != publicURL || !strings.HasPrefix(team.Account.Name, "breakout:") || !strings.HasSuffix(st.Object.Activity.ID, strings.TrimPrefix(team.Account.Name, "breakout:")) {
					t.Errorf("the team of %s is %+v", st.Object.Activity.ID, team)
				}
				if st.Verb.ID == xapi.VerbCompleted && (st.Result.Completion == nil || !*st.Result.Completion || st.Context.Instructor == nil) {
					t.Errorf("completed says %+v", st)
				}
			}
		}
		inOrder(t, r.all(t))
	})
}

// groupWork says when who did what, and for how long.
func groupWork(list []xapi.Statement) []string {
	out := make([]string, len(list))
	for i, st := range list {
		out[i] = st.Timestamp.Sub(begin).String() + " " + st.Verb.Display["en"] + " " + st.Actor.Account.Name
		if st.Result != nil && st.Result.Duration != nil {
			out[i] += " " + st.Result.Duration.String()
		}
	}
	return out
}
