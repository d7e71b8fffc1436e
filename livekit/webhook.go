package livekit

import (
	"fmt"
	"strings"
	"time"

	lkpb "github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/utils/protojson"
)

// MaxWebhookBytes is the longest body that Webhook looks at; give it to http.MaxBytesReader too.
const MaxWebhookBytes = 256 << 10

// EventKind is the name of a webhook event.
type EventKind string

// The kinds of event, spelled as LiveKit spells them. Unknown stands for all that a newer server
// may send; Event.Name holds its name.
const (
	RoomStarted                  EventKind = "room_started"
	RoomFinished                 EventKind = "room_finished"
	ParticipantJoined            EventKind = "participant_joined"
	ParticipantLeft              EventKind = "participant_left"
	ParticipantConnectionAborted EventKind = "participant_connection_aborted"
	TrackPublished               EventKind = "track_published"
	TrackUnpublished             EventKind = "track_unpublished"
	EgressStarted                EventKind = "egress_started"
	EgressUpdated                EventKind = "egress_updated"
	EgressEnded                  EventKind = "egress_ended"
	IngressStarted               EventKind = "ingress_started"
	IngressEnded                 EventKind = "ingress_ended"
	Unknown                      EventKind = "unknown"
)

// DisconnectReason is why a participant's connection ended.
type DisconnectReason string

// The reasons. UnknownReason is also that of somebody who is still connected.
const (
	UnknownReason      DisconnectReason = "unknown"
	ClientInitiated    DisconnectReason = "client_initiated"    // left by themselves
	DuplicateIdentity  DisconnectReason = "duplicate_identity"  // pushed out by their own second connection
	ServerShutdown     DisconnectReason = "server_shutdown"     // the server stopped in order
	ParticipantRemoved DisconnectReason = "participant_removed" // Client.Remove
	RoomDeleted        DisconnectReason = "room_deleted"        // Client.DeleteRoom
	RoomClosed         DisconnectReason = "room_closed"         // the room ended without people in it
	StateMismatch      DisconnectReason = "state_mismatch"      // media negotiation failed; the client reconnects
	JoinFailure        DisconnectReason = "join_failure"        // never connected media
	Migration          DisconnectReason = "migration"
	SignalClose        DisconnectReason = "signal_close"
	ConnectionTimeout  DisconnectReason = "connection_timeout" // silent for about 20 s
	OtherReason        DisconnectReason = "other"              // telephony and agents
)

// Event is one verified webhook. Deliveries can be repeated, reordered, late or lost: drop the
// second of an ID, and upsert by room SID and participant SID.
type Event struct {
	ID   string // the same in each try to deliver it
	Kind EventKind
	Name string // the kind as the server spelled it
	Room string
	// RoomSID tells one life of a room from the next of the same name.
	RoomSID string
	// CreatedAt is when the server queued the event, cut to whole seconds.
	CreatedAt time.Time
	// SignedAt is when the server began to deliver it; zero where the token doesn't say.
	SignedAt    time.Time
	Participant Participant // of participant and track events
	Track       Track       // of track events
	EgressID    string      // of egress events
}

// Webhook verifies a delivery and reads it: body as received, authorization the header of that name.
// It needs no network and no state, so recognising a second delivery of the same ID is the caller's.
// Errors are ErrTooLarge, ErrSignature, ErrBody, and ErrStale, with which the event is returned.
//
// The token's expiry isn't enforced, because a delivery that was held up is still true, and a second
// delivery is harmless; whoever wants a bound sets Config.WebhookMaxAge.
func (c *Client) Webhook(body []byte, authorization string) (Event, error) {
	if len(body) > MaxWebhookBytes {
		return Event{}, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(body))
	}
	token := strings.TrimPrefix(authorization, "Bearer ")
	signedAt, err := verifyHook(token, body, c.key, c.secret)
	if err != nil {
		return Event{}, err
	}
	var msg lkpb.WebhookEvent
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(body, &msg); err != nil {
		// The decoder's words quote the body, which holds names and a password.
		return Event{}, fmt.Errorf("%w: not a webhook event", ErrBody)
	}
	if msg.GetId() == "" || msg.GetEvent() == "" {
		return Event{}, fmt.Errorf("%w: no id or no event", ErrBody)
	}
	e := eventOf(&msg)
	e.SignedAt = signedAt
	if age := c.clock().Sub(e.CreatedAt); c.maxAge > 0 && age > c.maxAge {
		return e, fmt.Errorf("%w: %v old", ErrStale, age.Truncate(time.Second))
	}
	return e, nil
}

func eventOf(m *lkpb.WebhookEvent) Event {
	e := Event{
		ID: m.GetId(), Kind: eventKind(m.GetEvent()), Name: m.GetEvent(),
		Room: m.GetRoom().GetName(), RoomSID: m.GetRoom().GetSid(),
		EgressID: m.GetEgressInfo().GetEgressId(),
	}
	if m.GetCreatedAt() > 0 {
		e.CreatedAt = time.Unix(m.GetCreatedAt(), 0).UTC()
	}
	if eg := m.GetEgressInfo(); eg != nil && e.Room == "" {
		e.Room, e.RoomSID = eg.GetRoomName(), eg.GetRoomId()
	}
	if p := m.GetParticipant(); p != nil {
		e.Participant = participantOf(p)
	}
	if t := m.GetTrack(); t != nil {
		e.Track = trackOf(t)
	}
	return e
}

func eventKind(name string) EventKind {
	switch k := EventKind(name); k {
	case RoomStarted, RoomFinished, ParticipantJoined, ParticipantLeft, ParticipantConnectionAborted,
		TrackPublished, TrackUnpublished, EgressStarted, EgressUpdated, EgressEnded,
		IngressStarted, IngressEnded:
		return k
	default:
		return Unknown
	}
}

func reasonOf(r lkpb.DisconnectReason) DisconnectReason {
	switch r {
	case lkpb.DisconnectReason_UNKNOWN_REASON:
		return UnknownReason
	case lkpb.DisconnectReason_CLIENT_INITIATED:
		return ClientInitiated
	case lkpb.DisconnectReason_DUPLICATE_IDENTITY:
		return DuplicateIdentity
	case lkpb.DisconnectReason_SERVER_SHUTDOWN:
		return ServerShutdown
	case lkpb.DisconnectReason_PARTICIPANT_REMOVED:
		return ParticipantRemoved
	case lkpb.DisconnectReason_ROOM_DELETED:
		return RoomDeleted
	case lkpb.DisconnectReason_STATE_MISMATCH:
		return StateMismatch
	case lkpb.DisconnectReason_JOIN_FAILURE:
		return JoinFailure
	case lkpb.DisconnectReason_MIGRATION:
		return Migration
	case lkpb.DisconnectReason_SIGNAL_CLOSE:
		return SignalClose
	case lkpb.DisconnectReason_ROOM_CLOSED:
		return RoomClosed
	case lkpb.DisconnectReason_CONNECTION_TIMEOUT, lkpb.DisconnectReason_MEDIA_FAILURE:
		return ConnectionTimeout
	case lkpb.DisconnectReason_USER_UNAVAILABLE, lkpb.DisconnectReason_USER_REJECTED,
		lkpb.DisconnectReason_SIP_TRUNK_FAILURE, lkpb.DisconnectReason_AGENT_ERROR:
		return OtherReason
	}
	return OtherReason
}
