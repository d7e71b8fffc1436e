package store

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect is gorm's dialect of SQLite 3.35 and newer, over a pool of our own: those that exist bring a driver with
// them, of an older SQLite or in C. It makes no tables, migrations do.
type sqliteDialect struct{ pool *sql.DB }

// Name implements gorm.Dialector.
func (sqliteDialect) Name() string { return "sqlite" }

// Initialize implements gorm.Dialector.
func (d sqliteDialect) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses:        []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses:        []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses:        []string{"DELETE", "FROM", "WHERE", "RETURNING"},
		LastInsertIDReversed: true,
	})
	db.ClauseBuilders["LIMIT"] = buildLimit
	db.ClauseBuilders["FOR"] = buildFor
	return nil
}

// buildLimit writes LIMIT -1 where there is an offset alone, which SQLite doesn't take.
func buildLimit(c clause.Clause, b clause.Builder) {
	limit, ok := c.Expression.(clause.Limit)
	if !ok {
		return
	}
	most := -1
	if limit.Limit != nil && *limit.Limit >= 0 {
		most = *limit.Limit
	}
	if most >= 0 || limit.Offset > 0 {
		write(b, "LIMIT ", strconv.Itoa(most))
	}
	if limit.Offset > 0 {
		write(b, " OFFSET ", strconv.Itoa(limit.Offset))
	}
}

// buildFor leaves FOR UPDATE out: a transaction that writes is alone in SQLite.
func buildFor(c clause.Clause, b clause.Builder) {
	if _, locking := c.Expression.(clause.Locking); !locking {
		c.Build(b)
	}
}

// write appends to a statement. gorm's builders never fail.
func write(w clause.Writer, parts ...string) {
	for _, p := range parts {
		_, _ = w.WriteString(p)
	}
}

// Migrator implements gorm.Dialector; nobody calls it.
func (d sqliteDialect) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}
}

// DataTypeOf implements gorm.Dialector; the migrator alone would call it.
func (sqliteDialect) DataTypeOf(field *schema.Field) string { return string(field.DataType) }

// DefaultValueOf implements gorm.Dialector: NULL makes SQLite count a key up.
func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo implements gorm.Dialector.
func (sqliteDialect) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { write(w, "?") }

// QuoteTo implements gorm.Dialector: each part of a dotted name by itself. In backticks, because SQLite takes a name in
// double quotes that it doesn't know for a text.
func (sqliteDialect) QuoteTo(w clause.Writer, name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			write(w, ".")
		}
		write(w, "`", strings.ReplaceAll(part, "`", "``"), "`")
	}
}

// Explain implements gorm.Dialector.
func (sqliteDialect) Explain(sql string, vars ...any) string {
	return logger.ExplainSQL(sql, nil, `"`, vars...)
}

// SavePoint implements gorm.SavePointerDialectorInterface.
func (sqliteDialect) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

// RollbackTo implements gorm.SavePointerDialectorInterface.
func (sqliteDialect) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

// Translate implements gorm.ErrorTranslator.
func (sqliteDialect) Translate(err error) error {
	var own *sqlite.Error
	if !errors.As(err, &own) {
		return err
	}
	switch own.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return gorm.ErrDuplicatedKey
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	}
	return err
}
