package file

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.Raw("POST", "/sessions/:id/files", "Upload a file; its name is percent-encoded in ?name= or the header X-File-Name.", http.StatusCreated, MaxBytes, uploadTime, s.postFile),
		web.JSON("GET", "/sessions/:id/files/:fileId", "The bytes of a file.", http.StatusOK, s.getFile),
	}
}

func (s *Service) postFile(c web.Call, body io.Reader) (app.File, error) {
	session, err := s.session(c, app.ActionFileUpload)
	if err != nil {
		return app.File{}, err
	}
	if session.State != app.SessionLive {
		return app.File{}, app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	if err := s.Chat.FileWanted(c.Ctx(), session, c.Actor); err != nil {
		return app.File{}, err
	}
	name, err := nameOf(c)
	if err != nil {
		return app.File{}, err
	}
	return s.Upload(c.Ctx(), session.ID, c.Actor.User, name, body)
}

// nameOf returns the name that the client gives the file: the query's, or the header's, which is percent-encoded because
// headers are ASCII.
func nameOf(c web.Call) (string, error) {
	if name := c.QueryParam("name"); name != "" {
		return name, nil
	}
	name, err := url.PathUnescape(c.Request().Header.Get("X-File-Name"))
	if err != nil {
		return "", app.Errorf(app.CodeInvalid, "The name in X-File-Name must be percent-encoded.")
	}
	return name, nil
}

func (s *Service) getFile(c web.Call, _ web.None) (web.None, error) {
	session, err := s.session(c, app.ActionFileRead)
	if err != nil {
		return web.None{}, err
	}
	f, err := s.file(c.Ctx(), session.ID, app.FileID(c.Param("fileId")))
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return web.None{}, err
	}
	may := false
	if err == nil {
		if may, err = s.mayRead(c.Ctx(), session, c.Actor, f); err != nil {
			return web.None{}, err
		}
	}
	if !may { // who may not see it can't tell that from a file that isn't there
		return web.None{}, app.NotFound("file")
	}
	header(c.Response().Header(), f.File)
	c.Response().WriteHeader(http.StatusOK)
	return web.None{}, s.write(c.Ctx(), f.File, c.Response())
}

// header keeps the file from being anything but a picture that is shown or bytes that are kept.
func header(h http.Header, f app.File) {
	disposition := "attachment"
	if strings.HasPrefix(f.Type, "image/") {
		disposition = "inline"
	}
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	kind := f.Type
	if strings.HasPrefix(kind, "text/") {
		kind += "; charset=utf-8"
	}
	h.Set(echo.HeaderContentType, kind)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(f.Size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set(echo.HeaderCacheControl, "private, max-age=3600")
	h.Set(echo.HeaderVary, echo.HeaderAuthorization)
}

func (s *Service) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, action, session, err); err != nil {
		return session, err
	}
	return session, s.Door.Admit(c.Ctx(), session, c.Actor)
}
