package hand

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
)

// hand is what there is to say of one person. Times are zero where it isn't so.
type hand struct {
	Place                      int64 // orders raised hands
	Raised, Speaking, Silenced time.Time
}

// kept is what the database has of a session.
type kept struct {
	floor  Floor
	people map[app.UserID]hand // those of whom there is something to say
}

// next is the place behind the last raised hand.
func (k kept) next() int64 {
	last := int64(0)
	for _, h := range k.people {
		last = max(last, h.Place)
	}
	return last + 1
}

func (k kept) set(user app.UserID, h hand) {
	if h == (hand{}) {
		delete(k.people, user)
		return
	}
	k.people[user] = h
}

// lowered, stopped and so on are the hand after it.
func (h hand) lowered() hand { h.Raised, h.Place = time.Time{}, 0; return h }
func (h hand) stopped() hand { h.Speaking = time.Time{}; return h }
func (h hand) raised(at time.Time, place int64) hand {
	h.Raised, h.Place = at, place
	return h
}
func (h hand) let(at time.Time) hand {
	h = h.lowered()
	h.Speaking, h.Silenced = at, time.Time{}
	return h
}
func (h hand) silenced(at time.Time) hand {
	h = h.stopped()
	h.Silenced = at
	return h
}

// state is the module's state of one session.
type state struct {
	service   *Service
	session   app.Session
	kept      kept
	reactions reactions
}

// Apply takes an event in.
func (s *state) Apply(e live.Event) error {
	switch e.Type {
	case eventFloor:
		f, err := live.Read[HandFloor](e)
		s.kept.floor = f.Mode
		return err
	case eventAllLowered:
		for user, h := range s.kept.people {
			s.kept.set(user, h.lowered())
		}
		return nil
	case eventReacted:
		r, err := live.Read[HandReacted](e)
		if err == nil {
			s.reactions.add(r.UserID, r.Emoji, e.At)
		}
		return err
	case eventRaised, eventLowered, eventSpeaking, eventStopped, eventSilenced:
		return s.applyTo(e)
	}
	return nil
}

// applyTo takes in an event that is about one person's hand. HandSilenced has the fields of all of them.
func (s *state) applyTo(e live.Event) error {
	about, err := live.Read[HandSilenced](e)
	if err != nil {
		return err
	}
	h := s.kept.people[about.UserID]
	switch {
	case e.Type == eventRaised:
		h = h.raised(e.At, s.kept.next())
	case e.Type == eventLowered:
		h = h.lowered()
	case e.Type == eventSpeaking:
		h = h.let(e.At)
	case e.Type == eventStopped:
		h = h.stopped()
	case about.Silenced:
		h = h.silenced(e.At)
	default:
		h.Silenced = time.Time{}
	}
	s.kept.set(about.UserID, h)
	return nil
}

// Snapshot returns what the viewer may see.
func (s *state) Snapshot(v live.Viewer) any {
	snapshot := HandSnapshot{Floor: s.kept.floor, Speaking: []HandSince{}, Queue: []HandSince{}, Silenced: []app.UserID{}}
	for user, h := range s.kept.people {
		if !h.Speaking.IsZero() {
			snapshot.Speaking = append(snapshot.Speaking, HandSince{user, h.Speaking})
		}
		if !h.Raised.IsZero() {
			snapshot.Queue = append(snapshot.Queue, HandSince{user, h.Raised})
		}
		if !h.Silenced.IsZero() && (v.Role.IsStaff() || v.User == user) {
			snapshot.Silenced = append(snapshot.Silenced, user)
		}
	}
	slices.SortFunc(snapshot.Speaking, func(a, b HandSince) int {
		if c := a.Since.Compare(b.Since); c != 0 {
			return c
		}
		return strings.Compare(string(a.UserID), string(b.UserID))
	})
	slices.SortFunc(snapshot.Queue, func(a, b HandSince) int {
		return int(s.kept.people[a.UserID].Place - s.kept.people[b.UserID].Place)
	})
	slices.Sort(snapshot.Silenced)
	return snapshot
}

// Dirty says, once, whether the reactions changed.
func (s *state) Dirty() bool { return s.reactions.changed() }

// Volatile tells the reactions of the last seconds.
func (s *state) Volatile(live.Viewer) []live.Frame { return s.reactions.frame() }

// Follow lowers the hand of who has left, and doesn't let them speak any more when they come back: they may not expect it.
func (s *state) Follow(ctx context.Context, e live.Event) (live.Outcome, error) {
	if e.Type != "person.left" {
		return live.Outcome{}, nil
	}
	gone, err := live.Read[HandLowered](e) // has the field of person.left
	if err != nil {
		return live.Outcome{}, err
	}
	h := s.kept.people[gone.UserID]
	after := h.lowered().stopped()
	if h == after {
		return live.Outcome{}, nil
	}
	d := decision{state: s, at: e.At}
	if !h.Raised.IsZero() {
		d.say(live.Event{Type: eventLowered, Audience: live.Everyone(), Payload: &HandLowered{UserID: gone.UserID}}, app.FactHandLowered, gone.UserID)
	}
	if !h.Speaking.IsZero() {
		d.say(live.Event{Type: eventStopped, Audience: live.Everyone(), Payload: &HandStopped{UserID: gone.UserID}}, app.FactHandStopped, gone.UserID)
		d.regrant(gone.UserID)
	}
	return d.out, s.service.keep(ctx, s.session.ID, gone.UserID, after)
}
