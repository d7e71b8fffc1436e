package lrs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/xapi"
)

// schemaVersion counts the steps of schema.
const schemaVersion = 1

const schema = `
CREATE TABLE statements (
	seq          INTEGER PRIMARY KEY AUTOINCREMENT,
	id           TEXT NOT NULL UNIQUE,
	verb         TEXT NOT NULL,
	registration TEXT NOT NULL,
	voids        TEXT NOT NULL,
	voided       INTEGER NOT NULL DEFAULT 0,
	stored       INTEGER NOT NULL,
	body         BLOB NOT NULL
);
CREATE INDEX statements_verb ON statements (verb, seq);
CREATE INDEX statements_registration ON statements (registration, seq);
CREATE INDEX statements_stored ON statements (stored);
CREATE INDEX statements_voids ON statements (voids) WHERE voids <> '';
CREATE TABLE statement_keys (
	kind   TEXT NOT NULL,
	value  TEXT NOT NULL,
	seq    INTEGER NOT NULL REFERENCES statements (seq),
	direct INTEGER NOT NULL,
	PRIMARY KEY (kind, value, seq, direct)
) WITHOUT ROWID;
PRAGMA user_version = 1;
`

// errConflict says that an id is known with other content
// (xAPI 1.0.3 Communication 2.1.1: 409, nothing is changed).
var errConflict = errors.New("a statement with this id and other content is stored")

// errNotFound says that there is no such statement.
var errNotFound = errors.New("no such statement")

func migrate(db *sql.DB) error {
	var have int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&have); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	switch {
	case have > schemaVersion:
		return ErrSchema
	case have == schemaVersion:
		return nil
	}
	tx, err := db.Begin()
	if err != nil {
		return fmt.Errorf("make schema: %w", err)
	}
	if _, err := tx.Exec(schema); err != nil {
		return errors.Join(fmt.Errorf("make schema: %w", err), tx.Rollback())
	}
	return tx.Commit()
}

// incoming is a record beside the bytes it came from.
type incoming struct {
	record
	raw json.RawMessage
}

// put stores all or nothing. With strict, identical content is a conflict too,
// as in stores that compare nothing.
func (l *LRS) put(ctx context.Context, items []incoming, strict bool) (err error) {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store statements: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreDone(tx.Rollback()))
		}
	}()
	for _, it := range items {
		var body []byte
		switch err := tx.QueryRowContext(ctx, `SELECT body FROM statements WHERE id = ?`, it.id).Scan(&body); {
		case errors.Is(err, sql.ErrNoRows):
			if err := insert(ctx, tx, it.record); err != nil {
				return err
			}
		case err != nil:
			return fmt.Errorf("look up statement: %w", err)
		case strict || !same(body, it.body, it.raw):
			return fmt.Errorf("%w: %s", errConflict, it.id)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store statements: %w", err)
	}
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

func insert(ctx context.Context, tx *sql.Tx, r record) error {
	if r.voids != "" {
		if err := void(ctx, tx, r.voids); err != nil {
			return err
		}
	}
	var voided bool // taken back before it arrived; voiding statements stay
	if r.voids == "" {
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM statements WHERE voids = ? AND voids <> '')`, r.id).Scan(&voided)
		if err != nil {
			return fmt.Errorf("look for voiding statement: %w", err)
		}
	}
	res, err := tx.ExecContext(ctx,
		`INSERT INTO statements (id, verb, registration, voids, voided, stored, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.id, r.verb, r.registration, r.voids, voided, r.stored.UnixMilli(), r.body)
	if err != nil {
		return fmt.Errorf("insert statement: %w", err)
	}
	seq, err := res.LastInsertId()
	if err != nil {
		return fmt.Errorf("insert statement: %w", err)
	}
	for _, k := range r.keys {
		if _, err := tx.ExecContext(ctx,
			`INSERT OR IGNORE INTO statement_keys (kind, value, seq, direct) VALUES (?, ?, ?, ?)`,
			k.kind, k.value, seq, k.direct); err != nil {
			return fmt.Errorf("index statement: %w", err)
		}
	}
	return nil
}

// void marks a statement; one that voids others cannot be voided
// (xAPI 1.0.3 Data 2.3.2).
func void(ctx context.Context, tx *sql.Tx, id string) error {
	var voids string
	err := tx.QueryRowContext(ctx, `SELECT voids FROM statements WHERE id = ?`, id).Scan(&voids)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil // it will be marked when it arrives
	case err != nil:
		return fmt.Errorf("look up voided statement: %w", err)
	case voids != "":
		return &xapi.ValidationError{Rule: "STM-04", Path: "$.object", Text: "a voiding statement cannot be voided"}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE statements SET voided = 1 WHERE id = ?`, id); err != nil {
		return fmt.Errorf("void statement: %w", err)
	}
	return nil
}

// get reads one statement that is voided, or one that is not.
func (l *LRS) get(ctx context.Context, id string, voided bool) ([]byte, error) {
	var body []byte
	err := l.db.QueryRowContext(ctx, `SELECT body FROM statements WHERE id = ? AND voided = ?`, id, voided).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read statement: %w", err)
	}
	return body, nil
}
