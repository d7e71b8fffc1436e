package activity

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/xapi"
)

// stay is one person's time in the room of a group.
type stay struct {
	user     app.UserID
	key      string // the fact's by which it began
	from, to time.Time
}

// groupLog is what the facts say of one group.
type groupLog struct {
	id   app.GroupID
	name string
	// stays are in the order in which they began.
	stays []stay
	// done is when the group said last that its task is done; zero where it didn't, or took that back.
	done time.Time
}

// groups tells who was in which group and when, and which groups have done their task: that of each learner who was there at
// that moment.
func (t *settlement) groups(ctx context.Context, facts []app.Fact) error {
	for _, g := range groupLogs(facts, t.session.EndedAt) {
		about := xapi.Breakout{ID: t.s.uuidOf(string(g.id)), Name: g.name}
		for _, stay := range g.stays {
			if !t.acts(stay.user) {
				continue
			}
			if err := t.stayed(ctx, about, stay); err != nil {
				return err
			}
		}
		if err := t.achieved(ctx, about, g); err != nil {
			return err
		}
	}
	return nil
}

// stayed tells of one stay.
func (t *settlement) stayed(ctx context.Context, about xapi.Breakout, s stay) error {
	actor, err := t.agent(ctx, s.user)
	if err != nil {
		return err
	}
	key, from, to := string(t.session.ID)+"|"+s.key, t.within(s.from), t.within(s.to)
	if err := t.once(kindGroupJoined, s.user, t.s.classroom.BreakoutJoined(t.about, actor, t.role(s.user), about, key, from)); err != nil {
		return err
	}
	return t.once(kindGroupLeft, s.user, t.s.classroom.BreakoutLeft(t.about, actor, t.role(s.user), about, key, to, max(0, to.Sub(from))))
}

// achieved tells that a group has done its task.
func (t *settlement) achieved(ctx context.Context, about xapi.Breakout, g *groupLog) error {
	if g.done.IsZero() {
		return nil
	}
	session, err := t.taught(ctx)
	if err != nil {
		return err
	}
	worked, there := map[app.UserID]time.Duration{}, []app.UserID{}
	for _, s := range g.stays {
		worked[s.user] += max(0, sooner(s.to, g.done).Sub(s.from))
		if !s.from.After(g.done) && !s.to.Before(g.done) && t.roles[s.user] == app.RoleLearner && !slices.Contains(there, s.user) {
			there = append(there, s.user)
		}
	}
	for _, user := range there {
		actor, err := t.agent(ctx, user)
		if err != nil {
			return err
		}
		if err := t.once(kindGroupDone, user, t.s.classroom.BreakoutCompleted(session, actor, t.role(user), about, t.within(g.done), worked[user])); err != nil {
			return err
		}
	}
	return nil
}

// groupLogs gathers what the facts say of groups, in the order in which they are told of first. A stay that nobody saw end
// lasts until the person comes into a group again, or else until the end.
func groupLogs(facts []app.Fact, end time.Time) []*groupLog {
	var logs []*groupLog
	find := func(data app.BreakoutData) *groupLog {
		i := slices.IndexFunc(logs, func(g *groupLog) bool { return g.id == data.Group })
		if i < 0 {
			i = len(logs)
			logs = append(logs, &groupLog{id: data.Group, name: data.Name})
		}
		return logs[i]
	}
	open := map[app.UserID]func(time.Time){}
	leave := func(user app.UserID, at time.Time) {
		if end, there := open[user]; there {
			end(at)
			delete(open, user)
		}
	}
	for _, f := range facts {
		var data app.BreakoutData
		switch f.Kind {
		case app.FactBreakoutJoined, app.FactBreakoutLeft, app.FactBreakoutDone, app.FactBreakoutUndone:
		default:
			continue
		}
		if json.Unmarshal(f.Data, &data) != nil || data.Group == "" {
			continue
		}
		switch g := find(data); f.Kind {
		case app.FactBreakoutJoined:
			leave(f.User, f.At)
			i := len(g.stays)
			g.stays = append(g.stays, stay{user: f.User, key: f.ID, from: f.At, to: end})
			open[f.User] = func(at time.Time) { g.stays[i].to = at }
		case app.FactBreakoutLeft:
			leave(f.User, f.At)
		case app.FactBreakoutDone:
			g.done = f.At
		case app.FactBreakoutUndone:
			g.done = time.Time{}
		}
	}
	return logs
}

func sooner(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
