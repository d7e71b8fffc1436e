package lti_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lectern-classroom/lectern/lti"
)

func TestPrincipalRole(t *testing.T) {
	t.Parallel()
	const (
		m    = roleURI
		sub  = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
		inst = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
		sys  = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
	)
	cases := []struct {
		name  string
		roles []string
		want  lti.Principal
	}{
		{"LTI-ROLE-01 none", nil, lti.PrincipalObserver},
		{"LTI-ROLE-01 unknown", []string{"Wizard", m + "Wizard", "https://x.example/role"}, lti.PrincipalObserver},
		{"LTI-ROLE-01 empty name", []string{"", m, sub, sub + "#", "#"}, lti.PrincipalObserver},
		{"LTI-ROLE-02 institution and system count for nothing", []string{inst + "Instructor", inst + "Administrator", sys + "Administrator", sys + "SysAdmin"}, lti.PrincipalObserver},
		{"LTI-ROLE-02 an administrator who is a learner here", []string{sys + "Administrator", m + "Learner"}, lti.PrincipalLearner},
		{"LTI-ROLE-02 an administrator who teaches here", []string{sys + "Administrator", inst + "Administrator", m + "Instructor"}, lti.PrincipalInstructor},
		{"LTI-ROLE-03 whole URI", []string{m + "Instructor"}, lti.PrincipalInstructor},
		{"LTI-ROLE-03 bare name", []string{"Instructor"}, lti.PrincipalInstructor},
		{"LTI-ROLE-03 bare learner", []string{"Learner"}, lti.PrincipalLearner},
		{"LTI-ROLE-03 part of a name", []string{"NonInstructor", m + "NonInstructor", "Instructors", m + "Instructor2"}, lti.PrincipalObserver},
		{"LTI-ROLE-03 another case", []string{"instructor", m + "INSTRUCTOR"}, lti.PrincipalObserver},
		{"LTI-ROLE-03 spaces", []string{" Instructor", m + "Instructor "}, lti.PrincipalObserver},
		{"LTI-ROLE-03 another vocabulary", []string{"http://evil.example/membership#Instructor", "urn:lti:role:ims/lis/Instructor"}, lti.PrincipalObserver},
		{"LTI-ROLE-04 sub-role of instructor", []string{sub + "Instructor#Lecturer"}, lti.PrincipalInstructor},
		{"LTI-ROLE-04 bare sub-role", []string{"Instructor#GuestInstructor"}, lti.PrincipalInstructor},
		{"LTI-ROLE-04 a learner's sub-role named Instructor", []string{sub + "Learner#Instructor"}, lti.PrincipalLearner},
		{"LTI-ROLE-04 unknown sub-role", []string{sub + "Instructor#Wizard", sub + "Wizard#Instructor"}, lti.PrincipalObserver},
		{"LTI-ROLE-04 several names as a sub-role", []string{sub + "Instructor#Grader Lecturer"}, lti.PrincipalObserver},
		{"LTI-ROLE-05 assistant", []string{sub + "Instructor#TeachingAssistant"}, lti.PrincipalAssistant},
		{"LTI-ROLE-05 assistant beside instructor", []string{m + "Instructor", sub + "Instructor#TeachingAssistant"}, lti.PrincipalAssistant},
		{"LTI-ROLE-05 assistant before instructor", []string{sub + "Instructor#TeachingAssistant", m + "Instructor"}, lti.PrincipalAssistant},
		{"LTI-ROLE-05 bare assistant beside instructor", []string{"Instructor", "TeachingAssistant"}, lti.PrincipalAssistant},
		{"LTI-ROLE-05 assistant of a section", []string{"Instructor", sub + "Instructor#TeachingAssistantSection"}, lti.PrincipalAssistant},
		{"LTI-ROLE-05 grader", []string{m + "Instructor", sub + "Instructor#Grader"}, lti.PrincipalAssistant},
		{"LTI-ROLE-05 assistant who learns too", []string{m + "Learner", sub + "Instructor#TeachingAssistant"}, lti.PrincipalAssistant},
		{"LTI-ROLE-06 mentor", []string{m + "Mentor"}, lti.PrincipalObserver},
		{"LTI-ROLE-06 sub-role of mentor", []string{sub + "Mentor#Advisor"}, lti.PrincipalObserver},
		{"LTI-ROLE-06 mentor who learns", []string{m + "Mentor", m + "Learner"}, lti.PrincipalLearner},
		{"LTI-ROLE-07 instructor who learns", []string{m + "Learner", m + "Instructor"}, lti.PrincipalInstructor},
		{"LTI-ROLE-07 learner beside mentor", []string{m + "Learner", m + "Mentor"}, lti.PrincipalLearner},
		{"LTI-ROLE-08 administrator of the course", []string{m + "Administrator"}, lti.PrincipalInstructor},
		{"LTI-ROLE-08 content developer", []string{m + "ContentDeveloper"}, lti.PrincipalAssistant},
		{"LTI-ROLE-08 manager", []string{m + "Manager"}, lti.PrincipalAssistant},
		{"LTI-ROLE-08 manager who observes", []string{sub + "Manager#Observer"}, lti.PrincipalObserver},
		{"LTI-ROLE-08 member", []string{m + "Member"}, lti.PrincipalLearner},
		{"LTI-ROLE-08 officer", []string{m + "Officer"}, lti.PrincipalObserver},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := lti.PrincipalRole(c.roles); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	got := lti.Roles([]string{m + "Instructor", "Instructor", sys + "Administrator", sub + "Instructor#Lecturer", "Learner"})
	if diff := cmp.Diff([]lti.Role{lti.RoleInstructor, lti.RoleLearner}, got); diff != "" {
		t.Error(diff)
	}
}
