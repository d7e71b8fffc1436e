package grade

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

type activityRow struct {
	ID          string `gorm:"primaryKey"`
	ClassroomID string
	// SessionID is the session that the column is for alone, or "".
	SessionID      string
	Kind           string
	Title          string
	Label          string
	Enabled        bool
	Scope          string
	Rule           string
	ScoreMaximum   float64
	SessionMaximum float64
	LineItemURL    string
	ReadMs         int64
	CreatedMs      int64
}

func (activityRow) TableName() string { return "activities" }

type scoreRow struct {
	SessionID  string `gorm:"primaryKey"`
	ActivityID string `gorm:"primaryKey"`
	UserID     string `gorm:"primaryKey"`
	// Computed is false for a score that was only ever given by hand.
	Computed        bool
	ComputedGiven   float64
	ComputedComment string
	// Overridden and Excused exclude each other; the override's reason, person and time are the excuse's too.
	Overridden     bool
	Excused        bool
	OverrideGiven  float64
	OverrideReason string
	OverrideBy     string
	OverrideMs     int64
	// Rolled: what is sent is made of several sessions, RolledOf of them; RolledNote says how.
	Rolled      bool
	RolledGiven float64
	RolledOf    int64
	RolledNote  string
	Revision    int64
	State       string
	// Held: the score waits for the instructor.
	Held      bool
	LastError string
	Mend      string
	UpdatedMs int64
}

func (scoreRow) TableName() string { return "scores" }

// counts says whether the session has a score that goes into the column.
func (r scoreRow) counts() bool { return !r.Excused && (r.Computed || r.Overridden) }

// own is the session's own score, in the scale of one session.
func (r scoreRow) own() float64 {
	if r.Overridden {
		return r.OverrideGiven
	}
	return r.ComputedGiven
}

// given is what is sent, in the scale of the column.
func (r scoreRow) given() float64 {
	if r.Rolled {
		return r.RolledGiven
	}
	return r.own()
}

// comment is what is sent with it.
func (r scoreRow) comment() string {
	text := r.ComputedComment
	if r.Overridden {
		text = "Set by your teacher: " + r.OverrideReason
	}
	if r.Rolled && r.RolledNote != "" {
		return strings.TrimSpace(r.RolledNote + " Last class: " + text)
	}
	return text
}

// lockAll takes all activities of a classroom until the end of the transaction.
func (s *Service) lockAll(ctx context.Context, classroom app.ClassroomID) ([]activityRow, error) {
	if err := s.Store.Write(ctx).Exec("UPDATE activities SET label = label WHERE classroom_id = ?", classroom).Error; err != nil {
		return nil, fmt.Errorf("take the activities of a classroom: %w", err)
	}
	var rows []activityRow
	if err := s.Store.Read(ctx).Where("classroom_id = ?", classroom).Order("kind").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list activities: %w", err)
	}
	return rows, nil
}

// activity returns the activity, or app.ErrNotFound.
func (s *Service) activity(ctx context.Context, id app.ActivityID) (activityRow, error) {
	var row activityRow
	if err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "id = ?", id)); err != nil {
		return activityRow{}, fmt.Errorf("find an activity: %w", err)
	}
	return row, nil
}

// keepLineItem remembers the address of the activity's line item; "" forgets it.
func (s *Service) keepLineItem(ctx context.Context, activity, url string) error {
	err := s.Store.Write(ctx).Model(&activityRow{}).Where("id = ?", activity).Update("line_item_url", url).Error
	if err != nil {
		return fmt.Errorf("keep a line item: %w", err)
	}
	return nil
}

// key is the condition that finds the row.
func (r scoreRow) key(db *gorm.DB) *gorm.DB {
	return db.Model(&scoreRow{}).Where("session_id = ? AND activity_id = ? AND user_id = ?", r.SessionID, r.ActivityID, r.UserID)
}

// sessionScores returns the scores of one activity of a session.
func (s *Service) sessionScores(ctx context.Context, session app.SessionID, activity string) (map[app.UserID]*scoreRow, error) {
	var rows []scoreRow
	err := s.Store.Read(ctx).Where("session_id = ? AND activity_id = ?", session, activity).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list scores: %w", err)
	}
	byUser := make(map[app.UserID]*scoreRow, len(rows))
	for i := range rows {
		byUser[app.UserID(rows[i].UserID)] = &rows[i]
	}
	return byUser, nil
}

func sortedKeys(m map[app.UserID]*scoreRow) []app.UserID { return slices.Sorted(maps.Keys(m)) }

// score returns the score, or app.ErrNotFound.
func (s *Service) score(ctx context.Context, p payload) (scoreRow, error) {
	var row scoreRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "session_id = ? AND activity_id = ? AND user_id = ?", p.Session, p.Activity, p.User))
	if err != nil {
		return scoreRow{}, fmt.Errorf("find a score: %w", err)
	}
	return row, nil
}

func (s *Service) saveScore(ctx context.Context, row scoreRow) error {
	if err := s.Store.Write(ctx).Save(&row).Error; err != nil {
		return fmt.Errorf("keep a score: %w", err)
	}
	return nil
}

// hasNewer says whether a session that began later has a score of the same activity and person that counts.
func (s *Service) hasNewer(ctx context.Context, r scoreRow) (bool, error) {
	var n int64
	err := s.Store.Read(ctx).Raw(`SELECT COUNT(*) FROM scores o JOIN sessions n ON n.id = o.session_id JOIN sessions me ON me.id = ?
		WHERE o.activity_id = ? AND o.user_id = ? AND NOT o.excused AND (o.computed OR o.overridden) AND (n.started_ms > me.started_ms OR (n.started_ms = me.started_ms AND n.id > me.id))`,
		r.SessionID, r.ActivityID, r.UserID).Scan(&n).Error
	if err != nil {
		return false, fmt.Errorf("look for a newer score: %w", err)
	}
	return n > 0, nil
}

// retireOlder makes drafts of what other sessions, all older ones, still wanted to send for the person.
func (s *Service) retireOlder(ctx context.Context, r scoreRow, why fault) error {
	err := s.Store.Write(ctx).Model(&scoreRow{}).
		Where("activity_id = ? AND user_id = ? AND session_id <> ? AND (state IN ? OR held)", r.ActivityID, r.UserID, r.SessionID, []State{StateQueued, StateFailed}).
		Updates(map[string]any{"state": StateDraft, "held": false, "last_error": why.cause, "mend": why.mend, "updated_ms": r.UpdatedMs}).Error
	if err != nil {
		return fmt.Errorf("retire older scores: %w", err)
	}
	return nil
}

// pool returns a person's scores of an activity, oldest session first.
func (s *Service) pool(ctx context.Context, activity, user string) ([]scoreRow, error) {
	var rows []scoreRow
	err := s.Store.Read(ctx).Raw(`SELECT s.* FROM scores s JOIN sessions n ON n.id = s.session_id
		WHERE s.activity_id = ? AND s.user_id = ? ORDER BY n.started_ms, n.id`, activity, user).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list a person's scores: %w", err)
	}
	return rows, nil
}

// reserve returns the next timestamp for the person in the column: whole seconds, later than every other one.
func (s *Service) reserve(ctx context.Context, r scoreRow, now time.Time) (time.Time, error) {
	var ms int64
	err := s.Store.Write(ctx).Raw(`INSERT INTO score_clocks (activity_id, user_id, last_ms) VALUES (?, ?, ?)
		ON CONFLICT (activity_id, user_id) DO UPDATE SET last_ms =
		CASE WHEN score_clocks.last_ms + 1000 > excluded.last_ms THEN score_clocks.last_ms + 1000 ELSE excluded.last_ms END
		RETURNING last_ms`, r.ActivityID, r.UserID, now.Truncate(time.Second).UnixMilli()).Scan(&ms).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("reserve a timestamp: %w", err)
	}
	return store.Time(ms), nil
}

// reserveNow returns now in whole seconds where that is later than every timestamp so far; ok is false where it isn't.
func (s *Service) reserveNow(ctx context.Context, r scoreRow, now time.Time) (at time.Time, ok bool, err error) {
	at = now.UTC().Truncate(time.Second)
	db := s.Store.Write(ctx).Exec("UPDATE score_clocks SET last_ms = ? WHERE activity_id = ? AND user_id = ? AND last_ms < ?",
		at.UnixMilli(), r.ActivityID, r.UserID, at.UnixMilli())
	if db.Error != nil {
		return time.Time{}, false, fmt.Errorf("reserve a timestamp: %w", db.Error)
	}
	return at, db.RowsAffected > 0, nil
}

// mark sets the state of a queued or failed score of that revision; one that has changed meanwhile stays as it is. What
// was sent is remembered in any case: the LMS has it.
func (s *Service) mark(ctx context.Context, r scoreRow, state State, why fault) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		err := r.key(s.Store.Write(ctx)).Where("revision = ? AND state IN ?", r.Revision, []State{StateQueued, StateFailed}).
			Updates(map[string]any{"state": state, "last_error": why.cause, "mend": why.mend, "updated_ms": s.Clock().UnixMilli()}).Error
		if err != nil {
			return fmt.Errorf("keep the state of a score: %w", err)
		}
		if state != StateSent {
			return nil
		}
		return s.keepSent(ctx, r)
	})
}

// remark shows something on a score of that revision that stays in its state.
func (s *Service) remark(ctx context.Context, r scoreRow, state State, why fault) error {
	err := r.key(s.Store.Write(ctx)).Where("revision = ? AND state = ?", r.Revision, state).
		Updates(map[string]any{"last_error": why.cause, "mend": why.mend}).Error
	if err != nil {
		return fmt.Errorf("show what a score waits for: %w", err)
	}
	return nil
}

// remarkAll shows on all queued scores of a registration what holds them up.
func (s *Service) remarkAll(ctx context.Context, registration app.RegistrationID, why fault) error {
	err := s.Store.Write(ctx).Exec(`UPDATE scores SET last_error = ?, mend = ? WHERE state = ? AND activity_id IN
		(SELECT a.id FROM activities a JOIN classrooms c ON c.id = a.classroom_id WHERE c.registration_id = ?)`,
		why.cause, why.mend, StateQueued, registration).Error
	if err != nil {
		return fmt.Errorf("show what scores wait for: %w", err)
	}
	return nil
}

// lineRow is a score with its activity. (gorm doesn't see embedded fields whose type isn't exported.)
type lineRow struct {
	Score scoreRow    `gorm:"embedded"`
	Act   activityRow `gorm:"embedded;embeddedPrefix:act_"`
}

func (r lineRow) line(name string) Line {
	v := r.Score
	l := Line{
		User: app.UserID(v.UserID), Name: name, Activity: app.ActivityKind(r.Act.Kind), Given: v.own(), Maximum: r.Act.cellMaximum(),
		Comment: v.comment(), State: State(v.State), Held: v.Held, LastError: v.LastError, Mend: v.Mend, Updated: store.Time(v.UpdatedMs),
	}
	decided := &Override{Given: v.OverrideGiven, Reason: v.OverrideReason, By: app.UserID(v.OverrideBy), At: store.Time(v.OverrideMs)}
	switch {
	case v.Overridden:
		l.Override = decided
	case v.Excused:
		l.Excuse = decided
	}
	l.Computed, l.HasComputed = v.ComputedGiven, v.Computed
	if v.Rolled {
		l.Column = &Rolled{Given: v.RolledGiven, Maximum: r.Act.ScoreMaximum, Sessions: int(v.RolledOf)}
	}
	return l
}

// listScores returns the scores of a session with their activities, of one person where user isn't "".
func (s *Service) listScores(ctx context.Context, session app.SessionID, user app.UserID) ([]lineRow, error) {
	var rows []lineRow
	err := s.Store.Read(ctx).Raw(`SELECT s.*, a.id AS act_id, a.kind AS act_kind, a.scope AS act_scope, a.rule AS act_rule,
		a.score_maximum AS act_score_maximum, a.session_maximum AS act_session_maximum, a.session_id AS act_session_id
		FROM scores s JOIN activities a ON a.id = s.activity_id
		WHERE s.session_id = ? AND (? = '' OR s.user_id = ?) ORDER BY s.user_id, a.kind`, session, user, user).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list scores: %w", err)
	}
	return rows, nil
}
