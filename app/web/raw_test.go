package web

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

type counted struct {
	Bytes int `json:"bytes"`
}

func TestRawTakesBytesUpToItsOwnLimit(t *testing.T) {
	t.Parallel()
	raw := Raw("PUT", "/bytes/:id", "Counts.", 201, 5000, 200*time.Millisecond, func(c Call, body io.Reader) (counted, error) {
		b, err := io.ReadAll(body)
		return counted{len(b)}, err
	})
	limits := DefaultLimits()
	limits.BodyBytes, limits.Larger = 1000, Larger("/api", []Endpoint{raw})
	e := NewEcho(slog.New(slog.DiscardHandler), limits, "")
	called := 0
	Mount(e, "/api", tokens{"good": {User: "u"}}, append(endpoints(&called), raw))
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)

	for name, tc := range map[string]struct {
		method, path, token string
		body                io.Reader
		status              int
		want                string
	}{
		"no token":         {"PUT", "/api/bytes/1", "bad", strings.NewReader("x"), 401, `"unauthorized"`},
		"fits":             {"PUT", "/api/bytes/1", "good", strings.NewReader(strings.Repeat("x", 5000)), 201, `{"bytes":5000}`},
		"declared larger":  {"PUT", "/api/bytes/1", "good", strings.NewReader(strings.Repeat("x", 5001)), 413, `"payload_too_large"`},
		"streamed larger":  {"PUT", "/api/bytes/1", "good", io.MultiReader(strings.NewReader(strings.Repeat("x", 5001))), 413, `"payload_too_large"`},
		"JSON stays small": {"POST", "/api/greet/1", "good", strings.NewReader(strings.Repeat("x", 1001)), 413, `"payload_too_large"`},
	} {
		req, err := http.NewRequest(tc.method, server.URL+tc.path, tc.body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+tc.token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != tc.status || !strings.Contains(string(b), tc.want) {
			t.Errorf("%s: %d %s, %v; want %d %s", name, res.StatusCode, b, err, tc.status, tc.want)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	wantSlowRefused(t, strings.TrimPrefix(server.URL, "http://"))
}

// wantSlowRefused sends half of a body and no more.
func wantSlowRefused(t *testing.T, address string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // the server may have closed it
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "PUT /api/bytes/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Length: 10\r\n\r\nhalf!"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.Contains(string(answer), "took too long") {
		t.Errorf("a body that stops: %q, %v", answer, err)
	}
}

func TestRawIsDescribed(t *testing.T) {
	t.Parallel()
	raw := Raw("PUT", "/bytes", "Counts.", 201, 5000, time.Second, func(Call, io.Reader) (counted, error) { return counted{}, nil })
	doc, err := OpenAPI("/api", "1", []Endpoint{raw}, nil)
	if err != nil || !strings.Contains(string(doc), "application/octet-stream") {
		t.Errorf("described as %s, %v", doc, err)
	}
	if code := HTTPStatus(app.CodePayloadTooLarge); code != 413 {
		t.Errorf("too large is told as %d", code)
	}
}
