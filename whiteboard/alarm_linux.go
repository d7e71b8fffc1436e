package whiteboard

import (
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// fdAlarm is an alarm by a timer that is a descriptor. Go waits for its own timers in whole milliseconds, and twice if the
// first wait was too short; this one comes through the network's poller, as a message does, when it is due.
type fdAlarm struct {
	file *os.File
	raw  syscall.RawConn
	due  func(fd uintptr) bool
	rung [8]byte // how often, which nobody asks
}

// newAlarm falls back on a timer of Go's where the system has no more descriptors, or watches no more of them.
func newAlarm() alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return newTimerAlarm()
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	a, err := newFDAlarm(file)
	if err != nil {
		_ = file.Close() // there is nothing to lose in it
		return newTimerAlarm()
	}
	return a
}

// newFDAlarm fails where the poller doesn't watch the file: its reader would never be woken up.
func newFDAlarm(file *os.File) (*fdAlarm, error) {
	if err := file.SetReadDeadline(time.Time{}); err != nil { // which only watched files have
		return nil, err
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return nil, err
	}
	a := &fdAlarm{file: file, raw: raw}
	a.due = func(fd uintptr) bool {
		_, _, fault := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(&a.rung)), unsafe.Sizeof(a.rung))
		return fault != syscall.EAGAIN
	}
	return a, nil
}

func (a *fdAlarm) set(d time.Duration) {
	// It fails only where the alarm is closed.
	_ = a.raw.Control(func(fd uintptr) {
		_ = unix.TimerfdSettime(int(fd), 0, &unix.ItimerSpec{Value: unix.NsecToTimespec(d.Nanoseconds())}, nil)
	})
}

func (a *fdAlarm) ring() bool {
	return a.raw.Read(a.due) == nil
}

func (a *fdAlarm) close() {
	_ = a.file.Close() // there is nothing to lose in it
}
