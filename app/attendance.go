package app

import "time"

// Interval is a stretch of time in which somebody was present, with where that was seen.
type Interval struct {
	Start, End time.Time
	Evidence   []FactSource
}

// Duration returns the length of the interval.
func (i Interval) Duration() time.Duration { return i.End.Sub(i.Start) }

// AttendanceStatus is how somebody attended a session.
type AttendanceStatus string

// The statuses. Only somebody of a live session is here.
const (
	AttendanceHere      AttendanceStatus = "here"
	AttendancePresent   AttendanceStatus = "present"
	AttendanceLate      AttendanceStatus = "late"
	AttendanceLeftEarly AttendanceStatus = "left_early"
	AttendancePartial   AttendanceStatus = "partial"
	AttendanceAbsent    AttendanceStatus = "absent"
)

// Attendance is one person's presence in one session: the record, as opposed to presence, which is now.
type Attendance struct {
	User UserID
	// Present is the length of the intervals, which are sorted and don't touch: reconnects and second tabs count once.
	Present   time.Duration
	Intervals []Interval
	// Visits are the intervals with short gaps closed: one visit is one coming and one going.
	Visits []Interval
	// Ratio is the share of the session, 0 to 1, with the policy's grace applied.
	Ratio  float64
	Status AttendanceStatus
}

// FirstJoined returns when the person came first, or zero.
func (a Attendance) FirstJoined() time.Time {
	if len(a.Intervals) == 0 {
		return time.Time{}
	}
	return a.Intervals[0].Start
}

// LastLeft returns when the person was last there, or zero.
func (a Attendance) LastLeft() time.Time {
	if len(a.Intervals) == 0 {
		return time.Time{}
	}
	return a.Intervals[len(a.Intervals)-1].End
}
