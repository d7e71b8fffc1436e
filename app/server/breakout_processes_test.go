package server_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// TestGroupsAtTwoProcesses has learners at two processes, and two teachers who open, move and close at each of them at
// once, with Redis emptied in between: everybody is told by their own process where to go.
func TestGroupsAtTwoProcesses(t *testing.T) {
	t.Parallel()
	binary := build(t)
	redis, databaseURL := apptest.StartRedis(t), storetest.Postgres(t)
	here, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	there, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	const learners = 4
	lms := benchLMS(t, here.URL, databaseURL, learners)
	teacher := apptest.Enter(t, here.URL, lms, "teacher", "1")
	session := teacher.Start().ID
	near := apptest.Dial(t, teacher.URLOf(session))
	far := apptest.Dial(t, apptest.Enter(t, there.URL, lms, "teacher", "1").URLOf(session))
	users, sockets := make([]app.UserID, learners), make([]*apptest.Socket, learners)
	for i := range learners {
		person := apptest.Enter(t, []*apptest.Process{here, there}[i%2].URL, lms, platform.UserID(fmt.Sprint(1000+i)), "1")
		users[i], sockets[i] = person.Me.UserID, apptest.Dial(t, person.URLOf(session))
	}
	var made struct {
		BreakoutID app.BreakoutID `json:"breakoutId"`
	}
	near.Must("breakout.plan", apptest.Body{"name": "", "plan": apptest.Body{"choice": "none"}, "groups": []apptest.Body{
		{"name": "Red", "members": users[:2]}, {"name": "Blue", "members": users[2:]}}}, &made)
	far.Next("breakout.planned")
	far.Must("breakout.open", apptest.Body{"breakoutId": made.BreakoutID}, nil)
	var opened struct{ app.BreakoutSet }
	if err := json.Unmarshal(near.Next("breakout.opened").Raw, &opened); err != nil {
		t.Fatal(err)
	}
	red, blue := opened.Breakout.Groups[0].GroupID, opened.Breakout.Groups[1].GroupID
	for i, s := range sockets {
		moved(t, s, session, users[i], []app.GroupID{red, blue}[i/2])
	}
	redis.Empty()
	near.Must("breakout.assign", apptest.Body{"userId": users[1], "groupId": blue}, nil)
	far.Must("breakout.assign", apptest.Body{"userId": users[2], "groupId": red}, nil)
	moved(t, sockets[1], session, users[1], blue)
	moved(t, sockets[2], session, users[2], red)
	near.Must("breakout.close", apptest.Body{"seconds": 0}, nil)
	far.Next("breakout.closed")
	for i, s := range sockets {
		moved(t, s, session, users[i], "")
	}
}

// moved wants somebody to be welcomed in the group, and to get a ticket for its room.
func moved(t *testing.T, s *apptest.Socket, session app.SessionID, user app.UserID, group app.GroupID) {
	t.Helper()
	want := live.MainRoom
	if group != "" {
		want = string(group)
	}
	var w live.Welcome
	if err := json.Unmarshal(s.Next("welcome").Raw, &w); err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(w.People, func(p live.Person) bool { return p.UserID == user }); i < 0 || w.People[i].Room != want {
		t.Fatalf("welcomed in another room than %s: %v", want, w.People)
	}
	var ticket media.MediaTicket
	if err := json.Unmarshal(s.Next("media.ticket").Raw, &ticket); err != nil {
		t.Fatal(err)
	}
	if ticket.Room != app.RoomName(session, group) || ticket.Token == "" {
		t.Errorf("a ticket for %s, want %s", ticket.Room, app.RoomName(session, group))
	}
}
