package breakout

import (
	"net/http"
	"time"

	"github.com/lectern-classroom/lectern/app"
	"github.com/lectern-classroom/lectern/app/breakout/propose"
	"github.com/lectern-classroom/lectern/app/web"
)

// Endpoints lists the feature's routes below /api/v1.
func (p *Planner) Endpoints() []web.Endpoint {
	return []web.Endpoint{
		web.JSON("GET", "/sessions/:id/breakouts", "The breakouts of a session with who was in which group; learners get those that were opened.", http.StatusOK, p.getSession),
		web.JSON("GET", "/sessions/:id/breakouts/files", "The files of tasks that the caller may see now, of all breakouts of a session.", http.StatusOK, p.getFiles),
		web.JSON("POST", "/sessions/:id/breakouts/proposal", "Form groups out of learners; nothing is kept.", http.StatusOK, p.postProposal),
		web.JSON("GET", "/classrooms/:id/breakouts", "The breakouts of a classroom that can be gone on with, the newest first.", http.StatusOK, p.getClassroom),
		web.JSON("GET", "/classrooms/:id/breakouts/saved", "The sets of groups that are kept in a classroom, by their names.", http.StatusOK, p.getSaved),
		web.JSON("POST", "/classrooms/:id/breakouts/saved", "Keep a set of groups to use it again.", http.StatusCreated, p.postSaved),
		web.JSON("DELETE", "/classrooms/:id/breakouts/saved/:saved", "Delete a set of groups that was kept.", http.StatusNoContent, p.deleteSaved),
	}
}

// The ways to form groups.
const (
	howRandom = "random"
	howOrder  = "order"
	howNew    = "new"
	howLast   = "last"
	howCourse = "lms"
	howTalk   = "talk"
	howPoll   = "poll"
	howTable  = "csv"
)

var hows = []string{howRandom, howOrder, howNew, howLast, howCourse, howTalk, howPoll, howTable}

// BreakoutWish says of whom groups are to be formed, and how.
type BreakoutWish struct {
	// How is by lot, by the order of names, so that few meet again, as last time, by the groups of the course, by how long people
	// talked, by what they answered in a poll, or by a table.
	How string `json:"how" enum:"random,order,new,last,lms,talk,poll,csv"`
	// People are learners of the classroom, in class or not.
	People []app.UserID `json:"people"`
	// Groups is how many groups there are to be, or else Size how large they are. The groups of last time, of the course and of
	// a table are as they are; same answers need neither.
	Groups int `json:"groups,omitempty"`
	Size   int `json:"size,omitempty"`
	// Together: who gave the same answer in the poll comes together. Else each group has some of every answer.
	Together bool       `json:"together,omitempty"`
	PollID   app.PollID `json:"pollId,omitempty"`
	// Set is the id or the name of a set of groups of the course; "" takes all groups.
	Set string `json:"set,omitempty"`
	// BreakoutID is the breakout that last stands for; "" is the last one of the classroom.
	BreakoutID app.BreakoutID `json:"breakoutId,omitempty"`
	// CSV is the text of a table with the columns group, and name, email or id.
	CSV string `json:"csv,omitempty"`
	// Seed makes the same groups of the same people again; without one they are others each time.
	Seed *int64 `json:"seed,omitempty"`
}

// BreakoutProposal is the groups that were formed.
type BreakoutProposal struct {
	Groups []ProposedGroup `json:"groups"`
	// Unassigned are those of the people who are in no group.
	Unassigned []app.UserID   `json:"unassigned"`
	Notes      []ProposalNote `json:"notes"`
	// Errors are what is wrong with the table; there are no groups then.
	Errors []ProposalError `json:"errors"`
}

// ProposedGroup is a group that was formed.
type ProposedGroup struct {
	// Name is "" where nothing names it but its number.
	Name    string       `json:"name"`
	Members []app.UserID `json:"members"`
}

// ProposalNote tells something of a proposal that isn't to be seen of its groups.
type ProposalNote struct {
	Code   string       `json:"code" enum:"in_none,in_several,new,met_before,not_heard,no_answer,not_in_file,not_chosen,alone,fewer_groups"`
	People []app.UserID `json:"people"`
}

// ProposalError says what is wrong with a line of a table.
type ProposalError struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// SessionBreakouts are the breakouts of a session, with who is in their groups.
type SessionBreakouts struct {
	Breakouts []app.Breakout   `json:"breakouts"`
	People    []BreakoutMember `json:"people"`
}

// BreakoutMember is somebody who is or was in a group.
type BreakoutMember struct {
	UserID app.UserID `json:"userId"`
	Name   string     `json:"name"`
}

// EarlierBreakout is a breakout that can be gone on with.
type EarlierBreakout struct {
	BreakoutID app.BreakoutID `json:"breakoutId"`
	Number     int            `json:"number"`
	Name       string         `json:"name"`
	SessionID  app.SessionID  `json:"sessionId"`
	// StartedAt is when the session began, OpenedAt when the breakout was opened last.
	StartedAt *time.Time `json:"startedAt"`
	OpenedAt  *time.Time `json:"openedAt"`
	// Task is that of the groups that have none of their own, with the files for all. A plan that goes on with it may name them.
	Task   string         `json:"task"`
	Files  []app.File     `json:"files"`
	Groups []EarlierGroup `json:"groups"`
}

// EarlierGroup is a group that can be gone on with.
type EarlierGroup struct {
	GroupID app.GroupID  `json:"groupId"`
	Name    string       `json:"name"`
	Task    string       `json:"task"`
	Files   []app.File   `json:"files"`
	Members []app.UserID `json:"members"`
}

// mostEarlier bounds the earlier breakouts that are listed.
const mostEarlier = 50

func (p *Planner) postProposal(c web.Call, in BreakoutWish) (BreakoutProposal, error) {
	session, err := p.session(c, app.ActionBreakoutManage)
	if err != nil {
		return BreakoutProposal{}, err
	}
	return p.propose(c.Ctx(), session, in)
}

func (p *Planner) getSession(c web.Call, _ web.None) (SessionBreakouts, error) {
	session, err := p.session(c, app.ActionBreakoutRead)
	if err != nil {
		return SessionBreakouts{}, err
	}
	all, err := p.Breakouts.Breakouts(c.Ctx(), session.ID)
	if err != nil {
		return SessionBreakouts{}, err
	}
	members, err := p.People.Members(c.Ctx(), session.Classroom)
	if err != nil {
		return SessionBreakouts{}, err
	}
	planned := app.Can(c.Actor, app.ActionBreakoutManage, app.Resource{Classroom: session.Classroom})
	out, in := SessionBreakouts{Breakouts: []app.Breakout{}, People: []BreakoutMember{}}, map[app.UserID]bool{}
	for _, b := range all {
		if b.OpenedAt == nil && !planned {
			continue
		}
		out.Breakouts = append(out.Breakouts, b)
		for _, g := range b.Groups {
			for _, user := range append(append([]app.UserID{}, g.Members...), g.Attendants...) {
				in[user] = true
			}
		}
	}
	for _, m := range members {
		if in[m.ID] {
			out.People = append(out.People, BreakoutMember{UserID: m.ID, Name: m.Name})
		}
	}
	return out, nil
}

func (p *Planner) getFiles(c web.Call, _ web.None) ([]app.File, error) {
	session, err := p.session(c, app.ActionBreakoutRead)
	if err != nil {
		return nil, err
	}
	viewer, err := p.Viewers.Viewer(c.Ctx(), session, c.Actor)
	if err != nil {
		return nil, err
	}
	return p.Breakouts.TaskFiles(c.Ctx(), session.ID, c.Actor.User, viewer.Role)
}

func (p *Planner) getClassroom(c web.Call, _ web.None) ([]EarlierBreakout, error) {
	room, err := classroom(c)
	if err != nil {
		return nil, err
	}
	past, err := p.Breakouts.History(c.Ctx(), room)
	if err != nil {
		return nil, err
	}
	out := []EarlierBreakout{}
	for _, one := range past {
		b := one.Breakout
		if b.Phase != app.BreakoutClosed || len(out) == mostEarlier {
			continue
		}
		named, err := p.Breakouts.filesIn(c.Ctx(), one)
		if err != nil {
			return nil, err
		}
		e := EarlierBreakout{BreakoutID: b.BreakoutID, Number: b.Number, Name: b.Name, SessionID: one.Session, StartedAt: web.At(one.StartedAt), OpenedAt: b.OpenedAt,
			Task: b.Task, Files: named(b.Files), Groups: []EarlierGroup{}}
		for _, g := range b.Groups {
			if g.MergedInto == "" {
				e.Groups = append(e.Groups, EarlierGroup{GroupID: g.GroupID, Name: g.Name, Task: g.Task, Files: named(g.Files), Members: some(g.Members)})
			}
		}
		out = append(out, e)
	}
	return out, nil
}

func (p *Planner) getSaved(c web.Call, _ web.None) ([]SavedBreakout, error) {
	room, err := classroom(c)
	if err != nil {
		return nil, err
	}
	return p.saved(c.Ctx(), room)
}

func (p *Planner) postSaved(c web.Call, in BreakoutToSave) (SavedBreakout, error) {
	room, err := classroom(c)
	if err != nil {
		return SavedBreakout{}, err
	}
	return p.save(c.Ctx(), room, in, c.Actor.User)
}

func (p *Planner) deleteSaved(c web.Call, _ web.None) (web.None, error) {
	room, err := classroom(c)
	if err != nil {
		return web.None{}, err
	}
	return web.None{}, p.forgetSaved(c.Ctx(), room, SavedID(c.Param("saved")))
}

// session returns the session of the address, to which the caller may do the action.
func (p *Planner) session(c web.Call, action app.Action) (app.Session, error) {
	session, err := p.Sessions.Session(c.Ctx(), app.SessionID(c.Param("id")))
	if session, err = web.Allowed(c.Actor, action, session, err); err != nil {
		return session, err
	}
	return session, p.Door.Admit(c.Ctx(), session, c.Actor)
}

// classroom returns the classroom of the address, whose breakouts the caller may manage.
func classroom(c web.Call) (app.ClassroomID, error) {
	id := app.ClassroomID(c.Param("id"))
	if c.Actor.Classroom != id {
		return "", app.NotFound("classroom")
	}
	if !app.Can(c.Actor, app.ActionBreakoutManage, app.Resource{Classroom: id}) {
		return "", app.Forbidden()
	}
	return id, nil
}

// proposed is a proposal on the wire, unless it is more than a breakout can be.
func proposed(made propose.Proposal) (BreakoutProposal, error) {
	if len(made.Groups) > mostGroups {
		return BreakoutProposal{}, invalid("A breakout can have at most %d groups.", mostGroups)
	}
	tellApart(made.Groups)
	out := BreakoutProposal{Groups: make([]ProposedGroup, len(made.Groups)), Unassigned: some(made.Unassigned), Notes: make([]ProposalNote, len(made.Notes)), Errors: []ProposalError{}}
	for i, g := range made.Groups {
		out.Groups[i] = ProposedGroup{Name: g.Name, Members: g.Members}
	}
	for i, n := range made.Notes {
		out.Notes[i] = ProposalNote{Code: string(n.Code), People: some(n.People)}
	}
	return out, nil
}

func renderFaults(faults []propose.Fault) BreakoutProposal {
	out := BreakoutProposal{Groups: []ProposedGroup{}, Unassigned: []app.UserID{}, Notes: []ProposalNote{}, Errors: make([]ProposalError, len(faults))}
	for i, f := range faults {
		out.Errors[i] = ProposalError(f)
	}
	return out
}

// some is a list that isn't null in JSON.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
