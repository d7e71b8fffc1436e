package breakout

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Names of the commands. Those of the staff come first, then the learners', then who visits.
const (
	commandPlan    = "breakout.plan"
	commandDiscard = "breakout.discard"
	commandOpen    = "breakout.open"
	commandClose   = "breakout.close"
	commandKeep    = "breakout.keep"
	commandTime    = "breakout.time"
	commandAssign  = "breakout.assign"
	commandAttend  = "breakout.attend"
	commandAdd     = "breakout.add"
	commandChange  = "breakout.change"
	commandAttach  = "breakout.attach"
	commandMerge   = "breakout.merge"
	commandSplit   = "breakout.split"
	commandSay     = "breakout.say"
	commandHelped  = "breakout.helped"
	commandChoose  = "breakout.choose"
	commandReturn  = "breakout.return"
	commandRejoin  = "breakout.rejoin"
	commandHelp    = "breakout.help"
	commandDone    = "breakout.done"
	commandVisit   = "breakout.visit"
)

// Names of the events that aren't among the words of app, and of the frame that isn't an event.
const (
	eventDiscarded = "breakout.discarded"
	eventKept      = "breakout.kept"
	eventTime      = "breakout.time"
	eventPerson    = "breakout.person"
	eventAttends   = "breakout.attends"
	eventGroup     = "breakout.group"
	eventSaid      = "breakout.said"
	frameSpeaking  = "breakout.speaking"
)

// BreakoutMakePlan makes a planned breakout, or takes the place of one.
type BreakoutMakePlan struct {
	Type string `json:"type" enum:"breakout.plan"`
	ID   string `json:"id"`
	// BreakoutID names the planned one that is replaced; "" makes one.
	BreakoutID app.BreakoutID   `json:"breakoutId,omitempty"`
	Name       string           `json:"name"`
	Plan       app.BreakoutPlan `json:"plan"`
	// Groups may be empty where the breakout goes on: its groups are those of the earlier one then.
	Groups []BreakoutGroupPlan `json:"groups"`
	// GoesOn names an earlier breakout of the classroom that was opened and isn't any more. A group whose groupId, or name,
	// is that of one of its groups goes on with that one. Files of the earlier ones may be named; a plan or a group that
	// names none, not even an empty list of them, has those of what it goes on with. From another session they come as
	// copies, with ids of their own.
	GoesOn app.BreakoutID `json:"goesOn,omitempty"`
}

// BreakoutGroupPlan is one group of a plan.
type BreakoutGroupPlan struct {
	// GroupID names a group of the plan that is replaced, or of the breakout that this one goes on with; "" makes one.
	GroupID    app.GroupID  `json:"groupId,omitempty"`
	Name       string       `json:"name"`
	Task       string       `json:"task"`
	Files      []app.FileID `json:"files"`
	Cap        int          `json:"cap"`
	Members    []app.UserID `json:"members"`
	Attendants []app.UserID `json:"attendants"`
}

// BreakoutDiscard throws a planned breakout away.
type BreakoutDiscard struct {
	Type       string         `json:"type" enum:"breakout.discard"`
	ID         string         `json:"id"`
	BreakoutID app.BreakoutID `json:"breakoutId"`
}

// BreakoutOpen opens a planned breakout, or a closed one again, with all that its groups have.
type BreakoutOpen struct {
	Type       string         `json:"type" enum:"breakout.open"`
	ID         string         `json:"id"`
	BreakoutID app.BreakoutID `json:"breakoutId"`
}

// BreakoutClose closes the breakout that runs, after a countdown.
type BreakoutClose struct {
	Type string `json:"type" enum:"breakout.close"`
	ID   string `json:"id"`
	// Seconds is the countdown; without it, it is as planned. 0 closes at once.
	Seconds *int `json:"seconds,omitempty"`
}

// BreakoutKeep takes the countdown back.
type BreakoutKeep struct {
	Type string `json:"type" enum:"breakout.keep"`
	ID   string `json:"id"`
}

// BreakoutSetTime says how long the groups are open from now on; 0: until somebody closes them.
type BreakoutSetTime struct {
	Type    string `json:"type" enum:"breakout.time"`
	ID      string `json:"id"`
	Seconds int    `json:"seconds"`
}

// BreakoutAssign makes somebody a member of a group, "": of none.
type BreakoutAssign struct {
	Type    string      `json:"type" enum:"breakout.assign"`
	ID      string      `json:"id"`
	UserID  app.UserID  `json:"userId"`
	GroupID app.GroupID `json:"groupId"`
}

// BreakoutAttend says which groups an assistant or an observer is assigned to.
type BreakoutAttend struct {
	Type     string        `json:"type" enum:"breakout.attend"`
	ID       string        `json:"id"`
	UserID   app.UserID    `json:"userId"`
	GroupIDs []app.GroupID `json:"groupIds"`
}

// BreakoutAdd adds an empty group to the breakout that runs.
type BreakoutAdd struct {
	Type string `json:"type" enum:"breakout.add"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// BreakoutChange changes what it names of a group.
type BreakoutChange struct {
	Type    string      `json:"type" enum:"breakout.change"`
	ID      string      `json:"id"`
	GroupID app.GroupID `json:"groupId"`
	Name    *string     `json:"name,omitempty"`
	Task    *string     `json:"task,omitempty"`
	Cap     *int        `json:"cap,omitempty"`
}

// BreakoutAttach says which files come with the task of a group that is open, or of all where it names none.
type BreakoutAttach struct {
	Type    string       `json:"type" enum:"breakout.attach"`
	ID      string       `json:"id"`
	GroupID app.GroupID  `json:"groupId,omitempty"`
	Files   []app.FileID `json:"files"`
}

// BreakoutMerge makes a group part of another one.
type BreakoutMerge struct {
	Type    string      `json:"type" enum:"breakout.merge"`
	ID      string      `json:"id"`
	GroupID app.GroupID `json:"groupId"`
	Into    app.GroupID `json:"into"`
}

// BreakoutSplit makes a new group of members of another one.
type BreakoutSplit struct {
	Type    string       `json:"type" enum:"breakout.split"`
	ID      string       `json:"id"`
	GroupID app.GroupID  `json:"groupId"`
	Name    string       `json:"name"`
	Members []app.UserID `json:"members"`
}

// BreakoutSay writes to groups; to all that are there where it names none.
type BreakoutSay struct {
	Type     string        `json:"type" enum:"breakout.say"`
	ID       string        `json:"id"`
	Text     string        `json:"text"`
	GroupIDs []app.GroupID `json:"groupIds"`
}

// BreakoutAnswerHelp takes a group's call for help away.
type BreakoutAnswerHelp struct {
	Type    string      `json:"type" enum:"breakout.helped"`
	ID      string      `json:"id"`
	GroupID app.GroupID `json:"groupId"`
}

// BreakoutChoose is a learner's choice of a group.
type BreakoutChoose struct {
	Type    string      `json:"type" enum:"breakout.choose"`
	ID      string      `json:"id"`
	GroupID app.GroupID `json:"groupId"`
}

// BreakoutReturn takes a learner to the main room; they stay a member of their group.
type BreakoutReturn struct {
	Type string `json:"type" enum:"breakout.return"`
	ID   string `json:"id"`
}

// BreakoutRejoin takes a learner back to their group.
type BreakoutRejoin struct {
	Type string `json:"type" enum:"breakout.rejoin"`
	ID   string `json:"id"`
}

// BreakoutHelp calls for help for the own group, or takes that back.
type BreakoutHelp struct {
	Type string `json:"type" enum:"breakout.help"`
	ID   string `json:"id"`
	On   bool   `json:"on"`
}

// BreakoutDone says that the own group's task is done, or that it isn't yet.
type BreakoutDone struct {
	Type string `json:"type" enum:"breakout.done"`
	ID   string `json:"id"`
	Done bool   `json:"done"`
}

// BreakoutVisit takes somebody of the staff to a group, an observer to one that they attend; "": back to the main room.
type BreakoutVisit struct {
	Type    string      `json:"type" enum:"breakout.visit"`
	ID      string      `json:"id"`
	GroupID app.GroupID `json:"groupId"`
}

// BreakoutMade is the result of breakout.plan.
type BreakoutMade struct {
	BreakoutID app.BreakoutID `json:"breakoutId"`
}

// BreakoutGroupMade is the result of breakout.add and breakout.split.
type BreakoutGroupMade struct {
	GroupID app.GroupID `json:"groupId"`
}

// BreakoutWasPlanned says, to the staff, how a planned breakout is now.
type BreakoutWasPlanned struct {
	live.Head
	app.BreakoutSet
}

// BreakoutOpened says that a breakout is open. Everybody is in their group by then, in the people of the welcome that
// follows person.moved.
type BreakoutOpened struct {
	live.Head
	app.BreakoutSet
}

// BreakoutGroupsChanged says that groups were added, merged or split.
type BreakoutGroupsChanged struct {
	live.Head
	app.BreakoutSet
}

// BreakoutClosing says that the countdown runs.
type BreakoutClosing struct {
	live.Head
	app.BreakoutSet
}

// BreakoutClosed says that everybody is back in the main room.
type BreakoutClosed struct {
	live.Head
	app.BreakoutSet
}

// BreakoutDiscarded says, to the staff, that a planned breakout is gone.
type BreakoutDiscarded struct {
	live.Head
	BreakoutID app.BreakoutID `json:"breakoutId"`
	By         app.UserID     `json:"by"`
}

// BreakoutKept says that the countdown was taken back; the breakout is open. Where its time was up, a BreakoutTime follows.
type BreakoutKept struct {
	live.Head
	BreakoutID app.BreakoutID `json:"breakoutId"`
	By         app.UserID     `json:"by"`
}

// BreakoutTime says when the time is up; null: never by itself.
type BreakoutTime struct {
	live.Head
	BreakoutID app.BreakoutID `json:"breakoutId"`
	EndsAt     *time.Time     `json:"endsAt"`
	By         app.UserID     `json:"by"`
}

// BreakoutPerson says where one person is in a breakout: GroupID is the group that they are a member of, "" for none; Out
// is true where they are a member and went to the main room; Visits is the group that they visit instead, or "". By is ""
// where it follows from a change of their role.
type BreakoutPerson struct {
	live.Head
	BreakoutID app.BreakoutID `json:"breakoutId"`
	UserID     app.UserID     `json:"userId"`
	GroupID    app.GroupID    `json:"groupId"`
	Out        bool           `json:"out"`
	Visits     app.GroupID    `json:"visits"`
	By         app.UserID     `json:"by"`
}

// BreakoutAttends says which groups somebody is assigned to as an assistant or an observer.
type BreakoutAttends struct {
	live.Head
	BreakoutID app.BreakoutID `json:"breakoutId"`
	UserID     app.UserID     `json:"userId"`
	GroupIDs   []app.GroupID  `json:"groupIds"`
	By         app.UserID     `json:"by"`
}

// BreakoutGroupChanged says how one group is now: its name, task, cap, call for help, and whether its task is done.
type BreakoutGroupChanged struct {
	live.Head
	BreakoutID app.BreakoutID    `json:"breakoutId"`
	Group      app.BreakoutGroup `json:"group"`
	By         app.UserID        `json:"by"`
}

// BreakoutSaid is what staff wrote to groups.
type BreakoutSaid struct {
	live.Head
	BreakoutText
}

// BreakoutText is such a text. GroupIDs are the groups that it went to; All is true where those were all of them.
type BreakoutText struct {
	BreakoutID app.BreakoutID `json:"breakoutId"`
	MessageID  app.MessageID  `json:"messageId"`
	Text       string         `json:"text"`
	GroupIDs   []app.GroupID  `json:"groupIds"`
	All        bool           `json:"all"`
	By         app.UserID     `json:"by"`
	Name       string         `json:"name"`
}

// BreakoutMessage is such a text in a snapshot, with when it was written.
type BreakoutMessage struct {
	BreakoutText
	At time.Time `json:"at"`
}

// BreakoutSpeaking is a frame without an offset, for the staff: who speaks in which group now. A group in which nobody
// does isn't in it.
type BreakoutSpeaking struct {
	Type     string                       `json:"type"`
	Speaking map[app.GroupID][]app.UserID `json:"speaking"`
}

// BreakoutSnapshot is what somebody sees of the breakouts of the session: the planned ones are the staff's. Said are the
// last texts of the session, of those that the viewer may see.
type BreakoutSnapshot struct {
	Breakouts []app.Breakout    `json:"breakouts"`
	Said      []BreakoutMessage `json:"said"`
}

// Frames lists what goes over the socket, for the description of the API.
func (s *Service) Frames() map[string]any {
	return map[string]any{
		"BreakoutSnapshot":      BreakoutSnapshot{},
		"BreakoutMade":          BreakoutMade{},
		"BreakoutGroupMade":     BreakoutGroupMade{},
		"BreakoutMakePlan":      live.Described{Type: commandPlan, Value: BreakoutMakePlan{}},
		"BreakoutDiscard":       live.Described{Type: commandDiscard, Value: BreakoutDiscard{}},
		"BreakoutOpen":          live.Described{Type: commandOpen, Value: BreakoutOpen{}},
		"BreakoutClose":         live.Described{Type: commandClose, Value: BreakoutClose{}},
		"BreakoutKeep":          live.Described{Type: commandKeep, Value: BreakoutKeep{}},
		"BreakoutSetTime":       live.Described{Type: commandTime, Value: BreakoutSetTime{}},
		"BreakoutAssign":        live.Described{Type: commandAssign, Value: BreakoutAssign{}},
		"BreakoutAttend":        live.Described{Type: commandAttend, Value: BreakoutAttend{}},
		"BreakoutAdd":           live.Described{Type: commandAdd, Value: BreakoutAdd{}},
		"BreakoutChange":        live.Described{Type: commandChange, Value: BreakoutChange{}},
		"BreakoutAttach":        live.Described{Type: commandAttach, Value: BreakoutAttach{}},
		"BreakoutMerge":         live.Described{Type: commandMerge, Value: BreakoutMerge{}},
		"BreakoutSplit":         live.Described{Type: commandSplit, Value: BreakoutSplit{}},
		"BreakoutSay":           live.Described{Type: commandSay, Value: BreakoutSay{}},
		"BreakoutAnswerHelp":    live.Described{Type: commandHelped, Value: BreakoutAnswerHelp{}},
		"BreakoutChoose":        live.Described{Type: commandChoose, Value: BreakoutChoose{}},
		"BreakoutReturn":        live.Described{Type: commandReturn, Value: BreakoutReturn{}},
		"BreakoutRejoin":        live.Described{Type: commandRejoin, Value: BreakoutRejoin{}},
		"BreakoutHelp":          live.Described{Type: commandHelp, Value: BreakoutHelp{}},
		"BreakoutDone":          live.Described{Type: commandDone, Value: BreakoutDone{}},
		"BreakoutVisit":         live.Described{Type: commandVisit, Value: BreakoutVisit{}},
		"BreakoutWasPlanned":    live.Described{Type: app.EventBreakoutPlanned, Value: BreakoutWasPlanned{}},
		"BreakoutOpened":        live.Described{Type: app.EventBreakoutOpened, Value: BreakoutOpened{}},
		"BreakoutGroupsChanged": live.Described{Type: app.EventBreakoutGroups, Value: BreakoutGroupsChanged{}},
		"BreakoutClosing":       live.Described{Type: app.EventBreakoutClosing, Value: BreakoutClosing{}},
		"BreakoutClosed":        live.Described{Type: app.EventBreakoutClosed, Value: BreakoutClosed{}},
		"BreakoutDiscarded":     live.Described{Type: eventDiscarded, Value: BreakoutDiscarded{}},
		"BreakoutKept":          live.Described{Type: eventKept, Value: BreakoutKept{}},
		"BreakoutTime":          live.Described{Type: eventTime, Value: BreakoutTime{}},
		"BreakoutPerson":        live.Described{Type: eventPerson, Value: BreakoutPerson{}},
		"BreakoutAttends":       live.Described{Type: eventAttends, Value: BreakoutAttends{}},
		"BreakoutGroupChanged":  live.Described{Type: eventGroup, Value: BreakoutGroupChanged{}},
		"BreakoutSaid":          live.Described{Type: eventSaid, Value: BreakoutSaid{}},
		"BreakoutSpeaking":      live.Described{Type: frameSpeaking, Value: BreakoutSpeaking{}},
	}
}
