package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/lectern-classroom/lectern/app"
)

// Statement is SQL that is written once for both databases and runs without gorm, which spends more on building, reflecting
// and scanning than the database does on a single row. It is for the few statements that each launch runs; both drivers
// keep it prepared. Make it once, with NewStatement.
type Statement struct{ sqlite, postgres string }

// NewStatement takes SQL whose arguments are written as ?, and which has no other question mark.
func NewStatement(text string) Statement {
	var numbered strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			numbered.WriteString("$" + strconv.Itoa(i))
		}
		numbered.WriteString(part)
	}
	return Statement{sqlite: text, postgres: numbered.String()}
}

func (s *Store) text(st Statement) string {
	if s.Postgres() {
		return st.postgres
	}
	return st.sqlite
}

// pool returns the transaction of ctx, or else the database's own connections.
func pool(ctx context.Context, db *gorm.DB) gorm.ConnPool {
	if state, in := ctx.Value(txKey{}).(*txState); in {
		return state.db.Statement.ConnPool
	}
	return db.ConnPool
}

// Exec runs a statement that changes something; ErrDuplicate where a unique key exists. It takes part in the transaction
// of ctx.
func (s *Store) Exec(ctx context.Context, st Statement, args ...any) error {
	_, err := pool(ctx, s.writer).ExecContext(ctx, s.text(st), args...)
	return s.translate(err)
}

// WriteRow runs a statement that changes something and returns at most one row. It takes part in the transaction of ctx.
func (s *Store) WriteRow(ctx context.Context, st Statement, args ...any) Row {
	return Row{s, pool(ctx, s.writer).QueryRowContext(ctx, s.text(st), args...)}
}

// ReadRow runs a query of at most one row. It takes part in the transaction of ctx.
func (s *Store) ReadRow(ctx context.Context, st Statement, args ...any) Row {
	return Row{s, pool(ctx, s.reader).QueryRowContext(ctx, s.text(st), args...)}
}

// Row is what came of a statement. Scan has to be called, once.
type Row struct {
	s   *Store
	row *sql.Row
}

// Scan reads the row; app.ErrNotFound where there is none.
func (r Row) Scan(into ...any) error {
	err := r.row.Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return app.ErrNotFound
	}
	return r.s.translate(err)
}

// translate makes gorm's errors of those of the drivers, as gorm itself does.
func (s *Store) translate(err error) error {
	if t, ok := s.writer.Dialector.(gorm.ErrorTranslator); ok && err != nil {
		return t.Translate(err)
	}
	return err
}
