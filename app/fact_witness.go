package app

import (
	"encoding/json"
	"time"
)

// FactMediaListening: from At on, it is seen who speaks and who shows something in the session's LiveKit room.
const FactMediaListening FactKind = "media.listening"

// FactMediaSpoke: LiveKit heard the user speak, for a span of some seconds that ends at At. Connection is the LiveKit
// participant. data: SpokeData
const FactMediaSpoke FactKind = "media.spoke"

// SpokeData says how long somebody spoke, and how often they began to after a pause. A turn that goes on in the next span
// counts in the first.
type SpokeData struct {
	Ms    int64 `json:"ms"`
	Turns int   `json:"turns,omitempty"`
}

// The kinds of facts about cameras and screens. Connection is the LiveKit participant.
const (
	FactMediaShown   FactKind = "media.shown"   // the user shows one. data: ShownData
	FactMediaUnshown FactKind = "media.unshown" // not any more, or nobody is there to see it. data: ShownData
)

// ShownData says what is shown, in LiveKit's words: camera or screen_share.
type ShownData struct {
	Source string `json:"source"`
}

// Spoken is what was heard of somebody in a session, at least.
type Spoken struct {
	Duration time.Duration
	Turns    int
	// At is the ends of the spans in which they were heard, in the order of the facts.
	At []time.Time
}

// SumSpoken adds up what was heard of everybody in the session. Facts that come more than once count once, and those of
// somebody's devices at the same time add up. Without listened nothing was measured, for example where LiveKit was down.
func SumSpoken(session SessionID, facts []Fact) (sums map[UserID]Spoken, listened bool) {
	sums = map[UserID]Spoken{}
	known := map[string]bool{}
	for _, f := range facts {
		listened = listened || f.Kind == FactMediaListening && f.Session == session
		var data SpokeData
		if f.Kind != FactMediaSpoke || f.Session != session || f.User == "" || known[f.ID] || json.Unmarshal(f.Data, &data) != nil {
			continue
		}
		known[f.ID] = true
		s := sums[f.User]
		s.Duration += max(0, time.Duration(data.Ms)*time.Millisecond)
		s.Turns += max(0, data.Turns)
		s.At = append(s.At, f.At)
		sums[f.User] = s
	}
	return sums, listened
}
