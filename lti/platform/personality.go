package platform

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

// Personality is whose habits a platform has. PERSONALITIES.md lists each habit with its source; where nothing is known
// of an LMS the demo's own stay, which are Moodle's.
type Personality string

// The personalities.
const (
	Demo        Personality = "" // the demo LMS: Moodle's habits at addresses of its own
	Moodle      Personality = "moodle"
	Canvas      Personality = "canvas"
	Blackboard  Personality = "blackboard"
	Brightspace Personality = "brightspace"
	Sakai       Personality = "sakai"
)

// Personalities lists those that are named after an LMS.
func Personalities() []Personality {
	return []Personality{Moodle, Canvas, Blackboard, Brightspace, Sakai}
}

// traits are the habits of a personality.
type traits struct {
	issuer  string // "": the platform's own address
	family  string // product_family_code
	auth    string // paths; {course} and {item} stand for ids
	token   string
	jwks    string
	members string
	items   string
	item    string

	typed     bool                // addresses carry ?type_id= (Moodle)
	life      int64               // of an id_token, in seconds
	subject   func(UserID) string // sub and user_id
	noContext bool                // label is left out of the context

	membersMedia string // content type of members, "": the standard's
	tokenMedia   string // content type of the token endpoint
	wholeRoles   bool   // members' roles are whole URIs
	pageSize     int    // members a page where nothing is asked for, and at most; 0: all
	pageParam    string // the parameter of the next page
	lowerHeaders bool   // header names in lower case, as HTTP/2 has them

	moreRoles   func(User) []string // roles beside those of the context
	teachesOnly bool                // a teaching assistant launches as Instructor alone, and is a Learner among members

	equalTimes  bool   // a score of the same time is taken
	oldStatus   int    // answer to a score that is too old
	wrongPerson int    // answer to a score of somebody who has none
	resultURL   bool   // a score is answered with its result's address
	pagedResult bool   // results may be paged
	forbidsRate bool   // too many requests are a 403 (Canvas)
	storage     bool   // platform storage is offered (LTI Client Side postMessages)
	groups      string // the course's groups, "" for none
	groupSets   string
	// alwaysGroups has members tell their groups also where nobody asked.
	alwaysGroups   bool
	mixedCustom    bool   // custom keys stand once, as they were written
	curly          bool   // Link headers of line items have curly quotes and escaped ampersands
	itemsPage      int    // line items a page where nothing else is asked for; 0: all
	asksBy         string // how a Deep Linking request is found again by its answer
	gradesAll      bool   // a link without a column gets one of 100 points
	titledByColumn bool   // a link that comes with a column is titled by it
	notBefore      bool   // id_tokens carry nbf
	noReview       bool   // submission reviews aren't offered
}

func moodle() traits {
	return traits{
		family: "demo-lms", auth: "/lti/auth", token: "/lti/token", jwks: "/lti/jwks", members: "/lti/nrps/{course}",
		items: "/lti/courses/{course}/lineitems", item: "/lti/courses/{course}/lineitems/{item}/lineitem",
		typed: true, life: idTokenLifeSeconds, subject: func(id UserID) string { return string(id) },
		tokenMedia: tokenContentType, pageParam: "from", oldStatus: 409, wrongPerson: 400, curly: true,
	}
}

// traits gives the habits; an unknown personality has none.
func (p Personality) traits() (traits, bool) {
	t := moodle()
	switch p {
	case Demo:
		t.groups, t.groupSets = "/lti/groups/{course}", "/lti/groups/{course}/sets"
	case Moodle:
		t.family, t.teachesOnly, t.gradesAll = "moodle", true, true
		t.auth, t.token, t.jwks = "/mod/lti/auth.php", "/mod/lti/token.php", "/mod/lti/certs.php"
		t.members = "/mod/lti/services.php/CourseSection/{course}/bindings/1/memberships"
		t.items, t.item = "/mod/lti/services.php/{course}/lineitems", "/mod/lti/services.php/{course}/lineitems/{item}/lineitem"
	case Canvas:
		t = canvas(t)
	case Blackboard:
		t.issuer, t.family, t.typed, t.mixedCustom, t.curly = "https://blackboard.com", "BlackboardLearn", false, true, false
		t.auth, t.token, t.jwks = "/api/v1/gateway/oidcauth", "/api/v1/gateway/oauth2/jwttoken", "/api/v1/management/applications/lectern/jwks.json"
		t.members = "/learn/api/v1/lti/external/namesandroles/{course}"
		t.items, t.item = "/learn/api/v1/lti/courses/{course}/lineItems", "/learn/api/v1/lti/courses/{course}/lineItems/{item}"
		t.tokenMedia, t.subject, t.wholeRoles, t.asksBy = "application/json", hexSubject("blackboard"), true, inData
	case Brightspace:
		t.family, t.typed, t.curly, t.mixedCustom, t.wholeRoles, t.lowerHeaders = "desire2learn", false, false, true, true, true
		t.auth, t.token, t.jwks = "/d2l/lti/authenticate", "/core/connect/token", "/d2l/.well-known/jwks"
		const deployment = "/2ff21e97-79cf-4794-9244-5bfb55b7a330/orgunit/{course}/"
		t.members = "/d2l/api/lti/nrps/2.0/deployment" + deployment + "memberships"
		t.items, t.item = "/d2l/api/lti/ags/2.0/deployment"+deployment+"lineitems", "/d2l/api/lti/ags/2.0/deployment"+deployment+"lineitems/{item}"
		t.tokenMedia, t.subject, t.life, t.notBefore = "application/json", uuidSubject("brightspace"), 1800, true
	case Sakai:
		t.family, t.typed, t.curly, t.mixedCustom, t.asksBy = "sakai", false, false, true, inData
		t.auth, t.token, t.jwks = "/imsoidc/lti13/oidc_auth", "/imsblis/lti13/token/1", "/imsblis/lti13/keyset"
		t.members, t.pageParam, t.membersMedia = "/imsblis/lti13/namesandroles/{course}", "start", "application/json; charset=utf-8"
		t.items, t.item = "/imsblis/lti13/lineitems/{course}", "/imsblis/lti13/lineitems/{course}/{item}"
		t.groups, t.alwaysGroups = "/imsblis/lti13/groupservice/{course}", true
		t.tokenMedia, t.subject, t.wholeRoles, t.noContext = "application/json; charset=utf-8", uuidSubject("sakai"), true, true
	default:
		return traits{}, false
	}
	return t, true
}

func canvas(t traits) traits {
	t.issuer, t.family, t.typed, t.mixedCustom, t.life = "https://canvas.instructure.com", "canvas", false, true, 3600
	t.auth, t.token, t.jwks = "/api/lti/authorize_redirect", "/login/oauth2/token", "/api/lti/security/jwks"
	t.members = "/api/lti/courses/{course}/names_and_roles"
	t.items, t.item = "/api/lti/courses/{course}/line_items", "/api/lti/courses/{course}/line_items/{item}"
	t.groups, t.groupSets = "/api/lti/groups_and_sets/{course}/groups", "/api/lti/groups_and_sets/{course}/sets"
	t.tokenMedia, t.subject, t.wholeRoles = "application/json; charset=utf-8", uuidSubject("canvas"), true
	t.pageSize, t.itemsPage, t.pageParam, t.lowerHeaders, t.curly = 50, 10, "page", true, false
	t.equalTimes, t.oldStatus, t.wrongPerson, t.resultURL, t.pagedResult = true, 400, 422, true, true
	t.forbidsRate, t.storage, t.asksBy, t.titledByColumn, t.noReview = true, true, inAddress, true, true
	t.moreRoles = func(u User) []string {
		const person = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
		more := []string{"http://purl.imsglobal.org/vocab/lis/v2/system/person#User", person + "Student"}
		if u.has(RoleInstructor) {
			more[1] = person + "Instructor"
		}
		return more
	}
	return t
}

// hexSubject gives ids of 32 hexadecimal digits, uuidSubject such as RFC 9562 has them.
func hexSubject(of string) func(UserID) string {
	return func(id UserID) string {
		sum := sha256.Sum256([]byte(of + "/" + string(id)))
		return hex.EncodeToString(sum[:16])
	}
}

func uuidSubject(of string) func(UserID) string {
	return func(id UserID) string { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(of+"/"+string(id))).String() }
}

// Endpoints are what a tool is told of the platform.
type Endpoints struct{ Issuer, AuthURL, TokenURL, JWKSURL string }

// Endpoints gives them.
func (p *Platform) Endpoints() Endpoints {
	return Endpoints{p.issuer(), p.cfg.BaseURL + p.is.auth, p.cfg.BaseURL + p.is.token, p.cfg.BaseURL + p.is.jwks}
}

func (p *Platform) issuer() string {
	if p.is.issuer != "" {
		return p.is.issuer
	}
	return p.cfg.BaseURL
}

// address fills a path with the course and the line item.
func (p *Platform) address(path string, item LineItemID, typeID int) string {
	path = strings.NewReplacer("{course}", url.PathEscape(p.cfg.Course.ID), "{item}", url.PathEscape(string(item))).Replace(path)
	if p.is.typed && typeID > 0 {
		path += fmt.Sprintf("?type_id=%d", typeID)
	}
	return p.cfg.BaseURL + path
}

// Subject is a person's sub, which is also the user_id of the services.
func (p *Platform) Subject(id UserID) string {
	if u, err := p.User(id); err == nil {
		id = u.ID
	}
	return p.is.subject(id)
}

// personOf finds the person whom a tool names.
func (p *Platform) personOf(subject string) UserID {
	if id, ok := p.subjects[subject]; ok {
		return id
	}
	return UserID(subject)
}

// launchRoles are the roles of a person's launch.
func (p *Platform) launchRoles(u User) []string {
	roles := u.Roles
	if p.is.teachesOnly && u.has(RoleTeachingAssistant) {
		roles = []string{RoleInstructor}
	}
	if p.is.moreRoles != nil {
		roles = append(p.is.moreRoles(u), roles...)
	}
	return roles
}

// serviceRoles are the roles of a person among the members.
func (p *Platform) serviceRoles(u User) []string {
	switch {
	case p.is.teachesOnly && u.has(RoleTeachingAssistant):
		return []string{"Learner"}
	case p.is.wholeRoles && u.NRPSRoles == nil:
		return u.Roles
	}
	return memberRoles(u)
}
