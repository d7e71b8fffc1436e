package media

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/livekit"
)

func isGone(err error) bool {
	return errors.Is(err, livekit.ErrRoomNotFound) || errors.Is(err, livekit.ErrParticipantNotFound)
}

// sendOut removes the user from the session's LiveKit rooms; one who isn't there is out.
func (s *Service) sendOut(ctx context.Context, id app.SessionID, user app.UserID) error {
	err := s.everywhere(ctx, id, user, func(room, identity string) error { return s.Moderation.Remove(ctx, room, identity) })
	if err != nil {
		return fmt.Errorf("remove somebody from LiveKit: %w", err)
	}
	return nil
}

// Take keeps what a verified webhook tells. An error means that it couldn't be kept and should come again.
func (s *Service) Take(ctx context.Context, e livekit.Event) error {
	id, group, ours := app.SessionOfRoom(e.Room)
	if !ours || !e.Participant.Person() || e.Participant.SID == "" {
		return nil
	}
	if e.Kind != livekit.ParticipantJoined && e.Kind != livekit.ParticipantLeft {
		return nil
	}
	session, err := s.Sessions.Session(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the session of a webhook: %w", err)
	}
	now := s.Clock()
	came := present{e.Participant, group}
	facts := []app.Fact{joined(session.ID, came, app.SourceWebhook, now)}
	if e.Kind == livekit.ParticipantLeft {
		facts = append(facts, left(session.ID, e, facts[0].At, now))
	}
	if err := s.keep(ctx, session, facts); err != nil {
		return err
	}
	if e.Kind != livekit.ParticipantJoined {
		return nil
	}
	user := came.user()
	if out, err := s.keepOut(ctx, session, user); out || err != nil {
		return err
	}
	return s.mendOne(ctx, session, came)
}

// keep appends facts, and has an ended session settled again where one of them is news. Whether it has ended is read
// with them: it may have since the caller looked.
func (s *Service) keep(ctx context.Context, session app.Session, facts []app.Fact) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		news, err := s.Store.AppendFacts(ctx, facts...)
		if err != nil || news == 0 {
			return err
		}
		return s.Sessions.Resettle(ctx, session.ID)
	})
}

// keepOut sends somebody out again who came back with an old token after a removal or after the end, and says whether
// they may not be there.
func (s *Service) keepOut(ctx context.Context, session app.Session, user app.UserID) (out bool, err error) {
	removed, err := s.Store.PersonRemoved(ctx, session.ID, user)
	if err != nil {
		return false, err
	}
	if !removed && session.State == app.SessionLive {
		return false, nil
	}
	if err := s.sendOut(ctx, session.ID, user); err != nil {
		s.Log.Warn("person not sent out", "session", session.ID, "error", err) // the next roll tries again
	}
	return true, nil
}

func joined(id app.SessionID, p present, source app.FactSource, now time.Time) app.Fact {
	at := p.JoinedAt
	if at.IsZero() || at.After(now) {
		at = now
	}
	f := app.Fact{ID: "lk:" + p.SID + ":joined", Session: id, Kind: app.FactMediaJoined, Source: source,
		User: p.user(), Connection: app.ConnectionID(p.SID), At: at, Seen: now}
	if p.group != "" {
		f.Data = app.MustJSON(app.MediaJoinedData{Group: p.group})
	}
	return f
}

// left tells when somebody left who came at came. LiveKit cuts the time to whole seconds; a webhook that comes at once
// knows better, and nobody leaves before they came or in what is the future here.
func left(id app.SessionID, e livekit.Event, came, now time.Time) app.Fact {
	at := e.CreatedAt
	switch {
	case at.Unix() <= 0 || now.Sub(at) < 1500*time.Millisecond:
		at = now
	case at.Before(came):
		at = came
	}
	return app.Fact{ID: "lk:" + e.Participant.SID + ":left", Session: id, Kind: app.FactMediaLeft, Source: app.SourceWebhook,
		User: app.UserOfIdentity(e.Participant.Identity), Connection: app.ConnectionID(e.Participant.SID), At: at, Seen: now,
		Data: app.MustJSON(app.MediaLeftData{Reason: string(e.Participant.DisconnectReason), TimedOut: e.Participant.DisconnectReason == livekit.ConnectionTimeout})}
}
