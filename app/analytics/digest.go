package analytics

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Digest is what one session that has ended came to.
type Digest struct {
	Session app.Session `json:"-"`
	// People are those who were seen or did something, whatever they are in the classroom.
	People map[app.UserID]Part `json:"people"`
	// Measured says that talk time was measured.
	Measured  bool    `json:"measured,omitempty"`
	Questions []Asked `json:"questions,omitempty"`
}

// Part is one person's part in a session.
type Part struct {
	// Status is "" for somebody who wasn't seen.
	Status  app.AttendanceStatus `json:"s,omitempty"`
	Ratio   float64              `json:"r,omitempty"`
	Present time.Duration        `json:"p,omitempty"`
	// What they did: messages to everybody, and to the teachers or the group; polls answered, hands raised, times let to
	// speak, minutes at the board.
	Messages int `json:"m,omitempty"`
	Asides   int `json:"a,omitempty"`
	Polls    int `json:"v,omitempty"`
	Hands    int `json:"h,omitempty"`
	Floors   int `json:"f,omitempty"`
	Board    int `json:"b,omitempty"`
	// Talk is how long they spoke.
	Talk time.Duration `json:"t,omitempty"`
}

// Seen says whether the person was there.
func (p Part) Seen() bool { return p.Status != "" && p.Status != app.AttendanceAbsent }

// Actions is how often the person did something.
func (p Part) Actions() int { return p.Messages + p.Asides + p.Polls + p.Hands + p.Floors + p.Board }

// Asked is one poll of a session that wasn't removed.
type Asked struct {
	Poll      app.PollID `json:"id"`
	Text      string     `json:"text"`
	Kind      string     `json:"kind"`
	Anonymous bool       `json:"anonymous,omitempty"`
	// Graded says that there is a right answer; Right is how many gave it.
	Graded bool `json:"graded,omitempty"`
	Voted  int  `json:"voted"`
	Right  int  `json:"right,omitempty"`
	// Answers says of each person who answered whether it was right; nil where the poll is anonymous or not graded.
	Answers map[app.UserID]bool `json:"answers,omitempty"`
}
