package lti_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/lectern-classroom/lectern/lti"
)

func TestForbiddenAndThrottled(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body, code string
		temporary  bool
	}{
		"LTI-SVC-07 Canvas's throttle": {"403 Forbidden (Rate Limit Exceeded)\n", lti.ServiceRateLimited, true},
		"LTI-SVC-07 a refusal":         {`{"errors":"insufficient scope"}`, lti.ServiceForbidden, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, s, reg, _ := newLMS(t)
			l.handle("POST /1/scores", func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, tc.body) // a client that went away is of no concern
			})
			serviceError(t, s.PutScore(t.Context(), reg, l.URL+"/1", score()), tc.code, tc.temporary)
		})
	}
}
