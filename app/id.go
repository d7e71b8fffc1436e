package app

import (
	"strings"

	"github.com/google/uuid"
)

// Ids are opaque strings of at most 64 bytes, each of its own type so that two of them are never swapped. Those
// that Lectern makes are UUIDs of version 7 (RFC 9562 §5.7), so that rows sort by the time they were made.
type (
	// RegistrationID names one registration of Lectern in an LMS: an issuer and a client id.
	RegistrationID string
	// DeploymentID is the LMS's own id of a deployment within a registration (LTI 1.3 core §3.1.3).
	DeploymentID string
	// UserID names a person: one issuer and one subject of it.
	UserID string
	// ClassroomID names the lasting place behind one resource link.
	ClassroomID string
	// SessionID names one live meeting of a classroom. It is also xAPI's session id, hence a UUID.
	SessionID string
	// LaunchID names one LTI launch and the login that came of it. It is the launch's single-use key.
	LaunchID string
	// ConnectionID names one connection of a person: a session socket, or a LiveKit participant sid.
	ConnectionID string
	// GroupID names one room of a breakout.
	GroupID string
	// FileID names one uploaded file of a session.
	FileID string
	// MessageID names one chat message.
	MessageID string
	// PollID names one poll or quiz question of a session.
	PollID string
	// BoardID names one shared document: a board's page or the notes of a session.
	BoardID string
	// ActivityID names one thing that is graded in a classroom: one column of the LMS's gradebook.
	ActivityID string
)

// NewID returns a fresh UUID of version 7 as text.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// RoomName returns the name of the LiveKit room of a group of the session, and that of the main room where group is "".
func RoomName(session SessionID, group GroupID) string {
	if group == "" {
		return "s-" + string(session)
	}
	return "s-" + string(session) + "." + string(group)
}

// RoomNames is RoomName of several groups.
func RoomNames(session SessionID, groups []GroupID) []string {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = RoomName(session, g)
	}
	return names
}

// SessionOfRoom returns the session, and the group of it, whose LiveKit room has the name; ok is false for rooms that
// aren't Lectern's.
func SessionOfRoom(room string) (session SessionID, group GroupID, ok bool) {
	rest, ours := strings.CutPrefix(room, "s-")
	id, in, grouped := strings.Cut(rest, ".")
	if !ours || id == "" || grouped && in == "" {
		return "", "", false
	}
	return SessionID(id), GroupID(in), true
}

// What follows a person's id in the LiveKit identities of those who hear a group from elsewhere, or speak into it: a person
// is then in several rooms, and may be in one twice, and LiveKit puts whoever has an identity that comes again out. No id
// ends so.
const (
	earSuffix   = "~listening"
	voiceSuffix = "~speaking"
)

// EarIdentity is the LiveKit identity of somebody who hears a group from elsewhere, unseen.
func EarIdentity(user UserID) string { return string(user) + earSuffix }

// VoiceIdentity is the LiveKit identity of somebody who speaks into a group from elsewhere.
func VoiceIdentity(user UserID) string { return string(user) + voiceSuffix }

// Identities are all LiveKit identities of a person: first that with which they are in a room, then the voice and the ear.
func Identities(user UserID) []string {
	return []string{string(user), VoiceIdentity(user), EarIdentity(user)}
}

// UserOfIdentity returns the person behind a LiveKit identity.
func UserOfIdentity(identity string) UserID {
	return UserID(strings.TrimSuffix(strings.TrimSuffix(identity, earSuffix), voiceSuffix))
}
