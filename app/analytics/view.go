package analytics

import (
	"math"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// Analytics is a report on the wire: of a classroom, or of a course. Shares are 0 to 1, in ten-thousandths.
type Analytics struct {
	Classrooms []AnalyticsClassroom `json:"classrooms"`
	// Sessions are those that have ended, the oldest first; at most the newest 200.
	Sessions []AnalyticsSession `json:"sessions"`
	// Learners are in order of their names.
	Learners  []AnalyticsLearner  `json:"learners"`
	Slipping  []AnalyticsSlip     `json:"slipping"`
	Equity    []AnalyticsEquity   `json:"equity"`
	Questions []AnalyticsQuestion `json:"questions"`
	// Queries ask a learning record store for the same figures.
	Queries []AnalyticsQuery `json:"queries"`
}

// AnalyticsClassroom is a classroom of the report.
type AnalyticsClassroom struct {
	ID    app.ClassroomID `json:"id"`
	Title string          `json:"title"`
}

// AnalyticsSession is a session with how it was attended by the learners who were of the course then.
type AnalyticsSession struct {
	ID          app.SessionID   `json:"id"`
	ClassroomID app.ClassroomID `json:"classroomId"`
	Title       string          `json:"title"`
	StartedAt   *time.Time      `json:"startedAt"`
	EndedAt     *time.Time      `json:"endedAt"`
	// Registration is what statements about the session have in common, of the live class and of its replay.
	Registration string `json:"registration"`
	// Counted is false where no learner came; nothing else is made of it.
	Counted   bool    `json:"counted"`
	Expected  int     `json:"expected"`
	Present   int     `json:"present"`
	Late      int     `json:"late"`
	LeftEarly int     `json:"leftEarly"`
	Partial   int     `json:"partial"`
	Absent    int     `json:"absent"`
	Share     float64 `json:"share"`
}

// AnalyticsLearner is one person's way through the term.
type AnalyticsLearner struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	// ClassroomID is one in which the person has a record.
	ClassroomID app.ClassroomID `json:"classroomId"`
	// Left: not of the course any more.
	Left bool `json:"left"`
	// Cells are one for each of the sessions.
	Cells    []AnalyticsCell `json:"cells"`
	Counted  int             `json:"counted"`
	Attended int             `json:"attended"`
	Share    float64         `json:"share"`
	Trend    Trend           `json:"trend" enum:",up,down,steady"`
	// Asked, Answered and Right are of named questions with a right answer in the classes attended.
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
	Right    int `json:"right"`
	// Account is what statements know the person by.
	Account AnalyticsAccount `json:"account"`
}

// AnalyticsAccount is the account of an agent (xAPI 1.0.3 Data 2.4.2.4).
type AnalyticsAccount struct {
	HomePage string `json:"homePage"`
	Name     string `json:"name"`
}

// AnalyticsCell is a learner in a session. Status is "" where it doesn't count for them.
type AnalyticsCell struct {
	Status app.AttendanceStatus `json:"status" enum:",present,late,left_early,partial,absent"`
	Share  float64              `json:"share"`
}

// AnalyticsSlip is a learner who is slipping away.
type AnalyticsSlip struct {
	UserID      app.UserID        `json:"userId"`
	Name        string            `json:"name"`
	ClassroomID app.ClassroomID   `json:"classroomId"`
	Reasons     []AnalyticsReason `json:"reasons"`
}

// AnalyticsReason is a rule that holds, with its numbers: classes of never_came and missed_in_row; recent and before are
// shares of present_less, and times a class of took_part_less.
type AnalyticsReason struct {
	Kind     SlipKind   `json:"kind" enum:"never_came,missed_in_row,present_less,took_part_less"`
	Classes  int        `json:"classes"`
	LastSeen *time.Time `json:"lastSeen"`
	Recent   float64    `json:"recent"`
	Before   float64    `json:"before"`
}

// AnalyticsEquity is how one measure is spread over the learners who could have done it. Talk is in milliseconds.
type AnalyticsEquity struct {
	Measure Measure `json:"measure" enum:"talk,messages,actions"`
	Total   float64 `json:"total"`
	// Staff is what those who teach did; null where they don't do such things.
	Staff  *float64         `json:"staff"`
	Shares []AnalyticsShare `json:"shares"`
	Gini   float64          `json:"gini"`
	// Top of the learners, a fifth of them, did topShare of the whole; half is the fewest who did half of it together, quiet
	// how many did nothing.
	Top      int     `json:"top"`
	TopShare float64 `json:"topShare"`
	Half     int     `json:"half"`
	Quiet    int     `json:"quiet"`
}

// AnalyticsShare is one learner's part of a measure.
type AnalyticsShare struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
	Value  float64    `json:"value"`
	Share  float64    `json:"share"`
}

// AnalyticsQuestion is a question of the term: first those with a right answer, the most missed on top.
type AnalyticsQuestion struct {
	Text      string `json:"text"`
	Kind      string `json:"kind" enum:"single,multiple,yes_no,scale,text,word_cloud,ordering"`
	Anonymous bool   `json:"anonymous"`
	Graded    bool   `json:"graded"`
	// Sessions are those in which it was asked, present how many learners were there, all together.
	Sessions []app.SessionID `json:"sessions"`
	Present  int             `json:"present"`
	Voted    int             `json:"voted"`
	// Right of judged answers were right. Of anonymous polls with few answers none is judged.
	Judged int `json:"judged"`
	Right  int `json:"right"`
}

// AnalyticsQuery asks a learning record store (xAPI 1.0.3 Communication 2.1.3) for a figure.
type AnalyticsQuery struct {
	Figure      Figure          `json:"figure" enum:"attendance,completion,talk,messages,answers"`
	ClassroomID app.ClassroomID `json:"classroomId"`
	// Query follows the question mark behind the address of the store's statements. With registration it is of one session,
	// with agent of one learner.
	Query string `json:"query"`
}

func (s *Service) render(sc scope, r Report) Analytics {
	out := Analytics{Classrooms: []AnalyticsClassroom{}, Sessions: []AnalyticsSession{}, Learners: []AnalyticsLearner{}, Slipping: []AnalyticsSlip{},
		Equity: []AnalyticsEquity{}, Questions: []AnalyticsQuestion{}, Queries: s.queries(sc, r)}
	who := sc.who()
	for _, room := range sc.rooms {
		out.Classrooms = append(out.Classrooms, AnalyticsClassroom{ID: room.ID, Title: room.Title})
	}
	for _, m := range r.Meetings {
		one := m.Session
		out.Sessions = append(out.Sessions, AnalyticsSession{ID: one.ID, ClassroomID: one.Classroom, Title: one.Title, StartedAt: web.At(one.StartedAt), EndedAt: web.At(one.EndedAt),
			Registration: s.Statements.Registration(one.ID), Counted: m.Counted, Expected: m.Expected, Present: m.Present, Late: m.Late, LeftEarly: m.LeftEarly, Partial: m.Partial, Absent: m.Absent, Share: fine(m.Share)})
	}
	for _, l := range r.Learners {
		e := who[l.User]
		account := s.Statements.Account(e.Person)
		line := renderLearner(l, e.room)
		line.Account = AnalyticsAccount{HomePage: account.HomePage, Name: account.Name}
		out.Learners = append(out.Learners, line)
	}
	for _, one := range r.Slipping {
		slip := AnalyticsSlip{UserID: one.User, Name: one.Name, ClassroomID: who[one.User].room}
		for _, why := range one.Reasons {
			slip.Reasons = append(slip.Reasons, AnalyticsReason{Kind: why.Kind, Classes: why.Classes, LastSeen: web.At(why.LastSeen), Recent: fine(why.Recent), Before: fine(why.Before)})
		}
		out.Slipping = append(out.Slipping, slip)
	}
	for _, e := range r.Equity {
		out.Equity = append(out.Equity, renderEquity(e))
	}
	for _, q := range r.Questions {
		out.Questions = append(out.Questions, AnalyticsQuestion{Text: q.Text, Kind: q.Kind, Anonymous: q.Anonymous, Graded: q.Graded, Sessions: q.Times,
			Present: q.Present, Voted: q.Voted, Judged: q.Judged, Right: q.Right})
	}
	return out
}

func renderLearner(l Learner, room app.ClassroomID) AnalyticsLearner {
	out := AnalyticsLearner{UserID: l.User, Name: l.Name, ClassroomID: room, Left: l.Left, Cells: make([]AnalyticsCell, len(l.Cells)),
		Counted: l.Counted, Attended: l.Attended, Share: fine(l.Share), Trend: l.Trend}
	for i, c := range l.Cells {
		out.Cells[i] = AnalyticsCell{Status: c.Status, Share: fine(c.Ratio)}
	}
	if m := l.Mastery; m != nil {
		out.Asked, out.Answered, out.Right = m.Asked, m.Answered, m.Right
	}
	return out
}

func renderEquity(e Equity) AnalyticsEquity {
	out := AnalyticsEquity{Measure: e.Measure, Total: e.Total, Staff: e.Staff, Shares: []AnalyticsShare{}, Gini: fine(e.Gini), Top: e.Top, TopShare: fine(e.TopShare), Half: e.Half, Quiet: e.Quiet}
	for _, s := range e.Shares {
		out.Shares = append(out.Shares, AnalyticsShare{UserID: s.User, Name: s.Name, Value: s.Value, Share: fine(s.Share)})
	}
	return out
}

// known is a person with a classroom of the report that has a record of them: the first one, which is the only one of a
// classroom's report.
type known struct {
	app.Person
	room app.ClassroomID
}

func (sc scope) who() map[app.UserID]known {
	out := map[app.UserID]known{}
	for _, room := range sc.rooms {
		for _, e := range sc.people[room.ID] {
			if _, there := out[e.ID]; !there {
				out[e.ID] = known{Person: e.Person, room: room.ID}
			}
		}
	}
	return out
}

func fine(f float64) float64 { return math.Round(f*10_000) / 10_000 }
