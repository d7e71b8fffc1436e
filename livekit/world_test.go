package livekit_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

const (
	key    = "devkey"
	secret = "a secret of tests, which is long enough"
)

// world is the real server with a receiver of its webhooks. LiveKit allows one server in a process,
// so one test builds it and every case takes a room of its own.
type world struct {
	*livekit.Client
	hooks *receiver
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{hooks: &receiver{changed: make(chan struct{}), refuse: map[string]bool{}}}
	web := httptest.NewServer(w.hooks)
	t.Cleanup(web.Close)
	s, err := devserver.Start(t.Context(), devserver.Config{APIKey: key, APISecret: secret, WebhookURL: web.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	w.Client = newClient(t, s.URL(), secret)
	w.hooks.client = w.Client
	return w
}

func newClient(t *testing.T, url, secret string) *livekit.Client {
	t.Helper()
	c, err := livekit.New(livekit.Config{URL: url, APIKey: key, APISecret: secret})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// learner is a grant as a learner has it.
func learner(room, identity string) livekit.Grant {
	return livekit.Grant{
		Room: room, Identity: identity, Name: "Name of " + identity, CanPublish: true, CanSubscribe: true,
		Sources: []livekit.Source{livekit.Camera, livekit.Microphone},
	}
}

// join brings a bot in and fails the test where that can't be.
func (w *world) join(t *testing.T, g livekit.Grant, microphone bool) *devserver.Bot {
	t.Helper()
	b, err := w.tryJoin(t, g, microphone)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (w *world) tryJoin(t *testing.T, g livekit.Grant, microphone bool) (*devserver.Bot, error) {
	t.Helper()
	token, err := w.Token(g)
	if err != nil {
		t.Fatal(err)
	}
	b, err := devserver.Join(within(t, 30*time.Second), devserver.BotConfig{URL: w.URL(), Token: token, Microphone: microphone})
	if err == nil {
		t.Cleanup(b.Leave)
	}
	return b, err
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// delivery is one webhook as it came.
type delivery struct {
	livekit.Event
	body   []byte
	auth   string
	answer int
}

// receiver is the other end of the webhooks.
type receiver struct {
	client *livekit.Client // set before the first room is made

	mu         sync.Mutex
	deliveries []delivery
	refuse     map[string]bool // rooms whose next delivery gets a 503
	bad        []error
	changed    chan struct{} // closed and renewed with each delivery
}

// ServeHTTP verifies and keeps a delivery.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, livekit.MaxWebhookBytes))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	auth := req.Header.Get("Authorization")
	e, err := r.client.Webhook(body, auth)
	r.mu.Lock()
	defer r.mu.Unlock()
	answer := http.StatusOK
	switch {
	case err != nil:
		r.bad = append(r.bad, err)
		answer = http.StatusUnauthorized
	case r.refuse[e.Room]:
		delete(r.refuse, e.Room)
		answer = http.StatusServiceUnavailable
	}
	r.deliveries = append(r.deliveries, delivery{Event: e, body: body, auth: auth, answer: answer})
	close(r.changed)
	r.changed = make(chan struct{})
	w.WriteHeader(answer)
}

// await returns the first delivery that matches, once it is there.
func (r *receiver) await(ctx context.Context, match func(delivery) bool) (delivery, error) {
	for {
		r.mu.Lock()
		changed := r.changed
		for _, d := range r.deliveries {
			if match(d) {
				r.mu.Unlock()
				return d, nil
			}
		}
		r.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return delivery{}, fmt.Errorf("webhook: %w", ctx.Err())
		}
	}
}

// participant waits for an event of one connection.
func (r *receiver) participant(t *testing.T, kind livekit.EventKind, sid string) livekit.Event {
	t.Helper()
	d, err := r.await(within(t, 40*time.Second), func(d delivery) bool { return d.Kind == kind && d.Participant.SID == sid })
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return d.Event
}

func (r *receiver) refuseOnce(room string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse[room] = true
}

func (r *receiver) count(match func(delivery) bool) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, d := range r.deliveries {
		if match(d) {
			n++
		}
	}
	return n
}
