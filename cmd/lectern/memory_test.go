package main

import (
	"runtime"
	"runtime/metrics"
	"testing"
)

func TestGarbageThatMayGather(t *testing.T) {
	t.Parallel()
	const mb = 1 << 20
	for alive, want := range map[uint64]uint64{0: 20 * mb, 5 * mb: 20 * mb, 33 * mb: 20 * mb, 40 * mb: 20 * mb, 60 * mb: 40 * mb, 1000 * mb: 980 * mb} {
		if got := garbage(alive); got != want {
			t.Errorf("%d MB beside %d MB, want %d", got/mb, alive/mb, want/mb)
		}
	}
}

// TestGarbageIsPaced: a collection after paceGC sets the percentage that the next one begins at, and the one after it
// again.
func TestGarbageIsPaced(t *testing.T) {
	t.Setenv("GOGC", "")
	paceGC()
	percent := func() uint64 {
		s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	until := func(done func(uint64) bool) uint64 {
		for range 1000 {
			runtime.GC() // finalizers run some time after it
			if p := percent(); done(p) {
				return p
			}
		}
		return percent()
	}
	little := until(func(p uint64) bool { return p > 150 })
	if little <= 150 {
		t.Fatalf("%d %% while little is alive", little)
	}
	alive := make([][]byte, 64)
	for i := range alive {
		alive[i] = make([]byte, 1<<20)
	}
	if much := until(func(p uint64) bool { return p < 120 }); much >= 120 || much < 30 {
		t.Errorf("%d %% while %d MB more are alive", much, len(alive))
	}
	runtime.KeepAlive(alive)
}
