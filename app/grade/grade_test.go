package grade_test

import (
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestScoreReachesTheGradebook(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		session := w.addSession("s1", w.room.ID, 0)
		staff := grade.Computed{User: "t1", Given: 1, Maximum: 1, Comment: "Present."}
		w.settle(session, learner("l1", 0.9111), learner("l2", 0), staff)
		w.want("s1", "l1", grade.StateQueued, "")
		w.drain()
		w.journal(2)
		w.has("1", "5", 91.11, "Present 91 of 100 min.")
		w.has("1", "6", 0, "Present 0 of 100 min.")
		if l := w.want("s1", "l1", grade.StateSent, ""); l.Given != 91.11 || l.Maximum != 100 || l.Name != "Person l1" || l.Activity != "attendance" {
			t.Errorf("line %+v", l)
		}
		if lines := must(w.grade.Lines(t.Context(), "s1")); len(lines) != 2 {
			t.Errorf("%d lines, want those of the two learners", len(lines))
		}
		w.settle(session, learner("l1", 0.9111), learner("l2", 0), staff)
		w.drain()
		w.journal(2)
		w.clock.Add(time.Minute)
		w.settle(session, learner("l1", 0.95), learner("l2", 0), staff)
		w.drain()
		w.journal(3)
		w.has("1", "5", 95, "Present 95 of 100 min.")
	})
}
