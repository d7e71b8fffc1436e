package activity_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const (
	issuer    = "https://lms.example.org"
	publicURL = "https://class.example.org"
)

var (
	begin     = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	namespace = uuid.MustParse("6f1a2f0c-94f7-4a42-8a86-5f5d6a1c7d11")
	room      = app.Classroom{
		ID: "0196aaaa-0000-7000-8000-000000000001", Deployment: "d1", Title: "Algebra", ContextID: "c1", CourseTitle: "Year 9",
		Settings: app.DefaultSettings(),
	}
)

// people is who there is.
type people map[app.UserID]app.Person

func (p people) Person(_ context.Context, id app.UserID) (app.Person, error) {
	person, ok := p[id]
	if !ok {
		return app.Person{}, app.ErrNotFound
	}
	return person, nil
}

// Find implements forward.People.
func (p people) Find(_ context.Context, issuer, subject string) (app.UserID, error) {
	for id, person := range p {
		if person.Issuer == issuer && person.Subject == subject {
			return id, nil
		}
	}
	return "", app.ErrNotFound
}

// noSealer keeps no secrets: there are none.
type noSealer struct{}

func (noSealer) Seal(string, []byte) (string, error) { return "", app.ErrNotFound }
func (noSealer) Open(string, string) ([]byte, error) { return nil, app.ErrNotFound }

func everybody() people {
	p := people{}
	for id, subject := range map[app.UserID]string{"teacher": "7", "ann": "11", "bob": strings.Repeat("b", 51), "cas": "13", "watcher": "14"} {
		p[id] = app.Person{ID: id, Issuer: issuer, Subject: subject, Name: "Nobody's business"}
	}
	return p
}

// records is an LRS over HTTP.
type records struct {
	*lrs.LRS
	url string
}

func startLRS(t *testing.T) *records {
	t.Helper()
	l, err := lrs.Open(":memory:", lrs.Config{Username: "user", Password: "pass"})
	if err != nil {
		t.Fatal(err)
	}
	r := &records{LRS: l}
	server := httptest.NewServer(l.Handler())
	r.url = server.URL + "/xapi"
	t.Cleanup(func() {
		server.Close()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// all returns what the LRS has, in the order of arrival.
func (r *records) all(t *testing.T) []xapi.Statement {
	t.Helper()
	raws, err := r.Statements(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list := make([]xapi.Statement, len(raws))
	for i, raw := range raws {
		if err := json.Unmarshal(raw, &list[i]); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// rig is the feature with its outbox on a database.
type rig struct {
	store   *store.Store
	outbox  *outbox.Outbox
	service *activity.Service
	forward *forward.Service
	people  people
	clock   *storetest.Clock
}

// newRig builds the feature; without records there is no LRS.
func newRig(t *testing.T, s *store.Store, r *records, c *storetest.Clock) *rig {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	o, err := outbox.New(outbox.Deps{Store: s, Clock: c.Now, Rand: func() float64 { return 0.5 }, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	g := &rig{store: s, outbox: o, people: everybody(), clock: c}
	deps := forward.Deps{Store: s, Outbox: o, Statements: activity.Statements{Store: s}, People: g.people, Sealer: noSealer{}, PublicURL: publicURL, Clock: c.Now, Log: log}
	if r != nil {
		deps.Environment = &forward.Store{Endpoint: r.url, Username: "user", Password: "pass"}
	}
	if g.forward, err = forward.New(deps); err != nil {
		t.Fatal(err)
	}
	g.service, err = activity.New(activity.Deps{Store: s, Forward: g.forward, LRS: r != nil, People: g.people, PublicURL: publicURL, Namespace: namespace, Clock: c.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	g.forward.Register(o)
	return g
}

func afterClass() *storetest.Clock { return storetest.NewClock(begin.Add(46 * time.Minute)) }

func at(minutes float64) time.Time {
	return begin.Add(time.Duration(minutes * float64(time.Minute)))
}

// ended makes a session of 45 minutes that the teacher started and ended.
func ended(t *testing.T, s *store.Store, start time.Time) app.Session {
	t.Helper()
	session := app.Session{ID: app.SessionID(app.NewID()), Classroom: room.ID, Title: room.Title, State: app.SessionEnded, StartedBy: "teacher",
		StartedAt: start, EndedAt: start.Add(45 * time.Minute), EndReason: app.EndByInstructor}
	exec(t, s, `INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings,
		memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES (?, 'r', 'd1', 'l', 'Algebra', 'c1', 'Year 9', 'seminar', '{}', '', '', '', '', 0, 0) ON CONFLICT DO NOTHING`, room.ID)
	exec(t, s, `INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, end_reason, alive_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
		session.ID, room.ID, session.Title, session.State, session.StartedBy, session.StartedAt.UnixMilli(), session.EndedAt.UnixMilli(), session.EndReason)
	_, err := s.AppendFacts(t.Context(), app.Fact{ID: "ended", Session: session.ID, Kind: app.FactSessionEnded, Source: app.SourceControl,
		User: "teacher", At: session.EndedAt, Seen: session.EndedAt})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func exec(t *testing.T, s *store.Store, sql string, args ...any) {
	t.Helper()
	if err := s.Write(t.Context()).Exec(sql, args...).Error; err != nil {
		t.Fatal(err)
	}
}

// line is the attendance of somebody with the given visits, as pairs of minutes after the start.
func line(user app.UserID, role app.Role, start time.Time, minutes ...float64) activity.Line {
	l := activity.Line{Attendance: app.Attendance{User: user, Status: app.AttendanceAbsent}, Role: role}
	for pair := range slices.Chunk(minutes, 2) {
		v := app.Interval{Start: start.Add(at(pair[0]).Sub(begin)), End: start.Add(at(pair[1]).Sub(begin))}
		l.Visits, l.Present = append(l.Visits, v), l.Present+v.Duration()
		l.Status = app.AttendancePresent
	}
	l.Intervals, l.Ratio = l.Visits, float64(l.Present)/float64(45*time.Minute)
	return l
}

// class is the lines of a whole class: a teacher, a learner with two visits, one who came late, one absent, an observer.
func class(start time.Time) []activity.Line {
	return []activity.Line{
		line("ann", app.RoleLearner, start, 1, 20, 25, 45),
		line("bob", app.RoleLearner, start, 30, 44.5),
		line("cas", app.RoleLearner, start),
		line("teacher", app.RoleInstructor, start, 0, 45),
		line("watcher", app.RoleObserver, start, 2, 40),
	}
}

func (g *rig) settle(t *testing.T, session app.Session, lines []activity.Line) {
	t.Helper()
	err := g.store.Tx(t.Context(), func(ctx context.Context) error {
		return g.service.Settle(ctx, session, room, issuer, lines)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (g *rig) drain(t *testing.T) {
	t.Helper()
	if err := g.outbox.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// stats counts the deliveries to the LRS by state.
func (g *rig) stats(t *testing.T) map[forward.State]int64 {
	t.Helper()
	lines, err := g.forward.Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return lines[len(lines)-1].Counts
}

func (g *rig) kept(t *testing.T) int {
	t.Helper()
	var n int
	if err := g.store.Read(t.Context()).Raw("SELECT COUNT(*) FROM statements").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// told writes a statement as one line: time after the start, verb, actor, duration, completion and ratio.
func told(st xapi.Statement, start time.Time) string {
	verb := st.Verb.Display["en"]
	if st.Object.Ref != nil {
		return verb
	}
	text := st.Timestamp.Sub(start).String() + " " + verb + " " + st.Actor.Account.Name
	if r := st.Result; r != nil {
		if r.Duration != nil {
			text += " " + r.Duration.String()
		}
		if r.Completion != nil {
			b, _ := json.Marshal([]any{*r.Completion, *r.Score.Scaled}) // numbers and booleans always marshal
			text += " " + string(b)
		}
	}
	return text
}

func allTold(list []xapi.Statement, start time.Time) []string {
	lines := make([]string, len(list))
	for i, st := range list {
		lines[i] = told(st, start)
	}
	return lines
}

// once checks that the LRS has every kept statement once.
func (g *rig) once(t *testing.T, r *records) {
	t.Helper()
	seen := map[string]int{}
	for _, st := range r.all(t) {
		seen[st.ID.String()]++
	}
	for id, n := range seen {
		if n > 1 {
			t.Errorf("%s is there %d times", id, n)
		}
	}
	if kept := g.kept(t); len(seen) != kept {
		t.Errorf("the LRS has %d of %d statements", len(seen), kept)
	}
}
