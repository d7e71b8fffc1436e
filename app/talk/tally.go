package talk

import (
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

// turnPause is for how long somebody is silent between two turns: people breathe, and LiveKit hears twice a second.
const turnPause = 2 * time.Second

// tally adds up who speaks in one room.
type tally struct {
	id      string // of this listener, unique
	spans   int
	session app.SessionID
	people  map[string]*speech // by the sid of the participant
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
	return &tally{id: id, session: session, people: map[string]*speech{}}
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

// take returns what was heard since the last call, as facts. Who speaks goes on speaking.
func (t *tally) take(now time.Time) []app.Fact {
	t.spans++
	var facts []app.Fact
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
