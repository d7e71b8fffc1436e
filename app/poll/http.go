package poll

import (
	"net/http"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/classrooms/:id/polls", "The prepared polls of a classroom, in their order.", http.StatusOK, s.getPrepared),
		web.JSON("POST", "/classrooms/:id/polls", "Prepare a poll.", http.StatusCreated, s.postPrepared),
		web.JSON("PUT", "/classrooms/:id/polls/order", "Put the prepared polls in an order.", http.StatusNoContent, s.putOrder),
		web.JSON("POST", "/classrooms/:id/polls/import", "Prepare the polls of a CSV or GIFT file, all or none.", http.StatusOK, s.postImport),
		web.JSON("GET", "/classrooms/:id/polls/export", "The prepared polls as a file; ?format=csv or gift.", http.StatusOK, s.getExport),
		web.JSON("PUT", "/classrooms/:id/polls/:poll", "Change a prepared poll.", http.StatusOK, s.putPrepared),
		web.JSON("DELETE", "/classrooms/:id/polls/:poll", "Delete a prepared poll.", http.StatusNoContent, s.deletePreparedPoll),
		web.JSON("GET", "/sessions/:id/polls", "The polls of a session as the caller may see them.", http.StatusOK, s.getPolls),
		web.JSON("GET", "/sessions/:id/polls/results", "The answers of a session as a file; ?format=csv.", http.StatusOK, s.getResults),
		web.JSON("GET", "/sessions/:id/polls/:poll/answers", "Who answered what in a named poll.", http.StatusOK, s.getAnswers),
	}
}

// PollOrder is the prepared polls of a classroom in the order that they are to have.
type PollOrder struct {
	IDs []PreparedID `json:"ids"`
}

// PollImport is a file of polls.
type PollImport struct {
	Format string `json:"format" enum:"csv,gift"`
	Text   string `json:"text"`
}

// PollImported says how many polls were prepared: all of the file, or none where a line of it is wrong.
type PollImported struct {
	Imported int               `json:"imported"`
	Errors   []PollImportError `json:"errors"`
}

// importLimit bounds a file of polls, in bytes.
const importLimit = 512 << 10

func (s *Service) getPrepared(c web.Call, _ web.None) ([]PreparedPoll, error) {
	room, err := classroom(c)
	if err != nil {
		return nil, err
	}
	return s.Prepared(c.Ctx(), room)
}

func (s *Service) postPrepared(c web.Call, in PollDefinition) (PreparedPoll, error) {
	room, err := classroom(c)
	if err != nil {
		return PreparedPoll{}, err
	}
	added, err := s.Prepare(c.Ctx(), room, c.Actor.User, in)
	if err != nil {
		return PreparedPoll{}, err
	}
	return added[0], nil
}

func (s *Service) putPrepared(c web.Call, in PollDefinition) (PreparedPoll, error) {
	room, err := classroom(c)
	if err != nil {
		return PreparedPoll{}, err
	}
	return s.Rewrite(c.Ctx(), room, PreparedID(c.Param("poll")), c.Actor.User, in)
}

func (s *Service) deletePreparedPoll(c web.Call, _ web.None) (web.None, error) {
	room, err := classroom(c)
	if err != nil {
		return web.None{}, err
	}
	return web.None{}, s.Discard(c.Ctx(), room, PreparedID(c.Param("poll")))
}

func (s *Service) putOrder(c web.Call, in PollOrder) (web.None, error) {
	room, err := classroom(c)
	if err != nil {
		return web.None{}, err
	}
	return web.None{}, s.Arrange(c.Ctx(), room, in.IDs)
}

func (s *Service) postImport(c web.Call, in PollImport) (PollImported, error) {
	room, err := classroom(c)
	if err != nil {
		return PollImported{}, err
	}
	if len(in.Text) > importLimit {
		return PollImported{}, app.Errorf(app.CodePayloadTooLarge, "The file is larger than %d KB.", importLimit>>10)
	}
	read, ok := map[string]func(string) ([]PollDefinition, faults){"csv": parseCSV, "gift": parseGIFT}[in.Format]
	if !ok {
		return PollImported{}, invalid("format must be csv or gift.")
	}
	defs, bad := read(in.Text)
	switch {
	case len(bad) > 0:
		return PollImported{Errors: bad}, nil
	case len(defs) == 0:
		return PollImported{}, invalid("There are no polls in the file.")
	}
	added, err := s.Prepare(c.Ctx(), room, c.Actor.User, defs...)
	return PollImported{Imported: len(added), Errors: []PollImportError{}}, err
}

func (s *Service) getExport(c web.Call, _ web.None) (web.None, error) {
	room, err := classroom(c)
	if err != nil {
		return web.None{}, err
	}
	polls, err := s.Prepared(c.Ctx(), room)
	if err != nil {
		return web.None{}, err
	}
	defs := make([]PollDefinition, len(polls))
	for i, p := range polls {
		defs[i] = p.Poll
	}
	switch c.QueryParam("format") {
	case "csv":
		return file(c, "polls.csv", "text/csv; charset=utf-8", renderCSV(defs))
	case "gift":
		return file(c, "polls.gift.txt", "text/plain; charset=utf-8", renderGIFT(defs))
	}
	return web.None{}, invalid("format must be csv or gift.")
}

func (s *Service) getPolls(c web.Call, _ web.None) (PollHistory, error) {
	session, err := s.sessionOf(c, app.ActionSessionRead)
	if err != nil {
		return PollHistory{}, err
	}
	return s.history(c.Ctx(), session, live.Viewer{User: c.Actor.User, Role: c.Actor.Role})
}

func (s *Service) getAnswers(c web.Call, _ web.None) ([]PollAnswer, error) {
	session, err := s.sessionOf(c, app.ActionPollRead)
	if err != nil {
		return nil, err
	}
	return s.answers(c.Ctx(), session, app.PollID(c.Param("poll")))
}

func (s *Service) getResults(c web.Call, _ web.None) (web.None, error) {
	session, err := s.sessionOf(c, app.ActionPollRead)
	if err != nil {
		return web.None{}, err
	}
	if c.QueryParam("format") != "csv" {
		return web.None{}, invalid("format must be csv.")
	}
	text, err := s.results(c.Ctx(), session)
	if err != nil {
		return web.None{}, err
	}
	return file(c, "polls-"+session.StartedAt.UTC().Format("2006-01-02-1504")+".csv", "text/csv; charset=utf-8", text)
}

func file(c web.Call, name, kind, text string) (web.None, error) {
	h := c.Response().Header()
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return web.None{}, c.Blob(http.StatusOK, kind, []byte(text))
}

// classroom returns the classroom of the address, whose polls the caller may manage.
func classroom(c web.Call) (app.ClassroomID, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return "", app.NotFound("classroom")
	}
	if !app.Can(c.Actor, app.ActionPollManage, app.Resource{Classroom: id}) {
		return "", app.Forbidden()
	}
	return id, nil
}

func (s *Service) sessionOf(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, action, session, err); err != nil {
		return session, err
	}
	return session, s.Door.Admit(c.Ctx(), session, c.Actor)
}
