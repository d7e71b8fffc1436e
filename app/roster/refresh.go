package roster

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
)

// Cause says what a list was asked for by.
type Cause string

// The causes.
const (
	CauseRead   Cause = "read"   // somebody looks at the list, or a session is settled
	CauseLaunch Cause = "launch" // somebody entered
	CauseTimer  Cause = "timer"
	CauseButton Cause = "button"
)

// freshFor is how long a list from the LMS is good, by what it is asked for. A failure holds as long.
func freshFor(c Cause) time.Duration {
	switch c {
	case CauseLaunch:
		return 5 * time.Minute
	case CauseButton:
		return 2 * time.Second
	case CauseRead, CauseTimer:
	}
	return time.Minute
}

const (
	// fetchFor bounds one fetch of a list, however many pages it has.
	fetchFor = 30 * time.Second
	// timerEvery is how often the timer looks for lists that are due.
	timerEvery = 15 * time.Second
	// timerLease is how long a list that is due is left to the process that took it.
	timerLease = 2 * time.Minute
	// timerMost bounds the lists that are taken at once, timerLMSs the LMSs that are asked at a time, each for one list.
	timerMost = 50
	timerLMSs = 4
	// enteredEvery is how often a launch is worth a look, for each classroom.
	enteredEvery = time.Minute
)

// Refresh asks the LMS for the classroom's members where the list is older than a minute, and waits for it at most
// until ctx ends. Of several callers at once one asks, and a fetch goes on when its caller has gone, so that a course
// whose list takes longer than a reader's patience gets one all the same. A classroom without the service has nothing to
// refresh. A list is as old as the question it answers.
func (s *Service) Refresh(ctx context.Context, id app.ClassroomID) error {
	return s.refresh(ctx, id, CauseRead)
}

// RefreshNow is Refresh for somebody who just changed something in the LMS: a list of two seconds is old.
func (s *Service) RefreshNow(ctx context.Context, id app.ClassroomID) error {
	return s.refresh(ctx, id, CauseButton)
}

func (s *Service) refresh(ctx context.Context, id app.ClassroomID, cause Cause) error {
	room, err := s.Classrooms.Classroom(ctx, id)
	if err != nil || room.MembershipsURL == "" {
		return err
	}
	for {
		if ripe, err := s.ripe(ctx, id, cause); !ripe || err != nil {
			return err
		}
		f, old := s.begin(room, cause)
		select {
		case <-f.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !old {
			return f.err
		}
	}
}

// ripe says whether the list is old enough to ask for it. An LMS that failed just now isn't asked again: that is errHeld.
func (s *Service) ripe(ctx context.Context, id app.ClassroomID, cause Cause) (bool, error) {
	at, err := s.refreshedAt(ctx, id)
	if err != nil {
		return false, err
	}
	now, good := s.Clock(), freshFor(cause)
	if now.Sub(at) < good {
		return false, nil
	}
	state, err := s.state(ctx, id)
	if err == nil && state.Failures > 0 && now.Sub(store.Time(state.TriedMs)) < good {
		return false, errHeld
	}
	return err == nil, err
}

// begin returns the fetch of the classroom's list that runs, or a new one. One that runs may have asked too long ago for
// the cause: then it is old, and has to end before another begins.
func (s *Service) begin(room app.Classroom, cause Cause) (f *fetch, old bool) {
	now := s.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, busy := s.fetching[room.ID]; busy {
		return f, now.Sub(f.began) >= freshFor(cause)
	}
	f = &fetch{began: now, done: make(chan struct{})}
	if f.err = s.ctx.Err(); f.err != nil {
		close(f.done)
		return f, false
	}
	s.fetching[room.ID] = f
	s.running.Go(func() {
		ctx, cancel := context.WithTimeout(s.ctx, fetchFor)
		defer cancel()
		f.err = s.fetch(ctx, room, cause)
		s.mu.Lock()
		delete(s.fetching, room.ID)
		s.mu.Unlock()
		close(f.done)
	})
	return f, false
}

// Entered notes that somebody entered the classroom, which is in use by that, and has its list refreshed where it is older
// than five minutes. It doesn't block, and costs a class that enters at once no more than one person.
func (s *Service) Entered(id app.ClassroomID) {
	now := s.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.seen[id]) < enteredEvery || s.ctx.Err() != nil {
		return
	}
	if len(s.seen) >= seenMost {
		clear(s.seen)
	}
	s.seen[id] = now
	s.running.Go(func() {
		ctx, cancel := context.WithTimeout(s.ctx, fetchFor)
		defer cancel()
		err := s.used(ctx, id, now)
		if err == nil {
			err = s.refresh(ctx, id, CauseLaunch)
		}
		if err != nil && ctx.Err() == nil { // a failure of the LMS is kept and logged where it happens
			s.Log.Debug("roster not refreshed after a launch", "classroom", id, "error", err)
		}
	})
}

// seenMost bounds the classrooms that are remembered to be in use.
const seenMost = 4096

// RunTimer refreshes the lists of classrooms in use until ctx ends. Several processes may: each list is taken by one.
func (s *Service) RunTimer(ctx context.Context) error {
	tick := time.NewTicker(timerEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if _, err := s.RefreshDue(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("rosters not refreshed by the timer", "error", err)
		}
	}
}

// RefreshDue refreshes the lists that are due now, one at a time for each LMS, and says how many it asked for. Where an LMS
// fails as a whole, its other lists wait for the next time.
func (s *Service) RefreshDue(ctx context.Context) (int, error) {
	due, err := s.takeDue(ctx, s.Clock(), timerMost)
	if err != nil {
		return 0, err
	}
	byLMS := map[app.RegistrationID][]app.ClassroomID{}
	for _, d := range due {
		byLMS[d.RegistrationID] = append(byLMS[d.RegistrationID], d.ClassroomID)
	}
	asked := make(chan int, len(byLMS))
	var g errgroup.Group
	g.SetLimit(timerLMSs)
	for _, rooms := range byLMS {
		g.Go(func() error {
			n, err := s.refreshInTurn(ctx, rooms)
			asked <- n
			return err
		})
	}
	err = g.Wait()
	close(asked)
	n := 0
	for a := range asked {
		n += a
	}
	return n, err
}

// refreshInTurn refreshes lists of one LMS.
func (s *Service) refreshInTurn(ctx context.Context, rooms []app.ClassroomID) (asked int, err error) {
	for i, id := range rooms {
		if i > 0 && !s.rest(ctx) {
			return asked, nil
		}
		asked++
		err := s.refresh(ctx, id, CauseTimer)
		if err == nil {
			continue
		}
		if f := failureOf(err); f.ours && ctx.Err() == nil {
			s.Log.Error("roster not refreshed", "classroom", id, "error", err)
		} else if f.wholeLMS() {
			return asked, s.putOff(ctx, rooms[i+1:], s.Clock().Add(s.jittered(firstRetry)))
		}
	}
	return asked, nil
}

// rest waits between two lists of one LMS; false where ctx ended.
func (s *Service) rest(ctx context.Context) bool {
	wait := time.NewTimer(s.Pause)
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-ctx.Done():
		return false
	}
}
