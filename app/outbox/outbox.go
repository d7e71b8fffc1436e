package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/hibiken/asynq"

	"github.com/lectern-classroom/lectern/app/store"
)

// MaxWait is the longest that a receiver's Retry-After is obeyed, so that no answer shuts a destination for good.
const MaxWait = time.Hour

// Topic names a kind of message and its handler.
type Topic string

// Message is something to deliver.
type Message struct {
	// ID is unique among all messages, of whatever topic: adding the same id twice is one message, until Prune.
	ID          string
	Topic       Topic
	Destination string
	// CollapseKey makes newer messages of the destination replace older ones; "" is never collapsed.
	CollapseKey string
	// Payload is JSON: ids, versioned, nothing personal. Empty stands for {}.
	Payload json.RawMessage
	// NotBefore delays the first attempt; zero is now.
	NotBefore time.Time
}

// Delivery is a message as its handler gets it.
type Delivery struct {
	ID          string
	Seq         int64
	Destination string
	CollapseKey string
	Payload     json.RawMessage
	// Attempt is 1 the first time. Above 1 the receiver may have the message already.
	Attempt int
	Created time.Time
}

// Outcome is what became of a delivery.
type Outcome string

// The outcomes. The zero value is no result.
const (
	Done  Outcome = "done"
	Retry Outcome = "retry"
	Dead  Outcome = "dead"
	// Skip is for what wasn't tried, for want of time: it goes back unharmed and is next.
	Skip Outcome = "skip"
)

// Result is the outcome of one delivery.
type Result struct {
	Outcome Outcome
	// After is the receiver's Retry-After; 0 is the topic's back-off.
	After time.Duration
	// Cause is short and holds nothing personal: it is kept, logged and shown.
	Cause string
}

// Hold says that a destination as a whole can't take anything now.
type Hold struct {
	// After is the receiver's Retry-After; 0 is the topic's back-off, by the number of holds in a row.
	After time.Duration
	// Cause is short and holds nothing personal.
	Cause string
}

// Handler delivers the messages of one topic.
type Handler interface {
	// Deliver is called by one worker at a time for one destination of a topic, with due messages in the order of
	// seq. It returns results[i] for batch[i] and must end soon after ctx does.
	//
	// With a Hold, deliveries without a result go back unharmed, their attempt not counted, and nothing more of the
	// destination is tried before the hold is over. One that the receiver may have got deserves a Retry all the same,
	// so that its attempt counts; with a Hold and no After it keeps its place. Without a Hold, a missing result is a
	// Retry.
	Deliver(ctx context.Context, destination string, batch []Delivery) (results []Result, hold *Hold)
}

// TopicConfig says how a topic is delivered. The zero value of a field is its default.
type TopicConfig struct {
	// Batch is the most that one Deliver gets: 1.
	Batch int
	// Backoff is the wait after the given number of attempts: 1 s doubled by each, at most 15 min, full jitter.
	Backoff func(attempt int) time.Duration
	// GiveUp is the age at which a Retry becomes Dead: 72 h, so that a receiver that is down over a weekend loses
	// nothing. A dead letter that is retried counts from there.
	GiveUp time.Duration
	// Timeout is the deadline of one Deliver: 30 s.
	Timeout time.Duration
	// OnDead is called in the transaction that marks the message dead. Where it fails, the message is retried.
	OnDead func(ctx context.Context, d Delivery, cause string) error
}

// Deps are what an Outbox needs.
type Deps struct {
	Store *store.Store
	// Redis is where asynq lives. Without it the workers drain the table directly.
	Redis asynq.RedisConnOpt
	// Clock decides what is due: time.Now.
	Clock func() time.Time
	// Rand returns numbers in [0, 1) and is safe for concurrent use: math/rand/v2.
	Rand func() float64
	Log  *slog.Logger
	// Poll is the pace of the relay: 1 s.
	Poll time.Duration
	// Patience is how long Redis may be out of reach before workers drain the table directly, and how long a task may
	// block its destination with nobody working on it: 5 s.
	Patience time.Duration
	// Workers is how many destinations are served at once in this process: 8.
	Workers int
}

// Outbox is the table of messages and what delivers them.
type Outbox struct {
	table    table
	redis    asynq.RedisConnOpt
	clock    func() time.Time
	rand     func() float64
	log      *slog.Logger
	poll     time.Duration
	patience time.Duration
	workers  int
	topics   map[Topic]topic
	wake     chan struct{} // holds one
	outage   outage        // of Redis
}

type topic struct {
	TopicConfig
	handler Handler
}

// ErrInvalid says that a message can't be added as it is.
var ErrInvalid = errors.New("invalid outbox message")

// New makes an Outbox. It doesn't reach out to Redis.
func New(d Deps) (*Outbox, error) {
	if d.Store == nil || d.Log == nil {
		return nil, errors.New("new outbox: Store and Log are needed")
	}
	o := &Outbox{
		table: table{d.Store}, redis: d.Redis, clock: d.Clock, rand: d.Rand, log: d.Log, poll: d.Poll,
		patience: d.Patience, workers: d.Workers, topics: map[Topic]topic{}, wake: make(chan struct{}, 1),
	}
	if o.clock == nil {
		o.clock = time.Now
	}
	if o.rand == nil {
		o.rand = rand.Float64
	}
	if o.poll <= 0 {
		o.poll = time.Second
	}
	if o.patience <= 0 {
		o.patience = 5 * time.Second
	}
	if o.workers <= 0 {
		o.workers = 8
	}
	return o, nil
}

// Handle sets how a topic is delivered. It belongs before RunRelay, RunWorkers and Drain; messages of topics without
// a handler stay pending. Handling a topic twice panics.
func (o *Outbox) Handle(t Topic, cfg TopicConfig, h Handler) {
	if _, twice := o.topics[t]; twice {
		panic("outbox: topic " + string(t) + " has a handler already")
	}
	if cfg.Batch <= 0 {
		cfg.Batch = 1
	}
	if cfg.GiveUp <= 0 {
		cfg.GiveUp = 72 * time.Hour
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 30 * time.Second
	}
	if cfg.Backoff == nil {
		cfg.Backoff = o.backoff
	}
	o.topics[t] = topic{TopicConfig: cfg, handler: h}
}

// backoff is the default back-off.
func (o *Outbox) backoff(attempt int) time.Duration {
	ceiling := 15 * time.Minute
	if n := attempt - 1; n < 10 {
		ceiling = min(ceiling, time.Second<<max(n, 0))
	}
	return time.Duration(o.rand() * float64(ceiling))
}

// Add writes the messages, in their order, in the transaction of ctx (store.Tx) or in one of its own. It wakes the
// relay of this process once they are committed; one elsewhere finds them within its Poll.
func (o *Outbox) Add(ctx context.Context, msgs ...Message) error {
	if len(msgs) == 0 {
		return nil
	}
	now := o.clock()
	rows := make([]row, len(msgs))
	for i, m := range msgs {
		if len(m.Payload) == 0 {
			m.Payload = json.RawMessage("{}")
		}
		switch {
		case m.ID == "" || m.Topic == "" || m.Destination == "":
			return fmt.Errorf("%w: it needs an id, a topic and a destination", ErrInvalid)
		case !json.Valid(m.Payload):
			return fmt.Errorf("%w: the payload isn't JSON", ErrInvalid)
		}
		due := m.NotBefore
		if due.IsZero() {
			due = now
		}
		rows[i] = row{
			ID: m.ID, Topic: string(m.Topic), Destination: m.Destination, CollapseKey: m.CollapseKey,
			Payload: string(m.Payload), State: statePending, NextMs: due.UnixMilli(), CreatedMs: now.UnixMilli(),
		}
	}
	first := rows[0].NextMs
	for _, r := range rows {
		first = min(first, r.NextMs)
	}
	err := o.table.tx(ctx, func(ctx context.Context) error {
		store.AfterCommit(ctx, func() { o.rouse(store.Time(first).Sub(now)) })
		return o.table.insert(ctx, rows)
	})
	if err != nil {
		return fmt.Errorf("add to the outbox: %w", err)
	}
	return nil
}

// nudge wakes the relay of this process.
func (o *Outbox) nudge() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// rouse wakes the relay of this process once d has passed, so that what becomes due doesn't wait for the next poll.
// Where d is long a poll more or less doesn't matter.
func (o *Outbox) rouse(d time.Duration) {
	switch {
	case d <= 0:
		o.nudge()
	case d <= rouseWithin:
		time.AfterFunc(d, o.nudge) // does nothing but fill o.wake, so nobody has to wait for it
	}
}

// handled lists the topics that have a handler.
func (o *Outbox) handled() []string {
	names := make([]string, 0, len(o.topics))
	for t := range o.topics {
		names = append(names, string(t))
	}
	return names
}
