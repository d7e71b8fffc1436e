package board_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// element is an update of a new Yjs client: an element of that name, a map, in the root map of elements.
func element(client uint64, name string) []byte { return elementAt(client, 0, name) }

func elementAt(client uint64, clock byte, name string) []byte {
	b := binary.AppendUvarint([]byte{1, 1}, client)
	b = append(append(b, clock, 0x27, 1), chunk([]byte("elements"))...)
	return append(append(b, chunk([]byte(name))...), 1, 0)
}

// erased is an update that deletes the element of a client.
func erased(client uint64) []byte {
	return append(binary.AppendUvarint([]byte{0, 1}, client), 1, 0, 1)
}

func (k *client) update(u []byte) {
	k.t.Helper()
	k.send(append([]byte{0, 2}, chunk(u)...)...)
}

// draws opens a page, adds an element, and says whether it was taken.
func (c *class) draws(id, token string, client uint64) bool {
	c.t.Helper()
	k := c.dial(id, token)
	k.next(0, 0)
	name := fmt.Sprint("element", client, ".")
	k.update(element(client, name))
	taken := k.reads(name)
	_ = k.socket.CloseNow() // it was read
	return taken
}

func TestRoleTimesPage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		client := uint64(100)
		change := func(f frame) {
			f["type"], f["boardId"] = "board.change", "session"
			c.live.Must("ida", f)
		}
		for _, step := range []struct {
			name   string
			change frame
			want   string // who may draw: i instructor, a assistant, A ana, B ben, o observer
		}{
			{"everybody", frame{"access": "all"}, "iaAB"},
			{"nobody", frame{"access": "none"}, "ia"},
			{"chosen", frame{"access": "chosen", "writers": []string{"ben"}}, "iaB"},
			{"chosen and locked", frame{"locked": true}, "ia"},
			{"all and others'", frame{"locked": false, "access": "all", "editOthers": true}, "iaAB"},
		} {
			change(step.change)
			got := ""
			for i, token := range []string{asIda, asTom, asAna, asBen, asOtto} {
				client++
				if c.draws("session", token, client) {
					got += string("iaABo"[i])
				}
			}
			if got != step.want {
				t.Errorf("%s: %s may draw, want %s", step.name, got, step.want)
			}
		}
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
		for _, token := range []string{asIda, asTom, asAna, asOtto} {
			client++
			if c.draws("session", token, client) {
				t.Errorf("%s draws after the class", token)
			}
		}
	})
}

func TestWhoseElementsMayBeDeleted(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	ida, ana := c.dial("session", asIda), c.dial("session", asAna)
	ida.next(0, 0)
	ana.next(0, 0)
	ida.update(element(1, "of-ida."))
	ana.next(0, 2)
	ana.update(element(2, "of-ana."))
	ida.next(0, 2)
	ana.update(erased(1))
	if why := ana.next(2, 0); !bytes.Contains(why, []byte("yours")) {
		t.Errorf("she is told %q", why)
	}
	if !ana.reads("of-ida.") {
		t.Error("a learner deleted what the teacher drew")
	}
	ana.update(elementAt(1, 1, "forged."))
	ana.next(2, 0)
	c.live.Must("ida", frame{"type": "board.change", "boardId": "session", "editOthers": true})
	ana.update(erased(1))
	ida.next(0, 2)
	ida.update(erased(2))
	ana.next(0, 2)
	status, _, body := c.call("GET", asOtto, "/boards/session/authors", nil, nil)
	if status != 200 || !bytes.Contains(body, []byte(`{"client":1,"userId":"ida","name":"Name of ida"`)) || !bytes.Contains(body, []byte(`{"client":2,"userId":"ana"`)) {
		t.Errorf("%d %s", status, body)
	}
}

// TestOpenPagesFeelChangesAtOnce flips what one connection may do, in every way there is.
func TestOpenPagesFeelChangesAtOnce(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	second := c.add(frame{})
	ana := c.dial("session", asAna)
	elsewhere := c.dial(string(second), asAna)
	ana.next(0, 0)
	elsewhere.next(0, 0)
	client := uint64(100)
	check := func(when string, want bool) {
		t.Helper()
		client++
		name := fmt.Sprint("element", client, ".")
		ana.update(element(client, name))
		if got := ana.reads(name); got != want {
			t.Errorf("%s she draws: %v, want %v", when, got, want)
		}
	}
	change := func(f frame) {
		f["type"], f["boardId"] = "board.change", "session"
		c.live.Must("ida", f)
	}
	check("at first", true)
	change(frame{"locked": true})
	check("locked", false)
	change(frame{"locked": false, "access": "chosen"})
	check("not chosen", false)
	change(frame{"writers": []string{"ana"}})
	check("chosen", true)
	change(frame{"access": "none"})
	check("nobody", false)
	c.made["ana"] = app.RoleAssistant
	changed := live.Event{Type: "person.changed", Body: app.MustJSON(map[string]any{"person": map[string]any{"userId": "ana", "role": "assistant"}})}
	if err := c.live.Decide(func(ctx context.Context) (live.Outcome, error) {
		return c.live.State.(live.Follower).Follow(ctx, changed)
	}); err != nil {
		t.Fatal(err)
	}
	check("an assistant", true)
	c.live.Must("ida", frame{"type": "board.remove", "boardId": second})
	if got := elsewhere.closed(); got != 4506 {
		t.Errorf("a page that was removed: closed with %d", got)
	}
	if got := c.dial(string(second), asAna).closed(); got != 4506 {
		t.Errorf("a page that was removed is opened: %d", got)
	}
	c.Ended("session")
	check("after the class", false)
	c.Removed("session", "ana")
	if got := ana.closed(); got != 4503 {
		t.Errorf("removed: closed with %d", got)
	}
}

// What is decided while a connection is made reaches nobody who has a seat yet.
func TestDecidedWhileConnecting(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	second := c.add(frame{})
	c.asked = func() { c.live.Must("ida", frame{"type": "board.remove", "boardId": second}) }
	if got := c.dial(string(second), asAna).closed(); got != 4506 {
		t.Errorf("a page is removed meanwhile: closed with %d", got)
	}
	c.asked = func() {
		c.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES ('session', 'ana', 'ida', 1)")
		c.Removed("session", "ana")
	}
	if got := c.dial("session", asAna).closed(); got != 4503 {
		t.Errorf("a learner is removed meanwhile: closed with %d", got)
	}
}

func TestWhoIsLetIntoPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES ('session', 'bad', 'ida', 1)")
		c.exec("DELETE FROM boards") // as before anybody asked
		if got := c.dial("session", asStranger).closed(); got != 4506 {
			t.Errorf("a stranger: %d", got)
		}
		if n := c.number("SELECT COUNT(*) FROM boards"); n != 0 {
			t.Errorf("a stranger made %d pages", n)
		}
		c.dial("session", asOtto).next(0, 0) // the address that a join answers leads somewhere
		for path, role := range map[string]map[string]int{
			"/sessions/session/boards":    {"": 401, "nonsense": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 200, asAna: 200},
			"/boards/session/authors":     {"": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 200},
			"/boards/session/log":         {"": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 200},
			"/boards/n-session/log":       {asIda: 404},
			"/boards/session/log?after=x": {"": 401, asIda: 400}, "/boards/session/log?limit=-1": {asIda: 400},
			"/boards/session/background":                   {"": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 404},
			"/boards/session/text":                         {"": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 404},
			"/boards/session/images/none":                  {"": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 404},
			"/sessions/session/boards/imports/none/source": {"": 401, "bad:learner:room": 403, asStranger: 404, asOtto: 404},
			"/boards/nothing/authors":                      {asIda: 404},
		} {
			for token, want := range role {
				if got, _, body := c.call("GET", token, path, nil, nil); got != want {
					t.Errorf("%s of %q: %d, want %d: %s", path, token, got, want, body)
				}
			}
		}
		for token, want := range map[string]int{"": 401, asAna: 403, asOtto: 403, "bad:assistant:room": 403, asStranger: 404} {
			if got, v := c.importFile(token, "a.png", "", picture(t, 2, 2)); got != want {
				t.Errorf("import of %q: %d, want %d: %s", token, got, want, v.Message)
			}
		}
		if n := c.number("SELECT (SELECT COUNT(*) FROM board_imports) + (SELECT COUNT(*) FROM board_blobs)"); n != 0 {
			t.Errorf("refused imports left %d rows", n)
		}
	})
}

func TestPagesAreReadAfterTheClass(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		blank := c.add(frame{"template": "grid"})
		ida, ana := c.dial("session", asIda), c.dial("session", asAna)
		ida.next(0, 0)
		ana.next(0, 0)
		ida.update(element(1, "a circle"))
		ana.next(0, 2)
		c.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES ('session', 'bad', 'ida', 1)")
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = 5 WHERE id = 'session'")
		for _, path := range []string{"/sessions/session/boards", "/boards/session/log", "/boards/session/authors"} {
			for token, want := range map[string]int{"": 401, "bad:learner:room": 403, asStranger: 404, asIda: 200, asTom: 200, asAna: 200, "late:learner:room": 200, asOtto: 200} {
				if got, _, body := c.call("GET", token, path, nil, nil); got != want {
					t.Errorf("%s of %q: %d, want %d: %s", path, token, got, want, body)
				}
			}
		}
		var list board.PageList
		c.call("GET", asAna, "/sessions/session/boards", nil, &list)
		drawn := map[app.BoardID]bool{}
		for _, p := range list.Boards {
			drawn[p.BoardID] = p.Drawn
		}
		if diff := cmp.Diff(map[app.BoardID]bool{"session": true, blank: false}, drawn); diff != "" {
			t.Errorf("drawn on (-want +got):\n%s", diff)
		}
	})
}
