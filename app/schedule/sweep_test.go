package schedule_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		after   time.Duration // the sweep, from the start
		present func(p *parts)
		ends    time.Duration // from the start; -1: it stays
	}{
		"somebody is connected":           {time.Hour, func(p *parts) { p.connected = 1 }, -1},
		"somebody is in LiveKit alone":    {time.Hour, func(p *parts) { p.here = true }, -1},
		"everybody left, within grace":    {10*time.Minute + grace - time.Millisecond, func(p *parts) { p.last = start.Add(10 * time.Minute) }, -1},
		"everybody left, grace is over":   {10*time.Minute + grace, func(p *parts) { p.last = start.Add(10 * time.Minute) }, 10 * time.Minute},
		"everybody left long ago":         {5 * time.Hour, func(p *parts) { p.last = start.Add(10 * time.Minute) }, 10 * time.Minute},
		"nobody came, within grace":       {grace - time.Millisecond, func(*parts) {}, -1},
		"nobody ever came":                {grace, func(*parts) {}, 0},
		"presence from before the start":  {time.Hour, func(p *parts) { p.last = start.Add(-time.Minute) }, 0},
		"presence can't be told":          {time.Hour, func(p *parts) { p.err = errors.New("broken") }, -1},
		"connected, though never present": {time.Hour, func(p *parts) { p.connected, p.err = 1, errors.New("broken") }, -1},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSQLite(t)
			session := w.start(t)
			w.set(tc.present)
			w.add(tc.after)
			if err := w.Sweep(context.Background()); !errors.Is(err, w.err) && w.connected == 0 {
				t.Errorf("sweep: %v", err)
			}
			got := w.session(t, session.ID)
			switch {
			case tc.ends < 0:
				if got.State != app.SessionLive || len(w.queued(t)) != 0 || len(w.told()) != 0 {
					t.Errorf("it ended: %+v", got)
				}
			case got.State != app.SessionEnded || !got.EndedAt.Equal(start.Add(tc.ends)) || got.EndReason != app.EndEveryoneLeft:
				t.Errorf("got %+v", got)
			case len(w.queued(t)) != 2 || len(w.told()) != 1:
				t.Errorf("queued %v, told %v", w.queued(t), w.told())
			}
		})
	}
}

func TestOneSessionThatCanNotBeSweptDoesNotHoldOthersUp(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	nowhere := w.room
	w.insertRoom(t, "somewhere")
	nowhere.ID = "somewhere"
	good := w.start(t)
	bad, err := w.Start(context.Background(), nowhere, "teacher")
	if err != nil {
		t.Fatal(err)
	}
	insertRoom(t, w.store, "nowhere") // in the database, and unknown to whoever knows classrooms
	if err := w.store.Write(context.Background()).Exec("UPDATE sessions SET classroom_id = 'nowhere' WHERE id = ?", bad.ID).Error; err != nil {
		t.Fatal(err)
	}
	w.add(time.Hour)
	if err := w.Sweep(context.Background()); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("sweep: %v", err)
	}
	if w.session(t, good.ID).State != app.SessionEnded || w.session(t, bad.ID).State != app.SessionLive {
		t.Error("the wrong one was swept")
	}
}

// TestAfterAnOutageThereIsAGraceToComeBackIn: nobody can be in class while the app is away.
func TestAfterAnOutageThereIsAGraceToComeBackIn(t *testing.T) {
	t.Parallel()
	w := newSQLite(t)
	session := w.start(t)
	w.set(func(p *parts) { p.last = start.Add(10 * time.Minute) }) // the app was killed then
	w.add(30 * time.Minute)
	again := w.restart(t)
	w.add(grace - time.Millisecond)
	if err := again.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := w.session(t, session.ID); got.State != app.SessionLive {
		t.Fatalf("ended with %+v", got)
	}
	w.add(time.Millisecond)
	if err := again.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := w.session(t, session.ID); got.State != app.SessionEnded || !got.EndedAt.Equal(start.Add(10*time.Minute)) {
		t.Errorf("got %+v", got)
	}
}

func TestRunSweepSweepsUntilItsContextEnds(t *testing.T) {
	t.Parallel()
	w := newSQLite(t) // outside the bubble: its pool has goroutines that don't end with it
	synctest.Test(t, func(t *testing.T) {
		session := w.start(t)
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- w.RunSweep(ctx) }()
		w.add(grace)
		time.Sleep(6 * time.Second) // of the bubble's clock
		synctest.Wait()
		if got := w.session(t, session.ID); got.State != app.SessionEnded {
			t.Errorf("got %+v", got)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestABrokenDatabaseEndsNothing(t *testing.T) {
	t.Parallel()
	s, err := store.Open(context.Background(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, s)
	session := w.start(t)
	w.add(time.Hour)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, end := w.End(context.Background(), session.ID, w.Now(), app.EndByInstructor, "teacher")
	_, begin := w.Start(context.Background(), w.room, "teacher")
	for name, err := range map[string]error{"sweep": w.Sweep(context.Background()), "end": end, "start": begin} {
		if err == nil || app.CodeOf(err) != app.CodeInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.told()) != 0 {
		t.Error("people were told of an end that isn't")
	}
}
