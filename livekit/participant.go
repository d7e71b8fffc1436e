package livekit

import (
	"context"
	"slices"
	"time"

	"github.com/livekit/protocol/auth"
	lkpb "github.com/livekit/protocol/livekit"
)

// State is how far a participant's connection has come.
type State string

// The states of a participant, in their order.
const (
	StateJoining      State = "joining" // signal connection open
	StateJoined       State = "joined"  // media being negotiated
	StateActive       State = "active"  // media connected; participant_joined was sent
	StateDisconnected State = "disconnected"
)

// ParticipantKind tells people from machines.
type ParticipantKind string

// The kinds of participant. Only KindStandard is a person's client.
const (
	KindStandard ParticipantKind = "standard"
	KindIngress  ParticipantKind = "ingress"
	KindEgress   ParticipantKind = "egress"
	KindSIP      ParticipantKind = "sip"
	KindAgent    ParticipantKind = "agent"
	KindOther    ParticipantKind = "other"
)

// Track is something that a participant publishes.
type Track struct {
	SID    string
	Source Source
	Muted  bool
}

// Participant is one connection to a room.
type Participant struct {
	SID      string // new for every connection
	Identity string
	Name     string
	// JoinedAt is when the server accepted the connection, to the millisecond, by its clock. It is
	// zero in track events.
	JoinedAt   time.Time
	State      State
	Kind       ParticipantKind
	Hidden     bool
	Recorder   bool
	Metadata   string
	Attributes map[string]string
	Tracks     []Track
	// Permission is what they may do now. Sources is empty where the server lets them publish any.
	Permission Permission
	// DisconnectReason is set in ParticipantLeft and ParticipantConnectionAborted.
	DisconnectReason DisconnectReason
}

// Person tells whether the participant is somebody's client, visible to others, and no machine.
func (p Participant) Person() bool { return p.Kind == KindStandard && !p.Hidden && !p.Recorder }

// Participants lists who is in room, hidden ones included. Somebody whose connection died stays
// listed as active until the server gives up on them, about 20 s later. An empty room gives an
// empty list; errors are ErrRoomNotFound, ErrUnauthorized, ErrUnavailable.
func (c *Client) Participants(ctx context.Context, room string) ([]Participant, error) {
	const op = "list participants"
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomAdmin: true, Room: room})
	if err != nil {
		return nil, err
	}
	defer cancel()
	res, err := c.rooms.ListParticipants(ctx, &lkpb.ListParticipantsRequest{Room: room})
	err = callError(op, err, ErrRoomNotFound)
	if err != nil && !answered(err) {
		return nil, err
	}
	// A server answers for a room that it doesn't know with an empty list or, where it asks the
	// room's node, with "unavailable".
	if err != nil || len(res.GetParticipants()) == 0 {
		if missing := c.roomMissing(ctx, op, room); missing != nil {
			return nil, missing
		}
		return nil, err
	}
	out := make([]Participant, 0, len(res.GetParticipants()))
	for _, p := range res.GetParticipants() {
		out = append(out, participantOf(p))
	}
	return out, nil
}

// Participant finds one participant. Errors are ErrRoomNotFound, ErrParticipantNotFound,
// ErrUnauthorized, ErrUnavailable.
func (c *Client) Participant(ctx context.Context, room, identity string) (Participant, error) {
	const op = "get participant"
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomAdmin: true, Room: room})
	if err != nil {
		return Participant{}, err
	}
	defer cancel()
	res, err := c.rooms.GetParticipant(ctx, &lkpb.RoomParticipantIdentity{Room: room, Identity: identity})
	if err != nil {
		return Participant{}, c.participantError(ctx, op, room, err)
	}
	return participantOf(res), nil
}

// Remove sends a participant out of room. They can come back while their token lasts. Errors are
// ErrRoomNotFound, ErrParticipantNotFound, ErrUnauthorized, ErrUnavailable.
func (c *Client) Remove(ctx context.Context, room, identity string) error {
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomAdmin: true, Room: room})
	if err != nil {
		return err
	}
	defer cancel()
	_, err = c.rooms.RemoveParticipant(ctx, &lkpb.RoomParticipantIdentity{Room: room, Identity: identity})
	return c.participantError(ctx, "remove participant", room, err)
}

// MuteTrack mutes one track; its owner can unmute it again. Nobody can be unmuted from here.
// Errors are those of Participant, and ErrTrackNotFound.
func (c *Client) MuteTrack(ctx context.Context, room, identity, trackSID string) error {
	_, err := c.mute(ctx, room, identity, func(t Track) bool { return t.SID == trackSID })
	return err
}

// MuteSource mutes every track of one source and says how many it muted; those already muted are
// left alone and not counted. Errors are those of Participant, and ErrTrackNotFound where nothing of
// that source is published.
func (c *Client) MuteSource(ctx context.Context, room, identity string, source Source) (int, error) {
	return c.mute(ctx, room, identity, func(t Track) bool { return t.Source == source })
}

func (c *Client) mute(ctx context.Context, room, identity string, match func(Track) bool) (int, error) {
	const op = "mute track"
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomAdmin: true, Room: room})
	if err != nil {
		return 0, err
	}
	defer cancel()
	p, err := c.Participant(ctx, room, identity)
	if err != nil {
		return 0, err
	}
	tracks := slices.DeleteFunc(p.Tracks, func(t Track) bool { return !match(t) })
	if len(tracks) == 0 {
		return 0, &CallError{Op: op, Kind: ErrTrackNotFound, Err: errNotPublished}
	}
	muted := 0
	for _, t := range tracks {
		if t.Muted {
			continue
		}
		_, err := c.rooms.MutePublishedTrack(ctx, &lkpb.MuteRoomTrackRequest{
			Room: room, Identity: identity, TrackSid: t.SID, Muted: true,
		})
		if err != nil {
			return muted, callError(op, err, ErrTrackNotFound)
		}
		muted++
	}
	return muted, nil
}

// UpdatePermission replaces everything that a connected participant may do; what they publish
// without the right to is unpublished. Errors are those of Participant, and ErrGrant.
func (c *Client) UpdatePermission(ctx context.Context, room, identity string, p Permission) error {
	sources, err := p.sources()
	if err != nil {
		return err
	}
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomAdmin: true, Room: room})
	if err != nil {
		return err
	}
	defer cancel()
	_, err = c.rooms.UpdateParticipant(ctx, &lkpb.UpdateParticipantRequest{
		Room: room, Identity: identity,
		Permission: &lkpb.ParticipantPermission{
			CanPublish: p.CanPublish, CanPublishSources: sources, CanSubscribe: p.CanSubscribe,
			CanPublishData: p.CanPublishData, Hidden: p.Hidden, Recorder: p.Recorder,
		},
	})
	return c.participantError(ctx, "update permission", room, err)
}

// participantError tells a missing room from a missing participant.
func (c *Client) participantError(ctx context.Context, op, room string, err error) error {
	err = callError(op, err, ErrParticipantNotFound)
	if err == nil {
		return nil
	}
	if ce := err.(*CallError); ce.Kind == ErrParticipantNotFound || answered(err) {
		if missing := c.roomMissing(ctx, op, room); missing != nil {
			return missing
		}
	}
	return err
}

func participantOf(p *lkpb.ParticipantInfo) Participant {
	out := Participant{
		SID: p.GetSid(), Identity: p.GetIdentity(), Name: p.GetName(),
		JoinedAt: joinedAt(p), State: stateOf(p.GetState()), Kind: kindOf(p.GetKind()),
		Hidden: p.GetPermission().GetHidden(), Recorder: recorder(p),
		Metadata: p.GetMetadata(), Attributes: p.GetAttributes(),
		DisconnectReason: reasonOf(p.GetDisconnectReason()),
	}
	for _, t := range p.GetTracks() {
		out.Tracks = append(out.Tracks, trackOf(t))
	}
	out.Permission = permissionOf(p.GetPermission(), out.Recorder)
	return out
}

func permissionOf(p *lkpb.ParticipantPermission, recorder bool) Permission {
	out := Permission{CanPublish: p.GetCanPublish(), CanSubscribe: p.GetCanSubscribe(), CanPublishData: p.GetCanPublishData(),
		Hidden: p.GetHidden(), Recorder: recorder}
	for _, s := range p.GetCanPublishSources() {
		out.Sources = append(out.Sources, sourceOf(s))
	}
	return out
}

func trackOf(t *lkpb.TrackInfo) Track {
	return Track{SID: t.GetSid(), Source: sourceOf(t.GetSource()), Muted: t.GetMuted()}
}

// recorder reads the old flag too: clients that join with our own token still carry it.
func recorder(p *lkpb.ParticipantInfo) bool {
	//lint:ignore SA1019 a token can't name a kind without being refused as a person's
	return p.GetKind() == lkpb.ParticipantInfo_EGRESS || p.GetPermission().GetRecorder()
}

// joinedAt prefers milliseconds; servers before 1.8 send whole seconds alone.
func joinedAt(p *lkpb.ParticipantInfo) time.Time {
	switch {
	case p.GetJoinedAtMs() > 0:
		return time.UnixMilli(p.GetJoinedAtMs()).UTC()
	case p.GetJoinedAt() > 0:
		return time.Unix(p.GetJoinedAt(), 0).UTC()
	default:
		return time.Time{}
	}
}

func stateOf(s lkpb.ParticipantInfo_State) State {
	switch s {
	case lkpb.ParticipantInfo_JOINING:
		return StateJoining
	case lkpb.ParticipantInfo_JOINED:
		return StateJoined
	case lkpb.ParticipantInfo_ACTIVE:
		return StateActive
	case lkpb.ParticipantInfo_DISCONNECTED:
		return StateDisconnected
	}
	return StateJoining
}

func kindOf(k lkpb.ParticipantInfo_Kind) ParticipantKind {
	switch k {
	case lkpb.ParticipantInfo_STANDARD:
		return KindStandard
	case lkpb.ParticipantInfo_INGRESS:
		return KindIngress
	case lkpb.ParticipantInfo_EGRESS:
		return KindEgress
	case lkpb.ParticipantInfo_SIP:
		return KindSIP
	case lkpb.ParticipantInfo_AGENT:
		return KindAgent
	case lkpb.ParticipantInfo_CONNECTOR, lkpb.ParticipantInfo_BRIDGE:
		return KindOther
	}
	return KindOther
}
