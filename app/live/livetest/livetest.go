// Package livetest drives a live.Module of one session in a test the way a session's loop does, without sockets: asked
// of the policy, decided and written in a transaction, numbered, applied.
//
// Only tests import it. Allowed imports: app, app/live, app/store, app/store/storetest.
package livetest

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// Start is when the session began.
var Start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// Session is the session.
var Session = app.Session{ID: "session", Classroom: "room", State: app.SessionLive, StartedAt: Start}

// Roles are who is in it, by role.
var Roles = map[app.UserID]app.Role{
	"ida": app.RoleInstructor, "tom": app.RoleAssistant, "ana": app.RoleLearner, "ben": app.RoleLearner, "cleo": app.RoleLearner, "otto": app.RoleObserver,
}

// Class is one session with the module. One goroutine uses it.
type Class struct {
	T      *testing.T
	Store  *store.Store
	Clock  *storetest.Clock
	State  live.State
	Events []live.Event // told so far
	Facts  []app.Fact
	module live.Module
	Gone   map[app.UserID]bool // who has left
	offset int64
}

// New begins a session in the store, which has none yet. The module that make returns has the class's clock.
func New(t *testing.T, s *store.Store, make func(clock func() time.Time) live.Module) *Class {
	t.Helper()
	c := &Class{T: t, Store: s, Clock: storetest.NewClock(Start), Gone: map[app.UserID]bool{}}
	c.Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	c.Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('session', 'room', 'Algebra', 'live', 'ida', 1, 1)")
	c.Exchange(make(c.Clock.Now))
	return c
}

// Exchange goes on with another module, and the state that it reads.
func (c *Class) Exchange(module live.Module) {
	c.T.Helper()
	c.module = module
	c.State = c.Reload()
}

// Exec runs a statement.
func (c *Class) Exec(sql string, args ...any) {
	c.T.Helper()
	if err := c.Store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		c.T.Fatal(err)
	}
}

// Reload returns the state as it is in the database.
func (c *Class) Reload() live.State {
	c.T.Helper()
	var st live.State
	err := c.Store.Tx(context.Background(), func(ctx context.Context) (err error) {
		st, err = c.module.Load(ctx, Session)
		return err
	})
	if err != nil {
		c.T.Fatal(err)
	}
	return st
}

// Person implements live.Presence.
func (c *Class) Person(id app.UserID) (live.Person, bool) {
	role, known := Roles[id]
	return live.Person{UserID: id, Name: "Name of " + string(id), Role: role}, known && !c.Gone[id]
}

// Group implements live.Presence: nobody is in one, but where the module places people.
func (c *Class) Group(id app.UserID) app.GroupID { return c.place(id).Group }

// Viewer implements live.Presence.
func (c *Class) Viewer(id app.UserID) live.Viewer {
	p, _ := c.Person(id)
	return live.ViewerOf(id, p.Role, c.place(id))
}

func (c *Class) place(id app.UserID) app.Place {
	if placer, places := c.State.(live.Placer); places {
		return placer.Place(id)
	}
	return app.Place{}
}

// Do gives a command, whose type is in the frame.
func (c *Class) Do(user app.UserID, frame map[string]any) error {
	c.T.Helper()
	body, err := json.Marshal(frame)
	if err != nil {
		c.T.Fatal(err)
	}
	return c.Send(user, frame["type"].(string), body)
}

// Must is Do that fails the test where the command is refused.
func (c *Class) Must(user app.UserID, frame map[string]any) {
	c.T.Helper()
	if err := c.Do(user, frame); err != nil {
		c.T.Fatalf("%v: %v", frame, err)
	}
}

// Send gives a command as the bytes of its frame.
func (c *Class) Send(user app.UserID, kind string, body json.RawMessage) error {
	c.T.Helper()
	actor := app.Actor{User: user, Classroom: Session.Classroom, Role: Roles[user]}
	for _, spec := range c.module.Commands() {
		if spec.Type == kind && !app.Can(actor, spec.Action, app.Resource{Classroom: Session.Classroom}) {
			return app.Forbidden()
		}
	}
	p, _ := c.Person(user)
	return c.Decide(func(ctx context.Context) (live.Outcome, error) {
		return c.State.Command(ctx, live.Command{ID: "command-id", Type: kind, Actor: actor, Name: p.Name, Session: Session, At: c.Clock.Now(), Body: body, People: c})
	})
}

// Leave lets somebody go; the module follows.
func (c *Class) Leave(user app.UserID) {
	c.T.Helper()
	c.Gone[user] = true
	e := live.Event{Type: "person.left", At: c.Clock.Now(), Body: app.MustJSON(map[string]any{"type": "person.left", "userId": user})}
	err := c.Decide(func(ctx context.Context) (live.Outcome, error) { return c.State.(live.Follower).Follow(ctx, e) })
	if err != nil {
		c.T.Fatal(err)
	}
}

// Decide decides in a transaction and applies what came of it.
func (c *Class) Decide(how func(ctx context.Context) (live.Outcome, error)) error {
	c.T.Helper()
	var out live.Outcome
	err := c.Store.Tx(context.Background(), func(ctx context.Context) (err error) {
		if out, err = how(ctx); err != nil {
			return err
		}
		_, err = c.Store.AppendFacts(ctx, out.Facts...)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range out.Events {
		c.offset++
		e.Offset, e.At = c.offset, c.Clock.Now()
		reflect.ValueOf(e.Payload).Elem().FieldByName("Head").Set(reflect.ValueOf(live.Head{Type: e.Type, Offset: e.Offset, At: e.At}))
		e.Body, e.Payload = app.MustJSON(e.Payload), nil
		if err := c.State.Apply(e); err != nil {
			c.T.Fatal(err)
		}
		c.Events = append(c.Events, e)
	}
	c.Facts = append(c.Facts, out.Facts...)
	if out.After != nil {
		out.After(context.Background())
	}
	return nil
}

// Sees returns what the user sees of a state, as JSON.
func Sees(st live.State, user app.UserID) string {
	return string(app.MustJSON(st.Snapshot(live.Viewer{User: user, Role: Roles[user]})))
}

// Same fails where a reload shows anybody something else than what was applied.
func (c *Class) Same(when string) {
	c.T.Helper()
	fresh := c.Reload()
	for user := range Roles {
		if diff := cmp.Diff(Sees(c.State, user), Sees(fresh, user)); diff != "" {
			c.T.Fatalf("%s: %s sees (-applied +reloaded): %s", when, user, diff)
		}
	}
}
