package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// wanderer is one client of the property test over real sockets: a page that gives commands, drops, comes back with its
// position and sends again what has no answer. It fails its run where it sees what it mustn't.
type wanderer struct {
	campus *campus
	run    *wandering
	rnd    *rand.Rand
	user   app.UserID
	name   string // of the page: a person may have several

	conn    *websocket.Conn
	erased  int  // how many erasures were acknowledged before it opened
	honest  bool // about its position
	epoch   string
	offset  int64
	viewer  live.Viewer
	known   int64 // the offset up to which the role of the viewer is known
	texts   map[string]string
	greeted map[string]int64
	people  map[app.UserID]live.Person
	count   int64
	pending []order // in order, without an answer
	given   int
}

// order is a command that was given.
type order struct {
	id, key, text, kind string
	frame               []byte
}

// wandering is what the clients of one run share.
type wandering struct {
	mu      sync.Mutex
	tokens  map[app.UserID]app.Role // what the LMS says of them now
	faults  []string
	acked   []order // of appends, in the order of the acknowledgements
	refused []order
	erased  []int64 // offsets whose text is gone, in the order in which that was acknowledged
}

func (r *wandering) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *wandering) broken() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.faults) > 0
}

// dial opens a socket to one of the processes, with the position or a wrong one.
func (w *wanderer) dial(ctx context.Context) bool {
	w.run.mu.Lock()
	w.erased = len(w.run.erased)
	token := w.run.tokens[w.user]
	w.run.mu.Unlock()
	p := w.campus.at(w.rnd.IntN(len(w.campus.processes)))
	epoch, offset := w.epoch, w.offset
	w.honest = epoch != ""
	if lie := w.rnd.IntN(12); lie < 4 {
		w.honest = false
		epoch, offset = []string{"forged." + string(token), epoch, "", epoch}[lie], []int64{offset, offset + 1e6, 0, -5}[lie]
	}
	url := fmt.Sprintf("%s/ws/sessions/%s?token=%s:%s&epoch=%s&offset=%d&device=phone", p.url, session, token, w.user, epoch, offset)
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: dialer()})
	if err != nil {
		return false
	}
	conn.SetReadLimit(1 << 20)
	w.conn = conn
	if !w.read(ctx, "welcome") {
		return false
	}
	for _, o := range w.pending {
		if !w.write(ctx, o.frame) {
			return false
		}
	}
	return true
}

func (w *wanderer) write(ctx context.Context, b []byte) bool {
	if w.conn == nil {
		return false
	}
	if err := w.conn.Write(ctx, websocket.MessageText, b); err != nil {
		w.lose()
		return false
	}
	return true
}

func (w *wanderer) lose() {
	if w.conn != nil {
		_ = w.conn.CloseNow() // it may be closed already
		w.conn = nil
	}
}

// read takes frames until one of the type came; false where the connection is gone.
func (w *wanderer) read(ctx context.Context, until string) bool {
	for w.conn != nil {
		patience, cancel := context.WithTimeout(ctx, 3*time.Second)
		_, b, err := w.conn.Read(patience)
		cancel()
		if err != nil {
			w.lose()
			return false
		}
		if w.hear(b) == until {
			return true
		}
	}
	return false
}

// listen reads all that was said so far.
func (w *wanderer) listen(ctx context.Context) {
	if w.write(ctx, []byte(`{"type":"beat"}`)) {
		w.read(ctx, "beat")
	}
}

// heard is any frame that a wanderer gets.
type heard struct {
	Type, ID, Epoch, Key, Text, Code string
	Offset                           int64
	N                                int64
	At                               time.Time
	Resumed                          bool
	You                              live.You
	People                           []live.Person
	Person                           live.Person
	UserID                           app.UserID
	State                            struct{ Slate slateSnapshot }
	Result                           struct{ Erased []int64 }
}

// hear takes one frame in and returns its type.
func (w *wanderer) hear(b []byte) string {
	var f heard
	if err := json.Unmarshal(b, &f); err != nil {
		w.run.fault("%s: %v", b, err)
		return ""
	}
	switch f.Type {
	case "welcome":
		w.welcomed(f)
	case "slate.count":
		w.count = f.N
	case "media.state":
	case "beat":
		w.offset = max(w.offset, f.Offset)
	case "ack":
		w.answered(f, true)
		w.offset = max(w.offset, f.Offset)
	case "refused":
		if app.Code(f.Code) != app.CodeUnavailable {
			w.answered(f, false)
		}
	default:
		w.event(f, b)
	}
	return f.Type
}

func (w *wanderer) welcomed(f heard) {
	if f.Resumed {
		if f.Epoch != w.epoch || !w.honest {
			w.run.fault("%s resumes in %s and was in %s, honest: %t", w.name, f.Epoch, w.epoch, w.honest)
		}
		w.viewer.Role, w.known = f.You.Role, f.Offset
		return
	}
	w.known = f.Offset
	w.epoch, w.offset, w.viewer = f.Epoch, f.Offset, live.Viewer{User: w.user, Role: f.You.Role}
	w.texts, w.greeted, w.people = f.State.Slate.Texts, f.State.Slate.Greeted, map[app.UserID]live.Person{}
	for _, p := range f.People {
		w.people[p.UserID] = p
	}
	for key := range w.texts {
		w.mayKnow(key, "a snapshot")
	}
}

func (w *wanderer) event(f heard, b []byte) {
	if f.Offset <= w.offset {
		w.run.fault("%s gets %s after %d", w.name, b, w.offset)
		return
	}
	w.offset = f.Offset
	if strings.HasPrefix(f.Type, "slate.") && f.Type != "slate.greeted" {
		w.mayKnow(f.Key, "an event")
	}
	switch f.Type {
	case "slate.set", "slate.appended":
		w.mayStillKnow(f)
		if f.Type == "slate.set" {
			w.texts[f.Key] = ""
		}
		w.texts[f.Key] += f.Text
	case "slate.rang":
		w.texts[f.Key] = f.Text
	case "slate.erased":
		delete(w.texts, f.Key)
	case "slate.greeted":
		w.greeted[f.Key] = f.N
	case "person.joined", "person.changed":
		w.people[f.Person.UserID] = f.Person
		if f.Person.UserID == w.user && f.Offset > w.known {
			w.viewer.Role = f.Person.Role
		}
	case "person.left":
		delete(w.people, f.UserID)
	default:
		w.run.fault("%s gets %s", w.name, b)
	}
}

func (w *wanderer) mayKnow(key, how string) {
	if !w.viewer.Sees(slateAudience(key)) {
		w.run.fault("%s, a %s, learns of %s by %s", w.name, w.viewer.Role, key, how)
	}
}

// mayStillKnow looks that what was erased before the socket was opened isn't told any more.
func (w *wanderer) mayStillKnow(f heard) {
	w.run.mu.Lock()
	told := slices.Contains(w.run.erased[:w.erased], f.Offset)
	w.run.mu.Unlock()
	if told {
		w.run.fault("%s learns at %d of %s, which was erased before", w.name, f.Offset, f.Key)
	}
}

func (w *wanderer) answered(f heard, done bool) {
	i := slices.IndexFunc(w.pending, func(o order) bool { return o.id == f.ID })
	if i < 0 {
		return // answered before
	}
	o := w.pending[i]
	w.pending = slices.Delete(w.pending, i, i+1)
	w.run.mu.Lock()
	defer w.run.mu.Unlock()
	switch {
	case !done:
		w.run.refused = append(w.run.refused, o)
	case o.kind == "slate.append":
		w.run.acked = append(w.run.acked, o)
	}
	w.run.erased = append(w.run.erased, f.Result.Erased...)
}

// give gives a command; fields are those of its body.
func (w *wanderer) give(ctx context.Context, kind, key string, fields map[string]any) {
	w.given++
	o := order{id: fmt.Sprintf("%s-%06d", w.name, w.given), key: key, kind: kind, text: "<" + w.name + "." + strconv.Itoa(w.given) + ">"}
	body := map[string]any{"type": kind, "id": o.id, "key": key, "text": o.text}
	for k, v := range fields {
		body[k] = v
	}
	var err error
	if o.frame, err = json.Marshal(body); err != nil {
		w.run.fault("%v", err)
		return
	}
	w.pending = append(w.pending, o)
	w.write(ctx, o.frame)
}

// key draws one that the person may write to; not all of them may be read.
func (w *wanderer) key() string {
	n := []string{"0", "1", erasable}[w.rnd.IntN(3)]
	return []string{fmt.Sprint("all-", n), fmt.Sprint("staff-", n), fmt.Sprint("only-", w.user, "-", n), fmt.Sprint("plus-", w.user, "-", n), fmt.Sprint("none-", n),
		fmt.Sprint("group-g-", n)}[w.rnd.IntN(6)]
}

// erasable ends the keys under which texts are erased.
const erasable = "e"

// step does one thing that a page may do.
func (w *wanderer) step(ctx context.Context) {
	if w.conn == nil {
		w.dial(ctx)
		return
	}
	if len(w.pending) > 20 {
		w.listen(ctx)
		return
	}
	switch roll := w.rnd.IntN(100); {
	case roll < 40:
		w.give(ctx, "slate.append", w.key(), nil)
	case roll < 46:
		w.give(ctx, "slate.set", "all-set", nil)
	case roll < 52:
		w.give(ctx, "slate.erase", strings.TrimRight(w.key(), "01e")+erasable, nil)
	case roll < 58:
		w.give(ctx, "slate.tick", "none", nil)
	case roll < 62:
		w.give(ctx, "slate.later", fmt.Sprint([]string{"all", "staff"}[w.rnd.IntN(2)], "-bell-", w.rnd.IntN(3)), map[string]any{"after": time.Duration(w.rnd.IntN(100)) * time.Millisecond})
	case roll < 66:
		w.give(ctx, "slate.fail", w.key(), map[string]any{"how": []string{"", "panic", "encode", "apply"}[w.rnd.IntN(4)]})
	case roll < 69:
		w.give(ctx, "slate.append", "", nil) // refused
	case roll < 72:
		w.give(ctx, "person.away", "", map[string]any{"away": w.rnd.IntN(2) == 0})
	case roll < 76: // refused where it isn't the instructor's
		w.give(ctx, "person.role", "", map[string]any{"userId": fmt.Sprint("u", w.rnd.IntN(5)), "role": []app.Role{app.RoleAssistant, app.RoleLearner}[w.rnd.IntN(2)]})
	case roll < 79 && len(w.pending) > 0: // twice, with the same id
		w.write(ctx, w.pending[w.rnd.IntN(len(w.pending))].frame)
	case roll < 85: // all that was said so far
		w.listen(ctx)
	case roll < 92:
		w.lose() // what was on its way is lost, acknowledgements too
	case roll < 94:
		w.write(ctx, []byte(`{"type":"leave"}`))
		w.read(ctx, "")
	default:
		w.listen(ctx)
	}
}
