package attendance

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// timeOut is how long LiveKit waits before it gives somebody up.
	timeOut = 21 * time.Second
	// listed is how long after their last beat LiveKit can have somebody in roll calls who is dead.
	listed = timeOut + beat + time.Second
	// timeOutWindow before a time-out, a socket of the same person that ended tells when the person was lost.
	timeOutWindow = 30 * time.Second
	// rollWindow is the longest time between two roll calls: who isn't in the next one left before it.
	rollWindow = 30 * time.Second
	// closeWindow before the end of a session, whoever was in the last roll call stayed until the room was closed.
	closeWindow = 20 * time.Second
	// beat is how often a socket is heard.
	beat = 2 * time.Second
	// newcomer: a socket that opened this shortly before a server-side leaving belongs to the connection that took over.
	newcomer = 5 * time.Second
)

// participant is one connection to LiveKit: one sid.
type participant struct {
	user        app.UserID
	sources     []app.FactSource
	first, last time.Time // when it was seen first and last: its joining and the roll calls that have it
	told        time.Time // when LiveKit says that it left by itself
	ousted      time.Time // when LiveKit says that it was put out: removed, replaced by itself, the room closed
	timedOut    time.Time // when LiveKit says that it gave it up
	inferred    []time.Time
}

// see notes that the participant was in the room at at.
func (p *participant) see(at time.Time) {
	if p.first.IsZero() || at.Before(p.first) {
		p.first = at
	}
	if at.After(p.last) {
		p.last = at
	}
}

// leave notes a leaving. Of several that say the same the last one counts.
func (p *participant) leave(at time.Time, data app.MediaLeftData) {
	switch {
	case data.Inferred:
		p.inferred = append(p.inferred, at)
	case data.TimedOut:
		p.timedOut = later(p.timedOut, at)
	case data.Reason == "" || data.Reason == "unknown" || data.Reason == "client_initiated":
		p.told = later(p.told, at)
	default:
		p.ousted = later(p.ousted, at)
	}
}

// spans returns when the participant was in the room, given the stretches in which the user's sockets were heard and
// the times at which LiveKit was found down. A participant that nobody saw join or stay has none.
func (p *participant) spans(b bounds, heard []span, downs []time.Time) []span {
	if p.first.IsZero() {
		return nil
	}
	end, open := p.end(b, heard, downs)
	return []span{{start: p.first, end: later(end, p.first), sources: p.sources, open: open}}
}

// end decides when the participant left. What LiveKit was told goes before what it noticed, and that before what a
// roll call missed.
func (p *participant) end(b bounds, heard []span, downs []time.Time) (end time.Time, open bool) {
	if !p.told.IsZero() {
		return p.told, false
	}
	if !p.ousted.IsZero() {
		return oustedAt(p.ousted, b.end, heard), false
	}
	if !p.timedOut.IsZero() {
		return lostAt(p.timedOut, heard), false
	}
	down, wentDown := firstAfter(downs, p.last)
	if missed, ok := firstAfter(p.inferred, p.last); ok {
		if wentDown && down.Before(missed) {
			missed = down
		}
		return leftBetween(p.last, missed, heard), false
	}
	switch {
	case wentDown && (b.live || down.Before(b.end)):
		return leftBetween(p.last, down, heard), false
	case b.live:
		return b.end, true
	case b.end.Sub(p.last) <= closeWindow:
		return p.closedWith(b.end, heard), false
	}
	return leftBetween(p.last, p.last.Add(rollWindow), heard), false
}

// oustedAt is when somebody was last there who was put out at at: then, unless their laptop had died before and LiveKit
// hadn't noticed yet. Sockets that the app closed with the session were heard up to a beat before and say nothing.
func oustedAt(at, sessionEnd time.Time, heard []span) time.Time {
	died, ok := diedBefore(at, at.Add(-newcomer), heard)
	if ok && died.Before(at.Add(-beat)) && died.Before(sessionEnd.Add(-beat)) {
		return died
	}
	return at
}

// closedWith is when somebody left who was seen shortly before the session's end: with it, unless their sockets ended
// more than a beat before and didn't come back.
func (p *participant) closedWith(end time.Time, heard []span) time.Time {
	if len(heard) == 0 {
		return end
	}
	last := heard[len(heard)-1]
	if last.open || !last.end.Before(end.Add(-beat)) {
		return end
	}
	if !last.end.Before(p.last) {
		return last.end
	}
	if died, ok := diedBefore(p.last, end, heard); ok {
		return died
	}
	return end
}

// diedBefore says whether the user's sockets ended without a word within LiveKit's time-out before at, and when.
// Sockets that opened at or after newcomers aren't looked at; any other that goes on shows that nobody died.
func diedBefore(at, newcomers time.Time, heard []span) (died time.Time, ok bool) {
	for i := len(heard) - 1; i >= 0; i-- {
		if s := heard[i]; s.start.Before(newcomers) {
			return s.end, !s.open && !s.survived && s.end.Before(at) && at.Sub(s.end) <= listed
		}
	}
	return time.Time{}, false
}

// lostAt is when somebody was last there whom LiveKit gave up at at: the socket's last beat where one ended in the
// window, of several the one nearest to LiveKit's usual delay; else that delay before. Roll calls in between have the
// lost one still and tell nothing.
func lostAt(at time.Time, heard []span) time.Time {
	guess := at.Add(-timeOut)
	best, found := guess, false
	for _, s := range heard {
		if s.open || s.killed || s.end.After(at) || at.Sub(s.end) > timeOutWindow {
			continue
		}
		if !found || s.end.Sub(guess).Abs() <= best.Sub(guess).Abs() {
			best, found = s.end, true
		}
	}
	return best
}

// leftBetween is when somebody left who was in the room at had and not at missed: when their sockets ended in between,
// or, where a laptop died before had and LiveKit listed it still, then; else had, which is proven.
func leftBetween(had, missed time.Time, heard []span) time.Time {
	for i := len(heard) - 1; i >= 0; i-- {
		s := heard[i]
		if s.start.After(missed) || (s.start.After(had) && (s.open || s.end.After(missed))) {
			continue // came back on another connection
		}
		if !s.open && !s.end.After(missed) && !s.end.Before(had) {
			return s.end
		}
		break
	}
	if died, ok := diedBefore(had, had, heard); ok {
		return died
	}
	return had
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// firstAfter returns the earliest of the times that are after t.
func firstAfter(times []time.Time, t time.Time) (first time.Time, ok bool) {
	for _, at := range times {
		if at.After(t) && (!ok || at.Before(first)) {
			first, ok = at, true
		}
	}
	return first, ok
}
