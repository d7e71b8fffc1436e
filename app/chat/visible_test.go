package chat_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

// sees says which of the messages each person sees, in the order of sending.
var sees = map[app.UserID]string{
	"ida":  "all staff ida-ana g1 g2 thread",
	"ira":  "all staff g1 g2 thread",
	"tom":  "all staff g1 g2 thread",
	"ana":  "all staff ida-ana ana-ben g1 thread",
	"ben":  "all ana-ben g1",
	"cleo": "all g2",
	"otto": "all",
}

// fill sends one message to each kind of audience.
func (c *class) fill() {
	c.t.Helper()
	c.must("ida", "chat.settings", body{"learners": "everyone", "private": true})
	file := func(id string) body { return body{"fileIds": []string{id}} }
	c.send("ben", everyone(), "all", file("ben-1"))
	asked := c.send("ana", staff(), "staff", file("ana-1"))
	c.send("ida", person("ana"), "ida-ana", file("ida-1"))
	c.send("ana", person("ben"), "ana-ben", file("ana-2"))
	c.send("ben", group("g1"), "g1", file("ben-2"))
	c.send("cleo", group("g2"), "g2", file("cleo-1"))
	c.send("tom", staff(), "thread", file("tom-1"), body{"replyTo": asked}) // an answer of the staff reaches who asked
}

func TestEachPersonSeesWhatTheyMay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.fill()
		files := strings.Fields("ben-1 ana-1 ida-1 ana-2 ben-2 cleo-1 tom-1")
		words := strings.Fields("all staff ida-ana ana-ben g1 g2 thread")
		for _, p := range people {
			want := sees[p.UserID]
			v := c.viewer(p.UserID)
			var told []string
			for _, e := range c.events {
				if m, err := live.Read[chat.ChatSent](e); e.Type == "chat.sent" && err == nil && v.Sees(e.Audience) {
					told = append(told, m.Message.Text)
				}
			}
			var page chat.ChatPage
			c.get(string(p.UserID), "/messages", &page)
			got := map[string]string{"event": strings.Join(told, " "), "snapshot": texts(c.snapshot(p.UserID).Messages), "page": texts(page.Messages),
				"reload": texts(see(t, c.load(), v).Messages)}
			if diff := cmp.Diff(map[string]string{"event": want, "snapshot": want, "page": want, "reload": want}, got); diff != "" {
				t.Errorf("%s sees:\n%s", p.UserID, diff)
			}
			for i, id := range files {
				may, err := c.FileVisible(context.Background(), app.Session{ID: session}, app.Actor{User: p.UserID}, app.FileID(id))
				if wanted := strings.Contains(" "+want+" ", " "+words[i]+" "); err != nil || may != wanted {
					t.Errorf("%s and the file of %q: %v, %v; want %v", p.UserID, words[i], may, err, wanted)
				}
			}
		}
		if may, err := c.FileVisible(context.Background(), app.Session{ID: session}, app.Actor{User: "ida"}, "nobodys"); may || err != nil {
			t.Errorf("a file of no message: %v, %v", may, err)
		}
	})
}

// TestGroupsAreReadLater moves Cleo, who was in the group g1 too: she goes on seeing what was written there.
func TestGroupsAreReadLater(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.fill()
		c.also = map[app.UserID][]app.GroupID{"cleo": {"g1", "g3"}, "otto": {"g2"}}
		for who, want := range map[app.UserID]string{"cleo": "all g1 g2", "otto": "all g2", "ben": "all ana-ben g1"} {
			var page chat.ChatPage
			c.get(string(who), "/messages", &page)
			if got := texts(page.Messages); got != want || texts(c.snapshot(who).Messages) != want {
				t.Errorf("%s sees %q, and %q in the welcome; want %q", who, got, texts(c.snapshot(who).Messages), want)
			}
		}
		var csv, txt string
		c.get("ida", "/chat/export?format=csv", &csv)
		c.get("ida", "/chat/export", &txt)
		for _, text := range []string{csv, txt} {
			if !strings.Contains(text, "group The owls") || !strings.Contains(text, "group g2") {
				t.Errorf("an export names no groups:\n%s", text)
			}
		}
	})
}

// TestOnesOwnStaysOnesOwn deletes what one wrote in a group that one isn't in any more.
func TestOnesOwnStaysOnesOwn(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	id := c.send("cleo", group("g2"), "oops")
	c.left["cleo"] = true
	c.refused(app.CodeNotFound, "ben", "chat.delete", body{"messageId": id})
	c.must("cleo", "chat.delete", body{"messageId": id})
}

func TestExportHoldsNoPrivateMessages(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.fill()
	c.send("ana", everyone(), "=HYPERLINK(\"x\")\nsecond line")
	id := c.send("cleo", everyone(), "rude")
	c.must("tom", "chat.delete", body{"messageId": id})
	for _, format := range []string{"csv", "txt", "json"} {
		for _, who := range []string{"ida", "tom"} {
			var text string
			if code := c.get(who, "/chat/export?format="+format, &text); code != 200 {
				t.Fatalf("export as %s: %d", who, code)
			}
			for _, word := range []string{"staff", "g1", "g2", "thread", "second line", "ben-1.png"} {
				if !strings.Contains(text, word) {
					t.Errorf("the %s of %s has no %q:\n%s", format, who, word, text)
				}
			}
			for _, word := range []string{"ida-ana", "ana-ben", "rude", "ida-1"} {
				if strings.Contains(text, word) {
					t.Errorf("the %s of %s has %q:\n%s", format, who, word, text)
				}
			}
		}
		for _, who := range []string{"ana", "otto"} {
			if code := c.get(who, "/chat/export?format="+format, nil); code != 403 {
				t.Errorf("export as %s: %d", who, code)
			}
		}
	}
	var csv, txt string
	c.get("ida", "/chat/export?format=csv", &csv)
	c.get("ida", "/chat/export", &txt)
	if !strings.Contains(csv, `"'=HYPERLINK(""x"")`) {
		t.Errorf("a formula is left in:\n%s", csv)
	}
	for _, line := range []string{"] Ana: =HYPERLINK(\"x\")\n    second line\n", "] Cleo: [deleted by Tom]\n", "] Tom (to teachers and Ana): thread"} {
		if !strings.Contains(txt, line) {
			t.Errorf("the text has no %q:\n%s", line, txt)
		}
	}
}

func TestRoutesAskForRights(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.fill()
	c.exec("INSERT INTO removals (session_id, user_id, removed_by, at_ms) VALUES (?, 'cleo', 'ida', 1)", session)
	for _, tc := range []struct {
		who, path string
		want      int
	}{
		{"nobody", "/messages", 401}, {"stranger", "/messages", 404}, {"cleo", "/messages", 403}, {"otto", "/messages", 200},
		{"ana", "/chat/audit", 403}, {"otto", "/chat/audit", 403}, {"tom", "/chat/audit", 200}, {"stranger", "/chat/audit", 404},
		{"stranger", "/chat/export", 404}, {"ida", "/chat/export?format=exe", 400},
		{"ana", "/messages?limit=0", 400}, {"ana", "/messages?limit=x", 400}, {"ana", "/messages?limit=201", 400},
		{"ana", "/messages?before=nothing", 404}, {"ana", "/messages?before=%27%20OR%201", 400},
	} {
		if got := c.get(tc.who, tc.path, nil); got != tc.want {
			t.Errorf("%s as %s: %d, want %d", tc.path, tc.who, got, tc.want)
		}
	}
	c.roles["ana"] = app.RoleAssistant // made an assistant for this session; the token says learner
	if got := c.get("ana", "/chat/audit", nil); got != 200 {
		t.Errorf("the audit as somebody who was made an assistant: %d", got)
	}
	c.roles["tom"] = app.RoleLearner
	if got := c.get("tom", "/chat/export", nil); got != 403 {
		t.Errorf("the export as somebody who is an assistant no more: %d", got)
	}
	var hidden chat.ChatPage
	c.get("ira", "/messages", &hidden)
	secret := c.send("ana", person("ben"), "secret")
	if got := c.get("ida", "/messages?before="+secret, nil); got != 404 {
		t.Errorf("a page before a message that isn't seen: %d", got)
	}
}

func TestPagesLeadToTheFirstMessage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.must("ida", "chat.settings", body{"learners": "everyone", "private": true})
		first := c.send("ida", everyone(), "m0")
		for i := 1; i < 130; i++ {
			c.send("ida", everyone(), numbered("m", i))
			if i%3 == 0 {
				c.send("ana", person("ben"), numbered("hidden", i))
			}
		}
		c.send("ida", everyone(), "m130", body{"replyTo": first})
		snap := c.snapshot("cleo")
		if len(snap.Messages) != 100 || !snap.Older || snap.Unread != 131 {
			t.Fatalf("the snapshot has %d messages, older %v, unread %d", len(snap.Messages), snap.Older, snap.Unread)
		}
		if diff := cmp.Diff([]chat.ChatQuote{{MessageID: app.MessageID(first), Name: "Ms Ida", Text: "m0"}}, snap.Quotes); diff != "" {
			t.Errorf("quotes:\n%s", diff)
		}
		all, before := snap.Messages, snap.Messages[0].MessageID
		for older := true; older; {
			var page chat.ChatPage
			if code := c.get("cleo", "/messages?limit=7&before="+string(before), &page); code != 200 {
				t.Fatalf("a page: %d", code)
			}
			all, older, before = append(page.Messages, all...), page.Older, page.Messages[0].MessageID
		}
		for i, m := range all {
			if m.Text != numbered("m", i) {
				t.Fatalf("message %d is %q", i, m.Text)
			}
		}
		if len(all) != 131 {
			t.Errorf("paged through %d messages", len(all))
		}
	})
}

func TestSnapshotIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	for range 60 {
		c.send("ida", everyone(), strings.Repeat("<", 4000)) // six bytes each in JSON
	}
	b := app.MustJSON(c.state.Snapshot(c.viewer("ana")))
	snap := c.snapshot("ana")
	if len(b) > 100<<10 || len(snap.Messages) < 3 || !snap.Older || snap.Unread != 60 {
		t.Errorf("the snapshot has %d bytes, %d messages, older %v, unread %d", len(b), len(snap.Messages), snap.Older, snap.Unread)
	}
}
