package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/breakout"
)

// TestFilesOfTasksReachTheirGroups attaches files to a plan and fetches them as everybody, before the groups are open, while
// they are, and after the class.
func TestFilesOfTasksReachTheirGroups(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{NoLRS: true})
	people := map[rune]*apptest.Client{'i': w.Enter("teacher"), 'a': w.Enter("assistant"), 'l': w.Enter("learner1"), 'm': w.Enter("learner2"), 'o': w.Enter("observer")}
	session := people['i'].Start().ID
	socket := apptest.Dial(t, people['i'].URLOf(session))
	upload := func(who rune, name string) app.FileID {
		t.Helper()
		var f app.File
		if got := people[who].Upload(session, name, app.MustJSON("This is "+name), &f); got != http.StatusCreated {
			t.Fatalf("uploading %s: %d", name, got)
		}
		return f.ID
	}
	all, red, private := upload('i', "all.txt"), upload('i', "red.txt"), upload('l', "private.txt")
	apptest.Dial(t, people['l'].URLOf(session)).Must("chat.send", apptest.Body{"to": apptest.Body{"kind": "staff"}, "text": "mine", "fileIds": []app.FileID{private}}, nil)
	plan := func(files ...app.FileID) apptest.Body {
		return apptest.Body{"name": "Bridges", "plan": apptest.Body{"files": files}, "groups": []apptest.Body{
			{"name": "Red", "files": []app.FileID{red}, "members": []app.UserID{people['l'].Me.UserID}}, {"name": "Blue", "members": []app.UserID{people['m'].Me.UserID}}}}
	}
	if r := socket.Command("breakout.plan", plan(all, private)); r.Acked() || r.Code != app.CodeInvalid || r.Message == "" {
		t.Errorf("what stands in the chat was attached: %+v", r)
	}
	var made breakout.BreakoutMade
	socket.Must("breakout.plan", plan(all), &made)
	sees := func(when, everybodys, reds string) {
		t.Helper()
		for who, c := range people {
			listed := map[app.FileID]bool{}
			var list []app.File
			c.Must(http.StatusOK, "GET", "/sessions/"+string(session)+"/breakouts/files", nil, &list)
			for _, f := range list {
				listed[f.ID] = true
			}
			for f, by := range map[app.FileID]string{all: everybodys, red: reds} {
				may := strings.ContainsRune(by, who)
				want := http.StatusNotFound
				if may {
					want = http.StatusOK
				}
				if got := c.Call("GET", "/sessions/"+string(session)+"/files/"+string(f), nil, nil); got != want || listed[f] != may {
					t.Errorf("%s: %c gets %d, and is told of it: %v", when, who, got, listed[f])
				}
			}
			if listed[private] {
				t.Errorf("%s: %c is told of a file of the chat", when, who)
			}
		}
	}
	sees("planned", "ia", "ia")
	socket.Must("breakout.open", apptest.Body{"breakoutId": made.BreakoutID}, nil)
	sees("open", "ialmo", "ial")
	people['i'].End(session)
	sees("after the class", "ialmo", "ialmo")
	goesOnWithFiles(t, people, made.BreakoutID)
	if got := people['m'].Call("GET", "/sessions/"+string(session)+"/files/"+string(private), nil, nil); got != http.StatusNotFound {
		t.Errorf("a file for the staff: %d", got)
	}
}

// goesOnWithFiles goes on with groups in the next class: their files are there, byte by byte.
func goesOnWithFiles(t *testing.T, people map[rune]*apptest.Client, id app.BreakoutID) {
	t.Helper()
	var earlier []breakout.EarlierBreakout
	people['i'].Must(http.StatusOK, "GET", "/classrooms/"+string(people['i'].ClassroomID)+"/breakouts", nil, &earlier)
	if len(earlier) != 1 || len(earlier[0].Files) != 1 || earlier[0].Files[0].Name != "all.txt" || len(earlier[0].Groups[0].Files) != 1 || earlier[0].Groups[0].Files[0].Name != "red.txt" || len(earlier[0].Groups[1].Files) != 0 {
		t.Fatalf("the earlier groups are %+v", earlier)
	}
	session := people['i'].Start().ID
	socket := apptest.Dial(t, people['i'].URLOf(session))
	var next breakout.BreakoutMade
	// As the page does it: it names the files of before.
	socket.Must("breakout.plan", apptest.Body{"goesOn": id, "plan": apptest.Body{"files": []app.FileID{earlier[0].Files[0].ID}}, "groups": []apptest.Body{
		{"groupId": earlier[0].Groups[0].GroupID, "name": "Red", "files": []app.FileID{earlier[0].Groups[0].Files[0].ID}, "members": []app.UserID{people['l'].Me.UserID}},
		{"groupId": earlier[0].Groups[1].GroupID, "name": "Blue", "files": []app.FileID{}, "members": []app.UserID{people['m'].Me.UserID}}}}, &next)
	socket.Must("breakout.open", apptest.Body{"breakoutId": next.BreakoutID}, nil)
	for who, want := range map[rune]string{'l': "all.txt red.txt", 'm': "all.txt"} {
		var list []app.File
		people[who].Must(http.StatusOK, "GET", "/sessions/"+string(session)+"/breakouts/files", nil, &list)
		var names []string
		for _, f := range list {
			names = append(names, f.Name)
			if f.ID == earlier[0].Files[0].ID || f.ID == earlier[0].Groups[0].Files[0].ID {
				t.Errorf("%s has the id that it had in the earlier class", f.Name)
			}
			var text string
			if people[who].Must(http.StatusOK, "GET", "/sessions/"+string(session)+"/files/"+string(f.ID), nil, &text); text != "This is "+f.Name {
				t.Errorf("%s holds %q", f.Name, text)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("in the next class %c has the files %s, want %s", who, got, want)
		}
	}
	people['i'].End(session)
}
