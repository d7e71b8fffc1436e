package grade_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti"
	"github.com/lectern-classroom/lectern/lti/platform"
)

func points(v float64) *float64 { return &v }

func TestTeachersGradeInTheLMSWinsAndIsShown(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		w.settle(session, learner("l1", 0.5), learner("l2", 0.5))
		w.clock.Add(time.Minute)
		if err := w.lms.Override("1", "5", points(35), "typed"); err != nil { // after the score was decided
			t.Fatal(err)
		}
		w.clock.Add(5 * time.Second)
		w.drain()
		w.has("1", "5", 35, "typed")
		if l := w.want("s1", "l1", grade.StateSent, "The gradebook shows another grade."); l.Mend == "" {
			t.Error("no mend")
		}
		w.want("s1", "l2", grade.StateSent, "")
		w.clock.Add(time.Minute)
		w.settle(session, learner("l1", 0.6), learner("l2", 0.5))
		w.drain()
		w.want("s1", "l1", grade.StateSent, "The gradebook shows another grade.")
		w.journal(3)
	})
}

func TestNewerGradeInTheLMSFails(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.lms.SetClockOffset(30 * time.Minute)
		if err := w.lms.Override("1", "5", points(35), "typed"); err != nil {
			t.Fatal(err)
		}
		w.lms.SetClockOffset(0)
		w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
		w.drain()
		w.later(10*time.Second, time.Second)
		if l := w.want("s1", "l1", grade.StateFailed, "The LMS has a newer grade."); l.Mend == "" {
			t.Error("no mend")
		}
		w.journal(0)
		w.clock.Add(40 * time.Minute)
		if n := must(w.grade.Retry(t.Context(), "s1")); n != 1 {
			t.Errorf("%d queued again", n)
		}
		w.drain()
		w.want("s1", "l1", grade.StateSent, "The gradebook shows another grade.")
	})
}

func TestLMSWithAnotherClock(t *testing.T) {
	t.Parallel()
	for _, offset := range []time.Duration{-20 * time.Second, 2 * time.Minute} {
		t.Run(offset.String(), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
			w.lms.SetClockOffset(offset)
			try(t, w.lms.Override("1", "5", points(35), "typed"))
			try(t, w.lms.Override("1", "5", nil, "")) // released, but its time stays
			w.clock.Add(10 * time.Second)
			w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5), learner("l2", 0.5))
			w.drain()
			w.want("s1", "l2", grade.StateSent, "")
			if offset > 0 {
				w.want("s1", "l1", grade.StateQueued, "Your LMS can't take the score yet.")
			}
			w.later(3*time.Minute, time.Second)
			w.want("s1", "l1", grade.StateSent, "")
			w.has("1", "5", 50, "Present 50 of 100 min.")
		})
	}
}

func TestLockedColumnIsItsOwnTrouble(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		other := w.addRoom("room-2", "")
		locked, free := w.addSession("s1", w.room.ID, 0), w.addSession("s2", other.ID, 0)
		if err := w.lms.SetLocked("1", true); err != nil {
			t.Fatal(err)
		}
		w.settle(locked, learner("l1", 0.5))
		for i := range 6 {
			w.settle(free, learner("l2", 0.5+float64(i)/100))
			w.drain()
			w.want("s2", "l2", grade.StateSent, "")
			if i == 0 {
				w.want("s1", "l1", grade.StateQueued, "Your LMS fails on this score (HTTP 500")
			}
			w.clock.Add(6 * time.Minute)
		}
		if l := w.want("s1", "l1", grade.StateFailed, "Your LMS failed on this score again and again."); l.Mend == "" {
			t.Error("no mend")
		}
		if err := w.lms.SetLocked("1", false); err != nil {
			t.Fatal(err)
		}
		if n := must(w.grade.Retry(t.Context(), "s1")); n != 1 {
			t.Errorf("%d queued again", n)
		}
		w.drain()
		w.want("s1", "l1", grade.StateSent, "")
		w.has("1", "5", 50, "Present 50 of 100 min.")
	})
}

func TestLockedColumnAloneFailsAfterHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	if err := w.lms.SetLocked("1", true); err != nil {
		t.Fatal(err)
	}
	w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
	w.drain()
	w.later(5*time.Hour, 15*time.Minute)
	w.want("s1", "l1", grade.StateQueued, "Your LMS fails on this score (HTTP 500")
	w.later(2*time.Hour, 15*time.Minute)
	w.want("s1", "l1", grade.StateFailed, "Your LMS failed on this score again and again.")
}

func TestRefusalsEndTheScoreAlone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(w *world)
		cause string
		fixed func(w *world)
	}{
		"left the course": {
			func(w *world) { try(w.t, w.lms.SetMember("5", platform.MemberRemoved)) },
			"Your LMS doesn't take a score for this person (HTTP 400 Bad Request).",
			func(w *world) { try(w.t, w.lms.SetMember("5", platform.MemberActive)) },
		},
		"no rights on the column": {
			func(w *world) {
				w.book.changeRoom("room-1", func(r *app.Classroom) {
					r.LineItemURL, r.LineItemsURL = w.lms.URL()+"/lti/courses/2/lineitems/1/lineitem?type_id=2", ""
				})
			},
			"Your LMS doesn't let Lectern write into this column.",
			func(w *world) {
				w.book.changeRoom("room-1", func(r *app.Classroom) { r.LineItemURL = must(w.lms.LineItemURL("1")) })
			},
		},
		"the column is gone and none can be made": {
			func(w *world) {
				w.book.changeRoom("room-1", func(r *app.Classroom) {
					r.LineItemURL, r.LineItemsURL = w.lms.URL()+"/lti/courses/2/lineitems/99/lineitem?type_id=1", ""
				})
			},
			"The column of this activity is gone from your LMS's gradebook.",
			func(w *world) {
				w.book.changeRoom("room-1", func(r *app.Classroom) { r.LineItemURL = must(w.lms.LineItemURL("1")) })
			},
		},
		"nobody knows the person": {
			func(w *world) { w.rename("l1", "") },
			"Lectern doesn't know who this score is for.",
			func(w *world) { w.rename("l1", "5") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
			tc.spoil(w)
			w.refused(tc.cause, tc.fixed)
		})
	}
}

// refused settles a score that the LMS refuses beside one that it takes, and sends it again once that is fixed.
func (w *world) refused(cause string, fixed func(*world)) {
	w.t.Helper()
	other := w.addRoom("room-2", "")
	w.settle(w.addSession("s1", "room-1", 0), learner("l1", 0.5))
	w.settle(w.addSession("s2", other.ID, 0), learner("l2", 0.5))
	w.drain()
	w.want("s2", "l2", grade.StateSent, "")
	w.journal(1)
	fixed(w)
	if l := w.want("s1", "l1", grade.StateFailed, cause); l.Mend == "" {
		w.t.Error("no mend")
	}
	w.clock.Add(time.Second)
	if n := must(w.grade.Retry(w.t.Context(), "s1")); n != 1 {
		w.t.Errorf("%d queued again", n)
	}
	w.drain()
	w.want("s1", "l1", grade.StateSent, "")
}

// rename gives a person another subject; "" takes the person away.
func (w *world) rename(user app.UserID, subject string) {
	w.book.mu.Lock()
	defer w.book.mu.Unlock()
	delete(w.book.people, user)
	if subject != "" {
		w.book.people[user] = app.Person{ID: user, Issuer: w.lms.URL(), Subject: subject, Name: "Person " + string(user)}
	}
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRemovedRegistrationFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	w.settle(w.addSession("s1", w.room.ID, 0), learner("l1", 0.5))
	delete(w.book.regs, string(registration))
	w.drain()
	if l := w.want("s1", "l1", grade.StateFailed, "Lectern isn't registered with this LMS any more."); l.Mend == "" {
		t.Error("no mend")
	}
}

func TestAColumnThatCameWithItsLinkIsFoundAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	// A database that is new: the link and its column are there, prepared by an installation that is gone. Launches don't
	// name the column, because the link has another one, too.
	room := w.addRoom("room-2", "")
	room = w.book.changeRoom(room.ID, func(r *app.Classroom) { r.ResourceLink = "1" })
	column := must(w.grade.Platform.CreateLineItem(t.Context(), w.book.regs[string(registration)], room.LineItemsURL,
		lti.LineItem{Label: "Live class", ScoreMaximum: 40, Tag: "lectern-attendance", ResourceID: "prepared", ResourceLinkID: "1"}))
	w.settle(w.addSession("s1", room.ID, 0), learner("l1", 0.5))
	w.drain()
	w.want("s1", "l1", grade.StateSent, "")
	if items := w.lms.LineItems(); len(items) != 2 {
		t.Errorf("another column was made: %+v", items)
	}
	w.has(platform.LineItemID(column.ID), "5", 20, "Present 50 of 100 min.")
}

func TestColumnIsMadeOnceAndFoundAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		room := w.addRoom("room-2", "")
		session := w.addSession("s1", room.ID, 0)
		w.settle(session, learner("l1", 0.5), learner("l2", 0.5))
		w.drain()
		items := w.lms.LineItems()
		if len(items) != 2 {
			t.Fatalf("line items %+v", items)
		}
		got := fmt.Sprintf("%s %v %s %s %s", items[1].Label, items[1].ScoreMaximum, items[1].Tag, items[1].ResourceID, items[1].ResourceLinkID)
		if want := "Live class — attendance 100 lectern-attendance link-room-2 "; got != want {
			t.Errorf("line item %q, want %q", got, want)
		}
		asked := w.lms.Faults().Count(platform.EndpointLineItems)
		w.clock.Add(time.Minute)
		w.settle(session, learner("l1", 0.6))
		w.drain()
		if n := w.lms.Faults().Count(platform.EndpointLineItems); n != asked {
			t.Errorf("the line items were asked for again: %d, then %d", asked, n)
		}
		// Another installation sees the same link of the same LMS.
		again := w.addRoom("room-3", "")
		again = w.book.changeRoom(again.ID, func(r *app.Classroom) { r.ResourceLink = room.ResourceLink })
		w.clock.Add(time.Minute)
		w.settle(w.addSession("s2", again.ID, 1), learner("l1", 0.7))
		w.drain()
		w.has(items[1].ID, "5", 70, "Present 70 of 100 min.")
		if n := len(w.lms.LineItems()); n != 2 {
			t.Errorf("%d line items, want 2", n)
		}
	})
}

func TestColumnThatIsGoneIsMadeAnew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.book.changeRoom(w.room.ID, func(r *app.Classroom) { r.LineItemURL = w.lms.URL() + "/lti/courses/2/lineitems/99/lineitem?type_id=1" })
		session := w.addSession("s1", w.room.ID, 0)
		for i := range 2 {
			w.settle(session, learner("l1", 0.5+float64(i)/10), learner("l2", 0.5+float64(i)/10), learner("l3", 0.5+float64(i)/10))
			w.drain()
			w.clock.Add(time.Minute)
		}
		w.want("s1", "l1", grade.StateSent, "")
		w.journal(6)
		if n := len(w.lms.LineItems()); n != 2 {
			t.Errorf("%d line items, want 2", n)
		}
	})
}

func TestColumnThatIsThereIsNotMadeTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	room := w.addRoom("room-2", "")
	session := w.addSession("s1", room.ID, 0)
	w.settle(session, learner("l1", 0.5))
	w.drain()
	w.lms.Faults().Set(platform.EndpointScores, platform.Fault{Status: 404, Body: "<h1>not here</h1>"})
	w.clock.Add(time.Minute)
	w.settle(session, learner("l1", 0.6))
	w.drain()
	w.want("s1", "l1", grade.StateQueued, "The column of this activity is gone")
	w.lms.Faults().ClearAll()
	w.later(5*time.Minute, time.Minute)
	w.want("s1", "l1", grade.StateSent, "")
	if n := len(w.lms.LineItems()); n != 2 {
		t.Errorf("%d line items, want 2", n)
	}
}
