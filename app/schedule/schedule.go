package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
)

// What a session's end sets off. Both messages carry an EndedPayload.
const (
	TopicSettle outbox.Topic = "session.settle" // destination: the classroom
	TopicClose  outbox.Topic = "media.close"    // destination: "livekit"
)

// EndedPayload names the session that ended.
type EndedPayload struct {
	Version int           `json:"v"`
	Session app.SessionID `json:"session"`
}

// settleDelay lets the last webhooks of a session come in before it is settled.
const settleDelay = 1500 * time.Millisecond

// sweepEvery is how often forgotten sessions are looked for.
const sweepEvery = 5 * time.Second

// Classrooms finds classrooms.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Live serves the sessions' sockets.
type Live interface {
	// Ended tells everybody who is connected that the session has ended.
	Ended(s app.Session)
	// Connected says how many sockets the session has.
	Connected(id app.SessionID) int
}

// Presence knows from the facts who is or was in a session.
type Presence interface {
	// LastPresence says whether anybody is there, and else when somebody last was; zero where nobody ever was.
	LastPresence(ctx context.Context, s app.Session) (here bool, last time.Time, err error)
}

// Outbox takes messages into the caller's transaction.
type Outbox interface {
	Add(ctx context.Context, msgs ...outbox.Message) error
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store      *store.Store
	Classrooms Classrooms
	Live       Live
	Presence   Presence
	Outbox     Outbox
	Clock      func() time.Time
	Log        *slog.Logger
}

// Service starts, ends and finds sessions.
type Service struct {
	Deps
	began time.Time // nobody could be in class before
}

// New returns a Service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	if d.Clock != nil { // a Service that only describes its routes has none
		s.began = d.Clock()
	}
	return s
}

// starts is how often a start is tried that another session is in the way of, which has ended when it is looked for.
const starts = 5

// Start begins a session now. Where one is live already the error is CodeSessionAlreadyLive and names it.
func (s *Service) Start(ctx context.Context, room app.Classroom, by app.UserID) (app.Session, error) {
	for range starts {
		session, err := s.startOnce(ctx, room, by)
		if !errors.Is(err, store.ErrDuplicate) {
			return session, err
		}
		live, err := s.live(ctx, room.ID)
		if err != nil {
			return app.Session{}, err
		}
		if live != "" {
			return app.Session{}, &app.Error{Code: app.CodeSessionAlreadyLive, Message: "This class is live already.", Session: live}
		}
	}
	return app.Session{}, app.Errorf(app.CodeConflict, "This class is being started and ended by somebody else. Please try again.")
}

func (s *Service) startOnce(ctx context.Context, room app.Classroom, by app.UserID) (app.Session, error) {
	now := s.Clock().UTC().Truncate(time.Millisecond)
	session := app.Session{ID: app.SessionID(app.NewID()), Classroom: room.ID, Title: room.Title, State: app.SessionLive, StartedBy: by, StartedAt: now, AliveAt: now}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.insert(ctx, session); err != nil {
			return err
		}
		_, err := s.Store.AppendFacts(ctx, app.Fact{ID: "started", Session: session.ID, Kind: app.FactSessionStarted,
			Source: app.SourceControl, User: by, At: now, Seen: now, Data: app.MustJSON(app.ByData{By: by})})
		return err
	})
	if err != nil {
		return app.Session{}, err
	}
	s.Log.Info("session started", "session", session.ID, "classroom", room.ID)
	return session, nil
}

// End ends the session for everybody at the given time, not before its start, and returns it as it is then; a session
// that has ended stays as it is.
func (s *Service) End(ctx context.Context, id app.SessionID, at time.Time, reason app.EndReason, by app.UserID) (app.Session, error) {
	at = at.UTC().Truncate(time.Millisecond)
	ended := false
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		session, err := s.Session(ctx, id)
		if err != nil {
			return err
		}
		if at.Before(session.StartedAt) { // the clock was set back
			at = session.StartedAt
		}
		if ended, err = s.markEnded(ctx, id, at, reason); err != nil || !ended {
			return err
		}
		now := s.Clock()
		_, err = s.Store.AppendFacts(ctx, app.Fact{ID: "ended", Session: id, Kind: app.FactSessionEnded, Source: app.SourceControl,
			User: by, At: at, Seen: now, Data: app.MustJSON(app.SessionEndedData{Reason: reason, By: by})})
		if err != nil {
			return err
		}
		return s.announce(ctx, session, now)
	})
	if err != nil {
		return app.Session{}, fmt.Errorf("end a session: %w", err)
	}
	session, err := s.Session(ctx, id)
	if err != nil {
		return app.Session{}, err
	}
	if ended {
		s.Log.Info("session ended", "session", id, "reason", reason)
		s.Live.Ended(session)
	}
	return session, nil
}

func (s *Service) announce(ctx context.Context, session app.Session, now time.Time) error {
	payload := app.MustJSON(EndedPayload{Version: 1, Session: session.ID})
	return s.Outbox.Add(ctx,
		outbox.Message{ID: "close:" + string(session.ID), Topic: TopicClose, Destination: "livekit", Payload: payload, NotBefore: now},
		outbox.Message{ID: "settle:" + string(session.ID), Topic: TopicSettle, Destination: string(session.Classroom), Payload: payload, NotBefore: now.Add(settleDelay)})
}

// Resettle asks for the session to be settled again because a fact came late. Sessions that are live are settled when
// they end. It takes part in the caller's transaction.
func (s *Service) Resettle(ctx context.Context, id app.SessionID) error {
	session, err := s.Session(ctx, id)
	if err != nil || session.State != app.SessionEnded {
		return err
	}
	now := s.Clock()
	return s.Outbox.Add(ctx, outbox.Message{ID: "settle:" + app.NewID(), Topic: TopicSettle, Destination: string(session.Classroom),
		CollapseKey: string(id), Payload: app.MustJSON(EndedPayload{Version: 1, Session: id}), NotBefore: now.Add(settleDelay)})
}

// RunSweep ends the sessions that everybody has left, until ctx ends.
func (s *Service) RunSweep(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("sweep failed", "error", err)
			}
		}
	}
}

// Sweep ends every live session that has been empty for longer than its classroom's grace, at the time of its last
// presence. A session that outlived an outage gets a grace from the start of this process, for people to come back.
func (s *Service) Sweep(ctx context.Context) error {
	sessions, err := s.LiveSessions(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, session := range sessions {
		if err := s.sweepOne(ctx, session); err != nil {
			errs = append(errs, fmt.Errorf("session %s: %w", session.ID, err))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) sweepOne(ctx context.Context, session app.Session) error {
	if s.Live.Connected(session.ID) > 0 {
		return nil
	}
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return err
	}
	grace := time.Duration(room.Settings.EmptyGraceSeconds) * time.Second
	if now := s.Clock(); now.Sub(session.StartedAt) < grace || now.Sub(s.began) < grace {
		return nil
	}
	here, last, err := s.Presence.LastPresence(ctx, session)
	if err != nil || here {
		return err
	}
	if last.Before(session.StartedAt) {
		last = session.StartedAt
	}
	if s.Clock().Sub(last) < grace {
		return nil
	}
	_, err = s.End(ctx, session.ID, last, app.EndEveryoneLeft, "")
	return err
}

// ParseEnded reads the payload of TopicSettle and TopicClose.
func ParseEnded(payload json.RawMessage) (app.SessionID, error) {
	var p EndedPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return "", fmt.Errorf("read the payload: %w", err)
	}
	if p.Version != 1 || p.Session == "" {
		return "", fmt.Errorf("payload of version %d isn't understood", p.Version)
	}
	return p.Session, nil
}
