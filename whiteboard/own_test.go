package whiteboard_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/whiteboard"
)

// structs is an update: one client's structs from the clock on, and what is deleted, by client: from, length.
func structs(client, clock byte, items ...[]byte) []byte {
	return append(append([]byte{1, byte(len(items)), client, clock}, bytes.Join(items, nil)...), 0)
}

func deletes(update []byte, client, from, length byte) []byte {
	return append(bytes.Clone(update[:len(update)-1]), 1, client, 1, from, length)
}

// nothing is an update without structs.
func nothing() []byte { return []byte{0, 0} }

// element is a map under the key of the root type elements.
func element(key string) []byte {
	return append(append(append([]byte{0x27, 1}, chunk([]byte("elements"))...), chunk([]byte(key))...), 1)
}

// again is a map in the place of another one.
func again(client, clock byte) []byte { return []byte{0x87, client, clock, 1} }

// field is a value under a key of a map; changed is one that replaces it.
func field(client, clock byte, key string) []byte {
	return append(append([]byte{0x28, 0, client, clock}, chunk([]byte(key))...), 1, 126)
}

func changed(client, clock byte) []byte { return []byte{0x88, client, clock, 1, 120} }

// ownership is a page with an element of the staff (client 1: 0 the element s, 1 a field) and one of ana (client 2: 0 the
// element a, 1 a field), both of whom are connected.
type ownership struct {
	t          *testing.T
	log        *memory
	s          *server
	staff, ana *raw
}

func newOwnership(t *testing.T) *ownership {
	t.Helper()
	o := &ownership{t: t, log: newMemory()}
	o.s = serve(t, whiteboard.Deps{Log: o.log})
	for _, user := range []string{"ana", "bob"} {
		o.s.allow("doc", user, whiteboard.AccessOwn)
	}
	o.staff, o.ana = dial(t, o.s, "staff", "doc"), dial(t, o.s, "ana", "doc")
	o.ana.send(sync2(nothing()))
	o.accepts(o.staff, updated(structs(1, 0, element("s"), field(1, 0, "x"))))
	o.accepts(o.ana, updated(structs(2, 0, element("a"), field(2, 0, "x"))))
	return o
}

// document is what the server answers to who comes and lacks all.
func (o *ownership) document() []byte {
	o.t.Helper()
	c := dial(o.t, o.s, "reader", "doc")
	c.send(everything)
	return c.next(0, 1)
}

func (o *ownership) accepts(c *raw, frame []byte) {
	o.t.Helper()
	watcher := dial(o.t, o.s, "reader", "doc")
	watcher.next(0, 0)
	c.send(frame)
	watcher.next(0, 2)
}

func (o *ownership) refuses(name string, c *raw, frame []byte, why string) {
	o.t.Helper()
	before := o.document()
	c.send(frame)
	if got := c.next(2, 0); !strings.Contains(string(got), why) {
		o.t.Errorf("%s: it is told %q, want %q", name, got[3:], why)
	}
	if diff := cmp.Diff(before, o.document()); diff != "" {
		o.t.Errorf("%s has changed the document (-before +after):\n%s", name, diff)
	}
}

// leaves says that of the frame nothing is taken in, and nothing is told.
func (o *ownership) leaves(c *raw, frame []byte) {
	o.t.Helper()
	before := o.document()
	c.send(frame)
	c.send(everything)
	if got := c.next(0, 1); !bytes.Equal(got, before) {
		o.t.Errorf("it has changed the document (-before +after):\n%s", cmp.Diff(before, got))
	}
}

func TestH12_AClientIDBelongsToOneUser(t *testing.T) {
	t.Parallel()
	o := newOwnership(t)
	mine := "written by somebody else"
	o.refuses("ana under the staff's id", o.ana, updated(structs(1, 2, field(1, 0, "y"))), mine)
	o.refuses("the staff under ana's id, who may write everything", o.staff, updated(structs(2, 2, field(2, 0, "y"))), mine)
	o.refuses("a step 2", o.staff, sync2(structs(2, 2, field(2, 0, "y"))), mine)
	o.refuses("what would wait", o.staff, updated(structs(2, 9, field(2, 0, "y"))), mine)
	o.accepts(dial(t, o.s, "ana", "doc"), updated(structs(2, 2, field(2, 0, "y"))))
	second := serve(t, whiteboard.Deps{Log: o.log})
	o.refuses("after a restart", dial(t, second, "bob", "doc"), updated(structs(2, 3, field(2, 0, "z"))), mine)
	many := []byte{40}
	for client := byte(60); client < 100; client++ {
		many = append(append(many, 1, client, 0), element(string(rune(client)))...)
	}
	o.refuses("40 client ids at once", o.staff, updated(append(many, 0)), "too many")
}

func TestH13_H15_WhatMayBeAddedToAPage(t *testing.T) {
	t.Parallel()
	o := newOwnership(t)
	text := typed(3, "text")
	sequence := append(append([]byte{0x04, 1}, chunk([]byte("elements"))...), 1, 'x')
	value := append(append(append([]byte{0x28, 1}, chunk([]byte("elements"))...), chunk([]byte("v"))...), 1, 126)
	for name, c := range map[string]struct {
		update []byte
		why    string
	}{
		"another root type":                     {text, "nothing but elements"},
		"the root type as a list":               {structs(3, 0, sequence), "nothing but elements"},
		"a value that is no map":                {structs(3, 0, value), "isn't an element"},
		"another's element anew":                {structs(3, 0, again(1, 0)), "of somebody else"},
		"another's key, without its origin":     {structs(3, 0, element("s")), "of somebody else"},
		"a field of another's element":          {structs(3, 0, field(1, 0, "y")), "what is yours"},
		"a changed field of another's":          {structs(3, 0, changed(1, 1)), "what is yours"},
		"another's element as right neighbour":  {structs(3, 0, []byte{0xc7, 2, 0, 1, 0, 1}), "what is yours"},
		"another's value as right neighbour":    {structs(3, 0, []byte{0xc8, 2, 1, 1, 1, 1, 126}), "what is yours"},
		"another's right neighbour alone":       {structs(3, 0, []byte{0x48, 1, 1, 1, 126}), "what is yours"},
		"first good, then a field of another's": {structs(3, 0, element("n"), field(1, 0, "y")), "what is yours"},
		"H15 after a gap":                       {structs(3, 5, element("n")), "isn't there"},
		"H15 beside what isn't there":           {structs(3, 0, changed(9, 9)), "isn't there"},
	} {
		o.refuses(name, o.ana, updated(c.update), c.why)
		o.refuses(name+", as step 2", o.ana, sync2(c.update), c.why)
	}
	o.accepts(o.ana, updated(structs(3, 0, element("n"), field(3, 0, "x"), changed(3, 1))))
	o.accepts(o.staff, updated(structs(1, 2, changed(2, 1), field(2, 0, "y"))))
	o.accepts(o.ana, updated(structs(3, 3, changed(1, 2), field(2, 0, "z"))))
}

// TestH15_WhatComesBeforeTheStepTwoIsInIt: a page that comes back while somebody draws sends what is drawn at once, and
// only then learns what the server has lost.
func TestH15_WhatComesBeforeTheStepTwoIsInIt(t *testing.T) {
	t.Parallel()
	o := newOwnership(t)
	back := dial(t, o.s, "ana", "doc")
	back.send(updated(structs(2, 4, changed(2, 3))))
	back.send(updated(deletes(nothing(), 2, 2, 1)))
	o.accepts(back, sync2(deletes(structs(2, 2, field(2, 0, "y"), field(2, 0, "z"), changed(2, 3)), 2, 2, 1)))
	back.send(everything)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for answered := false; !answered; {
		_, b, err := back.socket.Read(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if b[0] == 2 {
			t.Errorf("it is told %q", b[3:])
		}
		answered = bytes.HasPrefix(b, []byte{0, 1})
	}
	o.refuses("after it", back, updated(structs(2, 9, changed(2, 3))), "isn't there")
}

func TestH14_WhatMayBeDeletedOfAPage(t *testing.T) {
	t.Parallel()
	o := newOwnership(t)
	for name, c := range map[string]struct{ from, length byte }{
		"an element": {0, 2}, "a field": {1, 1}, "what isn't there yet": {2, 5}, "a field and what isn't there": {1, 100},
	} {
		want := "delete only what is yours"
		if c.from+c.length > 2 {
			want = "isn't there"
		}
		o.refuses(name+" of another", o.ana, updated(deletes(nothing(), 1, c.from, c.length)), want)
	}
	o.refuses("another's element, in a step 2", o.ana, sync2(deletes(nothing(), 1, 0, 1)), "delete only what is yours")
	o.leaves(o.ana, sync2(deletes(nothing(), 1, 1, 1)))
	o.accepts(o.ana, sync2(deletes(structs(2, 2, field(2, 0, "y")), 1, 1, 1)))
	o.accepts(o.staff, updated(structs(1, 2, field(2, 0, "z"))))
	o.accepts(o.ana, updated(deletes(nothing(), 1, 2, 1))) // what the staff wrote inside of hers
	o.accepts(o.ana, updated(deletes(nothing(), 2, 0, 3)))
	o.accepts(o.ana, updated(structs(2, 3, again(2, 0), field(2, 3, "x")))) // undone
	o.accepts(o.staff, updated(deletes(nothing(), 2, 3, 2)))
	bob := dial(t, o.s, "bob", "doc")
	o.refuses("ana's key, where nothing lives", bob, updated(structs(4, 0, again(2, 3))), "of somebody else")
	o.accepts(o.staff, updated(structs(1, 3, again(2, 3))))
	o.refuses("a key that has become the staff's", o.ana, updated(structs(2, 5, again(1, 3))), "of somebody else")
}

// TestH14_LosersOfAKeyAreLeftOut: two elements under one key, of which clients delete one by themselves.
func TestH14_LosersOfAKeyAreLeftOut(t *testing.T) {
	t.Parallel()
	o := newOwnership(t)
	o.accepts(o.ana, updated(deletes(nothing(), 2, 0, 2)))
	o.accepts(o.ana, updated(structs(2, 2, again(2, 0))))
	o.accepts(o.staff, updated(structs(1, 2, again(2, 0))))
	o.leaves(o.ana, sync2(deletes(nothing(), 1, 2, 1)))
}

// TestH16_TheLogIsAskedBeforeARefusal: what one process took in is judged by another that hasn't heard of it.
func TestH16_TheLogIsAskedBeforeARefusal(t *testing.T) {
	t.Parallel()
	log, lossy := newMemory(), newBus()
	lossy.lose(true)
	one, two := serve(t, whiteboard.Deps{Log: log, Bus: lossy}), serve(t, whiteboard.Deps{Log: log, Bus: lossy})
	for _, s := range []*server{one, two} {
		s.allow("doc", "ana", whiteboard.AccessOwn)
	}
	before, staff := dial(t, two, "ana", "doc"), dial(t, one, "staff", "doc")
	before.next(0, 0)
	before.send(sync2(nothing()))
	staff.next(0, 0)
	first := dial(t, one, "ana", "doc")
	first.next(0, 0)
	first.send(updated(structs(2, 0, element("a"))))
	staff.next(0, 2)
	staff.send(updated(structs(1, 0, field(2, 0, "x"))))
	first.next(0, 2)
	o := &ownership{t: t, log: log, s: two}
	o.accepts(before, updated(structs(2, 1, changed(1, 0))))
	o.refuses("a forgery", before, updated(structs(1, 1, changed(1, 0))), "somebody else")
}
