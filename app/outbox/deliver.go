package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app/store"
)

const (
	// margin is how much longer a lease is than the deadline of what it is for.
	margin = 10 * time.Second
	// settling is the deadline for writing down what became of a batch, also when everything is ending.
	settling = 10 * time.Second
	// turn is how long one destination may keep a worker.
	turn = time.Minute
	// rouseWithin is how near the future must be for a timer of its own.
	rouseWithin = time.Minute
	// dueLimit bounds how many destinations are looked at in one go.
	dueLimit = 500
	// causeLimit bounds the causes that are kept, in bytes.
	causeLimit = 300
)

// Drain delivers what is due now, in this goroutine and without Redis, and returns when nothing is due any more. It
// must not be called within store.Tx.
func (o *Outbox) Drain(ctx context.Context) error {
	for {
		keys, err := o.table.due(ctx, o.handled(), o.clock(), dueLimit)
		if err != nil {
			return fmt.Errorf("look into the outbox: %w", err)
		}
		if len(keys) == 0 {
			return nil
		}
		for _, k := range keys {
			if err := o.serve(ctx, k); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// serve delivers what is due for one destination, batch by batch, for at most a turn.
func (o *Outbox) serve(ctx context.Context, k key) error {
	t, ok := o.topics[Topic(k.Topic)]
	if !ok {
		return nil
	}
	for end := time.Now().Add(turn); ctx.Err() == nil && time.Now().Before(end); {
		now := o.clock()
		owes, err := o.table.owes(ctx, k, now) // spares a write
		if err != nil {
			return fmt.Errorf("look into the outbox: %w", err)
		}
		if !owes {
			return nil
		}
		rows, err := o.table.claim(ctx, k, now, now.Add(t.Timeout+margin), t.Batch)
		if err != nil {
			return fmt.Errorf("claim from the outbox: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		held, err := o.send(ctx, t, k, rows)
		if errors.Is(err, errLost) {
			o.log.Warn("outbox results came after the lease", "topic", k.Topic, "messages", len(rows))
			return nil
		}
		if err != nil {
			return fmt.Errorf("settle the outbox: %w", err)
		}
		if held {
			return nil
		}
	}
	o.nudge() // the turn is over, not the work
	return nil
}

// send hands a batch to the handler and writes down what became of it.
func (o *Outbox) send(ctx context.Context, t topic, k key, rows []row) (held bool, err error) {
	batch := make([]Delivery, len(rows))
	for i, r := range rows {
		batch[i] = r.delivery()
	}
	results, hold := o.call(ctx, t, k, batch)
	interrupted := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()

	now := o.clock()
	var moves, dead []move
	progress := false
	for i, r := range rows {
		var res Result
		if i < len(results) {
			res = results[i]
		}
		m := o.judge(t, r, res, hold != nil, interrupted, now)
		progress = progress || m.state == stateDone
		if m.state == stateDead {
			dead = append(dead, m)
		} else {
			moves = append(moves, m)
		}
		if m.state == statePending && !m.uncount && m.next.After(now) {
			o.rouse(m.next.Sub(now) + time.Millisecond)
		}
	}
	// The living first: what was received must not be sent again because a dead letter can't be filed.
	err = o.table.tx(ctx, func(ctx context.Context) error {
		if err := o.table.settle(ctx, moves, now); err != nil || len(dead) > 0 {
			return err
		}
		return o.release(ctx, t, k, rows[0].LeaseMs, hold, progress, now)
	})
	if err != nil || len(dead) == 0 {
		return hold != nil, err
	}
	for _, m := range dead {
		if err := o.bury(ctx, t, m, now); err != nil {
			return hold != nil, err
		}
	}
	return hold != nil, o.release(ctx, t, k, rows[0].LeaseMs, hold, progress, now)
}

// call runs the handler with its deadline. A panic is a missing result.
func (o *Outbox) call(ctx context.Context, t topic, k key, batch []Delivery) (results []Result, hold *Hold) {
	ctx, cancel := context.WithTimeout(ctx, t.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			o.log.Error("outbox handler panicked", "topic", k.Topic, "panic", fmt.Sprintf("%T", p))
			results, hold = nil, nil
		}
	}()
	return t.handler.Deliver(ctx, k.Destination, batch)
}

// judge decides what becomes of a message.
func (o *Outbox) judge(t topic, r row, res Result, hold, interrupted bool, now time.Time) move {
	m := move{row: r, state: statePending, next: now, cause: short(res.Cause)}
	switch res.Outcome {
	case Done:
		m.state, m.cause = stateDone, ""
		return m
	case Dead:
		m.state = stateDead
		return m
	case Skip:
		m.uncount = true
		return m
	case Retry:
	default:
		if hold {
			m.uncount = true
			return m
		}
		m.cause = "no result"
	}
	if interrupted { // the process is ending: it was cut off, and keeps its place
		m.cause = "interrupted"
		m.next = time.UnixMilli(r.NextMs)
		return m
	}
	m.next = now.Add(wait(res.After, t.Backoff, int(r.Attempts)))
	if hold && res.After == 0 {
		m.next = time.UnixMilli(r.NextMs)
	}
	since := time.UnixMilli(max(r.CreatedMs, r.DoneMs))
	if now.Sub(since) >= t.GiveUp {
		m.state = stateDead
		m.cause = short("gave up after " + t.GiveUp.String() + ": " + m.cause)
	}
	return m
}

// release gives the destination back, with its hold. Holds are in a row where nothing got through between them.
func (o *Outbox) release(ctx context.Context, t topic, k key, lease int64, hold *Hold, progress bool, now time.Time) error {
	if hold == nil {
		return o.table.release(ctx, k, lease, -1, now, "")
	}
	before := 0
	if !progress {
		var err error
		if before, err = o.table.holds(ctx, k); err != nil {
			return err
		}
	}
	until := now.Add(wait(hold.After, t.Backoff, before+1))
	o.rouse(until.Sub(now) + time.Millisecond) // times are kept in whole milliseconds
	o.log.Warn("outbox destination is held", "topic", k.Topic, "cause", short(hold.Cause), "seconds", int(until.Sub(now).Seconds()))
	return o.table.release(ctx, k, lease, before, until, short(hold.Cause))
}

// bury marks a message dead and tells its topic, in one transaction. Where that fails the message is tried again.
func (o *Outbox) bury(ctx context.Context, t topic, m move, now time.Time) error {
	err := o.table.tx(ctx, func(ctx context.Context) error {
		if err := o.table.settle(ctx, []move{m}, now); err != nil || t.OnDead == nil {
			return err
		}
		return t.OnDead(ctx, m.row.delivery(), m.cause)
	})
	if err == nil {
		o.log.Warn("outbox message is a dead letter", "topic", m.row.Topic, "id", m.row.ID, "cause", m.cause, "attempts", m.row.Attempts)
		return nil
	}
	if errors.Is(err, errLost) {
		return err
	}
	o.log.Error("outbox dead letter can't be filed", "topic", m.row.Topic, "id", m.row.ID, "error", err)
	m.state, m.next = statePending, now.Add(wait(0, t.Backoff, int(m.row.Attempts)))
	return o.table.settle(ctx, []move{m}, now)
}

// wait is the receiver's wish, or else the back-off: at least a millisecond, at most MaxWait for a wish.
func wait(after time.Duration, backoff func(int) time.Duration, attempt int) time.Duration {
	if after > 0 {
		return max(min(after, MaxWait), time.Millisecond)
	}
	return max(backoff(attempt), time.Millisecond)
}

// short makes a cause fit to be kept.
func short(cause string) string {
	cause = strings.ReplaceAll(cause, "\x00", "")
	if len(cause) > causeLimit {
		cause = cause[:causeLimit]
	}
	return strings.ToValidUTF8(cause, "")
}

func (r row) delivery() Delivery {
	return Delivery{
		ID: r.ID, Seq: r.Seq, Destination: r.Destination, CollapseKey: r.CollapseKey,
		Payload: json.RawMessage(r.Payload), Attempt: int(r.Attempts), Created: store.Time(r.CreatedMs),
	}
}

// slogger is asynq's logger: what it warns of and worse goes on, as warnings.
type slogger struct{ log *slog.Logger }

func (s slogger) Debug(...any)      {}
func (s slogger) Info(...any)       {}
func (s slogger) Warn(args ...any)  { s.pass(args) }
func (s slogger) Error(args ...any) { s.pass(args) }
func (s slogger) Fatal(args ...any) { s.pass(args) }
func (s slogger) pass(args []any)   { s.log.Warn("asynq", "says", fmt.Sprint(args...)) }
