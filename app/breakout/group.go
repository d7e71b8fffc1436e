package breakout

import (
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// fresh returns an empty group.
func (d decider) fresh(name string) app.BreakoutGroup {
	return copyGroup(app.BreakoutGroup{GroupID: app.GroupID(d.NewID()), Name: name})
}

// opened finds a group that is open, or was; one that was merged is the one that it became part of.
func (d decider) opened(id app.GroupID) (*set, *app.BreakoutGroup, error) {
	one := d.owner(id)
	switch {
	case one == nil:
		return nil, nil, app.NotFound("group")
	case one.OpenedAt == nil:
		return nil, nil, conflict("These groups haven't been opened yet. Change the plan.")
	}
	return one, one.group(one.resolve(id)), nil
}

// inOpen is opened for a group that is open now.
func (d decider) inOpen(id app.GroupID) (*set, *app.BreakoutGroup, error) {
	one, g, err := d.opened(id)
	if err == nil && !one.Phase.Running() {
		err = errNotOpen()
	}
	return one, g, err
}

// whole is inOpen for a group that hasn't become part of another one.
func (d decider) whole(id app.GroupID) (*set, *app.BreakoutGroup, error) {
	one, g, err := d.inOpen(id)
	if err == nil && g.GroupID != id {
		err = errMerged()
	}
	return one, g, err
}

func errMerged() error { return conflict("That group has become part of another one.") }

func (d decider) groups(b app.Breakout) ([]Event, error) {
	return d.one(app.EventBreakoutGroups, &BreakoutGroupsChanged{BreakoutSet: d.set(b)})
}

// became is what comes of a change to one group.
func (d decider) became(one *set, g app.BreakoutGroup) ([]Event, error) {
	return d.one(eventGroup, &BreakoutGroupChanged{BreakoutID: one.BreakoutID, Group: copyGroup(g), By: d.By})
}

func (d decider) add(in BreakoutAdd) ([]Event, error) {
	name, err := groupName(in.Name)
	if err != nil {
		return nil, err
	}
	one := d.running()
	switch {
	case one == nil:
		return nil, errNotOpen()
	case len(one.Groups) >= mostGroups:
		return nil, conflict("A breakout can have at most %d groups.", mostGroups)
	}
	b := copyBreakout(one.Breakout)
	b.Groups = append(b.Groups, d.fresh(name))
	return d.groups(b)
}

func (d decider) change(in BreakoutChange) ([]Event, error) {
	one, g, err := d.opened(in.GroupID)
	if err != nil {
		return nil, err
	}
	if g.GroupID != in.GroupID {
		return nil, errMerged()
	}
	after := *g
	if in.Name != nil {
		if after.Name, err = groupName(*in.Name); err != nil {
			return nil, err
		}
	}
	if in.Task != nil {
		if after.Task, err = paragraph(*in.Task, "task", longestTask); err != nil {
			return nil, err
		}
	}
	if in.Cap != nil {
		if after.Cap = *in.Cap; between(after.Cap, mostCap, "bound of a group") != nil {
			return nil, between(after.Cap, mostCap, "bound of a group")
		}
	}
	if after.Name == g.Name && after.Task == g.Task && after.Cap == g.Cap {
		return nil, nil
	}
	return d.became(one, after)
}

func (d decider) attach(in BreakoutAttach) ([]Event, error) {
	files, err := distinct(in.Files, mostFiles, "files")
	if err != nil {
		return nil, err
	}
	if in.GroupID == "" {
		one := d.running()
		if one == nil {
			return nil, errNotOpen()
		}
		if slices.Equal(files, one.Files) {
			return nil, nil
		}
		b := copyBreakout(one.Breakout)
		b.Files = files
		return d.groups(b)
	}
	one, g, err := d.whole(in.GroupID)
	if err != nil || slices.Equal(files, g.Files) {
		return nil, err
	}
	after := *g
	after.Files = files
	return d.became(one, after)
}

func (d decider) merge(in BreakoutMerge) ([]Event, error) {
	one, _, err := d.inOpen(in.GroupID)
	if err != nil {
		return nil, err
	}
	if one.group(in.Into) == nil {
		return nil, app.NotFound("group")
	}
	into := one.resolve(in.Into)
	switch from := one.resolve(in.GroupID); {
	case in.GroupID == in.Into:
		return nil, invalid("A group can't become part of itself.")
	case from == into && from != in.GroupID:
		return nil, nil // they are one
	case from == into:
		return nil, conflict("That group has become part of this one.")
	case from != in.GroupID:
		return nil, errMerged()
	}
	b := copyBreakout(one.Breakout)
	mergeGroups(find(b.Groups, in.GroupID), find(b.Groups, into))
	return d.groups(b)
}

// mergeGroups makes a group part of another one: its people and its call for help are that one's.
func mergeGroups(from, into *app.BreakoutGroup) {
	into.Members, into.Out = add(into.Members, from.Members...), add(into.Out, from.Out...)
	into.Attendants, into.Visitors = add(into.Attendants, from.Attendants...), add(into.Visitors, from.Visitors...)
	for _, user := range into.Members {
		if slices.Contains(into.Visitors, user) { // they visited what is their own group now: they are at home
			into.Visitors, into.Out = listed(into.Visitors, user, false), listed(into.Out, user, false)
		}
	}
	if from.HelpAt != nil && (into.HelpAt == nil || from.HelpAt.Before(*into.HelpAt)) {
		into.HelpAt, into.HelpBy = from.HelpAt, from.HelpBy
	}
	from.Members, from.Out, from.Attendants, from.Visitors = []app.UserID{}, []app.UserID{}, []app.UserID{}, []app.UserID{}
	from.MergedInto, from.HelpAt, from.HelpBy = into.GroupID, nil, ""
}

func find(groups []app.BreakoutGroup, id app.GroupID) *app.BreakoutGroup {
	return &groups[slices.IndexFunc(groups, func(g app.BreakoutGroup) bool { return g.GroupID == id })]
}

func (d decider) split(in BreakoutSplit) ([]Event, error) {
	name, err := groupName(in.Name)
	if err != nil {
		return nil, err
	}
	members, err := distinct(in.Members, mostPeople, "people")
	if err != nil {
		return nil, err
	}
	one, _, err := d.whole(in.GroupID)
	switch {
	case err != nil:
		return nil, err
	case len(one.Groups) >= mostGroups:
		return nil, conflict("A breakout can have at most %d groups.", mostGroups)
	case len(members) == 0:
		return nil, invalid("Choose who goes into the new group.")
	}
	b := copyBreakout(one.Breakout)
	from, made := find(b.Groups, in.GroupID), d.fresh(name)
	made.Task, made.Files, made.Cap, made.Attendants, made.SplitFrom = from.Task, copied(from.Files), from.Cap, copied(from.Attendants), from.GroupID
	for _, user := range members {
		if !slices.Contains(from.Members, user) {
			return nil, conflict("Somebody isn't in that group any more.")
		}
		made.Members = append(made.Members, user)
		made.Out = listed(made.Out, user, slices.Contains(from.Out, user))
		from.Members, from.Out = listed(from.Members, user, false), listed(from.Out, user, false)
	}
	b.Groups = append(b.Groups, made)
	return d.groups(b)
}

func (d decider) helped(in BreakoutAnswerHelp) ([]Event, error) {
	one, g, err := d.opened(in.GroupID)
	if err != nil || g.HelpAt == nil {
		return nil, err
	}
	after := *g
	after.HelpAt, after.HelpBy = nil, ""
	return d.became(one, after)
}

// own returns the group that the learner is in: a member who hasn't gone out.
func (d decider) own() (*set, *app.BreakoutGroup, error) {
	one := d.running()
	if one == nil {
		return nil, nil, errNotOpen()
	}
	p := one.person(d.By)
	if p.GroupID == "" || p.Out {
		return nil, nil, conflict("You aren't in a group.")
	}
	return one, one.group(p.GroupID), nil
}

func (d decider) help(in BreakoutHelp) ([]Event, error) {
	one, g, err := d.own()
	if err != nil || in.On == (g.HelpAt != nil) {
		return nil, err
	}
	after, at := *g, d.At
	after.HelpAt, after.HelpBy = &at, d.By
	if !in.On {
		after.HelpAt, after.HelpBy = nil, ""
	}
	return d.became(one, after)
}

func (d decider) done(in BreakoutDone) ([]Event, error) {
	one, g, err := d.own()
	if err != nil || in.Done == (g.DoneAt != nil) {
		return nil, err
	}
	after, at := *g, d.At
	if after.DoneAt = &at; !in.Done {
		after.DoneAt = nil
	}
	return d.became(one, after)
}
