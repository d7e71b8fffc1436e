package poll

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Command implements live.State.
func (s *state) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	switch c.Type {
	case cmdOpen:
		return s.open(ctx, c)
	case cmdVote:
		return s.vote(ctx, c)
	case cmdClose:
		return s.close(ctx, c)
	case cmdReveal:
		return s.reveal(ctx, c)
	case cmdRemove:
		return s.remove(ctx, c)
	case cmdExtend:
		return s.extend(ctx, c)
	case cmdHide:
		return s.hide(ctx, c)
	}
	return live.Outcome{}, invalid("Polls don't know that command.")
}

func event(kind string, to live.Audience, payload live.Payload) live.Event {
	return live.Event{Type: kind, Audience: to, Payload: payload}
}

func conflict(message string) error { return app.Errorf(app.CodeConflict, "%s", message) }

// find returns the poll that a command names.
func (s *state) find(id app.PollID) (*poll, error) {
	p, ok := s.polls[id]
	if !ok || p.removed {
		return nil, app.NotFound("poll")
	}
	return p, nil
}

func (s *state) fact(kind app.FactKind, id string, user app.UserID, at time.Time, data any) app.Fact {
	return app.Fact{ID: id, Session: s.session.ID, Kind: kind, Source: app.SourceState, User: user, At: at, Seen: at, Data: app.MustJSON(data)}
}

func (s *state) open(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollOpen](c)
	if err != nil {
		return live.Outcome{}, err
	}
	def, err := s.asked(ctx, in)
	if err != nil {
		return live.Outcome{}, err
	}
	open := 0
	for _, p := range s.polls {
		if !p.removed && p.open(c.At) {
			open++
		}
	}
	switch {
	case open >= maxOpen:
		return live.Outcome{}, conflict(fmt.Sprintf("%d polls are open already. Close one first.", open))
	case len(s.polls) >= maxPolls:
		return live.Outcome{}, conflict(fmt.Sprintf("A class can have %d polls.", maxPolls))
	}
	number := 1
	for _, p := range s.polls {
		number = max(number, p.number+1)
	}
	p := newPoll(app.PollID(app.NewID()), number, def)
	p.openedAt = c.At
	if def.Seconds > 0 {
		p.endsAt = c.At.Add(time.Duration(def.Seconds) * time.Second)
	}
	if err := s.svc.insertPoll(ctx, s.session.ID, p, in.PreparedID, c.Actor.User); err != nil {
		return live.Outcome{}, err
	}
	out := live.Outcome{Result: PollMade{PollID: p.id}}
	out.Events = append(out.Events, event(evOpened, live.Everyone(), &PollOpened{Poll: p.public(), OpenedBy: c.Actor.User, PreparedID: in.PreparedID}))
	if len(def.Right) > 0 {
		out.Events = append(out.Events, event(evRight, live.Staff(), &PollRight{PollID: p.id, Right: def.Right}))
	}
	out.Facts = []app.Fact{s.fact(app.FactPollOpened, "poll.opened:"+string(p.id), c.Actor.User, c.At,
		app.PollOpenedData{PollID: p.id, Kind: string(def.Kind), Anonymous: def.Anonymous, Points: def.points()})}
	return out, nil
}

// asked returns the definition that poll.open means.
func (s *state) asked(ctx context.Context, in PollOpen) (PollDefinition, error) {
	if (in.Poll == nil) == (in.PreparedID == "") {
		return PollDefinition{}, invalid("Give either a poll or the id of a prepared one.")
	}
	var def PollDefinition
	if in.Poll != nil {
		def = *in.Poll
	} else {
		prepared, err := s.svc.findPrepared(ctx, s.session.Classroom, in.PreparedID)
		if err != nil {
			return def, err
		}
		def = prepared.Poll
	}
	def, err := def.normal()
	if err != nil {
		return def, err
	}
	if def.Question == "" && def.needsQuestion() {
		return def, invalid("Write a question first.")
	}
	return def.asked(), nil
}

func (s *state) vote(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollVote](c)
	if err != nil {
		return live.Outcome{}, err
	}
	p, err := s.find(in.PollID)
	if err != nil {
		return live.Outcome{}, err
	}
	if !p.open(c.At) {
		return live.Outcome{}, conflict("This poll is closed.")
	}
	voter := s.voter(p, c.Actor.User)
	before, voted := p.votes[voter]
	if voted && !p.def.Changeable {
		return live.Outcome{}, conflict("You have answered already.")
	}
	answer, err := p.def.answer(in.Answer)
	if err != nil {
		return live.Outcome{}, err
	}
	if voted && slices.Equal(before, answer) {
		return live.Outcome{}, nil
	}
	kept, err := s.keepVote(ctx, p, voter, answer, c.At)
	if err != nil {
		return live.Outcome{}, err
	}
	if !kept {
		return live.Outcome{}, conflict("You have answered already.")
	}
	return s.voted(p, c, voter, answer, voted)
}

// voted says what came of a vote. In an anonymous poll no event holds a person and a choice, and a changed answer is no
// fact of its own.
func (s *state) voted(p *poll, c live.Command, voter string, answer []string, again bool) (live.Outcome, error) {
	user := c.Actor.User
	id := "poll.voted:" + string(p.id) + ":" + string(user)
	var out live.Outcome
	if !p.def.Anonymous {
		if again {
			id += ":" + c.ID
		}
		out.Events = []live.Event{event(evVoted, live.Only(user), &PollVoted{PollID: p.id, UserID: user, Answer: answer})}
		out.Facts = []app.Fact{s.fact(app.FactPollVoted, id, user, c.At, p.def.votedData(p.id, answer))}
		return out, nil
	}
	sealed, err := s.secret.seal(p.id, ballot{Voter: voter, Answer: answer})
	if err != nil {
		return live.Outcome{}, err
	}
	out.Events = []live.Event{
		event(evCounted, live.Nobody(), &PollCounted{PollID: p.id, Sealed: sealed}),
		event(evVoted, live.Only(user), &PollVoted{PollID: p.id, UserID: user}),
	}
	if !again {
		out.Facts = []app.Fact{s.fact(app.FactPollVoted, id, user, c.At, p.def.votedData(p.id, nil))}
	}
	return out, nil
}

// keepVote writes the vote and says whether it did: it didn't where the voter has one that can't be changed.
func (s *state) keepVote(ctx context.Context, p *poll, voter string, answer []string, at time.Time) (bool, error) {
	row := voteRow{PollID: string(p.id), Voter: voter, AtMs: at.UnixMilli()}
	if p.def.Anonymous {
		sealed, err := s.secret.seal(p.id, ballot{Answer: answer})
		if err != nil {
			return false, err
		}
		row.Answer, row.AtMs = sealed, 0
	} else {
		row.Answer = string(app.MustJSON(answer))
	}
	return s.svc.insertVote(ctx, row, p.def.Changeable)
}

func (s *state) close(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollClose](c)
	if err != nil {
		return live.Outcome{}, err
	}
	p, err := s.find(in.PollID)
	if err != nil {
		return live.Outcome{}, err
	}
	if !p.closedAt.IsZero() {
		return live.Outcome{}, conflict("This poll is closed already.")
	}
	return s.end(ctx, p, c.At, c.Actor.User)
}

// end closes an open poll and tells everybody, and what they may see of the counts.
func (s *state) end(ctx context.Context, p *poll, at time.Time, by app.UserID) (live.Outcome, error) {
	was, err := s.svc.markClosed(ctx, p.id, at)
	if err != nil || !was {
		return live.Outcome{}, err
	}
	closed := *p
	closed.closedAt = at
	var out live.Outcome
	out.Events = append(out.Events, event(evClosed, live.Everyone(), &PollClosed{PollID: p.id, ClosedAt: at, ResultsShown: closed.shown()}))
	out.Events = append(out.Events, closed.results()...)
	out.Facts = []app.Fact{s.fact(app.FactPollClosed, "poll.closed:"+string(p.id), by, at, app.PollData{PollID: p.id})}
	return out, nil
}

// results tells the counts: learners what they may see, and then staff everything.
func (p *poll) results() []live.Event {
	var events []live.Event
	if p.shown() {
		events = append(events, event(evResults, live.Everyone(), &PollResults{PollID: p.id, Tally: p.tally(false)}))
	}
	return append(events, event(evResults, live.Staff(), &PollResults{PollID: p.id, Tally: p.tally(true)}))
}

// Expire implements live.Clocked: it closes the polls whose time has run out.
func (s *state) Expire(ctx context.Context, now time.Time) (live.Outcome, error) {
	var all live.Outcome
	for _, p := range s.inOrder() {
		if !p.closedAt.IsZero() || p.endsAt.IsZero() || now.Before(p.endsAt) {
			continue
		}
		out, err := s.end(ctx, p, p.endsAt, "")
		if err != nil {
			return live.Outcome{}, err
		}
		all.Events, all.Facts = append(all.Events, out.Events...), append(all.Facts, out.Facts...)
	}
	return all, nil
}

func (s *state) reveal(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollReveal](c)
	if err != nil {
		return live.Outcome{}, err
	}
	p, err := s.find(in.PollID)
	if err != nil {
		return live.Outcome{}, err
	}
	shown := *p
	if in.Results != nil {
		shown.decided = in.Results
	}
	if in.Right != nil {
		shown.rightShown = *in.Right
	}
	switch {
	case shown.rightShown && len(p.def.Right) == 0:
		return live.Outcome{}, conflict("This poll has no right answer.")
	case shown.rightShown && p.open(c.At):
		return live.Outcome{}, conflict("Close the poll before you show the right answer.")
	}
	if err := s.svc.markRevealed(ctx, p.id, shown.decided, shown.rightShown); err != nil {
		return live.Outcome{}, err
	}
	told := &PollRevealed{PollID: p.id, ResultsShown: shown.shown(), RightShown: shown.rightShown, Decided: shown.decided}
	if shown.rightShown {
		told.Right = p.def.Right
	}
	out := live.Outcome{Events: []live.Event{event(evRevealed, live.Everyone(), told)}}
	if shown.shown() {
		out.Events = append(out.Events, shown.results()...)
	}
	return out, nil
}

func (s *state) remove(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollRemove](c)
	if err != nil {
		return live.Outcome{}, err
	}
	p, err := s.find(in.PollID)
	if err != nil {
		return live.Outcome{}, err
	}
	if err := s.svc.markRemoved(ctx, p.id, c.At, c.Actor.User); err != nil {
		return live.Outcome{}, err
	}
	return live.Outcome{
		Events: []live.Event{event(evRemoved, live.Everyone(), &PollRemoved{PollID: p.id})},
		Facts:  []app.Fact{s.fact(app.FactPollRemoved, "poll.removed:"+string(p.id), c.Actor.User, c.At, app.PollData{PollID: p.id})},
	}, nil
}

func (s *state) extend(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollExtend](c)
	if err != nil {
		return live.Outcome{}, err
	}
	p, err := s.find(in.PollID)
	if err != nil {
		return live.Outcome{}, err
	}
	if in.Seconds < 1 || in.Seconds > maxSeconds {
		return live.Outcome{}, invalid("A poll gets 1 to %d seconds more.", maxSeconds)
	}
	if !p.open(c.At) {
		return live.Outcome{}, conflict("This poll is closed already.")
	}
	end := p.endsAt
	if end.IsZero() {
		end = c.At
	}
	end = end.Add(time.Duration(in.Seconds) * time.Second)
	if end.Sub(c.At) > 24*time.Hour {
		return live.Outcome{}, invalid("A poll can stay open for a day.")
	}
	if err := s.svc.markEnds(ctx, p.id, end); err != nil {
		return live.Outcome{}, err
	}
	return live.Outcome{Events: []live.Event{event(evExtended, live.Everyone(), &PollExtended{PollID: p.id, EndsAt: end})}}, nil
}

var answerKey = regexp.MustCompile(`^[0-9a-f]{16}$`)

func (s *state) hide(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[PollHide](c)
	if err != nil {
		return live.Outcome{}, err
	}
	p, err := s.find(in.PollID)
	if err != nil {
		return live.Outcome{}, err
	}
	hidden := in.Hidden == nil || *in.Hidden
	if p.def.choices() != nil {
		return live.Outcome{}, invalid("Only answers in words can be hidden.")
	}
	if !answerKey.MatchString(in.Key) || (p.count.words[in.Key] == nil && !p.hidden[in.Key]) {
		return live.Outcome{}, app.NotFound("answer")
	}
	if hidden == p.hidden[in.Key] {
		return live.Outcome{}, nil
	}
	if err := s.svc.markHidden(ctx, p.id, in.Key, hidden, c.Actor.User, c.At); err != nil {
		return live.Outcome{}, err
	}
	out := live.Outcome{Events: []live.Event{event(evHidden, live.Staff(), &PollHidden{PollID: p.id, Key: in.Key, Hidden: hidden})}}
	if p.closedAt.IsZero() {
		return out, nil // the running count tells it
	}
	after := *p
	after.hidden = map[string]bool{}
	for key := range p.hidden {
		after.hidden[key] = true
	}
	delete(after.hidden, in.Key)
	if hidden {
		after.hidden[in.Key] = true
	}
	out.Events = append(out.Events, after.results()...)
	return out, nil
}
