package whiteboard

import (
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// withoutDescriptors tells a child of the test that it is one.
const withoutDescriptors = "WHITEBOARD_TEST_WITHOUT_DESCRIPTORS"

// TestAnAlarmWithoutDescriptors has a child that may open none: its documents' windows end all the same.
func TestAnAlarmWithoutDescriptors(t *testing.T) {
	t.Parallel()
	if os.Getenv(withoutDescriptors) == "" {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
		child.Env = append(os.Environ(), withoutDescriptors+"=1")
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	if _, is := newAlarm().(*fdAlarm); !is {
		t.Error("an alarm isn't a descriptor where there are some")
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{}); err != nil {
		t.Fatal(err)
	}
	a := newAlarm()
	if _, is := a.(*timerAlarm); !is {
		t.Fatalf("%T", a)
	}
	a.set(time.Millisecond)
	if !a.ring() {
		t.Error("it doesn't ring")
	}
}

// TestAnAlarmThatNobodyWatches is none: what waits for it would wait for ever.
func TestAnAlarmThatNobodyWatches(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "") // files of a disk aren't watched
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := newFDAlarm(file); !errors.Is(err, os.ErrNoDeadline) {
		t.Errorf("%v, want %v", err, os.ErrNoDeadline)
	}
}
