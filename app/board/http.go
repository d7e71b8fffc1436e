package board

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
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
		web.JSON("GET", "/sessions/:id/note", "Where the shared note is: of the room that the caller is in, of ?group=, or of all (?group=main).", http.StatusOK, s.getNote),
		web.JSON("GET", "/sessions/:id/notes", "The notes of a session that the caller may read, also after the class.", http.StatusOK, s.getNotes),
		web.JSON("GET", "/sessions/:id/boards", "The pages of a session's board, also after the class.", http.StatusOK, s.getPages),
		web.JSON("GET", "/boards/:id/authors", "Who the Yjs clients of a document are.", http.StatusOK, s.getAuthors),
		web.JSON("GET", "/boards/:id/log", "The history of a page, from ?after= on, at most ?limit= updates.", http.StatusOK, s.getLog),
		web.JSON("GET", "/boards/:id/background", "The picture below the ink of an imported page.", http.StatusOK, s.getBackground),
		web.JSON("GET", "/boards/:id/text", "The text of an imported page.", http.StatusOK, s.getText),
		web.Raw("POST", "/boards/:id/images", "Upload a picture for a page: PNG, JPEG, WebP or GIF.", http.StatusCreated, upload.MaxImage, upload.Time, s.postImage),
		web.JSON("GET", "/boards/:id/images/:fileId", "A picture on a page.", http.StatusOK, s.getImage),
		web.Raw("POST", "/sessions/:id/boards/imports", "Upload a PDF, slides or a picture that becomes pages behind ?after=, called ?name=.", http.StatusAccepted, upload.MaxImport, upload.Time, s.postImport),
		web.JSON("GET", "/sessions/:id/boards/imports/:importId/source", "The PDF that pages were made of.", http.StatusOK, s.getSource),
	}
}

// Note says where a session's note is.
type Note struct {
	BoardID app.BoardID `json:"boardId"`
	URL     string      `json:"url"`
}

func (s *Service) getNote(c web.Call, _ web.None) (Note, error) {
	session, err := s.session(c, app.ActionNoteRead)
	if err != nil {
		return Note{}, err
	}
	group, err := s.noteGroup(c, session)
	if err != nil {
		return Note{}, err
	}
	id, err := s.EnsureNote(c.Ctx(), session, group)
	if err != nil {
		return Note{}, err
	}
	return s.noteAt(c, id), nil
}

func (s *Service) noteAt(c web.Call, id app.BoardID) Note {
	_, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	return Note{BoardID: id, URL: s.socketOf(id) + "?token=" + url.QueryEscape(token)}
}

// NoteAt is a note with whose it is.
type NoteAt struct {
	GroupID app.GroupID `json:"groupId"` // "": of all
	Note
}

// NoteList are the notes of a session that were ever opened and that the caller may read.
type NoteList struct {
	Notes []NoteAt `json:"notes"`
}

func (s *Service) getNotes(c web.Call, _ web.None) (NoteList, error) {
	session, err := s.session(c, app.ActionNoteRead)
	if err != nil {
		return NoteList{}, err
	}
	notes, err := s.notes(c.Ctx(), session.ID)
	if err != nil {
		return NoteList{}, err
	}
	reach, err := s.reachOf(c.Ctx(), session, c.Actor)
	if err != nil {
		return NoteList{}, err
	}
	list := NoteList{Notes: []NoteAt{}}
	for _, b := range notes {
		is, err := reach(b)
		if err != nil {
			return NoteList{}, err
		}
		if is > app.GroupHidden {
			list.Notes = append(list.Notes, NoteAt{b.Group, s.noteAt(c, b.ID)})
		}
	}
	return list, nil
}

// noteGroup returns whose note the caller asks for, if they may read it; "" for that of the session.
func (s *Service) noteGroup(c web.Call, session app.Session) (app.GroupID, error) {
	group := app.GroupID(c.QueryParam("group"))
	switch {
	case group == live.MainRoom:
		return "", nil
	case group == "" && s.Viewers != nil:
		v, err := s.Viewers.Viewer(c.Ctx(), session, c.Actor)
		if err != nil {
			return "", fmt.Errorf("ask where somebody is: %w", err)
		}
		group = v.Group
	}
	if group == "" {
		return "", nil
	}
	b, err := s.find(c.Ctx(), app.BoardID(group)) // its first page
	if errors.Is(err, app.ErrNotFound) || err == nil && (b.Session != session.ID || b.Group != group) {
		return "", app.NotFound("group")
	}
	if err != nil {
		return "", fmt.Errorf("find a group: %w", err)
	}
	b.Shared, b.Kind = false, KindNote // its pages alone are for everybody
	reach, err := s.reach(c.Ctx(), b, session, c.Actor)
	if err == nil && reach == app.GroupHidden {
		err = app.NotFound("group")
	}
	return group, err
}

func (s *Service) socketOf(id app.BoardID) string {
	return "ws" + strings.TrimPrefix(s.PublicURL, "http") + "/ws/boards/" + string(id)
}

// PageAt is a page with where its document is; a token has to be added.
type PageAt struct {
	Page
	URL string `json:"url"`
	// Drawn is false where nothing was ever drawn on the page. What was drawn may have been cleared since.
	Drawn bool `json:"drawn"`
}

// PageList are the pages of a session that the caller may see, those of a board in their order.
type PageList struct {
	Boards []PageAt `json:"boards"`
}

func (s *Service) getPages(c web.Call, _ web.None) (PageList, error) {
	session, err := s.session(c, app.ActionBoardRead)
	if err != nil {
		return PageList{}, err
	}
	if err := s.ensureFirst(c.Ctx(), session); err != nil {
		return PageList{}, err
	}
	pages, _, err := s.pages(c.Ctx(), session.ID)
	if err != nil {
		return PageList{}, err
	}
	drawn, err := s.drawnOn(c.Ctx(), session.ID)
	if err != nil {
		return PageList{}, err
	}
	role, err := s.role(c.Ctx(), session.ID, c.Actor)
	if err != nil {
		return PageList{}, err
	}
	reaches, err := s.reaches(c.Ctx(), session.ID)
	list := PageList{Boards: make([]PageAt, 0, len(pages))}
	for _, p := range pages {
		if err == nil && reaches.of(board{page: p}, c.Actor.User, role) > app.GroupHidden {
			list.Boards = append(list.Boards, PageAt{p.wire(), s.socketOf(p.ID), drawn[p.ID]})
		}
	}
	return list, err
}

func (s *Service) getAuthors(c web.Call, _ web.None) (AuthorList, error) {
	b, _, err := s.known(c.Ctx(), c.Actor, app.BoardID(c.Param("id")))
	if err != nil {
		return AuthorList{}, err
	}
	return s.authors(c.Ctx(), b.ID)
}

func (s *Service) getLog(c web.Call, _ web.None) (LogPart, error) {
	b, _, err := s.pageOf(c)
	if err != nil {
		return LogPart{}, err
	}
	after, err := number(c, "after", 0)
	if err != nil {
		return LogPart{}, err
	}
	limit, err := number(c, "limit", logMost)
	if err != nil {
		return LogPart{}, err
	}
	return s.history(c.Ctx(), b.ID, after, int(min(max(limit, 1), logMost)))
}

// PageText is what an imported page says.
type PageText struct {
	Text string `json:"text"`
}

func (s *Service) getText(c web.Call, _ web.None) (PageText, error) {
	b, _, err := s.pageOf(c)
	if err != nil {
		return PageText{}, err
	}
	_, text, err := s.background(c.Ctx(), b)
	return PageText{Text: text}, notFound(err, "background")
}

func (s *Service) getBackground(c web.Call, _ web.None) (web.None, error) {
	b, _, err := s.pageOf(c)
	if err != nil {
		return web.None{}, err
	}
	is, _, err := s.background(c.Ctx(), b)
	return s.send(c, is, err, "background")
}

// background returns the picture below the ink of a page and its text; app.ErrNotFound where it has none.
func (s *Service) background(ctx context.Context, b board) (upload.Content, string, error) {
	if b.Background == nil {
		return upload.Content{}, "", app.ErrNotFound
	}
	return s.uploads.Page(ctx, b.Background.ImportID, b.Background.Page)
}

func (s *Service) postImage(c web.Call, body io.Reader) (upload.Image, error) {
	b, session, err := s.pageOf(c)
	if err == nil {
		err = s.writable(c.Ctx(), b, session, c.Actor)
	}
	if err != nil {
		return upload.Image{}, err
	}
	return s.uploads.AddImage(c.Ctx(), session.ID, c.Actor.User, body)
}

func (s *Service) getImage(c web.Call, _ web.None) (web.None, error) {
	_, session, err := s.pageOf(c)
	if err != nil {
		return web.None{}, err
	}
	is, err := s.uploads.Image(c.Ctx(), session.ID, app.FileID(c.Param("fileId")))
	return s.send(c, is, err, "picture")
}

func (s *Service) postImport(c web.Call, body io.Reader) (upload.Import, error) {
	session, err := s.session(c, app.ActionBoardManage)
	if err != nil {
		return upload.Import{}, err
	}
	if session.State != app.SessionLive {
		return upload.Import{}, app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	return s.uploads.Import(c.Ctx(), session, c.Actor.User, c.QueryParam("name"), app.BoardID(c.QueryParam("after")), body)
}

func (s *Service) getSource(c web.Call, _ web.None) (web.None, error) {
	session, err := s.session(c, app.ActionBoardRead)
	if err != nil {
		return web.None{}, err
	}
	is, err := s.uploads.Source(c.Ctx(), session.ID, upload.ImportID(c.Param("importId")))
	return s.send(c, is, err, "file")
}

// send answers with what is kept in parts: a picture that is shown, or a file that is saved. Neither can be anything else.
func (s *Service) send(c web.Call, is upload.Content, err error, what string) (web.None, error) {
	if err != nil {
		return web.None{}, notFound(err, what)
	}
	disposition := "attachment"
	if strings.HasPrefix(is.Type, "image/") {
		disposition = "inline"
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType(disposition, map[string]string{"filename": is.Name}))
	h.Set(echo.HeaderContentType, is.Type)
	h.Set(echo.HeaderContentLength, strconv.FormatInt(is.Size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set(echo.HeaderCacheControl, "private, max-age=86400, immutable")
	h.Set(echo.HeaderVary, echo.HeaderAuthorization)
	c.Response().WriteHeader(http.StatusOK)
	return web.None{}, s.uploads.Send(c.Ctx(), is, c.Response())
}

// notFound tells a caller of what isn't there.
func notFound(err error, what string) error {
	if errors.Is(err, app.ErrNotFound) {
		return app.NotFound(what)
	}
	return err
}

// pageOf returns the page that the request names, and its session, if the caller may see it.
func (s *Service) pageOf(c web.Call) (board, app.Session, error) {
	b, session, err := s.known(c.Ctx(), c.Actor, app.BoardID(c.Param("id")))
	if err == nil && b.Kind != KindPage {
		err = app.NotFound("page")
	}
	return b, session, err
}

// number returns a whole number of the query.
func number(c web.Call, name string, otherwise int64) (int64, error) {
	text := c.QueryParam(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, app.Errorf(app.CodeInvalid, "%s must be a whole number.", name)
	}
	return n, nil
}

// session returns the session that the request names, if the caller may do the action there.
func (s *Service) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, action, session, err); err != nil {
		return session, err
	}
	return session, s.Door.Admit(c.Ctx(), session, c.Actor)
}

// serve is the life of one connection. A refusal closes an accepted socket, because a browser tells a page the close code
// but not the status of a failed upgrade.
func (s *Service) serve(c echo.Context) error {
	member, session, refusal := s.admit(c.Request().Context(), c.QueryParam("token"), app.BoardID(c.Param("id")))
	tap := &whiteboard.Tap{ResponseWriter: c.Response().Writer}
	c.Response().Writer = tap
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
	member.Wire = tap.Wire()
	doc := whiteboard.DocID(c.Param("id"))
	leave := s.seats.take(session, seat{doc, app.UserID(member.UserID)})
	s.hub.Adopt(context.WithoutCancel(c.Request().Context()), socket, doc, member, func(err error) {
		leave()
		if err != nil {
			s.Log.Warn("board not served", "error", err)
		}
	})
	return nil
}
