package live

import (
	"context"
	"slices"
	"time"

	"github.com/coder/websocket"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

// over says whether the session has ended, as it may have in this turn, or in another process that wasn't heard yet.
func (t *turn) over() bool { return t.loop.ended || t.ending() }

// ending says whether the turn tells of the end.
func (t *turn) ending() bool {
	ends := func(e Event) bool { return e.Type == typeEnded }
	return slices.ContainsFunc(t.missed, ends) || slices.ContainsFunc(t.events, ends)
}

// end is the request of the session's end, for the reason and at the time that stand in the database.
func (l *loop) end(reason app.EndReason, at time.Time) *request {
	return &request{
		decide: func(ctx context.Context, t *turn) error {
			if t.ending() {
				return nil
			}
			if told, err := l.endTold(ctx); err != nil || told {
				return err
			}
			return t.end(ctx, reason, at)
		},
		done: func(error) {
			if !l.ended { // it has, whether that can be kept or not, and also where it was told before
				l.close()
			}
		},
	}
}

// close lets everybody go because the session has ended.
func (l *loop) close() {
	l.ended = true
	if l.over != nil {
		l.over(l.session.ID)
	}
	for _, c := range l.conns {
		c.end(closeCode(app.CodeSessionEnded))
	}
}

// end lets whatever ends with the session end, and then says that it has ended. All of it happens when the session ended,
// which may be a while ago.
func (t *turn) end(ctx context.Context, reason app.EndReason, at time.Time) error {
	now := t.now
	defer func() { t.now = now }()
	if !at.IsZero() && at.Before(now) {
		t.now = ms(at)
	}
	for i := range t.loop.states {
		ender, ends := t.loop.states[i].(Ender)
		if !ends {
			continue
		}
		o, err := ender.End(ctx, t.now)
		if err != nil {
			return err
		}
		if err := t.take(ctx, o); err != nil {
			return err
		}
	}
	return t.take(ctx, Outcome{Events: []Event{{Type: typeEnded, Audience: Everyone(), Payload: &SessionEnded{Reason: reason}}}})
}

// remove is the request that sends somebody out.
func (l *loop) remove(user app.UserID) *request {
	return &request{
		decide: func(ctx context.Context, t *turn) error {
			return t.take(ctx, Outcome{Events: []Event{{Type: typeRemoved, Audience: Only(user), Payload: &Removed{UserID: user}}}})
		},
		done: func(err error) {
			if err != nil {
				l.sendOut(user)
			}
		},
	}
}

// disconnect closes the user's connections of this process.
func (l *loop) disconnect(user app.UserID, code app.Code) {
	for _, c := range l.conns {
		if c.actor.User == user {
			c.out = code == app.CodeRemoved
			c.end(closeCode(code))
		}
	}
}

func closeCode(code app.Code) websocket.StatusCode { return web.CloseCode(&app.Error{Code: code}) }

// recognize brings every connection in line with who is there by now, where events were leapt over.
func (l *loop) recognize(sentOut []app.UserID) {
	for _, user := range sentOut {
		l.sendOut(user)
	}
	for _, c := range l.conns {
		c.outdated = true
		if p, here := l.crowd.Person(c.actor.User); here {
			l.outdate(p)
		} else {
			c.end(web.CloseRestarting)
		}
	}
}

// sendOut closes the connections of somebody who was removed.
func (l *loop) sendOut(user app.UserID) {
	l.disconnect(user, app.CodeRemoved)
	if l.sentOut != nil {
		l.sentOut(l.session.ID, user)
	}
}

// outdate gives the person's connections the role and the group of now, and lets them have a new snapshot.
func (l *loop) outdate(p Person) {
	for _, c := range l.conns {
		if c.actor.User != p.UserID {
			continue
		}
		now := l.crowd.viewer(p)
		if c.viewer != now {
			c.viewer, c.actor.Role, c.outdated = now, p.Role, true
		}
	}
}
