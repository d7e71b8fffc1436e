package platform

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const mediaMembers = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

// MemberStatus is a person's enrolment. Only active people are members
// (NRPS 2.0, 2.2); the others keep their scores but get no new ones.
type MemberStatus string

// Enrolments.
const (
	MemberActive    MemberStatus = "active"
	MemberSuspended MemberStatus = "suspended"
	MemberRemoved   MemberStatus = "removed"
)

// User finds a person by id or username, with the roles of now.
func (p *Platform) User(id UserID) (User, error) {
	if i, ok := p.people[id]; ok {
		u := p.cfg.Users[i]
		p.view(func(st *state) { u = st.asNow(u) })
		return u, nil
	}
	return User{}, fmt.Errorf("%w: user", ErrNotFound)
}

// Users lists everybody the platform knows, members or not.
func (p *Platform) Users() []User {
	out := slices.Clone(p.cfg.Users)
	p.view(func(st *state) {
		for i, u := range out {
			out[i] = st.asNow(u)
		}
	})
	return out
}

// asNow is the person with the roles of now.
func (st *state) asNow(u User) User {
	if roles := st.Members[u.ID].Roles; roles != nil {
		u.Roles, u.NRPSRoles = slices.Clone(roles), nil
	}
	if u.Roles == nil {
		u.Roles = []string{}
	}
	return u
}

func (p *Platform) active(id UserID) bool {
	var status MemberStatus
	p.view(func(st *state) { status = st.Members[id].Status })
	return status == "" || status == MemberActive
}

// SetMember changes a person's enrolment.
func (p *Platform) SetMember(id UserID, status MemberStatus) error {
	return p.changeMember(id, func(m *member) { m.Status = status })
}

// SetRoles changes a person's context roles, as whole URIs; no roles at all
// is a valid launch (LTI Core 1.3, 5.3.7).
func (p *Platform) SetRoles(id UserID, roles ...string) error {
	if roles == nil {
		roles = []string{}
	}
	return p.changeMember(id, func(m *member) { m.Roles = roles })
}

func (p *Platform) changeMember(id UserID, change func(*member)) error {
	u, err := p.User(id)
	if err != nil {
		return err
	}
	return p.update(func(st *state) error {
		m := st.Members[u.ID]
		change(&m)
		st.Members[u.ID] = m
		return nil
	})
}

func (p *Platform) membersURL() string {
	return p.address(p.is.members, "", 0)
}

// MembersURL is the address of the course's members, as launches tell it.
func (p *Platform) MembersURL() string { return p.membersURL() }

type memberEntry struct {
	Status     string           `json:"status"`
	Name       string           `json:"name,omitempty"`
	GivenName  string           `json:"given_name,omitempty"`
	FamilyName string           `json:"family_name,omitempty"`
	Email      string           `json:"email,omitempty"`
	UserID     UserID           `json:"user_id"`
	SourcedID  string           `json:"lis_person_sourcedid,omitempty"`
	Username   string           `json:"ext_user_username,omitempty"`
	Roles      []string         `json:"roles"`
	Message    []map[string]any `json:"message,omitempty"`
	// Groups are of Course Groups Service 1.0.
	Groups []map[string]string `json:"group_enrollments,omitempty"`
}

// serveMembers is the membership service (NRPS 2.0, 2). Pages come only when
// limit is asked for (2.4.3).
func (p *Platform) serveMembers(w http.ResponseWriter, r *http.Request) {
	tool, _, ok := p.bearer(w, r, ScopeMembership)
	if !ok {
		return
	}
	if !accepts(r, mediaMembers, true) {
		serveNoHandler(w, r)
		return
	}
	q := r.URL.Query()
	rlid := LinkID(q.Get("rlid"))
	if rlid != "" {
		if link, err := p.Link(rlid); err != nil || link.ClientID != tool.ClientID {
			serviceError(w, r, http.StatusNotFound, "Not Found")
			return
		}
	}
	members := []memberEntry{}
	for _, u := range p.Users() {
		if p.active(u.ID) && p.playsRole(u, q.Get("role")) {
			m := p.memberEntry(u, tool, rlid)
			m.Groups = p.groupEnrolments(u, q, tool)
			members = append(members, m)
		}
	}
	from, to := p.page(q, len(members), p.is.pageSize)
	if to < len(members) {
		p.nextLink(w, p.membersURL(), q, to)
	}
	body := map[string]any{"id": p.membersURL(), "context": p.contextClaim(), "members": members[from:to:to]}
	media := mediaMembers + "; charset=utf-8"
	if p.is.membersMedia != "" {
		media = p.is.membersMedia
	}
	writeJSON(w, http.StatusOK, media, body)
}

func (p *Platform) memberEntry(u User, tool ToolConfig, rlid LinkID) memberEntry {
	m := memberEntry{Status: "Active", UserID: UserID(p.Subject(u.ID)), SourcedID: u.SourcedID, Username: u.Username, Roles: p.serviceRoles(u)}
	if !tool.HideNames {
		m.Name, m.GivenName, m.FamilyName = u.Name(), u.GivenName, u.FamilyName
	}
	if !tool.HideEmails {
		m.Email = u.Email
	}
	if rlid != "" { // NRPS 2.0, 3.3
		custom := p.customClaim(tool, launch{link: rlid}, u)
		m.Message = []map[string]any{{claimMessageType: MessageResourceLink, claimCustom: custom}}
	}
	return m
}

const rolePrefix = "http://purl.imsglobal.org/vocab/lis/v2/membership#"

// memberRoles are bare words for core context roles and URIs for the rest.
func memberRoles(u User) []string {
	if u.NRPSRoles != nil {
		return u.NRPSRoles
	}
	out := []string{}
	for _, role := range u.Roles {
		out = append(out, strings.TrimPrefix(role, rolePrefix))
	}
	return out
}

func (p *Platform) playsRole(u User, role string) bool {
	short := func(r string) bool { return strings.TrimPrefix(r, rolePrefix) == strings.TrimPrefix(role, rolePrefix) }
	return role == "" || slices.ContainsFunc(p.serviceRoles(u), short)
}

// nextLink names the next page in the words of the RFC.
func (p *Platform) nextLink(w http.ResponseWriter, base string, q url.Values, from int) {
	name := "Link"
	if p.is.lowerHeaders {
		name = "link"
	}
	w.Header()[name] = []string{"<" + base + "?" + p.nextQuery(q, from) + `>; rel="next"`}
}

// page is the slice [from:to] of a list, in pages as the personality has them: of size where nothing else is asked for, and
// at most; 0: all.
func (p *Platform) page(q url.Values, n, size int) (from, to int) {
	own := url.Values{"limit": {q.Get("limit")}, "from": {q.Get(p.is.pageParam)}}
	if limit, err := strconv.Atoi(q.Get("limit")); size > 0 && (err != nil || limit <= 0 || limit > size) {
		own.Set("limit", strconv.Itoa(size))
	}
	return page(own, n)
}

func (p *Platform) nextQuery(q url.Values, from int) string {
	next := url.Values{}
	for name, values := range q {
		next[name] = values
	}
	next.Set(p.is.pageParam, strconv.Itoa(from))
	return next.Encode()
}

// page is the slice [from:to] that limit and from ask for.
func page(q url.Values, n int) (from, to int) {
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit <= 0 {
		return 0, n
	}
	if from, err = strconv.Atoi(q.Get("from")); err != nil || from < 0 {
		from = 0
	}
	from = min(from, n)
	return from, min(from+min(limit, n), n)
}

func nextQuery(q url.Values, from int) string {
	next := url.Values{}
	for name, values := range q {
		next[name] = values
	}
	next.Set("from", strconv.Itoa(from))
	return next.Encode()
}

// accepts compares the Accept header as Moodle does: whole and exactly. Some
// services have a default for clients that accept anything.
func accepts(r *http.Request, media string, hasDefault bool) bool {
	a := r.Header.Get("Accept")
	return a == media || hasDefault && (a == "" || a == "*/*")
}

// sends reports whether the body is of the media type, whatever its charset.
func sends(r *http.Request, media string) bool {
	have, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && have == media
}

// serviceError is an error in the shape of Moodle's services.
func serviceError(w http.ResponseWriter, r *http.Request, status int, reason string) {
	writeJSON(w, status, "application/json; charset=utf-8", map[string]any{
		"status": status, "reason": reason,
		"request": map[string]string{
			"method": r.Method, "url": r.URL.RequestURI(), "accept": r.Header.Get("Accept"),
			"contentType": r.Header.Get("Content-Type"),
		},
	})
}

func serveNoHandler(w http.ResponseWriter, r *http.Request) {
	kind := r.Header.Get("Accept")
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		kind = r.Header.Get("Content-Type")
	}
	serviceError(w, r, http.StatusBadRequest, "No handler found for "+r.URL.Path+" "+kind)
}

func writeJSON(w http.ResponseWriter, status int, contentType string, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "encoding failed", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	write(w, raw)
}

func (p *Platform) serverError(w http.ResponseWriter, err error) {
	p.log.Error("change not kept", "err", err)
	http.Error(w, "the change could not be kept", http.StatusInternalServerError)
}
