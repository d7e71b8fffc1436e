package analytics

import (
	"encoding/json"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Digest is what one session that has ended came to.
type Digest struct {
	Session app.Session
	// People are those who were seen or did something, whatever they are in the classroom.
	People map[app.UserID]Part
	// Measured says that talk time was measured.
	Measured  bool
	Questions []Asked
}

// Part is one person's part in a session.
type Part struct {
	// Status is "" for somebody who wasn't seen.
	Status  app.AttendanceStatus
	Ratio   float64
	Present time.Duration
	// What they did: messages to several, polls answered, hands raised, times let to speak, minutes at the board.
	Messages, Polls, Hands, Floors, Board int
	Talk                                  Talk
}

// Seen says whether the person was there.
func (p Part) Seen() bool { return p.Status != "" && p.Status != app.AttendanceAbsent }

// Actions is how often the person did something.
func (p Part) Actions() int { return p.Messages + p.Polls + p.Hands + p.Floors + p.Board }

// Talk is how long somebody spoke, and how often they began to.
type Talk struct {
	Time  time.Duration
	Turns int
}

// Asked is one poll of a session that wasn't removed.
type Asked struct {
	Poll      app.PollID
	Text      string
	Kind      string
	Anonymous bool
	// Graded says that there is a right answer; Right is how many gave it.
	Graded       bool
	Voted, Right int
	// Answers says of each person who answered whether it was right; nil where the poll is anonymous or not graded.
	Answers map[app.UserID]bool
}

// Spoken sums the talk time of a session by person; ok is false where nothing measured it.
func Spoken(session app.SessionID, facts []app.Fact) (talk map[app.UserID]Talk, ok bool) {
	talk = map[app.UserID]Talk{}
	for _, f := range facts {
		if f.Session != session || f.Kind != app.FactMediaSpoke || f.User == "" {
			continue
		}
		var data app.SpokeData
		if err := json.Unmarshal(f.Data, &data); err != nil || data.Ms < 0 {
			continue
		}
		t := talk[f.User]
		t.Time += time.Duration(data.Ms) * time.Millisecond
		t.Turns += data.Turns
		talk[f.User], ok = t, true
	}
	return talk, ok
}
