package apptest

import (
	"context"
	"encoding/json"
	"maps"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
)

// The pace of a socket, a little below what the server bears from one client.
const (
	framesPerSecond = 18
	framesAtOnce    = 40
)

// Reply is the answer to a command: an ack with Offset and Result, or a refusal with Code and Message.
type Reply struct {
	Type         string
	ID           string
	Offset       int64
	Result       json.RawMessage
	Code         app.Code
	Message      string
	RetryAfterMs int64
}

// Acked says whether the command was done.
func (r Reply) Acked() bool { return r.Type == "ack" }

// Body is what a command holds beside its type and id.
type Body = map[string]any

// Encode returns the frame of a command.
func Encode(kind, id string, body Body) []byte {
	frame := Body{}
	maps.Copy(frame, body)
	frame["type"], frame["id"] = kind, id
	return app.MustJSON(frame)
}

// Command gives a command under a fresh id and waits for its answer.
func (s *Socket) Command(kind string, body Body) Reply {
	s.t.Helper()
	return s.CommandAs(app.NewID(), kind, body)
}

// CommandAs is Command under an id of the test's.
func (s *Socket) CommandAs(id, kind string, body Body) Reply {
	s.t.Helper()
	answer := make(chan Reply, 1)
	s.mu.Lock()
	s.replies[id] = answer
	s.mu.Unlock()
	s.Raw(Encode(kind, id, body))
	select {
	case r := <-answer:
		return r
	case <-s.done:
		s.t.Fatalf("the socket closed while %s waited for its answer: %v", kind, s.closed)
	case <-time.After(Wait):
		s.t.Fatalf("%s has no answer", kind)
	}
	return Reply{}
}

// Patient is Command that tries again where the server says that it was too fast.
func (s *Socket) Patient(kind string, body Body) Reply {
	s.t.Helper()
	return s.PatientAs(app.NewID(), kind, body)
}

// PatientAs is Patient under an id of the test's.
func (s *Socket) PatientAs(id, kind string, body Body) Reply {
	s.t.Helper()
	for {
		r := s.CommandAs(id, kind, body)
		if r.Code != app.CodeRateLimited {
			return r
		}
		<-time.After(time.Duration(r.RetryAfterMs) * time.Millisecond)
	}
}

// Must is Patient that fails the test where the command is refused; the result is decoded into out unless that is nil.
func (s *Socket) Must(kind string, body Body, out any) Reply {
	s.t.Helper()
	r := s.Patient(kind, body)
	if !r.Acked() {
		s.t.Fatalf("%s is refused: %s: %s", kind, r.Code, r.Message)
	}
	if out != nil {
		if err := json.Unmarshal(r.Result, out); err != nil {
			s.t.Fatalf("%s: %v in %s", kind, err, r.Result)
		}
	}
	return r
}

// Drain returns the frames that have come and that nobody has asked for.
func (s *Socket) Drain() []Frame {
	var frames []Frame
	for {
		select {
		case f := <-s.frames:
			frames = append(frames, f)
		default:
			return frames
		}
	}
}

// Raw sends what may be no frame at all. It waits where the server would close a socket that sends so much.
func (s *Socket) Raw(frame []byte) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Wait)
	defer cancel()
	if err := s.write(ctx, frame); err != nil {
		s.t.Fatalf("send: %v", err)
	}
}

func (s *Socket) write(ctx context.Context, frame []byte) error {
	if err := s.pace.Wait(ctx); err != nil {
		return err
	}
	return s.conn.Write(ctx, websocket.MessageText, frame)
}

// answer hands an answer to the command that waits for it, and says whether one does.
func (s *Socket) answer(kind string, frame []byte) bool {
	if kind != "ack" && kind != "refused" {
		return false
	}
	var r Reply
	if err := json.Unmarshal(frame, &r); err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting, ok := s.replies[r.ID]
	if ok {
		delete(s.replies, r.ID)
		waiting <- r
	}
	return ok
}

// reached notes how far the client has been told.
func (s *Socket) reached(offset int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = max(s.at, offset)
}

// Resume returns the address at which the client comes back to where it was.
func (s *Socket) Resume(address string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return At(address, s.Welcome.Epoch, s.at)
}

// At returns the address of a socket for a client that says that it was there.
func At(address, epoch string, offset int64) string {
	return address + "&epoch=" + epoch + "&offset=" + strconv.FormatInt(offset, 10)
}
