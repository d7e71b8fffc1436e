//go:build unix

package whiteboard

import "syscall"

// writeNow writes what the network takes without waiting, and returns how much that was. A fault is left to the next
// write that may wait.
func writeNow(fd uintptr, b []byte) int {
	n, err := syscall.Write(int(fd), b)
	if err != nil {
		return 0
	}
	return n
}
