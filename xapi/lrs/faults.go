package lrs

import (
	"bytes"
	"hash/fnv"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
)

// Fault is one misbehaviour. Without Commit the request is not looked at; with
// it, it is carried out first and only the answer is spoilt; a fault that tells
// good news (2xx, Half) is passed over where the request was refused.
type Fault struct {
	Method string // requests it waits for; empty: any
	Times  int    // how many of them; 0 means 1
	Commit bool

	Status int         // answer with this status
	Header http.Header // such as Retry-After or Location
	Body   string      // its content type is HTML where it begins with <
	Hang   bool        // answer nothing until the client goes or the store closes
	Drop   bool        // close the connection without an answer
	Half   bool        // close the connection in the middle of a 200
}

// Policy is a lasting peculiarity of the store.
type Policy struct {
	// RefuseIDs answers requests that carry one of these statements with the
	// status given.
	RefuseIDs map[string]int
	// RefuseEvery refuses about every nth statement with 400, always the same
	// ones (chosen by their id); 0: none.
	RefuseEvery int
	// MaxStatements answers 413 to larger batches; 0: no bound.
	MaxStatements int
	// ConflictKnown answers 409 to every id that is known, whatever it says.
	ConflictKnown bool
	// WriteOnly answers 403 to every GET of statements.
	WriteOnly bool
}

// Counters counts what has arrived at the statements resource.
type Counters struct {
	Requests map[string]int // by method
	Statuses map[int]int    // by answer; 0: none was given
}

// Faults are the knobs by which tests make a store misbehave. Without faults
// and policy the store behaves.
type Faults struct {
	mu       sync.Mutex
	queue    []Fault
	policy   Policy
	counters Counters
}

func newFaults() *Faults {
	return &Faults{counters: Counters{Requests: map[string]int{}, Statuses: map[int]int{}}}
}

// Queue lets the next requests that fit meet these faults, in order.
func (f *Faults) Queue(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue = append(f.queue, faults...)
}

// Clear forgets faults that no request has met.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue = nil
}

// SetPolicy replaces the lasting peculiarities.
func (f *Faults) SetPolicy(p Policy) {
	p.RefuseIDs = maps.Clone(p.RefuseIDs)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.policy = p
}

// Counters tells what has arrived so far.
func (f *Faults) Counters() Counters {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Counters{Requests: maps.Clone(f.counters.Requests), Statuses: maps.Clone(f.counters.Statuses)}
}

func (f *Faults) current() Policy {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.policy
}

// next takes the first fault that fits.
func (f *Faults) next(method string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counters.Requests[method]++
	for i := range f.queue {
		if m := f.queue[i].Method; m != "" && m != method {
			continue
		}
		hit := f.queue[i]
		if f.queue[i].Times > 1 {
			f.queue[i].Times--
		} else {
			f.queue = append(f.queue[:i:i], f.queue[i+1:]...)
		}
		return hit, true
	}
	return Fault{}, false
}

func (f *Faults) answered(status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counters.Statuses[status]++
}

// refuses judges one statement by its id.
func (p Policy) refuses(id string) (int, bool) {
	if status, ok := p.RefuseIDs[id]; ok {
		return status, true
	}
	if p.RefuseEvery > 0 {
		h := fnv.New32a()
		h.Write([]byte(id))
		if h.Sum32()%uint32(p.RefuseEvery) == 0 {
			return http.StatusBadRequest, true
		}
	}
	return 0, false
}

// faulty puts the knobs in front of a handler.
func (l *LRS) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault, hit := l.faults.next(r.Method)
		sw := &statusWriter{ResponseWriter: w}
		defer func() { l.faults.answered(sw.status) }()
		if !hit {
			next.ServeHTTP(sw, r)
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxMultipart+1)) // also lets the server notice when the client goes
		if err != nil {
			return
		}
		if fault.Commit {
			again := r.Clone(r.Context())
			again.Body = io.NopCloser(bytes.NewReader(body))
			lost := &nowhere{status: http.StatusOK}
			next.ServeHTTP(lost, again)
			if good := fault.Half || fault.Status/100 == 2; good && lost.status >= 300 {
				writeError(sw, lost.status, "refused")
				return
			}
		}
		l.misbehave(sw, r, fault)
	})
}

func (l *LRS) misbehave(w *statusWriter, r *http.Request, fault Fault) {
	switch {
	case fault.Hang:
		select {
		case <-r.Context().Done():
		case <-l.closed:
		}
		panic(http.ErrAbortHandler)
	case fault.Drop:
		panic(http.ErrAbortHandler)
	case fault.Half:
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusOK)
		if _, err := io.WriteString(w, "["); err == nil {
			_ = http.NewResponseController(w).Flush() // the connection is about to be cut anyway
		}
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), fault.Header)
	if strings.HasPrefix(fault.Body, "<") {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.WriteHeader(fault.Status)
	_, _ = io.WriteString(w, fault.Body) // a client that has gone needs no answer
}

// statusWriter remembers the status that went out.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// nowhere swallows an answer that is to be lost, but for its status.
type nowhere struct{ status int }

func (*nowhere) Header() http.Header         { return http.Header{} }
func (*nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(status int)    { n.status = status }
