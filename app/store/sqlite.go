package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// pragmas make SQLite durable as the package comment says, and let readers and the writer work at once.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(16000)"

func connectSQLite(path string) (*Store, error) {
	writer, err := openSQLite("file:"+path+pragmas+"&_txlock=immediate", 1)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	reader, err := openSQLite("file:"+path+pragmas+"&_pragma=query_only(1)", 4)
	if err != nil {
		return nil, fmt.Errorf("open the database to read: %w", err)
	}
	s := &Store{writer: writer, reader: reader, dialect: "sqlite", path: path, singles: singles{more: make(chan struct{})}}
	s.startCheckpoints()
	return s, nil
}

func openSQLite(dsn string, connections int) (*gorm.DB, error) {
	base, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db, err := gorm.Open(sqliteDialect{pool: sql.OpenDB(connector{base})}, gormConfig())
	if err != nil {
		return nil, err
	}
	return db, limit(db, connections)
}

// connector opens connections that keep their prepared statements: half of what a small statement costs SQLite is to
// parse and plan it, and gorm has every statement prepared anew. pgx does the same for PostgreSQL.
type connector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the SQLite driver's connections are %T, which lack what is needed", opened), opened.Close())
	}
	return &keepingConn{sqliteConn: conn, kept: map[string]sqliteStmt{}}, nil
}

const (
	// busyFor is how long a connection waits for others that open the same file.
	busyFor = 10 * time.Second
	// busyPause is how long it pauses between two tries.
	busyPause = 20 * time.Millisecond
)

// open opens a connection. Of several that open a new file at once, those that find another one changing its journal
// mode are told that it is busy, whatever their busy timeout; they try again.
func (c connector) open(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, busyFor)
	defer cancel()
	pause := time.NewTicker(busyPause)
	defer pause.Stop()
	for {
		conn, err := c.Connector.Connect(ctx)
		var busy *sqlite.Error
		if err == nil || !errors.As(err, &busy) || busy.Code()&0xff != sqlite3.SQLITE_BUSY {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-pause.C:
		}
	}
}

// sqliteConn is what the driver's connections can do and database/sql makes use of. ExecerContext and QueryerContext are
// left out on purpose: without them database/sql prepares each statement, and closes it where nothing reads of it any more.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// keptMost bounds the statements that a connection keeps; each takes some KB.
const keptMost = 64

// keepingConn keeps statements that were closed for whoever prepares the same again. One that is in use isn't kept, so that
// two results of the same text have a statement each. database/sql lets one goroutine at a time in.
type keepingConn struct {
	sqliteConn
	kept map[string]sqliteStmt // nil once the connection is closed
}

// Unwrap is how the driver's own functions find its connection.
func (c *keepingConn) Unwrap() driver.Conn { return c.sqliteConn }

// PrepareContext implements driver.ConnPrepareContext.
func (c *keepingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if stmt, ok := c.kept[query]; ok {
		delete(c.kept, query)
		return &keptStmt{sqliteStmt: stmt, conn: c, query: query}, nil
	}
	prepared, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(sqliteStmt)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the SQLite driver's statements are %T, which lack what is needed", prepared), prepared.Close())
	}
	return &keptStmt{sqliteStmt: stmt, conn: c, query: query}, nil
}

// Close implements driver.Conn.
func (c *keepingConn) Close() error {
	var errs []error
	for _, stmt := range c.kept {
		errs = append(errs, stmt.Close())
	}
	c.kept = nil
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// keep takes a statement back; a full connection parts with any other one.
func (c *keepingConn) keep(query string, stmt sqliteStmt) error {
	if _, twice := c.kept[query]; twice || c.kept == nil {
		return stmt.Close()
	}
	var err error
	if len(c.kept) >= keptMost {
		for other, old := range c.kept {
			delete(c.kept, other)
			err = old.Close()
			break
		}
	}
	c.kept[query] = stmt
	return err
}

// keptStmt is one use of a statement.
type keptStmt struct {
	sqliteStmt
	conn  *keepingConn
	query string
}

// Close implements driver.Stmt.
func (s *keptStmt) Close() error { return s.conn.keep(s.query, s.sqliteStmt) }
