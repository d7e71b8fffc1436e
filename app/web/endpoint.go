package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
)

// Endpoint is one line of a feature's route table.
type Endpoint struct {
	Method, Path string // Path as Echo takes it: /classrooms/:id
	Summary      string // one sentence, for the OpenAPI description
	Status       int    // of success
	Public       bool   // without a bearer token
	In, Out      reflect.Type
	// BodyBytes is what the body may hold where it isn't JSON, and 0 for JSON, which Limits.BodyBytes bounds.
	BodyBytes int64
	handler   func(c echo.Context) error
}

// Call is one request to an endpoint.
type Call struct {
	echo.Context
	// Actor is who calls; zero on public endpoints.
	Actor app.Actor
}

// Ctx returns the request's context.
func (c Call) Ctx() context.Context { return c.Request().Context() }

// None is the body or the answer of an endpoint without one.
type None struct{}

// JSON makes an endpoint that takes In as its JSON body (None: no body) and answers Out as JSON (None: no body).
func JSON[In, Out any](method, path, summary string, status int, handle func(c Call, in In) (Out, error)) Endpoint {
	e := Endpoint{Method: method, Path: path, Summary: summary, Status: status, In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out]()}
	_, noIn := any(*new(In)).(None)
	_, noOut := any(*new(Out)).(None)
	e.handler = func(c echo.Context) error {
		call := Call{Context: c}
		call.Actor, _ = c.Get(actorKey).(app.Actor)
		var in In
		if !noIn {
			if err := bind(c.Request(), &in); err != nil {
				return err
			}
		}
		out, err := handle(call, in)
		switch {
		case err != nil:
			return err
		case noOut && c.Response().Committed:
			return nil
		case noOut:
			return c.NoContent(status)
		}
		return c.JSON(status, out)
	}
	return e
}

// Raw makes an endpoint that takes any bytes, at most the given number within the given time, and answers Out as JSON.
// The limit holds where Limits.Larger knows the endpoint; else Limits.BodyBytes does.
func Raw[Out any](method, path, summary string, status int, bytes int64, within time.Duration, handle func(c Call, body io.Reader) (Out, error)) Endpoint {
	e := Endpoint{Method: method, Path: path, Summary: summary, Status: status, In: reflect.TypeFor[None](), Out: reflect.TypeFor[Out](), BodyBytes: bytes}
	e.handler = func(c echo.Context) error {
		call := Call{Context: c}
		call.Actor, _ = c.Get(actorKey).(app.Actor)
		err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(within))
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("limit the time of a body: %w", err)
		}
		out, err := handle(call, c.Request().Body)
		if err != nil {
			return explainBody(err)
		}
		return c.JSON(status, out)
	}
	return e
}

// explainBody turns what reading a body can end with into what may be told of it.
func explainBody(err error) error {
	var own *app.Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return err
	case errors.As(err, &tooLarge):
		return app.Errorf(app.CodePayloadTooLarge, "That is larger than Lectern takes.")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &app.Error{Code: app.CodeInvalid, Message: "That took too long to arrive. Please try again.", Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &app.Error{Code: app.CodeInvalid, Message: "That didn't arrive whole. Please try again.", Err: err}
	}
	return err
}

// Larger returns the endpoints below the prefix that take more than JSON, for Limits.
func Larger(prefix string, endpoints []Endpoint) map[string]int64 {
	larger := map[string]int64{}
	for _, e := range endpoints {
		if e.BodyBytes > 0 {
			larger[e.Method+" "+prefix+e.Path] = e.BodyBytes
		}
	}
	return larger
}

// OpenTo returns the endpoint without the need for a bearer token.
func (e Endpoint) OpenTo() Endpoint {
	e.Public = true
	return e
}

// bind decodes the body strictly: JSON, one value, known fields only.
func bind(r *http.Request, into any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationJSON {
		return app.Errorf(app.CodeInvalid, "The body must be application/json.")
	}
	var raw bytes.Buffer
	dec := json.NewDecoder(io.TeeReader(r.Body, &raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		var tooLarge *http.MaxBytesError
		var he *echo.HTTPError
		if errors.As(err, &tooLarge) || (errors.As(err, &he) && he.Code == http.StatusRequestEntityTooLarge) {
			return app.Errorf(app.CodePayloadTooLarge, "That is larger than Lectern takes.")
		}
		return &app.Error{Code: app.CodeInvalid, Message: "The body isn't the expected JSON: " + describe(err) + ".", Err: err}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return app.Errorf(app.CodeInvalid, "The body must hold one JSON value.")
	}
	if bytes.Contains(raw.Bytes(), []byte(`\u0000`)) { // PostgreSQL refuses it as a value
		return app.Errorf(app.CodeInvalid, "The body must hold no NUL.")
	}
	return nil
}

// describe says what is wrong with a body without repeating what it holds.
func describe(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return "the field " + kind.Field + " must be a " + kind.Type.String()
	case errors.As(err, &syntax):
		return "it has a syntax error"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	case strings.HasPrefix(err.Error(), "json: unknown field"):
		return "it has an unknown field"
	}
	return "it can't be read"
}
