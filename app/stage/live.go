package stage

import (
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Names of the events.
const (
	eventPut        = "stage.put"
	eventFollow     = "stage.follow"
	eventLayout     = "stage.layout"
	eventTimer      = "stage.timer"
	eventTimerEnded = "stage.timer_ended"
)

// StagePut puts something on the stage, or, with the kind none, clears it.
type StagePut struct {
	Type string `json:"type" enum:"stage.put"`
	ID   string `json:"id"`
	// Kind is person, screen, poll, board, notes or none.
	Kind Kind `json:"kind" enum:"person,screen,poll,board,notes,none"`
	// TargetID names the person, the poll or the board; notes and none have none.
	TargetID string `json:"targetId,omitempty"`
}

// StageSetFollow says whether everybody's view follows the stage.
type StageSetFollow struct {
	Type   string `json:"type" enum:"stage.follow"`
	ID     string `json:"id"`
	Follow bool   `json:"follow"`
}

// StageSetLayout says how the people beside the stage are laid out.
type StageSetLayout struct {
	Type   string `json:"type" enum:"stage.layout"`
	ID     string `json:"id"`
	Layout Layout `json:"layout" enum:"gallery,speaker"`
}

// StageTimerStart starts a timer of 5 to 14400 s in the place of the one that is there.
type StageTimerStart struct {
	Type    string `json:"type" enum:"stage.timer_start"`
	ID      string `json:"id"`
	Seconds int    `json:"seconds"`
	Label   string `json:"label,omitempty"`
}

// StageTimerPause holds the timer.
type StageTimerPause struct {
	Type string `json:"type" enum:"stage.timer_pause"`
	ID   string `json:"id"`
}

// StageTimerResume lets a held timer run on.
type StageTimerResume struct {
	Type string `json:"type" enum:"stage.timer_resume"`
	ID   string `json:"id"`
}

// StageTimerAdd gives the timer more time; one that has ended runs again.
type StageTimerAdd struct {
	Type    string `json:"type" enum:"stage.timer_add"`
	ID      string `json:"id"`
	Seconds int    `json:"seconds"`
}

// StageTimerStop takes the timer away.
type StageTimerStop struct {
	Type string `json:"type" enum:"stage.timer_stop"`
	ID   string `json:"id"`
}

// Stage is what is on the stage.
type Stage struct {
	Kind Kind   `json:"kind" enum:"person,screen,poll,board,notes,none"`
	ID   string `json:"id,omitempty"`
}

// StageTimer is the timer. EndsAt is set while it runs and once it has ended, LeftMs while it is paused.
type StageTimer struct {
	TimerID string     `json:"timerId"`
	Label   string     `json:"label"`
	State   TimerState `json:"state" enum:"running,paused,ended"`
	TotalMs int64      `json:"totalMs"`
	LeftMs  *int64     `json:"leftMs"`
	EndsAt  *time.Time `json:"endsAt"`
}

// StageWasPut says what is on the stage now. By is nobody where it fell off by itself.
type StageWasPut struct {
	live.Head
	Stage Stage      `json:"stage"`
	By    app.UserID `json:"by,omitempty"`
}

// StageFollow says whether everybody's view follows the stage now.
type StageFollow struct {
	live.Head
	Follow bool `json:"follow"`
}

// StageLayout says how the people beside the stage are laid out now.
type StageLayout struct {
	live.Head
	Layout Layout `json:"layout" enum:"gallery,speaker"`
}

// StageTimerChanged says how the timer stands now; null where there is none.
type StageTimerChanged struct {
	live.Head
	Timer *StageTimer `json:"timer"`
}

// StageTimerEnded says that the time is up.
type StageTimerEnded struct {
	live.Head
	Timer StageTimer `json:"timer"`
}

// StageSnapshot is the state; everybody sees the same.
type StageSnapshot struct {
	Stage  Stage       `json:"stage"`
	Follow bool        `json:"follow"`
	Layout Layout      `json:"layout" enum:"gallery,speaker"`
	Timer  *StageTimer `json:"timer"`
}

// Frames lists what goes over the socket, for the description of the API.
func (s *Service) Frames() map[string]any {
	return map[string]any{
		"StageSnapshot":     StageSnapshot{},
		"StagePut":          live.Described{Type: "stage.put", Value: StagePut{}},
		"StageSetFollow":    live.Described{Type: "stage.follow", Value: StageSetFollow{}},
		"StageSetLayout":    live.Described{Type: "stage.layout", Value: StageSetLayout{}},
		"StageTimerStart":   live.Described{Type: "stage.timer_start", Value: StageTimerStart{}},
		"StageTimerPause":   live.Described{Type: "stage.timer_pause", Value: StageTimerPause{}},
		"StageTimerResume":  live.Described{Type: "stage.timer_resume", Value: StageTimerResume{}},
		"StageTimerAdd":     live.Described{Type: "stage.timer_add", Value: StageTimerAdd{}},
		"StageTimerStop":    live.Described{Type: "stage.timer_stop", Value: StageTimerStop{}},
		"StageWasPut":       live.Described{Type: eventPut, Value: StageWasPut{}},
		"StageFollow":       live.Described{Type: eventFollow, Value: StageFollow{}},
		"StageLayout":       live.Described{Type: eventLayout, Value: StageLayout{}},
		"StageTimerChanged": live.Described{Type: eventTimer, Value: StageTimerChanged{}},
		"StageTimerEnded":   live.Described{Type: eventTimerEnded, Value: StageTimerEnded{}},
	}
}
