package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/lectern-classroom/lectern/app"
)

type tokens map[string]app.Actor

func (t tokens) Authenticate(token string) (app.Actor, error) {
	a, ok := t[token]
	if !ok {
		return app.Actor{}, app.Errorf(app.CodeUnauthorized, "no")
	}
	return a, nil
}

type greetIn struct {
	Name string `json:"name"`
}

type greetOut struct {
	Hello string     `json:"hello"`
	At    *time.Time `json:"at"`
	Note  string     `json:"note,omitempty"`
}

func endpoints(called *int) []Endpoint {
	return []Endpoint{
		JSON("POST", "/greet/:id", "Greets.", 201, func(c Call, in greetIn) (greetOut, error) {
			*called++
			return greetOut{Hello: in.Name + " from " + string(c.Actor.User)}, nil
		}),
		JSON("GET", "/broken", "Breaks.", 200, func(Call, None) (None, error) { return None{}, errors.New("ana@example.org broke it") }),
		JSON("GET", "/panic", "Panics.", 200, func(Call, None) (None, error) { panic("boom") }),
		JSON("GET", "/busy", "Is busy.", 200, func(Call, None) (None, error) {
			return None{}, &app.Error{Code: app.CodeUnavailable, Message: "Later.", Retry: 1500 * time.Millisecond}
		}).OpenTo(),
		JSON("DELETE", "/thing", "Deletes.", 204, func(Call, None) (None, error) { return None{}, nil }).OpenTo(),
	}
}

func TestEndpointEdges(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, method, path, token, kind, body string
		status                                int
		code                                  app.Code
		want                                  string
		calls                                 int
	}{
		{"no token", "POST", "/api/greet/1", "", "application/json", `{"name":"Ana"}`, 401, app.CodeUnauthorized, "", 0},
		{"bad token", "POST", "/api/greet/1", "nope", "application/json", `{"name":"Ana"}`, 401, app.CodeUnauthorized, "", 0},
		{"unknown page", "GET", "/api/nowhere", "good", "", "", 404, app.CodeNotFound, "", 0},
		{"wrong method", "GET", "/api/greet/1", "good", "", "", 404, app.CodeNotFound, "", 0},
		{"not json", "POST", "/api/greet/1", "good", "text/plain", `{"name":"Ana"}`, 400, app.CodeInvalid, "application/json", 0},
		{"broken json", "POST", "/api/greet/1", "good", "application/json", `{"name":`, 400, app.CodeInvalid, "ends too early", 0},
		{"unknown field", "POST", "/api/greet/1", "good", "application/json", `{"nome":"Ana"}`, 400, app.CodeInvalid, "unknown field", 0},
		{"wrong type", "POST", "/api/greet/1", "good", "application/json", `{"name":7}`, 400, app.CodeInvalid, "the field name must be a string", 0},
		{"a NUL", "POST", "/api/greet/1", "good", "application/json", `{"name":"A\u0000na"}`, 400, app.CodeInvalid, "no NUL", 0},
		{"a NUL in the address", "POST", "/api/greet/%00", "good", "application/json", `{"name":"Ana"}`, 404, app.CodeNotFound, "", 0},
		{"an address that isn't text", "POST", "/api/greet/%ff", "good", "application/json", `{"name":"Ana"}`, 404, app.CodeNotFound, "", 0},
		{"two values", "POST", "/api/greet/1", "good", "application/json", `{"name":"a"}{}`, 400, app.CodeInvalid, "one JSON value", 0},
		{"too large", "POST", "/api/greet/1", "good", "application/json", `{"name":"` + strings.Repeat("x", 2000) + `"}`, 413, app.CodePayloadTooLarge, "", 0},
		{"good", "POST", "/api/greet/1", "good", "application/json; charset=utf-8", `{"name":"Ana"}`, 201, "", `"hello":"Ana from u","at":null`, 1},
		{"internal", "GET", "/api/broken", "good", "", "", 500, app.CodeInternal, "Something went wrong", 0},
		{"panic", "GET", "/api/panic", "good", "", "", 500, app.CodeInternal, "", 0},
		{"busy", "GET", "/api/busy", "", "", "", 503, app.CodeUnavailable, "Later.", 0},
		{"no content", "DELETE", "/api/thing", "", "", "", 204, "", "", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var logged bytes.Buffer
			calls := 0
			limits := DefaultLimits()
			limits.BodyBytes = 1000
			e := NewEcho(slog.New(slog.NewTextHandler(&logged, nil)), limits, "default-src 'self'")
			Mount(e, "/api", tokens{"good": {User: "u", Classroom: "c", Role: app.RoleLearner}}, endpoints(&calls))
			r := httptest.NewRequest(tc.method, tc.path, strings.NewReader(tc.body))
			if tc.kind != "" {
				r.Header.Set("Content-Type", tc.kind)
			}
			if tc.token != "" {
				r.Header.Set("Authorization", "Bearer "+tc.token)
			}
			w := httptest.NewRecorder()
			e.ServeHTTP(w, r)
			if w.Code != tc.status || calls != tc.calls || !strings.Contains(w.Body.String(), tc.want) {
				t.Fatalf("got %d after %d calls: %s", w.Code, calls, w.Body)
			}
			if tc.code != "" {
				var p Problem
				if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != tc.code || p.Status != tc.status || p.RequestID == "" {
					t.Errorf("problem %+v, %v", p, err)
				}
				if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
					t.Errorf("content type %q", ct)
				}
			}
			if tc.name == "internal" && (strings.Contains(w.Body.String(), "ana@") || !strings.Contains(logged.String(), "request failed")) {
				t.Errorf("answer %s, log %s", w.Body, &logged)
			}
			if tc.name == "busy" && w.Header().Get("Retry-After") != "2" {
				t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
			}
		})
	}
}

func TestEveryCodeHasAStatusAndACloseCode(t *testing.T) {
	t.Parallel()
	for code, s := range table {
		if s.http < 400 || s.http > 599 || s.close < 4000 || s.close > 4999 {
			t.Errorf("%s maps to %d and %d", code, s.http, s.close)
		}
		if comesBack := s.close < 4500; comesBack != (s.http >= 500 || s.http == http.StatusTooManyRequests) {
			t.Errorf("%s: status %d and close code %d disagree on coming back", code, s.http, s.close)
		}
	}
	if CloseCode(errors.New("x")) != 4000 || HTTPStatus("new") != 500 {
		t.Error("unknown errors aren't internal")
	}
}

func TestRateLimitAnswersAProblem(t *testing.T) {
	t.Parallel()
	calls := 0
	e := NewEcho(slog.New(slog.DiscardHandler), Limits{BodyBytes: 1000, PerSecond: 0.001, Burst: 2}, "")
	Mount(e, "", tokens{}, endpoints(&calls))
	var last *httptest.ResponseRecorder
	for range 3 {
		last = httptest.NewRecorder()
		e.ServeHTTP(last, httptest.NewRequest("DELETE", "/thing", nil))
	}
	if last.Code != 429 || !strings.Contains(last.Body.String(), `"code":"rate_limited"`) || last.Header().Get("Retry-After") == "" {
		t.Errorf("got %d %s", last.Code, last.Body)
	}
}

func TestOpenAPIIsValidAndNamesWhatIsRequired(t *testing.T) {
	t.Parallel()
	calls := 0
	b, err := OpenAPI("/api/v1", "1", endpoints(&calls), map[string]any{"Extra": struct{ Frame greetIn }{}})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	op := doc.Paths.Value("/api/v1/greet/{id}").Post
	out := op.Responses.Value("201").Value.Content.Get("application/json").Schema.Value
	if got := strings.Join(out.Required, ","); got != "hello,at" {
		t.Errorf("required: %s", got)
	}
	if at := out.Properties["at"].Value; !at.Nullable || at.Format != "date-time" {
		t.Errorf("at is %+v", at)
	}
}
