package apptest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Socket is a client's session socket. It beats by itself until it is left or dropped.
type Socket struct {
	t      testing.TB
	conn   *websocket.Conn
	cancel context.CancelFunc
	done   chan struct{}
	frames chan Frame
	die    func() // the network of this client is gone
	pace   *rate.Limiter

	Welcome live.Welcome
	closed  error // why reading ended; read after done

	mu      sync.Mutex
	replies map[string]chan Reply // of the commands that wait for theirs
	at      int64                 // the newest offset
}

// Frame is a frame from the server.
type Frame struct {
	Type string
	Raw  json.RawMessage
}

// Dial opens the socket at url and waits for the welcome.
func Dial(t testing.TB, url string) *Socket {
	t.Helper()
	s, err := TryDial(t, url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TryDial is Dial that returns why it couldn't.
func TryDial(t testing.TB, url string) (*Socket, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Wait)
	defer cancel()
	client, die := mortalClient()
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	live, stop := context.WithCancel(context.Background())
	s := &Socket{t: t, conn: conn, cancel: stop, done: make(chan struct{}), frames: make(chan Frame, 1024), die: die,
		pace: rate.NewLimiter(framesPerSecond, framesAtOnce), replies: map[string]chan Reply{}}
	t.Cleanup(s.Drop)
	go s.read(live)
	go s.beat(live)
	select {
	case f := <-s.frames:
		if f.Type != "welcome" {
			return nil, errors.New("the first frame is " + f.Type)
		}
		if err := json.Unmarshal(f.Raw, &s.Welcome); err != nil {
			return nil, err
		}
		s.reached(s.Welcome.Offset)
		return s, nil
	case <-s.done:
		return nil, s.closed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Socket) read(ctx context.Context) {
	defer close(s.done)
	for {
		_, b, err := s.conn.Read(ctx)
		if err != nil {
			s.closed = err
			return
		}
		var f live.Head
		if err := json.Unmarshal(b, &f); err != nil {
			s.closed = err
			return
		}
		s.reached(f.Offset)
		if f.Type == "beat" || s.answer(f.Type, b) {
			continue
		}
		select {
		case s.frames <- Frame{f.Type, b}:
		default:
			s.closed = errors.New("the test doesn't read its frames")
			return
		}
	}
}

func (s *Socket) beat(ctx context.Context) {
	tick := time.NewTicker(live.BeatEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-tick.C:
			if err := s.send(ctx, live.ClientFrame{Type: "beat"}); err != nil {
				return
			}
		}
	}
}

func (s *Socket) send(ctx context.Context, f live.ClientFrame) error {
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return s.write(ctx, b)
}

// Next returns the next frame of one of the types, and fails the test where none comes.
func (s *Socket) Next(types ...string) Frame {
	s.t.Helper()
	deadline := time.NewTimer(Wait)
	defer deadline.Stop()
	for {
		var f Frame
		select {
		case f = <-s.frames:
		case <-s.done:
			select {
			case f = <-s.frames: // it came before the end
			default:
				s.t.Fatalf("the socket closed while waiting for %v: %v", types, s.closed)
			}
		case <-deadline.C:
			s.t.Fatalf("no frame of %v came", types)
		}
		if slices.Contains(types, f.Type) {
			return f
		}
	}
}

// Closed waits for the end of the connection and returns its close code, -1 where it broke.
func (s *Socket) Closed() websocket.StatusCode {
	s.t.Helper()
	select {
	case <-s.done:
		return websocket.CloseStatus(s.closed)
	case <-time.After(Wait):
		s.t.Fatal("the socket stays open")
		return 0
	}
}

// Done is closed when the connection has ended.
func (s *Socket) Done() <-chan struct{} { return s.done }

// Leave says good-bye and waits for the end.
func (s *Socket) Leave() {
	s.t.Helper()
	if err := s.send(context.Background(), live.ClientFrame{Type: "leave"}); err != nil {
		s.t.Fatal(err)
	}
	<-s.done
}

// Drop breaks the connection without a word.
func (s *Socket) Drop() {
	s.cancel()
	// It may be closed already.
	_ = s.conn.CloseNow()
	<-s.done
}

// Silence lets nothing through any more and leaves the connection open, as a laptop does that dies.
func (s *Socket) Silence() { s.die() }

// URLOf returns the address of a session's socket for a token.
func (c *Client) URLOf(id app.SessionID) string {
	return "ws" + c.base[len("http"):] + "/ws/sessions/" + string(id) + "?token=" + c.Token.Token
}
