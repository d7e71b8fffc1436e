package live

import (
	"context"
	"fmt"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Classrooms finds classrooms.
type Classrooms interface {
	Classroom(ctx context.Context, id app.ClassroomID) (app.Classroom, error)
}

// Door says who is let into a session. Every way in asks it and nothing else: joining, the sockets of sessions, boards and
// notes, and the API of what happened in class.
type Door struct {
	Store      *store.Store
	Classrooms Classrooms // nil: only removals count
	Clock      func() time.Time
}

// Admit refuses whom staff removed from the session (CodeRemoved), and whom the classroom's rules of entry keep out
// (CodeTooEarly, CodeForbidden). Whoever has been in the session stays admitted when the rules change. When a class opens
// is asked while it is live; what happened in it is open to whoever may enter at all. The actor has the role of now.
func (d Door) Admit(ctx context.Context, session app.Session, actor app.Actor) error {
	removed, err := d.Store.PersonRemoved(ctx, session.ID, actor.User)
	if err != nil {
		return err
	}
	if removed {
		return app.Errorf(app.CodeRemoved, "You were removed from this class. Your teacher can tell you why.")
	}
	if d.Classrooms == nil || actor.Role.IsStaff() {
		return nil
	}
	room, err := d.Classrooms.Classroom(ctx, session.Classroom)
	if err != nil {
		return fmt.Errorf("find the classroom of a session: %w", err)
	}
	refusal := room.Settings.Admit(actor.Role, d.Clock())
	if refusal == nil || session.State != app.SessionLive && app.CodeOf(refusal) == app.CodeTooEarly {
		return nil
	}
	was, err := d.Store.WasInside(ctx, session.ID, actor.User)
	if err != nil || was {
		return err
	}
	return refusal
}
