package yjs

import (
	"bytes"
	"container/heap"
	"slices"
)

// plan is what an update, and what waited, would come to.
type plan struct {
	store    *Store
	queues   map[uint64]*queue
	moved    StateVector // where clients stand that would move
	accepted []accepted
	waiters  map[uint64]*waiters // by the client that is waited for

	places   []Place          // of the accepted, for a judge
	byClient map[uint64][]int // which of them are whose
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
func (s *Store) plan(u Update) *plan {
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
			waited := next.waited
			next = next.cut(client, end-next.clock)
			next.waited = waited
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
				waited := x.waited
				x = x.cut(client, end-x.clock)
				x.waited = waited
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
