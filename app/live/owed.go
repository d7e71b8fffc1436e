package live

import (
	"context"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// factsAtOnce fit into one statement of either database.
	factsAtOnce = 500
	// owedMost is where a loop stops to note beats until the database takes facts again; closings are always noted.
	owedMost = 5000
	// retryEvery is how often a database that failed is tried.
	retryEvery = 2 * time.Second
)

// owed is what a loop must write though nobody waits for it: how sockets went, and facts about their beats. A fact
// carries its own time, so it may be late but mustn't be lost.
type owed struct {
	facts   []app.Fact
	sockets []goneSocket
	failed  bool      // the last try
	tried   time.Time // by the machine's clock: it paces and isn't kept
}

type goneSocket struct {
	id    app.ConnectionID
	user  app.UserID
	clean bool // they said that they leave
	at    time.Time
}

func (o *owed) empty() bool { return len(o.facts) == 0 && len(o.sockets) == 0 }
func (o *owed) full() bool  { return len(o.facts) >= owedMost }
func (o *owed) paid()       { o.facts, o.sockets = nil, nil }

// pay writes in a turn what the loop owes, and says who is gone.
func (t *turn) pay(ctx context.Context) error {
	l := t.loop
	t.facts = append(t.facts, l.owed.facts...)
	for _, s := range l.owed.sockets {
		if !s.clean {
			if err := l.breakSocket(ctx, s.id, s.at.UnixMilli()); err != nil {
				return err
			}
		} else if err := l.sayGoodbye(ctx, s); err != nil {
			return err
		}
		if err := t.recount(ctx, s.user, false); err != nil {
			return err
		}
	}
	return nil
}

// sayGoodbye forgets a socket that was left, and, where it was the last one, those of the user that broke before.
func (l *loop) sayGoodbye(ctx context.Context, s goneSocket) error {
	if err := l.deleteSocket(ctx, s.id); err != nil {
		return err
	}
	rows, err := l.socketsOf(ctx, s.user)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.GoneMs == 0 {
			return nil
		}
	}
	return l.deleteBroken(ctx, s.user)
}

// failing notes that the database doesn't take what it is given, and logs when that begins.
func (l *loop) failing(err error) {
	if !l.owed.failed {
		l.log.Error("session not kept, trying again", "session", l.session.ID, "owed", len(l.owed.facts), "error", err)
	}
	l.owed.failed, l.owed.tried = true, time.Now()
}

// working notes that it does, and logs when that begins.
func (l *loop) working() {
	if l.owed.failed {
		l.log.Info("session kept again", "session", l.session.ID)
	}
	l.owed.failed = false
}
