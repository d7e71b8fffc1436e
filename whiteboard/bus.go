package whiteboard

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"time"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// Messages on the Bus: whose they are (16 bytes), what they are, and that.
const (
	busUpdate    byte = 0
	busVector    byte = 1 // a hash of the deleted ranges, and a state vector
	busAwareness byte = 2
)

// busQueue is how many messages may wait for the Bus; more are left to the exchange.
const busQueue = 256

// exchangeFirst is how soon the state vectors are exchanged after something may have been lost; each time after it takes
// twice as long, up to Limits.Exchange.
const exchangeFirst = 250 * time.Millisecond

// introduceEvery is how often one process is told who is here, however often it asks.
const introduceEvery = time.Second

// listen takes what comes over the Bus, and asks for what was missed until then. The returned func ends it.
func (r *room) listen() func() {
	if r.hub.bus == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(r.hub.ctx)
	r.hub.wg.Go(func() {
		err := r.hub.bus.Subscribe(ctx, r.doc, func(b []byte) { r.do(func() { r.overhear(b) }) })
		if err != nil && ctx.Err() == nil {
			r.hub.logger.Error("bus not heard", "doc", r.doc, "error", err)
		}
	})
	outgoing := make(chan []byte, busQueue)
	r.outgoing = outgoing
	r.hub.wg.Go(func() { r.relay(outgoing) })
	r.exchange()
	r.exchangeSoon() // the Bus may not have begun to listen
	return func() {
		cancel()
		close(outgoing)
	}
}

// relay sends what is queued until the queue is closed. The Bus has its own time: no document waits for it.
func (r *room) relay(messages <-chan []byte) {
	failing := false
	for b := range messages {
		ctx, cancel := context.WithTimeout(context.Background(), r.hub.limits.LogTimeout)
		err := r.hub.bus.Publish(ctx, r.doc, b)
		cancel()
		if err != nil {
			r.hub.logger.Warn("bus doesn't take", "doc", r.doc, "error", err) // the exchange makes up for it
		}
		if failing != (err != nil) {
			failing = !failing
			r.do(r.exchangeSoon)
		}
	}
}

// publish tells the other processes.
func (r *room) publish(kind byte, data []byte) {
	if r.outgoing == nil {
		return
	}
	select {
	case r.outgoing <- append(append([]byte(r.hub.self), kind), data...):
	default:
	}
}

// exchange tells what the store has once all of that is appended, so that others see what this process lacks.
func (r *room) exchange() {
	if r.hub.bus != nil {
		r.settled(func() {
			r.publish(busVector, append(binary.BigEndian.AppendUint64(nil, r.deletedHash()), r.store.StateVector().Encode()...))
		})
	}
}

// exchangeSoon exchanges more often for a while.
func (r *room) exchangeSoon() {
	r.pace = exchangeFirst
	r.exchangeNext()
}

// exchangeNext waits for the next exchange.
func (r *room) exchangeNext() {
	r.pace = min(r.pace, r.hub.limits.Exchange)
	r.exchanging.Reset(r.pace)
	r.pace *= 2
}

func (r *room) deletedHash() uint64 {
	h := fnv.New64a()
	// A hash never fails to be written.
	_, _ = h.Write(r.store.Diff(r.store.StateVector()))
	return h.Sum64()
}

// overhear handles a message of another process, in order with what was staged before.
func (r *room) overhear(b []byte) {
	if len(b) < 17 || string(b[:16]) == r.hub.self {
		return
	}
	data := b[17:]
	switch b[16] {
	case busUpdate:
		if r.flying {
			r.staged = append(r.staged, staged{content: data})
			return
		}
		r.apply(staged{content: data})
	case busAwareness:
		r.hearForeign(data)
	case busVector:
		r.introduce(string(b[:16]))
		if r.flying {
			r.staged = append(r.staged, staged{answer: func() { r.overhear(b) }})
			return
		}
		if len(data) < 8 {
			return
		}
		if sv, err := yjs.DecodeStateVector(data[8:]); err == nil {
			r.settled(func() { r.help(binary.BigEndian.Uint64(data), sv) })
		}
	}
}

// introduce tells a process that asks who is here: it may have begun to listen just now (H18).
func (r *room) introduce(process string) {
	now := time.Now()
	if now.Sub(r.met[process]) < introduceEvery {
		return
	}
	r.met[process] = now
	if own := r.ownStates(); len(own) > 0 {
		r.publish(busAwareness, encodeAwareness(own))
	}
}

// help sends another process what it lacks, and asks it for what is lacking here.
func (r *room) help(deleted uint64, theirs yjs.StateVector) {
	ours := r.store.StateVector()
	if deleted != r.deletedHash() || ahead(ours, theirs) {
		r.publish(busUpdate, r.store.Diff(theirs))
	}
	if ahead(theirs, ours) {
		r.exchange()
	}
}

// ahead says whether a state vector has something that the other one hasn't.
func ahead(sv, other yjs.StateVector) bool {
	for client, clock := range sv {
		if clock > other[client] {
			return true
		}
	}
	return false
}
