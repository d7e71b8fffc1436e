package app

// The kinds of facts that breakouts leave. Each has the data BreakoutData; User is who it is about: the person moved, or
// who decided.
const (
	FactBreakoutPlanned   FactKind = "breakout.planned"
	FactBreakoutDiscarded FactKind = "breakout.discarded"
	FactBreakoutOpened    FactKind = "breakout.opened"
	FactBreakoutClosing   FactKind = "breakout.closing"
	FactBreakoutKept      FactKind = "breakout.kept"     // the countdown was taken back
	FactBreakoutTime      FactKind = "breakout.time"     // the timer was set, or taken away
	FactBreakoutClosed    FactKind = "breakout.closed"   // by somebody, the clock, or the end of the session
	FactBreakoutAssigned  FactKind = "breakout.assigned" // the user is a member of the group, "": of none
	FactBreakoutAttends   FactKind = "breakout.attends"  // the user is assigned to the group among others, "": to none any more
	// FactBreakoutJoined: the user, who is in the session, is in the group from now on; until FactBreakoutLeft, or the end of
	// the session.
	FactBreakoutJoined  FactKind = "breakout.joined"
	FactBreakoutLeft    FactKind = "breakout.left"
	FactBreakoutHelp    FactKind = "breakout.help"
	FactBreakoutHelped  FactKind = "breakout.helped" // staff came, or whoever called took it back
	FactBreakoutSaid    FactKind = "breakout.said"   // staff wrote to groups (to one where there is a Group); what isn't told
	FactBreakoutDone    FactKind = "breakout.done"   // the group says that its task is done
	FactBreakoutUndone  FactKind = "breakout.undone"
	FactBreakoutAdded   FactKind = "breakout.added"
	FactBreakoutChanged FactKind = "breakout.changed" // the name, task, files or bound of the group; the files for all where there is no Group
	FactBreakoutMerged  FactKind = "breakout.merged"  // Group became part of Other
	FactBreakoutSplit   FactKind = "breakout.split"   // Group was made out of Other
)

// BreakoutData says which breakout and group a fact is about.
type BreakoutData struct {
	Breakout BreakoutID `json:"breakout"`
	Group    GroupID    `json:"group,omitempty"`
	Other    GroupID    `json:"other,omitempty"`
	// Name is the group's.
	Name string `json:"name,omitempty"`
	By   UserID `json:"by,omitempty"`
}
