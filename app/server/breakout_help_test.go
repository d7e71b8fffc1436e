package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/livekit/devserver"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// outing is a class with LiveKit whose learners ride, and their groups.
type outing struct {
	t       testing.TB
	p       *apptest.Process
	lk      *devserver.Process
	lms     *platform.Platform
	ledger  *apptest.Ledger
	session app.SessionID
	teacher *apptest.Page
	riders  []*apptest.Rider
	came    [][2]time.Time // between which the rider came
	set     app.BreakoutID
	groups  []app.GroupID
}

// newOuting starts the binary with LiveKit and seats so many learners with media. Where they are quiet, only the first two have the
// microphone on in the main room.
func newOuting(t testing.TB, binary string, learners, riders int, quiet bool) *outing {
	t.Helper()
	address, data := apptest.FreePort(t), t.TempDir()
	secret := strings.Repeat("s", 40)
	lk, err := devserver.Spawn(context.Background(), devserver.Config{APIKey: "outing", APISecret: secret, WebhookURL: "http://" + address + "/livekit/webhook"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lk.Kill(); err != nil {
			t.Error(err)
		}
	})
	p := apptest.StartBinary(t, binary, app.Config{Listen: address, PublicURL: "http://" + address, DataDir: data, LiveKitURL: lk.URL(),
		LiveKitAPIKey: "outing", LiveKitAPISecret: secret, SecretKey: strings.Repeat("k", 40)})
	c := &outing{t: t, p: p, lk: lk, lms: benchLMS(t, p.URL, apptest.SQLiteURL(data), learners), ledger: apptest.NewLedger()}
	teacher := apptest.Enter(t, p.URL, c.lms, "teacher", "1")
	c.session = teacher.Start().ID
	c.teacher = teacher.OpenPage(c.ledger, 1, func(int) string { return teacher.URLOf(c.session) })
	c.seat(riders, quiet)
	return c
}

// seat has so many learners enter, some at a time.
func (c *outing) seat(n int, quiet bool) {
	c.riders, c.came = make([]*apptest.Rider, n), make([][2]time.Time, n)
	var wg sync.WaitGroup
	work := make(chan int)
	for range 4 {
		wg.Go(func() {
			for i := range work {
				person := apptest.Enter(c.t, c.p.URL, c.lms, platform.UserID(fmt.Sprint(1000+i)), "1")
				c.came[i][0] = time.Now()
				c.riders[i] = person.Ride(c.ledger, uint64(i), c.session, quiet && i > 1, func(int) string { return person.URLOf(c.session) })
				c.came[i][1] = time.Now()
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
}

// do has the teacher give a command that must be done.
func (c *outing) do(kind string, body apptest.Body, result any) {
	c.t.Helper()
	reply, err := c.teacher.Do(kind, body)
	if err != nil || !reply.Acked() {
		c.t.Fatalf("%s: %v %s %s", kind, err, reply.Code, reply.Message)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(reply.Result, result); err != nil {
		c.t.Fatal(err)
	}
}

// plan plans so many groups of the people, who are spread over them in turn.
func (c *outing) plan(groups int, people []app.UserID) {
	c.t.Helper()
	type group struct {
		Name    string       `json:"name"`
		Members []app.UserID `json:"members"`
	}
	all := make([]group, groups)
	for i := range all {
		all[i] = group{Name: fmt.Sprintf("Group %d", i+1), Members: []app.UserID{}}
	}
	for i, user := range people {
		g := &all[i%groups]
		g.Members = append(g.Members, user)
	}
	var made struct {
		BreakoutID app.BreakoutID `json:"breakoutId"`
	}
	c.do("breakout.plan", apptest.Body{"name": "Circuits", "plan": apptest.Body{"task": "Draw one.", "choice": "none", "mayReturn": true, "countdown": 0}, "groups": all}, &made)
	c.set = made.BreakoutID
	c.groups = nil
	for _, g := range c.breakout().Groups {
		c.groups = append(c.groups, g.GroupID)
	}
	if len(c.groups) != groups {
		c.t.Fatalf("%d groups are planned, want %d", len(c.groups), groups)
	}
}

// users are the learners who ride.
func (c *outing) users() []app.UserID {
	users := make([]app.UserID, len(c.riders))
	for i, r := range c.riders {
		users[i] = r.Client.Me.UserID
	}
	return users
}

// breakout is the breakout as a fresh welcome of the teacher has it.
func (c *outing) breakout() app.Breakout {
	c.t.Helper()
	s := apptest.Dial(c.t, c.teacher.Address())
	defer s.Leave()
	var snapshot struct {
		Breakouts []app.Breakout `json:"breakouts"`
	}
	b, err := json.Marshal(s.Welcome.State["breakout"])
	if err == nil {
		err = json.Unmarshal(b, &snapshot)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(snapshot.Breakouts, func(b app.Breakout) bool { return b.BreakoutID == c.set })
	if i < 0 {
		c.t.Fatalf("the breakout isn't there")
	}
	return snapshot.Breakouts[i]
}

// groupOf is the group of the i-th rider.
func (c *outing) groupOf(i int) app.GroupID { return c.groups[i%len(c.groups)] }

// together waits until every rider is in the LiveKit room of the group, or in the main room where they are home, since the time,
// and hears somebody. It returns how long each took from then until the first sound, in the order of their length.
func (c *outing) together(since time.Time, home bool) []time.Duration {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*apptest.Wait)
	defer cancel()
	took := make([]time.Duration, len(c.riders))
	errs := make([]error, len(c.riders))
	var wg sync.WaitGroup
	for i, r := range c.riders {
		wg.Go(func() {
			group := c.groupOf(i)
			if home {
				group = ""
			}
			a, err := r.Await(ctx, app.RoomName(c.session, group), since)
			took[i], errs[i] = a.Heard.Sub(since), err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		c.t.Fatal(err)
	}
	slices.Sort(took)
	return took
}

// placed waits until the pages of all riders say that they are in their groups.
func (c *outing) placed() {
	c.t.Helper()
	apptest.Eventually(c.t, 2*apptest.Wait, func() error {
		for i, r := range c.riders {
			if got, want := r.Place(), string(c.groupOf(i)); got != want {
				return fmt.Errorf("rider %d is in %s, want %s", i, got, want)
			}
		}
		return nil
	})
}

// draw opens a page of each group as its first member, who draws so many strokes.
func (c *outing) draw(strokes int) []*apptest.Drawer {
	c.t.Helper()
	drawers := make([]*apptest.Drawer, len(c.groups))
	for i, g := range c.groups {
		person := c.riders[i].Client
		drawers[i] = apptest.OpenDrawer(c.t, uint64(i), func(int) string { return c.board(person, g) })
		for range strokes {
			drawers[i].Stroke()
		}
	}
	return drawers
}

// board is the address of a group's board for somebody.
func (c *outing) board(person *apptest.Client, g app.GroupID) string {
	return "ws" + strings.TrimPrefix(c.p.URL, "http") + "/ws/boards/" + string(g) + "?token=" + person.Token.Token
}

// faultless fails where a page saw what it must not, or a rider couldn't ride.
func (c *outing) faultless() {
	c.t.Helper()
	for i, r := range c.riders {
		if faults := append(r.View().Faults, r.Errors()...); len(faults) > 0 {
			c.t.Errorf("rider %d: %v", i, faults)
		}
	}
	if faults := c.ledger.Faults(); len(faults) > 0 {
		c.t.Errorf("the pages saw different things: %v", faults[:min(len(faults), 3)])
	}
}
