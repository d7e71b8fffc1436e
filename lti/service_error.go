package lti

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Codes of ServiceError.
const (
	ServiceTokenRefused = "token_refused"      // the token endpoint refused the tool's assertion
	ServiceUnauthorized = "unauthorized"       // 401 even with a new token
	ServiceForbidden    = "forbidden"          // 403: the scope was not granted
	ServiceNotFound     = "not_found"          // 404, 410
	ServiceConflict     = "conflict"           // 409; for a score: the platform has one as new or newer
	ServiceRateLimited  = "rate_limited"       // 429, and 403 of Canvas
	ServiceServerError  = "server_error"       // 5xx
	ServiceRefused      = "refused"            // any other 4xx
	ServiceRedirected   = "redirected"         // 3xx; redirects are never followed with a token
	ServiceNetwork      = "network"            // no answer
	ServiceTimeout      = "timeout"            // no answer in time
	ServiceCanceled     = "canceled"           // the caller's context ended
	ServiceHTML         = "html_response"      // a page instead of data, as in maintenance
	ServiceMalformed    = "malformed_response" // data that can't be read
	ServiceTooLarge     = "too_large"          // more data or more pages than the bound
	ServiceForeignLink  = "foreign_link"       // the next page is on another origin
	ServiceInsecure     = "insecure_address"   // http, though the token endpoint has https
	ServiceInvalid      = "invalid_request"    // refused by this package before it was sent
)

// ServiceError is a failed call to a platform's service.
type ServiceError struct {
	Op         string        // token, members, groups, sets, line_items, line_item, create_line_item, update_line_item, score, results
	Code       string        // stable, one of the Service constants
	Status     int           // HTTP status, 0 where there was no answer
	RetryAfter time.Duration // what the platform asked for, 0 for nothing
	Body       string        // first 500 bytes of the answer, for an administrator; may hold personal data: never log it
	Hint       string        // what to do about it, where that is known
	Err        error         // the cause, where there is one
}

// Error gives operation, code, status and cause, without anything of the answer's body.
func (e *ServiceError) Error() string {
	s := "lti service: " + e.Op + ": " + e.Code
	if e.Status != 0 {
		s += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *ServiceError) Unwrap() error { return e.Err }

// Temporary reports whether the same call may succeed later. A platform's permanent refusal can look like a temporary
// one (Moodle answers 500 for a locked grade), so callers bound their tries.
func (e *ServiceError) Temporary() bool {
	switch e.Code {
	case ServiceRateLimited, ServiceServerError, ServiceNetwork, ServiceTimeout, ServiceCanceled, ServiceHTML, ServiceMalformed:
		return true
	case ServiceRefused:
		return e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooEarly
	}
	return false
}

// statusError gives the error of an answer that isn't a success, nil for a success.
func statusError(op string, r response, now time.Time) *ServiceError {
	e := &ServiceError{Op: op, Status: r.status, Body: excerpt(r.body), RetryAfter: retryAfter(r.header.Get("Retry-After"), now)}
	switch s := r.status; {
	case s >= 200 && s < 300:
		if !looksLikeHTML(r.body) {
			return nil
		}
		e.Code = ServiceHTML
	case s < 400:
		e.Code = ServiceRedirected
	case s == http.StatusUnauthorized:
		e.Code = ServiceUnauthorized
	case s == http.StatusForbidden && rateLimited(r):
		e.Code = ServiceRateLimited
	case s == http.StatusForbidden:
		e.Code = ServiceForbidden
	case s == http.StatusNotFound, s == http.StatusGone:
		e.Code = ServiceNotFound
	case s == http.StatusConflict:
		e.Code = ServiceConflict
	case s == http.StatusTooManyRequests:
		e.Code = ServiceRateLimited
	case s >= 500:
		e.Code = ServiceServerError
	default:
		e.Code = ServiceRefused
	}
	return e
}

// rateLimited tells Canvas's 403 for too many requests, which says so in its body, from a refusal (LTI-SVC-07).
func rateLimited(r response) bool {
	const most = 200
	return bytes.Contains(r.body[:min(len(r.body), most)], []byte("Rate Limit Exceeded"))
}

// transportError names why there was no answer. The address is left out of the cause: it can carry ids.
func transportError(ctx context.Context, op string, err error) *ServiceError {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var n net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &ServiceError{Op: op, Code: ServiceCanceled, Err: ctx.Err()}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &n) && n.Timeout():
		return &ServiceError{Op: op, Code: ServiceTimeout, Err: err}
	}
	return &ServiceError{Op: op, Code: ServiceNetwork, Err: err}
}

func looksLikeHTML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n\ufeff"), []byte("<"))
}

const maxExcerpt = 500

func excerpt(body []byte) string {
	if len(body) > maxExcerpt {
		body = body[:maxExcerpt]
		for len(body) > 0 && !utf8.RuneStart(body[len(body)-1]) {
			body = body[:len(body)-1]
		}
	}
	return strings.ToValidUTF8(strings.ReplaceAll(string(body), "\x00", ""), "")
}

// retryAfter reads the header's two forms (RFC 9110 §10.2.3), at most a day.
func retryAfter(v string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	var d time.Duration
	if s, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
		d = time.Duration(min(s, int64(most/time.Second))) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		d = at.Sub(now)
	}
	return max(0, min(d, most))
}
