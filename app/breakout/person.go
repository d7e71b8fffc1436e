package breakout

import (
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// placed is what comes of somebody being placed otherwise.
func (d decider) placed(p BreakoutPerson) ([]Event, error) {
	p.By = d.By
	return d.one(eventPerson, &p)
}

func (d decider) assign(in BreakoutAssign) ([]Event, error) {
	if !ids.MatchString(string(in.UserID)) {
		return nil, invalid("userId must name a person.")
	}
	one, to := d.running(), app.GroupID("")
	if in.GroupID != "" {
		owner, g, err := d.opened(in.GroupID)
		if err != nil {
			return nil, err
		}
		one, to = owner, g.GroupID
	}
	if one == nil {
		return nil, errNotOpen()
	}
	p := one.person(in.UserID)
	switch {
	case p.GroupID == to && !p.Out:
		return nil, nil
	case p.GroupID == "" && one.members() >= mostPeople:
		return nil, conflict("A breakout can have at most %d people.", mostPeople)
	}
	return d.member(p, to)
}

// member makes somebody a member of the group, and takes them there.
func (d decider) member(p BreakoutPerson, to app.GroupID) ([]Event, error) {
	p.GroupID, p.Out = to, false
	if p.Visits == to {
		p.Visits = ""
	}
	return d.placed(p)
}

func (d decider) attend(in BreakoutAttend) ([]Event, error) {
	groups, err := distinct(in.GroupIDs, mostGroups, "groups")
	switch {
	case err != nil:
		return nil, err
	case !ids.MatchString(string(in.UserID)):
		return nil, invalid("userId must name a person.")
	case d.Of == app.RoleLearner && len(groups) > 0:
		return nil, invalid("A learner is a member of one group. Assistants and observers can be assigned to several.")
	}
	one, resolved := d.running(), []app.GroupID{}
	for i, id := range groups {
		owner, g, err := d.opened(id)
		if err != nil {
			return nil, err
		}
		if i > 0 && owner != one {
			return nil, invalid("The groups must be of one breakout.")
		}
		one, resolved = owner, add(resolved, g.GroupID)
	}
	if one == nil {
		return nil, errNotOpen()
	}
	return d.attends(one, in.UserID, resolved)
}

func (d decider) attends(one *set, user app.UserID, groups []app.GroupID) ([]Event, error) {
	all, now := 0, []app.GroupID{}
	for _, g := range one.Groups {
		all += len(g.Attendants)
		if slices.Contains(g.Attendants, user) {
			now = append(now, g.GroupID)
		}
	}
	slices.SortFunc(groups, func(a, b app.GroupID) int { return one.index(a) - one.index(b) })
	switch {
	case slices.Equal(now, groups):
		return nil, nil
	case len(groups) > len(now) && all+len(groups)-len(now) > mostPeople:
		return nil, conflict("A breakout can have at most %d people.", mostPeople)
	}
	events := []Event{d.event(eventAttends, &BreakoutAttends{BreakoutID: one.BreakoutID, UserID: user, GroupIDs: groups, By: d.By})}
	if p := one.person(user); p.Visits != "" && !d.Of.IsStaff() && !slices.Contains(groups, p.Visits) {
		p.Visits, p.By = "", d.By
		events = append(events, d.event(eventPerson, &p))
	}
	return events, nil
}

// index is where a group stands.
func (one *set) index(id app.GroupID) int {
	return slices.IndexFunc(one.Groups, func(g app.BreakoutGroup) bool { return g.GroupID == id })
}

func (d decider) choose(in BreakoutChoose) ([]Event, error) {
	one, g, err := d.inOpen(in.GroupID)
	if err != nil {
		return nil, err
	}
	p := one.person(d.By)
	switch {
	case p.GroupID == g.GroupID && !p.Out:
		return nil, nil
	case p.GroupID == g.GroupID:
		return d.member(p, g.GroupID)
	case one.Choice != app.ChoiceFree:
		return nil, app.Errorf(app.CodeForbidden, "Your teacher has made these groups.")
	case g.Cap > 0 && len(g.Members) >= g.Cap:
		return nil, conflict("That group is full.")
	case p.GroupID == "" && one.members() >= mostPeople:
		return nil, conflict("A breakout can have at most %d people.", mostPeople)
	}
	return d.member(p, g.GroupID)
}

func (d decider) goOut() ([]Event, error) {
	one := d.running()
	if one == nil {
		return nil, nil
	}
	p := one.person(d.By)
	switch {
	case p.GroupID == "" || p.Out:
		return nil, nil
	case !one.MayReturn:
		return nil, app.Errorf(app.CodeForbidden, "Everybody stays in their group until it is closed. You can call for help.")
	}
	p.Out = true
	return d.placed(p)
}

func (d decider) rejoin() ([]Event, error) {
	one := d.running()
	if one == nil {
		return nil, errNotOpen()
	}
	p := one.person(d.By)
	switch {
	case p.GroupID == "":
		return nil, conflict("You aren't in a group.")
	case !p.Out:
		return nil, nil
	}
	p.Out = false
	return d.placed(p)
}

func (d decider) visit(in BreakoutVisit) ([]Event, error) {
	one, to := d.running(), app.GroupID("")
	if in.GroupID != "" {
		owner, g, err := d.inOpen(in.GroupID)
		switch {
		case err != nil:
			return nil, err
		case !d.Role.IsStaff() && !slices.Contains(g.Attendants, d.By):
			return nil, app.Errorf(app.CodeForbidden, "You aren't assigned to that group.")
		}
		one, to = owner, g.GroupID
	}
	if one == nil {
		return nil, nil
	}
	before := one.person(d.By)
	p := before
	switch {
	case to == "": // somebody who was made an assistant in their group may leave it like the others
		p.Visits, p.Out = "", p.GroupID != ""
	case to == p.GroupID:
		p.Visits, p.Out = "", false
	default:
		p.Visits = to
	}
	if p == before {
		return nil, nil
	}
	return d.placed(p)
}

// become has somebody where their role lets them be: only staff visit groups that they don't attend, and a learner is out
// of their group only where learners may return.
func (d decider) become(in Role) ([]Event, error) {
	one := d.running()
	if one == nil || in.Role.IsStaff() {
		return nil, nil
	}
	before := one.person(in.User)
	p := before
	if p.Visits != "" && (in.Role == app.RoleLearner || !slices.Contains(one.group(p.Visits).Attendants, in.User)) {
		p.Visits = ""
	}
	p.Out = p.Out && (one.MayReturn || in.Role != app.RoleLearner)
	if p == before {
		return nil, nil
	}
	return d.placed(p)
}
