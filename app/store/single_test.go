package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestSinglesCommitTogetherAndFailAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		insert := func(ctx context.Context, key string) error {
			return s.Single(ctx, func(ctx context.Context) error {
				return s.Write(ctx).Exec("INSERT INTO installation (key, value) VALUES (?, 'x')", key).Error
			})
		}
		var kept, duplicates, told atomic.Int64
		var wg sync.WaitGroup
		for i := range 300 {
			wg.Go(func() {
				err := insert(t.Context(), fmt.Sprint("key ", i%100)) // each three times
				switch {
				case err == nil:
					kept.Add(1)
				case errors.Is(err, store.ErrDuplicate):
					duplicates.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			err := s.Single(t.Context(), func(ctx context.Context) error {
				store.AfterCommit(ctx, func() { told.Add(1) })
				return s.Write(ctx).Exec("UPDATE installation SET value = 'y' WHERE key = 'none'").Error
			})
			if err != nil {
				t.Error(err)
			}
		})
		for i := range 20 {
			wg.Go(func() { // what has read, and another Single in it
				var n int64
				err := s.Single(t.Context(), func(ctx context.Context) error {
					if err := s.Read(ctx).Raw("SELECT COUNT(*) FROM installation WHERE key = 'none'").Scan(&n).Error; err != nil {
						return err
					}
					return insert(ctx, fmt.Sprint("read first ", i))
				})
				if err != nil || n != 0 {
					t.Error("a Single in another one:", n, err)
				}
			})
		}
		wg.Go(func() {
			if s.Postgres() {
				return // a panic there is the caller's own
			}
			if err := s.Single(t.Context(), func(context.Context) error { panic("boom") }); err == nil {
				t.Error("a panic was no error")
			}
		})
		wg.Wait()
		var n int64
		if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM installation WHERE key LIKE 'key %'").Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		if n != 100 || kept.Load() != 100 || duplicates.Load() != 200 || told.Load() != 1 {
			t.Errorf("%d rows, %d kept, %d duplicates, told %d times", n, kept.Load(), duplicates.Load(), told.Load())
		}
	})
}

func TestASingleWithinATransactionIsRolledBackWithIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		broken := errors.New("broken")
		err := s.Tx(t.Context(), func(ctx context.Context) error {
			err := s.Single(ctx, func(ctx context.Context) error {
				return s.Write(ctx).Exec("INSERT INTO installation (key, value) VALUES ('a', 'x')").Error
			})
			return errors.Join(err, broken)
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		var n int64
		if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM installation WHERE key = 'a'").Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

func TestTransactionsAndSinglesOfTheSameStatementDontWaitForEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for round := range 20 {
			insert := func(ctx context.Context, key string) error { // a statement that is new in each round
				sql := fmt.Sprintf("INSERT INTO installation (key, value) VALUES (?, 'round %d')", round)
				return s.Write(ctx).Exec(sql, key).Error
			}
			var wg sync.WaitGroup
			for i := range 16 {
				key := fmt.Sprint(round, " ", i)
				wg.Go(func() {
					var err error
					switch i % 3 {
					case 0:
						err = s.Tx(ctx, func(ctx context.Context) error { return insert(ctx, key) })
					case 1:
						err = s.Single(ctx, func(ctx context.Context) error { return insert(ctx, key) })
					default:
						err = insert(ctx, key)
					}
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
	})
}
