package attendance

import (
	"sort"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// aliveSlack is how long after the app's last sign of life a socket that nobody closed may still count in a live
// session: the app says it every beat.
const aliveSlack = 2 * time.Second

// mark is a change in whether a socket is heard: stale since at, or heard again at at.
type mark struct {
	at    time.Time
	stale bool
}

// socket is one session socket.
type socket struct {
	user        app.UserID
	sources     []app.FactSource
	first, last time.Time // when it was heard first and last, as far as the facts say
	closed      bool
	clean       bool
	killed      bool // the app died, not the client
	marks       []mark
}

// hear notes that the socket was heard at at. Every fact of a socket says that: a stale or closed one carries when it
// was last heard.
func (s *socket) hear(at time.Time) {
	if s.first.IsZero() || at.Before(s.first) {
		s.first = at
	}
	if at.After(s.last) {
		s.last = at
	}
}

// spans returns when the socket was heard: from the first beat to the last one, without the holes between stale and
// resumed. Where stale and resumed carry the same time the one beat that ended a hole also began the next.
func (s *socket) spans(b bounds) []span {
	marks := append([]mark(nil), s.marks...)
	sort.Slice(marks, func(i, j int) bool {
		if !marks[i].at.Equal(marks[j].at) {
			return marks[i].at.Before(marks[j].at)
		}
		return !marks[i].stale && marks[j].stale
	})
	var out []span
	up, from := true, s.first
	for _, m := range marks {
		switch {
		case m.stale && up:
			out = append(out, span{start: from, end: m.at, sources: s.sources})
			up = false
		case !m.stale && !up:
			up, from = true, m.at
			out[len(out)-1].survived = true
		}
	}
	switch {
	case up && s.closed:
		out = append(out, span{start: from, end: s.last, sources: s.sources, survived: s.clean || s.killed, killed: s.killed})
	case up:
		out = append(out, span{start: from, end: s.openUntil(b), sources: s.sources, open: true})
	case s.closed && s.clean && len(out) > 0 && out[len(out)-1].end.Equal(s.last):
		out[len(out)-1].survived = true
	}
	return out
}

// openUntil is as far as a socket counts that nobody closed: the app serves it, unless it was killed, and then its
// last sign of life ends the sockets too.
func (s *socket) openUntil(b bounds) time.Time {
	until := b.end
	if !b.alive.IsZero() {
		alive := b.alive
		if b.live {
			alive = alive.Add(aliveSlack)
		}
		if alive.Before(until) {
			until = alive
		}
	}
	if s.last.After(until) {
		return s.last
	}
	return until
}
