package lrs

import (
	"context"
	"encoding/json"
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
	where     []string
	args      []any
	limit     int
	ascending bool
}

// badParam says which parameter is wrong.
type badParam struct{ name, text string }

func (e badParam) Error() string { return "parameter " + e.name + " " + e.text }

func parseQuery(v url.Values) (query, error) {
	q := query{limit: defaultLimit}
	for name, values := range v {
		if !slices.Contains(singleParams, name) && !slices.Contains(filterParams, name) && !slices.Contains(formatParams, name) {
			return q, badParam{name, "is unknown"}
		}
		if len(values) != 1 {
			return q, badParam{name, "stands more than once"}
		}
	}
	if f := v.Get("format"); f != "" && f != "exact" {
		return q, badParam{"format", "is not supported but for exact"}
	}
	if a := v.Get("attachments"); a != "" && a != "false" {
		return q, badParam{"attachments", "is not supported"}
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
		id, err := uuid.Parse(v.Get(name))
		if err != nil || len(v.Get(name)) != 36 {
			return q, badParam{name, "must be a UUID"}
		}
		q.single, q.voided = id.String(), name == "voidedStatementId"
		return q, nil
	}
	return q, q.filters(v)
}

func (q *query) filters(v url.Values) error {
	q.add(`voided = 0`)
	if s := v.Get("verb"); s != "" {
		q.add(`verb = ?`, s)
	}
	if s := v.Get("registration"); s != "" {
		id, err := uuid.Parse(s)
		if err != nil {
			return badParam{"registration", "must be a UUID"}
		}
		q.add(`registration = ?`, id.String())
	}
	if s := v.Get("activity"); s != "" {
		related, err := flag(v, "related_activities")
		if err != nil {
			return err
		}
		q.key(keyActivity, s, related)
	}
	if s := v.Get("agent"); s != "" {
		related, err := flag(v, "related_agents")
		if err != nil {
			return err
		}
		var a map[string]any
		if err := decode([]byte(s), &a); err != nil || identifier(a) == "" {
			return badParam{"agent", "must be an agent or an identified group in JSON"}
		}
		q.key(keyAgent, identifier(a), related)
	}
	return q.window(v)
}

// window reads what cuts the list: time, order, length, place.
func (q *query) window(v url.Values) error {
	for name, op := range map[string]string{"since": ">", "until": "<="} {
		s := v.Get(name)
		if s == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return badParam{name, "must be a timestamp with a zone"}
		}
		q.add(`stored `+op+` ?`, t.UnixMilli())
	}
	var err error
	if q.ascending, err = flag(v, "ascending"); err != nil {
		return err
	}
	if s := v.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return badParam{"limit", "must be a number from 0"}
		}
		if n > 0 {
			q.limit = min(n, maxLimit)
		} else {
			q.limit = maxLimit
		}
	}
	if s := v.Get("cursor"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return badParam{"cursor", "is not one of this store"}
		}
		if q.ascending {
			q.add(`seq > ?`, n)
		} else {
			q.add(`seq < ?`, n)
		}
	}
	return nil
}

func (q *query) add(cond string, args ...any) {
	q.where = append(q.where, cond)
	q.args = append(q.args, args...)
}

func (q *query) key(kind, value string, related bool) {
	cond := `seq IN (SELECT seq FROM statement_keys WHERE kind = ? AND value = ?`
	if !related {
		cond += ` AND direct = 1`
	}
	q.add(cond+`)`, kind, value)
}

func flag(v url.Values, name string) (bool, error) {
	switch v.Get(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, badParam{name, "must be true or false"}
}

// page is one answer to a question.
type page struct {
	statements []json.RawMessage
	next       int64 // cursor of the next page, 0: none
}

func (l *LRS) list(ctx context.Context, q query) (page, error) {
	order := "DESC"
	if q.ascending {
		order = "ASC"
	}
	rows, err := l.db.QueryContext(ctx, `SELECT seq, body FROM statements WHERE `+strings.Join(q.where, ` AND `)+
		` ORDER BY seq `+order+` LIMIT ?`, append(slices.Clone(q.args), q.limit+1)...)
	if err != nil {
		return page{}, fmt.Errorf("query statements: %w", err)
	}
	defer rows.Close()
	p := page{statements: []json.RawMessage{}}
	var last int64
	for rows.Next() {
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &body); err != nil {
			return page{}, fmt.Errorf("query statements: %w", err)
		}
		if len(p.statements) == q.limit {
			p.next = last
			break
		}
		p.statements, last = append(p.statements, body), seq
	}
	return p, rows.Err()
}

// consistent is the instant up to which everything stored can be read: a
// statement is readable as soon as it is stored.
func (l *LRS) consistent() string { return xapi.At(l.cfg.Now()).String() }
