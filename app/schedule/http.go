package schedule

import (
	"errors"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/classrooms/:id", "A classroom, its settings and its live session.", http.StatusOK, s.getClassroom),
		web.JSON("GET", "/classrooms/:id/sessions", "The sessions of a classroom, newest first.", http.StatusOK, s.getSessions),
		web.JSON("POST", "/classrooms/:id/sessions", "Start a live session now.", http.StatusCreated, s.postSession),
		web.JSON("GET", "/sessions/:id", "A session.", http.StatusOK, s.getSession),
		web.JSON("POST", "/sessions/:id/end", "End the session for everyone.", http.StatusOK, s.postEnd),
	}
}

// Classroom is a classroom on the wire.
type Classroom struct {
	ID            app.ClassroomID `json:"id"`
	Title         string          `json:"title"`
	CourseTitle   string          `json:"courseTitle"`
	Tier          app.Tier        `json:"tier" enum:"tutoring,seminar,lecture,broadcast"`
	Settings      app.Settings    `json:"settings"`
	LiveSessionID *app.SessionID  `json:"liveSessionId"`
	LastSessionID *app.SessionID  `json:"lastSessionId"`
}

// Session is a session on the wire.
type Session struct {
	ID          app.SessionID    `json:"id"`
	ClassroomID app.ClassroomID  `json:"classroomId"`
	Title       string           `json:"title"`
	State       app.SessionState `json:"state" enum:"live,ended"`
	StartedAt   *time.Time       `json:"startedAt"`
	EndedAt     *time.Time       `json:"endedAt"`
	EndReason   *app.EndReason   `json:"endReason"`
}

// Render returns the session as clients get it.
func Render(s app.Session) Session {
	out := Session{ID: s.ID, ClassroomID: s.Classroom, Title: s.Title, State: s.State, StartedAt: web.At(s.StartedAt), EndedAt: web.At(s.EndedAt)}
	if s.EndReason != "" {
		out.EndReason = &s.EndReason
	}
	return out
}

func (s *Service) getClassroom(c web.Call, _ web.None) (Classroom, error) {
	room, err := s.room(c, app.ActionClassroomRead)
	if err != nil {
		return Classroom{}, err
	}
	out := Classroom{ID: room.ID, Title: room.Title, CourseTitle: room.CourseTitle, Tier: room.Tier, Settings: room.Settings}
	sessions, err := s.Sessions(c.Ctx(), room.ID)
	if err != nil {
		return Classroom{}, err
	}
	for _, session := range sessions {
		switch {
		case session.State == app.SessionLive:
			out.LiveSessionID = &session.ID
		case out.LastSessionID == nil:
			out.LastSessionID = &session.ID
		}
	}
	return out, nil
}

func (s *Service) getSessions(c web.Call, _ web.None) ([]Session, error) {
	room, err := s.room(c, app.ActionSessionRead)
	if err != nil {
		return nil, err
	}
	sessions, err := s.Sessions(c.Ctx(), room.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Session, len(sessions))
	for i, session := range sessions {
		out[i] = Render(session)
	}
	return out, nil
}

func (s *Service) postSession(c web.Call, _ web.None) (Session, error) {
	room, err := s.room(c, app.ActionSessionStart)
	if err != nil {
		return Session{}, err
	}
	session, err := s.Start(c.Ctx(), room, c.Actor.User)
	return Render(session), err
}

func (s *Service) getSession(c web.Call, _ web.None) (Session, error) {
	session, err := s.session(c, app.ActionSessionRead)
	return Render(session), err
}

func (s *Service) postEnd(c web.Call, _ web.None) (Session, error) {
	session, err := s.session(c, app.ActionSessionEnd)
	if err != nil {
		return Session{}, err
	}
	session, err = s.End(c.Ctx(), session.ID, s.Clock(), app.EndByInstructor, c.Actor.User)
	return Render(session), err
}

func (s *Service) room(c web.Call, action app.Action) (app.Classroom, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return app.Classroom{}, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, action, app.Resource{Classroom: id}) {
		return app.Classroom{}, app.Forbidden()
	}
	room, err := s.Classrooms.Classroom(c.Ctx(), id)
	if errors.Is(err, app.ErrNotFound) {
		return app.Classroom{}, app.NotFound("classroom")
	}
	return room, err
}

func (s *Service) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Session(c.Ctx(), app.SessionID(c.Param("id")))
	return web.Allowed(c.Actor, action, session, err)
}
