package board

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/whiteboard"
)

// Register adds the socket of documents.
func (s *Service) Register(e *echo.Echo) {
	e.GET("/ws/boards/:id", s.serve)
}

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/sessions/:id/note", "Where the shared note of a session is.", http.StatusOK, s.getNote),
	}
}

// Note says where a session's note is.
type Note struct {
	BoardID app.BoardID `json:"boardId"`
	URL     string      `json:"url"`
}

func (s *Service) getNote(c web.Call, _ web.None) (Note, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, app.ActionNoteRead, session, err); err != nil {
		return Note{}, err
	}
	if err := s.notRemoved(c.Ctx(), session.ID, c.Actor.User); err != nil {
		return Note{}, err
	}
	id, err := s.EnsureNote(c.Ctx(), session)
	if err != nil {
		return Note{}, err
	}
	_, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	socket := "ws" + strings.TrimPrefix(s.PublicURL, "http")
	return Note{BoardID: id, URL: socket + "/ws/boards/" + string(id) + "?token=" + url.QueryEscape(token)}, nil
}

// serve is the life of one connection. A refusal closes an accepted socket, because a browser tells a page the close code
// but not the status of a failed upgrade.
func (s *Service) serve(c echo.Context) error {
	member, refusal := s.admit(c.Request().Context(), c.QueryParam("token"), app.BoardID(c.Param("id")))
	socket, err := web.AcceptSocket(c, int64(whiteboard.DefaultLimits.Message))
	if err != nil {
		return nil // who asked for something else than a WebSocket has been answered
	}
	if refusal != nil {
		e := web.Explain(refusal)
		if e.Code == app.CodeInternal {
			s.Log.Error("board refused", "error", refusal)
		}
		// The peer may have gone already; there is nothing to tell then.
		_ = socket.Close(web.CloseCode(refusal), e.Message)
		return nil
	}
	if err := s.hub.Serve(context.WithoutCancel(c.Request().Context()), socket, whiteboard.DocID(c.Param("id")), member); err != nil {
		s.Log.Warn("board not served", "error", err)
	}
	return nil
}
