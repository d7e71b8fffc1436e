package grade

import (
	"context"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return append(s.groupEndpoints(), []web.Endpoint{
		web.JSON("GET", "/sessions/:id/grades", "The scores of a session; a learner gets their own.", http.StatusOK, s.getGrades),
		web.JSON("PUT", "/sessions/:id/grades/:user/:activity/override", "Decide a score, with a reason.", http.StatusOK, s.putOverride),
		web.JSON("DELETE", "/sessions/:id/grades/:user/:activity/override", "Take the decision on a score back.", http.StatusOK, s.deleteOverride),
		web.JSON("PUT", "/sessions/:id/grades/:user/:activity/excuse", "Leave a session out of a person's column, with a reason.", http.StatusOK, s.putExcuse),
		web.JSON("GET", "/sessions/:id/grades/:user", "A person's scores with what made them; a learner gets their own.", http.StatusOK, s.getPersonGrades),
		web.JSON("GET", "/sessions/:id/desk", "The grading desk: learners and columns, what the LMS has and what would be sent.", http.StatusOK, s.getDesk),
		web.JSON("POST", "/sessions/:id/grades/send", "Send scores, held or not.", http.StatusAccepted, s.postSend),
		web.JSON("POST", "/sessions/:id/grades/plan", "The requests that sending would make; nothing is sent.", http.StatusOK, s.postPlan),
		web.JSON("POST", "/sessions/:id/grades/read", "Read what the LMS's gradebook has, and return the desk.", http.StatusOK, s.postRead),
		web.JSON("GET", "/classrooms/:id/grading", "The grading policy and the columns of a classroom.", http.StatusOK, s.getGrading),
		web.JSON("PUT", "/classrooms/:id/grading", "Change the grading policy and the columns.", http.StatusOK, s.putGrading),
		web.JSON("POST", "/classrooms/:id/grading/preview", "What a changed policy would do to the last session; nothing is kept.", http.StatusOK, s.postPreview),
		web.JSON("POST", "/sessions/:id/grades/retry", "Send the scores that failed again.", http.StatusAccepted, s.postRetry),
	}...)
}

// Score is one person's score on the wire.
type Score struct {
	UserID       app.UserID       `json:"userId"`
	Name         string           `json:"name"`
	Activity     app.ActivityKind `json:"activity"`
	ScoreGiven   float64          `json:"scoreGiven"`
	ScoreMaximum float64          `json:"scoreMaximum"`
	State        State            `json:"state" enum:"draft,queued,sent,failed"`
	// LastError and Mend are for those who teach.
	LastError string         `json:"lastError,omitempty"`
	Comment   string         `json:"comment"`
	Mend      string         `json:"mend,omitempty"`
	Override  *ScoreOverride `json:"override"`
	UpdatedAt *time.Time     `json:"updatedAt"`
	// Held: the score waits until the instructor sends it.
	Held bool `json:"held"`
	// ComputedGiven is null for a score that was only ever given by hand.
	ComputedGiven *float64 `json:"computedGiven"`
	// Excused says why the session doesn't count for the person; its score is 0 and means nothing.
	Excused *ScoreOverride `json:"excused"`
	// Column is what is sent where the column is made of several sessions, or null.
	Column *ColumnScore `json:"column"`
}

// ColumnScore is a column's score that is made of several sessions.
type ColumnScore struct {
	ScoreGiven   float64 `json:"scoreGiven"`
	ScoreMaximum float64 `json:"scoreMaximum"`
	Sessions     int     `json:"sessions"`
}

// ScoreExcuse says why a session doesn't count for somebody.
type ScoreExcuse struct {
	Reason string `json:"reason"`
}

// ScoreOverride is an instructor's decision on the wire.
type ScoreOverride struct {
	ScoreGiven float64    `json:"scoreGiven"`
	Reason     string     `json:"reason"`
	By         app.UserID `json:"by"`
	At         *time.Time `json:"at"`
}

// ScoreDecision is what an instructor decides.
type ScoreDecision struct {
	ScoreGiven *float64 `json:"scoreGiven"`
	Reason     string   `json:"reason"`
}

// ScoresQueued says how many scores were queued.
type ScoresQueued struct {
	Queued int `json:"queued"`
}

func (s *Service) getGrades(c web.Call, _ web.None) ([]Score, error) {
	session, err := s.session(c, app.ActionGradeReadOwn)
	if err != nil {
		return nil, err
	}
	user := c.Actor.User
	teaches := app.Can(c.Actor, app.ActionGradeRead, app.Resource{Classroom: session.Classroom})
	if teaches {
		user = ""
	}
	lines, err := s.lines(c.Ctx(), session.ID, user)
	if err != nil {
		return nil, err
	}
	scores := make([]Score, len(lines))
	for i, l := range lines {
		if !teaches {
			l.LastError, l.Mend = "", ""
		}
		scores[i] = render(l)
	}
	return scores, nil
}

func (s *Service) putOverride(c web.Call, in ScoreDecision) (Score, error) {
	session, err := s.session(c, app.ActionGradeOverride)
	if err != nil {
		return Score{}, err
	}
	if in.ScoreGiven == nil {
		return Score{}, app.Errorf(app.CodeInvalid, "scoreGiven is missing.")
	}
	line, err := s.Override(c.Ctx(), session.ID, app.UserID(c.Param("user")), app.ActivityKind(c.Param("activity")), *in.ScoreGiven, in.Reason, c.Actor.User)
	return render(line), err
}

func (s *Service) deleteOverride(c web.Call, _ web.None) (Score, error) {
	session, err := s.session(c, app.ActionGradeOverride)
	if err != nil {
		return Score{}, err
	}
	line, err := s.Reset(c.Ctx(), session.ID, app.UserID(c.Param("user")), app.ActivityKind(c.Param("activity")), c.Actor.User)
	return render(line), err
}

func (s *Service) postRetry(c web.Call, _ web.None) (ScoresQueued, error) {
	session, err := s.session(c, app.ActionGradeSend)
	if err != nil {
		return ScoresQueued{}, err
	}
	n, err := s.Retry(c.Ctx(), session.ID)
	return ScoresQueued{Queued: n}, err
}

func (s *Service) putExcuse(c web.Call, in ScoreExcuse) (Score, error) {
	session, err := s.session(c, app.ActionGradeOverride)
	if err != nil {
		return Score{}, err
	}
	line, err := s.Excuse(c.Ctx(), session.ID, app.UserID(c.Param("user")), app.ActivityKind(c.Param("activity")), in.Reason, c.Actor.User)
	return render(line), err
}

func (s *Service) getPersonGrades(c web.Call, _ web.None) (PersonGrades, error) {
	session, err := s.session(c, app.ActionGradeReadOwn)
	if err != nil {
		return PersonGrades{}, err
	}
	user := app.UserID(c.Param("user"))
	teaches := app.Can(c.Actor, app.ActionGradeRead, app.Resource{Classroom: session.Classroom})
	if !teaches && user != c.Actor.User {
		return PersonGrades{}, app.Forbidden()
	}
	out, err := s.Explain(c.Ctx(), session, user)
	for _, a := range out.Activities {
		if !teaches && a.Score != nil {
			a.Score.LastError, a.Score.Mend = "", ""
		}
	}
	return out, err
}

func (s *Service) getDesk(c web.Call, _ web.None) (Desk, error) {
	session, err := s.session(c, app.ActionGradeRead)
	if err != nil {
		return Desk{}, err
	}
	return s.Desk(c.Ctx(), session)
}

func (s *Service) postSend(c web.Call, in ScoreSelection) (ScoresQueued, error) {
	session, err := s.session(c, app.ActionGradeSend)
	if err != nil {
		return ScoresQueued{}, err
	}
	n, err := s.Send(c.Ctx(), session, in)
	return ScoresQueued{Queued: n}, err
}

func (s *Service) postPlan(c web.Call, in ScoreSelection) (SendPlan, error) {
	session, err := s.session(c, app.ActionGradeSend)
	if err != nil {
		return SendPlan{}, err
	}
	return s.Plan(c.Ctx(), session, in)
}

// readWithin is how long a person waits for the LMS's gradebook.
const readWithin = 10 * time.Second

func (s *Service) postRead(c web.Call, _ web.None) (Desk, error) {
	session, err := s.session(c, app.ActionGradeRead)
	if err != nil {
		return Desk{}, err
	}
	room, err := s.Classrooms.Classroom(c.Ctx(), session.Classroom)
	if err != nil {
		return Desk{}, err
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), readWithin)
	defer cancel()
	if err := s.ReadBack(ctx, session, room, false); err != nil {
		return Desk{}, &app.Error{Code: app.CodeUnavailable, Message: "The gradebook of your LMS can't be read now.", Err: err}
	}
	return s.Desk(c.Ctx(), session)
}

// room returns the classroom that the path names, if it is the caller's and they may do the action.
func (s *Service) room(c web.Call, action app.Action) (app.Classroom, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return app.Classroom{}, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, action, app.Resource{Classroom: id}) {
		return app.Classroom{}, app.Forbidden()
	}
	return s.Classrooms.Classroom(c.Ctx(), id)
}

func (s *Service) getGrading(c web.Call, _ web.None) (GradingRules, error) {
	room, err := s.room(c, app.ActionGradeRead)
	if err != nil {
		return GradingRules{}, err
	}
	return s.rules(c.Ctx(), room.ID)
}

func (s *Service) rules(ctx context.Context, room app.ClassroomID) (GradingRules, error) {
	policy, err := s.Grading(ctx, room)
	if err != nil {
		return GradingRules{}, err
	}
	columns, err := s.Columns(ctx, room)
	return GradingRules{Policy: policy, Columns: columns}, err
}

func (s *Service) putGrading(c web.Call, in GradingChange) (GradingRules, error) {
	room, err := s.room(c, app.ActionGradePolicy)
	if err != nil {
		return GradingRules{}, err
	}
	if err := s.SetRules(c.Ctx(), room, in, c.Actor.User); err != nil {
		return GradingRules{}, err
	}
	return s.rules(c.Ctx(), room.ID)
}

func (s *Service) postPreview(c web.Call, in GradingRules) (GradingPreview, error) {
	room, err := s.room(c, app.ActionGradePolicy)
	if err != nil {
		return GradingPreview{}, err
	}
	return s.Preview(c.Ctx(), room, in)
}

func (s *Service) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	return web.Allowed(c.Actor, action, session, err)
}

func render(l Line) Score {
	out := Score{
		UserID: l.User, Name: l.Name, Activity: l.Activity, ScoreGiven: l.Given, ScoreMaximum: l.Maximum, State: l.State,
		LastError: l.LastError, Comment: l.Comment, Mend: l.Mend, UpdatedAt: web.At(l.Updated),
	}
	out.Held = l.Held
	if o := l.Override; o != nil {
		out.Override = &ScoreOverride{ScoreGiven: o.Given, Reason: o.Reason, By: o.By, At: web.At(o.At)}
	}
	if o := l.Excuse; o != nil {
		out.Excused = &ScoreOverride{Reason: o.Reason, By: o.By, At: web.At(o.At)}
	}
	if l.HasComputed {
		out.ComputedGiven = &l.Computed
	}
	if r := l.Column; r != nil {
		out.Column = &ColumnScore{ScoreGiven: r.Given, ScoreMaximum: r.Maximum, Sessions: r.Sessions}
	}
	return out
}
