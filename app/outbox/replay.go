package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app/store"
)

// Stat counts the messages of one destination in one state.
type Stat struct {
	Topic       Topic
	Destination string
	// State is pending, sending, done, dead or superseded.
	State         string
	Count         int
	OldestCreated time.Time
	// LastError is the cause of the newest message that has one; of a held destination's pending ones, the hold's.
	LastError string
	// HeldUntil is set on pending ones while the destination is held.
	HeldUntil time.Time
}

// Retry makes dead messages pending again and returns how many of the ids were dead. It takes part in the
// transaction of ctx.
func (o *Outbox) Retry(ctx context.Context, ids ...string) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	return o.revive(ctx, ids, key{})
}

// RetryDead makes all dead messages of a destination pending again and returns how many there were. A hold stays.
func (o *Outbox) RetryDead(ctx context.Context, t Topic, destination string) (int, error) {
	return o.revive(ctx, nil, key{string(t), destination})
}

func (o *Outbox) revive(ctx context.Context, ids []string, k key) (int, error) {
	n, err := o.table.revive(ctx, ids, k, o.clock())
	if err != nil {
		return 0, fmt.Errorf("retry dead letters: %w", err)
	}
	store.AfterCommit(ctx, o.nudge)
	return n, nil
}

// Resume ends the hold of a destination, for a person who knows that it takes messages again.
func (o *Outbox) Resume(ctx context.Context, t Topic, destination string) error {
	if err := o.table.resume(ctx, key{string(t), destination}); err != nil {
		return fmt.Errorf("resume a destination: %w", err)
	}
	store.AfterCommit(ctx, o.nudge)
	return nil
}

// Stats counts the messages by topic, destination and state, in that order.
func (o *Outbox) Stats(ctx context.Context) ([]Stat, error) {
	counts, err := o.table.counts(ctx)
	if err != nil {
		return nil, fmt.Errorf("count the outbox: %w", err)
	}
	rows, err := o.table.held(ctx, o.clock())
	if err != nil {
		return nil, fmt.Errorf("read the holds of the outbox: %w", err)
	}
	held := map[key]row{}
	for _, r := range rows {
		held[key{r.Topic, r.Destination}] = r
	}
	stats := make([]Stat, len(counts))
	for i, c := range counts {
		stats[i] = Stat{
			Topic: Topic(c.Topic), Destination: c.Destination, State: c.State, Count: int(c.Count),
			OldestCreated: store.Time(c.OldestMs), LastError: c.LastError,
		}
		if h, ok := held[key{c.Topic, c.Destination}]; ok && c.State == statePending {
			stats[i].HeldUntil, stats[i].LastError = store.Time(h.NextMs), h.LastError
		}
	}
	return stats, nil
}

// Prune deletes messages that were delivered or superseded longer ago than olderThan. Dead letters stay until a
// person decides.
func (o *Outbox) Prune(ctx context.Context, olderThan time.Duration) error {
	now := o.clock()
	if err := o.table.prune(ctx, now.Add(-olderThan), now); err != nil {
		return fmt.Errorf("prune the outbox: %w", err)
	}
	return nil
}
