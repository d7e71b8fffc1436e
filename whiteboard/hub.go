package whiteboard

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/coder/websocket"
)

// ErrStopped says that the hub doesn't serve any more; the connection has been closed with CloseRestarting.
var ErrStopped = errors.New("whiteboard: the hub has stopped")

// Deps are what a Hub needs. Bus may be nil, where one process serves all.
type Deps struct {
	Log    Log
	Bus    Bus
	Limits Limits
	Logger *slog.Logger
}

// Hub serves documents. It is safe for concurrent use.
type Hub struct {
	log    Log
	bus    Bus
	limits Limits
	logger *slog.Logger
	self   string // tells own messages on the Bus from those of others

	ctx  context.Context // of all documents
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu      sync.Mutex
	rooms   map[DocID]*room
	stopped bool
}

// New returns a Hub. Run must be called; its end ends the documents.
func New(d Deps) *Hub {
	ctx, stop := context.WithCancel(context.Background())
	return &Hub{log: d.Log, bus: d.Bus, limits: d.Limits.withDefaults(), logger: d.Logger, self: rand.Text()[:16],
		ctx: ctx, stop: stop, rooms: map[DocID]*room{}}
}

// Run waits for the end of the context; then what was received is appended, and everybody is sent away with a code that
// says "come back".
func (h *Hub) Run(ctx context.Context) error {
	<-ctx.Done()
	h.mu.Lock()
	h.stopped = true
	h.mu.Unlock()
	h.stop()
	h.wg.Wait()
	return nil
}

// Serve serves one connection, which was accepted and authenticated, until it is gone. It closes the socket.
func (h *Hub) Serve(ctx context.Context, socket *websocket.Conn, doc DocID, m Member) error {
	done := make(chan error, 1)
	h.Adopt(ctx, socket, doc, m, func(err error) { done <- err })
	return <-done
}

// Adopt is Serve in goroutines of the hub, which call ended with what Serve returns: the goroutine of a request, and
// what the server keeps for it, can go. Run waits for them.
func (h *Hub) Adopt(ctx context.Context, socket *websocket.Conn, doc DocID, m Member, ended func(error)) {
	h.mu.Lock()
	stopped := h.stopped
	if !stopped {
		h.wg.Go(func() { h.begin(ctx, socket, doc, m, ended) })
	}
	h.mu.Unlock()
	if stopped {
		_ = socket.Close(CloseRestarting, "") // the peer may be gone already
		ended(ErrStopped)
	}
}

func (h *Hub) begin(ctx context.Context, socket *websocket.Conn, doc DocID, m Member, ended func(error)) {
	socket.SetReadLimit(int64(h.limits.Message) + 16)
	c := newConn(socket, m, h.limits)
	r, err := h.enter(doc)
	if err != nil {
		// The peer may be gone already.
		_ = socket.Close(CloseRestarting, "")
		ended(err)
		return
	}
	refused := r.admit(ctx, c)
	if refused != nil {
		err = c.refuse(refused)
	}
	read := func() bool {
		return c.read(ctx, func(m message) {
			if refused == nil {
				r.bring(func() { r.take(c, m) })
				if m.writes() {
					r.gate.pass(r.ended)
				}
			}
		})
	}
	alone := context.AfterFunc(ctx, c.abandon) // a connection that waits at its Wire doesn't look at ctx
	h.wg.Go(func() {
		h.rounds(m.Wire, 0, read, func() {
			alone()
			r.do(func() { r.leave(c) })
			c.finish()
			h.exit(r)
			ended(err)
		})
	})
}

// greetings are what a connection says at first: its state vector, what the document lacks, its awareness.
const greetings = 6

// rounds reads as long as read says that there is more to come, and then calls gone. Whole classes greet and then say
// nothing for hours: at a Wire the waits around the greetings are the first thing that a goroutine does, so that its stack
// is still small. Later ones would pay for that with a thread that wakes up for each new goroutine.
func (h *Hub) rounds(w *Wire, heard int, read func() bool, gone func()) {
	if w != nil {
		w.await()
	}
	for ; read(); heard++ {
		if w == nil || w.more() {
			continue
		}
		if heard < greetings {
			h.wg.Go(func() { h.rounds(w, heard+1, read, gone) })
			return
		}
		w.await()
	}
	gone()
}

// Flip sets anew what the connected may write (H3); may may change the member's Kind. What is read after Flip has
// returned is judged by it. Whoever connects later is asked by Member.May. Flip doesn't wait for the document.
func (h *Hub) Flip(doc DocID, may func(m *Member) Access) {
	if r := h.find(doc); r != nil {
		r.decisions.Add(1)
		r.first(func() {
			for c := range r.conns {
				c.access = may(&c.member)
			}
		})
	}
}

// Close ends the connections of the document that which says, with the code. It doesn't wait for the document. Whoever is
// just being let in is judged by Member.May alone, asked from now on: the caller's decision must stand before.
func (h *Hub) Close(doc DocID, code websocket.StatusCode, which func(m Member) bool) {
	if r := h.find(doc); r != nil {
		r.decisions.Add(1)
		r.first(func() {
			for c := range r.conns {
				if which(c.member) {
					c.end(code)
				}
			}
		})
	}
}

// Writers returns how many connections of the document may write something.
func (h *Hub) Writers(doc DocID) int {
	n := make(chan int, 1)
	r := h.find(doc)
	if r == nil || !r.do(func() { n <- r.writersNow() }) {
		return 0
	}
	select {
	case got := <-n:
		return got
	case <-r.ended:
		return 0
	}
}

func (h *Hub) find(doc DocID) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[doc]
}

func (h *Hub) enter(doc DocID) (*room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return nil, ErrStopped
	}
	r := h.rooms[doc]
	if r == nil {
		r = newRoom(h, doc)
		h.rooms[doc] = r
		h.wg.Go(r.run)
	}
	r.users++
	return r, nil
}

func (h *Hub) exit(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.users--
}

// drop forgets a room: where it failed, at once; where it is idle, only if nobody has come.
func (h *Hub) drop(r *room, failed bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !failed && r.users > 0 {
		return false
	}
	if h.rooms[r.doc] == r {
		delete(h.rooms, r.doc)
	}
	return true
}

// admit makes the connection known, asks for its rights, and only then lets the document greet it (H10).
func (r *room) admit(ctx context.Context, c *conn) error {
	if !r.do(func() { r.conns[c] = true }) {
		return ErrStopped
	}
	for {
		decisions := r.decisions.Load()
		access, err := c.member.May(ctx)
		if err != nil {
			return fmt.Errorf("ask for the rights of a connection: %w", err)
		}
		settled := make(chan bool, 1)
		r.do(func() {
			same := r.decisions.Load() == decisions
			if same {
				c.access = access
				r.greet(c)
			}
			settled <- same
		})
		select {
		case same := <-settled:
			if same {
				return nil
			}
		case <-r.ended:
			return ErrStopped
		}
	}
}
