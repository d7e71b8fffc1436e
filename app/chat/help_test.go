package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var start = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const session = app.SessionID("session")

// people are who is in class; Ana and Ben are in one group, Cleo in another.
var people = []live.Person{
	{UserID: "ida", Name: "Ms Ida", Role: app.RoleInstructor},
	{UserID: "ira", Name: "Mr Ira", Role: app.RoleInstructor},
	{UserID: "tom", Name: "Tom", Role: app.RoleAssistant},
	{UserID: "ana", Name: "Ana", Role: app.RoleLearner},
	{UserID: "ben", Name: "Ben", Role: app.RoleLearner},
	{UserID: "cleo", Name: "Cleo", Role: app.RoleLearner},
	{UserID: "otto", Name: "Otto", Role: app.RoleObserver},
}

var groups = map[app.UserID]app.GroupID{"ana": "g1", "ben": "g1", "cleo": "g2"}

// class is one session with its chat, driven like the loop does. It answers what a chat consumes.
type class struct {
	*chat.Service
	t      *testing.T
	store  *store.Store
	clock  *storetest.Clock
	state  live.State
	events []live.Event
	unkept int // how many of the newest events were decided in a transaction that goes on
	facts  []app.Fact
	roles  map[app.UserID]app.Role      // of now, where they aren't those of people
	also   map[app.UserID][]app.GroupID // other groups that they see
	left   map[app.UserID]bool          // who is back in the main room
	api    string
}

// Breakouts implements chat.Groups.
func (c *class) Breakouts(context.Context, app.SessionID) ([]app.Breakout, error) {
	return []app.Breakout{{Groups: []app.BreakoutGroup{{GroupID: "g1", Name: "The owls"}}}}, nil
}

func newClass(t *testing.T, s *store.Store) *class {
	t.Helper()
	c := &class{t: t, store: s, clock: storetest.NewClock(start), roles: map[app.UserID]app.Role{}, left: map[app.UserID]bool{}}
	c.exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
		settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`)
	c.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, 'room', 'Algebra', 'live', 'ida', ?, 1)", session, store.Millis(start))
	c.Service = chat.New(chat.Deps{Store: s, Sessions: c, Door: live.Door{Store: s}, Viewers: c, Files: c, Events: c, Groups: c})
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "")
	web.Mount(e, "/api", c, c.Endpoints())
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	c.api = server.URL + "/api"
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
		st, err = c.Load(ctx, app.Session{ID: session, Classroom: "room"})
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return st
}

func (c *class) Session(_ context.Context, id app.SessionID) (app.Session, error) {
	if id != session {
		return app.Session{}, app.ErrNotFound
	}
	return app.Session{ID: id, Classroom: "room", Title: "Algebra", State: app.SessionLive, StartedAt: start}, nil
}

// Authenticate takes a person's id, or "stranger", as a token.
func (c *class) Authenticate(token string) (app.Actor, error) {
	if token == "stranger" {
		return app.Actor{User: "stranger", Classroom: "other", Role: app.RoleInstructor}, nil
	}
	for _, p := range people {
		if string(p.UserID) == token { // with the role of the launch, whatever it is now
			return app.Actor{User: p.UserID, Classroom: "room", Role: p.Role}, nil
		}
	}
	return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
}

func (c *class) Viewer(_ context.Context, _ app.Session, actor app.Actor) (live.Viewer, error) {
	return c.viewer(actor.User), nil
}

func (c *class) viewer(id app.UserID) live.Viewer {
	p, _ := c.Person(id)
	return live.ViewerOf(id, p.Role, app.Place{Group: c.Group(id), Also: c.also[id]})
}

// crowd is the class as live.Presence.
type crowd struct{ *class }

func (c crowd) Viewer(id app.UserID) live.Viewer { return c.viewer(id) }

func (c *class) Person(id app.UserID) (live.Person, bool) {
	for _, p := range people {
		if p.UserID == id {
			if role, changed := c.roles[id]; changed {
				p.Role = role
			}
			return p, true
		}
	}
	return live.Person{}, false
}

func (c *class) Group(id app.UserID) app.GroupID {
	if c.left[id] {
		return ""
	}
	return groups[id]
}

// Claim knows the files "<user>-…" of each user.
func (c *class) Claim(_ context.Context, _ app.SessionID, user app.UserID, ids []app.FileID) ([]app.File, error) {
	files := make([]app.File, len(ids))
	for i, id := range ids {
		if !strings.HasPrefix(string(id), string(user)+"-") {
			return nil, app.Errorf(app.CodeInvalid, "One of the files isn't there any more.")
		}
		files[i] = app.File{ID: id, Name: string(id) + ".png", Type: "image/png", Size: 7, Width: 2, Height: 3}
	}
	return files, nil
}

func (c *class) Release(_ context.Context, _ app.SessionID, ids []app.FileID) error { return nil }

// Find knows the events that were told, of which those of unkept aren't in the database yet.
func (c *class) Find(_ context.Context, _ app.SessionID, kind, containing string) ([]int64, error) {
	var found []int64
	for _, e := range c.events[:len(c.events)-c.unkept] {
		if e.Type == kind && strings.Contains(string(e.Body), containing) {
			found = append(found, e.Offset)
		}
	}
	return found, nil
}

// body is a command's fields.
type body map[string]any

// do gives a command as the person, with the check of the right and the transaction that the loop makes around it.
func (c *class) do(who app.UserID, kind string, b body) (map[string]any, error) {
	c.t.Helper()
	p, _ := c.Person(who)
	actor := app.Actor{User: who, Classroom: "room", Role: p.Role}
	raw := app.MustJSON(b)
	cmd := live.Command{ID: app.NewID(), Type: kind, Actor: actor, Name: p.Name, Session: app.Session{ID: session, Classroom: "room"}, At: c.clock.Now(), Body: raw, People: crowd{c}}
	for _, spec := range c.Commands() {
		if spec.Type == kind && !app.Can(actor, spec.Action, app.Resource{Classroom: "room"}) {
			return nil, app.Forbidden()
		}
	}
	var out live.Outcome
	err := c.store.Tx(context.Background(), func(ctx context.Context) (err error) {
		out, err = c.state.Command(ctx, cmd)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.facts = append(c.facts, out.Facts...)
	for _, e := range out.Events {
		c.take(e)
	}
	for _, offset := range out.Redact {
		c.events[offset-1].Body = nil
	}
	if out.Result == nil {
		return nil, nil
	}
	var result map[string]any
	if err := json.Unmarshal(app.MustJSON(out.Result), &result); err != nil {
		c.t.Fatal(err)
	}
	return result, nil
}

// take encodes and applies an event like the loop.
func (c *class) take(e live.Event) {
	c.t.Helper()
	e.Offset, e.At = int64(len(c.events)+1), c.clock.Now()
	reflect.ValueOf(e.Payload).Elem().FieldByName("Head").Set(reflect.ValueOf(live.Head{Type: e.Type, Offset: e.Offset, At: e.At}))
	e.Body = app.MustJSON(e.Payload)
	e.Payload = nil
	if err := c.state.Apply(e); err != nil {
		c.t.Fatal(err)
	}
	c.events = append(c.events, e)
}

// must gives a command that has to succeed.
func (c *class) must(who app.UserID, kind string, b body) map[string]any {
	c.t.Helper()
	result, err := c.do(who, kind, b)
	if err != nil {
		c.t.Fatalf("%s by %s: %v", kind, who, err)
	}
	return result
}

// send sends a text and returns the message's id.
func (c *class) send(who app.UserID, to body, text string, more ...body) string {
	c.t.Helper()
	b := body{"to": to, "text": text}
	for _, m := range more {
		for k, v := range m {
			b[k] = v
		}
	}
	return c.must(who, "chat.send", b)["messageId"].(string)
}

// refused gives a command that has to be refused with the code, and change nothing.
func (c *class) refused(code app.Code, who app.UserID, kind string, b body) {
	c.t.Helper()
	before, dump := len(c.events), c.dump()
	_, err := c.do(who, kind, b)
	var e *app.Error
	if !errors.As(err, &e) || e.Code != code || e.Message == "" {
		c.t.Errorf("%s %v by %s: %v, want %s", kind, b, who, err, code)
	}
	if len(c.events) != before {
		c.t.Errorf("%s by %s was refused and told", kind, who)
	}
	if diff := cmp.Diff(dump, c.dump()); diff != "" {
		c.t.Errorf("%s by %s was refused and kept:\n%s", kind, who, diff)
	}
}

// dump counts the rows.
func (c *class) dump() map[string]int {
	c.t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"chat_messages", "chat_reactions", "chat_mutes", "chat_settings", "chat_reads", "chat_audit", "chat_files"} {
		var n int
		if err := c.store.Read(context.Background()).Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
			c.t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

func (c *class) snapshot(who app.UserID) chat.ChatSnapshot { return see(c.t, c.state, c.viewer(who)) }

// see returns a snapshot as it comes out of JSON.
func see(t *testing.T, st live.State, v live.Viewer) chat.ChatSnapshot {
	t.Helper()
	var s chat.ChatSnapshot
	if err := json.Unmarshal(app.MustJSON(st.Snapshot(v)), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// get fetches below the session as the person.
func (c *class) get(who, path string, into any) int {
	c.t.Helper()
	req, err := http.NewRequest("GET", c.api+"/sessions/"+string(session)+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+who)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	if text, ok := into.(*string); ok {
		b := new(strings.Builder)
		if err := res.Write(b); err != nil {
			c.t.Fatal(err)
		}
		*text = b.String()
		return res.StatusCode
	}
	if res.StatusCode == http.StatusOK && into != nil {
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			c.t.Fatal(err)
		}
	}
	return res.StatusCode
}

// texts are what the messages say.
func texts(messages []chat.ChatMessage) string {
	var out []string
	for _, m := range messages {
		out = append(out, m.Text)
	}
	return strings.Join(out, " ")
}

func everyone() body                       { return body{"kind": "everyone"} }
func staff() body                          { return body{"kind": "staff"} }
func person(id app.UserID) body            { return body{"kind": "person", "userId": id} }
func group(id app.GroupID) body            { return body{"kind": "group", "groupId": id} }
func numbered(prefix string, n int) string { return fmt.Sprintf("%s%d", prefix, n) }

func mustRead(t *testing.T, e live.Event) chat.ChatReacted {
	t.Helper()
	v, err := live.Read[chat.ChatReacted](e)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
