package livekit

import (
	"fmt"
	"slices"
	"time"

	"github.com/livekit/protocol/auth"
	lkpb "github.com/livekit/protocol/livekit"
)

// Limits of a client token's life. LiveKit itself renews the token of whoever is connected; the
// life counts only for the first connection, and for coming back after a removal.
const (
	DefaultTokenTTL = 10 * time.Minute
	MaxTokenTTL     = 24 * time.Hour
)

// apiTokenTTL is the life of the bearer of one API call; the server allows a minute of skew more.
const apiTokenTTL = 2 * time.Minute

// Source is what a track shows or carries.
type Source string

// The sources, spelled as LiveKit's tokens spell them.
const (
	Camera           Source = "camera"
	Microphone       Source = "microphone"
	ScreenShare      Source = "screen_share"
	ScreenShareAudio Source = "screen_share_audio"
	// UnknownSource is only ever read, from a client that doesn't say.
	UnknownSource Source = "unknown"
)

// AllSources returns the four sources that can be granted.
func AllSources() []Source { return []Source{Camera, Microphone, ScreenShare, ScreenShareAudio} }

// Permission is what a participant may do, whole: what isn't set is forbidden.
type Permission struct {
	CanPublish     bool
	Sources        []Source // which; with CanPublish at least one, without it none
	CanSubscribe   bool
	CanPublishData bool
	Hidden         bool // others don't see them; webhooks and the listing do
	Recorder       bool
}

// Equal says whether both allow the same; the order of the sources doesn't matter.
func (p Permission) Equal(o Permission) bool {
	return p.CanPublish == o.CanPublish && p.CanSubscribe == o.CanSubscribe && p.CanPublishData == o.CanPublishData &&
		p.Hidden == o.Hidden && p.Recorder == o.Recorder && sameSources(p.Sources, o.Sources)
}

func sameSources(a, b []Source) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// Grant describes a client token.
type Grant struct {
	Room     string
	Identity string // unique in the room: a second connection pushes the first out
	Name     string // shown to others; not secret, not unique
	Metadata string
	// Attributes are shown to everybody in the room. Holders can't change them.
	Attributes map[string]string

	CanPublish     bool
	Sources        []Source // which; with CanPublish at least one, without it none
	CanSubscribe   bool
	CanPublishData bool
	Hidden         bool
	Recorder       bool

	TTL time.Duration // 0: DefaultTokenTTL
}

// Permission returns the part of the grant that can be changed while its holder is connected.
func (g Grant) Permission() Permission {
	return Permission{
		CanPublish: g.CanPublish, Sources: g.Sources, CanSubscribe: g.CanSubscribe,
		CanPublishData: g.CanPublishData, Hidden: g.Hidden, Recorder: g.Recorder,
	}
}

// Token makes the token with which a client joins g.Room. It never holds rights over rooms.
// Errors wrap ErrGrant.
//
// Every permission is written out, because LiveKit allows what a token leaves out. For the same
// reason CanPublish without Sources is refused: LiveKit would read the empty list as "all".
func (c *Client) Token(g Grant) (string, error) {
	return c.token(g, lkpb.ParticipantInfo_STANDARD)
}

// token makes the token of a participant of the kind.
func (c *Client) token(g Grant, kind lkpb.ParticipantInfo_Kind) (string, error) {
	if g.Room == "" || g.Identity == "" {
		return "", fmt.Errorf("%w: room and identity are needed", ErrGrant)
	}
	if g.TTL < 0 || g.TTL > MaxTokenTTL {
		return "", fmt.Errorf("%w: life of %v, want at most %v", ErrGrant, g.TTL, MaxTokenTTL)
	}
	p := g.Permission()
	sources, err := p.sources()
	if err != nil {
		return "", err
	}
	video := &auth.VideoGrant{RoomJoin: true, Room: g.Room, Hidden: g.Hidden, Recorder: g.Recorder}
	video.SetCanPublish(g.CanPublish)
	video.SetCanSubscribe(g.CanSubscribe)
	video.SetCanPublishData(g.CanPublishData)
	video.SetCanUpdateOwnMetadata(false)
	if len(sources) > 0 {
		video.SetCanPublishSources(sources)
	}
	ttl := g.TTL
	if ttl == 0 {
		ttl = DefaultTokenTTL
	}
	grants := auth.ClaimGrants{Identity: g.Identity, Name: g.Name, Metadata: g.Metadata, Attributes: g.Attributes, Video: video}
	if kind != lkpb.ParticipantInfo_STANDARD {
		grants.SetParticipantKind(kind)
	}
	return sign(claims{Issuer: c.key, Subject: g.Identity, Expires: c.clock().Add(ttl).Unix(), ClaimGrants: grants}, c.secret)
}

// apiToken makes the bearer of one API call.
func (c *Client) apiToken(v auth.VideoGrant) (string, error) {
	return sign(claims{
		Issuer: c.key, Expires: time.Now().Add(apiTokenTTL).Unix(), ClaimGrants: auth.ClaimGrants{Video: &v},
	}, c.secret)
}

// sources checks that CanPublish and Sources agree and translates the latter.
func (p Permission) sources() ([]lkpb.TrackSource, error) {
	if p.CanPublish != (len(p.Sources) > 0) {
		return nil, fmt.Errorf("%w: CanPublish is %t with %d sources", ErrGrant, p.CanPublish, len(p.Sources))
	}
	out := make([]lkpb.TrackSource, 0, len(p.Sources))
	for _, s := range p.Sources {
		v, ok := s.proto()
		if !ok {
			return nil, fmt.Errorf("%w: source %q", ErrGrant, s)
		}
		out = append(out, v)
	}
	return out, nil
}

func (s Source) proto() (lkpb.TrackSource, bool) {
	switch s {
	case Camera:
		return lkpb.TrackSource_CAMERA, true
	case Microphone:
		return lkpb.TrackSource_MICROPHONE, true
	case ScreenShare:
		return lkpb.TrackSource_SCREEN_SHARE, true
	case ScreenShareAudio:
		return lkpb.TrackSource_SCREEN_SHARE_AUDIO, true
	case UnknownSource:
		return lkpb.TrackSource_UNKNOWN, false
	}
	return lkpb.TrackSource_UNKNOWN, false
}

func sourceOf(s lkpb.TrackSource) Source {
	switch s {
	case lkpb.TrackSource_CAMERA:
		return Camera
	case lkpb.TrackSource_MICROPHONE:
		return Microphone
	case lkpb.TrackSource_SCREEN_SHARE:
		return ScreenShare
	case lkpb.TrackSource_SCREEN_SHARE_AUDIO:
		return ScreenShareAudio
	case lkpb.TrackSource_UNKNOWN:
		return UnknownSource
	}
	return UnknownSource
}
