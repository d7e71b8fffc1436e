package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// answer is what a client gets for a command.
type answer struct {
	Type, Code, Message string
	Offset              int64
	RetryAfterMs        int64
	Result              json.RawMessage
}

// order gives a command over a socket and returns its answer, and what came before it.
func (w *wanderer) order(t *testing.T, kind, id string, fields map[string]any) (answer, []heard) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	body := map[string]any{"type": kind, "id": id}
	for k, v := range fields {
		body[k] = v
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.conn.Write(ctx, websocket.MessageText, b); err != nil {
		t.Fatal(err)
	}
	var before []heard
	for {
		_, b, err := w.conn.Read(ctx)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		var f heard
		var a answer
		if err := json.Unmarshal(b, &f); err != nil {
			t.Fatal(err)
		}
		if f.ID != id {
			w.hear(b)
			before = append(before, f)
			continue
		}
		if err := json.Unmarshal(b, &a); err != nil {
			t.Fatal(err)
		}
		return a, before
	}
}

// page opens a socket of somebody to a process of the campus.
func (c *campus) page(t *testing.T, user app.UserID, role app.Role) *wanderer {
	t.Helper()
	w := &wanderer{campus: c, run: &wandering{tokens: map[app.UserID]app.Role{user: role}}, rnd: rand.New(rand.NewPCG(1, 1)), user: user, name: string(user)}
	t.Cleanup(w.lose)
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	if !w.dial(ctx) {
		t.Fatalf("%s can't come: %v", user, w.run.faults)
	}
	return w
}

// rest reads until check says "". It beats as seldom as a server takes it.
func (w *wanderer) rest(t *testing.T, check func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		w.listen(ctx)
		problem := check()
		if w.conn == nil {
			problem = "the connection is gone; " + problem
		}
		if problem == "" {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal(problem)
		case <-tick.C:
		}
	}
}

func TestACommandThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"", "panic", "encode", "apply"} {
		t.Run("how="+how, func(t *testing.T) {
			t.Parallel()
			c := newCampus(t, storetest.SQLite(t), 1)
			w, witness := c.page(t, "ana", app.RoleLearner), c.page(t, "ben", app.RoleLearner)
			if a, _ := w.order(t, "slate.set", "good-0001", map[string]any{"key": "all-a", "text": "good"}); a.Type != "ack" {
				t.Fatalf("%+v", a)
			}
			if a, _ := w.order(t, "slate.fail", "fail-0001", map[string]any{"key": "all-a", "how": how}); a.Type != "refused" || a.Code != string(app.CodeInternal) || a.Message == "" {
				t.Errorf("it is answered with %+v", a)
			}
			if a, _ := w.order(t, "slate.append", "good-0002", map[string]any{"key": "all-a", "text": "!"}); a.Type != "ack" {
				t.Errorf("the next one is answered with %+v", a)
			}
			witness.rest(t, func() string {
				if len(witness.run.faults) > 0 || witness.texts["all-a"] != "good!" {
					return fmt.Sprint(witness.run.faults, witness.texts)
				}
				return ""
			})
			if s, err := kept(context.Background(), c.store, session, witness.viewer); err != nil || s.Texts["all-a"] != "good!" {
				t.Errorf("%v is kept, %v", s, err)
			}
		})
	}
}

// TestWhatRunsOutDoesSoAfterAFault has a bell ring, and a count be told, though a command failed and nobody does anything.
func TestWhatRunsOutDoesSoAfterAFault(t *testing.T) {
	t.Parallel()
	c := newCampus(t, storetest.SQLite(t), 1)
	w := c.page(t, "ana", app.RoleLearner)
	w.order(t, "slate.later", "later-001", map[string]any{"key": "all-bell", "after": 100 * time.Millisecond})
	w.order(t, "slate.tick", "tick-0001", map[string]any{"key": "none"})
	w.order(t, "slate.fail", "fail-0001", map[string]any{"key": "all-a", "how": "panic"})
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	for w.texts["all-bell"] != "rang" || w.count != 1 {
		_, b, err := w.conn.Read(ctx)
		if err != nil {
			t.Fatalf("%v; %v, %d ticks", err, w.texts, w.count)
		}
		w.hear(b)
	}
}

func TestRatesAreRefusedWithTheTimeToWait(t *testing.T) {
	t.Parallel()
	c := newCampus(t, storetest.SQLite(t), 1)
	w := c.page(t, "ana", app.RoleLearner)
	seldom := func(i int) answer {
		a, _ := w.order(t, "slate.seldom", fmt.Sprintf("seldom-%03d", i), map[string]any{"key": "all-a"})
		return a
	}
	for i := range 3 {
		if a := seldom(i); a.Type != "ack" {
			t.Fatalf("%d: %+v", i, a)
		}
	}
	if a := seldom(3); a.Type != "refused" || a.Code != string(app.CodeRateLimited) || a.RetryAfterMs != 1_000_000 {
		t.Errorf("%+v", a)
	}
	if a := seldom(2); a.Type != "ack" {
		t.Errorf("one that was done before: %+v", a)
	}
	other := c.page(t, "ben", app.RoleLearner)
	if a, _ := other.order(t, "slate.seldom", "seldom-000", map[string]any{"key": "all-a"}); a.Type != "ack" {
		t.Errorf("another person: %+v", a)
	}
}

func TestCommandsThatAreRefused(t *testing.T) {
	t.Parallel()
	c := newCampus(t, storetest.SQLite(t), 1)
	w := c.page(t, "ana", app.RoleLearner)
	before := w.offset
	for name, tc := range map[string]struct {
		kind   string
		fields map[string]any
		code   app.Code
	}{
		"unknown verb":    {"slate.fly", nil, app.CodeInvalid},
		"unknown noun":    {"hologram.show", nil, app.CodeInvalid},
		"no noun":         {"beat", nil, app.CodeInvalid},
		"wrong type":      {"slate.set", map[string]any{"key": 7}, app.CodeInvalid},
		"nothing in it":   {"slate.set", nil, app.CodeInvalid},
		"NUL":             {"slate.set", map[string]any{"key": "all-a", "text": "a\x00b"}, app.CodeInvalid},
		"not allowed":     {"slate.manage", map[string]any{"key": "all-a"}, app.CodeForbidden},
		"for instructors": {"person.role", map[string]any{"userId": "ana", "role": "assistant"}, app.CodeForbidden},
	} {
		a, _ := w.order(t, tc.kind, strings.ReplaceAll("refused "+name, " ", "-")[:10]+"-1", tc.fields)
		if a.Type != "refused" || app.Code(a.Code) != tc.code || len(a.Message) < 10 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if a, _ := w.order(t, "slate.set", "slate-0001", map[string]any{"key": "all-a", "text": `about \u0000`}); a.Type != "ack" || a.Offset != before+1 {
		t.Errorf("what isn't NUL, after all that: %+v", a)
	}
}

// TestASnapshotThatFailsHarmsNobodyElse has a state that can't be shown.
func TestASnapshotThatFailsHarmsNobodyElse(t *testing.T) {
	t.Parallel()
	c := newCampus(t, storetest.SQLite(t), 1)
	w := c.page(t, "ana", app.RoleLearner)
	w.order(t, "slate.set", "slate-0001", map[string]any{"key": "all-a", "text": "poison for snapshots"})
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, c.at(0).url+"/ws/sessions/"+string(session)+"?token=learner:ben", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if _, b, err := conn.Read(ctx); websocket.CloseStatus(err) != 4000 {
		t.Errorf("the next one gets %s, %v", b, err)
	}
	if a, _ := w.order(t, "slate.set", "slate-0002", map[string]any{"key": "all-a", "text": "good"}); a.Type != "ack" {
		t.Errorf("the first one gets %+v", a)
	}
	c.page(t, "ben", app.RoleLearner)
}

// TestAMoveToAGroupBringsItsSnapshot moves somebody while they look on: they see what the group's people see, and nothing
// of it once they are back.
func TestAMoveToAGroupBringsItsSnapshot(t *testing.T) {
	t.Parallel()
	c := newCampus(t, storetest.SQLite(t), 1)
	w, teacher := c.page(t, "ana", app.RoleLearner), c.page(t, "teacher", app.RoleInstructor)
	set := func(id, text string) {
		t.Helper()
		if a, _ := teacher.order(t, "slate.set", id, map[string]any{"key": "group-g-1", "text": text}); a.Type != "ack" {
			t.Fatalf("%+v", a)
		}
	}
	move := func(id, to string) {
		t.Helper()
		if a, _ := w.order(t, "slate.follow", id, map[string]any{"key": to}); a.Type != "ack" {
			t.Fatalf("%+v", a)
		}
	}
	set("slate-0001", "one")
	move("move-0001", "g")
	w.viewer.Group = "g"
	if w.texts["group-g-1"] != "one" || !strings.HasSuffix(w.epoch, ".learner.g") {
		t.Errorf("in the group: %v, %s", w.texts, w.epoch)
	}
	set("slate-0002", "two")
	w.rest(t, func() string { return strings.TrimPrefix(w.texts["group-g-1"], "two") })
	move("move-0002", live.MainRoom)
	w.viewer.Group = ""
	set("slate-0003", "three")
	w.rest(t, func() string { return "" })
	if _, told := w.texts["group-g-1"]; told || strings.Contains(w.epoch, ".g") {
		t.Errorf("back in the main room: %v, %s", w.texts, w.epoch)
	}
}
