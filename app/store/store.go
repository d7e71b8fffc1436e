package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/lectern-classroom/lectern/app"
)

// Store is the database.
type Store struct {
	writer, reader *gorm.DB
	dialect        string // "sqlite" or "postgres"
	path           string // of SQLite's file
	singles        singles
	checkpoints    checkpoints
	ahead          *ahead // nil: there are no journals
}

// ErrDuplicate says that a row with the same unique key exists.
var ErrDuplicate = gorm.ErrDuplicatedKey

// Open opens the database that the URL names and brings its schema to the newest version. The URL is
// postgres://… or sqlite:///path/to/file.
func Open(ctx context.Context, databaseURL string) (*Store, error) {
	s, err := connect(databaseURL)
	if err != nil {
		return nil, err
	}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach the database: %w", err), s.Close())
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connect(databaseURL string) (*Store, error) {
	if path, ok := strings.CutPrefix(databaseURL, "sqlite://"); ok {
		return connectSQLite(path)
	}
	u, err := url.Parse(databaseURL)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return nil, errors.New("open the database: the address must begin with postgres:// or sqlite://")
	}
	db, err := gorm.Open(postgres.Open(databaseURL), gormConfig())
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := limit(db, 16); err != nil {
		return nil, err
	}
	return &Store{writer: db, reader: db, dialect: "postgres"}, nil
}

// gormConfig leaves gorm's cache of prepared statements off: a transaction that prepares a statement waits there for
// another goroutine that prepares the same and waits for the connection of the transaction. Nothing is lost by it: the
// connections keep prepared statements themselves, those of pgx as those of keepingConn.
func gormConfig() *gorm.Config {
	return &gorm.Config{
		Logger:                 logger.Discard, // queries carry personal data; errors are returned
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
		NowFunc:                func() time.Time { return time.Now().UTC() },
	}
}

func limit(db *gorm.DB, n int) error {
	pool, err := db.DB()
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return nil
}

// Ping says whether the database answers, within 3 s.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	pool, err := s.reader.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Close closes every connection, and the journals.
func (s *Store) Close() error {
	var errs []error
	if s.ahead != nil {
		errs = append(errs, s.ahead.close())
	}
	s.checkpoints.end()
	for _, db := range []*gorm.DB{s.writer, s.reader} {
		pool, err := db.DB()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, pool.Close())
	}
	return errors.Join(errs...)
}

type txKey struct{}

// Tx runs fn in one transaction, which Write and Read of the context given to fn take part in. It commits where fn
// returns nil and rolls back where it returns an error or panics. Within a transaction Tx joins it.
func (s *Store) Tx(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, in := ctx.Value(txKey{}).(*txState); in {
		return fn(ctx)
	}
	state := &txState{}
	err := s.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		state.db = tx
		return fn(context.WithValue(ctx, txKey{}, state))
	})
	if err != nil {
		return err
	}
	for _, f := range state.after {
		f()
	}
	return nil
}

// View runs fn with a Read that shows one state of the database all the while, and doesn't keep anybody from writing. What
// is read may be old by the time fn returns. Within a transaction it joins that.
func (s *Store) View(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, in := ctx.Value(txKey{}).(*txState); in {
		return fn(ctx)
	}
	return s.reader.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return fn(context.WithValue(ctx, txKey{}, &txState{db: tx}))
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

type txState struct {
	db    *gorm.DB
	after []func()
}

// AfterCommit runs f once the transaction of ctx has committed, and at once where there is none. It is for waking
// others up; what must happen belongs into the transaction.
func AfterCommit(ctx context.Context, f func()) {
	if state, in := ctx.Value(txKey{}).(*txState); in {
		state.after = append(state.after, f)
		return
	}
	f()
}

// Write returns the handle for statements that change something.
func (s *Store) Write(ctx context.Context) *gorm.DB {
	if state, in := ctx.Value(txKey{}).(*txState); in {
		return state.db
	}
	return s.writer.WithContext(ctx)
}

// Read returns the handle for queries.
func (s *Store) Read(ctx context.Context) *gorm.DB {
	if state, in := ctx.Value(txKey{}).(*txState); in {
		return state.db
	}
	return s.reader.WithContext(ctx)
}

// Postgres says whether the database is PostgreSQL.
func (s *Store) Postgres() bool { return s.dialect == "postgres" }

// Found turns gorm's result of a single-row query into app.ErrNotFound where there was no row.
func Found(db *gorm.DB) error {
	switch {
	case errors.Is(db.Error, gorm.ErrRecordNotFound), errors.Is(db.Error, sql.ErrNoRows):
		return app.ErrNotFound
	case db.Error != nil:
		return db.Error
	case db.RowsAffected == 0:
		return app.ErrNotFound
	}
	return nil
}

// Millis returns t as milliseconds since 1970, 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time returns the time of Millis, in UTC.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
