package livekit_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/livekit/protocol/auth"
	lkpb "github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/utils/protojson"

	"github.com/lectern-classroom/lectern/livekit"
)

// signed signs claims under a header by hand, with HMAC-SHA-256.
func signed(header, claims, with string) string {
	enc := base64.RawURLEncoding
	head := enc.EncodeToString([]byte(header)) + "." + enc.EncodeToString([]byte(claims))
	h := hmac.New(sha256.New, []byte(with))
	h.Write([]byte(head))
	return head + "." + enc.EncodeToString(h.Sum(nil))
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// lateBody was queued an hour before the clock of these tests, in an old spelling and a newer one:
// numbers as strings, an unknown field and an unknown enum value.
const lateBody = `{"event":"participant_left","id":"EV_1","createdAt":"1772618400","novelty":{"a":1},
"room":{"sid":"RM_1","name":"class","turnPassword":"hush"},
"participant":{"sid":"PA_1","identity":"i","name":"N","joinedAtMs":"1772616600123","joinedAt":"1772616600",
"state":"DISCONNECTED","kind":"STANDARD","disconnectReason":"CONNECTION_TIMEOUT","mood":"FINE"}}`

func TestWebhookReads(t *testing.T) {
	t.Parallel()
	now := time.Unix(1772618400, 0).Add(time.Hour)
	body := []byte(lateBody)
	token := signed(`{"alg":"HS256","typ":"JWT"}`,
		fmt.Sprintf(`{"iss":%q,"nbf":1772618401,"exp":1772618701,"sha256":%q}`, key, digest(body)), secret)
	want := livekit.Event{
		ID: "EV_1", Kind: livekit.ParticipantLeft, Name: "participant_left", Room: "class", RoomSID: "RM_1",
		CreatedAt: time.Unix(1772618400, 0).UTC(), SignedAt: time.Unix(1772618401, 0).UTC(),
		Participant: livekit.Participant{
			SID: "PA_1", Identity: "i", Name: "N", JoinedAt: time.UnixMilli(1772616600123).UTC(),
			State: livekit.StateDisconnected, Kind: livekit.KindStandard, DisconnectReason: livekit.ConnectionTimeout,
		},
	}
	tests := map[string]struct {
		maxAge time.Duration
		want   error
	}{
		"any age by default":        {0, nil},
		"younger than the bound":    {time.Hour, nil},
		"older: told, and returned": {time.Hour - time.Second, livekit.ErrStale},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := fixedClient(t, now, tt.maxAge).Webhook(body, token)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Webhook = %v, want %v", err, tt.want)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWebhookRefuses(t *testing.T) {
	t.Parallel()
	body := []byte(lateBody)
	claims := fmt.Sprintf(`{"iss":%q,"sha256":%q}`, key, digest(body))
	const hs256 = `{"alg":"HS256"}`
	on := func(b string) string { // a good token for another body
		return signed(hs256, fmt.Sprintf(`{"iss":%q,"sha256":%q}`, key, digest([]byte(b))), secret)
	}
	big := strings.Repeat(" ", livekit.MaxWebhookBytes+1)
	tests := map[string]struct {
		body, auth string
		want       error
	}{
		"good":              {lateBody, signed(hs256, claims, secret), nil},
		"alg none":          {lateBody, signed(`{"alg":"none"}`, claims, secret), livekit.ErrSignature},
		"alg HS512":         {lateBody, signed(`{"alg":"HS512"}`, claims, secret), livekit.ErrSignature},
		"alg RS256":         {lateBody, signed(`{"alg":"RS256"}`, claims, secret), livekit.ErrSignature},
		"alg in lower case": {lateBody, signed(`{"alg":"hs256"}`, claims, secret), livekit.ErrSignature},
		"critical header":   {lateBody, signed(`{"alg":"HS256","crit":["b64"],"b64":false}`, claims, secret), livekit.ErrSignature},
		"header no JSON":    {lateBody, signed(`HS256`, claims, secret), livekit.ErrSignature},
		"claims no JSON":    {lateBody, signed(hs256, `x`, secret), livekit.ErrSignature},
		"other secret":      {lateBody, signed(hs256, claims, secret+"x"), livekit.ErrSignature},
		"empty secret":      {lateBody, signed(hs256, claims, ""), livekit.ErrSignature},
		"other key":         {lateBody, signed(hs256, strings.Replace(claims, key, "other", 1), secret), livekit.ErrSignature},
		"no digest":         {lateBody, signed(hs256, fmt.Sprintf(`{"iss":%q}`, key), secret), livekit.ErrSignature},
		"padded base64":     {lateBody, signed(hs256, claims, secret) + "=", livekit.ErrSignature},
		"four parts":        {lateBody, signed(hs256, claims, secret) + ".x", livekit.ErrSignature},
		"endless token":     {lateBody, strings.Repeat("a", 1<<20), livekit.ErrSignature},
		"body no JSON":      {"hello", on("hello"), livekit.ErrBody},
		"body no event":     {"{}", on("{}"), livekit.ErrBody},
		"no id":             {`{"event":"room_started"}`, on(`{"event":"room_started"}`), livekit.ErrBody},
		"too large":         {big, on(big), livekit.ErrTooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := newClient(t, "http://127.0.0.1:1", secret).Webhook([]byte(tt.body), tt.auth)
			if !errors.Is(err, tt.want) {
				t.Errorf("Webhook = %v, want %v", err, tt.want)
			}
			if err != nil && (e.ID != "" || strings.Contains(err.Error(), "hush")) {
				t.Errorf("refusal gives away the body: %+v, %v", e, err)
			}
		})
	}
}

// A client's token, signed with the same secret, isn't a webhook's.
func TestWebhookRefusesClientToken(t *testing.T) {
	t.Parallel()
	c := newClient(t, "http://127.0.0.1:1", secret)
	token, err := c.Token(learner("r", "i"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Webhook([]byte(lateBody), token); !errors.Is(err, livekit.ErrSignature) {
		t.Errorf("Webhook = %v, want ErrSignature", err)
	}
}

// Every reason, kind, state and source of the protocol is read as one of ours, and known ones never
// as unknown.
func TestWebhookEnums(t *testing.T) {
	t.Parallel()
	c := newClient(t, "http://127.0.0.1:1", secret)
	read := func(m *lkpb.WebhookEvent) livekit.Event {
		m.Id, m.Event = "EV_1", "participant_left"
		body, err := protojson.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		token, err := auth.NewAccessToken(key, secret).SetSha256(digest(body)).ToJWT()
		if err != nil {
			t.Fatal(err)
		}
		e, err := c.Webhook(body, token)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	for n, name := range lkpb.DisconnectReason_name {
		got := read(&lkpb.WebhookEvent{Participant: &lkpb.ParticipantInfo{DisconnectReason: lkpb.DisconnectReason(n)}}).Participant.DisconnectReason
		if got == "" || (got == livekit.UnknownReason) != (n == 0) {
			t.Errorf("reason %s = %q", name, got)
		}
	}
	for n, name := range lkpb.ParticipantInfo_Kind_name {
		got := read(&lkpb.WebhookEvent{Participant: &lkpb.ParticipantInfo{Kind: lkpb.ParticipantInfo_Kind(n)}}).Participant.Kind
		if got == "" || (got == livekit.KindStandard) != (n == 0) {
			t.Errorf("kind %s = %q", name, got)
		}
	}
	for n, name := range lkpb.ParticipantInfo_State_name {
		got := read(&lkpb.WebhookEvent{Participant: &lkpb.ParticipantInfo{State: lkpb.ParticipantInfo_State(n)}}).Participant.State
		if string(got) != strings.ToLower(name) {
			t.Errorf("state %s = %q", name, got)
		}
	}
	for n, name := range lkpb.TrackSource_name {
		got := read(&lkpb.WebhookEvent{Track: &lkpb.TrackInfo{Source: lkpb.TrackSource(n)}}).Track.Source
		if string(got) != strings.ToLower(name) {
			t.Errorf("source %s = %q", name, got)
		}
	}
}

func TestWebhookKinds(t *testing.T) {
	t.Parallel()
	tests := map[string]livekit.EventKind{
		"room_started": livekit.RoomStarted, "room_finished": livekit.RoomFinished,
		"participant_joined": livekit.ParticipantJoined, "participant_left": livekit.ParticipantLeft,
		"participant_connection_aborted": livekit.ParticipantConnectionAborted,
		"track_published":                livekit.TrackPublished, "track_unpublished": livekit.TrackUnpublished,
		"egress_started": livekit.EgressStarted, "egress_updated": livekit.EgressUpdated, "egress_ended": livekit.EgressEnded,
		"ingress_started": livekit.IngressStarted, "ingress_ended": livekit.IngressEnded,
		"unknown": livekit.Unknown, "room_painted": livekit.Unknown,
	}
	c := newClient(t, "http://127.0.0.1:1", secret)
	for name, want := range tests {
		body := []byte(fmt.Sprintf(`{"id":"EV_1","event":%q,"egressInfo":{"egressId":"EG_1","roomName":"r"}}`, name))
		e, err := c.Webhook(body, signed(`{"alg":"HS256"}`, fmt.Sprintf(`{"iss":%q,"sha256":%q}`, key, digest(body)), secret))
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind != want || e.Name != name || e.EgressID != "EG_1" || e.Room != "r" {
			t.Errorf("%s = %+v", name, e)
		}
	}
}

// FuzzWebhook signs whatever comes as a body, and offers whatever comes as a token: the former never
// panics, the latter never passes.
func FuzzWebhook(f *testing.F) {
	f.Add([]byte(lateBody), "a.b.c")
	f.Add([]byte("{}"), "")
	f.Add([]byte(`{"id":1,"event":[]}`), "eyJhbGciOiJIUzI1NiJ9.e30.AAAA")
	c, err := livekit.New(livekit.Config{URL: "http://127.0.0.1:1", APIKey: key, APISecret: secret})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, token string) {
		if _, err := c.Webhook(body, token); err == nil {
			t.Errorf("accepted the made-up token %q", token)
		}
		good := signed(`{"alg":"HS256"}`, fmt.Sprintf(`{"iss":%q,"sha256":%q}`, key, digest(body)), secret)
		e, err := c.Webhook(body, good)
		if err == nil && (e.ID == "" || e.Kind == "") {
			t.Errorf("event without id or kind from %q", body)
		}
		if errors.Is(err, livekit.ErrSignature) {
			t.Errorf("refused a good signature: %v", err)
		}
	})
}
