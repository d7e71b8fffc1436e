package xapi_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/xapi"
)

// full is a statement with every part that the standard knows.
const full = `{
 "id": "e1210c23-0239-54b7-a1c3-c7d606c85ef0",
 "actor": {"objectType": "Agent", "name": "A", "account": {"homePage": "https://lms.example.org", "name": "u1"}},
 "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en-US": "answered", "zh-Hant-TW": "x"}},
 "object": {"objectType": "Activity", "id": "https://vc.example.org/poll", "definition": {
   "type": "http://adlnet.gov/expapi/activities/cmi.interaction", "name": {"en": "Poll"}, "description": {"de": "Frage"},
   "moreInfo": "https://vc.example.org/more", "extensions": {"https://x.example/e": null},
   "interactionType": "choice", "correctResponsesPattern": ["a"], "choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b"}]}},
 "result": {"score": {"scaled": 0.5, "raw": 1, "min": 0, "max": 2}, "success": true, "completion": false, "response": "a",
   "duration": "PT2952.5S", "extensions": {"https://x.example/e": {"deep": [null]}}},
 "context": {"registration": "4eb0e063-669b-479a-86b3-f9be9ac88a1d", "instructor": {"mbox": "mailto:t@example.org"},
   "team": {"objectType": "Group", "name": "team", "member": [{"openid": "https://id.example.org/1"}, {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}]},
   "contextActivities": {"parent": [{"id": "https://vc.example.org/s"}], "grouping": {"id": "urn:course:1"}, "category": [], "other": []},
   "revision": "1", "platform": "Lectern", "language": "en-US",
   "statement": {"objectType": "StatementRef", "id": "cd4f90fe-b7ea-5990-8452-b3757b33d91c"}, "extensions": {}},
 "timestamp": "2026-11-22T10:00:00.123+01:00", "stored": "2026-11-22T10:00:00Z", "version": "1.0.3",
 "authority": {"objectType": "Group", "member": [{"mbox": "mailto:a@example.org"}, {"mbox": "mailto:b@example.org"}]},
 "attachments": [{"usageType": "http://x.example/usage", "display": {"en": "f"}, "description": {"en": "f"}, "contentType": "text/plain; charset=utf-8",
   "length": 5, "sha2": "672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634", "fileUrl": "https://x.example/f"}]
}`

// gone as a value removes the member.
type gone struct{}

// edit is full with members set by dotted path.
func edit(pairs ...any) string {
	var m map[string]any
	if err := json.Unmarshal([]byte(full), &m); err != nil {
		panic(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		at := m
		keys := strings.Split(pairs[i].(string), "/")
		for _, k := range keys[:len(keys)-1] {
			at = at[k].(map[string]any)
		}
		last := keys[len(keys)-1]
		if _, remove := pairs[i+1].(gone); remove {
			delete(at, last)
			continue
		}
		at[last] = pairs[i+1]
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(b)
}

type obj = map[string]any

// sub is a sub-statement with members added.
func sub(more obj) obj {
	o := obj{"objectType": "SubStatement", "actor": obj{"mbox": "mailto:a@example.org"},
		"verb": obj{"id": "http://v.example/v"}, "object": obj{"id": "http://o.example/o"}}
	maps.Copy(o, more)
	return o
}

// noActivity makes room for an object of another kind.
func noActivity(object obj, more ...any) string {
	return edit(append([]any{"object", object, "context/platform", gone{}, "context/revision", gone{}}, more...)...)
}

func TestValidateJSONAccepts(t *testing.T) {
	t.Parallel()
	agent := obj{"objectType": "Agent", "mbox": "mailto:a@example.org"}
	tests := map[string]string{
		"everything":            full,
		"nothing but the least": `{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://v.example/v"},"object":{"id":"http://o.example/o"}}`,
		"agent as object":       noActivity(agent),
		"group as object":       noActivity(obj{"objectType": "Group", "mbox": "mailto:g@example.org"}),
		"statement ref":         noActivity(obj{"objectType": "StatementRef", "id": "cd4f90fe-b7ea-5990-8452-b3757b33d91c"}),
		"sub-statement":         noActivity(sub(nil)),
		"voiding":               noActivity(obj{"objectType": "StatementRef", "id": "cd4f90fe-b7ea-5990-8452-b3757b33d91c"}, "verb/id", xapi.VerbVoided),
		"authority agent":       edit("authority", agent),
		"iri with umlauts":      edit("object/id", "https://vc.example.org/räume/ü"),
		"uuid version 7":        edit("id", "0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f1a"),
		"weeks":                 edit("result/duration", "P2W"),
		"calendar duration":     edit("result/duration", "P1Y2M3DT4H5M6.78S"),
		"score without bounds":  edit("result/score", obj{"scaled": -1}),
		"grandfathered tag":     edit("context/language", "i-klingon"),
		"private tag":           edit("context/language", "x-school"),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := xapi.ValidateJSON([]byte(body)); err != nil {
				t.Errorf("%v\n%s", err, body)
			}
		})
	}
}

// broken lists statements by "rule case".
func broken() map[string]string {
	agents := []any{obj{"mbox": "mailto:a@example.org"}}
	tests := map[string]string{
		"FMT-01 empty":           ``,
		"FMT-01 torn":            full[:len(full)/2],
		"FMT-01 two values":      full + full,
		"FMT-01 not UTF-8":       strings.Replace(full, "Poll", "Po\xffl", 1),
		"FMT-02 key twice":       strings.Replace(full, `"version"`, `"id":"e1210c23-0239-54b7-a1c3-c7d606c85ef0","version"`, 1),
		"FMT-02 deep":            strings.Replace(full, `"deep": [null]`, `"a":1,"a":2`, 1),
		"FMT-03 result null":     edit("result", nil),
		"FMT-03 in a list":       edit("context/contextActivities/parent", []any{nil}),
		"FMT-03 extensions null": edit("context/extensions", nil),
		"FMT-04 top":             edit("extra", 1),
		"FMT-04 case":            edit("Timestamp", "2026-11-22T10:00:00Z"),
		"FMT-04 context agents":  edit("context/contextAgents", []any{}),
		"FMT-04 agent member":    edit("actor/member", agents),
		"FMT-05 array":           `[]`,
		"FMT-05 text":            `"statement"`,
		"FMT-05 actor":           edit("actor", "u1"),
		"FMT-05 name":            edit("actor/name", 7),
		"FMT-05 verb":            edit("verb", "answered"),
		"FMT-05 object":          edit("object", []any{}),
		"FMT-05 response":        edit("result/response", 3),
		"FMT-05 score text":      edit("result/score/raw", "1"),
		"FMT-05 score huge":      strings.Replace(full, `"raw": 1,`, `"raw": 1e999,`, 1),
		"FMT-05 attachments":     edit("attachments", obj{}),
		"FMT-05 authority":       edit("authority", 1),
		"FMT-05 pattern":         edit("object/definition/correctResponsesPattern", []any{1}),
		"FMT-06 deep":            strings.Replace(full, `"deep": [null]`, `"deep": `+strings.Repeat("[", 100)+strings.Repeat("]", 100), 1),
		"STM-01 actor":           edit("actor", gone{}),
		"STM-01 verb":            edit("verb", gone{}),
		"STM-01 object":          edit("object", gone{}, "context/platform", gone{}, "context/revision", gone{}),
		"STM-02 text":            edit("id", "1"),
		"STM-02 urn":             edit("id", "urn:uuid:e1210c23-0239-54b7-a1c3-c7d606c85ef0"),
		"STM-02 nil":             edit("id", "00000000-0000-0000-0000-000000000000"),
		"STM-03 two":             edit("version", "2.0.0"),
		"STM-03 short":           edit("version", "1"),
		"STM-04 activity":        edit("verb/id", xapi.VerbVoided),
		"STM-05 one member":      edit("authority/member", agents),
		"STM-05 identified":      edit("authority/mbox", "mailto:g@example.org"),
		"ACT-01 person":          edit("actor/objectType", "Person"),
		"ACT-01 lower case":      edit("actor/objectType", "agent"),
		"ACT-02 none":            edit("actor/account", gone{}),
		"ACT-02 two identifiers": edit("actor/mbox", "mailto:a@example.org"),
		"ACT-03 two identifiers": edit("actor/mbox", "mailto:a@example.org", "actor/objectType", "Group"),
		"ACT-04 no member":       edit("actor", obj{"objectType": "Group"}),
		"ACT-04 empty":           edit("actor", obj{"objectType": "Group", "member": []any{}}),
		"ACT-05 group in group":  edit("actor", obj{"objectType": "Group", "member": []any{obj{"objectType": "Group", "mbox": "mailto:g@example.org"}}}),
		"ACT-06 no scheme":       edit("actor", obj{"mbox": "a@example.org"}),
		"ACT-06 no address":      edit("actor", obj{"mbox": "mailto:a"}),
		"ACT-07 short":           edit("actor", obj{"mbox_sha1sum": "ebd31e"}),
		"ACT-08 no name":         edit("actor/account/name", gone{}),
		"ACT-08 empty name":      edit("actor/account/name", ""),
		"ACT-08 no page":         edit("actor/account/homePage", gone{}),
		"VRB-01 no id":           edit("verb/id", gone{}),
		"OBJ-01 kind":            edit("object/objectType", "Thing"),
		"OBJ-01 context":         edit("context/contextActivities/parent", obj{"objectType": "Agent", "id": "http://o.example/o"}),
		"OBJ-02 no id":           noActivity(obj{"objectType": "StatementRef"}),
		"OBJ-02 bad id":          noActivity(obj{"objectType": "StatementRef", "id": "x"}),
		"OBJ-03 id":              noActivity(sub(obj{"id": "cd4f90fe-b7ea-5990-8452-b3757b33d91c"})),
		"OBJ-03 nested":          noActivity(sub(obj{"object": sub(nil)})),
		"OBJ-04 no id":           edit("object/id", gone{}),
		"OBJ-05 unknown":         edit("object/definition/interactionType", "essay", "object/definition/choices", gone{}),
		"OBJ-06 without type":    edit("object/definition/interactionType", gone{}),
		"OBJ-06 wrong list":      edit("object/definition/scale", []any{}),
		"OBJ-07 twice":           edit("object/definition/choices", []any{obj{"id": "a"}, obj{"id": "a"}}),
		"OBJ-07 no id":           edit("object/definition/choices", []any{obj{}}),
		"RES-01 above":           edit("result/score/scaled", 1.01),
		"RES-01 below":           edit("result/score/scaled", -1.01),
		"RES-02 raw above":       edit("result/score/raw", 3),
		"RES-02 raw below":       edit("result/score/raw", -1),
		"RES-02 min over max":    edit("result/score/min", 5),
		"RES-03 text":            edit("result/success", "true"),
		"RES-03 number":          edit("result/completion", 1),
		"RES-04 cut":             edit("result/duration", "PT2"),
		"RES-04 fraction":        edit("result/duration", "PT1.5H"),
		"RES-04 empty":           edit("result/duration", "P"),
		"RES-04 empty time":      edit("result/duration", "P1DT"),
		"RES-04 lower case":      edit("result/duration", "pt5s"),
		"CTX-01 text":            edit("context/registration", "r"),
		"CTX-01 nil":             edit("context/registration", "00000000-0000-0000-0000-000000000000"),
		"CTX-02 agent":           edit("context/team", obj{"mbox": "mailto:a@example.org"}),
		"CTX-03 text":            edit("context/contextActivities/parent", "http://o.example/o"),
		"CTX-04 platform":        edit("object", obj{"objectType": "Agent", "mbox": "mailto:a@example.org"}),
		"CTX-05 underscore":      edit("context/language", "en_US"),
		"CTX-06 kind":            edit("context/statement/objectType", "Activity"),
		"EXT-01 key":             edit("context/extensions", obj{"role": "x"}),
		"EXT-01 list":            edit("result/extensions", []any{}),
		"LNG-01 underscore":      edit("verb/display", obj{"en_US": "x"}),
		"LNG-01 word":            edit("object/definition/name", obj{"english us": "x"}),
		"LNG-02 number":          edit("verb/display", obj{"en": 1}),
		"LNG-02 text":            edit("verb/display", "answered"),
		"IRI-01 relative":        edit("verb/id", "answered"),
		"IRI-01 space":           edit("object/id", "https://vc.example.org/a b"),
		"IRI-01 no host":         edit("actor/account/homePage", "https:"),
		"IRI-01 openid":          edit("actor", obj{"openid": "me"}),
		"TIM-01 no zone":         edit("timestamp", "2026-11-22T10:00:00"),
		"TIM-01 unknown zone":    edit("timestamp", "2026-11-22T10:00:00-00:00"),
		"TIM-01 no colon":        edit("timestamp", "2026-11-22T10:00:00+0200"),
		"TIM-01 lower case":      edit("timestamp", "2026-11-22t10:00:00z"),
		"TIM-01 no such day":     edit("timestamp", "2026-02-30T10:00:00Z"),
		"TIM-01 stored":          edit("stored", "yesterday"),
	}
	file := func(key string, v any) string {
		var m map[string]any
		if err := json.Unmarshal([]byte(full), &m); err != nil {
			panic(err)
		}
		a := m["attachments"].([]any)[0].(obj)
		if a[key] = v; v == nil {
			delete(a, key)
		}
		return edit("attachments", []any{a})
	}
	maps.Copy(tests, map[string]string{
		"ATT-01 no usage":  file("usageType", nil),
		"ATT-02 media":     file("contentType", "text"),
		"ATT-03 hash":      file("sha2", "abc"),
		"ATT-04 negative":  file("length", -1),
		"ATT-04 text":      file("length", "5"),
		"IRI-01 file":      file("fileUrl", "f"),
		"LNG-02 att. text": file("display", "f"),
	})
	return tests
}

func TestValidateJSONRules(t *testing.T) {
	t.Parallel()
	for name, body := range broken() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := xapi.ValidateJSON([]byte(body))
			var v *xapi.ValidationError
			if !errors.As(err, &v) {
				t.Fatalf("accepted (%v): %s", err, body)
			}
			if rule, _, _ := strings.Cut(name, " "); v.Rule != rule {
				t.Errorf("refused for %s (%v), want %s", v.Rule, v, rule)
			}
		})
	}
}

func TestEveryRuleIsWrittenDownAndTested(t *testing.T) {
	t.Parallel()
	rules, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| ([A-Z]{3}-\d\d) \|`).FindAllStringSubmatch(string(rules), -1) {
		written[m[1]] = true
	}
	tested := map[string]bool{}
	for _, set := range []map[string]string{broken(), broken2()} {
		for name := range set {
			tested[name[:6]] = true
		}
	}
	sources, err := filepath.Glob("validate*.go")
	if err != nil {
		t.Fatal(err)
	}
	raised := map[string]bool{}
	for _, f := range sources {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`"([A-Z]{3}-\d\d)"`).FindAllStringSubmatch(string(b), -1) {
			raised[m[1]] = true
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(raised)) {
		if !written[rule] || !tested[rule] {
			t.Errorf("%s: in RULES.md %t, in the tests %t", rule, written[rule], tested[rule])
		}
	}
	for rule := range written {
		if !raised[rule] && !strings.HasPrefix(rule, "OUT") && !strings.HasPrefix(rule, "SND") {
			t.Errorf("%s stands in RULES.md alone", rule)
		}
	}
}

func FuzzValidateJSON(f *testing.F) {
	f.Add([]byte(full))
	for _, body := range broken() {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		err := xapi.ValidateJSON(body)
		var v *xapi.ValidationError
		if err != nil && (!errors.As(err, &v) || v.Rule == "" || v.Path == "") {
			t.Fatalf("untyped error %v", err)
		}
		if err != nil {
			return
		}
		// What is accepted is plain JSON for everybody else, and stays valid
		// when it is written anew.
		var m map[string]any
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatalf("accepted, but not JSON: %v", err)
		}
		again, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := xapi.ValidateJSON(again); err != nil {
			t.Fatalf("written anew: %v", err)
		}
	})
}
