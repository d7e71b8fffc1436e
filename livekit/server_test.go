package livekit_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

// TestAgainstServer runs every case against one real server in this process.
func TestAgainstServer(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*testing.T, *world){
		"rooms":                rooms,
		"grants are enforced":  grantsAreEnforced,
		"permission changes":   permissionChanges,
		"participants":         participants,
		"remove":               remove,
		"mute":                 mute,
		"leave":                leave,
		"duplicate identity":   duplicateIdentity,
		"delete room":          deleteRoom,
		"max participants":     maxParticipants,
		"abort":                abort,
		"redelivery":           redelivery,
		"altered webhooks":     alteredWebhooks,
		"wrong secret":         wrongSecret,
		"media between two":    mediaBetweenTwo,
		"listening":            listening,
		"token of another key": tokenOfAnotherKey,
	}
	w := newWorld(t)
	t.Run("all", func(t *testing.T) { // ends before the world is torn down
		for name, run := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				run(t, w)
			})
		}
	})
	if len(w.hooks.bad) > 0 {
		t.Errorf("webhooks refused: %v", w.hooks.bad)
	}
}

func rooms(t *testing.T, w *world) {
	want := livekit.Room{
		Name: "rooms", EmptyTimeout: 61 * time.Second, DepartureTimeout: 5 * time.Second, MaxParticipants: 7, Metadata: "m",
	}
	made, err := w.EnsureRoom(t.Context(), livekit.RoomOptions{
		Name: "rooms", EmptyTimeout: 60*time.Second + time.Millisecond, DepartureTimeout: 5 * time.Second,
		MaxParticipants: 7, Metadata: "m",
	})
	if err != nil {
		t.Fatal(err)
	}
	if made.SID == "" || time.Since(made.CreatedAt).Abs() > time.Minute {
		t.Errorf("room without sid or time: %+v", made)
	}
	same, err := w.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "rooms", MaxParticipants: 99, Metadata: "other"})
	if err != nil {
		t.Fatal(err)
	}
	listed, err := w.ListRooms(t.Context(), "rooms", "no such room")
	if err != nil {
		t.Fatal(err)
	}
	want.SID, want.CreatedAt = made.SID, made.CreatedAt
	if diff := cmp.Diff([]livekit.Room{want, want, want}, append(listed, made, same)); diff != "" {
		t.Errorf("listed, made and made again (-want +got):\n%s", diff)
	}
	if _, err := w.hooks.await(within(t, 10*time.Second), func(d delivery) bool {
		return d.Kind == livekit.RoomStarted && d.RoomSID == made.SID
	}); err != nil {
		t.Errorf("room_started: %v", err)
	}
	empty, err := w.Participants(t.Context(), "rooms")
	if err != nil || len(empty) != 0 {
		t.Errorf("participants of an empty room = %v, %v, want none", empty, err)
	}
}

// A track whose source isn't granted is ignored, and one that is granted gets through after it.
func grantsAreEnforced(t *testing.T, w *world) {
	b := w.join(t, learner("grants", "learner"), false)
	ctx, cancel := context.WithCancel(within(t, 20*time.Second))
	refused := make(chan error, 1)
	go func() {
		_, err := b.Publish(ctx, string(livekit.ScreenShare))
		refused <- err
	}()
	if _, err := b.Publish(ctx, string(livekit.Microphone)); err != nil {
		t.Fatal(err)
	}
	w.hooks.participant(t, livekit.TrackPublished, b.SID())
	cancel()
	if err := <-refused; !errors.Is(err, devserver.ErrPublish) {
		t.Errorf("screen share = %v, want ErrPublish", err)
	}
	p, err := w.Participant(t.Context(), "grants", "learner")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Tracks) != 1 || p.Tracks[0].Source != livekit.Microphone {
		t.Errorf("tracks = %+v, want the microphone alone", p.Tracks)
	}

	silent := w.join(t, livekit.Grant{Room: "grants", Identity: "observer", CanSubscribe: true}, false)
	short, stop := context.WithTimeout(t.Context(), time.Second)
	defer stop()
	if _, err := silent.Publish(short, string(livekit.Microphone)); !errors.Is(err, devserver.ErrPublish) {
		t.Errorf("microphone of an observer = %v, want ErrPublish", err)
	}
}

func permissionChanges(t *testing.T, w *world) {
	b := w.join(t, learner("perm", "learner"), true)
	err := w.UpdatePermission(t.Context(), "perm", "learner", livekit.Permission{
		CanPublish: true, Sources: []livekit.Source{livekit.ScreenShare}, CanSubscribe: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	gone := w.hooks.participant(t, livekit.TrackUnpublished, b.SID())
	if gone.Track.Source != livekit.Microphone {
		t.Errorf("unpublished %q, want the microphone", gone.Track.Source)
	}
	if !gone.Participant.JoinedAt.IsZero() {
		t.Errorf("track event has joined at %v; the package comment says it hasn't", gone.Participant.JoinedAt)
	}
	if _, err := b.Publish(within(t, 20*time.Second), string(livekit.ScreenShare)); err != nil {
		t.Errorf("screen share after it was granted: %v", err)
	}
	err = w.UpdatePermission(t.Context(), "perm", "nobody", livekit.Permission{})
	if !errors.Is(err, livekit.ErrParticipantNotFound) {
		t.Errorf("permission of nobody = %v, want ErrParticipantNotFound", err)
	}
}

func participants(t *testing.T, w *world) {
	g := learner("people", "seen")
	g.Metadata, g.Attributes = "md", map[string]string{"role": "learner"}
	seen := w.join(t, g, false)
	hidden := w.join(t, livekit.Grant{Room: "people", Identity: "hidden", CanSubscribe: true, Hidden: true, Recorder: true}, false)
	joined := w.hooks.participant(t, livekit.ParticipantJoined, seen.SID())
	hiddenJoined := w.hooks.participant(t, livekit.ParticipantJoined, hidden.SID())

	list, err := w.Participants(t.Context(), "people")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]livekit.Participant{
		"seen": {
			SID: seen.SID(), Identity: "seen", Name: "Name of seen", JoinedAt: joined.Participant.JoinedAt,
			State: livekit.StateActive, Kind: livekit.KindStandard, Metadata: "md", Attributes: g.Attributes,
			Permission: g.Permission(), DisconnectReason: livekit.UnknownReason,
		},
		"hidden": {
			SID: hidden.SID(), Identity: "hidden", JoinedAt: hiddenJoined.Participant.JoinedAt,
			State: livekit.StateActive, Kind: livekit.KindStandard, Hidden: true, Recorder: true,
			Permission:       livekit.Permission{CanSubscribe: true, Hidden: true, Recorder: true},
			DisconnectReason: livekit.UnknownReason,
		},
	}
	got := map[string]livekit.Participant{}
	for _, p := range list {
		got[p.Identity] = p
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("participants (-want +got):\n%s", diff)
	}
	if !got["seen"].Person() || got["hidden"].Person() {
		t.Error("Person tells the hidden recorder from the learner wrongly")
	}
	if age := time.Since(got["seen"].JoinedAt); age < 0 || age > time.Minute || got["seen"].JoinedAt.Nanosecond() == 0 && hiddenJoined.Participant.JoinedAt.Nanosecond() == 0 {
		t.Errorf("joined at %v, want a time of now in milliseconds", got["seen"].JoinedAt)
	}
	if _, err := w.Participants(t.Context(), "no such room"); !errors.Is(err, livekit.ErrRoomNotFound) {
		t.Errorf("participants of no room = %v, want ErrRoomNotFound", err)
	}
	if _, err := w.Participant(t.Context(), "people", "nobody"); !errors.Is(err, livekit.ErrParticipantNotFound) {
		t.Errorf("nobody = %v, want ErrParticipantNotFound", err)
	}
	if _, err := w.Participant(t.Context(), "no such room", "nobody"); !errors.Is(err, livekit.ErrRoomNotFound) {
		t.Errorf("nobody in no room = %v, want ErrRoomNotFound", err)
	}
}

func remove(t *testing.T, w *world) {
	b := w.join(t, learner("remove", "learner"), false)
	sid := b.SID()
	joined := w.hooks.participant(t, livekit.ParticipantJoined, sid)
	if err := w.Remove(t.Context(), "remove", "learner"); err != nil {
		t.Fatal(err)
	}
	<-b.Done()
	if b.Reason() != string(livekit.ParticipantRemoved) {
		t.Errorf("client was told %q", b.Reason())
	}
	left := w.hooks.participant(t, livekit.ParticipantLeft, sid)
	if left.Participant.DisconnectReason != livekit.ParticipantRemoved {
		t.Errorf("reason = %q", left.Participant.DisconnectReason)
	}
	if !left.Participant.JoinedAt.Equal(joined.Participant.JoinedAt) {
		t.Errorf("joined at %v in left, %v in joined", left.Participant.JoinedAt, joined.Participant.JoinedAt)
	}
	if err := w.Remove(t.Context(), "remove", "learner"); !errors.Is(err, livekit.ErrParticipantNotFound) {
		t.Errorf("second remove = %v, want ErrParticipantNotFound", err)
	}
	if err := w.Remove(t.Context(), "no such room", "learner"); !errors.Is(err, livekit.ErrRoomNotFound) {
		t.Errorf("remove from no room = %v, want ErrRoomNotFound", err)
	}
}

func mute(t *testing.T, w *world) {
	b := w.join(t, learner("mute", "learner"), true)
	w.hooks.participant(t, livekit.TrackPublished, b.SID())
	n, err := w.MuteSource(t.Context(), "mute", "learner", livekit.Microphone)
	if err != nil || n != 1 {
		t.Fatalf("mute = %d, %v, want 1", n, err)
	}
	p, err := w.Participant(t.Context(), "mute", "learner")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Tracks) != 1 || !p.Tracks[0].Muted {
		t.Fatalf("tracks after mute = %+v", p.Tracks)
	}
	if n, err := w.MuteSource(t.Context(), "mute", "learner", livekit.Microphone); err != nil || n != 0 {
		t.Errorf("mute again = %d, %v, want 0", n, err)
	}
	if err := w.MuteTrack(t.Context(), "mute", "learner", p.Tracks[0].SID); err != nil {
		t.Errorf("mute the track again: %v", err)
	}
	if err := w.MuteTrack(t.Context(), "mute", "learner", "TR_none"); !errors.Is(err, livekit.ErrTrackNotFound) {
		t.Errorf("mute no track = %v, want ErrTrackNotFound", err)
	}
	if _, err := w.MuteSource(t.Context(), "mute", "learner", livekit.ScreenShare); !errors.Is(err, livekit.ErrTrackNotFound) {
		t.Errorf("mute no screen = %v, want ErrTrackNotFound", err)
	}
	if _, err := w.MuteSource(t.Context(), "mute", "nobody", livekit.Microphone); !errors.Is(err, livekit.ErrParticipantNotFound) {
		t.Errorf("mute nobody = %v, want ErrParticipantNotFound", err)
	}
}

func deleteRoom(t *testing.T, w *world) {
	b := w.join(t, learner("delete", "learner"), false)
	sid := b.SID()
	w.hooks.participant(t, livekit.ParticipantJoined, sid)
	if err := w.DeleteRoom(t.Context(), "delete"); err != nil {
		t.Fatal(err)
	}
	<-b.Done()
	left := w.hooks.participant(t, livekit.ParticipantLeft, sid)
	if left.Participant.DisconnectReason != livekit.RoomDeleted {
		t.Errorf("reason = %q", left.Participant.DisconnectReason)
	}
	if _, err := w.hooks.await(within(t, 10*time.Second), func(d delivery) bool {
		return d.Kind == livekit.RoomFinished && d.RoomSID == left.RoomSID
	}); err != nil {
		t.Errorf("room_finished: %v", err)
	}
	if err := w.DeleteRoom(t.Context(), "delete"); !errors.Is(err, livekit.ErrRoomNotFound) {
		t.Errorf("second delete = %v, want ErrRoomNotFound", err)
	}
	if _, err := w.Participants(t.Context(), "delete"); !errors.Is(err, livekit.ErrRoomNotFound) {
		t.Errorf("participants of a deleted room = %v, want ErrRoomNotFound", err)
	}
}

func maxParticipants(t *testing.T, w *world) {
	if _, err := w.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "max", MaxParticipants: 1}); err != nil {
		t.Fatal(err)
	}
	w.join(t, learner("max", "first"), false)
	if _, err := w.tryJoin(t, learner("max", "second"), false); !errors.Is(err, devserver.ErrJoin) {
		t.Errorf("second of one = %v, want ErrJoin", err)
	}
}

func wrongSecret(t *testing.T, w *world) {
	c := newClient(t, w.URL(), "another secret that is just as long as it")
	if err := c.Ping(t.Context()); !errors.Is(err, livekit.ErrUnauthorized) {
		t.Errorf("ping = %v, want ErrUnauthorized", err)
	}
	if _, err := c.Participants(t.Context(), "rooms"); !errors.Is(err, livekit.ErrUnauthorized) {
		t.Errorf("participants = %v, want ErrUnauthorized", err)
	}
}

func tokenOfAnotherKey(t *testing.T, w *world) {
	token, err := newClient(t, w.URL(), "another secret that is just as long as it").Token(learner("keys", "learner"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = devserver.Join(within(t, 20*time.Second), devserver.BotConfig{URL: w.URL(), Token: token})
	if !errors.Is(err, devserver.ErrJoin) {
		t.Errorf("join = %v, want ErrJoin", err)
	}
}

func mediaBetweenTwo(t *testing.T, w *world) {
	w.join(t, learner("media", "talker"), true)
	ears := w.join(t, learner("media", "ears"), false)
	if err := ears.AwaitPackets(within(t, 30*time.Second), 10); err != nil {
		t.Error(err)
	}
}
