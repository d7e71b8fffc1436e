package poll

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// tokens knows actors by their token, user:role:classroom.
type tokens struct{}

func (tokens) Authenticate(token string) (app.Actor, error) {
	p := strings.Split(token, ":")
	if len(p) != 3 {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "Please open the class again from your course.")
	}
	return app.Actor{User: app.UserID(p[0]), Role: app.Role(p[1]), Classroom: app.ClassroomID(p[2])}, nil
}

const (
	asTeacher  = "user-teacher:instructor:room-1"
	asMia      = "user-mia:learner:room-1"
	asZoe      = "user-zoe:learner:room-1"
	asStranger = "user-other:instructor:room-2"
)

func (c *class) server() *echo.Echo {
	e := web.NewEcho(slog.New(slog.DiscardHandler), web.DefaultLimits(), "default-src 'self'")
	web.Mount(e, "/api/v1", tokens{}, c.svc.Endpoints())
	return e
}

func call(e *echo.Echo, method, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	e.ServeHTTP(rec, r)
	return rec
}

func answerOf[T any](t *testing.T, rec *httptest.ResponseRecorder, status int) T {
	t.Helper()
	var out T
	if rec.Code != status {
		t.Fatalf("got %d %s", rec.Code, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		t.Fatal(err, rec.Body)
	}
	return out
}

func TestEndpointEdges(t *testing.T) {
	t.Parallel()
	c := onSQLite(t)
	open := c.ask(single + `}`)
	secret := c.ask(`{"kind":"yes_no","anonymous":true}`)
	e := c.server()
	const good = `{"kind":"yes_no","question":"Ok?"}`
	made := answerOf[PreparedPoll](t, call(e, "POST", "/classrooms/room-1/polls", asTeacher, good), 201)
	own := "/classrooms/room-1/polls/" + string(made.ID)
	before := c.dump() + strings.Join(c.rows(t, "prepared_polls"), "\n")
	routes := []struct{ method, path, body string }{
		{"GET", "/classrooms/room-1/polls", ""}, {"POST", "/classrooms/room-1/polls", good}, {"PUT", own, good}, {"DELETE", own, ""},
		{"PUT", "/classrooms/room-1/polls/order", `{"ids":[]}`}, {"POST", "/classrooms/room-1/polls/import", `{"format":"gift","text":"Q?{T}"}`},
		{"GET", "/classrooms/room-1/polls/export?format=csv", ""}, {"GET", "/sessions/s1/polls/results?format=csv", ""},
		{"GET", "/sessions/s1/polls/" + string(open) + "/answers", ""},
	}
	for _, r := range routes {
		for token, status := range map[string]int{"": 401, asMia: 403, "user-o:observer:room-1": 403, asStranger: 404} {
			if rec := call(e, r.method, r.path, token, r.body); rec.Code != status {
				t.Errorf("%s %s as %q: %d %s", r.method, r.path, token, rec.Code, rec.Body)
			}
		}
	}
	for _, tc := range []struct {
		name, method, path, token, body string
		status                          int
	}{
		{"polls without token", "GET", "/sessions/s1/polls", "", "", 401},
		{"polls of another classroom", "GET", "/sessions/s1/polls", asStranger, "", 404},
		{"polls of no session", "GET", "/sessions/s9/polls", asTeacher, "", 404},
		{"answers of no poll", "GET", "/sessions/s1/polls/x/answers", asTeacher, "", 404},
		{"answers of an anonymous poll", "GET", "/sessions/s1/polls/" + string(secret) + "/answers", asTeacher, "", 409},
		{"results in no format", "GET", "/sessions/s1/polls/results", asTeacher, "", 400},
		{"export in no format", "GET", "/classrooms/room-1/polls/export?format=xml", asTeacher, "", 400},
		{"import in no format", "POST", "/classrooms/room-1/polls/import", asTeacher, `{"format":"xml","text":"x"}`, 400},
		{"import of nothing", "POST", "/classrooms/room-1/polls/import", asTeacher, `{"format":"gift","text":"// x"}`, 400},
		{"import of much", "POST", "/classrooms/room-1/polls/import", asTeacher, `{"format":"gift","text":"` + strings.Repeat("x", importLimit+1) + `"}`, 413},
		{"no question", "POST", "/classrooms/room-1/polls", asTeacher, `{"kind":"yes_no"}`, 400},
		{"unknown field", "POST", "/classrooms/room-1/polls", asTeacher, `{"kind":"yes_no","question":"Ok?","x":1}`, 400},
		{"no poll to change", "PUT", "/classrooms/room-1/polls/x", asTeacher, good, 404},
		{"no poll to delete", "DELETE", "/classrooms/room-1/polls/x", asTeacher, "", 404},
		{"order of others", "PUT", "/classrooms/room-1/polls/order", asTeacher, `{"ids":["x"]}`, 409},
		{"order of too few", "PUT", "/classrooms/room-1/polls/order", asTeacher, `{"ids":[]}`, 409},
	} {
		if rec := call(e, tc.method, tc.path, tc.token, tc.body); rec.Code != tc.status {
			t.Errorf("%s: %d %s", tc.name, rec.Code, rec.Body)
		}
	}
	if after := c.dump() + strings.Join(c.rows(t, "prepared_polls"), "\n"); after != before {
		t.Errorf("something happened:\n%s\n%s", before, after)
	}
}

func TestPreparedPolls(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		e := c.server()
		const path = "/classrooms/room-1/polls"
		prepare := func(question string) PreparedID {
			body := `{"kind":"single","question":"` + question + `","options":[{"id":"x","text":"north"},{"id":"y","text":"south"}],"right":["y"]}`
			return answerOf[PreparedPoll](t, call(e, "POST", path, asTeacher, body), 201).ID
		}
		questions := func() string {
			var out []string
			for _, p := range answerOf[[]PreparedPoll](t, call(e, "GET", path, asTeacher, ""), 200) {
				out = append(out, p.Poll.Question)
			}
			return strings.Join(out, " ")
		}
		a, b, d := prepare("A?"), prepare("B?"), prepare("D?")
		call(e, "PUT", path+"/order", asTeacher, string(app.MustJSON(PollOrder{IDs: []PreparedID{d, a, b}})))
		answerOf[PreparedPoll](t, call(e, "PUT", path+"/"+string(b), asTeacher, `{"kind":"text","question":"New B?"}`), 200)
		if got := questions(); got != "D? A? New B?" {
			t.Error(got)
		}
		id := c.must(teacher, cmdOpen, `{"preparedId":"`+string(a)+`"}`).Result.(PollMade).PollID
		if rec := call(e, "DELETE", path+"/"+string(a), asTeacher, ""); rec.Code != 204 {
			t.Error(rec.Code, rec.Body)
		}
		if got := c.seen(teacher, id); got.Question != "A?" || got.Points != 1 || !cmp.Equal(got.Right, []string{"b"}) {
			t.Errorf("opened %+v", got)
		}
		if got := questions(); got != "D? New B?" {
			t.Error(got)
		}
	})
}

func TestImportAndExport(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		e := c.server()
		const path = "/classrooms/room-1/polls"
		take := func(format, text string) PollImported {
			return answerOf[PollImported](t, call(e, "POST", path+"/import", asTeacher, string(app.MustJSON(PollImport{Format: format, Text: text}))), 200)
		}
		bad := take("gift", "Good?{T}\n\nMatch{=a -> b}\n\nWhich?{~x}")
		if bad.Imported != 0 || len(bad.Errors) != 2 || bad.Errors[0].Line != 3 || bad.Errors[1].Line != 5 {
			t.Errorf("%+v", bad)
		}
		if got := answerOf[[]PreparedPoll](t, call(e, "GET", path, asTeacher, ""), 200); len(got) != 0 {
			t.Errorf("half imported: %+v", got)
		}
		if got := take("gift", "=Good?{T}\n\nWhich?{~x =y}"); got.Imported != 2 || len(got.Errors) != 0 {
			t.Errorf("%+v", got)
		}
		rec := call(e, "GET", path+"/export?format=csv", asTeacher, "")
		if !strings.Contains(rec.Body.String(), "'=Good?") || !strings.Contains(rec.Header().Get("Content-Disposition"), "polls.csv") {
			t.Errorf("%v %s", rec.Header(), rec.Body)
		}
		if got := take("csv", rec.Body.String()); got.Imported != 2 {
			t.Errorf("%+v", got)
		}
		polls := answerOf[[]PreparedPoll](t, call(e, "GET", path, asTeacher, ""), 200)
		if diff := cmp.Diff([]PollDefinition{polls[0].Poll, polls[1].Poll}, []PollDefinition{polls[2].Poll, polls[3].Poll}); diff != "" {
			t.Error(diff)
		}
		many := strings.Repeat("Q?{T}\n\n", maxPrepared)
		if rec := call(e, "POST", path+"/import", asTeacher, string(app.MustJSON(PollImport{Format: "gift", Text: many}))); rec.Code != 409 {
			t.Errorf("too many: %d", rec.Code)
		}
		if rec := call(e, "GET", path+"/export?format=gift", asTeacher, ""); !strings.Contains(rec.Body.String(), "{TRUE}") {
			t.Error(rec.Body)
		}
	})
}

func TestResultsAfterTheClass(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *class) {
		e := c.server()
		quiz := c.ask(single + `,"results":"hidden"}`)
		open := c.ask(`{"kind":"text","question":"=Why?","anonymous":true}`)
		c.mustVote(ben, quiz, "b")
		c.mustVote(mia, quiz, "a")
		c.mustVote(mia, open, "-1")
		c.mustVote(ben, open, "-1")
		c.close(quiz)
		c.must(teacher, cmdReveal, `{"pollId":"`+string(quiz)+`","right":true}`)
		c.end(t, "s1")
		staff := answerOf[PollHistory](t, call(e, "GET", "/sessions/s1/polls", asTeacher, ""), 200)
		if len(staff.Polls) != 2 || staff.Polls[0].Tally == nil || staff.Polls[1].State != StateClosed || staff.Quiz != nil {
			t.Errorf("%+v", staff)
		}
		own := answerOf[PollHistory](t, call(e, "GET", "/sessions/s1/polls", asMia, ""), 200)
		if own.Polls[0].Tally != nil || own.Polls[1].Tally == nil { // hidden; shown on closing, which the end of the class is
			t.Errorf("%+v", own)
		}
		if diff := cmp.Diff(&PollQuiz{Given: 0, Maximum: 2, Questions: 1}, own.Quiz); diff != "" {
			t.Error(diff)
		}
		answers := answerOf[[]PollAnswer](t, call(e, "GET", "/sessions/s1/polls/"+string(quiz)+"/answers", asTeacher, ""), 200)
		want := []PollAnswer{{UserID: ben, Name: "=Ben", Answer: []string{"b"}, Right: ptr(true), Points: ptr(2.0)}, {UserID: mia, Name: "Mia", Answer: []string{"a"}, Right: ptr(false), Points: ptr(0.0)}}
		if diff := cmp.Diff(want, answers); diff != "" {
			t.Error(diff)
		}
		rec := call(e, "GET", "/sessions/s1/polls/results?format=csv", asTeacher, "")
		wantCSV := "\uFEFFNumber,Question,Kind,Anonymous,Name,Answer,Count,Right,Points\r\n" +
			"1,Which?,single,no,'=Ben,south,1,yes,2\r\n1,Which?,single,no,Mia,north,1,no,0\r\n2,'=Why?,text,yes,,'-1,2,,\r\n"
		if diff := cmp.Diff(wantCSV, rec.Body.String()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRetention(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.mustVote(mia, c.ask(`{"kind":"yes_no"}`), "yes")
		c.school.begin(t, "s2", "room-2")
		c.school.class(t, "s2").ask(`{"kind":"yes_no"}`)
		c.end(t, "s1")
		if n, err := c.svc.Prune(t.Context(), start); n != 0 || err != nil {
			t.Error(n, err)
		}
		if n, err := c.svc.Prune(t.Context(), start.Add(1e9)); n != 1 || err != nil {
			t.Error(n, err)
		}
		if left := len(c.rows(t, "polls")) + len(c.rows(t, "poll_votes")); left != 1 {
			t.Errorf("%d rows left", left)
		}
		if err := c.svc.Forget(t.Context(), "s2"); err != nil || len(c.rows(t, "polls")) != 0 {
			t.Error(err)
		}
	})
}
