package yjs

import (
	"bytes"
	"cmp"
	"container/heap"
	"slices"
)

// Limits bound a Store. A zero field stands for that of DefaultLimits.
type Limits struct {
	UpdateBytes   int // of one update
	DocumentBytes int // of the whole, what the store needs for itself included
	Pending       int // structs that wait for missing ones
}

// DefaultLimits are for a document that a class works on.
var DefaultLimits = Limits{UpdateBytes: 4 << 20, DocumentBytes: 64 << 20, Pending: 4096}

// What one struct and one deleted range cost beside their bytes.
const (
	structCost = 32
	rangeCost  = 16
)

// Store is one document as a server needs it.
type Store struct {
	limits  Limits
	buf     []byte
	clients map[uint64]*known
	deletes deletes
	pending map[uint64][]piece // own bytes; by clock
	ranges  int                // deleted ranges, at least
	structs int

	taken StateVector // where a client stood at the last Take, if it has moved since
	fresh deletes     // deleted since; not normal
}

// known is what is known of one client: structs without gaps from clock 0 on.
type known struct {
	structs []place
	end     uint64
}

// place is where a struct stands in the buffer.
type place struct {
	clock, length uint64
	at            uint64
	size          uint32
}

// New returns an empty Store.
func New(l Limits) *Store {
	l.UpdateBytes = cmp.Or(l.UpdateBytes, DefaultLimits.UpdateBytes)
	l.DocumentBytes = cmp.Or(l.DocumentBytes, DefaultLimits.DocumentBytes)
	l.Pending = cmp.Or(l.Pending, DefaultLimits.Pending)
	return &Store{limits: l, clients: map[uint64]*known{}, deletes: deletes{}, pending: map[uint64][]piece{}, taken: StateVector{}, fresh: deletes{}}
}

// Size returns the bytes that the document takes.
func (s *Store) Size() int { return len(s.buf) + s.structs*structCost + s.ranges*rangeCost }

// Pending returns how many structs wait.
func (s *Store) Pending() int { return count(s.pending) }

func count(m map[uint64][]piece) int {
	n := 0
	for _, pieces := range m {
		n += len(pieces)
	}
	return n
}

// StateVector returns what the store has.
func (s *Store) StateVector() StateVector {
	sv := make(StateVector, len(s.clients))
	for client, k := range s.clients {
		sv[client] = k.end
	}
	return sv
}

func (s *Store) end(client uint64) uint64 {
	if k := s.clients[client]; k != nil {
		return k.end
	}
	return 0
}

// Apply takes an update in, or refuses it as a whole: ErrMalformed, ErrPending, ErrSize. It says whether the document
// has changed: structs that wait don't change it, and neither does what was known.
func (s *Store) Apply(b []byte) (changed bool, err error) {
	if len(b) > s.limits.UpdateBytes {
		return false, ErrSize
	}
	u, err := decode(b)
	if err != nil {
		return false, err
	}
	p := s.plan(u)
	waiting, size, ranges := p.waiting(), s.Size(), 0
	for _, list := range p.accepted {
		size += len(list.raw) + structCost
	}
	for _, r := range u.deletes {
		ranges += len(r)
	}
	switch {
	case count(waiting) > s.limits.Pending:
		return false, ErrPending
	case size+ranges*rangeCost > s.limits.DocumentBytes:
		return false, ErrSize
	}
	for i := range p.accepted {
		s.put(p.accepted[i].client, &p.accepted[i].piece)
	}
	s.pending = waiting
	return s.delete(u.deletes) || len(p.accepted) > 0, nil
}

// put appends a struct that begins where the client's end is.
func (s *Store) put(client uint64, p *piece) {
	k := s.clients[client]
	if k == nil {
		k = &known{}
		s.clients[client] = k
	}
	if _, moved := s.taken[client]; !moved {
		s.taken[client] = k.end
	}
	at := len(s.buf)
	s.buf = p.appendTo(s.buf)
	k.structs = append(k.structs, place{p.clock, p.length, uint64(at), uint32(len(s.buf) - at)})
	k.end = p.end()
	s.structs++
}

func (s *Store) delete(d deletes) bool {
	changed := false
	for client, ranges := range d {
		before := len(s.deletes[client])
		fresh := s.deletes.add(client, ranges)
		s.ranges += len(s.deletes[client]) - before
		if len(fresh) > 0 {
			changed = true
			s.fresh[client] = append(s.fresh[client], fresh...)
		}
	}
	return changed
}

// plan is what an update, and what waited, would come to.
type plan struct {
	store    *Store
	queues   map[uint64]*queue
	moved    StateVector // where clients stand that would move
	accepted []accepted
	waiters  map[uint64]*waiters // by the client that is waited for
}

type accepted struct {
	client uint64
	piece
}

type queue struct {
	pieces []piece
	next   int
}

// plan finds what can be taken in (A1, A2). It changes nothing.
func (s *Store) plan(u update) *plan {
	p := &plan{store: s, queues: make(map[uint64]*queue, len(u.pieces)), moved: StateVector{}}
	for client, pieces := range u.pieces {
		p.queues[client] = &queue{pieces: pieces}
	}
	for client, pieces := range s.pending {
		if q := p.queues[client]; q != nil {
			q.pieces = inOrder(slices.Concat(pieces, q.pieces))
		} else {
			p.queues[client] = &queue{pieces: pieces}
		}
	}
	ready := descending(p.queues)
	for len(ready) > 0 {
		client := ready[0]
		ready = append(ready[1:], p.advance(client)...)
	}
	return p
}

func (p *plan) end(client uint64) uint64 {
	if end, moved := p.moved[client]; moved {
		return end
	}
	return p.store.end(client)
}

// advance takes of the client's queue what can be taken, and returns the clients that waited for it.
func (p *plan) advance(client uint64) []uint64 {
	q := p.queues[client]
	end := p.end(client)
	began := end
	for ; q.next < len(q.pieces); q.next++ {
		next := q.pieces[q.next]
		if next.end() <= end {
			continue
		}
		if next.clock > end {
			break
		}
		if missing, is := p.missing(client, &next); is {
			p.wait(client, missing)
			break
		}
		if next.clock < end {
			next = next.cut(client, end-next.clock)
		}
		p.accepted = append(p.accepted, accepted{client, next})
		end = next.end()
	}
	if end == began {
		return nil
	}
	p.moved[client] = end
	return p.wake(client, end)
}

// missing returns something that the piece refers to and that isn't there.
func (p *plan) missing(client uint64, x *piece) (ID, bool) {
	lacks := func(to ID) bool { return to.Client != client && to.Clock >= p.end(to.Client) }
	switch {
	case x.hasOrigin() && lacks(x.origin):
		return x.origin, true
	case x.hasRight() && lacks(x.right):
		return x.right, true
	case x.hasParent() && !x.byKey && lacks(x.parent):
		return x.parent, true
	}
	return ID{}, false
}

func (p *plan) wait(client uint64, what ID) {
	if p.queues[what.Client] == nil {
		return // nothing of it can come now
	}
	if p.waiters == nil {
		p.waiters = map[uint64]*waiters{}
	}
	w := p.waiters[what.Client]
	if w == nil {
		w = &waiters{}
		p.waiters[what.Client] = w
	}
	heap.Push(w, waiter{client, what.Clock})
}

func (p *plan) wake(client, end uint64) []uint64 {
	w := p.waiters[client]
	if w == nil {
		return nil
	}
	var woken []uint64
	for len(*w) > 0 && (*w)[0].clock < end {
		x, _ := heap.Pop(w).(waiter)
		woken = append(woken, x.client)
	}
	return woken
}

// waiting returns what still waits, without what is known or there twice, in bytes of its own.
func (p *plan) waiting() map[uint64][]piece {
	out := map[uint64][]piece{}
	for client, q := range p.queues {
		end := p.end(client)
		var kept []piece
		for _, x := range q.pieces[q.next:] {
			switch {
			case x.end() <= end:
				continue
			case x.clock < end:
				x = x.cut(client, end-x.clock)
			default:
				x.raw = bytes.Clone(x.raw)
			}
			kept = append(kept, x)
			end = x.end()
		}
		if len(kept) > 0 {
			out[client] = kept
		}
	}
	return out
}

// waiter is a client that waits for a clock; waiters are a heap, the lowest clock first.
type waiter struct{ client, clock uint64 }

type waiters []waiter

func (w waiters) Len() int           { return len(w) }
func (w waiters) Less(i, j int) bool { return w[i].clock < w[j].clock }
func (w waiters) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }

// Push implements heap.Interface.
func (w *waiters) Push(x any) {
	if one, ok := x.(waiter); ok {
		*w = append(*w, one)
	}
}

// Pop implements heap.Interface.
func (w *waiters) Pop() any {
	old := *w
	one := old[len(old)-1]
	*w = old[:len(old)-1]
	return one
}

// Has says whether the store has every struct of the update, waiting ones not counted; deleted ranges aren't looked at,
// because clients delete some that the store doesn't know of. ErrMalformed.
func (s *Store) Has(b []byte) (bool, error) {
	u, err := decode(b)
	if err != nil {
		return false, err
	}
	for client, pieces := range u.pieces {
		if pieces[len(pieces)-1].end() > s.end(client) {
			return false, nil
		}
	}
	return true, nil
}
