package lti_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/lti"
)

func newCache(t *testing.T, keys ...any) (*lti.KeyCache, *keyServer, *clock) {
	t.Helper()
	c := &clock{at: start()}
	return lti.NewKeyCache(lti.KeyCacheConfig{Clock: c.Now}), newKeyServer(t, keys...), c
}

func keyCode(c *lti.KeyCache, url, kid string) string {
	_, err := c.Keys(context.Background(), url, kid, "RS256")
	return lti.Code(err)
}

func keyOne() map[string]any { return public(rsaOne().Public(), "k1") }

func keyTwo() map[string]any { return public(rsaTwo().Public(), "k2") }

func TestKeyCache(t *testing.T) {
	t.Parallel()
	t.Run("LTI-KEY-06 a rotated key within 35 s", testKeysARotatedKeyWithin35S)
	t.Run("LTI-KEY-06 made-up ids don't hammer", testKeysMadeUpIdsDontHammer)
	t.Run("LTI-KEY-06 one fetch for many", testKeysOneFetchForMany)
	t.Run("LTI-KEY-07 known keys outlive a dead platform", testKeysKnownKeysOutliveADeadPlatform)
	t.Run("LTI-KEY-07 a key taken back is forgotten", testKeysAKeyTakenBackIsForgotten)
	t.Run("LTI-KEY-07 a caller that goes away doesn't spoil it for others", testKeysACallerThatGoesAwayDoesntSpoilItForOthers)
}

func testKeysARotatedKeyWithin35S(t *testing.T) {
	t.Parallel()
	c, s, now := newCache(t, keyOne())
	if code := keyCode(c, s.URL, "k1"); code != "" {
		t.Fatal(code)
	}
	s.body.Store(serveKeys(keyTwo()))
	now.Add(30 * time.Second)
	if code := keyCode(c, s.URL, "k2"); code != "" {
		t.Errorf("the new key: %s", code)
	}
	if code := keyCode(c, s.URL, "k1"); code != "key_unknown" {
		t.Errorf("the old key: %q", code)
	}
}

func testKeysMadeUpIdsDontHammer(t *testing.T) {
	t.Parallel()
	c, s, now := newCache(t, keyOne())
	for second := range 120 {
		for i := range 10 {
			if code := keyCode(c, s.URL, fmt.Sprintf("made-up-%d-%d", second, i)); code != "key_unknown" {
				t.Fatal(code)
			}
		}
		now.Add(time.Second)
	}
	if n := s.asked.Load(); n > 5 {
		t.Errorf("%d fetches in two minutes", n)
	}
}

func testKeysOneFetchForMany(t *testing.T) {
	t.Parallel()
	c, s, _ := newCache(t, keyOne())
	arrived, release := make(chan struct{}, 1), make(chan struct{})
	good := serveKeys(keyOne())
	s.body.Store(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		good(w, r)
	}))
	var wg sync.WaitGroup
	codes := make([]string, 50)
	for i := range codes {
		wg.Go(func() { codes[i] = keyCode(c, s.URL, "k1") })
	}
	<-arrived
	close(release)
	wg.Wait()
	for _, code := range codes {
		if code != "" {
			t.Errorf("code %s", code)
		}
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("%d fetches", n)
	}
}

func testKeysKnownKeysOutliveADeadPlatform(t *testing.T) {
	t.Parallel()
	c, s, now := newCache(t, keyOne())
	if code := keyCode(c, s.URL, "k1"); code != "" {
		t.Fatal(code)
	}
	s.body.Store(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }))
	now.Add(2 * time.Hour)
	if code := keyCode(c, s.URL, "k1"); code != "" {
		t.Errorf("after two hours: %s", code)
	}
	if code := keyCode(c, s.URL, "k2"); code != "key_set_unavailable" {
		t.Errorf("an unknown key: %q", code)
	}
	now.Add(23 * time.Hour)
	if code := keyCode(c, s.URL, "k1"); code != "key_set_unavailable" {
		t.Errorf("after a day: %q", code)
	}
	s.body.Store(serveKeys(keyOne()))
	now.Add(6 * time.Second)
	if code := keyCode(c, s.URL, "k1"); code != "" {
		t.Errorf("when the platform is back: %s", code)
	}
}

func testKeysAKeyTakenBackIsForgotten(t *testing.T) {
	t.Parallel()
	c, s, now := newCache(t, keyOne(), keyTwo())
	if code := keyCode(c, s.URL, "k1"); code != "" {
		t.Fatal(code)
	}
	s.body.Store(serveKeys(keyTwo()))
	now.Add(time.Hour)
	if code := keyCode(c, s.URL, "k1"); code != "key_unknown" {
		t.Errorf("code %q", code)
	}
}

func testKeysACallerThatGoesAwayDoesntSpoilItForOthers(t *testing.T) {
	t.Parallel()
	c, s, _ := newCache(t, keyOne())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Keys(ctx, s.URL, "k1", "RS256"); err != nil {
		t.Error(err)
	}
}

func TestKeySetAnswers(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	cases := []struct {
		name string
		h    http.HandlerFunc
		code string
	}{
		{"LTI-KEY-04 500", answer(500, "x"), "key_set_unavailable"},
		{"LTI-KEY-04 404", answer(404, "<html>"), "key_set_unavailable"},
		{"LTI-KEY-04 redirects in a circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, "key_set_unavailable"},
		{"LTI-KEY-05 HTML", answer(200, "\n<!DOCTYPE html><p>Maintenance"), "key_set_malformed"},
		{"LTI-KEY-05 not JSON", answer(200, "keys"), "key_set_malformed"},
		{"LTI-KEY-05 no keys", answer(200, "{}"), "key_set_malformed"},
		{"LTI-KEY-05 empty", answer(200, ""), "key_set_malformed"},
		{"LTI-KEY-05 a list", answer(200, "[]"), "key_set_malformed"},
		{"LTI-KEY-05 too large", answer(200, `{"keys":[],"x":"`+strings.Repeat("x", 257<<10)+`"}`), "key_set_malformed"},
		{"LTI-KEY-01 no key in the set", answer(200, `{"keys":[]}`), "key_unknown"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cache, s, _ := newCache(t)
			s.body.Store(c.h)
			_, err := cache.Keys(t.Context(), s.URL, "k1", "RS256")
			if lti.Code(err) != c.code {
				t.Fatalf("%v, want %s", err, c.code)
			}
			checkRefusal(t, c.name, err)
		})
	}
	t.Run("LTI-KEY-04 no answer in time", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		s := newKeyServer(t)
		s.body.Store(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}))
		cache := lti.NewKeyCache(lti.KeyCacheConfig{Timeout: 20 * time.Millisecond})
		_, err := cache.Keys(t.Context(), s.URL, "k1", "RS256")
		close(release)
		if !errors.Is(err, lti.ErrKeySetUnavailable) {
			t.Fatal(err)
		}
	})
}

func TestLaunchAfterRotation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := launchOnce(t, w, nil); err != nil {
		t.Fatal(err)
	}
	w.keys.body.Store(serveKeys(public(rsaTwo().Public(), "k1")))
	spoil := func(a *attempt) { a.key = rsaTwo() }
	if _, err := launchOnce(t, w, spoil); lti.Code(err) != "signature_invalid" {
		t.Errorf("LTI-KEY-06: within the bound: %v", err)
	}
	w.clock.Add(31 * time.Second)
	if _, err := launchOnce(t, w, spoil); err != nil {
		t.Errorf("LTI-KEY-06: a key replaced under the same id: %v", err)
	}
	if n := w.keys.asked.Load(); n != 2 {
		t.Errorf("%d fetches", n)
	}
}
