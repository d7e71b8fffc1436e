package whiteboard_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/whiteboard"
)

// TestH6_H7_H15_HostileMessagesCostLittle: messages that would be dear if they were taken as they are. Each changes
// nothing, its sender is told, and what the whole process takes for it, the sender included, is bounded.
func TestH6_H7_H15_HostileMessagesCostLittle(t *testing.T) {
	s := serve(t, whiteboard.Deps{Log: newMemory()})
	o := &ownership{t: t, s: s}
	good := dial(t, s, "good", "doc")
	good.next(0, 0)
	o.accepts(good, updated(structs(1, 0, element("a"), field(1, 0, "x"))))
	before := o.document()
	many := func(n int, one func(i int) []byte) []byte {
		var b []byte
		for i := range n {
			b = append(b, one(i)...)
		}
		return b
	}
	waiting := append(append(binary.AppendUvarint([]byte{1}, 900_000), 9, 7), append(bytes.Repeat([]byte{0, 1}, 900_000), 0)...)
	ranges := append(binary.AppendUvarint([]byte{0, 1, 1}, 1_000_000), many(1_000_000, func(i int) []byte { return append(binary.AppendUvarint(nil, uint64(i*2)), 1) })...)
	for name, c := range map[string]struct {
		update []byte
		code   websocket.StatusCode // 0: it is told, and stays
	}{
		"a million structs that wait":      {waiting, whiteboard.CloseTooLarge},
		"a million deleted ranges":         {ranges, 0},
		"a deleted range without an end":   {append([]byte{0, 1, 1, 1, 0}, binary.AppendUvarint(nil, 1<<53-1)...), 0},
		"a list of 2^50 values":            {append([]byte{1, 1, 9, 0, 8, 1, 1, 't'}, binary.AppendUvarint(nil, 1<<50)...), whiteboard.CloseInvalid},
		"2^40 clients":                     {binary.AppendUvarint(nil, 1<<40), whiteboard.CloseInvalid},
		"an any-value of a million levels": {append([]byte{1, 1, 9, 0, 8, 1, 1, 't', 1}, bytes.Repeat([]byte{117, 1}, 1_000_000)...), whiteboard.CloseInvalid},
		"an unknown kind of content":       {structs(9, 0, []byte{11, 1}), whiteboard.CloseInvalid},
	} {
		for _, frame := range [][]byte{updated(c.update), sync2(c.update)} {
			hostile := dial(t, s, "mallory", "doc")
			hostile.next(0, 0)
			hostile.send(sync2(nothing()))
			took := allocated(func() {
				hostile.send(frame)
				if c.code == 0 {
					hostile.next(2, 0)
					return
				}
				if got := hostile.closed(); got != c.code {
					t.Errorf("%s: closed with %d, want %d", name, got, c.code)
				}
			})
			if most := uint64(160 << 20); took > most {
				t.Errorf("%s takes %d MB of memory by and by", name, took>>20)
			}
		}
	}
	if diff := cmp.Diff(before, o.document()); diff != "" {
		t.Errorf("the document has changed (-before +after):\n%s", diff)
	}
}

// allocated returns how many bytes were allocated meanwhile, by anybody.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestH7_AMessageOf100MBIsDropped: the server keeps nothing beyond its limit, and says why. Who goes on and on is cut off.
func TestH7_AMessageOf100MBIsDropped(t *testing.T) {
	s := serve(t, whiteboard.Deps{Log: newMemory()})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	part := make([]byte, 64<<10)
	send := func(c *raw, most int) (sent int) {
		t.Helper()
		w, err := c.socket.Writer(ctx, websocket.MessageBinary)
		if err != nil {
			t.Fatal(err)
		}
		for sent < most {
			n, err := w.Write(part)
			sent += n
			if err != nil {
				break
			}
		}
		return sent
	}
	c := dial(t, s, "mallory", "doc")
	took := allocated(func() {
		if sent := send(c, 100<<20); sent < 100<<20 {
			t.Errorf("cut off after %d MB", sent>>20)
		}
		if got := c.closed(); got != websocket.StatusMessageTooBig {
			t.Errorf("closed with %d", got)
		}
	})
	if most := uint64(64 << 20); took > most {
		t.Errorf("it took %d MB of memory by and by", took>>20)
	}
	if sent := send(dial(t, s, "mallory", "doc"), 1<<30); sent >= 1<<30 || ctx.Err() != nil {
		t.Errorf("%d MB were taken", sent>>20)
	}
}

// TestH12_ManyClientIDs: a message that writes under thousands of ids is refused before anything is kept of them.
func TestH12_ManyClientIDs(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log})
	c := dial(t, s, "mallory", "doc")
	update := binary.AppendUvarint(nil, 5000)
	for i := range uint64(5000) {
		update = append(binary.AppendUvarint(append(update, 1), 1000+i), append([]byte{0}, element("e")...)...)
	}
	c.send(updated(append(update, 0)))
	c.next(2, 0)
	log.with(func(m *memory) {
		if len(m.authors["doc"]) > 0 || len(m.updates["doc"]) > 0 {
			t.Errorf("%d authors and %d updates were kept", len(m.authors["doc"]), len(m.updates["doc"]))
		}
	})
}
