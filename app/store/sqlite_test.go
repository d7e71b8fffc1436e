package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// keeping returns the one connection that a fresh database's writer has, with what it keeps.
func keeping(t *testing.T) (*sql.Conn, *keepingConn) {
	t.Helper()
	db, err := openSQLite("file:"+filepath.Join(t.TempDir(), "x.db")+pragmas, 1)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), pool.Close()); err != nil {
			t.Error(err)
		}
	})
	var kept *keepingConn
	if err := conn.Raw(func(c any) error { kept = c.(*keepingConn); return nil }); err != nil {
		t.Fatal(err)
	}
	execute(t, conn, "CREATE TABLE t (a INTEGER)")
	execute(t, conn, "INSERT INTO t VALUES (1), (2), (3)")
	return conn, kept
}

func execute(t *testing.T, conn *sql.Conn, query string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestAConnectionKeepsWhatItPreparedAndNoMoreThanTheBound(t *testing.T) {
	t.Parallel()
	conn, c := keeping(t)
	const query = "INSERT INTO t VALUES (4)"
	execute(t, conn, query)
	first := c.kept[query]
	execute(t, conn, query)
	if first == nil || c.kept[query] != first {
		t.Error("a statement was prepared twice")
	}
	for i := range 3 * keptMost {
		execute(t, conn, fmt.Sprintf("INSERT INTO t VALUES (%d)", i))
		if len(c.kept) > keptMost {
			t.Fatalf("%d statements are kept", len(c.kept))
		}
	}
}

func TestTwoResultsOfOneTextDontShareAStatement(t *testing.T) {
	t.Parallel()
	conn, c := keeping(t)
	const query = "SELECT a FROM t ORDER BY a"
	read := func(rows *sql.Rows) (a int) {
		t.Helper()
		if !rows.Next() {
			t.Fatal("no row")
		}
		if err := rows.Scan(&a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	open := func() *sql.Rows {
		rows, err := conn.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	outer := open()
	if a := read(outer); a != 1 {
		t.Errorf("first of outer: %d", a)
	}
	inner := open()
	if a := read(inner); a != 1 {
		t.Errorf("first of inner: %d", a)
	}
	if a := read(outer); a != 2 {
		t.Errorf("second of outer: %d", a)
	}
	if err := errors.Join(inner.Close(), outer.Close()); err != nil {
		t.Error(err)
	}
	if c.kept[query] == nil {
		t.Error("neither was kept")
	}
	again := open() // from the beginning
	if a := read(again); a != 1 {
		t.Errorf("first of the third: %d", a)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestAKeptStatementSeesANewSchema(t *testing.T) {
	t.Parallel()
	conn, _ := keeping(t)
	columns := func() int {
		rows, err := conn.QueryContext(t.Context(), "SELECT * FROM t LIMIT 1")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	if n := columns(); n != 1 {
		t.Fatalf("%d columns", n)
	}
	execute(t, conn, "ALTER TABLE t ADD COLUMN b INTEGER")
	if n := columns(); n != 2 {
		t.Errorf("%d columns after one was added", n)
	}
	execute(t, conn, "DROP TABLE t")
}

func TestTheDialectOfSQLite(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	db := s.Write(context.Background())
	if got, want := db.ToSQL(func(tx *gorm.DB) *gorm.DB {
		return tx.Table("main.installation").Clauses(clause.Locking{Strength: "UPDATE"}).Order(clause.OrderByColumn{Column: clause.Column{Name: "od`d"}}).Offset(2).Find(&[]map[string]any{})
	}), "SELECT * FROM `main`.`installation` ORDER BY `od``d` LIMIT -1 OFFSET 2"; strings.TrimSpace(got) != want {
		t.Errorf("writes %s, want %s", got, want)
	}
	insert := func(tx *gorm.DB, key string) error {
		return tx.Exec("INSERT INTO installation (key, value) VALUES (?, 'x')", key).Error
	}
	err = db.Transaction(func(tx *gorm.DB) error {
		inner := tx.Transaction(func(tx *gorm.DB) error { return errors.Join(insert(tx, "inner"), errors.New("undone")) })
		if inner == nil {
			t.Error("the inner transaction was kept")
		}
		return insert(tx, "outer")
	})
	var keys []string
	if err := errors.Join(err, db.Table("installation").Pluck("key", &keys).Error); err != nil || len(keys) != 1 || keys[0] != "outer" {
		t.Errorf("keys are %v, %v", keys, err)
	}
	err = db.Exec("INSERT INTO deployments (registration_id, deployment_id) VALUES ('none', '1')").Error
	if !errors.Is(err, gorm.ErrForeignKeyViolated) {
		t.Errorf("a reference to nothing gives %v", err)
	}
}
