package xapi

// Version is the version of the Experience API that this package speaks.
const Version = "1.0.3"

// Profile is the IRI of the project's own profile. It is the same in every
// installation, so that data of two schools can be compared; ids of activities
// belong to the installation instead (see [Classroom.BaseURL]).
const Profile = "https://lectern-classroom.github.io/xapi"

// ProfileVirtualClassroom is the category activity that every statement of the
// Virtual Classroom profile carries.
const ProfileVirtualClassroom = "https://w3id.org/xapi/virtual-classroom"

// Verbs of the classroom. The IRIs are those of the Virtual Classroom profile
// and of ADL's vocabulary.
const (
	VerbInitialized = "http://adlnet.gov/expapi/verbs/initialized"
	VerbTerminated  = "http://adlnet.gov/expapi/verbs/terminated"
	VerbJoined      = "http://activitystrea.ms/join"
	VerbLeft        = "http://activitystrea.ms/leave"
	VerbAttended    = "http://adlnet.gov/expapi/verbs/attended"
	VerbVoided      = "http://adlnet.gov/expapi/verbs/voided"
)

// Types of activities.
const (
	TypeProfile          = "http://adlnet.gov/expapi/activities/profile"
	TypeCourse           = "https://w3id.org/xapi/cmi5/activitytype/course"
	TypeVirtualClassroom = ProfileVirtualClassroom + "/activity-types/virtual-classroom"

	// TypeClassroom is the lasting place behind one resource link; a session
	// of it is a TypeVirtualClassroom.
	TypeClassroom = Profile + "/activity-types/classroom"
)

// Extensions of context.
const (
	// ExtSessionID names the technical session, one from initialized to
	// terminated (Virtual Classroom profile; the IRI is cmi5's).
	ExtSessionID = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
	// ExtPlannedDuration is an ISO 8601 duration on initialized and terminated.
	ExtPlannedDuration = "http://id.tincanapi.com/extension/planned-duration"
	// ExtCameraActivated and ExtMicroActivated are booleans on joined.
	ExtCameraActivated = ProfileVirtualClassroom + "/extensions/camera-activated"
	ExtMicroActivated  = ProfileVirtualClassroom + "/extensions/micro-activated"
	// ExtRole is the actor's [Role] in the class.
	ExtRole = Profile + "/extensions/role"
)

// Values of objectType (xAPI 1.0.3 Data 2.4.2, 2.4.4).
const (
	objectActivity     = "Activity"
	objectAgent        = "Agent"
	objectGroup        = "Group"
	objectStatementRef = "StatementRef"
	objectSubStatement = "SubStatement"
)

// Role is the part that an actor plays in a class, as written in [ExtRole].
type Role string

// The words of [ExtRole].
const (
	RoleInstructor Role = "instructor"
	RoleAssistant  Role = "ta"
	RoleLearner    Role = "learner"
	RoleObserver   Role = "observer"
)

// ParseRole maps a word for a role to the vocabulary of [ExtRole]; "assistant"
// means RoleAssistant, and unknown words get the least of them, RoleObserver.
func ParseRole(word string) Role {
	switch r := Role(word); r {
	case RoleInstructor, RoleAssistant, RoleLearner, RoleObserver:
		return r
	case "assistant":
		return RoleAssistant
	default:
		return RoleObserver
	}
}
