package server

import (
	"context"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/report"
)

// directory joins what several features know for those who need it.
type directory struct{ s *Server }

func (d directory) Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error) {
	return d.s.launch.Classroom(ctx, id)
}

func (d directory) Person(ctx context.Context, id app.UserID) (app.Person, error) {
	return d.s.roster.Person(ctx, id)
}

func (d directory) Member(ctx context.Context, classroom app.ClassroomID, user app.UserID) (app.Member, error) {
	return d.s.roster.Member(ctx, classroom, user)
}

func (d directory) Members(ctx context.Context, id app.ClassroomID) ([]app.Member, error) {
	return d.s.roster.Members(ctx, id)
}

// sessionsOf finds sessions for features that are built before the schedule.
type sessionsOf struct{ s *Server }

func (f sessionsOf) Session(ctx context.Context, id app.SessionID) (app.Session, error) {
	return f.s.schedule.Session(ctx, id)
}

// presence answers the schedule from the attendance.
type presence struct{ s *Server }

func (p presence) LastPresence(ctx context.Context, session app.Session) (here bool, last time.Time, err error) {
	lines, err := p.s.attendance.Lines(ctx, session.ID)
	for _, line := range lines {
		if line.Status == app.AttendanceHere {
			return true, time.Time{}, err
		}
		if left := line.LastLeft(); left.After(last) {
			last = left
		}
	}
	return false, last, err
}

// reports joins attendance and scores for the report.
type reports struct{ s *Server }

func (r reports) Rows(ctx context.Context, session app.Session) ([]report.Row, error) {
	lines, err := r.s.attendance.Lines(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	scores, err := r.s.grade.Lines(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	byUser := map[app.UserID]*report.Score{}
	for _, sc := range scores {
		if sc.Activity == app.ActivityAttendance {
			byUser[sc.User] = &report.Score{Given: sc.Given, Maximum: sc.Maximum, State: string(sc.State), Comment: sc.Comment}
		}
	}
	rows := make([]report.Row, len(lines))
	for i, line := range lines {
		rows[i] = report.Row{Name: line.Name, Role: line.Role, Attendance: line.Attendance, Score: byUser[line.User]}
	}
	return rows, nil
}

// records joins attendance and scores for one person's record.
type records struct{ s *Server }

func (r records) Member(ctx context.Context, room app.ClassroomID, user app.UserID) (app.Member, error) {
	return r.s.roster.Member(ctx, room, user)
}

func (r records) Visits(ctx context.Context, room app.ClassroomID, user app.UserID, most int) ([]report.Visit, error) {
	sessions, err := r.s.schedule.Sessions(ctx, room)
	if err != nil {
		return nil, err
	}
	visits := make([]report.Visit, min(most, len(sessions)))
	for i := range visits {
		visits[i].Session = sessions[i]
		lines, err := r.s.attendance.Lines(ctx, sessions[i].ID)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			if line.User == user {
				visits[i].Attendance = &line.Attendance
			}
		}
		scores, err := r.s.grade.LinesOf(ctx, sessions[i].ID, user)
		if err != nil {
			return nil, err
		}
		for _, sc := range scores {
			visits[i].Scores = append(visits[i].Scores, report.ActivityScore{Activity: sc.Activity,
				Score: report.Score{Given: sc.Given, Maximum: sc.Maximum, State: string(sc.State), Comment: sc.Comment}})
		}
	}
	return visits, nil
}

// Sheet implements report.Rows from the grading desk.
func (r reports) Sheet(ctx context.Context, session app.Session) (report.Sheet, error) {
	desk, err := r.s.grade.Desk(ctx, session)
	if err != nil {
		return nil, err
	}
	header := []report.Cell{{Text: "Name"}}
	for _, c := range desk.Columns {
		for _, what := range []string{"score", "maximum", "state", "in the LMS", "comment"} {
			header = append(header, report.Cell{Text: string(c.Activity) + ": " + what})
		}
	}
	sheet := report.Sheet{append(header, report.Cell{Text: "completed"})}
	for _, learner := range desk.Learners {
		row := []report.Cell{{Text: learner.Name}}
		for _, c := range learner.Cells {
			row = append(row, deskCells(c)...)
		}
		completed := report.Cell{}
		if learner.Completion != nil {
			completed.Text = map[bool]string{true: "yes", false: "no"}[learner.Completion.Completed]
		}
		sheet = append(sheet, append(row, completed))
	}
	return sheet, nil
}

// deskCells are the cells of one score: score, maximum, state, what the LMS has, comment.
func deskCells(c grade.DeskCell) []report.Cell {
	cells := make([]report.Cell, 5)
	if sc := c.Score; sc != nil {
		cells[1].Number, cells[2].Text, cells[4].Text = &sc.ScoreMaximum, string(sc.State), sc.Comment
		switch {
		case sc.Excused != nil:
			cells[2].Text, cells[4].Text = "excused", sc.Excused.Reason
		case sc.Held:
			cells[2].Text = "held"
		}
		if sc.Excused == nil {
			cells[0].Number = &sc.ScoreGiven
		}
	}
	if c.LMS != nil {
		cells[3].Number = &c.LMS.ScoreGiven
	}
	return cells
}

// carrier is what carries files, which are built before it: messages of the chat and tasks of breakouts.
type carrier struct{ s *Server }

func (c carrier) FileVisible(ctx context.Context, session app.Session, actor app.Actor, id app.FileID) (bool, error) {
	if seen, err := c.s.chat.FileVisible(ctx, session, actor, id); seen || err != nil {
		return seen, err
	}
	viewer, err := roles(c).Viewer(ctx, session, actor)
	if err != nil {
		return false, err
	}
	return c.s.breakout.FileVisible(ctx, session.ID, actor.User, viewer.Role, id)
}

func (c carrier) FileWanted(ctx context.Context, session app.Session, actor app.Actor) error {
	return c.s.chat.FileWanted(ctx, session, actor)
}

// events finds what was told; the live state is built after the features that have a part in it.
type events struct{ s *Server }

func (e events) Find(ctx context.Context, session app.SessionID, kind, containing string) ([]int64, error) {
	return e.s.live.Find(ctx, session, kind, containing)
}
