package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// ancestorsMost bounds the classrooms that are offered.
const ancestorsMost = 20

// Sessions knows which classes were held in a classroom.
type Sessions interface {
	Sessions(ctx context.Context, room app.ClassroomID) ([]app.Session, error)
}

// Members knows what people are in a classroom, or app.ErrNotFound.
type Members interface {
	Member(ctx context.Context, room app.ClassroomID, user app.UserID) (app.Member, error)
}

// Polls are the prepared polls of classrooms. CopyPrepared takes part in the caller's transaction.
type Polls interface {
	CountPrepared(ctx context.Context, room app.ClassroomID) (int, error)
	CopyPrepared(ctx context.Context, from, to app.ClassroomID, by app.UserID) (int, error)
}

// Decision is what became of the offer to carry settings over.
type Decision string

// The decisions.
const (
	DecisionOpen    Decision = ""
	DecisionTaken   Decision = "taken"
	DecisionRefused Decision = "refused"
	DecisionPlanned Decision = "planned" // the classroom began with settings of its own
)

// Offer is what a new classroom may take over.
type Offer struct {
	Decision  Decision
	Ancestors []Ancestor
}

// Open says whether somebody should be asked.
func (o Offer) Open() bool { return o.Decision == DecisionOpen && len(o.Ancestors) > 0 }

// Ancestor is a classroom of which the LMS says that the new one, or its course, is a copy.
type Ancestor struct {
	Room app.Classroom
	Plan app.Plan
	// SameLink: the very activity was copied, and not just its course.
	SameLink bool
	// Taught: whoever asks is or was of its staff. Polls and LastHeld are told to them alone.
	Taught   bool
	Polls    int
	LastHeld time.Time
}

// Offered returns what the classroom may take over, asked for by an instructor of it. Nothing is offered once a class was
// held in it, or somebody decided.
//
// The LMS signs the ids of what was copied, but in some LMSs a teacher can write such parameters too. So they are believed
// only within the same deployment of the same registration, where settings are no secret, and what people wrote (prepared
// polls) is for those alone who teach in the old classroom as well.
func (s *Service) Offered(ctx context.Context, room app.Classroom, user app.UserID) (Offer, error) {
	if len(room.LinkHistory) == 0 && len(room.ContextHistory) == 0 {
		return Offer{}, nil
	}
	decision, err := s.decision(ctx, room.ID)
	if err != nil || decision != DecisionOpen {
		return Offer{Decision: decision}, err
	}
	held, err := s.lastHeld(ctx, room.ID)
	if err != nil || !held.IsZero() {
		return Offer{}, err
	}
	rooms, err := s.Rooms.Copied(ctx, room, 5*ancestorsMost)
	if err != nil {
		return Offer{}, err
	}
	slices.SortStableFunc(rooms, func(a, b app.Classroom) int {
		return cmp.Or(cmp.Compare(distance(room, a), distance(room, b)), cmp.Compare(unlike(room, a), unlike(room, b)))
	})
	var o Offer
	for _, r := range rooms[:min(len(rooms), ancestorsMost)] {
		a, err := s.ancestor(ctx, room, r, user)
		if err != nil {
			return Offer{}, err
		}
		o.Ancestors = append(o.Ancestors, a)
	}
	return o, nil
}

// distance is how many copies lie between an ancestor and the classroom; those of which the activity itself was copied are
// nearest.
func distance(room, ancestor app.Classroom) int {
	if i := slices.Index(room.LinkHistory, ancestor.ResourceLink); i >= 0 {
		return i
	}
	if i := slices.Index(room.ContextHistory, ancestor.ContextID); i >= 0 {
		return len(room.LinkHistory) + i
	}
	return len(room.LinkHistory) + len(room.ContextHistory) // by another link to it
}

// unlike orders classrooms of one course: that of the same name first.
func unlike(room, ancestor app.Classroom) int {
	if room.Title == ancestor.Title {
		return 0
	}
	return 1
}

func (s *Service) ancestor(ctx context.Context, room, old app.Classroom, user app.UserID) (Ancestor, error) {
	plan, err := s.PlanOf(ctx, old.ID)
	if err != nil {
		return Ancestor{}, err
	}
	a := Ancestor{Room: old, Plan: plan, SameLink: slices.Contains(room.LinkHistory, old.ResourceLink)}
	member, err := s.People.Member(ctx, old.ID, user)
	if err != nil && !errors.Is(err, app.ErrNotFound) {
		return Ancestor{}, fmt.Errorf("find who taught a classroom: %w", err)
	}
	if a.Taught = err == nil && member.Role.IsStaff(); !a.Taught {
		return a, nil
	}
	if a.Polls, err = s.Polls.CountPrepared(ctx, old.ID); err != nil {
		return Ancestor{}, err
	}
	a.LastHeld, err = s.lastHeld(ctx, old.ID)
	return a, err
}

// lastHeld returns when a class that is over began last, zero where none was held.
func (s *Service) lastHeld(ctx context.Context, room app.ClassroomID) (time.Time, error) {
	sessions, err := s.Sessions.Sessions(ctx, room)
	if err != nil {
		return time.Time{}, err
	}
	var last time.Time
	for _, session := range sessions {
		if session.State == app.SessionEnded && session.StartedAt.After(last) {
			last = session.StartedAt
		}
	}
	return last, nil
}

// Take carries the settings of an ancestor over, and its prepared polls for somebody who taught there: never people, scores
// or classes that were held. It is done once. Errors: CodeNotFound, CodeConflict.
func (s *Service) Take(ctx context.Context, room app.Classroom, from app.ClassroomID, by app.UserID) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		o, err := s.Offered(ctx, room, by)
		if err != nil {
			return err
		}
		if o.Decision != DecisionOpen {
			return errDecided
		}
		i := slices.IndexFunc(o.Ancestors, func(a Ancestor) bool { return a.Room.ID == from })
		if i < 0 {
			return app.NotFound("classroom")
		}
		a := o.Ancestors[i]
		if err := s.decide(ctx, room.ID, DecisionTaken, from, by); err != nil {
			return err
		}
		if err := s.Rooms.SetPlan(ctx, room.ID, a.Plan.Tier, a.Plan.Settings); err != nil {
			return err
		}
		if err := s.Grades.SetColumns(ctx, room, a.Plan.Columns); err != nil {
			return err
		}
		if err := s.Grades.SetGrading(ctx, room.ID, *a.Plan.Grading, by); err != nil {
			return err
		}
		if a.Polls > 0 {
			if _, err := s.Polls.CopyPrepared(ctx, from, room.ID, by); err != nil {
				return err
			}
		}
		return nil
	})
}

// Refuse lets the classroom begin anew. Errors: CodeConflict.
func (s *Service) Refuse(ctx context.Context, room app.Classroom, by app.UserID) error {
	return s.decide(ctx, room.ID, DecisionRefused, "", by)
}

var errDecided = app.Errorf(app.CodeConflict, "This was decided already.")

// decide keeps a decision, of which there is one.
func (s *Service) decide(ctx context.Context, room app.ClassroomID, d Decision, from app.ClassroomID, by app.UserID) error {
	db := s.Store.Write(ctx).Exec(`INSERT INTO course_copies (classroom_id, decision, ancestor_id, decided_by, decided_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		room, d, from, by, store.Millis(s.Clock()))
	switch {
	case db.Error != nil:
		return fmt.Errorf("keep a decision about settings: %w", db.Error)
	case db.RowsAffected == 0:
		return errDecided
	}
	return nil
}

func (s *Service) decision(ctx context.Context, room app.ClassroomID) (Decision, error) {
	var d Decision
	if err := s.Store.Read(ctx).Raw("SELECT decision FROM course_copies WHERE classroom_id = ?", room).Scan(&d).Error; err != nil {
		return "", fmt.Errorf("read a decision about settings: %w", err)
	}
	return d, nil
}
