package lrs

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/xapi"
)

// decode reads JSON and keeps numbers as they are written.
func decode(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	return dec.Decode(v)
}

// same tells whether a statement that arrives says what the stored one says.
// What a store sets, display texts, activity definitions and notation do not
// count (xAPI 1.0.3 Data 2.3.1, Statement Comparison Requirements).
func same(stored, arriving []byte, arrivingRaw json.RawMessage) bool {
	var a, b, raw map[string]any
	if decode(stored, &a) != nil || decode(arriving, &b) != nil || decode(arrivingRaw, &raw) != nil {
		return false
	}
	if _, given := raw["timestamp"]; !given {
		delete(a, "timestamp") // set by the store at two different times
		delete(b, "timestamp")
	}
	for _, m := range []map[string]any{a, b} {
		for _, k := range []string{"id", "stored", "authority", "version"} {
			delete(m, k)
		}
		plain(m)
	}
	return reflect.DeepEqual(normal("", a), normal("", b))
}

// plain drops display texts and definitions from a statement or sub-statement.
func plain(m map[string]any) {
	if v, ok := m["verb"].(map[string]any); ok {
		delete(v, "display")
	}
	if o, ok := m["object"].(map[string]any); ok {
		plainObject(o)
	}
	c, _ := m["context"].(map[string]any)
	related, _ := c["contextActivities"].(map[string]any)
	for k, v := range related {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
			related[k] = list
		}
		for _, a := range list {
			if o, ok := a.(map[string]any); ok {
				plainObject(o)
			}
		}
	}
}

func plainObject(o map[string]any) {
	if t, ok := o["objectType"]; !ok || t == "Activity" {
		delete(o, "definition")
		delete(o, "objectType")
	}
	if o["objectType"] == "SubStatement" {
		plain(o)
	}
}

// normal brings values to one notation: numbers, instants, durations, the
// default objectType of actors.
func normal(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = normal(k, e)
		}
		if out["objectType"] == "Agent" && (name == "actor" || name == "instructor" || name == "member") {
			delete(out, "objectType")
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = normal(name, e)
		}
		return out
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	case string:
		return notation(name, v)
	}
	return v
}

func notation(name, s string) any {
	switch name {
	case "timestamp":
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return t.UTC().Truncate(time.Millisecond).UnixMilli()
		}
	case "duration":
		if d, err := xapi.ParseDuration(s); err == nil {
			return d.String()
		}
	case "registration", "id":
		if len(s) == 36 {
			return strings.ToLower(s)
		}
	}
	return s
}
