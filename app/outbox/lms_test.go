package outbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// lms is a server that goes through faults and remembers what it took.
type lms struct {
	mu    sync.Mutex
	taken []string
	fault func(request int) string
	seen  int
}

func (l *lms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen++
	id := r.URL.Query().Get("id")
	fault := l.fault(l.seen)
	switch fault {
	case "500":
		w.WriteHeader(http.StatusInternalServerError)
	case "429":
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusTooManyRequests)
	case "nothing":
		panic(http.ErrAbortHandler)
	default:
		if slices.Contains(l.taken, id) {
			w.WriteHeader(http.StatusConflict)
			return
		}
		l.taken = append(l.taken, id)
		if fault == "lost" { // it was taken, and the answer is lost
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// post delivers one by one over HTTP, as features do.
func post(client *http.Client, url string) func(context.Context, string, []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	return func(ctx context.Context, _ string, batch []outbox.Delivery) (results []outbox.Result, hold *outbox.Hold) {
		for _, d := range batch {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"?id="+d.ID, nil)
			if err != nil {
				return append(results, outbox.Result{Outcome: outbox.Dead, Cause: "address"}), nil
			}
			res, err := client.Do(req)
			if err != nil {
				return append(results, outbox.Result{Outcome: outbox.Retry, Cause: "no answer"}), &outbox.Hold{Cause: "no answer"}
			}
			if err := res.Body.Close(); err != nil {
				return results, &outbox.Hold{Cause: "broken answer"}
			}
			switch res.StatusCode {
			case http.StatusNoContent:
				results = append(results, outbox.Result{Outcome: outbox.Done})
			case http.StatusConflict:
				outcome := outbox.Dead
				if d.Attempt > 1 { // our own, received before
					outcome = outbox.Done
				}
				results = append(results, outbox.Result{Outcome: outcome, Cause: "409"})
			default:
				seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
				if err != nil {
					seconds = 0
				}
				return results, &outbox.Hold{After: time.Duration(seconds) * time.Second, Cause: res.Status}
			}
		}
		return results, nil
	}
}

func TestAnHourOfAnLMSDownLosesAndDoublesNothingAndKeepsOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var c *storetest.Clock
		var begin time.Time
		server := &lms{fault: func(n int) string {
			if c.Now().Sub(begin) > time.Hour {
				if n%11 == 0 {
					return "lost"
				}
				return ""
			}
			return []string{"500", "429", "nothing", "lost", "500"}[n%5]
		}}
		front := httptest.NewServer(server)
		t.Cleanup(front.Close)
		r := &receiver{answer: post(front.Client(), front.URL)}
		o, c2 := build(t, s, outbox.TopicConfig{Batch: 4}, r)
		c, begin = c2, c2.Now()
		ids := numbered("m", 120)
		for i := 0; i < 180; i++ { // half a minute each
			if i < len(ids) {
				add(t, o, message(ids[i], "lms", ""))
			}
			drain(t, o)
			c.Add(30 * time.Second)
			if i == 60 { // a restart
				o = must(outbox.New(outbox.Deps{Store: s, Clock: c.Now, Rand: func() float64 { return 0.9 }, Log: quiet()}))
				o.Handle(topicScore, outbox.TopicConfig{Batch: 4}, r)
			}
		}
		if diff := cmp.Diff(ids, server.taken); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[string]int{"done": len(ids)}, states(t, o)); diff != "" {
			t.Error(diff)
		}
	})
}
