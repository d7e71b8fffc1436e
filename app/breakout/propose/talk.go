package propose

import (
	"cmp"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// exchanges bounds how often two people are exchanged to even the groups out.
	exchanges = 2_000
	// near is how far groups may be apart without anybody minding.
	near = time.Second
)

// ByTalk divides people so that the groups have talked about as long as each other: the sums of two groups differ by no more
// than what one person talked, or a second. Of whom nothing is known have talked for no time.
func ByTalk(people []app.UserID, talked map[app.UserID]time.Duration, s Split, seed uint64) Proposal {
	order := shuffled(people, random(seed))
	slices.SortStableFunc(order, func(a, b app.UserID) int { return cmp.Compare(talked[b], talked[a]) })
	sizes := s.Sizes(len(people))
	p, sums := Proposal{Groups: make([]Group, len(sizes))}, make([]time.Duration, len(sizes))
	for _, user := range order {
		best := -1
		for g, size := range sizes {
			if n := len(p.Groups[g].Members); n < size && (best < 0 || sums[g] < sums[best] || sums[g] == sums[best] && n < len(p.Groups[best].Members)) {
				best = g
			}
		}
		p.Groups[best].Members = append(p.Groups[best].Members, user)
		sums[best] += talked[user]
	}
	for range exchanges {
		if !even(p.Groups, sums, talked) {
			break
		}
	}
	p.noteSome(NoteNotHeard, slices.DeleteFunc(slices.Clone(people), func(user app.UserID) bool { _, heard := talked[user]; return heard }))
	return finish(p, s)
}

// even makes the exchange that brings two groups nearest to each other, the farthest apart first. Without one it returns
// false.
func even(groups []Group, sums []time.Duration, talked map[app.UserID]time.Duration) bool {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sums[b], sums[a]) })
	for i, high := range order {
		for _, low := range slices.Backward(order[i+1:]) {
			gap := sums[high] - sums[low]
			if gap <= near {
				break // whoever comes next is nearer
			}
			a, b, nearest := -1, -1, gap
			for k, x := range groups[high].Members {
				for l, y := range groups[low].Members {
					if d := talked[x] - talked[y]; d > 0 && d < gap && (gap-2*d).Abs() < nearest {
						a, b, nearest = k, l, (gap - 2*d).Abs()
					}
				}
			}
			if a >= 0 {
				x, y := groups[high].Members[a], groups[low].Members[b]
				groups[high].Members[a], groups[low].Members[b] = y, x
				sums[high] -= talked[x] - talked[y]
				sums[low] += talked[x] - talked[y]
				return true
			}
		}
	}
	return false
}
