package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"
)

// singles are the statements that wait for SQLite's one writer.
type singles struct {
	mu      sync.Mutex
	waiting []*single
	busy    bool          // somebody drains
	more    chan struct{} // to a goroutine that rests
}

// drainerRests is how long a goroutine that has drained waits for more. One that is made anew for each time grows its stack
// anew each time.
const drainerRests = time.Second

type single struct {
	ctx  context.Context
	fn   func(ctx context.Context) error
	err  error
	done chan struct{}
}

// singleKey marks the context of a Single that isn't in a transaction: its statement is one by itself.
type singleKey struct{}

// singlesMost bounds what is committed together, and singlesTimeout how long that may take.
const (
	singlesMost    = 64
	singlesTimeout = 10 * time.Second
)

// Single runs fn, which makes one statement that changes something, after what it reads, as a transaction of its own. In
// SQLite those that come while one is being committed are committed together, because a commit costs more than a statement:
// under load a batch costs little more than one of them alone. A statement that fails, as on a duplicate key, doesn't touch
// the others. Single returns when fn's statement is committed or has failed. Within Tx, or another Single, it takes part in it.
func (s *Store) Single(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, in := ctx.Value(txKey{}).(*txState); in || ctx.Value(singleKey{}) != nil || s.Postgres() {
		return fn(ctx)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// Whoever goes away meanwhile doesn't take a statement back that others are committed with; and the driver has no
	// end of the context to watch, which costs it a goroutine a statement.
	job := &single{ctx: context.WithoutCancel(ctx), fn: fn, done: make(chan struct{})}
	s.singles.mu.Lock()
	s.singles.waiting = append(s.singles.waiting, job)
	drains := !s.singles.busy
	s.singles.busy = true
	s.singles.mu.Unlock()
	if drains {
		s.drainSingles(job)
	}
	<-job.done
	return job.err
}

// drainSingles runs what waits, for its own caller's job first of all; who comes after that is left to a goroutine, which
// ends when nobody waits any more.
func (s *Store) drainSingles(own *single) {
	for {
		s.singles.mu.Lock()
		if own != nil && own.ended() && len(s.singles.waiting) > 0 {
			s.singles.mu.Unlock()
			select {
			case s.singles.more <- struct{}{}:
			default:
				go s.drainOften()
			}
			return
		}
		batch := s.singles.waiting
		if len(batch) > singlesMost {
			batch = batch[:singlesMost]
		}
		s.singles.waiting = s.singles.waiting[len(batch):]
		if len(batch) == 0 {
			s.singles.busy, s.singles.waiting = false, nil
			s.singles.mu.Unlock()
			return
		}
		s.singles.mu.Unlock()
		s.runSingles(batch)
		for _, job := range batch {
			close(job.done)
		}
	}
}

// drainOften drains until nobody has had more for a while.
func (s *Store) drainOften() {
	resting := time.NewTimer(drainerRests)
	defer resting.Stop()
	for {
		s.drainSingles(nil)
		resting.Reset(drainerRests)
		select {
		case <-s.singles.more:
		case <-resting.C:
			return
		}
	}
}

func (s *Store) runSingles(batch []*single) {
	if len(batch) == 1 {
		batch[0].run(context.WithValue(batch[0].ctx, singleKey{}, true))
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), singlesTimeout)
	defer cancel()
	state := &txState{}
	err := s.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		state.db = tx
		for _, job := range batch {
			job.run(context.WithValue(job.ctx, txKey{}, state))
		}
		return nil
	})
	if err != nil {
		for _, job := range batch {
			job.err = fmt.Errorf("commit together with others: %w", err)
		}
		return
	}
	for _, f := range state.after {
		f()
	}
}

func (j *single) ended() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// run keeps a panic of one from being everybody's.
func (j *single) run(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil {
			j.err = fmt.Errorf("panic in a statement: %v", r)
		}
	}()
	j.err = j.fn(ctx)
}
