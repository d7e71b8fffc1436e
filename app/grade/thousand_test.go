package grade_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// throttledRate is what the LMS takes a second, and throttledLatency how long it takes over a request.
const (
	throttledRate    = 20
	throttledLatency = 40 * time.Millisecond
)

// trial is one LMS that throttles and dies, and a class whose scores it is to get.
type trial struct {
	learners int
	deaths   []death
	faults   []platform.Fault // one every tenth of the time
}

type death struct{ at, lasts time.Duration }

// hard is the trial of a class, in the time that its scores take.
func hard(learners int) trial {
	whole := time.Duration(learners*len(fourColumns)) * time.Second / throttledRate
	times := 1 + learners/500
	return trial{learners: learners,
		deaths: []death{{whole / 4, whole / 20}, {whole * 2 / 3, whole / 20}},
		faults: []platform.Fault{
			{Status: 503, RetryAfter: "1", Times: times}, {Status: 503, After: true, Times: times}, {Drop: true, After: true, Times: times},
			{Status: 429, RetryAfter: "1", Times: times}, {Status: 502, Times: times}, {Drop: true, Times: times},
		}}
}

// fourColumns are the kinds of activity whose scores are sent.
var fourColumns = []app.ActivityKind{app.ActivityAttendance, "participation", app.ActivityQuiz, "manual"}

// want is the score of a learner in a column, in hundredths.
func (trial) want(learner, column int) float64 { return float64((learner*7+column*13)%101) / 100 }

// hall is a class before its LMS.
type hall struct {
	tb    testing.TB
	lms   *platform.Platform
	box   *outbox.Outbox
	grade *grade.Service
	book  *book
	trial trial
}

// inMemory calls a handler as if over a network that takes time.
type inMemory struct {
	handler http.Handler
	latency time.Duration
}

// RoundTrip implements http.RoundTripper.
func (m inMemory) RoundTrip(r *http.Request) (res *http.Response, err error) {
	timer := time.NewTimer(m.latency)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	defer func() {
		if p := recover(); p != nil {
			if e, ok := p.(error); !ok || !errors.Is(e, http.ErrAbortHandler) {
				panic(p)
			}
			err = io.ErrUnexpectedEOF
		}
	}()
	rec := httptest.NewRecorder()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	m.handler.ServeHTTP(rec, r)
	return rec.Result(), nil
}

// newHall builds the class; network makes what reaches the LMS, and the address at which.
func newHall(tb testing.TB, tr trial, network func(http.Handler) (http.RoundTripper, string)) *hall {
	tb.Helper()
	keys := must(toolKeys())
	jwks := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write(must(keys.PublicSet())) // a client that went away is of no concern
	})
	course, users := platform.DemoCourse()
	users = users[:1]
	h := &hall{tb: tb, trial: tr, book: &book{rooms: map[app.ClassroomID]app.Classroom{}, sessions: map[app.SessionID]app.Session{},
		people: map[app.UserID]app.Person{}, regs: map[string]lti.Registration{}}}
	for i := range tr.learners {
		id := fmt.Sprint(1000 + i)
		users = append(users, platform.User{ID: platform.UserID(id), Username: "l" + id, GivenName: "L", FamilyName: id, Roles: []string{platform.RoleLearner}})
		h.book.people[app.UserID("p"+id)] = app.Person{ID: app.UserID("p" + id), Subject: id, Name: "L " + id}
	}
	var front http.Handler
	transport, url := network(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { front.ServeHTTP(w, r) }))
	tool := platform.ToolConfig{ClientID: "client-1", DeploymentIDs: []platform.DeploymentID{"1"}, LoginURL: "http://tool.test/login",
		LaunchURL: "http://tool.test/launch", JWKSURL: "http://tool.test/jwks", Title: "Lectern"}
	h.lms = must(platform.New(platform.Config{BaseURL: url, Course: course, Users: users, Tool: tool, Key: must(lmsKey()),
		HTTP: &http.Client{Transport: inMemory{handler: jwks}}}))
	front = h.lms.Handler()
	h.book.regs[string(registration)] = lti.Registration{ID: string(registration), Issuer: url, ClientID: "client-1",
		AuthURL: url + "/lti/auth", TokenURL: url + "/lti/token", JWKSURL: url + "/lti/jwks", Deployments: []string{"1"}}
	log := slog.New(slog.DiscardHandler)
	s := storetest.Open(tb, storetest.SQLite(tb))
	services := must(lti.NewServices(lti.ServicesConfig{Keys: keys, HTTP: &http.Client{Transport: transport}}))
	h.box = must(outbox.New(outbox.Deps{Store: s, Log: log}))
	h.grade = grade.New(grade.Deps{Store: s, Outbox: h.box, Classrooms: h.book, Registrations: h.book, People: h.book, Sessions: h.book,
		Platform: services, Clock: time.Now, Log: log})
	h.box.Handle(grade.TopicScore, h.grade.Topic(), h.grade)
	room := app.Classroom{ID: "room-1", Registration: registration, Deployment: "1", ResourceLink: "1", Title: "Live class",
		LineItemsURL: url + "/lti/courses/2/lineitems?type_id=1", LineItemURL: must(h.lms.LineItemURL("1")),
		AGSScopes: lti.ScopeLineItem + " " + lti.ScopeScore + " " + lti.ScopeResultReadOnly, Settings: app.DefaultSettings()}
	start := time.Now().Add(-time.Hour)
	session := app.Session{ID: "s1", Classroom: room.ID, State: app.SessionEnded, StartedBy: "t1", StartedAt: start, EndedAt: start.Add(45 * time.Minute)}
	h.book.rooms[room.ID], h.book.sessions[session.ID] = room, session
	for _, sql := range []string{
		`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier, settings,
			memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms) VALUES ('room-1', 'reg-1', '1', '1', 'Live class', '2', 'Algebra', 'seminar', '{}', '', '', '', '', 0, 0)`,
		fmt.Sprintf(`INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, ended_ms, end_reason, alive_ms)
			VALUES ('s1', 'room-1', 'x', 'ended', 't1', %d, %d, 'instructor', 0)`, start.UnixMilli(), session.EndedAt.UnixMilli()),
	} {
		if err := s.Write(context.Background()).Exec(sql).Error; err != nil {
			tb.Fatal(err)
		}
	}
	return h
}

// settle computes every score of the class.
func (h *hall) settle() {
	h.tb.Helper()
	ctx := context.Background()
	session, room := h.book.sessions["s1"], h.book.rooms["room-1"]
	for c, kind := range fourColumns {
		column := app.DefaultColumn(kind)
		column.Enabled = true
		if err := h.grade.SetColumns(ctx, room, []app.Column{column}); err != nil {
			h.tb.Fatal(err)
		}
		computed := make([]grade.Computed, h.trial.learners)
		for i := range computed {
			computed[i] = learner(app.UserID(fmt.Sprint("p", 1000+i)), h.trial.want(i, c))
		}
		if err := h.grade.Settle(ctx, session, room, kind, computed); err != nil {
			h.tb.Fatal(err)
		}
	}
}

// torment makes the LMS fail as the trial says, until the context ends.
func (h *hall) torment(ctx context.Context) {
	whole := time.Duration(h.trial.learners*len(fourColumns)) * time.Second / throttledRate
	for i, f := range h.trial.faults {
		after(ctx, whole*time.Duration(i+1)/10, func() { h.lms.Faults().Set(platform.EndpointScores, f) })
	}
	for _, d := range h.trial.deaths {
		after(ctx, d.at, h.lms.Faults().Die)
		after(ctx, d.at+d.lasts, h.lms.Faults().Revive)
	}
}

func after(ctx context.Context, d time.Duration, do func()) {
	timer := time.AfterFunc(d, do)
	context.AfterFunc(ctx, func() { timer.Stop() })
}

// limit is how long the LMS itself needs for the scores: its rate, and the time in which it is dead.
func (h *hall) limit() time.Duration {
	d := time.Duration(h.trial.learners*len(fourColumns)) * time.Second / throttledRate
	for _, x := range h.trial.deaths {
		d += x.lasts
	}
	return d
}

// send delivers everything and returns how long that took.
func (h *hall) send() time.Duration {
	h.tb.Helper()
	h.settle()
	h.lms.SetThrottle(platform.Throttle{PerSecond: throttledRate})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	began := time.Now()
	wg.Go(func() {
		if err := h.box.RunWorkers(ctx); err != nil {
			h.tb.Error(err)
		}
	})
	h.torment(ctx)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for pending := true; pending && time.Since(began) < 4*h.limit(); <-tick.C {
		pending = false
		for _, s := range must(h.box.Stats(ctx)) {
			pending = pending || s.State == "pending" || s.State == "sending"
		}
	}
	took := time.Since(began)
	cancel()
	wg.Wait()
	return took
}

// check compares the gradebook with what was computed, and looks at each score that the LMS took.
func (h *hall) check() {
	h.tb.Helper()
	labels := map[string]platform.LineItemID{}
	for _, li := range h.lms.LineItems() {
		labels[li.Label[strings.LastIndex(li.Label, " ")+1:]] = li.ID
	}
	if len(labels) != len(fourColumns) {
		h.tb.Errorf("columns %v", labels)
	}
	wrong := 0
	for c, kind := range fourColumns {
		for i := range h.trial.learners {
			res, err := h.lms.Result(labels[string(kind)], platform.UserID(fmt.Sprint(1000+i)))
			if err != nil || res.Score == nil || math.Abs(*res.Score-100*h.trial.want(i, c)) > 1e-9 {
				wrong++
			}
		}
	}
	if wrong > 0 {
		h.tb.Errorf("%d scores aren't in the gradebook", wrong)
	}
	seen := map[string]float64{}
	for _, e := range h.lms.Scores() {
		key := string(e.LineItem) + "/" + string(e.User)
		if e.ScoreGiven == nil || e.GradingProgress != "FullyGraded" {
			h.tb.Errorf("a score erases a grade: %+v", e)
			continue
		}
		if before, twice := seen[key]; twice && before != *e.ScoreGiven {
			h.tb.Errorf("a score came twice, as %v and %v", before, *e.ScoreGiven)
		}
		seen[key] = *e.ScoreGiven
	}
	for _, l := range must(h.grade.Lines(context.Background(), "s1")) {
		if l.State != grade.StateSent || l.LastError != "" {
			h.tb.Errorf("line %+v", l)
			break
		}
	}
}

// report says what it took, as a table.
func (h *hall) report(took time.Duration) string {
	taken, refused := h.lms.Throttled()
	f, limit := h.lms.Faults(), h.limit()
	scores := h.trial.learners * len(fourColumns)
	var b strings.Builder
	row := func(what, format string, args ...any) {
		fmt.Fprintf(&b, "\n  %-28s  %s", what, fmt.Sprintf(format, args...))
	}
	row("scores", "%d learners x %d columns = %d", h.trial.learners, len(fourColumns), scores)
	row("the LMS takes", "%d requests a second, and dies %d times", throttledRate, len(h.trial.deaths))
	row("its own limit", "%.1f s", limit.Seconds())
	row("until every score was there", "%.1f s", took.Seconds())
	row("of its limit", "%.3f", took.Seconds()/limit.Seconds())
	row("requests it took", "%d, of which %d read results", taken, f.Count(platform.EndpointResults))
	row("answered 429", "%d", refused)
	row("met 503, 502 or no answer", "%d", f.Failed(platform.EndpointScores))
	return b.String()
}

// TestManyScoresAtTheLMSsOwnPace runs by a clock that costs nothing: 250 learners stand for the 1,000 of the benchmark. A
// second more or less weighs four times as much with them, so they have a little more than its 1.1.
func TestManyScoresAtTheLMSsOwnPace(t *testing.T) {
	must(toolKeys())
	must(lmsKey())
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, hard(250), func(lms http.Handler) (http.RoundTripper, string) {
			return inMemory{lms, throttledLatency}, "http://lms.test"
		})
		took := h.send()
		h.check()
		t.Log(h.report(took))
		if limit := h.limit(); took > limit*115/100 {
			t.Errorf("took %v, want at most 1.15 of %v", took, limit)
		}
	})
}

// BenchmarkThousandLearnersFourColumns sends 4,000 scores over HTTP to an LMS that takes 20 requests a second.
func BenchmarkThousandLearnersFourColumns(b *testing.B) {
	for b.Loop() {
		var server *httptest.Server
		h := newHall(b, hard(1000), func(lms http.Handler) (http.RoundTripper, string) {
			server = httptest.NewServer(lms)
			return &http.Transport{}, server.URL
		})
		took := h.send()
		h.check()
		server.Close()
		b.Log(h.report(took))
		b.ReportMetric(took.Seconds()/h.limit().Seconds(), "of-the-LMS's-limit")
	}
}
