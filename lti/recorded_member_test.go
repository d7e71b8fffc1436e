package lti_test

import (
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/lti"
)

func recordedMembers() map[string]recordedCase {
	list := func(o lti.MembersOptions, check func(t *testing.T, members []lti.Member)) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			members, course, err := p.s.Members(t.Context(), p.reg, p.address("", "limit", "rlid", "role", "from"), o)
			if err != nil || course.ID != "2" || len(members) == 0 {
				t.Fatalf("%d members of %+v, %v", len(members), course, err)
			}
			for _, m := range members {
				if m.Status != "Active" || m.UserID == "" {
					t.Errorf("member %+v", m)
				}
			}
			if e.Request.Headers["accept"] == membersType && !strings.Contains(e.Request.URL, "from=") {
				p.same()
			}
			if check != nil {
				check(t, members)
			}
		}
	}
	count := func(n int) func(*testing.T, []lti.Member) {
		return func(t *testing.T, m []lti.Member) {
			if len(m) != n {
				t.Errorf("%d members, want %d", len(m), n)
			}
		}
	}
	refused := func(code string, status int, check func(p *replay)) func(*testing.T, exchange) {
		return func(t *testing.T, e exchange) {
			p := newReplay(t, e)
			_, _, err := p.s.Members(t.Context(), p.reg, p.address("", "limit"), lti.MembersOptions{})
			failed(t, err, code, status)
			check(p)
		}
	}
	accept := func(p *replay) { p.differs("Accept") }
	return map[string]recordedCase{
		"nrps-all": {"all at once where no limit is asked for; a teacher without editing rights is a Learner", list(lti.MembersOptions{}, func(t *testing.T, m []lti.Member) {
			if len(m) != 7 {
				t.Errorf("%d members", len(m))
			}
			for _, x := range m {
				if strings.Contains(x.Name, "&") && strings.Contains(x.Name, ";") {
					t.Errorf("LTI-NRPS-06 name %q", x.Name)
				}
				if x.UserID == "4" && x.Principal() != lti.PrincipalLearner {
					t.Errorf("LTI-ROLE-03 %v", x.Roles)
				}
			}
		})},
		"nrps-page1":             {"pages come only where limit is asked for", list(lti.MembersOptions{Limit: 3}, count(3))},
		"nrps-page2":             {"a page in the middle", list(lti.MembersOptions{Limit: 3}, count(3))},
		"nrps-page3":             {"the last page has no link", list(lti.MembersOptions{Limit: 3}, count(1))},
		"nrps-rlid":              {"by link, the query kept in the next page", list(lti.MembersOptions{Limit: 2, ResourceLinkID: "1"}, count(2))},
		"nrps-role-instructor":   {"roles are bare words", list(lti.MembersOptions{Role: "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"}, func(t *testing.T, m []lti.Member) { instructors(t, m) })},
		"nrps-role-learner-page": {"a role and a page", list(lti.MembersOptions{Limit: 2, Role: "Learner"}, nil)},
		"nrps-accept-default":    {"any Accept gets the list", list(lti.MembersOptions{}, nil)},
		"privacy-off-nrps":       {"names and e-mail may be missing", list(lti.MembersOptions{Limit: 1}, func(t *testing.T, m []lti.Member) { nameless(t, m) })},
		"rlid-restricted-nrps":   {"by link, with messages that are ignored", list(lti.MembersOptions{ResourceLinkID: "3"}, nil)},
		"suspended-nrps":         {"who is suspended isn't listed", list(lti.MembersOptions{}, func(t *testing.T, m []lti.Member) { unlisted(t, m, "9") })},
		"nrps-accept-json":       {"Accept is exactly the media type", refused(lti.ServiceRefused, 400, accept)},
		"nrps-accept-multi":      {"Accept is one media type", refused(lti.ServiceRefused, 400, accept)},
		"nrps-accept-v1":         {"the older media type gets another document", func(t *testing.T, e exchange) { olderMembers(t, e) }},
		"nrps-bad-token":         {"a token that is refused is replaced once", refused(lti.ServiceUnauthorized, 401, twice)},
		"nrps-no-token":          {"no token", refused(lti.ServiceUnauthorized, 401, twice)},
	}
}

func twice(p *replay) {
	if len(p.asks) != 2 || p.l.tokens() != 2 {
		p.t.Errorf("LTI-TOK-03 %d requests with %d tokens", len(p.asks), p.l.tokens())
	}
}

func instructors(t *testing.T, m []lti.Member) {
	for _, x := range m {
		if x.Principal() != lti.PrincipalInstructor {
			t.Errorf("roles %v", x.Roles)
		}
	}
}

func nameless(t *testing.T, m []lti.Member) {
	for _, x := range m {
		if x.Name+x.Email != "" {
			t.Errorf("LTI-NRPS-05 member %+v", x)
		}
	}
}

func unlisted(t *testing.T, m []lti.Member, id string) {
	for _, x := range m {
		if x.UserID == id {
			t.Errorf("%s is listed", id)
		}
	}
}

// olderMembers reads the container of NRPS 1.0: nobody is in it for us, and we never ask for it.
func olderMembers(t *testing.T, e exchange) {
	p := newReplay(t, e)
	members, _, err := p.s.Members(t.Context(), p.reg, p.address("", "limit"), lti.MembersOptions{})
	if err != nil || len(members) != 0 {
		t.Errorf("%d members, %v", len(members), err)
	}
	p.differs("Accept")
}
