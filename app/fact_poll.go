package app

// The kinds of facts about polls. User is who acted: who opened, closed or removed the poll ("" where its time ran out),
// and who voted.
const (
	FactPollOpened  FactKind = "poll.opened"  // data: PollOpenedData
	FactPollClosed  FactKind = "poll.closed"  // data: PollData
	FactPollRemoved FactKind = "poll.removed" // data: PollData; whatever was said of the poll doesn't count any more
	// FactPollVoted: a learner answered. A later fact of the same poll and user takes the place of an earlier one.
	FactPollVoted FactKind = "poll.voted" // data: PollVotedData
)

// PollData names a poll.
type PollData struct {
	PollID PollID `json:"pollId"`
}

// PollOpenedData says what kind of poll was opened.
type PollOpenedData struct {
	PollID    PollID `json:"pollId"`
	Kind      string `json:"kind"`
	Anonymous bool   `json:"anonymous,omitempty"`
	// Points is what a right answer is worth; 0 where there is no right answer.
	Points int `json:"points,omitempty"`
}

// PollVotedData says how an answer was; of anonymous polls and of those without a right answer only that there was one.
type PollVotedData struct {
	PollID PollID   `json:"pollId"`
	Right  *bool    `json:"right,omitempty"`
	Points *float64 `json:"points,omitempty"`
}
