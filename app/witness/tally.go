package witness

import (
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

// turnPause is for how long somebody is silent between two turns: people breathe, and LiveKit hears twice a second.
const turnPause = 2 * time.Second

// showsMost bounds the changes of one camera or screen that are told one by one between two keepings: who flips it hundreds
// of times is told as they are at the end.
const showsMost = 6

// tally adds up what happens in one room.
type tally struct {
	id      string // of this listener, unique
	spans   int
	session app.SessionID
	people  map[string]*speech // by the sid of the participant
	shown   map[livekit.Shown]bool
	told    map[livekit.Shown]bool // what the facts say is shown
	shows   []app.Fact             // since they were taken last
	flips   map[livekit.Shown]int  // and how often each changed
	changes int
}

// speech is what was heard of one participant since it was taken last.
type speech struct {
	user    app.UserID
	since   time.Time // speaking since; zero: silent
	stopped time.Time // when they last fell silent
	spoke   time.Duration
	turns   int
}

func newTally(id string, session app.SessionID) *tally {
	return &tally{id: id, session: session, people: map[string]*speech{}, shown: map[livekit.Shown]bool{},
		told: map[livekit.Shown]bool{}, flips: map[livekit.Shown]int{}}
}

// see takes in what is so now.
func (t *tally) see(now time.Time, m livekit.Moment) {
	t.hear(now, m.Speakers)
	t.shown = map[livekit.Shown]bool{}
	for _, s := range m.Shown {
		t.shown[s] = true
	}
	t.compare(now)
}

// compare tells what is shown now and wasn't, and the other way round.
func (t *tally) compare(now time.Time) {
	for s := range t.shown {
		if !t.told[s] {
			t.show(now, s, app.FactMediaShown)
		}
	}
	for s := range t.told {
		if !t.shown[s] {
			t.show(now, s, app.FactMediaUnshown)
		}
	}
}

func (t *tally) show(now time.Time, s livekit.Shown, kind app.FactKind) {
	if t.flips[s]++; t.flips[s] > showsMost {
		return
	}
	if kind == app.FactMediaShown {
		t.told[s] = true
	} else {
		delete(t.told, s)
	}
	t.changes++
	t.shows = append(t.shows, app.Fact{ID: fmt.Sprintf("shown:%s:%d", t.id, t.changes), Session: t.session, Kind: kind, Source: app.SourceReconcile,
		User: app.UserOfIdentity(s.Identity), Connection: app.ConnectionID(s.SID), At: now, Seen: now, Data: app.MustJSON(app.ShownData{Source: string(s.Source)})})
}

// hear takes in who speaks now.
func (t *tally) hear(now time.Time, speakers []livekit.Speaker) {
	loud := map[string]bool{}
	for _, s := range speakers {
		loud[s.SID] = true
		p := t.people[s.SID]
		if p == nil {
			p = &speech{user: app.UserOfIdentity(s.Identity)}
			t.people[s.SID] = p
		}
		if p.since.IsZero() {
			if p.stopped.IsZero() || now.Sub(p.stopped) > turnPause {
				p.turns++
			}
			p.since = now
		}
	}
	for sid, p := range t.people {
		if !loud[sid] && !p.since.IsZero() {
			p.spoke += max(0, now.Sub(p.since))
			p.since, p.stopped = time.Time{}, now
		}
	}
}

// take returns what was seen since the last call, as facts. Who speaks goes on speaking.
func (t *tally) take(now time.Time) []app.Fact {
	t.spans++
	clear(t.flips)
	t.compare(now)
	clear(t.flips)
	facts := t.shows
	t.shows = nil
	for sid, p := range t.people {
		if !p.since.IsZero() {
			p.spoke += max(0, now.Sub(p.since))
			p.since = now
		}
		if p.spoke < time.Millisecond && p.turns == 0 {
			continue
		}
		facts = append(facts, app.Fact{ID: fmt.Sprintf("spoke:%s:%s:%d", t.id, sid, t.spans), Session: t.session, Kind: app.FactMediaSpoke,
			Source: app.SourceReconcile, User: p.user, Connection: app.ConnectionID(sid), At: now, Seen: now,
			Data: app.MustJSON(app.SpokeData{Ms: p.spoke.Milliseconds(), Turns: p.turns})})
		p.spoke, p.turns = 0, 0
	}
	return facts
}
