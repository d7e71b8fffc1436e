// Package propose forms the groups of a breakout out of people: at random, by the order of the list, as the LMS or an
// earlier breakout had them, so that few meet again, by how much people talked, by what they answered, or from a table.
// Somebody looks at what comes of it, and changes it, before it is anything. Everything is pure: the same people, the same
// knowledge and the same seed give the same groups. No person is in two groups, and whoever is in none is told of.
//
// Concurrency: everything is safe for concurrent use. Lifecycle: none. Allowed imports: app.
package propose

import (
	"math/rand/v2"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// Group is a proposed group. Name is "" where nothing names it but its number.
type Group struct {
	Name    string
	Members []app.UserID
}

// Code says what a note is about.
type Code string

// The codes.
const (
	// NoteInNone: nothing known put these people into a group; they went where few are.
	NoteInNone Code = "in_none"
	// NoteInSeveral: these people are in more than one of the groups; of those they went where fewest are.
	NoteInSeveral Code = "in_several"
	// NoteNew: these people weren't in the groups of last time.
	NoteNew Code = "new"
	// NoteMetBefore: these people are with somebody whom they were with before.
	NoteMetBefore Code = "met_before"
	// NoteNotHeard: nothing was measured of these people's talking, which counts as none.
	NoteNotHeard Code = "not_heard"
	// NoteNoAnswer: these people gave no answer.
	NoteNoAnswer Code = "no_answer"
	// NoteNotInFile: the table doesn't have these people; they are in no group.
	NoteNotInFile Code = "not_in_file"
	// NoteNotChosen: the table has these people, who weren't to be put into groups.
	NoteNotChosen Code = "not_chosen"
	// NoteAlone: these people are alone in their groups.
	NoteAlone Code = "alone"
	// NoteFewerGroups: there are fewer groups than were asked for, for want of people or of answers.
	NoteFewerGroups Code = "fewer_groups"
)

// Note tells something of a proposal that isn't to be seen of its groups.
type Note struct {
	Code   Code
	People []app.UserID
}

// Proposal is what came of it.
type Proposal struct {
	Groups []Group
	// Unassigned are the people who are in none of the groups.
	Unassigned []app.UserID
	Notes      []Note
}

// Split says into how many groups people are divided, or else how many are to be in one. The zero Split makes one group.
type Split struct{ Groups, Size int }

// Sizes returns how many of n people each group holds, the larger ones first. Sizes differ by at most one, and no group is
// empty. By size they are as near to it as can be; where that is so with one group more or less, there is one less, unless
// that is a single one.
func (s Split) Sizes(n int) []int {
	if n <= 0 {
		return nil
	}
	groups := s.Groups
	if groups <= 0 {
		groups = countBySize(n, s.Size)
	}
	groups = max(1, min(groups, n))
	sizes := make([]int, groups)
	for i := range sizes {
		sizes[i] = n / groups
		if i < n%groups {
			sizes[i]++
		}
	}
	return sizes
}

// countBySize is how many groups n people make whose size is as near as can be to the given one.
func countBySize(n, size int) int {
	if size <= 0 || size >= n {
		return 1
	}
	fewer := n / size
	tooLarge, tooSmall := (n+fewer-1)/fewer-size, size-n/(fewer+1)
	switch {
	case tooLarge != tooSmall:
		if tooLarge < tooSmall {
			return fewer
		}
	case fewer == 1 && n >= 4: // one group isn't what anybody asks for
	case n-fewer*size <= (fewer+1)*size-n:
		return fewer
	}
	return fewer + 1
}

// short notes that fewer groups came out than were asked for.
func (s Split) short(p *Proposal) {
	if s.Groups > len(p.Groups) {
		p.note(NoteFewerGroups)
	}
}

func (p *Proposal) note(code Code, people ...app.UserID) {
	p.Notes = append(p.Notes, Note{Code: code, People: people})
}

// noteSome notes something of people, if there are any.
func (p *Proposal) noteSome(code Code, people []app.UserID) {
	if len(people) > 0 {
		p.note(code, people...)
	}
}

// lonely notes who is alone in a group, where there are others.
func (p *Proposal) lonely() {
	var alone []app.UserID
	for _, g := range p.Groups {
		if len(g.Members) == 1 && len(p.Groups) > 1 {
			alone = append(alone, g.Members[0])
		}
	}
	p.noteSome(NoteAlone, alone)
}

// smallest is the place of the group with the fewest members, of those among which it may be; the first of several.
func (p *Proposal) smallest(among []int) int {
	best := -1
	for _, i := range among {
		if best < 0 || len(p.Groups[i].Members) < len(p.Groups[best].Members) {
			best = i
		}
	}
	return best
}

// add puts people where fewest are, one after the other.
func (p *Proposal) add(people []app.UserID) {
	all := make([]int, len(p.Groups))
	for i := range all {
		all[i] = i
	}
	for _, user := range people {
		i := p.smallest(all)
		p.Groups[i].Members = append(p.Groups[i].Members, user)
	}
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x6c656374)) }

func shuffled(people []app.UserID, r *rand.Rand) []app.UserID {
	out := slices.Clone(people)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// cut divides people in their order.
func cut(people []app.UserID, sizes []int) Proposal {
	var p Proposal
	for _, n := range sizes {
		p.Groups = append(p.Groups, Group{Members: slices.Clone(people[:n])})
		people = people[n:]
	}
	return p
}

// finish says what is to be said of any division by a split.
func finish(p Proposal, s Split) Proposal {
	s.short(&p)
	p.lonely()
	return p
}

// Random divides people by lot.
func Random(people []app.UserID, s Split, seed uint64) Proposal {
	return finish(cut(shuffled(people, random(seed)), s.Sizes(len(people))), s)
}

// InOrder divides people as they stand in their list.
func InOrder(people []app.UserID, s Split) Proposal {
	return finish(cut(people, s.Sizes(len(people))), s)
}
