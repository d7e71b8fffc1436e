package lrs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
)

// activities is the resource of that name: one activity with what is known of
// it (xAPI 1.0.3 Communication 2.5).
func (l *LRS) activities(w http.ResponseWriter, r *request) error {
	if err := methods(w, r, http.MethodGet, http.MethodHead); err != nil {
		return err
	}
	if !r.client.may(ScopeRead, ScopeAllRead) {
		return forbidden()
	}
	if err := known(r.values, []string{"activityId"}); err != nil {
		return err
	}
	id, err := iriParam(r.values, "activityId")
	if err != nil {
		return err
	}
	if id == "" {
		return bad("activityId is needed")
	}
	defs, err := definitions(r.Context(), l.read(r.Context()), []string{id})
	if err != nil {
		return err
	}
	a := map[string]any{"objectType": "Activity", "id": id}
	if d, ok := defs[id]; ok {
		a["definition"] = d
	}
	writeJSON(w, http.StatusOK, a)
	return nil
}

// maxNames bounds the names of a person.
const maxNames = 50

// agents is the resource of that name: a person with what is known of an agent
// (xAPI 1.0.3 Communication 2.4). Identifiers are never joined to each other:
// nobody said that they are the same person's.
func (l *LRS) agents(w http.ResponseWriter, r *request) error {
	if err := methods(w, r, http.MethodGet, http.MethodHead); err != nil {
		return err
	}
	if !r.client.may(ScopeRead, ScopeAllRead) {
		return forbidden()
	}
	if err := known(r.values, []string{"agent"}); err != nil {
		return err
	}
	id, agent, err := agentParam(r.values, "agent")
	if err != nil {
		return err
	}
	if id == "" {
		return bad("agent is needed")
	}
	person := map[string]any{"objectType": "Person"}
	for _, k := range []string{"mbox", "mbox_sha1sum", "openid", "account"} {
		if v, ok := agent[k]; ok {
			person[k] = []any{v}
		}
	}
	names, err := l.names(r.Context(), id)
	if err != nil {
		return err
	}
	if name, ok := agent["name"].(string); ok && len(names) == 0 {
		names = []string{name}
	}
	if len(names) > 0 {
		person["name"] = names
	}
	writeJSON(w, http.StatusOK, person)
	return nil
}

func (l *LRS) names(ctx context.Context, agent string) ([]string, error) {
	if strings.ContainsRune(agent, 0) { // none is kept, and PostgreSQL knows no such text
		return nil, nil
	}
	rows, err := l.read(ctx).query(ctx, `SELECT name FROM lrs_names WHERE agent = ? ORDER BY name LIMIT ?`, agent, maxNames)
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, errors.Join(fmt.Errorf("read names: %w", err), rows.Close())
		}
		names = append(names, n)
	}
	return names, errors.Join(rows.Err(), rows.Close())
}

// catalogue merges what statements say about activities and agents into what
// is known of them.
func (w *writer) catalogue(ctx context.Context, items []record, define bool) error {
	if !define {
		return nil
	}
	said := map[string]map[string]any{}
	for _, it := range items {
		for id, d := range it.definitions {
			if len(id) <= maxKey {
				said[id] = merged(said[id], d)
			}
		}
		for agent, name := range it.names {
			if len(agent)+len(name) > maxKey || strings.ContainsRune(agent+name, 0) {
				continue
			}
			if err := w.exec(ctx, `INSERT INTO lrs_names (agent, name) VALUES (?, ?) ON CONFLICT DO NOTHING`, agent, name); err != nil {
				return fmt.Errorf("keep name: %w", err)
			}
		}
	}
	if len(said) == 0 {
		return nil
	}
	ids := make([]string, 0, len(said))
	for id := range said {
		ids = append(ids, id)
	}
	known, err := definitions(ctx, w.handle, ids)
	if err != nil {
		return err
	}
	for id, d := range said {
		now := merged(known[id], d)
		if reflect.DeepEqual(now, known[id]) {
			continue
		}
		b, err := encode(now)
		if err != nil {
			return fmt.Errorf("encode definition: %w", err)
		}
		err = w.exec(ctx, `INSERT INTO lrs_activities (id, definition) VALUES (?, ?)
			ON CONFLICT (id) DO UPDATE SET definition = excluded.definition`, id, b)
		if err != nil {
			return fmt.Errorf("keep definition: %w", err)
		}
	}
	return nil
}

// definitions reads what is known of activities.
func definitions(ctx context.Context, h handle, ids []string) (map[string]map[string]any, error) {
	raw, err := lookUp(ctx, h, `SELECT id, definition FROM lrs_activities WHERE id IN `, ids)
	if err != nil {
		return nil, err
	}
	known := make(map[string]map[string]any, len(raw))
	for id, b := range raw {
		var d map[string]any
		if err := decode(b, &d); err != nil {
			return nil, fmt.Errorf("decode definition: %w", err)
		}
		known[id] = d
	}
	return known, nil
}

// merged is a definition with the words of a newer one: language maps and
// extensions are joined, anything else is replaced.
func merged(old, newer map[string]any) map[string]any {
	out := make(map[string]any, len(old)+len(newer))
	for k, v := range old {
		out[k] = v
	}
	for k, v := range newer {
		a, both := out[k].(map[string]any)
		b, ok := v.(map[string]any)
		if !both || !ok {
			out[k] = v
			continue
		}
		joined := make(map[string]any, len(a)+len(b))
		for _, m := range []map[string]any{a, b} {
			for k, v := range m {
				joined[k] = v
			}
		}
		out[k] = joined
	}
	return out
}
