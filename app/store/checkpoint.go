package store

import (
	"context"
	"sync"
	"time"
)

// Checkpoints of SQLite bring what was committed from the log (WAL) to the database file, and wait for the disk twice. They
// run beside the writer, which would else do it in the middle of some commit, while everybody waits.
const (
	// checkpointEvery is how often the log is looked at.
	checkpointEvery = 500 * time.Millisecond
	// checkpointPages is how many pages of 4 KB begin a checkpoint.
	checkpointPages = 4000
	// checkpointMost is how long the log may become where there are always new pages by the end of a checkpoint: then the
	// writer, too, does its part, which are those few. SQLite begins the log anew only once all of it has been brought over.
	checkpointMost = 3 * checkpointPages
)

// checkpoints runs them until it is stopped.
type checkpoints struct {
	stop context.CancelFunc
	done sync.WaitGroup
}

func (s *Store) startCheckpoints() {
	ctx, stop := context.WithCancel(context.Background())
	s.checkpoints.stop = stop
	s.checkpoints.done.Go(func() {
		look := time.NewTicker(checkpointEvery)
		defer look.Stop()
		for {
			select {
			case <-look.C:
				// One that fails is made up for by the next, or by the writer, which makes them itself at the latest by
				// wal_autocheckpoint. Nothing is lost as long as there is room for the log.
				_ = s.checkpoint(ctx)
			case <-ctx.Done():
				return
			}
		}
	})
}

func (c *checkpoints) end() {
	if c.stop != nil {
		c.stop()
		c.done.Wait()
	}
}

// wal is what a checkpoint says: whether somebody else was at it, how many pages the log has, and how many of them have
// been brought over.
type wal struct{ Busy, Log, Checkpointed int }

// checkpoint brings over what has come since the last one, if that is much.
func (s *Store) checkpoint(ctx context.Context) error {
	var now wal
	if err := s.reader.WithContext(ctx).Raw("PRAGMA wal_checkpoint(NOOP)").Scan(&now).Error; err != nil {
		return err
	}
	if now.Log-now.Checkpointed >= checkpointPages {
		if err := s.reader.WithContext(ctx).Raw("PRAGMA wal_checkpoint(PASSIVE)").Scan(&now).Error; err != nil {
			return err
		}
	}
	if now.Log >= checkpointMost && now.Checkpointed < now.Log {
		return s.writer.WithContext(ctx).Raw("PRAGMA wal_checkpoint(PASSIVE)").Scan(&now).Error
	}
	return nil
}
