package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hibiken/asynq"
)

const (
	// queue is asynq's queue, and taskType the only type of task in it.
	queue    = "outbox"
	taskType = "outbox:destination"
	// asking is the deadline of one call to Redis.
	asking = 3 * time.Second
)

// taskPayload is version 1 of what a task carries.
type taskPayload struct {
	Version     int    `json:"v"`
	Topic       string `json:"topic"`
	Destination string `json:"destination"`
}

// outage remembers since when something can't be reached.
type outage struct {
	mu    sync.Mutex
	since time.Time
	asked time.Time // an attempt that has no answer yet
	good  time.Time // the last success
}

// ask takes the time at which an attempt began, or zero once it has an answer.
func (g *outage) ask(begun time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = begun
}

// note takes the fate of an attempt begun at the given time and says whether that's news.
func (g *outage) note(begun time.Time, err error) (news bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err == nil {
		g.good = time.Now()
	} else if begun.Before(g.good) { // the failure is older than the success
		return false
	}
	news = g.since.IsZero() != (err == nil)
	switch {
	case err == nil:
		g.since = time.Time{}
	case g.since.IsZero():
		g.since = begun
	}
	return news
}

// lasts says whether it can't be reached for longer than d.
func (g *outage) lasts(d time.Duration) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.since.IsZero() && time.Since(g.since) > d || !g.asked.IsZero() && time.Since(g.asked) > d
}

// reached notes whether Redis could be reached, and logs where that changed.
func (o *Outbox) reached(begun time.Time, err error) {
	switch news := o.outage.note(begun, err); {
	case news && err != nil:
		o.log.Warn("outbox can't reach Redis", "error", err)
	case news:
		o.log.Info("outbox reaches Redis again")
	}
}

// relay looks for due destinations and sets asynq's alarm for them.
type relay struct {
	o         *Outbox
	client    *asynq.Client
	inspector *asynq.Inspector
	// blocked is since when a destination is due, in nobody's hands, and its task id taken all the same.
	blocked map[key]time.Time
}

// RunRelay sets an asynq task for every destination that has something due, until ctx ends.
func (o *Outbox) RunRelay(ctx context.Context) error {
	if o.redis == nil { // RunWorkers looks into the table itself
		<-ctx.Done()
		return nil
	}
	r := &relay{o: o, client: asynq.NewClient(o.redis), inspector: asynq.NewInspector(o.redis), blocked: map[key]time.Time{}}
	ticker := time.NewTicker(o.poll)
	defer ticker.Stop()
	var database outage
	for {
		begun := time.Now()
		err := r.once(ctx)
		if ctx.Err() != nil {
			break
		}
		if database.note(begun, err) && err != nil {
			o.log.Error("outbox relay can't read the table", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		case <-o.wake:
		}
	}
	// A connection that can't be closed in order is gone anyway.
	if err := errors.Join(r.client.Close(), r.inspector.Close()); err != nil {
		o.log.Warn("outbox relay can't close its connection to Redis", "error", err)
	}
	return nil
}

// once looks and sets alarms. Its error is the database's; trouble with Redis is noted on the way.
func (r *relay) once(ctx context.Context) error {
	keys, err := r.o.table.due(ctx, r.o.handled(), r.o.clock(), dueLimit)
	if err != nil {
		return err
	}
	blocked := map[key]time.Time{}
	for _, k := range keys {
		begun := time.Now()
		free, err := r.alarm(ctx, k)
		if ctx.Err() != nil {
			return nil
		}
		r.o.reached(begun, err)
		if err != nil {
			break
		}
		if free {
			continue
		}
		blocked[k] = begun
		if since, known := r.blocked[k]; known {
			blocked[k] = since
		}
	}
	r.blocked = blocked
	return nil
}

// alarm enqueues the task of a destination. It returns false where there is one already.
func (r *relay) alarm(ctx context.Context, k key) (bool, error) {
	id := taskID(k)
	err := r.enqueue(ctx, k, id)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, asynq.ErrTaskIDConflict) {
		return false, err
	}
	if since, known := r.blocked[k]; !known || time.Since(since) < r.o.patience {
		return false, nil
	}
	// Waiting for a free worker is fine. Everything else is a leftover: archived, or active in a worker that is gone.
	info, err := r.inspector.GetTaskInfo(queue, id)
	switch {
	case err == nil && info.State == asynq.TaskStatePending:
		return false, nil
	case err == nil && info.State != asynq.TaskStateActive:
		if err := r.inspector.DeleteTask(queue, id); err != nil {
			r.o.log.Warn("outbox can't delete a leftover task", "state", info.State.String(), "error", err)
		}
	case err == nil, errors.Is(err, asynq.ErrTaskNotFound), errors.Is(err, asynq.ErrQueueNotFound):
	default:
		return false, err
	}
	// The fresh id isn't looked up again: should its worker be killed as well, the next one gets another.
	err = r.enqueue(ctx, k, fmt.Sprintf("%s-%d", id, time.Now().UnixNano()/int64(r.o.patience)))
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return false, nil
	}
	return err == nil, err
}

func (r *relay) enqueue(ctx context.Context, k key, id string) error {
	payload, err := json.Marshal(taskPayload{Version: 1, Topic: k.Topic, Destination: k.Destination})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	_, err = r.client.EnqueueContext(ctx, asynq.NewTask(taskType, payload), asynq.Queue(queue), asynq.TaskID(id),
		asynq.MaxRetry(0), asynq.Retention(0), asynq.Timeout(r.o.topics[Topic(k.Topic)].Timeout+turn+margin))
	return err
}

func taskID(k key) string {
	sum := sha256.Sum256([]byte(k.id()))
	return k.Topic + ":" + hex.EncodeToString(sum[:16])
}
