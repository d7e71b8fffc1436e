package attendance

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lectern-classroom/lectern/app"
)

func TestComment(t *testing.T) {
	t.Parallel()
	const min = 60
	for _, tc := range []struct {
		name           string
		length         float64 // of the session, in seconds
		from, to       float64
		status         app.AttendanceStatus
		want           string
		absent, isLive bool
	}{
		{name: "absent", length: 45 * min, absent: true, status: app.AttendanceAbsent, want: "Absent."},
		{name: "whole", length: 45 * min, to: 45 * min, status: app.AttendancePresent, want: "Present 45 of 45 min."},
		{name: "a moment less", length: 45 * min, from: 12, to: 45 * min, status: app.AttendancePresent, want: "Present 45 of 45 min."},
		{name: "late", length: 45 * min, from: 6*min + 3, to: 45 * min, status: app.AttendanceLate, want: "Present 39 of 45 min. Joined 6 min late."},
		{name: "left early", length: 45 * min, to: 35 * min, status: app.AttendanceLeftEarly, want: "Present 35 of 45 min. Left 10 min early."},
		{name: "both", length: 45 * min, from: 6 * min, to: 35 * min, status: app.AttendanceLate, want: "Present 29 of 45 min. Joined 6 min late. Left 10 min early."},
		{name: "partial says why", length: 45 * min, from: 30 * min, to: 45*min - 20, status: app.AttendancePartial, want: "Present 15 of 45 min. Joined 30 min late."},
		{name: "present says nothing of small delays", length: 45 * min, from: 2 * min, to: 44 * min, status: app.AttendancePresent, want: "Present 42 of 45 min."},
		{name: "late by seconds", length: 45 * min, from: 20, to: 45 * min, status: app.AttendanceLate, want: "Present 45 of 45 min. Joined 20 s late."},
		{name: "rounding doesn't make it whole", length: 45*min + 20, to: 44*min + 35, status: app.AttendancePresent, want: "Present 44 of 45 min."},
		{name: "rounding never exceeds the whole", length: 45*min + 29, to: 45*min + 29, status: app.AttendancePresent, want: "Present 45 of 45 min."},
		{name: "a glance", length: 45 * min, from: 10 * min, to: 10*min + 20, status: app.AttendancePartial, want: "Present less than 1 of 45 min. Joined 10 min late. Left 35 min early."},
		{name: "short sessions in seconds", length: 75, from: 13, to: 75, status: app.AttendancePresent, want: "Present 62 of 75 s."},
		{name: "just under three minutes", length: 179, to: 100, status: app.AttendanceLeftEarly, want: "Present 100 of 179 s. Left 79 s early."},
		{name: "three minutes", length: 180, to: 180, status: app.AttendancePresent, want: "Present 3 of 3 min."},
		{name: "less than a second", length: 0.4, to: 0.3, status: app.AttendancePresent, want: "Present less than 1 of 1 s."},
		{name: "without length", length: 0, status: app.AttendancePresent, want: "Present."},
		{name: "still live", from: 10, to: 12*min + 10, isLive: true, status: app.AttendanceHere, want: "Present 12 min so far."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := app.Session{StartedAt: epoch}
			if !tc.isLive {
				s.EndedAt = at(int64(tc.length * 1000))
			}
			a := app.Attendance{Status: tc.status}
			if !tc.absent {
				a.Intervals = []app.Interval{{Start: at(int64(tc.from * 1000)), End: at(int64(tc.to * 1000))}}
				a.Present = a.Intervals[0].Duration()
			}
			if got := Comment(a, s); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestCommentIsNeverWrong(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 5))
	for range 20_000 {
		whole := time.Duration(1 + r.Int64N(int64(3*time.Hour)))
		present := time.Duration(1 + r.Int64N(int64(whole)))
		text := presence(present, whole)
		var n, of int
		var unit string
		if _, err := fmt.Sscanf(text, "Present %d of %d %s", &n, &of, &unit); err != nil {
			if _, err := fmt.Sscanf(text, "Present less than 1 of %d %s", &of, &unit); err != nil {
				t.Fatalf("%v of %v: %q", present, whole, text)
			}
		}
		u := time.Minute
		if unit == "s." {
			u = time.Second
		}
		if off := time.Duration(n)*u - present; n > of || off.Abs() > u*3/2 || (time.Duration(of)*u-whole).Abs() > u {
			t.Fatalf("%v of %v: %q", present, whole, text)
		}
	}
}
