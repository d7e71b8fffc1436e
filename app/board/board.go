package board

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/whiteboard"
)

// Kind is what a document is for.
type Kind string

// KindNote is the text of a session.
const KindNote Kind = "note"

// Sessions finds sessions; app.ErrNotFound where there is none.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// People finds persons.
type People interface {
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Authenticator checks the token of a socket.
type Authenticator interface {
	Authenticate(token string) (app.Actor, error)
}

// Roles says which role somebody has in a session now.
type Roles interface {
	Role(ctx context.Context, session app.SessionID, actor app.Actor) (app.Role, error)
}

// Deps are what a Service needs. All but Roles and Bus are required.
type Deps struct {
	Store     *store.Store
	Sessions  Sessions
	People    People
	Auth      Authenticator
	Roles     Roles          // nil: the role of the token
	Bus       whiteboard.Bus // nil: one process serves all
	PublicURL string         // of Lectern, http(s)://…
	Clock     func() time.Time
	Log       *slog.Logger
}

// Service keeps and serves the documents.
type Service struct {
	Deps
	hub *whiteboard.Hub
}

// New returns a Service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.hub = whiteboard.New(whiteboard.Deps{Log: keeper{d.Store, d.Clock}, Bus: d.Bus, Logger: d.Log})
	return s
}

// Run serves until ctx ends; then connections are closed with a code that says "come back".
func (s *Service) Run(ctx context.Context) error { return s.hub.Run(ctx) }

// NoteID returns the id of a session's note.
func NoteID(session app.SessionID) app.BoardID { return app.BoardID("n-" + string(session)) }

// EnsureNote returns the id of the session's note and makes it where there is none. That of an ended session is only
// found: CodeNotFound where it was never made or isn't kept any more.
func (s *Service) EnsureNote(ctx context.Context, session app.Session) (app.BoardID, error) {
	id := NoteID(session.ID)
	switch _, err := s.find(ctx, id); {
	case err == nil:
		return id, nil
	case !errors.Is(err, app.ErrNotFound):
		return "", fmt.Errorf("find a note: %w", err)
	case session.State != app.SessionLive:
		return "", app.Errorf(app.CodeNotFound, "There are no notes of this class.")
	}
	return id, s.insert(ctx, board{ID: id, Session: session.ID, Kind: KindNote}, s.Clock())
}

// board is one document.
type board struct {
	ID      app.BoardID
	Session app.SessionID
	Kind    Kind
	Locked  bool
}

// writes is mayWrite as the hub takes it: everything or nothing.
func writes(may bool) whiteboard.Access {
	if may {
		return whiteboard.AccessAll
	}
	return whiteboard.AccessNone
}

// mayWrite is the whole rule of who may write.
func mayWrite(session app.Session, locked bool, role app.Role) bool {
	actor := app.Actor{User: "member", Classroom: session.Classroom, Role: role}
	return session.State == app.SessionLive && (!locked || role.IsStaff()) &&
		app.Can(actor, app.ActionNoteWrite, app.Resource{Classroom: session.Classroom})
}

// admit looks whether the actor may have the document. The refusals are those of app.Error: unauthorized, not_found,
// forbidden, removed.
func (s *Service) admit(ctx context.Context, token string, id app.BoardID) (whiteboard.Member, error) {
	var none whiteboard.Member
	actor, err := s.Auth.Authenticate(token)
	if err != nil {
		return none, err
	}
	found, err := s.find(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return none, app.NotFound("board")
	}
	if err != nil {
		return none, fmt.Errorf("find a board: %w", err)
	}
	session, err := s.Sessions.Session(ctx, found.Session)
	if session, err = web.Allowed(actor, app.ActionNoteRead, session, err); err != nil {
		return none, err
	}
	if err := s.notRemoved(ctx, session.ID, actor.User); err != nil {
		return none, err
	}
	person, err := s.People.Person(ctx, actor.User)
	if err != nil {
		return none, fmt.Errorf("find who opens a board: %w", err)
	}
	role, err := s.role(ctx, session.ID, actor)
	if err != nil {
		return none, err
	}
	m := whiteboard.Member{UserID: string(actor.User), Name: person.Name, Color: colorOf(actor.User), Kind: string(role)}
	m.May = func(ctx context.Context) (whiteboard.Access, error) {
		may, err := s.may(ctx, id, session.ID, actor)
		return writes(may), err
	}
	return m, nil
}

func (s *Service) role(ctx context.Context, session app.SessionID, actor app.Actor) (app.Role, error) {
	if s.Roles == nil {
		return actor.Role, nil
	}
	role, err := s.Roles.Role(ctx, session, actor)
	if err != nil {
		return "", fmt.Errorf("ask for a role: %w", err)
	}
	return role, nil
}

// may asks the database whether the actor may write now.
func (s *Service) may(ctx context.Context, id app.BoardID, session app.SessionID, actor app.Actor) (bool, error) {
	found, err := s.find(ctx, id)
	if err != nil {
		return false, fmt.Errorf("find a board: %w", err)
	}
	now, err := s.Sessions.Session(ctx, session)
	if err != nil {
		return false, fmt.Errorf("find the session of a board: %w", err)
	}
	role, err := s.role(ctx, session, actor)
	return err == nil && mayWrite(now, found.Locked, role), err
}

// Ended makes the session's note read-only for everybody who has it open.
func (s *Service) Ended(session app.SessionID) {
	s.hub.Flip(doc(session), func(*whiteboard.Member) whiteboard.Access { return whiteboard.AccessNone })
}

// notRemoved refuses who was sent out of the session.
func (s *Service) notRemoved(ctx context.Context, session app.SessionID, user app.UserID) error {
	removed, err := s.Store.PersonRemoved(ctx, session, user)
	if err != nil {
		return fmt.Errorf("ask whether somebody was removed: %w", err)
	}
	if removed {
		return app.Errorf(app.CodeRemoved, "You were removed from this class.")
	}
	return nil
}

// Removed sends the user out of the session's documents.
func (s *Service) Removed(session app.SessionID, user app.UserID) {
	code := web.CloseCode(app.Errorf(app.CodeRemoved, ""))
	s.hub.Close(doc(session), code, func(m whiteboard.Member) bool { return m.UserID == string(user) })
}

// flip gives everybody who has the note open the rights of now. Where user isn't empty, that person has a new role.
func (s *Service) flip(session app.Session, locked bool, user app.UserID, role app.Role) {
	s.hub.Flip(doc(session.ID), func(m *whiteboard.Member) whiteboard.Access {
		if user != "" && m.UserID == string(user) {
			m.Kind = string(role)
		}
		return writes(mayWrite(session, locked, app.Role(m.Kind)))
	})
}

// refresh gives everybody who has the note open the rights that the database says. user is as for flip.
func (s *Service) refresh(ctx context.Context, id app.SessionID, user app.UserID, role app.Role) {
	session, err := s.Sessions.Session(ctx, id)
	if err == nil {
		var locked bool
		if locked, err = s.locked(ctx, NoteID(id)); err == nil {
			s.flip(session, locked, user, role)
			return
		}
	}
	s.Log.Error("rights of a board not told", "session", id, "error", err)
}

func doc(session app.SessionID) whiteboard.DocID { return whiteboard.DocID(NoteID(session)) }

// colors are told apart on light and dark alike, and bear white text.
var colors = [...]string{"#b3261e", "#8a4b08", "#4f6b00", "#1b7340", "#00697a", "#1f5fa8", "#5a4fcf", "#8e3a9d", "#ad1f66", "#5a6472"}

// colorOf gives a person one color, always the same.
func colorOf(user app.UserID) string {
	h := fnv.New32a()
	// A hash never fails to be written.
	_, _ = h.Write([]byte(user))
	return colors[h.Sum32()%uint32(len(colors))]
}
