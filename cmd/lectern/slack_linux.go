package main

import (
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// timerSlack is by how much timers of the process may be late. Nothing here needs them sharper, and Linux's default of
// 50 µs lets the monitor thread of Go's runtime wake up thousands of times a second wherever there is a little to do all
// the time, as with a board that a few people draw on: a fifth of what the process costs then.
const timerSlack = 500 * time.Microsecond

// slacken gives every thread the timer slack. Threads have that of who made them, and some are there before main begins,
// so the program is executed once more, as the same process. Where it can't be had, all goes on without it.
func slacken() {
	runtime.LockOSThread() // the thread that has it has to be the one that executes
	defer runtime.UnlockOSThread()
	if have, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0); err != nil || time.Duration(have) >= timerSlack {
		return
	}
	if err := unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(timerSlack), 0, 0, 0); err != nil {
		return
	}
	// Threads of the real-time classes have none; they would never get here the second time.
	if have, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0); err != nil || time.Duration(have) < timerSlack {
		return
	}
	path, err := os.Executable()
	if err != nil {
		return
	}
	_ = syscall.Exec(path, os.Args, os.Environ()) // it returns only where it failed
}
