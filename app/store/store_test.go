package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// seed makes the rows that facts refer to.
func seed(t *testing.T, s *store.Store) app.SessionID {
	t.Helper()
	ctx := context.Background()
	err := s.Tx(ctx, func(ctx context.Context) error {
		db := s.Write(ctx)
		if err := db.Exec(`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
			settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
			VALUES ('c', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`).Error; err != nil {
			return err
		}
		return db.Exec(`INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('s', 'c', 'Algebra', 'live', 'u', 1, 1)`).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return "s"
}

func TestMigrationsRunFromZeroAndOnce(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := fresh(t)
			for range 2 {
				s := storetest.Open(t, url)
				var tables int64
				if err := s.Read(context.Background()).Raw("SELECT COUNT(*) FROM migrations").Scan(&tables).Error; err != nil || tables == 0 {
					t.Fatalf("%d migrations, %v", tables, err)
				}
			}
		})
	}
}

func TestFourProcessesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := fresh(t)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					s, err := store.Open(context.Background(), url)
					if err != nil {
						t.Error(err)
						return
					}
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		})
	}
}

func TestAppendFactsOnceEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		session := seed(t, s)
		at := time.Date(2026, 11, 25, 10, 0, 0, 123e6, time.UTC)
		fact := func(id string) app.Fact {
			return app.Fact{ID: id, Session: session, Kind: app.FactMediaJoined, Source: app.SourceWebhook, User: "u", Connection: "PA_1", At: at, Seen: at.Add(time.Second), Data: []byte(`{}`)}
		}
		for i, want := range []int{2, 1, 0} {
			ids := [][]string{{"a", "b"}, {"b", "c"}, {"a", "c"}}[i]
			n, err := s.AppendFacts(ctx, fact(ids[0]), fact(ids[1]))
			if err != nil || n != want {
				t.Fatalf("append %v: %d new, %v; want %d", ids, n, err, want)
			}
		}
		got, err := s.Facts(ctx, session, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 3 || got[0].ID != "a" || got[2].ID != "c" {
			t.Fatalf("facts are %+v", got)
		}
		want := fact("a")
		want.Seq = got[0].Seq
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Error(diff)
		}
		rest, err := s.Facts(ctx, session, got[1].Seq)
		if err != nil || len(rest) != 1 || rest[0].ID != "c" {
			t.Errorf("after the second: %+v, %v", rest, err)
		}
		none, err := s.FactsOf(ctx, session, app.FactMediaUp, app.FactMediaDown)
		all, err2 := s.FactsOf(ctx, session, app.FactMediaUp, app.FactMediaJoined)
		if err != nil || err2 != nil || len(none) != 0 || !cmp.Equal(got, all) {
			t.Errorf("of other kinds: %+v, %v; of these: %+v, %v", none, err, all, err2)
		}
	})
}

func TestTxRollsBackAndTellsAfterCommitOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		session := seed(t, s)
		told := 0
		broken := errors.New("broken")
		run := func(id string, fail error) error {
			return s.Tx(ctx, func(ctx context.Context) error {
				return s.Tx(ctx, func(ctx context.Context) error { // joins
					store.AfterCommit(ctx, func() { told++ })
					if _, err := s.AppendFacts(ctx, app.Fact{ID: id, Session: session, Kind: app.FactMediaUp}); err != nil {
						return err
					}
					return fail
				})
			})
		}
		if err := run("lost", broken); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		if err := run("kept", nil); err != nil {
			t.Fatal(err)
		}
		facts, err := s.Facts(ctx, session, 0)
		if err != nil || len(facts) != 1 || facts[0].ID != "kept" || told != 1 {
			t.Errorf("facts %+v, told %d, %v", facts, told, err)
		}
	})
}

func TestInstallationIsMadeOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		values := make([]string, 8)
		for i := range values {
			wg.Go(func() {
				v, err := s.Installation(context.Background(), "namespace", func() (string, error) { return fmt.Sprint("v", i), nil })
				if err != nil {
					t.Error(err)
				}
				values[i] = v
			})
		}
		wg.Wait()
		for _, v := range values {
			if v == "" || v != values[0] {
				t.Fatalf("values differ: %v", values)
			}
		}
	})
}

func TestOneLiveSessionAClassroom(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed(t, s)
		err := s.Write(context.Background()).Exec(`INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('s2', 'c', 'Algebra', 'live', 'u', 1, 1)`).Error
		if !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("a second live session gives %v", err)
		}
	})
}

func TestOpenRefusesOtherDatabases(t *testing.T) {
	t.Parallel()
	if _, err := store.Open(context.Background(), "mysql://localhost/x"); err == nil {
		t.Error("mysql was opened")
	}
}

// TestAViewShowsOneStateAndHoldsNobodyUp writes between two reads of a view.
func TestAViewShowsOneStateAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		seed(t, s)
		title := func(ctx context.Context) (title string) {
			t.Helper()
			if err := s.Read(ctx).Raw("SELECT title FROM classrooms WHERE id = 'c'").Scan(&title).Error; err != nil {
				t.Fatal(err)
			}
			return title
		}
		err := s.View(ctx, func(view context.Context) error {
			before := title(view)
			if err := s.Write(ctx).Exec("UPDATE classrooms SET title = 'Logic' WHERE id = 'c'").Error; err != nil {
				return err
			}
			if again, now := title(view), title(ctx); before != "Algebra" || again != before || now != "Logic" {
				t.Errorf("in the view %q, then %q; outside %q", before, again, now)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		err = s.View(ctx, func(view context.Context) error {
			return s.Write(view).Exec("UPDATE classrooms SET title = 'Botany' WHERE id = 'c'").Error
		})
		if err == nil {
			t.Error("a view writes")
		}
		if got := title(ctx); got != "Logic" {
			t.Errorf("afterwards %q", got)
		}
	})
}
