package app

import (
	"encoding/json"
	"time"
)

// FactKind names what happened.
type FactKind string

// The kinds of facts.
const (
	FactSessionStarted FactKind = "session.started"
	FactSessionEnded   FactKind = "session.ended" // data: SessionEndedData
	// FactSocketOpened: a session socket was accepted. Connection is the socket's id.
	FactSocketOpened FactKind = "socket.opened"
	// FactSocketStale: a socket has missed its beats. At is when it was last heard.
	FactSocketStale FactKind = "socket.stale"
	// FactSocketResumed: a stale socket was heard again. At is when.
	FactSocketResumed FactKind = "socket.resumed"
	// FactSocketClosed: a socket is gone. At is when it was last heard. data: SocketClosedData
	FactSocketClosed FactKind = "socket.closed"
	// FactMediaJoined: a LiveKit participant (Connection is its sid) became active. At is LiveKit's own time of it.
	// data: MediaJoinedData, or none in the main room
	FactMediaJoined FactKind = "media.joined"
	// FactMediaLeft: a LiveKit participant left. data: MediaLeftData
	FactMediaLeft FactKind = "media.left"
	// FactMediaRoll: a roll call of one LiveKit room: who was in it at At. data: MediaRollData
	FactMediaRoll FactKind = "media.roll"
	// FactMediaUp and FactMediaDown: LiveKit answers, or doesn't.
	FactMediaUp   FactKind = "media.up"
	FactMediaDown FactKind = "media.down"
	// FactPersonRemoved: staff removed the user from the session. data: ByData
	FactPersonRemoved FactKind = "person.removed"
	// FactPersonRole: an instructor made the user something else for the session. data: RoleData
	FactPersonRole FactKind = "person.role"
	// FactGradeOverridden and FactGradeReset: an instructor decided a score, or took that back. data: OverrideData
	FactGradeOverridden FactKind = "grade.overridden"
	FactGradeReset      FactKind = "grade.reset"
	// FactGradeExcused: an instructor excused somebody from an activity. data: OverrideData without a score
	FactGradeExcused FactKind = "grade.excused"
)

// FactSource says where a fact was seen.
type FactSource string

// The sources.
const (
	SourceWebhook   FactSource = "livekit_webhook"
	SourceReconcile FactSource = "livekit_reconcile"
	SourceState     FactSource = "state_plane"
	SourceControl   FactSource = "control_plane"
	SourceLMS       FactSource = "lms"
)

// Fact is one thing that happened in a session. Facts are appended once and never changed; attendance, scores and
// statements are computed from them and can be computed again.
type Fact struct {
	// Seq is the place of the fact in the log; the store gives it.
	Seq int64
	// ID makes appending idempotent: two facts of one session with the same id are one.
	ID      string
	Session SessionID
	Kind    FactKind
	Source  FactSource
	// User is whom it is about, or "".
	User UserID
	// Connection is the socket or LiveKit participant it is about, or "".
	Connection ConnectionID
	// At is when it happened, Seen when Lectern learnt of it. Both are UTC with milliseconds.
	At, Seen time.Time
	// Data holds the JSON of the kind's data type, or nothing.
	Data json.RawMessage
}

// SessionEndedData says why a session ended and who ended it.
type SessionEndedData struct {
	Reason EndReason `json:"reason"`
	By     UserID    `json:"by,omitempty"`
}

// SocketClosedData says how a socket went.
type SocketClosedData struct {
	// Clean is true where the client said that it leaves.
	Clean bool `json:"clean"`
}

// MediaJoinedData says in which group's room somebody joined.
type MediaJoinedData struct {
	Group GroupID `json:"group"`
}

// MediaLeftData says why a participant left, in LiveKit's words (DisconnectReason, lower case).
type MediaLeftData struct {
	Reason string `json:"reason,omitempty"`
	// Inferred is true where nobody told of the leaving and a roll call missed the participant.
	Inferred bool `json:"inferred,omitempty"`
	// TimedOut is true where LiveKit noticed the loss only after its connection time-out.
	TimedOut bool `json:"timedOut,omitempty"`
}

// MediaRollData lists the participants of a roll call.
type MediaRollData struct {
	Present []ConnectionID `json:"present"`
}

// ByData says who did it.
type ByData struct {
	By UserID `json:"by"`
}

// RoleData says what somebody was made, and by whom.
type RoleData struct {
	By   UserID `json:"by"`
	Role Role   `json:"role"`
}

// OverrideData is an instructor's decision on a score.
type OverrideData struct {
	By         UserID       `json:"by"`
	Activity   ActivityKind `json:"activity"`
	ScoreGiven float64      `json:"scoreGiven"`
	Reason     string       `json:"reason"`
}

// MustJSON marshals one of the data types above; they can't fail to marshal.
func MustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("app: data of a fact doesn't marshal: " + err.Error())
	}
	return b
}
