package lrs_test

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lectern-classroom/lectern/xapi/lrs"
)

// firstSchema made the files of version 1.
const firstSchema = `
CREATE TABLE statements (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, verb TEXT NOT NULL, registration TEXT NOT NULL,
	voids TEXT NOT NULL, voided INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX statements_stored ON statements (stored);
CREATE TABLE statement_keys (kind TEXT NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES statements (seq), direct INTEGER NOT NULL,
	PRIMARY KEY (kind, value, seq, direct)) WITHOUT ROWID;
PRAGMA user_version = 1;`

// old makes a file of the given version and schema.
func old(t *testing.T, schema string, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lrs.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(schema); err != nil {
		t.Fatal(err)
	}
	for n, body := range statements {
		if _, err := db.Exec(`INSERT INTO statements (id, verb, registration, voids, stored, body) VALUES (?, '', '', '', ?, ?)`, sid(n), epoch.UnixMilli()+int64(n), []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFileOfTheFirstVersionIsTakenOver(t *testing.T) {
	t.Parallel()
	stored := `,"stored":"2026-11-22T10:00:00.000Z","authority":{"mbox":"mailto:old@example.org"},"version":"1.0.0"`
	path := old(t, firstSchema, said(0, stored), strings.TrimSuffix(voiding(1, 0), "}")+stored+`,"timestamp":"2026-11-22T10:00:00.000Z"}`, said(2, stored))
	for range 2 {
		store, err := lrs.Open(path, lrs.Config{Username: "u", Password: "p"})
		if err != nil {
			t.Fatal(err)
		}
		s := &shop{T: t, store: store, handler: store.Handler(), version: "1.0.3"}
		s.finds("", 2, 1)
		s.finds("activity="+url.QueryEscape(room), 2, 1)
		s.want(404, "GET", "/statements?statementId="+sid(0), "")
		s.is(s.one(2), "authority.mbox", `"mailto:old@example.org"`)
		s.is(s.one(2), "stored", `"2026-11-22T10:00:00.002Z"`)
		s.post(said(2))
		s.want(200, "GET", "/activities?activityId="+url.QueryEscape(room), "")
		s.stored(3)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFileOfANewerVersionIsLeftAlone(t *testing.T) {
	t.Parallel()
	if _, err := lrs.Open(old(t, "PRAGMA user_version = 3"), lrs.Config{Username: "u", Password: "p"}); err == nil || !strings.Contains(err.Error(), lrs.ErrSchema.Error()) {
		t.Error(err)
	}
}
