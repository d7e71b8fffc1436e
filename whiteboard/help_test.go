package whiteboard_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/whiteboard"
	"github.com/lectern-classroom/lectern/whiteboard/yjs"
)

// memory is a Log that tests can break.
type memory struct {
	mu        sync.Mutex
	snapshots map[whiteboard.DocID][]byte
	updates   map[whiteboard.DocID][][]byte
	authors   map[whiteboard.DocID]map[uint64]string
	compacted int
	err       error
	hold      chan struct{} // an Append waits for it to be closed
	shut      chan struct{} // and so does a Load for this
}

func newMemory() *memory {
	return &memory{snapshots: map[whiteboard.DocID][]byte{}, updates: map[whiteboard.DocID][][]byte{}, authors: map[whiteboard.DocID]map[uint64]string{}}
}

func (m *memory) with(f func(m *memory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(m)
}

func (m *memory) Load(ctx context.Context, doc whiteboard.DocID) (whiteboard.Kept, error) {
	m.mu.Lock()
	shut := m.shut
	m.mu.Unlock()
	if err := opened(ctx, shut); err != nil {
		return whiteboard.Kept{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return whiteboard.Kept{Snapshot: m.snapshots[doc], Updates: slices.Clone(m.updates[doc]), Authors: maps.Clone(m.authors[doc])}, m.err
}

func (m *memory) Claim(_ context.Context, doc whiteboard.DocID, client uint64, user string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return "", m.err
	}
	if m.authors[doc] == nil {
		m.authors[doc] = map[uint64]string{}
	}
	if m.authors[doc][client] == "" {
		m.authors[doc][client] = user
	}
	return m.authors[doc][client], nil
}

func (m *memory) Append(ctx context.Context, doc whiteboard.DocID, updates [][]byte) error {
	m.mu.Lock()
	hold := m.hold
	m.mu.Unlock()
	if err := opened(ctx, hold); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err == nil {
		m.updates[doc] = append(m.updates[doc], updates...)
	}
	return m.err
}

func (m *memory) Compact(_ context.Context, doc whiteboard.DocID, snapshot []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	merged, err := yjs.MergeUpdates(append(m.updates[doc], snapshot)...)
	if err != nil {
		return err
	}
	m.compacted++
	m.snapshots[doc], m.updates[doc] = merged, nil
	return nil
}

// opened waits for the channel, if there is one, to be closed.
func opened(ctx context.Context, gate <-chan struct{}) error {
	if gate == nil {
		return nil
	}
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errBroken = errors.New("the log is broken")

// server serves one hub. Who connects says by the query who they are.
type server struct {
	t      *testing.T
	hub    *whiteboard.Hub
	url    string
	mu     sync.Mutex
	access map[string]whiteboard.Access // what users may write: all, where nothing stands
	out    map[string]bool              // who isn't let in
	asked  func()                       // after May, if there is one
	bare   bool                         // connections have no Wire
	stop   func()
}

func serve(t *testing.T, d whiteboard.Deps) *server {
	t.Helper()
	d.Logger = slog.New(slog.DiscardHandler)
	s := &server{t: t, hub: whiteboard.New(d), access: map[string]whiteboard.Access{}, out: map[string]bool{}}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.hub.Run(ctx) }() // Run returns nil
	web := httptest.NewServer(http.HandlerFunc(s.accept))
	s.url = "ws" + strings.TrimPrefix(web.URL, "http")
	s.stop = sync.OnceFunc(func() { cancel(); <-done; web.CloseClientConnections(); web.Close() })
	t.Cleanup(s.stop)
	return s
}

func (s *server) accept(w http.ResponseWriter, r *http.Request) {
	tap := &whiteboard.Tap{ResponseWriter: w}
	socket, err := websocket.Accept(tap, r, nil)
	if err != nil {
		return
	}
	user := r.URL.Query().Get("user")
	m := whiteboard.Member{UserID: user, Name: "Name of " + user, Color: "#123456", May: func(context.Context) (whiteboard.Access, error) { return s.judge(user) }}
	if !s.bare {
		m.Wire = tap.Wire()
	}
	// What it returns is told to the client by the code.
	_ = s.hub.Serve(context.WithoutCancel(r.Context()), socket, whiteboard.DocID(strings.TrimPrefix(r.URL.Path, "/")), m)
}

func (s *server) judge(user string) (whiteboard.Access, error) {
	s.mu.Lock()
	out := s.out[user]
	s.mu.Unlock()
	if s.asked != nil {
		s.asked()
	}
	if out {
		return whiteboard.AccessNone, whiteboard.Refusal{Code: closeRemoved}
	}
	return s.may(user), nil
}

// closeRemoved is a code of the caller's.
const closeRemoved websocket.StatusCode = 4503

// remove sends the user out of the document.
func (s *server) remove(doc whiteboard.DocID, user string) {
	s.mu.Lock()
	s.out[user] = true
	s.mu.Unlock()
	s.hub.Close(doc, closeRemoved, func(m whiteboard.Member) bool { return m.UserID == user })
}

func (s *server) may(user string) whiteboard.Access {
	s.mu.Lock()
	defer s.mu.Unlock()
	if access, said := s.access[user]; said {
		return access
	}
	return whiteboard.AccessAll
}

func (s *server) allow(doc whiteboard.DocID, user string, access whiteboard.Access) {
	s.mu.Lock()
	s.access[user] = access
	s.mu.Unlock()
	s.hub.Flip(doc, func(m *whiteboard.Member) whiteboard.Access { return s.may(m.UserID) })
}

// browsers are stock clients in node.
type browsers struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

func startBrowsers(t *testing.T) *browsers {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("stock y-websocket clients need node, and frontend/node_modules (npm ci in frontend)")
	}
	if _, err := os.Stat("../frontend/node_modules/y-websocket"); err != nil {
		t.Fatal("stock y-websocket clients need frontend/node_modules: run npm ci in frontend")
	}
	cmd := exec.Command("node", "--experimental-websocket", "--no-warnings", "testdata/clients.mjs")
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
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
			t.Errorf("%v: %s", err, stderr.String())
		}
	})
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	return &browsers{t, in, lines}
}

type args map[string]any

// do asks a client for an operation and returns its value; a condition that doesn't come true fails the test.
func (b *browsers) do(op, id string, a args) any {
	b.t.Helper()
	request := args{"op": op, "id": id}
	for k, v := range a {
		request[k] = v
	}
	line, err := json.Marshal(request)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		b.t.Fatal(err)
	}
	if !b.out.Scan() {
		b.t.Fatalf("node has ended: %v", b.out.Err())
	}
	var answer struct {
		Value any
		Fault string
	}
	if err := json.Unmarshal(b.out.Bytes(), &answer); err != nil {
		b.t.Fatal(err)
	}
	if answer.Fault != "" {
		b.t.Fatalf("%s of %s: %s", op, id, answer.Fault)
	}
	return answer.Value
}

func (b *browsers) open(s *server, id, doc string) {
	b.t.Helper()
	b.do("open", id, args{"url": s.url, "doc": doc, "params": args{"user": id}})
	b.do("synced", id, nil)
}

// raw is a client that says what it likes.
type raw struct {
	t      *testing.T
	socket *websocket.Conn
}

func dial(t *testing.T, s *server, user, doc string) *raw {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, s.url+"/"+doc+"?user="+user, nil)
	if err != nil {
		t.Fatal(err)
	}
	socket.SetReadLimit(64 << 20)
	t.Cleanup(func() { _ = socket.CloseNow() }) // it may be closed already
	return &raw{t, socket}
}

func (r *raw) send(frame []byte) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.socket.Write(ctx, websocket.MessageBinary, frame); err != nil {
		r.t.Fatal(err)
	}
}

// next returns the next frame that begins like that.
func (r *raw) next(prefix ...byte) []byte {
	r.t.Helper()
	b := r.nextOrNil(prefix...)
	if b == nil {
		r.t.Fatalf("no frame %v has come", prefix)
	}
	return b
}

// nextOrNil is next, but nil where none comes.
func (r *raw) nextOrNil(prefix ...byte) []byte {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		_, b, err := r.socket.Read(ctx)
		if err != nil {
			r.t.Logf("waiting for a frame %v: %v", prefix, err)
			return nil
		}
		if bytes.HasPrefix(b, prefix) {
			return b
		}
	}
}

// closed returns the code that the server closes with.
func (r *raw) closed() websocket.StatusCode {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		if _, _, err := r.socket.Read(ctx); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}
