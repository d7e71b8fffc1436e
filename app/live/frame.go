package live

import (
	"encoding/json"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Frames that clients send, told apart by type.
const (
	frameBeat  = "beat"
	frameLeave = "leave"
)

// ClientFrame is what a client sends: a beat every beatSeconds, or a leave before it goes.
type ClientFrame struct {
	Type string `json:"type" enum:"beat,leave"`
}

// Person is somebody who is connected.
type Person struct {
	UserID   app.UserID `json:"userId"`
	Name     string     `json:"name"`
	Role     app.Role   `json:"role" enum:"instructor,assistant,learner,observer"`
	JoinedAt time.Time  `json:"joinedAt"`
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

// Welcome is the first frame of a connection: the snapshot at Offset.
type Welcome struct {
	Type        string      `json:"type" enum:"welcome"`
	Epoch       string      `json:"epoch"`
	Offset      int64       `json:"offset"`
	ServerTime  time.Time   `json:"serverTime"`
	BeatSeconds float64     `json:"beatSeconds"`
	Session     SessionInfo `json:"session"`
	You         You         `json:"you"`
	People      []Person    `json:"people"`
	Media       MediaState  `json:"media" enum:"up,down"`
}

// PersonJoined says that somebody's first connection opened.
type PersonJoined struct {
	Type   string `json:"type" enum:"person.joined"`
	Offset int64  `json:"offset"`
	Person Person `json:"person"`
}

// PersonLeft says that somebody's last connection is gone.
type PersonLeft struct {
	Type   string     `json:"type" enum:"person.left"`
	Offset int64      `json:"offset"`
	UserID app.UserID `json:"userId"`
}

// SessionEnded is the last event of a session; the connection closes after it.
type SessionEnded struct {
	Type   string        `json:"type" enum:"session.ended"`
	Offset int64         `json:"offset"`
	Reason app.EndReason `json:"reason" enum:"instructor,everyone_left"`
}

// MediaChanged says that LiveKit stopped or began to answer.
type MediaChanged struct {
	Type   string     `json:"type" enum:"media.state"`
	Offset int64      `json:"offset"`
	State  MediaState `json:"state" enum:"up,down"`
}

// Removed tells one person that staff removed them; the connection closes after it.
type Removed struct {
	Type string `json:"type" enum:"removed"`
}

// Beat answers a client's beat.
type Beat struct {
	Type       string    `json:"type" enum:"beat"`
	ServerTime time.Time `json:"serverTime"`
}

// Frames lists every frame, for the OpenAPI description.
func Frames() map[string]any {
	return map[string]any{
		"ClientFrame": ClientFrame{}, "Welcome": Welcome{}, "PersonJoined": PersonJoined{}, "PersonLeft": PersonLeft{},
		"SessionEnded": SessionEnded{}, "MediaChanged": MediaChanged{}, "Removed": Removed{}, "Beat": Beat{},
	}
}

func encode(v any) []byte { return app.MustJSON(v) }

func decodeClient(b []byte) (ClientFrame, error) {
	var f ClientFrame
	return f, json.Unmarshal(b, &f)
}

func ms(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
