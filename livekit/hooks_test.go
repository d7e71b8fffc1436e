package livekit_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/livekit"
)

// A refused delivery comes again, with the same id: that is what the caller tells repeats by.
func redelivery(t *testing.T, w *world) {
	w.hooks.refuseOnce("again")
	if _, err := w.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "again"}); err != nil {
		t.Fatal(err)
	}
	refused, err := w.hooks.await(within(t, 10*time.Second), func(d delivery) bool { return d.Room == "again" && d.answer == 503 })
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.hooks.await(within(t, 20*time.Second), func(d delivery) bool { return d.Room == "again" && d.answer == 200 })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(refused.Event, again.Event); diff != "" {
		t.Errorf("the second delivery differs:\n%s", diff)
	}
	twice, err := w.Webhook(again.body, again.auth)
	if err != nil || twice.ID != again.ID {
		t.Errorf("replayed = %q, %v, want the id %q", twice.ID, err, again.ID)
	}
}

// alteredWebhooks takes a real delivery and changes it.
func alteredWebhooks(t *testing.T, w *world) {
	if _, err := w.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "altered"}); err != nil {
		t.Fatal(err)
	}
	real, err := w.hooks.await(within(t, 10*time.Second), func(d delivery) bool { return d.Room == "altered" })
	if err != nil {
		t.Fatal(err)
	}
	if real.SignedAt.IsZero() || real.SignedAt.Sub(real.CreatedAt).Abs() > 10*time.Second {
		t.Errorf("signed at %v, created at %v", real.SignedAt, real.CreatedAt)
	}
	parts := strings.Split(real.auth, ".")
	other := newClient(t, w.URL(), "another secret that is just as long as it")
	tests := map[string]struct {
		client *livekit.Client
		body   []byte
		auth   string
		want   error
	}{
		"as it came":     {w.Client, real.body, real.auth, nil},
		"with a scheme":  {w.Client, real.body, "Bearer " + real.auth, nil},
		"altered body":   {w.Client, bytes.Replace(real.body, []byte("altered"), []byte("altereD"), 1), real.auth, livekit.ErrSignature},
		"empty body":     {w.Client, nil, real.auth, livekit.ErrSignature},
		"no header":      {w.Client, real.body, "", livekit.ErrSignature},
		"wrong secret":   {other, real.body, real.auth, livekit.ErrSignature},
		"cut signature":  {w.Client, real.body, parts[0] + "." + parts[1] + ".", livekit.ErrSignature},
		"other claims":   {w.Client, real.body, parts[0] + "." + parts[1] + "A." + parts[2], livekit.ErrSignature},
		"signature last": {w.Client, real.body, parts[0] + "." + parts[2] + "." + parts[1], livekit.ErrSignature},
	}
	for name, tt := range tests {
		if _, err := tt.client.Webhook(tt.body, tt.auth); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}
