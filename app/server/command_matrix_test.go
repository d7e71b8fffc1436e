package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/app/poll"
	"github.com/lectern-classroom/lectern/app/server"
	"github.com/lectern-classroom/lectern/app/store"
)

// told are the frames without an offset that the server sends; every other one of that kind is a command.
var told = []string{"media.state", "poll.tally", "hand.reactions", "breakout.speaking", "media.ticket"}

// right says who may give a command (letters as in may), and with what it is given. A command that isn't in the matrix
// fails the test, so that nobody adds one without deciding.
type right struct {
	may  string
	body func(c *class, as rune) apptest.Body
}

// rights returns the matrix.
func rights() map[string]right {
	all := map[string]right{
		"person.away": {"ialo", always(apptest.Body{"away": false})},
		"person.role": {"i", onLearner(apptest.Body{"role": app.RoleLearner})},
		"note.lock":   {"ia", always(apptest.Body{"locked": true})},
	}
	for _, part := range []map[string]right{chatRights(), handRights(), pollRights(), stageRights(), boardRights(), breakoutRights()} {
		maps.Copy(all, part)
	}
	return all
}

func always(b apptest.Body) func(*class, rune) apptest.Body {
	return func(*class, rune) apptest.Body { return b }
}

// onLearner is a command about the learner of the class.
func onLearner(b apptest.Body) func(*class, rune) apptest.Body {
	return func(c *class, _ rune) apptest.Body {
		body := maps.Clone(b)
		body["userId"] = c.clients['l'].Me.UserID
		return body
	}
}

// onMessage is a command about a message that the person wrote, or the learner where they can't write.
func onMessage(b apptest.Body) func(*class, rune) apptest.Body {
	return func(c *class, as rune) apptest.Body {
		if as == 'o' {
			as = 'l'
		}
		body := maps.Clone(b)
		body["messageId"] = c.write(as, apptest.Body{"kind": "everyone"}, "A message")
		return body
	}
}

// onPoll is a command about a poll that was opened just now.
func onPoll(definition, b apptest.Body) func(*class, rune) apptest.Body {
	return func(c *class, _ rune) apptest.Body {
		body := maps.Clone(b)
		body["pollId"] = c.ask(definition)
		return body
	}
}

func chatRights() map[string]right {
	return map[string]right{
		"chat.send":     {"ial", always(apptest.Body{"to": apptest.Body{"kind": "everyone"}, "text": "Hello"})},
		"chat.edit":     {"ial", onMessage(apptest.Body{"text": "Hello again"})},
		"chat.delete":   {"ial", onMessage(apptest.Body{})},
		"chat.react":    {"ial", onMessage(apptest.Body{"emoji": "👍", "on": true})},
		"chat.mute":     {"ia", onLearner(apptest.Body{"muted": false})},
		"chat.settings": {"ia", always(apptest.Body{"learners": "everyone", "private": true})},
		"chat.read":     {"ialo", always(apptest.Body{"upTo": 1})},
	}
}

func handRights() map[string]right {
	return map[string]right{
		"hand.raise":         {"ial", always(apptest.Body{})},
		"hand.lower":         {"ial", always(apptest.Body{})},
		"hand.react":         {"ialo", always(apptest.Body{"emoji": "👏"})},
		"hand.lower_all":     {"ia", always(apptest.Body{})},
		"hand.let_speak":     {"ia", onLearner(apptest.Body{})},
		"hand.stop_speaking": {"ia", onLearner(apptest.Body{})},
		"hand.silence":       {"ia", onLearner(apptest.Body{"silenced": false})},
		"hand.floor":         {"ia", always(apptest.Body{"mode": "open"})},
	}
}

// choice is a poll with two options.
func choice() apptest.Body {
	return apptest.Body{"kind": "single", "question": "Which?", "results": "live", "options": []apptest.Body{{"text": "A"}, {"text": "B"}}}
}

func pollRights() map[string]right {
	return map[string]right{
		"poll.open":   {"ia", always(apptest.Body{"poll": choice()})},
		"poll.vote":   {"l", onPoll(choice(), apptest.Body{"answer": []string{"a"}})},
		"poll.close":  {"ia", onPoll(choice(), apptest.Body{})},
		"poll.reveal": {"ia", onPoll(choice(), apptest.Body{"results": true})},
		"poll.remove": {"ia", onPoll(choice(), apptest.Body{})},
		"poll.extend": {"ia", onPoll(choice(), apptest.Body{"seconds": 60})},
		"poll.hide":   {"ia", (*class).answerInWords},
	}
}

func stageRights() map[string]right {
	return map[string]right{
		"stage.put":          {"ia", always(apptest.Body{"kind": "notes"})},
		"stage.follow":       {"ia", always(apptest.Body{"follow": false})},
		"stage.layout":       {"ia", always(apptest.Body{"layout": "speaker"})},
		"stage.timer_start":  {"ia", always(apptest.Body{"seconds": 600})},
		"stage.timer_pause":  {"ia", (*class).timer},
		"stage.timer_resume": {"ia", (*class).timer},
		"stage.timer_add":    {"ia", func(c *class, as rune) apptest.Body { c.timer(as); return apptest.Body{"seconds": 60} }},
		"stage.timer_stop":   {"ia", (*class).timer},
	}
}

func boardRights() map[string]right {
	onFirst := func(b apptest.Body) func(*class, rune) apptest.Body {
		return func(c *class, _ rune) apptest.Body {
			body := maps.Clone(b)
			body["boardId"] = c.session
			return body
		}
	}
	onAnother := func(c *class, _ rune) apptest.Body { return apptest.Body{"boardId": c.page()} }
	return map[string]right{
		"board.add":     {"ia", always(apptest.Body{"title": "Fractions"})},
		"board.change":  {"ia", onFirst(apptest.Body{"title": "Fractions"})},
		"board.move":    {"ia", onFirst(apptest.Body{"after": ""})},
		"board.remove":  {"ia", onAnother},
		"board.restore": {"ia", onFirst(apptest.Body{})},
		"board.show":    {"ia", onFirst(apptest.Body{})},
	}
}

// page adds a page and returns its id.
func (c *class) page() app.BoardID {
	c.t.Helper()
	var made board.BoardMade
	c.sockets['i'].Must("board.add", apptest.Body{}, &made)
	return made.BoardID
}

// commands lists those of the API's description, sorted.
func commands(t *testing.T) []string {
	t.Helper()
	b, err := server.Describe("test")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Enum []any }
			}
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, schema := range doc.Components.Schemas {
		if _, event := schema.Properties["offset"]; event || len(schema.Properties["type"].Enum) != 1 {
			continue
		}
		kind := fmt.Sprint(schema.Properties["type"].Enum[0])
		if strings.Contains(kind, ".") && !slices.Contains(told, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// class is a live class with one person of each role (letters as in may) on their sockets.
type class struct {
	t       *testing.T
	w       *apptest.World
	session app.SessionID
	clients map[rune]*apptest.Client
	sockets map[rune]*apptest.Socket
}

func newClass(t *testing.T, o apptest.Options) *class {
	t.Helper()
	w := apptest.New(t, o)
	c := &class{t: t, w: w, clients: map[rune]*apptest.Client{}, sockets: map[rune]*apptest.Socket{}}
	people := map[rune]*apptest.Client{'i': w.Enter("teacher"), 'a': w.Enter("assistant"), 'l': w.Enter("learner1"), 'o': w.Enter("observer")}
	c.session = people['i'].Start().ID
	for letter, client := range people {
		c.clients[letter] = client
		c.sockets[letter] = apptest.Dial(t, client.URLOf(c.session))
	}
	return c
}

// write has the person write a message and returns its id.
func (c *class) write(as rune, to apptest.Body, text string) app.MessageID {
	c.t.Helper()
	var sent chat.ChatSendResult
	c.sockets[as].Must("chat.send", apptest.Body{"to": to, "text": text}, &sent)
	return sent.MessageID
}

// ask has the instructor open a poll, in the place of the one before, and returns its id.
func (c *class) ask(definition apptest.Body) app.PollID {
	c.t.Helper()
	var history poll.PollHistory
	c.clients['i'].Must(200, "GET", "/sessions/"+string(c.session)+"/polls", nil, &history)
	for _, p := range history.Polls {
		if p.State == poll.StateOpen {
			c.sockets['i'].Must("poll.close", apptest.Body{"pollId": p.PollID}, nil)
		}
	}
	var made poll.PollMade
	c.sockets['i'].Must("poll.open", apptest.Body{"poll": definition}, &made)
	return made.PollID
}

// answerInWords has the learner answer a poll, and names the answer.
func (c *class) answerInWords(rune) apptest.Body {
	c.t.Helper()
	id := c.ask(apptest.Body{"kind": "text", "question": "Why?", "results": "live"})
	c.sockets['l'].Must("poll.vote", apptest.Body{"pollId": id, "answer": []string{"Because"}}, nil)
	var history poll.PollHistory
	c.clients['i'].Must(200, "GET", "/sessions/"+string(c.session)+"/polls", nil, &history)
	for _, p := range history.Polls {
		if p.PollID == id && p.Tally != nil && len(p.Tally.Words) == 1 {
			return apptest.Body{"pollId": id, "key": p.Tally.Words[0].Key}
		}
	}
	c.t.Fatalf("the answer isn't counted: %+v", history.Polls)
	return nil
}

// timer has a timer run.
func (c *class) timer(rune) apptest.Body {
	c.t.Helper()
	c.sockets['i'].Must("stage.timer_start", apptest.Body{"seconds": 600}, nil)
	return apptest.Body{}
}

// offset is how far the stream of the class has come.
func (c *class) offset() int64 {
	c.t.Helper()
	return count(c.t, c.w.Server.Store, "SELECT last FROM streams WHERE session_id = ?", c.session)
}

func count(t *testing.T, s *store.Store, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := s.Read(t.Context()).Raw(query, args...).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// kept counts what the database has of the class, beside what is known of sockets and of LiveKit.
func (c *class) kept() map[string]int64 {
	c.t.Helper()
	counts := map[string]int64{}
	for name, where := range map[string]string{"events": "", "commands": "", "facts": "kind NOT LIKE 'socket.%' AND kind NOT LIKE 'media.%'", "promotions": "", "chat_messages": "",
		"chat_reactions": "", "chat_mutes": "", "chat_reads": "", "chat_audit": "", "chat_files": "", "files": "", "polls": "", "polls closed": "closed_ms > 0",
		"polls removed": "removed_ms > 0", "hands raised": "raised_ms > 0", "hands speaking": "speaking_ms > 0", "hands silenced": "silenced_ms > 0", "boards": "", "boards removed": "removed_ms > 0", "boards titled": "title <> ''", "boards_shown": "", "breakouts": "", "breakout_groups": ""} {
		table, _, _ := strings.Cut(name, " ")
		query := "SELECT count(*) FROM " + table + " WHERE session_id = ?"
		if where != "" {
			query += " AND " + where
		}
		counts[name] = count(c.t, c.w.Server.Store, query, c.session)
	}
	counts["votes"] = count(c.t, c.w.Server.Store, "SELECT count(*) FROM poll_votes WHERE poll_id IN (SELECT id FROM polls WHERE session_id = ?)", c.session)
	return counts
}

// refuses gives a command that must be refused with the code, and checks that it is said why and that nothing changes.
func (c *class) refuses(from *apptest.Socket, code app.Code, kind string, body apptest.Body) {
	c.t.Helper()
	before, offset := c.kept(), c.offset()
	r := from.Patient(kind, body)
	switch {
	case r.Acked():
		c.t.Errorf("%s with %v is taken, want %s", kind, body, code)
	case r.Code != code:
		c.t.Errorf("%s with %v is refused with %s (%s), want %s", kind, body, r.Code, r.Message, code)
	case !sentence(r.Message):
		c.t.Errorf("%s: %q is no sentence", kind, r.Message)
	}
	if now := c.offset(); now != offset {
		c.t.Errorf("%s with %v: the stream moves from %d to %d", kind, body, offset, now)
	}
	if after := c.kept(); !maps.Equal(before, after) {
		c.t.Errorf("%s with %v changes the database: %v, before %v", kind, body, after, before)
	}
}

// sentence says whether a person can read it.
func sentence(text string) bool {
	return len(text) > 10 && strings.HasSuffix(text, ".") && strings.Contains(text, " ") && strings.ToUpper(text[:1]) == text[:1]
}

func TestEveryRoleAtEveryCommand(t *testing.T) {
	t.Parallel()
	c, matrix, kinds := newClass(t, apptest.Options{}), rights(), commands(t)
	for kind := range matrix {
		if !slices.Contains(kinds, kind) {
			t.Errorf("%s is in the matrix and not in the API", kind)
		}
	}
	stranger := apptest.Enter(t, c.w.URL, c.w.LMS, "teacher", "2") // an instructor of another class
	if _, err := apptest.TryDial(t, stranger.URLOf(c.session)); websocket.CloseStatus(err) != 4506 {
		t.Errorf("an instructor of another class enters: %v", err)
	}
	elsewhere := apptest.Dial(t, stranger.URLOf(stranger.Start().ID))
	for _, kind := range kinds {
		right, known := matrix[kind]
		if !known {
			t.Errorf("%s isn't in the matrix", kind)
			continue
		}
		for letter, socket := range c.sockets {
			if !strings.ContainsRune(right.may, letter) {
				c.refuses(socket, app.CodeForbidden, kind, right.body(c, letter))
			}
		}
		body := right.body(c, 'i')
		before := c.offset()
		elsewhere.Command(kind, body) // it may well mean something in that class
		if now := c.offset(); now != before {
			t.Errorf("%s by an instructor of another class: the stream moves", kind)
		}
		for _, letter := range right.may {
			if r := c.sockets[letter].Command(kind, right.body(c, letter)); !r.Acked() {
				t.Errorf("%s as %c is refused: %s: %s", kind, letter, r.Code, r.Message)
			}
		}
	}
}
