package live

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// pupil is one client of the property test. It has a queue of frames that it hasn't read, as a slow network has.
type pupil struct {
	t       *class
	user    app.UserID
	token   app.Role // what its token says
	conn    *conn
	loop    *loop
	epoch   string
	offset  int64
	role    app.Role
	values  map[string]string
	people  map[app.UserID]Person
	until   int64  // events up to here were missed, and are told by the role of the welcome
	pending []sent // in order, without an answer yet
	acked   []string
	count   int
}

type sent struct {
	id    string
	frame []byte
}

// class is one run: a session whose stream two processes share, and its clients.
type class struct {
	testing.TB
	rnd     *rand.Rand
	store   *store.Store
	session app.Session
	now     time.Time
	loops   []*loop
	pupils  []*pupil
	refused map[string]bool
}

func (c *class) fail(format string, args ...any) {
	c.Helper()
	c.Fatalf(format, args...)
}

func (c *class) newLoop() *loop {
	h := New(Deps{Store: c.store, Clock: func() time.Time { return c.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Modules: []Module{kv{c.store}}, KeepEvents: 24})
	return h.newLoop(c.session)
}

func (p *pupil) connect(l *loop) {
	p.loop = l
	p.conn = newConn(app.Actor{User: p.user, Classroom: p.t.session.Classroom, Role: p.token}, "N "+string(p.user), DeviceDesktop, nil, p.t.now)
	var failed error
	l.settle([]*request{l.join(p.conn, Position{p.epoch, p.offset}, func(err error) { failed = err })})
	if failed != nil {
		p.conn = nil
		return
	}
	for _, s := range p.pending { // again, with the same ids
		p.submit(s)
	}
}

func (p *pupil) submit(s sent) {
	var f ClientFrame
	if err := json.Unmarshal(s.frame, &f); err != nil {
		p.t.fail("%v", err)
	}
	p.loop.settle([]*request{p.loop.command(p.conn, f, s.frame)})
}

// read takes some of the frames that wait.
func (p *pupil) read(all bool) {
	if p.conn == nil {
		return
	}
	frames, code := p.conn.take()
	n := len(frames)
	if !all && n > 0 {
		n = p.t.rnd.IntN(n + 1)
	}
	for _, f := range frames[:n] {
		p.hear(f)
		p.conn.sent(len(f))
	}
	if n < len(frames) { // the rest stays in front
		p.conn.mu.Lock()
		p.conn.queue = append(slices.Clone(frames[n:]), p.conn.queue...)
		p.conn.mu.Unlock()
		return
	}
	if code != 0 {
		p.drop(false)
	}
}

func (p *pupil) hear(b []byte) {
	var f struct {
		Type, ID, Epoch, Key, Value, Code string
		Offset                            int64
		Resumed                           bool
		You                               You
		People                            []Person
		Person                            Person
		UserID                            app.UserID
		State                             json.RawMessage
	}
	if err := json.Unmarshal(b, &f); err != nil {
		p.t.fail("%s: %v", b, err)
	}
	switch f.Type {
	case "welcome":
		p.epoch, p.role = f.Epoch, f.You.Role
		p.until = f.Offset
		if f.Resumed {
			return
		}
		var state struct{ KV map[string]string }
		if err := json.Unmarshal(f.State, &state); err != nil {
			p.t.fail("%s: %v", b, err)
		}
		p.offset, p.values, p.people = f.Offset, state.KV, map[app.UserID]Person{}
		for _, one := range f.People {
			p.people[one.UserID] = one
		}
		for k := range p.values {
			p.mayKnow(k, "the snapshot")
		}
		return
	case "ack":
		p.answered(f.ID)
		p.acked = append(p.acked, f.ID)
		p.offset = max(p.offset, f.Offset)
		return
	case "refused":
		if f.Code != string(app.CodeUnavailable) {
			p.answered(f.ID)
			p.t.refused[f.ID] = true
		}
		return
	}
	if f.Offset <= p.offset {
		p.t.fail("%s sees %s at %d after %d", p.user, f.Type, f.Offset, p.offset)
	}
	p.offset = f.Offset
	switch f.Type {
	case "kv.set":
		p.mayKnow(f.Key, "an event")
		p.values[f.Key] = f.Value
	case "kv.deleted":
		p.mayKnow(f.Key, "an event")
		delete(p.values, f.Key)
	case typeJoined, typeChanged:
		p.people[f.Person.UserID] = f.Person
		if f.Person.UserID == p.user && f.Offset > p.until {
			p.role = f.Person.Role
		}
	case typeLeft:
		delete(p.people, f.UserID)
	default:
		p.t.fail("%s hears %s", p.user, b)
	}
}

func (p *pupil) mayKnow(key, how string) {
	if !(Viewer{User: p.user, Role: p.role}).Sees(kvAudience(key)) {
		p.t.fail("%s, a %s, learns of %s by %s", p.user, p.role, key, how)
	}
}

func (p *pupil) answered(id string) {
	p.pending = slices.DeleteFunc(p.pending, func(s sent) bool { return s.id == id })
}

func (p *pupil) drop(clean bool) {
	p.conn.clean.Store(clean)
	p.loop.leave(p.conn)
	p.conn = nil
}

func (p *pupil) frame(kind string, fields map[string]any) sent {
	p.count++
	fields["type"], fields["id"] = kind, fmt.Sprintf("%s-%06d", p.user, p.count)
	return sent{fields["id"].(string), encode(fields)}
}

// step is one thing that happens.
func (c *class) step() {
	p := c.pupils[c.rnd.IntN(len(c.pupils))]
	l := c.loops[c.rnd.IntN(len(c.loops))]
	c.now = c.now.Add(time.Duration(c.rnd.IntN(1500)) * time.Millisecond)
	if p.conn == nil {
		p.connect(l)
		return
	}
	switch roll := c.rnd.IntN(100); {
	case roll < 45:
		c.burst()
	case roll < 65:
		p.read(false)
	case roll < 75:
		p.drop(c.rnd.IntN(3) == 0) // what waited is lost, acks too
	case roll < 80 && len(p.acked) > 0: // sent again though it was answered
		p.submit(sent{"", encode(map[string]any{"type": "kv.set", "id": p.acked[c.rnd.IntN(len(p.acked))], "key": "e-again", "value": "never"})})
	case roll < 84:
		other := c.pupils[c.rnd.IntN(len(c.pupils))]
		s := c.pupils[0].frame(commandRole, map[string]any{"userId": other.user, "role": []app.Role{app.RoleAssistant, app.RoleLearner}[c.rnd.IntN(2)]})
		if c.pupils[0].conn != nil {
			c.pupils[0].pending = append(c.pupils[0].pending, s)
			c.pupils[0].submit(s)
		}
	case roll < 88:
		role := []app.Role{app.RoleAssistant, app.RoleLearner, app.RoleObserver}[c.rnd.IntN(3)]
		if p != c.pupils[0] {
			p.token = role
			l.settle([]*request{l.relaunched(p.user, role)})
		}
	case roll < 92:
		c.outage(l)
	case roll < 94:
		c.restart(c.rnd.IntN(len(c.loops)))
	default:
		l.settle(append(c.expired(l), l.nothing()))
	}
}

func (c *class) expired(l *loop) []*request {
	if !l.loaded {
		return nil
	}
	if r := l.look(); r != nil {
		return []*request{r}
	}
	return nil
}

// burst has several clients of one process give commands that are decided together.
func (c *class) burst() {
	byLoop := map[*loop][]*request{}
	for range 1 + c.rnd.IntN(4) {
		p := c.pupils[c.rnd.IntN(len(c.pupils))]
		if p.conn == nil {
			continue
		}
		n := c.rnd.IntN(3)
		keys := []string{fmt.Sprintf("e%d", n), fmt.Sprintf("s%d", n), fmt.Sprintf("g%d", n), fmt.Sprintf("n%d", n), fmt.Sprintf("o%s/%d", p.user, n)}
		fields := map[string]any{"key": keys[c.rnd.IntN(len(keys))], "value": strconv.Itoa(c.rnd.IntN(1000))}
		kind := "kv.set"
		switch c.rnd.IntN(12) {
		case 0:
			kind = "kv.fail"
			if c.rnd.IntN(2) == 0 {
				fields["how"] = "panic"
			}
		case 1, 2:
			kind = "kv.delete"
		case 3:
			fields["key"] = ""
		}
		s := p.frame(kind, fields)
		p.pending = append(p.pending, s)
		var f ClientFrame
		if err := json.Unmarshal(s.frame, &f); err != nil {
			c.fail("%v", err)
		}
		byLoop[p.loop] = append(byLoop[p.loop], p.loop.command(p.conn, f, s.frame))
	}
	for _, l := range c.loops {
		l.settle(byLoop[l])
	}
}

// outage takes the stream's table away while something is decided.
func (c *class) outage(l *loop) {
	exec := func(sql string) {
		if err := c.store.Write(context.Background()).Exec(sql).Error; err != nil {
			c.fail("%v", err)
		}
	}
	exec("ALTER TABLE events RENAME TO events_away")
	c.burst()
	exec("ALTER TABLE events_away RENAME TO events")
	for _, l := range c.loops {
		l.owed.tried = time.Time{}
		l.settle([]*request{l.nothing()})
	}
}

// restart kills a process: its connections are gone without a word, and another one takes its place.
func (c *class) restart(i int) {
	old := c.loops[i]
	for _, p := range c.pupils {
		if p.loop == old {
			p.conn = nil
		}
	}
	h := New(Deps{Store: c.store, Clock: func() time.Time { return c.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Modules: []Module{kv{c.store}}, KeepEvents: 24})
	if err := c.store.Write(context.Background()).Exec("UPDATE sockets SET gone_ms = ? WHERE process_id = ? AND gone_ms = 0", c.now.UnixMilli(), old.process).Error; err != nil {
		c.fail("%v", err)
	}
	c.loops[i] = h.newLoop(c.session)
}

// check has everybody come back and compares what they believe with what the database has.
func (c *class) check() {
	for range 3 { // what was unavailable is asked again
		for _, p := range c.pupils {
			if p.conn == nil {
				p.connect(c.loops[0])
			}
			p.read(true)
			for _, s := range slices.Clone(p.pending) {
				if p.conn != nil {
					p.submit(s)
				}
			}
		}
		for _, l := range c.loops {
			l.settle(append(c.expired(l), l.nothing()))
		}
	}
	for _, p := range c.pupils {
		p.read(true)
	}
	fresh := c.newLoop()
	fresh.settle([]*request{fresh.nothing()})
	for _, p := range c.pupils {
		here, _ := fresh.crowd.Person(p.user)
		want := fresh.states[0].Snapshot(Viewer{User: p.user, Role: here.Role})
		if diff := gocmp.Diff(want, any(p.values)); diff != "" {
			c.fail("%s, a %s at %d, believes (-database +client):\n%s", p.user, p.role, p.offset, diff)
		}
		if diff := gocmp.Diff(fresh.crowd.people, p.people); diff != "" {
			c.fail("%s believes of the people (-database +client):\n%s", p.user, diff)
		}
		if p.role != here.Role || len(p.pending) > 0 {
			c.fail("%s is a %s and takes itself for a %s; %d commands have no answer", p.user, here.Role, p.role, len(p.pending))
		}
	}
	c.checkLog()
}

// checkLog looks that what was acknowledged was done, once, and in the order in which it was first sent.
func (c *class) checkLog() {
	var rows []struct{ UserID, ID string }
	if err := c.store.Read(context.Background()).Raw("SELECT user_id, id FROM kv_log WHERE session_id = ? ORDER BY n", c.session.ID).Scan(&rows).Error; err != nil {
		c.fail("%v", err)
	}
	done := map[string]int{}
	for _, r := range rows {
		done[r.ID]++
		if done[r.ID] > 1 {
			c.fail("%s was done %d times", r.ID, done[r.ID])
		}
		if c.refused[r.ID] {
			c.fail("%s was refused and done", r.ID)
		}
	}
	for _, p := range c.pupils {
		for _, id := range p.acked {
			var kept int64
			if err := c.store.Read(context.Background()).Raw("SELECT COUNT(*) FROM commands WHERE session_id = ? AND user_id = ? AND id = ?", c.session.ID, p.user, id).Scan(&kept).Error; err != nil || kept != 1 {
				c.fail("%s was acknowledged and is kept %d times, %v", id, kept, err)
			}
		}
	}
}

func runClass(t testing.TB, s *store.Store, seed uint64) {
	c := &class{TB: t, rnd: rand.New(rand.NewPCG(seed, seed)), store: s, now: time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC), refused: map[string]bool{},
		session: app.Session{ID: app.SessionID(fmt.Sprint("s", seed)), State: app.SessionLive}}
	room := fmt.Sprint("r", seed)
	c.session.Classroom = app.ClassroomID(room)
	err := s.Write(context.Background()).Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings,
		memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms) VALUES (?, 'r', 'd', ?, 'A', 'k', 'M', 'seminar', '{}', '', '', '', '', 1, 1)`, room, room).Error
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(context.Background()).Exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES (?, ?, 'A', 'live', 't', 1, 1)", c.session.ID, room).Error
	if err != nil {
		t.Fatal(err)
	}
	c.loops = []*loop{c.newLoop(), c.newLoop()}
	for i, role := range []app.Role{app.RoleInstructor, app.RoleLearner, app.RoleLearner, app.RoleAssistant, app.RoleObserver} {
		c.pupils = append(c.pupils, &pupil{t: c, user: app.UserID(fmt.Sprint("u", i)), token: role, values: map[string]string{}, people: map[app.UserID]Person{}})
	}
	for range 60 + c.rnd.IntN(60) {
		c.step()
	}
	c.check()
}

// number is that of an environment variable.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := cmp.Or(os.Getenv(name), fmt.Sprint(otherwise))
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestEveryClientEndsWithWhatTheDatabaseHas runs classes of two processes and five people who drop and come back, send
// again, become something else, while modules fail, events are trimmed and redacted, the database goes away and processes
// die. LECTERN_STREAM_SEED is the first seed and
// LECTERN_STREAM_SEEDS how many follow.
func TestEveryClientEndsWithWhatTheDatabaseHas(t *testing.T) {
	t.Parallel()
	first, seeds := number(t, "LECTERN_STREAM_SEED", 1), number(t, "LECTERN_STREAM_SEEDS", 200)
	for name, database := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s := storetest.Open(t, database(t))
			prepareKV(t, s)
			last := first + seeds
			if s.Postgres() { // it takes longer, and the logic is the same
				last = first + (seeds+9)/10
			}
			t.Logf("seeds %d to %d", first, last-1)
			for seed := first; seed < last; seed++ {
				if !t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) { runClass(t, s, seed) }) {
					return
				}
			}
		})
	}
}

func prepareKV(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	for sql := range strings.SplitSeq(kvTables, ";") {
		if s.Postgres() {
			sql = strings.Replace(sql, "INTEGER PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY", 1)
		}
		if err := s.Write(ctx).Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
}
