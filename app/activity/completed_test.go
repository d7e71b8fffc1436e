package activity_test

import (
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

// TestCompletionIsAStatementOfItsOwn tells that somebody completed a session once, takes it back where it isn't so any
// more, and tells it anew.
func TestCompletionIsAStatementOfItsOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := startLRS(t)
		g := newRig(t, s, r, afterClass())
		session := ended(t, s, begin)
		lines := class(begin)
		learners := 0
		for _, l := range lines {
			if l.Role == app.RoleLearner {
				learners++
			}
		}
		completed := func(done bool) {
			t.Helper()
			for i := range lines {
				lines[i].Completed = done && lines[i].Role == app.RoleLearner
			}
			g.settle(t, session, lines)
			g.drain(t)
		}
		count := func() (told, voided int) {
			t.Helper()
			for _, st := range r.all(t) {
				switch st.Verb.ID {
				case xapi.VerbCompleted:
					told++
					if st.Result == nil || st.Result.Completion == nil || !*st.Result.Completion || st.Result.Score != nil {
						t.Errorf("result %+v", st.Result)
					}
				case xapi.VerbVoided:
					voided++
				}
			}
			return told, voided
		}
		completed(false)
		if told, voided := count(); told != 0 || voided != 0 {
			t.Errorf("%d told, %d taken back of nobody", told, voided)
		}
		completed(true)
		completed(true)
		if told, voided := count(); told != learners || voided != 0 {
			t.Errorf("%d told, %d taken back", told, voided)
		}
		completed(false)
		if _, voided := count(); voided != learners {
			t.Errorf("%d taken back, want all", voided)
		}
		before := g.kept(t)
		completed(true)
		if now := g.kept(t); now != before+learners {
			t.Errorf("%d statements after %d, want all told anew", now, before)
		}
	})
}
