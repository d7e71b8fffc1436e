package poll

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// state is the polls of one session.
type state struct {
	svc     *Service
	session app.Session
	secret  *secret
	polls   map[app.PollID]*poll
	dirty   bool
}

// poll is one poll with its votes.
type poll struct {
	id         app.PollID
	number     int
	def        PollDefinition
	openedAt   time.Time
	endsAt     time.Time // zero: until staff close it
	closedAt   time.Time // zero while it is open
	decided    *bool     // what staff decided on the counts
	rightShown bool
	removed    bool
	votes      map[string][]string // by voter
	hidden     map[string]bool     // keys of answers in words
	count      *count
}

func newPoll(id app.PollID, number int, def PollDefinition) *poll {
	return &poll{id: id, number: number, def: def, votes: map[string][]string{}, hidden: map[string]bool{}, count: newCount()}
}

// open says whether the poll takes answers at the time.
func (p *poll) open(at time.Time) bool {
	return p.closedAt.IsZero() && (p.endsAt.IsZero() || at.Before(p.endsAt))
}

// shown says whether learners see the counts.
func (p *poll) shown() bool {
	if p.decided != nil {
		return *p.decided
	}
	switch p.def.Results {
	case ResultsLive:
		return true
	case ResultsOnClose:
		return !p.closedAt.IsZero()
	case ResultsHidden:
	}
	return false
}

// voter names the user in the table of votes.
func (s *state) voter(p *poll, user app.UserID) string {
	if p.def.Anonymous {
		return s.secret.voter(p.id, user)
	}
	return string(user)
}

// vote sets the answer of a voter.
func (p *poll) vote(voter string, answer []string) {
	if before, voted := p.votes[voter]; voted {
		p.count.add(&p.def, before, -1)
	}
	p.votes[voter] = answer
	p.count.add(&p.def, answer, 1)
}

// inOrder returns the polls that weren't removed, in the order in which they were opened.
func (s *state) inOrder() []*poll {
	var polls []*poll
	for _, p := range s.polls {
		if !p.removed {
			polls = append(polls, p)
		}
	}
	slices.SortFunc(polls, func(a, b *poll) int { return cmp.Compare(a.number, b.number) })
	return polls
}

// Apply implements live.State.
func (s *state) Apply(e live.Event) error {
	switch e.Type {
	case evOpened:
		return s.applyOpened(e)
	case evRight:
		return change(s, e, func(p *poll, v PollRight) { p.def.Right = v.Right })
	case evVoted:
		return change(s, e, func(p *poll, v PollVoted) {
			if !p.def.Anonymous {
				p.vote(string(v.UserID), v.Answer)
			}
		})
	case evCounted:
		return s.applyCounted(e)
	case evClosed:
		return change(s, e, func(p *poll, v PollClosed) { p.closedAt = v.ClosedAt })
	case evExtended:
		return change(s, e, func(p *poll, v PollExtended) { p.endsAt = v.EndsAt })
	case evRevealed:
		return change(s, e, func(p *poll, v PollRevealed) { p.decided, p.rightShown = v.Decided, v.RightShown })
	case evRemoved:
		return change(s, e, func(p *poll, _ PollRemoved) { p.removed = true })
	case evHidden:
		return change(s, e, func(p *poll, v PollHidden) {
			delete(p.hidden, v.Key)
			if v.Hidden {
				p.hidden[v.Key] = true
			}
		})
	}
	return nil
}

// change reads the event and lets f change the poll that it is about.
func change[T interface{ poll() app.PollID }](s *state, e live.Event, f func(p *poll, v T)) error {
	v, err := live.Read[T](e)
	if err != nil {
		return err
	}
	p, ok := s.polls[v.poll()]
	if !ok {
		return fmt.Errorf("%s at %d is about a poll that isn't known", e.Type, e.Offset)
	}
	f(p, v)
	s.dirty = true
	return nil
}

func (v PollRight) poll() app.PollID    { return v.PollID }
func (v PollVoted) poll() app.PollID    { return v.PollID }
func (v PollCounted) poll() app.PollID  { return v.PollID }
func (v PollClosed) poll() app.PollID   { return v.PollID }
func (v PollExtended) poll() app.PollID { return v.PollID }
func (v PollRevealed) poll() app.PollID { return v.PollID }
func (v PollRemoved) poll() app.PollID  { return v.PollID }
func (v PollHidden) poll() app.PollID   { return v.PollID }

func (s *state) applyOpened(e live.Event) error {
	v, err := live.Read[PollOpened](e)
	if err != nil {
		return err
	}
	w := v.Poll
	def := PollDefinition{Kind: w.Kind, Question: w.Question, Options: w.Options, Scale: w.Scale, Anonymous: w.Anonymous,
		Results: w.Results, Changeable: w.Changeable, Seconds: w.Seconds}
	if w.Graded {
		def.Points = &w.Points
	}
	p := newPoll(w.PollID, w.Number, def)
	p.openedAt = w.OpenedAt
	if w.EndsAt != nil {
		p.endsAt = *w.EndsAt
	}
	s.polls[p.id], s.dirty = p, true
	return nil
}

func (s *state) applyCounted(e live.Event) error {
	var failed error
	err := change(s, e, func(p *poll, v PollCounted) {
		b, err := s.secret.open(p.id, v.Sealed)
		if err != nil {
			failed = fmt.Errorf("%s at %d: %w", e.Type, e.Offset, err)
			return
		}
		p.vote(b.Voter, b.Answer)
	})
	if err != nil {
		return err
	}
	return failed
}

// Snapshot implements live.State.
func (s *state) Snapshot(v live.Viewer) any { return s.snapshot(v) }

func (s *state) snapshot(v live.Viewer) PollSnapshot {
	out := PollSnapshot{Polls: []PollView{}}
	for _, p := range s.inOrder() {
		out.Polls = append(out.Polls, s.view(p, v))
	}
	return out
}

// view returns the poll as the viewer may see it.
func (s *state) view(p *poll, v live.Viewer) PollView {
	out := p.public()
	staff := v.Role.IsStaff()
	if staff || p.rightShown {
		out.Right = p.def.Right
	}
	if staff || p.shown() {
		t := p.tally(staff)
		out.Tally = &t
	}
	if answer, voted := p.votes[s.voter(p, v.User)]; voted {
		out.Mine = p.mine(answer)
	}
	return out
}

// public returns what everybody may know of the poll at any time.
func (p *poll) public() PollView {
	d := p.def
	out := PollView{PollID: p.id, Number: p.number, Kind: d.Kind, Question: d.Question, Options: d.Options, Scale: d.Scale,
		Anonymous: d.Anonymous, Graded: len(d.Right) > 0, Points: d.points(), Results: d.Results, Changeable: d.Changeable, Seconds: d.Seconds,
		State: StateOpen, OpenedAt: p.openedAt, ResultsShown: p.shown(), RightShown: p.rightShown}
	if !p.endsAt.IsZero() {
		out.EndsAt = &p.endsAt
	}
	if !p.closedAt.IsZero() {
		out.State, out.ClosedAt = StateClosed, &p.closedAt
	}
	return out
}

func (p *poll) mine(answer []string) *PollMine {
	if p.def.Anonymous {
		return &PollMine{}
	}
	m := &PollMine{Answer: answer}
	if part, graded := p.def.grade(answer); graded && p.rightShown {
		right, points := part == 1, given(part, p.def.points())
		m.Right, m.Points = &right, &points
	}
	return m
}

// tally returns the counts as staff or learners get them.
func (p *poll) tally(staff bool) PollTally {
	return p.count.tally(&p.def, p.hidden, staff, staff || p.rightShown)
}

// Volatile implements live.Changing: the counts of open polls.
func (s *state) Volatile(v live.Viewer) []live.Frame {
	var frames []live.Frame
	for _, p := range s.inOrder() {
		if staff := v.Role.IsStaff(); p.closedAt.IsZero() && (staff || p.shown()) {
			frames = append(frames, PollTallied{Type: frTally, PollID: p.id, Tally: p.tally(staff)})
		}
	}
	return frames
}

// Dirty implements live.Changing.
func (s *state) Dirty() bool {
	dirty := s.dirty
	s.dirty = false
	return dirty
}

// Due implements live.Clocked: when the first open poll's time runs out.
func (s *state) Due() time.Time {
	var due time.Time
	for _, p := range s.polls {
		if p.removed || !p.closedAt.IsZero() || p.endsAt.IsZero() {
			continue
		}
		if due.IsZero() || p.endsAt.Before(due) {
			due = p.endsAt
		}
	}
	return due
}
