package lti

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
)

// ScopeGroups lets a tool read the groups of a course (Course Groups Service 1.0, the claim's scope).
const ScopeGroups = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"

const typeGroups = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"

// maxGroups bounds the groups of a course, maxIDs a list of ids such as the groups of one person.
const (
	maxGroups = 2_000
	maxIDs    = 200
)

// Group is one group of a course (Course Groups Service 1.0). Who is in it comes with the members: MembersOptions.Groups.
type Group struct {
	ID    string // never empty
	Name  string // may be ""
	Tag   string
	SetID string // "" for a group of no set
}

// GroupSet is a set of groups, such as those of one project (Course Groups Service 1.0).
type GroupSet struct {
	ID, Name string
}

// groupWire is a group or a set as platforms send it.
type groupWire struct {
	ID    textID `json:"id"`
	Name  string `json:"name"`
	Tag   string `json:"tag"`
	SetID textID `json:"set_id"`
}

// Groups gets all groups of a course, page by page, each once (LTI-GS-01, LTI-GS-02).
func (s *Services) Groups(ctx context.Context, reg Registration, groupsURL string) ([]Group, error) {
	groups := []Group{}
	err := s.groupPages(ctx, reg, "groups", groupsURL, func(w groupWire) {
		groups = append(groups, Group{ID: string(w.ID), Name: html.UnescapeString(w.Name), Tag: w.Tag, SetID: string(w.SetID)})
	})
	if err != nil {
		return nil, err
	}
	return groups, nil
}

// GroupSets gets the sets of a course's groups, from an address that not every platform has (LTI-GS-03).
func (s *Services) GroupSets(ctx context.Context, reg Registration, setsURL string) ([]GroupSet, error) {
	sets := []GroupSet{}
	err := s.groupPages(ctx, reg, "sets", setsURL, func(w groupWire) {
		sets = append(sets, GroupSet{ID: string(w.ID), Name: html.UnescapeString(w.Name)})
	})
	if err != nil {
		return nil, err
	}
	return sets, nil
}

// groupPages reads a list of groups or sets and gives each with an id once.
func (s *Services) groupPages(ctx context.Context, reg Registration, list, address string, take func(groupWire)) error {
	seen := map[textID]bool{}
	c := call{op: list, method: http.MethodGet, url: address, scope: ScopeGroups, accept: typeGroups}
	return s.pages(ctx, reg, c, func(body []byte) error {
		var page map[string]json.RawMessage
		if err := json.Unmarshal(body, &page); err != nil || page[list] == nil {
			return errors.New("not a container of " + list)
		}
		var entries []groupWire
		if err := json.Unmarshal(page[list], &entries); err != nil {
			return errors.New("not a list of " + list)
		}
		for _, w := range entries {
			if !identifier(string(w.ID)) || seen[w.ID] {
				continue
			}
			if len(seen) >= maxGroups {
				return fmt.Errorf("more than %d %s", maxGroups, list)
			}
			seen[w.ID] = true
			take(w)
		}
		return nil
	})
}

// textID is an id that some platforms write as a number.
type textID string

// UnmarshalJSON accepts text, a number, or null.
func (t *textID) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		return nil
	case len(b) > 0 && b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = textID(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return errors.New("an id is neither text nor a number")
	}
	*t = textID(n)
	return nil
}

// memberWire is a member as platforms send it.
type memberWire struct {
	Member
	Enrolments json.RawMessage `json:"group_enrollments"`
	Messages   json.RawMessage `json:"message"`
}

// member reads what comes beside the person. What can't be read is as if it weren't there: it isn't worth the list.
func (w memberWire) member() Member {
	m := w.Member.clean()
	m.Groups = w.groups()
	m.Custom = w.custom()
	return m
}

// groups are the ids of the member's groups (Course Groups Service 1.0, within memberships), nil where nothing is told.
func (w memberWire) groups() []string {
	var list []struct {
		GroupID textID `json:"group_id"`
	}
	if len(w.Enrolments) == 0 || json.Unmarshal(w.Enrolments, &list) != nil || list == nil {
		return nil
	}
	ids := []string{}
	for _, e := range list {
		ids = addID(ids, string(e.GroupID))
	}
	return ids
}

// custom is the custom claim of the member's launch of a link (NRPS 2.0 §3.3), nil where nothing is told.
func (w memberWire) custom() map[string]string {
	var messages []map[string]json.RawMessage
	if len(w.Messages) == 0 || json.Unmarshal(w.Messages, &messages) != nil {
		return nil
	}
	for _, m := range messages {
		c := &claims{m: m}
		if values := c.text(claimCustom); c.err == nil && values != nil {
			return values
		}
	}
	return nil
}

// IDs reads a list of ids, separated by commas and URL-encoded, as platforms fill in for variables such as
// Context.id.history, ResourceLink.id.history (LTI 1.3 Core, appendix of variables) and Moodle.Person.userGroupIds. told is
// false where the platform didn't fill the variable in; none is an answer too. What can't be an id is left out
// (LTI-MSG-14).
func IDs(value string) (ids []string, told bool) {
	if strings.HasPrefix(value, "$") {
		return nil, false
	}
	ids = []string{}
	for part := range strings.SplitSeq(value, ",") {
		id := strings.TrimSpace(part)
		if plain, err := url.PathUnescape(id); err == nil {
			id = plain
		}
		ids = addID(ids, id)
	}
	return ids, true
}

func addID(ids []string, id string) []string {
	if !identifier(id) || len(ids) >= maxIDs {
		return ids
	}
	for _, has := range ids {
		if has == id {
			return ids
		}
	}
	return append(ids, id)
}
