package stage_test

import (
	"os"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/stage"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// class is one session with a stage.
type class struct {
	*livetest.Class
	*stage.Service
}

func newClass(t *testing.T, s *store.Store) *class {
	t.Helper()
	c := &class{}
	c.Class = livetest.New(t, s, func(func() time.Time) live.Module {
		c.Service = stage.New(stage.Deps{Store: s})
		return c.Service
	})
	return c
}
