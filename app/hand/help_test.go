package hand_test

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/hand"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var (
	start   = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	session = app.Session{ID: "session", Classroom: "room", State: app.SessionLive, StartedAt: start}
)

var roles = map[app.UserID]app.Role{
	"ida": app.RoleInstructor, "tom": app.RoleAssistant, "ana": app.RoleLearner, "ben": app.RoleLearner, "cleo": app.RoleLearner, "otto": app.RoleObserver,
}

// class is one session with the module, driven like the loop does.
type class struct {
	*hand.Service
	t      *testing.T
	store  *store.Store
	clock  *storetest.Clock
	state  live.State
	gone   map[app.UserID]bool
	offset int64
	events []live.Event
	facts  []app.Fact
	rights []string // what was asked of the rights
}

func (c *class) Regrant(_ context.Context, s app.Session, user app.UserID) error {
	c.rights = append(c.rights, string(s.ID)+" "+string(user))
	return nil
}

func (c *class) RegrantAll(_ context.Context, s app.Session) error {
	c.rights = append(c.rights, string(s.ID)+" all")
	return nil
}

func newClass(t *testing.T, s *store.Store) *class {
	t.Helper()
	c := &class{t: t, store: s, clock: storetest.NewClock(start), gone: map[app.UserID]bool{}}
	c.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	c.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('session', 'room', 'Algebra', 'live', 'ida', 1, 1)")
	c.Service = hand.New(hand.Deps{Store: s, Rights: c, Clock: c.clock.Now})
	c.state = c.load()
	return c
}

func (c *class) exec(sql string, args ...any) {
	c.t.Helper()
	if err := c.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		c.t.Fatal(err)
	}
}

// load returns the state as it is in the database.
func (c *class) load() live.State {
	c.t.Helper()
	var st live.State
	err := c.store.Tx(context.Background(), func(ctx context.Context) (err error) {
		st, err = c.Load(ctx, session)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return st
}

func (c *class) Person(id app.UserID) (live.Person, bool) {
	role, known := roles[id]
	return live.Person{UserID: id, Name: "Name of " + string(id), Role: role}, known && !c.gone[id]
}

func (c *class) Group(app.UserID) app.GroupID { return "" }

// do gives a command the way the loop does: asked of the policy, decided and written in a transaction, then applied.
func (c *class) do(user app.UserID, frame map[string]any) error {
	c.t.Helper()
	body, err := json.Marshal(frame)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(user, frame["type"].(string), body)
}

func (c *class) send(user app.UserID, kind string, body json.RawMessage) error {
	c.t.Helper()
	actor := app.Actor{User: user, Classroom: session.Classroom, Role: roles[user]}
	for _, spec := range c.Commands() {
		if spec.Type == kind && !app.Can(actor, spec.Action, app.Resource{Classroom: session.Classroom}) {
			return app.Forbidden()
		}
	}
	p, _ := c.Person(user)
	return c.decide(func(ctx context.Context) (live.Outcome, error) {
		return c.state.Command(ctx, live.Command{ID: "command-id", Type: kind, Actor: actor, Name: p.Name, Session: session, At: c.clock.Now(), Body: body, People: c})
	})
}

// leave lets somebody go.
func (c *class) leave(user app.UserID) {
	c.t.Helper()
	c.gone[user] = true
	e := live.Event{Type: "person.left", At: c.clock.Now(), Body: app.MustJSON(map[string]any{"type": "person.left", "userId": user})}
	err := c.decide(func(ctx context.Context) (live.Outcome, error) { return c.state.(live.Follower).Follow(ctx, e) })
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *class) decide(how func(ctx context.Context) (live.Outcome, error)) error {
	c.t.Helper()
	var out live.Outcome
	err := c.store.Tx(context.Background(), func(ctx context.Context) (err error) {
		if out, err = how(ctx); err != nil {
			return err
		}
		_, err = c.store.AppendFacts(ctx, out.Facts...)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range out.Events {
		c.offset++
		e.Offset, e.At = c.offset, c.clock.Now()
		reflect.ValueOf(e.Payload).Elem().FieldByName("Head").Set(reflect.ValueOf(live.Head{Type: e.Type, Offset: e.Offset, At: e.At}))
		e.Body, e.Payload = app.MustJSON(e.Payload), nil
		if err := c.state.Apply(e); err != nil {
			c.t.Fatal(err)
		}
		c.events = append(c.events, e)
	}
	c.facts = append(c.facts, out.Facts...)
	if out.After != nil {
		out.After(context.Background())
	}
	return nil
}

func (c *class) must(user app.UserID, frame map[string]any) {
	c.t.Helper()
	if err := c.do(user, frame); err != nil {
		c.t.Fatalf("%v: %v", frame, err)
	}
}

// sees returns what the viewer sees, as JSON.
func sees(st live.State, user app.UserID) string {
	return string(app.MustJSON(st.Snapshot(live.Viewer{User: user, Role: roles[user]})))
}

// same fails where a reload shows anybody something else than what was applied.
func (c *class) same(when string) {
	c.t.Helper()
	fresh := c.load()
	for user := range roles {
		if diff := cmp.Diff(sees(c.state, user), sees(fresh, user)); diff != "" {
			c.t.Fatalf("%s: %s sees (-applied +reloaded): %s", when, user, diff)
		}
	}
}
