package server_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

func text(s string) []byte { return append(binary.AppendUvarint(nil, uint64(len(s))), s...) }

// marker begins the bytes of a drawn chunk; the drawer and a number of two bytes follow, and ink.
var marker = []byte("\xf7ink\xf8~\xf9:")

const inkBytes = 8 + 3 + 9

// sketch writes updates of a page as a Yjs client does: an element, an array of chunks in it, and chunks after another.
type sketch struct{ client, clock uint64 }

func (s *sketch) update(n int, structs ...[]byte) []byte {
	b := binary.AppendUvarint(binary.AppendUvarint([]byte{1, byte(n)}, s.client), s.clock)
	s.clock += uint64(n)
	return append(append(b, bytes.Join(structs, nil)...), 0)
}

func (s *sketch) id(clock uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, s.client), clock)
}

// begin begins a stroke.
func (s *sketch) begin() []byte {
	element := append(append(append([]byte{0x27, 1}, text("elements")...), text(fmt.Sprintf("stroke-%d-%d", s.client, s.clock))...), 1)
	chunks := append(append(append([]byte{0x27, 0}, s.id(s.clock)...), text("chunks")...), 0)
	first := append(append([]byte{0x03, 0}, s.id(s.clock+1)...), text("begin")...)
	return s.update(3, element, chunks, first)
}

// draw adds a chunk to it.
func (s *sketch) draw(drawer, number int) []byte {
	ink := make([]byte, inkBytes)
	copy(ink, marker)
	ink[8] = byte(drawer)
	binary.BigEndian.PutUint16(ink[9:], uint16(number))
	return s.update(1, append(append([]byte{0x83}, s.id(s.clock-1)...), text(string(ink))...))
}

// drawing is a page of about so many bytes, as finished strokes: an element of eight fields and the ink each.
func drawing(client uint64, size int) []byte {
	r := rand.New(rand.NewPCG(1, client))
	var structs []byte
	clock := uint64(0)
	id := func(clock uint64) []byte { return binary.AppendUvarint(binary.AppendUvarint(nil, client), clock) }
	for len(structs) < size {
		structs = append(append(append(append(structs, 0x27, 1), text("elements")...), text(fmt.Sprintf("stroke-%d", clock))...), 1)
		for _, key := range []string{"type", "x", "y", "width", "height", "index", "strokeColor", "seed"} {
			structs = append(append(append(structs, 0x28, 0), id(clock)...), text(key)...)
			structs = append(append(structs, 1, 119), text(fmt.Sprint(r.IntN(1000)))...)
		}
		ink := make([]byte, 120+r.IntN(240))
		for i := range ink {
			ink[i] = byte(r.Uint32())
		}
		structs = append(append(append(structs, 0x23, 0), id(clock)...), text("ink")...)
		structs = append(structs, text(string(ink))...)
		clock += 10
	}
	b := binary.AppendUvarint(binary.AppendUvarint(binary.AppendUvarint([]byte{1}, clock), client), 0)
	return append(append(b, structs...), 0)
}

// watch counts what of the drawers' chunks reaches whom, and when the last one gets each.
type watch struct {
	sent  [][]atomic.Int64 // by drawer and number: when, in ns
	left  [][]atomic.Int32 // who still waits for it
	last  [][]atomic.Int64
	begun time.Time
}

func newWatch(drawers, chunks, receivers int) *watch {
	w := &watch{begun: time.Now(), sent: make([][]atomic.Int64, drawers), left: make([][]atomic.Int32, drawers), last: make([][]atomic.Int64, drawers)}
	for d := range drawers {
		w.sent[d], w.left[d], w.last[d] = make([]atomic.Int64, chunks), make([]atomic.Int32, chunks), make([]atomic.Int64, chunks)
		for i := range chunks {
			w.left[d][i].Store(int32(receivers))
		}
	}
	return w
}

// visitor is a client of a page as cheap as one can be: it looks for chunks only.
type visitor struct {
	prefix []byte
	watch  *watch
	drawer int // its own chunks aren't counted; -1: none
	seen   []uint64
	joined chan struct{} // closed once a message of more than large bytes has come
	large  int
	there  bool // joined is closed

	// The connection.
	fd      int
	early   []byte // what came with the answer to the handshake
	taken   bool   // by a poller
	gone    chan struct{}
	writing sync.Mutex

	// The frame that is being read.
	head       []byte // where only a part of it has come
	opcode     byte
	left, size int    // bytes of the payload: to come, and of all
	kept       []byte // what has come of it
}

// visit opens a page and asks for what is there.
func visit(s *docServer, room, somebody int, v *visitor) error {
	v.prefix, v.joined, v.gone = s.prefix(room), make(chan struct{}), make(chan struct{})
	if err := v.call(s.address(room, somebody)); err != nil {
		return err
	}
	if hello := s.hello(room); hello != nil {
		if err := v.frame(opBinary, hello); err != nil {
			return err
		}
	}
	return v.send([]byte{0, 0, 1, 0})
}

func (v *visitor) send(message []byte) error {
	return v.frame(opBinary, append(bytes.Clone(v.prefix), message...))
}

func (v *visitor) write(update []byte) error {
	return v.send(append([]byte{0, 2}, text(string(update))...))
}

// message takes one message of so many bytes, of which those who look for nothing have the beginning, and says whether the
// connection goes on.
func (v *visitor) message(b []byte, size int) bool {
	switch v.opcode {
	case opClose:
		return false
	case opPing:
		return v.frame(opPong, b) == nil
	case opBinary:
	default:
		return true
	}
	// The answer is a step 2, in Hocuspocus as a message of its own kind; who came before the page, gets an update.
	if m := b[len(v.prefix):]; !v.there && size-len(v.prefix) > max(2, v.large) && (m[0] == 0 || m[0] == 4) && m[1] >= 1 {
		v.there = true
		close(v.joined)
	}
	if v.watch != nil {
		v.look(b)
	}
	return true
}

func (v *visitor) look(b []byte) {
	now := time.Since(v.watch.begun).Nanoseconds()
	for {
		i := bytes.Index(b, marker)
		if i < 0 || len(b) < i+inkBytes {
			return
		}
		d, n := int(b[i+8]), int(binary.BigEndian.Uint16(b[i+9:]))
		b = b[i+inkBytes:]
		if d == v.drawer || d >= len(v.watch.left) || n >= len(v.watch.left[d]) {
			continue
		}
		at := d*len(v.watch.left[d]) + n
		for len(v.seen) <= at/64 {
			v.seen = append(v.seen, 0)
		}
		if v.seen[at/64]&(1<<(at%64)) != 0 {
			continue
		}
		v.seen[at/64] |= 1 << (at % 64)
		if v.watch.left[d][n].Add(-1) == 0 {
			v.watch.last[d][n].Store(now)
		}
	}
}
