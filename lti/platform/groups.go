package platform

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// ScopeGroups lets a tool read the course's groups (Course Groups Service 1.0).
const ScopeGroups = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"

// EndpointGroups are the course's groups and their sets.
const EndpointGroups Endpoint = "groups"

const mediaGroups = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"

// CourseGroup is a group of the course's people.
type CourseGroup struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Tag     string   `json:"tag,omitempty"`
	Set     string   `json:"set,omitempty"` // the id of its set
	Members []UserID `json:"members"`
}

// CourseGroupSet is a set of groups, such as those of one project.
type CourseGroupSet struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// courseGroups are the groups as they were changed last.
type courseGroups struct {
	Sets   []CourseGroupSet `json:"sets"`
	Groups []CourseGroup    `json:"groups"`
}

// SetGroups changes the course's groups; all of them are given.
func (p *Platform) SetGroups(sets []CourseGroupSet, groups ...CourseGroup) error {
	return p.update(func(st *state) error {
		st.CourseGroups = &courseGroups{Sets: slices.Clone(sets), Groups: slices.Clone(groups)}
		return nil
	})
}

// Groups are the course's groups of now and their sets.
func (p *Platform) Groups() ([]CourseGroupSet, []CourseGroup) {
	now := courseGroups{Sets: p.cfg.GroupSets, Groups: p.cfg.Groups}
	p.view(func(st *state) {
		if st.CourseGroups != nil {
			now = *st.CourseGroups
		}
	})
	return now.Sets, now.Groups
}

// groupsOf are the ids of a person's groups.
func (p *Platform) groupsOf(id UserID) []string {
	ids := []string{}
	_, groups := p.Groups()
	for _, g := range groups {
		if slices.Contains(g.Members, id) {
			ids = append(ids, g.ID)
		}
	}
	return ids
}

// scopes are those that a tool can get here.
func (p *Platform) scopes() []string {
	if p.is.groups == "" {
		return allScopes()
	}
	return append(allScopes(), ScopeGroups)
}

// groupsClaim is the claim of the groups service, nil where the platform or the tool doesn't have it.
func (p *Platform) groupsClaim(tool ToolConfig) map[string]any {
	if p.is.groups == "" || !slices.Contains(tool.Scopes, ScopeGroups) {
		return nil
	}
	c := map[string]any{"scope": []string{ScopeGroups}, "context_groups_url": p.address(p.is.groups, "", 0), "service_versions": []string{"1.0"}}
	if p.is.groupSets != "" {
		c["context_group_sets_url"] = p.address(p.is.groupSets, "", 0)
	}
	return c
}

// groupEnrolments is what a member's entry says of groups (Course Groups Service 1.0, within memberships).
func (p *Platform) groupEnrolments(u User, q url.Values, tool ToolConfig) []map[string]string {
	if p.groupsClaim(tool) == nil || (q.Get("groups") != "true" && !p.is.alwaysGroups) {
		return nil
	}
	var list []map[string]string
	for _, id := range p.groupsOf(u.ID) {
		list = append(list, map[string]string{"group_id": id})
	}
	return list
}

// groupVariables are the custom variables that tell of a person's groups.
func (p *Platform) groupVariables(u User) map[string]string {
	ids := strings.Join(p.groupsOf(u.ID), ",")
	switch p.cfg.Personality {
	case Demo, Moodle:
		return map[string]string{"$Moodle.Person.userGroupIds": ids}
	case Canvas:
		return map[string]string{"$Canvas.group.contextIds": ids}
	}
	return nil
}

func (p *Platform) serveGroups(w http.ResponseWriter, r *http.Request) {
	if !p.mayReadGroups(w, r) {
		return
	}
	of := UserID("")
	if asked := r.URL.Query().Get("user_id"); asked != "" {
		of = p.personOf(asked)
	}
	list := []map[string]any{}
	_, groups := p.Groups()
	for _, g := range groups {
		if of != "" && !slices.Contains(g.Members, of) {
			continue
		}
		entry := map[string]any{"id": g.ID, "name": g.Name}
		if g.Tag != "" {
			entry["tag"] = g.Tag
		}
		if g.Set != "" && p.is.groupSets != "" {
			entry["set_id"] = g.Set
		}
		list = append(list, entry)
	}
	p.writeGroups(w, r, "groups", p.is.groups, list)
}

func (p *Platform) serveGroupSets(w http.ResponseWriter, r *http.Request) {
	if !p.mayReadGroups(w, r) {
		return
	}
	list := []map[string]any{}
	sets, _ := p.Groups()
	for _, s := range sets {
		list = append(list, map[string]any{"id": s.ID, "name": s.Name})
	}
	p.writeGroups(w, r, "sets", p.is.groupSets, list)
}

func (p *Platform) mayReadGroups(w http.ResponseWriter, r *http.Request) bool {
	if _, _, ok := p.bearer(w, r, ScopeGroups); !ok {
		return false
	}
	if !accepts(r, mediaGroups, false) {
		serveNoHandler(w, r)
		return false
	}
	return true
}

// writeGroups answers in pages, as the personality has them for members.
func (p *Platform) writeGroups(w http.ResponseWriter, r *http.Request, what, path string, list []map[string]any) {
	q := r.URL.Query()
	at := p.address(path, "", 0)
	from, to := p.page(q, len(list), p.is.pageSize)
	if to < len(list) {
		p.nextLink(w, at, q, to)
	}
	writeJSON(w, http.StatusOK, mediaGroups, map[string]any{"id": at, what: list[from:to:to]})
}

// DemoGroups are the groups of the demo course: two of a project, and one of no set.
func DemoGroups() ([]CourseGroupSet, []CourseGroup) {
	return []CourseGroupSet{{ID: "s1", Name: "Project"}}, []CourseGroup{
		{ID: "g1", Name: "Project A", Set: "s1", Members: []UserID{"5", "6"}},
		{ID: "g2", Name: "Project B", Set: "s1", Members: []UserID{"7", "8"}},
		{ID: "g3", Name: "Extra practice", Members: []UserID{"6", "9"}},
	}
}
