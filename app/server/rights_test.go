package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/apptest"
	"github.com/lectern-classroom/lectern/app/board"
	"github.com/lectern-classroom/lectern/app/chat"
	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
	"github.com/lectern-classroom/lectern/lti/platform"
)

const (
	// atOnce is how long somebody tries who can't any more.
	atOnce = time.Second
	// byItself is when whatever looks at rights by itself would find that one is gone. A right's end is acknowledged when it
	// is gone here, and told to LiveKit; how long that takes is printed, and a slow machine may take a while.
	byItself = 5 * time.Second
)

// studio is a class with LiveKit, in which learners speak when they are let.
type studio struct {
	*class
	lk *livekit.Client
}

// somebody is a person with a socket, a token of LiveKit and a microphone.
type somebody struct {
	*apptest.Client
	socket *apptest.Socket
	token  string
	bot    *devserver.Bot
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	s := &studio{class: newClass(t, apptest.Options{LiveKit: true})}
	cfg := s.w.LiveKit.Config()
	var err error
	if s.lk, err = livekit.New(livekit.Config{URL: s.w.LiveKit.URL(), APIKey: cfg.APIKey, APISecret: cfg.APISecret}); err != nil {
		t.Fatal(err)
	}
	return s
}

// speak brings a user of the LMS in, with a microphone.
func (s *studio) speak(t *testing.T, user platform.UserID) *somebody {
	t.Helper()
	who := &somebody{Client: s.w.Enter(user)}
	j := who.Join(s.session)
	who.socket, who.token = apptest.Dial(t, j.Events.URL), j.LiveKit.Token
	who.bot = s.join(t, who.token, true)
	apptest.Eventually(t, apptest.Wait, func() error { return s.onAir(who, true) })
	return who
}

func (s *studio) join(t *testing.T, token string, microphone bool) *devserver.Bot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: s.w.LiveKit.URL(), Token: token, Microphone: microphone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bot.Leave)
	return bot
}

// onAir says whether LiveKit has the person's microphone, or neither has it nor would take it.
func (s *studio) onAir(who *somebody, want bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), apptest.Wait)
	defer cancel()
	p, err := s.lk.Participant(ctx, app.RoomName(s.session, ""), string(who.Me.UserID))
	if err != nil {
		return err
	}
	on := slices.ContainsFunc(p.Tracks, func(t livekit.Track) bool { return t.Source == livekit.Microphone })
	may := slices.Contains(p.Permission.Sources, livekit.Microphone)
	if on != want || may != want {
		return fmt.Errorf("the microphone is on air: %t, may be: %t", on, may)
	}
	return nil
}

// gone waits until the check passes, and prints how long it took.
func gone(t *testing.T, what string, check func() error) {
	t.Helper()
	begun := time.Now()
	apptest.Eventually(t, byItself, check)
	t.Logf("%s after %v", what, time.Since(begun).Round(time.Millisecond))
}

// forbidden says whether the call is refused for the person's role.
func (who *somebody) forbidden(method, path string, body any) error {
	if got := who.Call(method, path, body, nil); got != http.StatusForbidden {
		return fmt.Errorf("%s %s: %d, want 403", method, path, got)
	}
	return nil
}

func TestRightsEndAtOnce(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	s.sockets['i'].Must("hand.floor", apptest.Body{"mode": "open"}, nil)
	t.Run("a muted learner", func(t *testing.T) { s.muted(t) })
	t.Run("a silenced learner", func(t *testing.T) { s.silenced(t) })
	t.Run("a removed learner", func(t *testing.T) { s.removed(t) })
	s.sockets['i'].Must("hand.floor", apptest.Body{"mode": "by_hand"}, nil)
	t.Run("an assistant made a learner", func(t *testing.T) {
		s.demoted(t, s.speak(t, "assistant"), func(who *somebody) {
			s.sockets['i'].Must("person.role", apptest.Body{"userId": who.Me.UserID, "role": "learner"}, nil)
		})
	})
	t.Run("an assistant who launches as a learner", func(t *testing.T) {
		if err := s.w.LMS.SetRoles("learner4", platform.RoleInstructor, platform.RoleTeachingAssistant); err != nil {
			t.Fatal(err)
		}
		s.demoted(t, s.speak(t, "learner4"), func(*somebody) {
			if err := s.w.LMS.SetRoles("learner4", platform.RoleLearner); err != nil {
				t.Fatal(err)
			}
			s.w.Enter("learner4")
		})
	})
}

func (s *studio) muted(t *testing.T) {
	learner, tab := s.sockets['l'], apptest.Dial(t, s.clients['l'].URLOf(s.session))
	mine := s.write('l', everyone(), "I may write")
	mute := apptest.Body{"userId": s.clients['l'].Me.UserID, "muted": true}
	s.sockets['a'].Must("chat.mute", mute, nil)
	inner := *s.class
	inner.t = t
	for _, from := range []*apptest.Socket{learner, tab} {
		inner.refuses(from, app.CodeForbidden, "chat.send", apptest.Body{"to": everyone(), "text": "Still here"})
		inner.refuses(from, app.CodeForbidden, "chat.send", apptest.Body{"to": apptest.Body{"kind": "staff"}, "text": "Why?"})
		inner.refuses(from, app.CodeForbidden, "chat.edit", apptest.Body{"messageId": mine, "text": "I may still write"})
		inner.refuses(from, app.CodeForbidden, "chat.react", apptest.Body{"messageId": mine, "emoji": "👍", "on": true})
	}
	if !s.look('l').State.Chat.MutedMe {
		t.Error("the learner isn't told")
	}
	if got := s.clients['l'].Upload(s.session, "notes.txt", []byte("what I can't send"), nil); got != http.StatusForbidden {
		t.Errorf("a muted learner uploads a file: %d, want 403", got)
	}
	mute["muted"] = false
	s.sockets['a'].Must("chat.mute", mute, nil)
	learner.Must("chat.send", apptest.Body{"to": everyone(), "text": "Thank you"}, nil)
}

func (s *studio) silenced(t *testing.T) {
	who := s.speak(t, "learner2")
	s.sockets['i'].Must("hand.silence", apptest.Body{"userId": who.Me.UserID, "silenced": true}, nil)
	gone(t, "the microphone is gone", func() error { return s.onAir(who, false) })
	who.cannotPublish(t, who.bot)
	who.bot.Leave()
	who.cannotPublish(t, s.join(t, who.Join(s.session).LiveKit.Token, false)) // a new token doesn't help
	old := s.join(t, who.token, false)                                        // and neither does the old one
	gone(t, "the old token's right is gone", func() error { return s.onAir(who, false) })
	who.cannotPublish(t, old)
	old.Leave()
	s.sockets['i'].Must("hand.silence", apptest.Body{"userId": who.Me.UserID, "silenced": false}, nil)
	s.join(t, who.Join(s.session).LiveKit.Token, true)
	apptest.Eventually(t, apptest.Wait, func() error { return s.onAir(who, true) })
}

// cannotPublish fails where the bot gets its microphone on the air. LiveKit doesn't answer who may not.
func (who *somebody) cannotPublish(t *testing.T, bot *devserver.Bot) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), atOnce)
	defer cancel()
	if _, err := bot.Publish(ctx, "microphone"); err == nil {
		t.Error("the microphone is on the air again")
	}
}

func (s *studio) removed(t *testing.T) {
	who := s.speak(t, "learner3")
	base := "/sessions/" + string(s.session)
	note, end := s.openNote(t, who)
	s.clients['a'].Must(http.StatusNoContent, "POST", base+"/participants/"+string(who.Me.UserID)+"/remove", nil, nil)
	begun := time.Now()
	limit := time.After(byItself)
	for what, done := range map[string]<-chan struct{}{"the socket": who.socket.Done(), "LiveKit": who.bot.Done(), "the note": note} {
		select {
		case <-done:
			t.Logf("%s is closed after %v", what, time.Since(begun).Round(time.Millisecond))
		case <-limit:
			t.Fatalf("%s stays open", what)
		}
	}
	if websocket.CloseStatus(*end) != 4503 {
		t.Errorf("the note's socket ends with %v", *end)
	}
	if code := who.socket.Closed(); code != 4503 {
		t.Errorf("the socket closes with %d", code)
	}
	if _, err := apptest.TryDial(t, who.URLOf(s.session)); websocket.CloseStatus(err) != 4503 {
		t.Errorf("who was removed comes back: %v", err)
	}
	for _, read := range []string{"/note", "/messages", "/polls"} {
		if err := who.forbidden("GET", base+read, nil); err != nil {
			t.Error(err)
		}
	}
	if err := who.forbidden("POST", base+"/join", nil); err != nil {
		t.Error(err)
	}
	if got := who.Upload(s.session, "notes.txt", []byte("What I noted"), nil); got != http.StatusForbidden {
		t.Errorf("who was removed uploads: %d", got)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if bot, err := devserver.Join(ctx, devserver.BotConfig{URL: s.w.LiveKit.URL(), Token: who.token}); err == nil { // it may be out before it is in
		t.Cleanup(bot.Leave)
	}
	gone(t, "the old token's seat in LiveKit is gone", func() error {
		_, err := s.lk.Participant(t.Context(), app.RoomName(s.session, ""), string(who.Me.UserID))
		if !errors.Is(err, livekit.ErrParticipantNotFound) {
			return fmt.Errorf("who was removed is in LiveKit: %w", err)
		}
		return nil
	})
}

// openNote opens the shared note, and tells when its socket is closed, and then with which error.
func (s *studio) openNote(t *testing.T, who *somebody) (closed <-chan struct{}, end *error) {
	t.Helper()
	var note board.Note
	who.Must(http.StatusOK, "GET", "/sessions/"+string(s.session)+"/note", nil, &note)
	conn, _, err := websocket.Dial(t.Context(), note.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		for err == nil {
			_, _, err = conn.Read(context.Background())
		}
		close(done)
	}()
	t.Cleanup(func() { _ = conn.CloseNow() }) // it is closed where all is well
	return done, &err
}

// demoted wants somebody who is an assistant to be a learner everywhere once it was done.
func (s *studio) demoted(t *testing.T, who *somebody, do func(*somebody)) {
	const secret = "Between us"
	message := s.write('i', apptest.Body{"kind": "staff"}, secret)
	base := "/sessions/" + string(s.session)
	mute := base + "/participants/" + string(s.clients['l'].Me.UserID) + "/mute"
	who.Must(http.StatusNoContent, "POST", mute, map[string]string{"source": "microphone"}, nil)
	who.socket.Must("stage.put", apptest.Body{"kind": "none"}, nil)
	who.socket.Drain()
	back := who.socket.Resume(who.URLOf(s.session))
	do(who)
	gone(t, "the right of commands is gone", func() error {
		if r := who.socket.Patient("stage.put", apptest.Body{"kind": "none"}); r.Code != app.CodeForbidden {
			return fmt.Errorf("stage.put: %+v", r)
		}
		return nil
	})
	gone(t, "the right over HTTP is gone", func() error {
		return errors.Join(who.forbidden("POST", mute, map[string]string{"source": "microphone"}), who.forbidden("GET", base+"/chat/audit", nil))
	})
	gone(t, "the microphone is gone", func() error { return s.onAir(who, false) })
	who.cannotPublish(t, who.bot)
	if w := who.socket.Next("welcome"); strings.Contains(string(w.Raw), secret) || !strings.Contains(string(w.Raw), `"role":"learner"`) {
		t.Errorf("the new snapshot is %s", w.Raw)
	}
	if seen := look(t, back); seen.Resumed {
		t.Error("a learner goes on where the assistant was")
	}
	var page chat.ChatPage
	who.Must(http.StatusOK, "GET", base+"/messages", nil, &page)
	if slices.ContainsFunc(page.Messages, func(m chat.ChatMessage) bool { return m.MessageID == message }) {
		t.Error("the history shows what the staff wrote")
	}
	inner := *s.class
	inner.t = t
	for _, kind := range []string{"hand.let_speak", "hand.silence", "chat.mute"} {
		inner.refuses(who.socket, app.CodeForbidden, kind, apptest.Body{"userId": who.Me.UserID, "silenced": false, "muted": false})
	}
}
