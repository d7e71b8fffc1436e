package live

import (
	"context"
	"log/slog"
	"sort"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	// BeatEvery is how often a client beats.
	BeatEvery = 2 * time.Second
	// staleAfter without a beat, a connection doesn't count as present any more.
	staleAfter = 5 * time.Second
	// silentAfter without a beat, a connection is closed.
	silentAfter = 20 * time.Second
	// checkEvery is how often beats are looked at.
	checkEvery = 500 * time.Millisecond
	// idleAfter without any connection, a loop ends; the next connection starts a new one.
	idleAfter = 30 * time.Second
	// socketsEach is how many sockets one person may have: tabs, and those that broke unnoticed.
	socketsEach = 32
)

// Facts appends to the log.
type Facts interface {
	AppendFacts(ctx context.Context, facts ...app.Fact) (int, error)
}

// loop owns the live state of one session.
type loop struct {
	session app.Session
	epoch   string
	facts   Facts
	clock   func() time.Time
	log     *slog.Logger
	gone    func(app.SessionID)
	inbox   chan func() // commands, run one after the other
	done    chan struct{}

	// Owned by run.
	offset    int64
	conns     map[app.ConnectionID]*conn
	media     MediaState
	idleSince time.Time
	ended     bool
	backlog   backlog
}

// run serves the session until it has ended or was idle, or ctx ends; then every connection is told to come back.
func (l *loop) run(ctx context.Context, finished func()) {
	defer close(l.done)
	defer finished()
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	l.idleSince = l.clock()
	for {
		select {
		case <-ctx.Done():
			l.shutdown()
			return
		case command := <-l.inbox:
			command()
		case <-tick.C:
			l.check()
		}
		if len(l.conns) > 0 || !l.backlog.empty() {
			continue
		}
		if l.ended || l.clock().Sub(l.idleSince) > idleAfter {
			return
		}
	}
}

// do runs a command in the loop and waits for it; false where the loop has ended.
func (l *loop) do(command func()) bool {
	ran := make(chan struct{})
	select {
	case l.inbox <- func() { command(); close(ran) }:
	case <-l.done:
		return false
	}
	select {
	case <-ran:
		return true
	case <-l.done:
		select {
		case <-ran:
			return true
		default:
			return false
		}
	}
}

// join takes a connection in: the fact first, then the welcome, then the news for the others.
func (l *loop) join(c *conn) error {
	if l.ended {
		return app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	if l.sockets(c.actor.User) >= socketsEach {
		return app.Errorf(app.CodeRateLimited, "You have this class open too many times.")
	}
	now := ms(l.clock())
	c.lastHeard.Store(now.UnixMilli())
	if err := l.append(l.fact(c, app.FactSocketOpened, "opened", now, nil)); err != nil {
		return err
	}
	first := l.sockets(c.actor.User) == 0
	c.person.JoinedAt = now
	if !first {
		c.person.JoinedAt = l.since(c.actor.User)
	}
	if first {
		l.broadcast(func(offset int64) any { return PersonJoined{"person.joined", offset, c.person} })
	}
	l.conns[c.id] = c
	c.send(encode(Welcome{
		Type: "welcome", Epoch: l.epoch, Offset: l.offset, ServerTime: now, BeatSeconds: BeatEvery.Seconds(),
		Session: SessionInfo{ID: l.session.ID, ClassroomID: l.session.Classroom, Title: l.session.Title, State: app.SessionLive, StartedAt: ms(l.session.StartedAt)},
		You:     You{c.actor.User, c.actor.Role, c.id}, People: l.people(), Media: l.media,
	}))
	return nil
}

// lastThere is until when a connection that goes now was there: until now where it said good-bye or was beating, and else
// until it was last heard.
func (l *loop) lastThere(c *conn) time.Time {
	now, heard := l.clock(), c.heard()
	if !c.clean.Load() && now.Sub(heard) > beatSlack {
		return ms(heard)
	}
	return ms(now)
}

// leave lets a connection go.
func (l *loop) leave(c *conn) {
	if l.conns[c.id] != c {
		return
	}
	delete(l.conns, c.id)
	l.keep(l.fact(c, app.FactSocketClosed, "closed", l.lastThere(c), app.MustJSON(app.SocketClosedData{Clean: c.clean.Load()})))
	if len(l.conns) == 0 {
		l.idleSince = l.clock()
	}
	if l.sockets(c.actor.User) == 0 {
		l.broadcast(func(offset int64) any { return PersonLeft{"person.left", offset, c.actor.User} })
	}
	if l.gone != nil {
		l.gone(l.session.ID)
	}
}

// check looks for connections whose beats stopped or came back, and keeps what couldn't be kept before.
func (l *loop) check() {
	l.retry()
	now := l.clock()
	var facts []app.Fact
	for _, c := range l.conns {
		heard := c.heard()
		silent := now.Sub(heard)
		switch {
		case silent > silentAfter:
			c.end(web.CloseSilent)
		case l.backlog.full(): // looked at again when the log takes facts
		case silent > staleAfter && !c.stale:
			c.stale = true
			facts = append(facts, l.fact(c, app.FactSocketStale, "stale:"+stamp(heard), ms(heard), nil))
		case silent <= staleAfter && c.stale:
			c.stale = false
			facts = append(facts, l.fact(c, app.FactSocketResumed, "resumed:"+stamp(heard), ms(heard), nil))
		}
	}
	l.keep(facts...)
}

func (l *loop) end(reason app.EndReason) {
	if l.ended {
		return
	}
	l.ended = true
	l.broadcast(func(offset int64) any { return SessionEnded{"session.ended", offset, reason} })
	for _, c := range l.conns {
		c.end(web.CloseCode(&app.Error{Code: app.CodeSessionEnded}))
	}
}

func (l *loop) remove(user app.UserID) {
	for _, c := range l.conns {
		if c.actor.User == user {
			c.send(encode(Removed{"removed"}))
			c.end(web.CloseCode(&app.Error{Code: app.CodeRemoved}))
		}
	}
}

func (l *loop) setMedia(state MediaState) {
	if l.media == state {
		return
	}
	l.media = state
	l.broadcast(func(offset int64) any { return MediaChanged{"media.state", offset, state} })
}

// shutdown closes every connection with "come back"; what they were heard last is kept.
func (l *loop) shutdown() {
	var facts []app.Fact
	for _, c := range l.conns {
		c.end(web.CloseRestarting)
		facts = append(facts, l.fact(c, app.FactSocketClosed, "closed", l.lastThere(c), app.MustJSON(app.SocketClosedData{})))
	}
	l.backlog.add(facts...)
	if err := l.flush(); err != nil {
		l.log.Error("facts lost", "session", l.session.ID, "count", l.backlog.len(), "error", err)
	}
}

func (l *loop) broadcast(event func(offset int64) any) {
	l.offset++
	frame := encode(event(l.offset))
	for _, c := range l.conns {
		c.send(frame)
	}
}

// sockets returns how many the user has.
func (l *loop) sockets(user app.UserID) int {
	n := 0
	for _, c := range l.conns {
		if c.actor.User == user {
			n++
		}
	}
	return n
}

func (l *loop) since(user app.UserID) time.Time {
	since := ms(l.clock())
	for _, c := range l.conns {
		if c.actor.User == user && c.person.JoinedAt.Before(since) {
			since = c.person.JoinedAt
		}
	}
	return since
}

// people lists everybody once, in the order of their coming.
func (l *loop) people() []Person {
	byUser := map[app.UserID]Person{}
	for _, c := range l.conns {
		if p, seen := byUser[c.actor.User]; !seen || c.person.JoinedAt.Before(p.JoinedAt) {
			byUser[c.actor.User] = c.person
		}
	}
	people := make([]Person, 0, len(byUser))
	for _, p := range byUser {
		people = append(people, p)
	}
	sort.Slice(people, func(i, j int) bool {
		if !people[i].JoinedAt.Equal(people[j].JoinedAt) {
			return people[i].JoinedAt.Before(people[j].JoinedAt)
		}
		return people[i].UserID < people[j].UserID
	})
	return people
}

func (l *loop) fact(c *conn, kind app.FactKind, what string, at time.Time, data []byte) app.Fact {
	return app.Fact{ID: "socket:" + string(c.id) + ":" + what, Session: l.session.ID, Kind: kind, Source: app.SourceState,
		User: c.actor.User, Connection: c.id, At: at, Seen: ms(l.clock()), Data: data}
}

func stamp(t time.Time) string { return t.UTC().Format("150405.000") }
