package lrs

import (
	"context"
	"database/sql"
	"fmt"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// database is Lectern's own, as the library needs it.
type database struct {
	store  *store.Store
	writer *sql.DB
}

func newDatabase(s *store.Store) (database, error) {
	writer, err := s.Write(context.Background()).DB()
	if err != nil {
		return database{}, fmt.Errorf("open the database for statements: %w", err)
	}
	return database{s, writer}, nil
}

// Tx implements lrs.Database; it joins the transaction of ctx.
func (d database) Tx(ctx context.Context, fn func(ctx context.Context, c lrs.Conn) error) error {
	return d.store.Tx(ctx, func(ctx context.Context) error {
		return fn(ctx, d.store.Write(ctx).Statement.ConnPool)
	})
}

// Read implements lrs.Database.
func (d database) Read(ctx context.Context) lrs.Conn { return d.store.Read(ctx).Statement.ConnPool }

// Postgres implements lrs.Database.
func (d database) Postgres() bool { return d.store.Postgres() }

// Writing implements lrs.Database: SQLite has one connection that writes.
func (d database) Writing() bool { return d.writer.Stats().InUse > 0 }

// count is that of the statements. They are never deleted, so the last number is it.
func (s *Service) count(ctx context.Context) (n int64, err error) {
	err = s.Store.Read(ctx).Raw("SELECT COALESCE(MAX(seq), 0) FROM lrs_statements").Scan(&n).Error
	return n, err
}

// credential is a row of lrs_credentials.
type credential struct {
	ID           string `gorm:"primaryKey"`
	Name         string
	Scopes       string
	SecretSHA256 string `gorm:"column:secret_sha256"`
	CreatedMs    int64
}

func (credential) TableName() string { return "lrs_credentials" }

func (c *Credentials) insert(ctx context.Context, row credential) error {
	return c.store.Write(ctx).Create(&row).Error
}

func (c *Credentials) all(ctx context.Context) ([]credential, error) {
	var rows []credential
	return rows, c.store.Read(ctx).Order("created_ms, id").Find(&rows).Error
}

func (c *Credentials) find(ctx context.Context, id CredentialID) (credential, error) {
	var row credential
	if !utf8.ValidString(string(id)) || len(id) > 100 { // PostgreSQL refuses the first
		return row, app.ErrNotFound
	}
	err := c.store.ReadRow(ctx, findCredential, string(id)).Scan(&row.ID, &row.Name, &row.Scopes, &row.SecretSHA256)
	return row, err
}

var findCredential = store.NewStatement(`SELECT id, name, scopes, secret_sha256 FROM lrs_credentials WHERE id = ?`)

func (c *Credentials) delete(ctx context.Context, id CredentialID) error {
	return store.Found(c.store.Write(ctx).Where("id = ?", string(id)).Delete(&credential{}))
}
