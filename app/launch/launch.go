package launch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// People keeps persons and memberships. Its methods take part in the caller's transaction.
type People interface {
	// Launched keeps who launched and returns who it is, with a name whatever the launch says.
	Launched(ctx context.Context, p app.Person, a app.Arrival) (app.Person, error)
	// Known says whether Launched would have nothing to keep, and returns who it is.
	Known(ctx context.Context, p app.Person, a app.Arrival) (who app.Person, known bool, err error)
	// Met keeps who came without entering a classroom.
	Met(ctx context.Context, p app.Person) (app.Person, error)
	// Find returns who is known by the LMS's own id, or app.ErrNotFound.
	Find(ctx context.Context, issuer, subject string) (app.UserID, error)
}

// Logins turns a launch into a login; it takes part in the caller's transaction.
type Logins interface {
	Begin(ctx context.Context, login app.Login) (code string, err error)
}

// Sealer keeps the tool's private keys at rest.
type Sealer interface {
	Seal(what string, plain []byte) (string, error)
	Open(what, sealed string) ([]byte, error)
	Derive(purpose string) ([]byte, error)
}

// Watch keeps what is known of how launches from an LMS go. Its methods don't block.
type Watch interface {
	Launched(id app.RegistrationID, message string)
	Refused(id app.RegistrationID, code string)
}

// Deps are what a Service needs; all but Keys, Watch, Links, Grades and Entered are required.
type Deps struct {
	Keys   *Keys  // nil: those of Store and Sealer
	Watch  Watch  // nil: nobody wants to know
	Links  Links  // nil: nothing is added to courses
	Grades Grades // needed with Links
	// Entered is told, and mustn't block, that somebody entered a classroom by a launch. It may be nil.
	Entered       func(classroom app.ClassroomID)
	Store         *store.Store
	Registrations *Registrations
	People        People
	Logins        Logins
	Sealer        Sealer
	PublicURL     string
	HTTP          *http.Client // to fetch key sets
	Clock         func() time.Time
	Log           *slog.Logger
}

// Service takes launches.
type Service struct {
	Deps
	tool *lti.Tool

	rooms rooms
}

// New returns a Service.
func New(d Deps) (*Service, error) {
	stateKey, err := d.Sealer.Derive("lti state")
	if err != nil {
		return nil, fmt.Errorf("derive the state key: %w", err)
	}
	if d.Keys == nil {
		d.Keys = NewKeys(d.Store, d.Sealer, d.Clock)
	}
	s := &Service{Deps: d}
	keys := lti.NewKeyCache(lti.KeyCacheConfig{HTTP: d.HTTP, Clock: d.Clock})
	s.tool, err = lti.NewTool(lti.ToolConfig{Registrations: d.Registrations, Keys: keys, StateKey: stateKey, LaunchURL: d.PublicURL + "/lti/launch", Clock: d.Clock})
	if err != nil {
		return nil, fmt.Errorf("set the LTI tool up: %w", err)
	}
	return s, nil
}

// Enter verifies the launch, keeps what it says and returns the single-use code of the login that came of it. Refusals
// are *lti.Error, or *refusedError.
func (s *Service) Enter(ctx context.Context, r lti.LaunchRequest) (code string, err error) {
	l, err := s.tool.Launch(ctx, r)
	if err != nil {
		s.watchRefusal(app.RegistrationID(s.tool.RegistrationOf(r.State)), err)
		return "", err
	}
	if s.Watch != nil {
		s.Watch.Launched(app.RegistrationID(l.Registration.ID), l.MessageType)
	}
	if l.MessageType == lti.MessageDeepLinking {
		return s.choose(ctx, l)
	}
	room, code, err := s.enter(ctx, l)
	if err == nil && s.Entered != nil {
		s.Entered(room)
	}
	return code, err
}

// enter keeps what the launch says and begins the login.
func (s *Service) enter(ctx context.Context, l *lti.Launch) (room app.ClassroomID, code string, err error) {
	who, arrival, login := person(l), arrivalOf(l), loginOf(l)
	if room, known := s.knownRoom(l); known {
		arrival.Classroom = room
		if code, known, err := s.enterAgain(ctx, l, who, arrival, login); known || err != nil {
			return room, code, err
		}
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if login.Classroom, err = s.classroomOf(ctx, l); err != nil {
			return err
		}
		arrival.Classroom = login.Classroom
		who, err := s.People.Launched(ctx, who, arrival)
		if err != nil {
			return err
		}
		login.User, login.Name = who.ID, who.Name
		if err := s.aim(ctx, l, &login); err != nil {
			return err
		}
		code, err = s.begin(ctx, login)
		return err
	})
	return login.Classroom, code, err
}

// enterAgain begins the login of somebody of whom the launch says nothing new: the login is all there is to keep then, and it
// is one row. Not known: there is more, and nothing was kept.
func (s *Service) enterAgain(ctx context.Context, l *lti.Launch, who app.Person, arrival app.Arrival, login app.Login) (code string, known bool, err error) {
	err = s.Store.Single(ctx, func(ctx context.Context) error {
		var err error
		if who, known, err = s.People.Known(ctx, who, arrival); err != nil || !known {
			return err
		}
		login.Classroom, login.User, login.Name = arrival.Classroom, who.ID, who.Name
		if err := s.aim(ctx, l, &login); err != nil {
			return err
		}
		code, err = s.begin(ctx, login)
		return err
	})
	return code, known, err
}

func loginOf(l *lti.Launch) app.Login {
	return app.Login{Launch: app.LaunchID(l.Once.Key), Role: app.Role(l.Principal), Locale: localeOf(l), ReturnURL: returnURL(l.Presentation.ReturnURL), Page: app.PageClass}
}

// watchRefusal tells of refusals that say something about the LMS or its registration; those that a person's browser, a
// second click or a slow hand brings say nothing.
func (s *Service) watchRefusal(id app.RegistrationID, err error) {
	code := lti.Code(err)
	if s.Watch == nil || id == "" || code == "" || strings.HasPrefix(code, "state_") || strings.HasPrefix(code, "browser_") {
		return
	}
	switch code {
	case "launch_replayed", "platform_error", "nonce_mismatch", "token_missing", "issued_too_early":
		return
	}
	s.Watch.Refused(id, code)
}

// begin keeps the login. Its id is the launch's single-use key, so that a launch that was used before can't be kept.
func (s *Service) begin(ctx context.Context, login app.Login) (string, error) {
	code, err := s.Logins.Begin(ctx, login)
	if errors.Is(err, store.ErrDuplicate) {
		return "", lti.ErrReplayed
	}
	return code, err
}

func person(l *lti.Launch) app.Person {
	name := strings.TrimSpace(l.Name)
	if name == "" {
		name = strings.TrimSpace(l.GivenName + " " + l.FamilyName)
	}
	return app.Person{Issuer: l.Registration.Issuer, Subject: l.Subject, Name: cut(name, 200), Email: cut(l.Email, 320), Locale: localeOf(l)}
}

// cut bounds a text from outside to n bytes without breaking a character, and drops control characters.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	for len(s) > n {
		runes := []rune(s)
		s = string(runes[:len(runes)-1-(len(s)-n)/4])
	}
	return s
}

// returnURL lets only web addresses through: the page makes a link of it.
func returnURL(u string) string {
	if len(u) > 2000 || (!strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://")) {
		return ""
	}
	return u
}

// SigningKeys returns the tool's private keys, the one that signs now first.
func (s *Service) SigningKeys(ctx context.Context) (*lti.SigningKeys, error) {
	return s.Keys.Current(ctx)
}
