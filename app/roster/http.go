package roster

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/web"
)

const (
	// refreshWait is how long a reader waits for the LMS before getting what is known, buttonWait who asked for it.
	refreshWait = 5 * time.Second
	buttonWait  = 12 * time.Second
)

// Endpoints lists the feature's routes below /api/v1.
func (s *Service) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/classrooms/:id/roster", "Who belongs to the classroom, refreshed from the LMS.", http.StatusOK, s.getRoster),
		web.JSON("GET", "/classrooms/:id/people", "Who is and was of the classroom, with groups, changes and how the refreshing goes. It is refreshed meanwhile where it is old.", http.StatusOK, s.getPeople),
		web.JSON("POST", "/classrooms/:id/people/refresh", "Ask the LMS now who is of the classroom.", http.StatusOK, s.postRefresh),
	}
}

// Entry is one person of a roster.
type Entry struct {
	UserID app.UserID       `json:"userId"`
	Name   string           `json:"name"`
	Email  string           `json:"email,omitempty"`
	Role   app.Role         `json:"role" enum:"instructor,assistant,learner,observer"`
	Status app.MemberStatus `json:"status" enum:"active,inactive,deleted"`
}

func (s *Service) getRoster(c web.Call, _ web.None) ([]Entry, error) {
	room, err := s.readable(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), refreshWait)
	defer cancel()
	if err := s.Refresh(ctx, room.ID); err != nil { // what failed in the LMS is kept and logged where it happens
		s.Log.Debug("roster not refreshed", "classroom", room.ID, "error", err)
	}
	members, err := s.Members(c.Ctx(), room.ID)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(members))
	for i, m := range members {
		entries[i] = Entry{UserID: m.ID, Name: m.Name, Email: m.Email, Role: m.Role, Status: m.Status}
	}
	return entries, nil
}

// readable returns the classroom whose roster the caller may read.
func (s *Service) readable(c web.Call) (app.Classroom, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return app.Classroom{}, app.NotFound("classroom")
	}
	if !app.Can(c.Actor, app.ActionRosterRead, app.Resource{Classroom: id}) {
		return app.Classroom{}, app.Forbidden()
	}
	room, err := s.Classrooms.Classroom(c.Ctx(), id)
	if errors.Is(err, app.ErrNotFound) {
		return app.Classroom{}, app.NotFound("classroom")
	}
	return room, err
}

// RosterPage is all that is known of a classroom's people, on the wire.
type RosterPage struct {
	Refresh RosterRefresh  `json:"refresh"`
	People  []RosterPerson `json:"people"`
	// GroupSource says how the LMS tells groups: for all by its service or by variables of members, or by launches of those
	// who launched; "" where it tells none.
	GroupSource string        `json:"groupSource" enum:",service,members,launch"`
	Groups      []RosterGroup `json:"groups"`
	// Changes are the newest ones first.
	Changes []RosterChange `json:"changes"`
}

// RosterRefresh is how the refreshing goes, on the wire.
type RosterRefresh struct {
	// Source is lms where the LMS gives lists, and launches where only those are known who came.
	Source string     `json:"source" enum:"lms,launches"`
	At     *time.Time `json:"at"`
	Cause  string     `json:"cause" enum:",read,launch,timer,button"`
	Listed int        `json:"listed"`
	// Running: the LMS is being asked now.
	Running bool           `json:"running"`
	Failure *RosterFailure `json:"failure"`
	// GroupsFailure is the code of what keeps the groups from being refreshed, or "".
	GroupsFailure string `json:"groupsFailure"`
}

// RosterFailure is why the last refreshing failed, on the wire.
type RosterFailure struct {
	Code string `json:"code"`
	// Status is what the LMS answered, 0 for nothing.
	Status int `json:"status"`
	// Failures in a row.
	Failures int        `json:"failures"`
	At       *time.Time `json:"at"`
	NextAt   *time.Time `json:"nextAt"`
}

// RosterPerson is somebody of the classroom, on the wire.
type RosterPerson struct {
	UserID app.UserID       `json:"userId"`
	Name   string           `json:"name"`
	Email  string           `json:"email,omitempty"`
	Role   app.Role         `json:"role" enum:"instructor,assistant,learner,observer"`
	Status app.MemberStatus `json:"status" enum:"active,inactive,deleted"`
	// SinceAt is null for who was there from the beginning, UntilAt for who is still there.
	SinceAt *time.Time `json:"sinceAt"`
	UntilAt *time.Time `json:"untilAt"`
	// Listed: the LMS's list has or had them. Launched: they have entered.
	Listed   bool                `json:"listed"`
	Launched bool                `json:"launched"`
	GroupIDs []app.CourseGroupID `json:"groupIds"`
}

// RosterGroup is a group of the course, on the wire.
type RosterGroup struct {
	ID app.CourseGroupID `json:"id"`
	// Name is "" where the LMS tells the id alone.
	Name    string       `json:"name"`
	SetName string       `json:"setName"`
	Members []app.UserID `json:"members"`
}

// RosterChange is a line of the history, on the wire.
type RosterChange struct {
	UserID     app.UserID `json:"userId"`
	Kind       ChangeKind `json:"kind" enum:"joined,left,returned,role"`
	RoleBefore string     `json:"roleBefore" enum:",instructor,assistant,learner,observer"`
	RoleAfter  string     `json:"roleAfter" enum:",instructor,assistant,learner,observer"`
	At         *time.Time `json:"at"`
}

func (s *Service) getPeople(c web.Call, _ web.None) (RosterPage, error) {
	room, err := s.readable(c)
	if err != nil {
		return RosterPage{}, err
	}
	if err := s.look(c.Ctx(), room); err != nil {
		return RosterPage{}, err
	}
	return s.page(c.Ctx(), room)
}

func (s *Service) postRefresh(c web.Call, _ web.None) (RosterPage, error) {
	room, err := s.readable(c)
	if err != nil {
		return RosterPage{}, err
	}
	ctx, cancel := context.WithTimeout(c.Ctx(), buttonWait)
	defer cancel()
	if err := s.RefreshNow(ctx, room.ID); err != nil { // the page says what is wrong
		s.Log.Debug("roster not refreshed by the button", "classroom", room.ID, "error", err)
	}
	return s.page(c.Ctx(), room)
}

// page gathers what the page of a classroom's people shows.
func (s *Service) page(ctx context.Context, room app.Classroom) (RosterPage, error) {
	standing, err := s.Standing(ctx, room)
	if err != nil {
		return RosterPage{}, err
	}
	people, err := s.People(ctx, room.ID)
	if err != nil {
		return RosterPage{}, err
	}
	groups, err := s.Groups(ctx, room.ID)
	if err != nil {
		return RosterPage{}, err
	}
	changes, err := s.Changes(ctx, room.ID)
	if err != nil {
		return RosterPage{}, err
	}
	return render(standing, people, groups, changes), nil
}

func render(st Standing, people []Person, groups []app.CourseGroup, changes []Change) RosterPage {
	page := RosterPage{GroupSource: string(st.Groups), People: make([]RosterPerson, len(people)), Groups: make([]RosterGroup, len(groups)), Changes: make([]RosterChange, len(changes)),
		Refresh: RosterRefresh{Source: "launches", At: web.At(st.At), Cause: string(st.Cause), Listed: st.Listed, Running: st.Running, GroupsFailure: st.GroupsFailure}}
	if st.Offered {
		page.Refresh.Source = "lms"
	}
	if f := st.Failure; f != nil {
		page.Refresh.Failure = &RosterFailure{Code: f.Code, Status: f.Status, Failures: st.Failures, At: web.At(st.FailedAt), NextAt: web.At(st.NextAt)}
	}
	for i, p := range people {
		page.People[i] = RosterPerson{UserID: p.ID, Name: p.Name, Email: p.Email, Role: p.Role, Status: p.Status,
			SinceAt: web.At(p.Since), UntilAt: web.At(p.Until), Listed: p.Listed, Launched: p.Launched, GroupIDs: p.Groups}
		if p.Groups == nil {
			page.People[i].GroupIDs = []app.CourseGroupID{}
		}
	}
	for i, g := range groups {
		page.Groups[i] = RosterGroup{ID: g.ID, Name: g.Name, SetName: g.SetName, Members: g.Members}
		if g.Members == nil {
			page.Groups[i].Members = []app.UserID{}
		}
	}
	for i, ch := range changes {
		page.Changes[i] = RosterChange{UserID: ch.User, Kind: ch.Kind, RoleBefore: string(ch.Before), RoleAfter: string(ch.After), At: web.At(ch.At)}
	}
	return page
}
