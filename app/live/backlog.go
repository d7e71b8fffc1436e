package live

import (
	"context"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// factsAtOnce fit into one statement of either database.
	factsAtOnce = 500
	// backlogMost is where a loop stops to note beats until the log takes facts again; closings are always noted.
	backlogMost = 5000
	// retryEvery is how often a log that failed is tried.
	retryEvery = 2 * time.Second
)

// backlog is what a loop couldn't append yet. A fact carries its own time, so it may be late but mustn't be lost.
type backlog struct {
	facts  []app.Fact
	failed bool      // the last try
	tried  time.Time // by the machine's clock: it paces and isn't kept
}

func (b *backlog) add(facts ...app.Fact) { b.facts = append(b.facts, facts...) }
func (b *backlog) len() int              { return len(b.facts) }
func (b *backlog) empty() bool           { return len(b.facts) == 0 }
func (b *backlog) full() bool            { return len(b.facts) >= backlogMost }

// keep appends facts now, or once the log works again. While it doesn't, nothing but retry tries, so that a database
// that hangs isn't waited for by everybody who leaves.
func (l *loop) keep(facts ...app.Fact) {
	l.backlog.add(facts...)
	if !l.backlog.failed {
		l.try()
	}
}

// retry tries a log that failed again.
func (l *loop) retry() {
	if l.backlog.failed && time.Since(l.backlog.tried) >= retryEvery {
		l.try()
	}
}

// try flushes, and logs when the log of facts begins or ceases to fail.
func (l *loop) try() {
	err := l.flush()
	l.backlog.tried = time.Now()
	switch {
	case err != nil && !l.backlog.failed:
		l.log.Error("facts not kept, trying again", "session", l.session.ID, "count", l.backlog.len(), "error", err)
	case err == nil && l.backlog.failed:
		l.log.Info("facts kept again", "session", l.session.ID)
	}
	l.backlog.failed = err != nil
}

func (l *loop) flush() error {
	for !l.backlog.empty() {
		some := l.backlog.facts[:min(len(l.backlog.facts), factsAtOnce)]
		if err := l.append(some...); err != nil {
			return err
		}
		l.backlog.facts = l.backlog.facts[len(some):]
	}
	l.backlog.facts = nil
	return nil
}

// append appends facts even while the server shuts down.
func (l *loop) append(facts ...app.Fact) error {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	_, err := l.facts.AppendFacts(ctx, facts...)
	return err
}
