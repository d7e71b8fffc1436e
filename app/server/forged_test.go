package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/poll"
)

// snapshot is what these tests read of a welcome.
type snapshot struct {
	Epoch   string
	Offset  int64
	Resumed bool
	People  []live.Person
	State   struct {
		Chat chat.ChatSnapshot
		Hand struct {
			Queue []struct{ UserID app.UserID }
		}
		Poll poll.PollSnapshot
	}
}

// look opens a socket of its own, reads the snapshot and goes.
func look(t *testing.T, address string) snapshot {
	t.Helper()
	s := apptest.Dial(t, address)
	var seen snapshot
	if err := json.Unmarshal(app.MustJSON(s.Welcome), &seen); err != nil {
		t.Fatal(err)
	}
	s.Leave()
	return seen
}

func (c *class) look(as rune) snapshot {
	c.t.Helper()
	return look(c.t, c.clients[as].URLOf(c.session))
}

func everyone() apptest.Body { return apptest.Body{"kind": "everyone"} }

func TestForgedFramesOfALearner(t *testing.T) {
	t.Parallel()
	c := newClass(t, apptest.Options{})
	for name, forge := range map[string]func(*class){
		"somebody else's name": (*class).forgeName, "votes": (*class).forgeVotes, "staff messages": (*class).readStaff,
		"another session's things": (*class).forgeSession, "somebody else's hand": (*class).forgeHand,
		"what can't be kept": (*class).forgeText, "ids of commands": (*class).forgeIDs,
	} {
		inner := *c
		if !t.Run(name, func(t *testing.T) { inner.t = t; forge(&inner) }) {
			return
		}
	}
	t.Run("a flood", func(t *testing.T) { c.t = t; c.flood() }) // at last: the rate is used up after it
}

// forgeName writes as somebody else.
func (c *class) forgeName() {
	me, teacher := c.clients['l'].Me, c.clients['i'].Me
	var sent chat.ChatSendResult
	c.sockets['l'].Must("chat.send", apptest.Body{"to": everyone(), "text": "No homework today", "name": teacher.Name, "userId": teacher.UserID, "role": "instructor",
		"actor": teacher, "sentAt": "2001-01-01T00:00:00Z", "messageId": "mine", "number": 1}, &sent)
	messages := c.look('l').State.Chat.Messages
	m := messages[len(messages)-1]
	if m.MessageID != sent.MessageID || m.UserID != me.UserID || m.Name != me.Name || m.Role != app.RoleLearner || m.SentAt.Year() == 2001 {
		c.t.Errorf("the message is %+v", m)
	}
	c.refuses(c.sockets['l'], app.CodeForbidden, "chat.edit", apptest.Body{"messageId": c.write('i', everyone(), "Page 42"), "text": "Page 43", "userId": teacher.UserID})
	c.refuses(c.sockets['l'], app.CodeForbidden, "chat.delete", apptest.Body{"messageId": c.write('a', everyone(), "Page 44"), "role": "instructor"})
	c.refuses(c.sockets['l'], app.CodeForbidden, "person.role", apptest.Body{"userId": me.UserID, "role": "assistant"})
}

// forgeVotes votes twice, late, and for what can't be chosen.
func (c *class) forgeVotes() {
	learner, tab := c.sockets['l'], apptest.Dial(c.t, c.clients['l'].URLOf(c.session))
	defer tab.Leave()
	definition := choice()
	definition["results"] = "hidden"
	id := c.ask(definition)
	c.refuses(learner, app.CodeInvalid, "poll.vote", apptest.Body{"pollId": id, "answer": []string{"z"}})
	c.refuses(learner, app.CodeInvalid, "poll.vote", apptest.Body{"pollId": id, "answer": []string{"a", "b"}})
	vote := apptest.Body{"pollId": id, "answer": []string{"a"}, "userId": c.clients['i'].Me.UserID, "voter": "somebody"}
	key := app.NewID()
	first := learner.PatientAs(key, "poll.vote", vote)
	vote["answer"] = []string{"b"}
	again := tab.PatientAs(key, "poll.vote", vote)
	if !first.Acked() || !again.Acked() || again.Offset != first.Offset {
		c.t.Errorf("the vote: %+v, and with the same id from a second tab: %+v", first, again)
	}
	c.refuses(tab, app.CodeConflict, "poll.vote", vote)
	c.refuses(learner, app.CodeConflict, "poll.vote", vote)
	vote["answer"] = []string{"a"}
	c.refuses(learner, app.CodeConflict, "poll.vote", vote)
	mine := c.look('l').State.Poll.Polls
	if p := mine[len(mine)-1]; p.Tally != nil || p.Mine == nil || !slices.Equal(p.Mine.Answer, []string{"a"}) {
		c.t.Errorf("the learner sees %+v of a poll whose counts are hidden", p)
	}
	c.sockets['i'].Must("poll.close", apptest.Body{"pollId": id}, nil)
	other := apptest.Enter(c.t, c.w.URL, c.w.LMS, "learner2", "1")
	late := apptest.Dial(c.t, other.URLOf(c.session))
	c.refuses(late, app.CodeConflict, "poll.vote", vote)
	late.Leave()
	c.sockets['i'].Next("person.left")
	if n := count(c.t, c.w.Server.Store, "SELECT count(*) FROM poll_votes WHERE poll_id = ?", id); n != 1 {
		c.t.Errorf("%d votes are kept", n)
	}
}

// readStaff tries every way to what the staff write to each other.
func (c *class) readStaff() {
	const secret = "Ana failed the test"
	learner := c.clients['l']
	before := c.sockets['l'].Resume(learner.URLOf(c.session))
	message := c.write('i', apptest.Body{"kind": "staff"}, secret)
	about := apptest.Body{"messageId": message, "emoji": "👍", "on": true, "text": "x"}
	for _, kind := range []string{"chat.react", "chat.edit", "chat.delete"} {
		c.refuses(c.sockets['l'], app.CodeNotFound, kind, about)
	}
	c.refuses(c.sockets['l'], app.CodeNotFound, "chat.send", apptest.Body{"to": everyone(), "text": "What was it?", "replyTo": message})
	epoch, _, _ := strings.Cut(c.sockets['l'].Welcome.Epoch, ".")
	for name, address := range map[string]string{"back where they were": before, "from the beginning": apptest.At(learner.URLOf(c.session), c.sockets['l'].Welcome.Epoch, 0),
		"as an instructor": apptest.At(learner.URLOf(c.session), epoch+".instructor", 0), "ahead": apptest.At(learner.URLOf(c.session), c.sockets['l'].Welcome.Epoch, 1<<40)} {
		s := apptest.Dial(c.t, address)
		s.Must("person.away", apptest.Body{"away": false}, nil) // everything that was missed came before the answer
		if seen := fmt.Sprintf("%s %s", app.MustJSON(s.Welcome), s.Drain()); strings.Contains(seen, secret) || strings.Contains(seen, string(message)) {
			c.t.Errorf("%s: a learner gets a message of the staff: %s", name, seen)
		}
		s.Leave()
	}
	base := "/sessions/" + string(c.session)
	var page chat.ChatPage
	learner.Must(http.StatusOK, "GET", base+"/messages?limit=200", nil, &page)
	if strings.Contains(string(app.MustJSON(page)), secret) {
		c.t.Error("the history shows a learner a message of the staff")
	}
	for path, want := range map[string]int{"/messages?before=" + string(message): 404, "/chat/audit": 403, "/chat/export?format=csv": 403} {
		if got := learner.Call("GET", base+path, nil, nil); got != want {
			c.t.Errorf("GET %s: %d, want %d", path, got, want)
		}
	}
}

// forgeSession names what belongs to another class.
func (c *class) forgeSession() {
	teacher := apptest.Enter(c.t, c.w.URL, c.w.LMS, "teacher", "2")
	there := teacher.Start().ID
	staff := apptest.Dial(c.t, teacher.URLOf(there))
	pupil := apptest.Enter(c.t, c.w.URL, c.w.LMS, "learner1", "2") // the same person, in another class
	elsewhere := apptest.Dial(c.t, pupil.URLOf(there))
	var sent chat.ChatSendResult
	staff.Must("chat.send", apptest.Body{"to": everyone(), "text": "Welcome"}, &sent)
	var made poll.PollMade
	staff.Must("poll.open", apptest.Body{"poll": choice()}, &made)
	var file app.File
	if got := pupil.Upload(there, "notes.txt", []byte("What I noted"), &file); got != http.StatusCreated {
		c.t.Fatalf("upload: %d", got)
	}

	learner := c.sockets['l']
	c.refuses(learner, app.CodeNotFound, "poll.vote", apptest.Body{"pollId": made.PollID, "answer": []string{"a"}})
	for _, kind := range []string{"chat.react", "chat.edit", "chat.delete"} {
		c.refuses(learner, app.CodeNotFound, kind, apptest.Body{"messageId": sent.MessageID, "emoji": "👍", "on": true, "text": "x", "sessionId": there})
	}
	c.refuses(learner, app.CodeNotFound, "chat.send", apptest.Body{"to": everyone(), "text": "Yes", "replyTo": sent.MessageID})
	r := learner.Command("chat.send", apptest.Body{"to": everyone(), "text": "Look", "fileIds": []app.FileID{file.ID}})
	if r.Acked() || !sentence(r.Message) {
		c.t.Errorf("a file of another class is sent: %+v", r)
	}
	for _, kind := range []string{"poll.close", "poll.reveal", "poll.remove"} {
		c.refuses(c.sockets['i'], app.CodeNotFound, kind, apptest.Body{"pollId": made.PollID})
	}
	for who, client := range map[string]*apptest.Client{"a learner": c.clients['l'], "an instructor": c.clients['i']} {
		for _, path := range []string{string(there) + "/files/" + string(file.ID), string(c.session) + "/files/" + string(file.ID), string(there) + "/messages", string(there) + "/polls"} {
			if got := client.Call("GET", "/sessions/"+path, nil, nil); got != http.StatusNotFound {
				c.t.Errorf("%s of another class gets /sessions/%s: %d", who, path, got)
			}
		}
		if _, err := apptest.TryDial(c.t, client.URLOf(there)); websocket.CloseStatus(err) != 4506 {
			c.t.Errorf("%s of another class enters: %v", who, err)
		}
	}
	elsewhere.Must("poll.vote", apptest.Body{"pollId": made.PollID, "answer": []string{"a"}}, nil) // where it belongs
}

// forgeHand acts for others.
func (c *class) forgeHand() {
	learner, teacher := c.clients['l'].Me.UserID, c.clients['i'].Me.UserID
	c.sockets['i'].Must("hand.lower_all", apptest.Body{}, nil)
	c.sockets['l'].Must("hand.raise", apptest.Body{"userId": teacher, "name": "Ingrid"}, nil)
	if queue := c.look('l').State.Hand.Queue; len(queue) != 1 || queue[0].UserID != learner {
		c.t.Errorf("the queue is %+v", queue)
	}
	c.sockets['a'].Must("hand.raise", apptest.Body{}, nil)
	c.refuses(c.sockets['l'], app.CodeForbidden, "hand.lower", apptest.Body{"userId": c.clients['a'].Me.UserID})
	for _, kind := range []string{"hand.let_speak", "hand.stop_speaking", "hand.silence"} {
		c.refuses(c.sockets['l'], app.CodeForbidden, kind, apptest.Body{"userId": learner, "silenced": true})
	}
}

// forgeText sends what neither database could keep, and too much.
func (c *class) forgeText() {
	learner := c.sockets['l']
	for _, text := range []string{"a\x00b", strings.Repeat("x", 12<<10), "", "\u200b", " \n "} {
		c.refuses(learner, app.CodeInvalid, "chat.send", apptest.Body{"to": everyone(), "text": text})
	}
	for _, body := range []apptest.Body{{"to": "everyone", "text": "x"}, {"to": everyone(), "text": 7}, {"to": apptest.Body{"kind": "all"}, "text": "x"}, {"text": "x"}, {"to": everyone(), "text": "x", "fileIds": "x"}} {
		c.refuses(learner, app.CodeInvalid, "chat.send", body)
	}
	c.refuses(learner, app.CodeInvalid, "chat.react", apptest.Body{"messageId": c.write('l', everyone(), "Hi"), "emoji": "<b>", "on": true})
	c.refuses(learner, app.CodeInvalid, "chat.shout", apptest.Body{"text": "x"})
	c.refuses(learner, app.CodeInvalid, "session.ended", apptest.Body{"reason": "instructor"})
	before := c.kept()
	learner.Raw([]byte(`{"type":"chat.send","id":"no-utf-8","to":{"kind":"everyone"},"text":"` + "\xff" + `"}`))
	var r apptest.Reply
	if err := json.Unmarshal(learner.Next("refused").Raw, &r); err != nil || r.Code != app.CodeInvalid || !sentence(r.Message) {
		c.t.Errorf("bytes that are no text: %+v, %v", r, err)
	}
	for frame, code := range map[string]websocket.StatusCode{
		string(apptest.Encode("chat.send", "oversize-1", apptest.Body{"to": everyone(), "text": strings.Repeat("x", 129<<10)})): websocket.StatusMessageTooBig,
		"no JSON": 4505, `["chat.send"]`: 4505,
	} {
		s := apptest.Dial(c.t, c.clients['l'].URLOf(c.session))
		s.Raw([]byte(frame))
		if got := s.Closed(); got != code {
			c.t.Errorf("a frame of %d bytes closes with %d, want %d", len(frame), got, code)
		}
	}
	after := c.kept()
	for _, table := range []string{"chat_messages", "commands"} {
		if before[table] != after[table] {
			c.t.Errorf("%s: %d rows, %d before", table, after[table], before[table])
		}
	}
}

// forgeIDs uses the ids of others' commands, and ids that are none.
func (c *class) forgeIDs() {
	key := app.NewID()
	body := apptest.Body{"to": everyone(), "text": "The same id"}
	first, second := c.sockets['i'].PatientAs(key, "chat.send", body), c.sockets['l'].PatientAs(key, "chat.send", body)
	if !first.Acked() || !second.Acked() || string(first.Result) == string(second.Result) {
		c.t.Errorf("two people with one id: %+v, %+v", first, second)
	}
	before := c.kept()
	for _, id := range []string{"short", strings.Repeat("x", 65), "has space", "a'; --b", "ümläut-ü"} {
		c.sockets['l'].Raw(apptest.Encode("chat.send", id, body))
		var r apptest.Reply
		if err := json.Unmarshal(c.sockets['l'].Next("refused").Raw, &r); err != nil || r.Code != app.CodeInvalid || !sentence(r.Message) {
			c.t.Errorf("the id %q: %+v, %v", id, r, err)
		}
	}
	if after := c.kept(); after["chat_messages"] != before["chat_messages"] || after["commands"] != before["commands"] {
		c.t.Error("a command without a good id is done")
	}
}

// flood reacts as fast as it can.
func (c *class) flood() {
	taken := 0
	for range 20 {
		switch r := c.sockets['l'].Command("hand.react", apptest.Body{"emoji": "🎉"}); {
		case r.Acked():
			taken++
		case r.Code != app.CodeRateLimited || r.RetryAfterMs <= 0 || !sentence(r.Message):
			c.t.Errorf("a reaction too many is refused with %+v", r)
		}
	}
	if taken > 8 { // three at once, and one a second
		c.t.Errorf("%d of 20 reactions are taken", taken)
	}
	c.sockets['l'].Must("chat.send", apptest.Body{"to": everyone(), "text": "I may still write"}, nil)
}
