package chat_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// TestReloadEqualsApply gives random commands and compares, for every person, what is in memory, what another process
// has from the events alone, and what a new process reads from the database.
func TestReloadEqualsApply(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 7))
		c := newClass(t, s)
		other := c.load()
		taken := 0
		var ids []string
		for range 400 {
			who := people[random.IntN(len(people))].UserID
			c.clock.Add(time.Duration(random.IntN(60)) * time.Second)
			kind, b := anything(random, ids)
			result, err := c.do(who, kind, b)
			if err != nil && app.CodeOf(err) == app.CodeInternal {
				t.Fatalf("seed %d: %s %v by %s: %v", seed, kind, b, who, err)
			}
			if id, sent := result["messageId"].(string); sent {
				ids = append(ids, id)
			}
			if random.IntN(10) == 0 { // the other process comes after, when some events have been emptied
				taken = c.catchUp(other, taken)
				c.same(seed, other)
			}
		}
		c.catchUp(other, taken)
		c.same(seed, other)
		c.same(seed, c.load())
		if len(ids) < 20 {
			t.Errorf("seed %d: only %d messages came of it", seed, len(ids))
		}
	})
}

func (c *class) catchUp(other live.State, from int) int {
	c.t.Helper()
	for _, e := range c.events[from:] {
		if err := other.Apply(live.Event{Type: e.Type, Audience: e.Audience, Offset: e.Offset, At: e.At, Body: e.Body}); err != nil {
			c.t.Fatal(err)
		}
	}
	return len(c.events)
}

func (c *class) same(seed uint64, other live.State) {
	c.t.Helper()
	for _, p := range people {
		v := c.viewer(p.UserID)
		if diff := cmp.Diff(see(c.t, c.state, v), see(c.t, other, v)); diff != "" {
			c.t.Fatalf("seed %d: %s sees otherwise:\n%s", seed, p.UserID, diff)
		}
	}
}

// anything returns a command that somebody may give.
func anything(random *rand.Rand, ids []string) (string, body) {
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	id := "none"
	if len(ids) > 0 {
		id = ids[random.IntN(len(ids))]
	}
	someone := people[random.IntN(len(people))].UserID
	switch random.IntN(12) {
	case 0:
		return "chat.edit", body{"messageId": id, "text": pick("other", "words", "")}
	case 1:
		return "chat.delete", body{"messageId": id}
	case 2, 3:
		return "chat.react", body{"messageId": id, "emoji": pick("👍", "🎉"), "on": random.IntN(3) > 0}
	case 4:
		return "chat.mute", body{"userId": someone, "muted": random.IntN(3) == 0}
	case 5:
		return "chat.settings", body{"learners": pick("everyone", "everyone", "staff_only", "off"), "private": random.IntN(2) == 0}
	case 6:
		return "chat.read", body{"upTo": random.IntN(len(ids) + 2)}
	case 7:
		return "chat.send", body{"to": body{"kind": pick("everyone", "staff")}, "text": "an answer", "replyTo": id}
	}
	to := []body{everyone(), staff(), person(someone), group("g1"), group("g2")}[random.IntN(5)]
	return "chat.send", body{"to": to, "text": pick("one", "two", "three")}
}

// TestMoreMessagesThanMemoryHolds works on messages that only the database has.
func TestMoreMessagesThanMemoryHolds(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	first := c.send("ana", everyone(), "first")
	err := c.store.Tx(context.Background(), func(ctx context.Context) error {
		return c.store.Write(ctx).Exec(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2100)
			INSERT INTO chat_messages (id, session_id, number, kind, to_user, to_name, to_group, user_id, name, role, text, reply_to, files, sent_ms)
			SELECT 'm' || i, ?, i, 'everyone', '', '', '', 'ben', 'Ben', 'learner', 'text', '', '', 1 FROM n`, session).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	c.state = c.load()
	c.must("ben", "chat.react", body{"messageId": first, "emoji": "👍", "on": true})
	c.must("cleo", "chat.react", body{"messageId": first, "emoji": "👍", "on": true})
	if e := c.events[len(c.events)-1]; !cmp.Equal(2, mustRead(t, e).Count) {
		t.Errorf("the second reaction was told as %s", e.Body)
	}
	c.must("ana", "chat.edit", body{"messageId": first, "text": "changed"})
	c.must("tom", "chat.delete", body{"messageId": first})
	c.send("ana", everyone(), "newest")
	c.same(0, c.load())
	if s := c.snapshot("ana"); !s.Older || s.Unread != 1999 {
		t.Errorf("older %v, unread %d", s.Older, s.Unread)
	}
}

func TestRetention(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.fill()
		c.must("ana", "chat.read", body{"upTo": 1})
		c.must("ida", "chat.mute", body{"userId": "cleo", "muted": true})
		if n, err := c.Prune(context.Background(), start.Add(time.Hour)); n != 0 || err != nil {
			t.Errorf("of a live session %d were pruned, %v", n, err)
		}
		c.exec("UPDATE sessions SET state = 'ended', ended_ms = ? WHERE id = ?", store.Millis(start.Add(time.Minute)), session)
		if n, err := c.Prune(context.Background(), start); n != 0 || err != nil {
			t.Errorf("of a session that ended later %d were pruned, %v", n, err)
		}
		if n, err := c.Prune(context.Background(), start.Add(time.Hour)); n != 7 || err != nil {
			t.Errorf("%d were pruned, %v", n, err)
		}
		for table, n := range c.dump() {
			if n != 0 {
				t.Errorf("%s has %d rows left", table, n)
			}
		}
		if err := c.Forget(context.Background(), session); err != nil {
			t.Error(err)
		}
	})
}
