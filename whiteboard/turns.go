package whiteboard

import "sync"

// turnsMost is how many turns somebody runs in a row before the rest is left to a goroutine: whoever came with one of its
// own has something else to do.
const turnsMost = 256

// turns run one func at a time, in the order in which they come, and have no goroutine of their own: whoever finds nobody
// at it runs its own func and what comes meanwhile. Waking a goroutine up for each would cost more than most of them do.
// A func doesn't wait for anything. The zero value is ready.
type turns struct {
	mu     sync.Mutex
	urgent []func()
	queue  []func()
	busy   bool // somebody is at it
	over   bool
}

// do gives f a turn: at once, or by whoever is at it. It returns false where there are no more turns.
func (t *turns) do(f func()) bool {
	t.mu.Lock()
	switch {
	case t.over:
		t.mu.Unlock()
		return false
	case t.busy:
		t.queue = append(t.queue, f)
		t.mu.Unlock()
		return true
	}
	t.busy = true
	t.mu.Unlock()
	f()
	t.work()
	return true
}

// bring is do for those who come again and again: where much waits, it returns only after f has had its turn. It isn't for
// turns themselves.
func (t *turns) bring(f func()) {
	t.mu.Lock()
	crowded := len(t.queue) >= turnsMost
	t.mu.Unlock()
	if crowded {
		t.wait(f)
		return
	}
	t.do(f)
}

// first gives f a turn before all that waits. It never runs f itself, nor waits for it.
func (t *turns) first(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	t.urgent = append(t.urgent, f)
	if !t.busy {
		t.busy = true
		go t.work()
	}
}

// wait gives f a turn and returns when it is over; at once where there are no more turns.
func (t *turns) wait(f func()) {
	done := make(chan struct{})
	if t.do(func() { f(); close(done) }) {
		<-done
	}
}

// end runs what waits, then last, and nothing that comes later. It is called in a turn.
func (t *turns) end(last func()) {
	for f := t.next(true); f != nil; f = t.next(true) {
		f()
	}
	last()
}

// work runs what waits until nothing does. Called by whoever has set busy.
func (t *turns) work() {
	for range turnsMost {
		f := t.next(false)
		if f == nil {
			return
		}
		f()
	}
	go t.work()
}

// next takes what is to run next; where that is nothing, nobody is at it any more, or, at the end, nothing more comes.
func (t *turns) next(ending bool) func() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, from := range []*[]func(){&t.urgent, &t.queue} {
		if waiting := *from; len(waiting) > 0 {
			f := waiting[0]
			waiting[0] = nil
			if *from = waiting[1:]; len(waiting) == 1 {
				*from = waiting[:0]
			}
			return f
		}
	}
	if ending {
		t.over = true
	} else {
		t.busy = false
	}
	return nil
}
