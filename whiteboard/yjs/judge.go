package yjs

import (
	"errors"
	"slices"
)

// ErrLeave is what a judge returns for a deleted range that is to be left out, while the rest is taken in.
var ErrLeave = errors.New("yjs: leave this range out")

// Change is one thing that an update would do.
type Change struct {
	ID     // where it begins
	Length uint64
	Kind   ChangeKind
	Place  Place // where it is; of what waits, nothing is known
	// Right is where the right neighbour is that the item names, beside an origin; Nowhere, if it names none.
	Right Place
	Map   bool // the item is a map
	Gone  bool // the item's content is deleted already
}

// ChangeKind is the kind of a Change.
type ChangeKind byte

const (
	// Adds: a struct would be taken in.
	Adds ChangeKind = iota
	// Deletes: what lives would be deleted.
	Deletes
	// Waits: a struct would wait for what isn't there.
	Waits
)

// judge asks about everything that the plan would do; what had waited was asked about when it came, or needn't be. It
// returns what is to be deleted.
func (p *plan) judge(waiting map[uint64][]piece, deleted deletes, ask func(Change) error) (deletes, error) {
	for client, pieces := range waiting {
		for i := range pieces {
			if pieces[i].waited {
				continue
			}
			if err := ask(Change{ID: ID{client, pieces[i].clock}, Length: pieces[i].length, Kind: Waits, Place: Place{Kind: Unknown}}); err != nil {
				return nil, err
			}
		}
	}
	p.byClient = map[uint64][]int{}
	p.places = make([]Place, len(p.accepted))
	for i := range p.accepted {
		a := &p.accepted[i]
		p.places[i] = p.placeOf(a)
		p.byClient[a.client] = append(p.byClient[a.client], i)
		if a.waited {
			continue
		}
		if err := ask(p.adds(a, p.places[i])); err != nil {
			return nil, err
		}
	}
	return p.judgeDeletes(deleted, ask)
}

func (p *plan) adds(a *accepted, at Place) Change {
	c := Change{ID: ID{a.client, a.clock}, Length: a.length, Place: at, Gone: a.ref() == refDeleted}
	if a.item() && a.hasOrigin() && a.hasRight() {
		c.Right = p.at(a.right)
	}
	if a.ref() == refType {
		r := reader{b: a.raw, i: int(a.contentAt)}
		c.Map = r.number() == typeMap
	}
	return c
}

// placeOf returns where a piece would be.
func (p *plan) placeOf(a *accepted) Place {
	if !a.item() {
		return Place{Kind: Nowhere}
	}
	to, beside, is := a.lead()
	if !is {
		if root, key, has := a.key(); has && root == p.store.index.root {
			return Place{Entry, key, ID{a.client, a.clock}}
		}
		return Place{Kind: Elsewhere}
	}
	lead := p.at(to)
	if lead.Kind == Entry {
		if beside {
			return Place{Entry, lead.Key, ID{a.client, a.clock}}
		}
		lead.Kind = Inside
	}
	return lead
}

// at returns where the clock is, which is in the store or would be.
func (p *plan) at(id ID) Place {
	if k := p.store.clients[id.Client]; k != nil && id.Clock < k.end {
		return p.store.index.place(k.structs[k.find(id.Clock)].home)
	}
	if i, is := p.accepts(id); is {
		return p.places[i]
	}
	return Place{Kind: Unknown}
}

// accepts returns which of the accepted pieces holds the clock.
func (p *plan) accepts(id ID) (int, bool) {
	list := p.byClient[id.Client]
	i, _ := slices.BinarySearchFunc(list, id.Clock, func(at int, clock uint64) int {
		if p.accepted[at].end() <= clock {
			return -1
		}
		return 1
	})
	if i == len(list) || p.accepted[list[i]].clock > id.Clock {
		return 0, false
	}
	return list[i], true
}

// judgeDeletes asks about what would be deleted and isn't, one struct at a time.
func (p *plan) judgeDeletes(deleted deletes, ask func(Change) error) (deletes, error) {
	kept := deletes{}
	for client, ranges := range deleted {
		for _, fresh := range subtract(ranges, p.store.deletes[client]) {
			for fresh.from < fresh.to {
				c := Change{ID: ID{client, fresh.from}, Kind: Deletes, Place: p.at(ID{client, fresh.from})}
				end := min(fresh.to, p.endAt(c.ID, fresh.to))
				c.Length = end - fresh.from
				switch err := ask(c); {
				case err == nil:
					kept[client] = append(kept[client], span{fresh.from, end})
				case !errors.Is(err, ErrLeave):
					return nil, err
				}
				fresh.from = end
			}
		}
	}
	for client, ranges := range kept {
		kept[client] = normal(ranges)
	}
	return kept, nil
}

// endAt returns where the struct ends that holds the clock; otherwise, where nothing does.
func (p *plan) endAt(id ID, otherwise uint64) uint64 {
	if k := p.store.clients[id.Client]; k != nil && id.Clock < k.end {
		at := k.structs[k.find(id.Clock)]
		return at.clock + at.length
	}
	if i, is := p.accepts(id); is {
		return p.accepted[i].end()
	}
	return otherwise
}
