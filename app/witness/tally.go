package witness

import (
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

// turnPause is for how long somebody is silent between two turns: people breathe, and LiveKit hears twice a second.
const turnPause = 2 * time.Second

// tally adds up what happens in one room.
type tally struct {
	id      string // of this listener, unique
	spans   int
	session app.SessionID
	people  map[string]*speech // by the sid of the participant
	shown   map[livekit.Shown]bool
	shows   []app.Fact // since they were taken last
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
	return &tally{id: id, session: session, people: map[string]*speech{}, shown: map[livekit.Shown]bool{}}
}

// see takes in what is so now.
func (t *tally) see(now time.Time, m livekit.Moment) {
	t.hear(now, m.Speakers)
	shown := map[livekit.Shown]bool{}
	for _, s := range m.Shown {
		if shown[s] = true; !t.shown[s] {
			t.show(now, s, app.FactMediaShown)
		}
	}
	for s := range t.shown {
		if !shown[s] {
			t.show(now, s, app.FactMediaUnshown)
		}
	}
	t.shown = shown
}

func (t *tally) show(now time.Time, s livekit.Shown, kind app.FactKind) {
	t.changes++
	t.shows = append(t.shows, app.Fact{ID: fmt.Sprintf("shown:%s:%d", t.id, t.changes), Session: t.session, Kind: kind, Source: app.SourceReconcile,
		User: app.UserID(s.Identity), Connection: app.ConnectionID(s.SID), At: now, Seen: now, Data: app.MustJSON(app.ShownData{Source: string(s.Source)})})
}

// hear takes in who speaks now.
func (t *tally) hear(now time.Time, speakers []livekit.Speaker) {
	loud := map[string]bool{}
	for _, s := range speakers {
		loud[s.SID] = true
		p := t.people[s.SID]
		if p == nil {
			p = &speech{user: app.UserID(s.Identity)}
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
