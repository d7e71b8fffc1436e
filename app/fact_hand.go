package app

// The kinds of facts that hands and the stage leave.
const (
	// FactHandRaised: the user raised a hand.
	FactHandRaised FactKind = "hand.raised"
	// FactHandLowered: the user's hand went down. data: HandData
	FactHandLowered FactKind = "hand.lowered"
	// FactHandLetSpeak: staff let the user speak. data: HandData
	FactHandLetSpeak FactKind = "hand.let_speak"
	// FactHandStopped: the user isn't let to speak any more. data: HandData
	FactHandStopped FactKind = "hand.stopped"
	// FactStagePut: something else is on the stage; the user is who put it there, or "" where it fell off by itself.
	// data: StagePutData
	FactStagePut FactKind = "stage.put"
)

// HandData says who did something to somebody's hand: nobody where they did it themselves or left.
type HandData struct {
	By UserID `json:"by,omitempty"`
}

// StagePutData says what is on the stage.
type StagePutData struct {
	// Kind is person, screen, poll, board, notes or none.
	Kind string `json:"kind"`
	// ID is of the person, the poll or the board, or "".
	ID string `json:"id,omitempty"`
}
