package live

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	frameLimit = 128 << 10 // bytes of one frame from a client: a plan of groups names a thousand people
	frameRate  = 20        // frames a second from a client, in the long run
	frameBurst = 60
)

// Register adds the session socket.
func (h *Hub) Register(e *echo.Echo) {
	e.GET("/ws/sessions/:id", h.serve)
}

// serve is the life of one connection. A refusal closes an accepted socket, because a browser tells a page the close
// code but not the status of a failed upgrade.
func (h *Hub) serve(c echo.Context) error {
	session, actor, person, refusal := h.admit(c)
	socket, err := web.AcceptSocket(c, frameLimit)
	if err != nil {
		return nil // who asked for something else than a WebSocket has been answered
	}
	if refusal != nil {
		e := web.Explain(refusal)
		if e.Code == app.CodeInternal {
			h.Log.Error("socket refused", "error", refusal)
		}
		// The peer may have gone already; there is nothing to tell then.
		_ = socket.Close(web.CloseCode(refusal), e.Message)
		return nil
	}
	conn := newConn(actor, person.Name, parseDevice(c.QueryParam("device")), socket, h.Clock())
	h.add(conn, session.ID)
	defer h.drop(conn)
	loop, err := h.enter(session, conn, positionOf(c))
	if err != nil {
		e := web.Explain(err)
		if e.Code == app.CodeInternal {
			h.Log.Error("socket refused", "error", err)
		}
		_ = socket.Close(web.CloseCode(err), e.Message) // as above
		return nil
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.Request().Context()))
	var serving sync.WaitGroup
	serving.Go(func() { conn.write(ctx) })
	serving.Go(func() { h.ping(ctx, conn) })
	h.confirm(loop, conn)
	h.read(ctx, loop, conn)
	loop.do(func() { loop.leave(conn) })
	cancel()
	serving.Wait()
	conn.abandon()
	return nil
}

// positionOf is where the client says that it was.
func positionOf(c echo.Context) Position {
	offset, err := strconv.ParseInt(c.QueryParam("offset"), 10, 64)
	if err != nil || offset < 0 {
		return Position{}
	}
	return Position{Epoch: c.QueryParam("epoch"), Offset: offset}
}

func (h *Hub) admit(c echo.Context) (app.Session, app.Actor, app.Person, error) {
	ctx := c.Request().Context()
	actor, err := h.Auth.Authenticate(c.QueryParam("token"))
	if err != nil {
		return app.Session{}, actor, app.Person{}, err
	}
	session, err := h.Sessions.Session(ctx, app.SessionID(c.Param("id")))
	if session, err = web.Allowed(actor, app.ActionSessionJoin, session, err); err != nil {
		return session, actor, app.Person{}, err
	}
	if session.State != app.SessionLive {
		return session, actor, app.Person{}, app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	if err := h.Door.Admit(ctx, session, actor); err != nil {
		return session, actor, app.Person{}, err
	}
	person, err := h.People.Person(ctx, actor.User)
	return session, actor, person, err
}

// confirm looks at the session and the person once more. An end or a removal that came after they were admitted and
// before they entered has reached nobody; any later one finds them in the loop.
func (h *Hub) confirm(l *loop, c *conn) {
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	session, err := h.Sessions.Session(ctx, l.session.ID)
	removed, rerr := h.Store.PersonRemoved(ctx, l.session.ID, c.actor.User)
	switch err = errors.Join(err, rerr); {
	case err != nil:
		h.Log.Error("socket not confirmed", "session", l.session.ID, "error", err)
		c.end(web.CloseCode(err))
	case session.State != app.SessionLive:
		l.ask(l.end(session.EndReason, session.EndedAt))
	case removed:
		l.do(func() { l.disconnect(c.actor.User, app.CodeRemoved) })
	}
}

// ping asks the client for a sign of life (RFC 6455 §5.5.2) as often as pages beat. A pong counts like a beat: programs
// that don't know of beats answer it by themselves, and so does a browser whose page is held up.
func (h *Hub) ping(ctx context.Context, c *conn) {
	tick := time.NewTicker(BeatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		wait, cancel := context.WithTimeout(ctx, silentAfter)
		err := c.socket.Ping(wait)
		cancel()
		if err != nil {
			return // the loop closes who stays silent
		}
		c.lastHeard.Store(h.Clock().UnixMilli())
	}
}

// read takes the client's frames until the connection is gone. Frames of types that it doesn't know are left alone:
// they are of newer clients. What has an id is a command, and is answered.
func (h *Hub) read(ctx context.Context, l *loop, c *conn) {
	limit := rate.NewLimiter(frameRate, frameBurst)
	for {
		kind, b, err := c.socket.Read(ctx)
		if err != nil {
			return
		}
		now := h.Clock()
		c.lastHeard.Store(now.UnixMilli())
		if !limit.Allow() {
			c.end(web.CloseCode(&app.Error{Code: app.CodeRateLimited}))
			continue
		}
		frame, err := decodeClient(b)
		if kind != websocket.MessageText || err != nil {
			c.end(web.CloseCode(&app.Error{Code: app.CodeInvalid, Err: errors.Join(err)}))
			continue
		}
		switch {
		case frame.ID != "":
			h.command(l, c, frame, b)
		case frame.Type == frameBeat:
			l.beat(c)
		case frame.Type == frameLeave:
			c.clean.Store(true)
			c.end(websocket.StatusNormalClosure)
		}
	}
}

// command hands a command in. The queue of the loop is bounded: a reader waits for its place in it.
func (h *Hub) command(l *loop, c *conn, frame ClientFrame, body []byte) {
	switch {
	case !commandID.MatchString(frame.ID):
		c.send(refused("", app.Errorf(app.CodeInvalid, "The id of a command has 8 to 64 letters, digits, dashes and underscores.")))
	case !storable(body):
		c.send(refused(frame.ID, app.Errorf(app.CodeInvalid, "The command holds characters that can't be kept.")))
	default:
		l.submit(l.command(c, frame, body))
	}
}

func (h *Hub) add(c *conn, session app.SessionID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sockets[c] = session
}

func (h *Hub) drop(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sockets, c)
	h.drain()
}
