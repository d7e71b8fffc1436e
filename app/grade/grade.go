package grade

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// ScoreMaximum is the scale of the columns that Lectern makes.
const ScoreMaximum = 100

// State is where a score is on its way to the gradebook.
type State string

// The states.
const (
	StateDraft  State = "draft"
	StateQueued State = "queued"
	StateSent   State = "sent"
	StateFailed State = "failed"
)

// Classrooms finds classrooms.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Registrations finds the registration of a classroom; it answers lti.ErrUnknownRegistration where there is none.
type Registrations interface {
	RegistrationByID(ctx context.Context, id string) (lti.Registration, error)
}

// People finds persons.
type People interface {
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Sessions finds sessions.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Platform is the LMS's gradebook (AGS 2.0); *lti.Services is one.
type Platform interface {
	FindLineItem(ctx context.Context, reg lti.Registration, lineItemsURL, tag, resourceID, resourceLinkID string) (lti.LineItem, error)
	CreateLineItem(ctx context.Context, reg lti.Registration, lineItemsURL string, l lti.LineItem) (lti.LineItem, error)
	PutScore(ctx context.Context, reg lti.Registration, lineItemURL string, sc lti.Score) error
	Results(ctx context.Context, reg lti.Registration, lineItemURL, userID string) ([]lti.Result, error)
}

// Outbox takes messages into the caller's transaction.
type Outbox interface {
	Add(ctx context.Context, msgs ...outbox.Message) error
}

// Deps are what a Service needs; all are required.
type Deps struct {
	Store         *store.Store
	Outbox        Outbox
	Classrooms    Classrooms
	Registrations Registrations
	People        People
	Sessions      Sessions
	Platform      Platform
	Clock         func() time.Time
	Log           *slog.Logger
	// Impatient makes every pause a hold, however short, for tests that move Clock by hand.
	Impatient bool
	// Members, Computer and Groups are what the desk needs besides; delivery does without.
	Members  Members
	Computer Computer
	Groups   Groups
}

// Service keeps scores and delivers them.
type Service struct {
	Deps
	paces paces

	mu      sync.Mutex
	strikes map[string]int // by message: how often the LMS failed on it while it took others
}

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d, strikes: map[string]int{}} }

// Computed is what was computed for one person: Given of Maximum, in any scale, and a comment that explains it to them.
type Computed struct {
	User    app.UserID
	Given   float64
	Maximum float64
	Comment string
	// Learner is false for staff and observers, who get no score.
	Learner bool
	// Parts are what it was computed from; nothing is kept of them.
	Parts []Part
}

// Line is one person's score of one activity.
type Line struct {
	User     app.UserID
	Name     string
	Activity app.ActivityKind
	// Given of Maximum is the session's score: the override where there is one, else what was computed. Comment is sent
	// with it.
	Given, Maximum float64
	Comment        string
	State          State
	// Held: the score waits until the instructor sends it.
	Held bool
	// Computed is what was computed; HasComputed is false for a score that was only ever given by hand.
	Computed    float64
	HasComputed bool
	// Column is what is sent where the column is made of several sessions; else nil.
	Column *Rolled
	// LastError and Mend say in a person's words what is wrong and what to do about it; both may be "".
	LastError, Mend string
	Override        *Override
	// Excuse says why the session doesn't count for the person, or is nil.
	Excuse  *Override
	Updated time.Time
}

// Rolled is a column's score that is made of several sessions.
type Rolled struct {
	Given, Maximum float64
	Sessions       int
}

// Override is an instructor's decision on a score.
type Override struct {
	Given  float64
	Reason string
	By     app.UserID
	At     time.Time
}

// Settle keeps what was computed of one activity of a session and queues what changed, in the caller's transaction. It
// can be called again with whatever was computed anew; what is unchanged stays as it is, but for scores that lacked a
// gradebook which the LMS has come to offer.
func (s *Service) Settle(ctx context.Context, session app.Session, room app.Classroom, activity app.ActivityKind, computed []Computed) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		act, err := s.ensureActivity(ctx, room, session, activity)
		if err != nil || !act.Enabled {
			return err
		}
		o, err := s.orders(ctx, room.ID)
		if err != nil {
			return err
		}
		rows, err := s.sessionScores(ctx, session.ID, act.ID)
		if err != nil {
			return err
		}
		computed = slices.Clone(computed)
		slices.SortStableFunc(computed, func(a, b Computed) int { return strings.Compare(string(a.User), string(b.User)) })
		for _, c := range computed {
			if !c.Learner {
				continue
			}
			given, err := rescale(c, act.cellMaximum())
			if err != nil {
				return err
			}
			if err := s.settleOne(ctx, session.ID, room, act, rows[c.User], c, given, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// rescale returns what was computed in the scale of the activity, rounded to hundredths.
func rescale(c Computed, maximum float64) (float64, error) {
	given := math.Round(c.Given/c.Maximum*maximum*100) / 100
	if !(c.Maximum > 0) || math.IsNaN(given) || math.IsInf(given, 0) {
		return 0, errors.New("settle scores: a computed score isn't a number of a positive maximum")
	}
	return max(0, min(given, maximum)), nil
}

func (s *Service) settleOne(ctx context.Context, session app.SessionID, room app.Classroom, act activityRow, old *scoreRow, c Computed, given float64, o order) error {
	if old == nil {
		row := scoreRow{SessionID: string(session), ActivityID: act.ID, UserID: string(c.User), Computed: true, ComputedGiven: given, ComputedComment: c.Comment}
		return s.place(ctx, room, act, &row, o)
	}
	row := *old
	row.Computed, row.ComputedGiven, row.ComputedComment = true, given, c.Comment
	arrived := row.State == string(StateDraft) && row.LastError == faultNoGradebook.cause && offered(room, act)
	switch {
	case arrived, row != *old && !row.Overridden && !row.Excused:
		return s.place(ctx, room, act, &row, o)
	case row != *old:
		return s.saveScore(ctx, row)
	}
	return nil
}

// offered says whether the LMS lets Lectern send scores of the activity (AGS 2.0 §3.1: the claim names the addresses
// and the scopes).
func offered(room app.Classroom, act activityRow) bool {
	scopes := strings.Fields(room.AGSScopes)
	has := func(scope string) bool { return slices.Contains(scopes, scope) }
	if !has(lti.ScopeScore) {
		return false
	}
	return coupled(room, act) != "" || act.LineItemURL != "" || room.LineItemsURL != ""
}

// coupled returns the line item that belongs to the link itself (AGS 2.0 §3.1.2), or "". It holds one number, and that is
// the attendance of all sessions; other activities have columns of their own.
func coupled(room app.Classroom, act activityRow) string {
	if act.Kind != string(app.ActivityAttendance) || act.SessionID != "" {
		return ""
	}
	return room.LineItemURL
}

// Retry queues the session's failed scores again, and those for which there was no gradebook and now is one. It returns
// how many.
func (s *Service) Retry(ctx context.Context, session app.SessionID) (int, error) {
	n := 0
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		n = 0
		acts, room, err := s.lockActivities(ctx, session)
		if err != nil {
			return err
		}
		for _, act := range acts {
			rows, err := s.sessionScores(ctx, session, act.ID)
			if err != nil {
				return err
			}
			for _, user := range sortedKeys(rows) {
				row := rows[user]
				again := row.State == string(StateFailed) || (row.State == string(StateDraft) && row.LastError == faultNoGradebook.cause)
				if !again || !offered(room, act) {
					continue
				}
				if err := s.place(ctx, room, act, row, order{explicit: true}); err != nil {
					return err
				}
				if row.State == string(StateQueued) {
					n++
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("retry scores: %w", err)
	}
	return n, nil
}

// lockActivities takes the activities of a session's classroom, so that nobody else changes scores of them.
func (s *Service) lockActivities(ctx context.Context, id app.SessionID) ([]activityRow, app.Classroom, error) {
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return nil, app.Classroom{}, err
	}
	room, err := s.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return nil, app.Classroom{}, err
	}
	acts, err := s.lockAll(ctx, session.Classroom)
	return acts, room, err
}

// Lines returns the scores of a session, by name and activity.
func (s *Service) Lines(ctx context.Context, session app.SessionID) ([]Line, error) {
	return s.lines(ctx, session, "")
}

// LinesOf returns the scores of one person in a session.
func (s *Service) LinesOf(ctx context.Context, session app.SessionID, user app.UserID) ([]Line, error) {
	return s.lines(ctx, session, user)
}

// lines returns the scores of a session, of one person where user isn't "".
func (s *Service) lines(ctx context.Context, session app.SessionID, user app.UserID) ([]Line, error) {
	rows, err := s.listScores(ctx, session, user)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(rows))
	for i, r := range rows {
		person, err := s.People.Person(ctx, app.UserID(r.Score.UserID))
		if err != nil {
			return nil, fmt.Errorf("name a line: %w", err)
		}
		lines[i] = r.line(person.Name)
	}
	slices.SortStableFunc(lines, func(a, b Line) int {
		if n := strings.Compare(a.Name, b.Name); n != 0 {
			return n
		}
		return strings.Compare(string(a.User)+string(a.Activity), string(b.User)+string(b.Activity))
	})
	return lines, nil
}
