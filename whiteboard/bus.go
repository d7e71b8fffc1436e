package whiteboard

import (
	"context"
	"encoding/binary"
	"hash/fnv"

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

// listen takes what comes over the Bus, and asks once for what was missed. The returned func ends it.
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
	r.hub.wg.Go(func() { r.hub.publish(r.doc, outgoing) })
	r.exchange()
	return func() {
		cancel()
		close(outgoing)
	}
}

// publish sends what is queued until the queue is closed. The Bus has its own time: no document waits for it.
func (h *Hub) publish(doc DocID, messages <-chan []byte) {
	for b := range messages {
		ctx, cancel := context.WithTimeout(context.Background(), h.limits.LogTimeout)
		if err := h.bus.Publish(ctx, doc, b); err != nil {
			h.logger.Warn("bus doesn't take", "doc", doc, "error", err) // the exchange makes up for it
		}
		cancel()
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

// exchange tells what the store has, so that others see what this process lacks.
func (r *room) exchange() {
	if r.hub.bus == nil || r.dirty || r.sending != nil {
		return
	}
	r.publish(busVector, append(binary.BigEndian.AppendUint64(nil, r.deletedHash()), r.store.StateVector().Encode()...))
}

func (r *room) deletedHash() uint64 {
	h := fnv.New64a()
	// A hash never fails to be written.
	_, _ = h.Write(r.store.Diff(r.store.StateVector()))
	return h.Sum64()
}

// overhear handles a message of another process.
func (r *room) overhear(b []byte) {
	if len(b) < 17 || string(b[:16]) == r.hub.self {
		return
	}
	switch data := b[17:]; b[16] {
	case busUpdate:
		if r.flying {
			r.staged = append(r.staged, staged{content: data})
			return
		}
		r.apply(staged{content: data})
	case busAwareness:
		r.hearForeign(data)
	case busVector:
		if len(data) < 8 {
			return
		}
		if sv, err := yjs.DecodeStateVector(data[8:]); err == nil {
			r.help(binary.BigEndian.Uint64(data), sv)
		}
	}
}

// help sends another process what it lacks.
func (r *room) help(deleted uint64, sv yjs.StateVector) {
	if r.dirty || r.sending != nil {
		return // soon; it asks again
	}
	lacks := deleted != r.deletedHash()
	for client, clock := range r.store.StateVector() {
		lacks = lacks || clock > sv[client]
	}
	if lacks {
		r.publish(busUpdate, r.store.Diff(sv))
	}
}
