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
	name   string
	device Device
	socket *websocket.Conn

	lastHeard atomic.Int64 // ms since 1970
	clean     atomic.Bool  // the client said that it leaves

	mu     sync.Mutex
	queue  [][]byte
	queued int // bytes that wait, those that the writer has taken too
	most   int // bytes that may wait
	closed bool
	code   websocket.StatusCode // to close with once the queue is empty; 0: don't
	wake   chan struct{}        // capacity 1

	// Owned by the loop once the connection is in it.
	actor    app.Actor // with the role of now
	viewer   Viewer
	outdated bool // it needs a new snapshot
	stale    bool
	out      bool // sent out
}

func newConn(actor app.Actor, name string, device Device, socket *websocket.Conn, now time.Time) *conn {
	c := &conn{id: app.ConnectionID(app.NewID()), actor: actor, name: name, device: device, socket: socket, most: queueBytes, wake: make(chan struct{}, 1)}
	c.lastHeard.Store(now.UnixMilli())
	return c
}

// row is what is kept of the connection while it is open.
func (c *conn) row(session app.SessionID, process string, joined, now time.Time) socketRow {
	return socketRow{ConnectionID: string(c.id), SessionID: string(session), ProcessID: process, UserID: string(c.actor.User), Name: c.name,
		Role: string(c.actor.Role), Device: string(c.device), JoinedMs: joined.UnixMilli(), OpenedMs: now.UnixMilli(), HeardMs: now.UnixMilli()}
}

// allow sends a frame that may be large, and lets it and so many bytes more wait beside what always may. One at a time:
// a client that hasn't read the one before is too slow for another.
func (c *conn) allow(frame []byte, more int) {
	c.mu.Lock()
	if c.queued <= queueBytes {
		c.most = queueBytes + c.queued + len(frame) + more
	}
	c.mu.Unlock()
	c.send(frame)
}

// send queues a frame. A client that has let too much pile up is closed with web.CloseSlow.
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.code != 0 {
		return
	}
	if c.queued+len(frame) > c.most {
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
	c.most = max(queueBytes, c.most-n)
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
