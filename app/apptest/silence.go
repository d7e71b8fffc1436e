package apptest

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// mortal is a TCP connection that can die as a laptop's does: what comes isn't read any more, what is written goes
// nowhere, and the other end isn't told.
type mortal struct {
	net.Conn
	once sync.Once
	dead chan struct{}
	gone chan struct{}
}

// Read blocks once the connection has died.
func (m *mortal) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	select {
	case <-m.dead:
		<-m.gone
		return 0, net.ErrClosed
	default:
		return n, err
	}
}

// Write swallows everything once the connection has died.
func (m *mortal) Write(b []byte) (int, error) {
	select {
	case <-m.dead:
		return len(b), nil
	default:
		return m.Conn.Write(b)
	}
}

// Close lets the other end know at last.
func (m *mortal) Close() error {
	m.once.Do(func() { close(m.gone) })
	return m.Conn.Close()
}

// mortalClient returns an HTTP client with one connection and what kills it.
func mortalClient() (client *http.Client, die func()) {
	dead := make(chan struct{})
	var once sync.Once
	var d net.Dialer
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &mortal{Conn: conn, dead: dead, gone: make(chan struct{})}, nil
	}}
	return &http.Client{Transport: transport}, func() { once.Do(func() { close(dead) }) }
}
