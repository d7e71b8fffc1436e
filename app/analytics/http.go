package analytics

import (
	"errors"
	"net/http"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/classrooms/:id/analytics", "What the classes of a term came to.", http.StatusOK, s.getClassroom),
		web.JSON("GET", "/classrooms/:id/analytics/:file", "A table of the term as CSV: sessions.csv, attendance.csv, slipping.csv, equity.csv, questions.csv, mastery.csv.", http.StatusOK, s.getFile),
		web.JSON("GET", "/classrooms/:id/course/analytics", "What the classes of the course came to, in all classrooms of it that the caller teaches.", http.StatusOK, s.getCourse),
		web.JSON("GET", "/classrooms/:id/course/analytics/:file", "A table of the course as CSV.", http.StatusOK, s.getCourseFile),
	}
}

func (s *Service) getClassroom(c web.Call, _ web.None) (Analytics, error) {
	sc, r, err := s.report(c, app.ActionAnalyticsRead)
	if err != nil {
		return Analytics{}, err
	}
	return s.render(sc, r), nil
}

func (s *Service) getCourse(c web.Call, _ web.None) (Analytics, error) {
	sc, r, err := s.report(c, app.ActionAnalyticsCourse)
	if err != nil {
		return Analytics{}, err
	}
	return s.render(sc, r), nil
}

func (s *Service) getFile(c web.Call, _ web.None) (web.None, error) {
	return s.file(c, app.ActionAnalyticsRead, "")
}

func (s *Service) getCourseFile(c web.Call, _ web.None) (web.None, error) {
	return s.file(c, app.ActionAnalyticsCourse, "course-")
}

func (s *Service) file(c web.Call, action app.Action, prefix string) (web.None, error) {
	name := c.Param("file")
	table, known := files[name]
	_, r, err := s.report(c, action)
	switch {
	case err != nil:
		return web.None{}, err
	case !known:
		return web.None{}, app.NotFound("file")
	}
	return web.None{}, c.CSV(prefix+name, table(r))
}

// report computes what the path asks for, if the caller may see it; who isn't of the classroom can't tell it from one that
// doesn't exist.
func (s *Service) report(c web.Call, action app.Action) (scope, Report, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return scope{}, Report{}, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, action, app.Resource{Classroom: id}) {
		return scope{}, Report{}, app.Forbidden()
	}
	room, err := s.Classrooms.Classroom(c.Ctx(), id)
	if errors.Is(err, app.ErrNotFound) {
		return scope{}, Report{}, app.NotFound("classroom")
	}
	if err != nil {
		return scope{}, Report{}, err
	}
	var sc scope
	if action == app.ActionAnalyticsCourse {
		sc, err = s.course(c.Ctx(), c.Actor, room)
	} else {
		sc, err = s.classroom(c.Ctx(), room)
	}
	if err != nil {
		return scope{}, Report{}, err
	}
	return sc, Compute(sc.digests, sc.people), nil
}
