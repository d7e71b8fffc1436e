package grade_test

import (
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func TestLMSDownForAnHourLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]struct {
		endpoint platform.Endpoint
		fault    platform.Fault
	}{
		"500 for scores": {platform.EndpointScores, platform.Fault{Status: 500, Body: "[]", Type: "application/json"}},
		"404 for scores": {platform.EndpointScores, platform.Fault{Status: 404, Body: "<h1>not here</h1>"}},
		"503":            {platform.EndpointScores, platform.Fault{Status: 503, Body: "<h1>maintenance</h1>"}},
		"429":            {platform.EndpointScores, platform.Fault{Status: 429, RetryAfter: "90"}},
		"a page":         {platform.EndpointScores, platform.Fault{Status: 200, Body: "<html>Maintenance</html>"}},
		"no answer":      {platform.EndpointScores, platform.Fault{Hang: true}},
		"cut off":        {platform.EndpointScores, platform.Fault{Drop: true}},
		"no token":       {platform.EndpointToken, platform.Fault{Status: 500}},
		"token refused":  {platform.EndpointToken, platform.Fault{Status: 401, Body: `{"error":"invalid_client"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outage(newWorld(t, storetest.Open(t, storetest.SQLite(t))), f.endpoint, f.fault)
		})
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		outage(newWorld(t, storetest.Open(t, storetest.Postgres(t))), platform.EndpointScores, platform.Fault{Status: 502})
	})
}

// outage breaks the LMS for an hour in which scores are computed twice.
func outage(w *world, endpoint platform.Endpoint, fault platform.Fault) {
	w.t.Helper()
	if fault.Hang {
		w.build(300 * time.Millisecond)
	}
	session := w.addSession("s1", w.room.ID, 0)
	w.lms.Faults().Set(endpoint, fault)
	w.settle(session, learner("l1", 0.1), learner("l2", 0.2), learner("l3", 0.3), learner("l4", 0.4), learner("l5", 0.5))
	w.drain()
	w.later(20*time.Minute, time.Minute)
	w.settle(session, learner("l1", 0.9), learner("l2", 0.2), learner("l3", 0.3), learner("l4", 0.4), learner("l5", 0.5))
	w.later(40*time.Minute, time.Minute)
	w.journal(0)
	for _, user := range []app.UserID{"l2", "l5"} {
		if l := w.line("s1", user); l.State != grade.StateQueued || l.LastError == "" || l.Mend == "" {
			w.t.Errorf("in the outage %s is %+v", user, l)
		}
	}
	w.lms.Faults().ClearAll()
	w.later(16*time.Minute, time.Minute)
	w.journal(5)
	w.has("1", "5", 90, "Present 90 of 100 min.")
	w.has("1", "9", 50, "Present 50 of 100 min.")
	for _, user := range []app.UserID{"l1", "l2", "l3", "l4", "l5"} {
		w.want("s1", user, grade.StateSent, "")
	}
}

func TestAtMostFourRequestsAtOnceAndNoneAfterAHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	w.build(300 * time.Millisecond)
	w.lms.Faults().Set(platform.EndpointScores, platform.Fault{Hang: true})
	w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.1), learner("l2", 0.2), learner("l3", 0.3), learner("l4", 0.4), learner("l5", 0.5))
	w.drain()
	if n := w.lms.Faults().Count(platform.EndpointScores); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
	w.want("s1", "l5", grade.StateQueued, "Your LMS doesn't answer.")
}

func TestLostAnswerIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		lost    platform.Fault
		results platform.Fault
	}{
		"502":                              {lost: platform.Fault{Status: 502}},
		"500":                              {lost: platform.Fault{Status: 500}},
		"cut off":                          {lost: platform.Fault{Drop: true}},
		"cut off, results can't be read":   {lost: platform.Fault{Drop: true}, results: platform.Fault{Status: 403}},
		"cut off, results a page at first": {lost: platform.Fault{Drop: true}, results: platform.Fault{Status: 200, Body: "<html>", Times: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
			tc.lost.After, tc.lost.Times = true, 1
			w.lms.Faults().Set(platform.EndpointScores, tc.lost)
			if tc.results.Status != 0 {
				w.lms.Faults().Set(platform.EndpointResults, tc.results)
			}
			w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
			w.drain()
			if l := w.line("s1", "l1"); l.State != grade.StateQueued || l.LastError == "" {
				t.Errorf("after the lost answer: %+v", l)
			}
			w.later(5*time.Minute, 10*time.Second)
			w.journal(1)
			w.want("s1", "l1", grade.StateSent, "")
			if n := w.lms.Faults().Count(platform.EndpointScores); n != 2 && tc.results.Times == 0 {
				t.Errorf("%d requests, want 2", n)
			}
		})
	}
}

func TestKilledWorkersScoreIsSentOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
		w.drain()
		again := "UPDATE outbox SET state = 'pending' WHERE topic = 'score' AND state = 'done'"
		w.exec(again) // killed after the score was marked
		w.drain()
		w.exec("UPDATE scores SET state = 'queued'") // killed before
		w.exec(again)
		w.drain()
		w.journal(1)
		w.want("s1", "l1", grade.StateSent, "")
		if n := w.lms.Faults().Count(platform.EndpointScores); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
	})
}
