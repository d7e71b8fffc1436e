package whiteboard

import (
	"testing"
	"time"
)

// alarms are all that there are: the one of this system, and the one that it falls back on.
var alarms = map[string]func() alarm{
	"of the system": newAlarm,
	"timer":         func() alarm { return newTimerAlarm() },
}

// soonRings says whether the alarm rings or is closed, with patience for a busy machine, and when.
func soonRings(t *testing.T, a alarm) (bool, time.Time) {
	t.Helper()
	type rung struct {
		is bool
		at time.Time
	}
	done := make(chan rung, 1)
	go func() { is := a.ring(); done <- rung{is, time.Now()} }()
	select {
	case r := <-done:
		return r.is, r.at
	case <-time.After(20 * time.Second):
		t.Fatal("the alarm doesn't ring")
		return false, time.Time{}
	}
}

// TestAnAlarmRingsOnceWhenItIsDue: not before, also where it was due before anybody waited for it, or was set anew.
func TestAnAlarmRingsOnceWhenItIsDue(t *testing.T) {
	t.Parallel()
	for name, start := range alarms {
		a := start()
		for _, due := range []time.Duration{time.Nanosecond, 3 * time.Millisecond, 60 * time.Millisecond} {
			set := time.Now()
			a.set(due)
			if is, at := soonRings(t, a); !is || at.Sub(set) < due {
				t.Errorf("%s, set for %s: %v after %s", name, due, is, at.Sub(set))
			}
		}
		a.set(time.Millisecond)
		a.set(time.Hour) // that of before rings no more, even if it was due
		waiting := make(chan bool)
		go func() { waiting <- a.ring() }()
		set := time.Now()
		a.set(5 * time.Millisecond)
		if !<-waiting || time.Since(set) < 5*time.Millisecond {
			t.Errorf("%s, set while somebody waits: it rings after %s", name, time.Since(set))
		}
		a.set(time.Nanosecond)
		a.set(0)
		go func() { waiting <- a.ring() }()
		a.close()
		if <-waiting {
			t.Errorf("%s rings although it was set to no time", name)
		}
	}
}

// TestAClosedAlarmRingsNoMore, and whoever still sets it, sets nothing else.
func TestAClosedAlarmRingsNoMore(t *testing.T) {
	t.Parallel()
	for name, start := range alarms {
		a := start()
		a.set(time.Hour)
		waiting := make(chan bool)
		go func() { waiting <- a.ring() }()
		a.close()
		if <-waiting {
			t.Errorf("%s rings at its end", name)
		}
		other := start() // it may have the descriptor now
		a.set(time.Nanosecond)
		a.set(0)
		other.set(2 * time.Millisecond)
		a.set(0)
		if is, _ := soonRings(t, other); !is {
			t.Errorf("%s: another one doesn't ring", name)
		}
		other.close()
		if is, _ := soonRings(t, a); is {
			t.Errorf("%s rings after its end", name)
		}
	}
}
