package whiteboard

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// Buffers of a connection: whole classes keep theirs open, and most of them say little. Larger messages pass them by.
const (
	readBuffer  = 64  // for headers of frames
	writeBuffer = 512 // a control frame fits
)

// aheads are for what has come while a connection waited for it. Those that wait have none.
var aheads = sync.Pool{New: func() any { return new([4 << 10]byte) }}

// closeWithin is how long a peer may take to answer a close frame.
const closeWithin = 5 * time.Second

// Tap is a ResponseWriter for accepting a WebSocket, that keeps the connection below it: see Member.Wire.
type Tap struct {
	http.ResponseWriter
	wire *Wire
}

// Wire returns the connection that was accepted, or nil.
func (t *Tap) Wire() *Wire { return t.wire }

// Unwrap is for http.ResponseController.
func (t *Tap) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// Hijack implements http.Hijacker.
func (t *Tap) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	t.wire = newWire(c)
	early, err := rw.Reader.Peek(rw.Reader.Buffered())
	if err != nil {
		return nil, nil, errors.Join(err, c.Close())
	}
	t.wire.ahead = bytes.Clone(early)
	t.wire.in = bufio.NewReaderSize(t.wire, readBuffer)
	return t.wire, bufio.NewReadWriter(t.wire.in, bufio.NewWriterSize(t.wire, writeBuffer)), nil
}

// Wire is the connection below a socket. Whole frames are written to it, at once where the network takes them, without
// the goroutine and the deadline that each Write of a socket costs. What the socket writes itself, as answers to pings,
// comes between frames; after a close frame nothing is written any more (RFC 6455, 5.5.1). It is safe for concurrent use,
// but for await and Read, which are for one reader.
type Wire struct {
	net.Conn
	raw   syscall.RawConn // nil: only with a goroutine
	heard atomic.Int64    // when something was read last, in ns since 1970

	// For the one who reads.
	in     *bufio.Reader // what the socket reads from
	into   []byte
	got    int
	some   func(fd uintptr) bool
	ahead  []byte         // what has come while await waited
	kept   *[4 << 10]byte // where that is, if it goes back to aheads
	coming func(fd uintptr) bool

	mu    sync.Mutex // held while a frame is partly written
	shut  bool       // guarded by mu: a close frame was written
	ended bool       // guarded by mu: by end

	// The descriptor is used without net, whose own locks and readiness take a tenth of what sending does; so Close waits
	// for whoever is just using it.
	using  sync.Mutex
	fd     uintptr
	usable bool // there is one, and it isn't closed
}

func newWire(c net.Conn) *Wire {
	w := &Wire{Conn: c}
	w.heard.Store(time.Now().UnixNano())
	if s, is := c.(syscall.Conn); is {
		if raw, err := s.SyscallConn(); err == nil {
			w.raw = raw
		}
	}
	if w.raw != nil {
		err := w.raw.Control(func(fd uintptr) { w.fd, w.usable = fd, true })
		w.usable = w.usable && err == nil
	}
	w.some = func(fd uintptr) bool {
		n, again := readNow(fd, w.into)
		w.got = n
		return !again
	}
	w.coming = func(fd uintptr) bool {
		kept := aheads.Get().(*[4 << 10]byte)
		n, again := readNow(fd, kept[:])
		if n > 0 {
			w.kept, w.ahead = kept, kept[:n]
		} else {
			aheads.Put(kept)
		}
		return !again
	}
	return w
}

// await returns once there is something to read, if only the end. It is called between frames, and waits there for whole
// classes that say nothing: on a smaller stack than a Read of the socket would, and without a buffer. Pongs, which nobody
// waits for by name, end here.
func (w *Wire) await() {
	for w.raw != nil && !w.more() {
		if err := w.raw.Read(w.coming); err != nil || len(w.ahead) == 0 {
			return // the next Read tells what it is
		}
		w.heard.Store(time.Now().UnixNano())
		for n := pongIn(w.ahead); n > 0; n = pongIn(w.ahead) {
			w.skip(n)
		}
	}
}

// more says whether something has come that wasn't read yet. More may be with the network.
func (w *Wire) more() bool { return len(w.ahead) > 0 || w.in != nil && w.in.Buffered() > 0 }

// pongIn returns the length of the whole pong that b begins with, or 0 (RFC 6455, 5.5.3).
func pongIn(b []byte) int {
	const pong, masked, most, header = 0x8a, 0x80, 125, 6
	if len(b) < header || b[0] != pong || b[1]&masked == 0 || b[1]&^masked > most {
		return 0
	}
	if n := header + int(b[1]&^masked); n <= len(b) {
		return n
	}
	return 0
}

// skip goes on in what has come.
func (w *Wire) skip(n int) {
	if w.ahead = w.ahead[n:]; len(w.ahead) > 0 {
		return
	}
	w.ahead = nil
	if w.kept != nil {
		aheads.Put(w.kept)
		w.kept = nil
	}
}

// drain drops what still comes, up to so many bytes, until the peer has closed or for a time. A connection that ends with
// something unread is reset, and takes the close frame along that says why.
func (w *Wire) drain(most int64, within time.Duration) {
	if err := w.SetReadDeadline(time.Now().Add(within)); err != nil {
		return // it is closed already
	}
	// It ends by the deadline, or by the peer.
	_, _ = io.CopyN(io.Discard, w, most)
}

// Read implements net.Conn.
func (w *Wire) Read(b []byte) (int, error) {
	if len(w.ahead) > 0 {
		n := copy(b, w.ahead)
		w.skip(n)
		return n, nil
	}
	n, err := w.read(b)
	if n > 0 {
		w.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

func (w *Wire) read(b []byte) (int, error) {
	if w.raw == nil || len(b) == 0 {
		return w.Conn.Read(b)
	}
	w.into, w.got = b, 0
	err := w.raw.Read(w.some)
	w.into = nil
	if err != nil || w.got <= 0 {
		return w.Conn.Read(b) // the end and faults have their names there
	}
	return w.got, nil
}

// Write implements net.Conn, for the socket's own frames.
func (w *Wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return len(b), nil
	}
	w.shut = w.shut || closes(b)
	return w.Conn.Write(b)
}

// end writes a close frame with the code. The peer's answer is for the one who reads.
func (w *Wire) end(code websocket.StatusCode) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shut {
		return nil
	}
	w.shut, w.ended = true, true
	return w.writeWithin([]byte{0x88, 2, byte(code >> 8), byte(code)}, closeWithin)
}

// closes says whether there is a close frame among control frames of a server, which are short and unmasked.
func closes(b []byte) bool {
	const opcode, closing, control = 0x0f, 8, 8
	for len(b) >= 2 && b[0]&control != 0 {
		if b[0]&opcode == closing {
			return true
		}
		b = b[min(len(b), 2+int(b[1])):]
	}
	return false
}

// try writes what the network takes of a frame at once. Where it has taken a part, the wire is held for finish. After the
// close frame it is as if all was written.
func (w *Wire) try(frame []byte) int {
	if !w.mu.TryLock() {
		return 0
	}
	if w.shut {
		w.mu.Unlock()
		return len(frame)
	}
	n := 0
	w.using.Lock()
	if w.usable {
		n = writeNow(w.fd, frame)
	}
	w.using.Unlock()
	if n == 0 || n == len(frame) {
		w.mu.Unlock()
	}
	return n
}

// Close implements net.Conn.
func (w *Wire) Close() error {
	w.using.Lock()
	w.usable = false
	w.using.Unlock()
	return w.Conn.Close()
}

// finish writes the rest of a frame that try has begun, within a time.
func (w *Wire) finish(rest []byte, within time.Duration) error {
	defer w.mu.Unlock()
	return w.writeWithin(rest, within)
}

// write writes a frame within a time, unless the close frame was written.
func (w *Wire) write(frame []byte, within time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shut {
		return nil
	}
	return w.writeWithin(frame, within)
}

func (w *Wire) writeWithin(b []byte, within time.Duration) error {
	if err := w.SetWriteDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	if _, err := w.Conn.Write(b); err != nil {
		return err
	}
	return w.SetWriteDeadline(time.Time{})
}

// silent says for how long nothing was read.
func (w *Wire) silent(now time.Time) time.Duration { return now.Sub(time.Unix(0, w.heard.Load())) }
