package breakout

import (
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// factBook gathers the facts of one decision. Their ids are made of its key, so that they are the same ones if it is
// decided again.
type factBook struct {
	session app.SessionID
	key     string
	at      time.Time
	by      app.UserID
	facts   []app.Fact
}

func (f *factBook) fact(kind app.FactKind, user app.UserID, data app.BreakoutData) {
	f.facts = append(f.facts, app.Fact{ID: fmt.Sprintf("breakout:%s:%d", f.key, len(f.facts)), Session: f.session, Kind: kind, Source: app.SourceState,
		User: user, At: f.at, Seen: f.at, Data: app.MustJSON(data)})
}

// about is a fact of a group, or of the breakout as a whole where g is nil.
func (f *factBook) about(kind app.FactKind, user app.UserID, id app.BreakoutID, g *app.BreakoutGroup) {
	data := app.BreakoutData{Breakout: id, By: f.by}
	if g != nil {
		data.Group, data.Name = g.GroupID, g.Name
	}
	f.fact(kind, user, data)
}

// moved notes that somebody who is in the session went from one group to another; "" is the main room.
func (f *factBook) moved(s State, user app.UserID, from, to app.GroupID) {
	if from == to {
		return
	}
	for _, step := range []struct {
		kind  app.FactKind
		group app.GroupID
	}{{app.FactBreakoutLeft, from}, {app.FactBreakoutJoined, to}} {
		if one := s.owner(step.group); one != nil {
			f.about(step.kind, user, one.BreakoutID, one.group(step.group))
		}
	}
}

// add notes what an event says, which has made one state of the other.
func (f *factBook) add(before, after State, e Event) {
	switch data := e.Data.(type) {
	case *BreakoutWasPlanned:
		f.about(app.FactBreakoutPlanned, f.by, data.Breakout.BreakoutID, nil)
	case *BreakoutDiscarded:
		f.about(app.FactBreakoutDiscarded, f.by, data.BreakoutID, nil)
	case *BreakoutOpened:
		f.about(app.FactBreakoutOpened, f.by, data.Breakout.BreakoutID, nil)
		f.assigned(before.find(data.Breakout.BreakoutID), after.find(data.Breakout.BreakoutID))
	case *BreakoutGroupsChanged:
		f.groups(before.find(data.Breakout.BreakoutID), after.find(data.Breakout.BreakoutID))
	case *BreakoutClosing:
		f.about(app.FactBreakoutClosing, f.by, data.Breakout.BreakoutID, nil)
	case *BreakoutClosed:
		f.about(app.FactBreakoutClosed, f.by, data.Breakout.BreakoutID, nil)
	case *BreakoutKept:
		f.about(app.FactBreakoutKept, f.by, data.BreakoutID, nil)
	case *BreakoutTime:
		f.about(app.FactBreakoutTime, f.by, data.BreakoutID, nil)
	case *BreakoutPerson:
		one := after.find(data.BreakoutID)
		if before.find(data.BreakoutID).memberOf(data.UserID) != data.GroupID {
			f.about(app.FactBreakoutAssigned, data.UserID, data.BreakoutID, one.group(data.GroupID))
		}
	case *BreakoutAttends:
		if len(data.GroupIDs) == 0 {
			f.about(app.FactBreakoutAttends, data.UserID, data.BreakoutID, nil)
		}
		for _, id := range data.GroupIDs {
			f.about(app.FactBreakoutAttends, data.UserID, data.BreakoutID, after.find(data.BreakoutID).group(id))
		}
	case *BreakoutGroupChanged:
		f.group(data.BreakoutID, *before.find(data.BreakoutID).group(data.Group.GroupID), data.Group)
	case *BreakoutSaid:
		var only *app.BreakoutGroup
		if len(data.GroupIDs) == 1 {
			only = after.find(data.BreakoutID).group(data.GroupIDs[0])
		}
		f.about(app.FactBreakoutSaid, f.by, data.BreakoutID, only)
	}
}

// assigned notes whose group is another one than before; before it is opened nobody has one.
func (f *factBook) assigned(before, after *set) {
	for _, g := range after.Groups {
		for _, user := range g.Members {
			if before.OpenedAt == nil || before.memberOf(user) != g.GroupID {
				f.about(app.FactBreakoutAssigned, user, after.BreakoutID, &g)
			}
		}
	}
}

// groups notes which groups there are that weren't, and which have become part of others.
func (f *factBook) groups(before, after *set) {
	for _, g := range after.Groups {
		data := app.BreakoutData{Breakout: after.BreakoutID, Group: g.GroupID, Name: g.Name, By: f.by}
		switch was := before.group(g.GroupID); {
		case was == nil && g.SplitFrom != "":
			data.Other = g.SplitFrom
			f.fact(app.FactBreakoutSplit, f.by, data)
		case was == nil:
			f.fact(app.FactBreakoutAdded, f.by, data)
		case was.MergedInto != g.MergedInto:
			data.Other = g.MergedInto
			f.fact(app.FactBreakoutMerged, f.by, data)
		}
	}
	if !slices.Equal(before.Files, after.Files) {
		f.about(app.FactBreakoutChanged, f.by, after.BreakoutID, nil)
	}
	f.assigned(before, after)
}

// group notes what has changed about one group.
func (f *factBook) group(id app.BreakoutID, was, is app.BreakoutGroup) {
	for _, change := range []struct {
		happened bool
		kind     app.FactKind
	}{
		{was.HelpAt == nil && is.HelpAt != nil, app.FactBreakoutHelp},
		{was.HelpAt != nil && is.HelpAt == nil, app.FactBreakoutHelped},
		{was.DoneAt == nil && is.DoneAt != nil, app.FactBreakoutDone},
		{was.DoneAt != nil && is.DoneAt == nil, app.FactBreakoutUndone},
		{was.Name != is.Name || was.Task != is.Task || was.Cap != is.Cap || !slices.Equal(was.Files, is.Files), app.FactBreakoutChanged},
	} {
		if change.happened {
			f.about(change.kind, f.by, id, &is)
		}
	}
}
