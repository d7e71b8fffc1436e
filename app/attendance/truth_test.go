package attendance

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// A world is a session as it really went, in milliseconds since its start, and what Lectern could know of it. It says
// for each user when they were there, when a socket heard them, when LiveKit truly had them, and in which windows the
// evidence can't tell.
type world struct {
	r        *rand.Rand
	length   int64
	apps     []seg        // the app is dead
	alive    int64        // its last sign of life before that
	killed   []app.UserID // whose sockets it took along
	livekits []seg        // LiveKit is dead
	rolls    []int64
	oneID    bool    // a second connection of a user puts the first one out
	lose     float64 // share of webhooks that never come
	facts    []app.Fact
	users    []*person
	sids     []*sid
}

type seg struct{ from, to int64 }

type person struct {
	id     app.UserID
	stays  []*stay
	there  []seg // the truth
	heard  []seg // by sockets
	media  []seg // in LiveKit, less what can't be known
	unsure []seg
}

// stay is one device of one person, from coming to going.
type stay struct {
	seg
	clean, socket, media bool
	lastHeard            int64
}

// sid is one LiveKit participant. It is listed in [from, gone); the person is really there until to.
type sid struct {
	name     app.ConnectionID
	user     *person
	stay     *stay
	from, to int64
	gone     int64
	reason   string // "" : nobody will ever tell
	timedOut bool
}

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func at(ms int64) time.Time { return epoch.Add(time.Duration(ms) * time.Millisecond) }

func newWorld(seed uint64) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 77))}
	w.length = 300_000 + w.r.Int64N(900_000)
	if w.chance(0.4) {
		from := 60_000 + w.r.Int64N(w.length-120_000)
		w.apps = append(w.apps, seg{from, min(from+1_000+w.r.Int64N(45_000), w.length-10_000)})
		w.alive = from - w.between(0, 1_000)
	}
	if w.chance(0.3) {
		from := 60_000 + w.r.Int64N(w.length-120_000)
		w.livekits = append(w.livekits, seg{from, min(from+2_000+w.r.Int64N(60_000), w.length-10_000)})
	}
	w.oneID = w.chance(0.5)
	if w.chance(0.6) {
		w.lose = w.r.Float64() * 0.6
	}
	w.callRolls()
	for i := range 1 + w.r.IntN(5) {
		w.users = append(w.users, w.person(i))
	}
	w.render()
	return w
}

func (w *world) chance(p float64) bool      { return w.r.Float64() < p }
func (w *world) between(lo, hi int64) int64 { return lo + w.r.Int64N(hi-lo+1) }
func in(t int64, segs []seg) bool           { _, ok := holding(t, segs); return ok }
func (w *world) session() app.Session {
	return app.Session{ID: "s", Classroom: "c", State: app.SessionEnded, StartedAt: at(0), EndedAt: at(w.length), AliveAt: at(w.length)}
}

func holding(t int64, segs []seg) (seg, bool) {
	for _, s := range segs {
		if s.from <= t && t < s.to {
			return s, true
		}
	}
	return seg{}, false
}

func (w *world) callRolls() {
	for t := w.between(0, 15_000); t < w.length; t += w.between(15_000, 16_000) {
		w.rolls = append(w.rolls, t)
	}
	for _, s := range append(slices.Clone(w.apps), w.livekits...) {
		w.rolls = append(w.rolls, s.to+200)
	}
	slices.Sort(w.rolls)
	w.rolls = slices.DeleteFunc(w.rolls, func(t int64) bool { return in(t, w.apps) || in(t, w.livekits) || t >= w.length })
}

// person draws somebody: one to three stays on a device, and sometimes a second device. Nobody can come while the
// app is dead.
func (w *world) person(i int) *person {
	p := &person{id: app.UserID(fmt.Sprintf("u%d", i))}
	socket, media := w.chance(0.85), true
	if socket && w.chance(0.2) {
		media = false
	}
	devices := 1
	if w.chance(0.35) {
		devices = 2
	}
	for range devices {
		t := w.between(0, w.length/2)
		for range 1 + w.r.IntN(3) {
			if dead, is := holding(t, w.apps); is {
				t = dead.to + w.between(500, 3_000)
			}
			s := &stay{seg: seg{t, t + w.between(10_000, w.length)}, clean: w.chance(0.6), socket: socket, media: media}
			if w.chance(0.5) {
				s.to = min(s.to, t+w.between(10_000, 120_000))
			}
			s.to = min(s.to, w.length)
			if s.from >= w.length-5_000 || s.to-s.from < 3_000 {
				break
			}
			p.stays = append(p.stays, s)
			t = s.to + w.between(1_500, 60_000)
		}
	}
	for _, s := range p.stays {
		p.there = append(p.there, s.seg)
	}
	p.there = join(p.there)
	return p
}

func (w *world) fact(kind app.FactKind, source app.FactSource, user app.UserID, c app.ConnectionID, t int64, data any) {
	f := app.Fact{ID: fmt.Sprintf("f%d", len(w.facts)), Session: "s", Kind: kind, Source: source, User: user, Connection: c, At: at(t), Seen: at(t)}
	if data != nil {
		f.Data = app.MustJSON(data)
	}
	w.facts = append(w.facts, f)
}

func (w *world) render() {
	for _, p := range w.users {
		for i, s := range p.stays {
			if s.socket {
				w.sockets(p, s, i)
			}
		}
		p.heard = join(p.heard)
		for i, s := range p.stays {
			if s.media {
				w.participants(p, s, i)
			}
		}
	}
	if w.oneID {
		w.replace()
	}
	for _, t := range w.rolls {
		data := app.MediaRollData{Present: []app.ConnectionID{}}
		for _, s := range w.sids {
			if s.from <= t && t < s.gone {
				data.Present = append(data.Present, s.name)
			}
		}
		w.fact(app.FactMediaRoll, app.SourceReconcile, "", "", t, data)
	}
	for _, d := range w.livekits {
		if t := d.from + w.between(0, 5_000); t < d.to && !in(t, w.apps) {
			w.fact(app.FactMediaDown, app.SourceReconcile, "", "", t, nil)
		}
		w.fact(app.FactMediaUp, app.SourceReconcile, "", "", d.to+100, nil)
	}
	for _, s := range w.sids {
		w.tell(s)
	}
	for _, p := range w.users {
		p.media = join(p.media)
	}
}

// sockets renders a stay's sockets: one, and another after each death of the app.
func (w *world) sockets(p *person, s *stay, n int) {
	t, gen := s.from+w.between(0, 300), 0
	for {
		c := app.ConnectionID(fmt.Sprintf("%s-k%d-%d", p.id, n, gen))
		gen++
		w.fact(app.FactSocketOpened, app.SourceState, p.id, c, t, nil)
		end, clean, died := s.to, s.clean && s.to < w.length, seg{}
		for _, a := range w.apps {
			if t <= a.from && a.from < s.to {
				end, clean, died = a.from, false, a
			}
		}
		switch {
		case died.to > 0:
			end = max(t, w.alive)
			if !slices.Contains(w.killed, p.id) {
				w.killed = append(w.killed, p.id)
			}
		case !clean:
			end = max(t, end-w.between(0, 2_000))
		}
		w.hear(p, s, c, seg{t, end})
		if !clean && died.to == 0 && w.chance(0.7) {
			w.fact(app.FactSocketStale, app.SourceState, p.id, c, end, nil)
		}
		w.fact(app.FactSocketClosed, app.SourceState, p.id, c, end, app.SocketClosedData{Clean: clean})
		s.lastHeard = end
		if died.to == 0 || died.to+2_500 >= s.to {
			return
		}
		t = died.to + w.between(500, 2_500)
	}
}

// hear notes that a socket was heard, sometimes with a hole well within.
func (w *world) hear(p *person, s *stay, c app.ConnectionID, heard seg) {
	if heard.to-heard.from > 120_000 && w.chance(0.3) {
		hole := seg{w.between(heard.from+5_000, heard.to-70_000), 0}
		hole.to = hole.from + w.between(5_000, 18_000)
		w.fact(app.FactSocketStale, app.SourceState, p.id, c, hole.from, nil)
		w.fact(app.FactSocketResumed, app.SourceState, p.id, c, hole.to, nil)
		p.heard = append(p.heard, seg{heard.from, hole.from}, seg{hole.to, heard.to})
		return
	}
	p.heard = append(p.heard, heard)
}

// participants renders a stay's LiveKit participants: one, and another after each death of LiveKit.
func (w *world) participants(p *person, s *stay, n int) {
	t, gen := s.from+w.between(0, 800), 0
	for t < s.to {
		if dead, is := holding(t, w.livekits); is {
			t = dead.to + w.between(1_000, 2_000)
			continue
		}
		m := &sid{name: app.ConnectionID(fmt.Sprintf("PA_%s_%d_%d", p.id, n, gen)), user: p, stay: s, from: t, to: s.to}
		gen++
		switch {
		case s.to == w.length:
			m.gone, m.reason = w.length+w.between(0, 1_500), "room_deleted"
		case s.clean:
			m.gone, m.reason = s.to, "client_initiated"
		default:
			m.gone, m.reason, m.timedOut = s.to+w.between(21_000, 21_500), "connection_timeout", true
			if m.gone >= w.length {
				m.gone, m.reason, m.timedOut = w.length+w.between(0, 1_500), "room_deleted", false
			}
		}
		w.sids = append(w.sids, m)
		next := int64(-1)
		for _, d := range w.livekits {
			if t < d.from && d.from < m.gone {
				m.gone, m.reason, m.timedOut, next = d.from, "", false, d.to+w.between(1_000, 2_000)
			}
		}
		if next < 0 {
			return
		}
		m.to = min(m.to, m.gone)
		t = next
	}
}

// replace puts a user's older participants out when a newer one joins.
func (w *world) replace() {
	for _, old := range w.sids {
		for _, s := range w.sids {
			if s.user == old.user && old.from < s.from && s.from < old.gone {
				old.gone, old.reason, old.timedOut = s.from, "duplicate_identity", false
			}
		}
		old.to = min(old.to, old.gone)
	}
}

func join(segs []seg) []seg {
	segs = slices.Clone(segs)
	slices.SortFunc(segs, func(a, b seg) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []seg
	for _, s := range segs {
		switch n := len(out); {
		case s.to <= s.from:
		case n > 0 && s.from <= out[n-1].to:
			out[n-1].to = max(out[n-1].to, s.to)
		default:
			out = append(out, s)
		}
	}
	return out
}

// minus returns what of a isn't in b; both are joined.
func minus(a, b []seg) []seg {
	var out []seg
	for _, s := range a {
		for _, cut := range b {
			if cut.to <= s.from || cut.from >= s.to {
				continue
			}
			if cut.from > s.from {
				out = append(out, seg{s.from, cut.from})
			}
			s.from = min(cut.to, s.to)
		}
		if s.to > s.from {
			out = append(out, s)
		}
	}
	return out
}

func grow(segs []seg, by int64) []seg {
	out := make([]seg, len(segs))
	for i, s := range segs {
		out[i] = seg{s.from - by, s.to + by}
	}
	return join(out)
}

func total(segs []seg) (ms int64) {
	for _, s := range segs {
		ms += s.to - s.from
	}
	return ms
}
