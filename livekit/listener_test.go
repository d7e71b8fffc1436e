package livekit_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

// ears is a Listener with what it heard.
type ears struct {
	*livekit.Listener
	heard chan livekit.Moment
}

func (w *world) listen(t *testing.T, room string) *ears {
	t.Helper()
	e := &ears{heard: make(chan livekit.Moment, 1000)}
	l, err := w.Listen(within(t, 30*time.Second), room, "ears", func(m livekit.Moment) { e.heard <- m })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Leave)
	e.Listener = l
	return e
}

// until waits until those speak, and those show something, as "ana camera".
func (e *ears) until(t *testing.T, want ...string) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	var got []string
	for {
		select {
		case now := <-e.heard:
			got = nil
			for _, s := range now.Speakers {
				got = append(got, s.Identity)
			}
			for _, s := range now.Shown {
				got = append(got, s.Identity+" "+string(s.Source))
			}
			if slices.Sort(got); slices.Equal(got, want) {
				return
			}
		case <-deadline:
			t.Fatalf("%q speak and show, want %q", got, want)
		}
	}
}

func (e *ears) out(t *testing.T) {
	t.Helper()
	select {
	case <-e.Done():
	case <-time.After(30 * time.Second):
		t.Fatal("the listener stays")
	}
}

// share publishes something that isn't a picture, which nobody looks at.
func share(t *testing.T, b *devserver.Bot, source livekit.Source) {
	t.Helper()
	if _, err := b.Publish(within(t, 30*time.Second), string(source)); err != nil {
		t.Fatal(err)
	}
}

func listening(t *testing.T, w *world) {
	if _, err := w.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "listen", MaxParticipants: 2}); err != nil {
		t.Fatal(err)
	}
	shows := learner("listen", "ana")
	shows.Sources = livekit.AllSources()
	ana := w.join(t, shows, true)
	ana.Speak(true)
	e := w.listen(t, "listen")
	e.until(t, "ana") // who spoke before
	ben := w.join(t, learner("listen", "ben"), true)
	ben.Speak(true)
	e.until(t, "ana", "ben") // who came later
	ana.Speak(false)
	e.until(t, "ben")
	share(t, ana, livekit.Camera)
	share(t, ana, livekit.ScreenShare)
	e.until(t, "ana camera", "ana screen_share", "ben")
	if n, err := w.MuteSource(t.Context(), "listen", "ana", livekit.Camera); err != nil || n != 1 {
		t.Fatalf("%d cameras muted: %v", n, err)
	}
	ben.Leave()
	e.until(t, "ana screen_share")
	if ana.Received() == 0 {
		t.Error("ana didn't hear ben")
	}
	list, err := w.Participants(t.Context(), "listen")
	if err != nil || len(list) != 2 {
		t.Fatalf("participants: %v, %v", list, err)
	}
	for _, p := range list {
		if p.Person() != (p.Identity == "ana") || p.Hidden != (p.Identity == "ears") {
			t.Errorf("%s is listed as %+v", p.Identity, p)
		}
	}
	if others := ana.Others(); slices.Contains(others, "ears") {
		t.Errorf("ana sees %q", others)
	}
	again := w.listen(t, "listen")
	e.out(t) // the second pushes the first out, which doesn't come back
	if err := w.DeleteRoom(t.Context(), "listen"); err != nil {
		t.Fatal(err)
	}
	again.out(t)
	if _, err := newClient(t, w.URL(), "another secret that is just as long as it").Listen(within(t, 30*time.Second), "listen", "ears", nil); !errors.Is(err, livekit.ErrListen) {
		t.Errorf("another key: %v", err)
	}
}
