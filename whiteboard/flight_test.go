package whiteboard_test

import (
	"fmt"
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
