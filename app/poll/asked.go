package poll

import (
	"cmp"
	"context"
	"slices"

	"github.com/lectern-classroom/lectern/app"
)

// Asked is a poll as it was asked, with what came of it.
type Asked struct {
	ID app.PollID
	PollDefinition
	// Voted is how many answered, and InFull how many of them rightly in full, also of an anonymous poll.
	Voted, InFull int
	// Answers are what people answered at last, by their ids; of an anonymous poll there are none.
	Answers []AskedAnswer
}

// AskedAnswer is one person's answer. Share is how right it is, 0 to 1; nil where nothing is right.
type AskedAnswer struct {
	User   app.UserID
	Answer []string
	Share  *float64
}

// Asked returns the polls of a session, in the order in which they were asked, without those that were removed.
func (s *Service) Asked(ctx context.Context, session app.Session) ([]Asked, error) {
	st, err := s.load(ctx, session)
	if err != nil {
		return nil, err
	}
	var out []Asked
	for _, p := range st.inOrder() {
		a := Asked{ID: p.id, PollDefinition: p.def, Voted: len(p.votes)}
		for voter, answer := range p.votes {
			one := AskedAnswer{User: app.UserID(voter), Answer: answer}
			if share, graded := p.def.grade(answer); graded {
				one.Share = &share
				if share == 1 {
					a.InFull++
				}
			}
			if !p.def.Anonymous {
				a.Answers = append(a.Answers, one)
			}
		}
		slices.SortFunc(a.Answers, func(a, b AskedAnswer) int { return cmp.Compare(a.User, b.User) })
		out = append(out, a)
	}
	return out, nil
}
