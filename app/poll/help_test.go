package poll

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const teacher, mia, ben, zoe app.UserID = "user-teacher", "user-mia", "user-ben", "user-zoe"

// school is who and what there is beside polls.
type school struct {
	store    *store.Store
	clock    *storetest.Clock
	sessions map[app.SessionID]app.Session
	members  []app.Member
}

func newSchool(t *testing.T, s *store.Store) *school {
	t.Helper()
	w := &school{store: s, clock: storetest.NewClock(start), sessions: map[app.SessionID]app.Session{}}
	for _, m := range []struct {
		id   app.UserID
		name string
		role app.Role
	}{{teacher, "Ms Hall", app.RoleInstructor}, {mia, "Mia", app.RoleLearner}, {ben, "=Ben", app.RoleLearner}, {zoe, "Zoe", app.RoleLearner}} {
		w.members = append(w.members, app.Member{Person: app.Person{ID: m.id, Name: m.name}, Role: m.role})
	}
	w.room(t, "room-1")
	w.room(t, "room-2")
	w.begin(t, "s1", "room-1")
	return w
}

func (w *school) room(t *testing.T, id app.ClassroomID) {
	t.Helper()
	w.exec(t, `INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES (?, 'r', 'd', ?, 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`, id, id)
}

func (w *school) begin(t *testing.T, id app.SessionID, room app.ClassroomID) {
	t.Helper()
	s := app.Session{ID: id, Classroom: room, Title: "Algebra", State: app.SessionLive, StartedBy: teacher, StartedAt: start}
	w.exec(t, "INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, ?, 'Algebra', 'live', ?, ?, 1)",
		id, room, teacher, start.UnixMilli())
	w.sessions[id] = s
}

func (w *school) end(t *testing.T, id app.SessionID) {
	t.Helper()
	s := w.sessions[id]
	s.State, s.EndedAt = app.SessionEnded, w.clock.Now()
	w.sessions[id] = s
	w.exec(t, "UPDATE sessions SET state = 'ended', ended_ms = ? WHERE id = ?", s.EndedAt.UnixMilli(), id)
}

func (w *school) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if err := w.store.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		t.Fatal(err)
	}
}

func (w *school) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	s, ok := w.sessions[id]
	if !ok {
		return s, app.ErrNotFound
	}
	return s, nil
}

func (w *school) Members(_ context.Context, _ app.ClassroomID) ([]app.Member, error) {
	return w.members, nil
}

func (w *school) service() *Service {
	return New(Deps{Store: w.store, Sessions: w, Door: live.Door{Store: w.store}, Directory: w, Clock: w.clock.Now})
}

// class drives the state of one session as its loop does: decide in a transaction, number, apply.
type class struct {
	*school
	t       *testing.T
	svc     *Service
	session app.Session
	state   *state
	offset  int64
	stream  []live.Event
	next    int
}

func newClass(t *testing.T, s *store.Store) *class {
	t.Helper()
	w := newSchool(t, s)
	return w.class(t, "s1")
}

func (w *school) class(t *testing.T, id app.SessionID) *class {
	t.Helper()
	c := &class{school: w, t: t, svc: w.service(), session: w.sessions[id]}
	c.state = c.loaded()
	return c
}

// loaded reads the state from the database.
func (c *class) loaded() *state {
	c.t.Helper()
	var st *state
	err := c.store.Tx(context.Background(), func(ctx context.Context) error {
		loaded, err := c.svc.Load(ctx, c.session)
		if err == nil {
			st = loaded.(*state)
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return st
}

func roleOf(user app.UserID) app.Role {
	if user == teacher {
		return app.RoleInstructor
	}
	return app.RoleLearner
}

// give gives a command; body is a JSON object.
func (c *class) give(user app.UserID, kind, body string) (live.Outcome, error) {
	c.t.Helper()
	c.next++
	cmd := live.Command{ID: fmt.Sprintf("command-%d", c.next), Type: kind, Name: "Somebody", Session: c.session, At: c.clock.Now(), Body: json.RawMessage(body),
		Actor: app.Actor{User: user, Classroom: c.session.Classroom, Role: roleOf(user)}}
	return c.decide(func(ctx context.Context) (live.Outcome, error) { return c.state.Command(ctx, cmd) })
}

func (c *class) decide(f func(ctx context.Context) (live.Outcome, error)) (live.Outcome, error) {
	c.t.Helper()
	var out live.Outcome
	err := c.store.Tx(context.Background(), func(ctx context.Context) error {
		var err error
		if out, err = f(ctx); err != nil {
			return err
		}
		if _, err := c.store.AppendFacts(ctx, out.Facts...); err != nil {
			return err
		}
		for i := range out.Events {
			c.number(&out.Events[i])
			if err := c.state.Apply(out.Events[i]); err != nil {
				return err
			}
		}
		return nil
	})
	c.stream = append(c.stream, out.Events...)
	return out, err
}

// number stamps an event and encodes it.
func (c *class) number(e *live.Event) {
	c.t.Helper()
	c.offset++
	e.Offset, e.At = c.offset, c.clock.Now()
	reflect.ValueOf(e.Payload).Elem().FieldByName("Head").Set(reflect.ValueOf(live.Head{Type: e.Type, Offset: e.Offset, At: e.At}))
	var err error
	if e.Body, err = json.Marshal(e.Payload); err != nil {
		c.t.Fatal(err)
	}
	e.Payload = nil // what another process would know
}

func (c *class) must(user app.UserID, kind, body string) live.Outcome {
	c.t.Helper()
	out, err := c.give(user, kind, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", kind, body, err)
	}
	return out
}

func (c *class) refused(user app.UserID, kind, body string, code app.Code) {
	c.t.Helper()
	before := c.dump()
	_, err := c.give(user, kind, body)
	if app.CodeOf(err) != code {
		c.t.Errorf("%s %s: got %v, want %s", kind, body, err, code)
	}
	if after := c.dump(); after != before {
		c.t.Errorf("%s %s changed something:\n%s\n%s", kind, body, before, after)
	}
}

// ask opens a poll and returns its id.
func (c *class) ask(def string) app.PollID {
	c.t.Helper()
	return c.must(teacher, cmdOpen, `{"poll":`+def+`}`).Result.(PollMade).PollID
}

func (c *class) vote(user app.UserID, id app.PollID, answer ...string) error {
	c.t.Helper()
	_, err := c.give(user, cmdVote, `{"pollId":"`+string(id)+`","answer":`+string(app.MustJSON(answer))+`}`)
	return err
}

func (c *class) mustVote(user app.UserID, id app.PollID, answer ...string) {
	c.t.Helper()
	if err := c.vote(user, id, answer...); err != nil {
		c.t.Fatal(err)
	}
}

func (c *class) close(id app.PollID) { c.t.Helper(); c.must(teacher, cmdClose, named(id)) }

func named(id app.PollID) string { return `{"pollId":"` + string(id) + `"}` }

func viewer(user app.UserID, role app.Role) live.Viewer { return live.Viewer{User: user, Role: role} }

func (c *class) seen(user app.UserID, id app.PollID) PollView {
	c.t.Helper()
	for _, p := range c.state.snapshot(viewer(user, roleOf(user))).Polls {
		if p.PollID == id {
			return p
		}
	}
	c.t.Fatalf("%s doesn't see poll %s", user, id)
	return PollView{}
}

// tables lists the tables of the database.
func (w *school) tables(t *testing.T) []string {
	t.Helper()
	sql := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if w.store.Postgres() {
		sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	var names []string
	if err := w.store.Read(context.Background()).Raw(sql).Scan(&names).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// rows returns the rows of a table, each as text.
func (w *school) rows(t *testing.T, table string) []string {
	t.Helper()
	var rows []map[string]any
	if err := w.store.Read(context.Background()).Table(table).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range rows {
		out = append(out, table+" "+fmt.Sprint(r))
	}
	slices.Sort(out)
	return out
}

// dump returns what the feature keeps.
func (c *class) dump() string {
	c.t.Helper()
	var all []string
	for _, table := range []string{"polls", "poll_votes", "poll_hidden", "facts"} {
		all = append(all, c.rows(c.t, table)...)
	}
	return strings.Join(all, "\n")
}

func each(t *testing.T, test func(t *testing.T, c *class)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { test(t, newClass(t, s)) })
}

func onSQLite(t *testing.T) *class {
	t.Helper()
	return newClass(t, storetest.Open(t, storetest.SQLite(t)))
}
