package lrs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
