package board

import (
	"context"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestAnUpgradeKeepsTheLog takes the newest layout of the log back to the one before, with rows in it, and opens the
// database anew: every row keeps its seq, what comes next is appended behind them, and SQLite uses the one index for all
// that is asked.
func TestAnUpgradeKeepsTheLog(t *testing.T) {
	t.Parallel()
	for kind, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			url := fresh(t)
			old := storetest.Open(t, url)
			k := newBoard(t, old, KindPage)
			exec := func(s *store.Store, sql string) {
				t.Helper()
				if err := s.Write(t.Context()).Exec(sql).Error; err != nil {
					t.Fatal(err)
				}
			}
			back := []string{"DROP INDEX board_updates_by_board", "DELETE FROM migrations WHERE version IN (24, 25)"}
			if !old.Postgres() {
				back = append(back, "DROP TABLE board_updates", `CREATE TABLE board_updates (seq INTEGER PRIMARY KEY AUTOINCREMENT, board_id TEXT NOT NULL REFERENCES boards (id),
					body BLOB NOT NULL, at_ms BIGINT NOT NULL DEFAULT 0, folded BOOLEAN NOT NULL DEFAULT false)`)
			}
			for _, sql := range append(back, "CREATE INDEX board_updates_by_board ON board_updates (board_id, seq)",
				"CREATE INDEX board_updates_unfolded ON board_updates (board_id, seq) WHERE NOT folded") {
				exec(old, sql)
			}
			for i := range byte(4) {
				if err := k.Append(t.Context(), "doc", [][]byte{letters(1, i, 1)}); err != nil {
					t.Fatal(err)
				}
			}
			k.settle(t)
			exec(old, "UPDATE board_updates SET folded = true WHERE seq <= 2")
			exec(old, "DELETE FROM board_updates WHERE seq = 1")

			s := storetest.Open(t, url)
			k.store = s
			if err := k.Append(t.Context(), "doc", [][]byte{letters(1, 4, 1)}); err != nil {
				t.Fatal(err)
			}
			all, err := (&Service{Deps: Deps{Store: s, Log: k.log}}).history(t.Context(), "doc", 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			var seqs []int64
			for _, u := range all.Updates {
				seqs = append(seqs, u.Seq)
			}
			if len(seqs) != 4 || seqs[0] != 2 || seqs[3] != 5 {
				t.Errorf("seqs %v", seqs)
			}
			if _, rows, err := k.rows(t.Context(), "doc"); err != nil || len(rows) != 3 {
				t.Errorf("%d rows aren't folded, %v", len(rows), err)
			}
			if !s.Postgres() {
				indexed(t, s)
			}
		})
	}
}

// indexed fails where one of the log's questions reads more than it asks for.
func indexed(t *testing.T, s *store.Store) {
	t.Helper()
	for _, asked := range []string{
		"SELECT * FROM board_updates WHERE board_id = 'doc' AND folded = false ORDER BY seq",
		"SELECT * FROM board_updates WHERE board_id = 'doc' AND folded = true AND seq > 3 ORDER BY seq LIMIT 10",
		"SELECT id FROM boards b WHERE EXISTS (SELECT 1 FROM board_updates u WHERE u.board_id = b.id)",
		"DELETE FROM board_updates WHERE board_id = 'doc'",
	} {
		var plan []struct{ Detail string }
		if err := s.Read(context.Background()).Raw("EXPLAIN QUERY PLAN " + asked).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		found := false
		for _, step := range plan {
			found = found || strings.Contains(step.Detail, "board_updates_by_board (board_id=?")
			if strings.Contains(step.Detail, "TEMP B-TREE") {
				t.Errorf("%s: %s", asked, step.Detail)
			}
		}
		if !found {
			t.Errorf("%s: %v", asked, plan)
		}
	}
}
