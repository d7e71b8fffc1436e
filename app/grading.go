package app

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// The kinds of activities beside ActivityAttendance and ActivityQuiz.
const (
	// ActivityParticipation is what somebody did in the session, by what the server measured.
	ActivityParticipation ActivityKind = "participation"
	// ActivityManual is a mark that the instructor gives; nothing is computed.
	ActivityManual ActivityKind = "manual"
	// ActivityBreakout is the mark of a task that was done in breakout groups, given to each person or to a whole group.
	// Nothing is computed.
	ActivityBreakout ActivityKind = "breakout"
	// ActivityReplay is a class that was made up for by its recording. Nothing computes it yet.
	ActivityReplay ActivityKind = "replay"
)

// GradedActivities lists the kinds that may have a column now, in the order of the desk.
var GradedActivities = []ActivityKind{ActivityAttendance, ActivityParticipation, ActivityQuiz, ActivityBreakout, ActivityManual}

// ColumnScope says whether one column holds all sessions or each session has its own.
type ColumnScope string

// The scopes.
const (
	ScopeRolling ColumnScope = "rolling"
	ScopeSession ColumnScope = "session"
)

// ColumnRule says how a rolling column is made of its sessions.
type ColumnRule string

// The rules.
const (
	RuleLatest ColumnRule = "latest"
	RuleMean   ColumnRule = "mean"
	RuleBest   ColumnRule = "best"
	// RuleSum adds the sessions up, each worth up to SessionMaximum, and stops at the column's maximum.
	RuleSum ColumnRule = "sum"
)

// ColumnLabel names the column of a class that has no title of its own.
func ColumnLabel(class string, kind ActivityKind) string {
	return class + " — " + strings.ReplaceAll(string(kind), "_", " ")
}

// Column is a column of the LMS's gradebook as a classroom has decided it.
type Column struct {
	Activity ActivityKind `json:"activity" enum:"attendance,participation,quiz,breakout,manual"`
	// Title is the column's name in the gradebook; "" is the classroom's title with the kind.
	Title   string  `json:"title"`
	Enabled bool    `json:"enabled"`
	Maximum float64 `json:"maximum"`
	// Scope and Rule hold for sessions that are graded from now on.
	Scope ColumnScope `json:"scope" enum:"rolling,session"`
	Rule  ColumnRule  `json:"rule" enum:"latest,mean,best,sum"`
	// SessionMaximum is what one session is worth where Rule is sum; else it doesn't count.
	SessionMaximum float64 `json:"sessionMaximum"`
}

// DefaultColumn returns how a column starts: attendance and quiz are on, the others wait to be wanted.
func DefaultColumn(kind ActivityKind) Column {
	return Column{Activity: kind, Enabled: kind == ActivityAttendance || kind == ActivityQuiz, Maximum: 100,
		Scope: ScopeRolling, Rule: RuleLatest, SessionMaximum: 10}
}

// Validate says what is wrong with the column, as an Error with CodeInvalid.
func (c Column) Validate() error {
	positive := func(f float64) bool { return f > 0 && f <= 10_000 && !math.IsNaN(f) }
	switch {
	case !slices.Contains(GradedActivities, c.Activity):
		return Errorf(CodeInvalid, "activity must be attendance, participation, quiz, breakout or manual.")
	case utf8.RuneCountInString(c.Title) > 200 || !utf8.ValidString(c.Title) || strings.ContainsFunc(c.Title, func(r rune) bool { return r < ' ' }):
		return Errorf(CodeInvalid, "title must have at most 200 characters in one line.")
	case !positive(c.Maximum):
		return Errorf(CodeInvalid, "maximum must be more than 0 and at most 10000.")
	case c.Scope != ScopeRolling && c.Scope != ScopeSession:
		return Errorf(CodeInvalid, "scope must be rolling or session.")
	case !slices.Contains([]ColumnRule{RuleLatest, RuleMean, RuleBest, RuleSum}, c.Rule):
		return Errorf(CodeInvalid, "rule must be latest, mean, best or sum.")
	case c.Rule == RuleSum && (!positive(c.SessionMaximum) || c.SessionMaximum > c.Maximum):
		return Errorf(CodeInvalid, "sessionMaximum must be more than 0 and at most the maximum.")
	}
	return nil
}

// GradeMode says when scores go to the LMS.
type GradeMode string

// The modes.
const (
	// GradeSend: as soon as they are computed.
	GradeSend GradeMode = "send"
	// GradeReview: when the instructor has looked at them.
	GradeReview GradeMode = "review"
)

// Grading is a classroom's policy: when scores are sent, and how each signal is computed. Attendance, participation and
// completion are three signals; none goes into another. The zero value isn't valid: start from DefaultGrading.
type Grading struct {
	Mode          GradeMode            `json:"mode" enum:"send,review"`
	Attendance    AttendanceScoring    `json:"attendance"`
	Participation ParticipationScoring `json:"participation"`
	Completion    CompletionRule       `json:"completion"`
}

// AttendanceScoring turns presence into a score. By default the score is the ratio of presence to the session.
type AttendanceScoring struct {
	// FullAt is the share of the session, 0 to 1, from which on presence counts as whole; below it the score grows evenly.
	FullAt float64 `json:"fullAt"`
	// Minimum is the share, 0 to 1, below which presence counts for nothing.
	Minimum float64 `json:"minimum"`
	// LateAllowanceSeconds of coming late are taken for presence.
	LateAllowanceSeconds int `json:"lateAllowanceSeconds"`
}

// Signal is how one kind of taking part counts: with which weight, and how much of it is enough. More than enough
// counts no more, so that quantity alone wins nothing.
type Signal struct {
	// Weight is in relation to the other signals, 0 to 100; 0 leaves the signal out.
	Weight int `json:"weight"`
	// Enough is the number that counts in full, 1 to 100.
	Enough int `json:"enough"`
}

// ParticipationScoring weighs what the server measured of somebody's taking part.
type ParticipationScoring struct {
	// Chat is messages to everyone, the teachers or the group.
	Chat Signal `json:"chat"`
	// Poll is polls answered. Enough is at most the number that was asked; without polls the signal is left out.
	Poll Signal `json:"poll"`
	// Hand is hands raised.
	Hand Signal `json:"hand"`
	// Floor is how often a teacher let the person speak.
	Floor Signal `json:"floor"`
	// Board is minutes in which the person drew or wrote on the board.
	Board Signal `json:"board"`
	// Talk is minutes that LiveKit heard the person speak. Where that wasn't measured the signal is left out.
	Talk Signal `json:"talk"`
}

// CompletionRule says when somebody has completed a session: attended or watched enough, and passed the quiz. A
// condition whose share is 0 isn't asked.
type CompletionRule struct {
	Enabled bool `json:"enabled"`
	// AttendedAt is the share of presence that is needed.
	AttendedAt float64 `json:"attendedAt"`
	// WatchedAt is the share of the recording that takes the place of attending. Nothing measures it yet.
	WatchedAt float64 `json:"watchedAt"`
	// QuizAt is the share of the quiz's points that is needed where there was a quiz.
	QuizAt float64 `json:"quizAt"`
}

// DefaultGrading returns what a classroom starts with.
func DefaultGrading() Grading {
	return Grading{
		Mode:       GradeSend,
		Attendance: AttendanceScoring{FullAt: 1},
		Participation: ParticipationScoring{Chat: Signal{20, 3}, Poll: Signal{40, 100}, Hand: Signal{15, 2},
			Floor: Signal{15, 1}, Board: Signal{10, 3}, Talk: Signal{20, 3}},
		Completion: CompletionRule{AttendedAt: 0.8},
	}
}

// Validate says what is wrong with the policy, as an Error with CodeInvalid.
func (g Grading) Validate() error {
	share := func(f float64) bool { return f >= 0 && f <= 1 }
	a, c := g.Attendance, g.Completion
	switch {
	case g.Mode != GradeSend && g.Mode != GradeReview:
		return Errorf(CodeInvalid, "mode must be send or review.")
	case !share(a.FullAt) || a.FullAt < 0.01:
		return Errorf(CodeInvalid, "attendance.fullAt must be between 0.01 and 1.")
	case !share(a.Minimum) || a.Minimum > a.FullAt:
		return Errorf(CodeInvalid, "attendance.minimum must be between 0 and fullAt.")
	case a.LateAllowanceSeconds < 0 || a.LateAllowanceSeconds > 3600:
		return Errorf(CodeInvalid, "attendance.lateAllowanceSeconds must be between 0 and 3600.")
	case !share(c.AttendedAt) || !share(c.WatchedAt) || !share(c.QuizAt):
		return Errorf(CodeInvalid, "The shares of completion must be between 0 and 1.")
	case c.Enabled && c.AttendedAt == 0 && c.WatchedAt == 0 && c.QuizAt == 0:
		return Errorf(CodeInvalid, "completion needs a condition.")
	}
	p := g.Participation
	for _, s := range []Signal{p.Chat, p.Poll, p.Hand, p.Floor, p.Board, p.Talk} {
		if s.Weight < 0 || s.Weight > 100 || s.Enough < 1 || s.Enough > 100 {
			return Errorf(CodeInvalid, "A signal of participation needs a weight of 0 to 100 and enough of 1 to 100.")
		}
	}
	return nil
}
