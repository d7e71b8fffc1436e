package link

import (
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

//go:embed page
var pages embed.FS

var templates = template.Must(template.ParseFS(pages, "page/*.html"))

// Register adds the page that posts an answer to the LMS.
func (s *Service) Register(e *echo.Echo) {
	e.POST("/lti/link", s.post)
	e.StaticFS("/lti/link/static", echo.MustSubFS(pages, "page/static"))
}

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/link/choice", "What the LMS asked for, and the classrooms that the course has.", http.StatusOK, s.getChoice),
		web.JSON("POST", "/link/choice", "Answer the LMS with links to classrooms, or with none to cancel.", http.StatusOK, s.postChoice),
		web.JSON("GET", "/classrooms/:id/copy", "Of which classrooms this one is a copy, with the settings that it may take over from each.", http.StatusOK, s.getCopy),
		web.JSON("POST", "/classrooms/:id/copy", "Take the settings of one of them over, once.", http.StatusOK, s.postCopy),
		web.JSON("DELETE", "/classrooms/:id/copy", "Take nothing over, and don't be asked again.", http.StatusNoContent, s.deleteCopy),
	}
}

// LinkChoice is what an LMS asked for, on the wire.
type LinkChoice struct {
	CourseTitle string `json:"courseTitle"`
	// Many: more than one class may be added. Columns: the gradebook column of attendance comes with the link.
	Many    bool `json:"many"`
	Columns bool `json:"columns"`
	// Answered: it was answered already, and can't be again.
	Answered   bool            `json:"answered"`
	Targets    []string        `json:"targets"`
	Classrooms []LinkClassroom `json:"classrooms"`
	// Defaults are what a new class starts with.
	Defaults app.Plan `json:"defaults"`
}

// LinkClassroom is a classroom that may be linked to, on the wire.
type LinkClassroom struct {
	ID    app.ClassroomID `json:"id"`
	Title string          `json:"title"`
	Tier  app.Tier        `json:"tier" enum:"tutoring,seminar,lecture,broadcast"`
}

// LinkAnswer is what the teacher chose.
type LinkAnswer struct {
	Items []LinkItem `json:"items"`
}

// LinkItem is one link: to a classroom of the course, or to a new one by a plan.
type LinkItem struct {
	ClassroomID app.ClassroomID `json:"classroomId,omitempty"`
	Plan        *app.Plan       `json:"plan,omitempty"`
	// Target is where the LMS should open it.
	Target string `json:"target" enum:",window,iframe"`
}

// LinkCode is the single-use code of an answer, for the form that asks for the page which posts it.
type LinkCode struct {
	Code string `json:"code"`
}

// chosen returns the request that the caller may answer.
func (s *Service) chosen(c web.Call) (Request, error) {
	if !app.Can(c.Actor, app.ActionLinkChoose, app.Resource{Choice: c.Actor.Launch}) {
		return Request{}, app.Forbidden()
	}
	return s.request(c.Ctx(), c.Actor.Launch)
}

func (s *Service) getChoice(c web.Call, _ web.None) (LinkChoice, error) {
	r, err := s.chosen(c)
	if err != nil {
		return LinkChoice{}, err
	}
	rooms, err := s.Rooms.OfCourse(c.Ctx(), r.registration, r.deployment, r.contextID, listMost)
	if err != nil {
		return LinkChoice{}, err
	}
	out := LinkChoice{CourseTitle: r.course, Many: r.many(), Columns: r.columns(), Answered: r.answered, Targets: []string{}, Classrooms: []LinkClassroom{},
		Defaults: app.Plan{Tier: app.TierSeminar, Settings: app.DefaultSettings(), Columns: []app.Column{}}}
	for _, target := range []string{"window", "iframe"} {
		if r.settings.AcceptsTarget(target) {
			out.Targets = append(out.Targets, target)
		}
	}
	for _, room := range rooms {
		out.Classrooms = append(out.Classrooms, LinkClassroom{ID: room.ID, Title: room.Title, Tier: room.Tier})
	}
	for _, kind := range []app.ActivityKind{app.ActivityAttendance, app.ActivityParticipation, app.ActivityQuiz} {
		out.Defaults.Columns = append(out.Defaults.Columns, app.DefaultColumn(kind))
	}
	return out, nil
}

func (s *Service) postChoice(c web.Call, in LinkAnswer) (LinkCode, error) {
	r, err := s.chosen(c)
	if err != nil {
		return LinkCode{}, err
	}
	items := make([]Item, len(in.Items))
	for i, item := range in.Items {
		if (item.ClassroomID == "") == (item.Plan == nil) {
			return LinkCode{}, app.Errorf(app.CodeInvalid, "Each item needs either classroomId or plan.")
		}
		items[i] = Item{Classroom: item.ClassroomID, Plan: item.Plan, Target: item.Target}
	}
	code, err := s.Answer(c.Ctx(), r, items, c.Actor.User)
	if err != nil {
		return LinkCode{}, err
	}
	s.Log.Info("links chosen", "registration", r.registration, "links", len(items))
	c.Response().Header().Set("Cache-Control", "no-store")
	return LinkCode{Code: code}, nil
}

// CopyOffer is what a classroom may take over from those that it is a copy of, on the wire.
type CopyOffer struct {
	// Offered: somebody should be asked. Else it was decided, a class was held already, or it is no copy.
	Offered  bool     `json:"offered"`
	Decision Decision `json:"decision" enum:",taken,refused,planned"`
	// Ancestors are the nearest first.
	Ancestors []CopyAncestor `json:"ancestors"`
}

// CopyAncestor is a classroom whose settings may be taken over, on the wire.
type CopyAncestor struct {
	ID          app.ClassroomID `json:"id"`
	Title       string          `json:"title"`
	CourseTitle string          `json:"courseTitle"`
	// SameActivity: the very activity was copied, and not just its course.
	SameActivity bool `json:"sameActivity"`
	// Plan is what is taken over.
	Plan app.Plan `json:"plan"`
	// Polls are the prepared polls that are taken over, and LastHeldAt when a class was held last. They are told to staff of
	// the old classroom alone.
	Polls      int        `json:"polls"`
	LastHeldAt *time.Time `json:"lastHeldAt"`
}

// CopyChoice names the classroom whose settings are taken over.
type CopyChoice struct {
	AncestorID app.ClassroomID `json:"ancestorId"`
}

// settable returns the classroom whose settings the caller decides.
func (s *Service) settable(c web.Call) (app.Classroom, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return app.Classroom{}, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, app.ActionClassroomSettings, app.Resource{Classroom: id}) {
		return app.Classroom{}, app.Forbidden()
	}
	room, err := s.Rooms.Classroom(c.Ctx(), id)
	if errors.Is(err, app.ErrNotFound) {
		return app.Classroom{}, app.NotFound("classroom")
	}
	return room, err
}

func (s *Service) getCopy(c web.Call, _ web.None) (CopyOffer, error) {
	room, err := s.settable(c)
	if err != nil {
		return CopyOffer{}, err
	}
	return s.offer(c, room)
}

func (s *Service) offer(c web.Call, room app.Classroom) (CopyOffer, error) {
	o, err := s.Offered(c.Ctx(), room, c.Actor.User)
	if err != nil {
		return CopyOffer{}, err
	}
	out := CopyOffer{Offered: o.Open(), Decision: o.Decision, Ancestors: []CopyAncestor{}}
	for _, a := range o.Ancestors {
		out.Ancestors = append(out.Ancestors, CopyAncestor{ID: a.Room.ID, Title: a.Room.Title, CourseTitle: a.Room.CourseTitle, SameActivity: a.SameLink,
			Plan: a.Plan, Polls: a.Polls, LastHeldAt: web.At(a.LastHeld)})
	}
	return out, nil
}

func (s *Service) postCopy(c web.Call, in CopyChoice) (CopyOffer, error) {
	room, err := s.settable(c)
	if err != nil {
		return CopyOffer{}, err
	}
	if err := s.Take(c.Ctx(), room, in.AncestorID, c.Actor.User); err != nil {
		return CopyOffer{}, err
	}
	s.Log.Info("settings carried over", "classroom", room.ID, "from", in.AncestorID)
	return s.offer(c, room)
}

func (s *Service) deleteCopy(c web.Call, _ web.None) (web.None, error) {
	room, err := s.settable(c)
	if err != nil {
		return web.None{}, err
	}
	return web.None{}, s.Refuse(c.Ctx(), room, c.Actor.User)
}

type postPage struct{ Action, JWT, Sentence string }

// post answers with the page whose form carries the signed message to the LMS (Deep Linking 2.0 §4.5).
func (s *Service) post(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	returnURL, jwt, err := s.Post(c.Request().Context(), c.FormValue("code"))
	var own *app.Error
	if errors.As(err, &own) {
		return render(c, web.HTTPStatus(own.Code), postPage{Sentence: own.Message})
	}
	if err != nil {
		return err
	}
	to, err := url.Parse(returnURL)
	if err != nil {
		return err
	}
	// Where the LMS sends the browser on is its own affair; over https it stays there.
	targets := "https:"
	if to.Scheme == "http" {
		targets = "http: https:"
	}
	policy := h.Get("Content-Security-Policy")
	if at := strings.Index(policy, "form-action "); at >= 0 {
		end := strings.IndexByte(policy[at:]+";", ';')
		h.Set("Content-Security-Policy", policy[:at]+"form-action "+targets+policy[at+end:])
	}
	return render(c, http.StatusOK, postPage{Action: returnURL, JWT: jwt})
}

func render(c echo.Context, status int, page postPage) error {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, "post.html", page); err != nil {
		return err
	}
	return c.HTML(status, b.String())
}
