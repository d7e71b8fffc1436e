package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// The plane's own events and commands.
const (
	typeJoined  = "person.joined"
	typeChanged = "person.changed"
	typeLeft    = "person.left"
	// typeReleased goes to the processes alone.
	typeReleased = "person.released"
	typeEnded    = "session.ended"
	typeRemoved  = "removed"
	commandAway  = "person.away"
	commandRole  = "person.role"
)

// comeBack is how long somebody whose last connection broke is still taken to be there.
const comeBack = 10 * time.Second

// crowd is who is in the session, in all processes. It is what its events say.
type crowd struct {
	people map[app.UserID]Person
	roles  map[app.UserID]app.Role // what an instructor made of somebody
	also   map[app.UserID]string   // what they see of other groups, as Viewer has it
}

// Person implements Presence.
func (c *crowd) Person(id app.UserID) (Person, bool) {
	p, here := c.people[id]
	return p, here
}

// Group implements Presence.
func (c *crowd) Group(id app.UserID) app.GroupID { return groupOf(c.people[id].Room) }

// Viewer implements Presence.
func (c *crowd) Viewer(id app.UserID) Viewer {
	p := c.people[id]
	p.UserID = id
	return c.viewer(p)
}

// viewer is how somebody sees the session who is as p says.
func (c *crowd) viewer(p Person) Viewer {
	return Viewer{User: p.UserID, Role: p.Role, Group: groupOf(p.Room), Also: c.also[p.UserID]}
}

func groupOf(room string) app.GroupID {
	if room == MainRoom {
		return ""
	}
	return app.GroupID(room)
}

func (c *crowd) load(ctx context.Context, l *loop) error {
	roles, err := l.promotions(ctx)
	if err != nil {
		return err
	}
	rows, err := l.socketsOf(ctx, "")
	if err != nil {
		return err
	}
	c.roles, c.people = roles, map[app.UserID]Person{}
	byUser := map[app.UserID][]socketRow{}
	for _, r := range rows {
		byUser[app.UserID(r.UserID)] = append(byUser[app.UserID(r.UserID)], r)
	}
	for user, rows := range byUser {
		c.people[user] = c.person(user, rows)
	}
	return nil
}

// person makes one of the user's sockets, which are not none.
func (c *crowd) person(user app.UserID, rows []socketRow) Person {
	first := rows[0]
	p := Person{UserID: user, Name: first.Name, JoinedAt: time.UnixMilli(first.JoinedMs).UTC(), Away: true, Room: MainRoom}
	open := slices.ContainsFunc(rows, func(r socketRow) bool { return r.GoneMs == 0 })
	lost := slices.MaxFunc(rows, func(a, b socketRow) int { return cmp.Compare(a.GoneMs, b.GoneMs) }).GoneMs
	for _, r := range rows {
		if (open && r.GoneMs > 0) || (!open && r.GoneMs < lost) { // who has lost all is what they were with the last ones
			continue
		}
		p.Device, p.Role = Device(r.Device), app.Role(r.Role)
		p.Away = p.Away && r.Away
	}
	if role, made := c.roles[user]; made {
		p.Role = role
	}
	return p
}

func (c *crowd) apply(e Event) error {
	switch e.Type {
	case typeJoined:
		j, err := Read[PersonJoined](e)
		c.people[j.Person.UserID] = j.Person
		return err
	case typeChanged:
		ch, err := Read[PersonChanged](e)
		if err != nil {
			return err
		}
		if ch.Made {
			c.roles[ch.Person.UserID] = ch.Person.Role
		}
		c.people[ch.Person.UserID] = ch.Person
		return nil
	case typeMoved:
		m, err := Read[PersonMoved](e)
		for user, room := range m.Rooms {
			if p, here := c.people[user]; here {
				p.Room = room
				c.people[user] = p
			}
		}
		return err
	case typeReleased:
		released, err := Read[personReleased](e)
		delete(c.roles, released.UserID)
		return err
	case typeLeft:
		left, err := Read[PersonLeft](e)
		delete(c.people, left.UserID)
		return err
	}
	return nil
}

// list returns everybody, in the order of their coming.
func (c *crowd) list() []Person {
	people := make([]Person, 0, len(c.people))
	for _, p := range c.people {
		people = append(people, p)
	}
	slices.SortFunc(people, func(a, b Person) int {
		if d := a.JoinedAt.Compare(b.JoinedAt); d != 0 {
			return d
		}
		if a.UserID < b.UserID {
			return -1
		}
		return 1
	})
	return people
}

// role returns what the actor is in this session.
func (c *crowd) role(a app.Actor) app.Role {
	if role, made := c.roles[a.User]; made {
		return role
	}
	return a.Role
}

// join is the request of a connection that opens.
func (l *loop) join(c *conn, position Position, done func(error)) *request {
	return &request{
		decide: func(ctx context.Context, t *turn) error {
			if t.over() {
				return app.Errorf(app.CodeSessionEnded, "The class has ended.")
			}
			if l.sockets(c.actor.User) >= socketsEach {
				return app.Errorf(app.CodeRateLimited, "You have this class open too many times.")
			}
			c.lastHeard.Store(t.now.UnixMilli())
			joined := t.now
			if p, here := l.crowd.Person(c.actor.User); here {
				joined = p.JoinedAt
			}
			if err := l.insertSocket(ctx, c.row(l.session.ID, l.process, joined, t.now)); err != nil {
				return err
			}
			t.facts = append(t.facts, l.fact(c, app.FactSocketOpened, "opened", t.now, nil))
			return t.recount(ctx, c.actor.User, true)
		},
		done: func(err error) {
			if err == nil && l.ended { // an end was decided in the same breath
				err = app.Errorf(app.CodeSessionEnded, "The class has ended.")
			}
			if err == nil {
				p, _ := l.crowd.Person(c.actor.User)
				c.actor.Role = p.Role
				c.viewer = l.crowd.viewer(p)
				l.conns[c.id] = c
				l.resume(c, position)
			}
			done(err)
		},
	}
}

// recount says what has changed about a user whose sockets have.
func (t *turn) recount(ctx context.Context, user app.UserID, joined bool) error {
	l := t.loop
	rows, err := l.socketsOf(ctx, user)
	if err != nil {
		return err
	}
	was, here := l.crowd.people[user]
	switch {
	case len(rows) == 0 && here:
		return t.take(ctx, Outcome{Events: []Event{{Type: typeLeft, Audience: Everyone(), Payload: &PersonLeft{UserID: user}}}})
	case len(rows) == 0:
		return nil
	}
	p := l.crowd.person(user, rows)
	switch {
	case !here && joined:
		p.Room = roomOf(l.placeOf(user).Group)
		return t.take(ctx, Outcome{Events: []Event{{Type: typeJoined, Audience: Everyone(), Payload: &PersonJoined{Person: p}}}})
	case !here:
		return nil
	}
	p.JoinedAt, p.Room = was.JoinedAt, was.Room
	if p == was {
		return nil
	}
	return t.take(ctx, Outcome{Events: []Event{{Type: typeChanged, Audience: Everyone(), Payload: &PersonChanged{Person: p}}}})
}

// expire is the request that lets those go who haven't come back.
func (l *loop) expire(users []app.UserID) *request {
	return &request{
		decide: func(ctx context.Context, t *turn) error {
			for _, user := range users {
				rows, err := l.socketsOf(ctx, user)
				if err != nil {
					return err
				}
				if !overdue(rows, t.now) {
					continue
				}
				if err := l.deleteBroken(ctx, user); err != nil {
					return err
				}
				if err := t.recount(ctx, user, false); err != nil {
					return err
				}
			}
			return nil
		},
		done: func(error) {}, // looked at again
	}
}

// personReleased says that a later launch took back what an instructor had made of somebody.
type personReleased struct {
	Head
	UserID app.UserID `json:"userId"`
}

// relaunched is the request that gives a person the role of a later launch.
func (l *loop) relaunched(user app.UserID, role app.Role) *request {
	return &request{
		decide: func(ctx context.Context, t *turn) error {
			if err := l.setRole(ctx, user, role); err != nil {
				return err
			}
			made, err := l.unpromote(ctx, user)
			if err != nil {
				return err
			}
			if made {
				if err := t.take(ctx, Outcome{Events: []Event{{Type: typeReleased, Audience: Nobody(), Payload: &personReleased{UserID: user}}}}); err != nil {
					return err
				}
			}
			return t.recount(ctx, user, false)
		},
		done: func(err error) {
			if err != nil {
				l.disconnect(user, app.CodeUnavailable) // who comes back is asked for the role of now
			}
		},
	}
}

// overdue says whether all sockets broke so long ago that nobody comes back.
func overdue(rows []socketRow, now time.Time) bool {
	for _, r := range rows {
		if r.GoneMs == 0 || now.UnixMilli()-r.GoneMs < comeBack.Milliseconds() {
			return false
		}
	}
	return true
}

// own decides the plane's own commands.
func (l *loop) own(ctx context.Context, c *conn, cmd Command, t *turn) (Outcome, error) {
	switch cmd.Type {
	case commandAway:
		in, err := Bind[PersonAway](cmd)
		if err != nil {
			return Outcome{}, err
		}
		if err := l.setAway(ctx, c.id, in.Away); err != nil {
			return Outcome{}, err
		}
		return Outcome{}, t.recount(ctx, c.actor.User, false)
	case commandRole:
		in, err := Bind[PersonRole](cmd)
		if err != nil {
			return Outcome{}, err
		}
		return l.decideRole(ctx, cmd, in)
	}
	return Outcome{}, app.Errorf(app.CodeInvalid, "This server doesn't know what %q means.", cmd.Type)
}

func (l *loop) decideRole(ctx context.Context, cmd Command, in PersonRole) (Outcome, error) {
	p, here := l.crowd.Person(in.UserID)
	switch {
	case in.Role != app.RoleAssistant && in.Role != app.RoleLearner:
		return Outcome{}, app.Errorf(app.CodeInvalid, "The role must be assistant or learner.")
	case !here:
		return Outcome{}, app.NotFound("person here")
	case p.Role == app.RoleInstructor || p.Role == app.RoleObserver:
		return Outcome{}, app.Errorf(app.CodeForbidden, "Only a learner can be made an assistant, and only an assistant a learner.")
	case p.Role == in.Role:
		return Outcome{}, nil
	}
	if err := l.promote(ctx, in.UserID, in.Role, cmd.Actor.User, cmd.At); err != nil {
		return Outcome{}, err
	}
	p.Role = in.Role
	o := Outcome{Events: []Event{{Type: typeChanged, Audience: Everyone(), Payload: &PersonChanged{Person: p, Made: true}}}}
	o.Facts = []app.Fact{{ID: fmt.Sprintf("role:%s:%s:%s", in.UserID, cmd.Actor.User, cmd.ID), Session: l.session.ID, Kind: app.FactPersonRole, Source: app.SourceState, User: in.UserID,
		At: cmd.At, Seen: cmd.At, Data: app.MustJSON(app.RoleData{By: cmd.Actor.User, Role: in.Role})}}
	if l.changed != nil {
		o.After = func(ctx context.Context) { l.changed(ctx, l.session, in.UserID) }
	}
	return o, nil
}
