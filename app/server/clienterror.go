package server

import (
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app/web"
)

// ClientError is what a page tells when it broke: the kind of the error and the part of the page. Neither may hold words
// of a person; only letters, digits and what stands in file names is logged of them.
type ClientError struct {
	Message string `json:"message"`
	Where   string `json:"where"`
}

// clientErrors bounds what broken pages write into the log, of all people together.
type clientErrors struct{ limit *rate.Limiter }

func newClientErrors() clientErrors {
	return clientErrors{limit: rate.NewLimiter(rate.Every(time.Second), 20)}
}

func (s *Server) postClientError(c web.Call, in ClientError) (web.None, error) {
	if s.broken.limit.Allow() {
		s.opts.Log.Warn("page failed", "kind", plain(in.Message, 60), "where", plain(in.Where, 200), "role", c.Actor.Role)
	}
	return web.None{}, nil
}

func (s *Server) clientErrorEndpoint() web.Endpoint {
	return web.JSON("POST", "/client-errors", "A page tells that it broke.", http.StatusNoContent, s.postClientError)
}

// plain keeps what can stand in the name of an error or of a file, at most n bytes of it.
func plain(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(" ._:/()-", r)) {
			return r
		}
		return -1
	}, text)
	return text[:min(n, len(text))]
}
