package grade

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// cellRow is what is known of one person's cell in the LMS's gradebook: what Lectern sent last, and what was read there.
type cellRow struct {
	ActivityID  string `gorm:"primaryKey"`
	UserID      string `gorm:"primaryKey"`
	Sent        bool
	SentGiven   float64
	SentMaximum float64
	SentMs      int64
	// Graded is false where the LMS has no grade.
	Graded     bool
	LmsGiven   float64
	LmsMaximum float64
	LmsComment string
	LmsMs      int64
	// ReadMs is 0 where the cell was never read.
	ReadMs int64
}

func (cellRow) TableName() string { return "score_cells" }

// shown is how far a share of the whole may be off to be the same grade: LMSs rescale and round.
const shown = 0.0051

// sentIs says whether the last score that was sent is given of maximum.
func (c cellRow) sentIs(given, maximum float64) bool {
	return c.Sent && c.SentMaximum > 0 && maximum > 0 && math.Abs(c.SentGiven/c.SentMaximum-given/maximum) < 1e-9
}

// Change is what somebody did in the LMS to a grade that Lectern had sent.
type Change string

// The changes; "" is none that is known.
const (
	ChangeOther   Change = "changed"
	ChangeRemoved Change = "removed"
)

// changed says whether the gradebook, when it was read after the last sending, didn't have what was sent.
func (c cellRow) changed() Change {
	switch {
	case !c.Sent || c.ReadMs <= c.SentMs || c.SentMaximum <= 0:
		return ""
	case !c.Graded:
		return ChangeRemoved
	case c.LmsMaximum > 0 && math.Abs(c.LmsGiven/c.LmsMaximum-c.SentGiven/c.SentMaximum) > shown:
		return ChangeOther
	}
	return ""
}

// cell returns what is known of a cell; nothing is a zero row.
func (s *Service) cell(ctx context.Context, activity, user string) (cellRow, error) {
	rows, err := s.cells(ctx, activity, user)
	if err != nil || len(rows) == 0 {
		return cellRow{}, err
	}
	return rows[0], nil
}

// cells returns what is known of a column's cells, of one person where user isn't "".
func (s *Service) cells(ctx context.Context, activity, user string) ([]cellRow, error) {
	var rows []cellRow
	if err := s.Store.Read(ctx).Find(&rows, "activity_id = ? AND (? = '' OR user_id = ?)", activity, user, user).Error; err != nil {
		return nil, fmt.Errorf("read what a gradebook has: %w", err)
	}
	return rows, nil
}

// keepSent remembers that the LMS took a score.
func (s *Service) keepSent(ctx context.Context, r scoreRow) error {
	err := s.Store.Write(ctx).Exec(`INSERT INTO score_cells (activity_id, user_id, sent, sent_given, sent_maximum, sent_ms)
		SELECT id, ?, ?, ?, score_maximum, ? FROM activities WHERE id = ?
		ON CONFLICT (activity_id, user_id) DO UPDATE SET sent = excluded.sent, sent_given = excluded.sent_given,
		sent_maximum = excluded.sent_maximum, sent_ms = excluded.sent_ms`,
		r.UserID, true, r.given(), s.Clock().UnixMilli(), r.ActivityID).Error
	if err != nil {
		return fmt.Errorf("remember what was sent: %w", err)
	}
	return nil
}

// keepResults remembers what the gradebook has of the given users, by their subject; who isn't among the results has no
// grade there.
func (s *Service) keepResults(ctx context.Context, act activityRow, users map[string]app.UserID, results []lti.Result) error {
	now := s.Clock().UnixMilli()
	bySubject := map[string]lti.Result{}
	for _, r := range results {
		bySubject[r.UserID] = r
	}
	rows := make([]cellRow, 0, len(users))
	for subject, user := range users {
		row := cellRow{ActivityID: act.ID, UserID: string(user), ReadMs: now}
		if r, ok := bySubject[subject]; ok && r.ResultScore != nil {
			row.Graded, row.LmsGiven, row.LmsMaximum, row.LmsComment = true, *r.ResultScore, r.ResultMaximum, tidy(r.Comment)
			row.LmsMs = store.Millis(r.Timestamp)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b cellRow) int { return strings.Compare(a.UserID, b.UserID) })
	err := s.Store.Write(ctx).Clauses(store.Upsert([]string{"activity_id", "user_id"},
		"graded", "lms_given", "lms_maximum", "lms_comment", "lms_ms", "read_ms")).CreateInBatches(&rows, 100).Error
	if err != nil {
		return fmt.Errorf("remember what the gradebook has: %w", err)
	}
	return nil
}

// subjects returns who has a score in the column, by subject.
func (s *Service) subjects(ctx context.Context, act activityRow) (map[string]app.UserID, error) {
	var users []app.UserID
	err := s.Store.Read(ctx).Raw("SELECT DISTINCT user_id FROM scores WHERE activity_id = ?", act.ID).Scan(&users).Error
	if err != nil {
		return nil, fmt.Errorf("list who has scores: %w", err)
	}
	subjects := map[string]app.UserID{}
	for _, user := range users {
		p, err := s.People.Person(ctx, user)
		if errors.Is(err, app.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("find whose result it is: %w", err)
		}
		subjects[p.Subject] = user
	}
	return subjects, nil
}

// tidy cuts the LMS's comment to what the desk shows, in text that both databases take.
func tidy(comment string) string {
	comment = strings.ToValidUTF8(strings.ReplaceAll(comment, "\x00", ""), "\uFFFD")
	runes := []rune(comment)
	return string(runes[:min(len(runes), 1000)])
}

// ReadBack asks the LMS what its gradebook has in the columns of a session and remembers it. With onlySent it asks only
// about columns into which something was sent. A column that the LMS offers no results of is left out. It asks at the pace
// that the LMS takes, as sending does. Scores that waited for a grade which isn't different any more are taken up again. It
// must not be called in a transaction.
func (s *Service) ReadBack(ctx context.Context, session app.Session, room app.Classroom, onlySent bool) error {
	if !slices.Contains(strings.Fields(room.AGSScopes), lti.ScopeResultReadOnly) {
		return nil
	}
	acts, err := s.activitiesOf(ctx, session)
	if err != nil {
		return err
	}
	var reg lti.Registration
	lms := s.paced(string(room.Registration))
	for _, act := range acts {
		address := act.LineItemURL
		if own := coupled(room, act); own != "" {
			address = own
		}
		if address == "" {
			continue
		}
		if onlySent {
			var n int64
			if err := s.Store.Read(ctx).Raw("SELECT COUNT(*) FROM score_cells WHERE activity_id = ? AND sent", act.ID).Scan(&n).Error; err != nil {
				return fmt.Errorf("look for sent scores: %w", err)
			}
			if n == 0 {
				continue
			}
		}
		if reg.ID == "" {
			if reg, err = s.Registrations.RegistrationByID(ctx, string(room.Registration)); err != nil {
				return fmt.Errorf("find the registration of a gradebook: %w", err)
			}
		}
		results, err := lms.results(ctx, reg, address, "")
		if err != nil {
			return fmt.Errorf("read results: %w", err)
		}
		users, err := s.subjects(ctx, act)
		if err != nil {
			return err
		}
		if err := s.keepResults(ctx, act, users, results); err != nil {
			return err
		}
		if err := s.Store.Write(ctx).Exec("UPDATE activities SET read_ms = ? WHERE id = ?", s.Clock().UnixMilli(), act.ID).Error; err != nil {
			return fmt.Errorf("remember when the gradebook was read: %w", err)
		}
	}
	return s.resume(ctx, session)
}

// resume takes up scores that waited because somebody had changed the grade in the LMS, where the gradebook has what was
// sent again.
func (s *Service) resume(ctx context.Context, session app.Session) error {
	const waiting = "held = ? AND last_error = ? AND activity_id IN (SELECT id FROM activities WHERE classroom_id = ?)"
	var n int64
	if err := s.Store.Read(ctx).Model(&scoreRow{}).Where(waiting, true, faultChanged.cause, session.Classroom).Count(&n).Error; err != nil || n == 0 {
		return err
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		acts, room, err := s.lockActivities(ctx, session.ID)
		if err != nil {
			return err
		}
		o, err := s.orders(ctx, room.ID)
		if err != nil {
			return err
		}
		for _, act := range acts {
			var rows []scoreRow
			if err := s.Store.Read(ctx).Find(&rows, "activity_id = ? AND held = ? AND last_error = ?", act.ID, true, faultChanged.cause).Error; err != nil {
				return fmt.Errorf("list scores that wait: %w", err)
			}
			for i := range rows {
				cell, err := s.cell(ctx, act.ID, rows[i].UserID)
				if err != nil {
					return err
				}
				if cell.changed() != "" {
					continue
				}
				if err := s.place(ctx, room, act, &rows[i], o); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// activitiesOf returns the activities in which a session's scores are or would be, in the order of the desk.
func (s *Service) activitiesOf(ctx context.Context, session app.Session) ([]activityRow, error) {
	var rows []activityRow
	if err := s.Store.Read(ctx).Find(&rows, "classroom_id = ? AND session_id IN ?", session.Classroom, []string{"", string(session.ID)}).Error; err != nil {
		return nil, fmt.Errorf("list a session's activities: %w", err)
	}
	var acts []activityRow
	for _, kind := range app.GradedActivities {
		best := -1
		for i, r := range rows {
			if r.Kind == string(kind) && (best < 0 || r.SessionID != "") {
				best = i
			}
		}
		if best >= 0 {
			acts = append(acts, rows[best])
		}
	}
	return acts, nil
}
