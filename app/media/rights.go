package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

// grantsAtOnce is how many participants' rights are changed at the same time.
const grantsAtOnce = 8

// grantKey names one participant.
type grantKey struct {
	session app.SessionID
	user    app.UserID
}

// permission is what somebody of the role may do in LiveKit: what the policy gives the role, without sound where they may
// not speak now. The sound of a shared screen goes with the microphone, since one can speak through it.
func permission(role app.Role, classroom app.ClassroomID, user app.UserID, speak bool) livekit.Permission {
	who, where := app.Actor{User: user, Classroom: classroom, Role: role}, app.Resource{Classroom: classroom}
	p := livekit.Permission{CanSubscribe: true}
	if !app.Can(who, app.ActionMediaPublish, where) {
		return p
	}
	p.CanPublish, p.Sources = true, []livekit.Source{livekit.Camera}
	if speak {
		p.Sources = append(p.Sources, livekit.Microphone)
	}
	if app.Can(who, app.ActionMediaShareScreen, where) {
		p.Sources = append(p.Sources, livekit.ScreenShare)
		if speak {
			p.Sources = append(p.Sources, livekit.ScreenShareAudio)
		}
	}
	return p
}

func (s *Service) microphones(ctx context.Context, id app.SessionID) (func(app.UserID, app.Role) bool, error) {
	if s.Floor == nil {
		return func(app.UserID, app.Role) bool { return true }, nil
	}
	may, err := s.Floor.Microphones(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("look up who may speak: %w", err)
	}
	return may, nil
}

// rights are what is known of some people of a session at this moment.
type rights struct {
	classroom app.ClassroomID
	removed   map[app.UserID]bool
	roles     map[app.UserID]app.Role
	may       func(app.UserID, app.Role) bool // use a microphone in the main room
}

// permission is what somebody may do in the LiveKit room of the group; in a group everybody may speak.
func (r rights) permission(user app.UserID, group app.GroupID) livekit.Permission {
	role := r.roles[user]
	return permission(role, r.classroom, user, group != "" || r.may(user, role))
}

func (s *Service) rights(ctx context.Context, session app.Session, users []app.UserID) (rights, error) {
	r := rights{classroom: session.Classroom}
	var err error
	if r.removed, err = s.removed(ctx, session.ID); err != nil {
		return r, err
	}
	if r.roles, err = s.roles(ctx, session, users); err != nil {
		return r, err
	}
	r.may, err = s.microphones(ctx, session.ID)
	return r, err
}

// permission is what the user may do in the LiveKit room of the group now. In a group everybody may speak.
func (s *Service) permission(ctx context.Context, session app.Session, user app.UserID, role app.Role, group app.GroupID) (livekit.Permission, error) {
	may, err := s.microphones(ctx, session.ID)
	if err != nil {
		return livekit.Permission{}, err
	}
	return permission(role, session.Classroom, user, group != "" || may(user, role)), nil
}

// roleNow is what the actor is in the session.
func (s *Service) roleNow(ctx context.Context, session app.Session, actor app.Actor) (app.Role, error) {
	if s.Roles == nil {
		return actor.Role, nil
	}
	roles, err := s.roles(ctx, session, []app.UserID{actor.User})
	return roles[actor.User], err
}

// roles is what the users are in the session.
func (s *Service) roles(ctx context.Context, session app.Session, users []app.UserID) (map[app.UserID]app.Role, error) {
	if s.Roles != nil {
		roles, err := s.Roles.Roles(ctx, session, users)
		if err != nil {
			return nil, fmt.Errorf("look roles up: %w", err)
		}
		return roles, nil
	}
	roles := make(map[app.UserID]app.Role, len(users))
	for _, u := range users {
		member, err := s.Directory.Member(ctx, session.Classroom, u)
		switch {
		case errors.Is(err, app.ErrNotFound):
		case err != nil:
			return nil, fmt.Errorf("look a role up: %w", err)
		default:
			roles[u] = member.Role
		}
	}
	return roles, nil
}

// Regrant gives the user, where they are in the session's LiveKit room, the rights that they have by now, and takes off
// the air what they may not publish any more. Calls for one user run one after the other, and the last to come is heeded.
// Somebody who isn't there needs nothing. An error has been logged; Mend tries again.
func (s *Service) Regrant(ctx context.Context, session app.Session, user app.UserID) error {
	key := grantKey{session.ID, user}
	if !s.beginGrant(key) {
		return nil // whoever is at it looks once more
	}
	for {
		err := s.regrant(ctx, session, user)
		if !s.endGrant(key, err != nil) {
			if err != nil && ctx.Err() == nil {
				s.Log.Warn("rights not changed", "session", session.ID, "error", err)
			}
			return err
		}
	}
}

func (s *Service) beginGrant(key grantKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, runs := s.grants[key]; runs {
		s.grants[key] = true
		return false
	}
	s.grants[key] = false
	return true
}

// endGrant says whether it has to be done again.
func (s *Service) endGrant(key grantKey, failed bool) (again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.grants[key] && !failed {
		s.grants[key] = false
		return true
	}
	delete(s.grants, key)
	return false
}

func (s *Service) regrant(ctx context.Context, session app.Session, user app.UserID) error {
	removed, err := s.Store.PersonRemoved(ctx, session.ID, user)
	if err != nil {
		return err
	}
	if removed {
		return s.sendOut(ctx, session.ID, user)
	}
	roles, err := s.roles(ctx, session, []app.UserID{user})
	if err != nil {
		return err
	}
	rooms, err := s.rooms(ctx, session.ID)
	if err != nil {
		return err
	}
	for _, group := range rooms {
		p, err := s.permission(ctx, session, user, roles[user], group)
		if err != nil {
			return err
		}
		identities := []string{string(user)}
		if group != "" && roles[user].IsStaff() {
			identities = append(identities, app.VoiceIdentity(user))
		}
		for _, identity := range identities {
			err = s.Moderation.UpdatePermission(ctx, app.RoomName(session.ID, group), identity, p)
			if err != nil && !isGone(err) {
				return fmt.Errorf("change somebody's rights in LiveKit: %w", err)
			}
		}
	}
	return nil
}

// RegrantAll is Regrant for everybody in the session's rooms whose rights aren't what they should be. Learners who have stayed
// in a group that isn't theirs are sent out of it.
func (s *Service) RegrantAll(ctx context.Context, session app.Session) error {
	listed, _, err := s.listing(ctx, session.ID)
	if err != nil {
		return fmt.Errorf("list whose rights are to change: %w", err)
	}
	if err := s.mend(ctx, session, listed); err != nil {
		return err
	}
	return s.sendStraysHome(ctx, session, listed)
}

// Mend is RegrantAll for every live session: what a LiveKit that was down, another process or a late joining left wrong is
// set right.
func (s *Service) Mend(ctx context.Context) error {
	sessions, err := s.Sessions.LiveSessions(ctx)
	if err != nil {
		return fmt.Errorf("list sessions whose rights are to mend: %w", err)
	}
	for _, session := range sessions {
		err := s.RegrantAll(ctx, session)
		if errors.Is(err, livekit.ErrUnavailable) {
			return nil // the pings tell of it
		}
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("rights not mended", "session", session.ID, "error", err)
		}
	}
	return nil
}

// mendOne is Regrant for somebody who came just now with a token that may be older than what was decided since.
func (s *Service) mendOne(ctx context.Context, session app.Session, p present) error {
	if err := s.mend(ctx, session, []present{p}); err != nil && !errors.Is(err, livekit.ErrUnavailable) {
		return err
	}
	return nil
}

// mend changes the rights of those participants who have others than they should.
func (s *Service) mend(ctx context.Context, session app.Session, participants []present) error {
	wrong, err := s.wrong(ctx, session, participants)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	seats := make(chan struct{}, grantsAtOnce)
	for _, user := range wrong {
		seats <- struct{}{}
		wg.Go(func() {
			defer func() { <-seats }()
			if err := s.Regrant(ctx, session, user); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// wrong lists who has other rights than they should, and who should be out.
func (s *Service) wrong(ctx context.Context, session app.Session, participants []present) ([]app.UserID, error) {
	_, users := people(participants)
	if len(users) == 0 {
		return nil, nil
	}
	now, err := s.rights(ctx, session, users)
	if err != nil {
		return nil, err
	}
	var wrong []app.UserID
	for _, p := range participants {
		u := p.user()
		if !p.there() || slices.Contains(wrong, u) {
			continue
		}
		if now.removed[u] || !p.Permission.Equal(now.permission(u, p.group)) {
			wrong = append(wrong, u)
		}
	}
	return wrong, nil
}
