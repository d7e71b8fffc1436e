package breakout

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// row is one breakout. What can be asked for stands in columns, all else in the body.
type row struct {
	ID          string `gorm:"primaryKey"`
	SessionID   string
	ClassroomID string
	Number      int
	Phase       string
	Body        string
	CreatedMs   int64
	OpenedMs    int64
	ClosedMs    int64
}

func (row) TableName() string { return "breakouts" }

// groupRow says which breakout a group is of.
type groupRow struct {
	GroupID    string `gorm:"primaryKey"`
	BreakoutID string
	SessionID  string
}

func (groupRow) TableName() string { return "breakout_groups" }

// body is what a row keeps of a breakout as JSON.
type body struct {
	Breakout app.Breakout                 `json:"breakout"`
	Was      map[app.UserID][]app.GroupID `json:"was,omitempty"`
	Said     []said                       `json:"said,omitempty"`
}

// readRow is a row with what is told of its session.
type readRow struct {
	SessionID, ClassroomID, Body string
	State                        string
	StartedMs, EndedMs           int64
}

// stream is what the stream has of the breakout.
func (r readRow) stream() (body, error) {
	var b body
	if err := json.Unmarshal([]byte(r.Body), &b); err != nil {
		return body{}, fmt.Errorf("read a breakout: %w", err)
	}
	return b, nil
}

// read is stream, but what the end of the session closes is closed before the stream says so.
func (r readRow) read() (body, error) {
	b, err := r.stream()
	if err != nil {
		return body{}, err
	}
	if app.SessionState(r.State) == app.SessionEnded && b.Breakout.Phase.Running() { // the class took the groups with it
		b.Breakout = shut(b.Breakout, store.Time(r.EndedMs))
	}
	return b, nil
}

func (s *Service) rows(ctx context.Context, where string, args ...any) ([]readRow, error) {
	var rows []readRow
	err := s.Store.Read(ctx).Raw(`SELECT b.session_id, b.classroom_id, b.body, s.state, s.started_ms, s.ended_ms
		FROM breakouts b JOIN sessions s ON s.id = b.session_id WHERE `+where, args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read breakouts: %w", err)
	}
	return rows, nil
}

// state returns that of a session.
func (s *Service) state(ctx context.Context, session app.SessionID) (State, error) {
	return s.stateBy(ctx, session, readRow.read)
}

// stream returns the state of a session as its stream has it.
func (s *Service) stream(ctx context.Context, session app.SessionID) (State, error) {
	return s.stateBy(ctx, session, readRow.stream)
}

func (s *Service) stateBy(ctx context.Context, session app.SessionID, read func(readRow) (body, error)) (State, error) {
	rows, err := s.rows(ctx, "b.session_id = ? ORDER BY b.number", string(session))
	if err != nil {
		return State{}, err
	}
	bodies := make([]body, len(rows))
	for i, r := range rows {
		if bodies[i], err = read(r); err != nil {
			return State{}, err
		}
	}
	return newState(bodies), nil
}

func (s *Service) past(ctx context.Context, where string, args ...any) ([]Past, error) {
	rows, err := s.rows(ctx, where, args...)
	if err != nil {
		return nil, err
	}
	past := make([]Past, len(rows))
	for i, r := range rows {
		b, err := r.read()
		if err != nil {
			return nil, err
		}
		past[i] = Past{Session: app.SessionID(r.SessionID), Classroom: app.ClassroomID(r.ClassroomID), StartedAt: store.Time(r.StartedMs), Breakout: b.Breakout}
	}
	return past, nil
}

// keep writes what has changed from one state to the next.
func (s *Service) keep(ctx context.Context, session app.Session, before, after State, at time.Time) error {
	for _, one := range after.sets {
		was := before.find(one.BreakoutID)
		if one == was && !after.saidIn(before, one.BreakoutID) {
			continue
		}
		if err := s.keepOne(ctx, session, after.body(one), at); err != nil {
			return err
		}
		if was == nil || !slices.EqualFunc(was.Groups, one.Groups, func(a, b app.BreakoutGroup) bool { return a.GroupID == b.GroupID }) {
			if err := s.keepGroups(ctx, session.ID, one.Breakout); err != nil {
				return err
			}
		}
	}
	for _, one := range before.sets {
		if after.find(one.BreakoutID) == nil {
			if _, err := s.prune(ctx, "id = ?", string(one.BreakoutID)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) keepOne(ctx context.Context, session app.Session, b body, at time.Time) error {
	text, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("write a breakout: %w", err)
	}
	r := row{ID: string(b.Breakout.BreakoutID), SessionID: string(session.ID), ClassroomID: string(session.Classroom), Number: b.Breakout.Number,
		Phase: string(b.Breakout.Phase), Body: string(text), CreatedMs: store.Millis(at), OpenedMs: millis(b.Breakout.OpenedAt), ClosedMs: millis(b.Breakout.ClosedAt)}
	err = s.Store.Write(ctx).Clauses(store.Upsert([]string{"id"}, "phase", "body", "opened_ms", "closed_ms")).Create(&r).Error
	if err != nil {
		return fmt.Errorf("keep a breakout: %w", err)
	}
	return nil
}

// keepGroups has a row for each group of the breakout. A group that was never opened may go.
func (s *Service) keepGroups(ctx context.Context, session app.SessionID, b app.Breakout) error {
	rows, ids := make([]groupRow, len(b.Groups)), make([]string, len(b.Groups))
	for i, g := range b.Groups {
		rows[i] = groupRow{GroupID: string(g.GroupID), BreakoutID: string(b.BreakoutID), SessionID: string(session)}
		ids[i] = rows[i].GroupID
	}
	db := s.Store.Write(ctx)
	if b.OpenedAt == nil {
		if err := db.Exec("DELETE FROM breakout_groups WHERE breakout_id = ? AND group_id NOT IN ?", b.BreakoutID, ids).Error; err != nil {
			return fmt.Errorf("forget groups: %w", err)
		}
	}
	if err := db.Clauses(store.Ignore()).Create(&rows).Error; err != nil {
		return fmt.Errorf("keep groups: %w", err)
	}
	return nil
}

func millis(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return store.Millis(*t)
}

// prune deletes breakouts and their groups, and returns how many rows went.
func (s *Service) prune(ctx context.Context, where string, arg any) (gone int, err error) {
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		gone = 0
		for _, q := range []string{"DELETE FROM breakout_groups WHERE breakout_id IN (SELECT id FROM breakouts WHERE " + where + ")", "DELETE FROM breakouts WHERE " + where} {
			res := s.Store.Write(ctx).Exec(q, arg)
			if res.Error != nil {
				return fmt.Errorf("prune breakouts: %w", res.Error)
			}
			gone += int(res.RowsAffected)
		}
		return nil
	})
	return gone, err
}
