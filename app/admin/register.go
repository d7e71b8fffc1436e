package admin

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// scopes are those that Lectern needs. An LMS that registers it by itself is asked for its groups too; by hand, an LMS that
// doesn't know that scope would refuse all.
var scopes = []string{lti.ScopeMembers, lti.ScopeLineItem, lti.ScopeLineItemReadOnly, lti.ScopeResultReadOnly, lti.ScopeScore}

// tool describes Lectern to an LMS.
func (s *Service) tool() lti.ToolDescription {
	launch := s.PublicURL + "/lti/launch"
	return lti.ToolDescription{
		Name: "Lectern", Description: "Live classes with board, chat, polls and attendance.", LoginURL: s.PublicURL + "/lti/login", LaunchURL: launch,
		JWKSURL: s.PublicURL + "/lti/jwks", LogoURL: s.PublicURL + "/lti/register/logo.svg", ClientURL: s.PublicURL, Scopes: append(slices.Clone(scopes), lti.ScopeGroups),
		Claims: []string{"iss", "sub", "name", "given_name", "family_name", "email", "locale"},
		Messages: []lti.ToolMessage{
			{Type: lti.MessageResourceLink, Label: "Live class"},
			{Type: lti.MessageDeepLinking, Label: "Add a live class", Placements: []string{"ContentArea"}},
			{Type: lti.MessageSubmissionReview, Label: "Attendance of a learner"},
		},
		Custom: map[string][]string{
			"groups":       {"CourseGroup.id", "Moodle.Person.userGroupIds", "Canvas.group.contextIds"},
			"course_start": {"CourseSection.timeFrame.begin", "Context.timeFrame.begin", "Canvas.course.startAt"},
			"course_end":   {"CourseSection.timeFrame.end", "Context.timeFrame.end", "Canvas.course.endAt"},
			"locale":       {"Message.locale", "Person.locale", "Moodle.Person.lang"},
			// Of what a course and an activity are copies.
			"context_id_history":       {"Context.id.history", "Canvas.course.previousContextIds.recursive", "Canvas.course.previousContextIds"},
			"resource_link_id_history": {"ResourceLink.id.history"},
		},
	}
}

// attempt is one try of an LMS to register.
type attempt struct {
	code    string // of the invite
	request lti.RegistrationRequest
}

func parseAttempt(q url.Values) (attempt, error) {
	request, err := lti.ParseRegistration(q)
	return attempt{code: q.Get("invite"), request: request}, err
}

// meet finds out who wants to register, with a good invite only: no address is asked without one.
func (s *Service) meet(ctx context.Context, a attempt) (Invite, lti.PlatformConfiguration, error) {
	in, err := s.invite(ctx, a.code)
	if err != nil {
		return Invite{}, lti.PlatformConfiguration{}, err
	}
	conf, err := s.registrar(ctx).Configuration(ctx, a.request)
	return in, conf, err
}

func (s *Service) registrar(ctx context.Context) *lti.Registrar {
	return lti.NewRegistrar(lti.RegistrarConfig{Private: lti.OnPrivateNetwork(ctx, s.PublicURL)})
}

// errKept says that the LMS has the tool and Lectern doesn't know it.
var errKept = errors.New("registration_not_kept")

// register registers Lectern with the LMS and keeps the registration. A try that fails leaves the invite as it was.
func (s *Service) register(ctx context.Context, a attempt) (app.Registration, error) {
	in, conf, err := s.meet(ctx, a)
	if err != nil {
		return app.Registration{}, err
	}
	if err := s.claimInvite(ctx, in.ID, s.Clock()); err != nil {
		return app.Registration{}, err
	}
	reg, err := s.registerClaimed(ctx, in, a, conf)
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return app.Registration{}, errors.Join(err, s.releaseInvite(ctx, in.ID))
	}
	return reg, nil
}

func (s *Service) registerClaimed(ctx context.Context, in Invite, a attempt, conf lti.PlatformConfiguration) (app.Registration, error) {
	answer, err := s.registrar(ctx).Register(ctx, a.request, conf, s.tool())
	if err != nil {
		return app.Registration{}, err
	}
	// The LMS has the tool now: what follows is kept even where the browser has gone.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	reg := app.Registration{Name: in.Name, Issuer: conf.Issuer, ClientID: answer.ClientID, AuthURL: conf.AuthURL, TokenURL: conf.TokenURL,
		JWKSURL: conf.JWKSURL, TokenAudience: conf.AuthorizationServer, Product: conf.ProductFamily, Messages: conf.Messages}
	if reg.Name == "" {
		reg.Name = nameOf(conf)
	}
	if answer.DeploymentID != "" {
		reg.Deployments = []app.DeploymentID{app.DeploymentID(answer.DeploymentID)}
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if reg.ID, err = s.Registrations.AddPending(ctx, reg); err != nil {
			return err
		}
		return s.spendInvite(ctx, in.ID, reg.ID, s.Clock())
	})
	if err != nil {
		s.Log.Error("registration not kept", "error", err)
		return app.Registration{}, errKept
	}
	s.Log.Info("platform registered by invite", "registration", reg.ID, "product", reg.Product)
	return reg, nil
}

// products are the names of LMSs by what they call themselves.
var products = map[string]string{"moodle": "Moodle", "canvas": "Canvas", "blackboardlearn": "Blackboard", "blackboard": "Blackboard",
	"desire2learn": "Brightspace", "d2l": "Brightspace", "brightspace": "Brightspace", "sakai": "Sakai", "demo-lms": "Demo LMS"}

func productOf(family string) string { return products[strings.ToLower(family)] }

// nameOf names an LMS by its kind and host.
func nameOf(c lti.PlatformConfiguration) string {
	host := c.Issuer
	if u, err := url.Parse(c.Issuer); err == nil {
		host = u.Host
	}
	if product := productOf(c.ProductFamily); product != "" {
		return product + " at " + host
	}
	return host
}
