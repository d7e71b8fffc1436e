package server_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/server"
)

// adminBodies are good bodies of the administrator's routes.
var adminBodies = map[string]any{
	"POST /admin/platforms":           admin.PlatformInput{},
	"PUT /admin/platforms/{platform}": admin.PlatformEdit{},
	"POST /admin/invites":             admin.InviteInput{},

	"POST /admin/forward":                             forward.RecordStoreInput{},
	"PUT /admin/forward/{destination}":                forward.RecordStoreInput{},
	"POST /admin/forward/test":                        forward.RecordStoreInput{},
	"POST /admin/forward/{destination}/test":          forward.RecordStoreInput{},
	"POST /admin/forward/{destination}/fill":          forward.FillInput{},
	"POST /admin/forward/{destination}/refused/retry": forward.RefusedInput{},
	"POST /admin/forward/{destination}/refused/drop":  forward.RefusedInput{},
}

// administrator opens a link as `lectern admin link` prints it and returns the token.
func administrator(t *testing.T, w *apptest.World) string {
	t.Helper()
	console, err := server.OpenConsole(context.Background(), w.Config, w.Logger())
	if err != nil {
		t.Fatal(err)
	}
	address, _, err := console.Link(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := console.Close(); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil || u.Path != "/admin" || !strings.HasPrefix(address, w.URL) {
		t.Fatalf("the link leads to %s", u.Path)
	}
	code := strings.TrimPrefix(u.Fragment, "code=")
	var token admin.AdminToken
	stranger := w.Stranger("")
	stranger.Must(http.StatusOK, "POST", "/admin/token", admin.AdminCode{Code: code}, &token)
	if got := stranger.Call("POST", "/admin/token", admin.AdminCode{Code: code}, nil); got != http.StatusGone {
		t.Errorf("the link works twice: %d", got)
	}
	return token.Token
}

func TestAdministratorAtEveryRoute(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	people := map[rune]*apptest.Client{'i': w.Enter("teacher"), 'a': w.Enter("assistant"), 'l': w.Enter("learner1"), 'o': w.Enter("observer")}
	session := liveSession(t, people['i'])
	a := w.Stranger(administrator(t, w))
	for _, route := range describe(t) {
		method, path, _ := strings.Cut(route, " ")
		path = strings.ReplaceAll(path, "{user}", string(people['l'].Me.UserID))
		for _, part := range []string{"{platform}", "{destination}", "{invite}", "{key}", "{poll}", "{fileId}", "{importId}"} {
			path = strings.ReplaceAll(path, part, "none")
		}
		path = strings.ReplaceAll(path, "{activity}", "attendance")
		if strings.HasPrefix(path, "/classrooms") {
			path = strings.ReplaceAll(path, "{id}", string(people['i'].ClassroomID))
		} else {
			path = strings.ReplaceAll(path, "{id}", string(session))
		}
		switch may[route] {
		case "A":
			if got := anonymous(t, w.URL, method, path); got != http.StatusUnauthorized {
				t.Errorf("%s without a token: %d, want 401", route, got)
			}
			for letter, c := range people {
				if got := c.Call(method, path, adminBodies[route], nil); got != http.StatusForbidden {
					t.Errorf("%s as %c: %d, want 403", route, letter, got)
				}
			}
			if got := a.Call(method, path, adminBodies[route], nil); got == http.StatusForbidden || got == http.StatusUnauthorized || got >= 500 {
				t.Errorf("%s as the administrator: %d", route, got)
			}
			if strings.HasPrefix(route, "DELETE /admin/token") { // it is the end of the session
				a = w.Stranger(administrator(t, w))
			}
		case "public":
		default:
			if route == "POST /client-errors" { // says nothing of any class
				continue
			}
			if got := a.Call(method, path, bodies[route], nil); got != http.StatusUnauthorized && got != http.StatusForbidden && got != http.StatusNotFound {
				t.Errorf("%s as the administrator: %d, and nothing in a class is theirs", route, got)
			}
		}
	}
	if now := liveSession(t, people['i']); now != session {
		t.Error("the administrator ended a session")
	}
}

func TestTheAdministratorHearsNothingOfAClass(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	teacher := w.Enter("teacher")
	session := teacher.Start()
	joined := teacher.Join(session.ID)
	token := administrator(t, w)
	for name, address := range map[string]string{"events": joined.Events.URL, "board": joined.Board.URL} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		u.RawQuery = url.Values{"token": {token}}.Encode()
		conn, res, err := websocket.Dial(t.Context(), u.String(), nil)
		if err != nil {
			if res != nil && res.Body != nil {
				_, _ = io.Copy(io.Discard, res.Body) // of no interest
			}
			continue
		}
		if _, frame, err := conn.Read(t.Context()); err == nil {
			t.Errorf("the administrator hears of the class by %s: %s", name, frame)
		}
		_ = conn.CloseNow() // it is of no use any more
	}
}

func TestSessionsOfTheAdminPagesEnd(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	in := func(c *apptest.Client) bool { return c.Call("GET", "/admin/platforms", nil, nil) == http.StatusOK }
	one, two := w.Stranger(administrator(t, w)), w.Stranger(administrator(t, w))
	if !in(one) || !in(two) {
		t.Fatal("nobody comes in")
	}
	one.Must(http.StatusNoContent, "DELETE", "/admin/token", nil, nil)
	if in(one) || !in(two) {
		t.Error("signing out doesn't end that session alone")
	}
	if got := one.Call("DELETE", "/admin/token", nil, nil); got != http.StatusUnauthorized {
		t.Errorf("signing out twice: %d", got)
	}
	console, err := server.OpenConsole(t.Context(), w.Config, w.Logger()) // as `lectern admin revoke`
	if err != nil {
		t.Fatal(err)
	}
	address, _, err := console.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n, err := console.Revoke(t.Context())
	if err := errors.Join(err, console.Close()); err != nil || n != 2 {
		t.Errorf("%d ended, %v", n, err)
	}
	if in(two) {
		t.Error("a session that was ended is still good")
	}
	_, code, _ := strings.Cut(address, "code=")
	if got := w.Stranger("").Call("POST", "/admin/token", admin.AdminCode{Code: code}, nil); got != http.StatusUnauthorized {
		t.Errorf("a link of before: %d", got)
	}
	three, four := w.Stranger(administrator(t, w)), w.Stranger(administrator(t, w))
	three.Must(http.StatusNoContent, "DELETE", "/admin/tokens", nil, nil)
	if in(three) || in(four) {
		t.Error("ending all sessions leaves one")
	}
}
