package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Recover closes the sockets that a process which died left open in the log, at the time at which that process last
// said that it was alive, and says that this one is: others would take its first sockets for those of a dead one. It is
// called once, before connections are accepted.
func (h *Hub) Recover(ctx context.Context) error {
	alone := !h.Store.Postgres() // with SQLite there is one process, and it is this one
	dead := h.Clock().Add(-deadAfter)
	if alone {
		dead = h.Clock().Add(time.Second)
	}
	if err := h.reapBefore(ctx, dead); err != nil {
		return fmt.Errorf("recover sessions: %w", err)
	}
	if alone {
		if err := h.forgetProcesses(ctx); err != nil {
			return err
		}
	}
	if err := h.keepHeard(ctx, nil, h.Clock()); err != nil {
		return err
	}
	sessions, err := h.Sessions.LiveSessions(ctx)
	if err != nil {
		return fmt.Errorf("recover sessions: %w", err)
	}
	for _, s := range sessions {
		if err := h.recoverOne(ctx, s); err != nil {
			return fmt.Errorf("recover session %s: %w", s.ID, err)
		}
	}
	return nil
}

// recoverOne closes the sockets that the log has and nobody else: they are older than what is kept of sockets.
func (h *Hub) recoverOne(ctx context.Context, s app.Session) error {
	facts, err := h.Store.Facts(ctx, s.ID, 0)
	if err != nil {
		return err
	}
	open := map[app.ConnectionID]app.Fact{}
	for _, f := range facts {
		switch f.Kind {
		case app.FactSocketOpened:
			open[f.Connection] = f
		case app.FactSocketClosed:
			delete(open, f.Connection)
		}
	}
	kept, err := (&loop{session: s, store: h.Store}).socketsOf(ctx, "")
	if err != nil {
		return err
	}
	for _, r := range kept {
		delete(open, app.ConnectionID(r.ConnectionID))
	}
	var closing []app.Fact
	for _, f := range open {
		at := s.AliveAt
		if at.Before(f.At) {
			at = f.At
		}
		closing = append(closing, h.closed(s.ID, f.User, f.Connection, at))
	}
	return h.appendAll(ctx, closing)
}

// reap closes the sockets of processes that died. One that beat to the end was there until the process died; one that had
// been silent was gone before. Their people are taken to be there a little longer: they are coming back.
func (h *Hub) reap(ctx context.Context) error { return h.reapBefore(ctx, h.Clock().Add(-deadAfter)) }

// reapBefore takes those for dead that said last before the time that they are alive.
func (h *Hub) reapBefore(ctx context.Context, dead time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, databaseTimeout)
	defer cancel()
	rows, err := h.abandoned(ctx, dead)
	if err != nil {
		return err
	}
	bySession := map[app.SessionID][]abandonedRow{}
	for _, r := range rows {
		id := app.SessionID(r.Socket.SessionID)
		bySession[id] = append(bySession[id], r)
	}
	var errs []error
	for id, rows := range bySession {
		errs = append(errs, h.reapSession(ctx, id, rows))
	}
	return errors.Join(errs...)
}

// reapSession closes sockets of one session. Where it is live, that is decided like everything else of it: what a person
// is by their other sockets is an event. The loop that does it has no connections and doesn't run; those that run hear of
// it as of another process'.
func (h *Hub) reapSession(ctx context.Context, id app.SessionID, rows []abandonedRow) error {
	session, err := h.Sessions.Session(ctx, id)
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return fmt.Errorf("find the session of abandoned sockets: %w", err)
	}
	if err != nil || session.State != app.SessionLive {
		return h.Store.Tx(ctx, func(ctx context.Context) error { return h.abandon(ctx, rows) })
	}
	h.mu.Lock()
	l := h.newLoop(session)
	h.mu.Unlock()
	l.settle([]*request{{
		decide: func(ctx context.Context, t *turn) error {
			if err := h.abandon(ctx, rows); err != nil {
				return err
			}
			for _, r := range rows {
				if err := t.recount(ctx, app.UserID(r.Socket.UserID), false); err != nil {
					return err
				}
			}
			return nil
		},
		done: func(failed error) { err = failed },
	}})
	if err != nil { // a session that can't be decided mustn't keep the app from starting
		return h.Store.Tx(ctx, func(ctx context.Context) error { return h.abandon(ctx, rows) })
	}
	h.heard(id, l.offset)
	return nil
}

// abandon writes that sockets are closed, and marks them as broken.
func (h *Hub) abandon(ctx context.Context, rows []abandonedRow) error {
	var closing []app.Fact
	var ids []app.ConnectionID
	for _, r := range rows {
		s := r.Socket
		at := max(r.AliveMs, s.OpenedMs)
		if r.AliveMs-s.HeardMs > beatSlack.Milliseconds() || r.AliveMs == 0 {
			at = max(s.HeardMs, s.OpenedMs)
		}
		ids = append(ids, app.ConnectionID(s.ConnectionID))
		closing = append(closing, h.closed(app.SessionID(s.SessionID), app.UserID(s.UserID), app.ConnectionID(s.ConnectionID), store.Time(at)))
	}
	if err := h.appendAll(ctx, closing); err != nil {
		return err
	}
	for some := range slices.Chunk(ids, factsAtOnce) {
		if err := h.breakSockets(ctx, some, store.Millis(h.Clock())); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hub) appendAll(ctx context.Context, facts []app.Fact) error {
	for some := range slices.Chunk(facts, factsAtOnce) {
		if _, err := h.Store.AppendFacts(ctx, some...); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hub) closed(session app.SessionID, user app.UserID, connection app.ConnectionID, at time.Time) app.Fact {
	return app.Fact{ID: "socket:" + string(connection) + ":closed", Session: session, Kind: app.FactSocketClosed, Source: app.SourceState,
		User: user, Connection: connection, At: ms(at), Seen: ms(h.Clock()), Data: app.MustJSON(app.SocketClosedData{})}
}
