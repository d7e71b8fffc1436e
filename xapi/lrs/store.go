package lrs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/xapi"
)

// errConflict says that an id is known with other content
// (xAPI 1.0.3 Communication 2.1.1: 409, nothing is changed).
var errConflict = errors.New("a statement with this id and other content is stored")

// errNotFound says that there is no such statement or document.
var errNotFound = errors.New("not found")

// maxReferrers bounds the statements that one new statement can become the
// target of, so that its transaction stays short.
const maxReferrers = 10_000

// maxKey bounds what is a key of a table, in bytes: PostgreSQL's indexes take
// no more than a third of a page. Statements with longer ones are stored; what
// they say of an activity or a name is not merged.
const maxKey = 2000

// putting says how statements are stored.
type putting struct {
	contents map[string][]byte // of attachments, by hash
	strict   bool              // identical content is a conflict too, as in stores that compare nothing
	lenient  bool              // a known id is passed over, whatever it says
	define   bool              // definitions of activities and names of agents may be changed
}

// put stores all or nothing.
func (l *LRS) put(ctx context.Context, items []record, how putting) error {
	if len(items) == 0 {
		return nil
	}
	return l.tx(ctx, func(ctx context.Context, h handle) error {
		known, err := bodies(ctx, h, items)
		if err != nil {
			return err
		}
		w := writer{handle: h}
		if err := w.begin(ctx, l.cfg.Now().UnixMilli()); err != nil {
			return err
		}
		if err := w.watch(ctx, items); err != nil {
			return err
		}
		fresh := items[:0:0]
		for i := range items {
			it := &items[i]
			if body, ok := known[it.id]; ok {
				if how.strict || (!how.lenient && !same(body, it.body, it.raw)) {
					return fmt.Errorf("%w: %s", errConflict, it.id)
				}
				continue
			}
			it.seq, it.stored = w.next(), w.stored
			if err := w.insert(ctx, it); err != nil {
				return err
			}
			fresh = append(fresh, *it)
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
		if err := w.attach(ctx, fresh, how.contents); err != nil {
			return err
		}
		return w.catalogue(ctx, fresh, how.define)
	})
}

// bodies looks up which of the statements are known.
func bodies(ctx context.Context, h handle, items []record) (map[string][]byte, error) {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].id
	}
	return lookUp(ctx, h, `SELECT id, body FROM lrs_statements WHERE id IN `, ids)
}

// lookUp reads pairs of a key and bytes for keys in any number.
func lookUp(ctx context.Context, h handle, query string, keys []string) (map[string][]byte, error) {
	found := map[string][]byte{}
	for len(keys) > 0 {
		n := min(len(keys), listLength)
		in, args := inList(keys[:n])
		keys = keys[n:]
		rows, err := h.query(ctx, query+in, args...)
		if err != nil {
			return nil, fmt.Errorf("look up: %w", err)
		}
		for rows.Next() {
			var k string
			var b []byte
			if err := rows.Scan(&k, &b); err != nil {
				return nil, errors.Join(fmt.Errorf("look up: %w", err), rows.Close())
			}
			found[k] = b
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fmt.Errorf("look up: %w", err)
		}
	}
	return found, nil
}

// writer adds statements in a transaction that is alone in writing.
type writer struct {
	handle
	last   int64 // the highest number given
	stored int64 // the moment of this transaction, later than all before

	targets map[string]bool // ids that stored statements are about, of those that are looked at
	pairs   []any           // keys and numbers that are yet to be written
}

// begin finds the next number and moment. Moments grow with numbers whatever
// the clock does, so that a reader who asks for what was stored since the last
// answer misses nothing.
func (w *writer) begin(ctx context.Context, now int64) error {
	var last int64
	err := w.row(ctx, `SELECT COALESCE((SELECT MAX(seq) FROM lrs_statements), 0), COALESCE((SELECT MAX(stored_ms) FROM lrs_statements), 0)`).Scan(&w.last, &last)
	if err != nil {
		return fmt.Errorf("look for the last statement: %w", err)
	}
	w.stored = max(now, last+1)
	return nil
}

func (w *writer) next() int64 {
	w.last++
	return w.last
}

func (w *writer) insert(ctx context.Context, r *record) error {
	if r.seq == 0 {
		r.seq = w.next()
	}
	if r.voids {
		if err := w.void(ctx, r.target); err != nil {
			return err
		}
	}
	inherited, err := w.inherited(ctx, r)
	if err != nil {
		return err
	}
	referrers, voided, err := w.referrers(ctx, r)
	if err != nil {
		return err
	}
	isVoided := 0
	if voided && !r.voids { // taken back before it arrived; voiding statements stay
		isVoided = 1
	}
	voids := 0
	if r.voids {
		voids = 1
	}
	err = w.exec(ctx, `INSERT INTO lrs_statements (seq, id, target, voids, voided, stored_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.seq, r.id, r.target, voids, isVoided, r.stored, r.sealed())
	if err != nil {
		return fmt.Errorf("insert statement: %w", err)
	}
	if r.target != "" {
		w.targets[r.target] = true
	}
	for _, seq := range append(referrers, r.seq) {
		for _, k := range append(inherited, r.keys...) {
			w.pairs = append(w.pairs, k, seq)
		}
	}
	return nil
}

// watch looks up which of the statements are already the target of others, so
// that insert need not ask for each.
func (w *writer) watch(ctx context.Context, items []record) error {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].id
	}
	found, err := lookUp(ctx, w.handle, `SELECT target, target FROM lrs_statements WHERE target <> '' AND target IN `, ids)
	if err != nil {
		return err
	}
	w.targets = map[string]bool{}
	for id := range found {
		w.targets[id] = true
	}
	return nil
}

// keyLength is how many keys are written at once.
const keyLength = 64

// flush indexes what was inserted.
func (w *writer) flush(ctx context.Context) error {
	for len(w.pairs) > 0 {
		args := w.pairs[:min(len(w.pairs), 2*keyLength)]
		w.pairs = w.pairs[len(args):]
		for last := args[len(args)-2:]; len(args) < 2*keyLength; {
			args = append(args[:len(args):len(args)], last...)
		}
		if err := w.exec(ctx, `INSERT INTO lrs_keys (value, seq) VALUES `+list(2, keyLength)+` ON CONFLICT DO NOTHING`, args...); err != nil {
			return fmt.Errorf("index statements: %w", err)
		}
	}
	return nil
}

// inherited gives the keys of the statement that r is about, of the one that
// this one is about, and so on: filters find a statement by what it targets
// (xAPI 1.0.3 Communication 2.1.3).
func (w *writer) inherited(ctx context.Context, r *record) ([]int64, error) {
	var keys []int64
	seen := map[string]bool{r.id: true}
	for id := r.target; id != "" && !seen[id] && len(seen) < maxReferrers; {
		seen[id] = true
		var body []byte
		switch err := w.row(ctx, `SELECT body FROM lrs_statements WHERE id = ?`, id).Scan(&body); {
		case errors.Is(err, sql.ErrNoRows):
			return keys, nil
		case err != nil:
			return nil, fmt.Errorf("look up target: %w", err)
		}
		t, err := oldRecord(body, 0)
		if err != nil {
			return nil, err
		}
		keys = append(keys, t.keys...)
		id = t.target
	}
	return keys, nil
}

// referrers gives the statements that are about r, about those, and so on, and
// whether one of the first takes r back.
func (w *writer) referrers(ctx context.Context, r *record) (seqs []int64, voided bool, err error) {
	if !w.targets[r.id] {
		return nil, false, nil
	}
	seen := map[string]bool{r.id: true}
	for queue := []string{r.id}; len(queue) > 0 && len(seen) < maxReferrers; queue = queue[1:] {
		rows, err := w.query(ctx, `SELECT seq, id, voids FROM lrs_statements WHERE target = ? AND target <> '' ORDER BY seq LIMIT ?`, queue[0], maxReferrers)
		if err != nil {
			return nil, false, fmt.Errorf("look for referrers: %w", err)
		}
		for rows.Next() {
			var seq, voids int64
			var id string
			if err := rows.Scan(&seq, &id, &voids); err != nil {
				return nil, false, errors.Join(fmt.Errorf("look for referrers: %w", err), rows.Close())
			}
			voided = voided || (voids == 1 && queue[0] == r.id)
			if !seen[id] {
				seen[id] = true
				seqs, queue = append(seqs, seq), append(queue, id)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, false, fmt.Errorf("look for referrers: %w", err)
		}
	}
	return seqs, voided, nil
}

// void marks a statement; one that voids others cannot be voided
// (xAPI 1.0.3 Data 2.3.2).
func (w *writer) void(ctx context.Context, id string) error {
	var voids int64
	err := w.row(ctx, `SELECT voids FROM lrs_statements WHERE id = ?`, id).Scan(&voids)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil // it will be marked when it arrives
	case err != nil:
		return fmt.Errorf("look up voided statement: %w", err)
	case voids == 1:
		return &xapi.ValidationError{Rule: "STM-04", Path: "$.object", Text: "a voiding statement cannot be voided"}
	}
	if err := w.exec(ctx, `UPDATE lrs_statements SET voided = 1 WHERE id = ?`, id); err != nil {
		return fmt.Errorf("void statement: %w", err)
	}
	return nil
}

// attach keeps the contents of attachments, each once.
func (w *writer) attach(ctx context.Context, items []record, contents map[string][]byte) error {
	for _, it := range items {
		for _, a := range it.attachments {
			b, ok := contents[a.sha2]
			if !ok {
				continue
			}
			if err := w.exec(ctx, `INSERT INTO lrs_attachments (sha2, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING`, a.sha2, b); err != nil {
				return fmt.Errorf("keep attachment: %w", err)
			}
		}
	}
	return nil
}

// stored is a statement as it comes out.
type stored struct {
	seq  int64
	at   int64 // in milliseconds since 1970
	body []byte
}

// get reads one statement that is voided, or one that is not. With an
// authority, those of others are not found.
func (l *LRS) get(ctx context.Context, id string, voided bool, authority string) (stored, error) {
	var s stored
	flag := 0
	if voided {
		flag = 1
	}
	query, args := `SELECT seq, stored_ms, body FROM lrs_statements WHERE id = ? AND voided = ?`, []any{id, flag}
	if authority != "" {
		query += ` AND EXISTS (SELECT 1 FROM lrs_keys WHERE lrs_keys.value = ? AND lrs_keys.seq = lrs_statements.seq)`
		args = append(args, key(keyAuthority, authority))
	}
	err := l.read(ctx).row(ctx, query, args...).Scan(&s.seq, &s.at, &s.body)
	if errors.Is(err, sql.ErrNoRows) {
		return s, errNotFound
	}
	if err != nil {
		return s, fmt.Errorf("read statement: %w", err)
	}
	return s, nil
}

// Statements lists everything stored, in order of arrival, voided ones too.
func (l *LRS) Statements(ctx context.Context) ([]json.RawMessage, error) {
	rows, err := l.read(ctx).query(ctx, `SELECT body FROM lrs_statements ORDER BY seq`)
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", err)
	}
	defer rows.Close()
	var list []json.RawMessage
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("list statements: %w", err)
		}
		list = append(list, body)
	}
	return list, rows.Err()
}
