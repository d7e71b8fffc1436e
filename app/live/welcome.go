package live

import (
	"maps"

	"github.com/lectern-classroom/lectern/app"
)

// Position is where in a stream a client was when its last connection broke. The zero value is nowhere.
type Position struct {
	Epoch  string
	Offset int64
}

// epochOf is the stream's epoch for a viewer: what one role or group has seen isn't what another may.
func (l *loop) epochOf(v Viewer) string {
	epoch := l.epoch + "." + string(v.Role)
	if v.Group != "" {
		epoch += "." + string(v.Group)
	}
	if v.Also != "" {
		epoch += "." + digest(v.Also)
	}
	return epoch
}

// resume welcomes a connection back with what it has missed, or with a snapshot where that isn't known any more.
func (l *loop) resume(c *conn, p Position) {
	if p.Epoch != l.epochOf(c.viewer) {
		l.welcome(c)
		return
	}
	missed, ok := l.recent.after(p.Offset, c.viewer)
	if !ok {
		l.welcome(c)
		return
	}
	bytes := 0
	for _, e := range missed {
		bytes += len(e.Body)
	}
	w := l.greeting(c)
	w.Resumed = true
	c.allow(encode(w), bytes)
	for _, e := range missed {
		c.send(e.Body)
	}
	l.sendVolatile(c)
}

// welcome sends the snapshot.
func (l *loop) welcome(c *conn) {
	c.outdated = false
	frame, err := l.snapshot(c)
	if err != nil {
		l.log.Error("no snapshot", "session", l.session.ID, "error", err)
		c.end(closeCode(app.CodeInternal))
		return
	}
	c.allow(frame, 0)
	l.sendVolatile(c)
}

// snapshot encodes the welcome; a panic of a module's is its error.
func (l *loop) snapshot(c *conn) (frame []byte, err error) {
	defer caught(&err)
	w := l.greeting(c)
	w.People, w.State = l.crowd.list(), map[string]any{}
	for i, m := range l.modules {
		w.State[m.Name()] = l.states[i].Snapshot(c.viewer)
	}
	return encode(w), nil
}

func (l *loop) greeting(c *conn) Welcome {
	return Welcome{
		Type: "welcome", Epoch: l.epochOf(c.viewer), Offset: l.offset, ServerTime: ms(l.clock()), BeatSeconds: BeatEvery.Seconds(),
		Session: SessionInfo{ID: l.session.ID, ClassroomID: l.session.Classroom, Title: l.session.Title, State: app.SessionLive, StartedAt: ms(l.session.StartedAt)},
		You:     You{c.actor.User, c.viewer.Role, c.id}, Media: l.media,
	}
}

// sendVolatile sends a connection the values that no event holds.
func (l *loop) sendVolatile(c *conn) {
	for _, s := range l.states {
		if changing, ok := s.(Changing); ok {
			for _, b := range l.volatile(changing, c.viewer) {
				c.send(b)
			}
		}
	}
}

// volatile encodes a state's frames; none where it panics.
func (l *loop) volatile(s Changing, v Viewer) (frames [][]byte) {
	var err error
	defer func() {
		if err != nil {
			l.log.Error("no values", "session", l.session.ID, "error", err)
		}
	}()
	defer caught(&err)
	for _, f := range s.Volatile(v) {
		frames = append(frames, encode(f))
	}
	return frames
}

// broadcastVolatile sends everybody the values that have changed; those of one role and group get the same.
func (l *loop) broadcastVolatile() {
	if !l.loaded {
		return // the states may hold what was taken back
	}
	anew := l.anew
	l.anew = false
	for _, s := range l.states {
		changing, ok := s.(Changing)
		if !ok || (!changing.Dirty() && !anew) {
			continue
		}
		frames := map[Viewer][][]byte{}
		for c := range maps.Values(l.conns) {
			class := Viewer{Role: c.viewer.Role, Group: c.viewer.Group}
			encoded, done := frames[class]
			if !done {
				encoded = l.volatile(changing, class)
				frames[class] = encoded
			}
			for _, b := range encoded {
				c.send(b)
			}
		}
	}
}
