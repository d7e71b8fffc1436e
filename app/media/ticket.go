package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/livekit"
)

const (
	// spread is the time between two people who are told to change rooms, so that many don't join at once; longestWait
	// bounds what it comes to.
	spread      = 8 * time.Millisecond
	longestWait = 2 * time.Second
	moveTimeout = 10 * time.Second
	roomsAtOnce = 8
)

// MediaTicket is the frame with which somebody who was moved enters the LiveKit room of where they are now. It is told to
// their connections alone, and kept nowhere; who misses it asks for a ticket by the join call.
type MediaTicket struct {
	Type string `json:"type" enum:"media.ticket"`
	LiveKit
	// WaitMs is how long the client waits, in milliseconds, before it connects.
	WaitMs int64 `json:"waitMs"`
}

// Frames lists the frames of the state plane that media have, for the description of the API.
func Frames() map[string]any { return map[string]any{"MediaTicket": MediaTicket{}} }

// Moved gives people of the session who have been moved, and are connected to this process, tickets for the rooms where
// they are now. It returns at once; what fails is asked for by the clients.
func (s *Service) Moved(session app.Session, users []app.UserID) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), moveTimeout)
		defer cancel()
		if err := s.move(ctx, session, users); err != nil {
			s.Log.Warn("people who were moved aren't told of their room", "session", session.ID, "error", err)
		}
	}()
}

func (s *Service) move(ctx context.Context, session app.Session, users []app.UserID) error {
	tickets, err := s.tickets(ctx, session, users)
	if err != nil {
		return err
	}
	s.ensureRooms(ctx, session.ID, tickets)
	frames := make(map[app.UserID]live.Frame, len(tickets))
	turn := 0
	for _, user := range users {
		if t, given := tickets[user]; given {
			wait := min(time.Duration(turn)*spread, longestWait)
			frames[user] = MediaTicket{Type: "media.ticket", LiveKit: LiveKit(t), WaitMs: wait.Milliseconds()}
			turn++
		}
	}
	s.Live.Tell(session.ID, frames)
	return nil
}

// tickets mints tokens for where each of the people is now. Who was removed gets none.
func (s *Service) tickets(ctx context.Context, session app.Session, users []app.UserID) (map[app.UserID]Ticket, error) {
	at, err := s.places(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	now, err := s.rights(ctx, session, users)
	if err != nil {
		return nil, err
	}
	tickets := make(map[app.UserID]Ticket, len(users))
	for _, user := range users {
		role, group := now.roles[user], at(user).Group
		if now.removed[user] || role == "" {
			continue
		}
		tickets[user], err = s.ticket(ctx, session, holder{user: user, role: role, identity: string(user)}, group, now.permission(user, group))
		if err != nil {
			return nil, err
		}
	}
	return tickets, nil
}

// holder is whom a ticket is for, and the identity with which they are in the room.
type holder struct {
	user     app.UserID
	role     app.Role
	identity string
}

// ticket mints one token.
func (s *Service) ticket(ctx context.Context, session app.Session, who holder, group app.GroupID, may livekit.Permission) (Ticket, error) {
	person, err := s.Directory.Person(ctx, who.user)
	if err != nil {
		return Ticket{}, fmt.Errorf("find who joins: %w", err)
	}
	name := app.RoomName(session.ID, group)
	token, err := s.Signatures.Token(livekit.Grant{
		Room: name, Identity: who.identity, Name: person.Name, Attributes: map[string]string{"role": string(who.role), "userId": string(who.user)},
		CanPublish: may.CanPublish, Sources: may.Sources, CanSubscribe: may.CanSubscribe, TTL: tokenLife,
	})
	if err != nil {
		return Ticket{}, fmt.Errorf("make a media token: %w", err)
	}
	return Ticket{URL: s.LiveKitURL, Token: token, Room: name}, nil
}

// ensureRooms makes the rooms before people come, some at a time. Where that fails LiveKit makes them when they do.
func (s *Service) ensureRooms(ctx context.Context, id app.SessionID, tickets map[app.UserID]Ticket) {
	names := map[string]bool{}
	for _, t := range tickets {
		names[t.Room] = true
	}
	var wg sync.WaitGroup
	seats := make(chan struct{}, roomsAtOnce)
	for name := range names {
		seats <- struct{}{}
		wg.Go(func() {
			defer func() { <-seats }()
			s.ensureRoom(ctx, id, name)
		})
	}
	wg.Wait()
}

func (s *Service) ensureRoom(ctx context.Context, id app.SessionID, name string) {
	s.mu.Lock()
	up := s.up
	s.mu.Unlock()
	if !up {
		return
	}
	if _, err := s.Rooms.EnsureRoom(ctx, livekit.RoomOptions{Name: name, EmptyTimeout: emptyRoom, DepartureTimeout: departedRoom}); err != nil {
		s.Log.Warn("room not made", "session", id, "error", err)
	}
}

// Listen gives one of the staff a ticket to a group that they aren't in: to hear it unseen, or to speak into it and be seen.
// The ticket is for an identity of its own, since they may be in the group as well, or on their way out of it. CodeNotFound
// where the session never opened that group.
func (s *Service) Listen(ctx context.Context, session app.Session, actor app.Actor, group app.GroupID, speak bool) (Ticket, error) {
	if session.State != app.SessionLive {
		return Ticket{}, app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	var all []app.GroupID
	var err error
	if s.Groups != nil {
		if all, err = s.Groups.Groups(ctx, session.ID); err != nil {
			return Ticket{}, fmt.Errorf("list the groups of a session: %w", err)
		}
	}
	if !slices.Contains(all, group) {
		return Ticket{}, app.NotFound("group")
	}
	removed, err := s.Store.PersonRemoved(ctx, session.ID, actor.User)
	if err != nil {
		return Ticket{}, err
	}
	if removed {
		return Ticket{}, app.Errorf(app.CodeRemoved, "You were removed from this class.")
	}
	s.ensureRoom(ctx, session.ID, app.RoomName(session.ID, group))
	if speak {
		voice := holder{user: actor.User, role: actor.Role, identity: app.VoiceIdentity(actor.User)}
		return s.ticket(ctx, session, voice, group, permission(actor.Role, session.Classroom, actor.User, true))
	}
	name := app.RoomName(session.ID, group)
	token, err := s.Signatures.Token(livekit.Grant{Room: name, Identity: app.EarIdentity(actor.User), CanSubscribe: true, Hidden: true, TTL: tokenLife})
	if err != nil {
		return Ticket{}, fmt.Errorf("make a media token: %w", err)
	}
	return Ticket{URL: s.LiveKitURL, Token: token, Room: name}, nil
}

// mute mutes what somebody publishes, in whichever room they are or speak into.
func (s *Service) mute(ctx context.Context, id app.SessionID, user app.UserID, source livekit.Source) error {
	err := s.everywhere(ctx, id, user, func(room, identity string) error {
		_, err := s.Moderation.MuteSource(ctx, room, identity, source)
		if errors.Is(err, livekit.ErrTrackNotFound) {
			return nil // nothing to mute
		}
		return err
	})
	if errors.Is(err, livekit.ErrUnavailable) {
		return &app.Error{Code: app.CodeUnavailable, Message: "Audio and video are unavailable at the moment. Please try again.", Err: err}
	}
	return err
}
