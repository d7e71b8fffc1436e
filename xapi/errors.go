package xapi

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// ValidationError names the rule of RULES.md that a statement breaks and the
// place in it where that happens.
type ValidationError struct {
	Rule string // such as "ACT-02"
	Path string // such as "$.actor.account.homePage"
	Text string
}

// Error reads "xapi: ACT-02 at $.actor: …".
func (e *ValidationError) Error() string {
	return fmt.Sprintf("xapi: %s at %s: %s", e.Rule, e.Path, e.Text)
}

// Kind says what a [DestinationError] asks of the caller.
type Kind string

// The kinds of trouble with a destination as a whole.
const (
	// Paused: a person must act. Credentials, address, redirect, certificate,
	// or a version that the store does not speak. Keep queueing, don't retry.
	Paused Kind = "paused"
	// Throttled: wait RetryAfter, then go slower (429, 503 with Retry-After).
	Throttled Kind = "throttled"
	// Unavailable: try again with growing delay (5xx, network, time-out).
	Unavailable Kind = "unavailable"
)

// DestinationError is trouble with the store as a whole; no statement is to
// blame. Outcomes returned beside it stand.
type DestinationError struct {
	Kind       Kind
	Status     int           // HTTP status, 0 where no answer came
	RetryAfter time.Duration // with Throttled; 0: not said
	// Ambiguous: the store may have kept InFlight although it did not say so.
	// Hand exactly these to [Client.Resend] before anything else.
	Ambiguous bool
	InFlight  []uuid.UUID // the request that failed, in order
	Text      string      // what the store said, shortened
	Err       error       // cause, where there was no answer
}

// Error says kind, status and cause; never the address's credentials.
func (e *DestinationError) Error() string {
	msg := "xapi: destination " + string(e.Kind)
	if e.Status != 0 {
		msg += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Text != "" {
		msg += ": " + e.Text
	}
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg
}

// Unwrap gives the cause.
func (e *DestinationError) Unwrap() error { return e.Err }
