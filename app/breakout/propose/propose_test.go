package propose

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n     int
		split Split
		want  []int
	}{
		{0, Split{Groups: 3}, nil},
		{1, Split{Size: 3}, []int{1}},
		{5, Split{}, []int{5}},
		{10, Split{Groups: 3}, []int{4, 3, 3}},
		{2, Split{Groups: 5}, []int{1, 1}},
		{12, Split{Size: 3}, []int{3, 3, 3, 3}},
		{13, Split{Size: 3}, []int{4, 3, 3, 3}},
		{14, Split{Size: 3}, []int{3, 3, 3, 3, 2}},
		{5, Split{Size: 2}, []int{3, 2}}, // nobody is alone
		{3, Split{Size: 2}, []int{3}},
		{4, Split{Size: 3}, []int{2, 2}},
		{7, Split{Size: 5}, []int{4, 3}},
		{6, Split{Size: 5}, []int{6}},
		{30, Split{Size: 4}, []int{5, 5, 4, 4, 4, 4, 4}},
		{30, Split{Size: 40}, []int{30}},
	} {
		if diff := cmp.Diff(c.want, c.split.Sizes(c.n)); diff != "" {
			t.Errorf("%d people by %+v (-want +got):\n%s", c.n, c.split, diff)
		}
	}
}

// ways are those that divide people evenly.
func ways(r *rand.Rand, people []app.UserID) map[string]func(Split, uint64) Proposal {
	talked, answers := map[app.UserID]time.Duration{}, map[app.UserID]string{}
	for _, user := range people {
		if r.IntN(4) > 0 {
			talked[user] = time.Duration(r.ExpFloat64()*300) * time.Second
		}
		if r.IntN(4) > 0 {
			answers[user] = string(rune('a' + r.IntN(4)))
		}
	}
	before := [][]Group{Random(people, Split{Size: 3}, r.Uint64()).Groups, Random(people, Split{Size: 4}, r.Uint64()).Groups}
	return map[string]func(Split, uint64) Proposal{
		"random":  func(s Split, seed uint64) Proposal { return Random(people, s, seed) },
		"order":   func(s Split, _ uint64) Proposal { return InOrder(people, s) },
		"meet":    func(s Split, seed uint64) Proposal { return Meet(people, before, s, seed) },
		"talk":    func(s Split, seed uint64) Proposal { return ByTalk(people, talked, s, seed) },
		"answers": func(s Split, seed uint64) Proposal { return MixAnswers(people, answers, s, seed) },
	}
}

func TestEvenWaysHaveEverybodyOnceInEvenSizesAndAlike(t *testing.T) {
	t.Parallel()
	seeds(t, 60, func(t *testing.T, r *rand.Rand, seed uint64) {
		people := shuffled(class(r.IntN(41)), r)
		s := someSplit(r, len(people))
		for name, way := range ways(r, people) {
			p := way(s, seed)
			whole(t, people, p)
			sized(t, p, s.Sizes(len(people)))
			if len(p.Unassigned) > 0 {
				t.Errorf("%s: somebody is in no group", name)
			}
			if diff := cmp.Diff(p, way(s, seed)); diff != "" {
				t.Errorf("%s isn't the same again:\n%s", name, diff)
			}
		}
	})
}

func TestInOrderKeepsTheOrder(t *testing.T) {
	t.Parallel()
	p := InOrder([]app.UserID{"ana", "ben", "cleo", "dan", "eve"}, Split{Groups: 2})
	want := []Group{{Members: []app.UserID{"ana", "ben", "cleo"}}, {Members: []app.UserID{"dan", "eve"}}}
	if diff := cmp.Diff(want, p.Groups); diff != "" {
		t.Error(diff)
	}
}

func TestRandomDependsOnTheSeed(t *testing.T) {
	t.Parallel()
	people := class(20)
	if a, b := Random(people, Split{Size: 4}, 1), Random(people, Split{Size: 4}, 2); cmp.Equal(a, b) {
		t.Error("two seeds give the same groups")
	}
}

func TestWhoIsAloneAndMissingGroupsAreNoted(t *testing.T) {
	t.Parallel()
	p := Random(class(3), Split{Groups: 5}, 1)
	if len(p.Groups) != 3 || len(noted(p, NoteAlone)) != 3 || !slices.ContainsFunc(p.Notes, func(n Note) bool { return n.Code == NoteFewerGroups }) {
		t.Errorf("got %+v", p)
	}
}

func TestByCourse(t *testing.T) {
	t.Parallel()
	groups := []app.CourseGroup{
		{ID: "1", Name: "Red", Members: []app.UserID{"ana", "ben", "gone"}},
		{ID: "2", Name: "Blue", Members: []app.UserID{"ben", "cleo", "dan", "eve"}},
		{ID: "3", Name: "Absent", Members: []app.UserID{"gone"}},
	}
	p := ByCourse([]app.UserID{"ana", "ben", "cleo", "dan", "eve", "fay", "gil"}, groups)
	want := Proposal{
		Groups: []Group{{Name: "Red", Members: []app.UserID{"ana", "ben", "fay", "gil"}}, {Name: "Blue", Members: []app.UserID{"cleo", "dan", "eve"}}},
		Notes:  []Note{{Code: NoteInSeveral, People: []app.UserID{"ben"}}, {Code: NoteInNone, People: []app.UserID{"fay", "gil"}}},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	none := ByCourse([]app.UserID{"ana"}, nil)
	if diff := cmp.Diff(Proposal{Unassigned: []app.UserID{"ana"}, Notes: []Note{{Code: NoteInNone, People: []app.UserID{"ana"}}}}, none); diff != "" {
		t.Error(diff)
	}
}

func TestAgainKeepsGroupsAndPutsWhoIsNewWhereFewestAre(t *testing.T) {
	t.Parallel()
	before := []Group{{Name: "A", Members: []app.UserID{"ana", "ben", "cleo"}}, {Name: "B", Members: []app.UserID{"dan", "gone"}}, {Name: "C", Members: []app.UserID{"gone2"}}}
	p := Again([]app.UserID{"ana", "ben", "cleo", "dan", "new1", "new2", "new3"}, before)
	want := Proposal{
		Groups: []Group{{Name: "A", Members: []app.UserID{"ana", "ben", "cleo", "new3"}}, {Name: "B", Members: []app.UserID{"dan", "new1", "new2"}}},
		Notes:  []Note{{Code: NoteNew, People: []app.UserID{"new1", "new2", "new3"}}},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
}

func TestKnownGroupsHaveEverybodyOnce(t *testing.T) {
	t.Parallel()
	seeds(t, 100, func(t *testing.T, r *rand.Rand, _ uint64) {
		all := class(30)
		people := shuffled(all, r)[:r.IntN(31)]
		var groups []app.CourseGroup
		var before []Group
		for range r.IntN(6) {
			groups = append(groups, app.CourseGroup{Members: shuffled(all, r)[:r.IntN(12)]})
			before = append(before, Group{Members: shuffled(all, r)[:r.IntN(12)]}) // even if somebody was in two
		}
		whole(t, people, ByCourse(people, groups))
		whole(t, people, Again(people, before))
	})
}

func TestByTalkEvensOut(t *testing.T) {
	t.Parallel()
	seeds(t, 200, func(t *testing.T, r *rand.Rand, seed uint64) {
		people, talked, most := class(2+r.IntN(40)), map[app.UserID]time.Duration{}, time.Duration(0)
		for _, user := range people {
			talked[user] = time.Duration(r.ExpFloat64()*600) * time.Second
			most = max(most, talked[user])
		}
		s := Split{Size: 2 + r.IntN(5)}
		if got := spread(ByTalk(people, talked, s, seed), talked); got > max(near, min(most, spread(Random(people, s, seed), talked))) {
			t.Errorf("the groups are %s apart; who talked most did for %s", got, most)
		}
	})
	people := []app.UserID{"ana", "ben", "cleo", "dan"}
	p := ByTalk(people, map[app.UserID]time.Duration{"ana": 10 * time.Minute, "ben": 9 * time.Minute, "cleo": time.Minute}, Split{Groups: 2}, 1)
	if diff := cmp.Diff([]app.UserID{"dan"}, noted(p, NoteNotHeard)); diff != "" || spread(p, map[app.UserID]time.Duration{"ana": 10, "ben": 9, "cleo": 1}) != 0 {
		t.Errorf("got %+v", p)
	}
}

// spread is how far the sums of two groups are apart at most.
func spread(p Proposal, talked map[app.UserID]time.Duration) time.Duration {
	var sums []time.Duration
	for _, g := range p.Groups {
		sum := time.Duration(0)
		for _, user := range g.Members {
			sum += talked[user]
		}
		sums = append(sums, sum)
	}
	return slices.Max(sums) - slices.Min(sums)
}

func TestMixAnswersDealsEachAnswerEvenly(t *testing.T) {
	t.Parallel()
	seeds(t, 100, func(t *testing.T, r *rand.Rand, seed uint64) {
		people, answers := class(1+r.IntN(40)), map[app.UserID]string{}
		for _, user := range people {
			if a := r.IntN(5); a > 0 {
				answers[user] = string(rune('a' + a))
			}
		}
		p := MixAnswers(people, answers, Split{Groups: 1 + r.IntN(8)}, seed)
		for _, answer := range []string{"", "b", "c", "d", "e"} {
			var counts []int
			for _, g := range p.Groups {
				n := 0
				for _, user := range g.Members {
					if answers[user] == answer {
						n++
					}
				}
				counts = append(counts, n)
			}
			if slices.Max(counts)-slices.Min(counts) > 1 {
				t.Errorf("the answer %q is in the groups %v times", answer, counts)
			}
		}
	})
}

func TestSameAnswersStayTogether(t *testing.T) {
	t.Parallel()
	answers := map[app.UserID]string{"ana": "yes", "ben": "yes", "cleo": "yes", "dan": "no", "eve": "no", "fay": "yes"}
	people := []app.UserID{"ana", "ben", "cleo", "dan", "eve", "fay", "gil"}
	for _, c := range []struct {
		split Split
		want  map[string][]int
		fewer bool
	}{
		{Split{}, map[string][]int{"no": {3}, "yes": {4}}, false},
		{Split{Groups: 3}, map[string][]int{"no": {3}, "yes": {2, 2}}, false},
		{Split{Groups: 1}, map[string][]int{"no": {3}, "yes": {4}}, false},
		{Split{Size: 2}, map[string][]int{"no": {3}, "yes": {2, 2}}, false},
		{Split{Groups: 9}, map[string][]int{"no": {2, 1}, "yes": {1, 1, 1, 1}}, true},
	} {
		p := SameAnswers(people, answers, c.split, 1)
		whole(t, people, p)
		got := map[string][]int{}
		for _, g := range p.Groups {
			got[g.Name] = append(got[g.Name], len(g.Members))
			for _, user := range g.Members {
				if answer, answered := answers[user]; answered && answer != g.Name {
					t.Errorf("%s answered %s and is in the group %s", user, answer, g.Name)
				}
			}
		}
		fewer := slices.ContainsFunc(p.Notes, func(n Note) bool { return n.Code == NoteFewerGroups })
		if diff := cmp.Diff(c.want, got); diff != "" || fewer != c.fewer {
			t.Errorf("%+v: %s\nfewer: %v", c.split, diff, fewer)
		}
		if diff := cmp.Diff([]app.UserID{"gil"}, noted(p, NoteNoAnswer)); diff != "" {
			t.Error(diff)
		}
	}
	if p := SameAnswers(people, nil, Split{Groups: 2}, 1); len(p.Groups) != 0 || len(p.Unassigned) != len(people) {
		t.Errorf("without answers: %+v", p)
	}
}
