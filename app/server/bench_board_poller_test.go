package server_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// poller reads what visitors are sent, all of them in one goroutine and each piece with one call: a load that needed more of
// the machine than the servers would be measured instead of them.
type poller struct {
	poll    int
	mu      sync.Mutex
	who     map[int32]*visitor
	stopped atomic.Bool
	done    chan struct{}
}

func pollVisitors(b *testing.B) *poller {
	b.Helper()
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		b.Fatal(err)
	}
	c := &poller{poll: poll, who: map[int32]*visitor{}, done: make(chan struct{})}
	go c.run()
	b.Cleanup(func() {
		c.stopped.Store(true)
		<-c.done
		if err := syscall.Close(poll); err != nil {
			b.Error(err)
		}
	})
	return c
}

// take reads of a visitor from now on, until the connection ends.
func (c *poller) take(v *visitor) error {
	c.mu.Lock()
	c.who[int32(v.fd)] = v
	c.mu.Unlock()
	v.taken = true
	v.feed(v.early)
	return syscall.EpollCtl(c.poll, syscall.EPOLL_CTL_ADD, v.fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(v.fd)})
}

func (c *poller) run() {
	defer close(c.done)
	const patience = 50 // ms, until somebody looks whether it is to end
	events, b := make([]syscall.EpollEvent, 256), make([]byte, 256<<10)
	for !c.stopped.Load() {
		n, err := syscall.EpollWait(c.poll, events, patience)
		if err != nil && !errors.Is(err, syscall.EINTR) {
			return
		}
		for _, e := range events[:max(n, 0)] {
			c.mu.Lock()
			v := c.who[e.Fd]
			c.mu.Unlock()
			if v == nil {
				continue // it is closed, but whoever just shuts it down still holds it
			}
			n, _, err := syscall.Recvfrom(v.fd, b, syscall.MSG_DONTWAIT)
			switch {
			case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
			case err != nil, n == 0, !v.feed(b[:n]):
				c.mu.Lock()
				delete(c.who, e.Fd)
				c.mu.Unlock()
				_ = syscall.Close(v.fd) // which takes it from the poll; nothing is expected of it any more
				close(v.gone)
			}
		}
	}
}

// call connects and asks for a WebSocket (RFC 6455, 4.1).
func (v *visitor) call(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	to, err := net.ResolveTCPAddr("tcp4", u.Host)
	if err != nil {
		return err
	}
	v.fd, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	ip, _ := netip.AddrFromSlice(to.IP.To4())
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bGVjdHVyZSBoYWxsIG5vLg==\r\n\r\n", u.RequestURI(), u.Host)
	err = errors.Join(syscall.SetsockoptInt(v.fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1),
		syscall.Connect(v.fd, &syscall.SockaddrInet4{Port: to.Port, Addr: ip.As4()}), v.put([]byte(request)))
	if err != nil {
		return err
	}
	var answer []byte
	for b := make([]byte, 4<<10); ; {
		n, err := syscall.Read(v.fd, b)
		if err != nil || n == 0 {
			return fmt.Errorf("no answer after %q: %w", answer, err)
		}
		answer = append(answer, b[:n]...)
		if head, rest, found := bytes.Cut(answer, []byte("\r\n\r\n")); found {
			if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
				return fmt.Errorf("not let in: %q", head)
			}
			v.early = rest
			return nil
		}
	}
}

func (v *visitor) put(b []byte) error {
	for len(b) > 0 {
		n, err := syscall.Write(v.fd, b)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return err
		default:
			b = b[n:]
		}
	}
	return nil
}

// opcodes of RFC 6455, 11.8.
const opBinary, opClose, opPing, opPong = 2, 8, 9, 10

// frame sends one message. Its mask is zero, which leaves the bytes as they are (RFC 6455, 5.3).
func (v *visitor) frame(opcode byte, payload []byte) error {
	const final, masked = 0x80, 0x80
	b := []byte{final | opcode}
	switch n := len(payload); {
	case n < 126:
		b = append(b, masked|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, masked|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, masked|127), uint64(n))
	}
	v.writing.Lock()
	defer v.writing.Unlock()
	return v.put(append(append(b, 0, 0, 0, 0), payload...))
}

// leave ends the connection.
func (v *visitor) leave() {
	// It may have ended already; nothing is expected of it any more.
	if !v.taken {
		_ = syscall.Close(v.fd)
		return
	}
	_ = syscall.Shutdown(v.fd, syscall.SHUT_RDWR)
	<-v.gone
}

// feed takes what has come, whole frames or parts of them, and says whether the connection goes on.
func (v *visitor) feed(b []byte) bool {
	for len(b) > 0 {
		if v.left == 0 {
			rest, ok := v.header(b)
			if !ok {
				return false
			}
			if b = rest; v.left == 0 || len(b) == 0 {
				continue
			}
		}
		n := min(v.left, len(b))
		part := b[:n]
		v.left, b = v.left-n, b[n:]
		if v.left == 0 && len(v.kept) == 0 { // as most: it has come as a whole
			if !v.message(part, v.size) {
				return false
			}
			continue
		}
		if v.watch != nil || len(v.kept) < 64 { // who looks for nothing needs its beginning only
			v.kept = append(v.kept, part...)
		}
		if v.left == 0 {
			if !v.message(v.kept, v.size) {
				return false
			}
			v.kept = v.kept[:0]
		}
	}
	return true
}

// header reads the head of a frame, of which a part may have come before, and returns what follows it. Frames without a
// payload are messages of their own.
func (v *visitor) header(b []byte) (rest []byte, ok bool) {
	had := len(v.head)
	v.head = append(v.head, b[:min(len(b), 10-had)]...)
	h := v.head
	need := 2
	if len(h) >= 2 {
		need = map[byte]int{126: 4, 127: 10}[h[1]]
		need = max(need, 2)
	}
	if len(h) < need {
		return nil, true
	}
	const final = 0x80
	if h[0]&final == 0 {
		return nil, false // none of the servers does that
	}
	v.opcode = h[0] &^ final
	switch need {
	case 2:
		v.left = int(h[1])
	case 4:
		v.left = int(binary.BigEndian.Uint16(h[2:]))
	default:
		v.left = int(binary.BigEndian.Uint64(h[2:]))
	}
	v.size, v.head = v.left, v.head[:0]
	if v.left == 0 && !v.message(nil, 0) {
		return nil, false
	}
	return b[need-had:], true
}

// TestVisitorsReadWhatComesInParts: a head of a frame, too.
func TestVisitorsReadWhatComesInParts(t *testing.T) {
	t.Parallel()
	ink := make([]byte, inkBytes)
	copy(ink, marker)
	stream := []byte{0x80 | opBinary, 4, 0, 0, 1, 0, 0x80 | opBinary, 0, 0x80 | opBinary, 4, 0, 1, 1, 0, 0x80 | opBinary, 126, 0, byte(200 + inkBytes)}
	stream = append(append(stream, make([]byte, 200)...), ink...)
	for cut := range stream {
		v := &visitor{drawer: -1, joined: make(chan struct{}), watch: newWatch(1, 1, 1)}
		if !v.feed(stream[:cut]) || !v.feed(stream[cut:]) {
			t.Fatalf("cut at %d, the connection ends", cut)
		}
		if left := v.watch.left[0][0].Load(); !v.there || left != 0 {
			t.Errorf("cut at %d: joined %v, %d receivers are waited for", cut, v.there, left)
		}
	}
}
