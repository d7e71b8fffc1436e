package analytics

import (
	"net/url"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// Statements knows under which ids statements speak of classrooms, sessions and people.
type Statements interface {
	// ClassroomActivity returns the id by which statements of all sessions of the classroom are grouped.
	ClassroomActivity(room app.Classroom) string
	Registration(session app.SessionID) string
	Account(p app.Person) xapi.Account
}

// Figure names what a query to a learning record store gives.
type Figure string

// The figures.
const (
	FigureAttendance Figure = "attendance" // one statement for each learner and class attended
	FigureCompletion Figure = "completion" // one for each learner and class completed
	FigureTalk       Figure = "talk"       // one for each person and class, with the time
	FigureMessages   Figure = "messages"   // one for each message to everybody
	FigureAnswers    Figure = "answers"    // one for each answer that carries a name
)

var figures = []struct {
	Figure
	verb string
}{{FigureAttendance, xapi.VerbAttended}, {FigureCompletion, xapi.VerbCompleted}, {FigureTalk, xapi.VerbSpoke}, {FigureMessages, xapi.VerbPosted}, {FigureAnswers, xapi.VerbAnswered}}

// queries returns for each classroom of the report, and each figure, what a store is asked. Parameters are in the order of
// the alphabet. A store's since is of when it got the statements, so it begins with the first class and has no end.
func (s *Service) queries(sc scope, r Report) []AnalyticsQuery {
	out := []AnalyticsQuery{}
	for _, room := range sc.rooms {
		first, ok := firstOf(r, room.ID)
		if !ok {
			continue
		}
		for _, f := range figures {
			q := url.Values{"activity": {s.Statements.ClassroomActivity(room)}, "related_activities": {"true"}, "verb": {f.verb}, "since": {first.StartedAt.UTC().Format(time.RFC3339)}}
			out = append(out, AnalyticsQuery{Figure: f.Figure, ClassroomID: room.ID, Query: q.Encode()})
		}
	}
	return out
}

func firstOf(r Report, room app.ClassroomID) (app.Session, bool) {
	for _, m := range r.Meetings {
		if m.Session.Classroom == room {
			return m.Session, true
		}
	}
	return app.Session{}, false
}
