package media_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/livekit"
)

func TestARollAddsWhatWebhooksLeftOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.deliver(joins("ana", "PA_1", 0))
		recorder := person("egress", "PA_9", 0)
		recorder.Recorder = true
		w.room.people = []livekit.Participant{person("ana", "PA_1", 0), person("ben", "PA_2", time.Second), recorder}
		w.add(15 * time.Second)
		w.callRoll()
		w.room.people = w.room.people[:1]
		w.add(15 * time.Second)
		w.callRoll()
		want := []string{
			"media.joined ana PA_1 0s webhook",
			"media.joined ben PA_2 1s reconcile",
			`media.roll   15s reconcile {"present":["PA_1","PA_2"]}`,
			`media.left ben PA_2 30s reconcile {"inferred":true}`,
			`media.roll   30s reconcile {"present":["PA_1"]}`,
		}
		if diff := cmp.Diff(want, w.facts()); diff != "" {
			t.Error(diff)
		}
		w.room.people, w.room.err = nil, livekit.ErrRoomNotFound // LiveKit restarted
		w.add(15 * time.Second)
		w.callRoll()
		w.add(15 * time.Second)
		w.callRoll()
		want = append(want, `media.left ana PA_1 45s reconcile {"inferred":true}`, `media.roll   45s reconcile {"present":[]}`)
		if diff := cmp.Diff(want, w.facts()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestARollThatLiveKitDoesNotAnswerSaysNothing(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.deliver(joins("ana", "PA_1", 0))
	w.room.err = livekit.ErrUnavailable
	if err := w.CallRoll(context.Background(), w.session); err == nil {
		t.Error("the roll is called")
	}
	if err := w.CallRolls(context.Background()); err != nil {
		t.Error(err)
	}
	if facts := w.facts(); len(facts) != 1 {
		t.Errorf("facts %v", facts)
	}
}

// TestWhoJoinsDuringARollIsNotGone has the webhook of a joining come between LiveKit's answer and its use.
func TestWhoJoinsDuringARollIsNotGone(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.room.asked = func() { w.deliver(joins("ana", "PA_1", 0)) }
	w.callRoll()
	if facts := w.facts(); len(facts) != 1 {
		t.Errorf("facts %v", facts)
	}
}

// TestWhoWasListedIsMissedLater: on PostgreSQL a fact may become visible after one of a higher sequence, and a roll that
// has read past it doesn't see it.
func TestWhoWasListedIsMissedLater(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.room.people = []livekit.Participant{person("ben", "PA_2", 0)}
	w.callRoll()
	// A joining that commits late: its place in the log is before the roll's.
	err := w.store.Write(context.Background()).Exec(`INSERT INTO facts (seq, session_id, id, kind, source, user_id, connection_id, at_ms, seen_ms, data)
		SELECT -1, ?, 'lk:PA_1:joined', 'media.joined', 'livekit_webhook', 'ana', 'PA_1', ?, ?, '{}'`, w.session.ID, store.Millis(start), store.Millis(start)).Error
	if err != nil {
		t.Fatal(err)
	}
	w.room.people = append(w.room.people, person("ana", "PA_1", 0))
	w.callRoll()
	w.room.people = w.room.people[:1]
	w.callRoll()
	gone := 0
	for _, f := range w.facts() {
		if strings.HasPrefix(f, "media.left ana PA_1") {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("gone %d times: %v", gone, w.facts())
	}
}

func TestWhoIsStillConnectingHasNotJoined(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	ana := person("ana", "PA_1", 0)
	for _, state := range []livekit.State{livekit.StateJoining, livekit.StateJoined} {
		ana.State = state
		w.room.people = []livekit.Participant{ana}
		w.callRoll()
		if facts := w.facts(); len(facts) != 0 {
			t.Errorf("%s: %v", state, facts)
		}
	}
	ana.State = livekit.StateActive
	w.room.people = []livekit.Participant{ana}
	w.callRoll()
	if facts := w.facts(); len(facts) != 2 {
		t.Errorf("facts %v", facts)
	}
}

func TestARollKeepsTheRemovedOut(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.room.err = livekit.ErrUnavailable // while they are removed
	if err := w.Remove(context.Background(), w.session, "ana", "teacher"); err != nil {
		t.Error(err)
	}
	w.room.err = nil
	ana := person("ana", "PA_1", 0)
	ana.State = livekit.StateJoined
	w.room.people = []livekit.Participant{ana, person("ben", "PA_2", 0)}
	w.callRoll()
	if diff := cmp.Diff([]string{"ana", "ana"}, w.room.out); diff != "" {
		t.Error(diff)
	}
}

func TestRollsAtOnceAgree(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	w.room.people = []livekit.Participant{person("ana", "PA_1", 0), person("ben", "PA_2", 0)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i%2 == 0 {
				w.deliver(joins("ana", "PA_1", 0))
			}
			if err := w.CallRolls(context.Background()); err != nil {
				t.Error(err)
			}
			if _, err := w.Join(context.Background(), w.session, actor(app.RoleLearner, "new")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	joined := 0
	for _, f := range w.facts() {
		if strings.HasPrefix(f, "media.joined") {
			joined++
		}
	}
	if joined != 2 {
		t.Errorf("%d joined: %v", joined, w.facts())
	}
}

func TestRunWatchesLiveKit(t *testing.T) {
	t.Parallel()
	w := newSQLite(t) // outside the bubble: its pool has goroutines that don't end with it
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		w.Service = media.New(w.Deps) // its channel is the bubble's
		go func() { done <- w.Run(ctx) }()
		pass := func(d time.Duration) { // of the bubble's clock and the injected one
			for ; d > 0; d -= time.Second {
				w.add(time.Second)
				time.Sleep(time.Second)
				synctest.Wait()
			}
		}
		pass(4 * time.Second)
		if len(w.facts()) != 0 || len(w.media) != 0 {
			t.Errorf("while it answers: %v, told %v", w.facts(), w.media)
		}
		w.room.with(func(r *room) { r.err = livekit.ErrUnavailable })
		pass(3 * time.Second)
		w.room.with(func(r *room) { r.lists = 0 })
		w.Nudge(w.session.ID)
		pass(3 * time.Second)
		if w.room.lists != 0 {
			t.Errorf("a LiveKit that is down is asked %d times who is there", w.room.lists)
		}
		w.room.with(func(r *room) { r.err = nil; r.people = []livekit.Participant{person("ana", "PA_1", 0)} })
		pass(4 * time.Second)
		var kinds []string
		for _, f := range w.facts() {
			kinds = append(kinds, strings.Fields(f)[0])
		}
		if diff := cmp.Diff([]string{"media.down", "media.up", "media.joined", "media.roll"}, kinds); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]bool{false, true}, w.media); diff != "" {
			t.Error(diff)
		}
		pass(15 * time.Second)
		if facts := w.facts(); facts[len(facts)-1] != `media.roll   15s reconcile {"present":["PA_1"]}` {
			t.Errorf("after a round %v", facts)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
