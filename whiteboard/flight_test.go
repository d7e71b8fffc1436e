package whiteboard_test

import (
	"context"
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

// heldLog says when an append begins, and lets it end when it may.
type heldLog struct {
	*memory
	begun, ends chan struct{}
}

func (l *heldLog) Append(ctx context.Context, doc whiteboard.DocID, updates [][]byte) error {
	l.begun <- struct{}{}
	if err := opened(ctx, l.ends); err != nil {
		return err
	}
	return l.memory.Append(ctx, doc, updates)
}

// TestAStopWhileTheEndOfAWindowIsAppended waits for that append, and what came meanwhile is appended, too.
func TestAStopWhileTheEndOfAWindowIsAppended(t *testing.T) {
	t.Parallel()
	log := &heldLog{memory: newMemory(), begun: make(chan struct{}, 8), ends: make(chan struct{}, 8)}
	s := serve(t, whiteboard.Deps{Log: log, Limits: whiteboard.Limits{Pace: 50 * time.Millisecond, Window: 50 * time.Millisecond}})
	writer, reader := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc")
	writer.next(0, 0)
	reader.next(0, 0)
	write := func(clock byte, name string) { writer.send(updated(structs(1, clock, element(name)))) }
	write(0, "at once")
	<-log.begun
	log.ends <- struct{}{}
	reader.until("at once")
	write(1, "in a window")
	<-log.begun
	write(2, "meanwhile")
	writer.send([]byte{3}) // the answer, awareness, comes once all was read
	writer.next(1)
	elsewhere := dial(t, s, "cleo", "other")
	stopped := make(chan struct{})
	go func() { defer close(stopped); s.stop() }()
	elsewhere.closed() // so that the stop has begun
	select {
	case <-stopped:
		t.Fatal("the hub ends while an append runs")
	case log.ends <- struct{}{}:
	}
	reader.until("in a window")
	<-log.begun
	log.ends <- struct{}{}
	reader.until("meanwhile")
	for _, r := range []*raw{reader, writer} {
		if code := r.closed(); code != whiteboard.CloseRestarting {
			t.Errorf("closed with %d", code)
		}
	}
	<-stopped
	log.with(func(m *memory) {
		if n := len(m.updates["doc"]); n != 3 {
			t.Errorf("%d appends, want 3", n)
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
