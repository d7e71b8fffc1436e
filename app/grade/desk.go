package grade

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Desk is the grading desk of one session: learners and columns, what the LMS has and what would be sent.
type Desk struct {
	Mode     app.GradeMode `json:"mode" enum:"send,review"`
	Columns  []DeskColumn  `json:"columns"`
	Learners []DeskLearner `json:"learners"`
	// Groups are those of the session's breakouts, whose members may be given one mark.
	Groups []DeskGroup `json:"groups"`
	// CompletionRule says whether the session is judged by a rule of completion.
	CompletionRule bool `json:"completionRule"`
}

// DeskColumn is an activity with its column in the LMS.
type DeskColumn struct {
	app.Column
	Label string `json:"label"`
	// CellMaximum is the scale of one session's score; Maximum is that of the column.
	CellMaximum float64 `json:"cellMaximum"`
	// OwnColumn: the column is of this session alone.
	OwnColumn bool `json:"ownColumn"`
	// Offered says whether the LMS lets Lectern send scores of the activity; Made, whether the column is known there;
	// Coupled, whether it is the link's own.
	Offered bool `json:"offered"`
	Made    bool `json:"made"`
	Coupled bool `json:"coupled"`
	// ReadAt is when the gradebook was last read, or null.
	ReadAt *time.Time `json:"readAt"`
}

// DeskLearner is one learner's row; the cells are in the order of the columns.
type DeskLearner struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	// Active is false for who has left the course.
	Active     bool            `json:"active"`
	Cells      []DeskCell      `json:"cells"`
	Completion *DeskCompletion `json:"completion"`
}

// DeskCell is one learner's score of one activity.
type DeskCell struct {
	Activity app.ActivityKind `json:"activity"`
	// Score is null where there is none.
	Score *Score `json:"score"`
	// LMS is what the gradebook had when it was read at ReadAt; null where it had no grade, or wasn't read.
	LMS    *LMSGrade  `json:"lms"`
	ReadAt *time.Time `json:"readAt"`
	// Sent is what Lectern sent last, or null.
	Sent *LMSGrade `json:"sent"`
	// Change is what somebody did to it in the LMS since.
	Change Change `json:"change" enum:",changed,removed"`
}

// LMSGrade is a grade in the LMS's gradebook.
type LMSGrade struct {
	ScoreGiven   float64    `json:"scoreGiven"`
	ScoreMaximum float64    `json:"scoreMaximum"`
	Comment      string     `json:"comment,omitempty"`
	At           *time.Time `json:"at"`
}

// DeskCompletion is whether a learner completed the session, and by which conditions. It is no score.
type DeskCompletion struct {
	Completed  bool            `json:"completed"`
	Conditions []DeskCondition `json:"conditions"`
}

// DeskCondition is one thing that the rule asks; shares are 0 to 1.
type DeskCondition struct {
	Name   string  `json:"name" enum:"attended,watched,quiz"`
	Share  float64 `json:"share"`
	Needed float64 `json:"needed"`
	Met    bool    `json:"met"`
}

func (c cellRow) lms() *LMSGrade {
	if !c.Graded {
		return nil
	}
	return &LMSGrade{ScoreGiven: c.LmsGiven, ScoreMaximum: c.LmsMaximum, Comment: c.LmsComment, At: millis(c.LmsMs)}
}

func (c cellRow) sent() *LMSGrade {
	if !c.Sent {
		return nil
	}
	return &LMSGrade{ScoreGiven: c.SentGiven, ScoreMaximum: c.SentMaximum, At: millis(c.SentMs)}
}

func millis(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	return web.At(time.UnixMilli(ms))
}

func (c *Completion) render() *DeskCompletion {
	if c == nil {
		return nil
	}
	out := &DeskCompletion{Completed: c.Completed, Conditions: []DeskCondition{}}
	for _, k := range c.Conditions {
		out.Conditions = append(out.Conditions, DeskCondition(k))
	}
	return out
}

// Desk returns the desk of a session. Of a session that is live it shows what its facts come to up to now.
func (s *Service) Desk(ctx context.Context, session app.Session) (Desk, error) {
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return Desk{}, fmt.Errorf("find the classroom of a desk: %w", err)
	}
	policy, err := s.GradingOf(ctx, session)
	if err != nil {
		return Desk{}, err
	}
	current, err := s.Grading(ctx, room.ID)
	if err != nil {
		return Desk{}, err
	}
	outcome, err := s.Computer.Compute(ctx, session, room, policy)
	if err != nil {
		return Desk{}, fmt.Errorf("compute a desk: %w", err)
	}
	desk := Desk{Mode: current.Mode, Columns: []DeskColumn{}, CompletionRule: policy.Completion.Enabled}
	if desk.Learners, err = s.learners(ctx, session, outcome); err != nil {
		return Desk{}, err
	}
	if desk.Groups, err = s.deskGroups(ctx, session); err != nil {
		return Desk{}, err
	}
	acts, err := s.activitiesOf(ctx, session)
	if err != nil {
		return Desk{}, err
	}
	for _, act := range acts {
		cells, any, err := s.deskCells(ctx, session, act, outcome)
		if err != nil {
			return Desk{}, err
		}
		if !act.Enabled && !any {
			continue
		}
		if act.Kind == string(app.ActivityQuiz) && !any {
			continue // nothing was asked
		}
		desk.Columns = append(desk.Columns, act.desk(room))
		for i := range desk.Learners {
			cell := cells[desk.Learners[i].UserID]
			cell.Activity = app.ActivityKind(act.Kind)
			desk.Learners[i].Cells = append(desk.Learners[i].Cells, cell)
		}
	}
	return desk, nil
}

func (a activityRow) desk(room app.Classroom) DeskColumn {
	return DeskColumn{Column: a.column(), Label: a.Label, CellMaximum: a.cellMaximum(), OwnColumn: a.SessionID != "", Offered: offered(room, a),
		Made: a.LineItemURL != "" || coupled(room, a) != "", Coupled: coupled(room, a) != "", ReadAt: millis(a.ReadMs)}
}

// learners returns the rows of a desk: the learners of the roster, there or not, and who has a score nevertheless.
func (s *Service) learners(ctx context.Context, session app.Session, outcome Outcome) ([]DeskLearner, error) {
	members, err := s.Members.Members(ctx, session.Classroom)
	if err != nil {
		return nil, fmt.Errorf("list the learners of a desk: %w", err)
	}
	scored := map[app.UserID]bool{}
	var users []app.UserID
	if err := s.Store.Read(ctx).Raw("SELECT DISTINCT user_id FROM scores WHERE session_id = ?", session.ID).Scan(&users).Error; err != nil {
		return nil, fmt.Errorf("list who has scores: %w", err)
	}
	for _, u := range users {
		scored[u] = true
	}
	rows := []DeskLearner{}
	for _, m := range members {
		active := m.Status == app.MemberActive
		if scored[m.ID] || (m.Role == app.RoleLearner && active) {
			rows = append(rows, DeskLearner{UserID: m.ID, Name: m.Name, Active: active, Cells: []DeskCell{}, Completion: outcome.completion(m.ID).render()})
		}
	}
	slices.SortFunc(rows, func(a, b DeskLearner) int {
		if n := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); n != 0 {
			return n
		}
		return strings.Compare(string(a.UserID), string(b.UserID))
	})
	return rows, nil
}

// deskCells returns the cells of a column by user; any says whether one has a score.
func (s *Service) deskCells(ctx context.Context, session app.Session, act activityRow, outcome Outcome) (map[app.UserID]DeskCell, bool, error) {
	out := map[app.UserID]DeskCell{}
	known, err := s.cells(ctx, act.ID, "")
	if err != nil {
		return nil, false, err
	}
	for _, c := range known {
		out[app.UserID(c.UserID)] = DeskCell{LMS: c.lms(), ReadAt: millis(c.ReadMs), Sent: c.sent(), Change: c.changed()}
	}
	rows, err := s.sessionScores(ctx, session.ID, act.ID)
	if err != nil {
		return nil, false, err
	}
	any := false
	for user, row := range rows {
		cell := out[user]
		score := render(lineRow{Score: *row, Act: act}.line(""))
		cell.Score = &score
		out[user], any = cell, true
	}
	if session.State != app.SessionLive {
		return out, any, nil
	}
	for _, a := range outcome.Activities {
		for _, c := range a.People {
			if a.Activity != app.ActivityKind(act.Kind) || !c.Learner || out[c.User].Score != nil {
				continue
			}
			score, err := provisional(act, c)
			if err != nil {
				return nil, false, err
			}
			cell := out[c.User]
			cell.Score = &score
			out[c.User], any = cell, true
		}
	}
	return out, any, nil
}

// provisional is a score of a session that isn't graded yet.
func provisional(act activityRow, c Computed) (Score, error) {
	given, err := rescale(c, act.cellMaximum())
	if err != nil {
		return Score{}, err
	}
	return Score{UserID: c.User, Activity: app.ActivityKind(act.Kind), ScoreGiven: given, ScoreMaximum: act.cellMaximum(), State: StateDraft,
		Comment: c.Comment, ComputedGiven: &given}, nil
}
