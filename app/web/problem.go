package web

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"
	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
)

// status is how each code is told: as an HTTP status, and as a WebSocket close code, of which 4000-4499 mean "come
// back" and 4500-4999 "don't".
type status struct {
	http  int
	close websocket.StatusCode
}

var table = map[app.Code]status{
	app.CodeInternal:           {http.StatusInternalServerError, 4000},
	app.CodeInvalid:            {http.StatusBadRequest, 4505},
	app.CodeUnauthorized:       {http.StatusUnauthorized, 4501},
	app.CodeForbidden:          {http.StatusForbidden, 4504},
	app.CodeNotFound:           {http.StatusNotFound, 4506},
	app.CodeConflict:           {http.StatusConflict, 4507},
	app.CodePayloadTooLarge:    {http.StatusRequestEntityTooLarge, 4508},
	app.CodeRateLimited:        {http.StatusTooManyRequests, 4004},
	app.CodeUnavailable:        {http.StatusServiceUnavailable, 4005},
	app.CodeLaunchCodeUnknown:  {http.StatusUnauthorized, 4501},
	app.CodeLaunchCodeUsed:     {http.StatusGone, 4501},
	app.CodeSessionAlreadyLive: {http.StatusConflict, 4507},
	app.CodeSessionEnded:       {http.StatusGone, 4500},
	app.CodeRoomFull:           {http.StatusConflict, 4502},
	app.CodeRemoved:            {http.StatusForbidden, 4503},
	app.CodeTooEarly:           {http.StatusForbidden, 4509},
}

// Close codes that no error stands behind.
const (
	CloseRestarting websocket.StatusCode = 4001 // the app goes down or restarts
	CloseSlow       websocket.StatusCode = 4002 // the client doesn't read fast enough
	CloseSilent     websocket.StatusCode = 4003 // the client's beats stopped
)

// CloseCode returns the WebSocket close code of an error.
func CloseCode(err error) websocket.StatusCode { return table[known(app.CodeOf(err))].close }

// HTTPStatus returns the HTTP status of a code.
func HTTPStatus(code app.Code) int { return table[known(code)].http }

func known(code app.Code) app.Code {
	if _, ok := table[code]; !ok {
		return app.CodeInternal
	}
	return code
}

// Problem is an error as clients get it: RFC 9457, application/problem+json.
type Problem struct {
	Type      string        `json:"type"`
	Title     string        `json:"title"`
	Status    int           `json:"status"`
	Code      app.Code      `json:"code"`
	Detail    string        `json:"detail"`
	RequestID string        `json:"requestId"`
	SessionID app.SessionID `json:"sessionId,omitempty"`
}

// Explain turns any error into what may be told of it.
func Explain(err error) *app.Error {
	var own *app.Error
	if errors.As(err, &own) {
		return own
	}
	var he *echo.HTTPError
	if errors.As(err, &he) {
		switch he.Code {
		case http.StatusNotFound:
			return app.NotFound("page")
		case http.StatusMethodNotAllowed:
			return app.Errorf(app.CodeNotFound, "This address doesn't take that method.")
		case http.StatusUnauthorized:
			return app.Errorf(app.CodeUnauthorized, "Please open the class again from your course.")
		case http.StatusRequestEntityTooLarge:
			return app.Errorf(app.CodePayloadTooLarge, "That is larger than Lectern takes.")
		case http.StatusTooManyRequests:
			return &app.Error{Code: app.CodeRateLimited, Message: "Too many requests. Please wait a moment.", Retry: time.Second}
		case http.StatusBadRequest, http.StatusUnsupportedMediaType:
			return app.Errorf(app.CodeInvalid, "The request isn't valid JSON of the expected shape.")
		}
	}
	return &app.Error{Code: app.CodeInternal, Message: "Something went wrong on our side. Please try again.", Err: err}
}

// errorHandler renders errors that handlers return.
func errorHandler(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		e := Explain(err)
		if e.Code == app.CodeInternal {
			log.Error("request failed", "request_id", requestID(c), "route", c.Path(), "error", err)
		}
		if c.Response().Committed {
			return
		}
		if rerr := RenderProblem(c, e); rerr != nil {
			log.Warn("answer not sent", "request_id", requestID(c), "error", rerr)
		}
	}
}

// RenderProblem answers with the error as a problem.
func RenderProblem(c echo.Context, e *app.Error) error {
	code := HTTPStatus(e.Code)
	if e.Retry > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.Retry.Seconds()))))
	}
	c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
	return c.JSON(code, Problem{
		Type: "about:blank", Title: http.StatusText(code), Status: code, Code: known(e.Code), Detail: e.Message,
		RequestID: requestID(c), SessionID: e.Session,
	})
}

func requestID(c echo.Context) string {
	return c.Response().Header().Get(echo.HeaderXRequestID)
}
