package board_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

const asBen = "ben:learner:room"

// groups are who is in which group, and what of a breakout that follows from.
type groups struct {
	mu      sync.Mutex
	phase   app.BreakoutPhase
	members map[app.UserID]app.GroupID
	also    map[app.UserID][]app.GroupID
	into    map[app.GroupID]app.GroupID // which were merged
	opened  []app.GroupID
}

// seat puts people into groups.
func (g *groups) seat(members map[app.UserID]app.GroupID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for user, group := range g.members {
		if members[user] != group {
			if g.also == nil {
				g.also = map[app.UserID][]app.GroupID{}
			}
			g.also[user] = append(g.also[user], group)
		}
	}
	g.members = members
}

// place is where somebody is.
func (g *groups) place(user app.UserID) app.Place {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := app.Place{Also: slices.Clone(g.also[user])}
	own := g.members[user]
	if g.phase.Running() {
		p.Group = own
	} else if own != "" {
		p.Also = append(p.Also, own)
	}
	for from, to := range g.into {
		if to == own {
			p.Also = append(p.Also, from)
		}
	}
	return p
}

// Access implements board.Groups.
func (c *class) Access(context.Context, app.SessionID) (func(app.UserID, app.Role, app.GroupID) app.GroupAccess, error) {
	g := &c.groups
	g.mu.Lock()
	defer g.mu.Unlock()
	phase, members, into, opened := g.phase, maps.Clone(g.members), maps.Clone(g.into), slices.Clone(g.opened)
	also := maps.Clone(g.also)
	return func(user app.UserID, role app.Role, group app.GroupID) app.GroupAccess {
		own := members[user]
		switch {
		case !slices.Contains(opened, group):
			return app.GroupHidden
		case role.IsStaff():
			return app.GroupWrite
		case !phase.Running():
			return app.GroupRead
		case own != "" && (own == group || own == into[group]):
			return app.GroupWrite
		case slices.Contains(also[user], group):
			return app.GroupRead
		}
		return app.GroupHidden
	}, nil
}

// Viewer implements board.Viewers.
func (c *class) Viewer(_ context.Context, _ app.Session, actor app.Actor) (live.Viewer, error) {
	return live.ViewerOf(actor.User, actor.Role, c.groups.place(actor.User)), nil
}

// breakout is a breakout with groups of those ids, called like them.
func breakout(phase app.BreakoutPhase, plan app.BreakoutPlan, ids ...app.GroupID) app.Breakout {
	b := app.Breakout{BreakoutID: "breakout", Number: 1, Name: "Fractions", Phase: phase, BreakoutPlan: plan}
	for _, id := range ids {
		b.Groups = append(b.Groups, app.BreakoutGroup{GroupID: id, Name: "Group " + string(id)})
	}
	return b
}

// becomes tells the board of what became of a breakout.
func (c *class) becomes(kind string, b app.Breakout) {
	c.t.Helper()
	c.groups.mu.Lock()
	c.groups.phase = b.Phase
	for _, g := range b.Groups {
		if !slices.Contains(c.groups.opened, g.GroupID) {
			c.groups.opened = append(c.groups.opened, g.GroupID)
		}
		if g.MergedInto != "" {
			if c.groups.into == nil {
				c.groups.into = map[app.GroupID]app.GroupID{}
			}
			c.groups.into[g.GroupID] = g.MergedInto
		}
	}
	c.groups.mu.Unlock()
	c.follow(kind, frame{"breakout": b, "by": "ida"})
	c.live.Same(kind)
}

// opens opens groups of which Ana is in the first one, and Ben in the second.
func (c *class) opens(plan app.BreakoutPlan) {
	c.t.Helper()
	c.groups.seat(map[app.UserID]app.GroupID{"ana": "g1", "ben": "g2"})
	c.becomes(app.EventBreakoutOpened, breakout(app.BreakoutOpen, plan, "g1", "g2"))
}

// closes closes them.
func (c *class) closes() {
	c.t.Helper()
	c.becomes(app.EventBreakoutClosed, breakout(app.BreakoutClosed, app.BreakoutPlan{}, "g1", "g2"))
}

// view is what somebody sees of the board from where they are.
func (c *class) view(user app.UserID, role app.Role) board.BoardSnapshot {
	return c.live.State.Snapshot(live.ViewerOf(user, role, c.groups.place(user))).(board.BoardSnapshot)
}

// seen are the ids of the pages that somebody sees.
func (c *class) seen(user app.UserID, role app.Role) string {
	var ids []string
	for _, p := range c.view(user, role).Pages {
		ids = append(ids, string(p.BoardID))
	}
	return strings.Join(ids, " ")
}

// pageOf returns a page as staff see it.
func (c *class) pageOf(id app.BoardID) board.Page {
	c.t.Helper()
	for _, p := range c.sees("ida", app.RoleInstructor).Pages {
		if p.BoardID == id {
			return p
		}
	}
	c.t.Fatalf("there is no page %s", id)
	return board.Page{}
}

// may tries a document out: "w" where it can be drawn on, "r" where it can be read, else the code of the closing.
func (c *class) may(id, token string, client uint64) string {
	c.t.Helper()
	k := c.dial(id, token)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, _, err := k.socket.Read(ctx); err != nil {
		return fmt.Sprint(int(websocket.CloseStatus(err)))
	}
	defer func() { _ = k.socket.CloseNow() }() // it was read
	name := fmt.Sprint("try", client, ".")
	k.update(element(client, name))
	if k.reads(name) {
		return "w"
	}
	return "r"
}

// draw draws an element that is in the database by the time it returns.
func (c *class) draw(id, token string, client uint64, name string) {
	c.t.Helper()
	k := c.dial(id, token)
	k.next(0, 0)
	k.update(element(client, name))
	if !k.reads(name) {
		c.t.Fatalf("%s may not draw on %s", token, id)
	}
	c.kept(id, client)
	_ = k.socket.CloseNow() // it was read
}

// kept waits until the client's element is in the database.
func (c *class) kept(id string, client uint64) {
	c.t.Helper()
	for until := time.Now().Add(20 * time.Second); ; {
		if c.document(id).StateVector()[client] > 0 {
			return
		}
		if time.Now().After(until) {
			c.t.Fatalf("what was drawn on %s isn't kept", id)
		}
	}
}

// document is a page as it is kept, read over HTTP by the teacher.
func (c *class) document(id string) *yjs.Store {
	c.t.Helper()
	var log board.LogPart
	if status, _, body := c.call("GET", asIda, "/boards/"+id+"/log", nil, &log); status != http.StatusOK {
		c.t.Fatalf("the log of %s: %d %s", id, status, body)
	}
	doc := yjs.New(yjs.Limits{UpdateBytes: 1 << 20, DocumentBytes: 1 << 24})
	for _, u := range log.Updates {
		if _, err := doc.Apply(u.Update); err != nil {
			c.t.Fatal(err)
		}
	}
	doc.Compact()
	return doc
}

// equal wants documents to be equal, byte by byte, and to hold these objects.
func (c *class) equal(when, a, b string, objects ...string) {
	c.t.Helper()
	x, y := c.document(a), c.document(b)
	if !bytes.Equal(x.Diff(nil), y.Diff(nil)) {
		c.t.Errorf("%s: %s and %s differ", when, a, b)
	}
	c.holds(when, a, objects...)
	c.holds(when, b, objects...)
}

// holds wants a document to hold these objects.
func (c *class) holds(when, id string, objects ...string) {
	c.t.Helper()
	doc := c.document(id).Diff(nil)
	for _, object := range objects {
		if !bytes.Contains(doc, []byte(object)) {
			c.t.Errorf("%s: %s has lost %s", when, id, object)
		}
	}
}
