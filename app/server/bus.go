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
	spokenChannel = "lectern:spoken"
	// busQueue is how many sessions, and how many groups, may wait to be told of; more sessions wait for the other processes
	// to look by themselves.
	busQueue = 1024
)

// bus reaches the other processes over Redis. What it loses, because Redis is down or emptied, they find in the database.
type bus struct {
	client redis.UniversalClient
	self   string
	log    *slog.Logger
	wake   chan struct{}
	// spoken is called with who speaks in a group, by another process that listens there; nil: nobody wants to know.
	spoken func(app.SessionID, app.GroupID, []app.UserID)

	mu      sync.Mutex
	waiting map[app.SessionID]int64 // the newest offset
	speak   map[spokenKey][]app.UserID
}

type spokenKey struct {
	session app.SessionID
	group   app.GroupID
}

func newBus(opt asynq.RedisConnOpt, log *slog.Logger) (*bus, error) {
	client, ok := opt.MakeRedisClient().(redis.UniversalClient)
	if !ok {
		return nil, fmt.Errorf("LECTERN_REDIS_URL: %T isn't a client", opt.MakeRedisClient())
	}
	return &bus{client: client, self: app.NewID(), log: log, wake: make(chan struct{}, 1), waiting: map[app.SessionID]int64{}, speak: map[spokenKey][]app.UserID{}}, nil
}

// moved says how far a session's stream has come.
type moved struct {
	By      string        `json:"by"`
	Session app.SessionID `json:"session"`
	Offset  int64         `json:"offset"`
}

// spoken says who speaks in a group.
type spoken struct {
	By      string        `json:"by"`
	Session app.SessionID `json:"session"`
	Group   app.GroupID   `json:"group"`
	Users   []app.UserID  `json:"users"`
}

// Spoke tells the other processes who speaks in a group now. It doesn't block. What is lost is told again by the next change.
func (b *bus) Spoke(session app.SessionID, group app.GroupID, users []app.UserID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.speak) < busQueue {
		b.speak[spokenKey{session, group}] = users
	}
	b.stir()
}

// stir has what waits told.
func (b *bus) stir() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Publish implements live.Bus.
func (b *bus) Publish(session app.SessionID, offset int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.waiting[session]; known || len(b.waiting) < busQueue {
		b.waiting[session] = offset
	}
	b.stir()
}

// Run implements live.Bus.
func (b *bus) Run(ctx context.Context, heard func(app.SessionID, int64)) error {
	sub := b.client.Subscribe(ctx, streamChannel, spokenChannel)
	var listening sync.WaitGroup
	listening.Go(func() {
		for m := range sub.Channel() {
			if m.Channel == spokenChannel {
				b.heardSpeak(m.Payload)
				continue
			}
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

func (b *bus) heardSpeak(payload string) {
	var v spoken
	if err := json.Unmarshal([]byte(payload), &v); err == nil && v.By != b.self && b.spoken != nil {
		b.spoken(v.Session, v.Group, v.Users)
	}
}

func (b *bus) publishAll(ctx context.Context) {
	b.mu.Lock()
	waiting, speak := b.waiting, b.speak
	b.waiting, b.speak = map[app.SessionID]int64{}, map[spokenKey][]app.UserID{}
	b.mu.Unlock()
	for in, users := range speak {
		if err := b.client.Publish(ctx, spokenChannel, string(app.MustJSON(spoken{b.self, in.session, in.group, users}))).Err(); err != nil {
			break // the next change tells it again
		}
	}
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
