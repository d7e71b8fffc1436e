package roster

import (
	"context"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// refreshWait is how long a reader waits for the LMS before getting what is known.
const refreshWait = 5 * time.Second

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/classrooms/:id/roster", "Who belongs to the classroom, refreshed from the LMS.", http.StatusOK, s.getRoster),
	}
}

// Entry is one person of a roster.
type Entry struct {
	UserID app.UserID       `json:"userId"`
	Name   string           `json:"name"`
	Email  string           `json:"email,omitempty"`
	Role   app.Role         `json:"role" enum:"instructor,assistant,learner,observer"`
	Status app.MemberStatus `json:"status" enum:"active,inactive,deleted"`
}

func (s *Service) getRoster(c web.Call, _ web.None) ([]Entry, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return nil, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, app.ActionRosterRead, app.Resource{Classroom: id}) {
		return nil, app.Forbidden()
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), refreshWait)
	defer cancel()
	if err := s.Refresh(ctx, id); err != nil {
		s.Log.Warn("roster not refreshed", "classroom", id, "error", err)
	}
	members, err := s.Members(c.Ctx(), id)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(members))
	for i, m := range members {
		entries[i] = Entry{UserID: m.ID, Name: m.Name, Email: m.Email, Role: m.Role, Status: m.Status}
	}
	return entries, nil
}
