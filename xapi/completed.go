package xapi

import (
	"fmt"
	"time"
)

// VerbCompleted says that somebody completed a session by the classroom's rule.
const VerbCompleted = "http://adlnet.gov/expapi/verbs/completed"

// Completed says that a person completed a session by the classroom's rule, whatever that asks. It is a statement of its
// own beside Attended, and there is none for who didn't. Like Attended it is of the project's own profile. Key:
// completion|<session>|<actor>|<revision>.
func (c Classroom) Completed(s Session, actor Agent, role Role, revision int, at time.Time) Statement {
	st := c.event(s, actor, role, Profile)
	st.ID = StatementID(c.Namespace, "completion", fmt.Sprintf("%s|%s|%d", s.ID, c.actorKey(actor), revision))
	st.Verb, st.Timestamp = verb(VerbCompleted, "completed"), At(at)
	st.Result = &Result{Completion: new(true)}
	return st
}
