package whiteboard_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/lectern-classroom/lectern/whiteboard"
)

// gate is an address that leads to one server after the other, and breaks every connection in between.
type gate struct {
	url string
	mu  sync.Mutex
	to  string // "": nobody is there
	all []net.Conn
	in  net.Listener
}

func newGate() *gate { return &gate{} }

// point leads to the server with that address.
func (g *gate) point(t *testing.T, url string) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = strings.TrimPrefix(url, "ws://")
	if g.in != nil {
		return
	}
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g.in, g.url = in, "ws://"+in.Addr().String()
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := in.Accept()
			if err != nil {
				return
			}
			g.pass(c, &serving)
		}
	})
	t.Cleanup(func() {
		_ = in.Close() // the end of the loop above
		g.cut()
		serving.Wait()
	})
}

func (g *gate) pass(c net.Conn, serving *sync.WaitGroup) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.to == "" {
		_ = c.Close() // nobody is there
		return
	}
	out, err := net.Dial("tcp", g.to)
	if err != nil {
		_ = c.Close() // as above
		return
	}
	g.all = append(g.all, c, out)
	through := func(a, b net.Conn) {
		_, _ = io.Copy(a, b) // ends with either
		_, _ = a.Close(), b.Close()
	}
	serving.Go(func() { through(c, out) })
	serving.Go(func() { through(out, c) })
}

// cut breaks every connection and lets nobody through.
func (g *gate) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = ""
	for _, c := range g.all {
		_ = c.Close() // it may be closed already
	}
	g.all = nil
}

// bus is a Bus in one process that loses messages where it is told to.
type bus struct {
	mu     sync.Mutex
	losing bool
	ears   map[int]chan []byte
	next   int
}

func newBus() *bus { return &bus{ears: map[int]chan []byte{}} }

func (b *bus) lose(losing bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.losing = losing
}

func (b *bus) Publish(_ context.Context, _ whiteboard.DocID, message []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ear := range b.ears {
		if !b.losing {
			select {
			case ear <- message:
			default:
			}
		}
	}
	return nil
}

func (b *bus) Subscribe(ctx context.Context, _ whiteboard.DocID, receive func([]byte)) error {
	ear := make(chan []byte, 100)
	b.mu.Lock()
	b.next++
	id := b.next
	b.ears[id] = ear
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.ears, id)
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case m := <-ear:
			receive(m)
		}
	}
}
