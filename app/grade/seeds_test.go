package grade_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// TestSeededHistoriesEndInTheGradebook mixes settling, overriding and every passing fault of an LMS, and then looks
// whether the gradebook shows what the newest session has, without any score sent twice.
func TestSeededHistoriesEndInTheGradebook(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
			history(w, rand.New(rand.NewPCG(seed, 7)))
		})
	}
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("postgres seed %d", seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.Postgres(t)))
			history(w, rand.New(rand.NewPCG(seed, 7)))
		})
	}
}

func history(w *world, r *rand.Rand) {
	w.t.Helper()
	room := w.addRoom("room-2", "")
	sessions := []app.Session{w.addSession("s1", room.ID, 0), w.addSession("s2", room.ID, 20), w.addSession("s3", room.ID, 40)}
	users := map[app.UserID]platform.UserID{"l1": "5", "l2": "6", "l3": "7"}
	endpoints := []platform.Endpoint{platform.EndpointScores, platform.EndpointScores, platform.EndpointResults, platform.EndpointLineItems, platform.EndpointToken}
	faults := []platform.Fault{{Status: 500}, {Status: 502}, {Status: 429, RetryAfter: "5"}, {Status: 200, Body: "<html>"}, {Drop: true}}
	for range 40 {
		session := sessions[r.IntN(len(sessions))]
		user := app.UserID(fmt.Sprintf("l%d", 1+r.IntN(3)))
		switch r.IntN(8) {
		case 0, 1, 2:
			w.settle(session, learner(user, float64(r.IntN(100))/100))
		case 3:
			_, err := w.grade.Override(w.t.Context(), session.ID, user, app.ActivityAttendance, float64(r.IntN(100)), "decided", "t1")
			if err != nil && app.CodeOf(err) != app.CodeNotFound {
				w.t.Fatal(err)
			}
		case 4:
			if _, err := w.grade.Reset(w.t.Context(), session.ID, user, app.ActivityAttendance, "t1"); err != nil && app.CodeOf(err) != app.CodeNotFound {
				w.t.Fatal(err)
			}
		case 5:
			f := faults[r.IntN(len(faults))]
			f.Times, f.After = 1+r.IntN(3), r.IntN(2) == 0
			w.lms.Faults().Set(endpoints[r.IntN(len(endpoints))], f)
		default:
			w.clock.Add(time.Duration(r.IntN(90_000)) * time.Millisecond)
			w.drain()
		}
	}
	w.lms.Faults().ClearAll()
	w.later(30*time.Minute, time.Minute)
	for _, session := range sessions {
		must(w.grade.Retry(w.t.Context(), session.ID))
	}
	w.later(10*time.Second, time.Second)
	w.settled(sessions, users)
}

// settled checks the end of a history.
func (w *world) settled(sessions []app.Session, users map[app.UserID]platform.UserID) {
	w.t.Helper()
	item := w.lms.LineItems()[len(w.lms.LineItems())-1]
	revisions := 0
	newest := map[app.UserID]grade.Line{}
	for _, session := range sessions {
		for _, l := range must(w.grade.Lines(context.Background(), session.ID)) {
			newest[l.User] = l
			if l.State == grade.StateQueued || l.State == grade.StateFailed {
				w.t.Errorf("%s of %s is %s: %s", l.User, session.ID, l.State, l.LastError)
			}
		}
	}
	for user, l := range newest {
		if l.State != grade.StateSent || l.LastError != "" {
			w.t.Errorf("the newest of %s is %s: %s", user, l.State, l.LastError)
		}
		w.has(item.ID, users[user], l.Given, l.Comment)
	}
	try(w.t, w.store.Read(context.Background()).Raw("SELECT COALESCE(SUM(revision), 0) FROM scores").Scan(&revisions).Error)
	entries := w.lms.Scores()
	w.journal(len(entries))
	if len(entries) > revisions {
		w.t.Errorf("%d scores were taken of %d revisions", len(entries), revisions)
	}
	if n := len(w.lms.LineItems()); len(entries) > 0 && n > 3 {
		w.t.Errorf("%d line items", n)
	}
}
