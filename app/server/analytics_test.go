package server_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/analytics"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/xapi"
)

// reader reads the built-in record store as a dashboard does, page after page.
type reader struct {
	t            *testing.T
	url          string
	id, password string
}

func newReader(t *testing.T, w *apptest.World) reader {
	t.Helper()
	c, secret, err := lrs.NewCredentials(w.Server.Store, time.Now).Add(t.Context(), "Dashboard", []string{"statements/read"})
	if err != nil {
		t.Fatal(err)
	}
	return reader{t: t, url: w.URL, id: string(c.ID), password: secret}
}

// ask returns the statements that the query finds.
func (r reader) ask(query string) []xapi.Statement {
	r.t.Helper()
	var all []xapi.Statement
	next := "/xapi/statements?" + query
	for next != "" {
		req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+next, nil)
		if err != nil {
			r.t.Fatal(err)
		}
		req.SetBasicAuth(r.id, r.password)
		req.Header.Set("X-Experience-API-Version", "1.0.3")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			r.t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close() // read to its end
		var page struct {
			Statements []xapi.Statement
			More       string
		}
		if err != nil || res.StatusCode != http.StatusOK {
			r.t.Fatalf("%s: %d %s, %v", next, res.StatusCode, body, err)
		}
		if err := json.Unmarshal(body, &page); err != nil {
			r.t.Fatal(err)
		}
		all, next = append(all, page.Statements...), page.More
	}
	return all
}

// ahead is a clock that can be put forward, so that classes last.
type ahead struct{ by atomic.Int64 }

func (a *ahead) Now() time.Time { return time.Now().Add(time.Duration(a.by.Load())) }

// lasts lets time pass, less than it takes a socket to be missed.
func (a *ahead) lasts() { a.by.Add(int64(3 * time.Second)) }

// attend sits in the class and leaves a little later.
func (a *ahead) attend(t *testing.T, w *apptest.World, session app.SessionID, people ...*apptest.Client) {
	t.Helper()
	var sockets []*apptest.Socket
	for _, p := range people {
		sockets = append(sockets, apptest.Dial(t, p.URLOf(session)))
	}
	a.lasts()
	for _, socket := range sockets {
		socket.Leave()
	}
	allLeft(t, w, session, len(sockets))
}

// allLeft waits until the facts say so of so many sockets.
func allLeft(t *testing.T, w *apptest.World, session app.SessionID, n int) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		facts, err := w.Server.Store.Facts(t.Context(), session, 0)
		left := 0
		for _, f := range facts {
			if f.Kind == app.FactSocketClosed {
				left++
			}
		}
		if left != n {
			return fmt.Errorf("%d of %d have left: %w", left, n, err)
		}
		return nil
	})
}

func termOf(c *apptest.Client) (out analytics.Analytics) {
	c.Must(http.StatusOK, "GET", "/classrooms/"+string(c.ClassroomID)+"/analytics", nil, &out)
	return out
}

// TestARecordStoreGivesTheFiguresOfThePage holds two classes and compares each figure of the page with what the query
// beside it finds in the built-in record store.
func TestARecordStoreGivesTheFiguresOfThePage(t *testing.T) {
	t.Parallel()
	clock := &ahead{}
	w := apptest.New(t, apptest.Options{NoLRS: true, Clock: clock.Now})
	teacher, ana, ben, observer := w.Enter("teacher"), w.Enter("learner1"), w.Enter("learner2"), w.Enter("observer")
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/roster", nil, nil)
	if got := termOf(teacher); len(got.Sessions) != 0 || len(got.Queries) != 0 || len(got.Learners) < 2 {
		t.Fatalf("before any class: %+v", got)
	}
	var sessions []app.SessionID
	for _, people := range [][]*apptest.Client{{teacher, ana, ben, observer}, {teacher, ana}} {
		session := teacher.Start()
		clock.attend(t, w, session.ID, people...)
		teacher.End(session.ID)
		sessions = append(sessions, session.ID)
	}
	page, attended := termOf(teacher), 0
	for _, l := range page.Learners {
		attended += l.Attended
	}
	if attended != 3 || len(page.Sessions) != 2 {
		t.Fatalf("the page says %d attended %d classes", attended, len(page.Sessions))
	}
	store := newReader(t, w)
	query := map[analytics.Figure]string{}
	for _, q := range page.Queries {
		query[q.Figure] = q.Query
	}
	apptest.Eventually(t, apptest.Wait, func() error {
		if n := len(store.ask(query[analytics.FigureAttendance])); n != attended {
			return fmt.Errorf("the store has %d of %d", n, attended)
		}
		return nil
	})
	for i, s := range page.Sessions {
		found := store.ask(query[analytics.FigureAttendance] + "&registration=" + s.Registration)
		sum := 0.0
		for _, st := range found {
			sum += *st.Result.Score.Scaled
		}
		if s.ID != sessions[i] || len(found) != s.Expected-s.Absent || math.Abs(sum/float64(s.Expected)-s.Share) > 0.0005 {
			t.Errorf("class %d: the page says %d of %d, %v; the store %d, %v", i, s.Expected-s.Absent, s.Expected, s.Share, len(found), sum)
		}
	}
	for _, l := range page.Learners {
		agent := app.MustJSON(map[string]any{"account": l.Account})
		found := store.ask(query[analytics.FigureAttendance] + "&agent=" + url.QueryEscape(string(agent)))
		byRegistration := map[string]float64{}
		for _, st := range found {
			byRegistration[st.Context.Registration.String()] = *st.Result.Score.Scaled
		}
		if len(found) != l.Attended {
			t.Errorf("%s: the page says %d, the store %d", l.Name, l.Attended, len(found))
		}
		for i, c := range l.Cells {
			if got := byRegistration[page.Sessions[i].Registration]; math.Abs(got-c.Share) > 0.0005 {
				t.Errorf("%s, class %d: the page says %v, the store %v", l.Name, i, c.Share, got)
			}
		}
	}
	if got := store.ask(query[analytics.FigureCompletion]); len(got) != 0 {
		t.Errorf("%d completed what has no rule", len(got))
	}
}

func TestLearnersSeeNothingOfOthersInAnalytics(t *testing.T) {
	t.Parallel()
	clock := &ahead{}
	w := apptest.New(t, apptest.Options{Clock: clock.Now})
	teacher, ana := w.Enter("teacher"), w.Enter("learner1")
	elsewhere := apptest.Enter(t, w.URL, w.LMS, "teacher", "2")
	session := teacher.Start()
	clock.attend(t, w, session.ID, teacher, ana)
	teacher.End(session.ID)
	var course analytics.Analytics
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/course/analytics", nil, &course)
	var rooms []app.ClassroomID
	for _, r := range course.Classrooms {
		rooms = append(rooms, r.ID)
	}
	if len(rooms) != 2 || len(course.Sessions) != 1 || !strings.Contains(fmt.Sprint(rooms), string(elsewhere.ClassroomID)) {
		t.Errorf("the course has %v and %d classes", rooms, len(course.Sessions))
	}
	// A teacher who doesn't teach the other classroom doesn't get it.
	if err := w.Server.Store.Write(t.Context()).Exec("UPDATE memberships SET role = 'learner' WHERE classroom_id = ? AND user_id = ?", elsewhere.ClassroomID, teacher.Me.UserID).Error; err != nil {
		t.Fatal(err)
	}
	teacher.Must(http.StatusOK, "GET", "/classrooms/"+string(teacher.ClassroomID)+"/course/analytics", nil, &course)
	if len(course.Classrooms) != 1 || course.Classrooms[0].ID != teacher.ClassroomID {
		t.Errorf("the course has %+v", course.Classrooms)
	}
	for _, path := range []string{"/analytics", "/course/analytics", "/analytics/attendance.csv", "/course/analytics/mastery.csv"} {
		if status := ana.Call("GET", "/classrooms/"+string(ana.ClassroomID)+path, nil, nil); status != http.StatusForbidden {
			t.Errorf("%s as a learner: %d", path, status)
		}
	}
}

// TestWhatPeopleDidInClassIsInTheTerm chats, votes and raises a hand, and wants the record store to tell the same.
func TestWhatPeopleDidInClassIsInTheTerm(t *testing.T) {
	t.Parallel()
	clock := &ahead{}
	w := apptest.New(t, apptest.Options{NoLRS: true, Clock: clock.Now})
	teacher, ana, ben := w.Enter("teacher"), w.Enter("learner1"), w.Enter("learner2")
	session := teacher.Start()
	sockets := map[*apptest.Client]*apptest.Socket{}
	for _, c := range []*apptest.Client{teacher, ana, ben} {
		sockets[c] = apptest.Dial(t, c.URLOf(session.ID))
	}
	for _, anonymous := range []bool{false, true} {
		var made struct {
			PollID app.PollID `json:"pollId"`
		}
		sockets[teacher].Must("poll.open", apptest.Body{"poll": map[string]any{"kind": "yes_no", "question": "Is it prime?", "right": []string{"yes"}, "anonymous": anonymous}}, &made)
		sockets[ana].Must("poll.vote", apptest.Body{"pollId": made.PollID, "answer": []string{"yes"}}, nil)
		sockets[ben].Must("poll.vote", apptest.Body{"pollId": made.PollID, "answer": []string{"no"}}, nil)
	}
	sockets[ana].Must("hand.raise", nil, nil)
	sockets[ana].Must("chat.send", apptest.Body{"text": "I know it", "to": map[string]any{"kind": "everyone"}}, nil)
	sockets[ben].Must("chat.send", apptest.Body{"text": "I don't", "to": map[string]any{"kind": "staff"}}, nil)
	sockets[teacher].Must("chat.send", apptest.Body{"text": "Well done", "to": map[string]any{"kind": "everyone"}}, nil)
	facts := []app.Fact{{ID: "listening", Session: session.ID, Kind: app.FactMediaListening, Source: app.SourceReconcile, At: time.Now(), Seen: time.Now()}}
	for i, user := range []app.UserID{ana.Me.UserID, ana.Me.UserID, teacher.Me.UserID} {
		facts = append(facts, app.Fact{ID: fmt.Sprint("spoke", i), Session: session.ID, Kind: app.FactMediaSpoke, Source: app.SourceReconcile, User: user, At: time.Now(), Seen: time.Now(), Data: app.MustJSON(app.SpokeData{Ms: 1500, Turns: 1})})
	}
	if _, err := w.Server.Store.AppendFacts(t.Context(), facts...); err != nil {
		t.Fatal(err)
	}
	clock.lasts()
	for _, socket := range sockets {
		socket.Leave()
	}
	allLeft(t, w, session.ID, len(sockets))
	teacher.End(session.ID)
	page := termOf(teacher)
	got := map[analytics.Measure]string{}
	for _, e := range page.Equity {
		line := ""
		for _, s := range e.Shares {
			if s.Value > 0 {
				line += fmt.Sprintf("%s %v ", s.Name, s.Value)
			}
		}
		if e.Staff != nil {
			line += fmt.Sprint("staff ", *e.Staff)
		}
		got[e.Measure] = line
	}
	want := map[analytics.Measure]string{
		analytics.MeasureTalk:     ana.Me.Name + " 3000 staff 1500",
		analytics.MeasureMessages: ana.Me.Name + " 1 staff 1",
		analytics.MeasureActions:  fmt.Sprintf("%s 4 %s 3 ", ana.Me.Name, ben.Me.Name),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(page.Questions) != 2 {
		t.Fatalf("questions %+v", page.Questions)
	}
	if page.Questions[0].Anonymous || page.Questions[0].Right != 1 || page.Questions[0].Judged != 2 {
		t.Errorf("questions %+v", page.Questions)
	}
	if q := page.Questions[1]; !q.Anonymous || q.Voted != 2 || q.Judged != 0 || q.Right != 0 {
		t.Errorf("an anonymous question of two voters: %+v", q)
	}
	for _, l := range page.Learners {
		if l.UserID == ana.Me.UserID && (l.Asked != 1 || l.Answered != 1 || l.Right != 1) {
			t.Errorf("what Ana knew: %+v", l)
		}
	}
	sameInTheStore(t, w, page)
}

// sameInTheStore compares how talk, messages and answers are on the page with what the queries beside them find.
func sameInTheStore(t *testing.T, w *apptest.World, page analytics.Analytics) {
	t.Helper()
	store := newReader(t, w)
	found := map[analytics.Figure][]xapi.Statement{}
	apptest.Eventually(t, apptest.Wait, func() error {
		for _, q := range page.Queries {
			found[q.Figure] = store.ask(q.Query)
		}
		if len(found[analytics.FigureAttendance]) == 0 {
			return errors.New("the class isn't settled")
		}
		return nil
	})
	sums := map[analytics.Measure]map[string]float64{analytics.MeasureTalk: {}, analytics.MeasureMessages: {}}
	for _, st := range found[analytics.FigureTalk] {
		sums[analytics.MeasureTalk][st.Actor.Account.Name] += float64(time.Duration(*st.Result.Duration).Milliseconds())
	}
	for _, st := range found[analytics.FigureMessages] {
		sums[analytics.MeasureMessages][st.Actor.Account.Name]++
	}
	for _, e := range page.Equity {
		if e.Measure == analytics.MeasureActions {
			continue
		}
		total := 0.0
		for _, s := range e.Shares {
			for _, l := range page.Learners {
				if l.UserID == s.UserID {
					if got := sums[e.Measure][l.Account.Name]; got != s.Value {
						t.Errorf("%s of %s: the page says %v, the store %v", e.Measure, s.Name, s.Value, got)
					}
				}
			}
		}
		for _, sum := range sums[e.Measure] {
			total += sum
		}
		if e.Staff == nil || total != e.Total+*e.Staff {
			t.Errorf("%s: the page says %v and staff %v, the store %v in all", e.Measure, e.Total, e.Staff, total)
		}
	}
	right := 0
	for _, st := range found[analytics.FigureAnswers] {
		if *st.Result.Success {
			right++
		}
	}
	if q := page.Questions[0]; len(found[analytics.FigureAnswers]) != q.Voted || right != q.Right {
		t.Errorf("answers: the page says %d of %d, the store %d of %d", q.Right, q.Voted, right, len(found[analytics.FigureAnswers]))
	}
}
