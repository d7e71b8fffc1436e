package apptest

import (
	"fmt"
	"slices"
	"sync"
)

// Ledger holds the events that the pages of a session have seen, each once, and notes where two pages saw different ones
// at one offset. It is safe for concurrent use.
type Ledger struct {
	mu     sync.Mutex
	events map[int64][]byte
	faults []string
}

// NewLedger returns an empty one.
func NewLedger() *Ledger {
	return &Ledger{events: map[int64][]byte{}}
}

func (l *Ledger) take(offset int64, body []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.events[offset]
	switch {
	case !ok:
		l.events[offset] = body
	case string(known) != string(body):
		l.faults = append(l.faults, fmt.Sprintf("at %d one saw %s and another %s", offset, known, body))
	}
}

func (l *Ledger) bodies(offsets []int64) [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([][]byte, len(offsets))
	for i, at := range offsets {
		out[i] = l.events[at]
	}
	return out
}

// Faults returns where pages saw different things.
func (l *Ledger) Faults() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.faults)
}
