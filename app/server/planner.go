package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/breakout"
	"github.com/lectern-classroom/lectern/app/grade"
	"github.com/lectern-classroom/lectern/app/poll"
)

// buildPlanner builds what forms groups.
func (s *Server) buildPlanner() {
	s.planner = breakout.NewPlanner(breakout.PlannerDeps{Breakouts: s.breakout, Sessions: s.schedule, Door: s.door, People: grouped{s}, Knowledge: grouped{s}, Viewers: roles{s}, Clock: s.opts.Clock, Seed: rand.Uint64})
	s.grade.Groups = marked{s}
}

// grouped is what several features know of people by which groups are formed.
type grouped struct{ s *Server }

// Members implements breakout.People.
func (g grouped) Members(ctx context.Context, room app.ClassroomID) ([]app.Member, error) {
	return g.s.roster.Members(ctx, room)
}

// Roles implements breakout.People.
func (g grouped) Roles(ctx context.Context, session app.SessionID) (map[app.UserID]app.Role, error) {
	return g.s.live.Roles(ctx, session)
}

// CourseGroups implements breakout.Knowledge.
func (g grouped) CourseGroups(ctx context.Context, room app.ClassroomID) ([]app.CourseGroup, error) {
	return g.s.roster.Groups(ctx, room)
}

// Answers implements breakout.Knowledge. Texts are alike whatever their case and spaces.
func (g grouped) Answers(ctx context.Context, session app.Session, id app.PollID) (map[app.UserID]string, map[string]string, error) {
	asked, err := g.s.poll.Asked(ctx, session)
	if err != nil {
		return nil, nil, fmt.Errorf("find answers to form groups by: %w", err)
	}
	i := slices.IndexFunc(asked, func(p poll.Asked) bool { return p.ID == id })
	switch {
	case i < 0:
		return nil, nil, app.NotFound("poll")
	case asked[i].Anonymous:
		return nil, nil, app.Errorf(app.CodeConflict, "Nobody knows who answered what in an anonymous poll.")
	}
	answers, names := map[app.UserID]string{}, map[string]string{}
	for _, a := range asked[i].Answers {
		key := strings.ToLower(strings.Join(strings.Fields(strings.Join(a.Answer, "\n")), " "))
		answers[a.User] = key
		if _, named := names[key]; !named {
			names[key] = answerName(asked[i].PollDefinition, a.Answer)
		}
	}
	return answers, names, nil
}

// answerName is what an answer says; "" where that is a word of Lectern's own, which has a language.
func answerName(d poll.PollDefinition, answer []string) string {
	if d.Kind == poll.KindYesNo {
		return ""
	}
	parts := slices.Clone(answer)
	for i, id := range parts {
		if k := slices.IndexFunc(d.Options, func(o poll.PollOption) bool { return o.ID == id }); k >= 0 {
			parts[i] = d.Options[k].Text
		}
	}
	return strings.Join(parts, ", ")
}

// talkOf is of how many sessions what was spoken counts, this one among them.
const talkOf = 5

// Talk implements breakout.Knowledge.
func (g grouped) Talk(ctx context.Context, session app.Session) (map[app.UserID]time.Duration, error) {
	sessions, err := g.s.schedule.Sessions(ctx, session.Classroom)
	if err != nil {
		return nil, fmt.Errorf("find who talked: %w", err)
	}
	sessions = slices.DeleteFunc(sessions, func(one app.Session) bool { return one.StartedAt.After(session.StartedAt) })
	talk := map[app.UserID]time.Duration{}
	for _, one := range sessions[:min(len(sessions), talkOf)] {
		facts, err := g.s.Store.FactsOf(ctx, one.ID, app.FactMediaSpoke)
		if err != nil {
			return nil, err
		}
		spoken, _ := app.SumSpoken(one.ID, facts)
		for user, s := range spoken {
			talk[user] += s.Duration
		}
	}
	return talk, nil
}

// marked are the groups whose members may be given one mark.
type marked struct{ s *Server }

// Groups implements grade.Groups.
func (m marked) Groups(ctx context.Context, session app.Session) ([]grade.Group, error) {
	breakouts, err := m.s.breakout.Breakouts(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	var out []grade.Group
	for _, b := range breakouts {
		if b.OpenedAt == nil {
			continue
		}
		name := b.Name
		if name == "" {
			name = strconv.Itoa(b.Number)
		}
		for _, g := range b.Groups {
			out = append(out, grade.Group{ID: g.GroupID, Breakout: name, Name: g.Name, Members: g.Members, Done: g.DoneAt != nil})
		}
	}
	return out, nil
}
