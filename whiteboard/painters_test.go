package whiteboard_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"testing"

	"github.com/lectern-classroom/lectern/whiteboard"
)

// painters are Yjs clients in node, who paint one page after the other.
type painters struct {
	t   *testing.T
	ask func(request args, answer any)
}

func startPainters(t *testing.T) *painters {
	t.Helper()
	cmd := exec.Command("node", "testdata/painters.mjs")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("the painters need node, and frontend/node_modules (npm ci in frontend): %v", err)
	}
	t.Cleanup(func() {
		if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
			t.Errorf("%v: %s", err, stderr.String())
		}
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	return &painters{t, func(request args, answer any) {
		t.Helper()
		line, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(append(line, '\n')); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() {
			t.Fatalf("node has ended: %v: %s", lines.Err(), stderr.String())
		}
		if err := json.Unmarshal(lines.Bytes(), answer); err != nil {
			t.Fatal(err)
		}
	}}
}

// TestH13_H14_PaintersOfAPage has three people paint pages: staff everything, learners what is theirs, some of it
// offline for a while, and now and then what isn't theirs. What is legal is taken in, what isn't is refused, and in the
// end all see the same page. It is compacted meanwhile.
func TestH13_H14_PaintersOfAPage(t *testing.T) {
	t.Parallel()
	p := startPainters(t)
	s := serve(t, whiteboard.Deps{Log: newMemory(), Limits: whiteboard.Limits{CompactAt: 7}})
	legal, illegal := 0, 0
	for seed := 1; seed <= 40; seed++ {
		p.ask(args{"op": "start", "seed": seed}, &struct{}{})
		doc := fmt.Sprintf("page-%d", seed)
		page := &painted{t: t, doc: doc, people: map[string]*raw{}}
		for _, name := range []string{"ana", "bob"} {
			s.allow(whiteboard.DocID(doc), name, whiteboard.AccessOwn)
		}
		page.watcher = dial(t, s, "watcher", doc)
		page.watcher.next(0, 0)
		for step := 0; ; step++ {
			var next struct {
				User         string
				Whole, Legal bool
				News         bool // something of it is new
				Update       []byte
			}
			p.ask(args{"op": "next"}, &next)
			if next.User == "" {
				break
			}
			if next.Legal {
				legal++
			} else {
				illegal++
			}
			page.send(s, fmt.Sprintf("seed %d, step %d", seed, step), next.User, next.Whole, next.Legal, next.News, next.Update)
		}
		page.watcher.send(everything)
		answer := page.watcher.next(0, 1)
		var verdict struct{ Fault string }
		p.ask(args{"op": "compare", "update": unframed(t, answer)}, &verdict)
		if verdict.Fault != "" {
			t.Fatalf("seed %d: %s", seed, verdict.Fault)
		}
		page.end()
	}
	t.Logf("%d legal and %d illegal updates", legal, illegal)
	if legal < 500 || illegal < 200 {
		t.Error("that is too little")
	}
}

// painted is a page that is painted.
type painted struct {
	t       *testing.T
	doc     string
	people  map[string]*raw
	watcher *raw
}

func (p *painted) send(s *server, when, user string, whole, legal, news bool, update []byte) {
	p.t.Helper()
	c := p.people[user]
	if c == nil || whole { // a step 2 comes with a new connection
		c = dial(p.t, s, user, p.doc)
		c.next(0, 0)
		p.people[user] = c
	}
	frame := updated(update)
	if whole {
		frame = sync2(update)
	}
	c.send(frame)
	if !legal {
		if c.nextOrNil(2, 0) == nil {
			p.t.Fatalf("%s: what isn't for %s to do isn't refused: %x", when, user, update)
		}
		return
	}
	if news && p.watcher.nextOrNil(0, 2) == nil {
		p.t.Fatalf("%s: what %s does isn't taken in: %x", when, user, update)
	}
}

func (p *painted) end() {
	for _, c := range p.people {
		_ = c.socket.CloseNow() // nothing is expected of it any more
	}
	_ = p.watcher.socket.CloseNow() // as above
}

// unframed returns the update of a step 2.
func unframed(t *testing.T, frame []byte) []byte {
	t.Helper()
	rest := frame[2:]
	for len(rest) > 0 && rest[0] >= 0x80 {
		rest = rest[1:]
	}
	return rest[1:]
}
