package whiteboard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/whiteboard"
)

func TestStockClientsConverge(t *testing.T) {
	t.Parallel()
	for name, bare := range map[string]bool{"over a Wire": false, "over a socket alone": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, whiteboard.Deps{Log: newMemory()})
			s.bare = bare
			stockClientsConverge(t, s)
		})
	}
}

func stockClientsConverge(t *testing.T, s *server) {
	t.Helper()
	b := startBrowsers(t)
	b.open(s, "ada", "doc")
	b.open(s, "bob", "doc")
	b.do("edit", "ada", args{"text": "Hello"})
	b.do("text", "bob", args{"text": "Hello"})
	b.do("disconnect", "bob", nil)
	b.do("edit", "bob", args{"text": " from afar 😀"})
	b.do("edit", "ada", args{"text": "> ", "at": 0})
	b.do("connect", "bob", nil)
	for _, who := range []string{"ada", "bob"} {
		b.do("text", who, args{"text": "> Hello from afar 😀"})
	}
	b.open(s, "late", "doc")
	b.do("text", "late", args{"text": "> Hello from afar 😀"})
}

// TestH1_AKilledServerLosesNothingThatWasBroadcast kills the server under typing clients: from one moment on nothing
// reaches its log any more, and its sockets break.
func TestH1_AKilledServerLosesNothingThatWasBroadcast(t *testing.T) {
	t.Parallel()
	log, b := newMemory(), startBrowsers(t)
	gate := newGate()
	first := serve(t, whiteboard.Deps{Log: log})
	gate.point(t, first.url)
	through := &server{t: t, url: gate.url}
	b.open(through, "ada", "doc")
	b.open(through, "bob", "doc")
	b.do("edit", "ada", args{"text": "one "})
	b.do("text", "bob", args{"text": "one "})
	log.with(func(m *memory) { m.err = errBroken })
	b.do("edit", "bob", args{"text": "two "})
	gate.cut()
	log.with(func(m *memory) { m.err = nil })
	second := serve(t, whiteboard.Deps{Log: log})
	b.do("edit", "ada", args{"text": "three "})
	gate.point(t, second.url)
	for _, who := range []string{"ada", "bob"} {
		b.do("length", who, args{"length": len("one two three ")})
	}
	b.open(second, "late", "doc")
	b.do("length", "late", args{"length": len("one two three ")})
	if got, want := b.do("read", "late", nil), b.do("read", "ada", nil); got != want {
		t.Errorf("after the restart late reads %q and ada %q", got, want)
	}
}

func TestH2_H3_RightsFlipWhileConnected(t *testing.T) {
	t.Parallel()
	b := startBrowsers(t)
	s := serve(t, whiteboard.Deps{Log: newMemory()})
	b.open(s, "teacher", "doc")
	b.open(s, "pupil", "doc")
	b.do("edit", "pupil", args{"text": "a"})
	b.do("text", "teacher", args{"text": "a"})
	s.allow("doc", "pupil", whiteboard.AccessNone)
	if got := s.hub.Writers("doc"); got != 1 {
		t.Errorf("%d connections may write, want 1", got)
	}
	b.do("edit", "pupil", args{"text": "X"})
	b.do("denied", "pupil", nil)
	b.do("edit", "teacher", args{"text": "b"})
	b.open(s, "other", "doc")
	b.do("text", "other", args{"text": "ab"})
	// A step 2 after a reconnect is judged alike.
	b.do("disconnect", "pupil", nil)
	b.do("connect", "pupil", nil)
	b.do("synced", "pupil", nil)
	b.do("edit", "teacher", args{"text": "c"})
	b.do("text", "other", args{"text": "abc"})
	s.allow("doc", "pupil", whiteboard.AccessAll)
	b.do("disconnect", "pupil", nil)
	b.do("connect", "pupil", nil)
	b.do("length", "other", args{"length": len("abcX")})
}

func TestH4_H5_NamesAreTheServers(t *testing.T) {
	t.Parallel()
	b := startBrowsers(t)
	s := serve(t, whiteboard.Deps{Log: newMemory()})
	b.open(s, "ada", "doc")
	b.do("say", "ada", args{"field": "user", "value": args{"name": "The Headmaster"}})
	b.open(s, "bob", "doc")
	b.do("people", "bob", args{"names": []string{"Name of ada"}})
	b.do("say", "ada", args{"field": "cursor", "value": args{"at": 1}})
	b.do("people", "ada", args{"names": []string{"Name of bob"}})
	want := []any{map[string]any{"name": "Name of ada", "color": "#123456", "userId": "ada"}}
	if diff := cmp.Diff(want, b.do("users", "bob", nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.do("forget", "ada", nil)
	b.do("people", "bob", args{"names": []string{}})
}

func TestStockClientsOverTwoProcesses(t *testing.T) {
	t.Parallel()
	log, bus, b := newMemory(), newBus(), startBrowsers(t)
	limits := whiteboard.Limits{Exchange: 100 * time.Millisecond}
	one := serve(t, whiteboard.Deps{Log: log, Bus: bus, Limits: limits})
	two := serve(t, whiteboard.Deps{Log: log, Bus: bus, Limits: limits})
	b.open(one, "ada", "doc")
	b.open(two, "bob", "doc")
	b.do("edit", "ada", args{"text": "from one "})
	b.do("text", "bob", args{"text": "from one "})
	b.do("people", "bob", args{"names": []string{"Name of ada"}})
	bus.lose(true)
	b.do("edit", "ada", args{"text": strings.Repeat("x", 50)})
	b.do("cut", "bob", args{"at": 0, "length": 5})
	bus.lose(false)
	for _, who := range []string{"ada", "bob"} {
		b.do("text", who, args{"text": "one " + strings.Repeat("x", 50)})
	}
}
