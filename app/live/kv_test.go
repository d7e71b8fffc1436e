package live

import (
	"context"
	"errors"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// kv is a module for tests: values under keys. The first letter of a key says who may see it: e everyone, s staff, g the
// group "g", n nobody, and o the user whose id follows. Each command leaves a line in a log, so that one which was done
// twice shows.
type kv struct{ store *store.Store }

const kvTables = `CREATE TABLE kv (session_id TEXT NOT NULL, k TEXT NOT NULL, v TEXT NOT NULL, said BIGINT NOT NULL, PRIMARY KEY (session_id, k));
CREATE TABLE kv_log (n INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, user_id TEXT NOT NULL, id TEXT NOT NULL)`

func (kv) Name() string { return "kv" }

func (kv) Commands() []Spec {
	quick := Rate{PerSecond: 1e6, Burst: 1e6}
	return []Spec{{Type: "kv.set", Action: app.ActionChatRead, Rate: quick}, {Type: "kv.delete", Action: app.ActionChatRead, Rate: quick},
		{Type: "kv.fail", Action: app.ActionChatRead, Rate: quick}, {Type: "kv.slow", Action: app.ActionChatRead, Rate: Rate{PerSecond: 1, Burst: 1}}}
}

func (m kv) Load(ctx context.Context, session app.Session) (State, error) {
	var rows []struct {
		K, V string
		Said int64
	}
	if err := m.store.Read(ctx).Raw("SELECT k, v, said FROM kv WHERE session_id = ?", session.ID).Scan(&rows).Error; err != nil {
		return nil, err
	}
	st := &kvState{kv: m, session: session.ID, values: map[string]string{}, said: map[string]int64{}}
	for _, r := range rows {
		st.values[r.K], st.said[r.K] = r.V, r.Said
	}
	return st, nil
}

type kvState struct {
	kv
	session app.SessionID
	values  map[string]string
	said    map[string]int64 // the offset of the event that told of the value
}

type kvBody struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	How    string `json:"how"`
	Before int64  `json:"before"`
}

type kvEvent struct {
	Head
	Key   string `json:"key"`
	Value string `json:"value,omitempty"`
}

func kvAudience(key string) Audience {
	switch key[0] {
	case 'e':
		return Everyone()
	case 's':
		return Staff()
	case 'g':
		return Group("g")
	case 'o':
		user, _, _ := strings.Cut(key[1:], "/")
		return Only(app.UserID(user))
	}
	return Nobody()
}

func (s *kvState) Command(ctx context.Context, c Command) (Outcome, error) {
	in, err := Bind[kvBody](c)
	if err != nil {
		return Outcome{}, err
	}
	if in.Key == "" {
		return Outcome{}, app.Errorf(app.CodeInvalid, "A key is missing.")
	}
	write := func(sql string, args ...any) error { return s.store.Write(ctx).Exec(sql, args...).Error }
	if err := write("INSERT INTO kv_log (session_id, user_id, id) VALUES (?, ?, ?)", s.session, c.Actor.User, c.ID); err != nil {
		return Outcome{}, err
	}
	switch c.Type {
	case "kv.fail":
		if in.How == "panic" {
			panic("a fault of the module's")
		}
		return Outcome{}, errors.New("a fault of the module's")
	case "kv.delete":
		o := Outcome{Events: []Event{{Type: "kv.deleted", Audience: kvAudience(in.Key), Payload: &kvEvent{Key: in.Key}}}}
		if at, known := s.said[in.Key]; known && at > 0 {
			o.Redact = []int64{at}
		}
		return o, write("DELETE FROM kv WHERE session_id = ? AND k = ?", s.session, in.Key)
	}
	// The offset that the event will have isn't known here: it is read back from the stream when the state is loaded.
	err = write(`INSERT INTO kv (session_id, k, v, said) VALUES (?, ?, ?, 0) ON CONFLICT (session_id, k) DO UPDATE SET v = excluded.v, said = 0`, s.session, in.Key, in.Value)
	return Outcome{Events: []Event{{Type: "kv.set", Audience: kvAudience(in.Key), Payload: &kvEvent{Key: in.Key, Value: in.Value}}}, Result: map[string]string{"key": in.Key}}, err
}

func (s *kvState) Apply(e Event) error {
	ev, err := Read[kvEvent](e)
	if err != nil {
		return err
	}
	switch e.Type {
	case "kv.set":
		s.values[ev.Key], s.said[ev.Key] = ev.Value, e.Offset
	case "kv.deleted":
		delete(s.values, ev.Key)
		delete(s.said, ev.Key)
	}
	return nil
}

func (s *kvState) Snapshot(v Viewer) any {
	seen := map[string]string{}
	for k, value := range s.values {
		if v.Sees(kvAudience(k)) {
			seen[k] = value
		}
	}
	return seen
}
