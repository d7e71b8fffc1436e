package attendance

import (
	"errors"
	"math"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/sessions/:id/attendance", "Who attended a session: everybody for staff, one's own line for others.", http.StatusOK, s.getAttendance),
	}
}

// AttendanceLine is a line on the wire; the name is that of the schema in the API's description, where feature names
// don't tell schemas apart.
type AttendanceLine struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	Role   app.Role   `json:"role" enum:"instructor,assistant,learner,observer"`
	// PresentSeconds is rounded to tenths.
	PresentSeconds float64 `json:"presentSeconds"`
	// Joins counts visits: absences of less than 15 s don't begin a new one.
	Joins         int        `json:"joins"`
	FirstJoinedAt *time.Time `json:"firstJoinedAt"`
	// LastLeftAt is null for somebody who is here, and for somebody who never was.
	LastLeftAt *time.Time           `json:"lastLeftAt"`
	Status     app.AttendanceStatus `json:"status" enum:"here,present,late,left_early,partial,absent"`
	Ratio      float64              `json:"ratio"`
	Intervals  []AttendanceInterval `json:"intervals"`
	// Override is null where no instructor decided, and for everybody but staff.
	Override *AttendanceOverride `json:"override"`
}

// AttendanceInterval is an interval on the wire.
type AttendanceInterval struct {
	Start    *time.Time `json:"start"`
	End      *time.Time `json:"end"`
	Evidence []string   `json:"evidence"`
}

// AttendanceOverride is an instructor's decision on the wire.
type AttendanceOverride struct {
	ScoreGiven float64    `json:"scoreGiven"`
	Reason     string     `json:"reason"`
	By         app.UserID `json:"by"`
	At         *time.Time `json:"at"`
}

func (s *Service) getAttendance(c web.Call, _ web.None) ([]AttendanceLine, error) {
	session, err := s.visible(c)
	if err != nil {
		return nil, err
	}
	resource := app.Resource{Classroom: session.Classroom}
	all := app.Can(c.Actor, app.ActionAttendanceRead, resource)
	if !all && !app.Can(c.Actor, app.ActionAttendanceReadOwn, resource) {
		return nil, app.Forbidden()
	}
	lines, err := s.lines(c.Ctx(), session)
	if err != nil {
		return nil, err
	}
	out := []AttendanceLine{}
	for _, line := range lines {
		if all || line.User == c.Actor.User {
			out = append(out, render(line, all))
		}
	}
	return out, nil
}

// visible returns the session that the path names, if it is one of the caller's classroom; a caller can't tell those
// of other classrooms from those that don't exist.
func (s *Service) visible(c web.Call) (app.Session, error) {
	id := app.SessionID(c.Param("id"))
	if len(id) == 0 || len(id) > 64 {
		return app.Session{}, app.Errorf(app.CodeInvalid, "That isn't the id of a session.")
	}
	session, err := s.Sessions.Session(c.Ctx(), id)
	switch {
	case errors.Is(err, app.ErrNotFound):
		return app.Session{}, app.NotFound("session")
	case err != nil:
		return app.Session{}, err
	case session.Classroom != c.Actor.Classroom:
		return app.Session{}, app.NotFound("session")
	}
	return session, nil
}

func render(l Line, staff bool) AttendanceLine {
	out := AttendanceLine{
		UserID: l.User, Name: l.Name, Role: l.Role, PresentSeconds: math.Round(l.Present.Seconds()*10) / 10, Joins: len(l.Visits),
		FirstJoinedAt: web.At(l.FirstJoined()), LastLeftAt: web.At(l.LastLeft()), Status: l.Status,
		Ratio: math.Round(l.Ratio*10_000) / 10_000, Intervals: []AttendanceInterval{},
	}
	if l.Status == app.AttendanceHere {
		out.LastLeftAt = nil
	}
	for _, i := range l.Intervals {
		out.Intervals = append(out.Intervals, AttendanceInterval{Start: web.At(i.Start), End: web.At(i.End), Evidence: evidenceWords(i.Evidence)})
	}
	if l.Override != nil && staff {
		out.Override = &AttendanceOverride{ScoreGiven: l.Override.ScoreGiven, Reason: l.Override.Reason, By: l.Override.By, At: web.At(l.Override.At)}
	}
	return out
}

// evidenceWords are the sources in the words of the API.
func evidenceWords(sources []app.FactSource) []string {
	words := []string{}
	for _, s := range sources {
		switch s {
		case app.SourceWebhook:
			words = append(words, "livekit")
		case app.SourceReconcile:
			words = append(words, "reconcile")
		case app.SourceState:
			words = append(words, "socket")
		case app.SourceControl, app.SourceLMS:
			words = append(words, string(s))
		}
	}
	return words
}
