package server_test

import (
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

const (
	inkDrawers = 30
	inkKills   = 2
)

// TestTheAppDiesInMidStroke kills the app while everybody draws on a page.
func TestTheAppDiesInMidStroke(t *testing.T) { // not beside tests that look at times: it draws as fast as it can
	binary := build(t)
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); midStroke(t, binary, "", nil) })
	t.Run("postgres and redis", func(t *testing.T) {
		t.Parallel()
		midStroke(t, binary, storetest.Postgres(t), apptest.StartRedis(t))
	})
}

// midStroke kills the app under drawers who come back, twice, and wants everything to be there that they have drawn; and
// then under drawers who don't, and wants everything to be there that was acknowledged.
func midStroke(t *testing.T, binary, databaseURL string, redis *apptest.Redis) {
	t.Helper()
	p, databaseURL := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	lms := benchLMS(t, p.URL, databaseURL, inkDrawers)
	e := setUp(t, p, lms, inkDrawers, func(int, int) string { return p.URL })
	e.scribble()
	for range inkKills {
		e.aMoment()
		p.Kill()
		<-time.After(crashOutage)
		begun := time.Now()
		p.Start()
		answers := time.Now()
		e.allBack()
		t.Logf("killed; it answered %v after its start, and all were back %v later", answers.Sub(begun).Round(time.Millisecond), time.Since(answers).Round(time.Millisecond))
	}
	e.aMoment()
	e.finish()
	visitor := e.visitor(p)
	spread := e.converge(convergeWithin, visitor)
	all := e.drawings()
	drawn := 0
	for _, d := range all {
		drawn += len(d.Marks)
	}
	t.Logf("%d updates drawn, all there; all have the same %v after the last one was drawn, %d bytes", drawn, spread.Round(time.Millisecond), len(visitor.Document()))
	e.logReturns()
	readByYjs(t, all, visitor.Document())
	visitor.Close()
	withoutThem(t, e, p)
}

// withoutThem kills the app under drawers who don't come back.
func withoutThem(t *testing.T, e *easel, p *apptest.Process) {
	t.Helper()
	e.scribble()
	e.aMoment()
	p.Kill()
	for _, d := range e.drawers {
		d.Close()
	}
	e.finish()
	all := e.drawings()
	acked := acknowledged(t, all)
	p.Start()
	compare(t, all, acked, e.visitor(p).Drawing())
}
