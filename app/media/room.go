package media

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

const (
	emptyRoom    = 10 * time.Minute // without anybody ever, LiveKit forgets a room
	departedRoom = 30 * time.Second // after the last one left
	// strayAfter is how long a learner may stay connected to a group that they aren't in: a move makes the second connection
	// before it drops the first.
	strayAfter = 10 * time.Second
	// strayKept is for how long it is remembered that somebody was.
	strayKept = 2 * time.Minute
)

// strayKey is somebody in a group that isn't theirs.
type strayKey struct {
	user  app.UserID
	group app.GroupID
}

// stray is since when somebody is astray, and when they were seen so last.
type stray struct{ since, last time.Time }

// Groups knows the groups of breakouts.
type Groups interface {
	// Places tells where people of the session are at this moment.
	Places(ctx context.Context, session app.SessionID) (func(app.UserID) app.Place, error)
	// Groups lists the groups of the session that were ever opened.
	Groups(ctx context.Context, session app.SessionID) ([]app.GroupID, error)
}

// present is a participant in one of the session's rooms.
type present struct {
	livekit.Participant
	group app.GroupID
}

// user is the person behind the participant, whatever they are there for.
func (p present) user() app.UserID { return app.UserOfIdentity(p.Identity) }

// hears says whether somebody hears the room unseen, from elsewhere.
func (p present) hears() bool {
	return p.Identity == app.EarIdentity(p.user()) && p.State != livekit.StateDisconnected
}

// there says whether somebody's client is in the room, or on its way.
func (p present) there() bool {
	return p.Person() && p.State != livekit.StateDisconnected && p.SID != ""
}

// places tells where people are; without groups, everybody is in the main room.
func (s *Service) places(ctx context.Context, id app.SessionID) (func(app.UserID) app.Place, error) {
	if s.Groups == nil {
		return func(app.UserID) app.Place { return app.Place{} }, nil
	}
	at, err := s.Groups.Places(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("look up who is in which group: %w", err)
	}
	return at, nil
}

// groupOf returns the group that the user is in, "" in the main room.
func (s *Service) groupOf(ctx context.Context, id app.SessionID, user app.UserID) (app.GroupID, error) {
	at, err := s.places(ctx, id)
	if err != nil {
		return "", err
	}
	return at(user).Group, nil
}

// rooms lists the rooms of the session: "", the main one, also where there is an error, and those of groups that LiveKit has.
func (s *Service) rooms(ctx context.Context, id app.SessionID) ([]app.GroupID, error) {
	there := []app.GroupID{""}
	if s.Groups == nil {
		return there, nil
	}
	all, err := s.Groups.Groups(ctx, id)
	if err != nil {
		return there, fmt.Errorf("list the groups of a session: %w", err)
	}
	if len(all) == 0 {
		return there, nil
	}
	rooms, err := s.Rooms.ListRooms(ctx, app.RoomNames(id, all)...)
	if err != nil {
		return there, err
	}
	for _, r := range rooms {
		if _, g, ours := app.SessionOfRoom(r.Name); ours {
			there = append(there, g)
		}
	}
	return there, nil
}

// listing returns who is in the rooms of the session, machines too, and whether LiveKit has any of them. A room that isn't
// there is empty; where one can't be asked, nothing is known of any.
func (s *Service) listing(ctx context.Context, id app.SessionID) (all []present, any bool, err error) {
	rooms, err := s.rooms(ctx, id)
	if err != nil {
		return nil, false, err
	}
	for _, g := range rooms {
		participants, err := s.Rooms.Participants(ctx, app.RoomName(id, g))
		if err != nil && !isGone(err) {
			return nil, false, err
		}
		any = any || err == nil
		for _, p := range participants {
			all = append(all, present{p, g})
		}
	}
	return all, any, nil
}

// everywhere does something to the user in the main room, and to each of their identities in each group's.
func (s *Service) everywhere(ctx context.Context, id app.SessionID, user app.UserID, do func(room, identity string) error) error {
	return s.inRooms(ctx, id, func(room string) error {
		identities := []string{string(user)}
		if room != app.RoomName(id, "") {
			identities = app.Identities(user)
		}
		var errs []error
		for _, identity := range identities {
			if err := do(room, identity); err != nil && !isGone(err) {
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	})
}

// inRooms does something in the main room and in each group's of the session. Where the room or the person isn't there,
// nothing is to be done.
func (s *Service) inRooms(ctx context.Context, id app.SessionID, do func(room string) error) error {
	rooms, err := s.rooms(ctx, id)
	errs := []error{err}
	for _, g := range rooms {
		if err := do(app.RoomName(id, g)); err != nil && !isGone(err) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// sendStraysHome sends learners out of groups that they have been in for a while without being of them, with a token from
// before they were moved. The staff may listen everywhere, who was of it may not.
func (s *Service) sendStraysHome(ctx context.Context, session app.Session, listed []present) error {
	var strays []present
	if s.Groups != nil {
		at, err := s.places(ctx, session.ID)
		if err != nil {
			return err
		}
		if strays, err = s.astray(ctx, session, listed, at); err != nil {
			return err
		}
	}
	for _, p := range s.late(session.ID, strays) {
		err := s.Moderation.Remove(ctx, app.RoomName(session.ID, p.group), p.Identity)
		if err != nil && !isGone(err) {
			return fmt.Errorf("send somebody out of a group: %w", err)
		}
	}
	return nil
}

// astray lists who is in a group's room without being in the group, or hears it without being of the staff any more.
func (s *Service) astray(ctx context.Context, session app.Session, listed []present, at func(app.UserID) app.Place) ([]present, error) {
	var elsewhere []present
	var users []app.UserID
	for _, p := range listed {
		if user := p.user(); p.group != "" && (p.there() || p.hears()) && at(user).Group != p.group {
			elsewhere, users = append(elsewhere, p), append(users, user)
		}
	}
	if len(users) == 0 {
		return nil, nil
	}
	roles, err := s.roles(ctx, session, users)
	if err != nil {
		return nil, err
	}
	removed, err := s.removed(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	var strays []present
	for _, p := range elsewhere {
		if removed[p.user()] || !roles[p.user()].IsStaff() {
			strays = append(strays, p)
		}
	}
	return strays, nil
}

// late notes who is astray in the session, and returns those who have been for too long. Connecting anew doesn't begin it
// anew: who is astray again within strayKept is sent out at once.
func (s *Service) late(id app.SessionID, strays []present) []present {
	now := s.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.strays[id]
	maps.DeleteFunc(known, func(_ strayKey, seen stray) bool { return now.Sub(seen.last) > strayKept })
	var late []present
	for _, p := range strays {
		if known == nil {
			known = map[strayKey]stray{}
			s.strays[id] = known
		}
		key := strayKey{p.user(), p.group}
		seen, again := known[key]
		if !again {
			seen.since = now
		}
		seen.last = now
		known[key] = seen
		if now.Sub(seen.since) >= strayAfter {
			late = append(late, p)
		}
	}
	return late
}

// forgetStrays drops what is kept of sessions that aren't live any more; mu is held.
func (s *Service) forgetStrays(live map[app.SessionID]bool) {
	maps.DeleteFunc(s.strays, func(id app.SessionID, _ map[strayKey]stray) bool { return !live[id] })
}
