package lrs

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/xapi"
)

// The parameters of GET /statements (xAPI 1.0.3 Communication 2.1.3); cursor
// is this store's own and stands in the addresses of more.
var (
	singleParams = []string{"statementId", "voidedStatementId"}
	filterParams = []string{"agent", "verb", "activity", "registration", "related_activities",
		"related_agents", "since", "until", "limit", "ascending", "cursor"}
	formatParams = []string{"format", "attachments"}
)

// query is a validated question.
type query struct {
	single    string // id, with voided
	voided    bool
	keys      []int64
	where     []string
	args      []any
	limit     int
	ascending bool

	format      format
	attachments bool
}

// badParam says which parameter is wrong.
type badParam struct{ name, text string }

func (e badParam) Error() string { return "parameter " + e.name + " " + e.text }

func parseQuery(v url.Values) (query, error) {
	q := query{limit: defaultLimit, format: formatExact}
	if err := known(v, singleParams, filterParams, formatParams); err != nil {
		return q, err
	}
	if v.Has("format") {
		q.format = format(v.Get("format"))
		if !slices.Contains([]format{formatExact, formatIDs, formatCanonical}, q.format) {
			return q, badParam{"format", "must be exact, ids or canonical"}
		}
	}
	var err error
	if q.attachments, err = flag(v, "attachments"); err != nil {
		return q, err
	}
	for _, name := range singleParams {
		if !v.Has(name) {
			continue
		}
		for other := range v {
			if other != name && !slices.Contains(formatParams, other) {
				return q, badParam{other, "does not go with " + name}
			}
		}
		if q.single, err = uuidParam(v, name); err != nil {
			return q, err
		}
		q.voided = name == "voidedStatementId"
		return q, nil
	}
	return q, q.filters(v)
}

// known refuses parameters of other names, and those that stand twice.
func known(v url.Values, lists ...[]string) error {
	for name, values := range v {
		if !slices.ContainsFunc(lists, func(l []string) bool { return slices.Contains(l, name) }) {
			return badParam{name, "is unknown"}
		}
		if len(values) != 1 {
			return badParam{name, "stands more than once"}
		}
	}
	return nil
}

// uuidParam reads an optional parameter that is a UUID.
func uuidParam(v url.Values, name string) (string, error) {
	if !v.Has(name) {
		return "", nil
	}
	id, err := uuid.Parse(v.Get(name))
	if err != nil || len(v.Get(name)) != 36 {
		return "", badParam{name, "must be a UUID"}
	}
	return id.String(), nil
}

// iriParam reads an optional parameter that is an IRI.
func iriParam(v url.Values, name string) (string, error) {
	s := v.Get(name)
	if v.Has(name) && !xapi.IsIRI(s) {
		return "", badParam{name, "must be an absolute IRI"}
	}
	return s, nil
}

// agentParam reads an optional parameter that is an agent or an identified
// group in JSON, and returns its identifier.
func agentParam(v url.Values, name string) (string, map[string]any, error) {
	if !v.Has(name) {
		return "", nil, nil
	}
	a, err := xapi.ValidateAgentJSON([]byte(v.Get(name)))
	if err != nil || identifier(a) == "" {
		return "", nil, badParam{name, "must be an agent or an identified group in JSON"}
	}
	return identifier(a), a, nil
}

func instantParam(v url.Values, name string) (time.Time, error) {
	if !v.Has(name) {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, v.Get(name))
	if err != nil {
		return time.Time{}, badParam{name, "must be a timestamp with a zone"}
	}
	return t, nil
}

func (q *query) filters(v url.Values) error {
	verb, err := iriParam(v, "verb")
	if err != nil {
		return err
	}
	registration, err := uuidParam(v, "registration")
	if err != nil {
		return err
	}
	activity, err := iriParam(v, "activity")
	if err != nil {
		return err
	}
	agent, _, err := agentParam(v, "agent")
	if err != nil {
		return err
	}
	relatedActivities, err := flag(v, "related_activities")
	if err != nil {
		return err
	}
	relatedAgents, err := flag(v, "related_agents")
	if err != nil {
		return err
	}
	// The rarest comes first: the list is walked along it.
	q.key(registration, keyRegistration, keyRegistration, false)
	q.key(agent, keyAgent, keyRelatedAgent, relatedAgents)
	q.key(activity, keyActivity, keyRelatedActivity, relatedActivities)
	q.key(verb, keyVerb, keyVerb, false)
	return q.window(v)
}

func (q *query) key(value, direct, related string, wide bool) {
	switch {
	case value == "":
	case wide:
		q.keys = append(q.keys, key(related, value))
	default:
		q.keys = append(q.keys, key(direct, value))
	}
}

// window reads what cuts the list: time, order, length, place. Moments grow
// with numbers, so time is a place in the list too.
func (q *query) window(v url.Values) error {
	since, err := instantParam(v, "since")
	if err != nil {
		return err
	}
	until, err := instantParam(v, "until")
	if err != nil {
		return err
	}
	const upTo = `COALESCE((SELECT seq FROM lrs_statements WHERE stored_ms <= ? ORDER BY stored_ms DESC, seq DESC LIMIT 1), 0)`
	if !since.IsZero() {
		q.add(`s.seq > `+upTo, since.UnixMilli())
	}
	if !until.IsZero() {
		q.add(`s.seq <= `+upTo, until.UnixMilli())
	}
	if q.ascending, err = flag(v, "ascending"); err != nil {
		return err
	}
	if v.Has("limit") {
		n, err := strconv.Atoi(v.Get("limit"))
		if err != nil || n < 0 {
			return badParam{"limit", "must be a number from 0"}
		}
		q.limit = maxLimit
		if n > 0 {
			q.limit = min(n, maxLimit)
		}
	}
	if v.Has("cursor") {
		n, err := strconv.ParseInt(v.Get("cursor"), 10, 64)
		if err != nil {
			return badParam{"cursor", "is not one of this store"}
		}
		if q.ascending {
			q.add(`s.seq > ?`, n)
		} else {
			q.add(`s.seq < ?`, n)
		}
	}
	return nil
}

func (q *query) add(cond string, args ...any) {
	q.where = append(q.where, cond)
	q.args = append(q.args, args...)
}

func flag(v url.Values, name string) (bool, error) {
	if !v.Has(name) {
		return false, nil
	}
	switch strings.ToLower(v.Get(name)) {
	case "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, badParam{name, "must be true or false"}
}

// sql writes the question. Each key is a walk along its own index in the order
// of the list, so no answer needs sorting; CROSS JOIN is how SQLite is told to
// begin with the first.
func (q *query) sql() (string, []any) {
	from, place := `lrs_statements s`, `s.seq`
	where, args := make([]string, 0, 8), make([]any, 0, len(q.keys)+len(q.args)+1)
	if len(q.keys) > 0 {
		from, place = ``, `k0.seq`
		for i, k := range q.keys {
			from += fmt.Sprintf(`lrs_keys k%d CROSS JOIN `, i)
			where, args = append(where, fmt.Sprintf(`k%d.value = ?`, i)), append(args, k)
			if i > 0 {
				where = append(where, fmt.Sprintf(`k%d.seq = k0.seq`, i))
			}
		}
		from += `lrs_statements s`
		where = append(where, `s.seq = k0.seq`)
	}
	for _, cond := range q.where {
		where = append(where, strings.Replace(cond, `s.seq`, place, 1)) // bounds go where the walk goes
	}
	where = append(where, `s.voided = 0`)
	order := "DESC"
	if q.ascending {
		order = "ASC"
	}
	text := `SELECT s.seq, s.stored_ms, s.body FROM ` + from + ` WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY ` + place + ` ` + order + ` LIMIT ?`
	return text, append(append(args, q.args...), q.limit+1)
}

// page is one answer to a question.
type page struct {
	statements []stored
	next       int64 // cursor of the next page, 0: none
}

// list answers a question, with at most maxAnswer bytes of statements.
func (l *LRS) list(ctx context.Context, q query) (page, error) {
	text, args := q.sql()
	rows, err := l.read(ctx).query(ctx, text, args...)
	if err != nil {
		return page{}, fmt.Errorf("query statements: %w", err)
	}
	defer rows.Close()
	var p page
	size := 0
	for rows.Next() {
		var s stored
		if err := rows.Scan(&s.seq, &s.at, &s.body); err != nil {
			return page{}, fmt.Errorf("query statements: %w", err)
		}
		if n := len(p.statements); n == q.limit || size > maxAnswer {
			p.next = p.statements[n-1].seq
			break
		}
		p.statements = append(p.statements, s)
		size += len(s.body)
	}
	return p, rows.Err()
}
