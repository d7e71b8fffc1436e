package board

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// letters is an update of one Yjs client: n letters from the clock on.
func letters(client, clock byte, n int) []byte {
	b := []byte{1, byte(n), client, clock}
	for i := range n {
		if int(clock)+i == 0 {
			b = append(b, 4, 1, 1, 't', 1, 'a')
			continue
		}
		b = append(b, 0x84, client, clock+byte(i)-1, 1, 'a')
	}
	return append(b, 0)
}

// newBoard returns what keeps the document doc, which is there.
func newBoard(t *testing.T, s *store.Store, kind Kind) keeper {
	t.Helper()
	ctx := context.Background()
	for _, sql := range []string{
		`INSERT INTO classrooms (id, registration_id, deployment_id, resource_link_id, title, context_id, course_title, tier,
			settings, memberships_url, line_items_url, line_item_url, ags_scopes, created_ms, updated_ms)
			VALUES ('room', 'r', 'd', 'l', 'Algebra', 'k', 'Maths', 'seminar', '{}', '', '', '', '', 1, 1)`,
		"INSERT INTO sessions (id, classroom_id, title, state, started_by, started_ms, alive_ms) VALUES ('session', 'room', 'Algebra', 'live', 'ida', 1, 1)",
		"INSERT INTO boards (id, session_id, kind, locked, compacted_ms, created_ms) VALUES ('doc', 'session', 'note', false, 0, 0)",
	} {
		if err := s.Write(ctx).Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(ctx).Exec("UPDATE boards SET kind = ?", kind).Error; err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	return keeper{s, time.Now, log, newDrawn(s, log)}
}

// TestH11_CompactingKeepsWhatOthersAppend lets two processes append and compact by turns, each knowing its own part.
func TestH11_CompactingKeepsWhatOthersAppend(t *testing.T) {
	t.Parallel()
	for _, kind := range []Kind{KindNote, KindPage} {
		t.Run(string(kind), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) { appendAndCompact(t, s, kind) })
		})
	}
}

func appendAndCompact(t *testing.T, s *store.Store, kind Kind) {
	ctx := context.Background()
	k := newBoard(t, s, kind)
	appended := 0
	r := rand.New(rand.NewPCG(1, 2))
	own := []*yjs.Store{yjs.New(yjs.Limits{}), yjs.New(yjs.Limits{})}
	clock := []byte{0, 0}
	for range 40 {
		who := r.IntN(2)
		if r.IntN(4) == 0 {
			if err := k.Compact(ctx, "doc", own[who].Diff(nil)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		u := letters(byte(who+1), clock[who], 2)
		clock[who] += 2
		if _, err := own[who].Apply(u); err != nil {
			t.Fatal(err)
		}
		if err := k.Append(ctx, "doc", [][]byte{u}); err != nil {
			t.Fatal(err)
		}
		appended++
	}
	k.settle(t)
	kept, err := k.Load(ctx, "doc")
	if err != nil {
		t.Fatal(err)
	}
	all := yjs.New(yjs.Limits{})
	for _, u := range append([][]byte{kept.Snapshot}, kept.Updates...) {
		if _, err := all.Apply(u); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(yjs.StateVector{1: uint64(clock[0]), 2: uint64(clock[1])}, all.StateVector()); diff != "" {
		t.Errorf("(-appended +kept):\n%s", diff)
	}
	var rows int
	if err := s.Read(ctx).Raw("SELECT COUNT(*) FROM board_updates").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if kind == KindPage && rows != appended || kind == KindNote && rows != len(kept.Updates) {
		t.Errorf("of a %s %d rows are kept; %d were appended, %d since the snapshot", kind, rows, appended, len(kept.Updates))
	}
}

// TestH11_SeveralCompactAtOnce: whoever read before another one's snapshot was there reads again.
func TestH11_SeveralCompactAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		k := newBoard(t, s, KindPage)
		k.clock = func() time.Time { return time.UnixMilli(1) } // the times of compacting don't tell them apart
		const processes, each = 4, 12
		var wg sync.WaitGroup
		want := yjs.StateVector{}
		for who := range byte(processes) {
			want[uint64(who)+1] = each
			wg.Go(func() {
				own := yjs.New(yjs.Limits{})
				for clock := range byte(each) {
					u := letters(who+1, clock, 1)
					if _, err := own.Apply(u); err != nil {
						t.Error(err)
					}
					if err := k.Append(ctx, "doc", [][]byte{u}); err != nil {
						t.Error(err)
					}
					if err := k.Compact(ctx, "doc", own.Diff(nil)); err != nil && !errors.Is(err, errCompacted) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if diff := cmp.Diff(want, k.whole(t)); diff != "" {
			t.Errorf("(-appended +kept):\n%s", diff)
		}
		if err := k.Compact(ctx, "doc", []byte{0, 0}); err != nil {
			t.Fatal(err)
		}
		kept, err := k.Load(ctx, "doc")
		if err != nil || len(kept.Updates) > 0 {
			t.Errorf("%d updates aren't in the snapshot, %v", len(kept.Updates), err)
		}
	})
}

// settle has all that was appended come into the table.
func (k keeper) settle(t *testing.T) {
	t.Helper()
	if err := k.store.SettleUpdates(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// whole is how far the document doc has come, without what can't be read.
func (k keeper) whole(t *testing.T) yjs.StateVector {
	t.Helper()
	kept, err := k.Load(context.Background(), "doc")
	if err != nil {
		t.Fatal(err)
	}
	all := unlimited()
	for _, u := range append([][]byte{kept.Snapshot}, kept.Updates...) {
		if u == nil {
			continue
		}
		if _, err := all.Apply(u); err != nil && !errors.Is(err, yjs.ErrMalformed) {
			t.Fatal(err)
		}
	}
	return all.StateVector()
}

// TestTornRows damages what is kept, as a disk may, and wants the rest of it.
func TestTornRows(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		k := newBoard(t, s, KindPage)
		var said strings.Builder
		k.log = slog.New(slog.NewTextHandler(&said, nil))
		exec := func(sql string, args ...any) {
			t.Helper()
			if err := s.Write(ctx).Exec(sql, args...).Error; err != nil {
				t.Fatal(err)
			}
		}
		whole := func() yjs.StateVector { t.Helper(); return k.whole(t) }
		for client := byte(1); client <= 5; client++ {
			if err := k.Append(ctx, "doc", [][]byte{letters(client, 0, 3)}); err != nil {
				t.Fatal(err)
			}
		}
		k.settle(t)
		// The last row was cut short, another one is garbage.
		exec("UPDATE board_updates SET body = ? WHERE seq = (SELECT MAX(seq) FROM board_updates)", letters(5, 0, 3)[:7])
		exec("UPDATE board_updates SET body = ? WHERE seq = (SELECT MIN(seq) + 1 FROM board_updates)", []byte("garbage"))
		rest := yjs.StateVector{1: 3, 3: 3, 4: 3}
		if diff := cmp.Diff(rest, whole()); diff != "" {
			t.Errorf("torn rows (-want +kept):\n%s", diff)
		}
		if err := k.Compact(ctx, "doc", []byte{0, 0}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rest, whole()); diff != "" {
			t.Errorf("compacted (-want +kept):\n%s", diff)
		}
		exec("UPDATE board_snapshots SET body = ?", []byte("garbage"))
		if diff := cmp.Diff(rest, whole()); diff != "" || !strings.Contains(said.String(), "snapshot left away") {
			t.Errorf("a torn snapshot, said %q (-want +kept):\n%s", said.String(), diff)
		}
		if err := k.Append(ctx, "doc", [][]byte{letters(6, 0, 3)}); err != nil {
			t.Fatal(err)
		}
		if err := k.Compact(ctx, "doc", letters(6, 0, 3)); err != nil {
			t.Fatal(err)
		}
		rest[6] = 3
		said.Reset()
		if diff := cmp.Diff(rest, whole()); diff != "" || said.Len() > 0 {
			t.Errorf("mended, said %q (-want +kept):\n%s", said.String(), diff)
		}
	})
}

func TestH12_AClientIDIsClaimedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		k := newBoard(t, s, KindPage)
		for _, claim := range []struct {
			client     uint64
			user, want string
		}{{7, "ana", "ana"}, {7, "ida", "ana"}, {1<<53 - 1, "ida", "ida"}, {7, "ana", "ana"}} {
			if got, err := k.Claim(ctx, "doc", claim.client, claim.user); err != nil || got != claim.want {
				t.Errorf("%s claims %d: it is of %q, %v; want %q", claim.user, claim.client, got, err, claim.want)
			}
		}
		kept, err := k.Load(ctx, "doc")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[uint64]string{7: "ana", 1<<53 - 1: "ida"}, kept.Authors); diff != "" {
			t.Errorf("(-want +kept):\n%s", diff)
		}
	})
}
