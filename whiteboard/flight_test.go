package whiteboard_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/whiteboard"
)

// TestOneAppendTakesWhatWaitedForTheLastOne: where an append takes longer than the window, what came meanwhile goes into
// the next one as a whole, and not one update at a time.
func TestOneAppendTakesWhatWaitedForTheLastOne(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log, Limits: whiteboard.Limits{Window: time.Nanosecond}})
	hold := make(chan struct{})
	writer, reader := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc")
	reader.next(0, 0)
	writer.next(0, 0)
	log.with(func(m *memory) { m.hold = hold })
	const waiting = 50
	for i := range byte(waiting + 1) {
		writer.send(updated(structs(1, i, element(fmt.Sprintf("e%d.", i)))))
	}
	writer.send([]byte{3}) // the answer, awareness, comes once all was read
	writer.next(1)
	log.with(func(m *memory) { m.hold = nil })
	close(hold)
	reader.until(fmt.Sprintf("e%d.", waiting))
	log.with(func(m *memory) {
		if n := len(m.updates["doc"]); n > 2 {
			t.Errorf("%d updates took %d appends, want 2 at most", waiting+1, n)
		}
	})
}

// TestH19_WhoWritesMoreThanTheLogKeepsIsReadMoreSlowly: several times what may wait, and what a document may hold, comes
// while the log is busy. Nobody is sent away, who only says where they point is heard meanwhile, and all arrives.
func TestH19_WhoWritesMoreThanTheLogKeepsIsReadMoreSlowly(t *testing.T) {
	t.Parallel()
	const message, times = 1 << 10, 100
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log, Limits: whiteboard.Limits{Message: message, Document: 8 * message,
		Burst: 2 * times, ByteRate: 1 << 40, Window: time.Nanosecond}})
	hold := make(chan struct{})
	writer, other, reader := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc"), dial(t, s, "cleo", "doc")
	for _, r := range []*raw{writer, other, reader} {
		r.next(0, 0)
	}
	writer.send(updated(structs(1, 0, element("first"))))
	reader.until("first")
	log.with(func(m *memory) { m.hold = hold })
	again := updated(structs(1, 1, element("again"+strings.Repeat(".", message/2))))
	for range times { // so much the network takes
		writer.send(again)
	}
	writer.send(updated(structs(1, 2, element("last"))))
	for range 3 {
		other.send([]byte{3})
		other.next(1)
	}
	log.with(func(m *memory) { m.hold = nil })
	close(hold)
	reader.until("last")
	writer.send([]byte{3})
	writer.next(1)
}
