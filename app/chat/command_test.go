package chat_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/store/storetest"
)

func TestWhoMayWriteToWhom(t *testing.T) {
	t.Parallel()
	to := map[string]body{"everyone": everyone(), "staff": staff(), "teacher": person("ira"), "learner": person("ben"), "observer": person("otto"),
		"own group": group("g1"), "other group": group("g2")}
	const all = "everyone staff teacher learner observer own group other group"
	for _, tc := range []struct {
		name     string
		who      app.UserID
		settings body
		muted    bool
		may      string
	}{
		{"instructor", "ida", body{"learners": "off", "private": false}, false, all},
		{"assistant", "tom", body{"learners": "staff_only", "private": false}, false, all},
		{"learner as it begins", "ana", nil, false, "everyone staff teacher own group"},
		{"learner with private messages", "ana", body{"learners": "everyone", "private": true}, false, "everyone staff teacher learner observer own group"},
		{"learner who may write to staff", "ana", body{"learners": "staff_only", "private": true}, false, "staff teacher"},
		{"learner who may not write", "ana", body{"learners": "off", "private": true}, false, ""},
		{"muted learner", "ana", body{"learners": "everyone", "private": true}, true, ""},
		{"observer", "otto", body{"learners": "everyone", "private": true}, false, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
			if tc.settings != nil {
				c.must("ida", "chat.settings", tc.settings)
			}
			if tc.muted {
				c.must("tom", "chat.mute", body{"userId": tc.who, "muted": true})
			}
			for name, to := range to {
				if strings.Contains(" "+tc.may+" ", " "+name+" ") && !(name == "learner" && !strings.Contains(tc.may, "teacher learner")) {
					c.send(tc.who, to, "hello")
				} else {
					c.refused(app.CodeForbidden, tc.who, "chat.send", body{"to": to, "text": "hello"})
				}
			}
		})
	}
}

func TestForgedBodiesChangeNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		c.fill()
		hidden := c.send("ida", person("ira"), "between the two")
		bens := c.send("ben", everyone(), "mine")
		idas := c.send("ida", everyone(), "from Ms Ida")
		private := c.send("ana", person("cleo"), "for Cleo")
		for name, tc := range map[string]struct {
			code app.Code
			who  app.UserID
			kind string
			b    body
		}{
			"empty":                       {app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "text": " \n\t\u200b"}},
			"too long":                    {app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "text": strings.Repeat("ä", 4001)}},
			"no addressee":                {app.CodeInvalid, "ana", "chat.send", body{"text": "x"}},
			"unknown kind":                {app.CodeInvalid, "ana", "chat.send", body{"to": body{"kind": "all"}, "text": "x"}},
			"a number as text":            {app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "text": 7}},
			"to herself":                  {app.CodeInvalid, "ana", "chat.send", body{"to": person("ana"), "text": "x"}},
			"to nobody":                   {app.CodeNotFound, "ana", "chat.send", body{"to": person("zoe"), "text": "x"}},
			"a group like a list":         {app.CodeForbidden, "ida", "chat.send", body{"to": group("g1,ana"), "text": "x"}},
			"somebody else's file":        {app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "fileIds": []string{"ben-9"}}},
			"five files":                  {app.CodeInvalid, "ana", "chat.send", body{"to": everyone(), "fileIds": []string{"ana-5", "ana-6", "ana-7", "ana-8", "ana-9"}}},
			"an answer to what isn't":     {app.CodeNotFound, "ana", "chat.send", body{"to": everyone(), "text": "x", "replyTo": "nothing"}},
			"an answer to what is hidden": {app.CodeNotFound, "ana", "chat.send", body{"to": everyone(), "text": "x", "replyTo": hidden}},
			"quoting what is private":     {app.CodeForbidden, "ana", "chat.send", body{"to": everyone(), "text": "x", "replyTo": private}},
			"quoting it to a third":       {app.CodeForbidden, "ana", "chat.send", body{"to": person("ben"), "text": "x", "replyTo": private}},
			"editing another's":           {app.CodeForbidden, "ana", "chat.edit", body{"messageId": bens, "text": "x"}},
			"staff editing a learner's":   {app.CodeForbidden, "ida", "chat.edit", body{"messageId": bens, "text": "x"}},
			"editing what is hidden":      {app.CodeNotFound, "ana", "chat.edit", body{"messageId": hidden, "text": "x"}},
			"emptying":                    {app.CodeInvalid, "ben", "chat.edit", body{"messageId": bens, "text": "  "}},
			"deleting another's":          {app.CodeForbidden, "ana", "chat.delete", body{"messageId": bens}},
			"deleting what is hidden":     {app.CodeNotFound, "tom", "chat.delete", body{"messageId": hidden}},
			"assistant, instructor's":     {app.CodeForbidden, "tom", "chat.delete", body{"messageId": idas}},
			"reacting to what is hidden":  {app.CodeNotFound, "ana", "chat.react", body{"messageId": hidden, "emoji": "👍", "on": true}},
			"another emoji":               {app.CodeInvalid, "ana", "chat.react", body{"messageId": bens, "emoji": "🖕", "on": true}},
			"a learner muting":            {app.CodeForbidden, "ana", "chat.mute", body{"userId": "ben", "muted": true}},
			"muting staff":                {app.CodeForbidden, "ida", "chat.mute", body{"userId": "tom", "muted": true}},
			"muting nobody":               {app.CodeNotFound, "ida", "chat.mute", body{"userId": "zoe", "muted": true}},
			"a learner setting":           {app.CodeForbidden, "ana", "chat.settings", body{"learners": "everyone", "private": true}},
			"an unknown setting":          {app.CodeInvalid, "ida", "chat.settings", body{"learners": "some"}},
			"an observer writing":         {app.CodeForbidden, "otto", "chat.send", body{"to": everyone(), "text": "x"}},
			"an unknown command":          {app.CodeInvalid, "ida", "chat.shout", body{}},
		} {
			t.Log(name)
			c.refused(tc.code, tc.who, tc.kind, tc.b)
		}
		// Names, roles and senders come from the server, whatever a body says.
		id := c.send("ana", body{"kind": "person", "userId": "ben", "name": "The Head"}, "who?", body{"name": "Ms Ida", "role": "instructor", "userId": "ida", "number": 1})
		snap := c.snapshot("ben")
		got := snap.Messages[len(snap.Messages)-1]
		want := chat.ChatMessage{MessageID: app.MessageID(id), Number: 12, To: chat.ChatTo{Kind: "person", UserID: "ben", Name: "Ben"}, UserID: "ana", Name: "Ana",
			Role: app.RoleLearner, Text: "who?", SentAt: start}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("a forged message:\n%s", diff)
		}
	})
}

func TestTextIsCleaned(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	for given, want := range map[string]string{
		"\n\n  if x:\r\n\treturn\u0007 1 \n\n": "  if x:\n\treturn 1",
		"<b>&amp;</b>":                         "<b>&amp;</b>",
		strings.Repeat("👍", 4000):              strings.Repeat("👍", 4000),
	} {
		c.send("ana", everyone(), given)
		snap := c.snapshot("ben")
		if got := snap.Messages[len(snap.Messages)-1].Text; got != want {
			t.Errorf("%q is kept as %q, want %q", given, got, want)
		}
	}
}

func TestEditing(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	id := c.send("ana", everyone(), "teh answer")
	c.clock.Add(15 * time.Minute)
	c.must("ana", "chat.edit", body{"messageId": id, "text": "the answer"})
	told := len(c.events)
	c.must("ana", "chat.edit", body{"messageId": id, "text": "the answer "})
	if len(c.events) != told {
		t.Error("an edit that changes nothing was told")
	}
	got := c.snapshot("ben").Messages[0]
	if got.Text != "the answer" || got.EditedAt == nil || !got.EditedAt.Equal(start.Add(15*time.Minute)) {
		t.Errorf("after an edit: %+v", got)
	}
	c.clock.Add(time.Second)
	c.refused(app.CodeForbidden, "ana", "chat.edit", body{"messageId": id, "text": "too late"})
	fresh := c.send("ana", everyone(), "rude")
	c.must("ida", "chat.mute", body{"userId": "ana", "muted": true})
	c.refused(app.CodeForbidden, "ana", "chat.edit", body{"messageId": fresh, "text": "ruder"})
	c.refused(app.CodeForbidden, "ana", "chat.react", body{"messageId": fresh, "emoji": "👍", "on": true})
	c.must("ida", "chat.mute", body{"userId": "ana", "muted": false})
	c.must("ida", "chat.delete", body{"messageId": fresh})
	c.refused(app.CodeConflict, "ana", "chat.edit", body{"messageId": fresh, "text": "rude again"})
	c.refused(app.CodeConflict, "ben", "chat.react", body{"messageId": fresh, "emoji": "👍", "on": true})
	c.refused(app.CodeConflict, "ben", "chat.send", body{"to": everyone(), "text": "x", "replyTo": fresh})
}

func TestWhatIsDeletedIsGoneButForTheAudit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := newClass(t, s)
		id := c.send("ana", everyone(), "a secret", body{"fileIds": []string{"ana-1"}})
		answer := c.send("ben", everyone(), "an answer", body{"replyTo": id})
		c.must("ana", "chat.edit", body{"messageId": id, "text": "a worse secret"})
		c.must("ben", "chat.react", body{"messageId": id, "emoji": "😮", "on": true})
		own := c.send("ben", everyone(), "never mind")
		c.must("ben", "chat.delete", body{"messageId": own})
		c.clock.Add(time.Minute)
		c.must("tom", "chat.delete", body{"messageId": id})
		told := len(c.events)
		c.must("ida", "chat.delete", body{"messageId": id}) // once more does nothing
		if len(c.events) != told {
			t.Error("a second deletion was told")
		}
		for _, e := range c.events {
			if strings.Contains(string(e.Body), "secret") || strings.Contains(string(e.Body), "never mind") {
				t.Errorf("an event still says it: %s", e.Body)
			}
		}
		snap := c.snapshot("ben")
		at := start.Add(time.Minute)
		want := []chat.ChatMessage{
			{MessageID: app.MessageID(id), Number: 1, To: chat.ChatTo{Kind: "everyone"}, UserID: "ana", Name: "Ana", Role: "learner", SentAt: start, Deleted: &chat.ChatDeletion{By: "Tom", At: at}},
			{MessageID: app.MessageID(answer), Number: 2, To: chat.ChatTo{Kind: "everyone"}, UserID: "ben", Name: "Ben", Role: "learner", Text: "an answer", ReplyTo: app.MessageID(id), SentAt: start},
			{MessageID: app.MessageID(own), Number: 3, To: chat.ChatTo{Kind: "everyone"}, UserID: "ben", Name: "Ben", Role: "learner", SentAt: start, Deleted: &chat.ChatDeletion{At: start}},
		}
		if diff := cmp.Diff(want, snap.Messages); diff != "" {
			t.Errorf("what is left:\n%s", diff)
		}
		if may, err := c.FileVisible(context.Background(), app.Session{ID: session}, app.Actor{User: "ida"}, "ana-1"); may || err != nil {
			t.Errorf("the file of a deleted message: %v, %v", may, err)
		}
		var audit []chat.ChatAudit
		c.get("ida", "/chat/audit", &audit)
		wantAudit := []chat.ChatAudit{
			{MessageID: app.MessageID(id), Action: "edit", By: "Ana", ByRole: "learner", Author: "Ana", OldText: "a secret", At: start},
			{MessageID: app.MessageID(own), Action: "delete", By: "Ben", ByRole: "learner", Author: "Ben", OldText: "never mind", At: start},
			{MessageID: app.MessageID(id), Action: "delete", By: "Tom", ByRole: "assistant", Author: "Ana", OldText: "a worse secret", At: at},
		}
		if diff := cmp.Diff(wantAudit, audit); diff != "" {
			t.Errorf("audit:\n%s", diff)
		}
		for _, f := range c.facts {
			if strings.Contains(string(f.Data), "secret") {
				t.Errorf("a fact says it: %s", f.Data)
			}
		}
	})
}

func TestEventsAreEmptiedWhereverTheyAre(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]func(c *class){
		"kept by another process":      func(c *class) { c.state = c.load() },
		"not kept yet":                 func(c *class) { c.unkept = len(c.events) },
		"seen and kept, told but once": func(*class) {},
	} {
		c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
		id := c.send("ana", everyone(), "a secret")
		answer := c.send("ben", everyone(), "an answer", body{"replyTo": id})
		c.must("ana", "chat.edit", body{"messageId": id, "text": "a worse secret"})
		how(c)
		c.must("ana", "chat.delete", body{"messageId": id})
		var empty []int64
		for _, e := range c.events {
			if len(e.Body) == 0 {
				empty = append(empty, e.Offset)
			}
		}
		if diff := cmp.Diff([]int64{1, 3}, empty); diff != "" {
			t.Errorf("%s: emptied events:\n%s", name, diff)
		}
		if s := c.snapshot("ben"); s.Messages[1].MessageID != app.MessageID(answer) || s.Messages[1].Text != "an answer" {
			t.Errorf("%s: the answer is %+v", name, s.Messages[1])
		}
	}
}

func TestAuditOfPrivateMessagesStaysPrivate(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	id := c.send("ana", person("ida"), "psst")
	c.must("ana", "chat.delete", body{"messageId": id})
	for who, want := range map[string]int{"ida": 1, "ira": 0, "tom": 0} {
		var audit []chat.ChatAudit
		if code := c.get(who, "/chat/audit", &audit); code != 200 || len(audit) != want {
			t.Errorf("the audit of %s: %d, %+v", who, code, audit)
		}
	}
	another := c.send("ana", person("ida"), "psst again")
	c.refused(app.CodeForbidden, "ida", "chat.delete", body{"messageId": another})
}

func TestFactsSayThatNotWhat(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	id := c.send("ana", staff(), "hälp", body{"fileIds": []string{"ana-1"}})
	want := []app.Fact{{ID: "chat:" + id, Session: session, Kind: app.FactChatSent, Source: app.SourceState, User: "ana", At: start, Seen: start,
		Data: json.RawMessage(`{"messageId":"` + id + `","to":"staff","length":4,"files":1}`)}}
	if diff := cmp.Diff(want, c.facts); diff != "" {
		t.Errorf("facts:\n%s", diff)
	}
}

func TestReadingAndMutedAndSettings(t *testing.T) {
	t.Parallel()
	c := newClass(t, storetest.Open(t, storetest.SQLite(t)))
	c.send("ana", everyone(), "one")
	c.send("ben", everyone(), "two")
	c.send("ida", person("tom"), "unseen")
	if n := c.snapshot("ana").Unread; n != 1 {
		t.Errorf("Ana has %d unread", n)
	}
	c.must("ana", "chat.read", body{"upTo": 2})
	c.must("ana", "chat.read", body{"upTo": 1}) // never back
	told := c.events[len(c.events)-1]
	if told.Type != "chat.read" || told.Audience.String() != live.Only("ana").String() || !strings.Contains(string(told.Body), `"upTo":2`) {
		t.Errorf("reading was told as %s to %s: %s", told.Type, told.Audience, told.Body)
	}
	c.must("otto", "chat.read", body{"upTo": 1 << 40}) // no further than there is
	if s := c.snapshot("otto"); s.Unread != 0 || s.ReadUpTo != 3 {
		t.Errorf("Otto has %d unread up to %d", s.Unread, s.ReadUpTo)
	}
	c.must("ida", "chat.mute", body{"userId": "ana", "muted": true})
	c.must("ida", "chat.mute", body{"userId": "ana", "muted": true})
	if s := c.snapshot("ana"); !s.MutedMe || len(s.Muted) != 0 {
		t.Errorf("Ana is muted: %+v", s)
	}
	if s := c.snapshot("tom"); s.MutedMe || len(s.Muted) != 1 || s.Muted[0].Name != "Ana" {
		t.Errorf("the staff see %+v", s.Muted)
	}
	if s := c.snapshot("ben"); s.MutedMe || len(s.Muted) != 0 {
		t.Errorf("Ben sees %+v", s.Muted)
	}
	c.roles["ana"] = app.RoleAssistant // staff aren't muted, whatever was before
	c.send("ana", everyone(), "as an assistant")
	if s := c.snapshot("ana"); s.MutedMe {
		t.Error("an assistant is told that she is muted")
	}
}
