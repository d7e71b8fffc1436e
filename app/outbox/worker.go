package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/hibiken/asynq"
)

// crew is the deliveries under way in this process.
type crew struct {
	o    *Outbox
	wg   sync.WaitGroup
	seat chan struct{} // bounds those that don't come through asynq
}

// RunWorkers delivers what the relays, here and elsewhere, set alarms for, until ctx ends; and straight from the
// table while Redis is out of reach for longer than Patience. It returns when the deliveries in hand are settled.
func (o *Outbox) RunWorkers(ctx context.Context) error {
	c := &crew{o: o, seat: make(chan struct{}, o.workers)}
	defer c.wg.Wait()
	if o.redis == nil {
		c.watch(ctx, o.wake, func() bool { return true })
		return nil
	}
	server := asynq.NewServer(o.redis, asynq.Config{
		Concurrency: o.workers, Queues: map[string]int{queue: 1}, Logger: slogger{o.log}, LogLevel: asynq.WarnLevel,
		TaskCheckInterval: min(o.poll, 500*time.Millisecond), ShutdownTimeout: settling,
	})
	// A delivery ends with ctx and not with asynq's context: trouble of Redis must not cut it off.
	err := server.Start(asynq.HandlerFunc(func(_ context.Context, task *asynq.Task) error { return c.take(ctx, task) }))
	if err != nil {
		return fmt.Errorf("start asynq: %w", err)
	}
	client := asynq.NewClient(o.redis)
	c.wg.Go(func() { c.probe(ctx, client.Ping) })
	was := false
	c.watch(ctx, nil, func() bool {
		direct := o.outage.lasts(o.patience)
		if direct != was {
			o.log.Warn("outbox workers changed their source", "through_redis", !direct)
		}
		was = direct
		return direct
	})
	server.Shutdown()
	if err := client.Close(); err != nil { // a connection that can't be closed in order is gone anyway
		o.log.Warn("outbox workers can't close their connection to Redis", "error", err)
	}
	return nil
}

// probe asks Redis again and again whether it is there. It has a goroutine of its own because a Redis that hangs
// answers late, or when the client is closed.
func (c *crew) probe(ctx context.Context, ping func() error) {
	ticker := time.NewTicker(c.o.poll)
	defer ticker.Stop()
	for ctx.Err() == nil {
		begun := time.Now()
		c.o.outage.ask(begun)
		err := ping()
		c.o.outage.ask(time.Time{})
		if ctx.Err() == nil {
			c.o.reached(begun, err)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// take serves the destination of a task. The table says what comes next, so the task is over whatever happened.
func (c *crew) take(ctx context.Context, task *asynq.Task) error {
	c.wg.Add(1)
	defer c.wg.Done()
	var p taskPayload
	if err := json.Unmarshal(task.Payload(), &p); err != nil || p.Version != 1 {
		c.o.log.Warn("outbox task isn't understood", "type", task.Type())
		return nil
	}
	c.serve(ctx, key{p.Topic, p.Destination})
	return nil
}

func (c *crew) serve(ctx context.Context, k key) {
	if err := c.o.serve(ctx, k); err != nil && ctx.Err() == nil {
		c.o.log.Error("outbox worker can't go on", "topic", k.Topic, "error", err)
	}
}

// watch serves what is due straight from the table whenever direct says so, each destination by itself.
func (c *crew) watch(ctx context.Context, wake <-chan struct{}, direct func() bool) {
	ticker := time.NewTicker(c.o.poll)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if direct() {
			c.spread(ctx)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		case <-wake:
		}
	}
}

// spread starts serving due destinations, as many as there are free seats.
func (c *crew) spread(ctx context.Context) {
	keys, err := c.o.table.due(ctx, c.o.handled(), c.o.clock(), dueLimit)
	if err != nil {
		if ctx.Err() == nil {
			c.o.log.Error("outbox workers can't read the table", "error", err)
		}
		return
	}
	for _, k := range keys {
		select {
		case c.seat <- struct{}{}:
		default:
			return
		}
		c.wg.Go(func() {
			defer func() { <-c.seat }()
			c.serve(ctx, k)
		})
	}
}
