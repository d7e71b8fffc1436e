package whiteboard

import "sync"

// gate holds those up who write, while it is shut. The zero value is open.
type gate struct {
	mu   sync.Mutex
	open chan struct{} // closed when it opens; nil: it is
}

// set shuts or opens the gate.
func (g *gate) set(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case shut && g.open == nil:
		g.open = make(chan struct{})
	case !shut && g.open != nil:
		close(g.open)
		g.open = nil
	}
}

// pass returns once the gate is open, or over is closed.
func (g *gate) pass(over <-chan struct{}) {
	g.mu.Lock()
	open := g.open
	g.mu.Unlock()
	if open == nil {
		return
	}
	select {
	case <-open:
	case <-over:
	}
}

// hold counts bytes that wait for the Log, or do no more. While they are many, those who write are read no further (H19).
func (r *room) hold(bytes int) {
	r.held += bytes
	r.gate.set(r.held > r.hub.limits.Message)
}
