package platform

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Throttle bounds the requests to the token endpoint and the services: a bucket of Burst requests into which PerSecond
// flow. Who asks for more is refused and that costs nothing.
type Throttle struct {
	PerSecond float64
	Burst     float64 // 0: PerSecond
}

// throttle is the bucket; the zero value lets everything through.
type throttle struct {
	mu      sync.Mutex // guards what follows
	cfg     Throttle
	level   float64
	at      time.Time
	taken   int
	refused int
}

// SetThrottle bounds requests from now on; the zero Throttle lets everything through again.
func (p *Platform) SetThrottle(t Throttle) {
	if t.Burst == 0 {
		t.Burst = t.PerSecond
	}
	p.throttle.mu.Lock()
	defer p.throttle.mu.Unlock()
	p.throttle.cfg, p.throttle.level, p.throttle.at = t, t.Burst, p.now()
}

// Throttled is how many requests the throttle let through and refused.
func (p *Platform) Throttled() (taken, refused int) {
	p.throttle.mu.Lock()
	defer p.throttle.mu.Unlock()
	return p.throttle.taken, p.throttle.refused
}

// take takes a request's place, or says how long until there is one.
func (t *throttle) take(now time.Time) (wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cfg.PerSecond <= 0 {
		return 0, true
	}
	t.level = math.Min(t.cfg.Burst, t.level+now.Sub(t.at).Seconds()*t.cfg.PerSecond)
	t.at = now
	if t.level < 1 {
		t.refused++
		return time.Duration((1 - t.level) / t.cfg.PerSecond * float64(time.Second)), false
	}
	t.level--
	t.taken++
	return 0, true
}

// limited refuses what is more than the throttle lets through.
func (p *Platform) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wait, ok := p.throttle.take(p.now())
		if ok {
			next.ServeHTTP(w, r)
			return
		}
		if p.is.forbidsRate {
			w.Header().Set("X-Rate-Limit-Remaining", "0.0")
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(http.StatusForbidden)
			write(w, []byte("403 Forbidden (Rate Limit Exceeded)\n"))
			return
		}
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(math.Max(1, wait.Seconds())))))
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusTooManyRequests)
		write(w, []byte(`{"error":"too many requests"}`))
	})
}

// mortal ends every request while the platform is dead, those under way without an answer.
func (f *Faults) mortal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if f.dead() {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
		if f.dead() {
			panic(http.ErrAbortHandler)
		}
	})
}

func (f *Faults) dead() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.died
}

// Die cuts every connection, also those of requests whose work is done and whose answer isn't sent, until Revive.
func (f *Faults) Die() { f.setDead(true) }

// Revive ends what Die began.
func (f *Faults) Revive() { f.setDead(false) }

func (f *Faults) setDead(dead bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.died = dead
}
