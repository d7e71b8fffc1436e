package propose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lectern-classroom/lectern/app"
)

// class returns so many people.
func class(n int) []app.UserID {
	people := make([]app.UserID, n)
	for i := range people {
		people[i] = app.UserID(fmt.Sprintf("u%03d", i))
	}
	return people
}

// whole fails unless everybody is there exactly once, and no group is empty.
func whole(t *testing.T, people []app.UserID, p Proposal) {
	t.Helper()
	all := slices.Clone(p.Unassigned)
	for _, g := range p.Groups {
		if len(g.Members) == 0 {
			t.Fatalf("an empty group: %+v", p)
		}
		all = append(all, g.Members...)
	}
	slices.Sort(all)
	want := slices.Clone(people)
	slices.Sort(want)
	if !slices.Equal(all, want) {
		t.Fatalf("got %v\nof %v", all, want)
	}
}

// sized fails unless the groups are of the sizes.
func sized(t *testing.T, p Proposal, sizes []int) {
	t.Helper()
	var got []int
	for _, g := range p.Groups {
		got = append(got, len(g.Members))
	}
	if !slices.Equal(got, sizes) {
		t.Fatalf("sizes %v, want %v", got, sizes)
	}
}

// someSplit returns any split, sensible or not.
func someSplit(r *rand.Rand, n int) Split {
	if r.IntN(2) == 0 {
		return Split{Groups: r.IntN(n + 3)}
	}
	return Split{Size: r.IntN(n + 3)}
}

// seeds runs a property for many seeds, and names the one that fails.
func seeds(t *testing.T, n int, property func(t *testing.T, r *rand.Rand, seed uint64)) {
	t.Helper()
	for seed := range uint64(n) {
		property(t, rand.New(rand.NewPCG(seed, 7)), seed)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// noted returns whom notes with the code are about.
func noted(p Proposal, code Code) []app.UserID {
	for _, n := range p.Notes {
		if n.Code == code {
			return n.People
		}
	}
	return nil
}
