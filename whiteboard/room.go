package whiteboard

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// room is one document and whoever is connected. Everything below the line is for turns alone. Its goroutine keeps time
// and calls the Log; connections bring what they read in turns of their own.
type room struct {
	turns
	hub   *Hub
	doc   DocID
	users int // guarded by the hub's mu
	// decisions counts changes of rights: they overtake connections that are being made known, which ask again then.
	decisions atomic.Uint64
	calls     chan logCall  // to the goroutine
	lost      chan struct{} // closed where the document failed
	ended     chan struct{}

	// ---
	store   *yjs.Store
	conns   map[*conn]bool
	people  map[uint64]*presence
	stirred map[uint64]entry     // awareness that has changed here and wasn't told
	heard   map[uint64]entry     // and elsewhere
	met     map[string]time.Time // when other processes were told who is here

	owners   map[uint64]string // users by client id (H12)
	whole    frame             // the answer to who has nothing, until the store changes
	dirty    bool              // the store holds what isn't appended
	authors  map[*conn]bool    // of what isn't told; nil is among them where others had a part in it
	flying   bool              // a call to the Log runs
	then     func(error)       // what follows it
	sending  []byte            // what it appends; nil: it does something else
	staged   []staged          // what came meanwhile
	held     int               // bytes of it
	gate     gate              // shut while they are many
	merging  bool              // it is taken in, and will be appended as one
	asked    []func()          // what waits until the store is appended
	appends  int               // since the last compacting
	failed   bool
	waits    time.Time // when the first update came that no append has begun for; zero: there is none
	armed    bool      // flush is set
	ending   bool      // of a window
	call     *logCall  // which was made at the end of a window
	telling  span      // when what was appended was told last
	sentAt   time.Time // when the last append began
	lately   lately
	lastTold time.Time
	outgoing chan []byte // to the Bus; nil without one
	flush    alarm       // at the end of a window
	stirring *time.Timer // when awareness is told

	exchanging *time.Timer
	pace       time.Duration // from the next exchange to the one after it
}

func newRoom(h *Hub, doc DocID) *room {
	return &room{hub: h, doc: doc, calls: make(chan logCall, 1), lost: make(chan struct{}), ended: make(chan struct{}),
		turns: turns{busy: true}, // until the document has been read
		store: yjs.New(yjs.Limits{}),
		conns: map[*conn]bool{}, people: map[uint64]*presence{}, stirred: map[uint64]entry{}, heard: map[uint64]entry{}, met: map[string]time.Time{},
		owners: map[uint64]string{}, authors: map[*conn]bool{}, flush: newAlarm(), stirring: stoppedTimer(), exchanging: stoppedTimer()}
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// run is the document's goroutine.
func (r *room) run() {
	defer close(r.ended)
	if err := r.load(); err != nil {
		r.hub.logger.Error("document not read", "doc", r.doc, "error", err)
		r.hub.drop(r, true)
		r.dismiss(CloseUnavailable)
		r.flush.close()
		return
	}
	stopBus := r.listen()
	defer stopBus()
	var windows sync.WaitGroup
	windows.Go(r.windows)
	stopWindows := sync.OnceFunc(func() {
		r.flush.close()
		windows.Wait()
	})
	defer stopWindows()
	r.work()
	idle := time.NewTicker(r.hub.limits.Linger)
	defer idle.Stop()
	beats := time.NewTicker(pingEvery)
	defer beats.Stop()
	for {
		select {
		case call := <-r.calls:
			r.carry(call)
		case <-r.stirring.C:
			r.do(r.tellNow)
		case now := <-beats.C:
			r.do(func() { r.beat(now) })
		case <-r.exchanging.C:
			r.do(func() {
				r.exchange()
				r.expire(time.Now())
				r.exchangeNext()
			})
		case <-idle.C:
			gone := false
			if r.wait(func() { gone = r.leaveIdle() }); gone {
				return
			}
		case <-r.lost:
			r.hub.drop(r, true)
			r.wait(func() { r.dismiss(CloseUnavailable) })
			return
		case <-r.hub.ctx.Done():
			stopWindows() // which may be calling the Log
			r.finish()
			return
		}
	}
}

func (r *room) beat(now time.Time) {
	for c := range r.conns {
		c.beat(now)
	}
}

// load reads the document. What can't be read any more is left away and said: the rest is worth more than nothing.
func (r *room) load() error {
	ctx, cancel := context.WithTimeout(r.hub.ctx, 2*r.hub.limits.LogTimeout)
	defer cancel()
	kept, err := r.hub.log.Load(ctx, r.doc)
	if err != nil {
		return fmt.Errorf("load a document: %w", err)
	}
	r.appends = len(kept.Updates)
	r.store = yjs.New(yjs.Limits{UpdateBytes: 2 * r.hub.limits.Document, UpdateStructs: r.hub.limits.Structs,
		DocumentBytes: r.hub.limits.Document, Pending: r.hub.limits.Pending})
	r.takeKept(kept)
	r.store.Take()
	return nil
}

// takeKept takes in what the Log holds, and says whether something of it is new.
func (r *room) takeKept(kept Kept) bool {
	news := false
	r.whole = frame{}
	updates := kept.Updates
	if kept.Snapshot != nil {
		updates = append([][]byte{kept.Snapshot}, updates...)
	}
	for _, u := range updates {
		decoded, err := yjs.Decode(u)
		changed := false
		if err == nil {
			changed, err = r.store.ApplyIf(decoded, nil)
		}
		if err != nil {
			r.hub.logger.Error("update left away", "doc", r.doc, "bytes", len(u), "error", err)
		}
		news = news || changed
	}
	for client, user := range kept.Authors {
		r.owners[client] = user
	}
	return news
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
		r.write(c, m)
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
	r.reply(c, func() {
		if len(sv) > 0 {
			c.send(syncFrame(syncStep2, r.store.Diff(sv)))
			return
		}
		if r.whole.raw == nil {
			r.whole = syncFrame(syncStep2, r.store.Diff(nil))
		}
		c.send(r.whole)
	})
}

// reply answers once what the connection wrote before has been taken in and the store is appended.
func (r *room) reply(c *conn, answer func()) {
	switch {
	case slices.ContainsFunc(r.staged, func(s staged) bool { return s.from == c }):
		r.staged = append(r.staged, staged{from: c, answer: func() { r.reply(c, answer) }})
	default:
		r.settled(answer)
	}
}

// settled calls f once the store holds only what was appended.
func (r *room) settled(f func()) {
	if r.dirty || r.sending != nil {
		r.asked = append(r.asked, f)
		return
	}
	f()
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
	gone := r.hub.drop(r, false)
	if gone {
		r.end(func() {})
	}
	return gone
}

// finish appends what was received, tells it, and sends everybody away.
func (r *room) finish() {
	r.hub.drop(r, true)
	for more := true; more; {
		r.wait(func() {
			if !r.flying {
				r.send()
			}
			more = r.flying && !r.failed
		})
		if more {
			r.carry(<-r.calls)
		}
	}
	r.wait(func() { r.dismiss(CloseRestarting) })
}

// dismiss sends everybody away, and takes who is just being let in along. Nothing has a turn after it. Where the document
// failed, who comes next reads it anew (H9).
func (r *room) dismiss(code websocket.StatusCode) {
	r.end(func() {
		for c := range r.conns {
			c.end(code)
		}
	})
}
