package breakout

import (
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// Command is what is wanted of the machine.
type Command struct {
	// Do is a command of the wire, a Tick, a Role or an End.
	Do any
	At time.Time
	// By is who gives it, being of the role and having the name; "" the clock.
	By   app.UserID
	Role app.Role
	Name string
	// Of is the role of the person whom the command is about, "" where they aren't here.
	Of app.Role
	// Earlier is the breakout that a plan goes on with, nil where there is no such.
	Earlier *app.Breakout
	// NewID makes an id.
	NewID func() string
}

// Tick lets what is due by the time of the command happen.
type Tick struct{}

// End is the end of the session, at the time of the command.
type End struct{}

// Role says what somebody is now, when they came or have become something else.
type Role struct {
	User app.UserID
	Role app.Role
}

// decider decides one command.
type decider struct {
	State
	Command
}

// Decide says what comes of a command. What is so already is no news and no refusal: there are no events then. A refusal
// is an *app.Error. Whether the role may give the command at all has been asked before.
func Decide(s State, c Command) ([]Event, error) {
	d := decider{s, c}
	switch do := c.Do.(type) {
	case BreakoutMakePlan:
		return d.plan(do)
	case BreakoutDiscard:
		return d.discard(do)
	case BreakoutOpen:
		return d.open(do)
	case BreakoutClose:
		return d.close(do)
	case BreakoutKeep:
		return d.keep()
	case BreakoutSetTime:
		return d.time(do)
	case BreakoutAssign:
		return d.assign(do)
	case BreakoutAttend:
		return d.attend(do)
	case BreakoutAdd:
		return d.add(do)
	case BreakoutChange:
		return d.change(do)
	case BreakoutAttach:
		return d.attach(do)
	case BreakoutMerge:
		return d.merge(do)
	case BreakoutSplit:
		return d.split(do)
	case BreakoutSay:
		return d.say(do)
	case BreakoutAnswerHelp:
		return d.helped(do)
	case BreakoutChoose:
		return d.choose(do)
	case BreakoutReturn:
		return d.goOut()
	case BreakoutRejoin:
		return d.rejoin()
	case BreakoutHelp:
		return d.help(do)
	case BreakoutDone:
		return d.done(do)
	case BreakoutVisit:
		return d.visit(do)
	case Tick:
		return d.tick()
	case Role:
		return d.become(do)
	case End:
		return d.end()
	}
	return nil, app.NotFound("command")
}

func (d decider) event(kind string, data live.Payload) Event { return Event{kind, d.At, data} }

// one is what comes of a command that does one thing.
func (d decider) one(kind string, data live.Payload) ([]Event, error) {
	return []Event{d.event(kind, data)}, nil
}

func (d decider) set(b app.Breakout) app.BreakoutSet { return app.BreakoutSet{Breakout: b, By: d.By} }

func errNotOpen() error { return conflict("The groups aren't open.") }

// after returns the time so many seconds from now; nil for none.
func (d decider) after(seconds int) *time.Time {
	if seconds == 0 {
		return nil
	}
	at := d.At.Add(time.Duration(seconds) * time.Second)
	return &at
}

func (d decider) discard(in BreakoutDiscard) ([]Event, error) {
	one := d.find(in.BreakoutID)
	switch {
	case one == nil:
		return nil, app.NotFound("breakout")
	case one.Phase != app.BreakoutPlanned:
		return nil, conflict("Groups that were open once are kept, with what they made.")
	}
	return d.one(eventDiscarded, &BreakoutDiscarded{BreakoutID: one.BreakoutID, By: d.By})
}

func (d decider) open(in BreakoutOpen) ([]Event, error) {
	one, running := d.find(in.BreakoutID), d.running()
	switch {
	case one == nil:
		return nil, app.NotFound("breakout")
	case one.Phase == app.BreakoutOpen:
		return nil, nil
	case one.Phase == app.BreakoutClosing:
		return d.keep()
	case running != nil:
		return nil, conflict("Other groups are open. Close them first.")
	}
	b := copyBreakout(one.Breakout)
	at := d.At
	b.Phase, b.OpenedAt, b.EndsAt, b.ClosesAt = app.BreakoutOpen, &at, d.after(b.Seconds), nil
	settle(b.Groups)
	return d.one(app.EventBreakoutOpened, &BreakoutOpened{BreakoutSet: d.set(b)})
}

func (d decider) close(in BreakoutClose) ([]Event, error) {
	one := d.running()
	if in.Seconds != nil {
		if err := between(*in.Seconds, longestCountdown, "seconds of the countdown"); err != nil {
			return nil, err
		}
	}
	if one == nil {
		return nil, nil
	}
	seconds := one.Countdown
	if in.Seconds != nil {
		seconds = *in.Seconds
	}
	return d.countdown(one, seconds)
}

// countdown begins one, or ends it sooner.
func (d decider) countdown(one *set, seconds int) ([]Event, error) {
	until := d.after(seconds)
	switch {
	case until == nil:
		return d.one(app.EventBreakoutClosed, &BreakoutClosed{BreakoutSet: d.set(shut(one.Breakout, d.At))})
	case one.ClosesAt != nil && !until.Before(*one.ClosesAt):
		return nil, nil
	}
	b := copyBreakout(one.Breakout)
	b.Phase, b.ClosesAt = app.BreakoutClosing, until
	return d.one(app.EventBreakoutClosing, &BreakoutClosing{BreakoutSet: d.set(b)})
}

func (d decider) keep() ([]Event, error) {
	one := d.running()
	switch {
	case one == nil:
		return nil, conflict("The groups are closed by now.")
	case one.Phase == app.BreakoutOpen:
		return nil, nil
	}
	events := []Event{d.event(eventKept, &BreakoutKept{BreakoutID: one.BreakoutID, By: d.By})}
	if one.EndsAt != nil && !one.EndsAt.After(d.At) { // or it would close again at once
		events = append(events, d.event(eventTime, &BreakoutTime{BreakoutID: one.BreakoutID, By: d.By}))
	}
	return events, nil
}

func (d decider) time(in BreakoutSetTime) ([]Event, error) {
	if err := between(in.Seconds, longestTimer, "seconds of the timer"); err != nil {
		return nil, err
	}
	one, until := d.running(), d.after(in.Seconds)
	if one == nil {
		return nil, errNotOpen()
	}
	var events []Event
	if one.Phase == app.BreakoutClosing {
		events = append(events, d.event(eventKept, &BreakoutKept{BreakoutID: one.BreakoutID, By: d.By}))
	}
	if !sameTime(until, one.EndsAt) {
		events = append(events, d.event(eventTime, &BreakoutTime{BreakoutID: one.BreakoutID, EndsAt: until, By: d.By}))
	}
	return events, nil
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// due returns when something happens by itself; the zero time for never.
func (s State) due() time.Time {
	one := s.running()
	switch {
	case one == nil:
	case one.Phase == app.BreakoutClosing:
		return *one.ClosesAt
	case one.EndsAt != nil:
		return *one.EndsAt
	}
	return time.Time{}
}

func (d decider) tick() ([]Event, error) {
	due := d.due()
	if due.IsZero() || due.After(d.At) {
		return nil, nil
	}
	one := d.running()
	if one.Phase == app.BreakoutClosing {
		return d.countdown(one, 0)
	}
	return d.countdown(one, one.Countdown)
}

// end closes what runs with the session: nobody is left for whom to count down.
func (d decider) end() ([]Event, error) {
	one := d.running()
	if one == nil {
		return nil, nil
	}
	return d.countdown(one, 0)
}

func (d decider) say(in BreakoutSay) ([]Event, error) {
	one := d.running()
	if one == nil {
		return nil, errNotOpen()
	}
	text, err := paragraph(in.Text, "message", longestText)
	switch {
	case err != nil:
		return nil, err
	case text == "":
		return nil, invalid("The message is empty.")
	}
	to, err := distinct(in.GroupIDs, mostGroups, "groups")
	if err != nil {
		return nil, err
	}
	all := []app.GroupID{}
	for _, g := range one.Groups {
		if g.MergedInto == "" {
			all = append(all, g.GroupID)
		}
	}
	groups := []app.GroupID{}
	for _, id := range to {
		if one.group(id) == nil {
			return nil, app.NotFound("group")
		}
		groups = add(groups, one.resolve(id))
	}
	if len(to) == 0 {
		groups = slices.Clone(all)
	}
	return d.one(eventSaid, &BreakoutSaid{BreakoutText: BreakoutText{BreakoutID: one.BreakoutID, MessageID: app.MessageID(d.NewID()), Text: text,
		GroupIDs: groups, All: len(groups) == len(all), By: d.By, Name: d.Name}})
}
