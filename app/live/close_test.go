package live_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/app/web"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES (?, 'out', 'teacher', 1)", session)
	for name, tc := range map[string]struct {
		path, token string
		code        websocket.StatusCode
	}{
		"no token":                 {string(session), "", 4501},
		"bad token":                {string(session), "garbage", 4501},
		"session of others":        {string(session), "elsewhere:u", 4506},
		"session that isn't":       {"nothing", "learner:u", 4506},
		"role without any rights":  {string(session), "guest:u", 4504},
		"removed":                  {string(session), "learner:out", 4503},
		"a fault of the server's":  {string(session), "learner:broken", 4000},
		"removed, as an assistant": {string(session), "assistant:out", 4503},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), wait)
			defer cancel()
			conn, _, err := websocket.Dial(ctx, w.url+"/ws/sessions/"+tc.path+"?token="+tc.token, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = conn.Read(ctx)
			if got := websocket.CloseStatus(err); got != tc.code {
				t.Errorf("closed with %d (%v), want %d", got, err, tc.code)
			}
		})
	}
	if facts := w.facts(); len(facts) != 0 || w.Connected(session) != 0 {
		t.Errorf("%v, %d connected", facts, w.Connected(session))
	}
	w.end()
	if c, err := w.try("learner:late"); websocket.CloseStatus(err) != 4500 {
		t.Errorf("after the end: %+v, %v", c, err)
	}
	res, err := http.Get("http" + strings.TrimPrefix(w.url, "ws") + "/ws/sessions/" + string(session) + "?token=learner:u")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode < 400 || res.StatusCode > 499 {
		t.Errorf("without an upgrade: %s", res.Status)
	}
	eventually(t, func() string {
		if n := w.Sockets(); n != 0 {
			return fmt.Sprint(n, " sockets are counted")
		}
		return ""
	})
}

func TestBadFrames(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	witness := w.dial("instructor:teacher")
	for name, tc := range map[string]struct {
		kind websocket.MessageType
		send string
		code websocket.StatusCode // 0: it stays
	}{
		"garbage":             {websocket.MessageText, "garbage", 4505},
		"cut":                 {websocket.MessageText, `{"type":`, 4505},
		"a list":              {websocket.MessageText, `[]`, 4505},
		"type that's no text": {websocket.MessageText, `{"type":7}`, 4505},
		"empty":               {websocket.MessageText, "", 4505},
		"binary":              {websocket.MessageBinary, `{"type":"beat"}`, 4505},
		"oversized":           {websocket.MessageText, `{"type":"` + strings.Repeat("x", 128<<10) + `"}`, websocket.StatusMessageTooBig},
		"of a newer client":   {websocket.MessageText, `{"type":"hologram","size":3}`, 0},
		"large, within limit": {websocket.MessageText, `{"type":"` + strings.Repeat("x", 127<<10) + `"}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := w.dial("learner:ana")
			ctx, cancel := context.WithTimeout(context.Background(), wait)
			defer cancel()
			if err := c.conn.Write(ctx, tc.kind, []byte(tc.send)); err != nil {
				t.Fatal(err)
			}
			if tc.code == 0 {
				c.beat()
				c.send(`{"type":"leave"}`)
				tc.code = 1000
			}
			c.wantClosed(tc.code)
		})
	}
	witness.beat()
}

func TestAFloodIsClosedAndHarmsNobody(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	witness, c := w.dial("instructor:teacher"), w.dial("learner:ana")
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	go func() {
		for c.conn.Write(ctx, websocket.MessageText, []byte(`{"type":"beat"}`)) == nil {
		}
	}()
	if code, frames := c.closed(); code != 4004 || len(frames) > 100 {
		t.Errorf("closed with %d after %d answers", code, len(frames))
	}
	witness.beat()
}

func TestTheEndClosesEverybody(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	a, b := w.dial("instructor:teacher"), w.dial("learner:ana")
	w.add(time.Second)
	w.end()
	w.end() // told twice
	for _, c := range []*client{a, b} {
		frames := c.wantClosed(4500)
		if last := frames[len(frames)-1]; last.Type != "session.ended" || last.Reason != "instructor" {
			t.Errorf("the last frame is %+v", last)
		}
	}
	eventually(t, func() string {
		if facts := w.facts(); len(facts) != 4 {
			return fmt.Sprint(facts)
		}
		return ""
	})
}

func TestRemovingDisconnectsEveryTabOfOne(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	teacher, a, b := w.dial("instructor:teacher"), w.dial("learner:ana"), w.dial("learner:ana")
	w.Remove(app.Session{ID: session}, "ana")
	w.Remove(app.Session{ID: "nothing"}, "ana")
	for _, c := range []*client{a, b} {
		if frames := c.wantClosed(4503); len(frames) != 1 || frames[0].Type != "removed" {
			t.Errorf("got %+v", frames)
		}
	}
	teacher.next("person.joined")
	teacher.next("person.left")
	teacher.beat()
}

// TestNobodySlipsInBesideTheEnd ends the session, and removes a person, after they were admitted and before they are in.
func TestNobodySlipsInBesideTheEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		meanwhile func(w *world)
		code      websocket.StatusCode
	}{
		"end": {func(w *world) { w.end() }, 4500},
		"removal": {func(w *world) {
			w.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES (?, 'ana', 'teacher', 1)", session)
			w.Remove(app.Session{ID: session}, "ana")
		}, 4503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			w.then("person", func() { tc.meanwhile(w) })
			c, err := w.try("learner:ana")
			if err == nil {
				c.wantClosed(tc.code)
			} else if got := websocket.CloseStatus(err); got != tc.code {
				t.Errorf("closed with %d, %v", got, err)
			}
		})
	}
}

func TestASlowClientIsClosedAndHarmsNobody(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	slow := w.dial("learner:slow") // it reads no more
	quick := w.dial("learner:quick")
	const batches, each = 100, 100
	for range batches {
		for i := range each {
			w.SetMedia(i%2 == 1)
		}
		for range each {
			quick.next("media.state")
		}
	}
	if code, frames := slow.closed(); code != web.CloseSlow || len(frames) == 0 || len(frames) >= batches*each {
		t.Errorf("the slow one is closed with %d after %d frames", code, len(frames))
	}
	eventually(t, func() string {
		if n := w.Connected(session); n != 1 {
			return fmt.Sprint(n, " connected")
		}
		return ""
	})
	w.add(11 * time.Second) // it doesn't come back
	if f := quick.next("person.left"); f.UserID != "slow" || f.Offset != quick.welc.Offset+1 {
		t.Errorf("the quick one is told %+v", f)
	}
}

func TestShutdownTellsEverybodyToComeBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		var clients []*client
		for i := range 5 {
			clients = append(clients, w.dial(fmt.Sprint("learner:", i)))
		}
		w.add(4 * time.Second) // long enough without a beat not to be taken for beating
		clients[0].beat()
		var wg sync.WaitGroup
		for _, c := range clients {
			wg.Go(func() {
				if code, _ := c.closed(); code != web.CloseRestarting {
					t.Errorf("closed with %d", code)
				}
			})
		}
		w.stop()
		if n := w.Sockets(); n != 0 { // else the process could end before they are told
			t.Errorf("%d sockets are open after the end of Run", n)
		}
		wg.Wait()
		closed := map[string]int{}
		for _, f := range w.facts() {
			if strings.HasPrefix(f, "closed") {
				closed[strings.Fields(f)[2]]++
			}
		}
		if closed["4s"] != 1 || closed["0s"] != 4 {
			t.Errorf("closed %v", closed)
		}
		if c, err := w.try("learner:late"); websocket.CloseStatus(err) != 4005 {
			t.Errorf("after the end: %+v, %v", c, err)
		}
	})
}

func TestSocketsOfOnePersonAreBounded(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	for range 32 {
		w.dial("learner:ana")
	}
	if c, err := w.try("learner:ana"); websocket.CloseStatus(err) != 4004 {
		t.Errorf("one more gives %+v, %v", c, err)
	}
	w.dial("learner:ben")
	if n := w.Connected(session); n != 33 {
		t.Errorf("%d connected", n)
	}
	if n := len(w.Users(app.SessionID("nothing"))); n != 0 {
		t.Errorf("%d users of nothing", n)
	}
}
