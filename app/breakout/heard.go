package breakout

import (
	"maps"
	"slices"
	"sync"

	"github.com/lectern-classroom/lectern/app"
)

// speaking is who is heard in the groups of the sessions that this process listens to.
type speaking struct {
	mu       sync.Mutex
	sessions map[app.SessionID]voices
	version  uint64 // grows with each change of any of them
}

// voices are those of one session. The lists are never changed.
type voices struct {
	groups  map[app.GroupID][]app.UserID
	version uint64
}

func (s *speaking) heard(session app.SessionID, group app.GroupID, users []app.UserID) {
	users = slices.Compact(slices.Sorted(slices.Values(users)))
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.sessions[session]
	if slices.Equal(v.groups[group], users) {
		return
	}
	if v.groups == nil {
		v.groups = map[app.GroupID][]app.UserID{}
	}
	if v.groups[group] = users; len(users) == 0 {
		delete(v.groups, group)
	}
	if len(v.groups) == 0 {
		delete(s.sessions, session)
		return
	}
	if s.sessions == nil {
		s.sessions = map[app.SessionID]voices{}
	}
	s.version++
	v.version = s.version
	s.sessions[session] = v
}

// now returns who is heard in the groups, and a number that differs whenever that has changed; 0 where nobody is.
func (s *speaking) now(session app.SessionID) (map[app.GroupID][]app.UserID, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.sessions[session]
	return maps.Clone(v.groups), v.version
}

// forget drops what is known of a session.
func (s *speaking) forget(session app.SessionID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session)
}
