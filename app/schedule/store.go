package schedule

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type sessionRow struct {
	ID          string `gorm:"primaryKey"`
	ClassroomID string
	Title       string
	State       string
	StartedBy   string
	StartedMs   int64
	EndedMs     int64
	EndReason   string
	AliveMs     int64
}

func (sessionRow) TableName() string { return "sessions" }

func (r sessionRow) session() app.Session {
	return app.Session{ID: app.SessionID(r.ID), Classroom: app.ClassroomID(r.ClassroomID), Title: r.Title, State: app.SessionState(r.State),
		StartedBy: app.UserID(r.StartedBy), StartedAt: store.Time(r.StartedMs), EndedAt: store.Time(r.EndedMs),
		EndReason: app.EndReason(r.EndReason), AliveAt: store.Time(r.AliveMs)}
}

func (s *Service) insert(ctx context.Context, v app.Session) error {
	err := s.Store.Write(ctx).Create(&sessionRow{ID: string(v.ID), ClassroomID: string(v.Classroom), Title: v.Title, State: string(v.State),
		StartedBy: string(v.StartedBy), StartedMs: store.Millis(v.StartedAt), AliveMs: store.Millis(v.AliveAt)}).Error
	if err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// Session returns the session, or app.ErrNotFound.
func (s *Service) Session(ctx context.Context, id app.SessionID) (app.Session, error) {
	var row sessionRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id)); err != nil {
		return app.Session{}, err
	}
	return row.session(), nil
}

// Sessions returns the sessions of a classroom, newest first, at most 200.
func (s *Service) Sessions(ctx context.Context, classroom app.ClassroomID) ([]app.Session, error) {
	return s.list(ctx, 200, "classroom_id = ?", classroom)
}

// LiveSessions returns every live session.
func (s *Service) LiveSessions(ctx context.Context) ([]app.Session, error) {
	return s.list(ctx, -1, "state = ?", app.SessionLive)
}

// list returns at most most sessions; -1 is all of them.
func (s *Service) list(ctx context.Context, most int, where string, arg any) ([]app.Session, error) {
	var rows []sessionRow
	if err := s.Store.Read(ctx).Where(where, arg).Order("started_ms DESC, id DESC").Limit(most).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	sessions := make([]app.Session, len(rows))
	for i, r := range rows {
		sessions[i] = r.session()
	}
	return sessions, nil
}

// live returns the live session of a classroom, or "".
func (s *Service) live(ctx context.Context, classroom app.ClassroomID) (app.SessionID, error) {
	var row sessionRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "classroom_id = ? AND state = ?", classroom, app.SessionLive))
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return "", fmt.Errorf("find the live session: %w", err)
	}
	return app.SessionID(row.ID), nil
}

func (s *Service) markEnded(ctx context.Context, id app.SessionID, at time.Time, reason app.EndReason) (bool, error) {
	db := s.Store.Write(ctx).Exec("UPDATE sessions SET state = ?, ended_ms = ?, end_reason = ? WHERE id = ? AND state = ?",
		app.SessionEnded, store.Millis(at), reason, id, app.SessionLive)
	return db.RowsAffected == 1, db.Error
}
