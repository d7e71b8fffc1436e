package live

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Frames that clients send beside the modules' commands, told apart by type.
const (
	frameBeat  = "beat"
	frameLeave = "leave"
)

// ClientFrame is what a client sends: a beat every beatSeconds, a leave before it goes, or a command, which has an id
// and further fields by its type.
type ClientFrame struct {
	Type string `json:"type"`
	// ID is the client's idempotency key of a command: 8 to 64 letters, digits, "-" and "_".
	ID string `json:"id,omitempty"`
}

var commandID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// Device is the kind of device that somebody is on.
type Device string

// The kinds.
const (
	DeviceDesktop Device = "desktop"
	DevicePhone   Device = "phone"
	DeviceTablet  Device = "tablet"
	DeviceUnknown Device = "unknown"
)

func parseDevice(name string) Device {
	switch d := Device(name); d {
	case DeviceDesktop, DevicePhone, DeviceTablet:
		return d
	default:
		return DeviceUnknown
	}
}

// MainRoom is the room of whoever is in no group.
const MainRoom = "main"

// Person is somebody who is in the session, on one connection or several.
type Person struct {
	UserID   app.UserID `json:"userId"`
	Name     string     `json:"name"`
	Role     app.Role   `json:"role" enum:"instructor,assistant,learner,observer"`
	JoinedAt time.Time  `json:"joinedAt"`
	// Device is that of the newest connection.
	Device Device `json:"device" enum:"desktop,phone,tablet,unknown"`
	// Away is true where nobody looks at any of the person's pages.
	Away bool `json:"away"`
	// Room is MainRoom or the id of a group.
	Room string `json:"room"`
}

// You is the connection's own person.
type You struct {
	UserID       app.UserID       `json:"userId"`
	Role         app.Role         `json:"role" enum:"instructor,assistant,learner,observer"`
	ConnectionID app.ConnectionID `json:"connectionId"`
}

// SessionInfo is the session in a welcome, of the shape that the API gives sessions. EndedAt and EndReason are null: there
// is no welcome to a session that has ended.
type SessionInfo struct {
	ID          app.SessionID    `json:"id"`
	ClassroomID app.ClassroomID  `json:"classroomId"`
	Title       string           `json:"title"`
	State       app.SessionState `json:"state" enum:"live,ended"`
	StartedAt   time.Time        `json:"startedAt"`
	EndedAt     *time.Time       `json:"endedAt"`
	EndReason   *app.EndReason   `json:"endReason"`
}

// MediaState says whether LiveKit answers.
type MediaState string

// The states.
const (
	MediaUp   MediaState = "up"
	MediaDown MediaState = "down"
)

// Welcome is the first frame of a connection, and comes again where the person's role or group has changed. Where Resumed
// is true it brings no snapshot: the events that the client has missed follow. Otherwise it is the snapshot at Offset.
type Welcome struct {
	Type        string      `json:"type" enum:"welcome"`
	Epoch       string      `json:"epoch"`
	Offset      int64       `json:"offset"`
	Resumed     bool        `json:"resumed"`
	ServerTime  time.Time   `json:"serverTime"`
	BeatSeconds float64     `json:"beatSeconds"`
	Session     SessionInfo `json:"session"`
	You         You         `json:"you"`
	Media       MediaState  `json:"media" enum:"up,down"`
	People      []Person    `json:"people,omitempty"`
	// State holds each module's snapshot under its name.
	State map[string]any `json:"state,omitempty"`
}

// PersonJoined says that somebody came.
type PersonJoined struct {
	Head
	Person Person `json:"person"`
}

// PersonChanged says what somebody is now: another role, device or room, away or back.
type PersonChanged struct {
	Head
	Person Person `json:"person"`
	// Made is true where an instructor gave them the role.
	Made bool `json:"made,omitempty"`
}

// PersonLeft says that somebody is gone: they said so, or their last connection broke some time ago.
type PersonLeft struct {
	Head
	UserID app.UserID `json:"userId"`
}

// PersonAway is the command with which a connection says whether its page is looked at.
type PersonAway struct {
	ClientFrame
	Away bool `json:"away"`
}

// PersonRole is the command with which an instructor makes somebody an assistant for the session, or takes that back.
type PersonRole struct {
	ClientFrame
	UserID app.UserID `json:"userId"`
	Role   app.Role   `json:"role" enum:"assistant,learner"`
}

// SessionEnded is the last event of a session; the connection closes after it.
type SessionEnded struct {
	Head
	Reason app.EndReason `json:"reason" enum:"instructor,everyone_left"`
}

// MediaChanged says that LiveKit stopped or began to answer. It is no event: each process sees for itself.
type MediaChanged struct {
	Type  string     `json:"type" enum:"media.state"`
	State MediaState `json:"state" enum:"up,down"`
}

// Removed tells one person that staff removed them; the connection closes after it.
type Removed struct {
	Head
	UserID app.UserID `json:"userId"`
}

// Ack says that a command is committed. All events up to Offset that the client may see came before it.
type Ack struct {
	Type   string          `json:"type" enum:"ack"`
	ID     string          `json:"id"`
	Offset int64           `json:"offset"`
	Result json.RawMessage `json:"result,omitempty"`
}

// Refused says that a command changed nothing, and why.
type Refused struct {
	Type    string   `json:"type" enum:"refused"`
	ID      string   `json:"id"`
	Code    app.Code `json:"code"`
	Message string   `json:"message"`
	// RetryAfterMs is how long to wait before another try, where waiting helps.
	RetryAfterMs int64 `json:"retryAfterMs,omitempty"`
}

// Beat answers a client's beat. All events up to Offset that the client may see came before it.
type Beat struct {
	Type       string    `json:"type" enum:"beat"`
	ServerTime time.Time `json:"serverTime"`
	Offset     int64     `json:"offset"`
}

// Frames lists every frame of the plane itself, for the OpenAPI description.
func Frames() map[string]any {
	return map[string]any{
		"ClientFrame": ClientFrame{}, "Welcome": Welcome{}, "MediaChanged": MediaChanged{}, "Ack": Ack{}, "Refused": Refused{}, "Beat": Beat{},
		"PersonJoined": Described{typeJoined, PersonJoined{}}, "PersonChanged": Described{typeChanged, PersonChanged{}}, "PersonLeft": Described{typeLeft, PersonLeft{}}, "PersonMoved": Described{typeMoved, PersonMoved{}},
		"PersonAway": Described{commandAway, PersonAway{}}, "PersonRole": Described{commandRole, PersonRole{}},
		"SessionEnded": Described{typeEnded, SessionEnded{}}, "Removed": Described{typeRemoved, Removed{}},
	}
}

func encode(v any) []byte { return app.MustJSON(v) }

func refused(id string, err error) []byte {
	e := web.Explain(err)
	return encode(Refused{"refused", id, e.Code, e.Message, e.Retry.Milliseconds()})
}

func decodeClient(b []byte) (ClientFrame, error) {
	var f ClientFrame
	return f, json.Unmarshal(b, &f)
}

func ms(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
