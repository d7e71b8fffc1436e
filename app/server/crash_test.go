package server_test

import (
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

const (
	crashLearners = 200
	crashOutage   = time.Second
)

// TestTheAppDies kills the app while everybody writes, votes and raises hands. With PostgreSQL, a real Redis is emptied
// meanwhile, twice.
func TestTheAppDies(t *testing.T) {
	t.Parallel()
	binary := build(t)
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); crash(t, binary, "", nil) })
	t.Run("postgres and an emptied redis", func(t *testing.T) {
		t.Parallel()
		crash(t, binary, storetest.Postgres(t), apptest.StartRedis(t))
	})
	t.Run("none of two, of which one has just begun", func(t *testing.T) { t.Parallel(); begunJustNow(t, binary) })
	t.Run("one of two", func(t *testing.T) { t.Parallel(); oneOfTwo(t, binary) })
}

func crash(t *testing.T, binary, databaseURL string, redis *apptest.Redis) {
	t.Helper()
	const seed = 20261125
	t.Logf("seed %d", seed)
	p, databaseURL := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	lms := benchLMS(t, p.URL, databaseURL, crashLearners)
	c := gather(t, p, lms, storetest.Open(t, databaseURL), crashLearners, func(int, int) string { return p.URL })
	acted := make(chan struct{})
	go func() { defer close(acted); c.act(seed) }()
	empty := func() {
		if redis != nil {
			redis.Empty()
		}
	}
	select {
	case <-c.halfway:
	case <-acted:
		t.Fatal("the class was over before the app was killed")
	}
	before, killed := c.acks.Load(), time.Now()
	p.Kill()
	empty()
	<-time.After(crashOutage)
	begun := time.Now()
	p.Start()
	took := time.Since(begun).Round(time.Millisecond)
	empty()
	<-acted
	done := count(t, c.store, "SELECT count(*) FROM commands WHERE session_id = ? AND at_ms <= ?", c.session, killed.UnixMilli())
	t.Logf("of %d commands done before the app died, about %d were acknowledged; it answered %v after its start", done-1, before, took)
	c.logReturns()
	c.check()
}
