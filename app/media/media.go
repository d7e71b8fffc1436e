package media

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/livekit"
)

const (
	tokenLife = 10 * time.Minute // to join with; a connected client gets new ones from LiveKit
	seatHold  = 30 * time.Second // from the join call to being seen as connected
)

// Rooms is what media needs of LiveKit beside its verified webhooks and moderation.
type Rooms interface {
	EnsureRoom(ctx context.Context, o livekit.RoomOptions) (livekit.Room, error)
	DeleteRoom(ctx context.Context, name string) error
	ListRooms(ctx context.Context, names ...string) ([]livekit.Room, error)
	Participants(ctx context.Context, room string) ([]livekit.Participant, error)
	Ping(ctx context.Context) error
}

// Moderation acts on people who are in a room.
type Moderation interface {
	Remove(ctx context.Context, room, identity string) error
	UpdatePermission(ctx context.Context, room, identity string, p livekit.Permission) error
	MuteSource(ctx context.Context, room, identity string, source livekit.Source) (int, error)
}

// Signatures makes tokens and verifies webhooks.
type Signatures interface {
	Token(g livekit.Grant) (string, error)
	Webhook(body []byte, authorization string) (livekit.Event, error)
}

// Sessions finds sessions and settles them again where a fact comes late.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
	LiveSessions(ctx context.Context) ([]app.Session, error)
	Resettle(ctx context.Context, id app.SessionID) error
}

// Directory finds classrooms, persons, and what somebody is in a classroom; app.ErrNotFound where there is none.
type Directory interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
	Person(ctx context.Context, id app.UserID) (app.Person, error)
	Member(ctx context.Context, classroom app.ClassroomID, user app.UserID) (app.Member, error)
}

// Live is the state plane.
type Live interface {
	Users(id app.SessionID) []app.UserID
	Remove(session app.Session, user app.UserID)
	SetMedia(up bool)
	Tell(session app.SessionID, frames map[app.UserID]live.Frame)
}

// Floor says who may use the microphone in a session at this moment, beside what their role allows.
type Floor interface {
	Microphones(ctx context.Context, session app.SessionID) (may func(app.UserID, app.Role) bool, err error)
}

// Roles says what people are in a session at this moment, where some were made assistants for it alone. Whoever is missing
// in the answer may publish nothing.
type Roles interface {
	Roles(ctx context.Context, session app.Session, users []app.UserID) (map[app.UserID]app.Role, error)
}

// Deps are what a Service needs; all but Floor, Roles and Groups are required. Without a Floor everybody who may publish may
// speak, without Roles people are what they are in the classroom, without Groups everybody is in the main room.
type Deps struct {
	Store      *store.Store
	Rooms      Rooms
	Moderation Moderation
	Signatures Signatures
	Sessions   Sessions
	Door       live.Door
	Directory  Directory
	Live       Live
	Floor      Floor
	Roles      Roles
	Groups     Groups
	PublicURL  string // of Lectern, http(s)://…
	LiveKitURL string // that browsers connect to, ws(s)://…
	Clock      func() time.Time
	Log        *slog.Logger
}

// Service is the media plane of the app.
type Service struct {
	Deps
	nudges chan app.SessionID // bounded; a lost nudge only makes a roll later

	mu     sync.Mutex
	grants map[grantKey]bool                          // that run; true: look again
	seats  map[app.SessionID]map[app.UserID]time.Time // when each was given out
	rolls  map[app.SessionID]*roll
	strays map[app.SessionID]map[strayKey]stray
	up     bool
	missed bool // the last ping
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{Deps: d, nudges: make(chan app.SessionID, 1024), seats: map[app.SessionID]map[app.UserID]time.Time{},
		grants: map[grantKey]bool{}, rolls: map[app.SessionID]*roll{}, strays: map[app.SessionID]map[strayKey]stray{}, up: true}
}

// Ticket is what a client needs to enter a session's LiveKit room.
type Ticket struct{ URL, Token, Room string }

// Join gives the actor a seat and a token for the room of the session in which they are: their group's, or the main one. A full session is CodeRoomFull, an ended one
// CodeSessionEnded, one that the actor was removed from CodeRemoved, one that isn't open to them yet CodeTooEarly. It answers while LiveKit is down too: the client
// then works with the state plane alone and tries LiveKit again.
func (s *Service) Join(ctx context.Context, session app.Session, actor app.Actor) (Ticket, error) {
	group, err := s.groupOf(ctx, session.ID, actor.User)
	if err != nil {
		return Ticket{}, err
	}
	return s.JoinIn(ctx, session, actor, group)
}

// JoinIn is Join for the group, or the main room where that is "", in which the actor may be.
func (s *Service) JoinIn(ctx context.Context, session app.Session, actor app.Actor, group app.GroupID) (Ticket, error) {
	if session.State != app.SessionLive {
		return Ticket{}, app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	var err error
	if actor.Role, err = s.roleNow(ctx, session, actor); err != nil {
		return Ticket{}, err
	}
	if err := s.Door.Admit(ctx, session, actor); err != nil {
		return Ticket{}, err
	}
	room, err := s.Directory.Classroom(ctx, session.Classroom)
	if err != nil {
		return Ticket{}, fmt.Errorf("find the classroom of a session: %w", err)
	}
	if !s.takeSeat(session.ID, actor, room.Settings.MaxParticipants) {
		return Ticket{}, app.Errorf(app.CodeRoomFull, "The class is full. Please tell your teacher.")
	}
	s.ensureRoom(ctx, session.ID, app.RoomName(session.ID, group))
	may, err := s.permission(ctx, session, actor.User, actor.Role, group)
	if err != nil {
		return Ticket{}, err
	}
	return s.ticket(ctx, session, holder{user: actor.User, role: actor.Role, identity: string(actor.User)}, group, may)
}

// takeSeat counts whoever is connected and whoever was given a seat just now. Staff always find one.
func (s *Service) takeSeat(id app.SessionID, actor app.Actor, most int) bool {
	connected := s.Live.Users(id)
	now := s.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	given := s.seats[id]
	if given == nil {
		given = map[app.UserID]time.Time{}
		s.seats[id] = given
	}
	taken := map[app.UserID]bool{}
	for _, u := range connected {
		taken[u] = true
	}
	if r := s.rolls[id]; r != nil && s.up { // nobody is in a LiveKit that is down
		for _, u := range r.present {
			taken[u] = true
		}
	}
	for u, at := range given {
		if now.Sub(at) > seatHold {
			delete(given, u)
			continue
		}
		taken[u] = true
	}
	if !actor.Role.IsStaff() && !taken[actor.User] && len(taken) >= most {
		return false
	}
	given[actor.User] = now
	return true
}

// Remove sends the user out of the session for good: out of LiveKit, out of the state plane, and any later join is
// refused. A LiveKit that is down sends them out when it is back.
func (s *Service) Remove(ctx context.Context, session app.Session, user, by app.UserID) error {
	now := s.Clock()
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.Store.RemovePerson(ctx, session.ID, user, by, store.Millis(now)); err != nil {
			return err
		}
		_, err := s.Store.AppendFacts(ctx, app.Fact{ID: "removed:" + string(user), Session: session.ID, Kind: app.FactPersonRemoved,
			Source: app.SourceControl, User: user, At: now, Seen: now, Data: app.MustJSON(app.ByData{By: by})})
		return err
	})
	if err != nil {
		return fmt.Errorf("remove a person: %w", err)
	}
	s.Live.Remove(session, user)
	if err := s.sendOut(ctx, session.ID, user); err != nil {
		s.Log.Warn("person not sent out", "session", session.ID, "error", err) // the next roll tries again
	}
	return nil
}

// CloseRoom ends the session's LiveKit rooms, which sends every client out. A room that is gone is closed. The roll is
// called once more before: where webhooks are lost or don't come at all, it is the last chance to see who was there.
func (s *Service) CloseRoom(ctx context.Context, id app.SessionID) error {
	s.mu.Lock()
	delete(s.seats, id)
	s.mu.Unlock()
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return fmt.Errorf("find the session of a room: %w", err)
	}
	if err := s.lastRoll(ctx, session); err != nil {
		return err
	}
	return s.inRooms(ctx, id, func(room string) error { return s.Rooms.DeleteRoom(ctx, room) })
}
