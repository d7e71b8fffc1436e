package lrs

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Conn runs SQL; a *sql.DB and a *sql.Tx are one.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Database is where a store keeps its rows, in the tables of [Schema].
type Database interface {
	// Tx runs fn in one transaction, or in the one that ctx carries.
	Tx(ctx context.Context, fn func(ctx context.Context, c Conn) error) error
	// Read gives what queries run on.
	Read(ctx context.Context) Conn
	// Postgres tells PostgreSQL from SQLite. SQLite has one process and one
	// connection that writes.
	Postgres() bool
	// Writing tells whether a transaction is under way, for SQLite alone.
	Writing() bool
}

//go:embed schema.sql
var schema string

// Schema is the SQL that makes the tables of a store, for whoever keeps them in
// a database of their own. {{serial}}, {{clustered}} and {{blob}} stand for
// what the two databases call differently.
func Schema() string { return schema }

// statementLock is the key of the PostgreSQL lock that lets one transaction at
// a time write: statements are stored in the order in which they are numbered.
const statementLock = 0x6c7273

// handle is a Conn that writes placeholders as the database wants them.
type handle struct {
	conn     Conn
	postgres bool
}

func (h handle) exec(ctx context.Context, query string, args ...any) error {
	_, err := h.conn.ExecContext(ctx, h.bind(query), args...)
	return err
}

func (h handle) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return h.conn.QueryContext(ctx, h.bind(query), args...)
}

func (h handle) row(ctx context.Context, query string, args ...any) *sql.Row {
	return h.conn.QueryRowContext(ctx, h.bind(query), args...)
}

// bind turns ? into $1, $2 … for PostgreSQL. No query here has a ? of another
// meaning.
func (h handle) bind(query string) string {
	if !h.postgres {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(query, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		query = after
	}
}

func (l *LRS) read(ctx context.Context) handle { return handle{l.db.Read(ctx), l.db.Postgres()} }

// tx runs fn in a transaction that is alone in writing.
func (l *LRS) tx(ctx context.Context, fn func(ctx context.Context, h handle) error) error {
	return l.db.Tx(ctx, func(ctx context.Context, c Conn) error {
		h := handle{c, l.db.Postgres()}
		if h.postgres {
			if err := h.exec(ctx, `SELECT pg_advisory_xact_lock(?)`, statementLock); err != nil {
				return fmt.Errorf("wait for other writers: %w", err)
			}
		}
		return fn(ctx, h)
	})
}

// Queries take lists of a few lengths only, so that what databases prepare for
// them is used again; lists are padded with their last member.
const listLength = 16

func list(columns int, rows int) string {
	row := "(" + strings.Repeat("?,", columns-1) + "?)"
	return strings.Repeat(row+",", rows-1) + row
}

// inList writes (?,?,…) and its arguments for up to listLength values.
func inList(values []string) (string, []any) {
	args := make([]any, listLength)
	for i := range args {
		args[i] = values[min(i, len(values)-1)]
	}
	return list(listLength, 1), args
}

// consistent is the instant up to which everything stored can be read (xAPI
// 1.0.3 Communication 2.1.3): now, unless somebody is writing; then what was
// stored last.
func (l *LRS) consistent(ctx context.Context) (time.Time, error) {
	now := l.cfg.Now().Add(-time.Millisecond)
	h := l.read(ctx)
	writing := l.db.Writing()
	if h.postgres {
		// The lock is gone with the end of this statement, its transaction.
		var free bool
		if err := h.row(ctx, `SELECT pg_try_advisory_xact_lock_shared(?)`, statementLock).Scan(&free); err != nil {
			return now, fmt.Errorf("look for writers: %w", err)
		}
		writing = !free
	}
	if !writing {
		return now, nil
	}
	var last int64
	if err := h.row(ctx, `SELECT COALESCE(MAX(stored_ms), 0) FROM lrs_statements`).Scan(&last); err != nil {
		return now, fmt.Errorf("look for the last statement: %w", err)
	}
	if t := time.UnixMilli(last); t.Before(now) {
		return t, nil
	}
	return now, nil
}

// ErrSchema says that the file was written by a newer version.
var ErrSchema = errors.New("lrs: the file has a newer schema")

// file is a SQLite file with nothing else in it.
type file struct{ db *sql.DB }

// openFile opens or makes the file; ":memory:" lives as long as the process.
func openFile(path string) (*file, error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	// One connection: SQLite has one writer anyway, and memory is private to it.
	db.SetMaxOpenConns(1)
	db.SetConnMaxIdleTime(0)
	return &file{db}, nil
}

// dsn names the file as a URI, so that any character may stand in a path.
func dsn(path string) string {
	const pragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_txlock=immediate"
	if path == ":memory:" {
		return "file::memory:" + pragmas
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + pragmas
}

// Tx implements Database.
func (f *file) Tx(ctx context.Context, fn func(ctx context.Context, c Conn) error) (err error) {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if rerr := tx.Rollback(); !errors.Is(rerr, sql.ErrTxDone) {
				err = errors.Join(err, rerr)
			}
		}
	}()
	if err := fn(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Read implements Database.
func (f *file) Read(context.Context) Conn { return f.db }

// Postgres implements Database.
func (f *file) Postgres() bool { return false }

// Writing implements Database: readers wait for the one connection.
func (f *file) Writing() bool { return false }

// fileVersion counts the schemas that files have had: 1 held statements and
// their keys alone, in tables of other names.
const fileVersion = 2

var sqliteNames = strings.NewReplacer("{{serial}}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{{clustered}}", "WITHOUT ROWID", "{{blob}}", "BLOB")

// migrate makes the tables, and takes over the statements of a version 1.
func (l *LRS) migrate(ctx context.Context) error {
	return l.tx(ctx, func(ctx context.Context, h handle) error {
		var have int
		if err := h.row(ctx, `PRAGMA user_version`).Scan(&have); err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
		switch {
		case have > fileVersion:
			return ErrSchema
		case have == fileVersion:
			return nil
		}
		if err := h.exec(ctx, sqliteNames.Replace(schema)+fmt.Sprintf("PRAGMA user_version = %d;", fileVersion)); err != nil {
			return fmt.Errorf("make schema: %w", err)
		}
		if have == 0 {
			return nil
		}
		return takeOver(ctx, h)
	})
}

// takeOver moves statements from a file of version 1.
func takeOver(ctx context.Context, h handle) error {
	rows, err := h.query(ctx, `SELECT body, stored FROM statements ORDER BY seq`)
	if err != nil {
		return fmt.Errorf("read old statements: %w", err)
	}
	var old []record
	for rows.Next() {
		var body []byte
		var stored int64
		if err := rows.Scan(&body, &stored); err != nil {
			return errors.Join(fmt.Errorf("read old statements: %w", err), rows.Close())
		}
		r, err := oldRecord(body, stored)
		if err != nil {
			return errors.Join(err, rows.Close())
		}
		old = append(old, r)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("read old statements: %w", err)
	}
	w := writer{handle: h}
	if err := w.watch(ctx, old); err != nil {
		return err
	}
	for i := range old {
		if err := w.insert(ctx, &old[i]); err != nil {
			return err
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	if err := w.catalogue(ctx, old, true); err != nil {
		return err
	}
	return h.exec(ctx, `DROP TABLE statement_keys; DROP TABLE statements;`)
}
