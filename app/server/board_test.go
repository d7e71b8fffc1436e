package server_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// flipWithin is how soon rights are felt, in whatever process.
const flipWithin = time.Second

// pageSocket is a Yjs client at a page that speaks the protocol by hand.
type pageSocket struct {
	t      *testing.T
	socket *websocket.Conn
	client uint64 // under which it draws
	clock  uint64
	frames chan []byte          // closed when the socket is
	code   websocket.StatusCode // then
}

// openPage opens a page at the Lectern at base.
func openPage(t *testing.T, base string, id app.BoardID, token string, client uint64) *pageSocket {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), apptest.Wait)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, "ws"+base[len("http"):]+"/ws/boards/"+string(id)+"?token="+token, nil)
	if err != nil {
		t.Fatal(err)
	}
	socket.SetReadLimit(16 << 20)
	t.Cleanup(func() { _ = socket.CloseNow() }) // it may be closed already
	p := &pageSocket{t: t, socket: socket, client: client, frames: make(chan []byte, 1024)}
	go p.read()
	return p
}

// send sends a sync message of the kind: 0 step 1, 1 step 2, 2 update.
func (p *pageSocket) send(kind byte, data []byte) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), apptest.Wait)
	defer cancel()
	frame := append(binary.AppendUvarint([]byte{0, kind}, uint64(len(data))), data...)
	// Where it is closed meanwhile, the next read says so.
	_ = p.socket.Write(ctx, websocket.MessageBinary, frame)
}

// read takes frames in until the socket is closed.
func (p *pageSocket) read() {
	defer close(p.frames)
	for {
		_, b, err := p.socket.Read(p.t.Context())
		if err != nil {
			p.code = websocket.CloseStatus(err)
			return
		}
		p.frames <- b
	}
}

// next returns the next frame that begins like that, or the code that the socket was closed with.
func (p *pageSocket) next(prefix string) ([]byte, websocket.StatusCode) {
	p.t.Helper()
	timeout := time.NewTimer(apptest.Wait)
	defer timeout.Stop()
	for {
		select {
		case b, open := <-p.frames:
			switch {
			case !open:
				return nil, p.code
			case bytes.HasPrefix(b, []byte(prefix)):
				return b, 0
			}
		case <-timeout.C:
			p.t.Fatalf("no frame %q comes", prefix)
		}
	}
}

// sentAway wants the socket to be closed with the code soon after it was done.
func (p *pageSocket) sentAway(want websocket.StatusCode, do func()) {
	p.t.Helper()
	do()
	began := time.Now()
	if _, code := p.next("\xff"); code != want {
		p.t.Errorf("closed with %d, want %d", code, want)
	}
	if took := time.Since(began); took > flipWithin {
		p.t.Errorf("being sent away with %d takes %v", want, took)
	}
}

// element is an update of a Yjs client at a clock: an element, a map, in the root map of elements.
func element(client, clock uint64, name string) []byte {
	b := binary.AppendUvarint(binary.AppendUvarint([]byte{1, 1}, client), clock)
	b = append(b, 0x27, 1)
	for _, text := range []string{"elements", name} {
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	return append(b, 1, 0)
}

// draws adds an element, and says whether the reader is told of it.
func (p *pageSocket) draws(reader *pageSocket) bool {
	p.t.Helper()
	name := fmt.Sprintf("element %d of %d.", p.clock, p.client)
	p.send(2, element(p.client, p.clock, name))
	timeout := time.NewTimer(apptest.Wait)
	defer timeout.Stop()
	for {
		select {
		case b, open := <-p.frames:
			if !open {
				p.t.Fatalf("who draws is closed with %d", p.code)
			}
			if bytes.HasPrefix(b, []byte{2, 0}) {
				return false
			}
		case b := <-reader.frames:
			if bytes.HasPrefix(b, []byte{0, 2}) && bytes.Contains(b, []byte(name)) {
				p.clock++
				return true
			}
		case <-timeout.C:
			p.t.Fatal("nothing comes of what is drawn")
		}
	}
}

// holds says whether the page holds the text.
func (p *pageSocket) holds(text string) bool {
	p.t.Helper()
	p.send(0, []byte{0})
	b, _ := p.next("\x00\x01")
	return bytes.Contains(b, []byte(text))
}

// TestPageRightsInEveryProcess has a learner at a page of one process, in which nobody follows the class, and lets the
// teacher decide in the other one.
func TestPageRightsInEveryProcess(t *testing.T) {
	t.Parallel()
	binary, redis, databaseURL := build(t), apptest.StartRedis(t), storetest.Postgres(t)
	here, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	there, _ := benchProcess(t, binary, "http://127.0.0.1:1", databaseURL, redis)
	lms := benchLMS(t, here.URL, databaseURL, 0)
	teacher, learner := apptest.Enter(t, here.URL, lms, "teacher", "1"), apptest.Enter(t, here.URL, lms, "learner1", "1")
	session := teacher.Start().ID
	socket := apptest.Dial(t, teacher.URLOf(session))
	apptest.Dial(t, learner.URLOf(session)) // of the first process: the other one follows no stream
	first := app.BoardID(session)
	page := openPage(t, there.URL, first, learner.Token.Token, 100)
	reader := openPage(t, there.URL, first, teacher.Token.Token, 0)
	feels := func(what string, want bool) {
		t.Helper()
		began := time.Now()
		apptest.Eventually(t, 10*flipWithin, func() error {
			if got := page.draws(reader); got != want {
				return fmt.Errorf("%s: the learner draws: %v", what, got)
			}
			return nil
		})
		took := time.Since(began)
		t.Logf("%s: felt in the other process after %v", what, took.Round(time.Millisecond))
		if took > flipWithin {
			t.Errorf("%s takes %v", what, took)
		}
	}
	change := func(b apptest.Body) {
		b["boardId"] = first
		socket.Must("board.change", b, nil)
	}
	feels("at first", true)
	change(apptest.Body{"locked": true})
	feels("locked", false)
	change(apptest.Body{"locked": false, "access": "chosen", "writers": []app.UserID{learner.Me.UserID}})
	feels("chosen", true)
	change(apptest.Body{"access": "none"})
	feels("nobody may", false)
	socket.Must("person.role", apptest.Body{"userId": learner.Me.UserID, "role": app.RoleAssistant}, nil)
	feels("made an assistant", true)
	socket.Must("person.role", apptest.Body{"userId": learner.Me.UserID, "role": app.RoleLearner}, nil)
	feels("a learner again", false)
	var made struct {
		BoardID app.BoardID `json:"boardId"`
	}
	socket.Must("board.add", apptest.Body{}, &made)
	second := openPage(t, there.URL, made.BoardID, learner.Token.Token, 200)
	second.holds("")
	second.sentAway(4506, func() { socket.Must("board.remove", apptest.Body{"boardId": made.BoardID}, nil) })
	change(apptest.Body{"access": "all"})
	feels("everybody may", true)
	other := apptest.Enter(t, here.URL, lms, "learner2", "1")
	away := openPage(t, there.URL, first, other.Token.Token, 300)
	away.holds("")
	away.sentAway(4503, func() {
		teacher.Must(204, "POST", "/sessions/"+string(session)+"/participants/"+string(other.Me.UserID)+"/remove", nil, nil)
	})
	teacher.End(session)
	feels("the end of the class", false)
}

// TestForgedFramesAtAPage has a learner send what no page of ours sends. The teacher's drawing stays as it was, and the
// learner is told why.
func TestForgedFramesAtAPage(t *testing.T) {
	t.Parallel()
	c := newClass(t, apptest.Options{})
	first := app.BoardID(c.session)
	open := func(as rune, client uint64) *pageSocket {
		return openPage(t, c.w.URL, first, c.clients[as].Token.Token, client)
	}
	teacher := open('i', 1)
	teacher.send(2, element(1, 0, "of the teacher."))
	if !teacher.holds("of the teacher.") {
		t.Fatal("the teacher can't draw")
	}
	rows := func() int64 {
		if err := c.w.Server.Store.SettleUpdates(t.Context()); err != nil {
			t.Fatal(err)
		}
		return count(t, c.w.Server.Store, "SELECT count(*) FROM board_updates WHERE board_id = ?", first)
	}
	for _, forged := range forgeries() {
		c.sockets['i'].Must("board.change", apptest.Body{"boardId": first, "locked": forged.lock}, nil)
		before := rows()
		p := open(forged.as, 0)
		p.holds("")             // it is let in
		p.send(1, []byte{0, 0}) // and says that it has nothing which the server lacks
		began := time.Now()
		p.send(2, forged.update)
		told, code := p.next("\x02\x00")
		took := time.Since(began)
		switch {
		case code != forged.code:
			t.Errorf("%s: closed with %d, want %d", forged.name, code, forged.code)
		case forged.code == 0 && !sentence(string(told[3:])):
			t.Errorf("%s: told %q", forged.name, told)
		}
		t.Logf("%s: %d bytes cost %v", forged.name, len(forged.update), took.Round(time.Millisecond))
		if now := rows(); now != before {
			t.Errorf("%s: there are %d rows, before %d", forged.name, now, before)
		}
		if reader := open('i', 0); !reader.holds("of the teacher.") || reader.holds("forged") {
			t.Errorf("%s: the page has changed", forged.name)
		}
	}
}

// forgery is an update that has to be refused.
type forgery struct {
	name   string
	as     rune
	update []byte
	code   websocket.StatusCode // 0: it is told why, and stays
	lock   bool
}

func forgeries() []forgery {
	return []forgery{
		{"an observer draws", 'o', element(50, 0, "forged"), 0, false},
		{"a locked page", 'l', element(51, 0, "forged"), 0, true},
		{"another's stroke is deleted", 'l', []byte{0, 1, 1, 1, 0, 1}, 0, false},
		{"another's client id", 'l', element(1, 1, "forged"), 0, false},
		{"another's element is replaced", 'l', element(52, 0, "of the teacher."), 0, false},
		{"another root", 'l', append([]byte{1, 1, 53, 0, 4, 1, 1, 't', 6}, "forged\x00"...), 0, false},
		{"a million structs that wait", 'l', waiting(1_000_000), 1009, false},
		{"more structs that wait than may", 'l', waiting(100_000), 4505, false},
		{"structs that wait", 'l', waiting(100), 0, false},
		{"an unknown content", 'l', []byte{1, 1, 54, 0, 0x1f, 1, 1, 't', 0}, 4505, false},
		{"no update", 'l', bytes.Repeat([]byte{0xff}, 1000), 4505, false},
		{"100 MB", 'l', make([]byte, 100<<20), 1009, false},
	}
}

// waiting is an update of n structs behind a gap.
func waiting(n int) []byte {
	b := append(binary.AppendUvarint([]byte{1}, uint64(n)), 78, 5)
	for range n {
		b = append(b, 0x84, 78, 1, 1, 'x')
	}
	return append(b, 0)
}
