package grade

import (
	"context"
	"fmt"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// labelLimit bounds the label of a column, in characters.
const labelLimit = 200

// column returns the activity as a classroom decides it.
func (a activityRow) column() app.Column {
	return app.Column{Activity: app.ActivityKind(a.Kind), Title: a.Title, Enabled: a.Enabled, Maximum: a.ScoreMaximum,
		Scope: app.ColumnScope(a.Scope), Rule: app.ColumnRule(a.Rule), SessionMaximum: a.SessionMaximum}
}

// rule is how sessions make the column; the column of one session has but that one.
func (a activityRow) rule() app.ColumnRule {
	if a.SessionID != "" {
		return app.RuleLatest
	}
	return app.ColumnRule(a.Rule)
}

// cellMaximum is the scale of one session's score.
func (a activityRow) cellMaximum() float64 {
	if a.rule() == app.RuleSum {
		return a.SessionMaximum
	}
	return a.ScoreMaximum
}

// tag is the column's tag in the LMS (AGS 2.0 §3.2): its kind.
func (a activityRow) tag() string { return "lectern-" + strings.ReplaceAll(a.Kind, "_", "-") }

// resourceID is the column's resource id in the LMS: the LMS's own id of the link, so that a column is found again by an
// installation that has lost its database, and for the column of one session also that session's.
func (a activityRow) resourceID(room app.Classroom) string {
	if a.SessionID != "" {
		return room.ResourceLink + "/" + a.SessionID
	}
	return room.ResourceLink
}

// label names a column that has no title of its own.
func label(room app.Classroom, kind app.ActivityKind) string {
	title := []rune(strings.TrimSpace(room.Title))
	if len(title) == 0 {
		title = []rune("Live class")
	}
	return app.ColumnLabel(string(title[:min(len(title), labelLimit)]), kind)
}

// ensureColumn finds or makes the classroom's activity and takes it until the end of the transaction. A new title of
// the classroom is only taken over for a column that isn't made yet.
func (s *Service) ensureColumn(ctx context.Context, room app.Classroom, kind app.ActivityKind) (activityRow, error) {
	c := app.DefaultColumn(kind)
	err := s.Store.Write(ctx).Exec(`INSERT INTO activities (id, classroom_id, kind, label, enabled, scope, rule, score_maximum, session_maximum, line_item_url, created_ms)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?) ON CONFLICT (classroom_id, kind, session_id) DO UPDATE
		SET label = CASE WHEN activities.title = '' THEN excluded.label ELSE activities.title END`,
		app.NewID(), room.ID, kind, label(room, kind), c.Enabled, c.Scope, c.Rule, c.Maximum, c.SessionMaximum, s.Clock().UnixMilli()).Error
	if err != nil {
		return activityRow{}, fmt.Errorf("keep an activity: %w", err)
	}
	return s.columnOf(ctx, room.ID, kind, "")
}

// columnOf returns a classroom's activity of a kind, that of one session where session isn't "", or app.ErrNotFound.
func (s *Service) columnOf(ctx context.Context, room app.ClassroomID, kind app.ActivityKind, session app.SessionID) (activityRow, error) {
	var row activityRow
	err := store.Found(s.Store.Read(ctx).Limit(1).Find(&row, "classroom_id = ? AND kind = ? AND session_id = ?", room, kind, session))
	if err != nil {
		return activityRow{}, fmt.Errorf("find an activity: %w", err)
	}
	return row, nil
}

// ensureActivity finds or makes the activity in which a session's scores of a kind are, and takes it until the end of
// the transaction. A session stays in the column that it was first graded in, whatever is decided later.
func (s *Service) ensureActivity(ctx context.Context, room app.Classroom, session app.Session, kind app.ActivityKind) (activityRow, error) {
	whole, err := s.ensureColumn(ctx, room, kind)
	if err != nil {
		return activityRow{}, err
	}
	var own []activityRow
	if err := s.Store.Read(ctx).Find(&own, "classroom_id = ? AND kind = ? AND session_id = ?", room.ID, kind, session.ID).Error; err != nil {
		return activityRow{}, fmt.Errorf("find a session's column: %w", err)
	}
	switch {
	case len(own) > 0:
		return own[0], nil
	case whole.Scope != string(app.ScopeSession) || !whole.Enabled:
		return whole, nil
	}
	var n int64
	if err := s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM scores WHERE activity_id = ? AND session_id = ?", whole.ID, session.ID).Scan(&n).Error; err != nil {
		return activityRow{}, fmt.Errorf("look for a session's scores: %w", err)
	}
	if n > 0 {
		return whole, nil
	}
	act := whole
	act.ID, act.SessionID, act.LineItemURL, act.ReadMs, act.CreatedMs = app.NewID(), string(session.ID), "", 0, s.Clock().UnixMilli()
	act.Label += " — " + session.StartedAt.UTC().Format("2006-01-02 15:04")
	if err := s.Store.Write(ctx).Create(&act).Error; err != nil {
		return activityRow{}, fmt.Errorf("keep a session's column: %w", err)
	}
	return act, nil
}

// Columns returns the columns of a classroom, one for each kind that can have one.
func (s *Service) Columns(ctx context.Context, room app.ClassroomID) ([]app.Column, error) {
	var rows []activityRow
	if err := s.Store.Read(ctx).Find(&rows, "classroom_id = ? AND session_id = ''", room).Error; err != nil {
		return nil, fmt.Errorf("list columns: %w", err)
	}
	columns := make([]app.Column, 0, len(app.GradedActivities))
	for _, kind := range app.GradedActivities {
		column := app.DefaultColumn(kind)
		for _, r := range rows {
			if r.Kind == string(kind) {
				column = r.column()
			}
		}
		columns = append(columns, column)
	}
	return columns, nil
}

// SetColumns decides columns of a classroom; kinds that aren't among them stay as they are. Scores keep their share of
// the whole where the scale changes, and a new rule makes the column of the sessions anew. A column that is off sends
// nothing any more and keeps what it has. Errors: CodeInvalid.
func (s *Service) SetColumns(ctx context.Context, room app.Classroom, columns []app.Column) error {
	for _, c := range columns {
		if err := c.Validate(); err != nil {
			return err
		}
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, c := range columns {
			if err := s.setColumn(ctx, room, c); err != nil {
				return fmt.Errorf("set the column %s: %w", c.Activity, err)
			}
		}
		return nil
	})
}

func (s *Service) setColumn(ctx context.Context, room app.Classroom, c app.Column) error {
	old, err := s.ensureColumn(ctx, room, c.Activity)
	if err != nil {
		return err
	}
	row := old
	row.Title, row.Enabled, row.ScoreMaximum, row.SessionMaximum = strings.TrimSpace(c.Title), c.Enabled, c.Maximum, c.SessionMaximum
	row.Scope, row.Rule = string(c.Scope), string(c.Rule)
	if row == old {
		return nil
	}
	if row.Title != "" {
		row.Label = row.Title
	} else {
		row.Label = label(room, c.Activity)
	}
	if err := s.Store.Write(ctx).Save(&row).Error; err != nil {
		return fmt.Errorf("keep a column: %w", err)
	}
	if !row.Enabled && old.Enabled {
		if err := s.silence(ctx, row); err != nil {
			return err
		}
	}
	if err := s.Store.Write(ctx).Exec("UPDATE activities SET enabled = ? WHERE classroom_id = ? AND kind = ? AND session_id <> ''", row.Enabled, room.ID, row.Kind).Error; err != nil {
		return fmt.Errorf("keep the columns of sessions: %w", err)
	}
	return s.rescaleColumn(ctx, room, old, row)
}

// silence makes drafts of what a column that is off still wanted to send.
func (s *Service) silence(ctx context.Context, act activityRow) error {
	err := s.Store.Write(ctx).Exec(`UPDATE scores SET state = ?, held = ?, last_error = ?, mend = ? WHERE (state IN ? OR held) AND activity_id IN
		(SELECT id FROM activities WHERE classroom_id = ? AND kind = ?)`, StateDraft, false, faultOff.cause, faultOff.mend,
		[]State{StateQueued, StateFailed}, act.ClassroomID, act.Kind).Error
	if err != nil {
		return fmt.Errorf("keep a column silent: %w", err)
	}
	return nil
}

// rescaleColumn brings the scores of a column into its new scale, and makes it anew of its sessions by its new rule.
func (s *Service) rescaleColumn(ctx context.Context, room app.Classroom, old, act activityRow) error {
	before, after := old.cellMaximum(), act.cellMaximum()
	if before != after {
		err := s.Store.Write(ctx).Exec("UPDATE scores SET computed_given = computed_given / ? * ?, override_given = override_given / ? * ? WHERE activity_id = ?",
			before, after, before, after, act.ID).Error
		if err != nil {
			return fmt.Errorf("bring scores into another scale: %w", err)
		}
	}
	if before == after && old.Rule == act.Rule && old.ScoreMaximum == act.ScoreMaximum {
		return nil
	}
	var users []string
	if err := s.Store.Read(ctx).Raw("SELECT DISTINCT user_id FROM scores WHERE activity_id = ? ORDER BY user_id", act.ID).Scan(&users).Error; err != nil {
		return fmt.Errorf("list who has scores: %w", err)
	}
	o, err := s.orders(ctx, room.ID)
	if err != nil {
		return err
	}
	for _, user := range users {
		if err := s.reroll(ctx, room, act, user, o); err != nil {
			return err
		}
	}
	return nil
}
