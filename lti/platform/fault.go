package platform

import (
	"io"
	"net/http"
	"sync"
)

// Endpoint is a group of endpoints that is counted and broken together.
type Endpoint string

// The groups.
const (
	EndpointAuth      Endpoint = "auth"
	EndpointToken     Endpoint = "token"
	EndpointJWKS      Endpoint = "jwks"
	EndpointNRPS      Endpoint = "nrps"
	EndpointLineItems Endpoint = "lineitems"
	EndpointScores    Endpoint = "scores"
	EndpointResults   Endpoint = "results"
	EndpointDeepLink  Endpoint = "deeplink"
)

// Fault is what an endpoint does instead of its work. Hang goes before Drop,
// Drop before Status.
type Fault struct {
	Status     int    // answer with this status; 0 means 500
	Body       string // and this body
	Type       string // its content type; empty means text/html
	RetryAfter string // the Retry-After header, seconds or an HTTP date
	Hang       bool   // say nothing until the client gives up, the platform closes or the fault is cleared
	Drop       bool   // cut the connection
	After      bool   // do the work first, then fail: the answer is lost
	Times      int    // for so many requests; 0 means until cleared
}

type armedFault struct {
	Fault
	left    int // requests left; below zero is endless
	cleared chan struct{}
}

// Faults breaks and counts the endpoints of one platform.
type Faults struct {
	mu     sync.Mutex // guards what follows
	armed  map[Endpoint]*armedFault
	counts map[Endpoint]int
	failed map[Endpoint]int
	died   bool
}

func newFaults() *Faults {
	return &Faults{armed: map[Endpoint]*armedFault{}, counts: map[Endpoint]int{}, failed: map[Endpoint]int{}}
}

// Faults breaks endpoints and counts requests.
func (p *Platform) Faults() *Faults { return p.faults }

// Set breaks an endpoint from the next request on.
func (f *Faults) Set(e Endpoint, fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clear(e)
	left := fault.Times
	if left <= 0 {
		left = -1
	}
	f.armed[e] = &armedFault{Fault: fault, left: left, cleared: make(chan struct{})}
}

// Clear mends an endpoint and frees the requests that hang in it.
func (f *Faults) Clear(e Endpoint) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clear(e)
}

// ClearAll mends every endpoint.
func (f *Faults) ClearAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for e := range f.armed {
		f.clear(e)
	}
}

func (f *Faults) clear(e Endpoint) {
	if a := f.armed[e]; a != nil {
		close(a.cleared)
		delete(f.armed, e)
	}
}

// Count is how many requests reached an endpoint, broken or not.
func (f *Faults) Count(e Endpoint) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts[e]
}

// Failed is how many requests met a fault.
func (f *Faults) Failed(e Endpoint) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failed[e]
}

// take counts a request and returns the fault it meets, or nil. A fault that
// is used up stays armed with left 0, so that Clear still frees its hangers.
func (f *Faults) take(e Endpoint) *armedFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[e]++
	a := f.armed[e]
	if a == nil || a.left == 0 {
		return nil
	}
	if a.left > 0 {
		a.left--
	}
	f.failed[e]++
	return a
}

func (f *Faults) guard(e Endpoint, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := f.take(e)
		if fault == nil {
			next.ServeHTTP(w, r)
			return
		}
		if fault.After {
			next.ServeHTTP(&lostAnswer{header: http.Header{}}, r)
		}
		fault.serve(w, r)
	})
}

func (a *armedFault) serve(w http.ResponseWriter, r *http.Request) {
	// net/http notices a client that went away only once the body is read.
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
	if a.Hang {
		select {
		case <-r.Context().Done():
		case <-a.cleared:
		}
		panic(http.ErrAbortHandler)
	}
	if a.Drop {
		panic(http.ErrAbortHandler)
	}
	status, contentType := a.Status, a.Type
	if status == 0 {
		status = http.StatusInternalServerError
	}
	if contentType == "" {
		contentType = "text/html; charset=utf-8"
	}
	w.Header().Set("Content-Type", contentType)
	if a.RetryAfter != "" {
		w.Header().Set("Retry-After", a.RetryAfter)
	}
	w.WriteHeader(status)
	write(w, []byte(a.Body))
}

// lostAnswer swallows an answer that the client is never to see.
type lostAnswer struct{ header http.Header }

func (l *lostAnswer) Header() http.Header         { return l.header }
func (l *lostAnswer) Write(b []byte) (int, error) { return len(b), nil }
func (l *lostAnswer) WriteHeader(int)             {}

// write sends a body; a client that went away is not this side's concern.
func write(w io.Writer, b []byte) { _, _ = w.Write(b) }
