package hand

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Names of the events and of the volatile frame.
const (
	eventRaised     = "hand.raised"
	eventLowered    = "hand.lowered"
	eventAllLowered = "hand.all_lowered"
	eventSpeaking   = "hand.speaking"
	eventStopped    = "hand.stopped"
	eventFloor      = "hand.floor"
	eventSilenced   = "hand.silenced"
	eventReacted    = "hand.reacted"
	frameReactions  = "hand.reactions"
)

// HandRaise raises the caller's hand.
type HandRaise struct {
	Type string `json:"type" enum:"hand.raise"`
	ID   string `json:"id"`
}

// HandLower lowers the caller's hand, or, by staff, another's.
type HandLower struct {
	Type   string     `json:"type" enum:"hand.lower"`
	ID     string     `json:"id"`
	UserID app.UserID `json:"userId,omitempty"`
}

// HandLowerAll lowers every hand.
type HandLowerAll struct {
	Type string `json:"type" enum:"hand.lower_all"`
	ID   string `json:"id"`
}

// HandLetSpeak lets somebody speak: their hand goes down, and a microphone that was taken from them is given back.
type HandLetSpeak struct {
	Type   string     `json:"type" enum:"hand.let_speak"`
	ID     string     `json:"id"`
	UserID app.UserID `json:"userId"`
}

// HandStopSpeaking ends what HandLetSpeak began.
type HandStopSpeaking struct {
	Type   string     `json:"type" enum:"hand.stop_speaking"`
	ID     string     `json:"id"`
	UserID app.UserID `json:"userId"`
}

// HandSilence takes a learner's microphone until it is given back.
type HandSilence struct {
	Type     string     `json:"type" enum:"hand.silence"`
	ID       string     `json:"id"`
	UserID   app.UserID `json:"userId"`
	Silenced bool       `json:"silenced"`
}

// HandSetFloor says whether learners may speak freely.
type HandSetFloor struct {
	Type string `json:"type" enum:"hand.floor"`
	ID   string `json:"id"`
	Mode Floor  `json:"mode" enum:"open,by_hand"`
}

// HandReact shows one of the emoji to everybody for a moment.
type HandReact struct {
	Type  string `json:"type" enum:"hand.react"`
	ID    string `json:"id"`
	Emoji string `json:"emoji"`
}

// HandRaised says that somebody raised a hand, at the event's time.
type HandRaised struct {
	live.Head
	UserID app.UserID `json:"userId"`
}

// HandLowered says that a hand went down. By is staff who did it; nobody where it was the person or their leaving.
type HandLowered struct {
	live.Head
	UserID app.UserID `json:"userId"`
	By     app.UserID `json:"by,omitempty"`
}

// HandAllLowered says that all hands went down.
type HandAllLowered struct {
	live.Head
	By app.UserID `json:"by"`
}

// HandSpeaking says that somebody may speak since the event's time.
type HandSpeaking struct {
	live.Head
	UserID app.UserID `json:"userId"`
	By     app.UserID `json:"by"`
}

// HandStopped says that somebody isn't let to speak any more. By is nobody where they left.
type HandStopped struct {
	live.Head
	UserID app.UserID `json:"userId"`
	By     app.UserID `json:"by,omitempty"`
}

// HandFloor says whether learners may speak freely now.
type HandFloor struct {
	live.Head
	Mode Floor      `json:"mode" enum:"open,by_hand"`
	By   app.UserID `json:"by"`
}

// HandSilenced says, to staff and to the person, that a microphone was taken or given back.
type HandSilenced struct {
	live.Head
	UserID   app.UserID `json:"userId"`
	Silenced bool       `json:"silenced"`
	By       app.UserID `json:"by"`
}

// HandReacted is told to no client; the reactions of the last seconds are.
type HandReacted struct {
	live.Head
	UserID app.UserID `json:"userId"`
	Emoji  string     `json:"emoji"`
}

// HandReactions are the reactions of the last seconds: how many of each, and the newest of who.
type HandReactions struct {
	Type   string         `json:"type" enum:"hand.reactions"`
	At     time.Time      `json:"at"`
	Counts map[string]int `json:"counts"`
	Who    []HandReaction `json:"who"`
}

// HandReaction is one reaction.
type HandReaction struct {
	UserID app.UserID `json:"userId"`
	Emoji  string     `json:"emoji"`
	At     time.Time  `json:"at"`
}

// HandSince is somebody and since when.
type HandSince struct {
	UserID app.UserID `json:"userId"`
	Since  time.Time  `json:"since"`
}

// HandSnapshot is the state: those who may speak come first, then those who want to, each in the order of time. Silenced
// lists, for staff, whose microphone was taken, and for others at most themselves.
type HandSnapshot struct {
	Floor    Floor        `json:"floor" enum:"open,by_hand"`
	Speaking []HandSince  `json:"speaking"`
	Queue    []HandSince  `json:"queue"`
	Silenced []app.UserID `json:"silenced"`
}

// Frames lists what goes over the socket, for the description of the API.
func (s *Service) Frames() map[string]any {
	return map[string]any{
		"HandSnapshot":     HandSnapshot{},
		"HandRaise":        live.Described{Type: "hand.raise", Value: HandRaise{}},
		"HandLower":        live.Described{Type: "hand.lower", Value: HandLower{}},
		"HandLowerAll":     live.Described{Type: "hand.lower_all", Value: HandLowerAll{}},
		"HandLetSpeak":     live.Described{Type: "hand.let_speak", Value: HandLetSpeak{}},
		"HandStopSpeaking": live.Described{Type: "hand.stop_speaking", Value: HandStopSpeaking{}},
		"HandSilence":      live.Described{Type: "hand.silence", Value: HandSilence{}},
		"HandSetFloor":     live.Described{Type: "hand.floor", Value: HandSetFloor{}},
		"HandReact":        live.Described{Type: "hand.react", Value: HandReact{}},
		"HandRaised":       live.Described{Type: eventRaised, Value: HandRaised{}},
		"HandLowered":      live.Described{Type: eventLowered, Value: HandLowered{}},
		"HandAllLowered":   live.Described{Type: eventAllLowered, Value: HandAllLowered{}},
		"HandSpeaking":     live.Described{Type: eventSpeaking, Value: HandSpeaking{}},
		"HandStopped":      live.Described{Type: eventStopped, Value: HandStopped{}},
		"HandFloor":        live.Described{Type: eventFloor, Value: HandFloor{}},
		"HandSilenced":     live.Described{Type: eventSilenced, Value: HandSilenced{}},
		"HandReactions":    live.Described{Type: frameReactions, Value: HandReactions{}},
	}
}
