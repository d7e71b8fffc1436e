package lti

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strconv"
)

// Member is one person of a course (Names and Role Provisioning Services 2.0 §2.2). Names, e-mail and picture may be
// "", as the platform's privacy settings go.
type Member struct {
	UserID     string     `json:"user_id"` // the sub of the person's launches
	Status     string     `json:"status"`  // Active, Inactive or Deleted; Active where the platform doesn't say
	Roles      StringList `json:"roles"`   // whole URIs or bare names; for PrincipalRole
	Name       string     `json:"name"`
	GivenName  string     `json:"given_name"`
	FamilyName string     `json:"family_name"`
	Email      string     `json:"email"`
	Picture    string     `json:"picture"`
	SourcedID  string     `json:"lis_person_sourcedid"`
	// Groups are the ids of the member's groups, nil where the platform tells nothing of them (MembersOptions.Groups).
	Groups []string `json:"-"`
	// Custom is the custom claim that the member's launch of MembersOptions.ResourceLinkID would have, nil where the platform
	// tells nothing of it.
	Custom map[string]string `json:"-"`
}

// Principal is what the member's roles amount to. Some platforms list an assistant as Learner here, so the role of a
// person's own launch is the better source where there was one.
func (m Member) Principal() Principal { return PrincipalRole(m.Roles) }

// NRPSContext is the course as the membership service names it.
type NRPSContext struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Title string `json:"title"`
}

// MembersOptions narrows and pages a list of members.
type MembersOptions struct {
	ResourceLinkID string // only those who can open that link (rlid), where the platform supports it
	Limit          int    // members a page; 0: the platform's choice, which may be all at once
	Role           string // only that role, where the platform supports it
	Groups         bool   // with the groups of each, where the platform has Course Groups Service 1.0
}

// maxMembers bounds a list of members.
const maxMembers = 100_000

// Members gets all members of a course, page by page (Names and Role Provisioning Services 2.0 §2.4), each once, in the
// platform's order.
func (s *Services) Members(ctx context.Context, reg Registration, endpointURL string, o MembersOptions) ([]Member, NRPSContext, error) {
	limit := ""
	if o.Limit > 0 {
		limit = strconv.Itoa(o.Limit)
	}
	groups := ""
	if o.Groups {
		groups = "true"
	}
	address, err := withQuery(endpointURL, "rlid", o.ResourceLinkID, "limit", limit, "role", o.Role, "groups", groups)
	if err != nil {
		return nil, NRPSContext{}, &ServiceError{Op: "members", Code: ServiceInvalid, Err: fmt.Errorf("address of the service: %w", err)}
	}
	var (
		members = []Member{}
		course  NRPSContext
		seen    = make(map[string]bool)
	)
	c := call{op: "members", method: http.MethodGet, url: address, scope: ScopeMembers, accept: typeMembers}
	err = s.pages(ctx, reg, c, func(body []byte) error {
		var page struct {
			Context NRPSContext  `json:"context"`
			Members []memberWire `json:"members"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return errors.New("not a membership container")
		}
		if course.ID == "" {
			course = page.Context
		}
		for _, m := range page.Members {
			if m.UserID == "" || seen[m.UserID] {
				continue
			}
			if len(members) >= maxMembers {
				return fmt.Errorf("more than %d members", maxMembers)
			}
			seen[m.UserID] = true
			members = append(members, m.member())
		}
		return nil
	})
	if err != nil {
		return nil, NRPSContext{}, err
	}
	return members, course, nil
}

// clean resolves HTML entities, which some platforms leave in names here though not in launches, and fills in the
// status (LTI-NRPS-05, LTI-NRPS-06).
func (m Member) clean() Member {
	m.Name, m.GivenName, m.FamilyName = html.UnescapeString(m.Name), html.UnescapeString(m.GivenName), html.UnescapeString(m.FamilyName)
	if m.Status == "" {
		m.Status = "Active"
	}
	return m
}
