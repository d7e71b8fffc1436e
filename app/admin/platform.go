package admin

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/lti"
)

// AdminCode is the single-use code of an admin link.
type AdminCode struct {
	Code string `json:"code"`
}

// AdminToken is the answer to a code.
type AdminToken struct {
	Token     string     `json:"token"`
	ExpiresAt *time.Time `json:"expiresAt"`
}

// Platform is an LMS that Lectern is registered with, and how it is doing.
type Platform struct {
	ID             app.RegistrationID `json:"id"`
	Name           string             `json:"name"`
	Issuer         string             `json:"issuer"`
	ClientID       string             `json:"clientId"`
	AuthURL        string             `json:"authUrl"`
	TokenURL       string             `json:"tokenUrl"`
	JWKSURL        string             `json:"jwksUrl"`
	TokenAudience  string             `json:"tokenAudience"`
	Deployments    []app.DeploymentID `json:"deployments"`
	Product        string             `json:"product"`
	CreatedAt      *time.Time         `json:"createdAt"`
	Classrooms     int64              `json:"classrooms"`
	LastLaunchAt   *time.Time         `json:"lastLaunchAt"`
	LastDeepLinkAt *time.Time         `json:"lastDeepLinkAt"`
	LastTokenAt    *time.Time         `json:"lastTokenAt"`
	LastFailure    *PlatformFailure   `json:"lastFailure"`
}

// PlatformFailure is the last thing that went wrong with an LMS. Code is stable and stands for Message and Mend.
type PlatformFailure struct {
	At      *time.Time `json:"at"`
	Code    string     `json:"code"`
	Message string     `json:"message"`
	Mend    string     `json:"mend"`
	Detail  string     `json:"detail"`
	// Current says that nothing of the kind has worked since.
	Current bool `json:"current"`
}

// PlatformInput is an LMS to be registered by hand.
type PlatformInput struct {
	Name          string             `json:"name"`
	Issuer        string             `json:"issuer"`
	ClientID      string             `json:"clientId"`
	AuthURL       string             `json:"authUrl"`
	TokenURL      string             `json:"tokenUrl"`
	JWKSURL       string             `json:"jwksUrl"`
	TokenAudience string             `json:"tokenAudience"`
	Deployments   []app.DeploymentID `json:"deployments"`
	Product       string             `json:"product"`
}

// PlatformEdit is what may change of a registration.
type PlatformEdit struct {
	Name          string             `json:"name"`
	AuthURL       string             `json:"authUrl"`
	TokenURL      string             `json:"tokenUrl"`
	JWKSURL       string             `json:"jwksUrl"`
	TokenAudience string             `json:"tokenAudience"`
	Deployments   []app.DeploymentID `json:"deployments"`
}

// InviteInput asks for an invite.
type InviteInput struct {
	Name string `json:"name"`
}

// PlatformInvite is a single-use address with which an LMS registers by itself. The address is told once.
type PlatformInvite struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	URL       string     `json:"url"`
	ExpiresAt *time.Time `json:"expiresAt"`
}

// AdminKey is a key that Lectern signs with.
type AdminKey struct {
	ID        string           `json:"id"`
	State     app.ToolKeyState `json:"state" enum:"next,signing,old"`
	CreatedAt *time.Time       `json:"createdAt"`
	SignsAt   *time.Time       `json:"signsAt"`
}

// PlatformSetup is what is entered in an LMS by hand.
type PlatformSetup struct {
	Name      string   `json:"name"`
	LoginURL  string   `json:"loginUrl"`
	LaunchURL string   `json:"launchUrl"`
	JWKSURL   string   `json:"jwksUrl"`
	LogoURL   string   `json:"logoUrl"`
	Domain    string   `json:"domain"`
	Scopes    []string `json:"scopes"`
	// Private says that LMSs that refuse private addresses, as Moodle does, have to be told to fetch our keys.
	Private bool `json:"private"`
}

// DoctorStep is one step of the walk through a registration.
type DoctorStep struct {
	Step    string  `json:"step"`
	Verdict Verdict `json:"verdict" enum:"ok,warn,fail,skip"`
	Code    string  `json:"code"`
	Detail  string  `json:"detail"`
	Message string  `json:"message"`
	Mend    string  `json:"mend"`
}

func renderStep(s Step) DoctorStep {
	return DoctorStep{Step: s.Name, Verdict: s.Verdict, Code: s.Finding.Code, Detail: s.Finding.Detail, Message: s.Finding.Message(), Mend: s.Finding.Mend()}
}

func renderInvite(in Invite) PlatformInvite {
	return PlatformInvite{ID: in.ID, Name: in.Name, URL: in.URL, ExpiresAt: web.At(in.Expires)}
}

// Platforms lists every LMS by name, and how it is doing.
func (s *Service) Platforms(ctx context.Context) ([]Platform, error) {
	list, err := s.Registrations.List(ctx)
	if err != nil {
		return nil, err
	}
	facts, err := readFacts(ctx, s.Store)
	if err != nil {
		return nil, err
	}
	out := make([]Platform, len(list))
	for i, reg := range list {
		if out[i], err = s.card(ctx, reg, facts[reg.ID]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) platform(ctx context.Context, id app.RegistrationID) (Platform, error) {
	reg, err := s.registration(ctx, id)
	if err != nil {
		return Platform{}, err
	}
	facts, err := readFacts(ctx, s.Store)
	if err != nil {
		return Platform{}, err
	}
	return s.card(ctx, reg, facts[id])
}

func (s *Service) card(ctx context.Context, reg app.Registration, f factsRow) (Platform, error) {
	_, rooms, err := s.Rooms.NewestOf(ctx, reg.ID)
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return Platform{}, err
	}
	p := Platform{ID: reg.ID, Name: reg.Name, Issuer: reg.Issuer, ClientID: reg.ClientID, AuthURL: reg.AuthURL, TokenURL: reg.TokenURL, JWKSURL: reg.JWKSURL,
		TokenAudience: reg.TokenAudience, Deployments: reg.Deployments, Product: productOf(reg.Product), CreatedAt: web.At(reg.Created), Classrooms: rooms,
		LastLaunchAt: web.At(store.Time(f.LaunchMs)), LastDeepLinkAt: web.At(store.Time(f.DeepLinkMs)), LastTokenAt: web.At(store.Time(f.TokenMs))}
	if p.Deployments == nil {
		p.Deployments = []app.DeploymentID{}
	}
	if f.FailureMs > 0 {
		w := Finding{f.FailureCode, f.FailureDetail}
		since := f.TokenMs // a launch says nothing of services, and a token nothing of launches
		if strings.HasPrefix(f.FailureCode, "launch_") || strings.HasPrefix(f.FailureCode, "their_keys") {
			since = f.LaunchMs
		}
		p.LastFailure = &PlatformFailure{At: web.At(store.Time(f.FailureMs)), Code: w.Code, Message: w.Message(), Mend: w.Mend(), Detail: w.Detail, Current: since <= f.FailureMs}
	}
	return p, nil
}

func (in PlatformInput) registration() app.Registration {
	reg := app.Registration{Issuer: strings.TrimSpace(in.Issuer), ClientID: strings.TrimSpace(in.ClientID), Product: in.Product}
	PlatformEdit{Name: in.Name, AuthURL: in.AuthURL, TokenURL: in.TokenURL, JWKSURL: in.JWKSURL, TokenAudience: in.TokenAudience, Deployments: in.Deployments}.apply(&reg)
	return reg
}

func (in PlatformEdit) apply(reg *app.Registration) {
	reg.Name, reg.AuthURL, reg.TokenURL, reg.JWKSURL = strings.TrimSpace(in.Name), strings.TrimSpace(in.AuthURL), strings.TrimSpace(in.TokenURL), strings.TrimSpace(in.JWKSURL)
	reg.TokenAudience, reg.Deployments = strings.TrimSpace(in.TokenAudience), nil
	for _, d := range in.Deployments {
		reg.Deployments = append(reg.Deployments, app.DeploymentID(strings.TrimSpace(string(d))))
	}
}

// checkInput names every field that can't be right. Where Lectern has a public address, an LMS has https.
func (s *Service) checkInput(ctx context.Context, reg app.Registration) error {
	private := lti.OnPrivateNetwork(ctx, s.PublicURL)
	address := func(v string) bool {
		u, err := url.Parse(v)
		return err == nil && u.Host != "" && u.User == nil && u.Fragment == "" && len(v) <= 2048 && (u.Scheme == "https" || (u.Scheme == "http" && private))
	}
	seen := map[app.DeploymentID]bool{}
	deployments := len(reg.Deployments) > 0 && len(reg.Deployments) <= 200
	for _, d := range reg.Deployments {
		deployments = deployments && identifier(string(d)) && !seen[d]
		seen[d] = true
	}
	var wrong []string
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"name", reg.Name != "" && len(reg.Name) <= 200}, {"issuer", address(reg.Issuer)}, {"clientId", identifier(reg.ClientID)},
		{"authUrl", address(reg.AuthURL)}, {"tokenUrl", address(reg.TokenURL)}, {"jwksUrl", address(reg.JWKSURL)},
		{"tokenAudience", len(reg.TokenAudience) <= 2048 && !strings.ContainsFunc(reg.TokenAudience, func(c rune) bool { return c <= ' ' })},
		{"deployments", deployments}, {"product", len(reg.Product) <= 100},
	} {
		if !f.ok {
			wrong = append(wrong, f.name)
		}
	}
	if len(wrong) > 0 {
		return app.Errorf(app.CodeInvalid, "These aren't as expected: %s.", strings.Join(wrong, ", "))
	}
	return nil
}

// identifier is a client or deployment id as launches carry it.
func identifier(v string) bool {
	return v != "" && len(v) <= 255 && !strings.ContainsFunc(v, func(c rune) bool { return c < ' ' || c > '~' })
}

func (s *Service) setup(private bool) PlatformSetup {
	t := s.tool()
	domain := s.PublicURL
	if u, err := url.Parse(s.PublicURL); err == nil {
		domain = u.Host
	}
	return PlatformSetup{Name: t.Name, LoginURL: t.LoginURL, LaunchURL: t.LaunchURL, JWKSURL: t.JWKSURL, LogoURL: t.LogoURL, Domain: domain,
		Scopes: []string{lti.ScopeLineItem, lti.ScopeResultReadOnly, lti.ScopeScore, lti.ScopeMembers}, Private: private}
}
