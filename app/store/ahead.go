package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app/store/journal"
)

// The updates of boards are by far the most frequent rows, and are read only when somebody opens a board. SQLite spends more
// on a commit than on any number of rows in it: so they go to a journal first, which is one write, and a few seconds later
// into their table, many in one transaction. There are two journals, so that one is appended to while the other is moved. A
// journal is emptied once it has been moved; what was moved is counted in the same transaction, so that after a kill nothing
// is lost and nothing is there twice.

const (
	// aheadFor is for how long updates may be ahead of their table.
	aheadFor = 5 * time.Second
	// aheadMove begins to move that many bytes earlier. So many, and so many updates, are moved in one transaction: for as
	// long nobody else writes.
	aheadMove = 1 << 20
	aheadRows = 500
	// aheadMost bounds the bytes that wait in a journal. Who appends more waits until they are moved.
	aheadMost = 8 << 20
	// aheadTimeout bounds one move.
	aheadTimeout = 30 * time.Second
)

var (
	// What is of a board that was deleted meanwhile, is left away.
	insertUpdate = NewStatement("INSERT INTO board_updates (board_id, body, at_ms, folded) SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM boards WHERE id = ?)")
	appendUpdate = NewStatement("INSERT INTO board_updates (board_id, body, at_ms, folded) VALUES (?, ?, ?, ?)")
	countMoved   = NewStatement("UPDATE board_updates_moved SET seq = ?")
	readMoved    = NewStatement("SELECT seq FROM board_updates_moved")
)

// ahead is what isn't in the table yet.
type ahead struct {
	store  *Store
	log    *slog.Logger
	first  chan struct{} // capacity 1: something waits
	full   chan struct{} // capacity 1: much does
	moving chan struct{} // capacity 1: held by whoever moves
	stop   context.CancelFunc
	done   sync.WaitGroup
	over   sync.Once

	mu     sync.Mutex
	parts  [2]part // the first is appended to, the second is moved
	next   uint64
	failed error // of the last move
}

// part is a journal and what of it isn't in the table.
type part struct {
	file    *journal.File
	entries []journal.Entry
}

// OpenAhead puts journals in front of the table of board updates, where the database is SQLite, and moves what a process
// left there that was killed. Where another process has them open, updates go to the table at once. It is for whoever
// serves boards; Close closes the journals.
func (s *Store) OpenAhead(ctx context.Context, log *slog.Logger) error {
	if s.Postgres() {
		return nil
	}
	a := &ahead{store: s, log: log, first: make(chan struct{}, 1), full: make(chan struct{}, 1), moving: make(chan struct{}, 1)}
	var moved uint64
	if err := s.ReadRow(ctx, readMoved).Scan(&moved); err != nil {
		return fmt.Errorf("read how far the journals of boards were moved: %w", err)
	}
	a.next = moved + 1
	for i := range a.parts {
		err := a.recover(i, fmt.Sprintf("%s-ahead%d", s.path, i+1), moved)
		if errors.Is(err, journal.ErrLocked) {
			log.Warn("another process serves boards from this database: updates go to it one by one")
			return a.closeFiles()
		}
		if err != nil {
			return errors.Join(err, a.closeFiles())
		}
	}
	if a.parts[1].last() > a.parts[0].last() { // what is appended to holds the newest
		a.parts[0], a.parts[1] = a.parts[1], a.parts[0]
	}
	if n := len(a.parts[0].entries) + len(a.parts[1].entries); n > 0 {
		log.Info("board updates recovered", "updates", n)
	}
	ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.ahead = a
	// What can't be moved now, as on a full disk, is read from here, and is tried again.
	if err := a.settle(ctx); err != nil {
		signal(a.first)
	}
	a.done.Go(func() { a.run(ctx) })
	return nil
}

// recover opens a journal.
func (a *ahead) recover(i int, path string, moved uint64) error {
	file, entries, torn, err := journal.Open(path)
	if err != nil {
		return err
	}
	a.parts[i].file = file
	if torn > 0 {
		a.log.Warn("board updates end in the middle of one, which wasn't acknowledged", "bytes", torn)
	}
	for _, e := range entries {
		a.next = max(a.next, e.Seq+1)
		if e.Seq > moved {
			a.parts[i].entries = append(a.parts[i].entries, e)
		}
	}
	if len(a.parts[i].entries) == 0 {
		return file.Reset() // else what is appended wouldn't follow what is there
	}
	return nil
}

func (p *part) last() uint64 {
	if len(p.entries) == 0 {
		return 0
	}
	return p.entries[len(p.entries)-1].Seq
}

// run moves what waits, again and again.
func (a *ahead) run(ctx context.Context) {
	wait := time.NewTimer(aheadFor)
	defer wait.Stop()
	for {
		select {
		case <-a.first:
		case <-ctx.Done():
			return
		}
		wait.Reset(aheadFor)
		select {
		case <-wait.C:
		case <-a.full:
		case <-ctx.Done():
			return
		}
		if err := a.settle(ctx); err != nil {
			signal(a.first) // it is tried again
		}
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// close moves what waits and closes the journals, once.
func (a *ahead) close() (err error) {
	a.over.Do(func() {
		a.stop()
		a.done.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), aheadTimeout)
		defer cancel()
		_ = a.settle(ctx) // what can't be moved is in the journals
		err = a.closeFiles()
	})
	return err
}

func (a *ahead) closeFiles() error {
	var errs []error
	for _, p := range a.parts {
		if p.file != nil {
			errs = append(errs, p.file.Close())
		}
	}
	return errors.Join(errs...)
}

// keep appends to the journal.
func (a *ahead) keep(ctx context.Context, board string, atMs int64, updates [][]byte) error {
	a.mu.Lock()
	if a.failed != nil || a.parts[0].file.Size() >= aheadMost {
		a.mu.Unlock()
		if err := a.settle(ctx); err != nil { // what is kept has to come into the table, too
			return err
		}
		a.mu.Lock()
	}
	defer a.mu.Unlock()
	p := &a.parts[0]
	entries, err := p.file.Append(a.next, board, atMs, updates...)
	if err != nil {
		return err
	}
	a.next += uint64(len(entries))
	if len(p.entries) == 0 {
		signal(a.first)
	}
	if p.entries = append(p.entries, entries...); p.file.Size() >= aheadMove {
		signal(a.full)
	}
	return nil
}

// of returns what waits of a board, in order.
func (a *ahead) of(board string) [][]byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	var updates [][]byte
	for _, p := range []part{a.parts[1], a.parts[0]} {
		for _, e := range p.entries {
			if e.Key == board {
				updates = append(updates, e.Body)
			}
		}
	}
	return updates
}

// settle moves what waits now, and returns when it is in the table.
func (a *ahead) settle(ctx context.Context) error {
	select {
	case a.moving <- struct{}{}:
		defer func() { <-a.moving }()
	case <-ctx.Done():
		return ctx.Err()
	}
	a.mu.Lock()
	left := len(a.parts[1].entries) > 0 // what couldn't be moved before
	a.mu.Unlock()
	if left {
		if err := a.move(); err != nil {
			return err
		}
	}
	return a.move()
}

// move moves the second journal, the first where there is nothing in that. Called by whoever holds moving.
func (a *ahead) move() error {
	a.mu.Lock()
	if len(a.parts[1].entries) == 0 && len(a.parts[0].entries) > 0 {
		a.parts[0], a.parts[1] = a.parts[1], a.parts[0]
	}
	waiting := a.parts[1].entries
	a.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), aheadTimeout) // whoever goes away has it moved all the same
	defer cancel()
	var err error
	for len(waiting) > 0 && err == nil {
		some := atOnce(waiting)
		if err = a.insert(ctx, waiting[:some]); err == nil {
			waiting = waiting[some:]
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.parts[1].entries = waiting; len(waiting) == 0 {
		a.parts[1].entries = nil
		if err := a.parts[1].file.Reset(); err != nil { // its entries are counted as moved
			a.log.Warn("journal of boards not emptied", "error", err)
		}
	}
	switch {
	case err != nil && a.failed == nil:
		a.log.Error("board updates not moved into the database; they are kept, and new ones are refused until there is room", "error", err)
	case err == nil && a.failed != nil:
		a.log.Info("board updates moved into the database again")
	}
	a.failed = err
	return err
}

// atOnce returns how many of the entries go into one transaction.
func atOnce(entries []journal.Entry) int {
	bytes := 0
	for i, e := range entries[:min(len(entries), aheadRows)] {
		if bytes += len(e.Body); bytes > aheadMove && i > 0 {
			return i
		}
	}
	return min(len(entries), aheadRows)
}

// insert moves entries in one transaction, but for those that are counted as moved: a commit that was said to have failed
// may have been none that did.
func (a *ahead) insert(ctx context.Context, entries []journal.Entry) error {
	err := a.store.Tx(ctx, func(ctx context.Context) error {
		ctx = context.WithoutCancel(ctx) // whose end the driver would watch with a goroutine a statement
		var moved uint64
		if err := a.store.ReadRow(ctx, readMoved).Scan(&moved); err != nil {
			return err
		}
		for _, e := range entries {
			if e.Seq <= moved {
				continue
			}
			if err := a.store.Exec(ctx, insertUpdate, e.Key, e.Body, e.AtMs, false, e.Key); err != nil {
				return err
			}
		}
		return a.store.Exec(ctx, countMoved, max(moved, entries[len(entries)-1].Seq))
	})
	if err != nil {
		return fmt.Errorf("move board updates into their table: %w", err)
	}
	return nil
}

// AppendUpdates keeps updates of a board. They may come into the table some seconds later (SettleUpdates,
// UpdatesAhead). Of a failed call some may be kept.
func (s *Store) AppendUpdates(ctx context.Context, board string, at time.Time, updates [][]byte) error {
	if s.ahead != nil {
		return s.ahead.keep(ctx, board, Millis(at), updates)
	}
	if len(updates) == 1 {
		return s.Single(ctx, func(ctx context.Context) error {
			return s.Exec(ctx, appendUpdate, board, updates[0], Millis(at), false)
		})
	}
	return s.Tx(ctx, func(ctx context.Context) error {
		for _, u := range updates {
			if err := s.Exec(ctx, appendUpdate, board, u, Millis(at), false); err != nil {
				return err
			}
		}
		return nil
	})
}

// UpdatesAhead returns the updates of a board that may not be in the table yet, in order. Whoever reads the table, too, asks
// for these before: what is moved meanwhile is among both then, which does no harm to a document.
func (s *Store) UpdatesAhead(board string) [][]byte {
	if s.ahead == nil {
		return nil
	}
	return s.ahead.of(board)
}

// SettleUpdates returns once the updates are in the table that were kept before. It isn't for transactions, which it would
// wait for.
func (s *Store) SettleUpdates(ctx context.Context) error {
	if s.ahead == nil {
		return nil
	}
	return s.ahead.settle(ctx)
}
