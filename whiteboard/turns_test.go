package whiteboard

import (
	"slices"
	"sync"
	"testing"
)

// TestTurnsAreOneAtATimeAndInOrder has many bring theirs at once, some urgent, until there are no more turns: no two
// overlap, each runs once, those of one bringer in their order, and what is refused never runs.
func TestTurnsAreOneAtATimeAndInOrder(t *testing.T) {
	t.Parallel()
	const bringers, each = 16, 2000
	var turns turns
	at, urgent := 0, 0 // the race detector sees it where two overlap
	ran, took := make([][]int, bringers), make([]int, bringers)
	var wg sync.WaitGroup
	for b := range bringers {
		wg.Go(func() {
			for i := range each {
				f := func() { at++; ran[b] = append(ran[b], i) }
				switch {
				case i%3 == 0:
					turns.bring(f)
				case i%7 == 0:
					turns.wait(f)
				case !turns.do(f):
					return
				}
				if i%5 == 0 {
					turns.first(func() { urgent++ })
				}
				took[b] = i + 1
				if b == 0 && i == each-1 {
					turns.wait(func() { turns.end(func() { at++ }) })
				}
			}
		})
	}
	wg.Wait()
	all := 1
	for b := range bringers {
		all += len(ran[b])
		if !slices.IsSorted(ran[b]) || len(ran[b]) > took[b] {
			t.Errorf("bringer %d: %d of %d ran, in order: %v", b, len(ran[b]), took[b], slices.IsSorted(ran[b]))
		}
	}
	if at != all || len(ran[0]) != each || urgent < each/5 {
		t.Errorf("%d of %d turns counted, %d of the first bringer, %d urgent", at, all, len(ran[0]), urgent)
	}
	if turns.do(func() { t.Error("a turn after the end") }) {
		t.Error("a turn is promised after the end")
	}
}

// TestUrgentTurnsOvertake lets one turn last while others come.
func TestUrgentTurnsOvertake(t *testing.T) {
	t.Parallel()
	var turns turns
	var order []string
	done := make(chan struct{})
	turns.do(func() {
		turns.do(func() { order = append(order, "queued") })
		turns.do(func() { order = append(order, "queued"); close(done) })
		turns.first(func() { order = append(order, "urgent") })
	})
	<-done
	if want := []string{"urgent", "queued", "queued"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
	ran := make(chan struct{})
	turns.first(func() { close(ran) }) // nobody is at it
	<-ran
}
