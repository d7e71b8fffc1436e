package live_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// wantFacts waits until the facts are those.
func (w *world) wantFacts(want ...string) {
	w.t.Helper()
	eventually(w.t, func() string { return cmp.Diff(want, w.facts()) })
}

func TestWelcomeIsTheSnapshotAtItsOffset(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	teacher := w.dial("instructor:teacher")
	w.add(time.Second)
	learner := w.dial("learner:ana")
	at := start.Add(time.Second)
	people := []live.Person{{UserID: "teacher", Name: "Name of teacher", Role: app.RoleInstructor, JoinedAt: start, Device: live.DeviceUnknown, Room: live.MainRoom},
		{UserID: "ana", Name: "Name of ana", Role: app.RoleLearner, JoinedAt: at, Device: live.DeviceUnknown, Room: live.MainRoom}}
	if diff := cmp.Diff(people, learner.welc.People); diff != "" {
		t.Error(diff)
	}
	if w := learner.welc; w.Offset != 2 || w.Media != "up" || w.You.UserID != "ana" || w.You.ConnectionID == "" || w.Epoch != strings.TrimSuffix(teacher.welc.Epoch, "instructor")+"learner" {
		t.Errorf("welcome %+v", w)
	}
	if f := teacher.next("person.joined"); f.Offset != 2 || f.Person != people[1] {
		t.Errorf("joined %+v", f)
	}
	w.SetMedia(false)
	if f := learner.next("media.state"); f.Offset != 0 || f.State != "down" {
		t.Errorf("media %+v", f)
	}
	if late := w.dial("learner:late"); late.welc.Media != "down" || late.welc.Offset != 3 {
		t.Errorf("who comes later is told %+v", late.welc)
	}
}

func TestASecondTabIsNoSecondPerson(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	teacher := w.dial("instructor:teacher")
	first := w.dial("learner:ana")
	teacher.next("person.joined")
	w.add(time.Second)
	second := w.dial("learner:ana")
	if p := second.welc.People; len(p) != 2 || !p[1].JoinedAt.Equal(start) {
		t.Errorf("the second tab sees %+v", p)
	}
	if n, users := w.Connected(session), w.Users(session); n != 3 || len(users) != 2 {
		t.Errorf("%d sockets of %v", n, users)
	}
	first.send(`{"type":"leave"}`)
	first.wantClosed(1000)
	eventually(t, func() string {
		if n := w.Connected(session); n != 2 {
			return fmt.Sprint(n, " connected")
		}
		return ""
	})
	if third := w.dial("learner:ana"); len(third.welc.People) != 2 || !third.welc.People[1].JoinedAt.Equal(start) {
		t.Errorf("a third tab sees %+v", third.welc.People)
	}
	w.Remove(app.Session{ID: session, Classroom: "room"}, "ana")
	if f := teacher.next("person.left"); f.UserID != "ana" || f.Offset != 4 {
		t.Errorf("teacher is told %+v", f)
	}
}

func TestFactsSayWhenASocketWasHeard(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		c := w.dial("learner:ana")
		w.wantFacts("opened ana 0s")
		w.add(2 * time.Second)
		c.beat()
		w.add(6 * time.Second) // missed
		w.wantFacts("opened ana 0s", "stale ana 2s")
		w.add(4 * time.Second)
		c.beat()
		w.wantFacts("opened ana 0s", "stale ana 2s", "resumed ana 12s")
		w.add(time.Second)
		_ = c.conn.CloseNow() // breaks without a word, a second after a beat
		w.wantFacts("opened ana 0s", "stale ana 2s", "resumed ana 12s", `closed ana 13s {"clean":false}`)
	})
}

func TestACleanLeaveIsNow(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	gone := make(chan app.SessionID, 1)
	w.Gone = func(id app.SessionID) { gone <- id }
	c := w.dial("learner:ana")
	w.add(3 * time.Second)
	c.send(`{"type":"leave"}`)
	c.wantClosed(1000)
	w.wantFacts("opened ana 0s", `closed ana 3s {"clean":true}`)
	if id := <-gone; id != session {
		t.Errorf("gone from %s", id)
	}
}

func TestASilentClientIsClosed(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	silent := w.dial("learner:ana")
	w.add(2 * time.Second)
	silent.beat()
	w.add(20*time.Second + time.Millisecond)
	silent.wantClosed(web.CloseSilent)
	w.wantFacts("opened ana 0s", `closed ana 2s {"clean":false}`)
}

// TestAPongIsASignOfLife has a client that doesn't know of beats.
func TestAPongIsASignOfLife(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	c, err := w.tryWith("learner:ana", true)
	if err != nil {
		t.Fatal(err)
	}
	code := make(chan websocket.StatusCode, 1)
	go func() { got, _ := c.closed(); code <- got }()
	for range 4 {
		w.add(4 * time.Second)
		at := w.Now()
		eventually(t, func() string {
			var heard []int64
			if err := w.store.Read(context.Background()).Raw("SELECT heard_ms FROM sockets").Scan(&heard).Error; err != nil {
				return err.Error()
			}
			return cmp.Diff([]int64{store.Millis(at)}, heard)
		})
	}
	w.end()
	if got := <-code; got != 4500 {
		t.Errorf("closed with %d", got)
	}
	for _, f := range w.facts() {
		if strings.HasPrefix(f, "stale") {
			t.Errorf("facts %v", w.facts())
		}
	}
}

// TestClosedIsNeverBeforeOpened has a clock that never stands still.
func TestClosedIsNeverBeforeOpened(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.then("person", func() {})
	w.Clock = func() time.Time { w.add(7 * time.Millisecond); return w.Now() }
	c := w.dial("learner:ana")
	_ = c.conn.CloseNow()
	var facts []app.Fact
	eventually(t, func() string {
		var err error
		if facts, err = w.store.Facts(context.Background(), session, 0); err != nil || len(facts) < 2 {
			return fmt.Sprint(facts, err)
		}
		return ""
	})
	if opened, closed := facts[0], facts[1]; closed.At.Before(opened.At) {
		t.Errorf("closed %v before it opened", opened.At.Sub(closed.At))
	}
}

// TestFactsOutliveABrokenLog takes the log away while beats stop and a socket closes.
func TestFactsOutliveABrokenLog(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		stale, closing := w.dial("learner:ana"), w.dial("learner:ben")
		w.wantFacts("opened ana 0s", "opened ben 0s")
		w.add(time.Second)
		closing.beat()
		w.exec("ALTER TABLE facts RENAME TO facts_away")
		_ = closing.conn.CloseNow()
		eventually(t, func() string {
			if n := w.Connected(session); n != 1 {
				return fmt.Sprint(n, " connected")
			}
			return ""
		})
		w.add(5 * time.Second)
		if _, err := w.try("learner:new"); err == nil {
			t.Error("a socket is opened that nobody keeps")
		}
		eventually(t, func() string {
			if w.log.String() == "" {
				return "nothing is logged"
			}
			return ""
		})
		w.exec("ALTER TABLE facts_away RENAME TO facts")
		w.wantFacts("opened ana 0s", "opened ben 0s", `closed ben 1s {"clean":false}`, "stale ana 0s")
		stale.beat()
		w.wantFacts("opened ana 0s", "opened ben 0s", `closed ben 1s {"clean":false}`, "stale ana 0s", "resumed ana 6s")
	})
}

func TestRecoverClosesOrphansWhenTheAppWasLastAlive(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		fact := func(kind app.FactKind, connection string, at time.Duration) app.Fact {
			return app.Fact{ID: connection + string(kind), Session: session, Kind: kind, Source: app.SourceState, User: app.UserID("of-" + connection),
				Connection: app.ConnectionID(connection), At: start.Add(at), Seen: start.Add(at)}
		}
		_, err := s.AppendFacts(context.Background(), fact(app.FactSocketOpened, "a", 0), fact(app.FactSocketOpened, "b", time.Second),
			fact(app.FactSocketClosed, "b", 5*time.Second), fact(app.FactSocketOpened, "beating", 0), fact(app.FactSocketOpened, "silent", 0), fact(app.FactSocketOpened, "late", 31*time.Second), fact(app.FactMediaJoined, "PA_1", 0))
		if err != nil {
			t.Fatal(err)
		}
		w.exec("INSERT INTO processes (id, alive_ms) VALUES ('dead', ?)", store.Millis(start.Add(30*time.Second)))
		for connection, heard := range map[string]time.Duration{"beating": 28 * time.Second, "silent": 9 * time.Second} {
			w.exec(`INSERT INTO sockets (connection_id, session_id, process_id, user_id, name, role, device, away, joined_ms, opened_ms, heard_ms)
				VALUES (?, ?, 'dead', ?, 'N', 'learner', 'desktop', FALSE, ?, ?, ?)`, connection, session, "of-"+connection, store.Millis(start), store.Millis(start), store.Millis(start.Add(heard)))
		}
		w.exec("UPDATE sessions SET alive_ms = ?", store.Millis(start.Add(30*time.Second)))
		w.add(time.Hour)
		for range 2 { // once more changes nothing
			if err := w.Recover(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		got := map[string]bool{}
		for _, f := range w.facts()[7:] {
			got[f] = true
		}
		want := map[string]bool{`closed of-a 30s {"clean":false}`: true, `closed of-late 31s {"clean":false}`: true,
			`closed of-beating 30s {"clean":false}`: true, `closed of-silent 9s {"clean":false}`: true}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestServedSessionsAreMarkedAsAlive(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	c := w.dial("learner:ana")
	for _, at := range []time.Duration{2 * time.Second, 4 * time.Second} {
		w.add(2 * time.Second)
		c.beat()
		eventually(t, func() string {
			s, err := w.Session(context.Background(), session)
			if err != nil || !s.AliveAt.Equal(start.Add(at)) {
				return fmt.Sprint(s.AliveAt, err)
			}
			var heard []int64
			if err := w.store.Read(context.Background()).Raw("SELECT heard_ms FROM sockets").Scan(&heard).Error; err != nil {
				return err.Error()
			}
			return cmp.Diff([]int64{store.Millis(start.Add(at))}, heard)
		})
	}
}
