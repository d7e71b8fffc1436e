package whiteboard

import (
	"context"
	"slices"
	"time"
)

// quiet is how many windows have to pass without an append for the next update to go at once. Where several draw, two pass
// often, and what went at once would be followed by the rest a moment later.
const quiet = 4

// sendSoon appends and broadcasts: at once after quiet, else a window after the first update that waits. So nothing waits
// for longer than a window, and where several draw at once, fewer and fuller frames go out than if each window began with
// the last telling.
func (r *room) sendSoon() {
	r.await()
	window := r.lately.window(r.hub.limits.Pace, r.hub.limits.Window)
	wait := window - time.Since(r.waits)
	if wait <= 0 || r.waits.Sub(r.sentAt) >= quiet*window {
		r.send()
		return
	}
	if !r.armed {
		r.armed = true
		r.flush.set(wait)
	}
}

// await notes since when an update waits, if it is the first that does.
func (r *room) await() {
	if r.waits.IsZero() {
		now := time.Now()
		r.waits = now.Add(-r.telling.before(now, r.hub.limits.Pace/2))
	}
}

// span is a time that something took.
type span struct{ from, to time.Time }

// soonAfter is how soon after a telling that is read which has come while it ran: nobody may have had a processor for
// reading.
const soonAfter = 200 * time.Microsecond

// before says for how long something may have waited that is read now: since the span began, if that has just ended, but
// not for more than most, so that a long telling isn't followed by the next at once.
func (s span) before(now time.Time, most time.Duration) time.Duration {
	if now.Sub(s.to) >= soonAfter {
		return 0
	}
	return min(now.Sub(s.from), most)
}

// windows appends and broadcasts at the ends of windows, until the document ends. It calls the Log for that itself: the
// document's goroutine would have to be woken up.
func (r *room) windows() {
	ended := make(chan *logCall, 1)
	end := func() {
		r.armed, r.ending = false, true
		r.send()
		r.ending = false
		ended <- r.call
		r.call = nil
	}
	for r.flush.ring() && r.do(end) {
		if call := <-ended; call != nil {
			r.carry(*call)
		}
	}
}

// share says how much longer than an append and its telling take, the next one waits: that is how a document uses at
// most a quarter of a processor's time for them.
const share = 3

// lately holds how long appending and telling has taken, the last times.
type lately [3]time.Duration

// window is how long updates are gathered: so that the last who listens has them within a time, and where that are many
// or the machine has much to do longer, up to most. That is so if the shortest of the last times shows it: a database that
// writes its pages back, or a disk that was slow once, says nothing of the next ones.
func (l *lately) window(within, most time.Duration) time.Duration {
	takes := slices.Min(l[:])
	return min(max(within-takes, share*takes), most)
}

func (l *lately) took(d time.Duration) {
	copy(l[1:], l[:])
	l[0] = d
}

// send begins to append what is new.
func (r *room) send() {
	if r.flying || r.merging || !r.dirty {
		return
	}
	r.sending = r.store.Take()
	r.dirty, r.sentAt, r.waits = false, time.Now(), time.Time{}
	if r.armed {
		r.flush.set(0)
		r.armed = false
	}
	update := r.sending
	r.fly(func(ctx context.Context) error { return r.hub.log.Append(ctx, r.doc, [][]byte{update}) }, r.hub.limits.Retry, r.appended)
}

// appended tells what was appended.
func (r *room) appended(err error) {
	sent := r.sending
	r.sending = nil
	if err != nil {
		r.hub.logger.Error("update not kept", "doc", r.doc, "error", err)
		r.lose()
		return
	}
	r.appends++
	began := time.Now()
	r.broadcast(sent)
	r.telling = span{began, time.Now()}
	r.publish(busUpdate, sent)
	clear(r.authors)
	r.lately.took(time.Since(r.sentAt))
}

// logCall is what the document's goroutine is to ask the Log, again and again while retry lasts.
type logCall struct {
	ask   func(ctx context.Context) error
	retry time.Duration
}

// fly has the document's goroutine call the Log, or who ends a window, while turns go on. What follows is then's.
func (r *room) fly(ask func(ctx context.Context) error, retry time.Duration, then func(err error)) {
	r.flying, r.then = true, then
	if r.failed {
		return // nothing is kept after what wasn't
	}
	call := logCall{ask, retry}
	if r.ending {
		r.call = &call
		return
	}
	r.calls <- call // it has room: there is one at a time
}

// carry makes a call to the Log, and gives what follows a turn.
func (r *room) carry(call logCall) {
	err := r.insist(call)
	r.do(func() { r.land(err) })
}

// insist calls the Log until it takes the call, retry is over or the hub ends.
func (r *room) insist(call logCall) error {
	began, pause := time.Now(), 50*time.Millisecond
	for {
		ctx, cancel := context.WithTimeout(context.Background(), r.hub.limits.LogTimeout)
		err := call.ask(ctx)
		cancel()
		if err == nil || time.Since(began)+pause > call.retry {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-r.hub.ctx.Done():
			timer.Stop()
			return err
		}
		pause *= 2
	}
}

// lose ends the document: the Log doesn't keep it.
func (r *room) lose() {
	if !r.failed {
		r.failed = true
		close(r.lost)
	}
}

// land follows a call to the Log: what waited goes on.
func (r *room) land(err error) {
	r.flying = false
	if r.then(err); r.failed {
		return
	}
	if !r.dirty {
		for _, reply := range r.asked {
			reply()
		}
		r.asked = nil
		if r.appends >= r.hub.limits.CompactAt {
			r.compact()
			return
		}
	}
	r.merging = true
	r.unstage()
	r.merging = false
	if r.dirty && !r.flying { // the end of the window may have passed meanwhile
		r.sendSoon()
	}
}

// broadcast sends an update to everybody but its only author.
func (r *room) broadcast(update []byte) {
	if update == nil {
		return
	}
	frame := syncFrame(syncUpdate, update)
	for c := range r.conns {
		if len(r.authors) == 1 && r.authors[c] {
			continue
		}
		c.send(frame)
	}
}

// awake tells changed awareness: at once after quiet, else at the end of a window.
func (r *room) awake() {
	if len(r.stirred) == 0 && len(r.heard) == 0 {
		return
	}
	if wait := 2*r.hub.limits.Window - time.Since(r.lastTold); wait > 0 {
		r.stirring.Reset(wait)
		return
	}
	r.tellNow()
}

func (r *room) tellNow() {
	r.lastTold = time.Now()
	r.tell()
}

// compact replaces what the Log keeps. The store holds only what was appended then.
func (r *room) compact() {
	r.store.Compact()
	r.whole = frame{}
	r.appends = 0
	snapshot := r.store.Diff(nil)
	r.fly(func(ctx context.Context) error { return r.hub.log.Compact(ctx, r.doc, snapshot) }, 0, func(err error) {
		if err != nil {
			r.hub.logger.Warn("document not compacted", "doc", r.doc, "error", err)
		}
	})
}
