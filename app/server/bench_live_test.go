package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/lti/platform"
)

// listener is a socket as cheap as one can be, so that the load costs little beside what it measures: it looks at the
// beginning of each frame only.
type listener struct {
	conn  *websocket.Conn
	heard chan heard
}

// heard is a frame of a type that was waited for, and when it came.
type heard struct {
	frame []byte
	at    time.Time
}

// listen opens a socket whose frames of the given types are handed out.
func listen(ctx context.Context, address string, types ...string) (*listener, error) {
	conn, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(4 << 20)
	l := &listener{conn: conn, heard: make(chan heard, 1024)}
	if _, _, err := conn.Read(ctx); err != nil { // the welcome
		return nil, err
	}
	go func() {
		defer close(l.heard)
		for {
			_, b, err := conn.Read(ctx)
			if err != nil {
				return
			}
			for _, t := range types {
				if strings.HasPrefix(string(b[:min(len(b), 40)]), `{"type":"`+t+`"`) {
					l.heard <- heard{b, time.Now()}
				}
			}
		}
	}()
	return l, nil
}

func (l *listener) send(ctx context.Context, frame map[string]any) error {
	b, err := json.Marshal(frame)
	if err != nil {
		return err
	}
	return l.conn.Write(ctx, websocket.MessageText, b)
}

// audience is a class of so many listeners, with its teacher.
type audience struct {
	p         *apptest.Process
	session   app.SessionID
	teacher   *apptest.Client
	staff     *listener
	listeners []*listener
}

// seat fills a class of the binary with n listeners to frames of the types, who are so many people.
func seat(b *testing.B, ctx context.Context, binary string, n, people int, types ...string) *audience {
	b.Helper()
	p, databaseURL := benchProcess(b, binary, "http://127.0.0.1:1", "", nil)
	lms := benchLMS(b, p.URL, databaseURL, people)
	a := &audience{p: p, teacher: apptest.Enter(b, p.URL, lms, "teacher", "1"), listeners: make([]*listener, n)}
	a.session = a.teacher.Start().ID
	var err error
	if a.staff, err = listen(ctx, a.teacher.URLOf(a.session), "ack", "refused", "poll.opened"); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	work := make(chan int)
	for range 8 {
		wg.Go(func() {
			for i := range work {
				c := apptest.Enter(b, p.URL, lms, platform.UserID(fmt.Sprint(1000+i%people)), "1")
				l, err := listen(ctx, c.URLOf(a.session), types...)
				if err != nil {
					b.Errorf("listener %d: %v", i, err)
					continue
				}
				a.listeners[i] = l
			}
		})
	}
	for i := range n {
		work <- i
	}
	close(work)
	wg.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return a
}

func reportTimes(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for _, q := range []int{50, 95, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*q/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", q))
	}
}

// BenchmarkFanOut sends one chat message at a time to a class: the time from the teacher's send to the last of those who
// get it by p50 to p99 of all deliveries, the CPU time a delivery of the app alone (beside what the class costs when
// nobody speaks, which is measured just before), and its memory a client.
func BenchmarkFanOut(b *testing.B) {
	binary := build(b)
	for _, n := range []int{200, 2000} {
		b.Run(fmt.Sprintf("clients=%d", n), func(b *testing.B) {
			ctx, cancel := context.WithTimeout(b.Context(), 4*time.Minute)
			defer cancel()
			empty, _ := benchProcess(b, binary, "http://127.0.0.1:1", "", nil)
			before := rss(b, empty.PID())
			empty.Kill()
			a := seat(b, ctx, binary, n, 200, "chat.sent")
			memory := (rss(b, a.p.PID()) - before) * 1024 / float64(n)
			const messages, every = 16, 500 * time.Millisecond // as fast as a person may write
			quiet := cpu(b, a.p.PID())
			time.Sleep(messages * every) // the time that is measured, not a wait for anything
			calm := cpu(b, a.p.PID())
			b.ResetTimer()
			var took []time.Duration
			for i := range messages {
				begun := time.Now()
				frame := map[string]any{"type": "chat.send", "id": fmt.Sprintf("bench-%04d", i), "to": map[string]string{"kind": "everyone"}, "text": "Please open your books at page 42."}
				if err := a.staff.send(ctx, frame); err != nil {
					b.Fatal(err)
				}
				if answer := <-a.staff.heard; !strings.HasPrefix(string(answer.frame), `{"type":"ack"`) {
					b.Fatalf("the message isn't taken: %s", answer.frame)
				}
				for _, l := range a.listeners {
					h, ok := <-l.heard
					if !ok {
						b.Fatal("a listener was closed")
					}
					took = append(took, h.at.Sub(begun))
				}
				if rest := every - time.Since(begun); rest > 0 {
					time.Sleep(rest)
				}
			}
			b.StopTimer()
			busy := cpu(b, a.p.PID())
			used := (busy.user + busy.system) - (calm.user + calm.system) - ((calm.user + calm.system) - (quiet.user + quiet.system))
			b.ReportMetric(memory, "KB/client")
			b.ReportMetric(float64(used.Microseconds())/float64(len(took)), "cpu-us/delivery")
			reportTimes(b, took)
		})
	}
}

// BenchmarkVotes has 500 learners vote within 2 s. It reports the time from a vote to its answer and fails unless the
// tally is exact.
func BenchmarkVotes(b *testing.B) {
	binary := build(b)
	const n, within = 500, 2 * time.Second
	ctx, cancel := context.WithTimeout(b.Context(), 4*time.Minute)
	defer cancel()
	a := seat(b, ctx, binary, n, n, "ack", "refused")
	open := map[string]any{"type": "poll.open", "id": "bench-open", "poll": map[string]any{"kind": "single", "question": "Which?", "results": "live",
		"options": []map[string]string{{"text": "A"}, {"text": "B"}, {"text": "C"}, {"text": "D"}}}}
	if err := a.staff.send(ctx, open); err != nil {
		b.Fatal(err)
	}
	var opened struct {
		Code, Message string
		Poll          struct {
			PollID  app.PollID
			Options []struct{ ID string }
		}
	}
	for opened.Poll.PollID == "" {
		h := <-a.staff.heard
		if err := json.Unmarshal(h.frame, &opened); err != nil || opened.Code != "" {
			b.Fatalf("the poll isn't opened: %v: %s", err, h.frame)
		}
	}
	before := cpu(b, a.p.PID())
	b.ResetTimer()
	took := make([]time.Duration, n)
	var wg sync.WaitGroup
	begun := time.Now()
	for i, l := range a.listeners {
		wg.Go(func() {
			time.Sleep(within * time.Duration(i) / n) // spread over the two seconds
			sent := time.Now()
			vote := map[string]any{"type": "poll.vote", "id": fmt.Sprintf("vote-%05d", i), "pollId": opened.Poll.PollID, "answer": []string{opened.Poll.Options[i%4].ID}}
			if err := l.send(ctx, vote); err != nil {
				b.Error(err)
				return
			}
			h, ok := <-l.heard
			if !ok || !strings.HasPrefix(string(h.frame), `{"type":"ack"`) {
				b.Errorf("vote %d: %s", i, h.frame)
				return
			}
			took[i] = h.at.Sub(sent)
		})
	}
	wg.Wait()
	wall := time.Since(begun)
	b.StopTimer()
	after := cpu(b, a.p.PID())
	reportTimes(b, took)
	b.ReportMetric(wall.Seconds(), "s-for-500")
	b.ReportMetric(float64(((after.user+after.system)-(before.user+before.system)).Microseconds())/1000/n, "cpu-ms/vote")
	var history poll.PollHistory
	a.teacher.Must(200, "GET", "/sessions/"+string(a.session)+"/polls", nil, &history)
	polls := history.Polls
	if len(polls) != 1 || polls[0].Tally == nil {
		b.Fatalf("polls %+v", polls)
	}
	for _, o := range opened.Poll.Options {
		if got := polls[0].Tally.Counts[o.ID]; got != n/4 {
			b.Errorf("%s has %d votes, want %d", o.ID, got, n/4)
		}
	}
}
