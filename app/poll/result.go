package poll

import (
	"context"

	"github.com/lectern-classroom/lectern/app"
)

// Result is what a poll came to.
type Result struct {
	ID        app.PollID
	Question  string
	Kind      Kind
	Anonymous bool
	// Graded says that there is a right answer, and Right how many gave it in full, of those who Voted.
	Graded       bool
	Voted, Right int
	// Answers says of each voter whether the answer is right; nil of anonymous polls and of those without a right answer.
	Answers map[app.UserID]bool
}

// Results returns what the polls of a session came to, in the order in which they were asked, without those that were
// removed.
func (s *Service) Results(ctx context.Context, session app.Session) ([]Result, error) {
	st, err := s.load(ctx, session)
	if err != nil {
		return nil, err
	}
	var out []Result
	for _, p := range st.inOrder() {
		r := Result{ID: p.id, Question: p.def.Question, Kind: p.def.Kind, Anonymous: p.def.Anonymous, Graded: len(p.def.Right) > 0, Voted: len(p.votes)}
		for voter, answer := range p.votes {
			part, graded := p.def.grade(answer)
			if !graded {
				continue
			}
			if part == 1 {
				r.Right++
			}
			if !p.def.Anonymous {
				if r.Answers == nil {
					r.Answers = map[app.UserID]bool{}
				}
				r.Answers[app.UserID(voter)] = part == 1
			}
		}
		out = append(out, r)
	}
	return out, nil
}
