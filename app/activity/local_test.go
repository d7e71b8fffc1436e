package activity_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/xapi"
)

// localRig is the feature with the built-in store and no LRS.
func localRig(t *testing.T, s *store.Store, c *storetest.Clock) *rig {
	t.Helper()
	g := newRig(t, s, nil, c)
	local, err := lrs.New(lrs.Deps{Store: s, PublicURL: publicURL, Clock: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	g.service.Local = local
	return g
}

// local counts what the built-in store has of what was kept, each with the same verb and time.
func (g *rig) local(t *testing.T) int {
	t.Helper()
	var n int
	if err := g.store.Read(t.Context()).Raw("SELECT COUNT(*) FROM lrs_statements WHERE id IN (SELECT id FROM statements)").Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheBuiltInStoreHasStatementsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		g := localRig(t, s, afterClass())
		session := ended(t, s, begin)
		gone := errors.New("taken back")
		err := g.store.Tx(t.Context(), func(ctx context.Context) error {
			if err := g.service.Settle(ctx, session, room, issuer, class(begin)); err != nil {
				return err
			}
			return gone
		})
		if !errors.Is(err, gone) || g.local(t) != 0 {
			t.Fatalf("%d statements of a transaction that was taken back, %v", g.local(t), err)
		}
		for range 2 {
			g.settle(t, session, class(begin))
			if n := g.kept(t); n == 0 || g.local(t) != n {
				t.Errorf("%d of %d", g.local(t), n)
			}
		}
		// A correction voids what it replaces there too.
		lines := class(begin)
		lines[0] = line("ann", app.RoleLearner, begin, 1, 20)
		g.settle(t, session, lines)
		var voided int
		if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM lrs_statements WHERE voided = 1").Scan(&voided).Error; err != nil || voided != 1 {
			t.Errorf("%d voided, %v", voided, err)
		}
		if list, err := g.outbox.Stats(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("outbox: %v, %v", list, err)
		}
	})
}

func TestTheBuiltInStoreCatchesUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := afterClass()
		elsewhere := newRig(t, s, startLRS(t), c)
		for i := range 20 { // more than one part
			start := begin.Add(time.Duration(i) * 24 * time.Hour)
			c.Add(24 * time.Hour)
			elsewhere.settle(t, ended(t, s, start), class(start))
		}
		g := localRig(t, s, c)
		for range 2 {
			if err := g.service.FillLocal(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := g.kept(t); n < 200 || g.local(t) != n {
				t.Errorf("%d of %d", g.local(t), n)
			}
		}
		var marks int
		if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM installation WHERE key = 'lrs_missing_since'").Scan(&marks).Error; err != nil || marks != 0 {
			t.Errorf("%d marks left, %v", marks, err)
		}
	})
}

// failing is a built-in store that takes n parts and then fails.
type failing struct {
	activity.Local
	n int
}

var errFull = errors.New("the disk is full")

func (f *failing) Keep(ctx context.Context, items []xapi.Frozen) error {
	if f.n--; f.n < 0 {
		return errFull
	}
	return f.Local.Keep(ctx, items)
}

func TestCatchingUpGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s, c := storetest.Open(t, storetest.SQLite(t)), afterClass()
	elsewhere := newRig(t, s, startLRS(t), c)
	for i := range 40 {
		start := begin.Add(time.Duration(i) * time.Hour) // all kept at one moment
		elsewhere.settle(t, ended(t, s, start), class(start))
	}
	g := localRig(t, s, c)
	whole := g.service.Local
	g.service.Local = &failing{whole, 1}
	if err := g.service.FillLocal(t.Context()); !errors.Is(err, errFull) || g.local(t) != 200 {
		t.Fatalf("%d statements, %v", g.local(t), err)
	}
	parts := &failing{whole, 100}
	g.service.Local = parts
	if err := g.service.FillLocal(t.Context()); err != nil || g.local(t) != g.kept(t) {
		t.Errorf("%d of %d, %v", g.local(t), g.kept(t), err)
	}
	if used := 100 - parts.n; used != (g.kept(t)-200+199)/200 {
		t.Errorf("%d parts for %d statements", used, g.kept(t)-200)
	}
}

func TestWhatWasKeptWithoutAStoreIsSentLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := afterClass()
		without := newRig(t, s, nil, c)
		without.settle(t, ended(t, s, begin), class(begin))
		c.Add(24 * time.Hour)
		next := begin.Add(24 * time.Hour)
		without.settle(t, ended(t, s, next), class(next))
		without.drain(t)
		r := startLRS(t)
		with := newRig(t, s, r, c)
		for i, want := range []int{with.kept(t), 0} {
			if n, err := with.service.QueueUnsent(t.Context()); n != want || err != nil {
				t.Errorf("call %d queued %d of %d: %v", i+1, n, want, err)
			}
		}
		with.drain(t)
		with.once(t, r)
		list := r.all(t)
		for i := range list[1:] {
			if list[i+1].Timestamp.Before(list[i].Timestamp.Time) {
				t.Errorf("statement %d came out of order", i+1)
			}
		}
		var marks int
		if err := s.Read(t.Context()).Raw("SELECT COUNT(*) FROM installation WHERE key = 'xapi_unsent_since'").Scan(&marks).Error; err != nil || marks != 0 {
			t.Errorf("%d marks left, %v", marks, err)
		}
	})
}
