package lrs_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/xapi"
)

// fact is a statement as the model knows it.
type fact struct {
	actor, verb, object, registration int
	target                            int // number of the statement that it is about, -1: none
	voids                             bool
}

// model is what a store should find, worked out slowly.
type model struct {
	facts []fact
	order []int // numbers in the order of arrival
}

func newModel(rnd *rand.Rand, n int) model {
	m := model{facts: make([]fact, n), order: rnd.Perm(n)}
	for i := range m.facts {
		f := fact{actor: rnd.IntN(4), verb: rnd.IntN(3), object: rnd.IntN(4), registration: rnd.IntN(3), target: -1}
		if i%3 == 0 { // about any other one, perhaps in a ring
			f.target = rnd.IntN(n)
		}
		m.facts[i] = f
	}
	for range n / 8 {
		i, t := rnd.IntN(n), rnd.IntN(n)
		if i != t && !m.facts[t].voids && !m.targetedByVoiding(i) {
			m.facts[i].target, m.facts[i].voids = t, true
		}
	}
	return m
}

func (m model) targetedByVoiding(n int) bool {
	return slices.ContainsFunc(m.facts, func(f fact) bool { return f.voids && f.target == n })
}

func (m model) json(n int) string {
	f := m.facts[n]
	verb, object := fmt.Sprintf("http://v.example/%d", f.verb), fmt.Sprintf(`{"id":"http://o.example/%d"}`, f.object)
	if f.target >= 0 {
		object = fmt.Sprintf(`{"objectType":"StatementRef","id":%q}`, sid(f.target))
	}
	if f.voids {
		verb = xapi.VerbVoided
	}
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:a%d@example.org"},"verb":{"id":%q},"object":%s,"context":{"registration":%q}}`,
		sid(n), f.actor, verb, object, sid(1000+f.registration))
}

// meets tells whether a statement, or one that it targets, has what is asked for.
func (m model) meets(n int, has func(f fact) bool) bool {
	for seen := map[int]bool{}; n >= 0 && !seen[n]; n = m.facts[n].target {
		if seen[n] = true; has(m.facts[n]) {
			return true
		}
	}
	return false
}

// question is a filter and what it should find.
func (m model) question(rnd *rand.Rand) (string, []string) {
	v := url.Values{}
	conditions := []func(fact) bool{}
	pick := rnd.IntN(16)
	if pick&1 != 0 {
		k := rnd.IntN(4)
		v.Set("agent", fmt.Sprintf(`{"mbox":"mailto:a%d@example.org"}`, k))
		conditions = append(conditions, func(f fact) bool { return f.actor == k })
	}
	if pick&2 != 0 {
		k := rnd.IntN(3)
		v.Set("verb", fmt.Sprintf("http://v.example/%d", k))
		conditions = append(conditions, func(f fact) bool { return f.verb == k && !f.voids })
	}
	if pick&4 != 0 {
		k := rnd.IntN(4)
		v.Set("activity", fmt.Sprintf("http://o.example/%d", k))
		conditions = append(conditions, func(f fact) bool { return f.object == k && f.target < 0 })
	}
	if pick&8 != 0 {
		k := rnd.IntN(3)
		v.Set("registration", sid(1000+k))
		conditions = append(conditions, func(f fact) bool { return f.registration == k })
	}
	found := []string{}
	for _, n := range m.order {
		all := m.facts[n].voids || !m.targetedByVoiding(n)
		for _, c := range conditions {
			all = all && m.meets(n, c)
		}
		if all {
			found = append(found, sid(n))
		}
	}
	if ascending := rnd.IntN(2) == 0; ascending {
		v.Set("ascending", "true")
	} else {
		slices.Reverse(found)
	}
	v.Set("limit", fmt.Sprint(1+rnd.IntN(20)))
	return v.Encode(), found
}

// TestFiltersAgreeWithAModel stores statements in any order, in batches of any
// size, and asks questions, page by page.
func TestFiltersAgreeWithAModel(t *testing.T) {
	t.Parallel()
	for range 12 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(seed, 1))
			m, s := newModel(rnd, 48), newShop(t, "1.0.3")
			for rest := m.order; len(rest) > 0; {
				n := min(1+rnd.IntN(9), len(rest))
				batch := make([]string, n)
				for i, number := range rest[:n] {
					batch[i] = m.json(number)
				}
				s.post("[" + strings.Join(batch, ",") + "]")
				rest = rest[n:]
			}
			for range 30 {
				query, want := m.question(rnd)
				got := []string{}
				for path := "/statements?" + query; path != ""; {
					l := listed(t, s.want(200, "GET", path, "").body)
					got, path = append(got, l.ids...), strings.TrimPrefix(l.more, "/xapi")
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s finds %v, want %v", query, got, want)
				}
			}
		})
	}
}
