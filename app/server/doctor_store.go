package server

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// database checks that the database answers, has the newest schema and can be written to, and opens the store where
// opening it changes nothing.
func (d *doctor) database(ctx context.Context) []Check {
	where, driver, dsn, storeURL, err := d.dsn()
	if errors.Is(err, fs.ErrNotExist) {
		return []Check{{"database", Warn, where + " isn't there yet: the first start of `lectern serve` makes it", ""}}
	}
	if err != nil {
		return []Check{{"database", Fail, where + ": " + line(err), "give LECTERN_DATA_DIR a folder that this user may read and write"}}
	}
	start := d.clock()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return []Check{{"database", Fail, where + ": " + line(err), "mend LECTERN_DATABASE_URL: postgres://user:password@host:5432/database"}}
	}
	defer db.Close() // nothing was written
	if err := db.PingContext(ctx); err != nil {
		return []Check{{"database", Fail, where + " doesn't answer: " + line(err), "start the database, or mend host, user and password in LECTERN_DATABASE_URL"}}
	}
	have, err := schemaOf(ctx, db)
	if err != nil {
		return []Check{{"database", Warn, where + " has no tables of Lectern yet: the first start of `lectern serve` makes them", ""}}
	}
	want, err := newestSchema(ctx)
	switch {
	case err != nil:
		return []Check{{"database", Fail, "the newest schema can't be told: " + line(err), "make the folder for temporary files writable"}}
	case have > want:
		return []Check{{"database", Fail, fmt.Sprintf("%s has schema %d, this Lectern knows %d: it is older than the one that served last", where, have, want), "run the newest Lectern everywhere, or restore the backup from before the update"}}
	case have < want:
		return []Check{{"database", Fail, fmt.Sprintf("%s has schema %d, the newest is %d", where, have, want), "start `lectern serve` of this version once: it brings the schema up to date"}}
	}
	if err := writable(ctx, db); err != nil {
		return []Check{{"database", Fail, where + " can't be written to: " + line(err), "let Lectern's database user own the database; for SQLite free space and rights in the data folder"}}
	}
	took := since(start, d.clock())
	if d.store, err = store.Open(ctx, storeURL); err != nil {
		return []Check{{"database", Fail, line(err), "mend LECTERN_DATABASE_URL"}}
	}
	return []Check{{"database", Good, fmt.Sprintf("%s, schema %d, writable, %s", where, have, took), ""}}
}

// dsn says which database it is, and how to open it without making or changing anything.
func (d *doctor) dsn() (where, driver, dsn, storeURL string, err error) {
	if d.cfg.DatabaseURL != "" {
		u, err := url.Parse(d.cfg.DatabaseURL)
		if err != nil {
			return "PostgreSQL", "", "", "", errors.New("the address can't be read") // the error would show the password
		}
		return "PostgreSQL at " + u.Host + u.Path, "pgx", d.cfg.DatabaseURL, d.cfg.DatabaseURL, nil
	}
	path, err := filepath.Abs(filepath.Join(d.cfg.DataDir, "lectern.db"))
	if err != nil {
		return "SQLite", "", "", "", err
	}
	where = "SQLite at " + path
	if _, err := os.Stat(path); err != nil {
		return where, "", "", "", err
	}
	return where, "sqlite", "file:" + path + "?mode=rw&_txlock=immediate&_pragma=busy_timeout(5000)", "sqlite://" + path, nil
}

func schemaOf(ctx context.Context, db *sql.DB) (version int, err error) {
	err = db.QueryRowContext(ctx, "SELECT MAX(version) FROM migrations").Scan(&version)
	return version, err
}

// newestSchema is the version that this binary brings a database to, told by one that it makes and removes.
func newestSchema(ctx context.Context) (version int, err error) {
	dir, err := os.MkdirTemp("", "lectern-doctor-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := store.Open(ctx, "sqlite://"+filepath.Join(dir, "schema.db"))
	if err != nil {
		return 0, err
	}
	err = s.Read(ctx).Raw("SELECT MAX(version) FROM migrations").Scan(&version).Error
	return version, errors.Join(err, s.Close())
}

// writable writes a row and takes it back.
func writable(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO installation (key, value) VALUES ('"+app.NewID()+"', 'doctor')")
	return errors.Join(err, tx.Rollback())
}

// redis checks that Redis answers, can be written to, and doesn't throw away what it holds.
func (d *doctor) redis(ctx context.Context) []Check {
	if d.cfg.RedisURL == "" {
		return d.inProcess("redis")
	}
	const mend = "start Redis, or mend LECTERN_REDIS_URL: redis://:password@host:6379/0"
	opts, err := redis.ParseURL(d.cfg.RedisURL)
	if err != nil {
		return []Check{{"redis", Fail, "the address can't be read", mend}} // the error would show the password
	}
	opts.MaxRetries = -1
	client := redis.NewClient(opts)
	defer client.Close() // nothing was left
	where := "Redis at " + opts.Addr
	start := d.clock()
	if err := client.Ping(ctx).Err(); err != nil {
		return []Check{{"redis", Fail, where + " doesn't answer: " + line(err), mend}}
	}
	took := since(start, d.clock())
	key := "lectern:doctor:" + app.NewID()
	if err := errors.Join(client.Set(ctx, key, "1", 10*time.Second).Err(), client.Del(ctx, key).Err()); err != nil {
		return []Check{{"redis", Fail, where + " can't be written to: " + line(err), "point LECTERN_REDIS_URL at a primary with memory left, not at a replica"}}
	}
	info := redisInfo(ctx, client)
	if p := info["maxmemory_policy"]; p != "" && p != "noeviction" && info["maxmemory"] != "0" {
		return []Check{{"redis", Warn, where + " may throw jobs away: its maxmemory-policy is " + p, "set maxmemory-policy noeviction; what is thrown away is found again later, from the database"}}
	}
	version := info["redis_version"]
	if version == "" {
		version = "of unknown version"
	}
	return []Check{{"redis", Good, fmt.Sprintf("%s, %s, writable, %s", where, version, took), ""}}
}

// redisInfo reads INFO; servers that refuse it are fine.
func redisInfo(ctx context.Context, client *redis.Client) map[string]string {
	info := map[string]string{}
	text, err := client.Info(ctx, "server", "memory").Result()
	if err != nil {
		return info
	}
	for l := range strings.Lines(text) {
		if k, v, ok := strings.Cut(strings.TrimSpace(l), ":"); ok {
			info[k] = v
		}
	}
	return info
}
