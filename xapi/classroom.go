package xapi

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Classroom renders the events of a live class as statements of the Virtual
// Classroom profile, in the dialect that BigBlueButton speaks as well.
// Observers and staff who are invisible to the class produce no statements;
// that choice is the caller's.
type Classroom struct {
	Namespace uuid.UUID // made once at installation; survives a change of BaseURL
	BaseURL   string    // public address of the installation; ids of activities begin with it
	Platform  string    // name of the product in context.platform
	Secret    []byte    // key for pseudonyms; optional, see Person
}

// Session is one live meeting of a classroom.
type Session struct {
	ID           uuid.UUID // the technical session, from started to ended
	Registration uuid.UUID // the planned session, also when the room is opened again; zero: ID

	ClassroomID    uuid.UUID // the lasting place behind one resource link
	ClassroomTitle string

	CourseIRI   string // the course's id as the LMS itself reports it; empty: derived from the next three
	Issuer      string
	Deployment  string // LTI deployment_id
	ContextID   string // LTI context.id; without it and CourseIRI there is no course
	CourseTitle string

	Language   string // BCP 47; "de_DE" is mended, nonsense left out
	Started    time.Time
	Ended      time.Time
	Planned    time.Duration // planned length; zero: unknown
	Instructor *Agent        // teacher, named by attended
}

// Visit is one stay of one person in a session. Key is the visit's stable id;
// one visit gives one pair of joined and left.
type Visit struct {
	Key        string
	Actor      Agent
	Role       Role
	Camera     *bool // joined with the camera on; nil: unknown
	Microphone *bool
}

// Attendance is the final word on one person's presence in a session. A
// correction is a new Revision; [Classroom.Voided] takes the old one back.
type Attendance struct {
	Actor      Agent
	Role       Role
	Revision   int
	Present    time.Duration
	Ratio      float64 // presence in relation to the session, cut to [0,1]
	Completion bool    // met the classroom's rule
}

// Started says that the session began, by the actor or, where nobody is known
// (zero Agent), by the installation itself. Key: session|<id>|initialized.
func (c Classroom) Started(s Session, actor Agent, role Role) Statement {
	st := c.lifecycle(s, actor, role)
	st.ID = StatementID(c.Namespace, "session", s.ID.String()+"|initialized")
	st.Verb, st.Timestamp = verb(VerbInitialized, "initialized"), At(s.Started)
	return st
}

// Ended says that the session is over; result.duration is the time since
// Started. Key: session|<id>|terminated.
func (c Classroom) Ended(s Session, actor Agent, role Role) Statement {
	st := c.lifecycle(s, actor, role)
	st.ID = StatementID(c.Namespace, "session", s.ID.String()+"|terminated")
	st.Verb, st.Timestamp = verb(VerbTerminated, "terminated"), At(s.Ended)
	st.Result = &Result{Duration: new(Duration(s.Ended.Sub(s.Started)))}
	return st
}

// Joined says that the visit began. Key: presence|<visit>|join.
func (c Classroom) Joined(s Session, v Visit, at time.Time) Statement {
	st := c.event(s, v.Actor, v.Role, ProfileVirtualClassroom)
	st.ID = StatementID(c.Namespace, "presence", v.Key+"|join")
	st.Verb, st.Timestamp = verb(VerbJoined, "joined"), At(at)
	if v.Camera != nil {
		st.Context.Extensions[ExtCameraActivated] = *v.Camera
	}
	if v.Microphone != nil {
		st.Context.Extensions[ExtMicroActivated] = *v.Microphone
	}
	return st
}

// Left says that the visit ended after the given time.
// Key: presence|<visit>|leave.
func (c Classroom) Left(s Session, v Visit, at time.Time, stayed time.Duration) Statement {
	st := c.event(s, v.Actor, v.Role, ProfileVirtualClassroom)
	st.ID = StatementID(c.Namespace, "presence", v.Key+"|leave")
	st.Verb, st.Timestamp = verb(VerbLeft, "left"), At(at)
	st.Result = &Result{Duration: new(Duration(stayed))}
	return st
}

// Attended is the record of a person's presence, written after the session.
// Its category is the project's own profile, because the Virtual Classroom
// profile knows no such statement. Key: attendance|<session>|<actor>|<revision>.
func (c Classroom) Attended(s Session, a Attendance, at time.Time) Statement {
	st := c.event(s, a.Actor, a.Role, Profile)
	st.ID = StatementID(c.Namespace, "attendance",
		fmt.Sprintf("%s|%s|%d", s.ID, c.actorKey(a.Actor), a.Revision))
	st.Verb, st.Timestamp = verb(VerbAttended, "attended"), At(at)
	st.Result = &Result{
		Completion: new(a.Completion),
		Duration:   new(Duration(a.Present)),
		Score:      &Score{Scaled: new(ratio(a.Ratio))},
	}
	st.Context.Instructor = s.Instructor
	return st
}

// Voided takes a statement back (xAPI 1.0.3 Data 2.3.2). Voiding hides a
// statement, it does not delete it. Key: voided|<statement>.
func (c Classroom) Voided(statement uuid.UUID, at time.Time) Statement {
	return Statement{
		ID:        StatementID(c.Namespace, "voided", statement.String()),
		Actor:     c.System(),
		Verb:      verb(VerbVoided, "voided"),
		Object:    Object{Ref: &statement},
		Timestamp: At(at),
	}
}

// lifecycle is the common part of started and ended.
func (c Classroom) lifecycle(s Session, actor Agent, role Role) Statement {
	if actor.IsZero() {
		actor, role = c.System(), ""
	}
	st := c.event(s, actor, role, ProfileVirtualClassroom)
	if s.Planned > 0 {
		st.Context.Extensions[ExtPlannedDuration] = Duration(s.Planned).String()
	}
	return st
}

// event is the common part of every statement about a session.
func (c Classroom) event(s Session, actor Agent, role Role, profile string) Statement {
	lang := language(s.Language)
	ext := Extensions{ExtSessionID: s.ID.String()}
	if role != "" {
		ext[ExtRole] = string(ParseRole(string(role)))
	}
	registration := s.Registration
	if registration == uuid.Nil {
		registration = s.ID
	}
	return Statement{
		Actor: actor,
		Object: Object{Activity: new(activity(c.activityID("session", s.ID),
			TypeVirtualClassroom, s.ClassroomTitle, lang))},
		Context: &Context{
			Registration: registration,
			Platform:     c.Platform,
			Language:     lang,
			Activities: &ContextActivities{
				Category: Activities{activity(profile, TypeProfile, "", "")},
				Grouping: c.grouping(s, lang),
			},
			Extensions: ext,
		},
	}
}

// grouping lists the course, then the classroom.
func (c Classroom) grouping(s Session, lang string) Activities {
	var list Activities
	switch {
	case isIRI(s.CourseIRI):
		list = append(list, activity(s.CourseIRI, TypeCourse, s.CourseTitle, lang))
	case s.ContextID != "":
		id := uuid.NewSHA1(c.Namespace, []byte(strings.Join([]string{s.Issuer, s.Deployment, s.ContextID}, "|")))
		list = append(list, activity(c.activityID("course", id), TypeCourse, s.CourseTitle, lang))
	}
	if s.ClassroomID != uuid.Nil {
		list = append(list, activity(c.activityID("classroom", s.ClassroomID), TypeClassroom, s.ClassroomTitle, lang))
	}
	return list
}

// activityID is the address of one of the installation's own activities.
func (c Classroom) activityID(kind string, id uuid.UUID) string {
	return c.home() + "/xapi/activities/" + kind + "/" + id.String()
}

func activity(id, kind, name, lang string) Activity {
	a := Activity{ObjectType: objectActivity, ID: id, Definition: &Definition{Type: kind}}
	if name = strings.TrimSpace(strings.ToValidUTF8(name, "\uFFFD")); name != "" {
		if lang == "" {
			lang = "und"
		}
		a.Definition.Name = LanguageMap{lang: name}
	}
	return a
}

func verb(id, display string) Verb { return Verb{ID: id, Display: LanguageMap{"en": display}} }

// language mends underscores and drops what is no language tag.
func language(tag string) string {
	tag = strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")
	if !isLanguage(tag) {
		return ""
	}
	return tag
}

// ratio cuts to [0,1] and four decimals; what is no number counts as nothing.
func ratio(v float64) float64 {
	if math.IsNaN(v) || v < 0 {
		return 0
	}
	return math.Floor(min(v, 1)*10000+1e-6) / 10000
}
