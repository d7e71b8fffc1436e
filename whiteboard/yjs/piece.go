package yjs

import (
	"encoding/binary"
	"unicode/utf8"
)

// ID names one clock of one client.
type ID struct{ Client, Clock uint64 }

// piece is one struct: a GC, a Skip or an item. raw are its bytes; what it refers to stands beside them.
type piece struct {
	clock, length uint64
	raw           []byte
	parentAt      uint32 // where raw's parent begins; only where hasParent
	contentAt     uint32 // where raw's content begins
	info          byte   // R7
	byKey         bool   // the parent is a root type
	waited        bool   // it was taken in before, and waits
	origin, right ID
	parent        ID
}

func (p *piece) ref() byte       { return p.info & refBits }
func (p *piece) end() uint64     { return p.clock + p.length }
func (p *piece) item() bool      { return p.ref() != refGC && p.ref() != refSkip }
func (p *piece) hasOrigin() bool { return p.info&bitOrigin != 0 }
func (p *piece) hasRight() bool  { return p.info&bitRight != 0 }
func (p *piece) hasParent() bool { return p.item() && p.info&(bitOrigin|bitRight) == 0 }

// lead returns what the item stands beside, or in; isn't, where it stands in a root type or is no item.
func (p *piece) lead() (to ID, beside, is bool) {
	switch {
	case p.hasOrigin():
		return p.origin, true, true
	case p.hasRight():
		return p.right, true, true
	case p.hasParent() && !p.byKey:
		return p.parent, false, true
	}
	return ID{}, false, false
}

// key returns the root type's name of an item that stands in one, and its key there.
func (p *piece) key() (root, key string, has bool) {
	r := reader{b: p.raw, i: int(p.parentAt)}
	r.number()
	root = string(r.text())
	if p.info&bitSub == 0 {
		return root, "", false
	}
	return root, string(r.text()), true
}

// piece reads one struct of the client that begins at the clock.
func (r *reader) piece(client, clock uint64) piece {
	start := r.i
	p := piece{clock: clock, info: r.byte()}
	switch p.ref() {
	case refGC, refSkip:
		p.info = p.ref()
		p.contentAt = uint32(r.i - start)
		p.length = r.number()
	default:
		r.head(&p, start)
		p.contentAt = uint32(r.i - start)
		p.length = r.content(p.ref())
		if p.refersTo(client, clock) {
			r.fail() // R5
		}
	}
	if r.bad || p.length == 0 || p.length > maxNumber-clock {
		r.fail()
		return piece{}
	}
	p.raw = r.b[start:r.i]
	return p
}

// refersTo says whether the item refers to the clock of the client or to a later one.
func (p *piece) refersTo(client, clock uint64) bool {
	later := func(to ID) bool { return to.Client == client && to.Clock >= clock }
	return p.hasOrigin() && later(p.origin) || p.hasRight() && later(p.right) || p.hasParent() && !p.byKey && later(p.parent)
}

// head reads what an item refers to.
func (r *reader) head(p *piece, start int) {
	if p.hasOrigin() {
		p.origin = r.id()
	}
	if p.hasRight() {
		p.right = r.id()
	}
	if !p.hasParent() {
		p.info &^= bitSub
		return
	}
	p.parentAt = uint32(r.i - start)
	switch r.number() {
	case 1:
		p.byKey = true
		r.text()
	case 0:
		p.parent = r.id()
	default:
		r.fail()
	}
	if p.info&bitSub != 0 {
		r.text()
	}
}

// appendTo writes the struct.
func (p *piece) appendTo(b []byte) []byte {
	at := len(b)
	b = append(b, p.raw...)
	b[at] = p.info
	return b
}

// appendFrom writes the struct without its first skipped clocks (D2).
func (p *piece) appendFrom(b []byte, client, skipped uint64) []byte {
	if skipped == 0 {
		return p.appendTo(b)
	}
	e := p.entry(client, skipped, p.length)
	return e.appendTo(b)
}

// cut returns the struct without its first skipped clocks, in bytes of its own.
func (p *piece) cut(client, skipped uint64) piece {
	r := reader{b: p.appendFrom(nil, client, skipped)}
	return r.piece(client, p.clock+skipped)
}

// entry is a struct, or a part of one, taken apart to be written anew.
type entry struct {
	clock, length uint64
	info          byte
	origin, right ID
	parent        []byte // as raw holds it, key in the parent included
	body          []byte // the content; of texts and lists without their length
	home          home
}

// entry takes the clocks from..to, counted from the struct's first, out of the struct.
func (p *piece) entry(client, from, to uint64) entry {
	e := entry{clock: p.clock + from, length: to - from, info: p.info, origin: p.origin, right: p.right}
	if p.hasParent() {
		e.parent = p.raw[p.parentAt:p.contentAt]
	}
	if from > 0 && p.item() {
		e.info = e.info&^bitSub | bitOrigin
		e.origin, e.parent = ID{client, p.clock + from - 1}, nil
	}
	e.body = p.body(from, to)
	return e
}

func (p *piece) body(from, to uint64) []byte {
	r := reader{b: p.raw, i: int(p.contentAt)}
	switch p.ref() {
	case refGC, refSkip, refDeleted:
		return nil
	case refString:
		if from == 0 && to == p.length {
			return r.text()
		}
		return slice(r.text(), from, to)
	case refJSON, refAny:
		r.number()
		start := r.i
		for n := uint64(0); n < to; n++ {
			if n == from {
				start = r.i
			}
			if p.ref() == refJSON {
				r.bytes()
			} else {
				r.any(0)
			}
		}
		return r.b[start:r.i]
	}
	return p.raw[p.contentAt:]
}

// slice cuts a text by UTF-16 code units. Half a surrogate pair becomes U+FFFD (D3).
func slice(text []byte, from, to uint64) []byte {
	var out []byte
	start, at := -1, uint64(0)
	for i := 0; i < len(text) && at < to; {
		c, size := utf8.DecodeRune(text[i:])
		wide := c > 0xffff
		switch {
		case wide && (at+1 == from || at+1 == to): // the cut goes through it
			if start >= 0 {
				out = append(out, text[start:i]...)
				start = -1
			}
			out = append(out, "\ufffd"...)
		case at >= from && start < 0:
			start = i
		}
		i += size
		at++
		if wide {
			at++
		}
		if at >= to && start >= 0 {
			out = append(out, text[start:i]...)
		}
	}
	return out
}

// most is at least how many bytes appendTo writes.
func (e *entry) most() int { return 1 + 5*binary.MaxVarintLen64 + len(e.parent) + len(e.body) }

// appendTo writes the entry.
func (e *entry) appendTo(b []byte) []byte {
	b = append(b, e.info)
	switch e.info & refBits {
	case refGC, refSkip:
		return appendNumber(b, e.length)
	}
	if e.info&bitOrigin != 0 {
		b = appendNumber(appendNumber(b, e.origin.Client), e.origin.Clock)
	}
	if e.info&bitRight != 0 {
		b = appendNumber(appendNumber(b, e.right.Client), e.right.Clock)
	}
	b = append(b, e.parent...)
	switch e.info & refBits {
	case refDeleted:
		return appendNumber(b, e.length)
	case refString:
		b = appendNumber(b, uint64(len(e.body)))
	case refJSON, refAny:
		b = appendNumber(b, e.length)
	}
	return append(b, e.body...)
}

func appendNumber(b []byte, n uint64) []byte {
	for n >= 0x80 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}
