package lti

import (
	"errors"
	"sync"
	"time"
)

// OnceKey makes a launch single-use. Key covers the state and the nonce of the login; it needs to be remembered
// until ExpiresAt, after which the state itself is refused.
//
// THE RULE: a launch is valid only once its Key has been inserted, uniquely, in the same transaction as what the
// launch creates. Where the key is there already, the launch must be refused with ErrReplayed, whatever else is right
// with it. Tool.Launch can't do this itself, because it writes nothing.
type OnceKey struct {
	Key       string // at most 64 characters of [A-Za-z0-9._-]
	ExpiresAt time.Time
}

// OnceStore keeps single-use keys in memory, for tools without a database and with one process only. It is safe
// for concurrent use and forgets keys when they expire.
type OnceStore struct {
	clock func() time.Time

	mu    sync.Mutex
	seen  map[string]time.Time
	sweep time.Time // when expired keys are next looked for
}

// maxOnce bounds an OnceStore: about 200 bytes a key.
const maxOnce = 1_000_000

// NewOnceStore makes an empty store; a nil clock is the wall clock.
func NewOnceStore(clock func() time.Time) *OnceStore {
	if clock == nil {
		clock = time.Now
	}
	return &OnceStore{clock: clock, seen: make(map[string]time.Time)}
}

// Use takes a key. It answers ErrReplayed (LTI-STATE-06) for one taken before.
func (o *OnceStore) Use(k OnceKey) error {
	now := o.clock()
	o.mu.Lock()
	defer o.mu.Unlock()
	if now.After(o.sweep) || len(o.seen) >= maxOnce {
		for key, exp := range o.seen {
			if now.After(exp) {
				delete(o.seen, key)
			}
		}
		o.sweep = now.Add(time.Minute)
	}
	if _, used := o.seen[k.Key]; used || now.After(k.ExpiresAt) {
		return refuse("launch_replayed", nil)
	}
	if len(o.seen) >= maxOnce {
		return errors.New("lti: too many launches to remember")
	}
	o.seen[k.Key] = k.ExpiresAt
	return nil
}
