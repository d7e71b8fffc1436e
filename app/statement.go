package app

import "time"

// DataClass is a kind of what statements tell, by which a destination of statements may be kept from some of it.
type DataClass string

// The data classes.
const (
	ClassPresence    DataClass = "presence"    // who was there, and when
	ClassInteraction DataClass = "interaction" // talking, hands, chat
	ClassContent     DataClass = "content"     // what was made and shown
	ClassAssessment  DataClass = "assessment"  // polls, completion
	ClassReplay      DataClass = "replay"      // watching a recording
)

// DataClasses lists every data class.
var DataClasses = []DataClass{ClassPresence, ClassInteraction, ClassContent, ClassAssessment, ClassReplay}

// Statement is an xAPI statement as it was written down, once and for all.
type Statement struct {
	ID           string // a UUID
	Session      SessionID
	Classroom    ClassroomID
	Registration RegistrationID
	Class        DataClass
	At           time.Time // when it happened
	Body         []byte
}

// StatementRange chooses statements: those of a session, or where there is none those that happened from From until
// before To, in a classroom or everywhere. A zero time is no bound.
type StatementRange struct {
	Session   SessionID
	Classroom ClassroomID
	From, To  time.Time
}

// ToldSession is a session of which statements were written down.
type ToldSession struct {
	Session    SessionID
	Classroom  ClassroomID
	Title      string
	Started    time.Time
	Statements int64
}
