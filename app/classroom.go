package app

import (
	"time"
)

// Tier is the size of class that a classroom is made for.
type Tier string

// The tiers.
const (
	TierTutoring  Tier = "tutoring"
	TierSeminar   Tier = "seminar"
	TierLecture   Tier = "lecture"
	TierBroadcast Tier = "broadcast"
)

// Person is a user as the other features need them.
type Person struct {
	ID      UserID
	Issuer  string
	Subject string
	Name    string
	Email   string
	Locale  string
}

// Classroom is the lasting place behind one resource link of one deployment of one registration.
type Classroom struct {
	ID           ClassroomID
	Registration RegistrationID
	Deployment   DeploymentID
	ResourceLink string
	Title        string
	ContextID    string
	CourseTitle  string
	Tier         Tier
	Settings     Settings
	// MembershipsURL is the NRPS endpoint of the context, or "".
	MembershipsURL string
	// LineItemsURL and LineItemURL are the AGS endpoints of the last launch that offered them, or "".
	LineItemsURL, LineItemURL string
	// AGSScopes are the scopes that the launch granted, space separated.
	AGSScopes string
	// GroupsURL and GroupSetsURL are the course's groups (Course Groups Service 1.0), or "". GroupsTold says that launches
	// tell the groups of who launches.
	GroupsURL, GroupSetsURL string
	GroupsTold              bool
	// LinkHistory and ContextHistory are the resource links and the contexts that the LMS says this one is a copy of, the
	// newest first.
	LinkHistory, ContextHistory []string
}

// Settings are what the instructor decides for a classroom. The zero value isn't valid: start from DefaultSettings.
type Settings struct {
	Attendance AttendancePolicy `json:"attendance"`
	// EmptyGraceSeconds is how long a session outlives the last person in it.
	EmptyGraceSeconds int `json:"emptyGraceSeconds"`
	// MaxParticipants caps the people in one session.
	MaxParticipants int `json:"maxParticipants"`
	// Schedule is when the class is planned to be, and Entry who may enter it when.
	Schedule Schedule `json:"schedule"`
	Entry    Entry    `json:"entry"`
}

// AttendancePolicy says what counts as present, late and left early. Times are in seconds.
type AttendancePolicy struct {
	// Threshold is the share of the session, 0 to 1, below which somebody counts as only partly there.
	Threshold float64 `json:"threshold"`
	// LateAfterSeconds after the start, who comes is late.
	LateAfterSeconds int `json:"lateAfterSeconds"`
	// LeftEarlySeconds before the end, who goes has left early.
	LeftEarlySeconds int `json:"leftEarlySeconds"`
	// GraceSeconds of absence in all are forgiven: they are added to the presence, up to the whole.
	GraceSeconds int `json:"graceSeconds"`
}

// DefaultSettings returns what a new classroom starts with.
func DefaultSettings() Settings {
	return Settings{
		Attendance:        AttendancePolicy{Threshold: 0.5, LateAfterSeconds: 300, LeftEarlySeconds: 300},
		EmptyGraceSeconds: 300,
		MaxParticipants:   100,
		Entry:             Entry{Opens: OpenLive, EarlyMinutes: 10, Observers: true},
	}
}

// Validate says what is wrong with the settings, as an Error with CodeInvalid.
func (s Settings) Validate() error {
	a := s.Attendance
	switch {
	case a.Threshold < 0 || a.Threshold > 1 || a.Threshold != a.Threshold:
		return Errorf(CodeInvalid, "attendance.threshold must be between 0 and 1.")
	case a.LateAfterSeconds < 0 || a.LateAfterSeconds > 86400:
		return Errorf(CodeInvalid, "attendance.lateAfterSeconds must be between 0 and 86400.")
	case a.LeftEarlySeconds < 0 || a.LeftEarlySeconds > 86400:
		return Errorf(CodeInvalid, "attendance.leftEarlySeconds must be between 0 and 86400.")
	case a.GraceSeconds < 0 || a.GraceSeconds > 3600:
		return Errorf(CodeInvalid, "attendance.graceSeconds must be between 0 and 3600.")
	case s.EmptyGraceSeconds < 10 || s.EmptyGraceSeconds > 86400:
		return Errorf(CodeInvalid, "emptyGraceSeconds must be between 10 and 86400.")
	case s.MaxParticipants < 2 || s.MaxParticipants > 1000:
		return Errorf(CodeInvalid, "maxParticipants must be between 2 and 1000.")
	}
	return s.validatePlan()
}

// SessionState is where a session is in its life.
type SessionState string

// The states of a session.
const (
	SessionLive  SessionState = "live"
	SessionEnded SessionState = "ended"
)

// EndReason says why a session ended.
type EndReason string

// The reasons.
const (
	EndByInstructor EndReason = "instructor"
	EndEveryoneLeft EndReason = "everyone_left"
)

// Session is one live meeting of a classroom.
type Session struct {
	ID        SessionID
	Classroom ClassroomID
	Title     string
	State     SessionState
	StartedBy UserID
	StartedAt time.Time
	// EndedAt is zero while the session is live.
	EndedAt   time.Time
	EndReason EndReason
	// AliveAt is when the app last said that it serves the session; sockets that nobody closed ended then at the latest.
	AliveAt time.Time
}

// ActivityKind names what a score is for. Later activities are new kinds, not new code.
type ActivityKind string

// The kinds.
const (
	// ActivityAttendance is presence in the session.
	ActivityAttendance ActivityKind = "attendance"
	// ActivityQuiz is the polls of the session that have a right answer and points.
	ActivityQuiz ActivityKind = "quiz"
)

// Member is one person of a classroom with what they are in it.
type Member struct {
	Person
	Role   Role
	Status MemberStatus
}

// MemberStatus is NRPS 2.0's status of a membership (§2.3).
type MemberStatus string

// The statuses; people known only from their launch are active.
const (
	MemberActive   MemberStatus = "active"
	MemberInactive MemberStatus = "inactive"
	MemberDeleted  MemberStatus = "deleted"
)

// Login is what one launch gave: a person, in a classroom, with a role. (Session means a live meeting.)
type Login struct {
	Launch LaunchID
	User   UserID
	// Name is the person's name at the time of the launch; never empty.
	Name      string
	Classroom ClassroomID
	Role      Role
	Locale    string
	// ReturnURL leads back to the LMS, or "". It may carry a key of the LMS's own session: never log it.
	ReturnURL string
	// Page is what the launch asked for, and About whom PageRecord shows; "" where that person isn't known here.
	Page  Page
	About UserID
}

// Page is the page of the web client that a launch opens.
type Page string

// The pages.
const (
	PageClass  Page = "class"  // the classroom
	PageChoose Page = "choose" // what is added to a course; the login is of no classroom
	PageRecord Page = "record" // what the classroom knows of one person
)
