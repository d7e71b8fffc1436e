package propose

import (
	"math/rand/v2"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// again is what a pair costs that was together before; each further time costs one more, up to often.
	again, often = 1000, 999
	// starts is how often groups are formed anew, and effort bounds the exchanges that are looked at in all.
	starts, effort = 12, 4_000_000
	// patience is how many exchanges may bring nothing better before groups are formed anew.
	patience = 200
)

// Meet divides people so that as few pairs as can be found were together before, and of those the ones that were least
// often. It looks for so long and no longer, so that it need not be the best division there is, but it is never worse than
// Random's of the same seed.
func Meet(people []app.UserID, before [][]Group, s Split, seed uint64) Proposal {
	r := random(seed)
	m := &mixer{costs: costs(people, before), sizes: s.Sizes(len(people)), effort: effort}
	order := make([]int, len(people))
	for i := range order {
		order[i] = i
	}
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] }) // as Random does
	m.begin(m.lot(order))
	m.search(r)
	for range starts {
		if m.bestCost == 0 || m.effort <= 0 {
			break
		}
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		m.begin(m.greedy(order))
		m.search(r)
	}
	p := Proposal{Groups: make([]Group, len(m.sizes))}
	var met []app.UserID
	for i, user := range people {
		g := m.best[i]
		p.Groups[g].Members = append(p.Groups[g].Members, user)
		if slices.ContainsFunc(others(m.best, i), func(j int) bool { return m.costs[i][j] > 0 }) {
			met = append(met, user)
		}
	}
	p.noteSome(NoteMetBefore, met)
	return finish(p, s)
}

// costs says what it costs to have two people together.
func costs(people []app.UserID, before [][]Group) [][]int {
	at := make(map[app.UserID]int, len(people))
	c := make([][]int, len(people))
	for i, user := range people {
		at[user], c[i] = i, make([]int, len(people))
	}
	for _, groups := range before {
		for _, g := range groups {
			var here []int
			for _, user := range g.Members {
				if i, known := at[user]; known && !slices.Contains(here, i) {
					here = append(here, i)
				}
			}
			for k, i := range here {
				for _, j := range here[k+1:] {
					cost := again
					if c[i][j] > 0 {
						cost = min(c[i][j]+1, again+often)
					}
					c[i][j], c[j][i] = cost, cost
				}
			}
		}
	}
	return c
}

// others are those who are in the group of i.
func others(groups []int, i int) []int {
	var with []int
	for j, g := range groups {
		if j != i && g == groups[i] {
			with = append(with, j)
		}
	}
	return with
}

// mixer looks for the division of people, who are numbers here, that costs least.
type mixer struct {
	costs  [][]int
	sizes  []int
	effort int
	// at is the group of each, with what each would cost together with each group, and cost all of it.
	at   []int
	with [][]int
	cost int
	// best is the best division yet.
	best     []int
	bestCost int
}

// lot divides people as they come.
func (m *mixer) lot(order []int) []int {
	at := make([]int, len(order))
	for g, n := range m.sizes {
		for _, i := range order[:n] {
			at[i] = g
		}
		order = order[n:]
	}
	return at
}

// greedy puts one after the other where they cost least, and of several such groups where fewest are.
func (m *mixer) greedy(order []int) []int {
	at, members := make([]int, len(order)), make([][]int, len(m.sizes))
	for _, i := range order {
		best, least := -1, 0
		for g, size := range m.sizes {
			if len(members[g]) == size {
				continue
			}
			cost := 0
			for _, j := range members[g] {
				cost += m.costs[i][j]
			}
			if best < 0 || cost < least || cost == least && len(members[g]) < len(members[best]) {
				best, least = g, cost
			}
		}
		at[i], members[best] = best, append(members[best], i)
	}
	return at
}

// begin starts from a division.
func (m *mixer) begin(at []int) {
	m.at, m.cost, m.with = at, 0, make([][]int, len(at))
	for i := range at {
		m.with[i] = make([]int, len(m.sizes))
		for j, g := range at {
			m.with[i][g] += m.costs[i][j]
		}
		m.cost += m.with[i][at[i]]
	}
	m.cost /= 2
	m.keep()
}

func (m *mixer) keep() {
	if m.best == nil || m.cost < m.bestCost {
		m.best, m.bestCost = slices.Clone(m.at), m.cost
	}
}

// search exchanges two people at a time, always in the best way that wasn't just undone, even if it is for the worse: that
// leads out of divisions from which no single exchange does.
func (m *mixer) search(r *rand.Rand) {
	resting := make([]int, len(m.at))
	for step, since := 1, 0; m.cost > 0 && since < patience && m.effort > 0; step++ {
		a, b, delta := m.exchange(resting, step, r)
		if a < 0 {
			return
		}
		m.swap(a, b, delta)
		resting[a], resting[b] = step+2+r.IntN(6), step+2+r.IntN(6)
		since++
		if m.cost < m.bestCost {
			since = 0
		}
		m.keep()
	}
}

// exchange finds the exchange that costs least of somebody who costs something; -1 where there is none.
func (m *mixer) exchange(resting []int, step int, r *rand.Rand) (a, b, delta int) {
	a, ties := -1, 0
	for i, g := range m.at {
		if m.with[i][g] == 0 {
			continue
		}
		for j, h := range m.at {
			if h == g {
				continue
			}
			m.effort--
			d := m.with[i][h] + m.with[j][g] - m.with[i][g] - m.with[j][h] - 2*m.costs[i][j]
			if (resting[i] > step || resting[j] > step) && m.cost+d >= m.bestCost {
				continue
			}
			switch {
			case a < 0 || d < delta:
				a, b, delta, ties = i, j, d, 1
			case d == delta:
				if ties++; r.IntN(ties) == 0 {
					a, b = i, j
				}
			}
		}
	}
	return a, b, delta
}

func (m *mixer) swap(a, b, delta int) {
	g, h := m.at[a], m.at[b]
	for k := range m.at {
		moved := m.costs[k][b] - m.costs[k][a]
		m.with[k][g] += moved
		m.with[k][h] -= moved
	}
	m.at[a], m.at[b] = h, g
	m.cost += delta
}
