package grade

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err     error
		verdict verdict
		cause   string
		after   time.Duration
	}{
		"no answer":              {&lti.ServiceError{Op: "score", Code: lti.ServiceNetwork}, verdictHold, "Your LMS doesn't answer.", 0},
		"no answer of the list":  {&lti.ServiceError{Op: "line_items", Code: lti.ServiceTimeout}, verdictPause, "Your LMS doesn't answer.", 0},
		"slow down":              {&lti.ServiceError{Op: "score", Code: lti.ServiceRateLimited, Status: 429, RetryAfter: time.Minute}, verdictPause, "Your LMS asks for a pause (HTTP 429 Too Many Requests).", time.Minute},
		"maintenance":            {&lti.ServiceError{Op: "score", Code: lti.ServiceServerError, Status: 503, RetryAfter: time.Hour}, verdictHold, "Your LMS answers with an error (HTTP 503 Service Unavailable).", time.Hour},
		"a failure":              {&lti.ServiceError{Op: "score", Code: lti.ServiceServerError, Status: 500}, verdictSuspect, "Your LMS fails on this score (HTTP 500 Internal Server Error).", 0},
		"a failure with a wish":  {&lti.ServiceError{Op: "score", Code: lti.ServiceServerError, Status: 500, RetryAfter: time.Minute}, verdictHold, "Your LMS answers with an error (HTTP 500 Internal Server Error).", time.Minute},
		"a failure of the token": {&lti.ServiceError{Op: "token", Code: lti.ServiceServerError, Status: 500}, verdictPause, "Your LMS answers with an error (HTTP 500 Internal Server Error).", 0},
		"a page":                 {&lti.ServiceError{Op: "score", Code: lti.ServiceHTML, Status: 200}, verdictHold, "Your LMS answers with an error (not an answer of the gradebook).", 0},
		"key refused": {&lti.ServiceError{Op: "token", Code: lti.ServiceTokenRefused, Status: 400, Err: errors.New("invalid_client: Ana Example isn't known")},
			verdictDenied, "Your LMS doesn't let Lectern into its gradebook (invalid_client).", 15 * time.Minute},
		"token refused":           {&lti.ServiceError{Op: "score", Code: lti.ServiceUnauthorized, Status: 401}, verdictDenied, "Your LMS doesn't let Lectern into its gradebook (HTTP 401 Unauthorized).", 15 * time.Minute},
		"forbidden":               {&lti.ServiceError{Op: "score", Code: lti.ServiceForbidden, Status: 403}, verdictForbidden, "Your LMS doesn't let Lectern into its gradebook (HTTP 403 Forbidden).", 15 * time.Minute},
		"gone":                    {&lti.ServiceError{Op: "score", Code: lti.ServiceNotFound, Status: 404}, verdictGone, "The column of this activity is gone from your LMS's gradebook.", 0},
		"conflict":                {&lti.ServiceError{Op: "score", Code: lti.ServiceConflict, Status: 409}, verdictConflict, "The LMS has a newer grade.", 0},
		"conflict about a column": {&lti.ServiceError{Op: "create_line_item", Code: lti.ServiceConflict, Status: 409}, verdictPause, "Your LMS answers with an error (HTTP 409 Conflict).", 0},
		"not enrolled":            {&lti.ServiceError{Op: "score", Code: lti.ServiceRefused, Status: 400, Body: "Ana Example isn't enrolled"}, verdictDead, "Your LMS doesn't take a score for this person (HTTP 400 Bad Request).", 0},
		"too early":               {&lti.ServiceError{Op: "score", Code: lti.ServiceRefused, Status: 425}, verdictPause, "Your LMS answers with an error (HTTP 425 Too Early).", 0},
		"column refused":          {&lti.ServiceError{Op: "create_line_item", Code: lti.ServiceRefused, Status: 400}, verdictDead, "Your LMS didn't make a column for this activity (HTTP 400 Bad Request).", 0},
		"plain http":              {&lti.ServiceError{Op: "score", Code: lti.ServiceInsecure}, verdictDead, "Lectern can't send this score to the address that your LMS gave (insecure_address).", 0},
		"no column":               {errNoColumn, verdictDead, "The column of this activity is gone from your LMS's gradebook.", 0},
		"deadline":                {context.DeadlineExceeded, verdictHold, "Your LMS doesn't answer.", 0},
		"database":                {errors.New("database is locked"), verdictPause, "Lectern couldn't look the score up.", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, why, after := explain(tc.err)
			if v != tc.verdict || why.cause != tc.cause || after != tc.after {
				t.Errorf("got %d %q after %v", v, why.cause, after)
			}
			if strings.Contains(why.cause+why.mend, "Ana") {
				t.Error("it is personal")
			}
			if v == verdictDead && finalFault(why.cause) != why {
				t.Errorf("the dead letter is told as %+v", finalFault(why.cause))
			}
		})
	}
}

func TestFinalFault(t *testing.T) {
	t.Parallel()
	for _, f := range finals {
		if f.mend == "" || finalFault(f.cause) != f || finalFault(f.with("HTTP 400").cause).mend != f.mend {
			t.Errorf("%+v is told as %+v", f, finalFault(f.cause))
		}
	}
	if got := finalFault("gave up after 72h0m0s: Your LMS fails on this score."); got.cause != "Lectern gave up. Your LMS fails on this score." || got.mend == "" {
		t.Errorf("given up: %+v", got)
	}
	if got := finalFault("panic"); got != faultGaveUp {
		t.Errorf("unknown: %+v", got)
	}
}
