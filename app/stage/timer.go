package stage

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// timer is a timer; the zero value is none. Ends is set while it runs and once it has ended, Left while it is paused.
type timer struct {
	ID, Label   string
	State       TimerState
	Total, Left time.Duration
	Ends        time.Time
}

// wire is the timer as clients get it.
func (t timer) wire() *StageTimer {
	if t.ID == "" {
		return nil
	}
	w := &StageTimer{TimerID: t.ID, Label: t.Label, State: t.State, TotalMs: t.Total.Milliseconds()}
	if t.State == TimerPaused {
		left := t.Left.Milliseconds()
		w.LeftMs = &left
	} else {
		ends := t.Ends
		w.EndsAt = &ends
	}
	return w
}

// timerOf reads wire back.
func timerOf(w *StageTimer) timer {
	if w == nil {
		return timer{}
	}
	t := timer{ID: w.TimerID, Label: w.Label, State: w.State, Total: millis(w.TotalMs)}
	if w.LeftMs != nil {
		t.Left = millis(*w.LeftMs)
	}
	if w.EndsAt != nil {
		t.Ends = w.EndsAt.UTC()
	}
	return t
}

// over says whether the time of a running timer is up, though it may not have been told yet.
func (t timer) over(now time.Time) bool { return t.State == TimerRunning && !now.Before(t.Ends) }

// left is how much time there is.
func (t timer) left(now time.Time) time.Duration {
	switch t.State {
	case TimerRunning:
		return max(0, t.Ends.Sub(now))
	case TimerPaused:
		return t.Left
	case TimerEnded:
	}
	return 0
}

// command decides what becomes of the timer.
func (t timer) command(c live.Command) (timer, error) {
	switch c.Type {
	case "stage.timer_start":
		return startTimer(c)
	case "stage.timer_stop":
		return timer{}, nil
	case "stage.timer_add":
		return t.add(c)
	}
	if t.ID == "" || t.State == TimerEnded || t.over(c.At) {
		return t, app.Errorf(app.CodeConflict, "No timer is running.")
	}
	switch {
	case c.Type == "stage.timer_pause" && t.State == TimerRunning:
		t.Left, t.State, t.Ends = t.left(c.At), TimerPaused, time.Time{}
	case c.Type == "stage.timer_resume" && t.State == TimerPaused:
		t.Ends, t.State, t.Left = c.At.Add(t.Left), TimerRunning, 0
	}
	return t, nil
}

func startTimer(c live.Command) (timer, error) {
	in, err := live.Bind[StageTimerStart](c)
	if err != nil {
		return timer{}, err
	}
	if in.Seconds < shortestTimer || in.Seconds > longestTimer {
		return timer{}, app.Errorf(app.CodeInvalid, "A timer runs for %d seconds to %d hours.", shortestTimer, longestTimer/3600)
	}
	label := strings.TrimSpace(in.Label)
	switch {
	case utf8.RuneCountInString(label) > longestLabel:
		return timer{}, app.Errorf(app.CodeInvalid, "The timer's label may have %d characters.", longestLabel)
	case strings.ContainsFunc(label, unicode.IsControl):
		return timer{}, app.Errorf(app.CodeInvalid, "The timer's label must be one line of text.")
	}
	total := time.Duration(in.Seconds) * time.Second
	return timer{ID: app.NewID(), Label: label, State: TimerRunning, Total: total, Ends: c.At.Add(total)}, nil
}

func (t timer) add(c live.Command) (timer, error) {
	in, err := live.Bind[StageTimerAdd](c)
	if err != nil {
		return timer{}, err
	}
	if t.ID == "" {
		return t, app.Errorf(app.CodeConflict, "No timer is running.")
	}
	if in.Seconds < 1 || in.Seconds > longestTimer {
		return t, app.Errorf(app.CodeInvalid, "seconds must be between 1 and %d.", longestTimer)
	}
	more := time.Duration(in.Seconds) * time.Second
	left := t.left(c.At) + more
	if left > longestTimer*time.Second {
		return t, app.Errorf(app.CodeInvalid, "A timer can't run for more than %d hours.", longestTimer/3600)
	}
	if t.State == TimerPaused {
		t.Left, t.Total = left, t.Total+more
		return t, nil
	}
	if t.State == TimerEnded || t.over(c.At) {
		t.Total = more // it begins anew
	} else {
		t.Total += more
	}
	t.State, t.Ends = TimerRunning, c.At.Add(left)
	return t, nil
}

// Due returns when the timer ends.
func (s *state) Due() time.Time {
	if s.kept.Timer.State != TimerRunning {
		return time.Time{}
	}
	return s.kept.Timer.Ends
}

// Expire ends the timer.
func (s *state) Expire(ctx context.Context, now time.Time) (live.Outcome, error) {
	if !s.kept.Timer.over(now) {
		return live.Outcome{}, nil
	}
	after := s.kept
	after.Timer.State = TimerEnded
	if err := s.service.keep(ctx, s.session.ID, after); err != nil {
		return live.Outcome{}, fmt.Errorf("end a timer: %w", err)
	}
	return say(eventTimerEnded, &StageTimerEnded{Timer: *after.Timer.wire()}), nil
}
