package whiteboard

import (
	"syscall"
	"unsafe"
)

// Descriptors of the network don't block, so Go's scheduler isn't told of the calls here: that would cost some percent of
// them, and would wake its monitor thread up wherever the process was idle before.

// writeNow writes what the network takes without waiting, and returns how much that was. A fault is left to the next
// write that may wait. The call for sockets is a little shorter than that for all descriptors.
func writeNow(fd uintptr, b []byte) int {
	n, _, fault := syscall.RawSyscall6(syscall.SYS_SENDTO, fd, uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)),
		syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
	if fault != 0 {
		return 0
	}
	return int(n)
}

// readNow reads what is there, and says whether it is to be called again once something is. A fault is left to the next
// read, and so is the end.
func readNow(fd uintptr, b []byte) (n int, again bool) {
	n, fault := recv(fd, b)
	for fault == syscall.EINTR {
		n, fault = recv(fd, b)
	}
	if fault != 0 {
		return 0, fault == syscall.EAGAIN
	}
	return n, false
}

func recv(fd uintptr, b []byte) (int, syscall.Errno) {
	n, _, fault := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd, uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)),
		syscall.MSG_DONTWAIT, 0, 0)
	return int(n), fault
}
