package stage

import (
	"context"
	"regexp"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// kept is what the database has of a session.
type kept struct {
	Stage  Stage
	Put    time.Time
	Follow bool
	Layout Layout
	Timer  timer
}

// state is the module's state of one session.
type state struct {
	service *Service
	session app.Session
	kept    kept
}

// names is what an id of something on the stage looks like.
var names = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func say(kind string, payload live.Payload) live.Outcome {
	return live.Outcome{Events: []live.Event{{Type: kind, Audience: live.Everyone(), Payload: payload}}}
}

// Command decides. What is so already is no news and no refusal.
func (s *state) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	after, out, err := s.decide(c)
	if err != nil || after == s.kept {
		return live.Outcome{}, err
	}
	return out, s.service.keep(ctx, s.session.ID, after)
}

// decide says what is to be after the command, and what is to be told of it.
func (s *state) decide(c live.Command) (kept, live.Outcome, error) {
	after := s.kept
	switch c.Type {
	case "stage.put":
		return s.put(c)
	case "stage.follow":
		in, err := live.Bind[StageSetFollow](c)
		after.Follow = in.Follow
		return after, say(eventFollow, &StageFollow{Follow: in.Follow}), err
	case "stage.layout":
		in, err := live.Bind[StageSetLayout](c)
		if err == nil && in.Layout != LayoutGallery && in.Layout != LayoutSpeaker {
			err = app.Errorf(app.CodeInvalid, "layout must be gallery or speaker.")
		}
		after.Layout = in.Layout
		return after, say(eventLayout, &StageLayout{Layout: in.Layout}), err
	case "stage.timer_start", "stage.timer_pause", "stage.timer_resume", "stage.timer_add", "stage.timer_stop":
		var err error
		after.Timer, err = s.kept.Timer.command(c)
		return after, say(eventTimer, &StageTimerChanged{Timer: after.Timer.wire()}), err
	}
	return after, live.Outcome{}, app.NotFound("command")
}

func (s *state) put(c live.Command) (kept, live.Outcome, error) {
	after := s.kept
	in, err := live.Bind[StagePut](c)
	if err != nil {
		return after, live.Outcome{}, err
	}
	switch in.Kind {
	case KindNone, KindNotes:
		in.TargetID = ""
	case KindPerson, KindScreen:
		if _, here := c.People.Person(app.UserID(in.TargetID)); !here {
			return after, live.Outcome{}, app.Errorf(app.CodeNotFound, "That person isn't in the class.")
		}
	case KindPoll, KindBoard:
		if len(in.TargetID) > longestID || !names.MatchString(in.TargetID) {
			return after, live.Outcome{}, app.Errorf(app.CodeInvalid, "targetId must name what is to be on the stage.")
		}
	default:
		return after, live.Outcome{}, app.Errorf(app.CodeInvalid, "kind must be person, screen, poll, board, notes or none.")
	}
	stage := Stage{Kind: in.Kind, ID: in.TargetID}
	if stage == s.kept.Stage {
		return after, live.Outcome{}, nil
	}
	after, out := s.onStage(stage, c.At, c.Actor.User)
	return after, out, nil
}

// onStage is what comes of putting something on the stage.
func (s *state) onStage(stage Stage, at time.Time, by app.UserID) (kept, live.Outcome) {
	after := s.kept
	after.Stage, after.Put = stage, at
	out := say(eventPut, &StageWasPut{Stage: stage, By: by})
	out.Facts = []app.Fact{{ID: "stage:" + app.NewID(), Session: s.session.ID, Kind: app.FactStagePut, Source: app.SourceState, User: by,
		At: at, Seen: at, Data: app.MustJSON(app.StagePutData{Kind: string(stage.Kind), ID: stage.ID})}}
	return after, out
}

// Follow takes a person or a screen off the stage when the person has left.
func (s *state) Follow(ctx context.Context, e live.Event) (live.Outcome, error) {
	if e.Type != "person.left" || (s.kept.Stage.Kind != KindPerson && s.kept.Stage.Kind != KindScreen) {
		return live.Outcome{}, nil
	}
	gone, err := live.Read[struct {
		UserID string `json:"userId"`
	}](e)
	if err != nil || gone.UserID != s.kept.Stage.ID {
		return live.Outcome{}, err
	}
	after, out := s.onStage(Stage{Kind: KindNone}, e.At, "")
	return out, s.service.keep(ctx, s.session.ID, after)
}

// Apply takes an event in.
func (s *state) Apply(e live.Event) error {
	switch e.Type {
	case eventPut:
		p, err := live.Read[StageWasPut](e)
		s.kept.Stage, s.kept.Put = p.Stage, e.At
		return err
	case eventFollow:
		f, err := live.Read[StageFollow](e)
		s.kept.Follow = f.Follow
		return err
	case eventLayout:
		l, err := live.Read[StageLayout](e)
		s.kept.Layout = l.Layout
		return err
	case eventTimer, eventTimerEnded:
		t, err := live.Read[StageTimerChanged](e)
		s.kept.Timer = timerOf(t.Timer)
		return err
	}
	return nil
}

// Snapshot returns the state.
func (s *state) Snapshot(live.Viewer) any {
	return StageSnapshot{Stage: s.kept.Stage, Follow: s.kept.Follow, Layout: s.kept.Layout, Timer: s.kept.Timer.wire()}
}
