package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// request is something to be decided about the session. Requests that wait are decided in one transaction, one after the
// other, each on what the ones before it came to.
type request struct {
	id string // of a client's command
	// decide refuses with an *app.Error before it writes; any other error is a fault, and takes back what it wrote.
	decide func(ctx context.Context, t *turn) error
	// done is told in the loop, after the commit and after everybody was told of the events; err says why not.
	done func(err error)
}

// turn is one transaction over a session's stream.
type turn struct {
	loop     *loop
	head     head
	now      time.Time
	events   []Event
	facts    []app.Fact
	commands []commandRow
	redact   []int64
	afters   []func(context.Context)
	ids      []string                  // of the commands in the turn
	known    map[commandKey]commandRow // those of them that were committed before
	missed   []Event                   // that other processes decided since this one looked last
	reset    bool                      // too much was missed: clients need a snapshot
	began    int64                     // where the stream stood before
	recent   []Event                   // the last ones before, where reset
	sentOut  []app.UserID              // of the session so far, where reset
	erased   []int64                   // that other processes have redacted
}

type commandKey struct {
	user app.UserID
	id   string
}

// fault is an error of one request's, after which the others can be decided without it.
type fault struct {
	index int
	err   error
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

// settle decides the requests and tells everybody.
func (l *loop) settle(requests []*request) {
	for len(requests) > 0 {
		if l.owed.failed && time.Since(l.owed.tried) < retryEvery {
			l.refuse(requests, errUnavailable())
			return
		}
		t, refusals, err := l.try(requests)
		var f *fault
		switch {
		case errors.As(err, &f):
			l.loaded = false
			l.log.Error("command failed", "session", l.session.ID, "error", err)
			l.refuse(requests[f.index:f.index+1], &app.Error{Code: app.CodeInternal, Message: "Something went wrong on the server. Please try again.", Err: f.err})
			if requests = slices.Delete(requests, f.index, f.index+1); len(requests) == 0 {
				requests = []*request{l.nothing()} // what others look at is loaded anew
			}
			continue
		case err != nil:
			l.loaded = false
			l.failing(err)
			l.refuse(requests, errUnavailable())
			return
		}
		l.working()
		l.tell(t)
		for i, r := range requests {
			r.done(refusals[i])
		}
		l.wake(t)
		return
	}
}

func errUnavailable() error {
	return &app.Error{Code: app.CodeUnavailable, Message: "The server can't keep that just now. It is tried again.", Retry: retryEvery}
}

func (l *loop) refuse(requests []*request, err error) {
	for _, r := range requests {
		r.done(err)
	}
}

// try decides the requests in one transaction. What is owed goes first.
func (l *loop) try(requests []*request) (t *turn, refusals []error, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	defer caught(&err) // of a module's that can't load, or can't take in what others decided
	err = l.store.Tx(ctx, func(ctx context.Context) error {
		t = &turn{loop: l, now: ms(l.clock())}
		refusals = make([]error, len(requests))
		for _, r := range requests {
			if r.id != "" {
				t.ids = append(t.ids, r.id)
			}
		}
		var err error
		if t.head, err = l.lock(ctx); err != nil {
			return err
		}
		t.began = t.head.Last
		if err := t.catchUp(ctx); err != nil {
			return err
		}
		if err := t.pay(ctx); err != nil {
			return err
		}
		for i, r := range requests {
			before := t.extent()
			err := t.decide(ctx, r)
			var refusal *app.Error
			switch {
			case errors.As(err, &refusal) && t.extent() == before:
				refusals[i] = err
			case err != nil && ctx.Err() != nil: // no fault of its own: there is no time left for anybody
				return fmt.Errorf("decide in time: %w", err)
			case err != nil:
				return &fault{i, err}
			}
		}
		return t.write(ctx)
	})
	return t, refusals, err
}

// extent says how much a turn has come to. What is refused after that has grown can't be: it would be kept in part.
func (t *turn) extent() [4]int {
	return [4]int{len(t.events), len(t.facts), len(t.redact), len(t.afters)}
}

// decide keeps a panic of one request from being everybody's.
func (t *turn) decide(ctx context.Context, r *request) (err error) {
	defer caught(&err)
	return r.decide(ctx, t)
}

// caught is deferred to make an error of a panic.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v at %s", p, firstLines(debug.Stack()))
	}
}

func firstLines(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	return strings.Join(lines[:min(len(lines), 16)], " ")
}

// take makes what a command came to part of the turn, and lets the modules follow who comes and goes.
func (t *turn) take(ctx context.Context, o Outcome) error {
	t.facts = append(t.facts, o.Facts...)
	t.redact = append(t.redact, o.Redact...)
	if o.After != nil {
		t.afters = append(t.afters, o.After)
	}
	for _, e := range o.Events {
		if err := e.encode(t.head.Last+1, t.now); err != nil {
			return err
		}
		t.head.Last++
		t.events = append(t.events, e)
		if err := t.loop.apply(e); err != nil {
			return err
		}
		_, places := t.loop.placer()
		noun, _, _ := strings.Cut(e.Type, ".")
		if noun != "person" && noun != places {
			continue
		}
		for _, s := range t.loop.states {
			follower, follows := s.(Follower)
			if !follows {
				continue
			}
			o, err := follower.Follow(ctx, e)
			if err != nil {
				return err
			}
			if err := t.take(ctx, o); err != nil {
				return err
			}
		}
		if noun == places {
			if err := t.move(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell sends what happened to those who may see it.
func (l *loop) tell(t *turn) {
	l.owed.paid()
	l.ending = t.ending()
	if t.reset { // not before: what a turn that fails has leapt over would never be told
		t.begin()
		l.recognize(t.sentOut)
	}
	for _, e := range t.missed {
		l.deliver(e)
	}
	for _, e := range t.events {
		l.deliver(e)
	}
	l.recent.forget(t.redact)
	l.recent.forget(t.erased)
	if len(t.missed) > 0 {
		l.recent.drop(t.head.Trimmed)
	}
	l.offset = t.head.Last
	for _, c := range l.conns {
		if c.outdated {
			l.welcome(c)
		}
	}
}

// wake lets others know: processes, and whoever a command wants to be called.
func (l *loop) wake(t *turn) {
	if len(t.events) > 0 && l.bus != nil {
		l.bus.Publish(l.session.ID, l.offset)
	}
	for _, f := range t.afters {
		l.spawn(func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, afterTimeout)
			defer cancel()
			f(ctx)
		})
	}
}

// deliver sends one event, and does to the connections what it says of them. A connection that needs a snapshot gets
// nothing before it: if it broke in between, the client would believe what belongs to neither of its positions.
func (l *loop) deliver(e Event) {
	l.recent.add(e)
	for _, c := range l.conns {
		if c.viewer.Sees(e.Audience) && (!c.outdated || e.Type == typeEnded) { // nothing follows the end
			c.send(e.Body)
		}
	}
	switch e.Type {
	case typeChanged:
		if p, err := Read[PersonChanged](e); err == nil {
			l.outdate(p.Person)
		}
	case typeMoved:
		l.movedNow(e)
	case typeLeft:
		if left, err := Read[PersonLeft](e); err == nil {
			maps.DeleteFunc(l.limits, func(k limitKey, _ *rate.Limiter) bool { return k.user == left.UserID })
			l.mourned(left.UserID)
		}
	case typeRemoved:
		if r, err := Read[Removed](e); err == nil {
			l.sendOut(r.UserID)
		}
	case typeEnded:
		l.close()
	}
}

// mourned closes connections of this process whose person another process took for gone: this one couldn't say for a
// while that it was alive. They come back as new ones.
func (l *loop) mourned(user app.UserID) {
	for _, c := range l.conns {
		if c.actor.User == user {
			c.end(web.CloseRestarting)
		}
	}
}

// command is the request of a client's command.
func (l *loop) command(c *conn, frame ClientFrame, body json.RawMessage) *request {
	key := commandKey{c.actor.User, frame.ID}
	var row commandRow
	allowed := false // by its rate: once, however often others' faults have it decided again
	return &request{
		id: frame.ID,
		decide: func(ctx context.Context, t *turn) error {
			var err error
			if t.known == nil {
				if t.known, err = l.acked(ctx, t.ids); err != nil {
					return err
				}
			}
			if known, again := t.known[key]; again {
				row = known
				return nil
			}
			o, err := l.decideCommand(ctx, c, frame, body, t, &allowed)
			if err != nil {
				return err
			}
			row = commandRow{SessionID: string(l.session.ID), UserID: string(c.actor.User), ID: frame.ID, AtMs: t.now.UnixMilli()}
			if o.Result != nil {
				b, err := json.Marshal(o.Result)
				if err != nil {
					return fmt.Errorf("encode a result: %w", err)
				}
				row.Result = string(b)
			}
			if err := t.take(ctx, o); err != nil {
				return err
			}
			row.Position = t.head.Last
			t.known[key] = row
			t.commands = append(t.commands, row)
			return nil
		},
		done: func(err error) {
			if err != nil {
				c.send(refused(frame.ID, err))
				return
			}
			c.send(encode(Ack{"ack", frame.ID, row.Position, json.RawMessage(row.Result)}))
		},
	}
}
