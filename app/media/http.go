package media

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/livekit"
)

// Register adds the route that LiveKit calls.
func (s *Service) Register(e *echo.Echo) {
	e.POST("/livekit/webhook", s.webhook)
}

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("POST", "/sessions/:id/join", "What the caller needs to enter the session, in the room where they are now; the main room with ?room=main.", http.StatusOK, s.postJoin),
		web.JSON("POST", "/sessions/:id/listen", "What staff need to listen to a group, or to speak into it, from elsewhere.", http.StatusOK, s.postListen),
		web.JSON("POST", "/sessions/:id/participants/:user/mute", "Mute what somebody publishes.", http.StatusNoContent, s.postMute),
		web.JSON("POST", "/sessions/:id/participants/:user/remove", "Remove somebody from the session for good.", http.StatusNoContent, s.postRemove),
	}
}

// Joined is the answer to a join.
type Joined struct {
	LiveKit LiveKit `json:"livekit"`
	Events  Events  `json:"events"`
	Board   Board   `json:"board"`
}

// LiveKit says how to connect to LiveKit.
type LiveKit struct {
	URL   string `json:"url"`
	Token string `json:"token"`
	Room  string `json:"room"`
}

// Events says where the session's socket is.
type Events struct {
	URL string `json:"url"`
}

// Board says where the session's whiteboard is.
type Board struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// Mute is what to mute of somebody.
type Mute struct {
	Source livekit.Source `json:"source" enum:"microphone,camera,screen_share"`
}

func (s *Service) postJoin(c web.Call, _ web.None) (Joined, error) {
	session, err := s.session(c, app.ActionSessionJoin)
	if err != nil {
		return Joined{}, err
	}
	join := s.Join
	switch c.QueryParam("room") {
	case "":
	case live.MainRoom:
		join = s.joinMain
	default:
		return Joined{}, app.Errorf(app.CodeInvalid, "room must be main, or left out.")
	}
	ticket, err := join(c.Ctx(), session, c.Actor)
	if err != nil {
		return Joined{}, err
	}
	_, token, _ := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	socket := "ws" + strings.TrimPrefix(s.PublicURL, "http")
	query := "?token=" + url.QueryEscape(token)
	board := string(session.ID)
	return Joined{
		LiveKit: LiveKit(ticket),
		Events:  Events{URL: socket + "/ws/sessions/" + string(session.ID) + query},
		Board:   Board{ID: board, URL: socket + "/ws/boards/" + board + query},
	}, nil
}

// joinMain lets somebody into the main room who can't reach their group's.
func (s *Service) joinMain(ctx context.Context, session app.Session, actor app.Actor) (Ticket, error) {
	return s.JoinIn(ctx, session, actor, "")
}

// GroupToHear is a group that somebody listens to, or speaks into, from elsewhere.
type GroupToHear struct {
	GroupID app.GroupID `json:"groupId"`
	Speak   bool        `json:"speak"`
}

func (s *Service) postListen(c web.Call, in GroupToHear) (LiveKit, error) {
	session, err := s.session(c, app.ActionBreakoutManage)
	if err != nil {
		return LiveKit{}, err
	}
	ticket, err := s.Listen(c.Ctx(), session, c.Actor, in.GroupID, in.Speak)
	return LiveKit(ticket), err
}

func (s *Service) postMute(c web.Call, in Mute) (web.None, error) {
	session, err := s.session(c, app.ActionMediaModerate)
	if err != nil {
		return web.None{}, err
	}
	switch in.Source {
	case livekit.Microphone, livekit.Camera, livekit.ScreenShare:
	default:
		return web.None{}, app.Errorf(app.CodeInvalid, "source must be microphone, camera or screen_share.")
	}
	return web.None{}, s.mute(c.Ctx(), session.ID, app.UserID(c.Param("user")), in.Source)
}

func (s *Service) postRemove(c web.Call, _ web.None) (web.None, error) {
	session, err := s.session(c, app.ActionMediaModerate)
	if err != nil {
		return web.None{}, err
	}
	user := app.UserID(c.Param("user"))
	if user == c.Actor.User {
		return web.None{}, app.Errorf(app.CodeInvalid, "You can't remove yourself. Leave the class instead.")
	}
	member, err := s.Directory.Member(c.Ctx(), session.Classroom, user)
	if errors.Is(err, app.ErrNotFound) {
		return web.None{}, app.NotFound("person")
	}
	if err != nil {
		return web.None{}, err
	}
	if member.Role == app.RoleInstructor && c.Actor.Role != app.RoleInstructor {
		return web.None{}, app.Errorf(app.CodeForbidden, "Only an instructor can remove an instructor.")
	}
	if user == session.StartedBy {
		return web.None{}, app.Errorf(app.CodeForbidden, "Who started the class can't be removed from it.")
	}
	return web.None{}, s.Remove(c.Ctx(), session, user, c.Actor.User)
}

func (s *Service) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	return web.Allowed(c.Actor, action, session, err)
}

// webhook takes LiveKit's signed webhooks. A 5xx makes LiveKit try again, a 4xx doesn't.
func (s *Service) webhook(c echo.Context) error {
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, livekit.MaxWebhookBytes))
	if err != nil {
		return app.Errorf(app.CodePayloadTooLarge, "The webhook is too large or broke off.")
	}
	event, err := s.Signatures.Webhook(body, c.Request().Header.Get(echo.HeaderAuthorization))
	switch {
	case errors.Is(err, livekit.ErrSignature):
		return app.Errorf(app.CodeUnauthorized, "The webhook isn't signed with this server's LiveKit key.")
	case err != nil:
		return &app.Error{Code: app.CodeInvalid, Message: "This isn't a LiveKit webhook.", Err: err}
	}
	if err := s.Take(c.Request().Context(), event); err != nil {
		s.Log.Error("webhook not kept", "kind", event.Kind, "error", err)
		return &app.Error{Code: app.CodeUnavailable, Message: "The event couldn't be kept. Please send it again.", Err: err}
	}
	return c.NoContent(http.StatusOK)
}
