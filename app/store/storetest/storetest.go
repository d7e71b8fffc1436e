// Package storetest gives tests fresh databases of both kinds: SQLite files, and databases of a PostgreSQL cluster of
// its own that listens on a socket in a temporary folder and ends with the test binary.
//
// A test package that uses it has `func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }`.
// Allowed imports: app/store and what starts PostgreSQL.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/lectern-classroom/lectern/app/store"
)

// cluster is started by the first test that wants PostgreSQL and stopped by Main.
var cluster = struct {
	sync.Mutex
	dir     string
	process *exec.Cmd
	next    int
	err     error
}{}

// Main runs the tests and then stops what they started. It returns the exit code.
func Main(m *testing.M) int {
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "storetest: stop PostgreSQL:", err)
		return 1
	}
	return code
}

// Each runs the test once on SQLite and once on PostgreSQL, each with a fresh database of the newest schema.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, Open(t, SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, Open(t, Postgres(t))) })
}

// Open opens the database and closes it with the test.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), url)
	if err == nil {
		err = s.OpenAhead(context.Background(), slog.New(slog.DiscardHandler))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// SQLite returns the URL of a database file that doesn't exist yet.
func SQLite(t testing.TB) string { return "sqlite://" + filepath.Join(t.TempDir(), "lectern.db") }

// Postgres returns the URL of an empty database.
func Postgres(t testing.TB) string {
	t.Helper()
	cluster.Lock()
	defer cluster.Unlock()
	if cluster.process == nil && cluster.err == nil {
		cluster.err = start()
	}
	if cluster.err != nil {
		t.Fatalf("start PostgreSQL: %v", cluster.err)
	}
	cluster.next++
	name := "test" + strconv.Itoa(cluster.next)
	if err := execute("CREATE DATABASE " + name); err != nil {
		t.Fatal(err)
	}
	return dsn(name)
}

func dsn(database string) string {
	return "postgres://postgres@/" + database + "?host=" + cluster.dir + "&sslmode=disable"
}

func execute(sql string) error {
	db, err := gorm.Open(postgres.Open(dsn("postgres")), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return err
	}
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return errors.Join(db.Exec(sql).Error, pool.Close())
}

// start makes a cluster and waits until it answers. PostgreSQL refuses to run as root, so it runs as `postgres` then.
func start() error {
	dir, err := os.MkdirTemp("", "lectern-pg-")
	if err != nil {
		return err
	}
	cluster.dir = dir
	attr, err := unprivileged(dir)
	if err != nil {
		return err
	}
	bin, err := binaries()
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
	initdb.SysProcAttr, initdb.Dir = attr, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB")
	server.SysProcAttr, server.Dir = attr, dir
	if err := server.Start(); err != nil {
		return err
	}
	cluster.process = server
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := execute("SELECT 1")
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("it doesn't answer within 30 s: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("running as root needs the user postgres: %w", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err == nil && len(found) > 0 {
		return found[len(found)-1], nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errors.New("PostgreSQL isn't installed: apt-get install postgresql")
	}
	return filepath.Dir(path), nil
}

func stop() error {
	cluster.Lock()
	defer cluster.Unlock()
	if cluster.process == nil {
		return os.RemoveAll(cluster.dir)
	}
	if err := cluster.process.Process.Signal(syscall.SIGINT); err != nil { // fast shutdown
		return err
	}
	if err := cluster.process.Wait(); err != nil {
		return err
	}
	return os.RemoveAll(cluster.dir)
}
