package live

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

const typeMoved = "person.moved"

// Placer is the State, of at most one module, that decides in which group people are. It is asked again after each event of
// its module and whenever somebody comes; whoever is elsewhere by then is moved, in the same transaction.
type Placer interface {
	Place(user app.UserID) app.Place
}

// PersonMoved says which people are in another room now, or see the messages of other groups. Their connections get a new
// welcome after it.
type PersonMoved struct {
	Head
	// Rooms are MainRoom or the id of a group, by person.
	Rooms map[app.UserID]string `json:"rooms"`
}

// ViewerOf returns how somebody sees the session from a place.
func ViewerOf(user app.UserID, role app.Role, at app.Place) Viewer {
	return Viewer{User: user, Role: role, Group: at.Group, Also: alsoOf(at)}
}

// alsoOf returns the other groups whose messages are seen from a place, as Viewer has them.
func alsoOf(at app.Place) string {
	if len(at.Also) == 0 {
		return ""
	}
	ids := make([]string, len(at.Also))
	for i, g := range at.Also {
		ids[i] = string(g)
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), ",")
}

func roomOf(group app.GroupID) string {
	if group == "" {
		return MainRoom
	}
	return string(group)
}

// digest names a list of groups in few letters.
func digest(also string) string {
	h := fnv.New32a()
	// A hash never fails to be written.
	_, _ = h.Write([]byte(also))
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// placer returns the state that places people, and its module; nil where nobody does.
func (l *loop) placer() (Placer, string) {
	for i, s := range l.states {
		if p, places := s.(Placer); places {
			return p, l.modules[i].Name()
		}
	}
	return nil, ""
}

// placeOf is where somebody is to be by now.
func (l *loop) placeOf(user app.UserID) app.Place {
	if p, _ := l.placer(); p != nil {
		return p.Place(user)
	}
	return app.Place{}
}

// seat notes where somebody is of whom an event tells.
func (l *loop) seat(users ...app.UserID) {
	for _, user := range users {
		if _, here := l.crowd.people[user]; here {
			l.crowd.also[user] = alsoOf(l.placeOf(user))
		} else {
			delete(l.crowd.also, user)
		}
	}
}

// seatAll puts everybody where the states say that they are, once those are loaded.
func (l *loop) seatAll() {
	l.crowd.also = map[app.UserID]string{}
	for user, p := range l.crowd.people {
		at := l.placeOf(user)
		p.Room = roomOf(at.Group)
		l.crowd.people[user], l.crowd.also[user] = p, alsoOf(at)
	}
}

// move tells who is elsewhere now.
func (t *turn) move(ctx context.Context) error {
	l := t.loop
	rooms := map[app.UserID]string{}
	for user, p := range l.crowd.people {
		at := l.placeOf(user)
		if room := roomOf(at.Group); room != p.Room || alsoOf(at) != l.crowd.also[user] {
			rooms[user] = room
		}
	}
	if len(rooms) == 0 {
		return nil
	}
	return t.take(ctx, Outcome{Events: []Event{{Type: typeMoved, Audience: Everyone(), Payload: &PersonMoved{Rooms: rooms}}}})
}

// movedNow gives the connections of whoever was moved the group of now, and lets others know of them.
func (l *loop) movedNow(e Event) {
	m, err := Read[PersonMoved](e)
	if err != nil {
		return
	}
	var here []app.UserID
	for user := range m.Rooms {
		if p, there := l.crowd.Person(user); there {
			l.outdate(p)
		}
		if l.sockets(user) > 0 {
			here = append(here, user)
		}
	}
	if l.moved != nil && len(here) > 0 && !l.ending { // nobody goes into a room that is being closed
		slices.Sort(here)
		l.moved(l.session, here)
	}
}

// Tell sends each of the users' connections to this process a frame of their own. It is no event: nobody else hears of it,
// and who isn't connected never does.
func (h *Hub) Tell(id app.SessionID, frames map[app.UserID]Frame) {
	l := h.find(id)
	if l == nil {
		return
	}
	l.do(func() {
		for _, c := range l.conns {
			if f, wanted := frames[c.actor.User]; wanted {
				c.send(encode(f))
			}
		}
	})
}

// subjects are the people of whom an event of the plane's own tells where they are.
func subjects(e Event) []app.UserID {
	switch e.Type {
	case typeJoined:
		j, err := Read[PersonJoined](e)
		if err == nil {
			return []app.UserID{j.Person.UserID}
		}
	case typeLeft:
		left, err := Read[PersonLeft](e)
		if err == nil {
			return []app.UserID{left.UserID}
		}
	case typeMoved:
		m, err := Read[PersonMoved](e)
		if err == nil {
			return slices.Collect(maps.Keys(m.Rooms))
		}
	}
	return nil
}
