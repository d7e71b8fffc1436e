package poll

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Score is what a learner has of a session's quiz.
type Score struct {
	User app.UserID
	// Given of Maximum points.
	Given, Maximum float64
	// Comment explains it to the learner: "4 of 5 points in 5 questions".
	Comment string
}

// Scores returns the scores of a session's quiz, by user: of every learner of the classroom who was in the session or
// answered. The quiz are the polls with a right answer that is worth points, which are closed, named and not removed; a
// session that has ended has closed its polls. Whoever didn't answer a question gets nothing for it. Without a quiz there
// are no scores. The same rows always give the same scores; the parts of the points that answers get are told at grade.
func (s *Service) Scores(ctx context.Context, id app.SessionID) ([]Score, error) {
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("score a quiz: %w", err)
	}
	st, err := s.after(ctx, session)
	if err != nil {
		return nil, err
	}
	quiz := st.quiz()
	if len(quiz) == 0 {
		return nil, nil
	}
	users, err := s.takers(ctx, session, quiz)
	if err != nil {
		return nil, err
	}
	scores := make([]Score, 0, len(users))
	for _, user := range users {
		scores = append(scores, score(quiz, user))
	}
	return scores, nil
}

// after loads the session's polls; those of one that has ended are closed.
func (s *Service) after(ctx context.Context, session app.Session) (*state, error) {
	st, err := s.load(ctx, session)
	if err != nil {
		return nil, err
	}
	if session.State == app.SessionEnded {
		for _, p := range st.polls {
			if p.closedAt.IsZero() {
				p.closedAt = session.EndedAt
			}
		}
	}
	return st, nil
}

func (s *state) quiz() []*poll {
	return slices.DeleteFunc(s.inOrder(), func(p *poll) bool {
		return p.closedAt.IsZero() || p.def.Anonymous || p.def.points() == 0
	})
}

func score(quiz []*poll, user app.UserID) Score {
	out := Score{User: user}
	for _, p := range quiz {
		out.Maximum += float64(p.def.points())
		if answer, voted := p.votes[string(user)]; voted {
			part, _ := p.def.grade(answer)
			out.Given += given(part, p.def.points())
		}
	}
	out.Given = given(out.Given, 1) // sums of hundredths
	questions := "questions"
	if len(quiz) == 1 {
		questions = "question"
	}
	out.Comment = fmt.Sprintf("%s of %s points in %d %s", decimal(out.Given), decimal(out.Maximum), len(quiz), questions)
	return out
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// takers lists the learners who were in the session or answered, by user.
func (s *Service) takers(ctx context.Context, session app.Session, quiz []*poll) ([]app.UserID, error) {
	members, err := s.Directory.Members(ctx, session.Classroom)
	if err != nil {
		return nil, fmt.Errorf("find the learners of a quiz: %w", err)
	}
	facts, err := s.Store.Facts(ctx, session.ID, 0)
	if err != nil {
		return nil, fmt.Errorf("find who took a quiz: %w", err)
	}
	was := map[app.UserID]bool{}
	for _, f := range facts {
		if f.Kind == app.FactSocketOpened || f.Kind == app.FactMediaJoined {
			was[f.User] = true
		}
	}
	for _, p := range quiz {
		for voter := range p.votes {
			was[app.UserID(voter)] = true
		}
	}
	var users []app.UserID
	for _, m := range members {
		if m.Role == app.RoleLearner && was[m.ID] {
			users = append(users, m.ID)
		}
	}
	slices.Sort(users)
	return slices.Compact(users), nil
}

// PollAnswer is one person's answer to a named poll.
type PollAnswer struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	Answer []string   `json:"answer"`
	// Right and Points are there where the poll has a right answer.
	Right  *bool    `json:"right,omitempty"`
	Points *float64 `json:"points,omitempty"`
}

// answers returns who answered what, by name. Of anonymous polls nobody knows: CodeConflict.
func (s *Service) answers(ctx context.Context, session app.Session, id app.PollID) ([]PollAnswer, error) {
	st, err := s.after(ctx, session)
	if err != nil {
		return nil, err
	}
	p, err := st.find(id)
	if err != nil {
		return nil, err
	}
	if p.def.Anonymous {
		return nil, conflict("This poll is anonymous: nobody can see who answered what.")
	}
	names, err := s.names(ctx, session.Classroom)
	if err != nil {
		return nil, err
	}
	return p.answers(names), nil
}

func (p *poll) answers(names map[app.UserID]string) []PollAnswer {
	out := []PollAnswer{}
	for voter, answer := range p.votes {
		a := PollAnswer{UserID: app.UserID(voter), Name: names[app.UserID(voter)], Answer: answer}
		data := p.def.votedData(p.id, answer)
		a.Right, a.Points = data.Right, data.Points
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b PollAnswer) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.UserID, b.UserID)) })
	return out
}

func (s *Service) names(ctx context.Context, classroom app.ClassroomID) (map[app.UserID]string, error) {
	members, err := s.Directory.Members(ctx, classroom)
	if err != nil {
		return nil, fmt.Errorf("name who answered: %w", err)
	}
	names := map[app.UserID]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, nil
}

// PollHistory is the polls of a session as the viewer may see them, during the class and after it.
type PollHistory struct {
	Polls []PollView `json:"polls"`
	// Quiz is the viewer's own score, of the questions whose right answers learners see; null where there are none.
	Quiz *PollQuiz `json:"quiz"`
}

// PollQuiz is a score of a session's quiz.
type PollQuiz struct {
	Given     float64 `json:"given"`
	Maximum   float64 `json:"maximum"`
	Questions int     `json:"questions"`
}

func (s *Service) history(ctx context.Context, session app.Session, v live.Viewer) (PollHistory, error) {
	st, err := s.after(ctx, session)
	if err != nil {
		return PollHistory{}, err
	}
	out := PollHistory{Polls: st.snapshot(v).Polls}
	quiz := slices.DeleteFunc(st.quiz(), func(p *poll) bool { return !p.rightShown })
	if len(quiz) > 0 && v.Role == app.RoleLearner {
		sc := score(quiz, v.User)
		out.Quiz = &PollQuiz{Given: sc.Given, Maximum: sc.Maximum, Questions: len(quiz)}
	}
	return out, nil
}

// results returns the answers of a session as CSV: of named polls a line for each person, of anonymous polls one for
// each answer with how often it was given.
func (s *Service) results(ctx context.Context, session app.Session) (string, error) {
	st, err := s.after(ctx, session)
	if err != nil {
		return "", err
	}
	names, err := s.names(ctx, session.Classroom)
	if err != nil {
		return "", err
	}
	records := [][]string{{"Number", "Question", "Kind", "Anonymous", "Name", "Answer", "Count", "Right", "Points"}}
	for i, p := range st.inOrder() {
		head := []string{strconv.Itoa(i + 1), guard(p.def.Question), string(p.def.Kind), yesNo(p.def.Anonymous)}
		line := func(name, answer string, n int, right, points string) {
			records = append(records, append(slices.Clone(head), guard(name), guard(answer), strconv.Itoa(n), right, points))
		}
		if p.def.Anonymous {
			for _, a := range p.anonymous() {
				line("", a.text, a.n, a.right, "")
			}
			continue
		}
		for _, a := range p.answers(names) {
			right, points := "", ""
			if a.Right != nil {
				right, points = yesNo(*a.Right), decimal(*a.Points)
			}
			line(a.Name, p.def.words(a.Answer), 1, right, points)
		}
	}
	return renderRecords(records), nil
}

type anonymousAnswer struct {
	text, right string
	n           int
}

// anonymous returns the different answers, by their text.
func (p *poll) anonymous() []anonymousAnswer {
	by := map[string]*anonymousAnswer{}
	for _, answer := range p.votes {
		text := p.def.words(answer)
		if by[text] == nil {
			by[text] = &anonymousAnswer{text: text}
			if part, graded := p.def.grade(answer); graded {
				by[text].right = yesNo(part == 1)
			}
		}
		by[text].n++
	}
	out := make([]anonymousAnswer, 0, len(by))
	for _, a := range by {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b anonymousAnswer) int { return cmp.Compare(a.text, b.text) })
	return out
}

// words returns an answer as people read it.
func (d *PollDefinition) words(answer []string) string {
	text := map[string]string{}
	for _, o := range d.Options {
		text[o.ID] = o.Text
	}
	parts := make([]string, len(answer))
	for i, a := range answer {
		parts[i] = cmp.Or(text[a], a)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return joinParts(parts)
}
