package whiteboard

import (
	"syscall"
	"unsafe"
)

// writeNow writes what the network takes without waiting, and returns how much that was. A fault is left to the next
// write that may wait. The descriptor doesn't block, so Go's scheduler isn't told of the call: telling it costs some
// percent of the call, and wakes its monitor thread up wherever the process was idle before.
func writeNow(fd uintptr, b []byte) int {
	n, _, fault := syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)))
	if fault != 0 {
		return 0
	}
	return int(n)
}
