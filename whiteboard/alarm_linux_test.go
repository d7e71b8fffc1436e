package whiteboard

import (
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
