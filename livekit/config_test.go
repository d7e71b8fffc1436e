package livekit_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/livekit"
)

func TestNewReadsURL(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{ // URL, WebSocketURL; nil: refused
		"http://127.0.0.1:7880":        {"http://127.0.0.1:7880", "ws://127.0.0.1:7880"},
		"ws://127.0.0.1:7880/":         {"http://127.0.0.1:7880", "ws://127.0.0.1:7880"},
		"https://live.example":         {"https://live.example", "wss://live.example"},
		"wss://live.example/livekit/":  {"https://live.example/livekit", "wss://live.example/livekit"},
		"":                             nil,
		"live.example":                 nil,
		"ftp://live.example":           nil,
		"https://":                     nil,
		"https://u:p@live.example":     nil,
		"https://live.example?x=1":     nil,
		"https://live.example/%zz":     nil,
		"https://live.example#section": nil,
	}
	for raw, want := range tests {
		t.Run(raw, func(t *testing.T) {
			t.Parallel()
			c, err := livekit.New(livekit.Config{URL: raw, APIKey: key, APISecret: secret})
			if want == nil {
				if !errors.Is(err, livekit.ErrConfig) {
					t.Errorf("New = %v, want ErrConfig", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, []string{c.URL(), c.WebSocketURL()}); diff != "" {
				t.Errorf("addresses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNewReportsAllFaults(t *testing.T) {
	t.Parallel()
	_, err := livekit.New(livekit.Config{URL: "gopher://x", APISecret: "short", Timeout: -1})
	var all interface{ Unwrap() []error }
	if !errors.As(err, &all) || len(all.Unwrap()) != 4 {
		t.Errorf("New = %v, want four faults", err)
	}
}

func TestUnavailable(t *testing.T) {
	t.Parallel()
	mute, err := net.Listen("tcp4", "127.0.0.1:0") // takes connections and never answers
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := mute.Close(); err != nil {
			t.Error(err)
		}
	})
	page := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(status)
			if _, err := w.Write([]byte(body)); err != nil {
				t.Error(err)
			}
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	tests := map[string]string{
		"nobody listens": "http://127.0.0.1:1",
		"no answer":      "http://" + mute.Addr().String(),
		"proxy's 502":    page(http.StatusBadGateway, "<html>bad gateway</html>"),
		"redirect":       page(http.StatusFound, ""),
		"not LiveKit":    page(http.StatusOK, "<html>welcome</html>"),
	}
	for name, url := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := livekit.New(livekit.Config{URL: url, APIKey: key, APISecret: secret, Timeout: 200 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			started := time.Now()
			calls := map[string]error{"ping": c.Ping(t.Context()), "remove": c.Remove(t.Context(), "r", "i")}
			_, calls["participants"] = c.Participants(t.Context(), "r")
			_, calls["ensure room"] = c.EnsureRoom(t.Context(), livekit.RoomOptions{Name: "r"})
			for call, err := range calls {
				if !errors.Is(err, livekit.ErrUnavailable) {
					t.Errorf("%s = %v, want ErrUnavailable", call, err)
				}
			}
			if took := time.Since(started); took > 10*time.Second {
				t.Errorf("took %v with a time-out of 200 ms a call", took)
			}
		})
	}
}

func TestContextEndsCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := newClient(t, "http://127.0.0.1:1", secret).Ping(ctx)
	if !errors.Is(err, livekit.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("ping = %v, want ErrUnavailable and the context's error", err)
	}
}
