package breakout

import (
	"maps"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// State is all breakouts of one session. What it points to is never changed, so that a copy of a State stays as it is when
// the State goes on.
type State struct {
	sets []*set // by number
	said []said // the last ones, in their order
}

// said is a text of the staff. Order counts those of the session.
type said struct {
	BreakoutMessage
	Order int `json:"order"`
}

// set is one breakout with what is computed of it.
type set struct {
	app.Breakout
	was    map[app.UserID][]app.GroupID  // the groups that somebody was a member of, once they were open, and those merged into them
	rooms  map[app.UserID]app.GroupID    // who is in which group, while it runs
	also   map[app.UserID][]app.GroupID  // the groups whose messages somebody sees, their own among them
	merged map[app.GroupID][]app.GroupID // the groups that have become part of one
}

// Event is what has happened. Data is what its frame holds.
type Event struct {
	Type string
	At   time.Time
	Data live.Payload
}

// newState returns the state of what was kept.
func newState(bodies []body) State {
	var st State
	for _, b := range bodies {
		st.sets = append(st.sets, newSet(b.Breakout, b.Was))
		st.said = append(st.said, b.Said...)
	}
	slices.SortFunc(st.said, func(a, b said) int { return a.Order - b.Order })
	st.said = st.said[max(0, len(st.said)-mostSaid):]
	return st
}

// body returns what is to be kept of a set.
func (s State) body(one *set) body {
	b := body{Breakout: one.Breakout, Was: one.was}
	for _, text := range s.said {
		if text.BreakoutID == one.BreakoutID {
			b.Said = append(b.Said, text)
		}
	}
	return b
}

// saidIn says whether something was said in the breakout since the earlier state.
func (s State) saidIn(before State, id app.BreakoutID) bool {
	n := len(s.said)
	return n > 0 && s.said[n-1].BreakoutID == id && s.said[n-1].Order != before.lastSaid()
}

func (s State) lastSaid() int {
	if len(s.said) == 0 {
		return 0
	}
	return s.said[len(s.said)-1].Order
}

// Breakouts returns them by their numbers. They mustn't be changed.
func (s State) Breakouts() []app.Breakout {
	all := make([]app.Breakout, len(s.sets))
	for i, one := range s.sets {
		all[i] = one.Breakout
	}
	return all
}

// find returns a breakout, or nil.
func (s State) find(id app.BreakoutID) *set {
	for _, one := range s.sets {
		if one.BreakoutID == id {
			return one
		}
	}
	return nil
}

// running returns the breakout that people are in, or nil.
func (s State) running() *set {
	for _, one := range s.sets {
		if one.Phase.Running() {
			return one
		}
	}
	return nil
}

// rooms returns who is in which group. It mustn't be changed.
func (s State) rooms() map[app.UserID]app.GroupID {
	if one := s.running(); one != nil {
		return one.rooms
	}
	return nil
}

// owner returns the breakout that a group is of, or nil.
func (s State) owner(id app.GroupID) *set {
	for _, one := range s.sets {
		if one.group(id) != nil {
			return one
		}
	}
	return nil
}

// Place returns where somebody is to be.
func (s State) Place(user app.UserID) app.Place {
	var at app.Place
	if one := s.running(); one != nil {
		at.Group = one.rooms[user]
		at.Also = append(at.Also, one.merged[at.Group]...)
	}
	for _, one := range s.sets {
		for _, group := range one.also[user] {
			if group != at.Group && !slices.Contains(at.Also, group) {
				at.Also = append(at.Also, group)
			}
		}
	}
	return at
}

// Access says what somebody may do with what a group has made.
func (s State) Access(user app.UserID, role app.Role, group app.GroupID) app.GroupAccess {
	one := s.owner(group)
	switch {
	case one == nil || one.OpenedAt == nil:
		return app.GroupHidden
	case role.IsStaff():
		return app.GroupWrite
	case !one.Phase.Running():
		return app.GroupRead
	}
	now := one.resolve(group)
	switch {
	case one.memberOf(user) == now:
		return app.GroupWrite
	case slices.Contains(one.also[user], group) || slices.Contains(one.group(now).Attendants, user):
		return app.GroupRead
	}
	return app.GroupHidden
}

// newSet computes what is needed of a breakout.
func newSet(b app.Breakout, was map[app.UserID][]app.GroupID) *set {
	one := &set{Breakout: b, was: was, rooms: map[app.UserID]app.GroupID{}, also: map[app.UserID][]app.GroupID{}, merged: map[app.GroupID][]app.GroupID{}}
	if b.OpenedAt == nil {
		return one
	}
	for _, g := range b.Groups {
		if g.MergedInto != "" {
			into := one.resolve(g.GroupID)
			one.merged[into] = append(one.merged[into], g.GroupID)
		}
	}
	for user, groups := range was {
		one.also[user] = slices.Clone(groups)
	}
	for _, g := range b.Groups {
		for _, user := range g.Members {
			one.also[user] = add(one.also[user], one.with(g.GroupID)...)
			if b.Phase.Running() && one.rooms[user] == "" && !slices.Contains(g.Out, user) {
				one.rooms[user] = g.GroupID
			}
		}
		for _, user := range g.Visitors {
			one.rooms[user] = g.GroupID
		}
	}
	return one
}

// add appends what isn't in the list yet.
func add[T comparable](list []T, more ...T) []T {
	for _, one := range more {
		if !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// group returns a group of the breakout, or nil.
func (one *set) group(id app.GroupID) *app.BreakoutGroup {
	for i := range one.Groups {
		if one.Groups[i].GroupID == id {
			return &one.Groups[i]
		}
	}
	return nil
}

// resolve returns the group that a group has become part of, or itself.
func (one *set) resolve(id app.GroupID) app.GroupID {
	for range one.Groups {
		g := one.group(id)
		if g == nil || g.MergedInto == "" {
			break
		}
		id = g.MergedInto
	}
	return id
}

// with returns a group and those that have become part of it.
func (one *set) with(id app.GroupID) []app.GroupID {
	return append([]app.GroupID{id}, one.merged[id]...)
}

// memberOf returns the group that somebody is a member of, or "".
func (one *set) memberOf(user app.UserID) app.GroupID {
	for _, g := range one.Groups {
		if slices.Contains(g.Members, user) {
			return g.GroupID
		}
	}
	return ""
}

// person returns how somebody is placed.
func (one *set) person(user app.UserID) BreakoutPerson {
	p := BreakoutPerson{BreakoutID: one.BreakoutID, UserID: user}
	for _, g := range one.Groups {
		if slices.Contains(g.Members, user) {
			p.GroupID, p.Out = g.GroupID, slices.Contains(g.Out, user)
		}
		if slices.Contains(g.Visitors, user) {
			p.Visits = g.GroupID
		}
	}
	return p
}

// members counts them.
func (one *set) members() int {
	n := 0
	for _, g := range one.Groups {
		n += len(g.Members)
	}
	return n
}

// Apply takes in what has happened.
func (s *State) Apply(e Event) {
	switch data := e.Data.(type) {
	case *BreakoutWasPlanned:
		s.put(data.Breakout)
	case *BreakoutOpened:
		s.put(data.Breakout)
	case *BreakoutGroupsChanged:
		s.put(data.Breakout)
	case *BreakoutClosing:
		s.put(data.Breakout)
	case *BreakoutClosed:
		s.put(data.Breakout)
	case *BreakoutDiscarded:
		s.sets = slices.DeleteFunc(slices.Clone(s.sets), func(one *set) bool { return one.BreakoutID == data.BreakoutID })
	case *BreakoutKept:
		s.change(data.BreakoutID, func(b *app.Breakout) { b.Phase, b.ClosesAt = app.BreakoutOpen, nil })
	case *BreakoutTime:
		s.change(data.BreakoutID, func(b *app.Breakout) { b.EndsAt = data.EndsAt })
	case *BreakoutPerson:
		s.change(data.BreakoutID, func(b *app.Breakout) { place(b.Groups, *data) })
	case *BreakoutAttends:
		s.change(data.BreakoutID, func(b *app.Breakout) { attend(b.Groups, data.UserID, data.GroupIDs) })
	case *BreakoutGroupChanged:
		s.change(data.BreakoutID, func(b *app.Breakout) {
			for i := range b.Groups {
				if b.Groups[i].GroupID == data.Group.GroupID {
					b.Groups[i] = copyGroup(data.Group)
				}
			}
		})
	case *BreakoutSaid:
		text := said{BreakoutMessage{data.BreakoutText, e.At}, s.lastSaid() + 1}
		s.said = append(slices.Clone(s.said[max(0, len(s.said)-mostSaid+1):]), text)
	}
}

// change makes a breakout another one.
func (s *State) change(id app.BreakoutID, how func(*app.Breakout)) {
	if one := s.find(id); one != nil {
		b := copyBreakout(one.Breakout)
		how(&b)
		s.put(b)
	}
}

// put has the breakout in the place of the one with its id, or behind the others. Who isn't a member of a group any more
// is remembered.
func (s *State) put(b app.Breakout) {
	b = copyBreakout(b)
	s.sets = slices.Clone(s.sets)
	for i, old := range s.sets {
		if old.BreakoutID == b.BreakoutID {
			s.sets[i] = newSet(b, old.remember(b))
			return
		}
	}
	s.sets = append(s.sets, newSet(b, nil))
}

// remember returns who was a member of which groups, where the breakout becomes the other one.
func (one *set) remember(after app.Breakout) map[app.UserID][]app.GroupID {
	if one.OpenedAt == nil {
		return nil
	}
	now := map[app.UserID]app.GroupID{}
	for _, g := range after.Groups {
		for _, user := range g.Members {
			now[user] = g.GroupID
		}
	}
	was, own := one.was, false
	for _, g := range one.Groups {
		for _, user := range g.Members {
			if now[user] == g.GroupID {
				continue
			}
			if !own {
				was, own = maps.Clone(one.was), true
				if was == nil {
					was = map[app.UserID][]app.GroupID{}
				}
			}
			was[user] = add(slices.Clone(was[user]), one.with(g.GroupID)...)
		}
	}
	return was
}

// place has somebody where the event says. Who stays in a list keeps their place in it.
func place(groups []app.BreakoutGroup, p BreakoutPerson) {
	for i := range groups {
		g := &groups[i]
		member := g.GroupID == p.GroupID
		g.Members = listed(g.Members, p.UserID, member)
		g.Out = listed(g.Out, p.UserID, member && p.Out)
		g.Visitors = listed(g.Visitors, p.UserID, g.GroupID == p.Visits)
	}
}

// attend has somebody assigned to those groups alone.
func attend(groups []app.BreakoutGroup, user app.UserID, ids []app.GroupID) {
	for i := range groups {
		groups[i].Attendants = listed(groups[i].Attendants, user, slices.Contains(ids, groups[i].GroupID))
	}
}

// listed returns the list with the user in it, or without.
func listed(list []app.UserID, user app.UserID, wanted bool) []app.UserID {
	i := slices.Index(list, user)
	switch {
	case wanted && i < 0:
		return append(list, user)
	case !wanted && i >= 0:
		return slices.Delete(list, i, i+1)
	}
	return list
}

// copyBreakout returns one that shares nothing that may be changed.
func copyBreakout(b app.Breakout) app.Breakout {
	b.Files = copied(b.Files)
	groups := make([]app.BreakoutGroup, len(b.Groups))
	for i, g := range b.Groups {
		groups[i] = copyGroup(g)
	}
	b.Groups = groups
	return b
}

func copyGroup(g app.BreakoutGroup) app.BreakoutGroup {
	g.Files, g.Members, g.Out, g.Attendants, g.Visitors = copied(g.Files), copied(g.Members), copied(g.Out), copied(g.Attendants), copied(g.Visitors)
	return g
}

// copied returns a list that is never nil: clients get [], not null.
func copied[T any](list []T) []T { return append(make([]T, 0, len(list)), list...) }

// shut returns the breakout once it is closed. Members, names and what is done stay. The end of a session may be told with a
// time of before it was opened: nothing closes before that.
func shut(b app.Breakout, at time.Time) app.Breakout {
	b = copyBreakout(b)
	if b.OpenedAt != nil && at.Before(*b.OpenedAt) {
		at = *b.OpenedAt
	}
	b.Phase, b.ClosedAt, b.EndsAt, b.ClosesAt = app.BreakoutClosed, &at, nil, nil
	settle(b.Groups)
	return b
}

// settle has all members in their groups, and no visitors and no calls for help.
func settle(groups []app.BreakoutGroup) {
	for i := range groups {
		g := &groups[i]
		g.Out, g.Visitors, g.HelpAt, g.HelpBy = []app.UserID{}, []app.UserID{}, nil, ""
	}
}
