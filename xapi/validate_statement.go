package xapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The members that each part may have. They are tables, never written to.
var (
	statementFields = []string{"id", "actor", "verb", "object", "result", "context", "timestamp",
		"stored", "authority", "version", "attachments"}
	subStatementFields = []string{"objectType", "actor", "verb", "object", "result", "context",
		"timestamp", "attachments"}
	resultFields  = []string{"score", "success", "completion", "response", "duration", "extensions"}
	scoreFields   = []string{"scaled", "raw", "min", "max"}
	contextFields = []string{"registration", "instructor", "team", "contextActivities", "revision",
		"platform", "language", "statement", "extensions"}
	context2Fields   = append([]string{"contextAgents", "contextGroups"}, contextFields...)
	relations        = []string{"parent", "grouping", "category", "other"}
	attachmentFields = []string{"usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"}
)

func (c *checker) statement(path string, v any) {
	m, ok := c.fields(path, v, statementFields)
	if !ok {
		return
	}
	c.uuid("STM-02", path, m, "id")
	c.instant(path, m, "stored")
	if s, ok := c.text(path, m, "version"); ok && s != "1.0" && !strings.HasPrefix(s, "1.0.") &&
		(c.edition != Edition2 || !strings.HasPrefix(s, "2.0.")) {
		c.fail("STM-03", join(path, "version"), "must be a version up to %s", c.edition)
	}
	if a, present := m["authority"]; present {
		c.authority(join(path, "authority"), a)
	}
	c.common(path, m, false)
}

// common checks what statements and sub-statements share.
func (c *checker) common(path string, m map[string]any, inside bool) {
	c.require("STM-01", path, m, "actor", "verb", "object")
	if v, ok := m["actor"]; ok {
		c.actor(join(path, "actor"), v)
	}
	if v, ok := m["verb"]; ok {
		c.verb(join(path, "verb"), v)
	}
	kind := ""
	if v, ok := m["object"]; ok {
		kind = c.object(join(path, "object"), v, inside)
	}
	if v, ok := m["verb"].(map[string]any); ok && v["id"] == VerbVoided && kind != objectStatementRef {
		c.fail("STM-04", join(path, "object"), "a voiding statement needs a StatementRef")
	}
	if v, ok := m["result"]; ok {
		c.result(join(path, "result"), v)
	}
	if v, ok := m["context"]; ok {
		c.context(join(path, "context"), v, kind)
	}
	c.instant(path, m, "timestamp")
	if l, ok := c.list(path, m, "attachments"); ok {
		for i, a := range l {
			c.attachment(fmt.Sprintf("%s[%d]", join(path, "attachments"), i), a)
		}
	}
}

// authority is an agent, or the pair of application and user (STM-05).
func (c *checker) authority(path string, v any) {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail("FMT-05", path, "must be an object")
		return
	}
	c.actor(path, v)
	if m["objectType"] != objectGroup {
		return
	}
	if members, _ := m["member"].([]any); len(members) != 2 || len(identifiers(m)) != 0 {
		c.fail("STM-05", path, "a group as authority has two members and no identifier of its own")
	}
}

func (c *checker) verb(path string, v any) {
	m, ok := c.fields(path, v, []string{"id", "display"})
	if !ok {
		return
	}
	c.require("VRB-01", path, m, "id")
	c.iri(path, m, "id")
	c.languageMap(path, m, "display")
}

func (c *checker) result(path string, v any) {
	m, ok := c.fields(path, v, resultFields)
	if !ok {
		return
	}
	if s, present := m["score"]; present {
		c.score(join(path, "score"), s)
	}
	c.boolean("RES-03", path, m, "success")
	c.boolean("RES-03", path, m, "completion")
	c.text(path, m, "response")
	if d, ok := c.text(path, m, "duration"); ok && !isDuration(d) {
		c.fail("RES-04", join(path, "duration"), "must be an ISO 8601 duration with a fraction on seconds alone")
	}
	c.extensions(path, m)
}

func (c *checker) score(path string, v any) {
	m, ok := c.fields(path, v, scoreFields)
	if !ok {
		return
	}
	n := map[string]float64{}
	for _, k := range scoreFields {
		v, present := m[k]
		if !present {
			continue
		}
		num, ok := v.(json.Number)
		if !ok {
			c.fail("FMT-05", join(path, k), "must be a number")
			continue
		}
		f, err := num.Float64()
		if err != nil {
			c.fail("FMT-05", join(path, k), "number out of range")
			continue
		}
		n[k] = f
	}
	if s, ok := n["scaled"]; ok && (s < -1 || s > 1) {
		c.fail("RES-01", join(path, "scaled"), "must lie between -1 and 1")
	}
	raw, hasRaw := n["raw"]
	low, hasMin := n["min"]
	high, hasMax := n["max"]
	if hasMin && hasMax && low >= high {
		c.fail("RES-02", path, "min must be less than max")
	}
	if hasRaw && (hasMin && raw < low || hasMax && raw > high) {
		c.fail("RES-02", join(path, "raw"), "must lie between min and max")
	}
}

func (c *checker) context(path string, v any, objectKind string) {
	known := contextFields
	if c.edition == Edition2 {
		known = context2Fields
	}
	m, ok := c.fields(path, v, known)
	if !ok {
		return
	}
	c.related(path, m, "contextAgents", "contextAgent", "agent")
	c.related(path, m, "contextGroups", "contextGroup", "group")
	c.uuid("CTX-01", path, m, "registration")
	if a, present := m["instructor"]; present {
		c.actor(join(path, "instructor"), a)
	}
	if a, present := m["team"]; present {
		c.actor(join(path, "team"), a)
		if g, _ := a.(map[string]any); g["objectType"] != objectGroup {
			c.fail("CTX-02", join(path, "team"), "must be a Group")
		}
	}
	for _, k := range []string{"revision", "platform"} {
		if _, ok := c.text(path, m, k); ok && objectKind != objectActivity {
			c.fail("CTX-04", join(path, k), "is allowed only where the object is an activity")
		}
	}
	if s, ok := c.text(path, m, "language"); ok && !isLanguage(s) {
		c.fail("CTX-05", join(path, "language"), "must be a language tag of RFC 5646")
	}
	if r, present := m["statement"]; present {
		c.reference("CTX-06", join(path, "statement"), r)
	}
	if a, present := m["contextActivities"]; present {
		c.contextActivities(join(path, "contextActivities"), a)
	}
	c.extensions(path, m)
}

// related checks the agents or groups that a context relates, each with the
// types of its relation (CTX-07).
func (c *checker) related(path string, m map[string]any, key, kind, who string) {
	l, _ := c.list(path, m, key)
	for i, v := range l {
		at := fmt.Sprintf("%s[%d]", join(path, key), i)
		o, ok := c.fields(at, v, []string{"objectType", who, "relevantTypes"})
		if !ok {
			continue
		}
		c.require("CTX-07", at, o, "objectType", who)
		if o["objectType"] != kind {
			c.fail("CTX-07", join(at, "objectType"), "must be %s", kind)
		}
		c.actor(join(at, who), o[who])
		a, _ := o[who].(map[string]any)
		if isGroup := a["objectType"] == objectGroup; isGroup != (who == "group") {
			c.fail("CTX-07", join(at, who), "must be the right kind of actor")
		}
		types, has := c.list(at, o, "relevantTypes")
		if has && len(types) == 0 {
			c.fail("CTX-07", join(at, "relevantTypes"), "must not be empty")
		}
		for j, t := range types {
			if s, ok := t.(string); !ok || !isIRI(s) {
				c.fail("CTX-07", fmt.Sprintf("%s[%d]", join(at, "relevantTypes"), j), "must be an absolute IRI")
			}
		}
	}
}

func (c *checker) contextActivities(path string, v any) {
	m, ok := c.fields(path, v, relations)
	if !ok {
		return
	}
	for _, k := range relations {
		at := join(path, k)
		switch v := m[k].(type) {
		case nil: // absent; null is FMT-03
		case []any:
			for i, a := range v {
				c.activity(fmt.Sprintf("%s[%d]", at, i), a)
			}
		case map[string]any:
			c.activity(at, v)
		default:
			c.fail("CTX-03", at, "must be an activity or an array of them")
		}
	}
}

func (c *checker) attachment(path string, v any) {
	m, ok := c.fields(path, v, attachmentFields)
	if !ok {
		return
	}
	c.require("ATT-01", path, m, "usageType", "display", "contentType", "length", "sha2")
	c.iri(path, m, "usageType")
	c.iri(path, m, "fileUrl")
	c.languageMap(path, m, "display")
	c.languageMap(path, m, "description")
	if s, ok := c.text(path, m, "contentType"); ok && !mimePattern.MatchString(s) {
		c.fail("ATT-02", join(path, "contentType"), "must be a media type")
	}
	if s, ok := c.text(path, m, "sha2"); ok && !sha2Pattern.MatchString(s) {
		c.fail("ATT-03", join(path, "sha2"), "must be a SHA-2 hash in hexadecimal")
	}
	if v, present := m["length"]; present {
		num, ok := v.(json.Number)
		if n, err := num.Int64(); !ok || err != nil || n < 0 {
			c.fail("ATT-04", join(path, "length"), "must be a number of bytes")
		}
	}
}

// oneOf refuses a word outside a list.
func (c *checker) oneOf(rule, path, word string, words []string) bool {
	if slices.Contains(words, word) {
		return true
	}
	c.fail(rule, path, "must be one of %s", strings.Join(words, ", "))
	return false
}
