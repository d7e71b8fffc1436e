package whiteboard

import (
	"context"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"
)

// Close codes: 4000 to 4499 say "come back", 4500 to 4999 "don't".
const (
	CloseRestarting  websocket.StatusCode = 4001
	CloseSlow        websocket.StatusCode = 4002
	CloseRate        websocket.StatusCode = 4004
	CloseUnavailable websocket.StatusCode = 4005
	CloseInvalid     websocket.StatusCode = 4505
	CloseTooLarge    websocket.StatusCode = 4508
)

const (
	writeTimeout = 10 * time.Second // for one frame
	pingEvery    = 12 * time.Second
	pongWithin   = 30 * time.Second
)

// Member is who a connection belongs to, as the server knows it.
type Member struct {
	UserID, Name, Color string
	// Kind is the caller's: Hub.Flip passes it on. A role, for example.
	Kind string
	// May says what the member may write. It is asked once the connection is known to the hub, so that no change of
	// rights gets lost in between.
	May func(ctx context.Context) (Access, error)
}

// Access is what of a document a connection may write.
type Access byte

// AccessNone is for readers, AccessOwn for who may add elements and change those of their own (H13), AccessAll for who
// may write everything.
const (
	AccessNone Access = iota
	AccessOwn
	AccessAll
)

// conn is one connection. The document's goroutine queues frames, the writer sends them.
type conn struct {
	member Member
	socket *websocket.Conn
	limit  int

	mu     sync.Mutex
	queue  [][]byte
	queued int // bytes, those that the writer has taken too
	code   websocket.StatusCode
	closed bool
	wake   chan struct{} // capacity 1

	// Owned by the document's goroutine.
	access   Access
	states   map[uint64]bool // awareness ids
	claims   int             // of client ids
	requests *rate.Limiter   // of the whole document
	rereads  *rate.Limiter   // of the Log
}

func newConn(socket *websocket.Conn, m Member, limit int) *conn {
	return &conn{member: m, socket: socket, limit: limit, wake: make(chan struct{}, 1), states: map[uint64]bool{}, requests: rate.NewLimiter(1, 10), rereads: rate.NewLimiter(rate.Every(10*time.Second), 3)}
}

// send queues a frame. Over the limit the connection is closed, unless the frame is all that waits (H6).
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.code != 0 {
		return
	}
	if c.queued > 0 && c.queued+len(frame) > c.limit {
		c.queue, c.code = nil, CloseSlow
	} else {
		c.queue = append(c.queue, frame)
		c.queued += len(frame)
	}
	c.signal()
	if c.code == CloseSlow {
		// The writer is stuck in a frame that the client doesn't read; only the end of the socket frees it.
		time.AfterFunc(time.Second, c.abandon)
	}
}

// end closes the connection with the code once what is queued has been sent.
func (c *conn) end(code websocket.StatusCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code == 0 {
		c.code = code
		c.signal()
	}
}

func (c *conn) signal() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *conn) take() ([][]byte, websocket.StatusCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames := c.queue
	c.queue = nil
	return frames, c.code
}

// run writes what is queued until the context ends, a write fails, or the connection is ended.
func (c *conn) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
		frames, code := c.take()
		for _, frame := range frames {
			if err := c.writeOne(ctx, frame); err != nil {
				c.abandon()
				return
			}
		}
		if code != 0 {
			c.mu.Lock()
			c.closed = true
			c.mu.Unlock()
			// The peer may be gone already; the reader learns it either way.
			if err := c.socket.Close(code, ""); err != nil {
				c.abandon()
			}
			return
		}
	}
}

func (c *conn) writeOne(ctx context.Context, frame []byte) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err := c.socket.Write(ctx, websocket.MessageBinary, frame)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queued -= len(frame)
	return err
}

func (c *conn) abandon() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	// CloseNow fails only on a socket that is closed already.
	_ = c.socket.CloseNow()
}

// ping asks for a sign of life, and says something itself (H8).
func (c *conn) ping(ctx context.Context) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c.send(awarenessFrame([]byte{0}))
		wait, cancel := context.WithTimeout(ctx, pongWithin)
		err := c.socket.Ping(wait)
		cancel()
		if err != nil {
			c.abandon()
			return
		}
	}
}

// read hands the client's messages to the document until the connection is gone.
func (c *conn) read(ctx context.Context, l Limits, handle func(message)) {
	messages := rate.NewLimiter(rate.Limit(l.PerSecond), l.Burst)
	bytes := rate.NewLimiter(rate.Limit(l.ByteRate), 2*l.Message)
	for {
		kind, b, err := c.socket.Read(ctx)
		if err != nil {
			if websocket.CloseStatus(err) == websocket.StatusMessageTooBig {
				c.end(CloseTooLarge)
			}
			return
		}
		now := time.Now()
		if !messages.AllowN(now, 1) || !bytes.AllowN(now, len(b)) {
			c.end(CloseRate)
			continue
		}
		m, err := decodeMessage(b)
		if kind != websocket.MessageBinary || err != nil {
			c.end(CloseInvalid)
			continue
		}
		handle(m)
	}
}
