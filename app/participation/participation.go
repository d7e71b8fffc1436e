// Package participation computes how much somebody took part in a session, from the log of facts: messages, answers to
// polls, hands, being let to speak, speaking, drawing on the board. Only what the servers saw counts. Everything is pure.
//
// Each signal has a weight and an amount that is enough. A signal gives its part of the whole evenly up to enough, and
// nothing more beyond, so that who does one thing a hundred times has no more than who does it enough. More of anything
// never gives less.
//
// Concurrency: everything is safe for concurrent use. Lifecycle: none. Allowed imports: app.
package participation

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

// Name names a signal.
type Name string

// The signals.
const (
	Chat  Name = "chat"
	Poll  Name = "poll"
	Hand  Name = "hand"
	Floor Name = "floor"
	Board Name = "board"
	Talk  Name = "talk"
)

// Part is what one signal gave.
type Part struct {
	Name Name
	// Times are when it was seen, in the order of the log.
	Times []time.Time
	// Count is how often, or for how many minutes, it was seen.
	Count float64
	// Enough is how often counts in full.
	Enough int
	// Weight is the signal's share of the whole, 0 to 1; the parts of a line add up to 1.
	Weight float64
	// Share is how much of it was reached, 0 to 1.
	Share float64
}

// Line is one person's participation.
type Line struct {
	User app.UserID
	// Share is the whole, 0 to 1.
	Share float64
	Parts []Part
}

// Compute returns a line for each of the users, in their order. Without a signal that could have been given there is
// nothing to measure, and ok is false. The facts may come in any order and more than once; those of other sessions are
// left out.
func Compute(session app.Session, scoring app.ParticipationScoring, facts []app.Fact, users []app.UserID) (lines []Line, ok bool) {
	seen, asked := collect(session.ID, facts)
	spoken, listened := app.SumSpoken(session.ID, facts)
	type signal struct {
		name Name
		app.Signal
	}
	var signals []signal
	total := 0
	for _, s := range []signal{{Poll, scoring.Poll}, {Chat, scoring.Chat}, {Hand, scoring.Hand}, {Floor, scoring.Floor}, {Board, scoring.Board}, {Talk, scoring.Talk}} {
		switch {
		case s.name == Poll:
			s.Enough = min(s.Enough, asked)
		case s.name == Talk && !listened:
			continue
		}
		if s.Weight > 0 && s.Enough > 0 {
			signals, total = append(signals, s), total+s.Weight
		}
	}
	if total == 0 {
		return nil, false
	}
	for _, user := range users {
		line := Line{User: user}
		for _, s := range signals {
			p := Part{Name: s.name, Times: seen[user][s.name], Enough: s.Enough, Weight: float64(s.Weight) / float64(total)}
			p.Count = float64(len(p.Times))
			if s.name == Talk {
				p.Count, p.Times = spoken[user].Duration.Minutes(), spoken[user].At
			}
			p.Share = min(1, p.Count/float64(s.Enough))
			line.Share += p.Share * p.Weight
			line.Parts = append(line.Parts, p)
		}
		line.Share = min(1, line.Share)
		lines = append(lines, line)
	}
	return lines, true
}

// collect returns what each user did, and how many polls were asked.
func collect(session app.SessionID, facts []app.Fact) (map[app.UserID]map[Name][]time.Time, int) {
	asked := polls(session, facts)
	seen := map[app.UserID]map[Name][]time.Time{}
	known := map[string]bool{}
	for _, f := range facts {
		name, key := signalOf(f, asked)
		if f.Session != session || f.User == "" || name == "" || known[key] {
			continue
		}
		known[key] = true
		if seen[f.User] == nil {
			seen[f.User] = map[Name][]time.Time{}
		}
		seen[f.User][name] = append(seen[f.User][name], f.At)
	}
	return seen, len(asked)
}

// polls returns the polls that were opened and not removed.
func polls(session app.SessionID, facts []app.Fact) map[app.PollID]bool {
	asked := map[app.PollID]bool{}
	for _, f := range facts {
		if f.Session == session && f.Kind == app.FactPollOpened {
			asked[pollOf(f)] = true
		}
	}
	for _, f := range facts {
		if f.Session == session && f.Kind == app.FactPollRemoved {
			delete(asked, pollOf(f))
		}
	}
	delete(asked, "")
	return asked
}

// signalOf says which signal a fact is, and under which key it counts once: a poll that is answered again is one answer,
// and drawing on two pages in one minute is one minute.
func signalOf(f app.Fact, asked map[app.PollID]bool) (Name, string) {
	switch f.Kind {
	case app.FactChatSent:
		var data app.ChatSentData
		if err := json.Unmarshal(f.Data, &data); err != nil || data.To == "person" {
			return "", ""
		}
		return Chat, f.ID
	case app.FactPollVoted:
		if id := pollOf(f); asked[id] {
			return Poll, fmt.Sprintf("poll:%s:%s", id, f.User)
		}
	case app.FactHandRaised:
		return Hand, f.ID
	case app.FactHandLetSpeak:
		return Floor, f.ID
	case app.FactBoardDrawn:
		return Board, fmt.Sprintf("board:%s:%d", f.User, f.At.Unix()/60)
	}
	return "", ""
}

func pollOf(f app.Fact) app.PollID {
	var data app.PollData
	if err := json.Unmarshal(f.Data, &data); err != nil {
		return ""
	}
	return data.PollID
}

// Comment is the sentence that explains a line in the gradebook, in English.
func Comment(l Line) string {
	var done []string
	for _, p := range l.Parts {
		switch n := int(p.Count); {
		case p.Name == Talk && p.Count > 0:
			done = append(done, fmt.Sprintf("%.1f min of talk", max(0.1, p.Count)))
		case n > 0:
			done = append(done, words(p.Name, n))
		}
	}
	if len(done) == 0 {
		return "Nothing was seen that counts as taking part."
	}
	return "Took part: " + strings.Join(done, ", ") + "."
}

func words(name Name, n int) string {
	one, many := "", ""
	switch name {
	case Chat:
		one, many = "message", "messages"
	case Poll:
		one, many = "poll answered", "polls answered"
	case Hand:
		one, many = "hand raised", "hands raised"
	case Floor:
		one, many = "time let to speak", "times let to speak"
	case Talk: // told in fractions
	case Board:
		one, many = "minute at the board", "minutes at the board"
	}
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
