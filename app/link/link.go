package link

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// param is the custom parameter that ties a link to what was prepared for it. It is in lower case, as LMSs make of it.
const param = app.PreparedParam

const (
	// choiceLife is how long a request may be answered.
	choiceLife = 24 * time.Hour
	// codeLife is how long the page that posts the answer may be asked for.
	codeLife = 5 * time.Minute
	// itemsMost bounds the links of one answer.
	itemsMost = 20
	// listMost bounds the classrooms of a course that are offered.
	listMost = 100
)

// Rooms finds classrooms.
type Rooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
	// OfCourse returns the classrooms of a course, the newest first; none for a course without an id.
	OfCourse(ctx context.Context, reg app.RegistrationID, deployment app.DeploymentID, contextID string, most int) ([]app.Classroom, error)
	// Copied returns the classrooms of the same deployment of which the LMS says that this one or its course is a copy, the
	// newest first.
	Copied(ctx context.Context, room app.Classroom, most int) ([]app.Classroom, error)
	// SetPlan keeps the tier and the settings of a classroom. It takes part in the caller's transaction.
	SetPlan(ctx context.Context, id app.ClassroomID, tier app.Tier, settings app.Settings) error
}

// Grades knows how a classroom is graded. What sets something takes part in the caller's transaction.
type Grades interface {
	Columns(ctx context.Context, room app.ClassroomID) ([]app.Column, error)
	Grading(ctx context.Context, room app.ClassroomID) (app.Grading, error)
	SetColumns(ctx context.Context, room app.Classroom, columns []app.Column) error
	SetGrading(ctx context.Context, room app.ClassroomID, g app.Grading, by app.UserID) error
}

// Registrations finds the registration that asked.
type Registrations interface {
	RegistrationByID(ctx context.Context, id string) (lti.Registration, error)
}

// Sealer keeps requests at rest.
type Sealer interface {
	Seal(what string, plain []byte) (string, error)
	Open(what, sealed string) ([]byte, error)
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store         *store.Store
	Rooms         Rooms
	Grades        Grades
	Sessions      Sessions
	People        Members
	Polls         Polls
	Registrations Registrations
	Keys          lti.Signer
	Sealer        Sealer
	Clock         func() time.Time
	Log           *slog.Logger
}

// Service takes deep linking requests and keeps what links were prepared for.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Asked keeps what a deep linking request says. It takes part in the caller's transaction.
func (s *Service) Asked(ctx context.Context, login app.Login, l *lti.Launch) error {
	if !l.DeepLinking.Accepts("ltiResourceLink") {
		return app.Errorf(app.CodeInvalid, "Your LMS doesn't take live classes in this place.")
	}
	plain, err := json.Marshal(asked{DeepLinkingSettings: *l.DeepLinking, AheadSeconds: int64(l.IssuedAt.Sub(s.Clock()) / time.Second)})
	if err != nil {
		return fmt.Errorf("write a deep linking request: %w", err)
	}
	sealed, err := s.Sealer.Seal(sealedAs(login.Launch), plain)
	if err != nil {
		return err
	}
	title := l.Context.Title
	if title == "" {
		title = l.Context.Label
	}
	return s.insertRequest(ctx, requestRow{LaunchID: string(login.Launch), RegistrationID: l.Registration.ID, DeploymentID: l.DeploymentID,
		ContextID: l.Context.ID, CourseTitle: clean(title), Settings: sealed, CreatedMs: store.Millis(s.Clock())})
}

// asked is what is kept of a request.
type asked struct {
	lti.DeepLinkingSettings
	// AheadSeconds is how far the LMS's clock was ahead of ours when it asked; the way of the request counts against it.
	AheadSeconds int64 `json:"ahead_seconds"`
}

func sealedAs(launch app.LaunchID) string { return "deep_link " + string(launch) }

// clean makes one line of at most 200 characters of a text from outside.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), 200)])
}

// Request is a deep linking request that waits for its answer.
type Request struct {
	launch       app.LaunchID
	registration app.RegistrationID
	deployment   app.DeploymentID
	contextID    string
	course       string
	answered     bool
	settings     asked
}

// many says whether more than one link is taken.
func (r Request) many() bool { return r.settings.AcceptMultiple == nil || *r.settings.AcceptMultiple }

// columns says whether the column of a link is taken with it.
func (r Request) columns() bool {
	return r.settings.AcceptLineItem == nil || *r.settings.AcceptLineItem
}

// request returns what the LMS asked for by a launch: CodeNotFound where that is too long ago.
func (s *Service) request(ctx context.Context, launch app.LaunchID) (Request, error) {
	row, err := s.readRequest(ctx, launch)
	if errors.Is(err, app.ErrNotFound) || (err == nil && s.Clock().Sub(store.Time(row.CreatedMs)) > choiceLife) {
		return Request{}, app.NotFound("request")
	}
	if err != nil {
		return Request{}, err
	}
	r := Request{launch: launch, registration: app.RegistrationID(row.RegistrationID), deployment: app.DeploymentID(row.DeploymentID),
		contextID: row.ContextID, course: row.CourseTitle, answered: row.CodeHash != ""}
	plain, err := s.Sealer.Open(sealedAs(launch), row.Settings)
	if err != nil {
		return Request{}, fmt.Errorf("read a deep linking request: %w", err)
	}
	if err := json.Unmarshal(plain, &r.settings); err != nil {
		return Request{}, fmt.Errorf("read a deep linking request: %w", err)
	}
	return r, nil
}

// Item is one link that is chosen: to a classroom of the course that is there already, or to a new one.
type Item struct {
	Classroom app.ClassroomID
	Plan      *app.Plan
	Target    string // "window", "iframe" or ""
}

// answer is what is kept of an answer until it is posted.
type answer struct {
	Items []lti.ContentItem `json:"items"`
}

// Answer keeps the answer to a request, no item for a cancelled one, and returns the code with which its page is asked for.
// A request is answered once. Errors: CodeInvalid, CodeConflict, CodeNotFound.
func (s *Service) Answer(ctx context.Context, r Request, items []Item, by app.UserID) (code string, err error) {
	switch {
	case len(items) > itemsMost:
		return "", app.Errorf(app.CodeInvalid, "At most %d classes can be added at once.", itemsMost)
	case len(items) > 1 && !r.many():
		return "", app.Errorf(app.CodeInvalid, "Your LMS takes one class at a time.")
	}
	if code, err = secret(); err != nil {
		return "", err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		var a answer
		for _, item := range items {
			made, err := s.prepare(ctx, r, item, by)
			if err != nil {
				return err
			}
			a.Items = append(a.Items, made)
		}
		return s.keepAnswer(ctx, r.launch, string(app.MustJSON(a)), hash(code), s.Clock().Add(codeLife))
	})
	return code, err
}

// prepare keeps what an item's link will lead to and returns the link.
func (s *Service) prepare(ctx context.Context, r Request, item Item, by app.UserID) (lti.ContentItem, error) {
	id, err := secret()
	if err != nil {
		return lti.ContentItem{}, err
	}
	row := preparedRow{ID: id, RegistrationID: string(r.registration), DeploymentID: string(r.deployment), ContextID: r.contextID,
		ClassroomID: string(item.Classroom), Shares: item.Classroom != "", MadeBy: string(by), CreatedMs: store.Millis(s.Clock())}
	link := lti.ContentItem{Custom: map[string]string{param: id}, Target: item.Target}
	if item.Classroom != "" {
		room, err := s.Rooms.Classroom(ctx, item.Classroom)
		if errors.Is(err, app.ErrNotFound) || (err == nil && !r.owns(room)) {
			return lti.ContentItem{}, app.NotFound("classroom")
		}
		if err != nil {
			return lti.ContentItem{}, err
		}
		link.Title = clean(room.Title)
	} else {
		if item.Plan == nil {
			return lti.ContentItem{}, app.Errorf(app.CodeInvalid, "Each class needs a title or a classroom.")
		}
		plan := *item.Plan
		plan.Title = strings.TrimSpace(plan.Title)
		if err := plan.Validate(); err != nil {
			return lti.ContentItem{}, err
		}
		link.Title, link.LineItem = plan.Title, lineItem(plan, id)
		row.Plan = string(app.MustJSON(plan))
	}
	return link, s.insertPrepared(ctx, row)
}

// owns says whether the classroom is of the course that asked.
func (r Request) owns(room app.Classroom) bool {
	return r.contextID != "" && room.ContextID == r.contextID && room.Registration == r.registration && room.Deployment == r.deployment
}

// lineItem is the column that comes with the link: the attendance of all sessions, which is the one that Lectern keeps in
// the link's own column. Columns of other activities are made by the first score.
func lineItem(plan app.Plan, id string) *lti.ContentLineItem {
	for _, c := range plan.Columns {
		if c.Activity == app.ActivityAttendance && c.Enabled && c.Scope == app.ScopeRolling {
			label := c.Title
			if label == "" {
				label = app.ColumnLabel(plan.Title, c.Activity)
			}
			return &lti.ContentLineItem{Label: label, ScoreMaximum: c.Maximum, ResourceID: id, Tag: "lectern-attendance"}
		}
	}
	return nil
}

// Post signs the answer that the code belongs to and says where it goes. The code works once. Errors: CodeLaunchCodeUnknown,
// CodeLaunchCodeUsed.
func (s *Service) Post(ctx context.Context, code string) (returnURL, jwt string, err error) {
	launch, kept, err := s.useCode(ctx, hash(code), s.Clock())
	if err != nil {
		return "", "", err
	}
	r, err := s.request(ctx, launch)
	if err != nil {
		return "", "", err
	}
	reg, err := s.Registrations.RegistrationByID(ctx, string(r.registration))
	if err != nil {
		return "", "", fmt.Errorf("find the registration of a request: %w", err)
	}
	var a answer
	if err := json.Unmarshal([]byte(kept), &a); err != nil {
		return "", "", fmt.Errorf("read an answer: %w", err)
	}
	jwt, err = lti.SignDeepLinkingResponse(s.Keys, reg, string(r.deployment), r.settings.DeepLinkingSettings, lti.DeepLinkingResponse{Items: a.Items},
		s.Clock().Add(time.Duration(r.settings.AheadSeconds)*time.Second)) // by the LMS's clock: some refuse a message that is a second ahead
	if err != nil {
		return "", "", fmt.Errorf("sign an answer: %w", err)
	}
	return r.settings.ReturnURL, jwt, nil
}

// secret returns 128 random bits as text.
func secret() (string, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

func hash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
