package attendance

import (
	"encoding/json"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// evidence is what the facts of one session say, a connection at a time. Nothing in it depends on their order.
type evidence struct {
	sockets      map[app.ConnectionID]*socket
	participants map[app.ConnectionID]*participant
	downs        []time.Time // when LiveKit was found not to answer
}

func collect(session app.SessionID, facts []app.Fact) *evidence {
	e := &evidence{sockets: map[app.ConnectionID]*socket{}, participants: map[app.ConnectionID]*participant{}}
	for _, f := range facts {
		if f.Session == session && !f.At.IsZero() {
			e.add(f)
		}
	}
	e.findKilled()
	return e
}

// findKilled tells sockets that ended because the app was killed from laptops that died: after a restart the app
// closes all that it had left open at one and the same time, its last sign of life. Sockets of several people that
// were closed without a word in the same millisecond say that.
func (e *evidence) findKilled() {
	type group struct {
		user    app.UserID
		several bool
	}
	groups := map[int64]group{}
	for _, s := range e.sockets {
		if s.closed && !s.clean {
			g, seen := groups[s.last.UnixMilli()]
			groups[s.last.UnixMilli()] = group{user: s.user, several: g.several || (seen && g.user != s.user)}
		}
	}
	for _, s := range e.sockets {
		s.killed = s.closed && !s.clean && groups[s.last.UnixMilli()].several
	}
}

// add is flat: one case a kind. Kinds that say nothing of presence are left out; a removal doesn't end presence by
// itself, the socket and the participant that it closes do.
func (e *evidence) add(f app.Fact) {
	switch f.Kind {
	case app.FactSocketOpened:
		e.socket(f).hear(f.At)
	case app.FactSocketStale:
		s := e.socket(f)
		s.hear(f.At)
		s.marks = append(s.marks, mark{at: f.At, stale: true})
	case app.FactSocketResumed:
		s := e.socket(f)
		s.hear(f.At)
		s.marks = append(s.marks, mark{at: f.At})
	case app.FactSocketClosed:
		s := e.socket(f)
		s.hear(f.At)
		data, _ := decode[app.SocketClosedData](f.Data)
		s.closed, s.clean = true, s.clean || data.Clean
	case app.FactMediaJoined:
		e.participant(f.Connection, f.User, f.Source).see(f.At)
	case app.FactMediaLeft:
		data, _ := decode[app.MediaLeftData](f.Data)
		e.participant(f.Connection, f.User, f.Source).leave(f.At, data)
	case app.FactMediaRoll:
		data, ok := decode[app.MediaRollData](f.Data)
		if !ok {
			return
		}
		for _, sid := range data.Present {
			e.participant(sid, "", f.Source).see(f.At)
		}
	case app.FactMediaDown:
		e.downs = append(e.downs, f.At)
	case app.FactSessionStarted, app.FactSessionEnded, app.FactMediaUp, app.FactPersonRemoved,
		app.FactGradeOverridden, app.FactGradeReset, app.FactGradeExcused:
	}
}

// decode reads the data of a fact; ok is false, and the value zero, where it isn't of that type.
func decode[T any](data json.RawMessage) (value T, ok bool) {
	if len(data) == 0 {
		return value, false
	}
	if err := json.Unmarshal(data, &value); err != nil {
		var none T
		return none, false
	}
	return value, true
}

func (e *evidence) socket(f app.Fact) *socket {
	s := e.sockets[f.Connection]
	if s == nil {
		s = &socket{}
		e.sockets[f.Connection] = s
	}
	s.user = owner(s.user, f.User)
	s.sources = addSource(s.sources, f.Source)
	return s
}

func (e *evidence) participant(sid app.ConnectionID, user app.UserID, source app.FactSource) *participant {
	p := e.participants[sid]
	if p == nil {
		p = &participant{}
		e.participants[sid] = p
	}
	p.user = owner(p.user, user)
	p.sources = addSource(p.sources, source)
	return p
}

// owner settles whose a connection is: some facts of it don't say, and those that do agree. Should they not, the
// smaller id wins, so that the order of the facts still doesn't matter.
func owner(a, b app.UserID) app.UserID {
	if a == "" || (b != "" && b < a) {
		return b
	}
	return a
}

// spans returns every user's evidence. Sockets come first: how somebody's sockets ended decides what a time-out of
// LiveKit means.
func (e *evidence) spans(b bounds) map[app.UserID][]span {
	users := map[app.UserID][]span{}
	for _, s := range e.sockets {
		if s.user != "" {
			users[s.user] = append(users[s.user], s.spans(b)...)
		}
	}
	heard := map[app.UserID][]span{}
	for user, spans := range users {
		heard[user] = union(spans)
	}
	for _, p := range e.participants {
		if p.user == "" {
			continue
		}
		users[p.user] = append(users[p.user], p.spans(b, heard[p.user], e.downs)...)
	}
	return users
}
