package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// matrix is written out by hand, whole, and independently of the table in policy.go: i instructor, a assistant,
// l learner, o observer, A the administrator of the installation.
var matrix = map[Action]string{
	ActionClassroomRead:     "ialo",
	ActionClassroomSettings: "i",
	ActionRosterRead:        "ia",
	ActionSessionRead:       "ialo",
	ActionSessionStart:      "i",
	ActionSessionEnd:        "i",
	ActionSessionJoin:       "ialo",
	ActionMediaPublish:      "ial",
	ActionMediaShareScreen:  "ial",
	ActionMediaModerate:     "ia",
	ActionAttendanceRead:    "ia",
	ActionAttendanceReadOwn: "ialo",
	ActionGradeRead:         "ia",
	ActionGradeReadOwn:      "ialo",
	ActionGradeOverride:     "i",
	ActionGradeSend:         "i",
	ActionGradePolicy:       "i",
	ActionReportExport:      "ia",
	ActionAnalyticsRead:     "ia",
	ActionAnalyticsCourse:   "i",
	ActionPersonAway:        "ialo",
	ActionPersonRole:        "i",
	ActionChatRead:          "ialo",
	ActionChatSend:          "ial",
	ActionChatModerate:      "ia",
	ActionChatExport:        "ia",
	ActionFileUpload:        "ial",
	ActionFileRead:          "ialo",
	ActionHandRaise:         "ial",
	ActionHandReact:         "ialo",
	ActionHandModerate:      "ia",
	ActionPollVote:          "l",
	ActionPollRead:          "ia",
	ActionPollManage:        "ia",
	ActionStageManage:       "ia",
	ActionTimerManage:       "ia",
	ActionNoteRead:          "ialo",
	ActionNoteWrite:         "ial",
	ActionNoteLock:          "ia",
	ActionBoardRead:         "ialo",
	ActionBoardWrite:        "ial",
	ActionBoardManage:       "ia",
	ActionBreakoutRead:      "ialo",
	ActionBreakoutManage:    "ia",
	ActionBreakoutTakePart:  "l",
	ActionBreakoutVisit:     "iao",
	ActionPlatformRead:      "A",
	ActionPlatformManage:    "A",
	ActionKeyManage:         "A",
	ActionForwardRead:       "A",
	ActionForwardManage:     "A",
	ActionLinkChoose:        "", // in no classroom: see TestWhoChoosesWhatIsAddedToACourse
}

func TestCanWholeMatrix(t *testing.T) {
	t.Parallel()
	letter := map[Role]rune{RoleInstructor: 'i', RoleAssistant: 'a', RoleLearner: 'l', RoleObserver: 'o'}
	if len(matrix) != len(Actions) || len(policy) != len(Actions) {
		t.Fatalf("matrix has %d actions, policy %d, Actions %d", len(matrix), len(policy), len(Actions))
	}
	for _, action := range Actions {
		for _, role := range Roles {
			want := false
			for _, l := range matrix[action] {
				want = want || l == letter[role]
			}
			actor := Actor{User: "u", Classroom: "c", Role: role}
			if got := Can(actor, action, Resource{Classroom: "c"}); got != want {
				t.Errorf("Can(%s, %s) = %v, want %v", role, action, got, want)
			}
			if Can(actor, action, Resource{Classroom: "other"}) {
				t.Errorf("%s may %s in another classroom", role, action)
			}
			if Can(Actor{Classroom: "c", Role: role}, action, Resource{Classroom: "c"}) {
				t.Errorf("a nameless %s may %s", role, action)
			}
		}
		checkAdministrator(t, action)
		if Can(Actor{User: "u", Classroom: "c", Role: "owner"}, action, Resource{Classroom: "c"}) {
			t.Errorf("an unknown role may %s", action)
		}
		if Can(Actor{User: "u", Role: RoleInstructor}, action, Resource{}) {
			t.Errorf("an actor of no classroom may %s", action)
		}
	}
}

// checkAdministrator holds the administrator and the installation apart from classrooms and everybody in them.
func checkAdministrator(t *testing.T, action Action) {
	t.Helper()
	installation := Resource{Installation: true}
	if got, want := Can(Administrator(), action, installation), matrix[action] == "A"; got != want {
		t.Errorf("Can(administrator, %s) = %v, want %v", action, got, want)
	}
	for _, r := range []Resource{{}, {Classroom: "c"}, {Classroom: "c", Installation: true}} {
		if Can(Administrator(), action, r) {
			t.Errorf("the administrator may %s to %+v", action, r)
		}
	}
	for _, a := range []Actor{{Role: RoleAdministrator}, {User: "u", Classroom: "c", Role: RoleAdministrator}} {
		for _, r := range []Resource{installation, {Classroom: "c"}, {Classroom: "c", Installation: true}} {
			if Can(a, action, r) {
				t.Errorf("%+v may %s to %+v", a, action, r)
			}
		}
	}
	for _, role := range Roles {
		for _, a := range []Actor{{User: "u", Role: role}, {User: "u", Classroom: "c", Role: role}} {
			for _, r := range []Resource{installation, {Classroom: "c", Installation: true}} {
				if Can(a, action, r) {
					t.Errorf("%+v may %s to %+v", a, action, r)
				}
			}
		}
	}
}

func TestWhoChoosesWhatIsAddedToACourse(t *testing.T) {
	t.Parallel()
	choice := Resource{Choice: "launch"}
	for _, role := range Roles {
		actor := Actor{User: "u", Role: role, Launch: "launch"}
		for _, action := range Actions {
			if got, want := Can(actor, action, choice), role == RoleInstructor && action == ActionLinkChoose; got != want {
				t.Errorf("Can(%s, %s) of a choice = %v, want %v", role, action, got, want)
			}
			for name, a := range map[string]Actor{"of another launch": {User: "u", Role: role, Launch: "other"}, "of a classroom": {User: "u", Role: role, Launch: "launch", Classroom: "c"},
				"nameless": {Role: role, Launch: "launch"}, "the administrator": Administrator()} {
				if Can(a, action, choice) {
					t.Errorf("%s %s may %s to a choice", role, name, action)
				}
			}
			for _, r := range []Resource{{Choice: "launch", Classroom: "c"}, {Choice: "launch", Installation: true}, {Installation: true}, {Classroom: "c"}, {}} {
				if Can(actor, action, r) {
					t.Errorf("%s may %s to %+v", role, action, r)
				}
			}
		}
		want := []Action{}
		if role == RoleInstructor {
			want = append(want, ActionLinkChoose)
		}
		if diff := cmp.Diff(want, Permissions(actor)); diff != "" {
			t.Error(role, diff)
		}
	}
}

func TestNobodyIsMadeAdministratorByName(t *testing.T) {
	t.Parallel()
	if role, err := ParseRole(string(RoleAdministrator)); err == nil {
		t.Errorf("parsed as %s", role)
	}
	want := []Action{ActionPlatformRead, ActionPlatformManage, ActionKeyManage, ActionForwardRead, ActionForwardManage}
	if diff := cmp.Diff(want, Permissions(Administrator())); diff != "" {
		t.Error(diff)
	}
}

func TestPermissionsOfAnObserver(t *testing.T) {
	t.Parallel()
	got := Permissions(Actor{User: "u", Classroom: "c", Role: RoleObserver})
	want := []Action{ActionClassroomRead, ActionSessionRead, ActionSessionJoin, ActionAttendanceReadOwn, ActionGradeReadOwn,
		ActionPersonAway, ActionChatRead, ActionFileRead, ActionHandReact, ActionNoteRead, ActionBoardRead, ActionBreakoutRead, ActionBreakoutVisit}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
