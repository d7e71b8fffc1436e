package xapi

import "fmt"

// The members and words of objects. They are tables, never written to.
var (
	objectKinds = []string{objectActivity, objectAgent, objectGroup, objectStatementRef, objectSubStatement}

	definitionFields = []string{"name", "description", "type", "moreInfo", "extensions", "interactionType",
		"correctResponsesPattern", "choices", "scale", "source", "target", "steps"}

	interactionTypes = []string{"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance",
		"sequencing", "likert", "numeric", "other"}

	// componentLists says which interaction types a list of components belongs
	// to (xAPI 1.0.3 Data 2.4.4.1).
	componentLists = map[string][]string{
		"choices": {"choice", "sequencing"},
		"scale":   {"likert"},
		"source":  {"matching"},
		"target":  {"matching"},
		"steps":   {"performance"},
	}
)

// object checks the object of a statement and returns its kind.
func (c *checker) object(path string, v any, inside bool) string {
	m, ok := v.(map[string]any)
	if !ok {
		c.fail("FMT-05", path, "must be an object")
		return ""
	}
	kind := objectActivity
	if t, present := m["objectType"]; present {
		kind, _ = t.(string)
		if !c.oneOf("OBJ-01", join(path, "objectType"), kind, objectKinds) {
			return ""
		}
	}
	switch kind {
	case objectActivity:
		c.activity(path, v)
	case objectAgent, objectGroup:
		c.actor(path, v)
	case objectStatementRef:
		c.reference("OBJ-02", path, v)
	case objectSubStatement:
		c.subStatement(path, v, inside)
	}
	return kind
}

// subStatement checks a statement inside a statement: it carries nothing that
// a store sets, and no other sub-statement (OBJ-03).
func (c *checker) subStatement(path string, v any, inside bool) {
	if inside {
		c.fail("OBJ-03", path, "a sub-statement must not hold another")
		return
	}
	m, _ := v.(map[string]any)
	for _, k := range []string{"id", "stored", "version", "authority"} {
		if _, present := m[k]; present {
			c.fail("OBJ-03", join(path, k), "is not allowed in a sub-statement")
		}
	}
	if m, ok := c.fields(path, v, subStatementFields); ok {
		c.common(path, m, true)
	}
}

func (c *checker) reference(rule, path string, v any) {
	m, ok := c.fields(path, v, []string{"objectType", "id"})
	if !ok {
		return
	}
	if m["objectType"] != objectStatementRef {
		c.fail(rule, join(path, "objectType"), "must be StatementRef")
	}
	c.require(rule, path, m, "id")
	c.uuid(rule, path, m, "id")
}

func (c *checker) activity(path string, v any) {
	m, ok := c.fields(path, v, []string{"objectType", "id", "definition"})
	if !ok {
		return
	}
	if t, present := m["objectType"]; present && t != objectActivity {
		c.fail("OBJ-01", join(path, "objectType"), "must be Activity")
	}
	c.require("OBJ-04", path, m, "id")
	c.iri(path, m, "id")
	if d, present := m["definition"]; present {
		c.definition(join(path, "definition"), d)
	}
}

func (c *checker) definition(path string, v any) {
	m, ok := c.fields(path, v, definitionFields)
	if !ok {
		return
	}
	c.languageMap(path, m, "name")
	c.languageMap(path, m, "description")
	c.iri(path, m, "type")
	c.iri(path, m, "moreInfo")
	c.extensions(path, m)
	c.interaction(path, m)
}

// interaction checks the half of a definition that belongs to interactions.
func (c *checker) interaction(path string, m map[string]any) {
	kind, has := c.text(path, m, "interactionType")
	if has {
		c.oneOf("OBJ-05", join(path, "interactionType"), kind, interactionTypes)
	}
	if l, ok := c.list(path, m, "correctResponsesPattern"); ok {
		if !has {
			c.fail("OBJ-06", join(path, "correctResponsesPattern"), "needs an interactionType")
		}
		for i, v := range l {
			if _, ok := v.(string); !ok {
				c.fail("FMT-05", fmt.Sprintf("%s[%d]", join(path, "correctResponsesPattern"), i), "must be a string")
			}
		}
	}
	for _, key := range []string{"choices", "scale", "source", "target", "steps"} {
		l, ok := c.list(path, m, key)
		if !ok {
			continue
		}
		if !has {
			c.fail("OBJ-06", join(path, key), "needs an interactionType")
		}
		c.oneOf("OBJ-06", join(path, "interactionType"), kind, componentLists[key])
		c.components(join(path, key), l)
	}
}

func (c *checker) components(path string, list []any) {
	seen := map[string]bool{}
	for i, v := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		m, ok := c.fields(at, v, []string{"id", "description"})
		if !ok {
			continue
		}
		c.require("OBJ-07", at, m, "id")
		c.languageMap(at, m, "description")
		id, ok := c.text(at, m, "id")
		if ok && (id == "" || seen[id]) {
			c.fail("OBJ-07", join(at, "id"), "must be distinct and not empty")
		}
		seen[id] = true
	}
}
