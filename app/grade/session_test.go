package grade_test

import (
	"context"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

const laterClass = "A later class's score is in the gradebook."

func TestOlderSessionNeverOverwritesANewerOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		monday, tuesday := w.addSession("s1", w.room.ID, 0), w.addSession("s2", w.room.ID, 30)
		w.settle(monday, learner("l1", 0.5), learner("l2", 0.5))
		w.drain()
		w.clock.Add(time.Minute)
		w.settle(tuesday, learner("l1", 0.8))
		w.drain()
		w.has("1", "5", 80, "Present 80 of 100 min.")
		w.want("s1", "l1", grade.StateSent, "") // it was
		w.clock.Add(time.Minute)
		w.settle(monday, learner("l1", 0.6), learner("l2", 0.6))
		w.drain()
		w.has("1", "5", 80, "Present 80 of 100 min.")
		w.has("1", "6", 60, "Present 60 of 100 min.") // not in the newer class
		if l := w.want("s1", "l1", grade.StateDraft, laterClass); l.Given != 60 {
			t.Errorf("given %v", l.Given)
		}
		w.want("s2", "l1", grade.StateSent, "")
		w.journal(4)
		if n := must(w.grade.Retry(t.Context(), "s1")); n != 0 {
			t.Errorf("%d queued again", n)
		}
	})
}

func TestNewerSessionReplacesWhatAnOlderStillWantsToSend(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		monday, tuesday := w.addSession("s1", w.room.ID, 0), w.addSession("s2", w.room.ID, 30)
		w.lms.Faults().Set(platform.EndpointScores, platform.Fault{Status: 503})
		w.settle(monday, learner("l1", 0.5))
		w.drain()
		w.clock.Add(time.Minute)
		w.settle(tuesday, learner("l1", 0.8))
		w.want("s1", "l1", grade.StateDraft, laterClass)
		w.settle(monday, learner("l1", 0.6))
		w.lms.Faults().ClearAll()
		w.later(30*time.Minute, time.Minute)
		w.journal(1)
		w.has("1", "5", 80, "Present 80 of 100 min.")
		w.want("s1", "l1", grade.StateDraft, laterClass)
		w.want("s2", "l1", grade.StateSent, "")
	})
}

func TestOverrideOutlivesEveryRecomputation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		w.settle(session, learner("l1", 0.5))
		w.drain()
		w.clock.Add(time.Minute)
		l, err := w.grade.Override(t.Context(), "s1", "l1", app.ActivityAttendance, 88.5, "  was ill ", "t1")
		if err != nil || l.Given != 88.5 || l.State != grade.StateQueued || l.Override == nil || l.Override.Reason != "was ill" || l.Override.By != "t1" {
			t.Fatalf("%+v, %v", l, err)
		}
		w.drain()
		w.has("1", "5", 88.5, "Set by your teacher: was ill")
		w.clock.Add(time.Minute)
		w.settle(session, learner("l1", 0.7))
		w.drain()
		w.has("1", "5", 88.5, "Set by your teacher: was ill")
		w.want("s1", "l1", grade.StateSent, "")
		w.journal(2)
		if l, err = w.grade.Reset(t.Context(), "s1", "l1", app.ActivityAttendance, "t1"); err != nil || l.Given != 70 || l.Override != nil {
			t.Fatalf("%+v, %v", l, err)
		}
		if _, err = w.grade.Reset(t.Context(), "s1", "l1", app.ActivityAttendance, "t1"); err != nil {
			t.Fatal(err)
		}
		w.drain()
		w.has("1", "5", 70, "Present 70 of 100 min.")
		w.journal(3)
		kinds := []app.FactKind{}
		for _, f := range must(s.Facts(t.Context(), "s1", 0)) {
			if f.User != "l1" || f.Source != app.SourceControl {
				t.Errorf("fact %+v", f)
			}
			kinds = append(kinds, f.Kind)
		}
		if len(kinds) != 2 || kinds[0] != app.FactGradeOverridden || kinds[1] != app.FactGradeReset {
			t.Errorf("facts %v", kinds)
		}
	})
}

func TestOverrideIsChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
	long := make([]byte, 501)
	for i := range long {
		long[i] = 'x'
	}
	for name, tc := range map[string]struct {
		session app.SessionID
		user    app.UserID
		kind    app.ActivityKind
		given   float64
		reason  string
		code    app.Code
	}{
		"no reason":        {"s1", "l1", "attendance", 5, " ", app.CodeInvalid},
		"long reason":      {"s1", "l1", "attendance", 5, string(long), app.CodeInvalid},
		"broken reason":    {"s1", "l1", "attendance", 5, "\xff", app.CodeInvalid},
		"negative":         {"s1", "l1", "attendance", -1, "r", app.CodeInvalid},
		"over the maximum": {"s1", "l1", "attendance", 100.1, "r", app.CodeInvalid},
		"not a number":     {"s1", "l1", "attendance", math.NaN(), "r", app.CodeInvalid},
		"endless":          {"s1", "l1", "attendance", math.Inf(1), "r", app.CodeInvalid},
		"no such session":  {"s9", "l1", "attendance", 5, "r", app.CodeNotFound},
		"no such person":   {"s1", "l9", "attendance", 5, "r", app.CodeNotFound},
		"no such activity": {"s1", "l1", "quiz", 5, "r", app.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := w.grade.Override(t.Context(), tc.session, tc.user, tc.kind, tc.given, tc.reason, "t1")
			if app.CodeOf(err) != tc.code {
				t.Errorf("error %v, want %s", err, tc.code)
			}
		})
	}
	t.Cleanup(func() {
		if facts := must(w.store.Facts(context.Background(), "s1", 0)); len(facts) != 0 {
			t.Errorf("facts %+v", facts)
		}
	})
}

func TestWithoutGradebookScoresAreDraftsUntilThereIsOne(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(*app.Classroom){
		"no service":     func(r *app.Classroom) { r.LineItemURL, r.LineItemsURL, r.AGSScopes = "", "", "" },
		"no score scope": func(r *app.Classroom) { r.AGSScopes = lti.ScopeLineItem },
		"no address":     func(r *app.Classroom) { r.LineItemURL, r.LineItemsURL = "", "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
			whole := w.room
			w.book.changeRoom(w.room.ID, take)
			session := w.addSession("s1", w.room.ID, 0)
			w.settle(session, learner("l1", 0.5), learner("l2", 0.5))
			if l := w.want("s1", "l1", grade.StateDraft, "Your LMS offered no gradebook for this activity."); l.Mend == "" {
				t.Error("no mend")
			}
			if n := must(w.grade.Retry(t.Context(), "s1")); n != 0 {
				t.Errorf("%d queued", n)
			}
			w.book.changeRoom(w.room.ID, func(r *app.Classroom) { *r = whole })
			w.settle(session, learner("l1", 0.5))
			if n := must(w.grade.Retry(t.Context(), "s1")); n != 1 {
				t.Errorf("%d queued, want the other", n)
			}
			w.drain()
			w.journal(2)
			w.want("s1", "l2", grade.StateSent, "")
		})
	}
}

func TestTimestampsGrowWithinASecond(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		for i := range 4 {
			w.settle(session, learner("l1", float64(i)/10))
			w.drain()
		}
		w.journal(1)
		w.later(5*time.Second, 250*time.Millisecond)
		w.journal(2)
		w.has("1", "5", 30, "Present 30 of 100 min.")
		w.want("s1", "l1", grade.StateSent, "")
	})
}

func TestSettleIsPartOfItsTransaction(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		for name, c := range map[string]grade.Computed{
			"no maximum":   {User: "l2", Given: 1, Learner: true},
			"not a number": {User: "l2", Given: math.NaN(), Maximum: 1, Learner: true},
			"endless":      {User: "l2", Given: math.Inf(1), Maximum: 1, Learner: true},
		} {
			err := w.grade.Settle(t.Context(), session, w.room, app.ActivityAttendance, []grade.Computed{learner("l1", 0.5), c})
			if err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		w.drain()
		w.journal(0)
		if lines := must(w.grade.Lines(t.Context(), "s1")); len(lines) != 0 {
			t.Errorf("lines %+v", lines)
		}
		w.settle(session, grade.Computed{User: "l1", Given: 7, Maximum: 5, Learner: true}, grade.Computed{User: "l2", Given: -1, Maximum: 5, Learner: true},
			grade.Computed{User: "l3", Given: 1, Maximum: 3, Learner: true})
		for user, want := range map[app.UserID]float64{"l1": 100, "l2": 0, "l3": 33.33} {
			if got := w.line("s1", user).Given; got != want {
				t.Errorf("%s has %v, want %v", user, got, want)
			}
		}
	})
}

func TestSessionsSettledAtOnceAgreeOnTheNewest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		monday, tuesday := w.addSession("s1", w.room.ID, 0), w.addSession("s2", w.room.ID, 30)
		room := must(w.book.Classroom(t.Context(), w.room.ID))
		var wg sync.WaitGroup
		for i := range 20 {
			session := []app.Session{monday, tuesday}[i%2]
			wg.Go(func() {
				err := w.grade.Settle(t.Context(), session, room, app.ActivityAttendance,
					[]grade.Computed{learner("l1", float64(i)/20), learner("l2", float64(i)/20), learner("l3", float64(i)/20)})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		w.later(time.Minute, time.Second)
		w.journal(3)
		for user, subject := range map[app.UserID]platform.UserID{"l1": "5", "l2": "6", "l3": "7"} {
			l := w.want("s2", user, grade.StateSent, "")
			w.has("1", subject, l.Given, l.Comment)
			if l := w.line("s1", user); l.State != grade.StateDraft {
				t.Errorf("the older one is %+v", l)
			}
		}
	})
}
