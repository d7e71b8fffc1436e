package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/store"
	"github.com/lectern-classroom/lectern/lti"
)

// groupsParam is the custom parameter that tells the groups of a person.
const groupsParam = "groups"

// fetch asks the LMS, keeps what it answers and remembers how that went.
func (s *Service) fetch(ctx context.Context, room app.Classroom, cause Cause) error {
	asked := s.Clock()
	if ripe, err := s.ripe(ctx, room.ID, cause); !ripe || err != nil { // another fetch ended just before this one began
		return err
	}
	l, err := s.ask(ctx, room)
	if err == nil {
		err = s.keepListing(ctx, room, l, cause, asked)
	}
	switch {
	case err == nil:
		return nil
	case s.ctx.Err() != nil || errors.Is(err, context.Canceled): // nobody failed: this process ends
		return err
	}
	return errors.Join(err, s.keepFailure(context.WithoutCancel(ctx), room, err, cause))
}

// ask gets everybody of the course from the LMS, and their groups where it tells them. Groups that can't be read aren't worth
// the list.
func (s *Service) ask(ctx context.Context, room app.Classroom) (listing, error) {
	reg, err := s.Registrations.RegistrationByID(ctx, string(room.Registration))
	if err != nil {
		return listing{}, fmt.Errorf("find the registration of a classroom: %w", err)
	}
	l := listing{issuer: reg.Issuer}
	l.members, _, err = s.Names.Members(ctx, reg, room.MembershipsURL, lti.MembersOptions{Groups: room.GroupsURL != ""})
	if err != nil {
		return listing{}, fmt.Errorf("fetch the members of a course: %w", err)
	}
	if len(l.members) == 0 { // a course has at least whoever launched: this LMS doesn't say
		return listing{}, errNobody
	}
	switch {
	case room.GroupsURL != "":
		err = s.askService(ctx, reg, room, &l)
	case room.GroupsTold:
		err = s.askMessages(ctx, reg, room, &l)
	}
	if err != nil {
		if ctx.Err() != nil {
			return listing{}, err
		}
		l.groupsFailure = failureOf(err).Code
	}
	// In one order, so that two classrooms of a course don't wait for each other's people.
	slices.SortFunc(l.members, func(a, b lti.Member) int { return strings.Compare(a.UserID, b.UserID) })
	return l, nil
}

// askService reads the groups where the course has the groups service. Who is in none says nothing in some LMSs, so that
// silence means none where others are told to be in one.
func (s *Service) askService(ctx context.Context, reg lti.Registration, room app.Classroom, l *listing) error {
	told := slices.ContainsFunc(l.members, func(m lti.Member) bool { return len(m.Groups) > 0 })
	for i := range l.members {
		switch {
		case !told:
			l.members[i].Groups = nil
		case l.members[i].Groups == nil:
			l.members[i].Groups = []string{}
		}
	}
	groups, err := s.Names.Groups(ctx, reg, room.GroupsURL)
	if err != nil {
		return fmt.Errorf("fetch the groups of a course: %w", err)
	}
	l.groups, l.grouped = groups, GroupsOfService
	if !told && len(groups) == 0 {
		for i := range l.members {
			l.members[i].Groups = []string{}
		}
	}
	if room.GroupSetsURL == "" {
		return nil
	}
	if l.sets, err = s.Names.GroupSets(ctx, reg, room.GroupSetsURL); err != nil {
		return fmt.Errorf("fetch the group sets of a course: %w", err)
	}
	return nil
}

// askMessages reads the groups from what each member's launch would say. It asks for the classroom's own link, which in some
// LMSs leaves out who can't see it, so nothing else is taken of the answer. An LMS that fills in nobody's groups doesn't
// know whose to fill in.
func (s *Service) askMessages(ctx context.Context, reg lti.Registration, room app.Classroom, l *listing) error {
	members, _, err := s.Names.Members(ctx, reg, room.MembershipsURL, lti.MembersOptions{ResourceLinkID: room.ResourceLink})
	if err != nil {
		return fmt.Errorf("fetch the groups of members: %w", err)
	}
	groups := map[string][]string{}
	for _, m := range members {
		if value, given := m.Custom[groupsParam]; given {
			if ids, told := lti.IDs(value); told {
				groups[m.UserID] = ids
				if len(ids) > 0 {
					l.grouped = GroupsOfMembers
				}
			}
		}
	}
	if l.grouped == "" {
		return nil
	}
	for i, m := range l.members {
		l.members[i].Groups = groups[m.UserID]
	}
	return nil
}

// keepListing keeps what the LMS answered, all of it or nothing, unless a newer answer is there already.
func (s *Service) keepListing(ctx context.Context, room app.Classroom, l listing, cause Cause, asked time.Time) error {
	now := store.Millis(s.Clock())
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		state, err := s.lockState(ctx, room.ID)
		if err != nil {
			return err
		}
		at, err := s.refreshedAt(ctx, room.ID)
		if err != nil || at.After(asked) {
			return err
		}
		had, err := s.knownOf(ctx, room.ID)
		if err != nil {
			return err
		}
		if shrunk(l, had) && !state.disbelieved(now) {
			return errShrunk
		}
		ids, err := s.keepPeople(ctx, l, had, now)
		if err != nil {
			return err
		}
		d := compare(room.ID, l, ids, had, now, at.IsZero())
		if err := s.keepDiff(ctx, room.ID, d, now); err != nil {
			return err
		}
		if err := s.keepGroups(ctx, room.ID, l); err != nil {
			return err
		}
		if err := s.keepSuccess(ctx, room.ID, state, l, cause, asked); err != nil {
			return err
		}
		s.tell(ctx, room.ID, d.roles, state.Failures)
		return nil
	})
}

// tell says once all is kept what others have to know.
func (s *Service) tell(ctx context.Context, room app.ClassroomID, roles map[app.UserID]app.Role, failures int64) {
	store.AfterCommit(ctx, func() {
		if failures > 0 {
			s.Log.Info("roster refreshed again", "classroom", room, "after_failures", failures)
		}
		if s.Changed == nil {
			return
		}
		for user, role := range roles {
			s.Changed(room, user, role)
		}
	})
}
