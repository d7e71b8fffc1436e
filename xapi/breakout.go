package xapi

import (
	"time"

	"github.com/google/uuid"
)

// TypeBreakout is one group's room of a breakout. Publicly there is no type for it.
const TypeBreakout = Profile + "/activity-types/breakout-room"

// Breakout is one group of a breakout. ID stays the group's whatever its name becomes.
type Breakout struct {
	ID   uuid.UUID
	Name string
}

// BreakoutJoined says that the person came into the group's room. Key: breakout|<key>|join.
func (c Classroom) BreakoutJoined(s Session, actor Agent, role Role, g Breakout, key string, at time.Time) Statement {
	return c.inGroup(s, actor, role, g, key+"|join", verb(VerbJoined, "joined"), at)
}

// BreakoutLeft says that the person isn't there any more, after so long. Key: breakout|<key>|leave.
func (c Classroom) BreakoutLeft(s Session, actor Agent, role Role, g Breakout, key string, at time.Time, stayed time.Duration) Statement {
	st := c.inGroup(s, actor, role, g, key+"|leave", verb(VerbLeft, "left"), at)
	st.Result = &Result{Duration: new(Duration(stayed))}
	return st
}

// BreakoutCompleted says that the person's group has done its task, after the person was in it for so long. Key:
// breakout|<group>|<actor>|done.
func (c Classroom) BreakoutCompleted(s Session, actor Agent, role Role, g Breakout, at time.Time, worked time.Duration) Statement {
	st := c.inGroup(s, actor, role, g, g.ID.String()+"|"+c.actorKey(actor)+"|done", verb(VerbCompleted, "completed"), at)
	st.Result = &Result{Completion: new(true), Duration: new(Duration(worked))}
	st.Context.Instructor = s.Instructor
	return st
}

// inGroup is part for a group's room, with the group as the team. Of who is in it the team says nothing: that changes.
func (c Classroom) inGroup(s Session, actor Agent, role Role, g Breakout, key string, v Verb, at time.Time) Statement {
	st := c.part(s, actor, role, Profile, activity(c.activityID("breakout", g.ID), TypeBreakout, g.Name, language(s.Language)))
	st.ID = StatementID(c.Namespace, "breakout", key)
	st.Verb, st.Timestamp = v, At(at)
	st.Context.Team = &Agent{ObjectType: objectGroup, Name: g.Name, Account: &Account{HomePage: c.home(), Name: "breakout:" + g.ID.String()}}
	return st
}
