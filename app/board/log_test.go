package board_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// history reads the whole log of a page, so many at once.
func (c *class) history(id app.BoardID, limit int) []board.LoggedUpdate {
	c.t.Helper()
	var all []board.LoggedUpdate
	for after := int64(0); ; {
		var part board.LogPart
		if status, _, b := c.call("GET", asAna, fmt.Sprintf("/boards/%s/log?after=%d&limit=%d", id, after, limit), nil, &part); status != http.StatusOK {
			c.t.Fatalf("%d %s", status, b)
		}
		all = append(all, part.Updates...)
		if part.Next == nil {
			return all
		}
		after = *part.Next
	}
}

// replayed is the document that a history comes to.
func replayed(t *testing.T, updates []board.LoggedUpdate) yjs.StateVector {
	t.Helper()
	s := yjs.New(yjs.Limits{})
	for _, u := range updates {
		if _, err := s.Apply(u.Update); err != nil {
			t.Fatal(err)
		}
	}
	return s.StateVector()
}

func TestAPageCanBeReplayed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		ida, ana := c.dial("session", asIda), c.dial("session", asAna)
		ida.next(0, 0)
		ana.next(0, 0)
		for i := range 6 {
			c.clock.Add(20 * time.Second)
			who, other := ida, ana
			if i%2 == 1 {
				who, other = ana, ida
			}
			who.update(element(uint64(i+1), fmt.Sprint("element", i)))
			other.next(0, 2)
		}
		updates := c.history("session", 4)
		if len(updates) != 6 || !updates[0].At.Equal(start.Add(20*time.Second)) || !updates[5].At.Equal(start.Add(2*time.Minute)) {
			t.Errorf("%d updates: %+v", len(updates), updates)
		}
		want := yjs.StateVector{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1}
		if diff := cmp.Diff(want, replayed(t, updates)); diff != "" {
			t.Errorf("replayed (-want +got):\n%s", diff)
		}
		// Each person, page and minute is one fact: 10:00:20 of ida, 10:00:40 of ana, then each in 10:01 and ana at 10:02.
		if n := c.number("SELECT COUNT(*) FROM facts WHERE kind = 'board.drawn'"); n != 5 {
			t.Errorf("%d facts of who drew", n)
		}
		page := c.add(frame{"copyOf": "session", "title": "Copy"})
		if diff := cmp.Diff(want, replayed(t, c.history(page, 100))); diff != "" {
			t.Errorf("the copy (-want +got):\n%s", diff)
		}
		var authors board.AuthorList
		c.call("GET", asAna, "/boards/"+string(page)+"/authors", nil, &authors)
		if len(authors.Authors) != 6 || authors.Authors[1].UserID != "ana" {
			t.Errorf("authors of the copy: %+v", authors)
		}
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
		if n := len(c.history("session", 100)); n != 6 {
			t.Errorf("after the class there are %d updates", n)
		}
	})
}

// TestATornTail cuts the last row of a page short, as a machine that loses power may.
func TestATornTail(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		ida, otto := c.dial("session", asIda), c.dial("session", asOtto)
		ida.next(0, 0)
		otto.next(0, 0)
		for i := range 5 {
			ida.update(element(uint64(i+1), fmt.Sprint("element", i, ".")))
			otto.next(0, 2)
		}
		c.stop()
		c.exec("UPDATE board_updates SET body = ? WHERE seq = (SELECT MAX(seq) FROM board_updates)", element(5, "element4.")[:9])
		c.exec("INSERT INTO board_updates (board_id, body, at_ms) VALUES ('session', ?, 1)", []byte("garbage"))
		c.restart()
		again := c.dial("session", asOtto)
		for i := range 5 {
			if got, want := again.reads(fmt.Sprint("element", i, ".")), i < 4; got != want {
				t.Errorf("element %d is there: %v", i, got)
			}
		}
		if !c.logs.has("update left away") {
			t.Error("nothing is said of it")
		}
		if n := len(c.history("session", 100)); n != 4 {
			t.Errorf("%d updates can be replayed", n)
		}
		// Who had it brings it again.
		ida = c.dial("session", asIda)
		ida.next(0, 0)
		ida.update(element(5, "element4."))
		again.next(0, 2)
		c.stop()
		c.restart()
		if !c.dial("session", asOtto).reads("element4.") {
			t.Error("what was brought again is gone")
		}
	})
}

// TestAFullDisk lets the database grow no more, and then again. Nothing that others saw is lost, nothing that isn't kept is
// seen by others, and who drew meanwhile brings it when there is room.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		if !s.Postgres() {
			c.fullDatabase()
			return
		}
		c.exec(`CREATE FUNCTION no_room() RETURNS trigger AS $$ BEGIN
			RAISE EXCEPTION 'could not extend file "base/1": No space left on device' USING ERRCODE = 'disk_full'; END $$ LANGUAGE plpgsql`)
		c.fullDisk()
	})
}

// fullDatabase fills SQLite's database, with room in its journals.
func (c *class) fullDatabase() {
	t := c.t
	ida, otto := c.dial("session", asIda), c.dial("session", asOtto)
	ida.next(0, 0)
	otto.next(0, 0)
	ida.update(element(1, "before."))
	otto.next(0, 2)
	c.settle()
	var pages int // the limit is of SQLite's one writing connection
	if err := c.store.Write(context.Background()).Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
		t.Fatal(err)
	}
	c.exec(fmt.Sprint("PRAGMA max_page_count = ", pages))
	large := "large." + strings.Repeat("x", 200_000)
	ida.update(element(2, large))
	otto.next(0, 2) // a journal has it
	if err := c.store.SettleUpdates(context.Background()); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("moving it into the full database: %v", err)
	}
	ida.update(element(3, "more."))
	if got := ida.closed(); got != 4005 {
		t.Errorf("who draws on is sent away with %d", got)
	}
	if otto.seesUntilTheEnd("more.") {
		t.Error("others saw what isn't kept")
	}
	if !c.logs.has("update not kept") || !c.logs.has("full") {
		t.Error("the log doesn't say what happened")
	}
	c.stop()
	c.restart()
	full := c.dial("session", asOtto)
	if !full.reads("before.") || !full.reads("large.") || full.reads("more.") {
		t.Error("while the disk is full, something else is read than was kept")
	}
	c.exec("PRAGMA max_page_count = 1000000")
	ida = c.dial("session", asIda)
	ida.next(0, 0)
	ida.update(element(3, "more."))
	full.next(0, 2)
	if n := len(c.history("session", 100)); n != 3 {
		t.Errorf("%d updates can be replayed", n)
	}
	c.outlives("before.", "large.", "more.")
}

// seesUntilTheEnd reads until the connection is closed, and says whether anything held the text.
func (k *client) seesUntilTheEnd(text string) bool {
	seen := false
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		_, b, err := k.socket.Read(ctx)
		cancel()
		if err != nil {
			return seen
		}
		seen = seen || strings.Contains(string(b), text)
	}
}

// fullDisk has PostgreSQL refuse every row.
func (c *class) fullDisk() {
	t := c.t
	ida, otto := c.dial("session", asIda), c.dial("session", asOtto)
	ida.next(0, 0)
	otto.next(0, 0)
	ida.update(element(1, "before."))
	otto.next(0, 2)
	c.exec("CREATE TRIGGER no_room BEFORE INSERT ON board_updates FOR EACH ROW EXECUTE FUNCTION no_room()")
	large := "large." + strings.Repeat("x", 200_000)
	ida.update(element(2, large))
	if got := ida.closed(); got != 4005 {
		t.Errorf("who drew is sent away with %d", got)
	}
	if otto.seesUntilTheEnd("large.") {
		t.Error("others saw what isn't kept")
	}
	if !c.logs.has("update not kept") || !c.logs.has("No space left") {
		t.Error("the log doesn't say what happened")
	}
	full := c.dial("session", asOtto)
	if !full.reads("before.") || full.reads("large.") {
		t.Error("while the disk is full, something else is read than was kept")
	}
	c.exec("DROP TRIGGER no_room ON board_updates")
	ida = c.dial("session", asIda)
	ida.next(0, 0)
	ida.update(element(2, large))
	full.next(0, 2)
	c.outlives("before.", "large.")
}

// outlives restarts the server, and wants the texts to be on the page.
func (c *class) outlives(texts ...string) {
	c.t.Helper()
	c.stop()
	c.restart()
	again := c.dial("session", asOtto)
	for _, text := range texts {
		if !again.reads(text) {
			c.t.Errorf("%s is gone", text)
		}
	}
}
