package launch

import (
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

const (
	// findFresh is how long a registration that was found is good, in milliseconds: shorter than it takes a person or a
	// script to remove one and try.
	findFresh = 50
	// roomFresh is how long a classroom is known without looking. Only its id and what launches say of it are used.
	roomFresh = time.Minute
	// cacheMost bounds each cache; a full one starts anew.
	cacheMost = 4096
)

// foundRegistrations are those that were just looked up.
type foundRegistrations struct {
	mu sync.Mutex
	m  map[string]foundRegistration
}

type foundRegistration struct {
	reg lti.Registration
	ms  int64
}

func (f *foundRegistrations) get(key string, now int64) (lti.Registration, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := f.m[key]
	return e.reg, ok && now-e.ms < findFresh && now >= e.ms
}

func (f *foundRegistrations) put(key string, reg lti.Registration, now int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.m == nil || len(f.m) >= cacheMost {
		f.m = map[string]foundRegistration{}
	}
	f.m[key] = foundRegistration{reg, now}
}

// clear forgets everything, because this process changed a registration.
func (f *foundRegistrations) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.m = nil
}

type roomKey struct{ registration, deployment, link string }

// rooms are the classrooms that launches led to just now.
type rooms struct {
	mu sync.Mutex
	m  map[roomKey]knownRoom
}

type knownRoom struct {
	row classroomRow
	at  time.Time
}

func (r *rooms) get(key roomKey, now time.Time) (classroomRow, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.m[key]
	return e.row, ok && now.Sub(e.at) < roomFresh
}

func (r *rooms) put(key roomKey, row classroomRow, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m == nil || len(r.m) >= cacheMost {
		r.m = map[roomKey]knownRoom{}
	}
	r.m[key] = knownRoom{row, now}
}
