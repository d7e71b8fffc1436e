package propose

import (
	"math/rand/v2"
	"testing"

	"github.com/lectern-classroom/lectern/app"
)

// repeated returns how many pairs of the groups were together before, each time counted where times.
func repeated(groups []Group, before [][]Group, times bool) int {
	met := map[[2]app.UserID]int{}
	pairs := func(groups []Group, f func(pair [2]app.UserID)) {
		for _, g := range groups {
			for i, a := range g.Members {
				for _, b := range g.Members[i+1:] {
					f([2]app.UserID{min(a, b), max(a, b)})
				}
			}
		}
	}
	for _, b := range before {
		pairs(b, func(pair [2]app.UserID) { met[pair]++ })
	}
	n := 0
	pairs(groups, func(pair [2]app.UserID) {
		switch {
		case times:
			n += met[pair]
		case met[pair] > 0:
			n++
		}
	})
	return n
}

// fewest tries every division of people into groups of three.
func fewest(people []app.UserID, before [][]Group) int {
	if len(people) == 0 {
		return 0
	}
	best := 1 << 30
	first, rest := people[0], people[1:]
	for i := range rest {
		for j := i + 1; j < len(rest); j++ {
			left := make([]app.UserID, 0, len(rest)-2)
			for k, user := range rest {
				if k != i && k != j {
					left = append(left, user)
				}
			}
			here := repeated([]Group{{Members: []app.UserID{first, rest[i], rest[j]}}}, before, false)
			if here < best {
				best = min(best, here+fewest(left, before))
			}
		}
	}
	return best
}

func TestMeetIsAsGoodAsAnythingForTwelveInThrees(t *testing.T) {
	t.Parallel()
	people := class(12)
	seeds(t, 2, func(t *testing.T, _ *rand.Rand, seed uint64) {
		var before [][]Group
		for round := range 5 {
			p := Meet(people, before, Split{Size: 3}, seed+uint64(round))
			got := repeated(p.Groups, before, false)
			if want := fewest(people, before); got != want {
				t.Errorf("round %d: %d pairs were together before, but it can be %d", round+1, got, want)
			}
			if round < 3 && got != 0 {
				t.Errorf("round %d: %d pairs were together before", round+1, got)
			}
			before = append(before, p.Groups)
		}
	})
}

func TestMeetRepeatsNothingOverATermWhereThatIsPossible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ people, size, rounds int }{{8, 2, 7}, {16, 4, 3}, {30, 3, 9}, {60, 5, 6}} {
		var before [][]Group
		for round := range c.rounds {
			p := Meet(class(c.people), before, Split{Size: c.size}, uint64(round))
			if n := repeated(p.Groups, before, false); n > 0 || noted(p, NoteMetBefore) != nil {
				t.Errorf("%+v: in round %d %d pairs were together before", c, round+1, n)
			}
			before = append(before, p.Groups)
		}
	}
}

func TestMeetIsNeverWorseThanRandom(t *testing.T) {
	t.Parallel()
	seeds(t, 60, func(t *testing.T, r *rand.Rand, seed uint64) {
		people := class(2 + r.IntN(30))
		s := Split{Size: 2 + r.IntN(5)}
		var before [][]Group
		for range r.IntN(12) {
			before = append(before, Random(people, Split{Size: 2 + r.IntN(5)}, r.Uint64()).Groups)
		}
		meet, random := Meet(people, before, s, seed).Groups, Random(people, s, seed).Groups
		if m, n := repeated(meet, before, false), repeated(random, before, false); m > n || m == n && repeated(meet, before, true) > repeated(random, before, true) {
			t.Errorf("%d pairs were together before; by lot there are %d", m, n)
		}
	})
}

func TestMeetNotesWhoMetBefore(t *testing.T) {
	t.Parallel()
	people := class(3)
	p := Meet(people, [][]Group{{{Members: people[:2]}}}, Split{}, 1)
	if got := noted(p, NoteMetBefore); len(got) != 2 || got[0] != people[0] || got[1] != people[1] {
		t.Errorf("noted %v", got)
	}
}

// What is looked at is bounded, however many there are.
func TestMeetEnds(t *testing.T) {
	t.Parallel()
	people := class(300)
	before := [][]Group{{{Members: people}}, {{Members: people}}}
	p := Meet(people, before, Split{Size: 4}, 1)
	whole(t, people, p)
}
