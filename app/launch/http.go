package launch

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
	"github.com/lectern-classroom/lectern/lti"
)

// Register adds the routes that LMSs and browsers on their way into a class use.
func (s *Service) Register(e *echo.Echo) {
	e.GET("/lti/login", s.login)
	e.POST("/lti/login", s.login)
	e.POST("/lti/launch", s.launch)
	e.GET("/lti/jwks", s.jwks)
	e.GET("/.well-known/jwks.json", s.jwks)
	e.StaticFS("/lti/static", echo.MustSubFS(pages, "page/static"))
}

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("PATCH", "/classrooms/:id/settings", "Change a classroom's settings; what the body leaves out stays.", http.StatusOK, s.patchSettings),
	}
}

//go:embed page
var pages embed.FS

var templates = template.Must(template.ParseFS(pages, "page/*.html"))

// proofField carries what the platform's storage returned (LTI Client Side postMessages).
const proofField = "lectern_storage_proof"

// login answers OIDC third-party login initiation (LTI 1.3 core §4.1). The answer is a plain 302, because another page
// in between makes some LMSs lose the launch; only where the LMS offers its storage a page of ours fills it first.
func (s *Service) login(c echo.Context) error {
	values, err := form(c)
	if err != nil {
		return s.refuse(c, err)
	}
	request, err := lti.ParseLogin(values)
	if err != nil {
		return s.refuse(c, err)
	}
	response, err := s.tool.Login(c.Request().Context(), request)
	if err != nil {
		if reg, found := s.Registrations.FindRegistration(c.Request().Context(), request.Issuer, request.ClientID); found == nil {
			s.watchRefusal(app.RegistrationID(reg.ID), err)
		}
		return s.refuse(c, err)
	}
	s.setBrowserCookie(c, response)
	c.Response().Header().Set("Cache-Control", "no-store")
	if response.StorageTarget == "" {
		return c.Redirect(http.StatusFound, response.RedirectURL)
	}
	return render(c, http.StatusOK, "storage.html", storagePage{
		W:      wordsFor(c.Request()),
		Action: "put", Target: response.StorageTarget, Origin: response.PlatformOrigin, Key: response.CookieName,
		Value: response.BrowserSecret, Next: response.RedirectURL,
	})
}

// setBrowserCookie binds the state to this browser. In a frame of another site only a partitioned cookie comes back.
// On plain http (a school's own machine) a second, ordinary cookie serves clients that refuse Secure there.
func (s *Service) setBrowserCookie(c echo.Context, r lti.LoginResponse) {
	cookie := http.Cookie{Name: r.CookieName, Value: r.BrowserSecret, Path: "/lti", MaxAge: int((10 * time.Minute).Seconds()),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode, Partitioned: true}
	c.SetCookie(&cookie)
	if strings.HasPrefix(s.PublicURL, "http://") {
		plain := http.Cookie{Name: plainCookie(r.CookieName), Value: r.BrowserSecret, Path: "/lti", MaxAge: cookie.MaxAge, HttpOnly: true}
		c.SetCookie(&plain)
	}
}

func plainCookie(name string) string { return name + "-http" }

// launch takes the id_token (LTI 1.3 core §5.1.1, Security Framework §5.1.1.3).
func (s *Service) launch(c echo.Context) error {
	values, err := form(c)
	if err != nil {
		return s.refuse(c, err)
	}
	request, err := lti.ParseLaunch(values)
	if err != nil {
		return s.refuse(c, err)
	}
	request.BrowserSecrets = s.proofs(c, request.State, values)
	code, err := s.Enter(c.Request().Context(), request)
	if errors.Is(err, lti.ErrBrowserUnproven) && values.Get(proofField) == "" {
		if target, origin, ok := s.tool.StorageTarget(request.State); ok {
			return render(c, http.StatusOK, "storage.html", storagePage{W: wordsFor(c.Request()), Action: "get", Target: target, Origin: origin,
				Key: s.tool.CookieName(request.State), Next: "/lti/launch", Field: proofField, IDToken: request.IDToken, State: request.State})
		}
	}
	if err != nil {
		return s.refuse(c, err)
	}
	name := s.tool.CookieName(request.State)
	c.SetCookie(&http.Cookie{Name: name, Path: "/lti", MaxAge: -1, HttpOnly: true, Secure: true, SameSite: http.SameSiteNoneMode, Partitioned: true})
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Redirect(http.StatusSeeOther, "/launch#code="+code)
}

// proofs collects what shows that this is the browser that began: the state's cookies, and what the platform's
// storage returned to a page of our own (other origins can't post it).
func (s *Service) proofs(c echo.Context, state string, values url.Values) []string {
	var secrets []string
	name := s.tool.CookieName(state)
	for _, n := range []string{name, plainCookie(name)} {
		if cookie, err := c.Cookie(n); err == nil {
			secrets = append(secrets, cookie.Value)
		}
	}
	if proof := values.Get(proofField); proof != "" && c.Request().Header.Get("Origin") == s.PublicURL {
		secrets = append(secrets, proof)
	}
	return secrets
}

func (s *Service) jwks(c echo.Context) error {
	keys, err := s.SigningKeys(c.Request().Context())
	if err != nil {
		return err
	}
	set, err := keys.PublicSet()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=300")
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, set)
}

// form reads the parameters of a GET's query or of a POST's body.
func form(c echo.Context) (url.Values, error) {
	r := c.Request()
	if r.Method == http.MethodGet {
		return r.URL.Query(), nil
	}
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, app.Errorf(app.CodePayloadTooLarge, "What your LMS sent is larger than Lectern takes.")
		}
		return nil, app.Errorf(app.CodeInvalid, "What your LMS sent isn't a form that Lectern can read.")
	}
	return r.PostForm, nil
}

type storagePage struct {
	W words

	Action, Target, Origin, Key, Value, Next, Field, IDToken, State string
}

type refusalPage struct {
	W words

	Sentence, Mend, Code, RequestID string
}

// refuse answers with a page that says in a sentence what is wrong, with a short stable code.
func (s *Service) refuse(c echo.Context, err error) error {
	w := wordsFor(c.Request())
	page := refusalPage{W: w, RequestID: c.Response().Header().Get(echo.HeaderXRequestID)}
	status := http.StatusBadRequest
	var refusal *lti.Error
	var own *app.Error
	var ours *refusedError
	switch {
	case errors.As(err, &refusal):
		page.Code, page.Sentence, status = refusal.Code, w.sentence(refusal.Code, ""), refusal.HTTPStatus()
	case errors.As(err, &ours):
		page.Code, page.Sentence, status = ours.code, w.sentence(ours.code, ours.sentence), http.StatusForbidden
	case errors.As(err, &own):
		page.Code, page.Sentence, status = string(own.Code), w.sentence(string(own.Code), own.Message), web.HTTPStatus(own.Code)
	default:
		return err
	}
	page.Mend = w.mend(page.Code)
	s.Log.Info("launch refused", "request_id", page.RequestID, "code", page.Code)
	c.Response().Header().Set("Cache-Control", "no-store")
	c.Response().Header().Add("Vary", "Accept-Language")
	return render(c, status, "refusal.html", page)
}

func render(c echo.Context, status int, name string, data any) error {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	return c.HTML(status, b.String())
}

// SettingsPatch is the body of PATCH /classrooms/{id}/settings: absent fields stay as they are.
type SettingsPatch struct {
	Attendance        *app.AttendancePolicy `json:"attendance,omitempty"`
	EmptyGraceSeconds *int                  `json:"emptyGraceSeconds,omitempty"`
	MaxParticipants   *int                  `json:"maxParticipants,omitempty"`
	Schedule          *app.Schedule         `json:"schedule,omitempty"`
	Entry             *app.Entry            `json:"entry,omitempty"`
}

func (s *Service) patchSettings(c web.Call, in SettingsPatch) (app.Settings, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return app.Settings{}, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, app.ActionClassroomSettings, app.Resource{Classroom: id}) {
		return app.Settings{}, app.Forbidden()
	}
	room, err := s.Classroom(c.Ctx(), id)
	if err != nil {
		return app.Settings{}, err
	}
	next := room.Settings
	if in.Attendance != nil {
		next.Attendance = *in.Attendance
	}
	if in.EmptyGraceSeconds != nil {
		next.EmptyGraceSeconds = *in.EmptyGraceSeconds
	}
	if in.MaxParticipants != nil {
		next.MaxParticipants = *in.MaxParticipants
	}
	if in.Schedule != nil {
		next.Schedule = *in.Schedule
	}
	if in.Entry != nil {
		next.Entry = *in.Entry
	}
	if err := next.Validate(); err != nil {
		return app.Settings{}, err
	}
	return next, s.SetSettings(c.Ctx(), id, next)
}
