package whiteboard

import (
	"syscall"
	"unsafe"
)

// Descriptors of the network don't block, so Go's scheduler isn't told of the calls here: that would cost some percent of
// them, and would wake its monitor thread up wherever the process was idle before.

// writeNow writes what the network takes without waiting, and returns how much that was. A fault is left to the next
// write that may wait.
func writeNow(fd uintptr, b []byte) int {
	n, fault := call(syscall.SYS_WRITE, fd, b)
	if fault != 0 {
		return 0
	}
	return n
}

// readNow reads what is there, and says whether it is to be called again once something is. A fault is left to the next
// read, and so is the end.
func readNow(fd uintptr, b []byte) (n int, again bool) {
	n, fault := call(syscall.SYS_READ, fd, b)
	for fault == syscall.EINTR {
		n, fault = call(syscall.SYS_READ, fd, b)
	}
	if fault != 0 {
		return 0, fault == syscall.EAGAIN
	}
	return n, false
}

func call(number, fd uintptr, b []byte) (int, syscall.Errno) {
	n, _, fault := syscall.RawSyscall(number, fd, uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	return int(n), fault
}
