package whiteboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	dropMost     = 128 << 20 // bytes of a message over the limit that are dropped, so that its sender reads why
)

// Member is who a connection belongs to, as the server knows it.
type Member struct {
	UserID, Name, Color string
	// Kind is the caller's: Hub.Flip passes it on. A role, for example.
	Kind string
	// May says what the member may write. It is asked once the connection is known to the hub, so that no change of
	// rights gets lost in between; for the same reason it says with a Refusal who isn't let in any more.
	May func(ctx context.Context) (Access, error)
	// Wire is the connection below the socket, that of the Tap which it was accepted with; nil: there was none.
	Wire *Wire
}

// Refusal is an error of Member.May that closes the connection with a code of the caller's.
type Refusal struct{ Code websocket.StatusCode }

// Error implements error.
func (r Refusal) Error() string { return fmt.Sprintf("whiteboard: not let in (%d)", r.Code) }

// Access is what of a document a connection may write.
type Access byte

// AccessNone is for readers, AccessOwn for who may add elements and change those of their own (H13), AccessAll for who
// may write everything.
const (
	AccessNone Access = iota
	AccessOwn
	AccessAll
)

// conn is one connection. Frames are sent in turns of the document: over a Wire at once, and where the network doesn't take
// them, or without one, by a goroutine that lives as long as something waits.
type conn struct {
	member  Member
	socket  *websocket.Conn
	limit   int
	serving sync.WaitGroup

	messages, bytes *rate.Limiter // for the one who reads

	mu      sync.Mutex
	queue   []frame
	queued  int // bytes, those that are being written included
	code    websocket.StatusCode
	closed  bool
	writing bool // a goroutine writes

	// For turns of the document alone.
	access   Access
	told     bool            // it has answered the state vector
	states   map[uint64]bool // awareness ids
	claims   int             // of client ids
	requests *rate.Limiter   // of the whole document
	rereads  *rate.Limiter   // of the Log
}

func newConn(socket *websocket.Conn, m Member, l Limits) *conn {
	return &conn{member: m, socket: socket, limit: l.Queue, states: map[uint64]bool{},
		messages: rate.NewLimiter(rate.Limit(l.PerSecond), l.Burst), bytes: rate.NewLimiter(rate.Limit(l.ByteRate), 2*l.Message),
		requests: rate.NewLimiter(1, 10), rereads: rate.NewLimiter(rate.Every(10*time.Second), 3)}
}

// send sends a frame. Where more waits than the limit, the connection is closed, unless the frame is all that waits (H6).
func (c *conn) send(f frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.code != 0 {
		return
	}
	begun := 0
	if w := c.member.Wire; w != nil && !c.writing {
		if begun = w.try(f.raw); begun == len(f.raw) {
			return
		}
	}
	switch {
	case c.queued > 0 && c.queued+len(f.raw) > c.limit:
		c.queue, c.code = nil, CloseSlow
		// The goroutine is stuck in a frame that the client doesn't read; only the end of the socket frees it.
		time.AfterFunc(time.Second, c.abandon)
	default:
		c.queue = append(c.queue, f)
		c.queued += len(f.raw)
	}
	c.work(begun)
}

// refuse closes a connection that can't be let in, and returns what is worth saying of it.
func (c *conn) refuse(err error) error {
	var r Refusal
	if errors.As(err, &r) {
		c.end(r.Code)
		return nil
	}
	c.end(CloseUnavailable)
	return err
}

// end closes the connection with the code once what is queued has been sent.
func (c *conn) end(code websocket.StatusCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.code == 0 && !c.closed {
		c.code = code
		c.work(0)
	}
}

// work has a goroutine write what is queued, of the first frame what begun says is left. Called with mu held.
func (c *conn) work(begun int) {
	if c.writing {
		return
	}
	c.writing = true
	c.serving.Go(func() { c.run(begun) })
}

// run writes what is queued, until nothing is, a write fails, or the connection has been ended.
func (c *conn) run(begun int) {
	for {
		c.mu.Lock()
		if c.closed || len(c.queue) == 0 && c.code == 0 {
			c.writing = false
			held := begun > 0
			c.mu.Unlock()
			if held { // it was closed before the rest of the frame
				c.member.Wire.mu.Unlock()
			}
			return
		}
		frames, code := c.queue, c.code
		c.queue = nil
		if len(frames) == 0 {
			c.closed = true
		}
		c.mu.Unlock()
		if len(frames) == 0 {
			c.close(code)
			return
		}
		for _, f := range frames {
			if err := c.writeOne(f, begun); err != nil {
				c.abandon()
				return
			}
			begun = 0
		}
	}
}

// close closes the connection in an orderly way, as far as the peer does its part.
func (c *conn) close(code websocket.StatusCode) {
	w := c.member.Wire
	if w == nil {
		// The peer may be gone already; the reader learns it either way.
		if err := c.socket.Close(code, ""); err != nil {
			c.abandon()
		}
		return
	}
	if err := w.end(code); err != nil {
		c.abandon()
		return
	}
	time.AfterFunc(closeWithin, c.abandon)
}

func (c *conn) writeOne(f frame, begun int) error {
	var err error
	switch w := c.member.Wire; {
	case w == nil:
		ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
		err = c.socket.Write(ctx, websocket.MessageBinary, f.payload())
		cancel()
	case begun > 0:
		err = w.finish(f.raw[begun:], writeTimeout)
	default:
		err = w.write(f.raw, writeTimeout)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queued -= len(f.raw)
	return err
}

func (c *conn) abandon() {
	c.mu.Lock()
	c.closed = true
	c.queue = nil
	c.mu.Unlock()
	if c.member.Wire != nil {
		// The socket would wait for its turn to write.
		_ = c.member.Wire.Close()
	}
	// CloseNow fails only on a socket that is closed already.
	_ = c.socket.CloseNow()
}

// finish ends what is left of a connection that nobody reads any more. If it was to be closed, it still is.
func (c *conn) finish() {
	c.mu.Lock()
	ended := c.code != 0
	c.mu.Unlock()
	if ended {
		c.serving.Wait()
	}
	c.abandon()
	c.serving.Wait()
}

// beat says something (H8) and asks for a sign of life.
func (c *conn) beat(now time.Time) {
	c.send(silence)
	switch w := c.member.Wire; {
	case w == nil:
		c.mu.Lock()
		defer c.mu.Unlock()
		if !c.closed && c.code == 0 {
			c.serving.Go(c.ping)
		}
	case w.silent(now) > pongWithin+pingEvery:
		c.abandon()
	default:
		c.send(pingFrame)
	}
}

// silence is awareness of nobody.
var silence = awarenessFrame([]byte{0})

// ping asks for a sign of life without a Wire.
func (c *conn) ping() {
	ctx, cancel := context.WithTimeout(context.Background(), pongWithin)
	defer cancel()
	if err := c.socket.Ping(ctx); err != nil {
		c.abandon()
	}
}

// buffers are for reading what is then kept in as many bytes as it has.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// bufferKept is the largest one that goes back to them.
const bufferKept = 1 << 20

// whole reads a message.
func whole(r io.Reader) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	_, err := b.ReadFrom(r)
	message := bytes.Clone(b.Bytes())
	if b.Cap() <= bufferKept {
		buffers.Put(b)
	}
	return message, err
}

// read hands the client's next message to the document, and says whether the connection is there still.
func (c *conn) read(ctx context.Context, handle func(message)) bool {
	kind, r, err := c.socket.Reader(ctx)
	if err != nil {
		return false
	}
	b, err := whole(r)
	if err != nil {
		if errors.Is(err, websocket.ErrMessageTooBig) && c.member.Wire != nil {
			c.member.Wire.drain(dropMost, closeWithin)
		}
		return false
	}
	if now := time.Now(); !c.messages.AllowN(now, 1) || !c.bytes.AllowN(now, len(b)) {
		c.end(CloseRate)
		return true
	}
	m, err := decodeMessage(b)
	if kind != websocket.MessageBinary || err != nil {
		c.end(CloseInvalid)
		return true
	}
	handle(m)
	return true
}
