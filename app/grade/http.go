package grade

import (
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/sessions/:id/grades", "The scores of a session; a learner gets their own.", http.StatusOK, s.getGrades),
		web.JSON("PUT", "/sessions/:id/grades/:user/:activity/override", "Decide a score, with a reason.", http.StatusOK, s.putOverride),
		web.JSON("DELETE", "/sessions/:id/grades/:user/:activity/override", "Take the decision on a score back.", http.StatusOK, s.deleteOverride),
		web.JSON("POST", "/sessions/:id/grades/retry", "Send the scores that failed again.", http.StatusAccepted, s.postRetry),
	}
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

func (s *Service) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := s.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	return web.Allowed(c.Actor, action, session, err)
}

func render(l Line) Score {
	out := Score{
		UserID: l.User, Name: l.Name, Activity: l.Activity, ScoreGiven: l.Given, ScoreMaximum: l.Maximum, State: l.State,
		LastError: l.LastError, Comment: l.Comment, Mend: l.Mend, UpdatedAt: web.At(l.Updated),
	}
	if o := l.Override; o != nil {
		out.Override = &ScoreOverride{ScoreGiven: o.Given, Reason: o.Reason, By: o.By, At: web.At(o.At)}
	}
	return out
}
