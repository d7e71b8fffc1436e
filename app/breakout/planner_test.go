package breakout

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// sizes are how many are in each group, sorted.
func sizes(p BreakoutProposal) []int {
	var out []int
	for _, g := range p.Groups {
		out = append(out, len(g.Members))
	}
	slices.Sort(out)
	return out
}

func TestProposals(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	o.had("s0", opened("b1", 1, app.BreakoutClosed, noon.Add(-24*time.Hour), []app.UserID{"l1", "l2"}, []app.UserID{"l3", "gone"}))
	o.had("s1", opened("b2", 1, app.BreakoutClosed, noon, []app.UserID{"l1", "l3"}, []app.UserID{"l2", "l4"}), opened("b3", 2, app.BreakoutPlanned, noon, []app.UserID{"l1", "l4"}))
	four, five := []string{"l4", "l3", "l2", "l1"}, []string{"l1", "l2", "l3", "l4", "l5"}
	group := func(name string, members ...app.UserID) ProposedGroup {
		return ProposedGroup{Name: name, Members: members}
	}
	for name, c := range map[string]struct {
		in     want
		groups []ProposedGroup // nil: only the sizes are known
		sizes  []int
		notes  string
	}{
		"who has left the course and is here": {want{"how": "order", "people": []string{"l7", "l1"}, "groups": 1}, []ProposedGroup{group("", "l1", "l7")}, nil, ""},
		"random":                              {want{"how": "random", "people": five, "groups": 2}, nil, []int{2, 3}, ""},
		"by size":                             {want{"how": "random", "people": five, "size": 2}, nil, []int{2, 3}, ""},
		"order":                               {want{"how": "order", "people": four, "groups": 2}, []ProposedGroup{group("", "l1", "l2"), group("", "l3", "l4")}, nil, ""},
		"new":                                 {want{"how": "new", "people": four, "size": 2, "seed": 3}, nil, []int{2, 2}, ""},
		"last":                                {want{"how": "last", "people": five}, []ProposedGroup{group("A", "l1", "l3", "l5"), group("B", "l2", "l4")}, nil, "new l5"},
		"an earlier one":                      {want{"how": "last", "people": four, "breakoutId": "b1"}, []ProposedGroup{group("A", "l1", "l2"), group("B", "l3", "l4")}, nil, "new l4"},
		"course":                              {want{"how": "lms", "people": five, "set": "7"}, []ProposedGroup{group("Red 1", "l1", "l2", "l5"), group("Red 2", "l3", "l4")}, nil, "in_none l5"},
		"set by name":                         {want{"how": "lms", "people": four[3:], "set": "Houses"}, []ProposedGroup{group("North", "l1")}, nil, ""},
		"talk":                                {want{"how": "talk", "people": five, "groups": 2, "seed": 1}, nil, []int{2, 3}, "not_heard l5"},
		"mixed answers":                       {want{"how": "poll", "people": five, "groups": 2, "pollId": "p1"}, nil, []int{2, 3}, ""},
		"same answers":                        {want{"how": "poll", "people": five, "together": true, "pollId": "p1", "seed": 1}, nil, []int{2, 3}, ""},
		"table": {want{"how": "csv", "people": five, "csv": "group;email\nRed;ana@school.example\nBlue;ben@school.example\nRed;dan@school.example\n"},
			[]ProposedGroup{group("Red", "l1", "l4"), group("Blue", "l2")}, nil, "not_in_file l3 l5; alone l2"},
	} {
		var got BreakoutProposal
		o.call(http.StatusOK, "POST", "/sessions/s1/breakouts/proposal", staff, c.in, &got)
		notes := make([]string, len(got.Notes))
		for i, n := range got.Notes {
			notes[i] = n.Code
			for _, user := range n.People {
				notes[i] += " " + string(user)
			}
		}
		if c.groups != nil {
			if diff := cmp.Diff(c.groups, got.Groups); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		} else if diff := cmp.Diff(c.sizes, sizes(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if strings.Join(notes, "; ") != c.notes || len(got.Errors) > 0 {
			t.Errorf("%s: notes %q, errors %v", name, notes, got.Errors)
		}
		switch name {
		case "new": // l1 was with l2 and l3, so that l4 is left
			if !slices.ContainsFunc(got.Groups, func(g ProposedGroup) bool { return cmp.Equal(g.Members, []app.UserID{"l1", "l4"}) }) {
				t.Errorf("some meet again: %+v", got.Groups)
			}
		case "same answers":
			names := []string{got.Groups[0].Name, got.Groups[1].Name}
			if slices.Sort(names); !slices.Equal(names, []string{"Against", "For"}) {
				t.Errorf("the groups are called %v", names)
			}
		}
	}
}

func TestAProposalIsAnotherOneEachTimeUnlessASeedIsGiven(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	ask := func(more want) string {
		in := want{"how": "random", "people": []string{"l1", "l2", "l3", "l4", "l5"}, "groups": 2}
		for k, v := range more {
			in[k] = v
		}
		return o.call(http.StatusOK, "POST", "/sessions/s1/breakouts/proposal", staff, in, nil)
	}
	seen := map[string]bool{}
	for range 6 {
		seen[ask(nil)] = true
	}
	if first, again := ask(want{"seed": 7}), ask(want{"seed": 7}); len(seen) < 2 || first != again {
		t.Errorf("%d proposals were different; of one seed there were %s and %s", len(seen), first, again)
	}
}

func TestFaultsOfATableAreToldByLine(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	var got BreakoutProposal
	o.call(http.StatusOK, "POST", "/sessions/s1/breakouts/proposal", staff, want{"how": "csv", "people": []string{"l1"}, "csv": "group,name\nRed,Ms Hall\nRed,Fay\n,Ana\nRed,Gil\n"}, &got)
	lines := []ProposalError{{2, "No learner of the classroom has the name “Ms Hall”."}, {3, "No learner of the classroom has the name “Fay”."}, {4, "The group is missing."}, {5, "No learner of the classroom has the name “Gil”."}}
	if diff := cmp.Diff(lines, got.Errors); diff != "" || len(got.Groups) > 0 {
		t.Error(diff)
	}
}

func TestProposalsThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.Open(t, storetest.SQLite(t)))
	const path = "/sessions/s1/breakouts/proposal"
	good, two := want{"how": "random", "people": []string{"l1"}, "groups": 1}, []string{"l1", "l2"}
	for token, status := range map[string]int{"": 401, pupil: 403, watcher: 403, foreign: 404, helper: 200} {
		o.call(status, "POST", path, token, good, nil)
	}
	o.call(404, "POST", "/sessions/s9/breakouts/proposal", staff, good, nil)
	for name, c := range map[string]struct {
		status int
		in     want
	}{
		"no way":              {400, want{"people": two, "groups": 2}},
		"another way":         {400, want{"how": "sorted", "people": two, "groups": 2}},
		"nobody":              {400, want{"how": "random", "people": []string{}, "groups": 2}},
		"staff":               {400, want{"how": "random", "people": []string{"l1", "t1"}, "groups": 2}},
		"assistant for now":   {400, want{"how": "random", "people": []string{"l1", "l6"}, "groups": 2}},
		"stranger":            {400, want{"how": "random", "people": []string{"l9"}, "groups": 2}},
		"no id":               {400, want{"how": "random", "people": []string{"l 9"}, "groups": 2}},
		"no number":           {400, want{"how": "random", "people": two}},
		"two numbers":         {400, want{"how": "order", "people": two, "groups": 2, "size": 1}},
		"too many groups":     {400, want{"how": "talk", "people": two, "groups": mostGroups + 1}},
		"less than a group":   {400, want{"how": "new", "people": two, "size": -1}},
		"nothing before":      {409, want{"how": "last", "people": two}},
		"breakout of nobody":  {404, want{"how": "last", "people": two, "breakoutId": "b9"}},
		"no set of that name": {404, want{"how": "lms", "people": two, "set": "Teams"}},
		"no poll":             {404, want{"how": "poll", "people": two, "groups": 2, "pollId": "p9"}},
		"anonymous poll":      {409, want{"how": "poll", "people": two, "together": true, "pollId": "secret"}},
		"mixed without count": {400, want{"how": "poll", "people": two, "pollId": "p1"}},
		"large table":         {413, want{"how": "csv", "people": two, "csv": strings.Repeat("x", longestTable+1)}},
	} {
		if text := o.call(c.status, "POST", path, staff, c.in, nil); strings.Contains(text, "internal") {
			t.Errorf("%s: %s", name, text)
		}
	}
}
