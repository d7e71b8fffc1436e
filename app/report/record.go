package report

import (
	"context"
	"errors"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// recordMost bounds the sessions of a record, the newest first.
const recordMost = 50

// Records knows what a classroom has of one person.
type Records interface {
	// Member returns what the person is in the classroom, or app.ErrNotFound.
	Member(ctx context.Context, room app.ClassroomID, user app.UserID) (app.Member, error)
	// Visits returns the person's part in the newest sessions of the classroom, at most most.
	Visits(ctx context.Context, room app.ClassroomID, user app.UserID, most int) ([]Visit, error)
}

// Visit is one person's part in one session.
type Visit struct {
	Session app.Session
	// Attendance is nil for somebody of whom no attendance is kept there.
	Attendance *app.Attendance
	Scores     []ActivityScore
}

// ActivityScore is a score and what it is for.
type ActivityScore struct {
	Activity app.ActivityKind
	Score
}

// Record is what a classroom has of one person, on the wire.
type Record struct {
	UserID   app.UserID      `json:"userId"`
	Name     string          `json:"name"`
	Role     app.Role        `json:"role" enum:"instructor,assistant,learner,observer"`
	Sessions []RecordSession `json:"sessions"`
}

// RecordSession is a person's part in one session, on the wire.
type RecordSession struct {
	ID             app.SessionID    `json:"id"`
	Title          string           `json:"title"`
	State          app.SessionState `json:"state" enum:"live,ended"`
	StartedAt      *time.Time       `json:"startedAt"`
	EndedAt        *time.Time       `json:"endedAt"`
	PresentSeconds float64          `json:"presentSeconds"`
	// Status is "" where no attendance is kept of the person.
	Status app.AttendanceStatus `json:"status" enum:",here,present,late,left_early,partial,absent"`
	Scores []RecordScore        `json:"scores"`
}

// RecordScore is a score of a record, on the wire.
type RecordScore struct {
	Activity     app.ActivityKind `json:"activity"`
	ScoreGiven   float64          `json:"scoreGiven"`
	ScoreMaximum float64          `json:"scoreMaximum"`
	State        string           `json:"state" enum:"draft,queued,sent,failed"`
}

func (s *Service) getRecord(c web.Call, _ web.None) (Record, error) {
	id, user := app.ClassroomID(c.Param("id")), app.UserID(c.Param("user"))
	room := app.Resource{Classroom: id}
	switch {
	case c.Actor.Classroom != id:
		return Record{}, app.NotFound("classroom")
	case app.Can(c.Actor, app.ActionAttendanceRead, room):
	case c.Actor.User != user || !app.Can(c.Actor, app.ActionAttendanceReadOwn, room):
		return Record{}, app.Forbidden()
	}
	member, err := s.records.Member(c.Ctx(), id, user)
	if errors.Is(err, app.ErrNotFound) {
		return Record{}, app.NotFound("person")
	}
	if err != nil {
		return Record{}, err
	}
	visits, err := s.records.Visits(c.Ctx(), id, user, recordMost)
	if err != nil {
		return Record{}, err
	}
	out := Record{UserID: user, Name: member.Name, Role: member.Role, Sessions: make([]RecordSession, len(visits))}
	for i, v := range visits {
		out.Sessions[i] = v.render()
	}
	return out, nil
}

func (v Visit) render() RecordSession {
	out := RecordSession{ID: v.Session.ID, Title: v.Session.Title, State: v.Session.State, StartedAt: web.At(v.Session.StartedAt), EndedAt: web.At(v.Session.EndedAt), Scores: []RecordScore{}}
	if a := v.Attendance; a != nil {
		out.PresentSeconds, out.Status = a.Present.Seconds(), a.Status
	}
	for _, sc := range v.Scores {
		out.Scores = append(out.Scores, RecordScore{Activity: sc.Activity, ScoreGiven: sc.Given, ScoreMaximum: sc.Maximum, State: sc.State})
	}
	return out
}
