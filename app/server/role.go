package server

import (
	"context"
	"errors"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// roleTimeout bounds the question what somebody is now.
const roleTimeout = 3 * time.Second

// logins says whom a token speaks for, with the role that they have now: a launch that comes later, or an instructor in
// class, may have changed it.
type logins struct{ s *Server }

// Authenticate implements web's, live's and board's Authenticator.
func (l logins) Authenticate(token string) (app.Actor, error) {
	actor, err := l.s.auth.Authenticate(token)
	ctx, cancel := context.WithTimeout(context.Background(), roleTimeout)
	defer cancel()
	switch {
	case err != nil:
		return actor, err
	case actor.Role == app.RoleAdministrator:
		return actor, l.s.admin.Entered(ctx, actor)
	case actor.Classroom == "": // of no classroom: nothing changes it
		return actor, nil
	}
	actor.Role, err = roles(l).now(ctx, actor)
	return actor, err
}

// roles says what people are at this moment.
type roles struct{ s *Server }

// now is what the actor is: what an instructor made of them for the live session, or what their last launch said.
func (r roles) now(ctx context.Context, actor app.Actor) (app.Role, error) {
	made, err := r.s.live.RoleIn(ctx, actor.Classroom, actor.User)
	if err != nil || made != "" {
		return made, err
	}
	member, err := r.s.roster.Member(ctx, actor.Classroom, actor.User)
	switch {
	case errors.Is(err, app.ErrNotFound):
		return actor.Role, nil
	case err != nil:
		return "", err
	}
	return member.Role, nil
}

// Roles implements media.Roles.
func (r roles) Roles(ctx context.Context, session app.Session, users []app.UserID) (map[app.UserID]app.Role, error) {
	made, err := r.s.live.Roles(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	all := make(map[app.UserID]app.Role, len(users))
	for _, user := range users {
		if role, ok := made[user]; ok {
			all[user] = role
			continue
		}
		member, err := r.s.roster.Member(ctx, session.Classroom, user)
		if err != nil && !errors.Is(err, app.ErrNotFound) {
			return nil, err
		}
		all[user] = member.Role
	}
	return all, nil
}

// Role implements board.Roles.
func (r roles) Role(ctx context.Context, session app.SessionID, actor app.Actor) (app.Role, error) {
	made, err := r.s.live.Roles(ctx, session)
	if err != nil {
		return "", err
	}
	if role, ok := made[actor.User]; ok {
		return role, nil
	}
	return actor.Role, nil
}

// Viewer implements chat.Viewers.
func (r roles) Viewer(ctx context.Context, session app.Session, actor app.Actor) (live.Viewer, error) {
	role, err := r.Role(ctx, session.ID, actor)
	if err != nil {
		return live.Viewer{}, err
	}
	at, err := r.s.breakout.Place(ctx, session.ID, actor.User)
	return live.ViewerOf(actor.User, role, at), err
}

// relaunched gives people who are in class the role of a launch that came meanwhile.
func (s *Server) relaunched(classroom app.ClassroomID, user app.UserID, role app.Role) {
	ctx, cancel := context.WithTimeout(context.Background(), roleTimeout)
	defer cancel()
	sessions, err := s.schedule.LiveSessions(ctx)
	if err != nil {
		s.opts.Log.Error("role of a later launch not told", "error", err)
		return
	}
	for _, session := range sessions {
		if session.Classroom != classroom {
			continue
		}
		s.live.Relaunched(session, user, role)
		if err := s.media.Regrant(ctx, session, user); err != nil {
			s.opts.Log.Warn("rights not changed yet", "session", session.ID, "error", err)
		}
	}
}
