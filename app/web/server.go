package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
)

const actorKey = "lectern.actor"

// Authenticator checks a bearer token. It returns an app.Error with CodeUnauthorized where the token isn't valid.
type Authenticator interface {
	Authenticate(token string) (app.Actor, error)
}

// Limits bound what one request and one address may do.
type Limits struct {
	BodyBytes int64      // of a request
	PerSecond rate.Limit // requests a second from one address, in the long run
	Burst     int        // requests from one address at once
	// Larger holds the bytes of what may be larger than BodyBytes, by "METHOD route"; see the function Larger.
	Larger map[string]int64
}

// DefaultLimits bear a whole school behind one address: 300 launches (900 requests and a page each) in 3 s, and
// classes that poll.
func DefaultLimits() Limits { return Limits{BodyBytes: 1 << 20, PerSecond: 500, Burst: 4000} }

// NewEcho returns an Echo with the error table, request ids, recovery, security headers and limits in place.
func NewEcho(log *slog.Logger, limits Limits, csp string) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = errorHandler(log)
	e.IPExtractor = echo.ExtractIPFromXFFHeader() // trusts loopback and private addresses, as of a proxy in front
	e.Use(middleware.RequestIDWithConfig(middleware.RequestIDConfig{Generator: app.NewID, RequestIDHandler: func(c echo.Context, id string) {
		if len(id) > 64 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			c.Response().Header().Set(echo.HeaderXRequestID, app.NewID())
		}
	}}))
	e.Use(accessLog(log))
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{DisablePrintStack: true, LogErrorFunc: func(c echo.Context, err error, stack []byte) error {
		log.Error("handler panicked", "request_id", requestID(c), "route", c.Path(), "error", err, "stack", string(stack))
		return err
	}}))
	e.Use(securityHeaders(csp))
	e.Use(middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Skipper:             func(c echo.Context) bool { return c.Path() == "/livekit/webhook" || c.Path() == "/healthz" },
		Store:               middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{Rate: limits.PerSecond, Burst: limits.Burst, ExpiresIn: 3 * time.Minute}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return c.RealIP(), nil },
		DenyHandler:         func(echo.Context, string, error) error { return echo.NewHTTPError(http.StatusTooManyRequests) },
	}))
	e.Use(limitBody(limits))
	e.Use(readablePath)
	return e
}

// readablePath answers that there is nothing at an address that no text can name: not UTF-8, or with a NUL, which
// PostgreSQL refuses as a value.
func readablePath(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if path := c.Request().URL.Path; !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
			return echo.NewHTTPError(http.StatusNotFound)
		}
		return next(c)
	}
}

func limitBody(limits Limits) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r, n := c.Request(), limits.BodyBytes
			if larger, ok := limits.Larger[r.Method+" "+c.Path()]; ok {
				n = larger
			}
			if r.ContentLength > n {
				return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
			}
			if r.Body != nil && r.Body != http.NoBody {
				r.Body = http.MaxBytesReader(c.Response(), r.Body, n)
			}
			return next(c)
		}
	}
}

// securityHeaders keeps browsers from running what isn't ours. Frames are allowed from anywhere: an LMS embeds us.
func securityHeaders(csp string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Security-Policy", csp)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()")
			return next(c)
		}
	}
}

func accessLog(log *slog.Logger) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !log.Enabled(c.Request().Context(), slog.LevelDebug) {
				return next(c)
			}
			start := time.Now()
			err := next(c)
			log.Debug("request", "request_id", requestID(c), "method", c.Request().Method, "route", c.Path(),
				"status", c.Response().Status, "ms", float64(time.Since(start).Microseconds())/1000)
			return err
		}
	}
}

// Mount adds the endpoints below the prefix.
func Mount(e *echo.Echo, prefix string, auth Authenticator, endpoints []Endpoint) {
	bearer := requireBearer(auth)
	for _, ep := range endpoints {
		if ep.Public {
			e.Add(ep.Method, prefix+ep.Path, ep.handler)
			continue
		}
		e.Add(ep.Method, prefix+ep.Path, ep.handler, bearer)
	}
}

// requireBearer lets a request pass whose Authorization header carries a valid token (RFC 6750 §2.1).
func requireBearer(auth Authenticator) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			scheme, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
			if !strings.EqualFold(scheme, "Bearer") || token == "" {
				c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Bearer")
				return app.Errorf(app.CodeUnauthorized, "Please open the class again from your course.")
			}
			actor, err := auth.Authenticate(token)
			if err != nil {
				c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer error="invalid_token"`)
				return err
			}
			c.Set(actorKey, actor)
			c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
			return next(c)
		}
	}
}
