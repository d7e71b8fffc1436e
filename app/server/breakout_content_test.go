package server_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/live"
)

// groupWork is a class whose learners work in two groups.
type groupWork struct {
	t                 *testing.T
	w                 *apptest.World
	teacher, ana, ben *apptest.Client
	session           app.SessionID
	board             *apptest.Socket // the teacher's
	set               app.BreakoutID
	red, blue         app.GroupID
}

// begin starts a class and opens its groups, which go on with an earlier set.
func (g *groupWork) begin(goesOn app.BreakoutID) {
	g.t.Helper()
	g.session = g.teacher.Start().ID
	g.board = apptest.Dial(g.t, g.teacher.URLOf(g.session))
	var made struct {
		BreakoutID app.BreakoutID `json:"breakoutId"`
	}
	g.board.Must("breakout.plan", apptest.Body{"name": "Bridges", "goesOn": goesOn, "plan": apptest.Body{"choice": "none", "template": "grid"}, "groups": []apptest.Body{
		{"name": "Red", "members": []app.UserID{g.ana.Me.UserID}}, {"name": "Blue", "members": []app.UserID{g.ben.Me.UserID}}}}, &made)
	g.set = made.BreakoutID
	g.board.Must("breakout.open", apptest.Body{"breakoutId": g.set}, nil)
	var opened struct{ app.BreakoutSet }
	if err := json.Unmarshal(g.board.Next("breakout.opened").Raw, &opened); err != nil {
		g.t.Fatal(err)
	}
	g.red, g.blue = opened.Breakout.Groups[0].GroupID, opened.Breakout.Groups[1].GroupID
}

// sees returns what somebody who comes now sees of the board.
func (g *groupWork) sees(c *apptest.Client) board.BoardSnapshot {
	g.t.Helper()
	s := apptest.Dial(g.t, c.URLOf(g.session))
	var w live.Welcome
	if err := json.Unmarshal(app.MustJSON(s.Welcome), &w); err != nil {
		g.t.Fatal(err)
	}
	var snapshot board.BoardSnapshot
	if err := json.Unmarshal(app.MustJSON(w.State["board"]), &snapshot); err != nil {
		g.t.Fatal(err)
	}
	return snapshot
}

func (g *groupWork) page(c *apptest.Client, id app.BoardID) func(int) string {
	address := "ws" + strings.TrimPrefix(g.w.URL, "http") + "/ws/boards/" + string(id) + "?token=" + c.Token.Token
	return func(int) string { return address }
}

// content is which objects somebody has, and which of them are erased.
func content(d *apptest.Drawer) map[string]any {
	all := d.Drawing()
	return map[string]any{"made": all.Vector, "erased": all.Deleted}
}

// TestWhatGroupsMakeComesBack draws, writes and talks in a group, and finds all of it when the groups are closed, after the
// class, and in the next one, where the groups go on.
func TestWhatGroupsMakeComesBack(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{NoLRS: true})
	g := &groupWork{t: t, w: w, teacher: w.Enter("teacher"), ana: w.Enter("learner1"), ben: w.Enter("learner2")}
	g.begin("")
	if pages := g.sees(g.ana).Pages; len(pages) != 2 || pages[1].BoardID != app.BoardID(g.red) || pages[1].Template != "grid" {
		t.Fatalf("she sees %+v", pages)
	}
	drawer := apptest.OpenDrawer(t, 1, g.page(g.ana, app.BoardID(g.red)))
	for range 4 {
		drawer.Stroke()
		apptest.Eventually(t, apptest.Wait, func() error { return errors.Join(drawer.Synced(), drawer.Kept()) })
	}
	drawn := content(drawer)
	drawer.Close()
	ana := apptest.Dial(t, g.ana.URLOf(g.session))
	ana.Must("chat.send", apptest.Body{"to": apptest.Body{"kind": "group", "groupId": g.red}, "text": "Mind the arches"}, nil)
	for path, status := range map[string]int{"/boards/" + string(g.red) + "/log": 404, "/sessions/" + string(g.session) + "/note?group=" + string(g.red): 404, "/boards/" + string(g.blue) + "/log": 200} {
		g.ben.Must(status, "GET", path, nil, nil)
	}
	g.board.Must("breakout.close", apptest.Body{"seconds": 0}, nil)
	pages := g.sees(g.ben).Pages
	if len(pages) != 4 || pages[1].Template != "groups" || pages[1].Title != "Bridges" {
		t.Fatalf("closed: he sees %+v", pages)
	}
	if diff := cmp.Diff([]board.Frame{{GroupID: g.red, BoardID: app.BoardID(g.red), Name: "Red"}, {GroupID: g.blue, BoardID: app.BoardID(g.blue), Name: "Blue"}}, pages[1].Frames); diff != "" {
		t.Errorf("the frames (-want +got):\n%s", diff)
	}
	g.board.Must("board.show", apptest.Body{"boardId": g.red}, nil)
	again := apptest.OpenDrawer(t, 2, g.page(g.ben, app.BoardID(g.red)))
	if diff := cmp.Diff(drawn, content(again)); diff != "" {
		t.Errorf("closed: others find (-want +got):\n%s", diff)
	}
	g.teacher.End(g.session)
	for who, want := range map[*apptest.Client]int{g.ana: 1, g.teacher: 1, g.ben: 0} {
		var page chat.ChatPage
		who.Must(200, "GET", "/sessions/"+string(g.session)+"/messages", nil, &page)
		if len(page.Messages) != want {
			t.Errorf("after the class %s reads %d messages, want %d", who.Me.Name, len(page.Messages), want)
		}
	}
	var list board.PageList
	g.ben.Must(200, "GET", "/sessions/"+string(g.session)+"/boards", nil, &list)
	if len(list.Boards) != 4 {
		t.Errorf("after the class he finds %d pages", len(list.Boards))
	}
	before := g.red
	g.begin(g.set)
	if g.red == before {
		t.Fatal("a group of another class has the same board")
	}
	next := apptest.OpenDrawer(t, 3, g.page(g.ana, app.BoardID(g.red)))
	if diff := cmp.Diff(drawn, content(next)); diff != "" {
		t.Errorf("the next class begins with (-want +got):\n%s", diff)
	}
}
