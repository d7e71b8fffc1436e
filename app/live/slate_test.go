package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
)

// slate is a module with everything that a module may have: texts under keys, a counter that is told now and then, bells
// that ring by time, and greetings for those who come. The first word of a key says who may see it.
type slate struct{ store *store.Store }

const slateTable = `CREATE TABLE slate (session_id TEXT NOT NULL, kind TEXT NOT NULL, k TEXT NOT NULL, v TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (session_id, kind, k))`

// The kinds of rows of a slate.
const (
	slateText  = "text"
	slateCount = "count"
	slateBell  = "bell"
	slateGreet = "greet"
)

func (slate) Name() string { return "slate" }

func (slate) Commands() []live.Spec {
	var all []live.Spec
	for _, verb := range []string{"set", "append", "erase", "tick", "later", "fail", "follow"} {
		all = append(all, live.Spec{Type: "slate." + verb, Action: app.ActionChatRead, Rate: live.Rate{PerSecond: 1e6, Burst: 1e6}})
	}
	return append(all, live.Spec{Type: "slate.seldom", Action: app.ActionChatRead, Rate: live.Rate{PerSecond: 0.001, Burst: 3}},
		live.Spec{Type: "slate.manage", Action: app.ActionPollManage})
}

type slateRow struct {
	Kind, K, V string
	N          int64
}

func (m slate) Load(ctx context.Context, session app.Session) (live.State, error) {
	st := &slateState{slate: m, session: session.ID, texts: map[string]string{}, bells: map[string]time.Time{}, greeted: map[string]int64{}}
	var rows []slateRow
	if err := m.store.Read(ctx).Raw("SELECT kind, k, v, n FROM slate WHERE session_id = ?", session.ID).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the slate: %w", err)
	}
	for _, r := range rows {
		switch r.Kind {
		case slateText:
			st.texts[r.K] = r.V
		case slateCount:
			st.count = r.N
		case slateBell:
			st.bells[r.K] = time.UnixMilli(r.N).UTC()
		case slateGreet:
			st.greeted[r.K] = r.N
		}
	}
	return st, nil
}

type slateState struct {
	slate
	session app.SessionID
	texts   map[string]string
	bells   map[string]time.Time
	greeted map[string]int64
	count   int64
	dirty   bool
}

type slateBody struct {
	Key   string        `json:"key"`
	Text  string        `json:"text"`
	How   string        `json:"how"`
	After time.Duration `json:"after"`
}

type slateEvent struct {
	live.Head
	Key  string    `json:"key"`
	Text string    `json:"text,omitempty"`
	N    int64     `json:"n,omitempty"`
	Due  time.Time `json:"due,omitzero"`
}

type slateFrame struct {
	Type string `json:"type"`
	N    int64  `json:"n"`
}

type slateSnapshot struct {
	Texts   map[string]string `json:"texts"`
	Greeted map[string]int64  `json:"greeted"`
}

// slateAudience is who may see what stands under the key: all, staff, none, only-<user>, plus-<user> or group-<group>.
func slateAudience(key string) live.Audience {
	kind, rest, _ := strings.Cut(key, "-")
	of, _, _ := strings.Cut(rest, "-")
	switch kind {
	case "all":
		return live.Everyone()
	case "staff":
		return live.Staff()
	case "only":
		return live.Only(app.UserID(of))
	case "plus":
		return live.StaffAnd(app.UserID(of))
	case "group":
		return live.Group(app.GroupID(of))
	}
	return live.Nobody()
}

func (s *slateState) put(ctx context.Context, kind, key, text string, n int64) error {
	return s.store.Write(ctx).Exec(`INSERT INTO slate (session_id, kind, k, v, n) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (session_id, kind, k) DO UPDATE SET v = excluded.v, n = excluded.n`, s.session, kind, key, text, n).Error
}

func (s *slateState) drop(ctx context.Context, kind, key string) error {
	return s.store.Write(ctx).Exec("DELETE FROM slate WHERE session_id = ? AND kind = ? AND k = ?", s.session, kind, key).Error
}

func (s *slateState) say(verb string, audience live.Audience, e slateEvent, result any, err error) (live.Outcome, error) {
	return live.Outcome{Events: []live.Event{{Type: "slate." + verb, Audience: audience, Payload: &e}}, Result: result}, err
}

func (s *slateState) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[slateBody](c)
	if err != nil {
		return live.Outcome{}, err
	}
	if in.Key == "" {
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "A key is missing.")
	}
	to := slateAudience(in.Key)
	switch c.Type {
	case "slate.append":
		return s.say("appended", to, slateEvent{Key: in.Key, Text: in.Text}, nil, s.put(ctx, slateText, in.Key, s.texts[in.Key]+in.Text, 0))
	case "slate.erase":
		return s.erase(ctx, in.Key)
	case "slate.tick":
		return s.say("ticked", live.Nobody(), slateEvent{N: s.count + 1}, nil, s.put(ctx, slateCount, "", "", s.count+1))
	case "slate.later":
		due := c.At.Add(in.After)
		return s.say("wound", live.Nobody(), slateEvent{Key: in.Key, Due: due}, nil, s.put(ctx, slateBell, in.Key, "", due.UnixMilli()))
	case "slate.fail":
		return s.fail(ctx, in)
	case "slate.follow":
		p, _ := c.People.Person(c.Actor.User)
		p.Room = in.Key
		return live.Outcome{Events: []live.Event{{Type: "person.changed", Audience: live.Everyone(), Payload: &live.PersonChanged{Person: p}}}}, nil
	}
	return s.say("set", to, slateEvent{Key: in.Key, Text: in.Text}, map[string]string{"key": in.Key}, s.put(ctx, slateText, in.Key, in.Text, 0))
}

// fail writes and tells, and then it fails.
func (s *slateState) fail(ctx context.Context, in slateBody) (live.Outcome, error) {
	if err := s.put(ctx, slateText, in.Key, "never", 0); err != nil {
		return live.Outcome{}, err
	}
	switch in.How {
	case "panic":
		panic("a fault of the module's")
	case "encode":
		return live.Outcome{Events: []live.Event{{Type: "slate.set", Audience: live.Everyone(), Payload: &slateEvent{Key: in.Key, Text: "never"}},
			{Type: "slate.bad", Audience: live.Everyone(), Payload: &slateBad{Bad: func() {}}}}}, nil
	case "apply":
		return s.say("broken", live.Everyone(), slateEvent{Key: in.Key, Text: "never"}, nil, nil)
	}
	return live.Outcome{}, errors.New("a fault of the module's")
}

type slateBad struct {
	live.Head
	Bad func() `json:"bad"`
}

// erase forgets what stands under the key, and the events that told of it. The result lists those.
func (s *slateState) erase(ctx context.Context, key string) (live.Outcome, error) {
	var told []int64
	err := s.store.Read(ctx).Raw("SELECT position FROM events WHERE session_id = ? AND type IN ('slate.set', 'slate.appended') AND body LIKE ? ORDER BY position",
		s.session, `%"key":"`+key+`"%`).Scan(&told).Error
	if err != nil {
		return live.Outcome{}, err
	}
	o, err := s.say("erased", slateAudience(key), slateEvent{Key: key}, map[string]any{"erased": told}, s.drop(ctx, slateText, key))
	o.Redact = told
	return o, err
}

func (s *slateState) Apply(e live.Event) error {
	in, err := live.Read[slateEvent](e)
	if err != nil {
		return err
	}
	switch e.Type {
	case "slate.set":
		s.texts[in.Key] = in.Text
	case "slate.appended":
		s.texts[in.Key] += in.Text
	case "slate.erased":
		delete(s.texts, in.Key)
	case "slate.ticked":
		s.count, s.dirty = in.N, true
	case "slate.wound":
		s.bells[in.Key] = in.Due
	case "slate.rang":
		delete(s.bells, in.Key)
		s.texts[in.Key] = in.Text
	case "slate.greeted":
		s.greeted[in.Key] = in.N
	case "slate.broken":
		return app.Errorf(app.CodeConflict, "This isn't a refusal: it comes too late.")
	}
	return nil
}

func (s *slateState) Due() time.Time {
	var first time.Time
	for _, at := range s.bells {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

func (s *slateState) Expire(ctx context.Context, now time.Time) (live.Outcome, error) {
	var o live.Outcome
	for key, at := range s.bells {
		if at.After(now) {
			continue
		}
		if err := errors.Join(s.drop(ctx, slateBell, key), s.put(ctx, slateText, key, "rang", 0)); err != nil {
			return o, err
		}
		o.Events = append(o.Events, live.Event{Type: "slate.rang", Audience: slateAudience(key), Payload: &slateEvent{Key: key, Text: "rang"}})
	}
	return o, nil
}

func (s *slateState) Follow(ctx context.Context, e live.Event) (live.Outcome, error) {
	if e.Type != "person.joined" {
		return live.Outcome{}, nil
	}
	in, err := live.Read[live.PersonJoined](e)
	if err != nil {
		return live.Outcome{}, err
	}
	user := string(in.Person.UserID)
	return s.say("greeted", live.Everyone(), slateEvent{Key: user, N: s.greeted[user] + 1}, nil, s.put(ctx, slateGreet, user, "", s.greeted[user]+1))
}

func (s *slateState) Snapshot(v live.Viewer) any {
	out := slateSnapshot{Texts: map[string]string{}, Greeted: s.greeted}
	for k, text := range s.texts {
		if v.Sees(slateAudience(k)) {
			out.Texts[k] = text
		}
		if text == "poison for snapshots" {
			panic("a fault of the module's")
		}
	}
	return out
}

func (s *slateState) Volatile(live.Viewer) []live.Frame {
	return []live.Frame{slateFrame{"slate.count", s.count}}
}

func (s *slateState) Dirty() bool {
	dirty := s.dirty
	s.dirty = false
	return dirty
}

// kept returns what the database has of a slate, for a viewer.
func kept(ctx context.Context, s *store.Store, session app.SessionID, v live.Viewer) (slateSnapshot, error) {
	st, err := slate{s}.Load(ctx, app.Session{ID: session})
	if err != nil {
		return slateSnapshot{}, err
	}
	b, err := json.Marshal(st.Snapshot(v))
	if err != nil {
		return slateSnapshot{}, err
	}
	var out slateSnapshot
	return out, json.Unmarshal(b, &out)
}
