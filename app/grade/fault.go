package grade

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

// fault is what is wrong with a score, in a person's words, and what that person can do about it. A cause may go on
// with a detail of the LMS's in brackets; nothing of it is personal.
type fault struct{ cause, mend string }

var (
	faultNoGradebook = fault{"Your LMS offered no gradebook for this activity.",
		"Allow Lectern to use grades in its settings in your LMS, open the class from your course again, and send the scores again."}
	faultLaterClass = fault{"A later class's score is in the gradebook.", ""}
	faultCounted    = fault{"This class counts in the score of a later class.", ""}
	faultExcused    = fault{"Excused: this class doesn't count for the person.", ""}
	faultOff        = fault{"The column is switched off.", "Switch it on in the grading rules if its scores should be sent."}
	faultChanged    = fault{"Somebody changed this grade in your LMS.", "The grade set there counts, and Lectern's scores for this person wait here. To have Lectern's, take the grade back there, or send just this score; an LMS that keeps a teacher's own grade, as Moodle does, must let it go first."}

	faultBusy        = fault{"Your LMS asks for a pause.", "Nothing to do: the scores are sent as soon as it takes them."}
	faultSilent      = fault{"Your LMS doesn't answer.", "Nothing to do: the scores are sent as soon as it answers again."}
	faultBroken      = fault{"Your LMS answers with an error.", "Nothing to do: the scores are sent as soon as it works again."}
	faultDenied      = fault{"Your LMS doesn't let Lectern into its gradebook.", "Ask your LMS's administrator to check Lectern's registration and that it may use grades. The scores are sent as soon as it works again."}
	faultOurs        = fault{"Lectern couldn't look the score up.", "Nothing to do: it is tried again."}
	faultNotYet      = fault{"Your LMS can't take the score yet.", "Nothing to do: it is sent in a moment."}
	faultScoreFailed = fault{"Your LMS fails on this score.", "If the grade or its column is locked in your LMS's gradebook, unlock it. The score is tried again."}

	faultNotEnrolled  = fault{"Your LMS doesn't take a score for this person.", "Check in your LMS that the person is still enrolled in the course as a learner and isn't suspended, then send the score again."}
	faultForbidden    = fault{"Your LMS doesn't let Lectern write into this column.", "Check in your LMS who may grade this activity, then send the score again."}
	faultLocked       = fault{"Your LMS failed on this score again and again.", "Unlock the grade or its column in your LMS's gradebook, then send the score again."}
	faultNewerGrade   = fault{"The LMS has a newer grade.", "Look into your LMS's gradebook: somebody has graded this person since. To replace that, remove it there and send the score again."}
	faultColumn       = fault{"Your LMS didn't make a column for this activity.", "Add a grade to the activity in your LMS, open the class from your course again, and send the score again."}
	faultColumnGone   = fault{"The column of this activity is gone from your LMS's gradebook.", "Add a grade to the activity in your LMS, open the class from your course again, and send the score again."}
	faultUnregistered = fault{"Lectern isn't registered with this LMS any more.", "Ask your LMS's administrator to register Lectern again, then open the class from your course."}
	faultUnknown      = fault{"Lectern doesn't know who this score is for.", "Ask the person to open the class from the course, then send the score again."}
	faultRequest      = fault{"Lectern can't send this score to the address that your LMS gave.", "Ask your LMS's administrator to check the addresses of Lectern's registration."}
	faultDifferent    = fault{"The gradebook shows another grade.", "A grade set by hand in your LMS wins over Lectern's. Remove it there if Lectern's should count."}
	faultGaveUp       = fault{"Lectern gave up.", "Send the score again once your LMS works."}
)

// finals are the faults that end a message, by their cause.
var finals = []fault{
	faultNotEnrolled, faultForbidden, faultLocked, faultNewerGrade, faultColumn, faultColumnGone, faultUnregistered, faultUnknown, faultRequest,
}

// with adds a detail of the LMS's to the cause.
func (f fault) with(detail string) fault {
	if detail == "" {
		return f
	}
	return fault{strings.TrimSuffix(f.cause, ".") + " (" + detail + ").", f.mend}
}

// finalFault finds the fault behind the cause of a dead letter.
func finalFault(cause string) fault {
	for _, f := range finals {
		if strings.HasPrefix(cause, strings.TrimSuffix(f.cause, ".")) {
			return fault{cause, f.mend}
		}
	}
	if _, last, ok := strings.Cut(cause, ": "); ok && strings.HasPrefix(cause, "gave up after") {
		return fault{faultGaveUp.cause + " " + last, faultGaveUp.mend}
	}
	return faultGaveUp
}

// verdict is what a failed call to the LMS means for the message and for its destination.
type verdict int

const (
	verdictHold      verdict = iota // the LMS as a whole can't now; it may have got the score
	verdictPause                    // the same, but it didn't get the score
	verdictDenied                   // the LMS as a whole won't until a person acts
	verdictForbidden                // the same, unless it takes other scores
	verdictSuspect                  // an error that may be the LMS's or the score's own
	verdictConflict                 // there is a score as new or newer
	verdictGone                     // the address isn't there any more
	verdictDead                     // never
)

// deniedFor is how long a destination that refuses Lectern is left alone.
const deniedFor = 15 * time.Minute

// explain says what an error of a call to the LMS means. Everything unknown holds: nothing is lost by waiting.
func explain(err error) (v verdict, why fault, after time.Duration) {
	var e *lti.ServiceError
	switch {
	case errors.As(err, &e):
	case errors.Is(err, errNoColumn):
		return verdictDead, faultColumnGone, 0
	case errors.Is(err, errNoTurn):
		return verdictPause, faultBusy, time.Millisecond
	default:
		if errors.Is(err, context.DeadlineExceeded) {
			return verdictHold, faultSilent, 0
		}
		return verdictPause, faultOurs, 0
	}
	after = e.RetryAfter
	sent := verdictHold
	if e.Op != "score" {
		sent = verdictPause
	}
	switch e.Code {
	case lti.ServiceNetwork, lti.ServiceTimeout, lti.ServiceCanceled:
		return sent, faultSilent, after
	case lti.ServiceRateLimited:
		return verdictPause, faultBusy.with(detail(e)), after
	case lti.ServiceServerError:
		if e.Op == "score" && e.Status == http.StatusInternalServerError && after == 0 {
			return verdictSuspect, faultScoreFailed.with(detail(e)), 0
		}
		return sent, faultBroken.with(detail(e)), after
	case lti.ServiceHTML, lti.ServiceMalformed, lti.ServiceRedirected, lti.ServiceTooLarge, lti.ServiceForeignLink:
		return sent, faultBroken.with("not an answer of the gradebook"), after
	case lti.ServiceTokenRefused, lti.ServiceUnauthorized:
		return verdictDenied, faultDenied.with(detail(e)), max(after, deniedFor)
	case lti.ServiceForbidden:
		return verdictForbidden, faultDenied.with(detail(e)), deniedFor
	case lti.ServiceConflict:
		if e.Op != "score" {
			return verdictPause, faultBroken.with(detail(e)), after
		}
		return verdictConflict, faultNewerGrade, after
	case lti.ServiceNotFound:
		return verdictGone, faultColumnGone, after
	case lti.ServiceRefused:
		return refused(e)
	}
	return verdictDead, faultRequest.with(e.Code), 0
}

// refused explains a 4xx without a meaning of its own.
func refused(e *lti.ServiceError) (verdict, fault, time.Duration) {
	switch {
	case e.Temporary():
		return verdictPause, faultBroken.with(detail(e)), e.RetryAfter
	case e.Op == "score":
		return verdictDead, faultNotEnrolled.with(detail(e)), 0
	case e.Op == "create_line_item":
		return verdictDead, faultColumn.with(detail(e)), 0
	}
	return verdictDead, faultRequest.with(detail(e)), 0
}

// word is an error code of OAuth 2.0 (RFC 6749 §5.2).
var word = regexp.MustCompile(`^(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type)\b`)

// detail is the LMS's own short words: its status, and the code with which it refused a token. Its answer's text may be
// personal and is left out.
func detail(e *lti.ServiceError) string {
	if e.Code == lti.ServiceTokenRefused && e.Err != nil {
		if code := word.FindString(e.Err.Error()); code != "" {
			return code
		}
	}
	if e.Status == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", e.Status, http.StatusText(e.Status)))
}
