package propose

import (
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

// MixAnswers divides people so that each group has about as many of every answer: of no answer has a group more than one
// more than another.
func MixAnswers(people []app.UserID, answers map[app.UserID]string, s Split, seed uint64) Proposal {
	blocks, silent := byAnswer(shuffled(people, random(seed)), answers)
	sizes := s.Sizes(len(people))
	p, next := Proposal{Groups: make([]Group, len(sizes))}, 0
	deal := func(members []app.UserID) {
		for _, user := range members {
			p.Groups[next].Members = append(p.Groups[next].Members, user)
			next = (next + 1) % len(p.Groups)
		}
	}
	for _, block := range blocks {
		deal(block.Members)
	}
	deal(silent)
	p.noteSome(NoteNoAnswer, silent)
	return finish(p, s)
}

// SameAnswers puts people together who gave the same answer. Where more groups are asked for than there are answers, or
// smaller ones, what many answered is divided evenly. Different answers never come together; who gave none goes where
// fewest are.
func SameAnswers(people []app.UserID, answers map[app.UserID]string, s Split, seed uint64) Proposal {
	blocks, silent := byAnswer(shuffled(people, random(seed)), answers)
	slices.SortStableFunc(blocks, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	parts := make([]int, len(blocks))
	groups := 0
	for i, block := range blocks {
		parts[i] = 1
		if s.Groups <= 0 && s.Size > 0 {
			parts[i] = countBySize(len(block.Members), s.Size)
		}
		groups += parts[i]
	}
	for ; groups < s.Groups; groups++ {
		most := -1
		for i, block := range blocks {
			if n := len(block.Members); n > parts[i] && (most < 0 || n*parts[most] > len(blocks[most].Members)*parts[i]) {
				most = i
			}
		}
		if most < 0 {
			break
		}
		parts[most]++
	}
	var p Proposal
	for i, block := range blocks {
		for _, g := range cut(block.Members, Split{Groups: parts[i]}.Sizes(len(block.Members))).Groups {
			p.Groups = append(p.Groups, Group{Name: block.Name, Members: g.Members})
		}
	}
	s.short(&p)
	p.settle("", nil, NoteNoAnswer, silent)
	return p
}

// byAnswer returns those who answered by their answers, the most frequent one first, and those who didn't.
func byAnswer(people []app.UserID, answers map[app.UserID]string) (blocks []Group, silent []app.UserID) {
	at := map[string]int{}
	for _, user := range people {
		answer, answered := answers[user]
		if !answered {
			silent = append(silent, user)
			continue
		}
		i, known := at[answer]
		if !known {
			i = len(blocks)
			at[answer] = i
			blocks = append(blocks, Group{Name: answer})
		}
		blocks[i].Members = append(blocks[i].Members, user)
	}
	slices.SortStableFunc(blocks, func(a, b Group) int {
		if n := len(b.Members) - len(a.Members); n != 0 {
			return n
		}
		return strings.Compare(a.Name, b.Name)
	})
	return blocks, silent
}
