package livekit

import (
	"context"
	"errors"
	"fmt"

	"github.com/twitchtv/twirp"
)

// Errors of calls to the server. Every failed call returns a *CallError that wraps one of them.
var (
	// ErrUnavailable says that the server didn't answer in time, or that it can't serve now. The
	// call may or may not have been carried out.
	ErrUnavailable = errors.New("livekit: server unavailable")
	// ErrUnauthorized says that the API key or secret is wrong, or the server's clock far off.
	ErrUnauthorized = errors.New("livekit: unauthorized")
	// ErrRoomNotFound says that there is no such room: it never was, or it is finished.
	ErrRoomNotFound = errors.New("livekit: room not found")
	// ErrParticipantNotFound says that nobody of that identity is in the room.
	ErrParticipantNotFound = errors.New("livekit: participant not found")
	// ErrTrackNotFound says that the participant publishes no such track.
	ErrTrackNotFound = errors.New("livekit: track not found")
	// ErrRefused says that the server understood and refused: a name too long, a missing argument.
	ErrRefused = errors.New("livekit: request refused")
)

// Errors of Webhook. Answer 401 to ErrSignature, 400 to ErrBody, 413 to ErrTooLarge: LiveKit doesn't
// try again after a 4xx. Answer 5xx where the event is good but can't be kept.
var (
	// ErrSignature says that the Authorization header isn't a token of ours or doesn't fit the body.
	ErrSignature = errors.New("livekit: webhook signature")
	// ErrBody says that the signed body is not a webhook event.
	ErrBody = errors.New("livekit: webhook body")
	// ErrTooLarge says that the body is longer than MaxWebhookBytes.
	ErrTooLarge = errors.New("livekit: webhook too large")
	// ErrStale says that the event is older than Config.WebhookMaxAge. The event comes with it.
	ErrStale = errors.New("livekit: webhook stale")
)

// ErrConfig says that a Config can't be used; ErrGrant says that of a Grant or Permission.
var (
	ErrConfig = errors.New("livekit: bad configuration")
	ErrGrant  = errors.New("livekit: bad grant")
)

// CallError tells which call failed and how. It wraps one of the sentinels above and the cause.
type CallError struct {
	Op   string // "list participants"
	Code string // the Twirp code, such as "not_found"
	Kind error  // one of the sentinels
	Err  error  // the cause
}

// Error names the call, the kind and the server's own words.
func (e *CallError) Error() string { return fmt.Sprintf("%v: %s: %v", e.Kind, e.Op, e.Err) }

// Unwrap gives errors.Is both the sentinel and the cause.
func (e *CallError) Unwrap() []error { return []error{e.Kind, e.Err} }

// callError turns what the Twirp client returned into a CallError; missing is the sentinel that
// "not found" stands for in this call.
func callError(op string, err, missing error) error {
	if err == nil {
		return nil
	}
	out := &CallError{Op: op, Err: err, Kind: ErrUnavailable}
	var te twirp.Error
	if !errors.As(err, &te) {
		return out
	}
	out.Code = string(te.Code())
	switch te.Code() {
	case twirp.Unauthenticated, twirp.PermissionDenied:
		out.Kind = ErrUnauthorized
	case twirp.NotFound:
		out.Kind = missing
	case twirp.InvalidArgument, twirp.Malformed, twirp.FailedPrecondition, twirp.OutOfRange,
		twirp.Unimplemented, twirp.BadRoute, twirp.AlreadyExists:
		out.Kind = ErrRefused
	case twirp.Canceled, twirp.Unknown, twirp.DeadlineExceeded, twirp.ResourceExhausted, twirp.Aborted,
		twirp.Internal, twirp.Unavailable, twirp.DataLoss, twirp.NoError:
		out.Kind = ErrUnavailable
	}
	return out
}

// answered tells whether the server itself said "unavailable", as it does where a request found no
// node that holds the room; a refused connection or a deadline isn't an answer.
func answered(err error) bool {
	var ce *CallError
	return errors.As(err, &ce) && ce.Code == string(twirp.Unavailable) && !errors.Is(err, context.DeadlineExceeded)
}
