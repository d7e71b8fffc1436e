package live

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

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
	if len(t.missed) > 0 {
		var err error
		if t.erased, err = l.erased(ctx); err != nil {
			return err
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
		if t.recent = recent; l.epoch == "" {
			t.begin()
		} else if t.sentOut, err = l.removals(ctx); err != nil {
			return err
		}
	}
	l.states, l.loaded, l.anew = states, true, true
	l.seatAll()
	return nil
}

// begin puts the loop where the stream stood before the turn.
func (t *turn) begin() {
	l := t.loop
	l.recent.reset(t.recent, t.began)
	l.epoch, l.offset = t.head.Epoch, t.began
}

// apply takes an event into the state that it belongs to.
func (l *loop) apply(e Event) error {
	noun, _, _ := strings.Cut(e.Type, ".")
	if noun == "person" {
		err := l.crowd.apply(e)
		l.seat(subjects(e)...)
		return err
	}
	for i, m := range l.modules {
		if m.Name() == noun {
			return l.states[i].Apply(e)
		}
	}
	return nil
}
