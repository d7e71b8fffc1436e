package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestWhatWasErasedAndTrimmedElsewhereIsNotToldAgain has one process erase what it told, and trim the stream beyond it,
// before another one looks, which remembers the event: who comes back there gets a snapshot and never learns of it.
func TestWhatWasErasedAndTrimmedElsewhereIsNotToldAgain(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := newCampus(t, storetest.Postgres(t), 2)
	reader := c.socket(ctx, 1, "learner:u1", "")
	for round := range 6 {
		writer := c.socket(ctx, 0, fmt.Sprint("instructor:u", 10+round), "") // a fresh one may write fast
		place := fmt.Sprintf("&epoch=%s&offset=%d", reader.epoch, reader.offset)
		secret := fmt.Sprintf("secret-%d", round)
		writer.give(ctx, "slate.append", "all-e", secret)
		for i := range 25 {
			writer.give(ctx, "slate.append", "all-1", fmt.Sprintf("before-%d-%d.", round, i))
		}
		told := reader.until(ctx, fmt.Sprintf("before-%d-24.", round))
		if !strings.Contains(told, secret) {
			t.Fatalf("round %d: nothing was told", round)
		}
		reader.leave()
		writer.give(ctx, "slate.erase", "all-e", "")
		for i := range 30 { // the stream keeps 40 events, and up to 10 more
			writer.give(ctx, "slate.append", "all-1", fmt.Sprint(i))
		}
		writer.until(ctx, fmt.Sprintf(`"id":"command-%04d"`, writer.given))
		reader = c.socket(ctx, 1, "learner:u1", place)
		reader.give(ctx, "slate.append", "all-0", "here")
		heard := reader.until(ctx, `"type":"ack"`)
		if strings.Contains(heard, secret) {
			t.Fatalf("round %d: what was erased is told: %s", round, heard)
		}
		writer.leave()
	}
}

// plug is a socket to a process, read by hand.
type plug struct {
	t      *testing.T
	conn   *websocket.Conn
	first  string // the welcome
	epoch  string
	offset int64
	given  int
}

func (c *campus) socket(ctx context.Context, process int, token, place string) *plug {
	c.t.Helper()
	conn, _, err := websocket.Dial(ctx, c.at(process).url+"/ws/sessions/"+string(session)+"?token="+token+place, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	t, ok := c.t.(*testing.T)
	if !ok {
		c.t.Fatal("a plug is of a test")
	}
	p := &plug{t: t, conn: conn}
	c.t.Cleanup(p.leave)
	p.first = p.read(ctx)
	var w struct {
		Epoch  string
		Offset int64
	}
	if err := json.Unmarshal([]byte(p.first), &w); err != nil {
		c.t.Fatal(err)
	}
	p.epoch, p.offset = w.Epoch, w.Offset
	return p
}

func (p *plug) leave() { _ = p.conn.CloseNow() } // it may be closed already

func (p *plug) read(ctx context.Context) string {
	p.t.Helper()
	_, b, err := p.conn.Read(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(b)
}

func (p *plug) give(ctx context.Context, kind, key, text string) {
	p.t.Helper()
	p.given++
	frame := fmt.Sprintf(`{"type":%q,"id":"command-%04d","key":%q,"text":%q}`, kind, p.given, key, text)
	if err := p.conn.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
		p.t.Fatal(err)
	}
}

// until reads until a frame holds the text, and returns all that was read, the welcome too.
func (p *plug) until(ctx context.Context, text string) string {
	p.t.Helper()
	var all strings.Builder
	all.WriteString(p.first)
	for {
		frame := p.read(ctx)
		all.WriteString(frame)
		if strings.Contains(frame, text) {
			return all.String()
		}
	}
}
