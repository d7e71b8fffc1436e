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
)

// Buffers of a connection: whole classes keep theirs open, and most of them say little. Larger messages pass them by.
const (
	readBuffer  = 1 << 10
	writeBuffer = 512 // a control frame fits
)

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
	in := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(early)), t.wire), max(readBuffer, len(early)))
	if _, err := in.Peek(len(early)); err != nil { // whoever takes over asks only what is buffered
		return nil, nil, errors.Join(err, c.Close())
	}
	return t.wire, bufio.NewReadWriter(in, bufio.NewWriterSize(t.wire, writeBuffer)), nil
}

// Wire is the connection below a socket. Whole frames are written to it, at once where the network takes them, without
// the goroutine and the deadline that each Write of a socket costs. What the socket writes itself, as answers to pings,
// comes between frames; after its close frame nothing is written any more (RFC 6455, 5.5.1). It is safe for concurrent use.
type Wire struct {
	net.Conn
	raw   syscall.RawConn // nil: only with a goroutine
	heard atomic.Int64    // when something was read last, in ns since 1970

	// For the one who reads.
	into []byte
	got  int
	some func(fd uintptr) bool

	mu   sync.Mutex // held while a frame is partly written
	shut bool       // guarded by mu: the socket has written its close frame
	rest []byte     // guarded by mu: what try is to write
	took int        // and how much it did
	once func(fd uintptr) bool
}

func newWire(c net.Conn) *Wire {
	w := &Wire{Conn: c}
	w.heard.Store(time.Now().UnixNano())
	if s, is := c.(syscall.Conn); is {
		if raw, err := s.SyscallConn(); err == nil {
			w.raw = raw
		}
	}
	w.once = func(fd uintptr) bool {
		w.took = writeNow(fd, w.rest)
		return true
	}
	w.some = func(fd uintptr) bool {
		n, again := readNow(fd, w.into)
		w.got = n
		return !again
	}
	return w
}

// Read implements net.Conn, for one reader at a time.
func (w *Wire) Read(b []byte) (int, error) {
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
	w.shut = w.shut || closes(b)
	return w.Conn.Write(b)
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
	if w.raw == nil || !w.mu.TryLock() {
		return 0
	}
	if w.shut {
		w.mu.Unlock()
		return len(frame)
	}
	w.rest, w.took = frame, 0
	if err := w.raw.Write(w.once); err != nil {
		w.took = 0 // the reader learns it
	}
	n := w.took
	w.rest = nil
	if n == 0 || n == len(frame) {
		w.mu.Unlock()
	}
	return n
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
