package forward_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/auth"
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
	publicURL = "http://127.0.0.1:8080"
	password  = "open-sesame"
)

var (
	begin   = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	speaker = xapi.Classroom{Namespace: uuid.MustParse("6f1a2f0c-94f7-4a42-8a86-5f5d6a1c7d11"), BaseURL: publicURL, Platform: "Lectern"}
)

// records is a record store over HTTP that remembers the ids of every POST.
type records struct {
	*lrs.LRS
	url string
	// answered, where there is one, is called after a POST was carried out and before its answer goes.
	answered func()
	// jealous makes it answer 409 to what it knows before it looks at anything else.
	jealous bool
	mu      sync.Mutex
	posts   [][]string
}

func startLRS(t testing.TB) *records {
	t.Helper()
	l, err := lrs.Open(":memory:", lrs.Config{Username: "user", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	r := &records{LRS: l}
	server := httptest.NewServer(r.spy(l.Handler()))
	r.url = server.URL + "/xapi"
	t.Cleanup(func() {
		server.CloseClientConnections()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return r
}

func (r *records) spy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodPost {
			next.ServeHTTP(w, req)
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		var list []struct{ ID string }
		if json.Unmarshal(body, &list) == nil {
			ids := make([]string, len(list))
			for i, st := range list {
				ids[i] = st.ID
			}
			r.mu.Lock()
			r.posts = append(r.posts, ids)
			r.mu.Unlock()
			if r.jealous && r.knows(ids) {
				w.WriteHeader(http.StatusConflict)
				return
			}
		}
		next.ServeHTTP(w, req)
		if r.answered != nil {
			r.answered()
		}
	})
}

// knows says whether the store has one of the statements.
func (r *records) knows(ids []string) bool {
	raws, err := r.Statements(context.Background())
	return err == nil && slices.ContainsFunc(raws, func(raw json.RawMessage) bool {
		var st struct{ ID string }
		return json.Unmarshal(raw, &st) == nil && slices.Contains(ids, st.ID)
	})
}

// sent returns the ids of every POST so far and forgets them.
func (r *records) sent() [][]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	posts := r.posts
	r.posts = nil
	return posts
}

// all returns what the store has, in the order of arrival.
func (r *records) all(t testing.TB) []xapi.Statement {
	t.Helper()
	raws, err := r.Statements(context.Background())
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

// ids returns the ids of what the store has; none may be there twice.
func (r *records) ids(t testing.TB) []string {
	t.Helper()
	var ids []string
	for _, st := range r.all(t) {
		ids = append(ids, st.ID.String())
	}
	slices.Sort(ids)
	if n := len(ids); len(slices.Compact(slices.Clone(ids))) != n {
		t.Error("a statement is there twice")
	}
	return ids
}

// people is who there is: the number of the learner is the subject.
type people struct{}

func (people) Find(_ context.Context, iss, subject string) (app.UserID, error) {
	if iss != issuer || !strings.HasPrefix(subject, "u") {
		return "", app.ErrNotFound
	}
	return app.UserID(subject), nil
}

func (people) Person(_ context.Context, id app.UserID) (app.Person, error) {
	p := app.Person{ID: id, Issuer: issuer, Subject: string(id), Name: "Learner " + string(id), Email: string(id) + "@school.example.org"}
	if id == "u1" {
		p.Email = "no address"
	}
	return p, nil
}

// rig is the feature with its outbox on a database.
type rig struct {
	t       testing.TB
	store   *store.Store
	outbox  *outbox.Outbox
	service *forward.Service
	clock   *storetest.Clock
	log     *bytes.Buffer
	told    []string // ids, in the order of occurrence
}

// lines is a log that several goroutines write.
type lines struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func newRig(t testing.TB, s *store.Store, c *storetest.Clock, change ...func(*forward.Deps)) *rig {
	t.Helper()
	g := &rig{t: t, store: s, clock: c, log: &bytes.Buffer{}}
	log := slog.New(slog.NewTextHandler(&lines{b: g.log}, nil))
	half := func() float64 { return 0.5 }
	var err error
	if g.outbox, err = outbox.New(outbox.Deps{Store: s, Clock: c.Now, Rand: half, Log: log}); err != nil {
		t.Fatal(err)
	}
	sealer, err := auth.NewSealer(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	deps := forward.Deps{Store: s, Outbox: g.outbox, Statements: activity.Statements{Store: s}, People: people{}, Sealer: sealer, PublicURL: publicURL,
		Clock: c.Now, Rand: half, Log: log, Tune: func(cfg *xapi.ClientConfig) {
			cfg.RetryWait, cfg.ProbeWait, cfg.Jitter = time.Microsecond, time.Microsecond, func() float64 { return 0 }
		}}
	for _, f := range change {
		f(&deps)
	}
	if g.service, err = forward.New(deps); err != nil {
		t.Fatal(err)
	}
	g.service.Register(g.outbox)
	return g
}

// environment makes the store that of the environment.
func environment(r *records) func(*forward.Deps) {
	return func(d *forward.Deps) {
		d.Environment = &forward.Store{Endpoint: r.url, Username: "user", Password: password}
	}
}

// input is a store to be added.
func input(r *records, change ...func(*forward.Input)) forward.Input {
	in := forward.Input{Name: "Second", Endpoint: r.url, Version: forward.Version1, Auth: forward.AuthBasic, Username: "user", Secret: password,
		Identity: forward.IdentityAccount, BatchMost: 50, Enabled: true}
	for _, f := range change {
		f(&in)
	}
	return in
}

func (g *rig) add(in forward.Input) forward.DestinationID {
	g.t.Helper()
	id, err := g.service.Add(context.Background(), in)
	if err != nil {
		g.t.Fatal(err)
	}
	return id
}

func exec(t testing.TB, s *store.Store, sql string, args ...any) {
	t.Helper()
	if err := s.Write(context.Background()).Exec(sql, args...).Error; err != nil {
		t.Fatal(err)
	}
}

// kinds are what the statements of a class are, by their number.
var kinds = []string{"joined", "left", "attended", "completed"}

// class writes down n statements about a session that began so long after begin, and queues them. Each fourth is
// assessment, the others are presence.
func (g *rig) class(n int, after time.Duration) app.SessionID {
	g.t.Helper()
	return g.classOf(n, after, "0196aaaa-0000-7000-8000-000000000001")
}

func (g *rig) classOf(n int, after time.Duration, room app.ClassroomID) app.SessionID {
	g.t.Helper()
	session := app.SessionID(app.NewID())
	err := g.store.Tx(context.Background(), func(ctx context.Context) error {
		list := g.keep(ctx, session, room, n, begin.Add(after))
		return g.service.Queue(ctx, list)
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return session
}

// keep writes statements down in the transaction of ctx.
func (g *rig) keep(ctx context.Context, session app.SessionID, room app.ClassroomID, n int, start time.Time) []app.Statement {
	db := g.store.Write(ctx)
	must := func(err error) {
		if err != nil {
			g.t.Fatal(err)
		}
	}
	must(db.Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings,
		memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
		VALUES (?, 'r', 'd1', ?, 'Algebra', 'c1', 'Year 9', 'seminar', '{}', '', '', '', '', 0, 0) ON CONFLICT DO NOTHING`, room, room).Error)
	must(db.Exec(`INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, end_reason, alive_ms)
		VALUES (?, ?, 'Algebra', 'ended', 'u0', ?, ?, 'instructor', 0)`, session, room, start.UnixMilli(), start.Add(time.Hour).UnixMilli()).Error)
	list := make([]app.Statement, n)
	rows := make([]map[string]any, n)
	teacher := speaker.Person(issuer, "t1")
	about := xapi.Session{ID: uuid.MustParse(string(session)), Registration: uuid.MustParse(string(session)), ClassroomID: uuid.MustParse(string(room)),
		Instructor: &teacher, ClassroomTitle: "Algebra", Issuer: issuer, Deployment: "d1", ContextID: "c1", CourseTitle: "Year 9", Started: start, Ended: start.Add(time.Hour)}
	for i := range list {
		at := start.Add(time.Duration(i) * time.Millisecond)
		st := speaker.Attended(about, xapi.Attendance{Actor: speaker.Person(issuer, fmt.Sprintf("u%d", i%30)), Role: xapi.RoleLearner, Revision: i + 1,
			Present: time.Minute, Ratio: 0.5}, at)
		if i%30 == 7 { // somebody was in a group
			st = speaker.BreakoutCompleted(about, st.Actor, xapi.RoleLearner, xapi.Breakout{ID: uuid.NewSHA1(about.ID, []byte{byte(i / 30)}), Name: "Red"}, at, time.Minute)
		}
		frozen, err := xapi.Freeze(st)
		must(err)
		class := app.ClassPresence
		if i%4 == 3 {
			class = app.ClassAssessment
		}
		list[i] = app.Statement{ID: frozen.ID.String(), Session: session, Classroom: room, Registration: "r", Class: class, At: at, Body: frozen.Body}
		rows[i] = map[string]any{"id": list[i].ID, "session_id": session, "kind": kinds[i%4], "user_id": "", "revision": i, "at_ms": at.UnixMilli(),
			"body": string(frozen.Body), "created_ms": at.UnixMilli()}
		g.told = append(g.told, list[i].ID)
	}
	for part := range slices.Chunk(rows, 500) {
		must(db.Table("statements").Create(part).Error)
	}
	return list
}

func (g *rig) drain() {
	g.t.Helper()
	if err := g.outbox.Drain(context.Background()); err != nil {
		g.t.Fatal(err)
	}
}

// line is the ledger of a destination.
func (g *rig) line(id forward.DestinationID) forward.Line {
	g.t.Helper()
	all, err := g.service.Ledger(context.Background())
	if err != nil {
		g.t.Fatal(err)
	}
	for _, l := range all {
		if l.ID == id {
			return l
		}
	}
	g.t.Fatalf("%s isn't in the ledger", id)
	return forward.Line{}
}

func (g *rig) count(id forward.DestinationID, s forward.State) int {
	g.t.Helper()
	return int(g.line(id).Counts[s])
}

// sorted is what was told, as ids does it.
func (g *rig) sorted() []string {
	ids := slices.Clone(g.told)
	slices.Sort(ids)
	return ids
}

func newClock() *storetest.Clock { return storetest.NewClock(begin.Add(2 * time.Hour)) }
