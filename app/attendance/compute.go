package attendance

import (
	"sort"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

const (
	// visitGap: absences shorter than this don't end a visit (a reload, a change of network).
	visitGap = 15 * time.Second
	// hereSlack is how old the app's last sign of life may be for open sockets to count as here.
	hereSlack = 10 * time.Second
)

// bounds are what a session allows its evidence to cover.
type bounds struct {
	start, end time.Time // end is now for live sessions
	live       bool
	alive      time.Time // the app's last sign of life, or zero
}

func boundsOf(s app.Session, now time.Time) bounds {
	b := bounds{start: s.StartedAt, end: s.EndedAt, alive: s.AliveAt}
	if s.EndedAt.IsZero() {
		b.live, b.end = true, now
	}
	if b.end.Before(b.start) {
		b.end = b.start
	}
	return b
}

// Compute returns the attendance of everybody whom the facts show, sorted by user: one line for each user of a
// socket or LiveKit participant, even where nothing of it falls into the session. The facts may come in any order and
// more than once; those of other sessions are left out, and data that can't be read counts as absent.
//
// Evidence is clipped to the session, up to now while it is live. A session without length can't be attended for any
// time: whoever was there at that instant has one interval without length and the ratio 1.
func Compute(session app.Session, policy app.AttendancePolicy, facts []app.Fact, now time.Time) []app.Attendance {
	b := boundsOf(session, now)
	users := collect(session.ID, facts).spans(b)
	out := make([]app.Attendance, 0, len(users))
	for user, spans := range users {
		out = append(out, attend(user, policy, b, spans))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].User < out[j].User })
	return out
}

// Absent returns the line of somebody whom no fact shows.
func Absent(user app.UserID) app.Attendance {
	return app.Attendance{User: user, Status: app.AttendanceAbsent}
}

func attend(user app.UserID, policy app.AttendancePolicy, b bounds, spans []span) app.Attendance {
	a := app.Attendance{User: user, Status: app.AttendanceAbsent}
	spans = clip(spans, b.start, b.end)
	here := false
	for _, s := range spans {
		here = here || (b.live && s.open && b.end.Sub(s.end) <= hereSlack)
	}
	a.Intervals = merge(spans, 0)
	a.Visits = merge(spans, visitGap)
	for _, i := range a.Intervals {
		a.Present += i.Duration()
	}
	a.Ratio = ratio(a, policy, b.end.Sub(b.start))
	a.Status = status(a, policy, b)
	if here {
		a.Status = app.AttendanceHere
	}
	return a
}

// ratio is the share of the session with the policy's grace: only who was there at all is forgiven an absence.
func ratio(a app.Attendance, policy app.AttendancePolicy, length time.Duration) float64 {
	switch {
	case len(a.Intervals) == 0:
		return 0
	case length <= 0:
		return 1
	}
	grace := time.Duration(policy.GraceSeconds) * time.Second
	return min(1, float64(a.Present+grace)/float64(length))
}

// status judges a session that ends at b.end. Late goes before left early where both hold.
func status(a app.Attendance, policy app.AttendancePolicy, b bounds) app.AttendanceStatus {
	late := b.start.Add(time.Duration(policy.LateAfterSeconds) * time.Second)
	early := b.end.Add(-time.Duration(policy.LeftEarlySeconds) * time.Second)
	switch {
	case len(a.Intervals) == 0:
		return app.AttendanceAbsent
	case a.Ratio < policy.Threshold:
		return app.AttendancePartial
	case a.FirstJoined().After(late):
		return app.AttendanceLate
	case a.LastLeft().Before(early):
		return app.AttendanceLeftEarly
	}
	return app.AttendancePresent
}
