package app

import "time"

// BreakoutID names one breakout: a set of groups of a session.
type BreakoutID string

// BreakoutPhase is how far a breakout has come.
type BreakoutPhase string

// The phases. At most one breakout of a session is open or closing. A closed one can be opened again.
const (
	BreakoutPlanned BreakoutPhase = "planned"
	BreakoutOpen    BreakoutPhase = "open"
	// BreakoutClosing counts down; then everybody comes back.
	BreakoutClosing BreakoutPhase = "closing"
	BreakoutClosed  BreakoutPhase = "closed"
)

// Running says whether people are in the groups.
func (p BreakoutPhase) Running() bool { return p == BreakoutOpen || p == BreakoutClosing }

// BreakoutChoice says whether learners choose their group.
type BreakoutChoice string

// The choices.
const (
	ChoiceNone BreakoutChoice = "none"
	ChoiceFree BreakoutChoice = "free"
)

// Breakout is a set of groups as clients and other features get it. Its events and its snapshot hold it whole.
type Breakout struct {
	BreakoutID BreakoutID `json:"breakoutId"`
	// Number counts the breakouts of the session from 1.
	Number int           `json:"number"`
	Name   string        `json:"name"` // "" has none
	Phase  BreakoutPhase `json:"phase" enum:"planned,open,closing,closed"`
	BreakoutPlan
	Groups []BreakoutGroup `json:"groups"`
	// PlannedAt is when its plan was saved last, null where that isn't known.
	PlannedAt *time.Time `json:"plannedAt"`
	// OpenedAt is when it was opened last, EndsAt when its time is up (null: no timer), ClosesAt the end of the countdown,
	// ClosedAt when it was closed last.
	OpenedAt *time.Time `json:"openedAt"`
	EndsAt   *time.Time `json:"endsAt"`
	ClosesAt *time.Time `json:"closesAt"`
	ClosedAt *time.Time `json:"closedAt"`
	// From is the breakout of an earlier session that this one goes on with, or "".
	From BreakoutID `json:"from,omitempty"`
}

// BreakoutPlan is what an instructor decides of a breakout as a whole.
type BreakoutPlan struct {
	Task   string         `json:"task"` // for groups that have none of their own
	Choice BreakoutChoice `json:"choice" enum:"none,free"`
	// MayReturn lets learners go to the main room and back.
	MayReturn bool `json:"mayReturn"`
	// Seconds is how long the groups are open; 0: until somebody closes them.
	Seconds int `json:"seconds"`
	// Countdown is how many seconds everybody is told before they come back, 0 to 120.
	Countdown int `json:"countdown"`
	// Template is what is printed on the groups' boards; CopyOf is a page of the main board that each begins with, or "".
	Template string  `json:"template"`
	CopyOf   BoardID `json:"copyOf"`
	// Files are attached to the task of every group.
	Files []FileID `json:"files"`
}

// BreakoutGroup is one group. Its id is also that of its board's first page.
type BreakoutGroup struct {
	GroupID GroupID  `json:"groupId"`
	Name    string   `json:"name"`
	Task    string   `json:"task"`
	Files   []FileID `json:"files"`
	// Cap bounds the members where learners choose; 0: no bound.
	Cap int `json:"cap"`
	// Members are the learners assigned; each is in one group of a breakout. Out are those of them who went to the main room.
	Members []UserID `json:"members"`
	Out     []UserID `json:"out"`
	// Attendants are assistants and observers assigned to it; they may be assigned to several. Visitors are those of the
	// staff and the attendants who are in it now. Neither these nor the members need to be in class at the moment: who
	// comes back is where they were.
	Attendants []UserID `json:"attendants"`
	Visitors   []UserID `json:"visitors"`
	// MergedInto is the group that this one became part of, or "": it has no members then, and keeps its documents.
	MergedInto GroupID `json:"mergedInto,omitempty"`
	// SplitFrom is the group whose board this one began with, GoesOn the one of an earlier session; or "".
	SplitFrom GroupID `json:"splitFrom,omitempty"`
	GoesOn    GroupID `json:"goesOn,omitempty"`
	// HelpAt is since when the group calls for help, by HelpBy; DoneAt when it said that its task is done.
	HelpAt *time.Time `json:"helpAt"`
	HelpBy UserID     `json:"helpBy,omitempty"`
	DoneAt *time.Time `json:"doneAt"`
}

// The live events of breakouts that other features follow. Each holds a BreakoutSet.
const (
	// EventBreakoutPlanned goes to the staff.
	EventBreakoutPlanned = "breakout.planned"
	EventBreakoutOpened  = "breakout.opened"
	// EventBreakoutGroups says that groups were added, merged or split while it is open.
	EventBreakoutGroups  = "breakout.groups"
	EventBreakoutClosing = "breakout.closing"
	EventBreakoutClosed  = "breakout.closed"
)

// BreakoutSet is what those events hold beside their head.
type BreakoutSet struct {
	Breakout Breakout `json:"breakout"`
	By       UserID   `json:"by"` // "" by the clock
}

// Place is where somebody is in the breakouts of a session.
type Place struct {
	// Group is the group that they are in, "" in the main room.
	Group GroupID
	// Also are other groups whose messages they see: those that were merged into theirs, and those they were a member of.
	Also []GroupID
}

// GroupAccess is what somebody may do with what a group has made.
type GroupAccess int

// The kinds of access, each more than the one before.
const (
	GroupHidden GroupAccess = iota
	GroupRead
	GroupWrite
)
