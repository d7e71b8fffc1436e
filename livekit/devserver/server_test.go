package devserver_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

const (
	key    = "devkey"
	secret = "a secret of tests, which is long enough"
)

func TestMain(m *testing.M) {
	if devserver.RunFromEnv() {
		return
	}
	os.Exit(m.Run())
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func client(t *testing.T, url string) *livekit.Client {
	t.Helper()
	c, err := livekit.New(livekit.Config{URL: url, APIKey: key, APISecret: secret})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func bot(t *testing.T, c *livekit.Client, room, identity string, microphone bool) *devserver.Bot {
	t.Helper()
	token, err := c.Token(livekit.Grant{
		Room: room, Identity: identity, CanPublish: true, Sources: livekit.AllSources(), CanSubscribe: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := devserver.Join(within(t, 20*time.Second), devserver.BotConfig{URL: c.URL(), Token: token, Microphone: microphone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Leave)
	return b
}

// One server at a time in a process, so this test isn't parallel and walks the whole life.
func TestServerLife(t *testing.T) {
	hooks := &leavers{reasons: map[string]livekit.DisconnectReason{}, changed: make(chan struct{}, 1)}
	web := httptest.NewServer(hooks)
	t.Cleanup(web.Close)
	cfg := devserver.Config{
		APIKey: key, APISecret: secret, WebhookURL: web.URL, EmptyTimeout: 90 * time.Second, DepartureTimeout: 7 * time.Second,
	}
	s, err := devserver.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ports := s.Config()
	if ports.HTTPPort == 0 || ports.UDPPort == 0 {
		t.Fatalf("ports = %+v, want the ones in use", ports)
	}
	c := client(t, s.URL())
	hooks.client = c
	if err := c.Ping(t.Context()); err != nil {
		t.Fatalf("ping: %v", err)
	}
	room, err := c.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "defaults"})
	if err != nil {
		t.Fatal(err)
	}
	got := []time.Duration{room.EmptyTimeout, room.DepartureTimeout}
	if diff := cmp.Diff([]time.Duration{cfg.EmptyTimeout, cfg.DepartureTimeout}, got); diff != "" {
		t.Errorf("room defaults (-want +got):\n%s", diff)
	}

	stopWithPeople(t, s, c, hooks)
	if err := c.Ping(t.Context()); !errors.Is(err, livekit.ErrUnavailable) {
		t.Errorf("ping after close = %v, want ErrUnavailable", err)
	}

	again, err := devserver.Start(t.Context(), ports)
	if err != nil {
		t.Fatalf("start again on the same ports: %v", err)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Errorf("ping after the second start: %v", err)
	}
	if err := again.Close(within(t, 20*time.Second)); err != nil {
		t.Errorf("close the second: %v", err)
	}
}

// stopWithPeople closes the server while two talk, and expects it to say that they left.
func stopWithPeople(t *testing.T, s *devserver.Server, c *livekit.Client, hooks *leavers) {
	t.Helper()
	talker := bot(t, c, "talk", "talker", true)
	listener := bot(t, c, "talk", "listener", false)
	if err := listener.AwaitPackets(within(t, 20*time.Second), 5); err != nil {
		t.Fatalf("media: %v", err)
	}
	if diff := cmp.Diff([]string{"talker"}, listener.Others()); diff != "" {
		t.Errorf("others (-want +got):\n%s", diff)
	}

	if err := s.Close(within(t, 20*time.Second)); err != nil {
		t.Fatalf("close with people in a room: %v", err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Errorf("second close: %v", err)
	}
	<-s.Done()
	want := map[string]livekit.DisconnectReason{"talker": livekit.ServerShutdown, "listener": livekit.ServerShutdown}
	if diff := cmp.Diff(want, hooks.await(within(t, 10*time.Second), len(want))); diff != "" {
		t.Errorf("participant_left of an orderly stop (-want +got):\n%s", diff)
	}
	talker.Leave()
	listener.Leave()
}

func TestStartRefuses(t *testing.T) {
	busy, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := busy.Close(); err != nil {
			t.Error(err)
		}
	})
	_, port, err := net.SplitHostPort(busy.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	taken, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		cfg  devserver.Config
		want error
	}{
		"no key":       {devserver.Config{APISecret: secret}, devserver.ErrConfig},
		"short secret": {devserver.Config{APIKey: key, APISecret: "short"}, devserver.ErrConfig},
		"level":        {devserver.Config{APIKey: key, APISecret: secret, LogLevel: "loud"}, devserver.ErrConfig},
		"port range":   {devserver.Config{APIKey: key, APISecret: secret, HTTPPort: 70000}, devserver.ErrConfig},
		"duration":     {devserver.Config{APIKey: key, APISecret: secret, Grace: -1}, devserver.ErrConfig},
		"port taken":   {devserver.Config{APIKey: key, APISecret: secret, HTTPPort: taken}, devserver.ErrStart},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := devserver.Start(within(t, 20*time.Second), tt.cfg)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Start = %v, %v, want %v", s, err, tt.want)
			}
		})
	}
}

// leavers collects the reasons of participant_left by identity.
type leavers struct {
	client  *livekit.Client // set before anybody joins
	mu      sync.Mutex
	reasons map[string]livekit.DisconnectReason
	changed chan struct{} // holds one token after a change
}

// ServeHTTP keeps a reason.
func (l *leavers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	e, err := l.client.Webhook(body, r.Header.Get("Authorization"))
	if err != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if e.Kind != livekit.ParticipantLeft {
		return
	}
	l.mu.Lock()
	l.reasons[e.Participant.Identity] = e.Participant.DisconnectReason
	l.mu.Unlock()
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

func (l *leavers) await(ctx context.Context, n int) map[string]livekit.DisconnectReason {
	for {
		l.mu.Lock()
		got := maps.Clone(l.reasons)
		l.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-l.changed:
		case <-ctx.Done():
			return got
		}
	}
}
