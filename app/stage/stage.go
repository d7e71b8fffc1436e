package stage

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/store"
)

// Kind is what something on the stage is.
type Kind string

// The kinds. Those of a person and a screen are named by the person, those of a poll and a board by their ids.
const (
	KindNone   Kind = "none"
	KindPerson Kind = "person"
	KindScreen Kind = "screen"
	KindPoll   Kind = "poll"
	KindBoard  Kind = "board"
	KindNotes  Kind = "notes"
)

// Layout is how the people beside the stage are laid out.
type Layout string

// The layouts.
const (
	LayoutGallery Layout = "gallery"
	LayoutSpeaker Layout = "speaker"
)

// TimerState is how it stands with the timer.
type TimerState string

// The states of a timer. One that has ended stays until it is stopped or another is started.
const (
	TimerRunning TimerState = "running"
	TimerPaused  TimerState = "paused"
	TimerEnded   TimerState = "ended"
)

const (
	// shortestTimer and longestTimer bound a timer, in seconds.
	shortestTimer = 5
	longestTimer  = 4 * 60 * 60
	// longestLabel bounds its label, in characters.
	longestLabel = 80
	// longestID bounds what names something on the stage.
	longestID = 64
)

// Deps are what a Service needs; all are required.
type Deps struct {
	Store *store.Store
}

// Service is the feature.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{Deps: d} }

// Name is the noun of the module.
func (s *Service) Name() string { return "stage" }

// Commands lists what people may do.
func (s *Service) Commands() []live.Spec {
	return []live.Spec{
		{Type: "stage.put", Action: app.ActionStageManage},
		{Type: "stage.follow", Action: app.ActionStageManage},
		{Type: "stage.layout", Action: app.ActionStageManage},
		{Type: "stage.timer_start", Action: app.ActionTimerManage},
		{Type: "stage.timer_pause", Action: app.ActionTimerManage},
		{Type: "stage.timer_resume", Action: app.ActionTimerManage},
		{Type: "stage.timer_add", Action: app.ActionTimerManage},
		{Type: "stage.timer_stop", Action: app.ActionTimerManage},
	}
}

// Load reads the state of a session.
func (s *Service) Load(ctx context.Context, session app.Session) (live.State, error) {
	kept, err := s.load(ctx, session.ID)
	if err != nil {
		return nil, fmt.Errorf("load the stage: %w", err)
	}
	return &state{service: s, session: session, kept: kept}, nil
}

// Prune deletes what is kept of sessions that ended before that time, and returns how many rows went.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, before)
}

// Forget deletes what is kept of a session.
func (s *Service) Forget(ctx context.Context, session app.SessionID) error {
	return s.forget(ctx, session)
}
