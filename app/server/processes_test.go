package server_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/lti/platform"
)

const (
	twoLearners = 60
	// twoLeavers of them don't come back from the process that dies.
	twoLeavers = 5
	// lookWithin is how soon a process finds by itself what another one decided.
	lookWithin = 10 * time.Second
	// expireWithin is when people whose process died and who didn't come back are gone: 10 s until the process is taken to be dead, 10 s
	// in which they may come back, and a moment each, which is longer on a slow machine.
	expireWithin = 45 * time.Second
)

// oneOfTwo has a class at two processes on one PostgreSQL and one Redis, stops Redis for a while, and kills a process.
func oneOfTwo(t *testing.T, binary string) {
	t.Helper()
	const seed = 20261126
	t.Logf("seed %d", seed)
	redis, databaseURL := apptest.StartRedis(t), storetest.Postgres(t)
	stays, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	dies, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	lms := benchLMS(t, stays.URL, databaseURL, twoLearners+2+twoLeavers)
	c := gather(t, stays, lms, storetest.Open(t, databaseURL), twoLearners, func(i, tries int) string {
		if i%2 == 1 && tries%2 == 0 {
			return dies.URL
		}
		return stays.URL // a load balancer tries another one where the first doesn't answer
	})
	withoutRedis(t, c, redis, lms, stays, dies)
	for i := range twoLeavers {
		person := apptest.Enter(t, dies.URL, lms, platform.UserID(fmt.Sprint(1000+twoLearners+2+i)), "1")
		apptest.Dial(t, person.URLOf(c.session)).Must("hand.raise", apptest.Body{}, nil)
	}
	acted := make(chan struct{})
	go func() { defer close(acted); c.act(seed) }()
	<-c.halfway
	before := c.acks.Load()
	dies.Kill()
	died := time.Now()
	<-acted
	t.Logf("about %d commands were acknowledged before one of two processes died", before)
	c.logReturns()
	c.awaitLeavers(died)
	c.check()
}

// awaitLeavers waits until those who didn't come back are gone, and wants nobody else to have been taken for gone.
func (c *crowd) awaitLeavers(died time.Time) {
	c.t.Helper()
	want := append(c.users(), c.teacher.Client.Me.UserID)
	slices.Sort(want)
	apptest.Eventually(c.t, time.Until(died.Add(expireWithin)), func() error {
		if n := count(c.t, c.store, "SELECT count(*) FROM events WHERE session_id = ? AND type = 'person.left'", c.session); n != twoLeavers+2 {
			return fmt.Errorf("%d people were taken for gone, want %d", n, twoLeavers+2)
		}
		return nil
	})
	c.t.Logf("those who didn't come back are gone %v after their process died", time.Since(died).Round(time.Millisecond))
	var got []app.UserID
	for _, p := range look(c.t, c.teacher.Address()).People {
		got = append(got, p.UserID)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		c.t.Errorf("%d people are here, want %d", len(got), len(want))
	}
}

// withoutRedis measures how long a message takes from one process to the other, with Redis, without, and with it again.
func withoutRedis(t *testing.T, c *crowd, redis *apptest.Redis, lms *platform.Platform, here, there *apptest.Process) {
	t.Helper()
	client := func(p *apptest.Process, n int) *apptest.Socket {
		person := apptest.Enter(t, p.URL, lms, platform.UserID(fmt.Sprint(1000+twoLearners+n)), "1")
		return apptest.Dial(t, person.URLOf(c.session))
	}
	near, far := client(here, 0), client(there, 1)
	told := func(how string, within time.Duration) {
		for i := range 3 {
			near.Must("hand.raise", apptest.Body{}, nil)
			begun := time.Now()
			far.Next("hand.raised")
			took := time.Since(begun)
			t.Logf("%s, event %d is at the other process after %v", how, i, took.Round(time.Millisecond))
			if took > within {
				t.Errorf("%s, an event takes %v to the other process", how, took)
			}
			far.Must("hand.raise", apptest.Body{}, nil)
			near.Next("hand.raised")
			near.Must("hand.lower", apptest.Body{}, nil)
			far.Next("hand.lowered")
			far.Must("hand.lower", apptest.Body{}, nil)
			near.Next("hand.lowered")
		}
	}
	told("with Redis", lookWithin)
	redis.Kill()
	told("without Redis", lookWithin)
	redis.Start()
	told("with Redis again", lookWithin)
	near.Leave()
	far.Leave()
}

// begunJustNow wants a process that has begun just now to be taken for alive by the other one: sockets that are opened
// before it first says so in the course of its work aren't those of a dead process.
func begunJustNow(t *testing.T, binary string) {
	t.Helper()
	redis, databaseURL := apptest.StartRedis(t), storetest.Postgres(t)
	first, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	lms := benchLMS(t, first.URL, databaseURL, 0)
	teacher := apptest.Enter(t, first.URL, lms, "teacher", "1")
	session, s := teacher.Start(), storetest.Open(t, databaseURL)
	apptest.Dial(t, teacher.URLOf(session.ID))
	second, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	for range 5 {
		apptest.Dial(t, "ws"+second.URL[len("http"):]+"/ws/sessions/"+string(session.ID)+"?token="+teacher.Token.Token)
	}
	later := time.Now().Add(2 * time.Second).UnixMilli()
	apptest.Eventually(t, apptest.Wait, func() error { // each looks for dead ones when it says that it is alive
		if n := count(t, s, "SELECT count(*) FROM processes WHERE alive_ms >= ?", later); n != 2 {
			return fmt.Errorf("%d processes are alive", n)
		}
		return nil
	})
	if n := count(t, s, "SELECT count(*) FROM sockets WHERE gone_ms > 0"); n != 0 {
		t.Errorf("%d of 6 sockets are taken for those of a dead process", n)
	}
}
