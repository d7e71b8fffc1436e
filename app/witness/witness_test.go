package witness_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/witness"
	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

func TestMain(m *testing.M) { os.Exit(apptest.Main(m)) }

func enter(t *testing.T, l media.LiveKit) *devserver.Bot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: l.URL, Token: l.Token, Microphone: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bot.Leave)
	return bot
}

// listened waits until somebody listens in the session's room.
func listened(t *testing.T, w *apptest.World, id app.SessionID) {
	t.Helper()
	lk, err := livekit.New(livekit.Config{URL: w.LiveKit.URL(), APIKey: w.LiveKit.Config().APIKey, APISecret: w.LiveKit.Config().APISecret})
	if err != nil {
		t.Fatal(err)
	}
	apptest.Eventually(t, apptest.Wait, func() error {
		list, err := lk.Participants(t.Context(), app.RoomName(id, ""))
		for _, p := range list {
			if p.Identity == witness.Identity && p.State == livekit.StateActive {
				return nil
			}
		}
		return fmt.Errorf("nobody listens: %w", err)
	})
}

// class is a teacher who hears a learner.
type class struct {
	*apptest.World
	teacher, learner *apptest.Client
	session          app.SessionID
	begun            time.Time // when the learner spoke first
}

// speak has the learner speak for three seconds of sound. It returns how long that took, and what ends both clients.
func (c *class) speak(t *testing.T) (took time.Duration, leave func()) {
	t.Helper()
	hears, speaks := enter(t, c.teacher.Join(c.session).LiveKit), enter(t, c.learner.Join(c.session).LiveKit)
	listened(t, c.World, c.session)
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	if _, err := speaks.Publish(ctx, "camera"); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if c.begun.IsZero() {
		c.begun = begun
	}
	speaks.Speak(true)
	if err := hears.AwaitPackets(ctx, hears.Received()+150); err != nil { // of 20 ms each
		t.Fatal(err)
	}
	return time.Since(begun), func() { hears.Leave(); speaks.Leave() }
}

// heard waits until the facts say that the learner alone spoke, in so many turns, and about as long as there was sound.
func (c *class) heard(t *testing.T, turns int, took time.Duration) {
	t.Helper()
	apptest.Eventually(t, apptest.Wait, func() error {
		facts, err := c.Server.Store.Facts(context.Background(), c.session, 0)
		if err != nil {
			return err
		}
		shown := 0
		for _, f := range facts {
			switch f.Kind {
			case app.FactMediaShown:
				shown++
			case app.FactMediaUnshown:
				shown += 100
			}
		}
		if shown != turns*101 {
			return fmt.Errorf("a camera shown %d times, want %d, and as often not any more", shown, turns)
		}
		sums, listened := app.SumSpoken(c.session, facts)
		got := sums[c.learner.Me.UserID]
		if !listened || len(sums) != 1 || got.Turns != turns || got.Duration < took/2 || got.Duration > time.Since(c.begun) {
			return fmt.Errorf("heard %v, want %d turns of about %v in all", sums, turns, took)
		}
		return nil
	})
}

// TestWhoSpeaks has a learner speak, LiveKit die, the learner speak again, and the class end.
func TestWhoSpeaks(t *testing.T) {
	t.Parallel()
	c := &class{World: apptest.New(t, apptest.Options{LiveKit: true})}
	c.teacher, c.learner = c.Enter("teacher"), c.Enter("learner1")
	c.session = c.teacher.Start().ID
	took, leave := c.speak(t)
	if err := c.LiveKit.Kill(); err != nil {
		t.Fatal(err)
	}
	leave() // they would come back by themselves
	c.heard(t, 1, took)
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	if err := c.LiveKit.Respawn(ctx); err != nil {
		t.Fatal(err)
	}
	more, _ := c.speak(t)
	took += more
	c.teacher.End(c.session)
	c.heard(t, 2, took)
}
