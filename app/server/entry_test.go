package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/web"
)

// outside are the routes of a session that let in who may not enter it: they tell that it is there, and what one has oneself.
var outside = []string{"GET /sessions/{id}", "GET /sessions/{id}/attendance", "GET /sessions/{id}/grades", "GET /sessions/{id}/grades/{user}"}

// entrance is a live class whose rules of entry are tried at every door.
type entrance struct {
	t       *testing.T
	w       *apptest.World
	teacher *apptest.Client
	session app.SessionID
}

// start starts a session with a note.
func (e *entrance) start() {
	e.t.Helper()
	e.session = e.teacher.Start().ID
	e.teacher.Must(http.StatusOK, "GET", "/sessions/"+string(e.session)+"/note", nil, nil)
}

// rule sets the rules of entry; the class begins so long from now.
func (e *entrance) rule(in time.Duration, entry app.Entry) {
	e.t.Helper()
	e.teacher.Must(http.StatusOK, "PATCH", "/classrooms/"+string(e.teacher.ClassroomID)+"/settings", map[string]any{
		"schedule": app.Schedule{StartsAt: new(time.Now().Add(in)), LengthMinutes: 45}, "entry": entry}, nil)
}

// code is what a route answers; "" where it isn't for rules of entry.
func (e *entrance) code(c *apptest.Client, route string) app.Code {
	method, path, _ := strings.Cut(route, " ")
	path = strings.NewReplacer("{id}", string(e.session), "{user}", string(c.Me.UserID), "{fileId}", "none", "{importId}", "none", "{poll}", "none").Replace(path)
	var p web.Problem
	if c.Call(method, path, bodies[route], &p) < 300 {
		return ""
	}
	return p.Code
}

// socket is the code that a socket is closed with, 0 where it stays open.
func (e *entrance) socket(c *apptest.Client, path string) websocket.StatusCode {
	e.t.Helper()
	if strings.HasPrefix(path, "/ws/sessions/") {
		s, err := apptest.TryDial(e.t, c.URLOf(e.session))
		if err == nil {
			s.Leave()
			return 0
		}
		return websocket.CloseStatus(err)
	}
	p := openPage(e.t, e.w.URL, app.BoardID(path[len("/ws/boards/"):]), c.Token.Token, 77)
	_, code := p.next("\x00")
	_ = p.socket.CloseNow() // it may be closed already
	return code
}

// knock tries every door, and wants each to say the code.
func (e *entrance) knock(c *apptest.Client, letter string, want app.Code) {
	e.t.Helper()
	tried := 0
	for _, route := range describe(e.t) {
		inSession := strings.Contains(route, " /sessions/{id}") || strings.Contains(route, " /boards/{id}")
		forStaff := strings.HasSuffix(route, "/end") || strings.Contains(route, "/participants/") // and does something
		if !inSession || forStaff || !strings.Contains(may[route], letter) || slices.Contains(outside, route) {
			continue
		}
		tried++
		switch got := e.code(c, route); {
		case want != "" && got != want:
			e.t.Errorf("%s of %s: %q, want %q", route, c.Me.Role, got, want)
		case want == "" && (got == app.CodeTooEarly || got == app.CodeForbidden || got == app.CodeRemoved):
			e.t.Errorf("%s of %s: %q", route, c.Me.Role, got)
		}
	}
	if tried < 10 {
		e.t.Errorf("%d doors were tried", tried)
	}
	code := websocket.StatusCode(0)
	if want != "" {
		code = web.CloseCode(app.Errorf(want, ""))
	}
	for _, path := range []string{"/ws/sessions/" + string(e.session), "/ws/boards/" + string(e.session), "/ws/boards/" + string(board.NoteID(e.session))} {
		if got := e.socket(c, path); got != code {
			e.t.Errorf("%s of %s: %d, want %d", path, c.Me.Role, got, code)
		}
	}
}

func TestRulesOfEntryAtEveryDoor(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	e := &entrance{t: t, w: w, teacher: w.Enter("teacher")}
	e.start()
	inside, late, observer, watching := w.Enter("learner1"), w.Enter("learner2"), w.Enter("observer"), w.Enter("learner3")
	staff := map[string]*apptest.Client{"i": e.teacher, "a": w.Enter("assistant")}
	if e.socket(inside, "/ws/sessions/"+string(e.session)) != 0 {
		t.Error("nobody comes in")
	}
	open := apptest.Dial(t, watching.URLOf(e.session))
	page := openPage(t, w.URL, app.BoardID(e.session), watching.Token.Token, 78)
	page.next("\x00")

	early := app.Entry{Opens: app.OpenScheduled, EarlyMinutes: 10, Observers: true}
	e.rule(time.Hour, early)
	e.knock(late, "l", app.CodeTooEarly)
	e.knock(observer, "o", app.CodeTooEarly)
	early.Observers = false
	e.rule(time.Hour, early)
	e.knock(observer, "o", app.CodeForbidden)
	for letter, c := range staff {
		e.knock(c, letter, "")
	}
	if n := count(t, w.Server.Store, "SELECT count(*) FROM facts WHERE session_id = ? AND user_id IN ?", e.session, []app.UserID{late.Me.UserID, observer.Me.UserID}); n != 0 {
		t.Errorf("%d facts of people who weren't let in", n)
	}

	t.Log("whoever was inside stays, and may come back")
	e.knock(inside, "l", "")
	open.Must("chat.send", apptest.Body{"to": everyone(), "text": "Still here"}, nil)
	apptest.Dial(t, e.teacher.URLOf(e.session)).Must("note.lock", apptest.Body{"locked": true}, nil)
	page.send(0, []byte{0}) // asks for what there is
	if _, code := page.next("\x00\x01"); code != 0 {
		t.Errorf("an open board is closed with %d", code)
	}

	t.Log("the rule is for the session: in the next one nobody has been")
	e.teacher.End(e.session)
	for route, want := range map[string]app.Code{"GET /sessions/{id}/messages": "", "POST /sessions/{id}/join": app.CodeSessionEnded} {
		if got := e.code(late, route); got != want {
			t.Errorf("%s after the class: %q, want %q", route, got, want)
		}
	}
	if got := e.code(observer, "GET /sessions/{id}/messages"); got != app.CodeForbidden {
		t.Errorf("an observer who isn't admitted reads what was written: %q", got)
	}
	e.start()
	e.knock(inside, "l", app.CodeTooEarly)
	e.rule(5*time.Minute, early)
	e.knock(inside, "l", "")
}
