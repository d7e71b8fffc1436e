package outbox_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// live makes an outbox on Redis with the real clock.
func live(t *testing.T, s *store.Store, addr string, r outbox.Handler, change ...func(*outbox.Deps)) *outbox.Outbox {
	t.Helper()
	d := outbox.Deps{Store: s, Redis: asynq.RedisClientOpt{Addr: addr}, Log: quiet(), Poll: 200 * time.Millisecond, Patience: time.Second}
	for _, f := range change {
		f(&d)
	}
	o := must(outbox.New(d))
	o.Handle(topicScore, outbox.TopicConfig{Batch: 3}, r)
	return o
}

// each runs the test on a database of either kind, given by its URL, beside a real Redis.
func each(t *testing.T, test func(t *testing.T, url string, r *redisServer)) {
	t.Helper()
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t), startRedis(t, ""))
		})
	}
}

func TestDeliversThroughTheStandIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := &receiver{}
		o := live(t, s, miniredis.RunT(t).Addr(), r)
		run(t, o)
		for _, id := range numbered("m", 5) {
			add(t, o, message(id, "lms", ""))
		}
		eventually(t, 10*time.Second, "five deliveries", func() bool { return states(t, o)["done"] == 5 })
		if diff := cmp.Diff(numbered("m", 5), r.ids()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWithoutRedisWorkersReadTheTable(t *testing.T) {
	t.Parallel()
	r := &receiver{}
	o := live(t, storetest.Open(t, storetest.SQLite(t)), "", r, func(d *outbox.Deps) { d.Redis, d.Poll = nil, time.Hour })
	run(t, o)
	add(t, o, message("a", "lms", ""))
	eventually(t, 10*time.Second, "a delivery", func() bool { return states(t, o)["done"] == 1 })
}

func TestAWorkerElsewhereDeliversWithinASecond(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, redis *redisServer) {
		r := &receiver{}
		adder := live(t, storetest.Open(t, url), redis.addr, &receiver{})
		worker := live(t, storetest.Open(t, url), redis.addr, r)
		run(t, worker)
		add(t, adder, message("a", "lms", "")) // nothing of the adder runs
		eventually(t, patience, "a delivery elsewhere", func() bool { return len(r.ids()) == 1 })
	})
}

func TestTwoOutboxesNeverDeliverTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, redis *redisServer) {
		const destinations, messages = 6, 25
		r := &receiver{} // sees what both deliver
		a, b := live(t, storetest.Open(t, url), redis.addr, r), live(t, storetest.Open(t, url), redis.addr, r)
		run(t, a)
		run(t, b)
		for i, id := range numbered("m", messages) {
			for d := range destinations {
				o := a
				if i%2 == 1 {
					o = b
				}
				add(t, o, message(fmt.Sprint(d, id), fmt.Sprint("lms", d), ""))
			}
		}
		eventually(t, 20*time.Second, "all deliveries", func() bool { return states(t, a)["done"] == destinations*messages })
		next := map[string]int64{}
		seen := map[string]bool{}
		for _, d := range r.got {
			if seen[d.ID] || d.Seq < next[d.Destination] {
				t.Errorf("%s came twice or late", d.ID)
			}
			seen[d.ID], next[d.Destination] = true, d.Seq
		}
		if r.shared {
			t.Error("two delivered to one destination at once")
		}
	})
}

func TestAnEmptiedRedisLosesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, server *redisServer) {
		client := redis.NewClient(&redis.Options{Addr: server.addr})
		t.Cleanup(func() {
			if err := client.Close(); err != nil {
				t.Error(err)
			}
		})
		flush := func() {
			if err := client.FlushAll(context.Background()).Err(); err != nil {
				t.Error(err)
			}
		}
		r := &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
			if batch[0].Seq%2 == 0 {
				flush() // while the task is active
			}
			return all(batch, outbox.Result{Outcome: outbox.Done}), nil
		}}
		o := live(t, storetest.Open(t, url), server.addr, r)
		stop := run(t, o)
		for _, id := range numbered("m", 30) {
			add(t, o, message(id, "lms"+id[:3], ""))
			flush()
		}
		eventually(t, 20*time.Second, "all deliveries", func() bool { return states(t, o)["done"] == 30 })
		stop()
		ids := r.ids()
		slices.SortStableFunc(ids, func(a, b string) int { return strings.Compare(a[:3], b[:3]) }) // by destination
		if diff := cmp.Diff(numbered("m", 30), ids); diff != "" {
			t.Error(diff)
		}
	})
}

// lines is a log that counts.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.buf.String(), text)
}

func TestWorkersGoOnWhileRedisIsDown(t *testing.T) {
	t.Parallel()
	redis := startRedis(t, "")
	log := &lines{}
	r := &receiver{}
	o := live(t, storetest.Open(t, storetest.SQLite(t)), redis.addr, r, func(d *outbox.Deps) { d.Log = slog.New(slog.NewTextHandler(log, nil)) })
	run(t, o)
	add(t, o, message("before", "lms", ""))
	eventually(t, patience, "a delivery", func() bool { return len(r.ids()) == 1 })
	redis.kill()
	add(t, o, message("during", "lms", ""))
	eventually(t, 10*time.Second, "a delivery without Redis", func() bool { return len(r.ids()) == 2 })
	eventually(t, 15*time.Second, "it is logged", func() bool { return log.count("outbox can't reach Redis") > 0 })
	again := startRedis(t, redis.addr)
	eventually(t, 10*time.Second, "Redis is reached again", func() bool { return log.count("through_redis=true") > 0 })
	add(t, o, message("after", again.addr, ""))
	eventually(t, 10*time.Second, "a delivery afterwards", func() bool { return len(r.ids()) == 3 })
	for _, line := range []string{"outbox can't reach Redis", "outbox reaches Redis again", "through_redis=false", "through_redis=true"} {
		if n := log.count(line); n != 1 {
			t.Errorf("%q was logged %d times", line, n)
		}
	}
}

func TestWorkersGoOnWhileRedisHangs(t *testing.T) {
	t.Parallel()
	redis := startRedis(t, "")
	r := &receiver{}
	o := live(t, storetest.Open(t, storetest.SQLite(t)), redis.addr, r)
	run(t, o)
	add(t, o, message("before", "lms", ""))
	eventually(t, patience, "a delivery", func() bool { return len(r.ids()) == 1 })
	if err := redis.process.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	add(t, o, message("during", "lms", ""))
	eventually(t, patience, "a delivery without Redis", func() bool { return len(r.ids()) == 2 })
	if err := redis.process.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	add(t, o, message("after", "lms", ""))
	eventually(t, 10*time.Second, "a delivery afterwards", func() bool { return len(r.ids()) == 3 })
}

func TestAnArchivedTaskDoesNotBlockItsDestination(t *testing.T) {
	t.Parallel()
	redis := startRedis(t, "")
	r := &receiver{}
	o := live(t, storetest.Open(t, storetest.SQLite(t)), redis.addr, r)
	inspector := asynq.NewInspector(redis.opt())
	t.Cleanup(func() {
		if err := inspector.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	relay := func() {
		if err := o.RunRelay(ctx); err != nil {
			t.Error(err)
		}
	}
	wg.Go(relay)
	add(t, o, message("a", "lms", ""))
	eventually(t, patience, "the task is archived", func() bool {
		n, err := inspector.ArchiveAllPendingTasks("outbox")
		return err == nil && n == 1
	})
	cancel()
	wg.Wait()
	run(t, o)
	eventually(t, 10*time.Second, "a delivery all the same", func() bool { return len(r.ids()) == 1 })
	eventually(t, patience, "the leftover is gone", func() bool {
		tasks, err := inspector.ListArchivedTasks("outbox")
		return err == nil && len(tasks) == 0
	})
}

// workerVariable makes the test binary a worker that hangs in its first delivery. It holds the database's URL and
// Redis's address, with a space between.
const workerVariable = "OUTBOX_TEST_WORKER"

func workUntilKilled() int {
	url, addr, _ := strings.Cut(os.Getenv(workerVariable), " ")
	s := must(store.Open(context.Background(), url))
	o := must(outbox.New(outbox.Deps{Store: s, Redis: asynq.RedisClientOpt{Addr: addr}, Log: quiet(), Poll: 50 * time.Millisecond}))
	o.Handle(topicScore, outbox.TopicConfig{Batch: 3}, &receiver{answer: func(_ context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
		fmt.Println("sending", len(batch))
		select {}
	}})
	var wg sync.WaitGroup
	failed := 0
	for _, part := range []func(context.Context) error{o.RunRelay, o.RunWorkers} {
		wg.Go(func() {
			if err := part(context.Background()); err != nil {
				failed = 1
			}
		})
	}
	wg.Wait()
	return failed
}

func TestAKilledWorkersMessagesComeBack(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, redis *redisServer) {
		r := &receiver{}
		s := storetest.Open(t, url)
		o := live(t, s, redis.addr, r)
		for _, id := range numbered("m", 5) {
			add(t, o, message(id, "lms", ""))
		}
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), workerVariable+"="+url+" "+redis.addr)
		out := must(child.StdoutPipe())
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if !bufio.NewScanner(out).Scan() {
			t.Error("the worker sends nothing")
		}
		if err := child.Process.Kill(); err != nil {
			t.Error(err)
		}
		if err := child.Wait(); err == nil {
			t.Error("the worker wasn't killed")
		}
		// Its task is active in Redis still, and its lease in the table is too.
		if diff := cmp.Diff(map[string]int{"pending": 2, "sending": 3}, states(t, o)); diff != "" {
			t.Fatal(diff)
		}
		drain(t, o)
		if len(r.ids()) > 0 {
			t.Fatal("the lease was ignored")
		}
		later := live(t, s, redis.addr, r, func(d *outbox.Deps) { d.Clock = func() time.Time { return time.Now().Add(time.Hour) } })
		run(t, later)
		eventually(t, 15*time.Second, "all deliveries", func() bool { return states(t, o)["done"] == 5 })
		var got []string
		for _, d := range r.got {
			got = append(got, fmt.Sprint(d.ID, " ", d.Attempt))
		}
		if diff := cmp.Diff([]string{"m000 2", "m001 2", "m002 2", "m003 1", "m004 1"}, got); diff != "" {
			t.Error(diff)
		}
	})
}
