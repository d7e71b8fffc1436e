package board

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/live"
	"github.com/lectern-classroom/lectern/app/web"
	"github.com/lectern-classroom/lectern/whiteboard"
)

// watchEvery is how often it is looked whether other processes have decided something about rights.
const watchEvery = 250 * time.Millisecond

// access is the whole rule of who may write what, as far as the board's group lets them.
func (b board) access(session app.Session, role app.Role, user app.UserID) whiteboard.Access {
	actor := app.Actor{User: user, Classroom: session.Classroom, Role: role}
	where := app.Resource{Classroom: session.Classroom}
	if session.State != app.SessionLive || b.Removed || b.reach < app.GroupWrite {
		return whiteboard.AccessNone
	}
	if b.Kind == KindNote {
		if app.Can(actor, app.ActionNoteWrite, where) && (!b.Locked || role.IsStaff()) {
			return whiteboard.AccessAll
		}
		return whiteboard.AccessNone
	}
	switch {
	case !app.Can(actor, app.ActionBoardWrite, where):
		return whiteboard.AccessNone
	case role.IsStaff():
		return whiteboard.AccessAll
	case b.Locked, b.Access == AccessNone, b.Access == AccessChosen && !slices.Contains(b.Writers, user):
		return whiteboard.AccessNone
	case b.EditOthers:
		return whiteboard.AccessAll
	}
	return whiteboard.AccessOwn
}

// writable refuses who may not write the page now.
func (s *Service) writable(ctx context.Context, b board, session app.Session, actor app.Actor) error {
	if session.State != app.SessionLive {
		return app.Errorf(app.CodeSessionEnded, "The class has ended.")
	}
	role, err := s.role(ctx, session.ID, actor)
	if err != nil {
		return err
	}
	if b.access(session, role, actor.User) == whiteboard.AccessNone {
		return app.Errorf(app.CodeForbidden, "You may look at this page, and not draw on it.")
	}
	return nil
}

// reaches returns what people may do with the documents of the session's groups.
func (s *Service) reaches(ctx context.Context, session app.SessionID) (reaches, error) {
	if s.Groups == nil {
		return func(app.UserID, app.Role, app.GroupID) app.GroupAccess { return app.GroupHidden }, nil
	}
	of, err := s.Groups.Access(ctx, session)
	if err != nil {
		return nil, fmt.Errorf("ask what groups have opened: %w", err)
	}
	return of, nil
}

// reaches says what somebody may do with what a group has made.
type reaches func(user app.UserID, role app.Role, group app.GroupID) app.GroupAccess

// of says it of a document. What everybody may see is seen by whoever isn't of the group, too.
func (r reaches) of(b board, user app.UserID, role app.Role) app.GroupAccess {
	switch {
	case b.Group == "":
		return app.GroupWrite
	case b.Shared:
		return max(app.GroupRead, r(user, role, b.Group))
	}
	return r(user, role, b.Group)
}

// read is the action of reading the document.
func (b board) read() app.Action {
	if b.Kind == KindNote {
		return app.ActionNoteRead
	}
	return app.ActionBoardRead
}

// known returns a document that may be told to the actor, and its session. The first page of a live session is made where
// there is none. The refusals are those of app.Error: not_found, forbidden, removed, too_early.
func (s *Service) known(ctx context.Context, actor app.Actor, id app.BoardID) (board, app.Session, error) {
	b, session, err := s.readable(ctx, actor, id)
	if err == nil {
		err = s.Door.Admit(ctx, session, actor)
	}
	return b, session, err
}

// readable is known for somebody whom the door has let in: a change of its rules sends nobody out.
func (s *Service) readable(ctx context.Context, actor app.Actor, id app.BoardID) (board, app.Session, error) {
	b, err := s.find(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		b, err = s.first(ctx, actor, app.SessionID(id))
	}
	switch {
	case errors.Is(err, app.ErrNotFound), err == nil && b.Removed:
		return board{}, app.Session{}, app.NotFound("board")
	case err != nil:
		return board{}, app.Session{}, fmt.Errorf("find a board: %w", err)
	}
	session, err := s.Sessions.Session(ctx, b.Session)
	if session, err = web.Allowed(actor, b.read(), session, err); err != nil {
		return board{}, app.Session{}, err
	}
	if b.Group != "" {
		if b.reach, err = s.reach(ctx, b, session, actor); err != nil {
			return board{}, app.Session{}, err
		}
		if b.reach == app.GroupHidden {
			return board{}, app.Session{}, app.NotFound("board")
		}
	}
	return b, session, nil
}

// reach asks the database what the actor may do with a document of a group.
func (s *Service) reach(ctx context.Context, b board, session app.Session, actor app.Actor) (app.GroupAccess, error) {
	of, err := s.reachOf(ctx, session, actor)
	if err != nil {
		return app.GroupHidden, err
	}
	return of(b)
}

// reachOf returns what the actor may do with the session's documents. A group's note that isn't written any more is read by
// those who see the group's messages: its members, wherever they are now, and the staff.
func (s *Service) reachOf(ctx context.Context, session app.Session, actor app.Actor) (func(board) (app.GroupAccess, error), error) {
	of, err := s.reaches(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	role, err := s.role(ctx, session.ID, actor)
	if err != nil {
		return nil, err
	}
	viewer := sync.OnceValues(func() (live.Viewer, error) { return s.Viewers.Viewer(ctx, session, actor) })
	return func(b board) (app.GroupAccess, error) {
		reach := of.of(b, actor.User, role)
		if b.Kind != KindNote || reach != app.GroupRead || s.Viewers == nil {
			return reach, nil
		}
		v, err := viewer()
		if err != nil {
			return app.GroupHidden, fmt.Errorf("ask who sees what a group has written: %w", err)
		}
		if !v.Sees(live.Group(b.Group)) {
			return app.GroupHidden, nil
		}
		return reach, nil
	}, nil
}

// first makes the first page of a session that the actor may be in.
func (s *Service) first(ctx context.Context, actor app.Actor, id app.SessionID) (board, error) {
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return board{}, err
	}
	if session.Classroom != actor.Classroom {
		return board{}, app.ErrNotFound
	}
	if err := s.ensureFirst(ctx, session); err != nil {
		return board{}, err
	}
	return s.find(ctx, app.BoardID(id))
}

// admit looks whether the actor may have the document. The refusals are those of app.Error: unauthorized, not_found,
// forbidden, removed, too_early.
func (s *Service) admit(ctx context.Context, token string, id app.BoardID) (whiteboard.Member, app.SessionID, error) {
	var none whiteboard.Member
	actor, err := s.Auth.Authenticate(token)
	if err != nil {
		return none, "", err
	}
	_, session, err := s.known(ctx, actor, id)
	if err != nil {
		return none, "", err
	}
	person, err := s.People.Person(ctx, actor.User)
	if err != nil {
		return none, "", fmt.Errorf("find who opens a board: %w", err)
	}
	role, err := s.role(ctx, session.ID, actor)
	if err != nil {
		return none, "", err
	}
	m := whiteboard.Member{UserID: string(actor.User), Name: person.Name, Color: colorOf(actor.User), Kind: string(role)}
	m.May = func(ctx context.Context) (whiteboard.Access, error) {
		access, err := s.may(ctx, id, actor)
		if refusal := (*app.Error)(nil); errors.As(err, &refusal) {
			err = whiteboard.Refusal{Code: web.CloseCode(refusal)}
		}
		return access, err
	}
	return m, session.ID, nil
}

func (s *Service) role(ctx context.Context, session app.SessionID, actor app.Actor) (app.Role, error) {
	if s.Roles == nil {
		return actor.Role, nil
	}
	role, err := s.Roles.Role(ctx, session, actor)
	if err != nil {
		return "", fmt.Errorf("ask for a role: %w", err)
	}
	return role, nil
}

// may asks the database what the actor may write now. Who was sent out while the connection was made has no
// seat yet that Removed could find, and is refused here.
func (s *Service) may(ctx context.Context, id app.BoardID, actor app.Actor) (whiteboard.Access, error) {
	b, session, err := s.readable(ctx, actor, id)
	s.seats.know(session.ID, seat{whiteboard.DocID(id), actor.User}, b.reach)
	if err == nil {
		err = s.notRemoved(ctx, session.ID, actor.User)
	}
	if err != nil {
		return whiteboard.AccessNone, err
	}
	role, err := s.role(ctx, session.ID, actor)
	if err != nil {
		return whiteboard.AccessNone, err
	}
	return b.access(session, role, actor.User), nil
}

// notRemoved refuses who was sent out of the session.
func (s *Service) notRemoved(ctx context.Context, session app.SessionID, user app.UserID) error {
	removed, err := s.Store.PersonRemoved(ctx, session, user)
	if err != nil {
		return fmt.Errorf("ask whether somebody was removed: %w", err)
	}
	if removed {
		return app.Errorf(app.CodeRemoved, "You were removed from this class.")
	}
	return nil
}

// Ended makes the session's documents read-only for everybody who has them open.
func (s *Service) Ended(session app.SessionID) {
	for _, id := range s.seats.docs(session) {
		s.hub.Flip(id, func(*whiteboard.Member) whiteboard.Access { return whiteboard.AccessNone })
	}
}

// Removed sends the user out of the session's documents.
func (s *Service) Removed(session app.SessionID, user app.UserID) {
	for _, id := range s.seats.docs(session) {
		s.close(id, app.CodeRemoved, func(m whiteboard.Member) bool { return m.UserID == string(user) })
	}
}

func (s *Service) close(id whiteboard.DocID, why app.Code, which func(whiteboard.Member) bool) {
	s.hub.Close(id, web.CloseCode(app.Errorf(why, "")), which)
}

// flip gives everybody who has the document open the rights that it says, by the roles that they had last and by what their
// group opened to them then.
func (s *Service) flip(session app.Session, b board) {
	doc := whiteboard.DocID(b.ID)
	s.hub.Flip(doc, func(m *whiteboard.Member) whiteboard.Access {
		theirs := b
		if theirs.reach = app.GroupWrite; b.Group != "" {
			theirs.reach = s.seats.known(session.ID, seat{doc, app.UserID(m.UserID)})
		}
		return theirs.access(session, app.Role(m.Kind), app.UserID(m.UserID))
	})
}

func (s *Service) flipNote(session app.Session, locked bool) {
	for _, doc := range s.seats.docs(session.ID) {
		if of, note := strings.CutPrefix(string(doc), notePrefix); note {
			p := page{ID: app.BoardID(doc), Locked: locked}
			if of != string(session.ID) {
				p.Group = app.GroupID(of)
			}
			s.flip(session, board{page: p, Session: session.ID, Kind: KindNote})
		}
	}
}

func (s *Service) flipPage(session app.Session, p page, removed bool) {
	s.flip(session, board{page: p, Session: session.ID, Kind: KindPage, Removed: removed})
}

// refresh gives everybody who has a document of the session open the rights that the database says, and sends away who has
// none any more. One at a time, so that what was read earlier never comes later.
func (s *Service) refresh(ctx context.Context, id app.SessionID) {
	select {
	case s.fresher <- struct{}{}:
		defer func() { <-s.fresher }()
	case <-ctx.Done():
		return
	}
	if err := s.refreshNow(ctx, id); err != nil && ctx.Err() == nil {
		s.Log.Error("rights of a board not told", "session", id, "error", err)
	}
}

func (s *Service) refreshNow(ctx context.Context, id app.SessionID) error {
	seated := s.seats.list(id)
	if len(seated) == 0 {
		return nil
	}
	session, err := s.Sessions.Session(ctx, id)
	if err != nil {
		return fmt.Errorf("find the session of a board: %w", err)
	}
	users, ids := map[app.UserID]bool{}, map[app.BoardID]bool{}
	for _, at := range seated {
		users[at.user], ids[app.BoardID(at.doc)] = true, true
	}
	roles := map[app.UserID]app.Role{}
	if s.Roles != nil {
		if roles, err = s.Roles.Roles(ctx, session, slices.Collect(maps.Keys(users))); err != nil {
			return fmt.Errorf("ask for roles: %w", err)
		}
	}
	boards, err := s.some(ctx, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return err
	}
	out, err := s.Store.RemovedPersons(ctx, id)
	if err != nil {
		return err
	}
	reaches, err := s.reaches(ctx, id)
	if err != nil {
		return err
	}
	for _, b := range boards {
		doc := whiteboard.DocID(b.ID)
		s.hub.Flip(doc, func(m *whiteboard.Member) whiteboard.Access {
			user := app.UserID(m.UserID)
			if role := roles[user]; role != "" {
				m.Kind = string(role)
			}
			theirs := b
			theirs.reach = reaches.of(b, user, app.Role(m.Kind))
			s.seats.know(id, seat{doc, user}, theirs.reach)
			return theirs.access(session, app.Role(m.Kind), user)
		})
		if b.Group != "" {
			s.close(doc, app.CodeForbidden, func(m whiteboard.Member) bool {
				return reaches.of(b, app.UserID(m.UserID), app.Role(m.Kind)) == app.GroupHidden
			})
		}
		if b.Removed {
			s.close(doc, app.CodeNotFound, func(whiteboard.Member) bool { return true })
		}
		if len(out) > 0 {
			s.close(doc, app.CodeRemoved, func(m whiteboard.Member) bool { return slices.Contains(out, app.UserID(m.UserID)) })
		}
	}
	return nil
}

// watch gives connections the rights that other processes decided: this one may serve documents of a session whose
// stream nobody follows here.
func (s *Service) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	seen := map[app.SessionID]string{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		places, err := s.Streams.Places(ctx, s.seats.sessions())
		if err != nil {
			if ctx.Err() == nil {
				s.Log.Error("rights of boards not looked at", "error", err)
			}
			continue
		}
		for session, place := range places {
			if seen[session] != place {
				s.refresh(ctx, session)
			}
		}
		seen = places
	}
}

// seat is a person at a document.
type seat struct {
	doc  whiteboard.DocID
	user app.UserID
}

// seats are who has which documents open in this process.
type seats struct {
	mu sync.Mutex
	of map[app.SessionID]map[seat]*seated
}

// seated are the connections of a person to a document.
type seated struct {
	connections int
	// reach is what the document's group opened to them when that was asked last.
	reach app.GroupAccess
}

// take notes a connection, until the function that it returns is called.
func (s *seats) take(session app.SessionID, at seat) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[session] == nil {
		s.of[session] = map[seat]*seated{}
	}
	if s.of[session][at] == nil {
		s.of[session][at] = &seated{}
	}
	s.of[session][at].connections++
	return func() { s.leave(session, at) }
}

func (s *seats) leave(session app.SessionID, at seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.of[session]
	if of[at].connections--; of[at].connections == 0 {
		delete(of, at)
	}
	if len(of) == 0 {
		delete(s.of, session)
	}
}

// know notes what somebody who is seated may do with what a group made.
func (s *seats) know(session app.SessionID, at seat, reach app.GroupAccess) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if there := s.of[session][at]; there != nil {
		there.reach = reach
	}
}

// known returns what know noted.
func (s *seats) known(session app.SessionID, at seat) app.GroupAccess {
	s.mu.Lock()
	defer s.mu.Unlock()
	if there := s.of[session][at]; there != nil {
		return there.reach
	}
	return app.GroupHidden
}

func (s *seats) list(session app.SessionID) []seat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.of[session]))
}

func (s *seats) docs(session app.SessionID) []whiteboard.DocID {
	var docs []whiteboard.DocID
	for _, at := range s.list(session) {
		if !slices.Contains(docs, at.doc) {
			docs = append(docs, at.doc)
		}
	}
	return docs
}

func (s *seats) sessions() []app.SessionID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.of))
}
