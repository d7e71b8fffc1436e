package breakout

import (
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

func (d decider) plan(in BreakoutMakePlan) ([]Event, error) {
	b, old, err := d.planned(in.BreakoutID)
	if err != nil {
		return nil, err
	}
	if b.Name, err = line(in.Name, "a breakout"); err != nil {
		return nil, err
	}
	var earlier []app.BreakoutGroup
	if in.GoesOn != "" {
		if earlier, err = d.earlier(in.GoesOn); err != nil {
			return nil, err
		}
		if b.From = in.GoesOn; in.Plan.Files == nil {
			in.Plan.Files = d.Earlier.Files
		}
	}
	if b.BreakoutPlan, err = checked(in.Plan); err != nil {
		return nil, err
	}
	wanted := in.Groups
	if len(wanted) == 0 {
		wanted = again(earlier)
	}
	if len(wanted) > mostGroups {
		return nil, invalid("A breakout can have at most %d groups.", mostGroups)
	}
	b.Groups = []app.BreakoutGroup{}
	for _, g := range wanted {
		made, err := d.plannedGroup(g, old, earlier, b.Groups)
		if err != nil {
			return nil, err
		}
		b.Groups = append(b.Groups, made)
	}
	if !slices.ContainsFunc(b.Groups, func(g app.BreakoutGroup) bool { return g.GoesOn != "" }) {
		b.From = ""
	}
	if err := fits(b.Groups); err != nil {
		return nil, err
	}
	at := d.At
	b.PlannedAt = &at
	return d.one(app.EventBreakoutPlanned, &BreakoutWasPlanned{BreakoutSet: d.set(b)})
}

// planned returns the breakout that a plan makes, or the one that it replaces with the groups of that.
func (d decider) planned(id app.BreakoutID) (b app.Breakout, old []app.BreakoutGroup, err error) {
	if id == "" {
		planned, last := 0, 0
		for _, one := range d.sets {
			last = max(last, one.Number)
			if one.Phase == app.BreakoutPlanned {
				planned++
			}
		}
		switch {
		case planned >= mostPlanned:
			return b, nil, conflict("There can be %d planned breakouts. Discard one that isn't needed first.", mostPlanned)
		case len(d.sets) >= mostMade:
			return b, nil, conflict("A class can have %d breakouts. Open one of them again.", mostMade)
		}
		return app.Breakout{BreakoutID: app.BreakoutID(d.NewID()), Number: last + 1, Phase: app.BreakoutPlanned}, nil, nil
	}
	one := d.find(id)
	switch {
	case one == nil:
		return b, nil, app.NotFound("breakout")
	case one.Phase != app.BreakoutPlanned:
		return b, nil, conflict("These groups have been opened meanwhile. Change them one by one.")
	}
	return one.Breakout, one.Groups, nil
}

// earlier returns the groups that a plan may go on with.
func (d decider) earlier(id app.BreakoutID) ([]app.BreakoutGroup, error) {
	e := d.Earlier
	switch {
	case e == nil || e.BreakoutID != id || e.OpenedAt == nil:
		return nil, app.NotFound("breakout")
	case e.Phase.Running():
		return nil, conflict("These groups are open. Close them first.")
	}
	return slices.DeleteFunc(slices.Clone(e.Groups), func(g app.BreakoutGroup) bool { return g.MergedInto != "" }), nil
}

// again returns a plan of the same groups.
func again(groups []app.BreakoutGroup) []BreakoutGroupPlan {
	plans := make([]BreakoutGroupPlan, len(groups))
	for i, g := range groups {
		plans[i] = BreakoutGroupPlan{GroupID: g.GroupID, Name: g.Name, Task: g.Task, Cap: g.Cap, Files: g.Files, Members: g.Members, Attendants: g.Attendants}
	}
	return plans
}

// plannedGroup returns a group of a plan: one of the plan before, one that goes on with an earlier one that none of the
// others goes on with, or a fresh one.
func (d decider) plannedGroup(in BreakoutGroupPlan, old, earlier, others []app.BreakoutGroup) (app.BreakoutGroup, error) {
	var g app.BreakoutGroup
	var err error
	if g.Name, err = groupName(in.Name); err != nil {
		return g, err
	}
	is := func(id app.GroupID) func(app.BreakoutGroup) bool {
		return func(g app.BreakoutGroup) bool { return g.GroupID == id }
	}
	taken := func(id app.GroupID) bool {
		return slices.ContainsFunc(others, func(g app.BreakoutGroup) bool { return g.GroupID == id || g.GoesOn == id })
	}
	if i := slices.IndexFunc(old, is(in.GroupID)); i >= 0 {
		g.GroupID, g.GoesOn = old[i].GroupID, old[i].GoesOn
	} else if i := slices.IndexFunc(earlier, is(in.GroupID)); i >= 0 {
		g.GroupID, g.GoesOn = app.GroupID(d.NewID()), earlier[i].GroupID
	} else if in.GroupID != "" {
		return g, app.NotFound("group")
	} else {
		g.GroupID = app.GroupID(d.NewID())
	}
	if g.GoesOn == "" {
		for _, e := range earlier {
			if e.Name == g.Name && !taken(e.GroupID) {
				g.GoesOn = e.GroupID
				break
			}
		}
	}
	if taken(g.GroupID) || (g.GoesOn != "" && taken(g.GoesOn)) {
		return g, invalid("A group is in the plan twice.")
	}
	if i := slices.IndexFunc(earlier, is(g.GoesOn)); i >= 0 && in.Files == nil {
		in.Files = earlier[i].Files
	}
	return g, fill(&g, in)
}

// fill gives a planned group what the plan says of it.
func fill(g *app.BreakoutGroup, in BreakoutGroupPlan) error {
	var err error
	if g.Task, err = paragraph(in.Task, "task", longestTask); err != nil {
		return err
	}
	if g.Files, err = distinct(in.Files, mostFiles, "files"); err != nil {
		return err
	}
	if err = between(in.Cap, mostCap, "bound of a group"); err != nil {
		return err
	}
	if g.Members, err = distinct(in.Members, mostPeople, "people"); err != nil {
		return err
	}
	if g.Attendants, err = distinct(in.Attendants, mostPeople, "people"); err != nil {
		return err
	}
	g.Cap, g.Out, g.Visitors = in.Cap, []app.UserID{}, []app.UserID{}
	return nil
}
