package app

import (
	"errors"
	"fmt"
	"time"
)

// Code is a stable short name of what went wrong. It is part of the API: clients act on it.
type Code string

// The codes. app/web maps each to an HTTP status and a WebSocket close code in one table.
const (
	CodeInternal           Code = "internal"
	CodeInvalid            Code = "invalid"
	CodeUnauthorized       Code = "unauthorized"
	CodeForbidden          Code = "forbidden"
	CodeNotFound           Code = "not_found"
	CodeConflict           Code = "conflict"
	CodePayloadTooLarge    Code = "payload_too_large"
	CodeRateLimited        Code = "rate_limited"
	CodeUnavailable        Code = "unavailable"
	CodeLaunchCodeUnknown  Code = "code_unknown"
	CodeLaunchCodeUsed     Code = "code_used"
	CodeSessionAlreadyLive Code = "session_already_live"
	CodeSessionEnded       Code = "session_ended"
	CodeRoomFull           Code = "room_full"
	CodeRemoved            Code = "removed"
	CodeTooEarly           Code = "too_early"
)

// Error is the only kind of error whose words reach a client. Message is a sentence for a person and holds nothing
// of another person's; Err is for the log. Everything that isn't an Error reaches clients as CodeInternal.
type Error struct {
	Code    Code
	Message string
	// Retry is how long to wait before another try; 0 where waiting doesn't help.
	Retry time.Duration
	// Session names the session that the error speaks of (CodeSessionAlreadyLive), or "".
	Session SessionID
	Err     error
}

// Error implements error.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error without a cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of err, or CodeInternal where it isn't an Error.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// ErrNotFound says that a row doesn't exist. A feature turns it into an Error with CodeNotFound where it may be told.
var ErrNotFound = errors.New("not found")

// Forbidden is what a handler answers where Can says no.
func Forbidden() *Error {
	return Errorf(CodeForbidden, "Your role in this class doesn't allow that.")
}

// NotFound is what a handler answers for things that don't exist or belong to another classroom: a caller can't tell
// the two apart.
func NotFound(what string) *Error { return Errorf(CodeNotFound, "There is no such %s.", what) }
