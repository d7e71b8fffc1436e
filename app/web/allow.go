package web

import (
	"errors"

	"github.com/lectern-classroom/lectern/app"
)

// Allowed passes on a session that was looked up for an actor: CodeNotFound where there is none or it belongs to
// another classroom, CodeForbidden where the actor may not do the action to it.
func Allowed(a app.Actor, action app.Action, session app.Session, err error) (app.Session, error) {
	switch {
	case errors.Is(err, app.ErrNotFound), err == nil && session.Classroom != a.Classroom:
		return app.Session{}, app.NotFound("session")
	case err != nil:
		return app.Session{}, err
	case !app.Can(a, action, app.Resource{Classroom: session.Classroom}):
		return app.Session{}, app.Forbidden()
	}
	return session, nil
}
