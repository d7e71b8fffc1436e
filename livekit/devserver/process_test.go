package devserver_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

func spawn(t *testing.T) *devserver.Process {
	t.Helper()
	p, err := devserver.Spawn(within(t, 30*time.Second), devserver.Config{APIKey: key, APISecret: secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// awaitPing asks until the server answers as wanted.
func awaitPing(ctx context.Context, c *livekit.Client, want error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := c.Ping(ctx); errors.Is(err, want) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func TestProcessKilledComesBack(t *testing.T) {
	t.Parallel()
	p := spawn(t)
	c := client(t, p.URL())
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := bot(t, c, "class", "learner", false)
	sid := first.SID()

	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Ping(t.Context()); !errors.Is(err, livekit.ErrUnavailable) {
		t.Fatalf("ping of a killed server = %v, want ErrUnavailable", err)
	}
	if err := p.Kill(); err != nil {
		t.Errorf("second kill: %v", err)
	}
	if err := p.Respawn(within(t, 30*time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Fatalf("ping after coming back on the same port: %v", err)
	}
	// The client comes back by itself, as a new participant of a new room.
	now, err := awaitParticipant(within(t, 30*time.Second), c, "class", "learner")
	if err != nil {
		t.Fatalf("learner after restart: %v", err)
	}
	if now.SID == sid {
		t.Errorf("sid %s is that of before the restart", sid)
	}
}

func awaitParticipant(ctx context.Context, c *livekit.Client, room, identity string) (livekit.Participant, error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		p, err := c.Participant(ctx, room, identity)
		if err == nil && p.State == livekit.StateActive {
			return p, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return livekit.Participant{}, errors.Join(ctx.Err(), err)
		}
	}
}

func TestProcessStopsInOrder(t *testing.T) {
	t.Parallel()
	p := spawn(t)
	c := client(t, p.URL())
	b := bot(t, c, "class", "learner", false)
	if err := p.Stop(within(t, 20*time.Second)); err != nil {
		t.Fatalf("stop: %v", err)
	}
	if err := awaitPing(within(t, 5*time.Second), c, livekit.ErrUnavailable); err != nil {
		t.Errorf("server after stop: %v", err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Errorf("second stop: %v", err)
	}
	b.Leave()
}

func TestSpawnReportsTheCause(t *testing.T) {
	t.Parallel()
	_, err := devserver.Spawn(t.Context(), devserver.Config{})
	if !errors.Is(err, devserver.ErrConfig) {
		t.Errorf("no key: %v, want ErrConfig", err)
	}
	p := spawn(t)
	taken := p.Config()
	_, err = devserver.Spawn(within(t, 20*time.Second), taken)
	if !errors.Is(err, devserver.ErrStart) {
		t.Errorf("port taken: %v, want ErrStart", err)
	}
}
