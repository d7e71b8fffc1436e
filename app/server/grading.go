package server

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/activity"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/completion"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/participation"
	"github.com/lectern-classroom/lectern/app/poll"
)

// grading computes what a session comes to for those who keep scores: it joins what several features see.
type grading struct{ s *Server }

// Compute implements grade.Computer.
func (g grading) Compute(ctx context.Context, session app.Session, room app.Classroom, policy app.Grading) (grade.Outcome, error) {
	out, _, err := g.compute(ctx, session, room, policy)
	return out, err
}

// Regrade implements grade.Computer.
func (g grading) Regrade(ctx context.Context, session app.Session, room app.Classroom) error {
	return g.s.gradeSession(ctx, session, room)
}

// LastSession implements grade.Computer.
func (g grading) LastSession(ctx context.Context, room app.ClassroomID) (app.Session, error) {
	sessions, err := g.s.schedule.Sessions(ctx, room)
	if err != nil {
		return app.Session{}, err
	}
	for _, session := range sessions {
		if session.State == app.SessionEnded {
			return session, nil
		}
	}
	return app.Session{}, app.ErrNotFound
}

func (g grading) compute(ctx context.Context, session app.Session, room app.Classroom, policy app.Grading) (grade.Outcome, []attendance.Line, error) {
	lines, err := g.s.attendance.Lines(ctx, session.ID)
	if err != nil {
		return grade.Outcome{}, nil, err
	}
	points, err := g.s.poll.Scores(ctx, session.ID)
	if err != nil {
		return grade.Outcome{}, nil, err
	}
	facts, err := g.s.Store.Facts(ctx, session.ID, 0)
	if err != nil {
		return grade.Outcome{}, nil, fmt.Errorf("compute the scores of a session: %w", err)
	}
	now := g.s.opts.Clock()
	out := grade.Outcome{Activities: []grade.Computation{{Activity: app.ActivityAttendance, People: presences(session, lines, policy.Attendance, now)}}}
	if people := taking(session, lines, policy.Participation, facts); people != nil {
		out.Activities = append(out.Activities, grade.Computation{Activity: app.ActivityParticipation, People: people})
	}
	if len(points) > 0 {
		out.Activities = append(out.Activities, grade.Computation{Activity: app.ActivityQuiz, People: quiz(points)})
	}
	out.Completions = completions(lines, policy.Completion, points)
	return out, lines, nil
}

func presences(session app.Session, lines []attendance.Line, scoring app.AttendanceScoring, now time.Time) []grade.Computed {
	length := session.EndedAt.Sub(session.StartedAt)
	if session.EndedAt.IsZero() {
		length = now.Sub(session.StartedAt)
	}
	out := make([]grade.Computed, len(lines))
	for i, line := range lines {
		c := grade.Computed{User: line.User, Given: attendance.Score(line.Attendance, session, scoring, now) * attendanceMaximum, Maximum: attendanceMaximum,
			Comment: attendance.ScoredComment(line.Attendance, session, scoring, now), Learner: line.Role == app.RoleLearner}
		for _, p := range attendance.Explain(line.Attendance, session, scoring, now) {
			part := grade.Part{Name: p.Name, Share: p.Share, Of: p.Needed}
			if p.Name == "presence" {
				part.Count, part.Of, part.Intervals = line.Present.Seconds(), max(0, length.Seconds()), line.Intervals
			}
			c.Parts = append(c.Parts, part)
		}
		out[i] = c
	}
	return out
}

// taking returns the participation of the learners, or nil where there was nothing to take part in.
func taking(session app.Session, lines []attendance.Line, scoring app.ParticipationScoring, facts []app.Fact) []grade.Computed {
	var users []app.UserID
	for _, line := range lines {
		if line.Role == app.RoleLearner {
			users = append(users, line.User)
		}
	}
	took, ok := participation.Compute(session, scoring, facts, users)
	if !ok {
		return nil
	}
	out := make([]grade.Computed, len(took))
	for i, t := range took {
		c := grade.Computed{User: t.User, Given: t.Share, Maximum: 1, Comment: participation.Comment(t), Learner: true}
		for _, p := range t.Parts {
			c.Parts = append(c.Parts, grade.Part{Name: string(p.Name), Count: p.Count, Of: float64(p.Enough), Weight: p.Weight, Share: p.Share, Times: p.Times})
		}
		out[i] = c
	}
	return out
}

func quiz(points []poll.Score) []grade.Computed {
	out := make([]grade.Computed, len(points))
	for i, p := range points {
		out[i] = grade.Computed{User: p.User, Given: p.Given, Maximum: p.Maximum, Comment: p.Comment, Learner: true,
			Parts: []grade.Part{{Name: "quiz", Count: p.Given, Of: p.Maximum, Share: p.Given / p.Maximum}}}
	}
	return out
}

// completions judges the learners by the rule; who took no part in a quiz that there was has none of its points.
func completions(lines []attendance.Line, rule app.CompletionRule, points []poll.Score) []grade.Completion {
	shares := map[app.UserID]float64{}
	for _, p := range points {
		shares[p.User] = p.Given / p.Maximum
	}
	var out []grade.Completion
	for _, line := range lines {
		if line.Role != app.RoleLearner {
			continue
		}
		in := completion.Inputs{Attended: line.Ratio}
		if len(points) > 0 {
			share := shares[line.User]
			in.Quiz = &share
		}
		verdict, ok := completion.Judge(rule, in)
		if !ok {
			continue
		}
		c := grade.Completion{User: line.User, Completed: verdict.Completed}
		for _, k := range verdict.Conditions {
			c.Conditions = append(c.Conditions, grade.Condition{Name: string(k.Name), Share: k.Share, Needed: k.Needed, Met: k.Met})
		}
		out = append(out, c)
	}
	return out
}

// gradeSession keeps and queues the scores and statements that a session comes to, in the transaction of ctx. The policy
// is the session's own: a class that was graded keeps the rules that it was graded by.
func (s *Server) gradeSession(ctx context.Context, session app.Session, room app.Classroom) error {
	policy, err := s.grade.GradingOf(ctx, session)
	if err != nil {
		return err
	}
	if err := s.grade.KeepGrading(ctx, session.ID, policy); err != nil {
		return err
	}
	outcome, lines, err := grading{s}.compute(ctx, session, room, policy)
	if err != nil {
		return err
	}
	for _, a := range outcome.Activities {
		if err := s.grade.Settle(ctx, session, room, a.Activity, a.People); err != nil {
			return err
		}
	}
	issuer, err := s.issuer(ctx, session)
	if err != nil {
		return err
	}
	return s.activity.Settle(ctx, session, room, issuer, statementLines(lines, outcome.Completions))
}

func statementLines(lines []attendance.Line, completions []grade.Completion) []activity.Line {
	completed := map[app.UserID]bool{}
	for _, c := range completions {
		completed[c.User] = c.Completed
	}
	out := make([]activity.Line, len(lines))
	for i, line := range lines {
		out[i] = activity.Line{Attendance: line.Attendance, Role: line.Role, Completed: completed[line.User]}
	}
	return out
}
