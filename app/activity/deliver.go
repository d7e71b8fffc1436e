package activity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/xapi"
)

// Topic is the outbox's topic of statements. The id of a message is that of its statement.
const Topic outbox.Topic = "statement"

// Destination is where statements go.
const Destination = "lrs"

const (
	// batchMax is the most that one delivery holds.
	batchMax = xapi.DefaultMaxBatch
	// deliverTimeout is the deadline of one delivery: a batch with a bad statement in it takes many requests. What was
	// decided until then stands.
	deliverTimeout = time.Minute
	// pausedFor is how long a store is left alone that a person has to see to.
	pausedFor = 5 * time.Minute
	// giveUp is never, to all intents: only the store's trouble causes a retry, and that's no statement's fault.
	giveUp = 10 * 365 * 24 * time.Hour
)

// payload is version 1 of what a message carries.
type payload struct {
	Version int       `json:"v"`
	ID      uuid.UUID `json:"id"`
}

// Handlers is the outbox as Register needs it.
type Handlers interface {
	Handle(t outbox.Topic, cfg outbox.TopicConfig, h outbox.Handler)
}

// Register makes the service deliver its messages. Without an LRS it does nothing, so that what is queued stays so.
func (s *Service) Register(o Handlers) {
	if s.LRS == nil {
		return
	}
	o.Handle(Topic, outbox.TopicConfig{Batch: batchMax, Timeout: deliverTimeout, GiveUp: giveUp}, s)
}

// queue adds a message for each statement, in their order.
func (s *Service) queue(ctx context.Context, list []statement) error {
	msgs := make([]outbox.Message, 0, len(list))
	for _, st := range list {
		id, err := uuid.Parse(st.ID)
		if err != nil {
			return fmt.Errorf("read the id of a statement: %w", err)
		}
		body, err := json.Marshal(payload{Version: 1, ID: id})
		if err != nil {
			return fmt.Errorf("write the message of a statement: %w", err)
		}
		msgs = append(msgs, outbox.Message{ID: st.ID, Topic: Topic, Destination: Destination, Payload: body})
	}
	return s.Outbox.Add(ctx, msgs...)
}

// flight remembers the request that may have arrived although nobody said so: its statements in order, each with the
// attempt that it was.
type flight struct {
	mu    sync.Mutex
	items []flightItem
}

type flightItem struct {
	id      uuid.UUID
	attempt int
}

func (f *flight) keep(items []flightItem) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items = items
}

func (f *flight) take() []flightItem {
	f.mu.Lock()
	defer f.mu.Unlock()
	items := f.items
	f.items = nil
	return items
}

// parcel is a statement in a delivery.
type parcel struct {
	statement
	frozen  xapi.Frozen
	attempt int
	index   int // in the outbox's batch
}

// consignment is one delivery under way.
type consignment struct {
	s       *Service
	parcels map[uuid.UUID]parcel
	results []outbox.Result
}

// Deliver implements outbox.Handler.
func (s *Service) Deliver(ctx context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	c := &consignment{s: s, parcels: make(map[uuid.UUID]parcel, len(batch)), results: make([]outbox.Result, len(batch))}
	if err := c.load(ctx, batch); err != nil {
		s.Log.Error("statements can't be read for delivery", "error", err)
		return c.results, &outbox.Hold{Cause: "the statements can't be read from the database"}
	}
	if hold := c.resend(ctx); hold != nil {
		return c.results, hold
	}
	// What was tried before isn't mixed with new statements: a store that refuses the known ones refuses a batch whole.
	if hold := c.send(ctx, func(p parcel) bool { return p.attempt > 1 }); hold != nil {
		return c.results, hold
	}
	return c.results, c.send(ctx, func(parcel) bool { return true })
}

// load reads the bodies of the batch. Messages that nothing can be made of are dead.
func (c *consignment) load(ctx context.Context, batch []outbox.Delivery) error {
	ids := make([]string, len(batch))
	for i, d := range batch {
		var p payload
		if err := json.Unmarshal(d.Payload, &p); err != nil || p.Version != 1 {
			c.results[i] = outbox.Result{Outcome: outbox.Dead, Cause: "the message isn't understood"}
			continue
		}
		ids[i] = p.ID.String()
	}
	rows, err := c.s.bodies(ctx, ids)
	if err != nil {
		return err
	}
	for i, d := range batch {
		if c.results[i].Outcome != "" {
			continue
		}
		row, ok := rows[ids[i]]
		if !ok {
			c.results[i] = outbox.Result{Outcome: outbox.Dead, Cause: "the statement isn't in the table"}
			continue
		}
		id := uuid.MustParse(row.ID) // it was written by its String
		c.parcels[id] = parcel{statement: row, frozen: xapi.Frozen{ID: id, Body: []byte(row.Body)}, attempt: d.Attempt, index: i}
	}
	return nil
}

// resend settles the fate of the request in flight, where there is one: the same statements in the same order, and
// nothing else. Where another process has had a hand in it meanwhile, it isn't the same request any more; then send
// finds out about each statement.
func (c *consignment) resend(ctx context.Context) *outbox.Hold {
	flight := c.s.flight.take()
	if len(flight) == 0 {
		return nil
	}
	items := make([]xapi.Frozen, len(flight))
	for i, f := range flight {
		p, ok := c.parcels[f.id]
		if !ok || p.attempt != f.attempt+1 {
			return nil
		}
		items[i] = p.frozen
	}
	return c.settle(c.s.LRS.Resend(ctx, items))
}

// send delivers the chosen statements that have no fate yet, in the order of occurrence.
func (c *consignment) send(ctx context.Context, chosen func(parcel) bool) *outbox.Hold {
	var list []parcel
	for _, p := range c.parcels {
		if c.results[p.index].Outcome == "" && chosen(p) {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b parcel) int { return earlier(a.statement, b.statement) })
	items := make([]xapi.Frozen, len(list))
	for i, p := range list {
		items[i] = p.frozen
	}
	return c.settle(c.s.LRS.Send(ctx, items))
}

// settle writes down the fates, and what trouble with the store means for those without one.
func (c *consignment) settle(outcomes []xapi.Outcome, err error) *outbox.Hold {
	for _, o := range outcomes {
		p, ok := c.parcels[o.ID]
		if !ok {
			continue
		}
		switch o.State {
		case xapi.Delivered, xapi.Duplicate:
			c.results[p.index] = outbox.Result{Outcome: outbox.Done}
		case xapi.Dead:
			c.results[p.index] = outbox.Result{Outcome: outbox.Dead, Cause: refusal(o.Status)}
		}
	}
	if err == nil {
		return nil
	}
	var trouble *xapi.DestinationError
	if !errors.As(err, &trouble) {
		c.s.Log.Error("statements can't be sent", "error", err)
		return &outbox.Hold{Cause: "the statements can't be sent"}
	}
	if trouble.Ambiguous {
		c.board(trouble)
	}
	return hold(trouble)
}

// board remembers a request that may have arrived. Its statements keep their place, and their attempt counts: whoever
// delivers next, after a crash perhaps, knows that they were tried.
func (c *consignment) board(trouble *xapi.DestinationError) {
	items := make([]flightItem, 0, len(trouble.InFlight))
	for _, id := range trouble.InFlight {
		p, ok := c.parcels[id]
		if !ok {
			continue
		}
		items = append(items, flightItem{id: id, attempt: p.attempt})
		c.results[p.index] = outbox.Result{Outcome: outbox.Retry, Cause: cause(trouble)}
	}
	c.s.flight.keep(items)
}

// hold says what trouble with the store asks for.
func hold(trouble *xapi.DestinationError) *outbox.Hold {
	h := &outbox.Hold{Cause: cause(trouble)}
	switch trouble.Kind {
	case xapi.Throttled:
		h.After = trouble.RetryAfter
	case xapi.Paused:
		h.After = pausedFor
	case xapi.Unavailable: // the outbox's back-off
	}
	return h
}

// cause names the trouble without the store's words, which may quote a statement.
func cause(trouble *xapi.DestinationError) string {
	text := "the record store is unavailable"
	switch trouble.Kind {
	case xapi.Throttled:
		text = "the record store asks to slow down"
	case xapi.Paused:
		text = "the record store refuses Lectern: check its address and credentials"
	case xapi.Unavailable:
	}
	if trouble.Status != 0 {
		return fmt.Sprintf("%s (HTTP %d)", text, trouble.Status)
	}
	if trouble.Err != nil {
		return text + ": " + trouble.Err.Error()
	}
	return text
}

// refusal names why a statement is dead, without the store's words, which may quote it.
func refusal(status int) string {
	return fmt.Sprintf("the record store refuses the statement (HTTP %d)", status)
}
