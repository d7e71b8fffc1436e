package lrs

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
)

// record is a statement on its way into the store.
type record struct {
	seq    int64
	id     string
	target string // id of the statement that it is about, if it is about one
	voids  bool   // takes the target back
	stored int64  // in milliseconds since 1970
	timed  bool   // says itself when it happened
	body   []byte // without what only the moment of storing tells: see sealed
	raw    json.RawMessage

	keys        []int64
	definitions map[string]map[string]any // of activities, by id
	names       map[string]string         // of agents, by identifier
	attachments []attachment
}

// attachment is one that a statement names.
type attachment struct {
	usage, contentType, sha2 string
	length                   int64
	elsewhere                bool // it has a fileUrl
}

// The kinds of keys that filters look for. A related key stands beside each
// direct one.
const (
	keyVerb            = "verb"
	keyRegistration    = "registration"
	keyAgent           = "agent"
	keyRelatedAgent    = "related agent"
	keyActivity        = "activity"
	keyRelatedActivity = "related activity"
	keyAuthority       = "authority"
)

// key is what a filter looks for, as 63 bits of its hash: short keys keep the
// index small, and nobody meets a collision by chance.
func key(kind, value string) int64 {
	sum := sha256.Sum256([]byte(kind + "\x00" + value))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// newRecord checks a statement and adds what a store sets, but for the moment:
// id, authority, version (xAPI 1.0.3 Data 2.3.1). The error is or wraps a
// [*xapi.ValidationError].
func newRecord(raw json.RawMessage, forceID string, e xapi.Edition, authority xapi.Agent) (record, error) {
	m, err := xapi.ParseJSON(raw, e)
	if err != nil {
		return record{}, err
	}
	id, _ := m["id"].(string)
	switch {
	case forceID != "" && id != "" && !strings.EqualFold(id, forceID):
		return record{}, &xapi.ValidationError{Rule: "STM-02", Path: "$.id", Text: "differs from statementId"}
	case forceID != "":
		id = forceID
	case id == "":
		id = uuid.NewString()
	}
	r := record{id: strings.ToLower(id), raw: raw}
	m["id"] = r.id
	if m["authority"], err = plainJSON(authority); err != nil {
		return record{}, err
	}
	if _, ok := m["version"]; !ok {
		m["version"] = "1.0.0"
		if e == xapi.Edition2 {
			m["version"] = "2.0.0"
		}
	}
	delete(m, "stored")
	_, r.timed = m["timestamp"]
	arrays(m)
	if r.body, err = encode(m); err != nil {
		return record{}, fmt.Errorf("encode statement: %w", err)
	}
	r.index(m)
	return r, nil
}

// oldRecord reads a statement that was stored before.
func oldRecord(body []byte, stored int64) (record, error) {
	var m map[string]any
	if err := decode(body, &m); err != nil {
		return record{}, fmt.Errorf("decode statement: %w", err)
	}
	id, _ := m["id"].(string)
	r := record{id: id, stored: stored, timed: true}
	delete(m, "stored")
	var err error
	if r.body, err = encode(m); err != nil {
		return record{}, fmt.Errorf("encode statement: %w", err)
	}
	r.index(m)
	return r, nil
}

// sealed is the statement with the moment of storing, which is also that of
// the event where none is said (xAPI 1.0.3 Data 2.4.7, 2.4.8).
func (r *record) sealed() []byte {
	at := xapi.At(time.UnixMilli(r.stored)).String()
	var b bytes.Buffer
	b.Grow(len(r.body) + 100)
	b.WriteString(`{"stored":"` + at + `",`)
	if !r.timed {
		b.WriteString(`"timestamp":"` + at + `",`)
	}
	b.Write(r.body[1:]) // an object with an id, at least
	return b.Bytes()
}

// arrays turns single context activities into lists, the form in which they
// are returned (xAPI 1.0.3 Data 2.4.6.2).
func arrays(m map[string]any) {
	c, _ := m["context"].(map[string]any)
	related, _ := c["contextActivities"].(map[string]any)
	for k, v := range related {
		if _, ok := v.([]any); !ok {
			related[k] = []any{v}
		}
	}
	if o, ok := m["object"].(map[string]any); ok && o["objectType"] == "SubStatement" {
		arrays(o)
	}
}

// index collects what filters look for. The statement has been validated, so
// types are known.
func (r *record) index(m map[string]any) {
	r.definitions, r.names = map[string]map[string]any{}, map[string]string{}
	verb, _ := m["verb"].(map[string]any)
	id, _ := verb["id"].(string)
	r.keys = append(r.keys, key(keyVerb, id))
	if c, ok := m["context"].(map[string]any); ok {
		if reg, _ := c["registration"].(string); reg != "" {
			r.keys = append(r.keys, key(keyRegistration, strings.ToLower(reg)))
		}
	}
	object, _ := m["object"].(map[string]any)
	if object["objectType"] == "StatementRef" {
		ref, _ := object["id"].(string)
		r.target = strings.ToLower(ref)
		r.voids = id == xapi.VerbVoided
	}
	if a, ok := m["authority"].(map[string]any); ok {
		r.agent(a, false)
		r.keys = append(r.keys, key(keyAuthority, identifier(a)))
	}
	r.parts(m, true)
	slices.Sort(r.keys)
	r.keys = slices.Compact(r.keys)
}

// parts indexes a statement or a sub-statement.
func (r *record) parts(m map[string]any, direct bool) {
	r.agent(m["actor"], direct)
	object, _ := m["object"].(map[string]any)
	switch object["objectType"] {
	case nil, "Activity":
		r.activity(object, direct)
	case "Agent", "Group":
		r.agent(object, direct)
	case "SubStatement":
		r.parts(object, false)
	}
	c, _ := m["context"].(map[string]any)
	r.agent(c["instructor"], false)
	r.agent(c["team"], false)
	for list, who := range map[string]string{"contextAgents": "agent", "contextGroups": "group"} {
		related, _ := c[list].([]any)
		for _, v := range related {
			if o, ok := v.(map[string]any); ok {
				r.agent(o[who], false)
			}
		}
	}
	related, _ := c["contextActivities"].(map[string]any)
	for _, v := range related {
		list, _ := v.([]any)
		for _, a := range list {
			r.activity(a, false)
		}
	}
	attachments, _ := m["attachments"].([]any)
	for _, v := range attachments {
		if a, ok := v.(map[string]any); ok {
			r.attachments = append(r.attachments, newAttachment(a))
		}
	}
}

func newAttachment(m map[string]any) attachment {
	var a attachment
	a.usage, _ = m["usageType"].(string)
	a.contentType, _ = m["contentType"].(string)
	a.sha2, _ = m["sha2"].(string)
	a.sha2 = strings.ToLower(a.sha2)
	if n, ok := m["length"].(json.Number); ok {
		a.length, _ = n.Int64() // it has been validated
	}
	_, a.elsewhere = m["fileUrl"]
	return a
}

// agent indexes an actor with its members, who count as if they stood alone
// (xAPI 1.0.3 Communication 2.1.3).
func (r *record) agent(v any, direct bool) {
	a, ok := v.(map[string]any)
	if !ok {
		return
	}
	if id := identifier(a); id != "" {
		r.keys = append(r.keys, key(keyRelatedAgent, id))
		if direct {
			r.keys = append(r.keys, key(keyAgent, id))
		}
		if name, _ := a["name"].(string); name != "" && a["objectType"] != "Group" {
			r.names[id] = name
		}
	}
	members, _ := a["member"].([]any)
	for _, m := range members {
		r.agent(m, direct)
	}
}

func (r *record) activity(v any, direct bool) {
	a, _ := v.(map[string]any)
	id, _ := a["id"].(string)
	if id == "" {
		return
	}
	r.keys = append(r.keys, key(keyRelatedActivity, id))
	if direct {
		r.keys = append(r.keys, key(keyActivity, id))
	}
	if d, ok := a["definition"].(map[string]any); ok && len(d) > 0 {
		r.definitions[id] = merged(r.definitions[id], d)
	}
}

// identifier writes an agent's inverse functional identifier as one string
// (xAPI 1.0.3 Data 2.4.2.3).
func identifier(a map[string]any) string {
	for _, k := range []string{"mbox", "mbox_sha1sum", "openid"} {
		if s, _ := a[k].(string); s != "" {
			return k + " " + s
		}
	}
	if acc, ok := a["account"].(map[string]any); ok {
		return fmt.Sprintf("account %v %v", acc["homePage"], acc["name"])
	}
	return ""
}

// encode writes JSON as it is, without the escapes that HTML would need.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// plainJSON turns a value into maps and lists.
func plainJSON(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	var out any
	return out, decode(b, &out)
}
