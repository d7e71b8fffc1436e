package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/breakout"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// work has Ana draw in her group, which says that it is done, and returns what she drew.
func (g *groupWork) work() map[string]any {
	g.t.Helper()
	drawer := apptest.OpenDrawer(g.t, 1, g.page(g.ana, app.BoardID(g.red)))
	for range 4 {
		drawer.Stroke()
		apptest.Eventually(g.t, apptest.Wait, func() error { return errors.Join(drawer.Synced(), drawer.Kept()) })
	}
	ana := apptest.Dial(g.t, g.ana.URLOf(g.session))
	ana.Must("breakout.done", apptest.Body{"done": true}, nil)
	ana.Leave()
	drawn := content(drawer)
	drawer.Close()
	return drawn
}

// pages are those that somebody finds after the class.
func (g *groupWork) pages(c *apptest.Client) []board.PageAt {
	g.t.Helper()
	var list board.PageList
	c.Must(http.StatusOK, "GET", "/sessions/"+string(g.session)+"/boards", nil, &list)
	return list.Boards
}

// framed says what is wrong with the pages that are there after a class whose end has closed the groups.
func (g *groupWork) framed() error {
	for _, c := range []*apptest.Client{g.ben, g.ana, g.teacher} {
		pages := g.pages(c)
		at := slices.IndexFunc(pages, func(p board.PageAt) bool { return p.Template == board.TemplateGroups })
		if len(pages) != 4 || at < 0 {
			return fmt.Errorf("%s finds %d pages, that of the groups at %d", c.Me.Name, len(pages), at)
		}
		want := []board.Frame{{GroupID: g.red, BoardID: app.BoardID(g.red), Name: "Red"}, {GroupID: g.blue, BoardID: app.BoardID(g.blue), Name: "Blue"}}
		if diff := cmp.Diff(want, pages[at].Frames); diff != "" || pages[at].Title != "Bridges" || pages[at].GroupID != "" {
			return fmt.Errorf("%s finds the page %q with the frames (-want +got):\n%s", c.Me.Name, pages[at].Title, diff)
		}
	}
	return nil
}

// came wants what the group drew to have come back, object by object: after the class, and in the next one that goes on with it.
func (g *groupWork) came(drawn map[string]any) {
	g.t.Helper()
	if err := g.framed(); err != nil {
		g.t.Error(err)
	}
	var set breakout.SessionBreakouts
	g.teacher.Must(http.StatusOK, "GET", "/sessions/"+string(g.session)+"/breakouts", nil, &set)
	if i := slices.IndexFunc(set.Breakouts, func(b app.Breakout) bool { return b.BreakoutID == g.set }); i < 0 || set.Breakouts[i].Phase != app.BreakoutClosed {
		g.t.Errorf("after the class the breakouts are %+v", set.Breakouts)
	}
	after := apptest.OpenDrawer(g.t, 2, g.page(g.ben, app.BoardID(g.red)))
	if diff := cmp.Diff(drawn, content(after)); diff != "" {
		g.t.Errorf("after the class others find (-want +got):\n%s", diff)
	}
	after.Close()
	g.begin(g.set)
	next := apptest.OpenDrawer(g.t, 3, g.page(g.ana, app.BoardID(g.red)))
	if diff := cmp.Diff(drawn, content(next)); diff != "" {
		g.t.Errorf("the next class begins with (-want +got):\n%s", diff)
	}
}

// closedBy looks at the facts of the end: the groups were closed when the class ended, once, and nobody is in one.
func closedBy(t *testing.T, s *store.Store, session app.SessionID) {
	t.Helper()
	facts, err := s.Facts(context.Background(), session, 0)
	if err != nil {
		t.Fatal(err)
	}
	var closed []app.Fact
	var ended time.Time
	in := map[app.UserID]bool{}
	for _, f := range facts {
		switch f.Kind {
		case app.FactBreakoutClosed:
			closed = append(closed, f)
		case app.FactSessionEnded:
			ended = f.At
		case app.FactBreakoutJoined:
			in[f.User] = true
		case app.FactBreakoutLeft:
			if delete(in, f.User); f.At.After(ended) && !ended.IsZero() {
				t.Errorf("%s left the group at %v, after the end at %v", f.User, f.At, ended)
			}
		}
	}
	if len(closed) != 1 || !closed[0].At.Equal(ended) || len(in) > 0 {
		t.Errorf("closed %+v, the class ended at %v, in groups are still %v", closed, ended, in)
	}
}

// TestGroupsComeBackWhenTheClassEnds ends a class while its groups are open, or count down, or everybody has left: what they
// made comes back as if they had been closed.
func TestGroupsComeBackWhenTheClassEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(g *groupWork, later *atomic.Int64){
		"open": func(g *groupWork, _ *atomic.Int64) { g.teacher.End(g.session) },
		"closing": func(g *groupWork, _ *atomic.Int64) {
			g.board.Must("breakout.close", apptest.Body{"seconds": 60}, nil)
			g.teacher.End(g.session)
		},
		"everybody left": func(g *groupWork, later *atomic.Int64) {
			g.board.Leave()
			apptest.Eventually(g.t, apptest.Wait, func() error {
				later.Add(int64(5 * time.Second))
				var one schedule.Session
				g.teacher.Must(http.StatusOK, "GET", "/sessions/"+string(g.session), nil, &one)
				if one.State != app.SessionEnded {
					return errors.New("the class goes on")
				}
				return nil
			})
			apptest.Eventually(g.t, apptest.Wait, g.framed)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var later atomic.Int64
			w := apptest.New(t, apptest.Options{NoLRS: true, Clock: func() time.Time { return time.Now().Add(time.Duration(later.Load())) }})
			g := &groupWork{t: t, w: w, teacher: w.Enter("teacher"), ana: w.Enter("learner1"), ben: w.Enter("learner2")}
			g.begin("")
			drawn := g.work()
			ben := apptest.Dial(t, g.ben.URLOf(g.session))
			if name == "everybody left" {
				ben.Leave()
			}
			g.board.Must("breakout.plan", apptest.Body{"name": "Never opened", "groups": []apptest.Body{{"name": "Green"}}}, nil)
			session := g.session
			end(g, &later)
			if name != "everybody left" {
				toldOfTheEnd(t, ben)
			}
			g.came(drawn)
			closedBy(t, w.Server.Store, session)
		})
	}
}

// toldOfTheEnd wants somebody in a group to be told that it is closed before the class is.
func toldOfTheEnd(t *testing.T, s *apptest.Socket) {
	t.Helper()
	var closed struct{ app.BreakoutSet }
	if err := json.Unmarshal(s.Next("breakout.closed").Raw, &closed); err != nil || closed.Breakout.Phase != app.BreakoutClosed {
		t.Errorf("told of %+v, %v", closed, err)
	}
	s.Next("session.ended")
	if code := s.Closed(); code != 4500 {
		t.Errorf("closed with %d", code)
	}
}

// killedClass is a class of a process that is killed.
func killedClass(t *testing.T) (*groupWork, *apptest.Process, string) {
	t.Helper()
	address, data := apptest.FreePort(t), t.TempDir()
	p := apptest.StartProcess(t, app.Config{Listen: address, PublicURL: "http://" + address, DataDir: data, DatabaseURL: apptest.SQLiteURL(data),
		LiveKitURL: "http://127.0.0.1:1", LiveKitAPIKey: "apptest", LiveKitAPISecret: "apptest-secret-of-at-least-32-bytes"})
	lms := benchLMS(t, p.URL, p.Config.DatabaseURL, 0)
	g := &groupWork{t: t, w: &apptest.World{URL: p.URL}, teacher: apptest.Enter(t, p.URL, lms, "teacher", "1"), ana: apptest.Enter(t, p.URL, lms, "learner1", "1"), ben: apptest.Enter(t, p.URL, lms, "learner2", "1")}
	return g, p, p.Config.DatabaseURL
}

// unheard are the sockets of a process that dies before it can tell them of the end.
type unheard struct{}

func (unheard) Ended(app.Session)           {}
func (unheard) Connected(app.SessionID) int { return 0 }

// TestGroupsComeBackAfterAKillAtTheEnd kills the app once the class has ended and before its groups were closed, and then
// again and again somewhere around the end.
func TestGroupsComeBackAfterAKillAtTheEnd(t *testing.T) {
	t.Parallel()
	g, p, databaseURL := killedClass(t)
	g.begin("")
	drawn := g.work()
	p.Kill()
	s := storetest.Open(t, databaseURL)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	messages, err := outbox.New(outbox.Deps{Store: s, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ending := schedule.New(schedule.Deps{Store: s, Live: unheard{}, Outbox: messages, Clock: time.Now, Log: log})
	if _, err := ending.End(context.Background(), g.session, time.Now(), app.EndByInstructor, g.teacher.Me.UserID); err != nil {
		t.Fatal(err)
	}
	p.Start()
	apptest.Eventually(t, apptest.Wait, g.framed)
	session := g.session
	g.came(drawn)
	closedBy(t, s, session)
	for i := range 4 {
		g.killedAround(p, s, time.Duration(i)*3*time.Millisecond)
	}
}

// killedAround ends the class that runs, and kills the app so long after it was asked to.
func (g *groupWork) killedAround(p *apptest.Process, s *store.Store, after time.Duration) {
	g.t.Helper()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		req, err := http.NewRequest("POST", p.URL+"/api/v1/sessions/"+string(g.session)+"/end", http.NoBody)
		if err != nil {
			return
		}
		req.Header.Set("Authorization", "Bearer "+g.teacher.Token.Token)
		if res, err := http.DefaultClient.Do(req); err == nil { // the app may be dead by then
			_ = res.Body.Close()
		}
	}()
	<-time.After(after)
	p.Kill()
	<-asked
	p.Start()
	var one schedule.Session
	g.teacher.Must(http.StatusOK, "GET", "/sessions/"+string(g.session), nil, &one)
	g.t.Logf("killed %v after the click: the class is %s", after, one.State)
	if one.State != app.SessionEnded {
		g.teacher.End(g.session)
	}
	apptest.Eventually(g.t, apptest.Wait, g.framed)
	closedBy(g.t, s, g.session)
	g.begin(g.set)
}
