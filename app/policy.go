package app

// Action is something a person may be allowed to do.
type Action string

// The actions. Their names are part of the API (`permissions` of GET /api/v1/me).
const (
	ActionClassroomRead     Action = "classroom.read"
	ActionClassroomSettings Action = "classroom.settings"
	ActionRosterRead        Action = "roster.read"
	ActionSessionRead       Action = "session.read"
	ActionSessionStart      Action = "session.start"
	ActionSessionEnd        Action = "session.end"
	ActionSessionJoin       Action = "session.join"
	ActionMediaPublish      Action = "media.publish"
	ActionMediaShareScreen  Action = "media.share_screen"
	ActionMediaModerate     Action = "media.moderate"
	ActionAttendanceRead    Action = "attendance.read"
	ActionAttendanceReadOwn Action = "attendance.read_own"
	ActionGradeRead         Action = "grade.read"
	ActionGradeReadOwn      Action = "grade.read_own"
	ActionGradeOverride     Action = "grade.override"
	ActionGradeSend         Action = "grade.send"
	ActionGradePolicy       Action = "grade.policy"
	ActionReportExport      Action = "report.export"
	ActionAnalyticsRead     Action = "analytics.read"
	ActionAnalyticsCourse   Action = "analytics.course"
	ActionPersonAway        Action = "person.away"
	ActionPersonRole        Action = "person.role"
	ActionChatRead          Action = "chat.read"
	ActionChatSend          Action = "chat.send"
	ActionChatModerate      Action = "chat.moderate"
	ActionChatExport        Action = "chat.export"
	ActionFileUpload        Action = "file.upload"
	ActionFileRead          Action = "file.read"
	ActionHandRaise         Action = "hand.raise"
	ActionHandReact         Action = "hand.react"
	ActionHandModerate      Action = "hand.moderate"
	ActionPollVote          Action = "poll.vote"
	ActionPollRead          Action = "poll.read"
	ActionPollManage        Action = "poll.manage"
	ActionStageManage       Action = "stage.manage"
	ActionTimerManage       Action = "timer.manage"
	ActionNoteRead          Action = "note.read"
	ActionNoteWrite         Action = "note.write"
	ActionNoteLock          Action = "note.lock"
	ActionBoardRead         Action = "board.read"
	ActionBoardWrite        Action = "board.write"
	ActionBoardManage       Action = "board.manage"
	ActionBreakoutRead      Action = "breakout.read"
	ActionBreakoutManage    Action = "breakout.manage"
	ActionBreakoutTakePart  Action = "breakout.take_part"
	ActionBreakoutVisit     Action = "breakout.visit"
	ActionPlatformRead      Action = "platform.read"
	ActionPlatformManage    Action = "platform.manage"
	ActionKeyManage         Action = "key.manage"
	ActionForwardRead       Action = "forward.read"
	ActionForwardManage     Action = "forward.manage"
	ActionLinkChoose        Action = "link.choose"
)

// Actions lists every action.
var Actions = []Action{
	ActionClassroomRead, ActionClassroomSettings, ActionRosterRead, ActionSessionRead, ActionSessionStart,
	ActionSessionEnd, ActionSessionJoin, ActionMediaPublish, ActionMediaShareScreen, ActionMediaModerate,
	ActionAttendanceRead, ActionAttendanceReadOwn, ActionGradeRead, ActionGradeReadOwn, ActionGradeOverride,
	ActionGradeSend, ActionGradePolicy, ActionReportExport, ActionAnalyticsRead, ActionAnalyticsCourse,
	ActionPersonAway, ActionPersonRole, ActionChatRead, ActionChatSend, ActionChatModerate, ActionChatExport, ActionFileUpload, ActionFileRead, ActionHandRaise, ActionHandReact, ActionHandModerate, ActionPollVote, ActionPollRead, ActionPollManage, ActionStageManage, ActionTimerManage, ActionNoteRead, ActionNoteWrite, ActionNoteLock, ActionBoardRead, ActionBoardWrite, ActionBoardManage,
	ActionBreakoutRead, ActionBreakoutManage, ActionBreakoutTakePart, ActionBreakoutVisit, ActionPlatformRead, ActionPlatformManage, ActionKeyManage, ActionForwardRead, ActionForwardManage, ActionLinkChoose,
}

// policy is the one table of rights: which roles may do an action in their own classroom.
var policy = map[Action][]Role{
	ActionClassroomRead:     {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionClassroomSettings: {RoleInstructor},
	ActionRosterRead:        {RoleInstructor, RoleAssistant},
	ActionSessionRead:       {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionSessionStart:      {RoleInstructor},
	ActionSessionEnd:        {RoleInstructor},
	ActionSessionJoin:       {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionMediaPublish:      {RoleInstructor, RoleAssistant, RoleLearner},
	ActionMediaShareScreen:  {RoleInstructor, RoleAssistant, RoleLearner},
	ActionMediaModerate:     {RoleInstructor, RoleAssistant},
	ActionAttendanceRead:    {RoleInstructor, RoleAssistant},
	ActionAttendanceReadOwn: {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionGradeRead:         {RoleInstructor, RoleAssistant},
	ActionGradeReadOwn:      {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionGradeOverride:     {RoleInstructor},
	ActionGradeSend:         {RoleInstructor},
	ActionGradePolicy:       {RoleInstructor},
	ActionReportExport:      {RoleInstructor, RoleAssistant},
	ActionAnalyticsRead:     {RoleInstructor, RoleAssistant},
	ActionAnalyticsCourse:   {RoleInstructor},
	ActionPersonAway:        {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionPersonRole:        {RoleInstructor},
	ActionChatRead:          {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionChatSend:          {RoleInstructor, RoleAssistant, RoleLearner},
	ActionChatModerate:      {RoleInstructor, RoleAssistant},
	ActionChatExport:        {RoleInstructor, RoleAssistant},
	ActionFileUpload:        {RoleInstructor, RoleAssistant, RoleLearner},
	ActionFileRead:          {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionHandRaise:         {RoleInstructor, RoleAssistant, RoleLearner},
	ActionHandReact:         {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionHandModerate:      {RoleInstructor, RoleAssistant},
	ActionPollVote:          {RoleLearner},
	ActionPollRead:          {RoleInstructor, RoleAssistant},
	ActionPollManage:        {RoleInstructor, RoleAssistant},
	ActionStageManage:       {RoleInstructor, RoleAssistant},
	ActionTimerManage:       {RoleInstructor, RoleAssistant},
	ActionNoteRead:          {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionNoteWrite:         {RoleInstructor, RoleAssistant, RoleLearner},
	ActionNoteLock:          {RoleInstructor, RoleAssistant},
	ActionBoardRead:         {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionBoardWrite:        {RoleInstructor, RoleAssistant, RoleLearner},
	ActionBoardManage:       {RoleInstructor, RoleAssistant},
	ActionBreakoutRead:      {RoleInstructor, RoleAssistant, RoleLearner, RoleObserver},
	ActionBreakoutManage:    {RoleInstructor, RoleAssistant},
	ActionBreakoutTakePart:  {RoleLearner},
	ActionBreakoutVisit:     {RoleInstructor, RoleAssistant, RoleObserver},
	ActionPlatformRead:      {RoleAdministrator},
	ActionPlatformManage:    {RoleAdministrator},
	ActionKeyManage:         {RoleAdministrator},
	ActionForwardRead:       {RoleAdministrator},
	ActionForwardManage:     {RoleAdministrator},
	ActionLinkChoose:        {RoleInstructor},
}

// Resource is what an action is done to: something of a classroom, the installation as a whole, or the choice of what is
// added to a course, for which an LMS asked by a launch.
type Resource struct {
	Classroom    ClassroomID
	Installation bool
	Choice       LaunchID
}

// Can says whether the actor may do the action to the resource. An actor never has rights in a classroom other than
// the one of their launch, whatever they are elsewhere; the administrator has none in any classroom, and nobody else has
// any over the installation. Who was asked what to add to a course is in no classroom and may do that alone.
func Can(a Actor, action Action, r Resource) bool {
	if a.User == "" || a.Classroom != r.Classroom || !r.isOne() || r.Installation != (a.Role == RoleAdministrator) {
		return false
	}
	if r.Choice != "" && r.Choice != a.Launch || (r.Choice != "") != (action == ActionLinkChoose) {
		return false
	}
	for _, role := range policy[action] {
		if role == a.Role {
			return true
		}
	}
	return false
}

// isOne says whether the resource is of exactly one kind.
func (r Resource) isOne() bool {
	kinds := 0
	for _, is := range []bool{r.Classroom != "", r.Installation, r.Choice != ""} {
		if is {
			kinds++
		}
	}
	return kinds == 1
}

// Permissions lists what the actor may do in their own classroom, the administrator to the installation, whoever adds to a
// course to that choice, in the order of Actions.
func Permissions(a Actor) []Action {
	r := Resource{Classroom: a.Classroom, Installation: a.Role == RoleAdministrator}
	if a.Classroom == "" && !r.Installation {
		r.Choice = a.Launch
	}
	may := []Action{}
	for _, action := range Actions {
		if Can(a, action, r) {
			may = append(may, action)
		}
	}
	return may
}
