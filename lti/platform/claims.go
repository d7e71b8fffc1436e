package platform

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Claims (LTI Core 1.3, 5.3 and 5.4; NRPS 2.0, 3.6.1.1; AGS 2.0, 3.1;
// Deep Linking 2.0, 3.4.1 and 3.4.2).
const (
	claimBase          = "https://purl.imsglobal.org/spec/lti/claim/"
	claimMessageType   = claimBase + "message_type"
	claimVersion       = claimBase + "version"
	claimDeployment    = claimBase + "deployment_id"
	claimTargetLink    = claimBase + "target_link_uri"
	claimRoles         = claimBase + "roles"
	claimMentor        = claimBase + "role_scope_mentor"
	claimContext       = claimBase + "context"
	claimResourceLink  = claimBase + "resource_link"
	claimCustom        = claimBase + "custom"
	claimPresentation  = claimBase + "launch_presentation"
	claimLIS           = claimBase + "lis"
	claimExt           = claimBase + "ext"
	claimToolPlatform  = claimBase + "tool_platform"
	claimForUser       = claimBase + "for_user"
	claimGroups        = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
	claimAGS           = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
	claimNRPS          = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
	claimDeepLinking   = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
	claimDLItems       = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
	claimDLData        = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
	claimDLMessage     = "https://purl.imsglobal.org/spec/lti-dl/claim/msg"
	claimDLError       = "https://purl.imsglobal.org/spec/lti-dl/claim/errormsg"
	ltiVersion         = "1.3.0"
	idTokenLifeSeconds = 60
)

// Message types.
const (
	MessageResourceLink     = "LtiResourceLinkRequest"
	MessageDeepLinking      = "LtiDeepLinkingRequest"
	MessageSubmissionReview = "LtiSubmissionReviewRequest"
)

// Service scopes (AGS 2.0, 3.1.3; NRPS 2.0, 2.4.2).
const (
	ScopeLineItem         = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
	ScopeLineItemReadonly = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
	ScopeResultReadonly   = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
	ScopeScore            = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
	ScopeMembership       = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
)

func agsScopes() []string {
	return []string{ScopeLineItem, ScopeLineItemReadonly, ScopeResultReadonly, ScopeScore}
}

func allScopes() []string { return append(agsScopes(), ScopeMembership) }

// idClaims are the claims of the id_token that answers a launch.
func (p *Platform) idClaims(l launch, nonce string) (map[string]any, error) {
	tool, typeID, ok := p.tool(l.client)
	if !ok {
		return nil, fmt.Errorf("%w: client %q", ErrNotFound, l.client)
	}
	user, err := p.User(l.user)
	if err != nil {
		return nil, err
	}
	now := p.now().Unix()
	c := map[string]any{
		"iss": p.issuer(), "aud": string(l.client), "sub": p.Subject(user.ID), "nonce": nonce,
		"iat": now, "exp": now + p.is.life,
		claimVersion: ltiVersion, claimMessageType: l.messageType, claimDeployment: string(l.deployment),
		claimTargetLink: p.launchTarget(l, tool), claimRoles: p.launchRoles(user), claimContext: p.contextOf(l.link),
		claimLIS:          map[string]any{"person_sourcedid": user.SourcedID, "course_section_sourcedid": p.cfg.Course.SourcedID},
		claimExt:          map[string]any{"user_username": user.Username, "lms": "demo-1"},
		claimToolPlatform: p.toolPlatformClaim(),
		claimCustom:       p.customClaim(tool, l, user),
		claimPresentation: p.presentationClaim(l),
		claimAGS:          p.agsClaim(tool, typeID, l),
	}
	if p.is.notBefore {
		c["nbf"] = now
	}
	if slices.Contains(tool.Scopes, ScopeMembership) {
		c[claimNRPS] = map[string]any{
			"context_memberships_url": p.membersURL(), "service_versions": []string{"2.0"},
		}
	}
	addPerson(c, tool, user)
	if user.has(RoleMentor) && len(user.MentorOf) > 0 {
		mentored := []string{}
		for _, id := range user.MentorOf {
			mentored = append(mentored, p.Subject(id))
		}
		c[claimMentor] = mentored
	}
	if groups := p.groupsClaim(tool); groups != nil {
		c[claimGroups] = groups
	}
	switch l.messageType {
	case MessageDeepLinking:
		c[claimDeepLinking] = p.settingsOf(l, tool)
	case MessageSubmissionReview:
		c[claimForUser] = map[string]any{"user_id": p.Subject(l.forUser)}
		fallthrough
	default:
		link, err := p.Link(l.link)
		if err != nil {
			return nil, err
		}
		c[claimResourceLink] = map[string]any{
			"id": string(link.ID), "title": link.Title, "description": link.Description,
		}
	}
	return c, nil
}

// addPerson adds the OIDC standard claims that privacy allows (LTI Core 1.3, 5.3.6.1).
func addPerson(c map[string]any, tool ToolConfig, user User) {
	if !tool.HideNames {
		c["given_name"], c["family_name"], c["name"] = user.GivenName, user.FamilyName, user.Name()
	}
	if !tool.HideEmails {
		c["email"] = user.Email
	}
}

func (p *Platform) contextClaim() map[string]any {
	c := map[string]any{"id": p.cfg.Course.ID, "title": p.cfg.Course.Title, "type": []string{"CourseSection"}}
	if !p.is.noContext {
		c["label"] = p.cfg.Course.Label
	}
	return c
}

func (p *Platform) toolPlatformClaim() map[string]any {
	return map[string]any{
		"guid":                uuid.NewSHA1(uuid.NameSpaceURL, []byte(p.cfg.BaseURL)).String(),
		"product_family_code": p.is.family, "version": "1", "name": siteName, "description": "The demo LMS of Lectern",
	}
}

func (p *Platform) presentationClaim(l launch) map[string]any {
	c := map[string]any{"document_target": l.target}
	if l.messageType != MessageDeepLinking {
		c["return_url"] = p.cfg.BaseURL + "/course/return?link=" + url.QueryEscape(string(l.link))
	}
	if p.cfg.Locale != "" {
		c["locale"] = p.cfg.Locale
	}
	return c
}

// agsClaim names the line item only where exactly one belongs to the link
// (AGS 2.0, 3.1.1).
func (p *Platform) agsClaim(tool ToolConfig, typeID int, l launch) map[string]any {
	scopes := []string{}
	for _, s := range agsScopes() {
		if slices.Contains(tool.Scopes, s) {
			scopes = append(scopes, s)
		}
	}
	c := map[string]any{"scope": scopes, "lineitems": p.lineItemsURL(typeID)}
	if l.messageType == MessageDeepLinking {
		return c
	}
	var coupled []LineItem
	p.view(func(st *state) {
		for _, li := range st.LineItems {
			if li.ClientID == l.client && li.ResourceLinkID == l.link {
				coupled = append(coupled, li)
			}
		}
	})
	if len(coupled) == 1 {
		c["lineitem"] = p.lineItemURL(coupled[0].ID, typeID)
	}
	return c
}

// customClaim substitutes the variables it knows and leaves the others as
// they are (LTI Core 1.3, 5.4.6 and 6.1); keys with capitals stand twice.
func (p *Platform) customClaim(tool ToolConfig, l launch, user User) map[string]any {
	vars := map[string]string{
		"$User.id": p.Subject(user.ID), "$User.username": user.Username, "$Context.id": p.cfg.Course.ID,
		"$CourseSection.sourcedId": p.cfg.Course.SourcedID, "$ResourceLink.id": string(l.link),
		"$ToolPlatformInstance.guid": fmt.Sprint(p.toolPlatformClaim()["guid"]),
	}
	if !tool.HideNames {
		vars["$Person.name.full"] = user.Name()
	}
	if in := p.copyOf(l.link); in.ID != "" {
		vars["$Context.id"] = in.ID
	}
	maps.Copy(vars, p.groupVariables(user))
	maps.Copy(vars, p.historyVariables(l.link))
	out := map[string]any{}
	add := func(from map[string]string) {
		for k, v := range from {
			if known, ok := vars[v]; ok {
				v = known
			}
			if out[k] = v; !p.is.mixedCustom {
				out[strings.ToLower(k)] = v
			}
		}
	}
	add(tool.Custom)
	if link, err := p.Link(l.link); err == nil {
		add(link.Custom)
	}
	return out
}
