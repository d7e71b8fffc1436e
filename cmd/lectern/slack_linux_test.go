package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// asked tells a child of the tests what to do.
const asked = "LECTERN_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(asked) == "slacken" {
		slacken()
		fmt.Println(os.Getpid(), least())
		return
	}
	os.Exit(m.Run())
}

// least returns the smallest timer slack of some threads, those that were there before main among them.
func least() time.Duration {
	var mu sync.Mutex
	all := time.Duration(1<<63 - 1)
	var together, done sync.WaitGroup
	together.Add(16)
	for range 16 {
		done.Go(func() {
			runtime.LockOSThread()
			together.Done()
			together.Wait() // so that each has a thread of its own
			slack, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0)
			if err != nil {
				slack = -1
			}
			mu.Lock()
			defer mu.Unlock()
			all = min(all, time.Duration(slack))
		})
	}
	done.Wait()
	return all
}

// TestEveryThreadHasTheSlack has a child execute itself once more: it is the same process, with the slack in all of its
// threads, and doesn't go on doing so.
func TestEveryThreadHasTheSlack(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run", "^$")
	child.Env = append(os.Environ(), asked+"=slacken")
	var out bytes.Buffer
	child.Stdout, child.Stderr = &out, os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	want := strconv.Itoa(child.Process.Pid) + " " + timerSlack.String() + "\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
