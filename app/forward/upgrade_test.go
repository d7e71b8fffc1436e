package forward_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestFWD23AnUpgradeTakesOverWhatTheOutboxHad undoes the migration and fills the outbox as it was used before it.
func TestFWD23AnUpgradeTakesOverWhatTheOutboxHad(t *testing.T) {
	t.Parallel()
	for kind, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			url, r, c := fresh(t), startLRS(t), newClock()
			old := storetest.Open(t, url)
			g := newRig(t, old, c)
			g.class(6, 0)
			for _, sql := range []string{"DROP TABLE forward_deliveries", "DROP TABLE forward_destinations", "DROP INDEX statements_by_occurrence", "DELETE FROM migrations WHERE version = 17"} {
				exec(t, old, sql)
			}
			for i, m := range []struct {
				state    string
				attempts int
			}{{"done", 1}, {"dead", 3}, {"pending", 0}, {"pending", 2}, {"sending", 1}, {"pending", 0}} {
				exec(t, old, `INSERT INTO outbox (id, topic, destination, collapse_key, payload, state, attempts, next_ms, last_error, created_ms)
					VALUES (?, 'statement', 'lrs', '', '{}', ?, ?, 0, 'why', ?)`, g.told[i], m.state, m.attempts, begin.UnixMilli())
			}
			exec(t, old, `INSERT INTO outbox (id, topic, destination, collapse_key, payload, state, next_ms, created_ms)
				VALUES ('destination/statement/lrs', 'statement', 'lrs', '', '{}', 'destination', 0, 0)`)

			s := storetest.Open(t, url)
			now := newRig(t, s, c, environment(r))
			if err := now.service.Wake(t.Context()); err != nil {
				t.Fatal(err)
			}
			l := now.line(forward.Environment)
			want := map[forward.State]int64{forward.Queued: 4, forward.Delivered: 1, forward.Refused: 1}
			if diff := cmp.Diff(want, l.Counts); diff != "" || l.Lag(c.Now()) != 2*time.Hour {
				t.Errorf("lag %v, %s", l.Lag(c.Now()), diff)
			}
			now.drain()
			var left int
			if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM outbox WHERE topic = 'statement'").Scan(&left).Error; err != nil || left != 0 {
				t.Errorf("%d messages left, %v", left, err)
			}
			if n := len(r.ids(t)); n != 4 || now.count(forward.Environment, forward.Queued) != 0 {
				t.Errorf("%d statements went out", n)
			}
		})
	}
}
