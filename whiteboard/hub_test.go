package whiteboard_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/whiteboard"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

func chunk(b []byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(b))), b...) }

// typed is an update: one client's first text, from clock 0.
func typed(client byte, text string) []byte {
	b := []byte{1, 1, client, 0, 4, 1, 4, 't', 'e', 'x', 't'}
	return append(append(b, chunk([]byte(text))...), 0)
}

func sync1(vector ...byte) []byte     { return append([]byte{0, 0}, chunk(vector)...) }
func sync2(update []byte) []byte      { return append([]byte{0, 1}, chunk(update)...) }
func updated(update []byte) []byte    { return append([]byte{0, 2}, chunk(update)...) }
func awareness(update ...byte) []byte { return append([]byte{1}, chunk(update)...) }

// state is an awareness update of one client.
func state(client, clock byte, json string) []byte {
	return awareness(append([]byte{1, client, clock}, chunk([]byte(json))...)...)
}

var everything = sync1(0)

func TestH7_WhatIsRefusedClosesTheConnection(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log, Limits: whiteboard.Limits{Message: 1 << 16, State: 100, Burst: 50}})
	many := bytes.Repeat([]byte{'x'}, 200)
	for name, c := range map[string]struct {
		frame []byte
		want  websocket.StatusCode
	}{
		"nothing":                     {[]byte{}, whiteboard.CloseInvalid},
		"an unknown message":          {[]byte{9}, whiteboard.CloseInvalid},
		"an unknown sync message":     {[]byte{0, 3, 0}, whiteboard.CloseInvalid},
		"a message that breaks off":   {[]byte{0, 2, 200}, whiteboard.CloseInvalid},
		"bytes after the message":     {append(updated([]byte{0, 0}), 1), whiteboard.CloseInvalid},
		"an update that is none":      {updated([]byte{1, 1, 1, 0, 31}), whiteboard.CloseInvalid},
		"a step 2 that is none":       {sync2([]byte{5}), whiteboard.CloseInvalid},
		"a state vector that is none": {sync1(5), whiteboard.CloseInvalid},
		"awareness that is none":      {awareness(3, 1), whiteboard.CloseInvalid},
		"awareness that isn't JSON":   {state(7, 1, "{"), whiteboard.CloseInvalid},
		"awareness that is no object": {state(7, 1, "[]"), whiteboard.CloseInvalid},
		"a large state":               {state(7, 1, fmt.Sprintf("{\"a\":%q}", many)), whiteboard.CloseTooLarge},
		"a message over the limit":    {updated(bytes.Repeat([]byte{'x'}, 1<<16+100)), websocket.StatusMessageTooBig},
	} {
		c2 := dial(t, s, "mallory", "doc")
		c2.send(c.frame)
		if got := c2.closed(); got != c.want {
			t.Errorf("%s: closed with %d, want %d", name, got, c.want)
		}
	}
	log.with(func(m *memory) {
		if len(m.updates) > 0 {
			t.Error("something of it was kept")
		}
	})
	fast := dial(t, s, "mallory", "doc")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for fast.socket.Write(ctx, websocket.MessageBinary, []byte{3}) == nil {
		}
	}()
	if got := fast.closed(); got != whiteboard.CloseRate {
		t.Errorf("too fast: closed with %d, want %d", got, whiteboard.CloseRate)
	}
}

func TestH1_NothingIsToldBeforeItWasAppended(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log})
	ada, bob := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc")
	ada.next(0, 0)
	bob.next(0, 0)
	ada.send(updated(typed(1, "a"))) // her client id is claimed
	bob.next(0, 2)
	log.with(func(m *memory) { m.hold = hold })
	ada.send(updated(more(1)))
	ada.send([]byte{3})
	ada.next(1) // so it has taken the update in
	ada.send(everything)
	bob.send(everything)
	bob.send([]byte{3}) // answered at once: nothing else has come until then
	if got := bob.next(); got[0] != 1 {
		t.Errorf("before the append bob was told %v", got)
	}
	close(hold)
	merged, err := yjs.MergeUpdates(typed(1, "a"), more(1))
	if err != nil {
		t.Fatal(err)
	}
	all := sync2(merged)
	if diff := cmp.Diff(updated(more(1)), bob.next(0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(all, bob.next(0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(all, ada.next(0)); diff != "" {
		t.Errorf("the author is told (-want +got):\n%s", diff)
	}
}

// What is decided while a document is being read comes before the connections that wait for it.
func TestH3_SentOutWhileTheDocumentIsRead(t *testing.T) {
	t.Parallel()
	log, shut, asked := newMemory(), make(chan struct{}), make(chan struct{}, 1)
	log.shut = shut
	s := serve(t, whiteboard.Deps{Log: log})
	s.asked = func() {
		select {
		case asked <- struct{}{}:
		default:
		}
	}
	ada := dial(t, s, "ada", "doc")
	<-asked
	s.remove("doc", "ada")
	close(shut)
	if got := ada.closed(); got != closeRemoved {
		t.Errorf("closed with %d", got)
	}
}

func TestH9_ALogThatFailsSendsEverybodyAway(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log, Limits: whiteboard.Limits{Retry: 100 * time.Millisecond}})
	ada, bob := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc")
	ada.next(0, 0)
	bob.next(0, 0)
	log.with(func(m *memory) { m.err = errBroken })
	ada.send(updated(typed(1, "lost")))
	if a, b := ada.closed(), bob.closed(); a != whiteboard.CloseUnavailable || b != whiteboard.CloseUnavailable {
		t.Errorf("closed with %d and %d", a, b)
	}
	refused := dial(t, s, "bob", "doc")
	if got := refused.closed(); got != whiteboard.CloseUnavailable {
		t.Errorf("H10: a document that can't be read: closed with %d", got)
	}
	log.with(func(m *memory) { m.err = nil })
	again := dial(t, s, "ada", "doc")
	if diff := cmp.Diff(sync1(0), again.next(0)); diff != "" {
		t.Errorf("what wasn't appended is known (-want +got):\n%s", diff)
	}
	again.send(sync2(typed(1, "lost")))
	again.send(everything)
	if diff := cmp.Diff(sync2(typed(1, "lost")), again.next(0, 1)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestH2_ReadersChangeNothing(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log})
	s.allow("doc", "reader", whiteboard.AccessNone)
	reader := dial(t, s, "reader", "doc")
	for _, frame := range [][]byte{updated(typed(1, "no")), sync2(typed(1, "no"))} {
		reader.send(frame)
		reader.next(2, 0)
	}
	reader.send(sync2([]byte{0, 0})) // a reader's usual answer isn't refused
	reader.send(everything)
	if diff := cmp.Diff(sync2([]byte{0, 0}), reader.next()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWhatComesWithTheHandshakeIsRead: a client that is quick can have its first frame in the packet of its handshake.
func TestWhatComesWithTheHandshakeIsRead(t *testing.T) {
	t.Parallel()
	s := serve(t, whiteboard.Deps{Log: newMemory()})
	address := strings.TrimPrefix(s.url, "ws://")
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() }) // it is closed here
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	step1 := []byte{0, 0, 1, 0}
	frame := append([]byte{0x82, 0x80 | byte(len(step1)), 0, 0, 0, 0}, step1...)
	handshake := "GET /doc?user=ada HTTP/1.1\r\nHost: " + address + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
	if _, err := c.Write(append([]byte(handshake), frame...)); err != nil {
		t.Fatal(err)
	}
	var got []byte
	for b := make([]byte, 4<<10); !bytes.Contains(got, []byte{0, 1, 2, 0, 0}); { // step 2 of a document without anything
		n, err := c.Read(b)
		if err != nil {
			t.Fatalf("no answer to step 1 in % x: %v", got, err)
		}
		got = append(got, b[:n]...)
	}
}

func TestH4_AClientIDBelongsToOneConnection(t *testing.T) {
	t.Parallel()
	s := serve(t, whiteboard.Deps{Log: newMemory()})
	ada, mallory := dial(t, s, "ada", "doc"), dial(t, s, "mallory", "doc")
	ada.send(state(7, 1, `{"cursor":1}`))
	mine := ada.next(1, byte(len(`{"cursor":1,"user":{"color":"#123456","name":"Name of ada","userId":"ada"}}`)+4))
	mallory.send(state(7, 9, `{"cursor":666}`))
	mallory.send(state(7, 9, `null`))
	mallory.send([]byte{3})
	ada.send([]byte{3})
	if diff := cmp.Diff(mine, ada.next(1)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again := dial(t, s, "ada", "doc")
	again.send(state(7, 2, `{"cursor":2}`))
	if got := again.next(1, byte(len(mine)-2)); !bytes.Contains(got, []byte(`"cursor":1`)) {
		t.Errorf("who comes is told %q", got)
	}
	if got := again.next(1, byte(len(mine)-2)); !bytes.Contains(got, []byte(`"cursor":2`)) {
		t.Errorf("the same person may take it over; told %q", got)
	}
}

func TestH6_WhoDoesNotReadIsSentAway(t *testing.T) {
	t.Parallel()
	for name, bare := range map[string]bool{"over a Wire": false, "over a socket alone": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whoDoesNotReadIsSentAway(t, bare)
		})
	}
}

// whoDoesNotReadIsSentAway: five stop reading while 24 MB are told; the others get it all, and what waits for the five
// is dropped with them.
func whoDoesNotReadIsSentAway(t *testing.T, bare bool) {
	t.Helper()
	s := serve(t, whiteboard.Deps{Log: newMemory(), Limits: whiteboard.Limits{Queue: 1 << 20, ByteRate: 1 << 30}})
	s.bare = bare
	ada, bob := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc")
	slow := make([]*raw, 5)
	for i := range slow {
		slow[i] = dial(t, s, "slow", "doc")
	}
	for _, c := range append(slow, ada, bob) {
		c.next(0, 0)
	}
	text := bytes.Repeat([]byte{'x'}, 1<<20)
	for client := byte(1); client <= 24; client++ {
		ada.send(updated(typed(client, string(text))))
		bob.next(0, 2)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, c := range slow {
		told := 0
		for {
			_, b, err := c.socket.Read(ctx)
			if err != nil {
				break
			}
			told += len(b)
		}
		if ctx.Err() != nil || told >= 24<<20 {
			t.Errorf("who doesn't read was told %d bytes and is still there", told)
		}
	}
}

func TestD5_WhatComesDuringAnAppendIsAppendedAtOnce(t *testing.T) {
	t.Parallel()
	log, hold := newMemory(), make(chan struct{})
	s := serve(t, whiteboard.Deps{Log: log})
	ada, bob := dial(t, s, "ada", "doc"), dial(t, s, "bob", "doc")
	ada.next(0, 0)
	bob.next(0, 0)
	var before []byte
	for client := byte(1); client < 12; client++ { // each is claimed before the Log stops
		ada.send(updated(typed(client, "a")))
		before = bob.next(0, 2)
	}
	if before[3] != 1 {
		t.Errorf("%d clients' structs came at once where nothing else was to do", before[3])
	}
	var kept int
	log.with(func(m *memory) { m.hold, kept = hold, len(m.updates["doc"]) })
	for client := byte(1); client < 12; client++ {
		ada.send(updated(more(client)))
	}
	ada.send([]byte{3})
	ada.next(1) // so they have been read
	close(hold)
	for told := byte(0); told < 11; {
		told += bob.next(0, 2)[3]
	}
	log.with(func(m *memory) {
		if n := len(m.updates["doc"]) - kept; n > 3 {
			t.Errorf("11 updates were appended as %d", n)
		}
	})
}

// more is an update: one more letter behind the client's first.
func more(client byte) []byte { return []byte{1, 1, client, 1, 0x84, client, 0, 1, 'b', 0} }

func TestH11_ADocumentIsCompacted(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log, Limits: whiteboard.Limits{CompactAt: 3, Window: time.Nanosecond}})
	ada := dial(t, s, "ada", "doc")
	for client := byte(1); client <= 7; client++ {
		ada.send(updated(typed(client, "x")))
		ada.send(sync1(1, 127, 0))
		ada.next(0, 1)
	}
	s.stop()
	log.with(func(m *memory) {
		if m.compacted == 0 || len(m.updates["doc"]) > 3 {
			t.Errorf("compacted %d times, %d updates are left", m.compacted, len(m.updates["doc"]))
		}
	})
	second := serve(t, whiteboard.Deps{Log: log})
	late := dial(t, second, "late", "doc")
	if got := late.next(0, 0); got[3] != 7 {
		t.Errorf("%d clients are known after the restart, want 7", got[3])
	}
}

func TestTheEndSaysComeBack(t *testing.T) {
	t.Parallel()
	log := newMemory()
	s := serve(t, whiteboard.Deps{Log: log})
	ada := dial(t, s, "ada", "doc")
	ada.next(0, 0)
	ada.send(updated(typed(1, "a")))
	ada.send(everything)
	ada.next(0, 1)
	go s.stop()
	if got := ada.closed(); got != whiteboard.CloseRestarting {
		t.Errorf("closed with %d, want %d", got, whiteboard.CloseRestarting)
	}
	s.stop()
}
