package poll

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// The events and frames.
const (
	evOpened   = "poll.opened"
	evRight    = "poll.right"
	evVoted    = "poll.voted"
	evCounted  = "poll.counted"
	evClosed   = "poll.closed"
	evExtended = "poll.extended"
	evResults  = "poll.results"
	evRevealed = "poll.revealed"
	evRemoved  = "poll.removed"
	evHidden   = "poll.hidden"
	frTally    = "poll.tally"
)

// PollOpen opens a poll: the one that it holds, or one that was prepared.
type PollOpen struct {
	Type       string          `json:"type" enum:"poll.open"`
	ID         string          `json:"id"`
	Poll       *PollDefinition `json:"poll,omitempty"`
	PreparedID PreparedID      `json:"preparedId,omitempty"`
}

// PollVote answers a poll: ids of options, "yes" or "no", a number as text, or texts.
type PollVote struct {
	Type   string     `json:"type" enum:"poll.vote"`
	ID     string     `json:"id"`
	PollID app.PollID `json:"pollId"`
	Answer []string   `json:"answer"`
}

// PollClose closes a poll.
type PollClose struct {
	Type   string     `json:"type" enum:"poll.close"`
	ID     string     `json:"id"`
	PollID app.PollID `json:"pollId"`
}

// PollReveal shows learners the counts or the right answer of a poll, or takes them from sight. What is absent stays.
type PollReveal struct {
	Type    string     `json:"type" enum:"poll.reveal"`
	ID      string     `json:"id"`
	PollID  app.PollID `json:"pollId"`
	Results *bool      `json:"results,omitempty"`
	Right   *bool      `json:"right,omitempty"`
}

// PollRemove takes a poll out of the session: nobody sees it any more, and it doesn't count.
type PollRemove struct {
	Type   string     `json:"type" enum:"poll.remove"`
	ID     string     `json:"id"`
	PollID app.PollID `json:"pollId"`
}

// PollExtend gives a poll more time; one without a timer gets one.
type PollExtend struct {
	Type    string     `json:"type" enum:"poll.extend"`
	ID      string     `json:"id"`
	PollID  app.PollID `json:"pollId"`
	Seconds int        `json:"seconds"`
}

// PollHide takes an answer in words from the learners' sight, or brings it back.
type PollHide struct {
	Type   string     `json:"type" enum:"poll.hide"`
	ID     string     `json:"id"`
	PollID app.PollID `json:"pollId"`
	Key    string     `json:"key"`
	// Hidden is true unless it says otherwise.
	Hidden *bool `json:"hidden,omitempty"`
}

// PollMade is the result of poll.open.
type PollMade struct {
	PollID app.PollID `json:"pollId"`
}

// PollOpened says that a poll is open, without what learners mustn't know.
type PollOpened struct {
	live.Head
	Poll       PollView   `json:"poll"`
	OpenedBy   app.UserID `json:"openedBy"`
	PreparedID PreparedID `json:"preparedId,omitempty"`
}

// PollRight tells staff the right answer of a poll that was opened.
type PollRight struct {
	live.Head
	PollID app.PollID `json:"pollId"`
	Right  []string   `json:"right"`
}

// PollVoted tells the other tabs of a learner that they have answered, and what, unless the poll is anonymous.
type PollVoted struct {
	live.Head
	PollID app.PollID `json:"pollId"`
	UserID app.UserID `json:"userId"`
	Answer []string   `json:"answer,omitempty"`
}

// PollCounted changes the count of an anonymous poll. No client gets it.
type PollCounted struct {
	live.Head
	PollID app.PollID `json:"pollId"`
	Sealed string     `json:"sealed"`
}

// PollClosed says that a poll takes no more answers.
type PollClosed struct {
	live.Head
	PollID   app.PollID `json:"pollId"`
	ClosedAt time.Time  `json:"closedAt"`
	// ResultsShown: learners see the counts, which follow.
	ResultsShown bool `json:"resultsShown"`
}

// PollExtended says until when the poll is open now.
type PollExtended struct {
	live.Head
	PollID app.PollID `json:"pollId"`
	EndsAt time.Time  `json:"endsAt"`
}

// PollResults holds the counts of a poll as those who get it may see them.
type PollResults struct {
	live.Head
	PollID app.PollID `json:"pollId"`
	Tally  PollTally  `json:"tally"`
}

// PollRevealed says what learners see of a poll from now on. Counts that they see follow.
type PollRevealed struct {
	live.Head
	PollID       app.PollID `json:"pollId"`
	ResultsShown bool       `json:"resultsShown"`
	RightShown   bool       `json:"rightShown"`
	// Right is the right answer where RightShown.
	Right []string `json:"right,omitempty"`
	// Decided is what staff decided on the counts; absent: the poll's mode goes.
	Decided *bool `json:"decided,omitempty"`
}

// PollRemoved says that a poll is gone.
type PollRemoved struct {
	live.Head
	PollID app.PollID `json:"pollId"`
}

// PollHidden tells staff that an answer is hidden from learners, or isn't any more.
type PollHidden struct {
	live.Head
	PollID app.PollID `json:"pollId"`
	Key    string     `json:"key"`
	Hidden bool       `json:"hidden"`
}

// PollTallied is the running count of an open poll: a frame without an offset, with absolute values.
type PollTallied struct {
	Type   string     `json:"type" enum:"poll.tally"`
	PollID app.PollID `json:"pollId"`
	Tally  PollTally  `json:"tally"`
}

// PollState says whether a poll takes answers.
type PollState string

// The states.
const (
	StateOpen   PollState = "open"
	StateClosed PollState = "closed"
)

// PollView is a poll as the viewer may see it.
type PollView struct {
	PollID     app.PollID   `json:"pollId"`
	Number     int          `json:"number"` // from 1, in the order in which they were opened
	Kind       Kind         `json:"kind" enum:"single,multiple,yes_no,scale,text,word_cloud,ordering"`
	Question   string       `json:"question"`
	Options    []PollOption `json:"options"`
	Scale      *PollScale   `json:"scale,omitempty"`
	Anonymous  bool         `json:"anonymous"`
	Graded     bool         `json:"graded"` // there is a right answer
	Points     int          `json:"points"` // what it is worth
	Results    ResultsMode  `json:"results" enum:"hidden,live,on_close"`
	Changeable bool         `json:"changeable"`
	Seconds    int          `json:"seconds"`
	State      PollState    `json:"state" enum:"open,closed"`
	OpenedAt   time.Time    `json:"openedAt"`
	EndsAt     *time.Time   `json:"endsAt"` // when its time runs out
	ClosedAt   *time.Time   `json:"closedAt"`
	// ResultsShown and RightShown say what learners see.
	ResultsShown bool `json:"resultsShown"`
	RightShown   bool `json:"rightShown"`
	// Right and Tally are there where the viewer may see them.
	Right []string   `json:"right,omitempty"`
	Tally *PollTally `json:"tally,omitempty"`
	// Mine is there once the viewer has answered.
	Mine *PollMine `json:"mine,omitempty"`
}

// PollMine is the viewer's own answer; of an anonymous poll only that there is one.
type PollMine struct {
	Answer []string `json:"answer,omitempty"`
	// Right and Points are there once learners see the right answer.
	Right  *bool    `json:"right,omitempty"`
	Points *float64 `json:"points,omitempty"`
}

// PollSnapshot is the polls of a session as the viewer may see them, in the order in which they were opened.
type PollSnapshot struct {
	Polls []PollView `json:"polls"`
}

// Frames lists what goes over the socket, for the description of the API.
func (s *Service) Frames() map[string]any {
	out := map[string]any{"PollSnapshot": PollSnapshot{}, "PollMade": PollMade{}}
	for name, d := range map[string]live.Described{
		"PollOpen": {Type: cmdOpen, Value: PollOpen{}}, "PollVote": {Type: cmdVote, Value: PollVote{}},
		"PollClose": {Type: cmdClose, Value: PollClose{}}, "PollReveal": {Type: cmdReveal, Value: PollReveal{}},
		"PollRemove": {Type: cmdRemove, Value: PollRemove{}}, "PollExtend": {Type: cmdExtend, Value: PollExtend{}},
		"PollHide": {Type: cmdHide, Value: PollHide{}}, "PollOpened": {Type: evOpened, Value: PollOpened{}},
		"PollRight": {Type: evRight, Value: PollRight{}}, "PollVoted": {Type: evVoted, Value: PollVoted{}},
		"PollClosed": {Type: evClosed, Value: PollClosed{}}, "PollExtended": {Type: evExtended, Value: PollExtended{}},
		"PollResults": {Type: evResults, Value: PollResults{}}, "PollRevealed": {Type: evRevealed, Value: PollRevealed{}},
		"PollRemoved": {Type: evRemoved, Value: PollRemoved{}}, "PollHidden": {Type: evHidden, Value: PollHidden{}},
		"PollTallied": {Type: frTally, Value: PollTallied{}},
	} {
		out[name] = d
	}
	return out
}
