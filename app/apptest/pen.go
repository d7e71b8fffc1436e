package apptest

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
)

// Pen writes the Yjs updates (format v1) of a client that draws strokes on a page, in the form in which the web client
// keeps them: an element in the root map `elements`, with what it was made with under `b`, chunks of ink in the list `q`
// while it is drawn, and all the ink under `n` afterwards. It draws one stroke at a time and isn't safe for concurrent use.
type Pen struct {
	Client  uint64 // of Yjs
	Strokes []Stroke
	clock   uint64 // of what comes next
	rng     *rand.Rand
}

// Stroke is what a Pen has drawn.
type Stroke struct {
	ID     string // of the element
	Ink    []byte // the chunks one after another
	Ended  bool
	Erased bool
	first  uint64 // the element's clock; its list follows as the third
	chunks uint64
	end    uint64 // the clock behind the newest
}

// End is the client's clock behind the stroke, once it has ended.
func (s Stroke) End() uint64 { return s.end }

// Mark is one update of a Pen, and what it holds: clocks of its client up to To, none where it only deletes, and deleted
// ones.
type Mark struct {
	Update  []byte
	To      uint64
	Deleted Clocks
}

// Clocks are those of one client from From up to To, without To.
type Clocks struct{ From, To uint64 }

// Kinds of structs and contents of Yjs.
const (
	refBinary = 0x03
	refType   = 0x07
	refAny    = 0x08
	withKey   = 0x20
	withLeft  = 0x80
	anyObject = 118
	anyText   = 119
	anyFloat  = 123
)

// NewPen returns a Pen with a client id as Yjs makes them.
func NewPen(rng *rand.Rand) *Pen { return &Pen{Client: uint64(rng.Uint32()), rng: rng} }

// Begin begins a stroke.
func (p *Pen) Begin() Mark {
	s := Stroke{ID: fmt.Sprintf("%d-%d", p.Client, len(p.Strokes)), first: p.clock, chunks: 1, Ink: p.ink()}
	element := append(appendText(appendText([]byte{refType | withKey, 1}, "elements"), s.ID), 1)
	base := append(appendText(p.under(refAny, s.first), "b"), 1, anyObject, 4)
	for _, key := range []string{"x", "y"} {
		base = binary.BigEndian.AppendUint64(append(appendText(base, key), anyFloat), math.Float64bits(p.rng.Float64()*1000))
	}
	base = appendText(append(appendText(base, "t"), anyText), "freedraw")
	base = appendText(append(appendText(base, "i"), anyText), s.ID)
	list := append(appendText(p.under(refType, s.first), "q"), 0)
	chunk := appendChunk(p.id([]byte{refBinary, 0}, s.first+2), s.Ink)
	s.end = s.first + 4
	p.Strokes = append(p.Strokes, s)
	return p.mark(Clocks{}, element, base, list, chunk)
}

// Draw adds a chunk to the stroke.
func (p *Pen) Draw() Mark {
	s, ink := &p.Strokes[len(p.Strokes)-1], p.ink()
	chunk := appendChunk(p.id([]byte{refBinary | withLeft}, p.clock-1), ink)
	s.Ink = append(s.Ink, ink...)
	s.chunks++
	s.end++
	return p.mark(Clocks{}, chunk)
}

// End ends the stroke: the ink comes as a whole, and the chunks go.
func (p *Pen) End() Mark {
	s := &p.Strokes[len(p.Strokes)-1]
	s.Ended = true
	s.end++
	return p.mark(Clocks{s.first + 2, s.first + 3 + s.chunks}, appendChunk(appendText(p.under(refBinary, s.first), "n"), s.Ink))
}

// Erase deletes a stroke that has ended.
func (p *Pen) Erase(stroke int) Mark {
	s := &p.Strokes[stroke]
	s.Erased = true
	return p.mark(Clocks{s.first, s.end})
}

// mark makes an update of structs that come next, and of deleted clocks.
func (p *Pen) mark(deleted Clocks, structs ...[]byte) Mark {
	b := []byte{0}
	if len(structs) > 0 {
		b = p.id([]byte{1, byte(len(structs))}, p.clock)
	}
	for _, s := range structs {
		b = append(b, s...)
	}
	p.clock += uint64(len(structs))
	m := Mark{To: p.clock, Deleted: deleted}
	if deleted.From == deleted.To {
		m.Update = append(b, 0)
		return m
	}
	b = append(binary.AppendUvarint(append(b, 1), p.Client), 1)
	m.Update = binary.AppendUvarint(binary.AppendUvarint(b, deleted.From), deleted.To-deleted.From)
	return m
}

// ink is a chunk of a hand's movement in 50 ms.
func (p *Pen) ink() []byte {
	b := make([]byte, 6+p.rng.IntN(12))
	for i := range b {
		b[i] = byte(p.rng.Uint32())
	}
	return b
}

func (p *Pen) id(b []byte, clock uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, p.Client), clock)
}

// under begins a struct under a key of the map at the clock.
func (p *Pen) under(ref byte, clock uint64) []byte { return p.id([]byte{ref | withKey, 0}, clock) }

func appendChunk(b, data []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

func appendText(b []byte, text string) []byte { return appendChunk(b, []byte(text)) }
