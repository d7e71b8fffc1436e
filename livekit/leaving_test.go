package livekit_test

import (
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/livekit"
)

func leave(t *testing.T, w *world) {
	b := w.join(t, learner("leave", "learner"), false)
	sid := b.SID()
	joined := w.hooks.participant(t, livekit.ParticipantJoined, sid)
	b.Leave()
	left := w.hooks.participant(t, livekit.ParticipantLeft, sid)
	if left.Participant.DisconnectReason != livekit.ClientInitiated {
		t.Errorf("reason = %q", left.Participant.DisconnectReason)
	}
	if !left.Participant.JoinedAt.Equal(joined.Participant.JoinedAt) {
		t.Errorf("joined at %v in left, %v in joined", left.Participant.JoinedAt, joined.Participant.JoinedAt)
	}
	if left.CreatedAt.Nanosecond() != 0 || time.Since(left.CreatedAt).Abs() > time.Minute {
		t.Errorf("created at %v, want whole seconds of now", left.CreatedAt)
	}
}

func duplicateIdentity(t *testing.T, w *world) {
	first := w.join(t, learner("twice", "learner"), false)
	sid := first.SID()
	w.hooks.participant(t, livekit.ParticipantJoined, sid)
	second := w.join(t, learner("twice", "learner"), false)
	<-first.Done()
	if first.Reason() != string(livekit.DuplicateIdentity) {
		t.Errorf("client was told %q", first.Reason())
	}
	left := w.hooks.participant(t, livekit.ParticipantLeft, sid)
	if left.Participant.DisconnectReason != livekit.DuplicateIdentity {
		t.Errorf("reason = %q", left.Participant.DisconnectReason)
	}
	now := w.hooks.participant(t, livekit.ParticipantJoined, second.SID())
	if now.Participant.SID == sid || now.RoomSID != left.RoomSID {
		t.Errorf("second connection = %+v after %+v", now, left)
	}
}

// Somebody whose machine died is listed as active until LiveKit gives up on them about 20 s later,
// and the event that says so is dated then and not when they were last there.
func abort(t *testing.T, w *world) {
	b := w.join(t, learner("abort", "learner"), true)
	sid := b.SID()
	w.hooks.participant(t, livekit.TrackPublished, sid)
	died := time.Now()
	b.Abort()

	var listed time.Duration
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	gone := func(d delivery) bool { return d.Kind == livekit.ParticipantLeft && d.Participant.SID == sid }
	for w.hooks.count(gone) == 0 && time.Since(died) < 45*time.Second {
		p, err := w.Participant(t.Context(), "abort", "learner")
		if err == nil && p.SID == sid {
			listed = time.Since(died)
			if p.State != livekit.StateActive || len(p.Tracks) != 1 {
				t.Errorf("%v after death: state %q with %d tracks, want active with 1", listed, p.State, len(p.Tracks))
			}
		}
		<-tick.C
	}
	left := w.hooks.participant(t, livekit.ParticipantLeft, sid)
	took := time.Since(died)
	t.Logf("listed for %v, left after %v", listed.Round(time.Second), took.Round(time.Second))
	if left.Participant.DisconnectReason != livekit.ConnectionTimeout {
		t.Errorf("reason = %q", left.Participant.DisconnectReason)
	}
	if listed < 10*time.Second || took < 12*time.Second || took > 40*time.Second {
		t.Errorf("listed for %v and left after %v, want about 20 s", listed, took)
	}
	if left.CreatedAt.Before(died.Add(10 * time.Second)) {
		t.Errorf("left is dated %v after death, want the time of giving up", left.CreatedAt.Sub(died))
	}
}
