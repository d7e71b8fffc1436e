package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// Each file is NNNN_words.sql, or NNNN_words.sqlite.sql where it is for SQLite alone: statements that end with a semicolon
// at the end of a line, the former written for both databases. {{serial}} stands for the type of a key that counts up by
// itself, {{clustered}} for keeping rows in the index of their key where the database can, {{blob}} for the type of bytes.
//
//go:embed migrations/*.sql
var migrations embed.FS

var dialects = map[string]*strings.Replacer{
	"sqlite":   strings.NewReplacer("{{serial}}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{{clustered}}", "WITHOUT ROWID", "{{blob}}", "BLOB"),
	"postgres": strings.NewReplacer("{{serial}}", "BIGSERIAL PRIMARY KEY", "{{clustered}}", "", "{{blob}}", "BYTEA"),
}

// advisory is the key of the PostgreSQL lock that lets one process at a time migrate.
const advisory = 0x6c656374

func (s *Store) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("list migrations: %w", err)
	}
	sort.Strings(names)
	err = s.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lock(tx); err != nil {
			return err
		}
		return tx.Exec("CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL)").Error
	})
	if err != nil {
		return fmt.Errorf("create the table of migrations: %w", err)
	}
	for _, name := range names {
		if err := s.apply(ctx, name); err != nil {
			return fmt.Errorf("migrate the database with %s: %w", strings.TrimPrefix(name, "migrations/"), err)
		}
	}
	return nil
}

func (s *Store) apply(ctx context.Context, name string) error {
	number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
	version, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("the name doesn't begin with a number: %w", err)
	}
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	return s.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := s.lock(tx); err != nil {
			return err
		}
		var done int64
		if err := tx.Raw("SELECT COUNT(*) FROM migrations WHERE version = ?", version).Scan(&done).Error; err != nil {
			return err
		}
		if done > 0 {
			return nil
		}
		if s.Postgres() && strings.HasSuffix(name, ".sqlite.sql") {
			text = nil // there is nothing to change, but the version counts
		}
		for _, statement := range strings.Split(string(text), ";\n") {
			statement = dialects[s.dialect].Replace(strings.TrimSpace(statement))
			if statement == "" {
				continue
			}
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		return tx.Exec("INSERT INTO migrations (version, name) VALUES (?, ?)", version, name).Error
	})
}

// lock keeps other processes from migrating until the transaction ends. SQLite's writing transaction does that alone.
func (s *Store) lock(tx *gorm.DB) error {
	if !s.Postgres() {
		return nil
	}
	return tx.Exec("SELECT pg_advisory_xact_lock(?)", advisory).Error
}
