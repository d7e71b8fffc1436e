package app

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// matrix is written out by hand, whole, and independently of the table in policy.go: i instructor, a assistant,
// l learner, o observer.
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
	ActionReportExport:      "ia",
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
		if Can(Actor{User: "u", Classroom: "c", Role: "owner"}, action, Resource{Classroom: "c"}) {
			t.Errorf("an unknown role may %s", action)
		}
		if Can(Actor{User: "u", Role: RoleInstructor}, action, Resource{}) {
			t.Errorf("an actor of no classroom may %s", action)
		}
	}
}

func TestPermissionsOfAnObserver(t *testing.T) {
	t.Parallel()
	got := Permissions(Actor{User: "u", Classroom: "c", Role: RoleObserver})
	want := []Action{ActionClassroomRead, ActionSessionRead, ActionSessionJoin, ActionAttendanceReadOwn, ActionGradeReadOwn,
		ActionPersonAway, ActionChatRead, ActionFileRead, ActionHandReact, ActionNoteRead, ActionBoardRead}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
