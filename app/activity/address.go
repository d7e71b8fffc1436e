package activity

import (
	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// ClassroomActivity returns the id of the activity that statements about the sessions of the classroom are grouped by.
func (s *Service) ClassroomActivity(room app.Classroom) string {
	about := s.settlement(app.Session{}, room, "", nil, nil).about
	for _, a := range s.classroom.Started(about, xapi.Agent{}, "").Context.Activities.Grouping {
		if a.Definition.Type == xapi.TypeClassroom {
			return a.ID
		}
	}
	return "" // can't be: each classroom has an id
}

// Registration returns the registration of every statement about the session, of the live class and of what comes later.
func (s *Service) Registration(id app.SessionID) string { return s.planned(id).String() }

// Account returns the account by which statements know the person.
func (s *Service) Account(p app.Person) xapi.Account {
	return *s.classroom.Person(p.Issuer, p.Subject).Account
}
