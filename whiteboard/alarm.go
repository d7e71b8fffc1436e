package whiteboard

import "time"

// alarm wakes one goroutine up, at a time that others set.
type alarm interface {
	// set has the alarm ring once after d, and not at the time that was set before; with 0, not at all. After close it does
	// nothing.
	set(d time.Duration)
	// ring returns true once it rings, and false once it is closed.
	ring() bool
	close()
}

// timerAlarm is an alarm by a timer of Go's, which may be late by a millisecond, and more if the process lets its timers be
// late.
type timerAlarm struct {
	timer *time.Timer
	over  chan struct{}
}

func newTimerAlarm() *timerAlarm {
	return &timerAlarm{timer: stoppedTimer(), over: make(chan struct{})}
}

func (a *timerAlarm) set(d time.Duration) {
	if d == 0 {
		a.timer.Stop()
		return
	}
	a.timer.Reset(d)
}

func (a *timerAlarm) ring() bool {
	select {
	case <-a.timer.C:
		return true
	case <-a.over:
		return false
	}
}

func (a *timerAlarm) close() { close(a.over) }
