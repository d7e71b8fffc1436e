package devserver

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a relay: of its connection to the server, and of its wait for the last bytes.
const (
	dialTimeout  = 5 * time.Second
	drainTimeout = 2 * time.Second
)

// relay carries TCP connections from a loopback port to a server, until it is cut: then nothing
// reaches the server any more, not even the end of the connections.
type relay struct {
	target   string
	listener net.Listener
	silent   atomic.Bool
	wg       sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

func newRelay(target string) (*relay, error) {
	l, err := net.Listen("tcp4", loopback+":0")
	if err != nil {
		return nil, err
	}
	r := &relay{target: target, listener: l, conns: map[net.Conn]struct{}{}}
	r.wg.Add(1)
	go r.accept()
	return r, nil
}

func (r *relay) addr() string { return r.listener.Addr().String() }

func (r *relay) accept() {
	defer r.wg.Done()
	for {
		conn, err := r.listener.Accept()
		if err != nil {
			return
		}
		r.wg.Add(1)
		go r.carry(conn)
	}
}

func (r *relay) carry(down net.Conn) {
	defer r.wg.Done()
	defer r.drop(down)
	up, err := net.DialTimeout("tcp", r.target, dialTimeout)
	if err != nil {
		return
	}
	r.mu.Lock()
	r.conns[up], r.conns[down] = struct{}{}, struct{}{}
	r.mu.Unlock()
	ended := make(chan struct{})
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		defer close(ended)
		defer r.drop(up)
		_, _ = io.Copy(quiet{down, &r.silent}, up) // either end may break, that's the purpose
		if !r.silent.Load() {
			r.drop(down)
		}
		_, _ = io.Copy(io.Discard, up) // what the client no longer takes is still read
	}()
	_, _ = io.Copy(quiet{up, &r.silent}, down) // as above
	if !r.silent.Load() {
		r.hangUp(up, ended)
	}
}

// hangUp leaves the last word to the server, which ends the connection when it has read a goodbye:
// ended at once, a connection can take the goodbye with it.
func (r *relay) hangUp(up net.Conn, ended <-chan struct{}) {
	timer := time.NewTimer(drainTimeout)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	}
	r.drop(up)
}

func (r *relay) drop(c net.Conn) {
	r.mu.Lock()
	delete(r.conns, c)
	r.mu.Unlock()
	_ = c.Close() // closed twice where both directions end
}

// cut makes the relay silent: what the client still sends is swallowed, new connections are refused,
// and the server's end stays open until the server closes it.
func (r *relay) cut() {
	r.silent.Store(true)
	_ = r.listener.Close() // refuses from now on; closing twice is harmless
}

// close waits until the client has closed its connections and all was delivered, ends what is left
// after drainTimeout, and waits for that.
func (r *relay) close() {
	_ = r.listener.Close() // as in cut
	drained := make(chan struct{})
	go func() {
		r.wg.Wait()
		close(drained)
	}()
	timer := time.NewTimer(drainTimeout)
	defer timer.Stop()
	select {
	case <-drained:
		return
	case <-timer.C:
	}
	r.mu.Lock()
	for c := range r.conns {
		_ = c.Close() // wakes the copying goroutine, which drops it
	}
	r.mu.Unlock()
	<-drained
}

// quiet swallows what is written once silent is set.
type quiet struct {
	w      io.Writer
	silent *atomic.Bool
}

// Write writes, or pretends to.
func (q quiet) Write(p []byte) (int, error) {
	if q.silent.Load() {
		return len(p), nil
	}
	return q.w.Write(p)
}
