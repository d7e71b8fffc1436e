package live_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// End implements live.Ender: what would ring later rings now, and what is called so fails.
func (s *slateState) End(ctx context.Context, at time.Time) (live.Outcome, error) {
	var o live.Outcome
	for key := range s.bells {
		if s.texts["all-fails"] != "" {
			return o, fmt.Errorf("a fault of the module's")
		}
		if err := s.drop(ctx, slateBell, key); err != nil {
			return o, err
		}
		if err := s.put(ctx, slateText, key, "over", 0); err != nil {
			return o, err
		}
		o.Events = append(o.Events, live.Event{Type: "slate.rang", Audience: slateAudience(key), Payload: &slateEvent{Key: key, Text: "over"}})
		o.Facts = append(o.Facts, app.Fact{ID: "over:" + key, Session: s.session, Kind: "slate.over", Source: app.SourceState, At: at, Seen: at, Data: []byte("{}")})
	}
	return o, nil
}

// withSlate is a world with a slate on which a bell would ring in an hour.
func withSlate(t *testing.T) (*world, *client) {
	t.Helper()
	w := newSQLite(t, func(d *live.Deps) { d.Modules = []live.Module{slate{d.Store}} })
	w.exec(slateTable)
	c := w.dial("learner:ana")
	c.send(`{"type":"slate.later","id":"later-0001","key":"all-bell","after":3600000000000}`)
	c.until("ack")
	w.add(time.Minute)
	return w, c
}

// until reads up to a frame of the type.
func (c *client) until(kind string) {
	c.t.Helper()
	for {
		f, err := c.read()
		if err != nil {
			c.t.Fatalf("%s doesn't come: %v", kind, err)
		}
		if f.Type == kind {
			return
		}
	}
}

// over marks the session as ended, half a minute ago, and returns it.
func (w *world) over() app.Session {
	w.t.Helper()
	at := w.Now().Add(-30 * time.Second)
	w.exec("UPDATE sessions SET state = 'ended', end_reason = 'instructor', ended_ms = ? WHERE id = ?", store.Millis(at), session)
	return app.Session{ID: session, Classroom: "room", State: app.SessionEnded, EndReason: app.EndByInstructor, EndedAt: at}
}

// told returns the types of the events from the bell's winding on, each with when it was after the start.
func (w *world) told() string {
	w.t.Helper()
	var rows []struct {
		Type string
		AtMs int64
	}
	if err := w.store.Read(context.Background()).Raw("SELECT type, at_ms FROM events WHERE session_id = ? AND type IN ('slate.rang', 'session.ended') ORDER BY position", session).Scan(&rows).Error; err != nil {
		w.t.Fatal(err)
	}
	out := ""
	for _, r := range rows {
		out += fmt.Sprint(r.Type, " ", store.Time(r.AtMs).Sub(start), "; ")
	}
	facts, err := w.store.Facts(context.Background(), session, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range facts {
		if f.Kind == "slate.over" {
			out += fmt.Sprint("fact ", f.At.Sub(start), "; ")
		}
	}
	return out
}

const bellAtTheEnd = "slate.rang 30s; session.ended 30s; fact 30s; "

func TestWhatEndsWithTheSessionEndsInItsLastTurn(t *testing.T) {
	t.Parallel()
	w, c := withSlate(t)
	ended := w.over()
	w.Ended(ended)
	frames := c.wantClosed(4500)
	if n := len(frames); n < 2 || frames[n-2].Type != "slate.rang" || frames[n-1].Type != "session.ended" {
		t.Errorf("the last frames are %+v", frames)
	}
	for range 2 { // told again, and by a job
		w.Ended(ended)
		if err := w.Finish(context.Background(), ended); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.told(); got != bellAtTheEnd {
		t.Errorf("the stream has %s", got)
	}
	if late, err := w.try("learner:late"); err == nil {
		late.wantClosed(4500)
	}
}

func TestAJobEndsWhatAKillLeft(t *testing.T) {
	t.Parallel()
	w, c := withSlate(t)
	ended := w.over()
	_ = c.conn.CloseNow() // nobody is waited for
	w.stop()              // before anybody was told
	again := newHubOn(t, w)
	for range 2 {
		if err := again.Finish(context.Background(), ended); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.told(); got != bellAtTheEnd {
		t.Errorf("the stream has %s", got)
	}
}

func TestAnEndThatFailsIsDoneAgain(t *testing.T) {
	t.Parallel()
	w, c := withSlate(t)
	c.send(`{"type":"slate.set","id":"fails-0001","key":"all-fails","text":"yes"}`)
	c.until("ack")
	ended := w.over()
	w.Ended(ended)
	c.wantClosed(4500) // it has ended nevertheless
	again := newHubOn(t, w)
	if err := again.Finish(context.Background(), ended); err == nil {
		t.Error("the job was done")
	}
	if got := w.told(); got != "" {
		t.Errorf("the stream has %s", got)
	}
	w.exec("DELETE FROM slate WHERE k = 'all-fails'")
	if err := again.Finish(context.Background(), ended); err != nil {
		t.Fatal(err)
	}
	if got := w.told(); got != bellAtTheEnd {
		t.Errorf("the stream has %s", got)
	}
}

// newHubOn is a process that begins on what another one has left, and serves nobody.
func newHubOn(t *testing.T, w *world) *live.Hub {
	t.Helper()
	deps := w.Deps
	deps.Modules = []live.Module{slate{deps.Store}}
	return live.New(deps)
}

// TestTheEndReachesOtherProcesses ends the session by a job of a process in which nobody is.
func TestTheEndReachesOtherProcesses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s, func(d *live.Deps) { d.Modules = []live.Module{slate{s}} })
		w.exec(slateTable)
		c := w.dial("learner:ana")
		ended := w.over()
		if err := w.Finish(context.Background(), ended); err != nil {
			t.Fatal(err)
		}
		frames := c.wantClosed(4500)
		if n := len(frames); n == 0 || frames[n-1].Type != "session.ended" {
			t.Errorf("the last frames are %+v", frames)
		}
	})
}
