package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
)

// Module is a feature's part of the live state of sessions. Its name is the feature's noun: its commands and events are
// "<name>.<verb>", its snapshot stands under the name in the welcome's state.
type Module interface {
	Name() string
	Commands() []Spec
	// Load reads the state of a session within the transaction of ctx, while nothing else of the session is decided.
	Load(ctx context.Context, session app.Session) (State, error)
}

// Spec describes one command.
type Spec struct {
	Type string // "chat.send"
	// Action is asked of app.Can with the actor's role of now before the module is.
	Action app.Action
	// Rate bounds the command per person; the zero value stands for DefaultRate.
	Rate Rate
}

// Rate bounds how often a person may give a command.
type Rate struct {
	PerSecond float64
	Burst     int
}

// DefaultRate bounds commands whose Spec says nothing.
var DefaultRate = Rate{PerSecond: 5, Burst: 20}

// State is a module's state of one session. One goroutine uses it.
type State interface {
	// Command decides: it looks at the state, writes the feature's rows with ctx, which is in a transaction, and says
	// what happened. It doesn't change the state; Apply does. A refusal is an *app.Error, returned before anything is
	// written; any other error rolls everything back.
	Command(ctx context.Context, c Command) (Outcome, error)
	// Apply takes an event of the module in: one that Command gave, or one that another process decided. It reads its
	// Body. Types that it doesn't know are left alone.
	Apply(e Event) error
	// Snapshot returns what the viewer may see of the state. It marshals to a JSON object.
	Snapshot(v Viewer) any
}

// Follower is a State that sees who comes, goes, changes and is moved (person.joined, person.changed, person.left,
// person.moved), and what the Placer's module decides, in the same transaction, and may add events of its own.
type Follower interface {
	Follow(ctx context.Context, e Event) (Outcome, error)
}

// Clocked is a State in which something runs out by time.
type Clocked interface {
	// Due returns when, or the zero time.
	Due() time.Time
	// Expire is called once that time has passed. It finds nothing to do where another process was first.
	Expire(ctx context.Context, now time.Time) (Outcome, error)
}

// Looker is a State that takes in what was written beside the stream, by a job or by a request over HTTP.
type Looker interface {
	// Look finds nothing to do where another process was first.
	Look(ctx context.Context, now time.Time) (Outcome, error)
}

// Ender is a State in which something ends with the session.
type Ender interface {
	// End is called in the turn that ends the session, before the event that says so: what it decides is committed, told and
	// redone with that. at is when the session ended. It finds nothing to do where nothing runs any more.
	End(ctx context.Context, at time.Time) (Outcome, error)
}

// Changing is a State with values that change faster than they need to be told. They are sent after each welcome and, at
// most four times a second, after Dirty said true. They are absolute, so that one that is missed does no harm.
type Changing interface {
	// Volatile returns the frames for viewers of the role and group; it doesn't look at the viewer's User.
	Volatile(v Viewer) []Frame
	// Dirty says whether values have changed since it was called last.
	Dirty() bool
}

// Frame is a frame without an offset: a struct whose Type is set.
type Frame any

// Command is what a person wants to be done.
type Command struct {
	// ID is the client's key of the command: a second one of the same person and key changes nothing.
	ID, Type   string
	Actor      app.Actor // with the role of now
	Name       string    // of the actor, as the server knows it
	Connection app.ConnectionID
	Session    app.Session
	At         time.Time       // UTC with milliseconds
	Body       json.RawMessage // the whole frame
	People     Presence
}

// Presence says who is in the session.
type Presence interface {
	Person(id app.UserID) (Person, bool)
	// Group returns the group that the person is in, or "".
	Group(id app.UserID) app.GroupID
	// Viewer returns how the person sees the session; one who isn't there has no role.
	Viewer(id app.UserID) Viewer
}

// Outcome is what came of a command.
type Outcome struct {
	Events []Event
	Facts  []app.Fact
	// Redact are offsets of earlier events whose bodies are forgotten, because what they said was deleted. Clients that
	// come back meanwhile get a snapshot instead of them.
	Redact []int64
	// Result is told to the client whose command it was; it marshals to a JSON object. nil: nothing.
	Result any
	// After is run once, after the commit and outside of the session's loop, to wake others up. It is given 10 s.
	After func(ctx context.Context)
}

// Bind decodes the body of a command. Fields that it doesn't know are left alone; a refusal is CodeInvalid.
func Bind[T any](c Command) (T, error) {
	var in T
	if err := json.Unmarshal(c.Body, &in); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) && kind.Field != "" {
			return in, &app.Error{Code: app.CodeInvalid, Message: "The field " + kind.Field + " must be a " + kind.Type.String() + ".", Err: err}
		}
		return in, &app.Error{Code: app.CodeInvalid, Message: "That isn't the expected JSON.", Err: err}
	}
	return in, nil
}

// storable says whether a frame's text can be kept: both databases refuse NUL in a text, and bytes that are no UTF-8.
func storable(frame []byte) bool {
	if !utf8.Valid(frame) || bytes.ContainsRune(frame, 0) {
		return false
	}
	for rest := frame; ; {
		before, after, found := bytes.Cut(rest, []byte(`\u0000`))
		if !found {
			return true
		}
		if (len(before)-len(bytes.TrimRight(before, `\`)))%2 == 0 { // else the backslash is a letter of the text
			return false
		}
		rest = after
	}
}

// Described is a frame for the description of the API: the value's Type field holds the type.
type Described struct {
	Type  string
	Value any
}

// FrameType returns the value's type and the frame type that it has.
func (d Described) FrameType() (reflect.Type, string) { return reflect.TypeOf(d.Value), d.Type }
