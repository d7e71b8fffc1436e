package whiteboard_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/lectern-classroom/lectern/whiteboard"
)

// faulty is a bus that doesn't take messages, or doesn't listen yet, where it is told to.
type faulty struct {
	*bus
	mu     sync.Mutex
	broken bool
	tried  chan struct{} // has something, once a message wasn't taken
	listen chan struct{} // who subscribes waits for it to be closed
}

func newFaulty() *faulty {
	return &faulty{bus: newBus(), tried: make(chan struct{}, 1), listen: make(chan struct{})}
}

func (f *faulty) fail(broken bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = broken
}

func (f *faulty) Publish(ctx context.Context, doc whiteboard.DocID, message []byte) error {
	f.mu.Lock()
	broken := f.broken
	f.mu.Unlock()
	if !broken {
		return f.bus.Publish(ctx, doc, message)
	}
	select {
	case f.tried <- struct{}{}:
	default:
	}
	return errors.New("the bus is broken")
}

func (f *faulty) Subscribe(ctx context.Context, doc whiteboard.DocID, receive func([]byte)) error {
	select {
	case <-f.listen:
		return f.bus.Subscribe(ctx, doc, receive)
	case <-ctx.Done():
		return nil
	}
}

// until reads updates until one holds the text.
func (r *raw) until(text string) {
	r.t.Helper()
	for !bytes.Contains(r.next(0, 2), []byte(text)) {
	}
}

func TestH18_WhatAFailingBusLosesComesOnceItTakes(t *testing.T) {
	t.Parallel()
	log, b := newMemory(), newFaulty()
	close(b.listen)
	one, two := serve(t, whiteboard.Deps{Log: log, Bus: b}), serve(t, whiteboard.Deps{Log: log, Bus: b})
	writer, reader := dial(t, one, "ada", "doc"), dial(t, two, "bob", "doc")
	reader.next(0, 0)
	writer.send(updated(structs(1, 0, element("before"))))
	reader.until("before")
	b.fail(true)
	writer.send(updated(structs(1, 1, element("lost"))))
	<-b.tried
	b.fail(false)
	reader.until("lost")
}

func TestH18_WhatComesBeforeTheBusListensIsAskedFor(t *testing.T) {
	t.Parallel()
	log, deaf := newMemory(), newFaulty()
	one := serve(t, whiteboard.Deps{Log: log, Bus: deaf.bus})
	writer, here := dial(t, one, "ada", "doc"), dial(t, one, "eve", "doc")
	here.next(0, 0)
	two := serve(t, whiteboard.Deps{Log: log, Bus: deaf})
	reader := dial(t, two, "bob", "doc")
	reader.next(0, 0)
	writer.send(updated(structs(1, 0, element("early"))))
	here.until("early")
	close(deaf.listen)
	reader.until("early")
}

// TestH18_ABusyDocumentHelpsToo: while something is being appended, another process asks.
func TestH18_ABusyDocumentHelpsToo(t *testing.T) {
	t.Parallel()
	log, b := newMemory(), newFaulty()
	close(b.listen)
	one := serve(t, whiteboard.Deps{Log: log, Bus: b})
	writer, here := dial(t, one, "ada", "doc"), dial(t, one, "eve", "doc")
	here.next(0, 0)
	writer.send(updated(structs(1, 0, element("before"))))
	here.until("before")
	two := serve(t, whiteboard.Deps{Log: newMemory(), Bus: b}) // it lacks what is in the log
	hold := make(chan struct{})
	log.with(func(m *memory) { m.hold = hold })
	writer.send(updated(structs(1, 1, element("slow"))))
	reader := dial(t, two, "bob", "doc")
	reader.next(0, 0)
	log.with(func(m *memory) { m.hold = nil })
	close(hold)
	reader.until("before")
}

// TestH18_WhoIsHereIsToldToAProcessThatComes: clients say so themselves only every 15 s.
func TestH18_WhoIsHereIsToldToAProcessThatComes(t *testing.T) {
	t.Parallel()
	log, b := newMemory(), newFaulty()
	close(b.listen)
	one, two := serve(t, whiteboard.Deps{Log: log, Bus: b}), serve(t, whiteboard.Deps{Log: log, Bus: b})
	ada := dial(t, one, "ada", "doc")
	ada.send(awareness(append([]byte{1, 7, 3}, chunk([]byte(`{"cursor":5}`))...)...))
	ada.next(1)
	bob := dial(t, two, "bob", "doc")
	if got := bob.next(1); !bytes.Contains(got, []byte("Name of ada")) {
		t.Errorf("the first that bob hears of people is %q", got)
	}
}
