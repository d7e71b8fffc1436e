package store

import (
	"context"
	"path/filepath"
	"testing"
)

// TestCheckpoints fills the log and looks at how far it is brought over, and begun anew.
func TestCheckpoints(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := connectSQLite(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.checkpoints.end() // here they are made by hand
	write := func(pages int) {
		t.Helper()
		if err := s.Write(ctx).Exec("INSERT INTO t VALUES (zeroblob(?))", pages*4096).Error; err != nil {
			t.Fatal(err)
		}
	}
	look := func() (now wal) {
		t.Helper()
		if err := s.reader.Raw("PRAGMA wal_checkpoint(NOOP)").Scan(&now).Error; err != nil {
			t.Fatal(err)
		}
		return now
	}
	checkpoint := func() wal {
		t.Helper()
		if err := s.checkpoint(ctx); err != nil {
			t.Fatal(err)
		}
		return look()
	}
	if err := s.Write(ctx).Exec("CREATE TABLE t (a BLOB)").Error; err != nil {
		t.Fatal(err)
	}
	write(checkpointPages / 2)
	if now := checkpoint(); now.Log < checkpointPages/2 || now.Checkpointed > 0 {
		t.Errorf("little: %+v, want it to wait", now)
	}
	write(checkpointPages / 2)
	if now := checkpoint(); now.Log < checkpointPages || now.Checkpointed != now.Log {
		t.Errorf("much: %+v, want all of it brought over", now)
	}
	write(1)
	if now := look(); now.Log > 10 {
		t.Errorf("the first write after that: %+v, want a log that is begun anew", now)
	}
	// Whoever reads an old state all the while has the log go on; the writer isn't held up, and all is made up for afterwards.
	err = s.View(ctx, func(view context.Context) error {
		var rows int
		if err := s.Read(view).Raw("SELECT COUNT(*) FROM t").Scan(&rows).Error; err != nil {
			return err
		}
		write(checkpointMost)
		if now := checkpoint(); now.Checkpointed == now.Log {
			t.Errorf("while somebody reads an old state: %+v", now)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if now := checkpoint(); now.Log < checkpointMost || now.Checkpointed != now.Log {
		t.Errorf("afterwards: %+v, want all of it brought over", now)
	}
	write(1)
	if now := look(); now.Log > 10 {
		t.Errorf("the first write after that: %+v, want a log that is begun anew", now)
	}
}
