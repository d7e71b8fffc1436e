package yjs

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// Errors that Apply and the functions over updates wrap. The rule is that of RULES.md.
var (
	// ErrMalformed: the update isn't one (R2, R3, R4, R5).
	ErrMalformed = errors.New("yjs: malformed update (R2-R5)")
	// ErrPending: more would wait for what is missing than may (A3).
	ErrPending = errors.New("yjs: too much waits for missing structs (A3)")
	// ErrSize: the update or the document would be too large (A6).
	ErrSize = errors.New("yjs: too large (A6)")
)

const (
	maxNumber = 1<<53 - 1 // of JavaScript
	maxDepth  = 64        // of nested any-values
)

// Kinds of structs and of content.
const (
	refGC      = 0
	refDeleted = 1
	refJSON    = 2
	refBinary  = 3
	refString  = 4
	refEmbed   = 5
	refFormat  = 6
	refType    = 7
	refAny     = 8
	refDoc     = 9
	refSkip    = 10

	typeMap = 1

	refBits   = 0x1f
	bitOrigin = 0x80
	bitRight  = 0x40
	bitSub    = 0x20
)

// reader reads lib0's encoding. After a fault it returns zeros, and bad is true.
type reader struct {
	b   []byte
	i   int
	bad bool
}

func (r *reader) fail() { r.bad, r.i = true, len(r.b) }

func (r *reader) byte() byte {
	if r.i >= len(r.b) {
		r.bad = true
		return 0
	}
	r.i++
	return r.b[r.i-1]
}

func (r *reader) number() uint64 {
	var n uint64
	for shift := 0; shift < 56; shift += 7 {
		c := r.byte()
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if n > maxNumber {
				r.fail()
				return 0
			}
			return n
		}
	}
	r.fail()
	return 0
}

// signed skips a varInt: the first byte holds a sign and six bits.
func (r *reader) signed() {
	for n := 0; n < 9; n++ {
		if r.byte() < 0x80 {
			return
		}
	}
	r.fail()
}

func (r *reader) skip(n uint64) []byte {
	if n > uint64(len(r.b)-r.i) {
		r.fail()
		return nil
	}
	r.i += int(n)
	return r.b[r.i-int(n) : r.i]
}

func (r *reader) bytes() []byte { return r.skip(r.number()) }

func (r *reader) text() []byte {
	t := r.bytes()
	if !utf8.Valid(t) {
		r.fail()
	}
	return t
}

func (r *reader) json(undefined bool) {
	t := r.text()
	if !json.Valid(t) && (!undefined || !bytes.Equal(t, []byte("undefined"))) {
		r.fail()
	}
}

func (r *reader) id() ID { return ID{Client: r.number(), Clock: r.number()} }

// any skips one any-value of lib0.
func (r *reader) any(depth int) {
	if depth > maxDepth {
		r.fail()
		return
	}
	switch r.byte() {
	case 127, 126, 121, 120: // undefined, null, false, true
	case 125:
		r.signed()
	case 124:
		r.skip(4)
	case 123, 122:
		r.skip(8)
	case 119:
		r.text()
	case 118:
		for n := r.number(); n > 0 && !r.bad; n-- {
			r.text()
			r.any(depth + 1)
		}
	case 117:
		for n := r.number(); n > 0 && !r.bad; n-- {
			r.any(depth + 1)
		}
	case 116:
		r.bytes()
	default:
		r.fail()
	}
}

// content skips an item's content and returns its length in clocks.
func (r *reader) content(ref byte) uint64 {
	switch ref {
	case refDeleted:
		return r.number()
	case refJSON:
		n := r.number()
		for i := n; i > 0 && !r.bad; i-- {
			r.json(true)
		}
		return n
	case refBinary:
		r.bytes()
	case refString:
		return units(r.text())
	case refEmbed:
		r.json(false)
	case refFormat:
		r.text()
		r.json(false)
	case refType:
		switch r.number() {
		case 0, 1, 2, 4, 6: // array, map, text, XML fragment, XML text
		case 3, 5: // XML element and hook have a name
			r.text()
		default:
			r.fail()
		}
	case refAny:
		n := r.number()
		for i := n; i > 0 && !r.bad; i-- {
			r.any(0)
		}
		return n
	case refDoc:
		r.text()
		if r.i < len(r.b) && r.b[r.i] != 118 { // clients read its fields
			r.fail()
		}
		r.any(0)
	default:
		r.fail()
	}
	return 1
}

// units counts UTF-16 code units.
func units(text []byte) uint64 {
	n := uint64(utf8.RuneCount(text))
	for _, c := range text {
		if c >= 0xf0 { // begins a rune above U+FFFF
			n++
		}
	}
	return n
}
