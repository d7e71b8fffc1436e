package yjs

import (
	"bytes"
	"slices"
)

// Compact makes the document smaller and leaves what it says as it is (C1-C3).
func (s *Store) Compact() {
	dead := s.dead()
	c := compactor{clients: make(map[uint64]*known, len(s.clients))}
	for _, client := range descending(s.clients) {
		c.begin(client)
		ranges := s.deletes[client]
		for i, at := range s.clients[client].structs {
			p := s.piece(client, at)
			switch {
			case dead[client][i] || p.ref() == refGC:
				c.add(entry{clock: p.clock, length: p.length, info: refGC, home: s.homeOf(nowhere)})
				ranges = insert(ranges, span{p.clock, p.end()})
			default:
				c.split(&p, ranges, at.home)
			}
		}
		c.flush()
		if len(ranges) > 0 {
			s.deletes[client] = ranges
		}
	}
	s.blocks, s.clients, s.structs, s.ranges = c.blocks, c.clients, 0, 0
	for client, k := range s.clients {
		k.structs = slices.Clip(k.structs)
		s.structs += len(k.structs)
		s.ranges += len(s.deletes[client])
	}
}

// compactor writes structs anew and joins neighbours.
type compactor struct {
	clients map[uint64]*known
	blocks  blocks
	client  uint64
	last    entry
	bodies  [][]byte // of what was joined to last, its own first
	open    bool
}

func (c *compactor) begin(client uint64) {
	c.client = client
	c.clients[client] = &known{}
}

// split adds the struct's parts, alive and deleted by turns.
func (c *compactor) split(p *piece, ranges []span, at home) {
	part := func(from, to uint64, deleted bool) {
		if from == to {
			return
		}
		e := p.entry(c.client, from-p.clock, to-p.clock)
		e.home = at
		if deleted {
			e.info, e.body = e.info&^refBits|refDeleted, nil
		}
		c.add(e)
	}
	begin := p.clock
	for i := after(ranges, begin+1); i < len(ranges) && ranges[i].from < p.end(); i++ {
		part(begin, max(begin, ranges[i].from), false)
		begin = max(begin, ranges[i].from)
		end := min(ranges[i].to, p.end())
		part(begin, end, true)
		begin = end
	}
	part(begin, p.end(), false)
}

// add joins the entry to the last one, or begins a new one (C2).
func (c *compactor) add(e entry) {
	if c.open && c.joins(&e) {
		c.last.length += e.length
		c.bodies = append(c.bodies, e.body)
		return
	}
	c.flush()
	c.last, c.open = e, true
	c.bodies = append(c.bodies[:0], e.body)
}

func (c *compactor) joins(e *entry) bool {
	l := &c.last
	if l.info&refBits != e.info&refBits {
		return false
	}
	switch e.info & refBits {
	case refGC:
		return true
	case refDeleted, refString, refJSON, refAny:
		return e.info&bitOrigin != 0 && e.origin == ID{c.client, e.clock - 1} &&
			e.info&bitRight == l.info&bitRight && e.right == l.right
	}
	return false
}

func (c *compactor) flush() {
	if !c.open {
		return
	}
	if len(c.bodies) > 1 {
		c.last.body = bytes.Join(c.bodies, nil)
	}
	at, size := c.blocks.put(c.last.most(), c.last.appendTo)
	k := c.clients[c.client]
	k.structs = append(k.structs, place{c.last.clock, c.last.length, at, size, c.last.home})
	k.end = c.last.clock + c.last.length
	c.open = false
}

// fate says whether a struct is inside of a deleted type.
type fate byte

const (
	unknown fate = iota
	onTheWay
	alive
	inDeleted
)

// dead finds the structs that are inside of a deleted type. An item's parent stands in it, or is that of its origin or
// right origin; so each struct leads to one other, until one is known.
func (s *Store) dead() map[uint64][]bool {
	fates := make(map[uint64][]fate, len(s.clients))
	for client, k := range s.clients {
		fates[client] = make([]fate, len(k.structs))
	}
	type step struct {
		client uint64
		i      int
	}
	var way []step
	out := make(map[uint64][]bool, len(s.clients))
	for client, k := range s.clients {
		out[client] = make([]bool, len(k.structs))
		for i := range k.structs {
			way = way[:0]
			at, f := step{client, i}, unknown
			for f == unknown {
				if f = fates[at.client][at.i]; f != unknown {
					break
				}
				fates[at.client][at.i] = onTheWay
				way = append(way, at)
				var to ID
				if to, f = s.leads(at.client, at.i); f == unknown {
					at = step{to.Client, s.clients[to.Client].find(to.Clock)}
				}
			}
			if f == onTheWay { // a circle, which Apply lets nobody make
				f = alive
			}
			for _, w := range way {
				fates[w.client][w.i] = f
			}
			out[client][i] = f == inDeleted
		}
	}
	return out
}

// leads returns the struct whose fate is that of the given one, or the fate.
func (s *Store) leads(client uint64, i int) (ID, fate) {
	p := s.piece(client, s.clients[client].structs[i])
	var to ID
	switch {
	case p.ref() == refGC:
		return to, inDeleted
	case p.hasOrigin():
		to = p.origin
	case p.hasRight():
		to = p.right
	case p.byKey:
		return to, alive
	default:
		to = p.parent
	}
	k := s.clients[to.Client]
	if k == nil || k.find(to.Clock) == len(k.structs) {
		return to, alive // Apply lets nobody in that refers to what isn't there
	}
	if p.hasParent() {
		parent := s.piece(to.Client, k.structs[k.find(to.Clock)])
		if parent.ref() != refType || has(s.deletes[to.Client], to.Clock) {
			return to, inDeleted
		}
	}
	return to, unknown
}
