package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// Client is a person who has launched.
type Client struct {
	t    testing.TB
	base string
	auth.Token
}

// Enter launches the demo's "Live class" as the given user of the LMS, over public HTTP only, and exchanges the code.
func (w *World) Enter(user platform.UserID) *Client {
	w.T.Helper()
	return Enter(w.T, w.URL, w.LMS, user, "1")
}

// Enter launches a link of the LMS into the Lectern at base.
func Enter(t testing.TB, base string, lms *platform.Platform, user platform.UserID, link platform.LinkID) *Client {
	t.Helper()
	res, err := platform.NewBrowser(lms).Launch(context.Background(), user, link)
	if err != nil {
		t.Fatalf("launch as %s: %v", user, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		b, _ := io.ReadAll(res.Body) // for the message only
		t.Fatalf("launch as %s: %s\n%s", user, res.Status, b)
	}
	c := &Client{t: t, base: base}
	c.Exchange(CodeOf(t, res))
	return c
}

// CodeOf returns the code that a launch's redirect carries.
func CodeOf(t testing.TB, res *http.Response) string {
	t.Helper()
	u, err := url.Parse(res.Header.Get("Location"))
	if err != nil || u.Path != "/launch" || !strings.HasPrefix(u.Fragment, "code=") {
		t.Fatalf("launch leads to %q, %v", res.Header.Get("Location"), err)
	}
	return strings.TrimPrefix(u.Fragment, "code=")
}

// Exchange exchanges a code for the client's token.
func (c *Client) Exchange(code string) {
	c.t.Helper()
	c.Must(http.StatusOK, "POST", "/token", auth.Code{Code: code}, &c.Token)
}

// Call calls the API and returns the status; a body of nil sends none, an out of nil drops the answer. Answers that
// aren't successes are decoded into out where it is a *web.Problem.
func (c *Client) Call(method, path string, body, out any) int {
	c.t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	return c.send(method, path, "application/json", r, out)
}

func (c *Client) send(method, path, kind string, body io.Reader, out any) int {
	c.t.Helper()
	req, err := http.NewRequest(method, c.base+"/api/v1"+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if c.Token.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token.Token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	_, wantsProblem := out.(*web.Problem)
	if out != nil && (res.StatusCode < 300) != wantsProblem {
		if err := json.Unmarshal(b, out); err != nil {
			c.t.Fatalf("%s %s: %s: %v in %s", method, path, res.Status, err, b)
		}
	}
	return res.StatusCode
}

// Must is Call that fails the test unless the status is the wanted one.
func (c *Client) Must(status int, method, path string, body, out any) {
	c.t.Helper()
	if got := c.Call(method, path, body, out); got != status {
		var p web.Problem
		c.Call(method, path, body, &p)
		c.t.Fatalf("%s %s: status %d, want %d (%s: %s)", method, path, got, status, p.Code, p.Detail)
	}
}

// Start starts a session of the client's classroom.
func (c *Client) Start() schedule.Session {
	c.t.Helper()
	var s schedule.Session
	c.Must(http.StatusCreated, "POST", "/classrooms/"+string(c.ClassroomID)+"/sessions", nil, &s)
	return s
}

// End ends a session.
func (c *Client) End(id app.SessionID) schedule.Session {
	c.t.Helper()
	var s schedule.Session
	c.Must(http.StatusOK, "POST", "/sessions/"+string(id)+"/end", nil, &s)
	return s
}

// Join asks for what the client needs to enter a session.
func (c *Client) Join(id app.SessionID) media.Joined {
	c.t.Helper()
	var j media.Joined
	c.Must(http.StatusOK, "POST", "/sessions/"+string(id)+"/join", nil, &j)
	return j
}

// TryJoin is Join that returns why it couldn't.
func (c *Client) TryJoin(ctx context.Context, id app.SessionID) (media.Joined, error) {
	var j media.Joined
	req, err := http.NewRequestWithContext(ctx, "POST", c.base+"/api/v1/sessions/"+string(id)+"/join", nil)
	if err != nil {
		return j, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return j, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return j, errors.New(res.Status)
	}
	return j, json.NewDecoder(res.Body).Decode(&j)
}

// Upload uploads a file to a session and returns the status; out gets the answer as in Call.
func (c *Client) Upload(id app.SessionID, name string, content []byte, out any) int {
	c.t.Helper()
	return c.send("POST", "/sessions/"+string(id)+"/files?name="+url.QueryEscape(name), "application/octet-stream", bytes.NewReader(content), out)
}

// Wait is how long tests wait for what takes a moment.
const Wait = 20 * time.Second
