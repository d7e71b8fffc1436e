package analytics

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// digestRow is a digest that is kept. A newer one takes its place.
type digestRow struct {
	SessionID string `gorm:"primaryKey"`
	Version   string
	Polls     int64
	Body      string
}

func (digestRow) TableName() string { return "digests" }

// versions says what the digests of the sessions have to be made of now.
func (s *Service) versions(ctx context.Context, sessions []app.Session, policies map[app.ClassroomID]app.AttendancePolicy) (map[app.SessionID]version, error) {
	ids := make([]app.SessionID, len(sessions))
	for i, session := range sessions {
		ids[i] = session.ID
	}
	var rows []struct {
		ID           app.SessionID
		Facts, Polls int64
	}
	err := s.Store.Read(ctx).Raw(`SELECT s.id, COALESCE((SELECT MAX(f.seq) FROM facts f WHERE f.session_id = s.id), 0) AS facts,
		(SELECT COUNT(*) FROM polls p WHERE p.session_id = s.id AND p.removed_ms = 0) AS polls FROM sessions s WHERE s.id IN ?`, ids).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("see what has changed: %w", err)
	}
	out := make(map[app.SessionID]version, len(rows))
	for _, r := range rows {
		out[r.ID] = version{Form: form, Facts: r.Facts, Polls: r.Polls}
	}
	for _, session := range sessions {
		v := out[session.ID]
		v.End, v.Policy = session.EndedAt.UnixMilli(), policies[session.Classroom]
		out[session.ID] = v
	}
	return out, nil
}

// kept returns those digests that are kept in their version, of the sessions at the given places.
func (s *Service) kept(ctx context.Context, sessions []app.Session, places []int, versions map[app.SessionID]version) (map[app.SessionID]Digest, error) {
	if len(places) == 0 {
		return nil, nil // nothing was asked for
	}
	ids := make([]app.SessionID, len(places))
	for i, place := range places {
		ids[i] = sessions[place].ID
	}
	var rows []digestRow
	if err := s.Store.Read(ctx).Where("session_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read digests: %w", err)
	}
	out := make(map[app.SessionID]Digest, len(rows))
	for _, r := range rows {
		id := app.SessionID(r.SessionID)
		if r.Version != string(app.MustJSON(versions[id])) {
			continue
		}
		var d Digest
		if err := json.Unmarshal([]byte(r.Body), &d); err != nil {
			continue // it is made anew
		}
		out[id] = d
	}
	return out, nil
}

func (s *Service) keep(ctx context.Context, id app.SessionID, v version, d Digest) error {
	row := digestRow{SessionID: string(id), Version: string(app.MustJSON(v)), Polls: v.Polls, Body: string(app.MustJSON(d))}
	if err := s.Store.Write(ctx).Clauses(store.Upsert([]string{"session_id"}, "version", "polls", "body")).Create(&row).Error; err != nil {
		return fmt.Errorf("keep a digest: %w", err)
	}
	return nil
}

// Prune deletes what is kept of questions that were asked in sessions that ended before the given time, and returns of how
// many sessions. What else is known of them is made of the facts again when it is asked for.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	db := s.Store.Write(ctx).Exec("DELETE FROM digests WHERE polls > 0 AND session_id IN (SELECT id FROM sessions WHERE state = 'ended' AND ended_ms < ?)", store.Millis(before))
	if db.Error != nil {
		return 0, fmt.Errorf("delete digests: %w", db.Error)
	}
	return int(db.RowsAffected), nil
}
