package lrs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/lectern-classroom/lectern/xapi"
)

// Limits of one request and one answer.
const (
	maxBody      = 4 << 20
	defaultLimit = 100
	maxLimit     = 500
)

// ErrNoCredentials says that a store without a user and password was asked
// for: it would be open to everybody who reaches it.
var ErrNoCredentials = errors.New("lrs: username and password are needed")

// ErrSchema says that the file was written by a newer version.
var ErrSchema = errors.New("lrs: the file has a newer schema")

// Config says who may use the store.
type Config struct {
	Username string // basic authentication, both needed
	Password string

	// Prefix is the path below which the resources lie; default /xapi. It
	// stands in the addresses of more.
	Prefix string
	// PublicPage lets anybody who reaches the store read the page at /. It
	// shows pseudonyms and presence, so it is for demos on the own machine.
	PublicPage bool
	Now        func() time.Time // default time.Now
}

// LRS is an open store.
type LRS struct {
	cfg    Config
	db     *sql.DB
	faults *Faults

	closeOnce sync.Once
	closed    chan struct{}
}

// Open opens the store in a file, or in memory for ":memory:". The error may
// wrap [ErrNoCredentials] or [ErrSchema].
func Open(path string, cfg Config) (*LRS, error) {
	if cfg.Username == "" || cfg.Password == "" {
		return nil, ErrNoCredentials
	}
	if cfg.Prefix == "" {
		cfg.Prefix = "/xapi"
	}
	cfg.Prefix = "/" + strings.Trim(cfg.Prefix, "/")
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	// One connection: SQLite has one writer anyway, and memory is private to it.
	db.SetMaxOpenConns(1)
	db.SetConnMaxIdleTime(0)
	if err := migrate(db); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), db.Close())
	}
	return &LRS{cfg: cfg, db: db, faults: newFaults(), closed: make(chan struct{})}, nil
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

// Close ends hanging requests and closes the file. It may be called twice.
func (l *LRS) Close() error {
	var err error
	l.closeOnce.Do(func() {
		close(l.closed)
		err = l.db.Close()
	})
	return err
}

// Faults gives the knobs by which tests make the store misbehave.
func (l *LRS) Faults() *Faults { return l.faults }

// Statements lists everything stored, in order of arrival, voided ones too.
func (l *LRS) Statements(ctx context.Context) ([]json.RawMessage, error) {
	rows, err := l.db.QueryContext(ctx, `SELECT body FROM statements ORDER BY seq`)
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

// authority is who vouches for statements: the credentials' owner.
func (l *LRS) authority() xapi.Agent {
	return xapi.AccountAgent(xapi.Profile+"/lrs", l.cfg.Username)
}
