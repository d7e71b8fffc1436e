package server

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/whiteboard"
)

// The channels of Redis over which processes tell one another what is in the database by now.
const (
	streamChannel = "lectern:stream"
	boardChannel  = "lectern:board:"
	// busQueue is how many sessions may wait to be told of; more wait for the other processes to look by themselves.
	busQueue = 1024
)

// bus reaches the other processes over Redis. What it loses, because Redis is down or emptied, they find in the database.
type bus struct {
	client redis.UniversalClient
	self   string
	log    *slog.Logger
	wake   chan struct{}

	mu      sync.Mutex
	waiting map[app.SessionID]int64 // the newest offset
}

func newBus(opt asynq.RedisConnOpt, log *slog.Logger) (*bus, error) {
	client, ok := opt.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil, fmt.Errorf("LECTERN_REDIS_URL: %T isn't a client", opt.MakeRedisClient())
	}
	return &bus{client: client, self: app.NewID(), log: log, wake: make(chan struct{}, 1), waiting: map[app.SessionID]int64{}}, nil
}

// moved says how far a session's stream has come.
type moved struct {
	By      string        `json:"by"`
	Session app.SessionID `json:"session"`
	Offset  int64         `json:"offset"`
}

// Publish implements live.Bus.
func (b *bus) Publish(session app.SessionID, offset int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.waiting[session]; known || len(b.waiting) < busQueue {
		b.waiting[session] = offset
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Run implements live.Bus.
func (b *bus) Run(ctx context.Context, heard func(app.SessionID, int64)) error {
	sub := b.client.Subscribe(ctx, streamChannel)
	var listening sync.WaitGroup
	listening.Go(func() {
		for m := range sub.Channel() {
			var v moved
			if err := json.Unmarshal([]byte(m.Payload), &v); err == nil && v.By != b.self {
				heard(v.Session, v.Offset)
			}
		}
	})
	defer listening.Wait()
	for {
		select {
		case <-ctx.Done():
			return sub.Close()
		case <-b.wake:
			b.publishAll(ctx)
		}
	}
}

func (b *bus) publishAll(ctx context.Context) {
	b.mu.Lock()
	waiting := b.waiting
	b.waiting = map[app.SessionID]int64{}
	b.mu.Unlock()
	for session, offset := range waiting {
		if err := b.client.Publish(ctx, streamChannel, string(app.MustJSON(moved{b.self, session, offset}))).Err(); err != nil && ctx.Err() == nil {
			b.log.Warn("other processes not told; they look by themselves", "session", session, "error", err)
			return
		}
	}
}

// boards is the bus of documents.
type boards struct{ *bus }

// Publish implements whiteboard.Bus.
func (b boards) Publish(ctx context.Context, doc whiteboard.DocID, message []byte) error {
	return b.client.Publish(ctx, boardChannel+string(doc), message).Err()
}

// Subscribe implements whiteboard.Bus.
func (b boards) Subscribe(ctx context.Context, doc whiteboard.DocID, receive func(message []byte)) error {
	sub := b.client.Subscribe(ctx, boardChannel+string(doc))
	stop := context.AfterFunc(ctx, func() { _ = sub.Close() }) // ends the channel; it is closed twice at worst
	defer stop()
	for m := range sub.Channel() {
		receive([]byte(m.Payload))
	}
	return ctx.Err()
}

// Close ends the connections to Redis.
func (b *bus) Close() error { return b.client.Close() }
