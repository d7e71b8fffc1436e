package outbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/hibiken/asynq"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(workerVariable) != "" {
		os.Exit(workUntilKilled())
	}
	os.Exit(storetest.Main(m))
}

const topicScore outbox.Topic = "score"

func newClock() *storetest.Clock {
	return storetest.NewClock(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
}

// receiver is a handler that remembers what it was given and answers as its script says.
type receiver struct {
	mu     sync.Mutex
	got    []outbox.Delivery
	busy   map[string]bool
	shared bool // a destination was served by two at once
	answer func(ctx context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold)
}

func (r *receiver) Deliver(ctx context.Context, destination string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	r.mu.Lock()
	if r.busy == nil {
		r.busy = map[string]bool{}
	}
	r.shared = r.shared || r.busy[destination]
	r.busy[destination] = true
	r.got = append(r.got, batch...)
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.busy[destination] = false
	}()
	if r.answer != nil {
		return r.answer(ctx, destination, batch)
	}
	return all(batch, outbox.Result{Outcome: outbox.Done}), nil
}

func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids := make([]string, len(r.got))
	for i, d := range r.got {
		ids[i] = d.ID
	}
	return ids
}

func (r *receiver) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = nil
}

func all(batch []outbox.Delivery, res outbox.Result) []outbox.Result {
	results := make([]outbox.Result, len(batch))
	for i := range results {
		results[i] = res
	}
	return results
}

// build makes an outbox with a clock by hand and a receiver for scores.
func build(t *testing.T, s *store.Store, cfg outbox.TopicConfig, r outbox.Handler) (*outbox.Outbox, *storetest.Clock) {
	t.Helper()
	c := newClock()
	o := must(outbox.New(outbox.Deps{Store: s, Clock: c.Now, Rand: func() float64 { return 0.5 }, Log: quiet()}))
	o.Handle(topicScore, cfg, r)
	return o, c
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func message(id, destination, collapse string) outbox.Message {
	return outbox.Message{ID: id, Topic: topicScore, Destination: destination, CollapseKey: collapse, Payload: json.RawMessage(`{"v":1}`)}
}

func add(t *testing.T, o *outbox.Outbox, msgs ...outbox.Message) {
	t.Helper()
	if err := o.Add(context.Background(), msgs...); err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, o *outbox.Outbox) {
	t.Helper()
	if err := o.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// states counts the messages in each state.
func states(t *testing.T, o *outbox.Outbox) map[string]int {
	t.Helper()
	stats, err := o.Stats(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, s := range stats {
		counts[s.State] += s.Count
	}
	return counts
}

// run runs the relay and the workers of an outbox until the returned function is called, or the test ends.
func run(t *testing.T, o *outbox.Outbox) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, part := range []func(context.Context) error{o.RunRelay, o.RunWorkers} {
		wg.Go(func() {
			if err := part(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	stop = func() {
		cancel()
		wg.Wait()
	}
	t.Cleanup(stop)
	return stop
}

// patience is for what happens within a second on a machine that has nothing else to do.
const patience = 20 * time.Second

// eventually waits until the condition holds.
func eventually(t *testing.T, within time.Duration, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(within)
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("not within %v: %s", within, what)
		}
	}
}

// redisServer is a redis-server process.
type redisServer struct {
	addr    string
	process *exec.Cmd
}

func (r *redisServer) opt() asynq.RedisClientOpt { return asynq.RedisClientOpt{Addr: r.addr} }

// kill ends the process at once.
func (r *redisServer) kill() {
	if r.process == nil {
		return
	}
	// Both fail only where the process has ended already.
	_ = r.process.Process.Kill()
	_ = r.process.Wait()
	r.process = nil
}

// startRedis starts Redis on the address, or on a free port of its own where it is "".
func startRedis(t *testing.T, addr string) *redisServer {
	t.Helper()
	if addr == "" {
		l := must(net.Listen("tcp", "127.0.0.1:0"))
		addr = l.Addr().String()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	r := &redisServer{addr: addr, process: exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1",
		"--save", "", "--appendonly", "no", "--dir", t.TempDir())}
	if err := r.process.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	t.Cleanup(r.kill)
	eventually(t, 10*time.Second, "redis-server listens", func() bool {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return false
		}
		return conn.Close() == nil
	})
	return r
}

// numbered returns n ids with the prefix.
func numbered(prefix string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s%03d", prefix, i)
	}
	return ids
}
