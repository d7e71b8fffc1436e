package xapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/xapi"
)

// relatedAgents is full with one context agent, changed as given.
func relatedAgents(change obj) string {
	a := obj{"objectType": "contextAgent", "agent": obj{"mbox": "mailto:t@example.org"}, "relevantTypes": []any{"https://x.example/assistant"}}
	for k, v := range change {
		if _, remove := v.(gone); remove {
			delete(a, k)
			continue
		}
		a[k] = v
	}
	return edit("version", "2.0.0", "context/contextAgents", []any{a})
}

// relatedGroup is full with one context group.
func relatedGroup(group obj) string {
	return edit("context/contextGroups", []any{obj{"objectType": "contextGroup", "group": group}})
}

// broken2 lists what 2.0 refuses beside what 1.0.3 refuses.
func broken2() map[string]string {
	return map[string]string{
		"CTX-07 no type":        relatedAgents(obj{"objectType": gone{}}),
		"CTX-07 other type":     relatedAgents(obj{"objectType": "Agent"}),
		"CTX-07 no agent":       relatedAgents(obj{"agent": gone{}}),
		"CTX-07 group":          relatedAgents(obj{"agent": obj{"objectType": "Group", "mbox": "mailto:g@example.org"}}),
		"CTX-07 no types":       relatedAgents(obj{"relevantTypes": []any{}}),
		"CTX-07 type no IRI":    relatedAgents(obj{"relevantTypes": []any{"assistant"}}),
		"CTX-07 group an agent": relatedGroup(obj{"mbox": "mailto:t@example.org"}),
		"FMT-04 in an agent":    relatedAgents(obj{"extra": 1}),
		"FMT-05 types":          relatedAgents(obj{"relevantTypes": "https://x.example/assistant"}),
		"ACT-02 context agent":  relatedAgents(obj{"agent": obj{}}),
		"STM-03 three":          edit("version", "3.0.0"),
	}
}

func TestParseJSONRulesOfEdition2(t *testing.T) {
	t.Parallel()
	for name, body := range broken2() {
		_, err := xapi.ParseJSON([]byte(body), xapi.Edition2)
		var v *xapi.ValidationError
		if rule, _, _ := strings.Cut(name, " "); !errors.As(err, &v) || v.Rule != rule {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, body := range map[string]string{
		"a statement of 1.0.3": full,
		"context agent":        relatedAgents(nil),
		"no relevant types":    relatedAgents(obj{"relevantTypes": gone{}}),
		"context group":        relatedGroup(obj{"objectType": "Group", "mbox": "mailto:g@example.org"}),
	} {
		if _, err := xapi.ParseJSON([]byte(body), xapi.Edition2); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := xapi.ParseJSON([]byte(body), xapi.Edition1); name != "a statement of 1.0.3" && err == nil {
			t.Errorf("%s is accepted as 1.0.3", name)
		}
	}
}

func TestValidateAgentJSON(t *testing.T) {
	t.Parallel()
	for body, good := range map[string]bool{
		`{"mbox":"mailto:a@example.org"}`:                      true,
		`{"objectType":"Group","mbox":"mailto:a@example.org"}`: true,
		`{}`: false, `[]`: false, `{`: false, `{"mbox":null}`: false, `{"mbox":"a@example.org"}`: false,
	} {
		if _, err := xapi.ValidateAgentJSON([]byte(body)); (err == nil) != good {
			t.Errorf("%s: %v", body, err)
		}
	}
}
