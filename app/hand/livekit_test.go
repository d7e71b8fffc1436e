package hand_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/hand"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/live/livetest"
	"github.com/lectern-classroom/lectern/app/media"
	"github.com/lectern-classroom/lectern/app/store/storetest"
	"github.com/lectern-classroom/lectern/livekit"
	"github.com/lectern-classroom/lectern/livekit/devserver"
)

const (
	key    = "hand-test"
	secret = "hand-test-secret-of-at-least-32-bytes"
	// soon is within which a decision is to be in LiveKit.
	soon = time.Second
)

// place is what media asks of the rest of the app.
type place struct{}

func (place) Session(context.Context, app.SessionID) (app.Session, error) {
	return livetest.Session, nil
}
func (place) LiveSessions(context.Context) ([]app.Session, error) {
	return []app.Session{livetest.Session}, nil
}
func (place) Resettle(context.Context, app.SessionID) error { return nil }
func (place) Users(app.SessionID) []app.UserID              { return nil }
func (place) Remove(app.Session, app.UserID)                {}
func (place) SetMedia(bool)                                 {}

// Tell has nobody to tell.
func (place) Tell(app.SessionID, map[app.UserID]live.Frame) {}

func (place) Classroom(_ context.Context, id app.ClassroomID) (app.Classroom, error) {
	return app.Classroom{ID: id, Settings: app.DefaultSettings()}, nil
}

func (place) Person(_ context.Context, id app.UserID) (app.Person, error) {
	return app.Person{ID: id, Name: "Name of " + string(id)}, nil
}

func (place) Member(_ context.Context, _ app.ClassroomID, id app.UserID) (app.Member, error) {
	role, known := livetest.Roles[id]
	if !known {
		return app.Member{}, app.ErrNotFound
	}
	return app.Member{Person: app.Person{ID: id}, Role: role, Status: app.MemberActive}, nil
}

// studio is a class with a LiveKit.
type studio struct {
	*class
	lk    *livekit.Client
	media *media.Service
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	server, err := devserver.Start(context.Background(), devserver.Config{APIKey: key, APISecret: secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s := &studio{class: newClass(t, storetest.Open(t, storetest.SQLite(t)))}
	if s.lk, err = livekit.New(livekit.Config{URL: server.URL(), APIKey: key, APISecret: secret}); err != nil {
		t.Fatal(err)
	}
	s.media = media.New(media.Deps{Store: s.Store, Rooms: s.lk, Moderation: s.lk, Signatures: s.lk, Sessions: place{}, Door: live.Door{Store: s.Store}, Directory: place{}, Live: place{},
		PublicURL: "http://127.0.0.1", LiveKitURL: server.URL(), Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	s.Service = hand.New(hand.Deps{Store: s.Store, Rights: s.media, Clock: s.Clock.Now})
	s.media.Floor = s.Service
	s.Exchange(s.Service)
	return s
}

func (s *studio) enter(user app.UserID, microphone bool) *devserver.Bot {
	s.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	ticket, err := s.media.Join(ctx, livetest.Session, app.Actor{User: user, Classroom: livetest.Session.Classroom, Role: livetest.Roles[user]})
	if err != nil {
		s.T.Fatal(err)
	}
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: ticket.URL, Token: ticket.Token, Microphone: microphone})
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(bot.Leave)
	return bot
}

// onAir waits until LiveKit has the user's microphone, or hasn't.
func (s *studio) onAir(user app.UserID, want bool) {
	s.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	began := time.Now()
	for {
		p, err := s.lk.Participant(ctx, app.RoomName(livetest.Session.ID, ""), string(user))
		if err != nil {
			s.T.Fatalf("%s isn't %t on air within %v: %v", user, want, soon, err)
		}
		on := slices.ContainsFunc(p.Tracks, func(t livekit.Track) bool { return t.Source == livekit.Microphone })
		may := slices.Contains(p.Permission.Sources, livekit.Microphone)
		if on == want && (want || !may) {
			s.T.Logf("%s is %t on air after %v", user, want, time.Since(began).Round(time.Millisecond))
			return
		}
	}
}

// refused fails where the bot gets its microphone on the air.
func (s *studio) refused(user app.UserID, b *devserver.Bot) {
	s.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	if sid, err := b.Publish(ctx, "microphone"); err == nil {
		s.T.Fatalf("%s publishes %s", user, sid)
	}
}

func (s *studio) speaks(user app.UserID, b *devserver.Bot) {
	s.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := b.Publish(ctx, "microphone"); err != nil {
		s.T.Fatalf("%s can't speak: %v", user, err)
	}
	s.onAir(user, true)
}

// TestRightsInLiveKit takes and gives the microphone in a real LiveKit.
func TestRightsInLiveKit(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	s.enter("ida", true)
	ana, ben := s.enter("ana", true), s.enter("ben", false)
	s.onAir("ana", true)

	s.Must("ida", frame{"type": "hand.silence", "userId": "ana", "silenced": true})
	s.onAir("ana", false)
	s.refused("ana", ana)

	s.Must("ida", frame{"type": "hand.floor", "mode": "by_hand"})
	s.onAir("ben", false)
	s.refused("ben", ben)
	s.Must("ben", of("hand.raise", ""))
	s.Must("ida", of("hand.let_speak", "ben"))
	if err := s.spoken("ben"); err != nil {
		t.Fatal(err)
	}
	again := s.again("ben", ben)
	s.speaks("ben", again)
	s.Must("ida", of("hand.stop_speaking", "ben"))
	s.onAir("ben", false)
	s.onAir("ida", true)

	s.Must("ida", frame{"type": "hand.silence", "userId": "ana", "silenced": false})
	s.onAir("ana", false) // the floor is still by hand
	s.Must("ida", frame{"type": "hand.floor", "mode": "open"})
	s.speaks("ana", s.again("ana", ana))
	s.lateToken()
}

// again comes back: a client that was refused once waits for an answer that never comes.
func (s *studio) again(user app.UserID, b *devserver.Bot) *devserver.Bot {
	s.T.Helper()
	b.Leave()
	return s.enter(user, false)
}

// spoken says whether LiveKit lets the user speak.
func (s *studio) spoken(user app.UserID) error {
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	p, err := s.lk.Participant(ctx, app.RoomName(livetest.Session.ID, ""), string(user))
	if err == nil && !slices.Contains(p.Permission.Sources, livekit.Microphone) {
		err = fmt.Errorf("%s may publish %v", user, p.Permission.Sources)
	}
	return err
}

// lateToken decides between the token and the joining; the next round of Mend sets it right.
func (s *studio) lateToken() {
	s.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	ticket, err := s.media.Join(ctx, livetest.Session, app.Actor{User: "cleo", Classroom: livetest.Session.Classroom, Role: app.RoleLearner})
	if err != nil {
		s.T.Fatal(err)
	}
	s.Must("ida", frame{"type": "hand.silence", "userId": "cleo", "silenced": true})
	bot, err := devserver.Join(ctx, devserver.BotConfig{URL: ticket.URL, Token: ticket.Token, Microphone: true})
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(bot.Leave)
	if err := s.media.Mend(ctx); err != nil {
		s.T.Fatal(err)
	}
	s.onAir("cleo", false)
}
