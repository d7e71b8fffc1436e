package xapi

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Verbs, types and extensions of what people do in a class.
const (
	VerbReacted   = ProfileVirtualClassroom + "/verbs/reacted"
	VerbUnreacted = ProfileVirtualClassroom + "/verbs/unreacted"
	VerbPosted    = "https://w3id.org/xapi/acrossx/verbs/posted"
	VerbAsked     = "http://adlnet.gov/expapi/verbs/asked"
	VerbAnswered  = "http://adlnet.gov/expapi/verbs/answered"
	VerbAnnotated = "https://w3id.org/xapi/acrossx/verbs/annotated"
	VerbSpoke     = Profile + "/verbs/spoke"
	VerbStart     = "http://activitystrea.ms/start"
	VerbStopped   = ProfileVirtualClassroom + "/verbs/stopped"
	VerbShare     = "http://activitystrea.ms/share"
	VerbUnshare   = "http://activitystrea.ms/unshare"

	TypeMessage     = "https://w3id.org/xapi/acrossx/activities/message"
	TypeInteraction = "http://adlnet.gov/expapi/activities/cmi.interaction"
	TypeCamera      = ProfileVirtualClassroom + "/activity-types/camera"
	TypeScreen      = ProfileVirtualClassroom + "/activity-types/screen"
	TypeWhiteboard  = Profile + "/activity-types/whiteboard"

	// ExtEmoji is the code point of a reaction (Virtual Classroom profile), ExtTurns how often somebody began to speak.
	ExtEmoji = ProfileVirtualClassroom + "/extensions/emoji"
	ExtTurns = Profile + "/extensions/turns"

	// hand is the raised hand of ExtEmoji.
	hand = "U+1F590"
)

// between stands between the parts of a response (xAPI 1.0.3 Data, Appendix C).
const between = "[,]"

// InteractionType is how a question is answered (xAPI 1.0.3 Data, Appendix C).
type InteractionType string

// The types that polls need.
const (
	InteractionChoice     InteractionType = "choice"
	InteractionSequencing InteractionType = "sequencing"
	InteractionLikert     InteractionType = "likert"
	InteractionFillIn     InteractionType = "fill-in"
)

// Poll is a question that a class was asked.
type Poll struct {
	ID       uuid.UUID
	Question string
	Type     InteractionType
	// Options are what can be chosen, or the steps of a scale; answers in words have none.
	Options []Option
}

// Option is one possible answer.
type Option struct{ ID, Text string }

// Answer is what a person answered at last.
type Answer struct {
	Actor Agent
	Role  Role
	// Parts are ids of options in the order of the answer, or the words that were written.
	Parts []string
	// Success and Scaled are there where the poll has a right answer.
	Success *bool
	Scaled  *float64
}

// Raised says that the person raised a hand. Key: hand|<key>|up.
func (c Classroom) Raised(s Session, actor Agent, role Role, key string, at time.Time) Statement {
	return c.reaction(s, actor, role, key+"|up", verb(VerbReacted, "reacted"), at)
}

// Lowered says that the person's hand went down, whoever did it. Key: hand|<key>|down.
func (c Classroom) Lowered(s Session, actor Agent, role Role, key string, at time.Time) Statement {
	return c.reaction(s, actor, role, key+"|down", verb(VerbUnreacted, "unreacted"), at)
}

func (c Classroom) reaction(s Session, actor Agent, role Role, key string, v Verb, at time.Time) Statement {
	st := c.event(s, actor, role, ProfileVirtualClassroom)
	st.ID = StatementID(c.Namespace, "hand", key)
	st.Verb, st.Timestamp = v, At(at)
	st.Result = &Result{Extensions: Extensions{ExtEmoji: hand}}
	return st
}

// CameraStarted says that the person's camera is on. device is the camera's own lasting id. Key: cam|<key>|start.
func (c Classroom) CameraStarted(s Session, actor Agent, role Role, device uuid.UUID, key string, at time.Time) Statement {
	return c.shown(s, actor, role, activity(c.activityID("camera", device), TypeCamera, "", ""), verb(VerbStart, "started"), "cam", key+"|start", at)
}

// CameraStopped says that it isn't any more, after so long. Key: cam|<key>|stop.
func (c Classroom) CameraStopped(s Session, actor Agent, role Role, device uuid.UUID, key string, at time.Time, lasted time.Duration) Statement {
	st := c.shown(s, actor, role, activity(c.activityID("camera", device), TypeCamera, "", ""), verb(VerbStopped, "stopped"), "cam", key+"|stop", at)
	st.Result = &Result{Duration: new(Duration(lasted))}
	return st
}

// ScreenShared says that the person shows a screen. Key: screen|<key>|start.
func (c Classroom) ScreenShared(s Session, actor Agent, role Role, device uuid.UUID, key string, at time.Time) Statement {
	return c.shown(s, actor, role, activity(c.activityID("screen", device), TypeScreen, "", ""), verb(VerbShare, "shared"), "screen", key+"|start", at)
}

// ScreenUnshared says that they don't any more, after so long. Key: screen|<key>|stop.
func (c Classroom) ScreenUnshared(s Session, actor Agent, role Role, device uuid.UUID, key string, at time.Time, lasted time.Duration) Statement {
	st := c.shown(s, actor, role, activity(c.activityID("screen", device), TypeScreen, "", ""), verb(VerbUnshare, "unshared"), "screen", key+"|stop", at)
	st.Result = &Result{Duration: new(Duration(lasted))}
	return st
}

func (c Classroom) shown(s Session, actor Agent, role Role, object Activity, v Verb, kind, key string, at time.Time) Statement {
	st := c.part(s, actor, role, ProfileVirtualClassroom, object)
	st.ID = StatementID(c.Namespace, kind, key)
	st.Verb, st.Timestamp = v, At(at)
	return st
}

// Posted says that the person wrote a message to everybody; never what. Key: chat|<message>.
func (c Classroom) Posted(s Session, actor Agent, role Role, message uuid.UUID, at time.Time) Statement {
	st := c.part(s, actor, role, ProfileVirtualClassroom, activity(c.activityID("message", message), TypeMessage, "", ""))
	st.ID = StatementID(c.Namespace, "chat", message.String())
	st.Verb, st.Timestamp = verb(VerbPosted, "posted"), At(at)
	return st
}

// Asked says that the person asked the class. Key: poll|<poll>|open.
func (c Classroom) Asked(s Session, actor Agent, role Role, p Poll, at time.Time) Statement {
	if actor.IsZero() {
		actor, role = c.System(), ""
	}
	st := c.part(s, actor, role, ProfileVirtualClassroom, c.poll(p, language(s.Language)))
	st.ID = StatementID(c.Namespace, "poll", p.ID.String()+"|open")
	st.Verb, st.Timestamp = verb(VerbAsked, "asked"), At(at)
	return st
}

// Answered says what the person answered at last. There is none for anonymous polls; that choice is the caller's. Key:
// poll|<poll>|<actor>.
func (c Classroom) Answered(s Session, p Poll, a Answer, at time.Time) Statement {
	st := c.part(s, a.Actor, a.Role, ProfileVirtualClassroom, c.poll(p, language(s.Language)))
	st.ID = StatementID(c.Namespace, "poll", p.ID.String()+"|"+c.actorKey(a.Actor))
	st.Verb, st.Timestamp = verb(VerbAnswered, "answered"), At(at)
	st.Result = &Result{Response: new(strings.Join(a.Parts, between)), Success: a.Success}
	if a.Scaled != nil {
		st.Result.Score = &Score{Scaled: new(ratio(*a.Scaled))}
	}
	st.Context.Instructor = s.Instructor
	return st
}

// Spoke says for how long, at least, and in how many turns the person spoke in the session. Key:
// spoke|<session>|<actor>|<revision>.
func (c Classroom) Spoke(s Session, actor Agent, role Role, revision int, spoke time.Duration, turns int) Statement {
	st := c.event(s, actor, role, Profile)
	st.ID = StatementID(c.Namespace, "spoke", fmt.Sprintf("%s|%s|%d", s.ID, c.actorKey(actor), revision))
	st.Verb, st.Timestamp = verb(VerbSpoke, "spoke"), At(s.Ended)
	st.Result = &Result{Duration: new(Duration(spoke)), Extensions: Extensions{ExtTurns: turns}}
	return st
}

// Annotated says for how long the person drew or wrote on the session's whiteboard. Key:
// drew|<session>|<actor>|<revision>.
func (c Classroom) Annotated(s Session, actor Agent, role Role, revision int, drew time.Duration) Statement {
	st := c.part(s, actor, role, Profile, activity(c.activityID("whiteboard", s.ID), TypeWhiteboard, "Whiteboard", "en"))
	st.ID = StatementID(c.Namespace, "drew", fmt.Sprintf("%s|%s|%d", s.ID, c.actorKey(actor), revision))
	st.Verb, st.Timestamp = verb(VerbAnnotated, "annotated"), At(s.Ended)
	st.Result = &Result{Duration: new(Duration(drew))}
	return st
}

// part is event about something that belongs to the session, which is its parent then.
func (c Classroom) part(s Session, actor Agent, role Role, profile string, object Activity) Statement {
	st := c.event(s, actor, role, profile)
	st.Context.Activities.Parent = Activities{*st.Object.Activity}
	st.Object = Object{Activity: &object}
	return st
}

// poll is the activity of a question. It doesn't tell the right answer: the question may be asked again.
func (c Classroom) poll(p Poll, lang string) Activity {
	if lang == "" {
		lang = "und"
	}
	a := activity(c.activityID("poll", p.ID), TypeInteraction, "", "")
	a.Definition.InteractionType = string(p.Type)
	if p.Question != "" {
		a.Definition.Description = LanguageMap{lang: p.Question}
	}
	var options []Component
	for _, o := range p.Options {
		options = append(options, Component{ID: o.ID, Description: LanguageMap{lang: o.Text}})
	}
	switch p.Type {
	case InteractionLikert:
		a.Definition.Scale = options
	case InteractionChoice, InteractionSequencing:
		a.Definition.Choices = options
	case InteractionFillIn:
	}
	return a
}
