package live

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	queueBytes   = 256 << 10        // what may wait for a slow client
	writeTimeout = 10 * time.Second // for one frame
)

// conn is one connection. The loop queues frames, the writer sends them; lastHeard is set by the reader.
type conn struct {
	id     app.ConnectionID
	person Person
	actor  app.Actor
	socket *websocket.Conn

	lastHeard atomic.Int64 // ms since 1970
	clean     atomic.Bool  // the client said that it leaves

	mu     sync.Mutex
	queue  [][]byte
	queued int // bytes that wait, those that the writer has taken too
	closed bool
	code   websocket.StatusCode // to close with once the queue is empty; 0: don't
	wake   chan struct{}        // capacity 1

	stale bool // owned by the loop
}

func newConn(id app.ConnectionID, actor app.Actor, person Person, socket *websocket.Conn, now time.Time) *conn {
	c := &conn{id: id, actor: actor, person: person, socket: socket, wake: make(chan struct{}, 1)}
	c.lastHeard.Store(now.UnixMilli())
	return c
}

// send queues a frame. A client that has let too much pile up is closed with web.CloseSlow.
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.code != 0 {
		return
	}
	if c.queued+len(frame) > queueBytes {
		c.queue, c.code = nil, web.CloseSlow
	} else {
		c.queue = append(c.queue, frame)
		c.queued += len(frame)
	}
	c.signal()
}

// end closes the connection with the code after what is queued has been sent.
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

func (c *conn) take() (frames [][]byte, code websocket.StatusCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	frames, c.queue = c.queue, nil
	return frames, c.code
}

func (c *conn) sent(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queued -= n
}

// write sends what is queued until ctx ends, a write fails or the connection is ended.
func (c *conn) write(ctx context.Context) {
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
			c.sent(len(frame))
		}
		if code != 0 {
			c.close(code)
			return
		}
	}
}

func (c *conn) writeOne(ctx context.Context, frame []byte) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	return c.socket.Write(ctx, websocket.MessageText, frame)
}

func (c *conn) close(code websocket.StatusCode) {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	// The peer may be gone already; the reader learns it either way.
	if err := c.socket.Close(code, ""); err != nil {
		c.abandon()
	}
}

func (c *conn) abandon() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	// CloseNow fails only on a socket that is closed already.
	_ = c.socket.CloseNow()
}

func (c *conn) heard() time.Time { return time.UnixMilli(c.lastHeard.Load()).UTC() }
