package board_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// told lists what was told since the last time, each with its audience.
func (c *class) told() string {
	var out []string
	for _, e := range c.live.Events {
		out = append(out, strings.TrimPrefix(e.Type, "board.")+":"+e.Audience.String())
	}
	c.live.Events = nil
	return strings.Join(out, " ")
}

func TestGroupsHaveBoards(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.opens(app.BreakoutPlan{Template: "grid"})
		if told := c.told(); told != "added:group:g1 added:group:g2" {
			t.Errorf("opened: told %q", told)
		}
		want := board.Page{BoardID: "g1", GroupID: "g1", Template: "grid", Access: "all", Writers: []app.UserID{}, CreatedBy: "ida", CreatedAt: c.pageOf("g1").CreatedAt}
		if diff := cmp.Diff(want, c.pageOf("g1")); diff != "" {
			t.Errorf("the page of a group (-want +got):\n%s", diff)
		}
		sees := func(when, ida, ana, ben, otto string) {
			t.Helper()
			got := []string{c.seen("ida", app.RoleInstructor), c.seen("ana", app.RoleLearner), c.seen("ben", app.RoleLearner), c.seen("otto", app.RoleObserver)}
			if diff := cmp.Diff([]string{ida, ana, ben, otto}, got); diff != "" {
				t.Errorf("%s: instructor, Ana, Ben and observer see (-want +got):\n%s", when, diff)
			}
		}
		sees("open", "session g1 g2", "session g1", "session g2", "session")
		c.opens(app.BreakoutPlan{Template: "music"})
		if told := c.told(); told != "" {
			t.Errorf("what is open is opened: told %q", told)
		}
		c.live.Must("ida", frame{"type": "board.add", "groupId": "g1", "title": "More"})
		more := string(c.view("ana", app.RoleLearner).Pages[2].BoardID)
		if told := c.told(); told != "added:group:g1" {
			t.Errorf("a page more: told %q", told)
		}
		c.closes()
		if told := c.told(); told != "added:all added:all added:all added:all" {
			t.Errorf("closed: told %q", told)
		}
		frames := c.pageOf(c.ids()[1])
		all := fmt.Sprintf("session %s g1 %s g2", frames.BoardID, more)
		sees("closed", all, all, all, all)
		wantFrames := []board.Frame{{GroupID: "g1", BoardID: "g1", Name: "Group g1"}, {GroupID: "g2", BoardID: "g2", Name: "Group g2"}}
		if diff := cmp.Diff(wantFrames, frames.Frames); diff != "" || frames.Template != "groups" || frames.Title != "Fractions" || frames.GroupID != "" || frames.Access != "none" {
			t.Errorf("the page of frames is %+v (-want +got):\n%s", frames, diff)
		}
		c.opens(app.BreakoutPlan{})
		if told := c.told(); told != "hidden:all added:group:g1 added:group:g1 added:group:g2" {
			t.Errorf("opened again: told %q", told)
		}
		sees("open again", all, fmt.Sprintf("session %s g1 %s", frames.BoardID, more), fmt.Sprintf("session %s g2", frames.BoardID), fmt.Sprintf("session %s", frames.BoardID))
		c.live.Must("ida", frame{"type": "board.remove", "boardId": frames.BoardID})
		c.becomes(app.EventBreakoutGroups, breakout(app.BreakoutOpen, app.BreakoutPlan{}, "g1", "g2", "g3"))
		c.told()
		c.becomes(app.EventBreakoutClosed, breakout(app.BreakoutClosed, app.BreakoutPlan{}, "g1", "g2", "g3"))
		if again := c.pageOf(frames.BoardID); len(again.Frames) != 3 {
			t.Errorf("the page of frames came back as %+v", again)
		}
		c.becomes(app.EventBreakoutClosed, breakout(app.BreakoutClosed, app.BreakoutPlan{}, "g1", "g2", "g3"))
		c.told()
		if n := c.number("SELECT COUNT(*) FROM boards WHERE breakout_id = 'breakout'"); n != 1 {
			t.Errorf("%d pages of frames", n)
		}
	})
}

// TestOneProcessFollowsAnother applies events alone and wants to see what a reload shows.
func TestOneProcessFollowsAnother(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	other := c.live.Reload()
	c.opens(app.BreakoutPlan{})
	c.live.Must("ida", frame{"type": "board.add", "groupId": "g2", "after": "g2"})
	second := c.view("ben", app.RoleLearner).Pages[2].BoardID
	c.live.Must("ida", frame{"type": "board.move", "boardId": second, "after": ""})
	c.live.Must("ida", frame{"type": "board.remove", "boardId": second})
	c.closes()
	c.live.Must("ida", frame{"type": "board.restore", "boardId": second})
	c.live.Must("ida", frame{"type": "board.show", "boardId": second})
	c.opens(app.BreakoutPlan{})
	for _, e := range c.live.Events {
		if err := other.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range []live.Viewer{{User: "ida", Role: app.RoleInstructor}, {User: "ana", Role: app.RoleLearner, Group: "g1"}, {User: "otto", Role: app.RoleObserver}} {
		if diff := cmp.Diff(c.live.State.Snapshot(v), other.Snapshot(v)); diff != "" {
			t.Errorf("%s: the other process sees (-here +there):\n%s", v.User, diff)
		}
	}
	if shown := c.view("ana", app.RoleLearner).Shown; shown != nil {
		t.Errorf("the board of a group that works again is shown: %+v", shown)
	}
}

// TestRoleTimesPlaceTimesPhase tries the pages of a group and of the main board out over sockets and HTTP.
func TestRoleTimesPlaceTimesPhase(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	client := uint64(100)
	// What the instructor, the assistant, Ana (of the group), Ben (of another one) and the observer may do with g1.
	matrix := func(phase string, want ...string) {
		t.Helper()
		for i, token := range []string{asIda, asTom, asAna, asBen, asOtto} {
			client++
			got := c.may("g1", token, client)
			if got != want[i] {
				t.Errorf("%s: %s may %q, want %q", phase, token, got, want[i])
			}
			status := 200
			if want[i] == "4506" {
				status = 404
			}
			for _, path := range []string{"/boards/g1/log", "/boards/g1/authors"} {
				if got, _, body := c.call("GET", token, path, nil, nil); got != status {
					t.Errorf("%s: %s of %s: %d, want %d: %s", phase, path, token, got, status, body)
				}
			}
			var list board.PageList
			c.call("GET", token, "/sessions/session/boards", nil, &list)
			has := func(p board.PageAt) bool { return p.BoardID == "g1" }
			if got := slices.ContainsFunc(list.Boards, has); got != (status == 200) {
				t.Errorf("%s: the list of %s has the page: %v", phase, token, got)
			}
			upload := map[string]int{"w": 201, "r": 403, "4506": 404}[want[i]]
			if want[i] == "r" && strings.HasSuffix(phase, "class") {
				upload = 410
			}
			if got, _, body := c.call("POST", token, "/boards/g1/images", picture(t, 2, 2), nil); got != upload && got != http.StatusTooManyRequests {
				t.Errorf("%s: %s uploads: %d, want %d: %s", phase, token, got, upload, body)
			}
		}
	}
	if got := c.may("g1", asIda, 1); got != "4506" {
		t.Errorf("before it is opened: %q", got)
	}
	c.opens(app.BreakoutPlan{})
	matrix("open", "w", "w", "w", "4506", "4506")
	if got := c.may("session", asAna, 99); got != "w" {
		t.Errorf("the main board from a group: %q", got)
	}
	c.live.Must("ida", frame{"type": "board.change", "boardId": "g1", "locked": true})
	matrix("locked", "w", "w", "r", "4506", "4506")
	c.live.Must("ida", frame{"type": "board.change", "boardId": "g1", "locked": false})
	c.closes()
	matrix("closed", "w", "w", "r", "r", "r")
	c.opens(app.BreakoutPlan{})
	matrix("open again", "w", "w", "w", "4506", "4506")
	c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
	matrix("after the class", "r", "r", "r", "4506", "4506")
	c.groups.phase = app.BreakoutClosed
	matrix("closed, after the class", "r", "r", "r", "r", "r")
}

func TestCommandsOfGroups(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.opens(app.BreakoutPlan{})
	for _, tc := range []struct {
		do   frame
		user app.UserID
		want app.Code
	}{
		{frame{"type": "board.add", "groupId": "g1"}, "ana", app.CodeForbidden},
		{frame{"type": "board.change", "boardId": "g2", "access": "all"}, "ana", app.CodeForbidden},
		{frame{"type": "board.remove", "boardId": "g2"}, "ana", app.CodeForbidden},
		{frame{"type": "board.add", "groupId": "none"}, "ida", app.CodeNotFound},
		{frame{"type": "board.add", "groupId": "g1", "after": "session"}, "ida", app.CodeNotFound},
		{frame{"type": "board.add", "after": "g1"}, "ida", app.CodeNotFound},
		{frame{"type": "board.add", "template": "groups"}, "ida", app.CodeInvalid},
		{frame{"type": "board.move", "boardId": "g1", "after": "session"}, "ida", app.CodeNotFound},
		{frame{"type": "board.remove", "boardId": "g1"}, "ida", app.CodeConflict},
		{frame{"type": "board.show", "boardId": "g1"}, "ida", app.CodeConflict},
	} {
		c.live.Events = nil
		if err := c.live.Do(tc.user, tc.do); app.CodeOf(err) != tc.want || len(c.live.Events) != 0 {
			t.Errorf("%v by %s: %v, want %s", tc.do, tc.user, err, tc.want)
		}
	}
	for range 19 {
		c.live.Must("ida", frame{"type": "board.add", "groupId": "g1"})
	}
	if err := c.live.Do("ida", frame{"type": "board.add", "groupId": "g1"}); app.CodeOf(err) != app.CodeConflict {
		t.Errorf("a page too many: %v", err)
	}
	c.live.Must("ida", frame{"type": "board.add", "groupId": "g2"}) // each board has its own
	c.closes()
	frames := c.sees("ida", app.RoleInstructor).Pages[1].BoardID
	if err := c.live.Do("ida", frame{"type": "board.change", "boardId": frames, "template": "grid"}); app.CodeOf(err) != app.CodeConflict {
		t.Errorf("the frames are taken away: %v", err)
	}
	c.live.Must("ida", frame{"type": "board.show", "boardId": "g2"})
	if shown := c.view("ben", app.RoleLearner).Shown; shown == nil || shown.BoardID != "g2" {
		t.Errorf("a group presents: shown is %+v", shown)
	}
}

// TestOpenConnectionsFollowPeople moves people while they draw.
func TestOpenConnectionsFollowPeople(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.opens(app.BreakoutPlan{})
	ana, ben := c.dial("g1", asAna), c.dial("g2", asBen)
	ana.next(0, 0)
	ben.next(0, 0)
	last := uint64(100)
	draws := func(k *client) bool {
		t.Helper()
		last++
		name := fmt.Sprint("element", last, ".")
		k.update(element(last, name))
		return k.reads(name)
	}
	if !draws(ana) || !draws(ben) {
		t.Error("members don't draw")
	}
	move := func(members map[app.UserID]app.GroupID) {
		t.Helper()
		c.groups.seat(members)
		c.follow("person.moved", frame{"rooms": frame{"ana": "g2"}})
	}
	move(map[app.UserID]app.GroupID{"ana": "g2", "ben": "g2"})
	if draws(ana) || !draws(ben) {
		t.Error("who was moved still draws in the group that they left, or the others don't any more")
	}
	if got := c.may("g2", asAna, 50); got != "w" {
		t.Errorf("in the new group: %q", got)
	}
	c.groups.mu.Lock()
	c.groups.also = nil // as if she had been put there by mistake, and not for long
	c.groups.mu.Unlock()
	c.follow("breakout.person", frame{})
	if got := ana.closed(); got != 4504 {
		t.Errorf("who may not read any more: closed with %d", got)
	}
	c.closes()
	if draws(ben) {
		t.Error("a learner draws after the groups were closed")
	}
	c.opens(app.BreakoutPlan{}) // Ana is in g1 again
	if !draws(ben) {
		t.Error("a learner doesn't draw in a group that was opened again")
	}
	c.live.Must("ida", frame{"type": "board.change", "boardId": "g2", "locked": true})
	if draws(ben) {
		t.Error("a learner draws on a locked page of a group")
	}
}

// TestNoStrokeIsLost compares documents object by object, through all that becomes of groups.
func TestNoStrokeIsLost(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		second := string(c.add(frame{"template": "ruled", "title": "Start here"}))
		c.draw(second, asIda, 1, "task.")
		c.opens(app.BreakoutPlan{CopyOf: app.BoardID(second), Template: "grid"})
		if p := c.pageOf("g1"); p.Template != "ruled" || p.Title != "Start here" || p.Access != "all" {
			t.Errorf("a copy is %+v", p)
		}
		c.equal("opened", second, "g1", "task.")
		c.equal("opened", second, "g2", "task.")
		c.draw("g1", asAna, 2, "ana-1.")
		c.draw("g2", asBen, 3, "ben-1.")
		c.draw(second, asIda, 4, "later.")
		before := c.document("g1").Diff(nil)
		unchanged := func(when string) {
			t.Helper()
			if !bytes.Equal(before, c.document("g1").Diff(nil)) {
				t.Errorf("%s: the document has changed", when)
			}
			c.holds(when, "g1", "task.", "ana-1.")
			c.holds(when, "g2", "task.", "ben-1.")
			c.holds(when, second, "task.", "later.")
		}
		c.closes()
		unchanged("closed")
		c.opens(app.BreakoutPlan{CopyOf: app.BoardID(second)})
		unchanged("opened again")
		c.restart()
		unchanged("another process")
		merged := breakout(app.BreakoutOpen, app.BreakoutPlan{}, "g1", "g2")
		merged.Groups[1].MergedInto = "g1"
		c.groups.seat(map[app.UserID]app.GroupID{"ana": "g1", "ben": "g1"})
		c.becomes(app.EventBreakoutGroups, merged)
		unchanged("merged")
		if got := c.seen("ana", app.RoleLearner); !strings.HasSuffix(got, "g1 g2") {
			t.Errorf("merged: Ana sees %q", got)
		}
		if a, b := c.may("g2", asAna, 60), c.may("g2", asBen, 61); a != "w" || b != "w" {
			t.Errorf("merged: Ana and Ben may %s and %s with what the other group made", a, b)
		}
		split := breakout(app.BreakoutOpen, app.BreakoutPlan{}, "g1", "g2", "g3")
		split.Groups[1].MergedInto, split.Groups[2].SplitFrom = "g1", "g1"
		c.becomes(app.EventBreakoutGroups, split)
		c.equal("split", "g1", "g3", "task.", "ana-1.")
		c.draw("g3", asIda, 70, "apart.")
		unchanged("drawn on what was split")
	})
}

// TestGroupsGoOn opens the groups of an earlier class again, in the next one: with their pages, ink, pictures and slides,
// which outlive the earlier class.
func TestGroupsGoOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.opens(app.BreakoutPlan{})
		c.note(asAna)
		var image upload.Image
		if status, _, body := c.call("POST", asAna, "/boards/g1/images", picture(t, 30, 20), &image); status != http.StatusCreated {
			t.Fatalf("upload: %d %s", status, body)
		}
		c.draw("g1", asAna, 2, "shows "+string(image.FileID))
		if status, v := c.importFile(asIda, "slide.png", "g1", picture(t, 300, 200)); status != http.StatusAccepted {
			t.Fatalf("import: %d %s", status, v.Message)
		}
		slide := c.view("ana", app.RoleLearner).Pages[2]
		if slide.GroupID != "g1" || slide.Access != "all" || slide.Background == nil {
			t.Fatalf("a slide for a group is %+v", slide)
		}
		c.draw(string(slide.BoardID), asAna, 3, "on the slide.")
		own := c.dial("n-g1", asAna)
		own.next(0, 0)
		own.write(4, "we think")
		if !own.reads("we think") {
			t.Fatal("a group doesn't write its note")
		}
		c.closes()
		// The earlier class is another session of the classroom.
		c.exec("INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms, ended_ms) VALUES ('earlier', 'room', 'Algebra', 'ended', 'ida', 1, 1, 5)")
		c.exec("UPDATE boards SET session_id = 'earlier' WHERE group_id <> ''")
		for _, table := range []string{"board_images", "board_imports", "board_blobs"} {
			c.exec("UPDATE " + table + " SET session_id = 'earlier'")
		}
		c.restart()
		first, second := c.document("g1").Diff(nil), c.document(string(slide.BoardID)).Diff(nil)
		c.groups.seat(map[app.UserID]app.GroupID{"ana": "n1"})
		again := breakout(app.BreakoutOpen, app.BreakoutPlan{Template: "grid"}, "n1")
		again.BreakoutID, again.Groups[0].GoesOn = "next", "g1"
		c.becomes(app.EventBreakoutOpened, again)
		pages := c.view("ana", app.RoleLearner).Pages
		if len(pages) != 4 || pages[2].BoardID != "n1" || pages[3].Title != "slide" || pages[3].Background == nil {
			t.Fatalf("she goes on with %+v", pages)
		}
		frames, copied := string(pages[1].BoardID), string(pages[3].BoardID)
		if _, err := c.Prune(t.Context(), c.now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n := c.number("SELECT COUNT(*) FROM boards WHERE session_id = 'earlier'"); n != 0 {
			t.Errorf("%d documents of the earlier class are left", n)
		}
		if !bytes.Equal(first, c.document("n1").Diff(nil)) || !bytes.Equal(second, c.document(copied).Diff(nil)) {
			t.Error("what they go on with isn't what they had")
		}
		for path, want := range map[string]int{"/boards/n1/images/" + string(image.FileID): 200, "/boards/" + copied + "/background": 200, "/boards/n1/images/none": 404} {
			if status, _, _ := c.call("GET", asAna, path, nil, nil); status != want {
				t.Errorf("%s: %d, want %d", path, status, want)
			}
		}
		if !c.dial("n-n1", asAna).reads("we think") {
			t.Error("the note of the group is gone")
		}
		if err := c.Look(app.Session{}, "board"); err != nil {
			t.Fatal(err)
		}
		if got := c.seen("ana", app.RoleLearner); got != "session "+frames+" n1 "+copied {
			t.Errorf("what was handed on became pages: %q", got)
		}
	})
}

func TestNotesOfGroups(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.opens(app.BreakoutPlan{})
		where := func(token, query string) string {
			t.Helper()
			var n board.Note
			status, _, _ := c.call("GET", token, "/sessions/session/note"+query, nil, &n)
			if status != http.StatusOK {
				return fmt.Sprint(status)
			}
			return string(n.BoardID)
		}
		for _, tc := range []struct{ token, query, want string }{
			{asAna, "", "n-g1"}, {asAna, "?group=main", "n-session"}, {asAna, "?group=g1", "n-g1"}, {asAna, "?group=g2", "404"}, {asAna, "?group=none", "404"},
			{asBen, "", "n-g2"}, {asIda, "", "n-session"}, {asIda, "?group=g2", "n-g2"}, {asIda, "?group=session", "404"}, {asOtto, "?group=g1", "404"},
		} {
			if got := where(tc.token, tc.query); got != tc.want {
				t.Errorf("note%s of %s: %s, want %s", tc.query, tc.token, got, tc.want)
			}
		}
		if got := c.state.Snapshot(live.Viewer{User: "ana", Group: "g1"}).(board.NoteSnapshot).BoardID; got != "n-g1" {
			t.Errorf("the welcome names %s", got)
		}
		listed := func(token string) string {
			t.Helper()
			var list board.NoteList
			if status, _, _ := c.call("GET", token, "/sessions/session/notes", nil, &list); status != http.StatusOK {
				return fmt.Sprint(status)
			}
			var ids []string
			for _, n := range list.Notes {
				if n.GroupID != "" && string(n.BoardID) != "n-"+string(n.GroupID) || !strings.Contains(n.URL, string(n.BoardID)+"?token=") {
					t.Errorf("a note of %q is %+v", n.GroupID, n.Note)
				}
				ids = append(ids, string(n.BoardID))
			}
			return strings.Join(ids, " ")
		}
		for token, want := range map[string]string{asAna: "n-session n-g1", asIda: "n-session n-g1 n-g2", asOtto: "n-session"} {
			if got := listed(token); got != want {
				t.Errorf("notes of %s: %s, want %s", token, got, want)
			}
		}
		id := byte(0)
		may := func(when, token, want string) {
			t.Helper()
			id++
			k := c.dial("n-g1", token)
			text := "text" + string('A'+id)
			got := "w"
			if want == "4506" {
				got = fmt.Sprint(int(k.closed()))
			} else {
				k.next(0, 0)
				k.write(id, text)
				if !k.reads(text) {
					got = "r"
				}
			}
			if got != want {
				t.Errorf("%s: %s may %s, want %s", when, token, got, want)
			}
		}
		may("open", asAna, "w")
		may("open", asIda, "w")
		may("open", asBen, "4506")
		open := c.dial("n-g1", asAna)
		open.next(0, 0)
		c.lock("ida", true)
		open.write(90, "locked out")
		open.next(2, 0)
		may("locked", asAna, "r")
		may("locked", asIda, "w")
		if got := where(asIda, "?group=g2"); got != "n-g2" {
			t.Errorf("a note that is made while it is locked: %s", got)
		}
		if n := c.number("SELECT COUNT(*) FROM boards WHERE kind = 'note' AND NOT locked"); n != 0 {
			t.Errorf("%d notes aren't locked", n)
		}
		c.lock("ida", false)
		c.closes()
		may("closed", asAna, "r")
		may("closed", asIda, "w")
		may("closed", asBen, "4506")
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
		if got := where(asAna, "?group=g1"); got != "n-g1" {
			t.Errorf("after the class: %s", got)
		}
		for token, want := range map[string]string{asAna: "n-session n-g1", asBen: "n-session n-g2", asIda: "n-session n-g1 n-g2", asOtto: "n-session"} {
			if got := listed(token); got != want {
				t.Errorf("notes of %s after the class: %s, want %s", token, got, want)
			}
		}
		may("after the class", asAna, "r")
		may("after the class", asBen, "4506")
	})
}
