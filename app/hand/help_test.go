package hand_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/hand"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// class is one session with hands. It notes what is asked of the rights.
type class struct {
	*livetest.Class
	*hand.Service
	rights []string
}

func (c *class) Regrant(_ context.Context, s app.Session, user app.UserID) error {
	c.rights = append(c.rights, string(s.ID)+" "+string(user))
	return nil
}

func (c *class) RegrantAll(_ context.Context, s app.Session) error {
	c.rights = append(c.rights, string(s.ID)+" all")
	return nil
}

func newClass(t *testing.T, s *store.Store) *class {
	t.Helper()
	c := &class{}
	c.Class = livetest.New(t, s, func(clock func() time.Time) live.Module {
		c.Service = hand.New(hand.Deps{Store: s, Rights: c, Clock: clock})
		return c.Service
	})
	return c
}
