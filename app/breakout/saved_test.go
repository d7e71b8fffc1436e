package breakout

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestWhatASessionHadIsToldToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	o.had("s0", opened("b1", 1, app.BreakoutClosed, noon, []app.UserID{"l1", "l7"}), opened("b2", 2, app.BreakoutPlanned, noon, []app.UserID{"l2"}))
	for token, n := range map[string]int{staff: 2, helper: 2, pupil: 1, watcher: 1} {
		var got SessionBreakouts
		o.call(http.StatusOK, "GET", "/sessions/s0/breakouts", token, nil, &got)
		people := []BreakoutMember{{"l1", "Ana"}, {"l2", "Ben"}, {"l7", "Gil"}}
		if n == 1 {
			people = slices.Delete(people, 1, 2)
		}
		if diff := cmp.Diff(people, got.People); diff != "" || len(got.Breakouts) != n || got.Breakouts[0].BreakoutID != "b1" {
			t.Errorf("%s gets %+v %s", token, got, diff)
		}
	}
	var none SessionBreakouts
	o.call(http.StatusOK, "GET", "/sessions/s1/breakouts", pupil, nil, &none)
	if none.Breakouts == nil || none.People == nil {
		t.Error("nothing is null")
	}
	o.call(401, "GET", "/sessions/s0/breakouts", "", nil, nil)
	o.call(404, "GET", "/sessions/s0/breakouts", foreign, nil, nil)
	if err := o.store.RemovePerson(t.Context(), "s0", "l1", "t1", 1); err != nil {
		t.Fatal(err)
	}
	o.call(403, "GET", "/sessions/s0/breakouts", pupil, nil, nil)
}

func TestEarlierBreakoutsCanBeGoneOnWith(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	merged := opened("b1", 1, app.BreakoutClosed, noon.Add(-24*time.Hour), []app.UserID{"l1"}, []app.UserID{"l2"}, nil)
	merged.Groups[2].MergedInto = merged.Groups[0].GroupID
	o.had("s0", merged)
	o.had("s1", opened("b2", 1, app.BreakoutOpen, noon, []app.UserID{"l1"}), opened("b3", 2, app.BreakoutPlanned, noon, []app.UserID{"l1"}))
	o.had("s2", opened("b4", 1, app.BreakoutClosed, noon, []app.UserID{"l1"}))
	var got []EarlierBreakout
	o.call(http.StatusOK, "GET", "/classrooms/room-1/breakouts", helper, nil, &got)
	if len(got) != 1 || got[0].BreakoutID != "b1" || got[0].SessionID != "s0" || got[0].Name != "Set b1" || !got[0].StartedAt.Equal(noon.Add(-24*time.Hour)) {
		t.Fatalf("got %+v", got)
	}
	groups := []EarlierGroup{{GroupID: "b1-0", Name: "A", Files: []app.File{}, Members: []app.UserID{"l1"}}, {GroupID: "b1-1", Name: "B", Files: []app.File{}, Members: []app.UserID{"l2"}}}
	if diff := cmp.Diff(groups, got[0].Groups); diff != "" {
		t.Error(diff)
	}
	for token, status := range map[string]int{"": 401, pupil: 403, watcher: 403, foreign: 404} {
		o.call(status, "GET", "/classrooms/room-1/breakouts", token, nil, nil)
	}
}

func TestSavedSets(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		const path = "/classrooms/room-1/breakouts/saved"
		set := want{"name": " Lab  pairs ", "plan": want{"task": "Measure.", "seconds": 600, "files": []string{"f1"}, "copyOf": "page-1"},
			"groups": []want{{"groupId": "old", "name": "One", "members": []string{"l1", "l2"}, "files": []string{"f1"}}, {"name": "Two", "cap": 4, "attendants": []string{"l6"}}}}
		var kept SavedBreakout
		o.call(http.StatusCreated, "POST", path, helper, set, &kept)
		want := SavedBreakout{SavedID: kept.SavedID, SavedAt: noon, BreakoutToSave: BreakoutToSave{Name: "Lab pairs", Plan: app.BreakoutPlan{Task: "Measure.", Choice: app.ChoiceNone, Seconds: 600, Files: []app.FileID{}},
			Groups: []BreakoutGroupPlan{{Name: "One", Files: []app.FileID{}, Members: []app.UserID{"l1", "l2"}, Attendants: []app.UserID{}}, {Name: "Two", Files: []app.FileID{}, Cap: 4, Members: []app.UserID{}, Attendants: []app.UserID{"l6"}}}}}
		if diff := cmp.Diff(want, kept); diff != "" {
			t.Fatal(diff)
		}
		set["name"] = "LAB PAIRS"
		o.call(http.StatusConflict, "POST", path, staff, set, nil)
		set["name"] = "Another"
		o.call(http.StatusCreated, "POST", path, staff, set, nil)
		o.call(http.StatusCreated, "POST", "/classrooms/room-2/breakouts/saved", foreign, set, nil)
		var all []SavedBreakout
		o.call(http.StatusOK, "GET", path, staff, nil, &all)
		if len(all) != 2 || all[0].Name != "Another" || !cmp.Equal(all[1], kept) {
			t.Fatalf("got %+v", all)
		}
		one := path + "/" + string(kept.SavedID)
		o.call(404, "DELETE", "/classrooms/room-2/breakouts/saved/"+string(kept.SavedID), foreign, nil, nil)
		o.call(http.StatusNoContent, "DELETE", one, staff, nil, nil)
		o.call(404, "DELETE", one, staff, nil, nil)
		o.call(http.StatusOK, "GET", path, staff, nil, &all)
		if len(all) != 1 {
			t.Errorf("%d are left", len(all))
		}
	})
}

func TestSavedSetsThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	const path = "/classrooms/room-1/breakouts/saved"
	group := func(name string, members ...string) want { return want{"name": name, "members": members} }
	good := want{"name": "Set", "groups": []want{group("One", "l1")}}
	for _, at := range [][2]string{{"GET", path}, {"POST", path}, {"DELETE", path + "/none"}} {
		for token, status := range map[string]int{"": 401, pupil: 403, watcher: 403, foreign: 404} {
			var in any
			if at[0] == "POST" {
				in = good
			}
			o.call(status, at[0], at[1], token, in, nil)
		}
	}
	for name, in := range map[string]want{
		"no name":       {"name": " ", "groups": []want{group("One")}},
		"long name":     {"name": strings.Repeat("n", longestName+1), "groups": []want{group("One")}},
		"no group":      {"name": "Set", "groups": []want{}},
		"nameless":      {"name": "Set", "groups": []want{group("")}},
		"in two groups": {"name": "Set", "groups": []want{group("One", "l1"), group("Two", "l1")}},
		"no id":         {"name": "Set", "groups": []want{group("One", "l 1")}},
		"choice":        {"name": "Set", "plan": want{"choice": "dice"}, "groups": []want{group("One")}},
		"bound":         {"name": "Set", "groups": []want{{"name": "One", "cap": -1}}},
		"long task":     {"name": "Set", "groups": []want{{"name": "One", "task": strings.Repeat("t", longestTask+1)}}},
	} {
		if text := o.call(400, "POST", path, staff, in, nil); strings.Contains(text, "internal") {
			t.Errorf("%s: %s", name, text)
		}
	}
	for i := range mostSaved {
		good["name"] = fmt.Sprint("Set ", i)
		o.call(http.StatusCreated, "POST", path, staff, good, nil)
	}
	good["name"] = "One too many"
	o.call(http.StatusConflict, "POST", path, staff, good, nil)
}
