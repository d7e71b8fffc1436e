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
			requests = slices.Delete(requests, f.index, f.index+1)
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
		if err := t.catchUp(ctx); err != nil {
			return err
		}
		if err := t.pay(ctx); err != nil {
			return err
		}
		for i, r := range requests {
			err := t.decide(ctx, r)
			var refusal *app.Error
			switch {
			case errors.As(err, &refusal):
				refusals[i] = err
			case err != nil:
				return &fault{i, err}
			}
		}
		return t.write(ctx)
	})
	return t, refusals, err
}

// decide keeps a panic of one request from being everybody's.
func (t *turn) decide(ctx context.Context, r *request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v at %s", p, firstLines(debug.Stack()))
		}
	}()
	return r.decide(ctx, t)
}

func firstLines(stack []byte) string {
	lines := strings.Split(string(stack), "\n")
	return strings.Join(lines[:min(len(lines), 16)], " ")
}

// catchUp takes in what other processes decided since this one looked last, or loads everything where it doesn't know.
func (t *turn) catchUp(ctx context.Context) error {
	l := t.loop
	if l.loaded && l.offset == t.head.Last {
		return nil
	}
	first := l.epoch == ""
	if !first && (t.head.Trimmed > l.offset || t.head.Last < l.offset || l.epoch != t.head.Epoch) {
		t.reset, l.loaded = true, false
	}
	if !first && !t.reset {
		missed, err := l.events(ctx, l.offset, int(t.head.Last-l.offset), false)
		if err != nil {
			return err
		}
		t.missed = missed
		if slices.ContainsFunc(missed, Event.redacted) { // it can't be applied any more
			t.reset, t.missed, l.loaded = true, nil, false
		}
	}
	if !l.loaded {
		return l.load(ctx, t)
	}
	for _, e := range t.missed {
		if err := l.apply(e); err != nil {
			return err
		}
	}
	return nil
}

// load reads the state of the session from the database.
func (l *loop) load(ctx context.Context, t *turn) error {
	if err := l.crowd.load(ctx, l); err != nil {
		return err
	}
	states := make([]State, len(l.modules))
	for i, m := range l.modules {
		var err error
		if states[i], err = m.Load(ctx, l.session); err != nil {
			return fmt.Errorf("load %s: %w", m.Name(), err)
		}
	}
	if l.epoch == "" || t.reset {
		recent, err := l.events(ctx, t.head.Trimmed, resumeMost, true)
		if err != nil {
			return err
		}
		l.recent.reset(recent, t.head.Last)
		l.offset, l.leapt = t.head.Last, t.reset
	}
	l.states, l.epoch, l.loaded = states, t.head.Epoch, true
	return nil
}

// apply takes an event into the state that it belongs to.
func (l *loop) apply(e Event) error {
	noun, _, _ := strings.Cut(e.Type, ".")
	if noun == "person" {
		return l.crowd.apply(e)
	}
	for i, m := range l.modules {
		if m.Name() == noun {
			return l.states[i].Apply(e)
		}
	}
	return nil
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
		if !strings.HasPrefix(e.Type, "person.") {
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
	}
	return nil
}

// tell sends what happened to those who may see it.
func (l *loop) tell(t *turn) {
	l.owed.paid()
	l.recent.forget(t.redact)
	for _, e := range t.missed {
		l.deliver(e)
	}
	for _, e := range t.events {
		l.deliver(e)
	}
	l.offset = t.head.Last
	if l.leapt {
		l.recognize()
	}
	for _, c := range l.conns {
		if l.leapt || c.outdated {
			l.welcome(c)
		}
	}
	l.leapt = false
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

// deliver sends one event, and does to the connections what it says of them.
func (l *loop) deliver(e Event) {
	l.recent.add(e)
	if e.Type == typeChanged {
		if p, err := Read[PersonChanged](e); err == nil {
			l.outdate(p.Person)
		}
	}
	for _, c := range l.conns {
		if c.viewer.Sees(e.Audience) {
			c.send(e.Body)
		}
	}
	switch e.Type {
	case typeLeft:
		if left, err := Read[PersonLeft](e); err == nil {
			maps.DeleteFunc(l.limits, func(k limitKey, _ *rate.Limiter) bool { return k.user == left.UserID })
			l.mourned(left.UserID)
		}
	case typeRemoved:
		if r, err := Read[Removed](e); err == nil {
			l.disconnect(r.UserID, app.CodeRemoved)
			if l.sentOut != nil {
				l.sentOut(l.session.ID, r.UserID)
			}
		}
	case typeEnded:
		l.ended = true
		if l.over != nil {
			l.over(l.session.ID)
		}
		for _, c := range l.conns {
			c.end(closeCode(app.CodeSessionEnded))
		}
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

// recognize brings every connection in line with who is there by now, where events were leapt over.
func (l *loop) recognize() {
	for _, c := range l.conns {
		if p, here := l.crowd.Person(c.actor.User); here {
			l.outdate(p)
		} else {
			c.end(web.CloseRestarting) // who was sent out learns it when they come back
		}
	}
}

// outdate gives the person's connections the role and the group of now, and lets them have a new snapshot.
func (l *loop) outdate(p Person) {
	for _, c := range l.conns {
		if c.actor.User != p.UserID {
			continue
		}
		now := Viewer{User: p.UserID, Role: p.Role, Group: groupOf(p.Room)}
		if c.viewer != now {
			c.viewer, c.actor.Role, c.outdated = now, p.Role, true
		}
	}
}

// command is the request of a client's command.
func (l *loop) command(c *conn, frame ClientFrame, body json.RawMessage) *request {
	key := commandKey{c.actor.User, frame.ID}
	var row commandRow
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
			o, err := l.decideCommand(ctx, c, frame, body, t)
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
