package apptest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// The way back of a drawer that has lost its socket: as that of y-websocket's client.
const (
	comeBackBase = 100 * time.Millisecond
	comeBackMost = 2500 * time.Millisecond
)

// What y-protocols calls its messages.
const (
	messageSync      = 0
	messageAwareness = 1
	messageAuth      = 2
	syncStep1        = 0
	syncStep2        = 1
	syncUpdate       = 2
)

// Drawer is a Yjs client of a page, who draws. It speaks the protocol as y-websocket's client does: the whole document is
// kept, what is drawn while the socket is lost comes along with the answer to the server's state vector, and what is drawn
// after a socket has opened is sent at once, before that answer too. It is safe for concurrent use.
type Drawer struct {
	t       testing.TB
	address func(tries int) string // tries counts from the last loss
	ctx     context.Context
	stop    context.CancelFunc
	done    chan struct{}

	mu    sync.Mutex
	rng   *rand.Rand
	pen   *Pen
	marks []Mark
	acked int // so many of them, by the server's answers
	doc   *yjs.Store
	conn  *websocket.Conn // nil while it is lost

	// Of the connection.
	told   bool  // the server's state vector was answered
	asked  []int // to how many marks the answers of the server to come are answers; -1: to none
	synced bool
	lost   time.Time

	backs  []time.Duration // from each loss until both have the same again
	faults []string
}

// OpenDrawer opens a page at the address and waits until it is there. The seed is of what it draws and of its waits.
func OpenDrawer(t testing.TB, seed uint64, address func(tries int) string) *Drawer {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	rng := rand.New(rand.NewPCG(seed, 7))
	d := &Drawer{t: t, address: address, ctx: ctx, stop: stop, done: make(chan struct{}), rng: rng, pen: NewPen(rng), doc: yjs.New(yjs.Limits{Pending: 1 << 20, UpdateBytes: 64 << 20})}
	t.Cleanup(d.Close)
	go d.run()
	Eventually(t, Wait, d.Synced)
	return d
}

// Close leaves the page without a word.
func (d *Drawer) Close() {
	d.stop()
	<-d.done
}

// Synced says why the drawer doesn't have what the server has; nil, where it was told and has told everything.
func (d *Drawer) Synced() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn == nil || !d.synced || !d.told {
		return errors.New("a drawer isn't synced")
	}
	return nil
}

// run keeps the socket open until the drawer is closed, or sent away for good.
func (d *Drawer) run() {
	defer close(d.done)
	for tries := 0; ; tries++ {
		err := d.visit(tries)
		if d.forget() {
			tries = -1
		}
		if d.ctx.Err() != nil {
			return
		}
		if code := websocket.CloseStatus(err); code >= 4500 {
			d.fault("closed for good with %d", code)
			return
		}
		select {
		case <-d.ctx.Done():
			return
		case <-time.After(d.comeBack(max(tries, 0))):
		}
	}
}

func (d *Drawer) comeBack(tries int) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return pause(d.rng, comeBackBase, comeBackMost, tries)
}

// forget forgets the connection and says whether there was one.
func (d *Drawer) forget() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn == nil {
		return false
	}
	// It is broken or closed already.
	_ = d.conn.CloseNow()
	if d.synced {
		d.lost = time.Now()
	}
	d.conn, d.synced = nil, false
	return true
}

// visit opens the socket and reads until it is gone.
func (d *Drawer) visit(tries int) error {
	ctx, cancel := context.WithTimeout(d.ctx, Wait)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, d.address(tries), nil)
	if err != nil {
		return err
	}
	conn.SetReadLimit(64 << 20)
	d.mu.Lock()
	d.conn, d.told, d.asked = conn, false, nil
	d.ask()
	d.point()
	d.mu.Unlock()
	for {
		_, b, err := conn.Read(d.ctx)
		if err == nil {
			err = d.take(b)
		}
		if err != nil {
			return err
		}
	}
}

// send sends where there is a connection. What doesn't arrive is sent again with the answer to the next state vector.
func (d *Drawer) send(head []byte, data []byte) {
	if d.conn != nil {
		// The reader learns of what is broken.
		_ = d.conn.Write(d.ctx, websocket.MessageBinary, appendChunk(head, data))
	}
}

// ask tells what is here and asks for what isn't. Once all was told, the answer says that the server has all that was sent.
func (d *Drawer) ask() {
	marks := -1
	if d.told {
		marks = len(d.marks)
	}
	d.asked = append(d.asked, marks)
	d.send([]byte{messageSync, syncStep1}, d.doc.StateVector().Encode())
}

// point tells where the pointer is.
func (d *Drawer) point() {
	state := fmt.Sprintf(`{"pointer":{"x":%d,"y":%d,"tool":"freedraw","button":"down"}}`, d.rng.IntN(1000), d.rng.IntN(1000))
	d.send([]byte{messageAwareness}, appendText(binary.AppendUvarint(binary.AppendUvarint([]byte{1}, d.pen.Client), uint64(time.Now().UnixMilli())), state))
}

// take takes a message in.
func (d *Drawer) take(b []byte) error {
	if len(b) < 2 || b[0] == messageAwareness {
		return nil
	}
	n, size := binary.Uvarint(b[2:])
	if size <= 0 || n != uint64(len(b)-2-size) {
		return fmt.Errorf("a message of %d bytes isn't one", len(b))
	}
	data := b[2+size:]
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case b[0] == messageAuth:
		d.faults = append(d.faults, fmt.Sprintf("refused: %s", data))
	case b[1] == syncStep1:
		return d.tell(data)
	default:
		if _, err := d.doc.Apply(data); err != nil {
			return fmt.Errorf("what the server sends: %w", err)
		}
		if b[1] == syncStep2 {
			d.answered()
		}
	}
	return nil
}

// tell answers the server's state vector. What is inside of something deleted is collected before, as Yjs does.
func (d *Drawer) tell(vector []byte) error {
	sv, err := yjs.DecodeStateVector(vector)
	if err != nil {
		return err
	}
	d.doc.Compact()
	d.send([]byte{messageSync, syncStep2}, d.doc.Diff(sv))
	d.told = true
	return nil
}

// answered notes what an answer of the server acknowledges.
func (d *Drawer) answered() {
	if len(d.asked) == 0 {
		d.faults = append(d.faults, "answered without having asked")
		return
	}
	d.acked = max(d.acked, d.asked[0])
	d.asked = d.asked[1:]
	if d.synced {
		return
	}
	d.synced = true
	if !d.lost.IsZero() {
		d.backs = append(d.backs, time.Since(d.lost))
	}
}

func (d *Drawer) fault(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = append(d.faults, fmt.Sprintf(format, args...))
}

// Scribble draws strokes, one after another, at the pace of a hand, whether there is a connection or not. It ends when
// enough is closed, with the stroke that it draws, or when the drawer is closed.
func (d *Drawer) Scribble(enough <-chan struct{}) {
	for {
		select {
		case <-enough:
			return
		default:
		}
		if !d.scribbleOne() {
			return
		}
	}
}

// Stroke draws one stroke at once, and asks whether it has come to be kept.
func (d *Drawer) Stroke() {
	d.do((*Pen).Begin)
	for range 6 {
		d.do((*Pen).Draw)
	}
	d.do((*Pen).End)
	d.Ask()
}

// Ask asks what of the drawing has come to be kept.
func (d *Drawer) Ask() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != nil {
		d.ask()
	}
}

// Kept says what isn't kept yet of what was drawn; nil: all is.
func (d *Drawer) Kept() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.acked < len(d.marks) {
		return fmt.Errorf("%d of %d updates are kept", d.acked, len(d.marks))
	}
	return nil
}

// scribbleOne draws a stroke, and sometimes erases one of those before. It says whether it got to its end.
func (d *Drawer) scribbleOne() bool {
	chunks := 4 + d.random(20)
	for i := range chunks {
		d.do(func(p *Pen) Mark {
			if i == 0 {
				return p.Begin()
			}
			return p.Draw()
		})
		select {
		case <-d.done:
			return false
		case <-time.After(time.Duration(35+d.random(30)) * time.Millisecond):
		}
	}
	d.do((*Pen).End)
	if d.random(5) == 0 {
		d.eraseOne()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != nil {
		d.ask()
		d.point()
	}
	return true
}

func (d *Drawer) eraseOne() {
	d.do(func(p *Pen) Mark {
		at := d.rng.IntN(len(p.Strokes))
		for p.Strokes[at].Erased { // the newest isn't
			at++
		}
		return p.Erase(at)
	})
}

func (d *Drawer) random(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rng.IntN(n)
}

// do draws, here and, where there is a connection, there.
func (d *Drawer) do(draw func(p *Pen) Mark) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := draw(d.pen)
	d.marks = append(d.marks, m)
	if _, err := d.doc.Apply(m.Update); err != nil {
		d.faults = append(d.faults, fmt.Sprintf("what is drawn: %v", err))
	}
	d.send([]byte{messageSync, syncUpdate}, m.Update)
}

// Drawing is what a drawer has drawn and has been told.
type Drawing struct {
	Client  uint64
	Strokes []Stroke
	Marks   []Mark
	Acked   int // so many of the marks, by the server's answers
	Vector  yjs.StateVector
	Deleted []byte // an update of the deleted ranges alone
	Pending int    // structs that wait for missing ones
	Backs   []time.Duration
	Faults  []string
}

// Drawing returns what the drawer has drawn and has been told.
func (d *Drawer) Drawing() Drawing {
	d.mu.Lock()
	defer d.mu.Unlock()
	sv := d.doc.StateVector()
	return Drawing{d.pen.Client, slices.Clone(d.pen.Strokes), slices.Clone(d.marks), d.acked, sv, d.doc.Diff(sv), d.doc.Pending(), slices.Clone(d.backs), slices.Clone(d.faults)}
}

// Document returns the whole document as an update.
func (d *Drawer) Document() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.doc.Diff(nil)
}
