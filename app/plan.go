package app

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Schedule is when a class is planned to be.
type Schedule struct {
	// StartsAt is null where nothing is planned. Later sessions of the classroom may be at any time.
	StartsAt *time.Time `json:"startsAt"`
	// LengthMinutes is 0 where it isn't known, at most a day.
	LengthMinutes int `json:"lengthMinutes"`
}

// Opening says from when on somebody who doesn't teach may enter a live class.
type Opening string

// The openings.
const (
	OpenLive      Opening = "live"      // whenever it is live
	OpenScheduled Opening = "scheduled" // not before its schedule
)

// Entry says who may enter a live class and when. Staff always may.
type Entry struct {
	Opens Opening `json:"opens" enum:"live,scheduled"`
	// EarlyMinutes before the schedule's start learners and observers may enter, where Opens is scheduled.
	EarlyMinutes int `json:"earlyMinutes"`
	// Observers may enter too.
	Observers bool `json:"observers"`
}

// Admit says whether somebody with the role may enter a live class at the time: nil, or an Error with CodeTooEarly or
// CodeForbidden.
func (s Settings) Admit(role Role, now time.Time) error {
	switch {
	case role.IsStaff():
		return nil
	case role == RoleObserver && !s.Entry.Observers:
		return Errorf(CodeForbidden, "The teacher doesn't admit observers to this class.")
	case s.Entry.Opens != OpenScheduled || s.Schedule.StartsAt == nil:
		return nil
	}
	if wait := s.Schedule.StartsAt.Add(-time.Duration(s.Entry.EarlyMinutes) * time.Minute).Sub(now); wait > 0 {
		return &Error{Code: CodeTooEarly, Message: "This class isn't open yet. Please come back at its time.", Retry: wait}
	}
	return nil
}

// validatePlan says what is wrong with the schedule and the entry.
func (s Settings) validatePlan() error {
	switch {
	case s.Schedule.LengthMinutes < 0 || s.Schedule.LengthMinutes > 1440:
		return Errorf(CodeInvalid, "schedule.lengthMinutes must be between 0 and 1440.")
	case s.Schedule.StartsAt != nil && (s.Schedule.StartsAt.Year() < 2000 || s.Schedule.StartsAt.Year() > 2200):
		return Errorf(CodeInvalid, "schedule.startsAt must be a time of this century or the next.")
	case s.Entry.Opens != OpenLive && s.Entry.Opens != OpenScheduled:
		return Errorf(CodeInvalid, "entry.opens must be live or scheduled.")
	case s.Entry.Opens == OpenScheduled && s.Schedule.StartsAt == nil:
		return Errorf(CodeInvalid, "entry.opens can't be scheduled without a schedule.")
	case s.Entry.EarlyMinutes < 0 || s.Entry.EarlyMinutes > 1440:
		return Errorf(CodeInvalid, "entry.earlyMinutes must be between 0 and 1440.")
	}
	return nil
}

// Tiers lists every tier.
var Tiers = []Tier{TierTutoring, TierSeminar, TierLecture, TierBroadcast}

// Plan is what a new classroom starts with.
type Plan struct {
	Title    string   `json:"title"`
	Tier     Tier     `json:"tier" enum:"tutoring,seminar,lecture,broadcast"`
	Settings Settings `json:"settings"`
	Columns  []Column `json:"columns"`
	// Grading is nil for the default policy.
	Grading *Grading `json:"grading"`
}

// Validate says what is wrong with the plan, as an Error with CodeInvalid.
func (p Plan) Validate() error {
	switch title := strings.TrimSpace(p.Title); {
	case title == "" || utf8.RuneCountInString(title) > 200 || !utf8.ValidString(title) || strings.ContainsFunc(title, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return Errorf(CodeInvalid, "title must have 1 to 200 characters in one line.")
	case !slices.Contains(Tiers, p.Tier):
		return Errorf(CodeInvalid, "tier must be tutoring, seminar, lecture or broadcast.")
	case len(p.Columns) > len(GradedActivities):
		return Errorf(CodeInvalid, "There are too many columns.")
	}
	seen := map[ActivityKind]bool{}
	for _, c := range p.Columns {
		if err := c.Validate(); err != nil {
			return err
		}
		if seen[c.Activity] {
			return Errorf(CodeInvalid, "Each activity has one column.")
		}
		seen[c.Activity] = true
	}
	if p.Grading != nil {
		if err := p.Grading.Validate(); err != nil {
			return err
		}
	}
	return p.Settings.Validate()
}

// PreparedParam is the custom parameter by which a link that was prepared is known.
const PreparedParam = "lectern_room"

// Lead is what a resource link that was prepared leads to when it is opened first: Classroom, which is there already, or a
// new one by Plan. The zero value is for a link that nobody prepared.
type Lead struct {
	Prepared  string // the id that the link carries; "" where it stays with the link that it was made for
	Classroom ClassroomID
	Plan      *Plan
	From      ClassroomID // whose settings the plan is of; "" for a plan that was made
}
