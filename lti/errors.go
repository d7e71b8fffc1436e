package lti

import (
	"errors"
	"fmt"
	"net/http"
)

// Error says why a login, a launch or a deep linking answer was refused. Its Code is stable: pages, tests and
// documents refer to it. It never holds anything that a token contained, so it is safe to log.
type Error struct {
	Code   string // stable, snake_case; see Codes
	Rule   string // the rule of RULES.md
	Clause string // the clause of the standard
	Claim  string // the claim, header or parameter concerned, "" if none
	Err    error  // the cause, if there is one
}

// Error gives code, rule, clause and cause in one line.
func (e *Error) Error() string {
	s := "lti: " + e.Code
	if e.Claim != "" {
		s += " (" + e.Claim + ")"
	}
	s += " [" + e.Rule + ", " + e.Clause + "]"
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports two errors alike when their codes are: errors.Is(err, lti.ErrBrowserUnproven).
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// HTTPStatus is the 4xx with which the refusal is best answered.
func (e *Error) HTTPStatus() int {
	if r, ok := refusals[e.Code]; ok {
		return r.status
	}
	return http.StatusBadRequest
}

// Code gives the stable code of a refusal, "" for an error that isn't one.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Explain gives the sentence that a person reads for a code: one plain English sentence for each cause.
func Explain(code string) string {
	if r, ok := refusals[code]; ok {
		return r.sentence
	}
	return "The class could not be opened, and the reason is not known; please go back to your course and try again."
}

// Codes lists every code of this package, in no order.
func Codes() []string {
	all := make([]string, 0, len(refusals))
	for code := range refusals {
		all = append(all, code)
	}
	return all
}

// Errors that callers act upon, for errors.Is; every other refusal is told apart by its Code.
var (
	// ErrUnknownRegistration is what Registrations answer when no platform is known by that issuer and client id.
	ErrUnknownRegistration = refuse("registration_unknown", nil)
	// ErrAmbiguousRegistration is what Registrations answer when a login names no client id and its issuer has several.
	ErrAmbiguousRegistration = refuse("registration_ambiguous", nil)
	// ErrUnknownDeployment means a deployment that the registration doesn't list (LTI 1.3 Core §3.1.3).
	ErrUnknownDeployment = refuse("deployment_unknown", nil)
	// ErrBrowserMismatch means that the launch came from another browser than the login.
	ErrBrowserMismatch = refuse("browser_mismatch", nil)
	// ErrBrowserUnproven means that no browser secret came at all: the caller can still ask platform storage for it.
	ErrBrowserUnproven = refuse("browser_unproven", nil)
	// ErrReplayed means that the launch was used before; stores of single-use keys answer it.
	ErrReplayed = refuse("launch_replayed", nil)
	// ErrKeySetUnavailable means that the platform's key set could not be fetched and no usable copy is kept.
	ErrKeySetUnavailable = refuse("key_set_unavailable", nil)
)

// refuse builds the Error of a code, with its rule and clause from the table.
func refuse(code string, cause error) *Error {
	r, ok := refusals[code]
	if !ok {
		return &Error{Code: code, Rule: "LTI-GEN-01", Clause: "none", Err: fmt.Errorf("code %q has no rule: %w", code, cause)}
	}
	return &Error{Code: code, Rule: r.rule, Clause: r.clause, Err: cause}
}

// refuseClaim is refuse for a named claim, header or parameter.
func refuseClaim(code, claim string, cause error) *Error {
	e := refuse(code, cause)
	e.Claim = claim
	return e
}
