package live

import (
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// TestSnapshotsDontPileUp gives a client that doesn't read one large snapshot after the other.
func TestSnapshotsDontPileUp(t *testing.T) {
	t.Parallel()
	c := newConn(app.Actor{User: "ana"}, "Ana", DeviceUnknown, nil, time.Now())
	large := make([]byte, 2*queueBytes)
	c.allow(large, 0)
	c.send(make([]byte, queueBytes))
	if frames, code := c.take(); len(frames) != 2 || code != 0 {
		t.Fatalf("%d frames wait, closed with %d", len(frames), code)
	}
	c.allow(large, 0) // nothing was sent yet
	if frames, code := c.take(); len(frames) != 0 || code != web.CloseSlow {
		t.Errorf("%d frames wait, closed with %d", len(frames), code)
	}
	read := newConn(app.Actor{User: "ben"}, "Ben", DeviceUnknown, nil, time.Now())
	for range 5 {
		read.allow(large, 0)
		if frames, code := read.take(); len(frames) != 1 || code != 0 {
			t.Fatalf("%d frames wait, closed with %d", len(frames), code)
		}
		read.sent(len(large))
	}
}
