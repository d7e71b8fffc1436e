package livekit

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/livekit/protocol/auth"
	lkpb "github.com/livekit/protocol/livekit"
	"github.com/twitchtv/twirp"
)

var (
	errNotListed    = errors.New("not listed")
	errNotPublished = errors.New("not published")
)

// probeRoom is a name that no room has; asking for it costs the server nothing.
const probeRoom = "lectern-probe"

// RoomOptions describe a room to be made. Durations are rounded up to whole seconds.
type RoomOptions struct {
	Name string
	// EmptyTimeout closes a room that nobody joined; 0: the server's own (usually 5 min).
	EmptyTimeout time.Duration
	// DepartureTimeout closes a room after the last one left; 0: the server's own (usually 20 s).
	DepartureTimeout time.Duration
	MaxParticipants  int // 0: no limit; counts hidden ones too
	Metadata         string
}

// Room is one LiveKit room. A room of the same name that was finished in between has another SID.
type Room struct {
	SID              string
	Name             string
	CreatedAt        time.Time
	EmptyTimeout     time.Duration
	DepartureTimeout time.Duration
	MaxParticipants  int
	NumParticipants  int // a few seconds behind; without hidden ones
	Metadata         string
}

// EnsureRoom makes the room, or returns the one of that name as it is: options of a room that exists
// aren't changed. Errors are ErrRefused, ErrUnauthorized, ErrUnavailable.
func (c *Client) EnsureRoom(ctx context.Context, o RoomOptions) (Room, error) {
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomCreate: true})
	if err != nil {
		return Room{}, err
	}
	defer cancel()
	res, err := c.rooms.CreateRoom(ctx, &lkpb.CreateRoomRequest{
		Name: o.Name, EmptyTimeout: seconds(o.EmptyTimeout), DepartureTimeout: seconds(o.DepartureTimeout),
		MaxParticipants: uint32(max(0, o.MaxParticipants)), Metadata: o.Metadata,
	})
	if err != nil {
		return Room{}, callError("create room", err, ErrRoomNotFound)
	}
	return roomOf(res), nil
}

// DeleteRoom sends everybody out and finishes the room. Errors are ErrRoomNotFound, ErrUnauthorized,
// ErrUnavailable.
func (c *Client) DeleteRoom(ctx context.Context, name string) error {
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomCreate: true})
	if err != nil {
		return err
	}
	defer cancel()
	_, err = c.rooms.DeleteRoom(ctx, &lkpb.DeleteRoomRequest{Room: name})
	return callError("delete room", err, ErrRoomNotFound)
}

// ListRooms lists the rooms of these names that exist; all rooms without a name. Errors are
// ErrUnauthorized and ErrUnavailable.
func (c *Client) ListRooms(ctx context.Context, names ...string) ([]Room, error) {
	ctx, cancel, err := c.call(ctx, auth.VideoGrant{RoomList: true})
	if err != nil {
		return nil, err
	}
	defer cancel()
	res, err := c.rooms.ListRooms(ctx, &lkpb.ListRoomsRequest{Names: names})
	if err != nil {
		return nil, callError("list rooms", err, ErrRoomNotFound)
	}
	out := make([]Room, 0, len(res.GetRooms()))
	for _, r := range res.GetRooms() {
		out = append(out, roomOf(r))
	}
	return out, nil
}

// Ping tells whether the server answers, knows our key and reaches its store. Errors are
// ErrUnauthorized and ErrUnavailable.
func (c *Client) Ping(ctx context.Context) error {
	_, err := c.ListRooms(ctx, probeRoom)
	return err
}

// roomMissing returns ErrRoomNotFound as a CallError where the server doesn't list the room, and nil
// where it does or can't be asked.
func (c *Client) roomMissing(ctx context.Context, op, room string) error {
	rooms, err := c.ListRooms(ctx, room)
	if err != nil || len(rooms) > 0 {
		return nil
	}
	return &CallError{Op: op, Kind: ErrRoomNotFound, Err: errNotListed}
}

// call bounds ctx and gives it the bearer for one request.
func (c *Client) call(ctx context.Context, v auth.VideoGrant) (context.Context, context.CancelFunc, error) {
	token, err := c.apiToken(v)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	ctx, err = twirp.WithHTTPRequestHeaders(ctx, http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return ctx, cancel, nil
}

func roomOf(r *lkpb.Room) Room {
	out := Room{
		SID: r.GetSid(), Name: r.GetName(), Metadata: r.GetMetadata(),
		EmptyTimeout:     time.Duration(r.GetEmptyTimeout()) * time.Second,
		DepartureTimeout: time.Duration(r.GetDepartureTimeout()) * time.Second,
		MaxParticipants:  int(r.GetMaxParticipants()),
		NumParticipants:  int(r.GetNumParticipants()),
	}
	switch {
	case r.GetCreationTimeMs() > 0:
		out.CreatedAt = time.UnixMilli(r.GetCreationTimeMs()).UTC()
	case r.GetCreationTime() > 0:
		out.CreatedAt = time.Unix(r.GetCreationTime(), 0).UTC()
	}
	return out
}

func seconds(d time.Duration) uint32 {
	if d <= 0 {
		return 0
	}
	return uint32((d + time.Second - 1) / time.Second)
}
