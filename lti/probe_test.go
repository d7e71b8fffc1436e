package lti_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

func TestWhatServicesTellTheirObserver(t *testing.T) {
	t.Parallel()
	l, _, reg, ours := newLMS(t)
	var mu sync.Mutex
	var told []string
	s, err := lti.NewServices(lti.ServicesConfig{Keys: toolKeys(), Clock: ours.Now, Observe: func(r lti.Registration, op string, err error) {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			op += " failed"
		}
		told = append(told, r.ID+" "+op)
	}})
	if err != nil {
		t.Fatal(err)
	}
	l.mux.HandleFunc("GET /members", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	for range 2 {
		if _, _, err := s.Members(context.Background(), reg, l.URL+"/members", lti.MembersOptions{}); err == nil {
			t.Error("members of nothing")
		}
	}
	l.mu.Lock()
	l.refuse = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }
	l.mu.Unlock()
	if _, err := s.ProbeToken(context.Background(), reg, lti.ScopeScore); err == nil {
		t.Error("a token of nothing")
	}
	want := []string{"r token", "r members failed", "r members failed", "r token failed"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}

func TestAProbeTellsWhatIsGranted(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	answer := func(scope string) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.refuse = func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"access_token":"a","token_type":"Bearer","expires_in":3600` + scope + `}`))
		}
	}
	for name, tc := range map[string]struct {
		scope string
		want  bool
	}{
		"it doesn't say": {``, true}, "nothing but other ones": {`,"scope":"x y"`, false}, "it": {`,"scope":"x ` + lti.ScopeScore + `"`, true}, "no text": {`,"scope":7`, true},
	} {
		answer(tc.scope)
		probe, err := s.ProbeToken(context.Background(), reg, lti.ScopeScore)
		if err != nil || probe.Grants(lti.ScopeScore) != tc.want {
			t.Errorf("LTI-TOK-05 %s: %v, %v", name, probe.Granted, err)
		}
	}
}

func TestDeleteLineItem(t *testing.T) {
	t.Parallel()
	l, s, reg, _ := newLMS(t)
	status := http.StatusNoContent
	var asked string
	l.mux.HandleFunc("DELETE /items/1/lineitem", func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.RequestURI()
		w.WriteHeader(status)
	})
	for _, tc := range []struct {
		status int
		ok     bool
	}{{http.StatusNoContent, true}, {http.StatusOK, true}, {http.StatusNotFound, true}, {http.StatusForbidden, false}, {http.StatusInternalServerError, false}} {
		status = tc.status
		err := s.DeleteLineItem(context.Background(), reg, l.URL+"/items/1/lineitem?type_id=1")
		if (err == nil) != tc.ok || !strings.HasSuffix(asked, "?type_id=1") {
			t.Errorf("LTI-AGS-04 %d: %v at %s", tc.status, err, asked)
		}
	}
}
