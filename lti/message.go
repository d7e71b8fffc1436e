package lti

import (
	"encoding/json"
	"time"
)

// Message types that a launch may have (LTI 1.3 Core §5.3.1, Deep Linking 2.0 §4, Submission Review 1.0).
const (
	MessageResourceLink     = "LtiResourceLinkRequest"
	MessageDeepLinking      = "LtiDeepLinkingRequest"
	MessageSubmissionReview = "LtiSubmissionReviewRequest"
)

// Launch is a verified launch. It is complete only when the caller has inserted Once.Key uniquely, in the
// transaction in which it makes use of the launch: see OnceKey.
type Launch struct {
	Registration  Registration
	DeploymentID  string
	Subject       string // sub: the user, unique within the issuer; never empty
	MessageType   string // one of the Message constants
	Version       string // 1.3.0
	TargetLinkURI string // as signed; "" only in deep linking

	Roles     []string  // as sent; may be empty
	Principal Principal // what the context roles amount to: PrincipalRole(Roles)

	Name, GivenName, FamilyName, Email string // each may be "", as privacy settings go
	Locale                             string // locale of the person, else of the presentation, else ""

	Context      Context
	ResourceLink ResourceLink // empty in deep linking
	Platform     Platform
	Presentation LaunchPresentation
	LIS          map[string]string // lis claim; values may be ""
	Custom       map[string]string // custom claim; values may be "" or an unresolved "$Variable"

	NRPS        *NRPSEndpoint        // nil: the platform offers no names and roles here
	AGS         *AGSEndpoint         // nil: the platform offers no grades here
	Groups      *GroupsEndpoint      // nil: the platform offers no groups here
	IssuedAt    time.Time            // iat: the platform's clock when it sent the message
	DeepLinking *DeepLinkingSettings // set if and only if the message is a deep linking request
	ForUser     *ForUser             // set if the message is a submission review

	Raw  json.RawMessage // the payload; it holds personal data and secrets of the platform: never log it
	Once OnceKey
}

// Context is the course (LTI 1.3 Core §5.4.1). All may be empty.
type Context struct {
	ID    string     `json:"id"`
	Label string     `json:"label"`
	Title string     `json:"title"`
	Types StringList `json:"type"`
}

// ResourceLink is the place in the course from which the launch came (LTI 1.3 Core §5.3.5).
type ResourceLink struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// Platform says what the platform tells of itself (LTI 1.3 Core §5.4.2). Nothing may depend on it.
type Platform struct {
	GUID              string `json:"guid"`
	Name              string `json:"name"`
	Description       string `json:"description"`
	URL               string `json:"url"`
	ProductFamilyCode string `json:"product_family_code"`
	Version           string `json:"version"`
}

// LaunchPresentation says where the launch is shown (LTI 1.3 Core §5.4.4). ReturnURL may carry a session key of the
// platform: never log it.
type LaunchPresentation struct {
	DocumentTarget string `json:"document_target"` // frame, iframe or window
	ReturnURL      string `json:"return_url"`
	Locale         string `json:"locale"`
}

// NRPSEndpoint is the claim of Names and Role Provisioning Services 2.0 §3.6.1.1.
type NRPSEndpoint struct {
	MembershipsURL  string     `json:"context_memberships_url"`
	ServiceVersions StringList `json:"service_versions"`
}

// AGSEndpoint is the claim of Assignment and Grade Services 2.0 §3.1. LineItem is "" where the link has none, or more
// than one, which makes some platforms leave it out.
type AGSEndpoint struct {
	Scopes    StringList `json:"scope"`
	LineItems string     `json:"lineitems"`
	LineItem  string     `json:"lineitem"`
}

// Allows reports whether the launch granted a scope.
func (a *AGSEndpoint) Allows(scope string) bool {
	if a == nil {
		return false
	}
	for _, s := range a.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

// GroupsEndpoint is the claim of Course Groups Service 1.0 §3.1.
type GroupsEndpoint struct {
	Scopes          StringList `json:"scope"`
	GroupsURL       string     `json:"context_groups_url"`
	GroupSetsURL    string     `json:"context_group_sets_url"`
	ServiceVersions StringList `json:"service_versions"`
}

// ForUser is whose work a submission review is about (Submission Review 1.0).
type ForUser struct {
	UserID     string     `json:"user_id"`
	Name       string     `json:"name"`
	GivenName  string     `json:"given_name"`
	FamilyName string     `json:"family_name"`
	Email      string     `json:"email"`
	SourcedID  string     `json:"person_sourcedid"`
	Roles      StringList `json:"roles"`
}

// fill reads what a launch may hold beside the claims that decide whether it is valid.
func (l *Launch) fill(c *claims) {
	l.Name, l.Email = c.str("name"), c.str("email")
	l.GivenName, l.FamilyName = c.str("given_name"), c.str("family_name")
	c.object(claimContext, &l.Context)
	if l.Context.ID != "" && !identifier(l.Context.ID) {
		c.fail(claimContext, errIdentifier)
	}
	c.object(claimPlatform, &l.Platform)
	c.object(claimPresentation, &l.Presentation)
	if l.Locale = c.str("locale"); l.Locale == "" {
		l.Locale = l.Presentation.Locale
	}
	l.LIS, l.Custom = c.text(claimLIS), c.text(claimCustom)
	l.fillServices(c)
}

// fillServices reads the services' claims. A service whose address is no web address is refused rather than left out,
// because a class without its roster or grades would be found out much later.
func (l *Launch) fillServices(c *claims) {
	var nrps NRPSEndpoint
	if c.object(claimNRPS, &nrps) && c.address(claimNRPS, nrps.MembershipsURL) {
		l.NRPS = &nrps
	}
	var ags AGSEndpoint
	if c.object(claimAGS, &ags) {
		items, item := c.address(claimAGS, ags.LineItems), c.address(claimAGS, ags.LineItem)
		if items || item {
			l.AGS = &ags
		}
	}
	var groups GroupsEndpoint
	if c.object(claimGroups, &groups) && c.address(claimGroups, groups.GroupsURL) {
		c.address(claimGroups, groups.GroupSetsURL)
		l.Groups = &groups
	}
}

// address checks a service's URL; false for none.
func (c *claims) address(claim, url string) bool {
	if url == "" {
		return false
	}
	if _, err := webURL(url); err != nil {
		c.fail(claim, err)
		return false
	}
	return true
}
