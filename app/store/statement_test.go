package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

var (
	insertValue = store.NewStatement("INSERT INTO installation (key, value) VALUES (?, ?)")
	changeValue = store.NewStatement("UPDATE installation SET value = ? WHERE key = ? RETURNING key, value")
	valueOf     = store.NewStatement("SELECT value FROM installation WHERE key = ?")
)

func TestStatementsRunOutsideAndInsideATransaction(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		walk := func(ctx context.Context, key string) error {
			for range 3 { // prepared, kept, and after a failure
				var value string
				if err := s.ReadRow(ctx, valueOf, key+"none").Scan(&value); !errors.Is(err, app.ErrNotFound) {
					t.Errorf("a row that isn't there gives %v", err)
				}
			}
			if err := s.Exec(ctx, insertValue, key, "x"); err != nil {
				return err
			}
			var k, v string
			if err := s.WriteRow(ctx, changeValue, "y", key).Scan(&k, &v); err != nil || k != key || v != "y" {
				t.Errorf("changed to %q, %q, %v", k, v, err)
			}
			if err := s.WriteRow(ctx, changeValue, "y", key+"none").Scan(&k, &v); !errors.Is(err, app.ErrNotFound) {
				t.Errorf("a change of nothing gives %v", err)
			}
			v = ""
			if err := s.ReadRow(ctx, valueOf, key).Scan(&v); err != nil || v != "y" {
				t.Errorf("read %q, %v", v, err)
			}
			return nil
		}
		if err := walk(t.Context(), "outside"); err != nil {
			t.Error(err)
		}
		if err := s.Tx(t.Context(), func(ctx context.Context) error { return walk(ctx, "inside") }); err != nil {
			t.Error(err)
		}
		broken := errors.New("broken")
		err := s.Tx(t.Context(), func(ctx context.Context) error { return errors.Join(walk(ctx, "undone"), broken) })
		if !errors.Is(err, broken) {
			t.Error(err)
		}
		var value string
		if err := s.ReadRow(t.Context(), valueOf, "undone").Scan(&value); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("what was rolled back reads %q, %v", value, err)
		}
	})
}

func TestStatementsTellADuplicate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for i := range 3 {
			err := s.Exec(t.Context(), insertValue, "key", "x")
			if (i == 0) != (err == nil) || (i > 0 && !errors.Is(err, store.ErrDuplicate)) {
				t.Errorf("insert %d gives %v", i, err)
			}
		}
		err := s.Tx(t.Context(), func(ctx context.Context) error { return s.Exec(ctx, insertValue, "key", "x") })
		if !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("an insert in a transaction gives %v", err)
		}
	})
}

func TestStatementsFailOnAClosedStore(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := store.Open(t.Context(), fresh(t))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Exec(t.Context(), insertValue, "key", "x"); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			var value string
			if err := s.ReadRow(t.Context(), valueOf, "key").Scan(&value); err == nil || errors.Is(err, app.ErrNotFound) {
				t.Errorf("a query gives %v", err)
			}
			if err := s.Exec(t.Context(), insertValue, "other", "x"); err == nil {
				t.Error("an insert worked")
			}
		})
	}
}

func TestOpenFailsWhereNoFileCanBe(t *testing.T) {
	t.Parallel()
	if _, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "none", "lectern.db")); err == nil {
		t.Error("a file in a folder that isn't there was opened")
	}
}
