package xapi

import "fmt"

// The members of agents and groups. They are tables, never written to.
var (
	identifierFields = []string{"mbox", "mbox_sha1sum", "openid", "account"}
	agentFields      = append([]string{"objectType", "name"}, identifierFields...)
	groupFields      = append([]string{"objectType", "name", "member"}, identifierFields...)
)

// identifiers lists the inverse functional identifiers that an actor carries
// (xAPI 1.0.3 Data 2.4.2.3).
func identifiers(m map[string]any) []string {
	var found []string
	for _, k := range identifierFields {
		if _, ok := m[k]; ok {
			found = append(found, k)
		}
	}
	return found
}

// actor checks an agent or a group.
func (c *checker) actor(path string, v any) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail("FMT-05", path, "must be an object")
		return
	}
	kind := objectAgent
	if t, present := m["objectType"]; present {
		kind, _ = t.(string)
		if !c.oneOf("ACT-01", join(path, "objectType"), kind, []string{objectAgent, objectGroup}) {
			return
		}
	}
	if kind == objectGroup {
		c.group(path, m)
		return
	}
	c.fields(path, v, agentFields)
	c.text(path, m, "name")
	if n := len(identifiers(m)); n != 1 {
		c.fail("ACT-02", path, "an agent has exactly one of mbox, mbox_sha1sum, openid, account; found %d", n)
	}
	c.identifier(path, m)
}

func (c *checker) group(path string, m map[string]any) {
	c.fields(path, m, groupFields)
	c.text(path, m, "name")
	ids := len(identifiers(m))
	if ids > 1 {
		c.fail("ACT-03", path, "a group has at most one of mbox, mbox_sha1sum, openid, account; found %d", ids)
	}
	c.identifier(path, m)
	members, ok := c.list(path, m, "member")
	if ids == 0 && (!ok || len(members) == 0) {
		c.fail("ACT-04", join(path, "member"), "a group without identifier needs members")
	}
	for i, v := range members {
		at := fmt.Sprintf("%s[%d]", join(path, "member"), i)
		if a, isObject := v.(map[string]any); isObject && a["objectType"] == objectGroup {
			c.fail("ACT-05", at, "a member must be an agent, not a group")
			continue
		}
		c.actor(at, v)
	}
}

// identifier checks the form of whichever identifiers are there.
func (c *checker) identifier(path string, m map[string]any) {
	if s, ok := c.text(path, m, "mbox"); ok && !mboxPattern.MatchString(s) {
		c.fail("ACT-06", join(path, "mbox"), "must be mailto: and an address")
	}
	if s, ok := c.text(path, m, "mbox_sha1sum"); ok && !sha1Pattern.MatchString(s) {
		c.fail("ACT-07", join(path, "mbox_sha1sum"), "must be 40 hexadecimal digits")
	}
	c.iri(path, m, "openid")
	v, present := m["account"]
	if !present {
		return
	}
	at := join(path, "account")
	a, ok := c.fields(at, v, []string{"homePage", "name"})
	if !ok {
		return
	}
	c.require("ACT-08", at, a, "homePage", "name")
	c.iri(at, a, "homePage")
	if s, ok := c.text(at, a, "name"); ok && s == "" {
		c.fail("ACT-08", join(at, "name"), "must not be empty")
	}
}
