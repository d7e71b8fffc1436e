package lrs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lectern-classroom/lectern/xapi"
)

// format is how statements are returned (xAPI 1.0.3 Communication 2.1.3).
type format string

const (
	formatExact     format = "exact"
	formatIDs       format = "ids"
	formatCanonical format = "canonical"
)

// shown brings statements into the format and the version that were asked for.
// Version 1.0 knows no contextAgents and contextGroups; its readers get
// statements of 2.0 without them.
func (l *LRS) shown(r *request, f format, list []stored) ([][]byte, error) {
	out := make([][]byte, len(list))
	if f == formatExact && r.edition == xapi.Edition2 {
		for i, s := range list {
			out[i] = s.body
		}
		return out, nil
	}
	trees := make([]map[string]any, len(list))
	for i, s := range list {
		out[i] = s.body
		if f == formatExact && !strings.Contains(string(s.body), `"version":"2.`) {
			continue
		}
		if err := decode(s.body, &trees[i]); err != nil {
			return nil, fmt.Errorf("decode statement: %w", err)
		}
		if v, _ := trees[i]["version"].(string); r.edition == xapi.Edition1 && strings.HasPrefix(v, "2.") {
			downgrade(trees[i])
		}
	}
	switch f {
	case formatIDs:
		for _, m := range trees {
			idsOnly(m)
		}
	case formatCanonical:
		if err := l.canonical(r, trees); err != nil {
			return nil, err
		}
	case formatExact:
	}
	for i, m := range trees {
		if m == nil {
			continue
		}
		b, err := encode(m)
		if err != nil {
			return nil, fmt.Errorf("encode statement: %w", err)
		}
		out[i] = b
	}
	return out, nil
}

// downgrade makes a statement of 2.0 one of 1.0.3.
func downgrade(m map[string]any) {
	if _, ok := m["version"]; ok {
		m["version"] = xapi.Version
	}
	if c, ok := m["context"].(map[string]any); ok {
		delete(c, "contextAgents")
		delete(c, "contextGroups")
	}
	if o, ok := m["object"].(map[string]any); ok && o["objectType"] == "SubStatement" {
		downgrade(o)
	}
}

// walk visits every actor, verb and activity of a statement.
type walk struct {
	actor, verb, activity func(m map[string]any)
}

func (k walk) statement(m map[string]any) {
	k.one(m["actor"], k.actor)
	k.one(m["authority"], k.actor)
	k.one(m["verb"], k.verb)
	object, _ := m["object"].(map[string]any)
	switch object["objectType"] {
	case nil, "Activity":
		k.one(object, k.activity)
	case "Agent", "Group":
		k.one(object, k.actor)
	case "SubStatement":
		k.statement(object)
	}
	c, _ := m["context"].(map[string]any)
	k.one(c["instructor"], k.actor)
	k.one(c["team"], k.actor)
	for list, who := range map[string]string{"contextAgents": "agent", "contextGroups": "group"} {
		related, _ := c[list].([]any)
		for _, v := range related {
			if o, ok := v.(map[string]any); ok {
				k.one(o[who], k.actor)
			}
		}
	}
	related, _ := c["contextActivities"].(map[string]any)
	for _, v := range related {
		list, _ := v.([]any)
		for _, a := range list {
			k.one(a, k.activity)
		}
	}
}

func (k walk) one(v any, visit func(m map[string]any)) {
	if m, ok := v.(map[string]any); ok && visit != nil {
		visit(m)
	}
}

// idsOnly leaves of actors, verbs and activities what identifies them; groups
// without identifier keep their members.
func idsOnly(m map[string]any) {
	var actor func(a map[string]any)
	actor = func(a map[string]any) {
		delete(a, "name")
		if a["objectType"] != "Group" {
			return
		}
		if identifier(a) != "" {
			delete(a, "member")
			return
		}
		members, _ := a["member"].([]any)
		for _, v := range members {
			if one, ok := v.(map[string]any); ok {
				actor(one)
			}
		}
	}
	walk{
		actor: actor,
		verb:  func(v map[string]any) { delete(v, "display") },
		activity: func(a map[string]any) {
			delete(a, "definition")
			delete(a, "objectType") // an activity is what an object is by default
		},
	}.statement(m)
}

// canonical puts what is known of activities into statements, in the language
// that was asked for.
func (l *LRS) canonical(r *request, trees []map[string]any) error {
	ids := map[string]bool{}
	for _, m := range trees {
		walk{activity: func(a map[string]any) {
			if id, ok := a["id"].(string); ok {
				ids[id] = true
			}
		}}.statement(m)
	}
	order := make([]string, 0, len(ids))
	for id := range ids {
		order = append(order, id)
	}
	slices.Sort(order)
	known := map[string]map[string]any{}
	if len(order) > 0 {
		var err error
		if known, err = definitions(r.Context(), l.read(r.Context()), order); err != nil {
			return err
		}
	}
	languages := acceptLanguage(r.Header.Get("Accept-Language"))
	for _, m := range trees {
		walk{
			verb: func(v map[string]any) { oneLanguage(v, "display", languages) },
			activity: func(a map[string]any) {
				id, _ := a["id"].(string)
				if d, ok := known[id]; ok {
					a["definition"] = inLanguage(d, languages)
				}
			},
		}.statement(m)
	}
	return nil
}

// inLanguage is a definition with one language in each of its language maps.
func inLanguage(d map[string]any, languages []string) map[string]any {
	out := merged(d, nil)
	for _, k := range []string{"name", "description"} {
		oneLanguage(out, k, languages)
	}
	for _, k := range []string{"choices", "scale", "source", "target", "steps"} {
		list, ok := out[k].([]any)
		if !ok {
			continue
		}
		components := make([]any, len(list))
		for i, v := range list {
			c, _ := v.(map[string]any)
			c = merged(c, nil)
			oneLanguage(c, "description", languages)
			components[i] = c
		}
		out[k] = components
	}
	return out
}

// oneLanguage leaves one text in a language map: the best for the languages,
// else an English one, else the first by its tag.
func oneLanguage(m map[string]any, name string, languages []string) {
	lm, ok := m[name].(map[string]any)
	if !ok || len(lm) < 2 {
		return
	}
	tags := make([]string, 0, len(lm))
	for tag := range lm {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	best := tags[0]
search:
	for _, wanted := range append(slices.Clone(languages), "en") {
		for cut := wanted; cut != ""; cut = cut[:max(0, strings.LastIndexByte(cut, '-'))] {
			for _, tag := range tags {
				low := strings.ToLower(tag)
				if low == cut || strings.HasPrefix(low, cut+"-") {
					best = tag
					break search
				}
			}
		}
	}
	m[name] = map[string]any{best: lm[best]}
}

// acceptLanguage lists the tags of the header, in lower case, the most wanted
// first (RFC 9110 12.5.4).
func acceptLanguage(header string) []string {
	type wish struct {
		tag string
		q   float64
	}
	var wishes []wish
	for _, part := range strings.Split(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if value, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(value, 64); err != nil {
				continue
			}
		}
		if tag = strings.ToLower(strings.TrimSpace(tag)); tag != "" && tag != "*" && q > 0 {
			wishes = append(wishes, wish{tag, q})
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int {
		switch {
		case a.q > b.q:
			return -1
		case a.q < b.q:
			return 1
		}
		return 0
	})
	tags := make([]string, len(wishes))
	for i, w := range wishes {
		tags[i] = w.tag
	}
	return tags
}
