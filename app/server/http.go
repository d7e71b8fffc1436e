package server

import (
	"context"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/admin"
	"github.com/lectern-classroom/lectern/app/analytics"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/breakout"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/file"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/hand"
	"github.com/lectern-classroom/lectern/app/launch"
	"github.com/lectern-classroom/lectern/app/link"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/app/report"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/stage"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/frontend"
)

const apiPrefix = "/api/v1"

// mount adds every route.
func (s *Server) mount() {
	limits := web.DefaultLimits()
	limits.Larger = web.Larger(apiPrefix, s.endpoints())
	maps.Copy(limits.Larger, s.lrs.Larger())
	e := web.NewEcho(s.opts.Log, limits, s.csp())
	s.echo = e
	s.launch.Register(e)
	s.link.Register(e)
	s.admin.Register(e)
	s.live.Register(e)
	s.lrs.Register(e)
	s.media.Register(e)
	s.board.Register(e)
	web.Mount(e, apiPrefix, logins{s}, s.endpoints())
	e.GET("/api/openapi.json", s.openAPI)
	e.GET("/healthz", func(c echo.Context) error { return c.String(http.StatusOK, "ok\n") })
	e.GET("/readyz", s.ready)
	e.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(s.metrics(), promhttp.HandlerOpts{})))
	if strings.HasSuffix(s.cfg.LiveKitPublicURL, "/livekit") && sameHost(s.cfg.LiveKitPublicURL, s.cfg.PublicURL) {
		e.Any("/livekit/*", s.liveKitProxy())
	}
	s.mountClient(e)
}

func sameHost(a, b string) bool {
	ua, erra := url.Parse(a)
	ub, errb := url.Parse(b)
	return erra == nil && errb == nil && ua.Host == ub.Host
}

// csp lets pages load from this origin alone and talk to it and to LiveKit.
func (s *Server) csp() string {
	ws := "ws" + strings.TrimPrefix(s.cfg.PublicURL, "http")
	lk := strings.TrimSuffix(s.cfg.LiveKitPublicURL, "/livekit")
	lk = "ws" + strings.TrimPrefix(strings.Replace(lk, "ws", "http", 1), "http")
	lkHTTP := "http" + strings.TrimPrefix(lk, "ws")
	return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; " +
		"connect-src 'self' " + strings.Join([]string{ws, lk, lkHTTP}, " ") + "; font-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'"
}

// endpoints lists every route below /api/v1.
func (s *Server) endpoints() []web.Endpoint {
	return slices.Concat(s.auth.Endpoints(), s.launch.Endpoints(), s.link.Endpoints(), s.roster.Endpoints(), s.schedule.Endpoints(),
		s.media.Endpoints(), s.attendance.Endpoints(), s.grade.Endpoints(), s.report.Endpoints(), s.analytics.Endpoints(),
		s.file.Endpoints(), s.chat.Endpoints(), s.poll.Endpoints(), s.board.Endpoints(), s.planner.Endpoints(), s.admin.Endpoints(), s.forward.Endpoints(), []web.Endpoint{s.clientErrorEndpoint()})
}

// Describe returns the description of the API without running any of it.
func Describe(version string) ([]byte, error) {
	s := &Server{auth: &auth.Service{}, launch: &launch.Service{}, link: &link.Service{}, roster: &roster.Service{}, schedule: &schedule.Service{},
		media: &media.Service{}, attendance: &attendance.Service{}, grade: &grade.Service{}, report: &report.Service{}, analytics: &analytics.Service{},
		file: &file.Service{}, chat: &chat.Service{}, poll: &poll.Service{}, board: &board.Service{}, planner: &breakout.Planner{}, admin: &admin.Service{}, forward: &forward.Service{}}
	hands, stages, breakouts := &hand.Service{}, &stage.Service{}, &breakout.Service{}
	frames := live.Frames()
	for _, part := range []map[string]any{s.chat.Frames(), hands.Frames(), media.Frames(), s.poll.Frames(), stages.Frames(), s.board.Frames(), breakouts.Frames()} {
		maps.Copy(frames, part)
	}
	return web.OpenAPI(apiPrefix, version, s.endpoints(), frames)
}

func (s *Server) openAPI(c echo.Context) error {
	b, err := Describe(s.opts.Version)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, b)
}

// ready answers 200 where database, Redis and LiveKit answer, and else 503 with which doesn't.
func (s *Server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 3*time.Second)
	defer cancel()
	parts, ok := map[string]string{}, true
	for name, ping := range s.pings() {
		parts[name] = "ok"
		if err := ping(ctx); err != nil {
			parts[name], ok = "unreachable", false
		}
	}
	if !ok {
		return c.JSON(http.StatusServiceUnavailable, parts)
	}
	return c.JSON(http.StatusOK, parts)
}

// liveKitProxy carries the signalling of an in-process LiveKit, so that browsers know one origin.
func (s *Server) liveKitProxy() echo.HandlerFunc {
	target, err := url.Parse(s.cfg.LiveKitURL)
	if err != nil {
		return func(echo.Context) error { return err }
	}
	target.Scheme = strings.Replace(target.Scheme, "ws", "http", 1)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.URL.Path = strings.TrimPrefix(r.In.URL.Path, "/livekit")
			r.SetXForwarded()
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
		ErrorLog:     nil,
	}
	return func(c echo.Context) error {
		proxy.ServeHTTP(c.Response().Writer, c.Request())
		return nil
	}
}

// mountClient serves the web client: hashed assets for ever, and the page for every address that is the client's own.
func (s *Server) mountClient(e *echo.Echo) {
	dist, built := frontend.Dist()
	if !built {
		e.GET("/*", func(c echo.Context) error { return c.HTML(http.StatusServiceUnavailable, notBuilt) })
		return
	}
	files := http.FileServerFS(dist)
	e.GET("/*", func(c echo.Context) error {
		path := strings.TrimPrefix(c.Request().URL.Path, "/")
		if strings.HasPrefix(path, "api/") || strings.HasPrefix(path, "lti/") || strings.HasPrefix(path, "ws/") {
			return app.NotFound("page")
		}
		h := c.Response().Header()
		info, err := fs.Stat(dist, path)
		if path == "" || err != nil || info.IsDir() {
			if strings.HasPrefix(path, "assets/") {
				return app.NotFound("file")
			}
			h.Set("Cache-Control", "no-cache")
			c.Request().URL.Path = "/"
		} else if strings.HasPrefix(path, "assets/") {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		files.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The web client isn't built</title>
<main><h1>The web client isn't built</h1><p>This binary was built without it. Run <code>make build</code> and start <code>bin/lectern</code> again.</p></main></html>`
