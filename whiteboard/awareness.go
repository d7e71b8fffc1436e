package whiteboard

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// foreignFor is how long a state from another process is kept without being renewed: clients renew theirs every 15 s.
const foreignFor = 30 * time.Second

// statesEach is how many awareness ids one connection may have: a page has one.
const statesEach = 4

// presence is the awareness state of one client.
type presence struct {
	clock uint64
	state []byte // JSON; "null" is gone
	owner *conn  // nil: of another process
	user  string
	heard time.Time
}

// entry is one entry of an awareness update.
type entry struct {
	id, clock uint64
	state     []byte
}

func decodeAwareness(b []byte) ([]entry, error) {
	n, b, err := number(b)
	if err != nil || n > uint64(len(b)) {
		return nil, errMessage
	}
	var out []entry
	for ; n > 0; n-- {
		var e entry
		if e.id, b, err = number(b); err != nil {
			return nil, err
		}
		if e.clock, b, err = number(b); err != nil {
			return nil, err
		}
		if e.state, b, err = chunk(b); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func encodeAwareness(entries []entry) []byte {
	b := binary.AppendUvarint(nil, uint64(len(entries)))
	for _, e := range entries {
		b = binary.AppendUvarint(binary.AppendUvarint(b, e.id), e.clock)
		b = appendChunk(b, e.state)
	}
	return b
}

var gone = []byte("null")

// named returns the state with the user that the server knows (H4). A state that is no object is refused.
func named(state []byte, m Member) ([]byte, bool) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(state, &fields); err != nil || fields == nil {
		return nil, false
	}
	user, err := json.Marshal(map[string]string{"name": m.Name, "color": m.Color, "userId": m.UserID})
	if err != nil {
		return nil, false
	}
	fields["user"] = user
	out, err := json.Marshal(fields)
	return out, err == nil
}

// hear takes the awareness of a connection in.
func (r *room) hear(c *conn, update []byte) {
	entries, err := decodeAwareness(update)
	if err != nil {
		c.end(CloseInvalid)
		return
	}
	for _, e := range entries {
		r.hearOne(c, e)
	}
	r.awake()
}

func (r *room) hearOne(c *conn, e entry) {
	p := r.people[e.id]
	switch {
	case p != nil && p.owner != c && p.user != c.member.UserID:
		return // it belongs to somebody else: clients also send what they know of others
	case p != nil && (e.clock < p.clock || e.clock == p.clock && p.owner == c && string(e.state) != "null"):
		return
	case len(e.state) > r.hub.limits.State:
		c.end(CloseTooLarge)
		return
	case string(e.state) == "null":
		if p != nil {
			r.forget(e.id, max(e.clock, p.clock))
		}
		return
	case !c.states[e.id] && len(c.states) >= statesEach:
		return
	}
	state, ok := named(e.state, c.member)
	if !ok {
		c.end(CloseInvalid)
		return
	}
	if p != nil && p.owner != nil {
		delete(p.owner.states, e.id)
	}
	c.states[e.id] = true
	r.people[e.id] = &presence{e.clock, state, c, c.member.UserID, time.Now()}
	r.stirred[e.id] = entry{e.id, e.clock, state}
}

// forget removes a state and tells so.
func (r *room) forget(id, clock uint64) {
	if p := r.people[id]; p != nil && p.owner != nil {
		delete(p.owner.states, id)
	}
	delete(r.people, id)
	r.stirred[id] = entry{id, clock, gone}
}

// forgetOf removes what a connection has said (H5).
func (r *room) forgetOf(c *conn) {
	for id := range maps.Clone(c.states) {
		r.forget(id, r.people[id].clock+1)
	}
	r.awake()
}

// hearForeign takes the awareness of another process in.
func (r *room) hearForeign(update []byte) {
	entries, err := decodeAwareness(update)
	if err != nil {
		return
	}
	for _, e := range entries {
		p := r.people[e.id]
		if p != nil && (p.owner != nil || e.clock < p.clock) {
			continue
		}
		if p != nil && e.clock == p.clock && bytes.Equal(e.state, p.state) {
			p.heard = time.Now() // said again, for a process that has just come
			continue
		}
		r.heard[e.id] = entry{e.id, e.clock, e.state}
		if string(e.state) == "null" {
			delete(r.people, e.id)
			continue
		}
		r.people[e.id] = &presence{clock: e.clock, state: e.state, heard: time.Now()}
	}
	r.awake()
}

// expire removes states of other processes that nobody renews.
func (r *room) expire(now time.Time) {
	for id, p := range r.people {
		if p.owner == nil && now.Sub(p.heard) > foreignFor {
			delete(r.people, id)
			r.heard[id] = entry{id, p.clock + 1, gone}
		}
	}
	r.awake()
}

// ownStates returns the awareness of this process' connections.
func (r *room) ownStates() []entry {
	var own []entry
	for id, p := range r.people {
		if p.owner != nil {
			own = append(own, entry{id, p.clock, p.state})
		}
	}
	return own
}

// everybody returns the awareness of all.
func (r *room) everybody() []byte {
	entries := make([]entry, 0, len(r.people))
	for _, id := range slices.Sorted(maps.Keys(r.people)) {
		entries = append(entries, entry{id, r.people[id].clock, r.people[id].state})
	}
	return encodeAwareness(entries)
}

// tell sends what has changed of the awareness to everybody, senders included (H8), and to the other processes.
func (r *room) tell() {
	own := slices.Collect(maps.Values(r.stirred))
	all := slices.Concat(own, slices.Collect(maps.Values(r.heard)))
	clear(r.stirred)
	clear(r.heard)
	if len(all) == 0 {
		return
	}
	frame := awarenessFrame(encodeAwareness(all))
	for c := range r.conns {
		c.send(frame)
	}
	if len(own) > 0 {
		r.publish(busAwareness, encodeAwareness(own))
	}
}
