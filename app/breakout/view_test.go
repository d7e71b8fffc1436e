package breakout

import (
	"slices"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// view is what one client holds.
type view struct {
	user   app.UserID
	viewer live.Viewer
	has    BreakoutSnapshot
}

// apply takes an event in as a client does.
func (v *view) apply(e Event) {
	change := func(id app.BreakoutID, how func(b *app.Breakout)) {
		for i, b := range v.has.Breakouts {
			if b.BreakoutID == id {
				b = copyBreakout(b)
				how(&b)
				v.has.Breakouts[i] = b
			}
		}
	}
	put := func(b app.Breakout) {
		for i := range v.has.Breakouts {
			if v.has.Breakouts[i].BreakoutID == b.BreakoutID {
				v.has.Breakouts[i] = b
				return
			}
		}
		v.has.Breakouts = append(v.has.Breakouts, b)
		slices.SortFunc(v.has.Breakouts, func(a, b app.Breakout) int { return a.Number - b.Number })
	}
	within := func(list []app.UserID, user app.UserID, wanted bool) []app.UserID {
		if !wanted {
			return slices.DeleteFunc(list, func(one app.UserID) bool { return one == user })
		}
		if slices.Contains(list, user) {
			return list
		}
		return append(list, user)
	}
	switch d := e.Data.(type) {
	case *BreakoutWasPlanned:
		put(d.Breakout)
	case *BreakoutOpened:
		put(d.Breakout)
	case *BreakoutGroupsChanged:
		put(d.Breakout)
	case *BreakoutClosing:
		put(d.Breakout)
	case *BreakoutClosed:
		put(d.Breakout)
	case *BreakoutDiscarded:
		v.has.Breakouts = slices.DeleteFunc(v.has.Breakouts, func(b app.Breakout) bool { return b.BreakoutID == d.BreakoutID })
	case *BreakoutKept:
		change(d.BreakoutID, func(b *app.Breakout) { b.Phase, b.ClosesAt = app.BreakoutOpen, nil })
	case *BreakoutTime:
		change(d.BreakoutID, func(b *app.Breakout) { b.EndsAt = d.EndsAt })
	case *BreakoutPerson:
		change(d.BreakoutID, func(b *app.Breakout) {
			for i := range b.Groups {
				g := &b.Groups[i]
				g.Members = within(g.Members, d.UserID, g.GroupID == d.GroupID)
				g.Out = within(g.Out, d.UserID, g.GroupID == d.GroupID && d.Out)
				g.Visitors = within(g.Visitors, d.UserID, g.GroupID == d.Visits)
			}
		})
	case *BreakoutAttends:
		change(d.BreakoutID, func(b *app.Breakout) {
			for i := range b.Groups {
				b.Groups[i].Attendants = within(b.Groups[i].Attendants, d.UserID, slices.Contains(d.GroupIDs, b.Groups[i].GroupID))
			}
		})
	case *BreakoutGroupChanged:
		change(d.BreakoutID, func(b *app.Breakout) { *find(b.Groups, d.Group.GroupID) = d.Group })
	case *BreakoutSaid:
		v.has.Said = append(slices.Clone(v.has.Said), BreakoutMessage{d.BreakoutText, e.At})
	}
}
