package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/auth"
	"github.com/lectern-classroom/lectern/app/forward"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/lrs"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/roster"
	"github.com/lectern-classroom/lectern/app/schedule"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/xapi"
)

// attendanceMaximum is the best attendance score.
const attendanceMaximum = 100

// buildBridge builds what tells the LMS and the LRS, and registers every job.
func (s *Server) buildBridge(ctx context.Context, sealer *auth.Sealer) error {
	namespace, err := activity.Namespace(ctx, s.Store)
	if err != nil {
		return err
	}
	if s.lrs, err = lrs.New(lrs.Deps{Store: s.Store, PublicURL: s.cfg.PublicURL, Clock: s.opts.Clock}); err != nil {
		return err
	}
	if s.forward, err = newForward(s.cfg, s.Store, s.Outbox, s.roster, sealer, s.lrs, s.opts); err != nil {
		return err
	}
	deps := activity.Deps{Store: s.Store, Forward: s.forward, LRS: s.cfg.LRSEndpoint != "", People: s.roster, Polls: asked{s}, PublicURL: s.cfg.PublicURL, Namespace: namespace,
		Clock: s.opts.Clock, Log: s.opts.Log}
	if !deps.LRS {
		deps.Local = s.lrs
	}
	if s.activity, err = activity.New(deps); err != nil {
		return err
	}
	s.Outbox.Handle(grade.TopicScore, s.grade.Topic(), s.grade)
	s.forward.Register(s.Outbox)
	s.Outbox.Handle(schedule.TopicClose, outbox.TopicConfig{Batch: 8, GiveUp: 24 * time.Hour}, each(s.closeRoom))
	s.Outbox.Handle(schedule.TopicSettle, outbox.TopicConfig{Batch: 1, Timeout: time.Minute}, each(s.settle))
	return s.queueUnsent(ctx)
}

// newForward builds what delivers statements.
func newForward(cfg app.Config, db *store.Store, o *outbox.Outbox, people *roster.Service, sealer *auth.Sealer, builtIn *lrs.Service, opts Options) (*forward.Service, error) {
	deps := forward.Deps{Store: db, Outbox: o, Statements: activity.Statements{Store: db}, People: people, Sealer: sealer, PublicURL: cfg.PublicURL,
		BuiltInHas: builtIn.Count, HTTP: opts.HTTP, Clock: opts.Clock, Log: opts.Log}
	if cfg.LRSEndpoint != "" {
		deps.Environment = &forward.Store{Endpoint: cfg.LRSEndpoint, Username: cfg.LRSUsername, Password: cfg.LRSPassword}
	}
	f, err := forward.New(deps)
	if errors.Is(err, xapi.ErrEndpoint) {
		return nil, fmt.Errorf("LECTERN_LRS_ENDPOINT: %w", err)
	}
	return f, err
}

// queueUnsent queues the statements that were kept while there was no LRS.
func (s *Server) queueUnsent(ctx context.Context) error {
	if s.cfg.LRSEndpoint == "" {
		return nil
	}
	n, err := s.activity.QueueUnsent(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		s.opts.Log.Info("statements queued that had no store to go to", "count", n)
	}
	return nil
}

// fillLocal gives the built-in store what was kept while an LRS stood in its place. It isn't worth failing for: what is left
// is for the next start.
func (s *Server) fillLocal(ctx context.Context) error {
	if err := s.activity.FillLocal(ctx); err != nil && ctx.Err() == nil {
		s.opts.Log.Error("the built-in learning record store lacks statements", "error", err)
	}
	return nil
}

// each delivers a batch one by one; an error is a retry.
type each func(ctx context.Context, payload json.RawMessage) error

// Deliver implements outbox.Handler.
func (f each) Deliver(ctx context.Context, _ string, batch []outbox.Delivery) ([]outbox.Result, *outbox.Hold) {
	results := make([]outbox.Result, 0, len(batch))
	for _, d := range batch {
		r := outbox.Result{Outcome: outbox.Done}
		if err := f(ctx, d.Payload); err != nil {
			r = outbox.Result{Outcome: outbox.Retry, Cause: err.Error()}
		}
		results = append(results, r)
	}
	return results, nil
}

func (s *Server) closeRoom(ctx context.Context, payload json.RawMessage) error {
	id, err := schedule.ParseEnded(payload)
	if err != nil {
		return err
	}
	return s.media.CloseRoom(ctx, id)
}

// settle computes what a session comes to and queues scores and statements, in one transaction. It can be done again
// at any time: what doesn't change isn't sent again. What ends with the session, and a process that died left open, is ended
// first; where that fails, the scores don't wait for it.
func (s *Server) settle(ctx context.Context, payload json.RawMessage) error {
	id, err := schedule.ParseEnded(payload)
	if err != nil {
		return err
	}
	session, err := s.schedule.Session(ctx, id)
	if err != nil {
		return fmt.Errorf("find the session: %w", err)
	}
	if session.State != app.SessionEnded {
		return nil
	}
	finished := s.live.Finish(ctx, session)
	return errors.Join(finished, s.settleEnded(ctx, session))
}

// settleEnded is settle for a session that has ended.
func (s *Server) settleEnded(ctx context.Context, session app.Session) error {
	room, err := s.launch.Classroom(ctx, session.Classroom)
	if err != nil {
		return fmt.Errorf("find the classroom: %w", err)
	}
	if err := s.refreshRoster(ctx, room); err != nil {
		s.opts.Log.Warn("roster not refreshed before settling", "session", session.ID, "error", err)
	}
	s.readGradebook(ctx, session, room)
	err = s.Store.Tx(ctx, func(ctx context.Context) error { return s.gradeSession(ctx, session, room) })
	if err != nil {
		return err
	}
	s.prepareAnalytics(ctx, session, room)
	return nil
}

// readGradebook looks what the gradebook has, so that a grade which somebody changed there isn't fought. An LMS that is
// down doesn't hold the settling up.
func (s *Server) readGradebook(ctx context.Context, session app.Session, room app.Classroom) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := s.grade.ReadBack(ctx, session, room, true); err != nil {
		s.opts.Log.Warn("gradebook not read before settling", "session", session.ID, "error", err)
	}
}

// refreshRoster lets the LMS say who belongs to the class, so that absent learners get their score too. An LMS that is
// down doesn't hold the settling up.
func (s *Server) refreshRoster(ctx context.Context, room app.Classroom) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return s.roster.Refresh(ctx, room.ID)
}

// issuer returns the issuer of the session's people: that of whoever started it.
func (s *Server) issuer(ctx context.Context, session app.Session) (string, error) {
	p, err := s.roster.Person(ctx, session.StartedBy)
	if errors.Is(err, app.ErrNotFound) {
		return s.cfg.PublicURL, nil
	}
	return p.Issuer, err
}
