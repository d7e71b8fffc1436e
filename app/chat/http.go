package chat

import (
	"cmp"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/sessions/:id/messages", "Older messages: those before ?before= (a message's id; the newest without), at most ?limit=.", http.StatusOK, s.getMessages),
		web.JSON("GET", "/sessions/:id/chat/audit", "What was edited and deleted, and what it said.", http.StatusOK, s.getAudit),
		web.JSON("GET", "/sessions/:id/chat/export", "The chat as ?format=csv, txt or json, without private messages.", http.StatusOK, s.getExport),
	}
}

// ChatPage is a page of messages, oldest first.
type ChatPage struct {
	Messages []ChatMessage `json:"messages"`
	Quotes   []ChatQuote   `json:"quotes"`
	Older    bool          `json:"older"` // there are older ones
}

// The actions of ChatAudit.
const (
	auditEdit   = "edit"
	auditDelete = "delete"
)

// ChatAudit is an edit or a deletion: who did it, to whose message, and what that said before.
type ChatAudit struct {
	MessageID app.MessageID `json:"messageId"`
	Action    string        `json:"action" enum:"edit,delete"`
	By        string        `json:"by"`
	ByRole    app.Role      `json:"byRole" enum:"instructor,assistant,learner,observer"`
	Author    string        `json:"author"`
	OldText   string        `json:"oldText"`
	At        time.Time     `json:"at"`
}

func (s *Service) getMessages(c web.Call, _ web.None) (ChatPage, error) {
	session, v, err := s.enter(c, app.ActionChatRead)
	if err != nil {
		return ChatPage{}, err
	}
	limit := snapshotMessages
	if text := c.QueryParam("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > pageMost {
			return ChatPage{}, app.Errorf(app.CodeInvalid, "limit must be a number from 1 to %d.", pageMost)
		}
	}
	before, err := s.before(c, session, v)
	if err != nil {
		return ChatPage{}, err
	}
	messages, err := s.page(c.Ctx(), session.ID, v, before, limit+1)
	if err != nil {
		return ChatPage{}, err
	}
	older := len(messages) > limit
	messages = messages[:min(limit, len(messages))]
	slices.Reverse(messages)
	return s.renderPage(c, session, v, messages, older)
}

// before returns the number of the message that the page ends before.
func (s *Service) before(c web.Call, session app.Session, v live.Viewer) (int64, error) {
	id := app.MessageID(c.QueryParam("before"))
	if id == "" {
		return math.MaxInt64, nil
	}
	if !isID(string(id)) {
		return 0, app.Errorf(app.CodeInvalid, "before must be the id of a message.")
	}
	m, err := s.message(c.Ctx(), session.ID, id)
	switch {
	case errors.Is(err, app.ErrNotFound), err == nil && !v.Sees(m.audience()):
		return 0, app.NotFound("message")
	case err != nil:
		return 0, err
	}
	return m.Number, nil
}

func (s *Service) renderPage(c web.Call, session app.Session, v live.Viewer, messages []*message, older bool) (ChatPage, error) {
	page := ChatPage{Messages: make([]ChatMessage, len(messages)), Older: older}
	var answered []app.MessageID
	for i, m := range messages {
		page.Messages[i] = m.render(v.User)
		if m.ReplyTo != "" {
			answered = append(answered, m.ReplyTo)
		}
	}
	found, err := s.byIDs(c.Ctx(), session.ID, v, answered)
	page.Quotes = quotes(page.Messages, func(id app.MessageID) *message { return found[id] })
	return page, err
}

func (s *Service) getAudit(c web.Call, _ web.None) ([]ChatAudit, error) {
	session, v, err := s.enter(c, app.ActionChatModerate)
	if err != nil {
		return nil, err
	}
	return s.audits(c.Ctx(), session.ID, v)
}

func (s *Service) getExport(c web.Call, _ web.None) (web.None, error) {
	session, v, err := s.enter(c, app.ActionChatExport)
	if err != nil {
		return web.None{}, err
	}
	format, known := formats[cmp.Or(c.QueryParam("format"), "txt")]
	if !known {
		return web.None{}, app.Errorf(app.CodeInvalid, "format must be csv, txt or json.")
	}
	messages, err := s.page(c.Ctx(), session.ID, v, math.MaxInt64, exportMost)
	if err != nil {
		return web.None{}, err
	}
	slices.Reverse(messages)
	messages = slices.DeleteFunc(messages, func(m *message) bool { return m.To.Kind == ToPerson })
	if err := s.nameGroups(c.Ctx(), session.ID, messages); err != nil {
		return web.None{}, err
	}
	body, err := format.render(session, messages, v.User)
	if err != nil {
		return web.None{}, err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="chat-`+session.StartedAt.UTC().Format("2006-01-02-1504")+"."+format.ending+`"`)
	return web.None{}, c.Blob(http.StatusOK, format.kind, body)
}

// enter returns the session and as what the caller sees it: with the role that they have in it, which may be more than
// the one of their launch.
func (s *Service) enter(c web.Call, action app.Action) (app.Session, live.Viewer, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, app.ActionChatRead, session, err); err != nil {
		return session, live.Viewer{}, err
	}
	if err := s.Door.Admit(c.Ctx(), session, c.Actor); err != nil {
		return session, live.Viewer{}, err
	}
	v, err := s.Viewers.Viewer(c.Ctx(), session, c.Actor)
	if err != nil {
		return session, live.Viewer{}, err
	}
	actor := c.Actor
	actor.Role = v.Role
	if !app.Can(actor, action, app.Resource{Classroom: session.Classroom}) {
		return session, live.Viewer{}, app.Forbidden()
	}
	return session, v, nil
}
