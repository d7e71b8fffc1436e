package live_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

// newClockedCampus is a campus whose processes have the test's clock.
func newClockedCampus(t *testing.T, url string, processes int) *campus {
	t.Helper()
	c := newCampus(t, url, 0)
	for range processes {
		c.processes = append(c.processes, c.begin(c.Now))
	}
	return c
}

// pageAt opens a socket to one of the processes.
func (c *campus) pageAt(t *testing.T, i int, user app.UserID, role app.Role) *wanderer {
	t.Helper()
	only := &campus{parts: c.parts, t: t, processes: []*process{c.at(i)}}
	return only.page(t, user, role)
}

// knows waits until the page's idea of the user is such.
func (w *wanderer) knows(t *testing.T, user app.UserID, such string) {
	t.Helper()
	w.rest(t, func() string {
		p, here := w.people[user]
		got := "gone"
		if here {
			got = fmt.Sprintf("%s away=%t", p.Role, p.Away)
		}
		if got != such {
			return fmt.Sprintf("%s is %s, want %s", user, got, such)
		}
		return ""
	})
}

// TestWhoSatAtADeadProcess has a process die: another one closes its sockets at the time at which it was last alive, says
// what its people are by the sockets that they have left, and lets go who has none and doesn't come back.
func TestWhoSatAtADeadProcess(t *testing.T) {
	t.Parallel()
	c := newClockedCampus(t, storetest.Postgres(t), 2)
	witness, away := c.pageAt(t, 0, "teacher", app.RoleInstructor), c.pageAt(t, 0, "ana", app.RoleLearner)
	c.pageAt(t, 1, "ana", app.RoleLearner)
	c.pageAt(t, 1, "ben", app.RoleLearner)
	if a, _ := away.order(t, "person.away", "away-0001", map[string]any{"away": true}); a.Type != "ack" {
		t.Fatalf("%+v", a)
	}
	witness.knows(t, "ana", "learner away=false") // she looks at her other page
	c.add(3 * time.Second)
	eventually(t, func() string {
		var n int64
		err := c.store.Read(context.Background()).Raw("SELECT COUNT(*) FROM processes WHERE alive_ms = ?", store.Millis(start.Add(3*time.Second))).Scan(&n).Error
		if err != nil || n != 2 {
			return fmt.Sprint(n, " processes are alive, ", err)
		}
		return ""
	})
	c.at(1).die()
	witness.rest(t, func() string { return "" })
	away.rest(t, func() string { return "" })
	c.add(11 * time.Second)
	witness.knows(t, "ana", "learner away=true")
	witness.knows(t, "ben", "learner away=false") // he may come back
	closed := map[app.UserID]time.Duration{}
	facts, err := c.store.Facts(context.Background(), session, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if f.Kind == app.FactSocketClosed {
			closed[f.User] = f.At.Sub(start)
		}
	}
	if len(closed) != 2 || closed["ana"] != 3*time.Second || closed["ben"] != 3*time.Second {
		t.Errorf("closed at %v", closed)
	}
	away.rest(t, func() string { return "" })
	c.add(10 * time.Second)
	witness.knows(t, "ben", "gone")
	witness.knows(t, "ana", "learner away=true")
}

// TestWhoIsMournedComesBackAsNew has a process whose sockets another one took for dead: it closes them, so that nobody is
// there without being seen.
func TestWhoIsMournedComesBackAsNew(t *testing.T) {
	t.Parallel()
	c := newClockedCampus(t, storetest.Postgres(t), 2)
	witness, ben := c.pageAt(t, 0, "teacher", app.RoleInstructor), c.pageAt(t, 1, "ben", app.RoleLearner)
	witness.knows(t, "ben", "learner away=false")
	c.exec("UPDATE sockets SET gone_ms = ? WHERE user_id = 'ben'", store.Millis(c.Now()))
	c.add(11 * time.Second)
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	for {
		_, b, err := ben.conn.Read(ctx)
		if err == nil {
			ben.hear(b)
			continue
		}
		if got := websocket.CloseStatus(err); got != web.CloseRestarting {
			t.Errorf("closed with %d, %v", got, err)
		}
		break
	}
	witness.knows(t, "ben", "gone")
	c.pageAt(t, 1, "ben", app.RoleLearner)
	witness.knows(t, "ben", "learner away=false")
}

// TestAwayIsWhereNobodyLooks has a person with two pages.
func TestAwayIsWhereNobodyLooks(t *testing.T) {
	t.Parallel()
	c := newClockedCampus(t, storetest.SQLite(t), 1)
	witness := c.page(t, "teacher", app.RoleInstructor)
	one, two := c.page(t, "ana", app.RoleLearner), c.page(t, "ana", app.RoleLearner)
	say := func(w *wanderer, id string, away any) answer {
		t.Helper()
		a, _ := w.order(t, "person.away", id, map[string]any{"away": away})
		return a
	}
	say(one, "away-0001", true)
	witness.knows(t, "ana", "learner away=false")
	say(two, "away-0002", true)
	witness.knows(t, "ana", "learner away=true")
	say(one, "away-0003", false)
	witness.knows(t, "ana", "learner away=false")
	if a := say(one, "away-0004", "yes"); a.Type != "refused" || a.Code != string(app.CodeInvalid) || !strings.Contains(a.Message, "away") {
		t.Errorf("%+v", a)
	}
	one.lose()
	witness.knows(t, "ana", "learner away=true")
	c.add(time.Second)
	two.lose()
	eventually(t, func() string {
		if n := c.at(0).hub.Connected(session); n != 1 {
			return fmt.Sprint(n, " are connected")
		}
		return ""
	})
	c.add(9 * time.Second)
	witness.knows(t, "ana", "learner away=true") // until it is clear that she doesn't come back
	c.add(2 * time.Second)
	witness.knows(t, "ana", "gone")
}
