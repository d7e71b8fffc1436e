package server

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/analytics"
	"github.com/lectern-classroom/lectern/app/attendance"
	"github.com/lectern-classroom/lectern/app/participation"
	"github.com/lectern-classroom/lectern/app/poll"
)

// buildAnalytics builds what looks at all of it.
func (s *Server) buildAnalytics() (err error) {
	s.analytics, err = analytics.New(analytics.Deps{Store: s.Store, Sessions: s.schedule, Classrooms: s.launch, Roster: s.roster, Digester: digests{s}, Statements: s.activity})
	return err
}

// prepareAnalytics looks at a session that has ended before a teacher asks. Where it can't, they wait a moment longer.
func (s *Server) prepareAnalytics(ctx context.Context, session app.Session, room app.Classroom) {
	if err := s.analytics.Prepare(ctx, session, room); err != nil {
		s.opts.Log.Warn("analytics not prepared", "session", session.ID, "error", err)
	}
}

// digests make of a session what analytics need to know: they join what several features see.
type digests struct{ s *Server }

// anything counts each signal, however little a classroom's own rules make of it.
var anything = app.ParticipationScoring{Chat: app.Signal{Weight: 1, Enough: 1}, Poll: app.Signal{Weight: 1, Enough: 1}, Hand: app.Signal{Weight: 1, Enough: 1},
	Floor: app.Signal{Weight: 1, Enough: 1}, Board: app.Signal{Weight: 1, Enough: 1}}

// Digest implements analytics.Digester.
func (d digests) Digest(ctx context.Context, session app.Session, policy app.AttendancePolicy) (analytics.Digest, error) {
	facts, err := d.s.Store.Facts(ctx, session.ID, 0)
	if err != nil {
		return analytics.Digest{}, fmt.Errorf("digest a session: %w", err)
	}
	out := analytics.Digest{Session: session, People: people(session, policy, facts)}
	talk, measured := app.SumSpoken(session.ID, facts)
	for user, t := range talk {
		part := out.People[user]
		part.Talk = t.Duration
		out.People[user] = part
	}
	out.Measured = measured
	asked, err := d.s.poll.Asked(ctx, session)
	if err != nil {
		return analytics.Digest{}, fmt.Errorf("digest a session: %w", err)
	}
	for _, p := range asked {
		out.Questions = append(out.Questions, question(p))
	}
	return out, nil
}

// question is what analytics know of a poll; whose answers were right only of named ones.
func question(p poll.Asked) analytics.Asked {
	q := analytics.Asked{Poll: p.ID, Text: p.Question, Kind: string(p.Kind), Anonymous: p.Anonymous, Graded: len(p.Right) > 0, Voted: p.Voted, Right: p.InFull}
	for _, a := range p.Answers {
		if a.Share == nil {
			continue
		}
		if q.Answers == nil {
			q.Answers = map[app.UserID]bool{}
		}
		q.Answers[a.User] = *a.Share == 1
	}
	return q
}

// people returns who was there and who did what.
func people(session app.Session, policy app.AttendancePolicy, facts []app.Fact) map[app.UserID]analytics.Part {
	out := map[app.UserID]analytics.Part{}
	for _, a := range attendance.Compute(session, policy, facts, session.EndedAt) {
		out[a.User] = analytics.Part{Status: a.Status, Ratio: a.Ratio, Present: a.Present}
	}
	var users []app.UserID
	known := map[app.UserID]bool{"": true}
	public := map[app.UserID]int{}
	for _, f := range facts {
		var sent app.ChatSentData
		if f.Kind == app.FactChatSent && json.Unmarshal(f.Data, &sent) == nil && sent.To == "everyone" {
			public[f.User]++
		}
		if !known[f.User] {
			known[f.User] = true
			users = append(users, f.User)
		}
	}
	lines, _ := participation.Compute(session, anything, facts, users)
	for _, line := range lines {
		part := out[line.User]
		for _, p := range line.Parts {
			switch n := len(p.Times); p.Name {
			case participation.Chat:
				part.Messages = public[line.User]
				part.Asides = n - part.Messages
			case participation.Poll:
				part.Polls = n
			case participation.Hand:
				part.Hands = n
			case participation.Floor:
				part.Floors = n
			case participation.Board:
				part.Board = n
			}
		}
		out[line.User] = part
	}
	return out
}
