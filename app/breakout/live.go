package breakout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Name is the noun of the module.
func (s *Service) Name() string { return "breakout" }

// Commands lists what people may do.
func (s *Service) Commands() []live.Spec {
	calm, quick := live.Rate{PerSecond: 2, Burst: 10}, live.Rate{PerSecond: 10, Burst: 60}
	return []live.Spec{
		{Type: commandPlan, Action: app.ActionBreakoutManage, Rate: calm},
		{Type: commandDiscard, Action: app.ActionBreakoutManage},
		{Type: commandOpen, Action: app.ActionBreakoutManage},
		{Type: commandClose, Action: app.ActionBreakoutManage},
		{Type: commandKeep, Action: app.ActionBreakoutManage},
		{Type: commandTime, Action: app.ActionBreakoutManage},
		{Type: commandAssign, Action: app.ActionBreakoutManage, Rate: quick},
		{Type: commandAttend, Action: app.ActionBreakoutManage, Rate: quick},
		{Type: commandAdd, Action: app.ActionBreakoutManage},
		{Type: commandChange, Action: app.ActionBreakoutManage},
		{Type: commandAttach, Action: app.ActionBreakoutManage},
		{Type: commandMerge, Action: app.ActionBreakoutManage},
		{Type: commandSplit, Action: app.ActionBreakoutManage},
		{Type: commandSay, Action: app.ActionBreakoutManage, Rate: calm},
		{Type: commandHelped, Action: app.ActionBreakoutManage},
		{Type: commandChoose, Action: app.ActionBreakoutTakePart, Rate: calm},
		{Type: commandReturn, Action: app.ActionBreakoutTakePart, Rate: calm},
		{Type: commandRejoin, Action: app.ActionBreakoutTakePart, Rate: calm},
		{Type: commandHelp, Action: app.ActionBreakoutTakePart, Rate: calm},
		{Type: commandDone, Action: app.ActionBreakoutTakePart, Rate: calm},
		{Type: commandVisit, Action: app.ActionBreakoutVisit},
	}
}

// Load reads the state of a session as the stream has it: groups are closed once it was told, though the session may have
// ended by then.
func (s *Service) Load(ctx context.Context, session app.Session) (live.State, error) {
	kept, err := s.stream(ctx, session.ID)
	if err != nil {
		return nil, fmt.Errorf("load breakouts: %w", err)
	}
	return &state{service: s, session: session, kept: kept}, nil
}

// state is the module's state of one session.
type state struct {
	service *Service
	session app.Session
	kept    State
	before  map[app.UserID]app.GroupID // who was in which group before the last event
	told    uint64                     // the version of who speaks that was told
}

// binders read the bodies of the commands.
var binders = map[string]func(live.Command) (any, error){
	commandPlan:    bind[BreakoutMakePlan],
	commandDiscard: bind[BreakoutDiscard],
	commandOpen:    bind[BreakoutOpen],
	commandClose:   bind[BreakoutClose],
	commandKeep:    bind[BreakoutKeep],
	commandTime:    bind[BreakoutSetTime],
	commandAssign:  bind[BreakoutAssign],
	commandAttend:  bind[BreakoutAttend],
	commandAdd:     bind[BreakoutAdd],
	commandChange:  bind[BreakoutChange],
	commandAttach:  bind[BreakoutAttach],
	commandMerge:   bind[BreakoutMerge],
	commandSplit:   bind[BreakoutSplit],
	commandSay:     bind[BreakoutSay],
	commandHelped:  bind[BreakoutAnswerHelp],
	commandChoose:  bind[BreakoutChoose],
	commandReturn:  bind[BreakoutReturn],
	commandRejoin:  bind[BreakoutRejoin],
	commandHelp:    bind[BreakoutHelp],
	commandDone:    bind[BreakoutDone],
	commandVisit:   bind[BreakoutVisit],
}

func bind[T any](c live.Command) (any, error) { return live.Bind[T](c) }

// Command decides.
func (s *state) Command(ctx context.Context, c live.Command) (live.Outcome, error) {
	read, known := binders[c.Type]
	if !known {
		return live.Outcome{}, app.NotFound("command")
	}
	do, err := read(c)
	if err != nil {
		return live.Outcome{}, err
	}
	cmd := Command{Do: do, At: c.At, By: c.Actor.User, Role: c.Actor.Role, Name: c.Name, NewID: app.NewID}
	var along copies
	switch in := do.(type) {
	case BreakoutMakePlan:
		if cmd.Earlier, along, err = s.earlier(ctx, in.GoesOn); err != nil {
			return live.Outcome{}, err
		}
		cmd.Do = along.plan(in)
	case BreakoutAttend:
		p, _ := c.People.Person(in.UserID)
		cmd.Of = p.Role
	}
	return s.decideWith(ctx, cmd, string(c.Actor.User)+":"+c.ID, along)
}

// earlier returns the breakout of the classroom that a plan goes on with, nil where there is no such, and the files that come
// along from another session.
func (s *state) earlier(ctx context.Context, id app.BreakoutID) (*app.Breakout, copies, error) {
	if id == "" {
		return nil, copies{}, nil
	}
	past, err := s.service.Find(ctx, id)
	switch {
	case errors.Is(err, app.ErrNotFound) || (err == nil && past.Classroom != s.session.Classroom):
		return nil, copies{}, nil
	case err != nil:
		return nil, copies{}, err
	case past.Session == s.session.ID:
		return &past.Breakout, copies{}, nil
	}
	b, along, err := s.service.takeAlong(ctx, past)
	return &b, along, err
}

// decide asks the machine, and keeps what comes of it. The key names the facts: the same ones if it is decided again.
func (s *state) decide(ctx context.Context, c Command, key string) (live.Outcome, error) {
	return s.decideWith(ctx, c, key, copies{})
}

// decideWith is decide where files come along from an earlier session.
func (s *state) decideWith(ctx context.Context, c Command, key string, along copies) (live.Outcome, error) {
	events, err := Decide(s.kept, c)
	if err != nil || len(events) == 0 {
		return live.Outcome{}, err
	}
	var out live.Outcome
	facts := factBook{session: s.session.ID, key: key, at: c.At, by: c.By}
	after := s.kept
	for _, e := range events {
		before := after
		after.Apply(e)
		facts.add(before, after, e)
		out.Events = append(out.Events, live.Event{Type: e.Type, Audience: audience(e), Payload: e.Data})
	}
	if err := s.service.carry(ctx, s.session.ID, c.By, s.kept, after, along); err != nil {
		return live.Outcome{}, err
	}
	out.Facts, out.Result = facts.facts, result(c.Do, events[0])
	return out, s.service.keep(ctx, s.session, s.kept, after, c.At)
}

// audience says who is told of an event: of what is planned, and of what was written to groups, not everybody.
func audience(e Event) live.Audience {
	switch data := e.Data.(type) {
	case *BreakoutWasPlanned, *BreakoutDiscarded:
		return live.Staff()
	case *BreakoutSaid:
		return live.Groups(data.GroupIDs...)
	}
	return live.Everyone()
}

// result is what whoever gave the command is told of what it made.
func result(do any, e Event) any {
	if _, attaches := do.(BreakoutAttach); attaches {
		return nil
	}
	switch data := e.Data.(type) {
	case *BreakoutWasPlanned:
		return BreakoutMade{BreakoutID: data.Breakout.BreakoutID}
	case *BreakoutGroupsChanged:
		return BreakoutGroupMade{GroupID: data.Breakout.Groups[len(data.Breakout.Groups)-1].GroupID}
	}
	return nil
}

// payloads makes what the bodies of the events are read into.
var payloads = map[string]func() live.Payload{
	app.EventBreakoutPlanned: func() live.Payload { return new(BreakoutWasPlanned) },
	app.EventBreakoutOpened:  func() live.Payload { return new(BreakoutOpened) },
	app.EventBreakoutGroups:  func() live.Payload { return new(BreakoutGroupsChanged) },
	app.EventBreakoutClosing: func() live.Payload { return new(BreakoutClosing) },
	app.EventBreakoutClosed:  func() live.Payload { return new(BreakoutClosed) },
	eventDiscarded:           func() live.Payload { return new(BreakoutDiscarded) },
	eventKept:                func() live.Payload { return new(BreakoutKept) },
	eventTime:                func() live.Payload { return new(BreakoutTime) },
	eventPerson:              func() live.Payload { return new(BreakoutPerson) },
	eventAttends:             func() live.Payload { return new(BreakoutAttends) },
	eventGroup:               func() live.Payload { return new(BreakoutGroupChanged) },
	eventSaid:                func() live.Payload { return new(BreakoutSaid) },
}

// Apply takes an event in.
func (s *state) Apply(e live.Event) error {
	payload, known := payloads[e.Type]
	if !known {
		return nil
	}
	data := payload()
	if err := json.Unmarshal(e.Body, data); err != nil {
		return fmt.Errorf("read %s at %d: %w", e.Type, e.Offset, err)
	}
	s.before = s.kept.rooms()
	s.kept.Apply(Event{e.Type, e.At, data})
	return nil
}

// Place implements live.Placer.
func (s *state) Place(user app.UserID) app.Place { return s.kept.Place(user) }

// Snapshot returns what the viewer may see.
func (s *state) Snapshot(v live.Viewer) any {
	out := BreakoutSnapshot{Breakouts: []app.Breakout{}, Said: []BreakoutMessage{}}
	for _, b := range s.kept.Breakouts() {
		if b.Phase != app.BreakoutPlanned || v.Role.IsStaff() {
			out.Breakouts = append(out.Breakouts, b)
		}
	}
	for _, text := range s.kept.said {
		if v.Sees(live.Groups(text.GroupIDs...)) {
			out.Said = append(out.Said, text.BreakoutMessage)
		}
	}
	return out
}

// Due returns when a timer or a countdown ends.
func (s *state) Due() time.Time { return s.kept.due() }

// Expire lets that happen.
func (s *state) Expire(ctx context.Context, now time.Time) (live.Outcome, error) {
	return s.decide(ctx, Command{Do: Tick{}, At: now, NewID: app.NewID}, "clock:"+now.UTC().Format(time.RFC3339Nano))
}

// End implements live.Ender: the end of the session closes the groups.
func (s *state) End(ctx context.Context, at time.Time) (live.Outcome, error) {
	return s.decide(ctx, Command{Do: End{}, At: at, NewID: app.NewID}, "end")
}

// Follow has people where their role lets them be, and notes who is really in a group.
func (s *state) Follow(ctx context.Context, e live.Event) (live.Outcome, error) {
	key := fmt.Sprint("@", e.Offset)
	facts := factBook{session: s.session.ID, key: key, at: e.At}
	switch e.Type {
	case "person.joined", "person.changed":
		p, err := live.Read[live.PersonChanged](e) // person.joined has its field
		if err != nil {
			return live.Outcome{}, err
		}
		out, err := s.decide(ctx, Command{Do: Role{User: p.Person.UserID, Role: p.Person.Role}, At: e.At, NewID: app.NewID}, key+":role")
		if err != nil || e.Type == "person.changed" {
			return out, err
		}
		facts.moved(s.kept, p.Person.UserID, "", group(p.Person.Room))
		out.Facts = append(facts.facts, out.Facts...)
		return out, nil
	case "person.left":
		gone, err := live.Read[live.PersonLeft](e)
		if err != nil {
			return live.Outcome{}, err
		}
		facts.moved(s.kept, gone.UserID, s.kept.rooms()[gone.UserID], "")
	case "person.moved":
		moved, err := live.Read[live.PersonMoved](e)
		if err != nil {
			return live.Outcome{}, err
		}
		for _, user := range slices.Sorted(maps.Keys(moved.Rooms)) {
			facts.moved(s.kept, user, s.before[user], group(moved.Rooms[user]))
		}
	}
	return live.Outcome{Facts: facts.facts}, nil
}

// group returns the group that a room is of, "" for the main room.
func group(room string) app.GroupID {
	if room == live.MainRoom {
		return ""
	}
	return app.GroupID(room)
}

// Dirty says, once, whether somebody else speaks.
func (s *state) Dirty() bool {
	_, version := s.service.speaking.now(s.session.ID)
	dirty := version != s.told
	s.told = version
	return dirty
}

// Volatile tells the staff who speaks in the groups that are open.
func (s *state) Volatile(v live.Viewer) []live.Frame {
	one := s.kept.running()
	groups, version := s.service.speaking.now(s.session.ID)
	if !v.Role.IsStaff() || (one == nil && version == 0) {
		return nil
	}
	maps.DeleteFunc(groups, func(id app.GroupID, _ []app.UserID) bool { return one == nil || one.group(id) == nil })
	if groups == nil {
		groups = map[app.GroupID][]app.UserID{}
	}
	return []live.Frame{BreakoutSpeaking{Type: frameSpeaking, Speaking: groups}}
}
