package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// garbageLeast is how much garbage may gather at any rate before it is collected. Go's own rule, as much as is alive,
	// has a process of which little is alive collect for its launches twice as often.
	garbageLeast = 20 << 20
	// aliveFree is what may be alive without any more garbage for it: up to there, what holds the connections of whole
	// classes takes little more memory than it needs.
	aliveFree = 20 << 20
)

// garbage returns how much of it may gather beside so many bytes that are alive. It is Go's own rule in the long run.
func garbage(alive uint64) uint64 { return max(garbageLeast, alive-min(alive, aliveFree)) }

// paceGC lets garbage gather as the func garbage says, from the next collection on. GOGC in the environment overrules it.
func paceGC() {
	if os.Getenv("GOGC") != "" {
		return
	}
	alive := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"}}
	percent := 100
	type cycle struct{ at *int }
	var after func(c *cycle)
	after = func(c *cycle) {
		metrics.Read(alive)
		all := uint64(0)
		for _, s := range alive {
			all += s.Value.Uint64()
		}
		if all > 0 {
			if want := int(garbage(all) * 100 / all); want < percent*9/10 || want > percent*11/10 {
				percent = want
				debug.SetGCPercent(percent)
			}
		}
		runtime.SetFinalizer(c, after) // for the collection after this one
	}
	after(&cycle{&percent})
}
