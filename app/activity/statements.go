package activity

import (
	"context"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// class says what kind of thing a statement tells; what takes one back is of its class.
func (k kind) class() app.DataClass {
	switch k {
	case kindCompleted, kindIncomplete, kindAsked, kindAnswered, kindGroupDone:
		return app.ClassAssessment
	case kindRaised, kindLowered, kindShown, kindUnshown, kindPosted, kindSpoke, kindUnspoke:
		return app.ClassInteraction
	case kindAnnotated, kindUnannotated:
		return app.ClassContent
	case kindInitialized, kindJoined, kindLeft, kindGroupJoined, kindGroupLeft, kindAttended, kindTerminated, kindVoided:
	}
	return app.ClassPresence
}

// Statements reads what was written down.
type Statements struct{ Store *store.Store }

// Bodies returns the bytes of the statements with the ids, by id; those that there aren't are left out.
func (s Statements) Bodies(ctx context.Context, ids []string) (map[string][]byte, error) {
	var rows []struct{ ID, Body string }
	if err := s.Store.Read(ctx).Raw("SELECT id, body FROM statements WHERE id IN ?", ids).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	bodies := make(map[string][]byte, len(rows))
	for _, r := range rows {
		bodies[r.ID] = []byte(r.Body)
	}
	return bodies, nil
}

// Page returns at most so many statements of the range, in the order of occurrence, after the given one; the zero
// Statement is before all.
func (s Statements) Page(ctx context.Context, in app.StatementRange, after app.Statement, most int) ([]app.Statement, error) {
	sql := `SELECT t.id, t.session_id, t.kind, t.at_ms, t.body, s.classroom_id, c.registration_id FROM statements t
		JOIN sessions s ON s.id = t.session_id JOIN classrooms c ON c.id = s.classroom_id WHERE (t.at_ms > ? OR (t.at_ms = ? AND t.id > ?))`
	args := []any{store.Millis(after.At), store.Millis(after.At), after.ID}
	add := func(clause string, arg any) { sql, args = sql+" AND "+clause, append(args, arg) }
	switch {
	case in.Session != "":
		add("t.session_id = ?", in.Session)
	default:
		if !in.From.IsZero() {
			add("t.at_ms >= ?", store.Millis(in.From))
		}
		if !in.To.IsZero() {
			add("t.at_ms < ?", store.Millis(in.To))
		}
		if in.Classroom != "" {
			add("s.classroom_id = ?", in.Classroom)
		}
	}
	var rows []struct {
		ID, SessionID, ClassroomID, RegistrationID, Body string
		Kind                                             kind
		AtMs                                             int64
	}
	if err := s.Store.Read(ctx).Raw(sql+" ORDER BY t.at_ms, t.id LIMIT ?", append(args, most)...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	list := make([]app.Statement, len(rows))
	for i, r := range rows {
		list[i] = app.Statement{ID: r.ID, Session: app.SessionID(r.SessionID), Classroom: app.ClassroomID(r.ClassroomID),
			Registration: app.RegistrationID(r.RegistrationID), Class: r.Kind.class(), At: store.Time(r.AtMs), Body: []byte(r.Body)}
	}
	return list, nil
}

// Sessions returns the sessions of which something was written down, the newest first.
func (s Statements) Sessions(ctx context.Context, most int) ([]app.ToldSession, error) {
	var rows []struct {
		ID, ClassroomID, Title string
		StartedMs, Count       int64
	}
	err := s.Store.Read(ctx).Raw(`SELECT s.id, s.classroom_id, s.title, s.started_ms, (SELECT COUNT(*) FROM statements t WHERE t.session_id = s.id) AS count
		FROM sessions s WHERE EXISTS (SELECT 1 FROM statements t WHERE t.session_id = s.id) ORDER BY s.started_ms DESC, s.id LIMIT ?`, most).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list sessions with statements: %w", err)
	}
	list := make([]app.ToldSession, len(rows))
	for i, r := range rows {
		list[i] = app.ToldSession{Session: app.SessionID(r.ID), Classroom: app.ClassroomID(r.ClassroomID), Title: r.Title, Started: store.Time(r.StartedMs), Statements: r.Count}
	}
	return list, nil
}
