package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

const (
	twoDrawers = 60
	// caughtUpWithin is how soon each process has what the other took in while the bus lost it.
	caughtUpWithin = apptest.Wait
)

// TestOneOfTwoDiesInMidStroke has a class draw on a page at two processes on one PostgreSQL and one Redis. Redis stops for a
// while, and stops again, and a process is killed meanwhile. Its drawers go on at the other one, until it is there again.
func TestOneOfTwoDiesInMidStroke(t *testing.T) { // not beside tests that look at times: it draws as fast as it can
	binary, redis, databaseURL := build(t), apptest.StartRedis(t), storetest.Postgres(t)
	stays, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	dies, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	lms := benchLMS(t, stays.URL, databaseURL, twoDrawers)
	e := setUp(t, stays, lms, twoDrawers, func(i, tries int) string {
		if i%2 == 1 && tries%2 == 0 {
			return dies.URL
		}
		return stays.URL // a load balancer tries another one where the first doesn't answer
	})
	e.scribble()
	e.aMoment()
	redis.Kill()
	e.aMoment()
	redis.Start()
	t.Logf("everybody has what the bus lost %v after Redis is there again", e.caughtUp().Round(time.Millisecond))
	redis.Kill()
	e.aMoment()
	dies.Kill()
	e.aMoment()
	redis.Start()
	e.allBack()
	e.aMoment()
	e.finish()
	here := e.visitor(stays)
	t.Logf("without the other process, all have the same %v after the last one drew", e.converge(convergeWithin, here).Round(time.Millisecond))
	e.logReturns()
	readByYjs(t, e.drawings(), here.Document())
	e.scribble()
	dies.Start()
	there := e.visitor(dies)
	e.aMoment()
	e.finish()
	t.Logf("with it again, all have the same %v after the last one drew", e.converge(convergeWithin, here, there).Round(time.Millisecond))
}

// caughtUp waits until everybody has what everybody has drawn until now, and returns how long that took.
func (e *easel) caughtUp() time.Duration {
	e.t.Helper()
	begun, upTo := time.Now(), e.drawings()
	apptest.Eventually(e.t, caughtUpWithin, func() error {
		for i, d := range e.drawers {
			vector := d.Drawing().Vector
			for k, other := range upTo {
				if have, drawn := vector[other.Client], other.Vector[other.Client]; have < drawn {
					return fmt.Errorf("drawer %d has %d of %d clocks of drawer %d", i, have, drawn, k)
				}
			}
		}
		return nil
	})
	return time.Since(begun)
}
