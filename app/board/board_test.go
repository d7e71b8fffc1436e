package board_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestWhoIsLetIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		for token, want := range map[string]int{"": 401, "nonsense": 401, asStranger: 404, asOtto: 200} {
			if got, _ := c.note(token); got != want {
				t.Errorf("note of %q: %d, want %d", token, got, want)
			}
		}
		c.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES ('session', 'bad', 'ida', 1)")
		for _, x := range []struct {
			id, token string
			want      websocket.StatusCode
		}{
			{"n-session", "", 4501}, {"n-session", "nonsense", 4501}, {"n-session", asStranger, 4506}, {"n-other", asIda, 4506},
			{"n-session", "ana:nobody:room", 4504}, {"n-session", "bad:learner:room", 4503},
		} {
			if got := c.dial(x.id, x.token).closed(); got != x.want {
				t.Errorf("%s of %q: closed with %d, want %d", x.id, x.token, got, x.want)
			}
		}
	})
}

func TestRoleTimesLock(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		status, note := c.note(asAna)
		want := board.Note{BoardID: "n-session", URL: "ws" + c.url[4:] + "/ws/boards/n-session?token=ana%3Alearner%3Aroom"}
		if diff := cmp.Diff(want, note); status != http.StatusOK || diff != "" {
			t.Fatalf("%d (-want +got):\n%s", status, diff)
		}
		id := byte(0)
		check := func(when string, may map[string]bool) {
			t.Helper()
			for token, want := range may {
				id++
				text := "text" + string('A'+id)
				k := c.open(token)
				k.next(0, 0)
				k.write(id, text)
				if got := k.reads(text); got != want {
					t.Errorf("%s, %s wrote: %v, want %v", when, token, got, want)
				}
			}
		}
		check("open", map[string]bool{asIda: true, asTom: true, asAna: true, asOtto: false})
		c.lock("ida", true)
		check("locked", map[string]bool{asIda: true, asTom: true, asAna: false, asOtto: false})
		c.lock("ida", false)
		check("unlocked", map[string]bool{asIda: true, asTom: true, asAna: true, asOtto: false})
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
		check("ended", map[string]bool{asIda: false, asTom: false, asAna: false, asOtto: false})
		if status, _ := c.note(asOtto); status != http.StatusOK {
			t.Errorf("the note of an ended class: %d", status)
		}
	})
}

func TestOpenConnectionsFeelChangesAtOnce(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.note(asAna)
	ana := c.open(asAna)
	ana.next(0, 0)
	ana.write(1, "before")
	ana.reads("before") // it was handled
	c.lock("ida", true)
	ana.write(2, "locked")
	ana.next(2, 0)
	c.made["ana"] = app.RoleAssistant
	promoted := live.Event{Type: "person.changed", Body: app.MustJSON(map[string]any{"person": map[string]any{"userId": "ana", "role": "assistant"}})}
	out, err := c.state.(live.Follower).Follow(context.Background(), promoted)
	if err != nil {
		t.Fatal(err)
	}
	out.After(context.Background())
	ana.write(3, "promoted")
	ana.reads("promoted")
	c.Ended("session")
	ana.write(4, "ended")
	ana.next(2, 0)
	for text, want := range map[string]bool{"before": true, "locked": false, "promoted": true, "ended": false} {
		if got := ana.reads(text); got != want {
			t.Errorf("%s is there: %v, want %v", text, got, want)
		}
	}
	c.Removed("session", "ana")
	if got := ana.closed(); got != 4503 {
		t.Errorf("removed: closed with %d", got)
	}
}

func TestLockIsToldOnceAndReloaded(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		for _, locked := range []bool{false, true, true, false, true} {
			before := c.state.Snapshot(live.Viewer{}).(board.NoteSnapshot).Locked
			events := c.lock("ida", locked)
			if want := locked != before; (len(events) == 1) != want {
				t.Errorf("from %v to %v: %d events", before, locked, len(events))
			}
			if diff := cmp.Diff(board.NoteSnapshot{BoardID: "n-session", Locked: locked}, c.state.Snapshot(live.Viewer{})); diff != "" {
				t.Errorf("applied (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.state.Snapshot(live.Viewer{}), c.load().Snapshot(live.Viewer{})); diff != "" {
				t.Errorf("reload differs (-applied +loaded):\n%s", diff)
			}
		}
	})
}

func TestTheTextOutlivesTheServer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.note(asAna)
		ana, ida := c.open(asAna), c.open(asIda)
		ana.next(0, 0)
		ida.next(0, 0)
		for id := byte(1); id <= 5; id++ {
			ana.write(id, "text"+string('A'+id))
			ida.next(0, 2)
		}
		kept := c.number("SELECT COUNT(*) FROM board_updates")
		if kept < 1 || kept > 5 {
			t.Errorf("5 updates are %d rows", kept)
		}
		c.stop()
		if got := ana.closed(); got != 4001 {
			t.Errorf("the end: closed with %d", got)
		}
		c.start()
		again := c.open(asOtto)
		for id := byte(1); id <= 5; id++ {
			if !again.reads("text" + string('A'+id)) {
				t.Errorf("text %d is gone", id)
			}
		}
	})
}

func TestEnsureNoteIsOfLiveSessions(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5000 WHERE id = 'session'")
	if status, _ := c.note(asIda); status != http.StatusNotFound {
		t.Errorf("a note that was never made: %d", status)
	}
	c.exec("UPDATE sessions SET state = 'live', ended_ms = 0 WHERE id = 'session'")
	for range 2 {
		session, err := c.Session(context.Background(), "session")
		if err != nil {
			t.Fatal(err)
		}
		if id, err := c.EnsureNote(context.Background(), session, ""); err != nil || id != "n-session" {
			t.Errorf("%s, %v", id, err)
		}
	}
	if n := c.number("SELECT COUNT(*) FROM boards WHERE kind = 'note'"); n != 1 {
		t.Errorf("%d notes", n)
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.note(asAna)
		ana := c.open(asAna)
		ana.write(1, "text")
		ana.reads("text")
		prune := func(at time.Time) int {
			t.Helper()
			n, err := c.Prune(context.Background(), at)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := prune(start.Add(time.Hour)); n != 0 {
			t.Errorf("%d notes of a live session were deleted", n)
		}
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = ? WHERE id = 'session'", store.Millis(start))
		if n := prune(start); n != 0 {
			t.Errorf("%d notes were deleted too early", n)
		}
		if n := prune(start.Add(time.Second)); n != 2 {
			t.Errorf("%d documents were deleted, want the note and the first page", n)
		}
		if n := c.number("SELECT (SELECT COUNT(*) FROM boards) + (SELECT COUNT(*) FROM board_updates)"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if _, err := c.Session(context.Background(), "session"); errors.Is(err, app.ErrNotFound) {
			t.Error("the session is gone too")
		}
	})
}
