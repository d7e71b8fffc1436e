package launch

import (
	"context"
	"errors"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/lti"
)

// refusedError is a launch that is valid and asks for what the person may not have.
type refusedError struct{ code, sentence string }

func (e *refusedError) Error() string { return "launch: " + e.code }

var (
	errNotYours = &refusedError{"review_not_allowed", "You can look at your own record in this class and not at that of somebody else; please open your own from the gradebook."}
	errNotYou   = &refusedError{"deep_linking_not_allowed", "Only a teacher of the course can add a live class to it; please ask your teacher."}
	errNoAdding = &refusedError{"deep_linking_not_offered", "Live classes can't be added from here; please tell the administrator of this service."}
)

// aim says which page the login opens. A submission review opens the record of whom it is for (Submission Review 1.0):
// staff see everybody's, others their own.
func (s *Service) aim(ctx context.Context, l *lti.Launch, login *app.Login) error {
	if l.MessageType != lti.MessageSubmissionReview {
		return nil
	}
	login.Page = app.PageRecord
	actor, room := app.Actor{User: login.User, Classroom: login.Classroom, Role: login.Role, Launch: login.Launch}, app.Resource{Classroom: login.Classroom}
	if l.ForUser.UserID == l.Subject && app.Can(actor, app.ActionAttendanceReadOwn, room) {
		login.About = login.User
		return nil
	}
	if !app.Can(actor, app.ActionAttendanceRead, room) {
		return errNotYours
	}
	about, err := s.People.Find(ctx, l.Registration.Issuer, l.ForUser.UserID)
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return fmt.Errorf("find whose work is reviewed: %w", err)
	}
	login.About = about
	return nil
}

// Links keeps for which courses an LMS asked what to add, and knows what the links that were added lead to. Its methods
// take part in the caller's transaction.
type Links interface {
	// Asked keeps what a deep linking request says.
	Asked(ctx context.Context, login app.Login, l *lti.Launch) error
	// Lead says what a link leads to that nobody has opened before.
	Lead(ctx context.Context, l *lti.Launch) (app.Lead, error)
	// Led remembers which classroom came of a lead with a plan.
	Led(ctx context.Context, lead app.Lead, room app.ClassroomID) error
}

// Grades takes over how a new classroom is graded. Its methods take part in the caller's transaction.
type Grades interface {
	SetColumns(ctx context.Context, room app.Classroom, columns []app.Column) error
	SetGrading(ctx context.Context, room app.ClassroomID, g app.Grading, by app.UserID) error
}

// choose takes a deep linking request (Deep Linking 2.0 §3): it begins a login that is of no classroom and can only choose.
func (s *Service) choose(ctx context.Context, l *lti.Launch) (code string, err error) {
	if s.Links == nil {
		return "", errNoAdding
	}
	login := loginOf(l)
	login.Page = app.PageChoose
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		who, err := s.People.Met(ctx, person(l))
		if err != nil {
			return err
		}
		login.User, login.Name = who.ID, who.Name
		actor := app.Actor{User: who.ID, Role: login.Role, Launch: login.Launch}
		if !app.Can(actor, app.ActionLinkChoose, app.Resource{Choice: login.Launch}) {
			return errNotYou
		}
		if err := s.Links.Asked(ctx, login, l); err != nil {
			return err
		}
		code, err = s.begin(ctx, login)
		return err
	})
	return code, err
}
