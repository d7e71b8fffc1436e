package roster_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// TestAThousandMembersInPages follows a course of 1,000 in pages of 50: who comes, who leaves, and who becomes something
// else.
func TestAThousandMembersInPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const learners = 999
		w := newCourse(t, s, platform.Canvas, learners)
		w.refresh(t)
		if n := w.lms.Faults().Count(platform.EndpointNRPS); n != 20 {
			t.Errorf("%d pages of 50", n)
		}
		list := w.members(t)
		if len(list) != learners+1 || list[w.lms.Subject("l500")] != "learner active" || list[w.lms.Subject("teacher")] != "instructor active" {
			t.Fatalf("%d members, %q, %q", len(list), list[w.lms.Subject("l500")], list[w.lms.Subject("teacher")])
		}
		for i := range 100 {
			try(t, w.lms.SetMember(platform.UserID(fmt.Sprint("l", i)), platform.MemberRemoved))
		}
		try(t, w.lms.SetRoles("l500", platform.RoleInstructor, platform.RoleTeachingAssistant))
		w.refresh(t)
		list = w.members(t)
		gone := 0
		for _, m := range list {
			if m == "learner deleted" {
				gone++
			}
		}
		if len(list) != learners+1 || gone != 100 || list[w.lms.Subject("l500")] != "assistant active" {
			t.Errorf("%d members, %d gone, l500 is %q", len(list), gone, list[w.lms.Subject("l500")])
		}
		for i := range 100 {
			try(t, w.lms.SetMember(platform.UserID(fmt.Sprint("l", i)), platform.MemberActive))
		}
		w.refresh(t)
		if got := w.members(t)[w.lms.Subject("l7")]; got != "learner active" {
			t.Errorf("who came back is %q", got)
		}
	})
}

// TestAPageThatFailsChangesNobody keeps the list as it was where the LMS fails on a later page.
func TestAPageThatFailsChangesNobody(t *testing.T) {
	t.Parallel()
	w := newCourse(t, storetest.Open(t, storetest.SQLite(t)), platform.Canvas, 120)
	w.refresh(t)
	for i := range 120 {
		try(t, w.lms.SetMember(platform.UserID(fmt.Sprint("l", i)), platform.MemberRemoved))
	}
	for i := range 60 {
		try(t, w.lms.SetMember(platform.UserID(fmt.Sprint("l", i)), platform.MemberActive))
	}
	// One page passes, the second is throttled.
	w.lms.SetThrottle(platform.Throttle{PerSecond: 0.001, Burst: 1})
	w.clock.Add(time.Minute)
	if err := w.Refresh(t.Context(), room); err == nil {
		t.Error("the refresh succeeds")
	}
	for subject, m := range w.members(t) {
		if m == "learner deleted" {
			t.Fatalf("%s is gone", subject)
		}
	}
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
