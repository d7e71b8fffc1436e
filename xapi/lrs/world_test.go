package lrs_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

var epoch = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// world is a store behind a real server.
type world struct {
	t     *testing.T
	store *lrs.LRS
	url   string
	now   time.Time
}

func open(t *testing.T, path string) *world {
	t.Helper()
	w := &world{t: t, now: epoch}
	store, err := lrs.Open(path, lrs.Config{Username: "u", Password: "p", Now: func() time.Time { return w.now }})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(store.Handler())
	t.Cleanup(func() {
		srv.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.store, w.url = store, srv.URL
	return w
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func (w *world) do(method, path, body string, change ...func(*http.Request)) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.SetBasicAuth("u", "p")
	req.Header.Set("X-Experience-API-Version", "1.0.3")
	req.Header.Set("Content-Type", "application/json")
	for _, f := range change {
		f(req)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

func (w *world) want(status int, a answer) answer {
	w.t.Helper()
	if a.status != status {
		w.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

func (w *world) count() int {
	w.t.Helper()
	all, err := w.store.Statements(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return len(all)
}

func sid(n int) string { return uuid.NewSHA1(uuid.NameSpaceURL, fmt.Append(nil, n)).String() }

const statements = "/xapi/statements"

// statement n by the given user about the given activity.
func statement(n int, user, activity string, more ...string) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"account":{"homePage":"https://lms.example.org","name":%q}},
		"verb":{"id":"http://activitystrea.ms/join","display":{"en":"joined"}},"object":{"id":%q,"definition":{"name":{"en":"Algebra"}}},
		"timestamp":"2026-11-22T10:00:00.000Z"%s}`, sid(n), user, activity, strings.Join(more, ""))
}

const room, course = "https://vc.example.org/room", "https://vc.example.org/course"
