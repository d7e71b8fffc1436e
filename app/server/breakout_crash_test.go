package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
)

const (
	outingRiders  = 9
	outingGroups  = 3
	outingStrokes = 5
)

// TestGroupsOutliveWhatTheyRunOn opens groups, kills the app and then LiveKit under them, and closes them: everybody is in
// their group by themselves each time, and what the groups drew is all there, for the teacher too.
func TestGroupsOutliveWhatTheyRunOn(t *testing.T) {
	t.Parallel()
	c := newOuting(t, build(t), outingRiders, outingRiders, false)
	c.plan(outingGroups, c.users())
	clicked := time.Now()
	c.do("breakout.open", apptest.Body{"breakoutId": c.set}, nil)
	took := c.together(clicked, false)
	t.Logf("everybody hears their group %v after the click", took[len(took)-1].Round(time.Millisecond))
	c.placed()
	drawers := c.draw(outingStrokes)
	c.kept(drawers)
	c.withoutApp(drawers)
	c.withoutLiveKit()
	closed := time.Now()
	c.do("breakout.close", apptest.Body{"seconds": 0}, nil)
	took = c.together(closed, true)
	t.Logf("everybody hears the main room %v after the close", took[len(took)-1].Round(time.Millisecond))
	c.compare(drawers)
	c.faultless()
	c.attended()
}

// attended ends the class, and wants everybody's attendance to be from their coming to the end.
func (c *outing) attended() {
	c.t.Helper()
	const slack = 2 * time.Second
	before := time.Now()
	c.teacher.Client.End(c.session)
	after := time.Now()
	type line struct {
		UserID         app.UserID `json:"userId"`
		PresentSeconds float64    `json:"presentSeconds"`
	}
	var lines []line
	c.teacher.Client.Must(http.StatusOK, "GET", "/sessions/"+string(c.session)+"/attendance", nil, &lines)
	for i, r := range c.riders {
		at := slices.IndexFunc(lines, func(l line) bool { return l.UserID == r.Client.Me.UserID })
		if at < 0 {
			c.t.Fatalf("rider %d isn't in the attendance", i)
		}
		got := time.Duration(lines[at].PresentSeconds * float64(time.Second))
		if least, most := before.Sub(c.came[i][1])-slack, after.Sub(c.came[i][0])+slack; got < least || got > most {
			c.t.Errorf("rider %d was there for %v, want %v to %v", i, got, least, most)
		}
	}
}

// withoutApp kills the app while the groups draw: everybody's page is back in the group, media were never gone.
func (c *outing) withoutApp(drawers []*apptest.Drawer) {
	c.t.Helper()
	before := c.breakout()
	for _, d := range drawers {
		d.Stroke()
	}
	c.p.Kill()
	killed := time.Now()
	for _, d := range drawers {
		d.Stroke() // without a connection
	}
	c.p.Start()
	started := time.Since(killed)
	var backs []time.Duration
	apptest.Eventually(c.t, 2*apptest.Wait, func() error {
		backs = nil
		for i, r := range c.riders {
			v := r.View()
			if len(v.Backs) == 0 {
				return fmt.Errorf("rider %d isn't back", i)
			}
			backs = append(backs, v.Backs...)
		}
		return nil
	})
	c.placed()
	c.kept(drawers)
	after := c.breakout()
	for i := range before.Groups {
		if !slices.Equal(before.Groups[i].Members, after.Groups[i].Members) || before.Groups[i].GroupID != after.Groups[i].GroupID {
			c.t.Errorf("group %d was %v and is %v", i, before.Groups[i], after.Groups[i])
		}
	}
	for i, r := range c.riders {
		ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
		if a, err := r.Await(ctx, app.RoomName(c.session, c.groupOf(i)), time.Time{}); err != nil || a.Joined.After(killed) {
			c.t.Errorf("rider %d lost their media, or never had them: %v, %v", i, a, err)
		}
		cancel()
	}
	c.t.Logf("the app was killed and answered again after %v; everybody was back in their group %v after their loss", started.Round(time.Millisecond), slices.Max(backs).Round(time.Millisecond))
}

// withoutLiveKit kills LiveKit, and starts it again: everybody hears their group again.
func (c *outing) withoutLiveKit() {
	c.t.Helper()
	killed := time.Now()
	if err := c.lk.Kill(); err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	if err := c.lk.Respawn(ctx); err != nil {
		c.t.Fatal(err)
	}
	up := time.Now()
	c.together(killed, false)
	c.t.Logf("LiveKit was killed and back after %v; everybody heard their group again %v after that", up.Sub(killed).Round(time.Millisecond), time.Since(up).Round(time.Millisecond))
}

// kept waits until all that was drawn is acknowledged.
func (c *outing) kept(drawers []*apptest.Drawer) {
	c.t.Helper()
	apptest.Eventually(c.t, 2*apptest.Wait, func() error {
		var errs []error
		for i, d := range drawers {
			if err := errors.Join(d.Synced(), d.Kept()); err != nil {
				d.Ask()
				errs = append(errs, fmt.Errorf("group %d: %w", i, err))
			}
		}
		return errors.Join(errs...)
	})
}

// compare wants the teacher to find each group's board as the group left it, stroke by stroke.
func (c *outing) compare(drawers []*apptest.Drawer) (kept, drawn int) {
	c.t.Helper()
	for i, d := range drawers {
		want := d.Drawing()
		visitor := apptest.OpenDrawer(c.t, uint64(1000+i), func(int) string { return c.board(c.teacher.Client, c.groups[i]) })
		got := visitor.Drawing()
		visitor.Close()
		for _, s := range want.Strokes {
			drawn++
			if got.Vector[want.Client] >= s.End() {
				kept++
			}
		}
		if !bytes.Equal(got.Deleted, want.Deleted) || got.Vector[want.Client] != want.Vector[want.Client] {
			c.t.Errorf("group %d: the teacher finds %v, want %v", i, got.Vector, want.Vector)
		}
	}
	c.t.Logf("%d of %d strokes are on the groups' boards", kept, drawn)
	return kept, drawn
}
