package activity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// Polls knows what a class was asked.
type Polls interface {
	// Asked returns the polls of the session that weren't removed, in the order in which they were asked.
	Asked(ctx context.Context, session app.Session) ([]Poll, error)
}

// Poll is a question with what people answered at last. Anonymous polls have no answers here.
type Poll struct {
	ID       app.PollID
	Question string
	Type     xapi.InteractionType
	Options  []xapi.Option
	Answers  []Answer
}

// Answer is what one person answered. Share is how right it is, 0 to 1; nil where nothing is right.
type Answer struct {
	User  app.UserID
	Parts []string
	Share *float64
}

// deeds tells what people did in the session, by its facts. Who isn't known to have been there, and observers, did nothing.
func (t *settlement) deeds(ctx context.Context, facts []app.Fact) error {
	for _, f := range facts {
		if err := t.deed(ctx, f); err != nil {
			return err
		}
	}
	if err := t.shown(ctx, facts); err != nil {
		return err
	}
	if err := t.polls(ctx, facts); err != nil {
		return err
	}
	if err := t.groups(ctx, facts); err != nil {
		return err
	}
	spoken, _ := app.SumSpoken(t.session.ID, facts)
	drawn := drawing(t.session.ID, facts)
	for user := range t.roles {
		if err := t.spoke(ctx, user, spoken[user]); err != nil {
			return err
		}
		if err := t.annotated(ctx, user, drawn[user]); err != nil {
			return err
		}
	}
	return nil
}

// acts says whether something is told of what the user does.
func (t *settlement) acts(user app.UserID) bool {
	role, known := t.roles[user]
	return known && role != app.RoleObserver
}

// deed tells what a single fact says, once.
func (t *settlement) deed(ctx context.Context, f app.Fact) error {
	if !t.acts(f.User) {
		return nil
	}
	var k kind
	var render func(xapi.Agent) xapi.Statement
	key, role, at := string(t.session.ID)+"|"+f.ID, t.role(f.User), t.within(f.At)
	switch f.Kind {
	case app.FactHandRaised:
		k, render = kindRaised, func(a xapi.Agent) xapi.Statement { return t.s.classroom.Raised(t.about, a, role, key, at) }
	case app.FactHandLowered:
		k, render = kindLowered, func(a xapi.Agent) xapi.Statement { return t.s.classroom.Lowered(t.about, a, role, key, at) }
	case app.FactChatSent:
		var data app.ChatSentData
		if json.Unmarshal(f.Data, &data) != nil || data.To != "everyone" {
			return nil
		}
		k, render = kindPosted, func(a xapi.Agent) xapi.Statement {
			return t.s.classroom.Posted(t.about, a, role, t.s.uuidOf(string(data.Message)), at)
		}
	default:
		return nil
	}
	actor, err := t.agent(ctx, f.User)
	if err != nil {
		return err
	}
	return t.once(k, f.User, render(actor))
}

// within returns the moment, or the end of the session that it is nearer to: hands go down when a class ends.
func (t *settlement) within(at time.Time) time.Time {
	switch {
	case at.Before(t.session.StartedAt):
		return t.session.StartedAt
	case at.After(t.session.EndedAt):
		return t.session.EndedAt
	}
	return at
}

// once adds a statement that is told one time, whatever is learnt later. One that breaks a rule, by what people wrote for
// example, is left out: it must not keep attendance and scores from being settled.
func (t *settlement) once(k kind, user app.UserID, st xapi.Statement) error {
	if t.told[st.ID.String()] {
		return nil
	}
	err := t.add(k, user, 1, st)
	var invalid *xapi.ValidationError
	if errors.As(err, &invalid) {
		t.s.Log.Error("statement left out", "session", t.session.ID, "kind", k, "rule", invalid.Rule, "path", invalid.Path)
		return nil
	}
	return err
}

// shown tells of cameras and screens, on and off. What goes off nobody knows of is left open.
func (t *settlement) shown(ctx context.Context, facts []app.Fact) error {
	type device struct {
		connection app.ConnectionID
		source     string
	}
	on := map[device]app.Fact{}
	for _, f := range facts {
		var data app.ShownData
		if (f.Kind != app.FactMediaShown && f.Kind != app.FactMediaUnshown) || !t.acts(f.User) || json.Unmarshal(f.Data, &data) != nil {
			continue
		}
		d := device{f.Connection, data.Source}
		began, known := on[d]
		if f.Kind == app.FactMediaShown {
			on[d], began = f, f
		} else if delete(on, d); !known {
			continue
		}
		if err := t.show(ctx, data.Source, began, f); err != nil {
			return err
		}
	}
	return nil
}

// show tells that something is shown, or where the fact is another one than that of the beginning, that it isn't any more.
func (t *settlement) show(ctx context.Context, source string, began, f app.Fact) error {
	actor, err := t.agent(ctx, f.User)
	if err != nil {
		return err
	}
	c, role, at, lasted := t.s.classroom, t.role(f.User), t.within(f.At), t.within(f.At).Sub(t.within(began.At))
	key, owned := string(t.session.ID)+"|"+began.ID, t.s.uuidOf(string(f.User)+"|"+source)
	switch off := f.ID != began.ID; {
	case source == "camera" && off:
		return t.once(kindUnshown, f.User, c.CameraStopped(t.about, actor, role, owned, key, at, lasted))
	case source == "camera":
		return t.once(kindShown, f.User, c.CameraStarted(t.about, actor, role, owned, key, at))
	case source == "screen_share" && off:
		return t.once(kindUnshown, f.User, c.ScreenUnshared(t.about, actor, role, owned, key, at, lasted))
	case source == "screen_share":
		return t.once(kindShown, f.User, c.ScreenShared(t.about, actor, role, owned, key, at))
	}
	return nil
}

// polls tells what was asked, and who answered what.
func (t *settlement) polls(ctx context.Context, facts []app.Fact) error {
	if t.s.Polls == nil {
		return nil
	}
	asked, err := t.s.Polls.Asked(ctx, t.session)
	if err != nil {
		return fmt.Errorf("ask for the polls of a session: %w", err)
	}
	opened, voted := pollFacts(facts)
	for _, p := range asked {
		first, known := opened[p.ID]
		if !known {
			continue
		}
		actor, err := t.agent(ctx, first.User)
		if err != nil {
			return err
		}
		about := xapi.Poll{ID: t.s.uuidOf(string(p.ID)), Question: p.Question, Type: p.Type, Options: p.Options}
		if err := t.once(kindAsked, first.User, t.s.classroom.Asked(t.about, actor, t.role(first.User), about, t.within(first.At))); err != nil {
			return err
		}
		for _, a := range p.Answers {
			if err := t.answered(ctx, about, a, voted[vote{p.ID, a.User}]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *settlement) answered(ctx context.Context, about xapi.Poll, a Answer, at time.Time) error {
	if !t.acts(a.User) || at.IsZero() {
		return nil
	}
	actor, err := t.agent(ctx, a.User)
	if err != nil {
		return err
	}
	session, err := t.taught(ctx)
	if err != nil {
		return err
	}
	said := xapi.Answer{Actor: actor, Role: t.role(a.User), Parts: a.Parts, Scaled: a.Share}
	if a.Share != nil {
		said.Success = new(*a.Share >= 1)
	}
	return t.once(kindAnswered, a.User, t.s.classroom.Answered(session, about, said, t.within(at)))
}

type vote struct {
	poll app.PollID
	user app.UserID
}

// pollFacts returns how each poll was opened at first, and when each person answered at last.
func pollFacts(facts []app.Fact) (opened map[app.PollID]app.Fact, voted map[vote]time.Time) {
	opened, voted = map[app.PollID]app.Fact{}, map[vote]time.Time{}
	for _, f := range facts {
		var data app.PollData
		if (f.Kind != app.FactPollOpened && f.Kind != app.FactPollVoted) || json.Unmarshal(f.Data, &data) != nil {
			continue
		}
		switch _, again := opened[data.PollID]; {
		case f.Kind == app.FactPollVoted:
			voted[vote{data.PollID, f.User}] = f.At
		case !again:
			opened[data.PollID] = f
		}
	}
	return opened, voted
}

// spoke tells for how long somebody spoke, and takes back what was told before and isn't so.
func (t *settlement) spoke(ctx context.Context, user app.UserID, heard app.Spoken) error {
	if !t.acts(user) {
		return nil
	}
	return t.revise(ctx, kindSpoke, kindUnspoke, user, heard.Duration > 0, func(revision int, actor xapi.Agent) (xapi.Statement, error) {
		return t.s.classroom.Spoke(t.about, actor, t.role(user), revision, heard.Duration, heard.Turns), nil
	})
}

// annotated is spoke for drawing and writing on the board.
func (t *settlement) annotated(ctx context.Context, user app.UserID, drew time.Duration) error {
	if !t.acts(user) {
		return nil
	}
	return t.revise(ctx, kindAnnotated, kindUnannotated, user, drew > 0, func(revision int, actor xapi.Agent) (xapi.Statement, error) {
		return t.s.classroom.Annotated(t.about, actor, t.role(user), revision, drew), nil
	})
}

// drawing returns in how many minutes everybody drew on some page.
func drawing(session app.SessionID, facts []app.Fact) map[app.UserID]time.Duration {
	type minute struct {
		user app.UserID
		at   int64
	}
	seen, drew := map[minute]bool{}, map[app.UserID]time.Duration{}
	for _, f := range facts {
		m := minute{f.User, f.At.Unix() / 60}
		if f.Kind == app.FactBoardDrawn && f.Session == session && !seen[m] {
			seen[m] = true
			drew[f.User] += time.Minute
		}
	}
	return drew
}
