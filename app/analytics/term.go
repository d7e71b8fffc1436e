package analytics

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lectern-classroom/lectern/app"
)

// Report is what a term came to. Meetings are in the order in which they began, learners by name.
type Report struct {
	Meetings  []Meeting
	Learners  []Learner
	Slipping  []Slip
	Equity    []Equity
	Questions []Question
}

// Meeting is a session with how it was attended.
type Meeting struct {
	Session app.Session
	// Counted is false where no learner came; nothing is made of it.
	Counted bool
	// Expected is how many learners were of the course then or came; the others add up to it.
	Expected                                  int
	Present, Late, LeftEarly, Partial, Absent int
	// Share is the mean share of the session that the expected were present, 0 to 1.
	Share float64
}

// Learner is one person's way through the term.
type Learner struct {
	User app.UserID
	Name string
	// Left says that the person isn't of the course any more.
	Left bool
	// Cells are one for each meeting.
	Cells []Cell
	// Counted is of how many meetings the person's part counts, and Attended to how many they came.
	Counted, Attended int
	// Share is the mean share of presence in those that count.
	Share float64
	Trend Trend
	// Mastery is nil where the person was asked nothing that has a right answer.
	Mastery *Mastery
}

// Cell is a learner in a meeting. Status is "" where it doesn't count: they weren't of the course, or nobody came.
type Cell struct {
	Status app.AttendanceStatus
	Ratio  float64
	part   Part
}

// Trend compares the last three meetings with those before.
type Trend string

// The trends; TrendNone is where there is too little to compare.
const (
	TrendNone   Trend = ""
	TrendUp     Trend = "up"
	TrendDown   Trend = "down"
	TrendSteady Trend = "steady"
)

const (
	// recent is how many meetings are compared with those before.
	recent = 3
	// enough is how many there must be before them.
	enough = 2
	// change is by how much the mean presence must differ to be told: by more than one class of three. halved is what taking
	// part must have fallen to.
	change, halved = 0.35, 0.5
	// tiny forgives what floating point loses.
	tiny = 1e-9
)

// Compute makes the report of the digests, of one classroom or of several of a course. People are who is or was of each.
func Compute(digests []Digest, people map[app.ClassroomID][]app.Enrolment) Report {
	digests = slices.Clone(digests)
	slices.SortStableFunc(digests, func(a, b Digest) int {
		return cmp.Or(a.Session.StartedAt.Compare(b.Session.StartedAt), cmp.Compare(a.Session.ID, b.Session.ID))
	})
	t := newTerm(digests, people)
	r := Report{Meetings: make([]Meeting, len(digests))}
	for i, d := range digests {
		r.Meetings[i] = t.meeting(d)
	}
	for _, user := range t.users {
		if l, ok := t.learner(user, r.Meetings); ok {
			r.Learners = append(r.Learners, l)
		}
	}
	r.Slipping = slipping(r.Meetings, r.Learners)
	r.Equity = t.equities(r.Meetings, r.Learners)
	r.Questions = t.questions(r.Meetings)
	for i := range r.Learners {
		r.Learners[i].Mastery = t.mastery(r.Meetings, r.Learners[i])
	}
	return r
}

// term is what a report is computed of.
type term struct {
	digests []Digest
	people  map[app.ClassroomID]map[app.UserID]app.Enrolment
	users   []app.UserID // the learners, by name
	names   map[app.UserID]string
}

func newTerm(digests []Digest, people map[app.ClassroomID][]app.Enrolment) *term {
	t := &term{digests: digests, people: map[app.ClassroomID]map[app.UserID]app.Enrolment{}, names: map[app.UserID]string{}}
	for room, list := range people {
		t.people[room] = make(map[app.UserID]app.Enrolment, len(list))
		for _, e := range list {
			t.people[room][e.ID] = e
			if e.Role == app.RoleLearner && t.names[e.ID] == "" {
				t.names[e.ID] = cmp.Or(e.Name, string(e.ID))
				t.users = append(t.users, e.ID)
			}
		}
	}
	slices.SortFunc(t.users, func(a, b app.UserID) int {
		return cmp.Or(cmp.Compare(strings.ToLower(t.names[a]), strings.ToLower(t.names[b])), cmp.Compare(a, b))
	})
	return t
}

// role is what the person is in the classroom, "" where they are nothing.
func (t *term) role(room app.ClassroomID, user app.UserID) app.Role { return t.people[room][user].Role }

// expects says whether a session counts for the enrolment: they came, or could have.
func expects(e app.Enrolment, d Digest) bool {
	if e.Role != app.RoleLearner {
		return false
	}
	if d.People[e.ID].Seen() {
		return true
	}
	end := d.Session.EndedAt
	if e.Status != app.MemberActive && e.Until.IsZero() {
		return false // gone, nobody knows since when
	}
	return !e.Since.After(end) && (e.Until.IsZero() || e.Until.After(end))
}

func (t *term) meeting(d Digest) Meeting {
	m := Meeting{Session: d.Session}
	for _, e := range t.people[d.Session.Classroom] {
		if !expects(e, d) {
			continue
		}
		m.Expected++
		part := d.People[e.ID]
		m.Share += part.Ratio
		m.Counted = m.Counted || part.Seen()
		switch part.Status {
		case app.AttendancePresent, app.AttendanceHere:
			m.Present++
		case app.AttendanceLate:
			m.Late++
		case app.AttendanceLeftEarly:
			m.LeftEarly++
		case app.AttendancePartial:
			m.Partial++
		case app.AttendanceAbsent, "":
			m.Absent++
		}
	}
	if m.Expected > 0 {
		m.Share /= float64(m.Expected)
	}
	return m
}

// learner returns the person's row; ok is false for who left and was never seen.
func (t *term) learner(user app.UserID, meetings []Meeting) (l Learner, ok bool) {
	l = Learner{User: user, Name: t.names[user], Left: true, Cells: make([]Cell, len(meetings))}
	for room := range t.people {
		if e := t.people[room][user]; e.Role == app.RoleLearner && e.Status == app.MemberActive {
			l.Left = false
		}
	}
	var shares []float64
	for i, m := range meetings {
		e, member := t.people[m.Session.Classroom][user]
		if !m.Counted || !member || !expects(e, t.digests[i]) {
			continue
		}
		c := Cell{Status: app.AttendanceAbsent}
		if part := t.digests[i].People[user]; part.Seen() {
			c = Cell{Status: part.Status, Ratio: part.Ratio, part: part}
			l.Attended++
		}
		l.Cells[i] = c
		l.Counted++
		shares = append(shares, c.Ratio)
	}
	l.Share = mean(shares)
	if last, before, ok := split(shares); ok {
		switch d := mean(last) - mean(before); {
		case d <= -change+tiny:
			l.Trend = TrendDown
		case d >= change-tiny:
			l.Trend = TrendUp
		default:
			l.Trend = TrendSteady
		}
	}
	return l, !l.Left || l.Attended > 0
}

// split parts a row into the last three and those before; ok is false where there are too few of them.
func split[T any](list []T) (last, before []T, ok bool) {
	if len(list) < recent+enough {
		return nil, nil, false
	}
	return list[len(list)-recent:], list[:len(list)-recent], true
}

func mean(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}
