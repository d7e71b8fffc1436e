package lrs

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
)

// record is a statement on its way into the store.
type record struct {
	id           string
	verb         string
	registration string
	voids        string // id that it takes back, for voiding statements
	stored       time.Time
	body         []byte
	keys         []key
}

// key is something that a filter can ask for.
type key struct {
	kind   string // keyAgent or keyActivity
	value  string
	direct bool // actor or object of the statement itself
}

const (
	keyAgent    = "agent"
	keyActivity = "activity"
)

// newRecord validates a statement and adds what a store sets: id, timestamp,
// stored, authority, version (xAPI 1.0.3 Data 2.3.1). The error is or wraps a
// [*xapi.ValidationError].
func newRecord(raw json.RawMessage, forceID string, now time.Time, authority xapi.Agent) (record, error) {
	if err := xapi.ValidateJSON(raw); err != nil {
		return record{}, err
	}
	var m map[string]any
	if err := decode(raw, &m); err != nil {
		return record{}, fmt.Errorf("decode statement: %w", err)
	}
	if err := attachmentsElsewhere(m); err != nil {
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
	r := record{id: strings.ToLower(id), stored: now.UTC().Truncate(time.Millisecond)}
	m["id"] = r.id
	m["stored"] = xapi.At(now)
	m["authority"] = authority
	if _, ok := m["timestamp"]; !ok {
		m["timestamp"] = xapi.At(now)
	}
	if _, ok := m["version"]; !ok {
		m["version"] = "1.0.0"
	}
	var err error
	if r.body, err = json.Marshal(m); err != nil {
		return record{}, fmt.Errorf("encode statement: %w", err)
	}
	r.index(m)
	return r, nil
}

// attachmentsElsewhere refuses attachments whose content would have to come in
// a multipart body (xAPI 1.0.3 Communication 1.5.2).
func attachmentsElsewhere(m map[string]any) error {
	list, _ := m["attachments"].([]any)
	for _, v := range list {
		if a, _ := v.(map[string]any); a["fileUrl"] == nil {
			return &xapi.ValidationError{Rule: "ATT-01", Path: "$.attachments",
				Text: "this store keeps no content of attachments; fileUrl is needed"}
		}
	}
	return nil
}

// index collects what filters look for. The statement has been validated, so
// types are known; authority is left out, it is the same for all.
func (r *record) index(m map[string]any) {
	verb, _ := m["verb"].(map[string]any)
	r.verb, _ = verb["id"].(string)
	if c, ok := m["context"].(map[string]any); ok {
		reg, _ := c["registration"].(string)
		r.registration = strings.ToLower(reg)
	}
	object, _ := m["object"].(map[string]any)
	if r.verb == xapi.VerbVoided && object["objectType"] == "StatementRef" {
		ref, _ := object["id"].(string)
		r.voids = strings.ToLower(ref)
	}
	r.parts(m, true)
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
	related, _ := c["contextActivities"].(map[string]any)
	for _, v := range related {
		if list, ok := v.([]any); ok {
			for _, a := range list {
				r.activity(a, false)
			}
			continue
		}
		r.activity(v, false)
	}
}

func (r *record) agent(v any, direct bool) {
	a, ok := v.(map[string]any)
	if !ok {
		return
	}
	if id := identifier(a); id != "" {
		r.keys = append(r.keys, key{keyAgent, id, direct})
	}
	members, _ := a["member"].([]any)
	for _, m := range members {
		r.agent(m, false)
	}
}

func (r *record) activity(v any, direct bool) {
	a, _ := v.(map[string]any)
	if id, _ := a["id"].(string); id != "" {
		r.keys = append(r.keys, key{keyActivity, id, direct})
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
