package app

// The kinds of facts that breakouts leave. Each has the data BreakoutData; User is who it is about: the person moved, or
// who decided.
const (
	FactBreakoutPlanned  FactKind = "breakout.planned"
	FactBreakoutOpened   FactKind = "breakout.opened"
	FactBreakoutClosing  FactKind = "breakout.closing"
	FactBreakoutClosed   FactKind = "breakout.closed"
	FactBreakoutAssigned FactKind = "breakout.assigned" // the user is a member of the group, "": of none
	FactBreakoutJoined   FactKind = "breakout.joined"   // the user, who is in the session, is in the group from now on
	FactBreakoutLeft     FactKind = "breakout.left"     // and isn't any more
	FactBreakoutHelp     FactKind = "breakout.help"
	FactBreakoutHelped   FactKind = "breakout.helped"
	FactBreakoutSaid     FactKind = "breakout.said" // staff wrote to groups; what isn't told
	FactBreakoutDone     FactKind = "breakout.done" // the group says that its task is done
	FactBreakoutUndone   FactKind = "breakout.undone"
	FactBreakoutMerged   FactKind = "breakout.merged" // Group became part of Other
	FactBreakoutSplit    FactKind = "breakout.split"  // Group was made out of Other
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
