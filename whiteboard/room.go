package whiteboard

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// room is one document and whoever is connected. Its goroutine owns everything below the line.
type room struct {
	hub   *Hub
	doc   DocID
	users int // guarded by the hub's mu
	flips atomic.Uint64
	inbox chan func()
	ended chan struct{}

	mu     sync.Mutex
	urgent []func()
	urge   chan struct{} // capacity 1

	// ---
	store   *yjs.Store
	conns   map[*conn]bool
	people  map[uint64]*presence
	stirred map[uint64]entry // awareness that has changed here and wasn't told
	heard   map[uint64]entry // and elsewhere

	dirty    bool           // the store holds what isn't appended
	authors  map[*conn]bool // of what isn't told; nil is among them where others had a part in it
	flying   bool           // a call to the Log runs
	landed   chan error     // its end
	sending  []byte         // what it appends; nil: it compacts
	staged   []staged       // what came meanwhile
	held     int            // bytes of it
	asked    []func()       // answers that wait until the store is appended
	appends  int            // since the last compacting
	failed   bool
	lastSent time.Time
	lastTold time.Time
	outgoing chan []byte // to the Bus; nil without one
	flush    *time.Timer
	telling  *time.Timer
}

// staged is an update that came while the Log was busy. from is nil for those of the Bus.
type staged struct {
	from   *conn
	update []byte
}

func newRoom(h *Hub, doc DocID) *room {
	return &room{hub: h, doc: doc, inbox: make(chan func(), 256), ended: make(chan struct{}), urge: make(chan struct{}, 1),
		store: yjs.New(yjs.Limits{UpdateBytes: h.limits.Message, DocumentBytes: h.limits.Document, Pending: h.limits.Pending}),
		conns: map[*conn]bool{}, people: map[uint64]*presence{}, stirred: map[uint64]entry{}, heard: map[uint64]entry{},
		authors: map[*conn]bool{}, landed: make(chan error, 1), flush: stoppedTimer(), telling: stoppedTimer()}
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// do hands f to the document's goroutine. It returns false where that has ended.
func (r *room) do(f func()) bool {
	select {
	case r.inbox <- f:
		return true
	case <-r.ended:
		return false
	}
}

// first hands f to the document's goroutine before everything that waits, and doesn't wait itself.
func (r *room) first(f func()) {
	r.mu.Lock()
	r.urgent = append(r.urgent, f)
	r.mu.Unlock()
	select {
	case r.urge <- struct{}{}:
	default:
	}
}

func (r *room) runUrgent() {
	r.mu.Lock()
	urgent := r.urgent
	r.urgent = nil
	r.mu.Unlock()
	for _, f := range urgent {
		f()
	}
}

// run is the document's goroutine.
func (r *room) run() {
	defer close(r.ended)
	if err := r.load(); err != nil {
		r.hub.logger.Error("document not read", "doc", r.doc, "error", err)
		r.fail()
		return
	}
	stopBus := r.listen()
	defer stopBus()
	idle := time.NewTicker(r.hub.limits.Linger)
	defer idle.Stop()
	exchange := time.NewTicker(r.hub.limits.Exchange)
	defer exchange.Stop()
	for !r.failed {
		select {
		case <-r.urge:
			r.runUrgent()
		case f := <-r.inbox:
			r.runUrgent()
			f()
		case err := <-r.landed:
			r.land(err)
		case <-r.flush.C:
			r.send()
		case <-r.telling.C:
			r.lastTold = time.Now()
			r.tell()
		case <-exchange.C:
			r.exchange()
			r.expire(time.Now())
		case <-idle.C:
			if r.leaveIdle() {
				return
			}
		case <-r.hub.ctx.Done():
			r.finish()
			return
		}
	}
	r.fail()
}

// load reads the document. What can't be read any more is left away and said: the rest is worth more than nothing.
func (r *room) load() error {
	ctx, cancel := context.WithTimeout(r.hub.ctx, 2*r.hub.limits.LogTimeout)
	defer cancel()
	kept, err := r.hub.log.Load(ctx, r.doc)
	if err != nil {
		return fmt.Errorf("load a document: %w", err)
	}
	updates := kept.Updates
	r.appends = len(updates)
	r.store = yjs.New(yjs.Limits{UpdateBytes: 2 * r.hub.limits.Document, DocumentBytes: r.hub.limits.Document, Pending: r.hub.limits.Pending})
	if kept.Snapshot != nil {
		updates = append([][]byte{kept.Snapshot}, updates...)
	}
	for _, u := range updates {
		if _, err := r.store.Apply(u); err != nil {
			r.hub.logger.Error("update left away", "doc", r.doc, "bytes", len(u), "error", err)
		}
	}
	r.store.Take()
	return nil
}

// greet begins the protocol with a connection that has its rights.
func (r *room) greet(c *conn) {
	if !r.conns[c] {
		return
	}
	c.send(syncFrame(syncStep1, r.store.StateVector().Encode()))
	if len(r.people) > 0 {
		c.send(awarenessFrame(r.everybody()))
	}
}

func (r *room) leave(c *conn) {
	delete(r.conns, c)
	delete(r.authors, c)
	r.forgetOf(c)
}

func (r *room) writersNow() int {
	n := 0
	for c := range r.conns {
		if c.access != AccessNone {
			n++
		}
	}
	return n
}

// take handles one message of a connection.
func (r *room) take(c *conn, m message) {
	if !r.conns[c] {
		return
	}
	switch m.kind {
	case messageAwareness:
		r.hear(c, m.data)
	case messageQueryAwareness:
		c.send(awarenessFrame(r.everybody()))
	case messageSync:
		if m.sync == syncStep1 {
			r.answer(c, m.data)
			return
		}
		r.write(c, m.data)
	}
}

// answer tells the connection what it lacks, once the store holds only what was appended (H1).
func (r *room) answer(c *conn, vector []byte) {
	sv, err := yjs.DecodeStateVector(vector)
	switch {
	case err != nil:
		c.end(CloseInvalid)
		return
	case !c.requests.Allow():
		c.end(CloseRate)
		return
	}
	reply := func() { c.send(syncFrame(syncStep2, r.store.Diff(sv))) }
	if r.dirty || r.sending != nil {
		r.asked = append(r.asked, reply)
		return
	}
	reply()
}

// write takes an update or a step 2 in, if the connection may write (H2).
func (r *room) write(c *conn, update []byte) {
	if c.access == AccessNone {
		if known, err := r.store.Has(update); err == nil && !known {
			c.send(deniedFrame("You may read this, and not write it."))
		}
		return
	}
	if r.flying {
		if r.held += len(update); r.held > 2*r.hub.limits.Message {
			r.held -= len(update)
			c.end(CloseUnavailable) // the Log is slower than the people; the client keeps what it has
			return
		}
		r.staged = append(r.staged, staged{c, update})
		return
	}
	r.apply(staged{c, update})
}

func (r *room) apply(s staged) {
	waiting := r.store.Pending() > 0
	changed, err := r.store.Apply(s.update)
	switch {
	case s.from == nil && err != nil:
		r.hub.logger.Warn("update of another process left away", "doc", r.doc, "error", err)
	case errors.Is(err, yjs.ErrSize):
		s.from.end(CloseTooLarge)
	case err != nil:
		s.from.end(CloseInvalid)
	case !changed:
	case s.from == nil && !r.dirty: // it was appended where it came from
		r.broadcast(r.store.Take())
	default:
		r.dirty = true
		r.authors[s.from] = true
		if waiting { // what it has freed came from others
			r.authors[nil] = true
		}
		r.sendSoon()
	}
}

// sendSoon appends and broadcasts: at once after quiet, else at the end of the window.
func (r *room) sendSoon() {
	if wait := r.hub.limits.Window - time.Since(r.lastSent); wait > 0 {
		r.flush.Reset(wait)
		return
	}
	r.send()
}

// send begins to append what is new.
func (r *room) send() {
	if r.flying || !r.dirty {
		return
	}
	r.sending = r.store.Take()
	r.dirty, r.lastSent = false, time.Now()
	update := r.sending
	r.fly(func(ctx context.Context) error { return r.hub.log.Append(ctx, r.doc, [][]byte{update}) }, r.hub.limits.Retry)
}

// fly calls the Log beside the goroutine, again and again while retry lasts.
func (r *room) fly(call func(ctx context.Context) error, retry time.Duration) {
	r.flying = true
	r.hub.wg.Go(func() {
		began, pause := time.Now(), 50*time.Millisecond
		for {
			ctx, cancel := context.WithTimeout(context.Background(), r.hub.limits.LogTimeout)
			err := call(ctx)
			cancel()
			if err == nil || time.Since(began)+pause > retry {
				r.landed <- err
				return
			}
			timer := time.NewTimer(pause)
			select {
			case <-timer.C:
			case <-r.hub.ctx.Done():
				timer.Stop()
				r.landed <- err
				return
			}
			pause *= 2
		}
	})
}

// land follows a call to the Log: what was appended is told, what waited goes on.
func (r *room) land(err error) {
	r.flying = false
	sent := r.sending
	r.sending = nil
	switch {
	case err != nil && sent != nil:
		r.hub.logger.Error("update not kept", "doc", r.doc, "error", err)
		r.failed = true
		return
	case err != nil:
		r.hub.logger.Warn("document not compacted", "doc", r.doc, "error", err)
	case sent != nil:
		r.appends++
		r.broadcast(sent)
		r.publish(busUpdate, sent)
	}
	clear(r.authors)
	for _, reply := range r.asked {
		reply()
	}
	r.asked = nil
	if r.appends >= r.hub.limits.CompactAt {
		r.compact()
		return
	}
	r.unstage()
}

func (r *room) unstage() {
	waiting := r.staged
	r.staged, r.held = nil, 0
	for i, s := range waiting {
		if r.flying { // the first of them has begun to fly: the rest goes with the next
			r.staged = append(r.staged, waiting[i:]...)
			for _, rest := range r.staged {
				r.held += len(rest.update)
			}
			return
		}
		r.apply(s) // the rights were looked at when it came
	}
}

// broadcast sends an update to everybody but its only author.
func (r *room) broadcast(update []byte) {
	if update == nil {
		return
	}
	frame := syncFrame(syncUpdate, update)
	for c := range r.conns {
		if len(r.authors) == 1 && r.authors[c] {
			continue
		}
		c.send(frame)
	}
}

// awake tells changed awareness: at once after quiet, else at the end of a window.
func (r *room) awake() {
	if len(r.stirred) == 0 && len(r.heard) == 0 {
		return
	}
	if wait := 2*r.hub.limits.Window - time.Since(r.lastTold); wait > 0 {
		r.telling.Reset(wait)
		return
	}
	r.lastTold = time.Now()
	r.tell()
}

// compact replaces what the Log keeps. The store holds only what was appended then.
func (r *room) compact() {
	r.store.Compact()
	r.appends = 0
	snapshot := r.store.Diff(nil)
	r.fly(func(ctx context.Context) error { return r.hub.log.Compact(ctx, r.doc, snapshot) }, 0)
}

// leaveIdle ends a document that nobody is connected to; before, it is compacted.
func (r *room) leaveIdle() bool {
	if len(r.conns) > 0 || r.flying || r.dirty {
		return false
	}
	if r.appends > 1 {
		r.compact()
		return false
	}
	return r.hub.drop(r, false)
}

// finish appends what was received, tells it, and sends everybody away.
func (r *room) finish() {
	r.hub.drop(r, true)
	for r.flying || r.dirty || len(r.staged) > 0 {
		if !r.flying {
			r.send()
		}
		if r.land(<-r.landed); r.failed {
			break
		}
	}
	for c := range r.conns {
		c.end(CloseRestarting)
	}
	r.drain(func(c *conn) { c.end(CloseRestarting) })
}

// fail sends everybody away; who comes next reads the document anew (H9).
func (r *room) fail() {
	r.hub.drop(r, true)
	for c := range r.conns {
		c.end(CloseUnavailable)
	}
	r.drain(func(c *conn) { c.end(CloseUnavailable) })
}

// drain takes who was just being let in along.
func (r *room) drain(end func(*conn)) {
	for {
		select {
		case f := <-r.inbox:
			f()
		case <-r.urge:
			r.runUrgent()
		default:
			for c := range r.conns {
				end(c)
			}
			return
		}
	}
}
