package propose

import (
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// ByCourse takes the groups of the course that have some of the people. Who is in several of them goes to that of their own
// where fewest are; who is in none, where fewest are at all. Without any group everybody is unassigned.
func ByCourse(people []app.UserID, groups []app.CourseGroup) Proposal {
	own := make(map[app.UserID][]int, len(people))
	for _, user := range people {
		own[user] = nil
	}
	var p Proposal
	for _, g := range groups {
		at, some := len(p.Groups), false
		for _, user := range g.Members {
			if in, wanted := own[user]; wanted && !slices.Contains(in, at) {
				own[user], some = append(in, at), true
			}
		}
		if some {
			p.Groups = append(p.Groups, Group{Name: g.Name})
		}
	}
	var several, none []app.UserID
	for _, user := range people {
		switch in := own[user]; len(in) {
		case 0:
			none = append(none, user)
		case 1:
			p.Groups[in[0]].Members = append(p.Groups[in[0]].Members, user)
		default:
			several = append(several, user)
		}
	}
	for _, user := range several {
		i := p.smallest(own[user])
		p.Groups[i].Members = append(p.Groups[i].Members, user)
	}
	p.settle(NoteInSeveral, several, NoteInNone, none)
	return p
}

// Again takes groups that there were before, without those of whom nobody is here. Who is new goes where fewest are.
func Again(people []app.UserID, before []Group) Proposal {
	left := make(map[app.UserID]bool, len(people))
	for _, user := range people {
		left[user] = true
	}
	var p Proposal
	for _, g := range before {
		here := Group{Name: g.Name}
		for _, user := range g.Members {
			if left[user] {
				here.Members = append(here.Members, user)
				delete(left, user)
			}
		}
		if len(here.Members) > 0 {
			p.Groups = append(p.Groups, here)
		}
	}
	fresh := slices.DeleteFunc(slices.Clone(people), func(user app.UserID) bool { return !left[user] })
	p.settle("", nil, NoteNew, fresh)
	return p
}

// settle puts those whom nothing known places where fewest are, and notes them; without groups they stay unassigned.
func (p *Proposal) settle(code Code, known []app.UserID, other Code, unknown []app.UserID) {
	p.noteSome(code, known)
	p.noteSome(other, unknown)
	if len(p.Groups) == 0 {
		p.Unassigned = unknown
		return
	}
	p.add(unknown)
	p.lonely()
}
