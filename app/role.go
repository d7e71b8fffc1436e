package app

import "fmt"

// Role is what a person is in one classroom. It comes from the context roles of the launch (LTI 1.3 core §5.3.7.1).
type Role string

// The roles, from the most to the least power.
const (
	RoleInstructor Role = "instructor"
	RoleAssistant  Role = "assistant"
	RoleLearner    Role = "learner"
	RoleObserver   Role = "observer"
)

// RoleAdministrator is who runs the installation: they manage its LMSs and have no part in any class. Nobody becomes one by
// a launch, so it isn't among Roles.
const RoleAdministrator Role = "administrator"

// Roles lists every role that somebody can have in a classroom.
var Roles = []Role{RoleInstructor, RoleAssistant, RoleLearner, RoleObserver}

// ParseRole returns the role with the given name.
func ParseRole(name string) (Role, error) {
	for _, r := range Roles {
		if string(r) == name {
			return r, nil
		}
	}
	return "", fmt.Errorf("unknown role %q", name)
}

// IsStaff says whether the role teaches: an instructor or an assistant.
func (r Role) IsStaff() bool { return r == RoleInstructor || r == RoleAssistant }

// Administrator is the actor of the admin pages. They are of no classroom.
func Administrator() Actor { return Actor{User: "administrator", Role: RoleAdministrator} }

// Actor is who acts: a person, in one classroom, with one role; or the administrator.
type Actor struct {
	User      UserID
	Classroom ClassroomID
	Role      Role
	Launch    LaunchID
}
