package roster

import (
	"context"
	"errors"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// Codes of failures beside those of lti.ServiceError.
const (
	failureNobody   = "empty_list"
	failureShrunk   = "shrunk_list"
	failureUnknown  = "registration_unknown"
	failureInternal = "internal"
)

var (
	// errNobody refuses a list without anybody, which would mark everybody as gone.
	errNobody = errors.New("roster: the LMS lists nobody")
	// errShrunk refuses a list that lacks most people, until it is repeated.
	errShrunk = errors.New("roster: the LMS lists far fewer people than before")
	// errHeld says that the LMS failed just now and isn't asked again yet.
	errHeld = errors.New("roster: the LMS failed just now")
)

// Failure is why a list couldn't be refreshed.
type Failure struct {
	Code   string
	Status int // HTTP status of the LMS, 0 where there is none
	retry  time.Duration
	// ours says that the LMS has no part in it.
	ours bool
}

func failureOf(err error) Failure {
	var e *lti.ServiceError
	switch {
	case errors.As(err, &e):
		return Failure{Code: e.Code, Status: e.Status, retry: e.RetryAfter}
	case errors.Is(err, errNobody):
		return Failure{Code: failureNobody}
	case errors.Is(err, errShrunk):
		return Failure{Code: failureShrunk}
	case errors.Is(err, lti.ErrUnknownRegistration):
		return Failure{Code: failureUnknown}
	case errors.Is(err, context.DeadlineExceeded):
		return Failure{Code: lti.ServiceTimeout}
	}
	return Failure{Code: failureInternal, ours: true}
}

// wholeLMS says whether the failure is likely one of all lists of the LMS.
func (f Failure) wholeLMS() bool {
	switch f.Code {
	case lti.ServiceNetwork, lti.ServiceTimeout, lti.ServiceServerError, lti.ServiceRateLimited, lti.ServiceHTML, lti.ServiceTokenRefused:
		return true
	}
	return false
}

const (
	// everyUse is how long a list is good for the timer, in classrooms that are in use.
	everyUse = 30 * time.Minute
	// inUse is how long ago somebody was in a classroom that is in use.
	inUse = 15 * 24 * time.Hour
	// firstRetry after a failure; each further one waits twice as long, up to lastRetry.
	firstRetry = 5 * time.Minute
	lastRetry  = time.Hour
	// believe is how long after it a list that lacks most people is believed when it is repeated.
	believe = 2 * time.Minute
)

// retryAfter is how long to wait after so many failures in a row.
func retryAfter(failures int64, asked time.Duration) time.Duration {
	wait := lastRetry
	if failures < 5 {
		wait = min(firstRetry<<max(failures-1, 0), lastRetry)
	}
	return max(wait, min(asked, 24*time.Hour))
}

// jittered spreads a time by a fifth to both sides.
func (s *Service) jittered(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*s.Random()))
}

// keepFailure remembers a failure. It is logged once for each outage and not for each try.
func (s *Service) keepFailure(ctx context.Context, room app.Classroom, cause error, by Cause) error {
	f := failureOf(cause)
	if f.ours {
		s.Log.Error("roster not refreshed", "classroom", room.ID, "error", cause)
		return nil
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		state, err := s.lockState(ctx, room.ID)
		if err != nil {
			return err
		}
		now := s.Clock()
		state.Failures++
		if f.Code != failureShrunk || state.Failure != failureShrunk { // when such a list was seen first decides when it is believed
			state.FailedMs = store.Millis(now)
		}
		state.TriedMs, state.Failure, state.FailureStatus, state.Cause = store.Millis(now), f.Code, int64(f.Status), string(by)
		state.DueMs = store.Millis(now.Add(s.jittered(retryAfter(state.Failures, f.retry))))
		if state.Failures == 1 {
			store.AfterCommit(ctx, func() {
				s.Log.Warn("roster not refreshed; what is known stays, and it is tried again", "classroom", room.ID, "registration", room.Registration, "error", cause)
			})
		}
		return s.putState(ctx, state)
	})
}
