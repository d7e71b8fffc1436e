package witness

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

// closed is a LiveKit with somebody in each room, that no listener gets into.
type closed struct {
	err      error // of listing
	attempts int
}

func (c *closed) ListRooms(context.Context, ...string) ([]livekit.Room, error) { return nil, c.err }

func (c *closed) Participants(context.Context, string) ([]livekit.Participant, error) {
	return []livekit.Participant{{SID: "PA_1", Identity: "ana", Kind: livekit.KindStandard, State: livekit.StateActive}}, c.err
}

func (c *closed) Listen(context.Context, string, string, func(livekit.Moment)) (*livekit.Listener, error) {
	c.attempts++
	return nil, livekit.ErrListen
}

// TestARoomThatCannotBeListenedToIsLeftAlone looks every five seconds for an hour: media that don't reach Lectern must not
// cost LiveKit a join each time.
func TestARoomThatCannotBeListenedToIsLeftAlone(t *testing.T) {
	t.Parallel()
	rooms, now, at := &closed{}, begin, place{"s", "g"}
	s := New(Deps{Rooms: rooms, Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	look := func(span time.Duration) {
		t.Helper()
		for end := now.Add(span); now.Before(end); now = now.Add(lookEvery) {
			wanted, err := s.wanted(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			if wanted {
				s.listen(t.Context(), at)
				s.left(at)
			}
		}
	}
	look(time.Minute)
	if rooms.attempts != 3 { // at once, after 10 s, and after 20 s more
		t.Errorf("%d attempts in a minute", rooms.attempts)
	}
	look(time.Hour)
	if rooms.attempts > 14 {
		t.Errorf("%d attempts in an hour", rooms.attempts)
	}
	s.forget([]app.Session{{ID: "another"}})
	if wanted, err := s.wanted(t.Context(), at); !wanted || err != nil {
		t.Errorf("a session that is live again: %t, %v", wanted, err)
	}
	s.left(at)
	rooms.err = livekit.ErrUnavailable
	if wanted, err := s.wanted(t.Context(), at); wanted || !errors.Is(err, livekit.ErrUnavailable) {
		t.Errorf("while LiveKit is down: %t, %v", wanted, err)
	}
}
