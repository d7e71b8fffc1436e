package admin

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti"
)

// Register adds the pages that an LMS opens in a frame to register by itself.
func (s *Service) Register(e *echo.Echo) {
	e.GET("/lti/register", s.getRegister)
	e.POST("/lti/register", s.postRegister)
	e.StaticFS("/lti/register", echo.MustSubFS(pages, "page/static"))
}

// Endpoints lists the feature's routes below /api/v1. Each but the first is the administrator's.
func (s *Service) Endpoints() []web.Endpoint {
	read, manage, keys := app.ActionPlatformRead, app.ActionPlatformManage, app.ActionKeyManage
	return []web.Endpoint{
		web.JSON("POST", "/admin/token", "Exchange the single-use code of `lectern admin link` for the administrator's token.", http.StatusOK, s.postToken).OpenTo(),
		web.JSON("DELETE", "/admin/token", "Sign out: the token is of no use any more.", http.StatusNoContent, may(manage, s.deleteToken)),
		web.JSON("DELETE", "/admin/tokens", "End every session of the admin pages, this one too, and links that weren't opened yet.", http.StatusNoContent, may(manage, s.deleteTokens)),
		web.JSON("GET", "/admin/setup", "What to enter in an LMS that is connected by hand.", http.StatusOK, may(read, s.getSetup)),
		web.JSON("GET", "/admin/platforms", "The LMSs that Lectern is registered with, and how they are doing.", http.StatusOK, may(read, s.getPlatforms)),
		web.JSON("POST", "/admin/platforms", "Register an LMS by hand.", http.StatusCreated, may(manage, s.postPlatform)),
		web.JSON("PUT", "/admin/platforms/:platform", "Change a registration, but for issuer and client id.", http.StatusOK, may(manage, s.putPlatform)),
		web.JSON("DELETE", "/admin/platforms/:platform", "Forget a registration; its classrooms and records stay.", http.StatusNoContent, may(manage, s.deletePlatform)),
		web.JSON("POST", "/admin/platforms/:platform/doctor", "Walk through a registration; one JSON object a line (DoctorStep), as each step is done.", http.StatusOK, may(manage, s.postDoctor)),
		web.JSON("GET", "/admin/invites", "Invites that can still be used.", http.StatusOK, may(read, s.getInvites)),
		web.JSON("POST", "/admin/invites", "Make a single-use address with which an LMS registers by itself.", http.StatusCreated, may(manage, s.postInvite)),
		web.JSON("DELETE", "/admin/invites/:invite", "Withdraw an invite.", http.StatusNoContent, may(manage, s.deleteInvite)),
		web.JSON("GET", "/admin/keys", "The keys that Lectern signs with.", http.StatusOK, may(read, s.getKeys)),
		web.JSON("POST", "/admin/keys", "Publish a new key, which signs a day later.", http.StatusOK, may(keys, s.postKey)),
		web.JSON("POST", "/admin/keys/:key/use", "Let a key that waits sign at once.", http.StatusOK, may(keys, s.useKey)),
		web.JSON("DELETE", "/admin/keys/:key", "Take a key that no longer signs out of the key set.", http.StatusOK, may(keys, s.deleteKey)),
	}
}

// may lets the administrator through.
func may[In, Out any](action app.Action, handle func(c web.Call, in In) (Out, error)) func(c web.Call, in In) (Out, error) {
	return func(c web.Call, in In) (Out, error) {
		if !app.Can(c.Actor, action, app.Resource{Installation: true}) {
			return *new(Out), app.Errorf(app.CodeForbidden, "Only the administrator of this installation may do that.")
		}
		return handle(c, in)
	}
}

func (s *Service) postToken(c web.Call, in AdminCode) (AdminToken, error) {
	token, expires, err := s.Enter(c.Ctx(), in.Code)
	if err != nil {
		return AdminToken{}, err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return AdminToken{Token: token, ExpiresAt: web.At(expires)}, nil
}

func (s *Service) deleteToken(c web.Call, _ web.None) (web.None, error) {
	return web.None{}, s.Leave(c.Ctx(), c.Actor)
}

func (s *Service) deleteTokens(c web.Call, _ web.None) (web.None, error) {
	_, err := s.Revoke(c.Ctx())
	return web.None{}, err
}

func (s *Service) getSetup(c web.Call, _ web.None) (PlatformSetup, error) {
	return s.setup(lti.OnPrivateNetwork(c.Ctx(), s.PublicURL)), nil
}

func (s *Service) getPlatforms(c web.Call, _ web.None) ([]Platform, error) {
	return s.Platforms(c.Ctx())
}

func (s *Service) postPlatform(c web.Call, in PlatformInput) (Platform, error) {
	reg := in.registration()
	if err := s.checkInput(c.Ctx(), reg); err != nil {
		return Platform{}, err
	}
	id, err := s.Registrations.AddPending(c.Ctx(), reg)
	if err != nil {
		return Platform{}, err
	}
	return s.platform(c.Ctx(), id)
}

func (s *Service) putPlatform(c web.Call, in PlatformEdit) (Platform, error) {
	id := app.RegistrationID(c.Param("platform"))
	reg, err := s.registration(c.Ctx(), id)
	if err != nil {
		return Platform{}, err
	}
	in.apply(&reg)
	if err := s.checkInput(c.Ctx(), reg); err != nil {
		return Platform{}, err
	}
	if err := s.Registrations.Change(c.Ctx(), reg); err != nil {
		return Platform{}, found(err)
	}
	return s.platform(c.Ctx(), id)
}

func (s *Service) deletePlatform(c web.Call, _ web.None) (web.None, error) {
	id := app.RegistrationID(c.Param("platform"))
	return web.None{}, s.Store.Tx(c.Ctx(), func(ctx context.Context) error {
		if err := found(s.Registrations.Remove(ctx, id)); err != nil {
			return err
		}
		return s.forgetFacts(ctx, id)
	})
}

// postDoctor writes each step as it is done.
func (s *Service) postDoctor(c web.Call, _ web.None) (web.None, error) {
	id := app.RegistrationID(c.Param("platform"))
	if _, err := s.registration(c.Ctx(), id); err != nil {
		return web.None{}, err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/x-ndjson")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	lines := json.NewEncoder(c.Response())
	var gone error
	err := s.Walk(c.Ctx(), id, func(step Step) {
		if gone == nil {
			gone = lines.Encode(renderStep(step))
			c.Response().Flush()
		}
	})
	if err == nil && gone != nil {
		err = gone
	}
	if err != nil { // the answer has begun: all that can be told is that it ends early
		s.Log.Warn("walk through a registration ended early", "registration", id, "error", err)
	}
	return web.None{}, nil
}

func (s *Service) getInvites(c web.Call, _ web.None) ([]PlatformInvite, error) {
	list, err := s.openInvites(c.Ctx(), s.Clock())
	out := make([]PlatformInvite, len(list))
	for i, in := range list {
		out[i] = renderInvite(in)
	}
	return out, err
}

func (s *Service) postInvite(c web.Call, in InviteInput) (PlatformInvite, error) {
	invite, err := s.Invite(c.Ctx(), in.Name, 0)
	return renderInvite(invite), err
}

func (s *Service) deleteInvite(c web.Call, _ web.None) (web.None, error) {
	err := s.withdrawInvite(c.Ctx(), c.Param("invite"))
	if errors.Is(err, app.ErrNotFound) {
		return web.None{}, app.NotFound("invite")
	}
	return web.None{}, err
}

func (s *Service) getKeys(c web.Call, _ web.None) ([]AdminKey, error) {
	list, err := s.Keys.List(c.Ctx())
	out := make([]AdminKey, len(list))
	for i, k := range list {
		out[i] = AdminKey{ID: k.ID, State: k.State, CreatedAt: web.At(k.Created), SignsAt: web.At(k.Signs)}
	}
	return out, err
}

func (s *Service) postKey(c web.Call, in web.None) ([]AdminKey, error) {
	if err := s.Keys.Rotate(c.Ctx()); err != nil {
		return nil, err
	}
	return s.getKeys(c, in)
}

func (s *Service) useKey(c web.Call, in web.None) ([]AdminKey, error) {
	if err := s.Keys.UseNow(c.Ctx(), c.Param("key")); err != nil {
		return nil, err
	}
	return s.getKeys(c, in)
}

func (s *Service) deleteKey(c web.Call, in web.None) ([]AdminKey, error) {
	if err := s.Keys.Retire(c.Ctx(), c.Param("key")); err != nil {
		return nil, err
	}
	return s.getKeys(c, in)
}

//go:embed page
var pages embed.FS

var templates = template.Must(template.ParseFS(pages, "page/*.html"))

// registerPage is what the pages in the LMS's frame show.
type registerPage struct {
	Product, Issuer, Host        string // of the LMS
	Configuration, Token, Invite string
	Sentence, Reason, Mend, Code string // of a refusal
	RequestID                    string
	Again                        bool // trying again may help
	Activate                     string
	NeedsDeployment              bool
	Registration                 app.RegistrationID
}

// getRegister asks whether the LMS that opened the page is the right one (DR, step 1 and 2).
func (s *Service) getRegister(c echo.Context) error {
	a, err := parseAttempt(c.Request().URL.Query())
	if err != nil {
		return s.refuse(c, a, err)
	}
	_, conf, err := s.meet(c.Request().Context(), a)
	if err != nil {
		return s.refuse(c, a, err)
	}
	page := a.page()
	page.Issuer, page.Host = conf.Issuer, conf.Issuer
	if u, err := url.Parse(conf.Issuer); err == nil {
		page.Host = u.Host
	}
	page.Product = productOf(conf.ProductFamily)
	return render(c, http.StatusOK, "confirm.html", page)
}

// postRegister registers (DR, step 3) and says what is left to do (DR, step 4).
func (s *Service) postRegister(c echo.Context) error {
	if err := c.Request().ParseForm(); err != nil {
		return s.refuse(c, attempt{}, app.Errorf(app.CodeInvalid, "What your browser sent isn't a form that Lectern can read."))
	}
	a, err := parseAttempt(c.Request().PostForm)
	if err != nil {
		return s.refuse(c, a, err)
	}
	reg, err := s.register(c.Request().Context(), a)
	if err != nil {
		return s.refuse(c, a, err)
	}
	page := registerPage{Product: productOf(reg.Product), Issuer: reg.Issuer, Host: reg.Name, Activate: activation(reg.Product),
		NeedsDeployment: len(reg.Deployments) == 0, Registration: reg.ID}
	return render(c, http.StatusOK, "registered.html", page)
}

func (a attempt) page() registerPage {
	return registerPage{Configuration: a.request.ConfigurationURL, Token: a.request.Token, Invite: a.code}
}

// activation says what the LMS's administrator must still do.
func activation(product string) string {
	switch productOf(product) {
	case "Moodle":
		return "In Moodle the tool waits: close this page, and press Activate on its card under Manage tools. Then edit it, and let it show in the activity chooser."
	case "Canvas":
		return "In Canvas, switch the new developer key on, and install the app in the account or the courses that should have it."
	case "Blackboard":
		return "In Blackboard, approve the tool under Administrator Panel > LTI Tool Providers, and create a placement for it."
	case "Brightspace":
		return "In Brightspace, enable the tool under Manage Extensibility > LTI Advantage, and create a deployment and a link for it."
	case "Sakai":
		return "In Sakai, look the tool over under Admin Workspace > External Tools, and let sites use it."
	case "Demo LMS":
		return "In the demo LMS the tool waits: close this page and press Activate."
	}
	return "Look in your learning platform whether the tool has to be approved or switched on before teachers can use it."
}

// refuse answers with a page that says what went wrong and what to do; the invite stays as it was.
func (s *Service) refuse(c echo.Context, a attempt, err error) error {
	page := a.page()
	page.RequestID = c.Response().Header().Get(echo.HeaderXRequestID)
	status := http.StatusForbidden
	var refusal *lti.Error
	var own *app.Error
	switch {
	case errors.As(err, &refusal):
		page.Code, page.Sentence, page.Reason, status = refusal.Code, lti.Explain(refusal.Code), lti.Reason(err), refusal.HTTPStatus()
		page.Again = strings.HasSuffix(refusal.Code, "unavailable") || refusal.Code == "registration_refused"
		if refusal.Claim != "" && page.Reason == "" {
			page.Reason = refusal.Claim
		}
		page.Mend = "The invite is still good."
		if refusal.Code == "registration_address_missing" || refusal.Code == "registration_request_malformed" {
			page.Mend = ""
		}
	case errors.As(err, &own):
		page.Code, page.Sentence, status = string(own.Code), own.Message, web.HTTPStatus(own.Code)
	default:
		w, known := inviteWords[text(err)]
		if !known {
			return err
		}
		page.Code, page.Sentence, page.Mend, page.Again = text(err), w.message, w.mend, errors.Is(err, errInviteBusy)
	}
	s.Log.Info("registration refused", "request_id", page.RequestID, "code", page.Code)
	return render(c, status, "refused.html", page)
}

// text is the sentinel's own word.
func text(err error) string {
	for _, e := range []error{errInviteUnknown, errInviteUsed, errInviteExpired, errInviteBusy, errKept} {
		if errors.Is(err, e) {
			return e.Error()
		}
	}
	return ""
}

var inviteWords = map[string]words{
	"invite_unknown":        {"This invite isn't known here.", "Ask Lectern's administrator for a new registration address, and enter the whole of it."},
	"invite_used":           {"This invite was used already.", "Ask Lectern's administrator for a new registration address. Each is good for one learning platform."},
	"invite_expired":        {"This invite has expired.", "Ask Lectern's administrator for a new registration address."},
	"invite_busy":           {"A registration with this invite is under way.", "Wait two minutes, then try again."},
	"registration_not_kept": {"Your learning platform added the tool, and Lectern could not keep the registration.", "Remove the tool in your learning platform, and begin again with the same address."},
}

func render(c echo.Context, status int, name string, page registerPage) error {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, page); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTML(status, b.String())
}
