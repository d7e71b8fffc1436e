package server_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
	"github.com/lectern-classroom/lectern/lti/platform"
)

const (
	benchRounds = 3
	benchSingly = 12
	// benchSpread is the time between two plain joins, as the server spreads those of people who are moved.
	benchSpread = 8 * time.Millisecond
)

// BenchmarkBreakout opens and closes groups: the time from the click until each learner, whose client makes its second
// connection before it drops the first, hears somebody of the group, and back. plain is what a fresh join to a room costs
// on the same machine in the same run, for as many at once, while the class goes on; alone is both for one person at a time.
// Microphones are muted in the main room but for two, or open all: then LiveKit forwards each to everybody before and during
// the move. kept is the share of what the groups drew that the teacher finds on their boards afterwards, stroke by stroke.
func BenchmarkBreakout(b *testing.B) {
	binary := build(b)
	b.Run("riders=30/groups=6/muted", func(b *testing.B) { move(b, binary, 30, 6, 0, true) })
	b.Run("riders=30/groups=6/open", func(b *testing.B) { move(b, binary, 30, 6, 0, false) })
	b.Run("riders=20/groups=5/watchers=180/muted", func(b *testing.B) { move(b, binary, 20, 5, 180, true) })
}

func move(b *testing.B, binary string, riders, groups, watchers int, quiet bool) {
	c := newOuting(b, binary, riders+watchers, riders, quiet)
	plain, alone := c.plain(b, riders, groups), c.alone(b)
	people, told := c.watch(b, riders, watchers)
	c.plan(groups, append(c.users(), people...))
	var out, home, seen, singly []time.Duration
	var drawers []*apptest.Drawer
	b.ResetTimer()
	for range benchRounds {
		clicked := time.Now()
		c.do("breakout.open", apptest.Body{"breakoutId": c.set}, nil)
		out = append(out, c.together(clicked, false)...)
		seen = append(seen, told(clicked)...)
		if drawers == nil {
			drawers = c.draw(outingStrokes)
			c.kept(drawers)
			singly = c.singly()
		}
		clicked = time.Now()
		c.do("breakout.close", apptest.Body{"seconds": 0}, nil)
		home = append(home, c.together(clicked, true)...)
		seen = append(seen, told(clicked)...)
	}
	b.StopTimer()
	kept, drawn := c.compare(drawers)
	c.faultless()
	b.ReportMetric(0, "ns/op")
	report := func(name string, took []time.Duration) {
		if len(took) == 0 {
			return
		}
		slices.Sort(took)
		for _, q := range []int{50, 95, 100} {
			b.ReportMetric(float64(took[(len(took)-1)*q/100].Microseconds())/1000, fmt.Sprintf("%s-p%d-ms", name, q))
		}
	}
	report("plain", plain)
	report("open", out)
	report("back", home)
	report("told", seen)
	report("plain-alone", alone)
	report("alone", singly)
	b.ReportMetric(float64(singly[(len(singly)-1)/2])/float64(alone[(len(alone)-1)/2]), "alone/plain-alone")
	b.ReportMetric(float64(out[(len(out)-1)/2])/float64(plain[(len(plain)-1)/2]), "open/plain")
	b.ReportMetric(float64(out[(len(out)-1)*95/100])/float64(plain[(len(plain)-1)*95/100]), "open/plain-p95")
	b.ReportMetric(100*float64(kept)/float64(drawn), "kept-%")
}

// alone is how long a client takes that joins a room by itself in which somebody speaks, without Lectern, while the class goes
// on.
func (c *outing) alone(b *testing.B) []time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	join := func(identity string) *devserver.Bot {
		bot, err := devserver.Join(ctx, devserver.BotConfig{URL: c.lk.URL(), Token: c.token(b, "alone", identity), Microphone: true})
		if err != nil {
			b.Fatal(err)
		}
		return bot
	}
	defer join("mate").Leave()
	took := make([]time.Duration, benchSingly)
	for i := range took {
		begun := time.Now()
		bot := join(fmt.Sprint(i))
		if err := bot.AwaitPackets(ctx, 1); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(begun)
		bot.Leave()
	}
	return took
}

// singly moves learners one after another to the next group and back, and returns how long the first way took each.
func (c *outing) singly() []time.Duration {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	move := func(i int, to app.GroupID) time.Duration {
		clicked := time.Now()
		c.do("breakout.assign", apptest.Body{"userId": c.users()[i], "groupId": to}, nil)
		a, err := c.riders[i].Await(ctx, app.RoomName(c.session, to), clicked)
		if err != nil {
			c.t.Fatal(err)
		}
		return a.Heard.Sub(clicked)
	}
	took := make([]time.Duration, min(benchSingly, len(c.riders)))
	for i := range took {
		took[i] = move(i, c.groupOf(i+1))
		move(i, c.groupOf(i))
	}
	return took
}

// token is of a client of the test's own.
func (c *outing) token(b *testing.B, room, identity string) string {
	b.Helper()
	lk, err := livekit.New(livekit.Config{URL: c.lk.URL(), APIKey: c.lk.Config().APIKey, APISecret: c.lk.Config().APISecret})
	if err != nil {
		b.Fatal(err)
	}
	token, err := lk.Token(livekit.Grant{Room: room, Identity: identity, CanPublish: true, Sources: []livekit.Source{livekit.Microphone}, CanSubscribe: true})
	if err != nil {
		b.Fatal(err)
	}
	return token
}

// plain is how long as many clients take that join as many rooms at once, without Lectern, until each hears another one.
func (c *outing) plain(b *testing.B, riders, groups int) []time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	var took []time.Duration
	for round := range benchRounds {
		bots, times := make([]*devserver.Bot, riders), make([]time.Duration, riders)
		begun := time.Now()
		var wg sync.WaitGroup
		for i := range riders {
			token := c.token(b, fmt.Sprintf("plain-%d-%d", round, i%groups), fmt.Sprint(i))
			wg.Go(func() {
				time.Sleep(time.Duration(i) * benchSpread) // what the server tells clients, too
				bot, err := devserver.Join(ctx, devserver.BotConfig{URL: c.lk.URL(), Token: token, Microphone: true})
				if err == nil {
					bots[i] = bot
					err = bot.AwaitPackets(ctx, 1)
				}
				times[i] = time.Since(begun)
				if err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		for _, bot := range bots {
			if bot != nil {
				bot.Leave()
			}
		}
		took = append(took, times...)
	}
	if b.Failed() {
		b.FailNow()
	}
	slices.Sort(took)
	return took
}

// watch seats learners without media. told waits until each of them has the welcome of where they were moved after the
// click, and returns how long that took.
func (c *outing) watch(b *testing.B, after, n int) (people []app.UserID, told func(clicked time.Time) []time.Duration) {
	b.Helper()
	sockets := make([]*listener, n)
	people = make([]app.UserID, n)
	var wg sync.WaitGroup
	work := make(chan int)
	for range 4 {
		wg.Go(func() {
			for i := range work {
				person := apptest.Enter(b, c.p.URL, c.lms, platform.UserID(fmt.Sprint(1000+after+i)), "1")
				l, err := listen(b.Context(), person.URLOf(c.session), "welcome")
				if err != nil {
					b.Error(err)
					continue
				}
				sockets[i], people[i] = l, person.Me.UserID
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return people, func(clicked time.Time) []time.Duration {
		took := make([]time.Duration, 0, n)
		for i, l := range sockets {
			select {
			case h := <-l.heard:
				took = append(took, h.at.Sub(clicked))
			case <-time.After(apptest.Wait):
				b.Fatalf("watcher %d isn't told of their move", i)
			}
		}
		return took
	}
}
