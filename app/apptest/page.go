package apptest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// The way back of a page that has lost its socket: as the web client's.
const (
	backoffBase = 400 * time.Millisecond
	backoffMost = 8 * time.Second
)

// doTimeout bounds a command of a page, with all its tries.
const doTimeout = 45 * time.Second

// Page is a client's session socket as the web client keeps it: one that is lost is opened again where it was, after a
// wait that grows and is different for everyone, and commands without an answer are sent again under their ids. It
// remembers what it has seen and notes what a page must never see.
type Page struct {
	Client *Client
	t      testing.TB
	// address is that of the socket; tries counts from the last loss.
	address func(tries int) string
	ledger  *Ledger
	heard   func(kind string, frame []byte) // of welcomes and of frames without an offset; nil: nobody
	ctx     context.Context
	stop    context.CancelFunc
	done    chan struct{}

	mu      sync.Mutex
	rng     *rand.Rand
	conn    *websocket.Conn // nil while it is lost
	waiting []*waiting      // commands without an answer, in order
	epoch   string
	offset  int64
	welcome []byte          // the last snapshot
	seen    []int64         // offsets of the events since
	backs   []time.Duration // from a loss to the next welcome
	resumes int             // how many of them needed no snapshot
	faults  []string
}

// waiting is a command without an answer.
type waiting struct {
	id     string
	frame  []byte
	answer chan Reply
}

// OpenPage opens a page at the address and waits for its first welcome. The seed is of its waits.
func (c *Client) OpenPage(ledger *Ledger, seed uint64, address func(tries int) string) *Page {
	c.t.Helper()
	return c.openPage(ledger, seed, address, nil)
}

func (c *Client) openPage(ledger *Ledger, seed uint64, address func(tries int) string, heard func(kind string, frame []byte)) *Page {
	c.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	p := &Page{Client: c, t: c.t, address: address, ledger: ledger, heard: heard, ctx: ctx, stop: stop, done: make(chan struct{}), rng: rand.New(rand.NewPCG(seed, 0))}
	c.t.Cleanup(p.Close)
	opened := make(chan struct{})
	go p.run(sync.OnceFunc(func() { close(opened) }))
	select {
	case <-opened:
	case <-time.After(Wait):
		c.t.Errorf("a page isn't welcomed")
	}
	return p
}

// Close closes the page without a word.
func (p *Page) Close() {
	p.stop()
	<-p.done
}

// Address is where the page opens its socket at first.
func (p *Page) Address() string { return p.address(0) }

// run keeps the socket open until the page is closed.
func (p *Page) run(opened func()) {
	defer close(p.done)
	var lost time.Time
	for tries := 0; ; tries++ {
		conn, err := p.dial(tries)
		if err == nil {
			opened()
			if !lost.IsZero() {
				p.returned(time.Since(lost))
			}
			tries = -1
			err = p.read(conn)
			lost = time.Now()
			p.lost(conn)
		}
		if p.ctx.Err() != nil {
			return
		}
		if code := websocket.CloseStatus(err); code >= 4500 {
			p.fault("closed for good with %d", code)
			return
		}
		select {
		case <-p.ctx.Done():
			return
		case <-time.After(p.backoff(max(tries, 0))):
		}
	}
}

func (p *Page) backoff(tries int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return pause(p.rng, backoffBase, backoffMost, tries)
}

// pause is how long a client waits before it tries again: ever longer, and everybody differently.
func pause(rng *rand.Rand, base, most time.Duration, tries int) time.Duration {
	most = min(most, base<<min(tries, 10))
	return most/2 + time.Duration(rng.Int64N(int64(most/2)))
}

// dial opens the socket, takes its welcome and sends again what has no answer.
func (p *Page) dial(tries int) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(p.ctx, Wait)
	defer cancel()
	p.mu.Lock()
	address := p.address(tries)
	if p.epoch != "" {
		address = At(address, p.epoch, p.offset)
	}
	p.mu.Unlock()
	conn, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(4 << 20)
	_, b, err := conn.Read(ctx)
	if err == nil {
		err = p.welcomed(conn, b)
	}
	if err != nil {
		// It is of no use any more.
		_ = conn.CloseNow()
		return nil, err
	}
	return conn, nil
}

func (p *Page) welcomed(conn *websocket.Conn, b []byte) error {
	var w struct {
		Type, Epoch string
		Offset      int64
		Resumed     bool
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	if w.Type != "welcome" {
		return fmt.Errorf("the first frame is %s", w.Type)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conn, p.epoch = conn, w.Epoch
	if w.Resumed {
		p.resumes++
	} else {
		p.welcome, p.seen, p.offset = b, nil, w.Offset
	}
	if p.heard != nil {
		p.heard("welcome", b)
	}
	for _, c := range p.waiting {
		if err := conn.Write(p.ctx, websocket.MessageText, c.frame); err != nil {
			return err
		}
	}
	return nil
}

func (p *Page) lost(conn *websocket.Conn) {
	p.mu.Lock()
	p.conn = nil
	p.mu.Unlock()
	// It is broken or closed already.
	_ = conn.CloseNow()
}

func (p *Page) returned(after time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.backs = append(p.backs, after)
}

func (p *Page) fault(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// read takes frames until the connection is gone, and beats meanwhile.
func (p *Page) read(conn *websocket.Conn) error {
	ctx, cancel := context.WithCancel(p.ctx)
	var beating sync.WaitGroup
	defer beating.Wait()
	defer cancel()
	beating.Go(func() {
		tick := time.NewTicker(live.BeatEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := conn.Write(ctx, websocket.MessageText, app.MustJSON(live.ClientFrame{Type: "beat"})); err != nil {
				return
			}
		}
	})
	for {
		_, b, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		if err := p.take(conn, b); err != nil {
			return err
		}
	}
}

// take takes a frame in.
func (p *Page) take(conn *websocket.Conn, b []byte) error {
	var head struct {
		Type   string
		Offset int64
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return err
	}
	switch {
	case head.Type == "welcome":
		return p.welcomed(conn, b)
	case head.Type == "ack" || head.Type == "refused":
		return p.answered(b)
	case head.Type == "beat":
		p.reached(head.Offset)
		return nil
	case head.Offset == 0:
		if p.heard != nil {
			p.heard(head.Type, b)
		}
		return nil
	}
	p.ledger.take(head.Offset, b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if head.Offset <= p.offset {
		p.faults = append(p.faults, fmt.Sprintf("%s at %d after %d", head.Type, head.Offset, p.offset))
	}
	p.offset = head.Offset
	p.seen = append(p.seen, head.Offset)
	return nil
}

// reached notes that all events up to the offset came before.
func (p *Page) reached(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offset = max(p.offset, offset)
}

func (p *Page) answered(b []byte) error {
	var r Reply
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	p.reached(r.Offset)
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.waiting, func(c *waiting) bool { return c.id == r.ID })
	if i < 0 {
		return nil // the answer to what was sent twice, or a refusal that was heard before
	}
	select {
	case p.waiting[i].answer <- r:
	default: // a second refusal; the first is being heeded
	}
	return nil
}

// Do gives a command and returns its answer: an ack, or a refusal that trying again doesn't mend.
func (p *Page) Do(kind string, body Body) (Reply, error) {
	id := app.NewID()
	c := &waiting{id: id, frame: Encode(kind, id, body), answer: make(chan Reply, 1)}
	p.mu.Lock()
	p.waiting = append(p.waiting, c)
	p.mu.Unlock()
	defer p.forget(c)
	timeout := time.NewTimer(doTimeout)
	defer timeout.Stop()
	for {
		p.send(c)
		select {
		case r := <-c.answer:
			if r.Code != app.CodeRateLimited && r.Code != app.CodeUnavailable {
				return r, nil
			}
			select {
			case <-time.After(time.Duration(r.RetryAfterMs) * time.Millisecond):
			case <-p.done:
				return r, errors.New("the page was closed")
			}
		case <-timeout.C:
			return Reply{}, fmt.Errorf("%s has no answer within %v", kind, doTimeout)
		case <-p.done:
			return Reply{}, errors.New("the page was closed")
		}
	}
}

// send sends a command where there is a connection; the next welcome sends it otherwise.
func (p *Page) send(c *waiting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		// What doesn't arrive is sent again after the next welcome.
		_ = p.conn.Write(p.ctx, websocket.MessageText, c.frame)
	}
}

func (p *Page) forget(c *waiting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = slices.DeleteFunc(p.waiting, func(o *waiting) bool { return o == c })
}

// View is what a page has been told.
type View struct {
	Welcome []byte          // the last snapshot
	Events  [][]byte        // that came after it
	Offset  int64           // how far they go
	Backs   []time.Duration // from each loss to the welcome after it
	Resumes int             // how many returns needed no snapshot
	Faults  []string
}

// View returns what the page has been told.
func (p *Page) View() View {
	p.mu.Lock()
	defer p.mu.Unlock()
	return View{p.welcome, p.ledger.bodies(p.seen), p.offset, slices.Clone(p.backs), p.resumes, slices.Clone(p.faults)}
}
