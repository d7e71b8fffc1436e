package whiteboard

import (
	"context"
	"time"
)

// DocID names one document.
type DocID string

// Log keeps documents. It is called by one goroutine a document, by those of several processes where a Bus is used.
type Log interface {
	// Load returns what is kept.
	Load(ctx context.Context, doc DocID) (Kept, error)
	// Append keeps the updates. Those of a failed Append may or may not have been kept.
	Append(ctx context.Context, doc DocID, updates [][]byte) error
	// Compact replaces what is kept by the snapshot, in one transaction; what was appended and isn't in the snapshot
	// stays (H11).
	Compact(ctx context.Context, doc DocID, snapshot []byte) error
	// Claim gives a client id to a user, where nobody has it: who comes first has it for ever (H12). It returns whose it is.
	Claim(ctx context.Context, doc DocID, client uint64, user string) (owner string, err error)
}

// Kept is what a Log holds of a document.
type Kept struct {
	Snapshot []byte            // the last one; nil: none
	Updates  [][]byte          // that were appended since
	Authors  map[uint64]string // users by client id
}

// Bus carries messages between the processes that serve a document. It may lose and repeat them.
type Bus interface {
	Publish(ctx context.Context, doc DocID, message []byte) error
	// Subscribe calls receive, one call at a time, until the context ends.
	Subscribe(ctx context.Context, doc DocID, receive func(message []byte)) error
}

// Limits bound a hub. A zero field stands for that of DefaultLimits.
type Limits struct {
	Message    int           // bytes of one message
	Structs    int           // Yjs structs of one message
	Document   int           // bytes of one document
	Pending    int           // structs that wait for missing ones
	Queue      int           // bytes that may wait for one slow client
	State      int           // bytes of one awareness state
	PerSecond  float64       // messages of one connection, in the long run
	Burst      int           // messages of one connection at once
	ByteRate   float64       // bytes a second of one connection, in the long run
	Pace       time.Duration // within which all have what doesn't come after quiet, on an idle machine: it is gathered until then
	Window     time.Duration // for how long it is gathered at most
	Retry      time.Duration // for how long a failing Log is asked again
	Linger     time.Duration // for how long a document without connections is kept
	Exchange   time.Duration // between state vectors on the Bus
	CompactAt  int           // appends after which a document is compacted
	LogTimeout time.Duration // of one call
}

// DefaultLimits are for classes.
var DefaultLimits = Limits{
	Message: 4 << 20, Structs: 1 << 17, Document: 64 << 20, Pending: 4096, Queue: 8 << 20, State: 8 << 10,
	PerSecond: 100, Burst: 400, ByteRate: 1 << 20,
	Pace: 6600 * time.Microsecond, Window: 16 * time.Millisecond, Retry: 5 * time.Second, Linger: 10 * time.Second, Exchange: 30 * time.Second,
	CompactAt: 1000, LogTimeout: 5 * time.Second,
}

func or[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	or(&l.Message, d.Message)
	or(&l.Structs, d.Structs)
	or(&l.Document, d.Document)
	or(&l.Pending, d.Pending)
	or(&l.Queue, d.Queue)
	or(&l.State, d.State)
	or(&l.PerSecond, d.PerSecond)
	or(&l.Burst, d.Burst)
	or(&l.ByteRate, d.ByteRate)
	or(&l.Pace, d.Pace)
	or(&l.Window, d.Window)
	or(&l.Retry, d.Retry)
	or(&l.Linger, d.Linger)
	or(&l.Exchange, d.Exchange)
	or(&l.CompactAt, d.CompactAt)
	or(&l.LogTimeout, d.LogTimeout)
	return l
}
