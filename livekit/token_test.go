package livekit_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/livekit/protocol/auth"

	"github.com/lectern-classroom/lectern/livekit"
)

func fixedClient(t *testing.T, now time.Time, maxAge time.Duration) *livekit.Client {
	t.Helper()
	c, err := livekit.New(livekit.Config{
		URL: "ws://127.0.0.1:1", APIKey: key, APISecret: secret, WebhookMaxAge: maxAge,
		Clock: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func payload(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("token has %d parts", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTokenClaims(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		grant livekit.Grant
		exp   time.Time
		want  map[string]any // of "video"
	}{
		"instructor": {
			grant: livekit.Grant{Room: "r", Identity: "i", CanPublish: true, Sources: livekit.AllSources(), CanSubscribe: true, CanPublishData: true},
			exp:   now.Add(livekit.DefaultTokenTTL),
			want: map[string]any{
				"roomJoin": true, "room": "r", "canPublish": true, "canSubscribe": true, "canPublishData": true,
				"canUpdateOwnMetadata": false,
				"canPublishSources":    []any{"camera", "microphone", "screen_share", "screen_share_audio"},
			},
		},
		"observer: what isn't granted is written as forbidden": {
			grant: livekit.Grant{Room: "r", Identity: "i", CanSubscribe: true, Hidden: true, Recorder: true, TTL: time.Minute},
			exp:   now.Add(time.Minute),
			want: map[string]any{
				"roomJoin": true, "room": "r", "canPublish": false, "canSubscribe": true, "canPublishData": false,
				"canUpdateOwnMetadata": false, "hidden": true, "recorder": true,
			},
		},
		"nothing": {
			grant: livekit.Grant{Room: "r", Identity: "i"},
			exp:   now.Add(livekit.DefaultTokenTTL),
			want: map[string]any{
				"roomJoin": true, "room": "r", "canPublish": false, "canSubscribe": false, "canPublishData": false,
				"canUpdateOwnMetadata": false,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, err := fixedClient(t, now, 0).Token(tt.grant)
			if err != nil {
				t.Fatal(err)
			}
			got := payload(t, token)
			if diff := cmp.Diff(tt.want, got["video"]); diff != "" {
				t.Errorf("video grant (-want +got):\n%s", diff)
			}
			head := map[string]any{"iss": got["iss"], "sub": got["sub"], "exp": got["exp"], "nbf": got["nbf"]}
			want := map[string]any{"iss": key, "sub": "i", "exp": float64(tt.exp.Unix()), "nbf": nil}
			if diff := cmp.Diff(want, head); diff != "" {
				t.Errorf("registered claims (-want +got):\n%s", diff)
			}
		})
	}
}

// LiveKit's own verifier reads our tokens.
func TestTokenIsVerifiedByLiveKit(t *testing.T) {
	t.Parallel()
	g := learner("r", "i")
	g.Metadata, g.Attributes = "m", map[string]string{"role": "learner"}
	token, err := newClient(t, "http://127.0.0.1:1", secret).Token(g)
	if err != nil {
		t.Fatal(err)
	}
	v, err := auth.ParseAPIToken(token)
	if err != nil {
		t.Fatal(err)
	}
	_, claims, err := v.Verify(secret)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{v.APIKey(), v.Identity(), claims.Name, claims.Metadata, claims.Attributes, claims.Video.RoomAdmin, claims.Video.RoomCreate, claims.Video.RoomList}
	want := []any{key, "i", "Name of i", "m", g.Attributes, false, false, false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	if _, _, err := v.Verify(secret + "x"); err == nil {
		t.Error("verified with another secret")
	}
}

func TestTokenRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]livekit.Grant{
		"no room":                 {Identity: "i"},
		"no identity":             {Room: "r"},
		"publish without sources": {Room: "r", Identity: "i", CanPublish: true},
		"sources without publish": {Room: "r", Identity: "i", Sources: livekit.AllSources()},
		"unknown source":          {Room: "r", Identity: "i", CanPublish: true, Sources: []livekit.Source{"smell"}},
		"read-only source":        {Room: "r", Identity: "i", CanPublish: true, Sources: []livekit.Source{livekit.UnknownSource}},
		"negative life":           {Room: "r", Identity: "i", TTL: -1},
		"endless life":            {Room: "r", Identity: "i", TTL: livekit.MaxTokenTTL + 1},
	}
	for name, g := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, err := newClient(t, "http://127.0.0.1:1", secret).Token(g)
			if !errors.Is(err, livekit.ErrGrant) || token != "" {
				t.Errorf("Token = %q, %v, want ErrGrant", token, err)
			}
		})
	}
}
