package lti

import "strings"

// Role is a context role that this package tells apart (LTI 1.3 Core §A.2.3). Sub-roles that matter have their own.
type Role string

// Context roles.
const (
	RoleAdministrator     Role = "Administrator"
	RoleContentDeveloper  Role = "ContentDeveloper"
	RoleInstructor        Role = "Instructor"
	RoleTeachingAssistant Role = "TeachingAssistant" // and its kin, and Grader
	RoleLearner           Role = "Learner"
	RoleMentor            Role = "Mentor"
	RoleManager           Role = "Manager"
	RoleMember            Role = "Member"
	RoleOfficer           Role = "Officer"
	RoleObserver          Role = "Observer" // sub-role of Manager
)

// Principal is the one role in which a person enters a class.
type Principal string

// Principals, from the most to the least power.
const (
	PrincipalInstructor Principal = "instructor"
	PrincipalAssistant  Principal = "assistant"
	PrincipalLearner    Principal = "learner"
	PrincipalObserver   Principal = "observer"
)

const (
	membershipRole    = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
	membershipSubRole = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
)

// simpleRoles are the context roles' names: after the URI's # and, as NRPS sends them, bare (LTI 1.3 Core §5.3.7).
// TeachingAssistant is no principal role in the standard, but platforms send it as one.
var simpleRoles = map[string]Role{
	"Administrator": RoleAdministrator, "ContentDeveloper": RoleContentDeveloper, "Instructor": RoleInstructor,
	"Learner": RoleLearner, "Mentor": RoleMentor, "Manager": RoleManager, "Member": RoleMember, "Officer": RoleOfficer,
	"TeachingAssistant": RoleTeachingAssistant,
}

// subRoles are sub-roles that mean something else than their principal role; all others count as it.
var subRoles = map[string]Role{
	"Instructor#TeachingAssistant":                   RoleTeachingAssistant,
	"Instructor#TeachingAssistantGroup":              RoleTeachingAssistant,
	"Instructor#TeachingAssistantOffering":           RoleTeachingAssistant,
	"Instructor#TeachingAssistantSection":            RoleTeachingAssistant,
	"Instructor#TeachingAssistantSectionAssociation": RoleTeachingAssistant,
	"Instructor#TeachingAssistantTemplate":           RoleTeachingAssistant,
	"Instructor#Grader":                              RoleTeachingAssistant,
	"Manager#Observer":                               RoleObserver,
	"Manager#ExternalObserver":                       RoleObserver,
}

// knownSubRoles lists every sub-role of the standard's table (LTI 1.3 Core §A.2.3.1) by principal role; an unknown
// sub-role counts for nothing.
var knownSubRoles = map[string]string{
	"Administrator":    " Administrator Developer ExternalDeveloper ExternalSupport ExternalSystemAdministrator Support SystemAdministrator ",
	"ContentDeveloper": " ContentDeveloper ContentExpert ExternalContentExpert Librarian ",
	"Instructor": " ExternalInstructor Grader GuestInstructor Lecturer PrimaryInstructor SecondaryInstructor TeachingAssistant" +
		" TeachingAssistantGroup TeachingAssistantOffering TeachingAssistantSection TeachingAssistantSectionAssociation TeachingAssistantTemplate ",
	"Learner": " ExternalLearner GuestLearner Instructor Learner NonCreditLearner ",
	"Manager": " AreaManager CourseCoordinator ExternalObserver Manager Observer ",
	"Member":  " Member ",
	"Mentor": " Advisor Auditor ExternalAdvisor ExternalAuditor ExternalLearningFacilitator ExternalMentor ExternalReviewer ExternalTutor" +
		" LearningFacilitator Mentor Reviewer Tutor ",
	"Officer": " Chair Communications Secretary Treasurer Vice-Chair ",
}

// Roles reads the context roles among role claims, each once, in their order. They may be whole URIs or bare names;
// names are matched as wholes and by case. System and institution roles and unknown names count for nothing.
func Roles(claims []string) []Role {
	var out []Role
next:
	for _, claim := range claims {
		role, ok := contextRole(claim)
		if !ok {
			continue
		}
		for _, have := range out {
			if have == role {
				continue next
			}
		}
		out = append(out, role)
	}
	return out
}

func contextRole(claim string) (Role, bool) {
	if name, ok := strings.CutPrefix(claim, membershipRole); ok {
		role, known := simpleRoles[name]
		return role, known
	}
	if sub, ok := strings.CutPrefix(claim, membershipSubRole); ok {
		return subRole(sub)
	}
	if role, known := simpleRoles[claim]; known {
		return role, true
	}
	return subRole(claim)
}

// subRole reads "Instructor#TeachingAssistant".
func subRole(sub string) (Role, bool) {
	if role, ok := subRoles[sub]; ok {
		return role, true
	}
	parent, name, ok := strings.Cut(sub, "#")
	if !ok || name == "" || strings.Contains(name, " ") || !strings.Contains(knownSubRoles[parent], " "+name+" ") {
		return "", false
	}
	return simpleRoles[parent], true
}

// PrincipalRole weighs role claims to the one role of a class (LTI-ROLE-01 to LTI-ROLE-08). A teaching assistant is
// one even beside Instructor, because platforms send both; else the role with the most power counts; none at all is
// an observer.
func PrincipalRole(claims []string) Principal {
	best := PrincipalObserver
	for _, role := range Roles(claims) {
		switch role {
		case RoleTeachingAssistant:
			return PrincipalAssistant
		case RoleInstructor, RoleAdministrator:
			best = PrincipalInstructor
		case RoleContentDeveloper, RoleManager:
			if best != PrincipalInstructor {
				best = PrincipalAssistant
			}
		case RoleLearner, RoleMember:
			if best == PrincipalObserver {
				best = PrincipalLearner
			}
		case RoleMentor, RoleOfficer, RoleObserver:
		}
	}
	return best
}
