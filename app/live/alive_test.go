package live_test

import (
	"log/slog"
	"testing"

	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// A socket whose process isn't known to be alive is taken for that of a dead one, by any other process.
func TestAProcessIsAliveBeforeItsFirstSocket(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		w.stop()
		w.exec("DELETE FROM processes")
		p := w.parts
		h := live.New(live.Deps{Store: s, Sessions: p, People: p, Auth: p, Door: live.Door{Store: s}, Clock: p.Now, Log: slog.New(slog.DiscardHandler)})
		if err := h.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		var alive []int64
		if err := s.Read(t.Context()).Raw("SELECT alive_ms FROM processes").Scan(&alive).Error; err != nil {
			t.Fatal(err)
		}
		if len(alive) != 1 || alive[0] != start.UnixMilli() {
			t.Errorf("processes are alive at %v, want one at %d", alive, start.UnixMilli())
		}
	})
}
