package hand

import (
	"context"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// decision gathers what comes of a command.
type decision struct {
	state *state
	at    time.Time
	by    app.UserID // staff who acted for or on somebody else, or ""
	out   live.Outcome
}

// say adds an event and, where there is a kind, the fact of it.
func (d *decision) say(e live.Event, kind app.FactKind, user app.UserID) {
	d.out.Events = append(d.out.Events, e)
	if kind == "" {
		return
	}
	d.fact(kind, user)
}

func (d *decision) fact(kind app.FactKind, user app.UserID) {
	d.out.Facts = append(d.out.Facts, app.Fact{ID: "hand:" + app.NewID(), Session: d.state.session.ID, Kind: kind, Source: app.SourceState,
		User: user, At: d.at, Seen: d.at, Data: app.MustJSON(app.HandData{By: d.by})})
}

// regrant has LiveKit follow once it is committed.
func (d *decision) regrant(user app.UserID) {
	rights, session := d.state.service.Rights, d.state.session
	d.out.After = func(ctx context.Context) {
		_ = rights.Regrant(ctx, session, user) // it has told the log, and mends it later
	}
}

// Command decides.
func (s *state) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	switch c.Type {
	case "hand.raise":
		return s.raise(ctx, c)
	case "hand.lower":
		return s.lower(ctx, c)
	case "hand.lower_all":
		return s.lowerAll(ctx, c)
	case "hand.let_speak":
		return s.letSpeak(ctx, c)
	case "hand.stop_speaking":
		return s.stopSpeaking(ctx, c)
	case "hand.silence":
		return s.silence(ctx, c)
	case "hand.floor":
		return s.setFloor(ctx, c)
	case "hand.react":
		return s.react(c)
	}
	return live.Outcome{}, app.NotFound("command")
}

func (s *state) raise(ctx context.Context, c live.Command) (live.Outcome, error) {
	user := c.Actor.User
	h := s.kept.people[user]
	if !h.Raised.IsZero() {
		return live.Outcome{}, nil // it is up
	}
	if _, here := c.People.Person(user); !here {
		return live.Outcome{}, app.Errorf(app.CodeConflict, "You aren't in the class.")
	}
	d := decision{state: s, at: c.At}
	d.say(live.Event{Type: eventRaised, Audience: live.Everyone(), Payload: &HandRaised{UserID: user}}, app.FactHandRaised, user)
	return d.out, s.service.keep(ctx, s.session.ID, user, h.raised(c.At, s.kept.next()))
}

func (s *state) lower(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[HandLower](c)
	if err != nil {
		return live.Outcome{}, err
	}
	user := in.UserID
	d := decision{state: s, at: c.At}
	switch {
	case user == "" || user == c.Actor.User:
		user = c.Actor.User
	case c.Actor.Role.IsStaff():
		d.by = c.Actor.User
	default:
		return live.Outcome{}, app.Errorf(app.CodeForbidden, "You can only lower your own hand.")
	}
	h := s.kept.people[user]
	if h.Raised.IsZero() {
		return live.Outcome{}, nil // it is down
	}
	d.say(live.Event{Type: eventLowered, Audience: live.Everyone(), Payload: &HandLowered{UserID: user, By: d.by}}, app.FactHandLowered, user)
	return d.out, s.service.keep(ctx, s.session.ID, user, h.lowered())
}

func (s *state) lowerAll(ctx context.Context, c live.Command) (live.Outcome, error) {
	d := decision{state: s, at: c.At, by: c.Actor.User}
	var users []app.UserID
	for user, h := range s.kept.people {
		if !h.Raised.IsZero() {
			users = append(users, user)
		}
	}
	if len(users) == 0 {
		return live.Outcome{}, nil
	}
	slices.Sort(users)
	for _, user := range users {
		d.fact(app.FactHandLowered, user)
	}
	d.say(live.Event{Type: eventAllLowered, Audience: live.Everyone(), Payload: &HandAllLowered{By: d.by}}, "", "")
	return d.out, s.service.lowerAll(ctx, s.session.ID)
}

// speaker finds who is to speak, or to be silent: somebody who is here and could publish sound at all.
func (s *state) speaker(c live.Command, id app.UserID) (live.Person, error) {
	if id == "" {
		return live.Person{}, app.Errorf(app.CodeInvalid, "userId is missing.")
	}
	p, here := c.People.Person(id)
	if !here {
		return live.Person{}, app.Errorf(app.CodeNotFound, "That person isn't in the class.")
	}
	them := app.Actor{User: id, Classroom: s.session.Classroom, Role: p.Role}
	if !app.Can(them, app.ActionMediaPublish, app.Resource{Classroom: s.session.Classroom}) {
		return live.Person{}, app.Errorf(app.CodeInvalid, "That person only watches and has no microphone here.")
	}
	return p, nil
}

func (s *state) letSpeak(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[HandLetSpeak](c)
	if err != nil {
		return live.Outcome{}, err
	}
	if _, err := s.speaker(c, in.UserID); err != nil {
		return live.Outcome{}, err
	}
	h := s.kept.people[in.UserID]
	if !h.Speaking.IsZero() && h.Raised.IsZero() {
		return live.Outcome{}, nil // they may already
	}
	d := decision{state: s, at: c.At, by: c.Actor.User}
	if !h.Silenced.IsZero() {
		d.say(s.silencing(in.UserID, false, d.by), "", "")
	}
	d.say(live.Event{Type: eventSpeaking, Audience: live.Everyone(), Payload: &HandSpeaking{UserID: in.UserID, By: d.by}}, app.FactHandLetSpeak, in.UserID)
	d.regrant(in.UserID)
	return d.out, s.service.keep(ctx, s.session.ID, in.UserID, h.let(c.At))
}

func (s *state) stopSpeaking(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[HandStopSpeaking](c)
	if err != nil {
		return live.Outcome{}, err
	}
	h := s.kept.people[in.UserID]
	if h.Speaking.IsZero() {
		return live.Outcome{}, nil // they may not
	}
	d := decision{state: s, at: c.At, by: c.Actor.User}
	d.say(live.Event{Type: eventStopped, Audience: live.Everyone(), Payload: &HandStopped{UserID: in.UserID, By: d.by}}, app.FactHandStopped, in.UserID)
	d.regrant(in.UserID)
	return d.out, s.service.keep(ctx, s.session.ID, in.UserID, h.stopped())
}

func (s *state) silencing(user app.UserID, silenced bool, by app.UserID) live.Event {
	return live.Event{Type: eventSilenced, Audience: live.StaffAnd(user), Payload: &HandSilenced{UserID: user, Silenced: silenced, By: by}}
}

func (s *state) silence(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[HandSilence](c)
	if err != nil {
		return live.Outcome{}, err
	}
	h := s.kept.people[in.UserID]
	if in.Silenced == !h.Silenced.IsZero() {
		return live.Outcome{}, nil // it is so
	}
	after := h
	after.Silenced = time.Time{}
	d := decision{state: s, at: c.At, by: c.Actor.User}
	if in.Silenced {
		p, err := s.speaker(c, in.UserID)
		if err != nil {
			return live.Outcome{}, err
		}
		if p.Role.IsStaff() {
			return live.Outcome{}, app.Errorf(app.CodeForbidden, "A teacher's microphone can't be taken. You can mute it.")
		}
		after = h.silenced(c.At)
		if !h.Speaking.IsZero() {
			d.say(live.Event{Type: eventStopped, Audience: live.Everyone(), Payload: &HandStopped{UserID: in.UserID, By: d.by}}, app.FactHandStopped, in.UserID)
		}
	}
	d.say(s.silencing(in.UserID, in.Silenced, d.by), "", "")
	d.regrant(in.UserID)
	return d.out, s.service.keep(ctx, s.session.ID, in.UserID, after)
}

func (s *state) setFloor(ctx context.Context, c live.Command) (live.Outcome, error) {
	in, err := live.Bind[HandSetFloor](c)
	if err != nil {
		return live.Outcome{}, err
	}
	switch in.Mode {
	case FloorOpen, FloorByHand:
	default:
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "mode must be open or by_hand.")
	}
	if in.Mode == s.kept.floor {
		return live.Outcome{}, nil
	}
	rights, session := s.service.Rights, s.session
	return live.Outcome{
		Events: []live.Event{{Type: eventFloor, Audience: live.Everyone(), Payload: &HandFloor{Mode: in.Mode, By: c.Actor.User}}},
		After: func(ctx context.Context) {
			_ = rights.RegrantAll(ctx, session) // it has told the log, and mends it later
		},
	}, s.service.keepFloor(ctx, session.ID, in.Mode)
}

func (s *state) react(c live.Command) (live.Outcome, error) {
	in, err := live.Bind[HandReact](c)
	if err != nil {
		return live.Outcome{}, err
	}
	if !slices.Contains(Emoji(), in.Emoji) {
		return live.Outcome{}, app.Errorf(app.CodeInvalid, "That isn't one of the reactions.")
	}
	e := live.Event{Type: eventReacted, Audience: live.Nobody(), Payload: &HandReacted{UserID: c.Actor.User, Emoji: in.Emoji}}
	return live.Outcome{Events: []live.Event{e}}, nil
}
