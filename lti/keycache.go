package lti

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// KeyCacheConfig configures a KeyCache; its zero value is usable.
type KeyCacheConfig struct {
	HTTP         *http.Client     // nil: http.DefaultTransport; redirects are followed three times at most
	Clock        func() time.Time // nil: time.Now
	Timeout      time.Duration    // of one fetch; 0: 5 s
	MaxBytes     int64            // of one key set; 0: 256 KiB
	FreshFor     time.Duration    // a set older than that is fetched again; 0: 1 h
	StaleFor     time.Duration    // a set older than that isn't used even where no newer one can be had; 0: 24 h
	RefetchAfter time.Duration    // at most one fetch in that time for an unknown key; 0: 30 s
	RetryAfter   time.Duration    // the same after a fetch that failed; 0: 5 s
}

// KeyCache keeps platforms' key sets by URL. An unknown key id makes it fetch the set again, though rarely enough
// that made-up ids can't make it hammer a platform: a rotated key is accepted within RefetchAfter and one fetch.
// Concurrent fetches of a URL are one. Where a fetch fails, the keys known so far stay in use. It is safe for
// concurrent use and needs no closing.
type KeyCache struct {
	cfg  KeyCacheConfig
	http http.Client

	mu      sync.Mutex
	entries map[string]*keyEntry
}

// keyEntry is what is known of one URL; KeyCache.mu guards it.
type keyEntry struct {
	set       *keySet // nil: never fetched
	fetchedAt time.Time
	triedAt   time.Time
	err       error // of the last try
	flight    *keyFlight
}

// keyFlight is a fetch under way; done is closed when it has ended.
type keyFlight struct{ done chan struct{} }

// maxKeyEntries bounds the cache; registrations of one tool are far fewer.
const maxKeyEntries = 10_000

// NewKeyCache makes an empty cache.
func NewKeyCache(cfg KeyCacheConfig) *KeyCache {
	setDefault(&cfg.Timeout, 5*time.Second)
	setDefault(&cfg.MaxBytes, 256<<10)
	setDefault(&cfg.FreshFor, time.Hour)
	setDefault(&cfg.StaleFor, 24*time.Hour)
	setDefault(&cfg.RefetchAfter, 30*time.Second)
	setDefault(&cfg.RetryAfter, 5*time.Second)
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	c := &KeyCache{cfg: cfg, entries: make(map[string]*keyEntry)}
	if cfg.HTTP != nil {
		c.http = *cfg.HTTP
	}
	c.http.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > 3 {
			return errors.New("too many redirects")
		}
		return nil
	}
	return c
}

func setDefault[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// Keys gives the keys with which a token of that key id and algorithm may be verified; usually one. Errors are of the
// rules LTI-KEY-01 to LTI-KEY-05.
func (c *KeyCache) Keys(ctx context.Context, url, kid, alg string) ([]crypto.PublicKey, error) {
	set, _, err := c.get(ctx, url, false)
	if err != nil {
		return nil, err
	}
	keys := set.match(kid, alg)
	if len(keys) == 0 {
		if set, _, err = c.get(ctx, url, true); err != nil {
			return nil, err
		}
		keys = set.match(kid, alg)
	}
	switch {
	case len(keys) == 0 && set.known(kid) != nil:
		return nil, refuse("key_unsuitable", set.known(kid))
	case len(keys) == 0:
		return nil, refuse("key_unknown", nil)
	case kid == "" && len(keys) > 1:
		return nil, refuse("key_id_missing", nil)
	}
	return keys, nil
}

// Refetch fetches the set again where the bound allows it, for a signature that none of the known keys explains: the
// platform may have changed a key and kept its id. Fetched tells whether keys may be different now.
func (c *KeyCache) Refetch(ctx context.Context, url string) (fetched bool, err error) {
	_, fetched, err = c.get(ctx, url, true)
	return fetched, err
}

// get gives the set of a URL, fetched when it is missing, too old, or again is asked for and the bound allows it.
func (c *KeyCache) get(ctx context.Context, url string, again bool) (*keySet, bool, error) {
	now := c.cfg.Clock()
	c.mu.Lock()
	e := c.entry(url)
	if e.flight == nil {
		if !c.due(e, now, again) {
			set, err := c.usableSet(e, now, again)
			c.mu.Unlock()
			return set, false, err
		}
		f := &keyFlight{done: make(chan struct{})}
		e.flight, e.triedAt = f, now
		c.mu.Unlock()
		c.fetchInto(ctx, url, e, f)
	} else {
		f, set := e.flight, e.set
		usable := !again && set != nil && now.Sub(e.fetchedAt) < c.cfg.StaleFor
		c.mu.Unlock()
		if usable {
			return set, false, nil
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, false, refuse("key_set_unavailable", ctx.Err())
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	set, err := c.usableSet(e, now, again)
	return set, true, err
}

// entry finds or makes the entry of a URL. The caller holds mu.
func (c *KeyCache) entry(url string) *keyEntry {
	e := c.entries[url]
	if e == nil {
		for old, o := range c.entries {
			if len(c.entries) < maxKeyEntries {
				break
			}
			if o.flight == nil {
				delete(c.entries, old)
			}
		}
		e = &keyEntry{}
		c.entries[url] = e
	}
	return e
}

// due decides whether to fetch now. The caller holds mu.
func (c *KeyCache) due(e *keyEntry, now time.Time, again bool) bool {
	wait := c.cfg.RefetchAfter
	if e.err != nil {
		wait = c.cfg.RetryAfter
	}
	if !e.triedAt.IsZero() && now.Sub(e.triedAt) < wait && now.Sub(e.triedAt) > -wait {
		return false
	}
	return again || e.set == nil || now.Sub(e.fetchedAt) >= c.cfg.FreshFor
}

// usableSet gives what is known, or why nothing is. Where a key is looked for that the known set lacks, a failed
// fetch is the reason to tell. The caller holds mu.
func (c *KeyCache) usableSet(e *keyEntry, now time.Time, again bool) (*keySet, error) {
	if e.set != nil && now.Sub(e.fetchedAt) < c.cfg.StaleFor && (e.err == nil || !again) {
		return e.set, nil
	}
	if e.err != nil {
		return nil, e.err
	}
	return nil, refuse("key_set_unavailable", errors.New("the known keys are too old"))
}

// fetchInto ends the flight f with what a fetch brought. It goes on when the request that needs it goes away,
// because others may be waiting; its own deadline bounds it.
func (c *KeyCache) fetchInto(ctx context.Context, url string, e *keyEntry, f *keyFlight) {
	set, err := c.fetch(context.WithoutCancel(ctx), url)
	at := c.cfg.Clock()
	c.mu.Lock()
	if e.err = err; err == nil {
		e.set, e.fetchedAt = set, at
	}
	e.flight = nil
	c.mu.Unlock()
	close(f.done)
}

// fetch gets and reads a key set.
func (c *KeyCache) fetch(ctx context.Context, url string) (*keySet, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	if _, err := webURL(url); err != nil {
		return nil, refuse("registration_malformed", fmt.Errorf("key set: %w", err))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, refuse("registration_malformed", err)
	}
	req.Header.Set("Accept", "application/jwk-set+json, application/json;q=0.9, */*;q=0.1")
	res, err := c.http.Do(req)
	if err != nil {
		return nil, refuse("key_set_unavailable", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, refuse("key_set_unavailable", fmt.Errorf("HTTP status %d", res.StatusCode))
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, c.cfg.MaxBytes+1))
	if err != nil {
		return nil, refuse("key_set_unavailable", err)
	}
	if int64(len(body)) > c.cfg.MaxBytes {
		return nil, refuse("key_set_malformed", fmt.Errorf("larger than %d bytes", c.cfg.MaxBytes))
	}
	set, err := parseKeySet(body)
	if err != nil {
		return nil, refuse("key_set_malformed", err)
	}
	return set, nil
}
