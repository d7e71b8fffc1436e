package board

import (
	"context"
	"hash/fnv"
	"log/slog"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/board/render"
	"github.com/lectern-classroom/lectern/app/board/upload"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/outbox"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/whiteboard"
)

// Kind is what a document is for.
type Kind string

// The kinds.
const (
	KindNote Kind = "note" // the text of a session
	KindPage Kind = "page" // a page of its board
)

// Sessions finds sessions; app.ErrNotFound where there is none.
type Sessions interface {
	Session(ctx context.Context, id app.SessionID) (app.Session, error)
}

// Classrooms finds classrooms.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Groups says what the groups of a session's breakouts have made is open to whom.
type Groups interface {
	// Access returns what somebody with a role may do with what a group has made, as it is by now. What it returns is
	// safe for concurrent use.
	Access(ctx context.Context, session app.SessionID) (func(user app.UserID, role app.Role, group app.GroupID) app.GroupAccess, error)
}

// Viewers says as what somebody sees a session: with the role and the group of now, and after the class with the last ones.
type Viewers interface {
	Viewer(ctx context.Context, session app.Session, actor app.Actor) (live.Viewer, error)
}

// People finds persons.
type People interface {
	Person(ctx context.Context, id app.UserID) (app.Person, error)
}

// Authenticator checks the token of a socket.
type Authenticator interface {
	Authenticate(token string) (app.Actor, error)
}

// Roles says which roles people have in a session now.
type Roles interface {
	Role(ctx context.Context, session app.SessionID, actor app.Actor) (app.Role, error)
	Roles(ctx context.Context, session app.Session, users []app.UserID) (map[app.UserID]app.Role, error)
}

// Streams is the live state of sessions.
type Streams interface {
	// Places returns for each session a text that differs whenever something has happened in it, in whatever process.
	Places(ctx context.Context, sessions []app.SessionID) (map[app.SessionID]string, error)
	// Look lets a module of the session take in what was written beside the stream.
	Look(session app.Session, module string) error
}

// Deps are what a Service needs. All but Roles, Groups, Viewers, Bus and Tools are required.
type Deps struct {
	Store      *store.Store
	Sessions   Sessions
	Door       live.Door
	Classrooms Classrooms
	People     People
	Auth       Authenticator
	Roles      Roles          // nil: the role of the token
	Groups     Groups         // nil: there are none
	Viewers    Viewers        // nil: nobody is in a group
	Bus        whiteboard.Bus // nil: one process serves all
	Streams    Streams        // may be set until Run
	Kinds      upload.Kinds
	Outbox     *outbox.Outbox
	Tools      render.Tools // those that are installed
	// RendersElsewhere says that other processes do the jobs: they may have other tools.
	RendersElsewhere bool
	PublicURL        string // of Lectern, http(s)://…
	Clock            func() time.Time
	Log              *slog.Logger
}

// Service keeps and serves the documents.
type Service struct {
	Deps
	hub     *whiteboard.Hub
	seats   seats
	drawn   *drawn
	fresher chan struct{} // capacity 1: held by whoever gives connections the rights of now
	uploads *upload.Service
}

// New returns a Service.
func New(d Deps) *Service {
	s := &Service{Deps: d, seats: seats{of: map[app.SessionID]map[seat]*seated{}}, fresher: make(chan struct{}, 1), drawn: newDrawn(d.Store, d.Log)}
	s.uploads = upload.New(upload.Deps{Store: d.Store, Sessions: d.Sessions, Board: uploaded{s}, Kinds: d.Kinds, Outbox: d.Outbox, Tools: d.Tools,
		RendersElsewhere: d.RendersElsewhere, Clock: d.Clock, Log: d.Log})
	s.hub = whiteboard.New(whiteboard.Deps{Log: s.keeper(), Bus: d.Bus, Logger: d.Log})
	return s
}

// Handle registers the jobs.
func (s *Service) Handle(o *outbox.Outbox) { s.uploads.Handle(o) }

func (s *Service) keeper() keeper { return keeper{s.Store, s.Clock, s.Log, s.drawn} }

// Run serves until ctx ends; then connections are closed with a code that says "come back".
func (s *Service) Run(ctx context.Context) error {
	var watching sync.WaitGroup
	defer watching.Wait()
	if s.Bus != nil {
		watching.Go(func() { s.watch(ctx) })
	}
	return s.hub.Run(ctx)
}

// colors are told apart on light and dark alike, and bear white text.
var colors = [...]string{"#b3261e", "#8a4b08", "#4f6b00", "#1b7340", "#00697a", "#1f5fa8", "#5a4fcf", "#8e3a9d", "#ad1f66", "#5a6472"}

// colorOf gives a person one color, always the same.
func colorOf(user app.UserID) string {
	h := fnv.New32a()
	// A hash never fails to be written.
	_, _ = h.Write([]byte(user))
	return colors[h.Sum32()%uint32(len(colors))]
}
